//! Data files: channels and quarterly tabulations.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::closures::{self, Closure};
use super::document::{Family, Source, read_toml, text_in_entry};
use crate::source::SourceFile;
use candor_model::channel::{Channel, ChannelEntry, ChannelKind, ChannelsFile, Contact, Lines};
use candor_model::facts::Unread;
use candor_model::findings::{Finding, nearest};
use candor_model::quarter::{Quarter, Tabulation};
use candor_model::schedule::{Schedule, ScheduleProblem};
use candor_prose::contacts::{PhoneProblem, phone_problem};

fn source_of(file: &SourceFile) -> Source<'_> {
    Source {
        text: file.text.as_deref().unwrap_or_default(),
        file: &file.path,
        offset: 0,
        family: Family::Data,
    }
}

/// What `content/channels.toml` says.
#[derive(Debug, Default)]
pub struct Channels {
    /// The channels, in the order in which they are shown.
    pub all: Vec<Channel>,
    /// What could not be read, so that what rests on it is not known.
    pub unread: Unread,
    /// Days on which several of them are closed, or for shorter hours.
    pub closures: Vec<Closure>,
}

/// Reads `content/channels.toml`. A channel with a fault that leaves nothing to
/// show is left out; the others stay. What rests on what cannot be read is not known, and
/// the first finding of each fault says so.
pub fn channels(file: &SourceFile, findings: &mut Vec<Finding>) -> Channels {
    let mut found = Vec::new();
    let read = read_channels(file, &mut found);
    let (channels, closures) = match read {
        Some((channels, closures)) => (Some(channels), closures),
        None => (None, Vec::new()),
    };
    let mut unread = Unread {
        all: file.text.is_none() || channels.is_none(),
        ..Unread::default()
    };
    let text = file.text.as_deref().unwrap_or_default();
    for finding in &mut found {
        let span = finding.place.as_ref().and_then(|place| place.span.clone());
        let id = span.and_then(|span| text_in_entry(text, "channel", "id", span.start));
        let what = match (unread.all, id) {
            (true, _) => "this file".to_owned(),
            (false, Some(id)) if unread.channels.insert(id.clone()) => format!("`{id}`"),
            (false, _) => continue,
        };
        let help = finding.help.take().unwrap_or_default();
        finding.help = Some(format!(
            "{help}\nMore may be found then: what rests on {what} is not checked before."
        ));
    }
    findings.append(&mut found);
    Channels {
        all: channels.unwrap_or_default(),
        unread,
        closures,
    }
}

fn read_channels(
    file: &SourceFile,
    findings: &mut Vec<Finding>,
) -> Option<(Vec<Channel>, Vec<Closure>)> {
    let read = read_toml::<ChannelsFile>(source_of(file), findings)?;
    let mut channels: Vec<Channel> = Vec::new();
    for entry in read.channel {
        let span = entry.span();
        let entry = entry.into_inner();
        if channels.iter().any(|known| known.id == *entry.id.get_ref()) {
            findings.push(
                Finding::error(
                    "data.value",
                    format!("two channels have the id `{}`", entry.id.get_ref()),
                )
                .help(
                    "Give each channel an id of its own; facts such as {{ phone.number }} use it.",
                )
                .at(&*file.path, entry.id.span()),
            );
            continue;
        }
        channels.extend(channel(entry, span, &file.path, findings));
    }
    let closures = closures::apply(read.closure, &mut channels, &file.path, findings);
    Some((channels, closures))
}

fn channel(
    entry: ChannelEntry,
    span: Range<usize>,
    file: &str,
    findings: &mut Vec<Finding>,
) -> Option<Channel> {
    let id = entry.id.get_ref();
    let well_named = id.bytes().all(|byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
    });
    if id.is_empty() || !well_named {
        findings.push(
            Finding::error(
                "data.value",
                format!("`{id}` cannot be the id of a channel"),
            )
            .help("Use small letters, digits and hyphens, such as phone or phone-es.")
            .at(file, entry.id.span()),
        );
    }
    let contact = contact(&entry, file, findings);
    let schedule = schedule(&entry, file, findings);
    Some(Channel {
        id: entry.id.into_inner(),
        kind: entry.kind,
        label: entry.label,
        purpose: entry.purpose,
        contact: contact?,
        schedule,
        staffed_by: entry.staffed_by,
        after_hours: entry.after_hours,
        acknowledges: entry.acknowledges.unwrap_or_default(),
        ai: entry.ai,
        commitments: entry.commitments,
        span,
    })
}

fn contact(entry: &ChannelEntry, file: &str, findings: &mut Vec<Finding>) -> Option<Contact> {
    let mut wrong = |span: Range<usize>, message: String, help: &str| {
        findings.push(
            Finding::error("data.value", message)
                .help(help)
                .at(file, span),
        );
        None
    };
    let id = entry.id.get_ref();
    match entry.kind {
        ChannelKind::Phone => match &entry.number {
            None => wrong(
                entry.id.span(),
                format!("the phone channel `{id}` has no number"),
                "Add number = \"+1-888-555-0134\", with the country prefix.",
            ),
            Some(number) => match phone_fault(number.get_ref()) {
                Some((message, help)) => wrong(number.span(), message, help),
                None => Some(Contact::Phone(number.get_ref().clone())),
            },
        },
        ChannelKind::Email => match entry
            .address
            .as_ref()
            .map(|lines| (lines.span(), lines.get_ref()))
        {
            Some((_, Lines::One(address))) if is_email_address(address) => {
                Some(Contact::Email(address.clone()))
            }
            Some((span, Lines::One(address))) => wrong(
                span,
                format!("`{address}` is no e-mail address"),
                "Write one address with its whole domain, such as care@example.com.",
            ),
            Some((span, _)) => wrong(
                span,
                "this is no e-mail address".to_owned(),
                "Write one address, such as care@example.com.",
            ),
            None => wrong(
                entry.id.span(),
                format!("the email channel `{id}` has no address"),
                "Add address = \"care@example.com\".",
            ),
        },
        ChannelKind::Mail => match &entry.address {
            Some(lines) => Some(Contact::Mail(
                lines
                    .get_ref()
                    .lines()
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            )),
            None => wrong(
                entry.id.span(),
                format!("the mail channel `{id}` has no address"),
                "Add address = [\"Name\", \"Street\", \"City, State ZIP\"].",
            ),
        },
        ChannelKind::Chat | ChannelKind::App => match &entry.link {
            Some(link) if link.get_ref().starts_with("https://") => {
                Some(Contact::Link(link.get_ref().clone()))
            }
            Some(link) => wrong(
                link.span(),
                format!("`{}` is no https address", link.get_ref()),
                "Write where it opens, beginning with https://.",
            ),
            None => wrong(
                entry.id.span(),
                format!("the {} channel `{id}` has no link", entry.kind.as_str()),
                "Add link = \"https://…\".",
            ),
        },
    }
}

/// What is wrong with a number that customers are to call, if anything.
fn phone_fault(text: &str) -> Option<(String, &'static str)> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_written_right = (7..=15).contains(&digits)
        && text.starts_with('+')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '.'));
    if !is_written_right {
        return Some((
            format!("`{text}` is no telephone number"),
            "Write it with its country prefix, such as +1-888-555-0134.",
        ));
    }
    let (why, help) = match phone_problem(text)? {
        PhoneProblem::Country => (
            "no country has this prefix",
            "Check the digits behind the plus sign: they are the prefix of your country.",
        ),
        PhoneProblem::NorthAmerica => (
            "behind +1 come ten digits, and neither the area code nor the part behind it begins with 0 or 1",
            "Count the digits; one is missing, too many or wrong.",
        ),
        PhoneProblem::Length => (
            "no number of this country is like this",
            "Count the digits; leave out a zero that is only dialed within the country.",
        ),
    };
    Some((
        format!("`{text}` can be nobody's telephone number: {why}"),
        help,
    ))
}

/// Whether a text is an e-mail address with a domain that can exist (RFC 1123, 2.1; RFC 5321, 4.1.2).
fn is_email_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let is_dotted = |part: &str| !part.split('.').any(str::is_empty);
    let in_name = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let ends_in_letters = host.rsplit_once('.').is_some_and(|(_, top)| {
        top.chars().count() >= 2
            && (top.starts_with("xn--") || top.chars().all(char::is_alphabetic))
    });
    is_dotted(name)
        && name.len() <= 64
        && name.chars().all(in_name)
        && host.len() <= 253
        && host.split('.').all(is_label)
        && ends_in_letters
}

fn schedule(entry: &ChannelEntry, file: &str, findings: &mut Vec<Finding>) -> Option<Schedule> {
    let hours = entry.hours.as_ref()?;
    let zone = entry.time_zone.as_ref().map(|zone| zone.get_ref().as_str());
    let region = entry
        .holidays
        .as_ref()
        .map(|region| region.get_ref().as_str());
    match Schedule::parse(hours.get_ref(), zone, region) {
        Ok(schedule) => Some(schedule),
        Err(problems) => {
            for problem in problems {
                let place = match &problem {
                    ScheduleProblem::UnknownTimeZone { .. } => value_span(&entry.time_zone, hours),
                    ScheduleProblem::UnknownRegion(_) => value_span(&entry.holidays, hours),
                    _ => hours.span(),
                };
                findings.push(
                    Finding::error("hours.valid", problem.to_string())
                        .help(sentence(&problem.help()))
                        .at(file, place),
                );
            }
            None
        }
    }
}

/// A phrase as a sentence of its own.
pub fn sentence(phrase: &str) -> String {
    let mut chars = phrase.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    let sentence: String = first.chain(chars).collect();
    if sentence.ends_with(['.', '?', '!']) {
        sentence
    } else {
        format!("{sentence}.")
    }
}

fn value_span(value: &Option<Spanned<String>>, otherwise: &Spanned<String>) -> Range<usize> {
    value.as_ref().map_or(otherwise.span(), Spanned::span)
}

/// Reads one quarterly tabulation.
pub fn quarter(
    file: &SourceFile,
    channels: &[Channel],
    unread: &Unread,
    findings: &mut Vec<Finding>,
) -> Option<Quarter> {
    let quarter = read_toml::<Quarter>(source_of(file), findings)?;
    let expected = format!("content/reports/{}.toml", quarter.quarter.get_ref());
    if *file.path != expected {
        findings.push(
            Finding::error(
                "data.value",
                format!("this file tabulates {}", quarter.quarter.get_ref()),
            )
            .help(format!("Call the file {expected}, or correct the quarter."))
            .at(&*file.path, quarter.quarter.span()),
        );
    }
    for (name, tabulation) in [
        ("requests", &quarter.requests),
        ("complaints", &quarter.complaints),
    ] {
        check_counts(name, tabulation, &file.path, findings);
    }
    if let Some(feedback) = &quarter.feedback {
        for (name, count) in [
            ("responses", &feedback.responses),
            ("satisfied", &feedback.satisfied),
        ] {
            check_count(&format!("feedback.{name}"), count, &file.path, findings);
        }
        if feedback.satisfied.get_ref() > feedback.responses.get_ref() {
            findings.push(
                Finding::error("data.value", "more customers are satisfied than answered")
                    .help("Check both figures.")
                    .at(&*file.path, feedback.satisfied.span()),
            );
        }
    }
    for measured in &quarter.measured {
        let id = measured.channel.get_ref();
        if channels.iter().all(|channel| channel.id != *id) && !unread.holds(id) {
            let help = match nearest(id, channels.iter().map(|channel| channel.id.as_str())) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "Use the id of a channel in content/channels.toml.".to_owned(),
            };
            findings.push(
                Finding::error("data.value", format!("there is no channel `{id}`"))
                    .help(help)
                    .at(&*file.path, measured.channel.span()),
            );
        }
        if let Some(share) = &measured.within_commitment
            && !(0.0..=1.0).contains(share.get_ref())
        {
            findings.push(
                Finding::error(
                    "data.value",
                    format!("`{}` is no share of cases", share.get_ref()),
                )
                .help("Write a number from 0 to 1: 96 % is 0.96.")
                .at(&*file.path, share.span()),
            );
        }
    }
    Some(quarter)
}

fn check_counts(name: &str, tabulation: &Tabulation, file: &str, findings: &mut Vec<Finding>) {
    check_count(
        &format!("{name}.received"),
        &tabulation.received,
        file,
        findings,
    );
    if let Some(closed) = &tabulation.closed {
        check_count(&format!("{name}.closed"), closed, file, findings);
    }
    if let Some(hours) = &tabulation.average_hours_to_resolution
        && !(hours.get_ref().is_finite() && *hours.get_ref() >= 0.0)
    {
        findings.push(
            Finding::error(
                "data.value",
                format!("`{name}.average_hours_to_resolution` is not a time"),
            )
            .help("Write the average number of hours, zero or more.")
            .at(file, hours.span()),
        );
    }
    let tables: [(&str, &BTreeMap<String, Spanned<i64>>); 2] = [
        ("by_method", &tabulation.by_method),
        ("by_topic", &tabulation.by_topic),
    ];
    for (table, counts) in tables {
        for (key, count) in counts {
            check_count(&format!("{name}.{table}.{key}"), count, file, findings);
        }
    }
}

fn check_count(name: &str, count: &Spanned<i64>, file: &str, findings: &mut Vec<Finding>) {
    if *count.get_ref() < 0 {
        findings.push(
            Finding::error("records.consistent", format!("`{name}` is negative"))
                .help("A count is zero or more.")
                .at(file, count.span()),
        );
    }
}
