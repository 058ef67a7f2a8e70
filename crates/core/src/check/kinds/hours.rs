//! Schedules: that they are published, can be meant, and are long enough.

use std::ops::Range;

use chrono::{Datelike, Days, NaiveTime};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{each, is_staffed, listed};
use crate::check::claims::claims;
use crate::check::kind::{Asked, CHANNELS_FILE, CheckKind, Judgement};
use crate::rules::bounds::{DailyHours, too_short_day};
use crate::source::CONFIG_FILE;
use candor_model::answer::Answer;
use candor_model::channel::{Channel, ChannelKind, RETURNED_WITHIN, StaffedBy};
use candor_model::holidays::Holidays;
use candor_model::schedule::{Schedule, day_name};
use candor_model::verdict::Unknown;

/// `schedule-published`
pub struct SchedulePublished;

/// Parameters of `schedule-published`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchedulePublishedWith {
    /// Who staffs the channels that are looked at.
    staffed_by: StaffedBy,
}

impl CheckKind for SchedulePublished {
    const NAME: &'static str = "schedule-published";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str =
        "Every channel that is `staffed_by` people has hours with an IANA time zone.";
    type With = SchedulePublishedWith;

    fn check(with: &SchedulePublishedWith, asked: &Asked<'_>) -> Judgement {
        let gaps = asked
            .site
            .channels
            .iter()
            .filter(|channel| channel.staffed_by == with.staffed_by)
            // Hours and time zone are read together: a schedule has both.
            .filter(|channel| channel.schedule.is_none())
            .map(|channel| {
                asked.about_channel(
                    channel,
                    format!("`{}` has no hours with a time zone", channel.id),
                )
            })
            .collect();
        Judgement::of(gaps)
    }

    fn shown(with: &SchedulePublishedWith, asked: &Asked<'_>) -> Option<String> {
        let with_hours =
            asked.site.channels.iter().filter(|channel| {
                channel.staffed_by == with.staffed_by && channel.schedule.is_some()
            });
        let ids: Vec<&str> = with_hours.map(|channel| channel.id.as_str()).collect();
        Some(ids.join(", "))
    }
}

/// `schedule-valid`
pub struct ScheduleValid;

/// Parameters of `schedule-valid`: none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleValidWith {}

impl CheckKind for ScheduleValid {
    const NAME: &'static str = "schedule-valid";
    const ABOUT: &'static str = "Hours can be read, do not overlap, cover a weekday, and have no exceptions that are past. Every site is checked for this, weekdays apart; a pack adds citation and severity.";
    type With = ScheduleValidWith;

    // What else is wrong is found on every site, and is this requirement's where a pack asks. Only a pack
    // asks for weekdays.
    fn check(_: &ScheduleValidWith, asked: &Asked<'_>) -> Judgement {
        let today = asked.site.today;
        let gaps = asked.site.channels.iter().filter_map(|channel| {
            let schedule = channel.schedule.as_ref()?;
            let never = today.iter_days().take(366).all(|day| schedule.spans_on(day).is_empty());
            (schedule.is_for_weekends(today) && !never).then(|| {
                asked
                    .about_channel(
                        channel,
                        format!(
                            "hours of `{}`: nobody is there on any day from Monday to Friday in the coming year",
                            channel.id
                        ),
                    )
                    .help("Say when people are there on weekdays, or that this channel is not staffed.")
            })
        });
        Judgement::of(gaps.collect())
    }
}

/// `staffed-through`
pub struct StaffedThrough;

/// Parameters of `staffed-through`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffedThroughWith {
    /// Kinds of channel that are looked at.
    kinds: Vec<ChannelKind>,
}

impl CheckKind for StaffedThrough {
    const NAME: &'static str = "staffed-through";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "Channels of certain `kinds` that are staffed by people are open in every week through the entity's business hours; public holidays are excepted.";
    type With = StaffedThroughWith;

    fn shown(_: &StaffedThroughWith, asked: &Asked<'_>) -> Option<String> {
        let hours = asked.site.config.entity.business_hours.as_ref()?;
        Some(format!("business hours {}", hours.get_ref()))
    }

    fn check(with: &StaffedThroughWith, asked: &Asked<'_>) -> Judgement {
        let entity = &asked.site.config.entity;
        let Some(hours) = &entity.business_hours else {
            let gap = asked
                .finding("your business hours are not stated")
                .help("Add business_hours = \"Mo-Fr 09:00-17:00\" and time_zone to the [entity] table of candor.toml.")
                .in_file(CONFIG_FILE);
            return Judgement::of(vec![gap]);
        };
        let zone = entity
            .time_zone
            .as_ref()
            .map(|zone| zone.get_ref().as_str());
        // Hours that cannot be read are reported where they stand.
        let Ok(business) = Schedule::parse(hours.get_ref(), zone, None) else {
            return Judgement::NotKnown(Unknown::HoursUnread);
        };
        let from = asked.site.today.and_time(NaiveTime::MIN).and_utc();
        let gaps = asked
            .site
            .channels
            .iter()
            .filter(|channel| with.kinds.contains(&channel.kind) && is_staffed(channel))
            .filter_map(|channel| {
                let schedule = channel.schedule.as_ref()?;
                let gaps = schedule.uncovered(&business, from);
                let first = gaps.first()?;
                let more = match gaps.len() - 1 {
                    0 => String::new(),
                    1 => " and once more in the week".to_owned(),
                    more => format!(" and {more} more times in the week"),
                };
                // Hours that look right side by side may still not be, in some weeks of the year.
                let zones = if schedule.time_zone() == business.time_zone() {
                    String::new()
                } else {
                    format!(
                        ", {} time; clocks in {} may change on other days",
                        business.time_zone(),
                        schedule.time_zone(),
                    )
                };
                Some(asked.about_channel(
                    channel,
                    format!(
                        "`{}` is closed within your business hours: {} {} to {}{more}{zones}",
                        channel.id,
                        day_name(first.weekday()),
                        clock(first.span.0),
                        clock(first.span.1),
                    ),
                ))
            })
            .collect();
        Judgement::of(gaps)
    }
}

/// Minutes from midnight as `09:00`.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `staffed-hours`
pub struct StaffedHours;

/// Parameters of `staffed-hours`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffedHoursWith {
    /// Kinds of channel of which one is enough.
    kinds: Vec<ChannelKind>,
    /// For how long people must be there on each day from Monday to Friday.
    at_least: DailyHours,
    /// Region whose public holidays are excepted, such as `US`; none unless it says so.
    #[serde(default)]
    except: Option<String>,
}

impl CheckKind for StaffedHours {
    const NAME: &'static str = "staffed-hours";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "People staff one channel of certain `kinds` for `at_least` so many hours on every day from Monday to Friday of the coming year; the public holidays of the region `except` are excepted.";
    type With = StaffedHoursWith;

    fn shown(with: &StaffedHoursWith, asked: &Asked<'_>) -> Option<String> {
        let staffed = asked
            .site
            .channels
            .iter()
            .filter(|channel| is_staffed(channel));
        Some(each(
            staffed.filter(|channel| with.kinds.contains(&channel.kind)),
            |channel| {
                let schedule = channel.schedule.as_ref()?;
                Some(schedule.describe(&|_| None))
            },
        ))
    }

    fn check(with: &StaffedHoursWith, asked: &Asked<'_>) -> Judgement {
        let except = match with.except.as_deref().map(Holidays::for_region) {
            None => None,
            Some(Ok(holidays)) => Some(holidays),
            Some(Err(_)) => return Judgement::NotKnown(Unknown::NotSetUp),
        };
        let today = asked.site.today;
        let channels = asked
            .site
            .channels
            .iter()
            .filter(|channel| is_staffed(channel));
        let mut gaps = Vec::new();
        for channel in channels.filter(|channel| with.kinds.contains(&channel.kind)) {
            // Hours that are missing are another requirement's.
            let Some(schedule) = &channel.schedule else {
                continue;
            };
            let Some(day) = too_short_day(schedule, with.at_least, except.as_ref(), today) else {
                return Judgement::Met;
            };
            let message = format!(
                "people staff `{}` for less than {} on {}, {day}",
                channel.id,
                with.at_least,
                day_name(day.weekday()),
            );
            gaps.push(asked.about_channel(channel, message));
        }
        if gaps.is_empty() {
            let kinds = listed(&with.kinds);
            let message = format!("no {kinds} channel is staffed by people, with hours");
            gaps.push(asked.finding(message).in_file(CHANNELS_FILE));
        }
        Judgement::of(gaps)
    }
}

/// `way-when-closed`
pub struct WayWhenClosed;

/// Parameters of `way-when-closed`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WayWhenClosedWith {
    /// What the answers claim that are looked at, such as `account-access.locked-out`.
    claims: Vec<String>,
    /// The same, where it is enough that the data say what happens when the channel is closed.
    #[serde(default)]
    data_will_do: Vec<String>,
    /// Phrases that tell what works, or what happens, while nobody is there: a name of the pack's `phrases`.
    says: String,
}

impl CheckKind for WayWhenClosed {
    const NAME: &'static str = "way-when-closed";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "An answer that claims one of `claims` and sends to a channel staffed by people also names a way that works while it is closed (a channel that is open around the clock, the time in which a message is returned) or says one of the phrases `says`. For claims of `data_will_do`, a channel that takes messages when closed (`after_hours`, or an automatic acknowledgement) is enough.";
    type With = WayWhenClosedWith;

    fn requires(with: &WayWhenClosedWith) -> Vec<&str> {
        vec![&with.says]
    }

    fn check(with: &WayWhenClosedWith, asked: &Asked<'_>) -> Judgement {
        let site = asked.site;
        let mut gaps = Vec::new();
        let mut unknown = None;
        for lang in site.predominant() {
            let book = site.phrasebooks.get(lang);
            let list = book.and_then(|book| book.list(asked.pack.id.get_ref(), &with.says));
            let claims = claims(site, lang);
            let mut seen: Vec<&Range<usize>> = Vec::new();
            let strict = with.claims.iter().map(|point| (point, false));
            let points = strict.chain(with.data_will_do.iter().map(|point| (point, true)));
            for (point, data_will_do, claim) in points.flat_map(|(point, data_will_do)| {
                let of_point = claims.get(point.as_str()).into_iter().flatten();
                of_point.map(move |claim| (point, data_will_do, claim))
            }) {
                if seen.contains(&claim.span) || claim.answer.has_placeholder {
                    continue;
                }
                seen.push(claim.span);
                let Some(channel) = closes(&site.channels, claim.answer, data_will_do) else {
                    continue;
                };
                let Some(list) = list else {
                    unknown = Some(Unknown::NoWords {
                        language: lang.to_owned(),
                    });
                    continue;
                };
                let mut said = claim.answer.said.iter();
                if said.any(|said| said.list == list && said.is_evidence()) {
                    continue;
                }
                gaps.push(
                    asked
                        .finding(format!(
                            "this answer claims `{point}` and sends to `{}`, but does not say what to do while it is closed",
                            channel.id
                        ))
                        .at(&*claim.page.head.source, claim.span.clone()),
                );
            }
        }
        Judgement::of_what_was_seen(gaps, unknown)
    }
}

/// The first channel of people that an answer sends to, when none of those that it names is open around the clock
/// and it does not refer to the time in which a message is returned. With `data_will_do`, a channel that takes
/// messages will do.
fn closes<'c>(channels: &'c [Channel], answer: &Answer, data_will_do: bool) -> Option<&'c Channel> {
    let named = channels
        .iter()
        .filter(|channel| is_staffed(channel) && answer.facts.contains(&channel.contact_fact()));
    let has_a_way = |channel: &Channel| {
        let always = channel.schedule.as_ref();
        let returned = format!("{}.{RETURNED_WITHIN}", channel.id);
        always.is_some_and(Schedule::is_around_the_clock)
            || answer.facts.contains(&returned)
            || (data_will_do && (channel.after_hours.is_some() || channel.acknowledges.automatic))
    };
    if named.clone().any(has_a_way) {
        return None;
    }
    named.clone().next()
}

/// `after-hours`
pub struct AfterHours;

/// Parameters of `after-hours`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfterHoursWith {
    /// Kinds of channel that are looked at.
    kinds: Vec<ChannelKind>,
    /// What must happen when nobody is there.
    after_hours: String,
    /// What must be said about it.
    #[serde(default)]
    needs: Vec<Returned>,
}

/// Something that must be said about what happens when nobody is there.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Returned {
    /// When a message is returned.
    ReturnedWithin,
}

impl CheckKind for AfterHours {
    const NAME: &'static str = "after-hours";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "Channels of certain `kinds` that are not open around the clock have `after_hours` of that kind, with what it `needs`.";
    type With = AfterHoursWith;

    fn shown(with: &AfterHoursWith, asked: &Asked<'_>) -> Option<String> {
        let channels = asked.site.channels.iter();
        Some(each(
            channels.filter(|channel| with.kinds.contains(&channel.kind)),
            |channel| {
                let after = channel.after_hours.as_ref()?;
                Some(match &after.returned_within {
                    Some(time) => format!("{}, returned within {time}", after.kind),
                    None => after.kind.clone(),
                })
            },
        ))
    }

    fn check(with: &AfterHoursWith, asked: &Asked<'_>) -> Judgement {
        let mut findings = Vec::new();
        for channel in &asked.site.channels {
            let always_open = channel
                .schedule
                .as_ref()
                .is_some_and(Schedule::is_around_the_clock);
            if !with.kinds.contains(&channel.kind) || always_open {
                continue;
            }
            let id = &channel.id;
            let message = match &channel.after_hours {
                Some(after) if after.kind == with.after_hours => {
                    let returns = after.returned_within.is_some();
                    (with.needs.contains(&Returned::ReturnedWithin) && !returns).then(|| {
                        format!(
                            "`{id}` takes {} but does not say when it is returned",
                            after.kind
                        )
                    })
                }
                Some(after) => Some(format!(
                    "when closed, `{id}` has `{}` and takes no {}",
                    after.kind, with.after_hours
                )),
                None => Some(format!("`{id}` takes no {} when closed", with.after_hours)),
            };
            findings.extend(message.map(|message| asked.about_channel(channel, message)));
        }
        Judgement::of(findings)
    }
}

/// `calendar-horizon`
pub struct CalendarHorizon;

/// Parameters of `calendar-horizon`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarHorizonWith {
    /// How many days ahead of the build the calendar must reach.
    days: u64,
}

impl CheckKind for CalendarHorizon {
    const NAME: &'static str = "calendar-horizon";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "The calendar of every staffed channel that is not open around the clock is known for so many `days` ahead of the build: through a region of public holidays, or through dated exceptions.";
    type With = CalendarHorizonWith;

    fn check(with: &CalendarHorizonWith, asked: &Asked<'_>) -> Judgement {
        let today = asked.site.today;
        let until = today
            .checked_add_days(Days::new(with.days))
            .unwrap_or(today);
        let gaps = asked
            .site
            .channels
            .iter()
            .filter(|channel| is_staffed(channel))
            .filter_map(|channel| {
                let schedule = channel.schedule.as_ref()?;
                if schedule.is_around_the_clock() {
                    return None;
                }
                let message = match schedule.known_until() {
                    Some(last) if last >= until => return None,
                    Some(last) => format!(
                        "holidays of `{}` are known until {last} only, less than {} days ahead",
                        channel.id, with.days
                    ),
                    None => format!("no holiday of `{}` is known", channel.id),
                };
                Some(asked.about_channel(channel, message))
            })
            .collect();
        Judgement::of(gaps)
    }
}
