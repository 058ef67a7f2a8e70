//! `data.implausible`: times, hours and people in the data that can hardly be meant, whatever a pack asks for.

use candor_model::channel::{Channel, StaffedBy, Stage};
use candor_model::findings::Finding;
use candor_model::schedule::{Schedule, Week};

use super::kind::CHANNELS_FILE;
use crate::site::Site;
use crate::source::CONFIG_FILE;

const ID: &str = "data.implausible";

/// Minutes in a day.
const DAY: i64 = 24 * 60;

/// Longer than this nobody waits for a stage; a unit was mistaken, such as months for minutes.
const LONGEST: [(Stage, i64); 4] = [
    (Stage::Acknowledgement, 14 * DAY),
    (Stage::FirstReply, 30 * DAY),
    (Stage::Update, 60 * DAY),
    (Stage::Resolution, 120 * DAY),
];

/// A message left on a machine is returned in days, not in months.
const RETURNED: i64 = 14 * DAY;

/// A company that does business is there for more minutes a week than this.
const BUSINESS_WEEK: i64 = 6 * 60;

/// People who staff a channel are there for more minutes a week than this.
const STAFFED_WEEK: i64 = 2 * 60;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    for channel in &site.channels {
        let told = of_channel(channel).into_iter();
        findings.extend(told.map(|(message, help)| {
            Finding::warning(ID, message)
                .help(help)
                .of_channel(&channel.id)
                .at(CHANNELS_FILE, channel.span.clone())
        }));
    }
    let entity = &site.config.entity;
    let zone = entity
        .time_zone
        .as_ref()
        .map(|zone| zone.get_ref().as_str());
    if let Some(hours) = &entity.business_hours {
        let schedule = Schedule::parse(hours.get_ref(), zone, None).ok();
        let minutes = schedule.map(|schedule| minutes(schedule.week()));
        if let Some(minutes) = minutes.filter(|minutes| *minutes < BUSINESS_WEEK) {
            findings.push(
                Finding::warning(
                    ID,
                    format!("these business hours are {} a week", in_hours(minutes)),
                )
                .help("Write the hours of the whole week, such as Mo-Fr 09:00-17:00.")
                .at(CONFIG_FILE, hours.span()),
            );
        }
    }
    for person in &entity.responsible {
        let has_role = person.role.as_ref().is_some_and(|role| {
            let lang = site.default_lang();
            !role.get(lang, lang).trim().is_empty()
        });
        if !has_role {
            findings.push(
                Finding::warning(
                    ID,
                    format!("`{}` is responsible, but has no role", person.name),
                )
                .help("Say what the person is in the company: role = \"Head of Customer Care\".")
                .in_file(CONFIG_FILE),
            );
        }
    }
}

/// What can hardly be meant of a channel, and what to do.
fn of_channel(channel: &Channel) -> Vec<(String, &'static str)> {
    let mut told = Vec::new();
    let id = &channel.id;
    let promised = |stage: Stage| channel.commitments.get(&stage);
    for (stage, longest) in LONGEST {
        if let Some(time) = promised(stage).filter(|time| time.approx_minutes() > longest) {
            told.push((
                format!("`{id}` promises `{}` within {time}", stage.as_str()),
                "Look at the number and its unit. If it is meant, say in a waiver why it takes so long.",
            ));
        }
    }
    // Each earlier stage of a case comes before the later one.
    for (earlier, later) in [
        (Stage::Acknowledgement, Stage::FirstReply),
        (Stage::FirstReply, Stage::Resolution),
        (Stage::Acknowledgement, Stage::Resolution),
    ] {
        if let (Some(first), Some(then)) = (promised(earlier), promised(later))
            && first.approx_minutes() > then.approx_minutes()
        {
            told.push((
                format!(
                    "`{id}` promises `{}` within {first}, after `{}` within {then}",
                    earlier.as_str(),
                    later.as_str()
                ),
                "A case is acknowledged first, then answered, then resolved: look at both times and their units.",
            ));
        }
    }
    let returned = channel.after_hours.as_ref();
    let returned = returned.and_then(|after| after.returned_within.as_ref());
    if let Some(time) = returned.filter(|time| time.approx_minutes() > RETURNED) {
        told.push((
            format!("`{id}` returns messages within {time}"),
            "Say when somebody calls back, such as returned_within = \"1 business day\".",
        ));
    }
    let staffed = channel.schedule.as_ref();
    let staffed = staffed.filter(|_| channel.staffed_by == StaffedBy::People);
    let minutes = staffed.map(|schedule| minutes(schedule.week()));
    if let Some(minutes) = minutes.filter(|minutes| (1..STAFFED_WEEK).contains(minutes)) {
        told.push((
            format!("people staff `{id}` for {} a week", in_hours(minutes)),
            "Write the hours of the whole week, such as Mo-Fr 09:00-17:00.",
        ));
    }
    let ai = channel.ai.as_ref().filter(|ai| ai.used);
    let ways = ai.and_then(|ai| ai.to_person.as_ref());
    let is_empty = |text: &str| text.split_whitespace().count() < 2;
    if ways.is_some_and(|ways| ways.all().any(is_empty)) {
        told.push((
            format!("`{id}` uses AI, and `to_person` names no way to a person"),
            "Say what a customer types or chooses, such as: Type “person” at any time.",
        ));
    }
    told
}

/// For how long a week is open, in minutes.
fn minutes(week: &Week) -> i64 {
    let spans = week.iter().flatten();
    spans
        .map(|(from, to)| i64::from(to.saturating_sub(*from)))
        .sum()
}

fn in_hours(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        (_, _) => format!("{minutes} minutes"),
    }
}
