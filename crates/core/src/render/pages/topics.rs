//! `/faq/`: the list of topics.

use super::kind::{Menu, PageKind, Part, Parts, Setting};
use super::shared::pagination;
use crate::render::context::TopicsContext;
use crate::site::{AnyPage, Page, Role, Spot};
use candor_model::page::PageHead;

/// Topics on a page of the list.
const TOPICS_A_PAGE: usize = 200;

pub static TOPICS: PageKind = PageKind {
    menu: Menu::Top,
    parts: Parts::OfSite(parts),
    ..PageKind::new(
        Role::at(
            "topics",
            Spot::new("content/faq/index.md", "/faq/", "nav.topics")
                .made_if(|outlook| outlook.has(PageHead::is_topic)),
        ),
        "topics.html",
    )
};

fn parts<'s>(setting: &Setting<'s>, page: AnyPage<'s>) -> Vec<Part<'s>> {
    let view = setting.view;
    let topics = view.site.topics(view.lang);
    let total = topics.len().div_ceil(TOPICS_A_PAGE).max(1);
    let mut parts: Vec<&[&Page]> = topics.chunks(TOPICS_A_PAGE).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    let parts = (1..).zip(parts).map(|(number, topics)| {
        let context = TopicsContext {
            topics: topics.iter().map(|topic| view.topic(topic)).collect(),
            pagination: pagination(view, page, number, total),
        };
        Part::new(number, context)
    });
    parts.collect()
}
