//! `/notices/`: the list of notices.

use super::kind::{Menu, PageKind, Part, Parts, Setting};
use super::shared::pagination;
use crate::render::context::{NoticeContext, NoticesContext};
use crate::site::{AnyPage, Outlook, Role, Spot};
use candor_model::page::Section;

/// Notices on a page of the list.
const NOTICES_A_PAGE: usize = 50;

pub static NOTICES: PageKind = PageKind {
    menu: Menu::Top,
    parts: Parts::OfSite(parts),
    ..PageKind::new(
        Role::at(
            "notices",
            Spot::new("content/notices/index.md", "/notices/", "nav.notices").made_if(is_made),
        ),
        "notices.html",
    )
};

fn is_made(outlook: Outlook<'_>) -> bool {
    outlook.has(|head| head.section == Section::Notice && !head.is_index())
}

fn parts<'s>(setting: &Setting<'s>, page: AnyPage<'s>) -> Vec<Part<'s>> {
    let view = setting.view;
    let notices: Vec<NoticeContext> = view
        .site
        .notices(view.lang)
        .into_iter()
        .filter_map(|page| view.notice(page))
        .collect();
    let total = notices.len().div_ceil(NOTICES_A_PAGE).max(1);
    let mut parts: Vec<&[NoticeContext]> = notices.chunks(NOTICES_A_PAGE).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    let parts = (1..).zip(parts).map(|(number, notices)| {
        let context = NoticesContext {
            notices: notices.to_vec(),
            pagination: pagination(view, page, number, total),
        };
        Part::new(number, context)
    });
    parts.collect()
}
