//! Schedules: that they are published, can be meant, and are long enough.

use chrono::{Days, NaiveTime};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{each, is_staffed};
use crate::check::kind::{Asked, CheckKind, Judgement};
use crate::source::CONFIG_FILE;
use candor_model::channel::{ChannelKind, StaffedBy};
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
