//! `/`: where readers begin.

use super::kind::{PageKind, Part, Parts, Setting, Structured};
use crate::render::context::{HomeContext, NoticeContext};
use crate::render::view::{In, NEWS_DAYS};
use crate::site::{AnyPage, MadeTitle, Role, Spot};
use candor_model::page::NoticeStatus;

/// Topics on the home page.
const TOPICS: usize = 12;
/// Notices on the home page.
const NOTICES: usize = 3;

/// The home page.
pub static HOME: PageKind = PageKind {
    has_breadcrumbs: false,
    structured: Structured::Entity,
    parts: Parts::OfSite(start),
    ..PageKind::new(
        Role {
            is_introduction_found: false,
            ..Role::at(
                "home",
                Spot {
                    made_title: MadeTitle::OfSite,
                    ..Spot::new("content/index.md", "/", "nav.home").made_if(|_| true)
                },
            )
        },
        "home.html",
    )
};

/// The first topics and the latest notices.
pub(super) fn start<'s>(setting: &Setting<'s>, _: AnyPage<'s>) -> Vec<Part<'s>> {
    let view = setting.view;
    let topics = view.site.topics(view.lang);
    Part::whole(HomeContext {
        more_topics: topics.len() > TOPICS,
        topics: topics
            .into_iter()
            .take(TOPICS)
            .map(|page| view.topic(page))
            .collect(),
        notices: news(view),
    })
}

fn news(view: In<'_>) -> Vec<NoticeContext> {
    let today = view.site.today;
    view.site
        .notices(view.lang)
        .into_iter()
        .filter(|page| {
            page.head.notice.as_ref().is_some_and(|notice| {
                notice.status != NoticeStatus::Resolved
                    || today - notice.announced.0.date_naive() <= NEWS_DAYS
            })
        })
        .filter_map(|page| view.notice(page))
        .take(NOTICES)
        .collect()
}
