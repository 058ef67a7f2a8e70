//! Commitments: that they are made, and that no text promises anything else.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{each, is_staffed};
use std::collections::BTreeSet;

use crate::check::kind::{Asked, CHANNELS_FILE, CheckKind, Judgement};
use crate::check::times::{self, Compared, Outcome, Promised};
use crate::check::typed_hours;
use candor_model::answer::{ChannelRef, Promise};
use candor_model::channel::{Channel, ChannelKind, Purpose, Stage};
use candor_model::duration::CommittedTime;
use candor_model::findings::Finding;
use candor_model::verdict::Unknown;

/// `acknowledgement`
pub struct Acknowledgement;

/// Parameters of `acknowledgement`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgementWith {
    /// Kinds of channel that are looked at.
    kinds: Vec<ChannelKind>,
    /// What the acknowledgement of each must be or hold.
    needs: Vec<Part>,
}

/// A part of an acknowledgement.
#[derive(Debug, Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It needs no person.
    Automatic,
    /// It holds a reference number.
    ReferenceNumber,
    /// It holds an estimated response time.
    EstimatedResponse,
}

impl CheckKind for Acknowledgement {
    const NAME: &'static str = "acknowledgement";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "Channels of certain `kinds` acknowledge receipt, and the acknowledgement has what it `needs`: automatic, reference_number, estimated_response.";
    type With = AcknowledgementWith;

    fn check(with: &AcknowledgementWith, asked: &Asked<'_>) -> Judgement {
        let mut findings = Vec::new();
        for channel in &asked.site.channels {
            if !with.kinds.contains(&channel.kind) {
                continue;
            }
            let has = &channel.acknowledges;
            let missing: Vec<&str> = with
                .needs
                .iter()
                .filter_map(|need| match need {
                    Part::Automatic => (!has.automatic).then_some("is not automatic"),
                    Part::ReferenceNumber => {
                        (!has.reference_number).then_some("has no reference number")
                    }
                    Part::EstimatedResponse => {
                        (!has.estimated_response).then_some("has no estimated response time")
                    }
                })
                .collect();
            if !missing.is_empty() {
                findings.push(asked.about_channel(
                    channel,
                    format!(
                        "the acknowledgement of `{}` {}",
                        channel.id,
                        missing.join(", ")
                    ),
                ));
            }
        }
        Judgement::of(findings)
    }

    fn shown(with: &AcknowledgementWith, asked: &Asked<'_>) -> Option<String> {
        let channels = asked.site.channels.iter();
        Some(each(
            channels.filter(|channel| with.kinds.contains(&channel.kind)),
            |channel| {
                let has = &channel.acknowledges;
                let parts: Vec<&str> = [
                    (has.automatic, "automatic"),
                    (has.reference_number, "reference number"),
                    (has.estimated_response, "estimated response time"),
                ]
                .into_iter()
                .filter_map(|(is_there, name)| is_there.then_some(name))
                .collect();
                (!parts.is_empty()).then(|| parts.join(", "))
            },
        ))
    }
}

/// `commitment`
pub struct Commitment;

/// Parameters of `commitment`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitmentWith {
    /// The stage that is promised.
    stage: Stage,
    /// Which channels must promise it.
    channels: Which,
    /// Kinds of case for each of which a channel must promise it.
    #[serde(default)]
    cases: Vec<Case>,
    /// The longest time that may be promised.
    at_most: Option<CommittedTime>,
}

impl Case {
    /// Whether a channel serves it.
    fn is_served_by(self, channel: &Channel) -> bool {
        self == Case::Complaints || channel.purpose != Some(Purpose::Complaints)
    }
}

/// Promises of a time that is longer than the pack allows.
fn too_long(with: &CommitmentWith, asked: &Asked<'_>) -> Vec<Finding> {
    let Some(most) = with.at_most else {
        return Vec::new();
    };
    let serves = |channel: &&Channel| {
        let mut cases = with.cases.iter();
        with.cases.is_empty() || cases.any(|case| case.is_served_by(channel))
    };
    let promised = asked
        .site
        .channels
        .iter()
        .filter(serves)
        .filter_map(|channel| {
            let time = channel.commitments.get(&with.stage)?;
            (time.approx_minutes() > most.approx_minutes()).then_some((channel, time))
        });
    promised
        .map(|(channel, time)| {
            let message = format!(
                "`{}` promises {} within {time}, and at most {most} may pass",
                channel.id,
                article(with.stage),
            );
            asked.about_channel(channel, message)
        })
        .collect()
}

/// Which channels must promise.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// Every channel staffed by people.
    EveryStaffed,
    /// One of them.
    Any,
}

/// A kind of case.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// Customer service requests.
    Requests,
    /// Complaints.
    Complaints,
}

impl CheckKind for Commitment {
    const NAME: &'static str = "commitment";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "The time to a `stage` is promised by every staffed channel (channels = \"every-staffed\") or by one (\"any\"), if `cases` are listed by one for each kind of case. A channel without a `purpose` serves requests and complaints. None of them promises more than `at_most`.";
    type With = CommitmentWith;

    fn shown(with: &CommitmentWith, asked: &Asked<'_>) -> Option<String> {
        Some(each(&asked.site.channels, |channel| {
            channel
                .commitments
                .get(&with.stage)
                .map(ToString::to_string)
        }))
    }

    fn check(with: &CommitmentWith, asked: &Asked<'_>) -> Judgement {
        let mut findings = too_long(with, asked);
        let name = with.stage.as_str().replace('_', " ");
        let promises = |channel: &Channel| channel.commitments.contains_key(&with.stage);
        let channels = &asked.site.channels;
        if with.channels == Which::EveryStaffed {
            let silent = channels
                .iter()
                .filter(|channel| is_staffed(channel) && !promises(channel));
            findings.extend(silent.map(|channel| {
                asked.about_channel(channel, format!("`{}` promises no {name}", channel.id))
            }));
            return Judgement::of(findings);
        }
        let missing = |what: &str| {
            asked
                .finding(format!("no channel{what} promises {}", article(with.stage)))
                .in_file(CHANNELS_FILE)
        };
        if with.cases.is_empty() {
            if !channels.iter().any(promises) {
                findings.push(missing(""));
            }
            return Judgement::of(findings);
        }
        let gaps = with
            .cases
            .iter()
            .filter(|case| {
                let mut serving = channels.iter().filter(|channel| case.is_served_by(channel));
                !serving.any(promises)
            })
            .map(|case| match case {
                Case::Requests => missing(" for requests"),
                Case::Complaints => missing(" for complaints"),
            });
        findings.extend(gaps);
        Judgement::of(findings)
    }
}

/// A stage as messages name it.
fn article(stage: Stage) -> &'static str {
    match stage {
        Stage::Acknowledgement => "an acknowledgement",
        Stage::FirstReply => "a first reply",
        Stage::Update => "an update",
        Stage::Resolution => "a resolution",
    }
}

/// `durations-consistent`
pub struct DurationsConsistent;

/// Parameters of `durations-consistent`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DurationsConsistentWith {
    /// Stages that are looked at.
    stages: Vec<Stage>,
}

impl CheckKind for DurationsConsistent {
    const NAME: &'static str = "durations-consistent";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "No period that prose states differs from the commitments of the `stages` and from the time in which voice messages are returned. In an answer to a point with `times`, every typed period is compared: with the channel that the words around it name, else with all. Elsewhere one is compared where its words say what it is the time of. What no commitment answers is not known. Typed hours of people are compared with the schedule of the channel that the words around them name, else with all.";
    type With = DurationsConsistentWith;

    fn check(with: &DurationsConsistentWith, asked: &Asked<'_>) -> Judgement {
        let mut findings = Vec::new();
        let mut told = BTreeSet::new();
        for page in &asked.site.pages {
            for promise in &page.outline.prose.promises {
                if !with.stages.contains(&promise.stage) {
                    continue;
                }
                let channels = meant(&asked.site.channels, promise);
                let committed: Vec<_> = channels
                    .iter()
                    .filter_map(|channel| {
                        Some((*channel, *channel.commitments.get(&promise.stage)?))
                    })
                    .collect();
                let agrees = committed
                    .iter()
                    .any(|(_, time)| time.approx_minutes() == promise.minutes);
                if promise.fact.is_none() && !committed.is_empty() {
                    told.insert((&*page.head.source, promise.span.start));
                }
                let Some((channel, time)) = committed.first().filter(|_| !agrees) else {
                    continue;
                };
                let fact = format!("{}.{}", channel.id, promise.stage.as_str());
                let (from, help) = match &promise.fact {
                    None => (
                        String::new(),
                        format!(
                            "Write {{{{ {fact} }}}} instead of typing the time, or change the commitment if the text is right."
                        ),
                    ),
                    Some(wrong) => (
                        format!(", from {{{{ {wrong} }}}},"),
                        format!(
                            "Write {{{{ {fact} }}}} instead, or say in the sentence what {{{{ {wrong} }}}} is the time of."
                        ),
                    ),
                };
                findings.push(
                    asked
                        .finding(format!(
                            "“{}”{from} contradicts what `{}` in {CHANNELS_FILE} promises: {} within {time}",
                            promise.written.trim(),
                            channel.id,
                            article(promise.stage),
                        ))
                        .help(help)
                        .of_channel(&channel.id)
                        .at(&*page.head.source, promise.span.clone()),
                );
            }
        }
        let mut unanswered: Vec<String> = Vec::new();
        for compared in times::compared(asked.site) {
            let is_told = compared
                .span
                .as_ref()
                .is_some_and(|span| told.contains(&(compared.file, span.start)));
            match &compared.outcome {
                Outcome::Other { promised, open } if !is_told => {
                    let looked_at = |promised: &&Promised<'_>| {
                        let stage = promised.awaited.stage();
                        stage.is_none_or(|stage| with.stages.contains(&stage))
                    };
                    let promised: Vec<&Promised<'_>> = promised.iter().filter(looked_at).collect();
                    findings.extend(contradiction(asked, &compared, &promised, *open));
                }
                Outcome::Unanswered => unanswered.push(format!(
                    "“{}” in {}",
                    compared.written.trim(),
                    compared.file
                )),
                _ => {}
            }
        }
        for hours in typed_hours::contradicted(asked.site) {
            let id = &hours.channel.id;
            findings.push(
                asked
                    .finding(format!(
                        "“{}” is none of the hours that {CHANNELS_FILE} gives, such as those of `{id}`",
                        hours.written.trim()
                    ))
                    .help(format!(
                        "Write {{{{ {id}.hours }}}} instead of typing the hours, or change the hours of the channel if the text is right."
                    ))
                    .of_channel(id)
                    .at(hours.file, hours.span.clone()),
            );
        }
        let times = unanswered.len();
        let first = unanswered.into_iter().next();
        Judgement::of_what_was_seen(
            findings,
            first.map(|first| Unknown::Unanswered { times, first }),
        )
    }
}

/// So many promises of others are named beside a time that contradicts them.
const NAMED: usize = 3;

/// The finding that a typed time is none of those that the data promise.
fn contradiction(
    asked: &Asked<'_>,
    compared: &Compared<'_>,
    promised: &[&Promised<'_>],
    open: bool,
) -> Option<Finding> {
    let first = promised.first()?;
    let mut by_time: Vec<String> = Vec::new();
    for one in promised {
        let text = match one.awaited.stage() {
            Some(stage) => format!(
                "{} within {} (`{}`)",
                article(stage),
                one.time,
                one.channel.id
            ),
            None => format!("a call back within {} (`{}`)", one.time, one.channel.id),
        };
        if !by_time.contains(&text) {
            by_time.push(text);
        }
    }
    let more = by_time.len().saturating_sub(NAMED);
    by_time.truncate(NAMED);
    let mut told = by_time.join(", ");
    if more > 0 {
        told.push_str(&format!(" and {more} more"));
    }
    let written = compared.written.trim();
    let what = match open {
        true => format!(
            "“{written}” is said without an upper end, and {CHANNELS_FILE} promises: {told}"
        ),
        false => format!("“{written}” contradicts what {CHANNELS_FILE} promises: {told}"),
    };
    let fact = first.fact();
    let help = match promised.len() {
        1 => format!(
            "Write {{{{ {fact} }}}} instead of typing the time, or change the commitment if the text is right."
        ),
        _ => format!(
            "Write the fact of the channel that is meant, as {{{{ {fact} }}}}, or change the commitment if the text is right. If the time is no promise of yours, say in the sentence whose it is."
        ),
    };
    Some(
        asked
            .finding(what)
            .help(help)
            .of_channel(&first.channel.id)
            .at_opt(compared.file, compared.span.clone()),
    )
}

/// The channels that a promise is about.
fn meant<'a>(channels: &'a [Channel], promise: &Promise) -> Vec<&'a Channel> {
    let is_for_complaints = |channel: &Channel| channel.purpose == Some(Purpose::Complaints);
    channels
        .iter()
        .filter(|channel| match &promise.channel {
            ChannelRef::Id(id) => channel.id == *id,
            ChannelRef::Kind(kind) => channel.kind == *kind && !is_for_complaints(channel),
            ChannelRef::Complaints => is_for_complaints(channel),
        })
        .collect()
}
