//! From the model to what templates see: the parts that every page shares.

use std::collections::BTreeMap;

use chrono::{NaiveTime, TimeDelta};

use super::context::*;
use super::pages::{self, Menu, PageKind};
use super::words;
use crate::site::{Page, Site};
use candor_model::channel::{AiUse, Channel, Contact, Purpose, StaffedBy, Stage};
use candor_model::quarter::{Measured, Quarter};
use candor_model::schedule::{Schedule, describe_days, describe_spans};
use candor_model::strings::Strings;

/// The language that a view is made in.
#[derive(Clone, Copy)]
pub struct In<'s> {
    /// The site.
    pub site: &'s Site<'s>,
    /// Language code.
    pub lang: &'s str,
}

/// How far ahead closures are listed, in days (`hours.horizon` asks for 90).
const CLOSURE_DAYS: u32 = 120;

impl<'s> In<'s> {
    /// The interface strings.
    pub fn strings(self) -> &'s Strings {
        self.site.theme.strings(self.lang)
    }

    fn default_lang(self) -> &'s str {
        self.site.default_lang()
    }

    /// Address of the page of a kind, base path included.
    pub fn href(self, kind: &PageKind) -> Option<String> {
        let page = self.site.page_of(&kind.role, self.lang);
        page.or_else(|| self.site.page_of(&kind.role, self.default_lang()))
            .map(|page| self.site.addresses.href(page.address()))
    }

    /// The pages of a menu.
    fn menu(self, menu: Menu) -> impl Iterator<Item = LinkContext> {
        let kinds = pages::KINDS.iter().filter(move |kind| kind.menu == menu);
        kinds.filter_map(move |kind| self.link(kind))
    }

    fn link(self, kind: &PageKind) -> Option<LinkContext> {
        let page = self.site.page_of(&kind.role, self.lang)?;
        let title = kind
            .menu_title()
            .and_then(|title| self.strings().get(title))
            .unwrap_or(page.title());
        Some(LinkContext {
            title: title.to_owned(),
            href: self.site.addresses.href(page.address()),
        })
    }

    /// `site`.
    pub fn site_context(self) -> SiteContext {
        let config = &self.site.config;
        let default = self.default_lang();
        let direction = self
            .site
            .languages
            .iter()
            .find(|language| language.code == self.lang)
            .map_or("ltr", |language| language.direction());
        SiteContext {
            title: config.site.title.get(self.lang, default).to_owned(),
            description: config
                .site
                .description
                .as_ref()
                .map(|text| text.get(self.lang, default).to_owned()),
            origin: config.origin_and_base_path().0,
            banner: config
                .site
                .banner
                .as_ref()
                .map(|text| text.get(self.lang, default).to_owned()),
            lang: self.lang.to_owned(),
            dir: direction.to_owned(),
            preview: self.site.purpose.is_marked(),
            multilingual: self.site.languages.len() > 1,
            nav: self.menu(Menu::Top).collect(),
            footer: self.menu(Menu::Footer).chain(self.plain_pages()).collect(),
        }
    }

    /// Pages that are no known part of the site would be reached by nobody, so the footer lists those
    /// at the top level of `content/`.
    fn plain_pages(self) -> impl Iterator<Item = LinkContext> {
        self.site
            .pages_in(self.lang)
            .filter(|page| *page.role == pages::PLAIN.role && page.head.key.split('/').count() == 2)
            .map(move |page| LinkContext {
                title: page.head.title.clone(),
                href: self.site.addresses.href(&page.head.address),
            })
    }

    /// `urls`.
    pub fn urls(self) -> UrlsContext {
        let notices = self.href(&pages::NOTICES);
        UrlsContext {
            home: self.href(&pages::HOME).unwrap_or_default(),
            search: self.href(&pages::SEARCH).unwrap_or_default(),
            a_z: self.href(&pages::A_TO_Z).unwrap_or_default(),
            topics: self.href(&pages::TOPICS),
            contact: self.href(&pages::CONTACT),
            response_times: self.href(&pages::RESPONSE_TIMES),
            complaints: self.href(&pages::COMPLAINTS),
            risks: self.href(&pages::RISKS),
            ai: self.href(&pages::AI),
            feed: notices.as_ref().map(|href| format!("{href}feed.xml")),
            notices,
            reports: self.href(&pages::QUARTERS),
            coverage: self.href(&pages::COVERAGE),
            hours_json: self
                .site
                .channels
                .iter()
                .any(|channel| channel.schedule.is_some())
                .then(|| self.site.addresses.href("/api/hours.json")),
        }
    }

    /// `entity`.
    pub fn entity(self) -> EntityContext {
        let entity = &self.site.config.entity;
        let default = self.default_lang();
        let short_name = entity
            .short_name
            .clone()
            .or_else(|| entity.legal_name.clone())
            .unwrap_or_else(|| {
                self.site
                    .config
                    .site
                    .title
                    .get(self.lang, default)
                    .to_owned()
            });
        EntityContext {
            legal_name: entity.legal_name.clone(),
            short_name,
            website: entity.website.clone(),
            address: entity.address.clone(),
            license: entity
                .license
                .as_ref()
                .map(|text| text.get(self.lang, default).to_owned()),
            responsible: entity
                .responsible
                .iter()
                .filter(|person| person.public)
                .map(|person| PersonContext {
                    name: person.name.clone(),
                    role: person
                        .role
                        .as_ref()
                        .map(|role| role.get(self.lang, default).to_owned()),
                })
                .collect(),
        }
    }

    /// `regulator`.
    pub fn regulator(self) -> Option<RegulatorContext> {
        let regulator = self.site.regulator.as_ref()?;
        let default = self.default_lang();
        let name = regulator.name.as_ref()?.get(self.lang, default).to_owned();
        Some(RegulatorContext {
            short_name: regulator.short_name.as_ref().map_or_else(
                || name.clone(),
                |text| text.get(self.lang, default).to_owned(),
            ),
            name,
            website: regulator.website.clone(),
            phone_href: regulator
                .phone
                .clone()
                .and_then(|phone| Contact::Phone(phone).href()),
            phone: regulator.phone.clone(),
            address: regulator.address.clone(),
        })
    }

    /// `channels`.
    pub fn channels(self) -> Vec<ChannelContext> {
        self.site
            .channels
            .iter()
            .map(|channel| self.channel(channel))
            .collect()
    }

    /// What the site calls a channel.
    pub fn channel_label(self, channel: &Channel) -> String {
        match &channel.label {
            Some(label) => label.get(self.lang, self.default_lang()).to_owned(),
            None => self
                .strings()
                .text(&format!("kind.{}", channel.kind.as_str()))
                .to_owned(),
        }
    }

    fn channel(self, channel: &Channel) -> ChannelContext {
        let strings = self.strings();
        let lookup = |key: &str| strings.get(key).map(str::to_owned);
        let schedule = channel.schedule.as_ref();
        let lines = match &channel.contact {
            Contact::Mail(lines) => lines.clone(),
            Contact::Link(url) => vec![url.trim_start_matches("https://").to_owned()],
            other => vec![other.text()],
        };
        ChannelContext {
            id: channel.id.clone(),
            kind: channel.kind.as_str().to_owned(),
            label: self.channel_label(channel),
            for_complaints: channel.purpose == Some(Purpose::Complaints),
            text: lines.join(", "),
            lines,
            href: channel.contact.href(),
            staffed: channel.staffed_by == StaffedBy::People,
            hours: schedule.map(|schedule| schedule.describe(&lookup)),
            week: schedule
                .map(|schedule| week(schedule, strings))
                .unwrap_or_default(),
            time_zone: schedule.map(|schedule| schedule.zone_name(&lookup)),
            closures: schedule
                .map(|schedule| self.closures(schedule))
                .unwrap_or_default(),
            after_hours: self.after_hours(channel, "after_hours"),
            while_closed: self.after_hours(channel, "while_closed"),
            acknowledges: self.acknowledges(channel),
            ai: channel.ai.as_ref().map(|ai| self.ai(ai)),
            commitments: self.commitments(channel),
        }
    }

    fn closures(self, schedule: &Schedule) -> Vec<ClosureContext> {
        let from = self.site.today.and_time(NaiveTime::MIN).and_utc();
        schedule
            .closures(from, CLOSURE_DAYS)
            .into_iter()
            .map(|day| ClosureContext {
                date: day.date.to_string(),
                text: words::date(day.date, self.strings()),
                name: day
                    .holiday
                    .and_then(|holiday| holiday.name)
                    .map(|name| name.text(self.lang).to_owned()),
            })
            .collect()
    }

    /// What happens outside the hours, in the words of a table of the strings.
    fn after_hours(self, channel: &Channel, table: &str) -> Option<String> {
        let after = channel.after_hours.as_ref()?;
        let strings = self.strings();
        let time = after
            .returned_within
            .as_ref()
            .map(|time| time.display(&|key| strings.get(key).map(str::to_owned)));
        let key = match (after.kind.as_str(), &time) {
            ("voicemail", Some(_)) => "voicemail",
            ("voicemail", None) => "voicemail_plain",
            (_, Some(_)) => "other",
            (_, None) => "other_plain",
        };
        let time = time.unwrap_or_default();
        Some(strings.filled(
            &format!("{table}.{key}"),
            &[("time", &time), ("kind", &after.kind)],
        ))
    }

    fn acknowledges(self, channel: &Channel) -> Option<String> {
        let acknowledges = channel.acknowledges;
        if !acknowledges.automatic {
            return None;
        }
        let strings = self.strings();
        let key = match (
            acknowledges.reference_number,
            acknowledges.estimated_response,
        ) {
            (true, true) => "acknowledges.with_both",
            (true, false) => "acknowledges.with_reference",
            (false, true) => "acknowledges.with_estimate",
            (false, false) => "acknowledges.plain",
        };
        let time = channel.commitments.get(&Stage::Acknowledgement);
        let time = time.map(|time| time.display(&|key| strings.get(key).map(str::to_owned)));
        Some(match time {
            Some(time) => strings.filled(
                key,
                &[(
                    "time",
                    &strings.filled("acknowledges.within", &[("time", &time)]),
                )],
            ),
            None => strings.filled(key, &[("time", "")]).replace("  ", " "),
        })
    }

    fn ai(self, ai: &AiUse) -> AiContext {
        let text = |text: &Option<candor_model::localized::Localized>| {
            text.as_ref()
                .map(|text| text.get(self.lang, self.default_lang()).to_owned())
        };
        AiContext {
            used: ai.used,
            name: text(&ai.name),
            disclosure: text(&ai.disclosure),
            to_person: text(&ai.to_person),
        }
    }

    fn commitments(self, channel: &Channel) -> Vec<CommitmentContext> {
        let strings = self.strings();
        let lookup = |key: &str| strings.get(key).map(str::to_owned);
        let latest = self.site.quarters.last();
        channel
            .commitments
            .iter()
            .map(|(stage, time)| CommitmentContext {
                stage: stage.as_str().to_owned(),
                label: strings
                    .text(&format!("stage.{}", stage.as_str()))
                    .to_owned(),
                text: time.display(&lookup),
                measured: latest.and_then(|quarter| self.measured(quarter, &channel.id, *stage)),
            })
            .collect()
    }

    fn measured(self, quarter: &Quarter, channel: &str, stage: Stage) -> Option<MeasuredContext> {
        let strings = self.strings();
        let measured: &Measured = quarter
            .measured
            .iter()
            .find(|measured| measured.channel.get_ref() == channel && measured.stage == stage)?;
        Some(MeasuredContext {
            quarter: quarter.quarter.get_ref().title(strings),
            median: measured
                .median
                .display(&|key| strings.get(key).map(str::to_owned)),
            within: measured
                .within_commitment
                .as_ref()
                .map(|share| words::percent(*share.get_ref(), strings)),
        })
    }

    /// A topic in a list.
    pub fn topic(self, page: &Page) -> TopicContext {
        TopicContext {
            title: page.head.title.clone(),
            description: page.head.description.clone(),
            href: self.site.addresses.href(&page.head.address),
        }
    }

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

    /// Channels by kind, for JSON-LD and reports.
    pub fn kind_label(self, kind: &str) -> String {
        let key = format!("kind.{kind}");
        self.strings().get(&key).unwrap_or(kind).to_owned()
    }

    /// The titles and addresses of topics by slug.
    pub fn topics_by_slug(self) -> BTreeMap<&'s str, &'s Page> {
        self.site
            .pages_in(self.lang)
            .filter(|page| page.head.is_topic())
            .map(|page| (page.head.name(), page))
            .collect()
    }
}

/// The regular week as rows of days with equal hours.
fn week(schedule: &Schedule, strings: &Strings) -> Vec<WeekRowContext> {
    let lookup = |key: &str| strings.get(key).map(str::to_owned);
    let week = schedule.week();
    let mut rows = Vec::new();
    let mut first = 0;
    while first < week.len() {
        let mut last = first;
        while last + 1 < week.len() && week[last + 1] == week[first] {
            last += 1;
        }
        let closed = week[first].is_empty();
        rows.push(WeekRowContext {
            days: describe_days(first, last, &lookup),
            hours: if closed {
                strings.text("time.closed").to_owned()
            } else {
                describe_spans(&week[first], &lookup)
            },
            closed,
        });
        first = last + 1;
    }
    rows
}

/// Days from `now` on which a notice still counts as news.
pub const NEWS_DAYS: TimeDelta = TimeDelta::days(14);
