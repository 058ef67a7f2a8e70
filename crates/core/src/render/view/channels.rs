//! Channels as templates see them, with their hours and promised times.

use chrono::NaiveTime;

use super::In;
use crate::render::context::{
    AiContext, ChannelContext, ClosureContext, CommitmentContext, MeasuredContext,
    OtherHoursContext, WeekRowContext,
};
use crate::render::words;
use candor_model::channel::{AiUse, Channel, Contact, Purpose, StaffedBy, Stage};
use candor_model::quarter::{Measured, Quarter};
use candor_model::schedule::{DayException, Schedule, describe_days, describe_spans};
use candor_model::strings::Strings;

/// How far ahead closures are listed, in days (`hours.horizon` asks for 90).
const CLOSURE_DAYS: u32 = 120;

impl In<'_> {
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
            other_hours: schedule
                .map(|schedule| self.other_hours(schedule))
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
                name: self.day_name(&day),
            })
            .collect()
    }

    /// What the entity calls a day, else its holiday.
    fn day_name(self, day: &DayException) -> Option<String> {
        let own = day.name.as_ref();
        let own = own.map(|name| name.get(self.lang, self.default_lang()).to_owned());
        own.or_else(|| {
            let name = day.holiday.as_ref()?.name.as_ref()?;
            Some(name.text(self.lang).to_owned())
        })
    }

    fn other_hours(self, schedule: &Schedule) -> Vec<OtherHoursContext> {
        let from = self.site.today.and_time(NaiveTime::MIN).and_utc();
        let strings = self.strings();
        let lookup = |key: &str| strings.get(key).map(str::to_owned);
        let runs = schedule.other_hours(from, CLOSURE_DAYS).into_iter();
        runs.map(|run| {
            let hours = describe_spans(&run.first.spans, &lookup);
            let last = (run.last != run.first.date).then_some(run.last);
            OtherHoursContext {
                date: run.first.date.to_string(),
                text: words::date(run.first.date, strings),
                until: last.map(|last| last.to_string()),
                until_text: last.map(|last| words::date(last, strings)),
                hours: match run.weekdays {
                    Some((first, last)) => strings.filled(
                        "time.days_hours",
                        &[
                            ("days", &describe_days(first, last, &lookup)),
                            ("hours", &hours),
                        ],
                    ),
                    None => hours,
                },
                name: self.day_name(&run.first),
            }
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
        let latest = self.site.published_quarters().last();
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
