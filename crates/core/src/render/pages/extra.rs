//! What the template of each role sees besides what every page sees.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::a_to_z::a_to_z;
use super::shared::part_address;
use crate::render::context::*;
use crate::render::related::WhenAsked;
use crate::render::reports;
use crate::render::view::{In, NEWS_DAYS};
use crate::site::{Page, Role};
use candor_model::Hash;
use candor_model::page::NoticeStatus;

/// Topics on the home page.
const HOME_TOPICS: usize = 12;
/// Topics on a page of the list of topics.
const TOPICS_A_PAGE: usize = 200;
/// Notices on a page of the list of notices.
const NOTICES_A_PAGE: usize = 50;

/// One page, or one part of a list that is cut in pages.
pub(super) struct Job<'s> {
    pub page: &'s Page,
    /// From 1; parts after the first have an address of their own.
    pub part: usize,
    pub extra: Extra<'s>,
}

/// What a role's template sees besides `page`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Extra<'s> {
    Home(HomeContext),
    Topics(TopicsContext),
    Faq(Topic<'s>),
    Notices(NoticesContext),
    Notice(Box<NoticePageContext>),
    Reports(ReportsContext),
    Report(Box<ReportContext>),
    Coverage(CoverageContext),
    AToZ(AZContext<'s>),
    Nothing {},
}

/// What changes whenever the bytes of a page could, for what is beside `page`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ExtraKey<'e, 's> {
    Related(&'e Hash),
    All(&'e Extra<'s>),
}

impl<'s> Extra<'s> {
    pub(super) fn key(&self) -> ExtraKey<'_, 's> {
        match self {
            Extra::Faq(topic) => ExtraKey::Related(&topic.others.key),
            other => ExtraKey::All(other),
        }
    }
}

/// A topic, as [`FaqContext`] when its page is made.
pub(super) struct Topic<'s> {
    others: Arc<WhenAsked<'s>>,
    page: &'s Page,
}

impl Serialize for Topic<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let related = self.others.of(self.page);
        FaqContext { related }.serialize(serializer)
    }
}

/// The pages to make of one page: several when its list is long.
pub(super) fn jobs<'s>(view: In<'s>, page: &'s Page, others: &Arc<WhenAsked<'s>>) -> Vec<Job<'s>> {
    let extra = match page.role {
        Role::Topics => return topics(view, page),
        Role::Notices => return notices(view, page),
        Role::AToZ => return a_to_z(view, page),
        Role::Home | Role::Search => Extra::Home(home(view)),
        Role::Topic => Extra::Faq(Topic {
            others: others.clone(),
            page,
        }),
        Role::Notice => Extra::Notice(Box::new(NoticePageContext {
            notice: view.notice(page),
        })),
        Role::Reports => Extra::Reports(ReportsContext {
            quarters: view
                .site
                .quarters
                .iter()
                .rev()
                .map(|quarter| reports::quarter(view, quarter))
                .collect(),
        }),
        Role::Report => match report(view, page) {
            Some(context) => Extra::Report(Box::new(context)),
            None => Extra::Nothing {},
        },
        _ => Extra::Nothing {},
    };
    vec![Job {
        page,
        part: 1,
        extra,
    }]
}

fn home(view: In<'_>) -> HomeContext {
    let topics = view.site.topics(view.lang);
    let today = view.site.today;
    let notices = view
        .site
        .notices(view.lang)
        .into_iter()
        .filter(|page| {
            page.head.notice.as_ref().is_some_and(|notice| {
                notice.status != NoticeStatus::Resolved
                    || today - notice.announced.0.date_naive() <= NEWS_DAYS
            })
        })
        .filter_map(|page| view.notice(page))
        .take(3)
        .collect();
    HomeContext {
        more_topics: topics.len() > HOME_TOPICS,
        topics: topics
            .into_iter()
            .take(HOME_TOPICS)
            .map(|page| view.topic(page))
            .collect(),
        notices,
    }
}

/// Where one part of a page's list stands among the others.
pub(super) fn pagination(
    view: In<'_>,
    page: &Page,
    current: usize,
    total: usize,
) -> PaginationContext {
    let href = |part| view.site.addresses.href(&part_address(page, part));
    PaginationContext {
        current,
        total,
        previous: (current > 1).then(|| href(current - 1)),
        next: (current < total).then(|| href(current + 1)),
    }
}

fn topics<'s>(view: In<'s>, page: &'s Page) -> Vec<Job<'s>> {
    let topics = view.site.topics(view.lang);
    let total = topics.len().div_ceil(TOPICS_A_PAGE).max(1);
    let mut parts: Vec<&[&Page]> = topics.chunks(TOPICS_A_PAGE).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(at, chunk)| Job {
            page,
            part: at + 1,
            extra: Extra::Topics(TopicsContext {
                topics: chunk.iter().map(|topic| view.topic(topic)).collect(),
                pagination: pagination(view, page, at + 1, total),
            }),
        })
        .collect()
}

fn notices<'s>(view: In<'s>, page: &'s Page) -> Vec<Job<'s>> {
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
    parts
        .into_iter()
        .enumerate()
        .map(|(at, chunk)| Job {
            page,
            part: at + 1,
            extra: Extra::Notices(NoticesContext {
                notices: chunk.to_vec(),
                pagination: pagination(view, page, at + 1, total),
            }),
        })
        .collect()
}

fn report(view: In<'_>, page: &Page) -> Option<ReportContext> {
    let quarters = &view.site.quarters;
    let at = quarters.iter().position(|quarter| {
        page.head.key == format!("content/reports/{}.toml", quarter.quarter.get_ref())
    })?;
    let link = |at: usize| {
        let quarter = reports::quarter(view, quarters.get(at)?);
        Some(LinkContext {
            title: quarter.title,
            href: quarter.href,
        })
    };
    Some(ReportContext {
        quarter: reports::quarter(view, &quarters[at]),
        previous: at.checked_sub(1).and_then(link),
        next: link(at + 1),
    })
}
