//! Notices as templates see them.

use chrono::TimeDelta;

use super::In;
use crate::render::context::NoticeContext;
use crate::render::words;
use crate::site::Page;

/// Days from `now` on which a notice still counts as news.
pub const NEWS_DAYS: TimeDelta = TimeDelta::days(14);

impl In<'_> {
    /// A notice in a list.
    pub fn notice(self, page: &Page) -> Option<NoticeContext> {
        let notice = page.head.notice.as_ref()?;
        let strings = self.strings();
        let kind = match notice.kind {
            candor_model::page::NoticeKind::Planned => "planned",
            candor_model::page::NoticeKind::Unplanned => "unplanned",
        };
        let status = match notice.status {
            candor_model::page::NoticeStatus::Scheduled => "scheduled",
            candor_model::page::NoticeStatus::Ongoing => "ongoing",
            candor_model::page::NoticeStatus::Resolved => "resolved",
        };
        let zone = self.site.config.time_zone();
        let affects = notice
            .affects
            .iter()
            .map(|word| {
                let channel = self
                    .site
                    .channels
                    .iter()
                    .find(|channel| channel.id == *word);
                channel.map_or_else(
                    || word.clone(),
                    |channel| {
                        strings
                            .text(&format!("kind.{}", channel.kind.as_str()))
                            .to_owned()
                    },
                )
            })
            .collect();
        Some(NoticeContext {
            title: page.head.title.clone(),
            description: page.head.description.clone(),
            href: self.site.addresses.href(&page.head.address),
            kind: kind.to_owned(),
            kind_text: strings.text(&format!("notice_kind.{kind}")).to_owned(),
            status: status.to_owned(),
            status_text: strings.text(&format!("notice_status.{status}")).to_owned(),
            announced: words::instant_context(notice.announced.0, zone, strings),
            starts: notice
                .starts
                .map(|at| words::instant_context(at.0, zone, strings)),
            ends: notice
                .ends
                .map(|at| words::instant_context(at.0, zone, strings)),
            affects,
        })
    }
}
