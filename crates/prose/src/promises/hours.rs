//! Hours that somebody typed: "24/7", "from 8 AM to 8 PM", "weekdays 9–5", "on weekends".

use std::ops::Range;

use candor_model::channel::ChannelKind;

use super::super::cues::Cues;
use super::super::lexicon::Cue;
use super::times::{Around, Spoken};
use super::{Promising, Tells};

/// Minutes in a day.
const DAY: u16 = 24 * 60;

/// Hours that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedHours {
    /// Where.
    pub span: Range<usize>,
    /// The days that are named, Monday first, as bits; none if no day is.
    pub days: u8,
    /// From when until when, in minutes from midnight.
    pub times: Option<(u16, u16)>,
    /// Whether people are said to be there at every hour.
    pub always: bool,
    /// Whether nobody is said to be there.
    pub closed: bool,
    /// Whether nothing but a machine need be there: `available`, not `answered`.
    pub loosely: bool,
    /// The kinds of channel that the nearest words name.
    pub kinds: Vec<ChannelKind>,
    /// The channels whose facts stand there.
    pub ids: Vec<String>,
    /// Whether complaints are spoken of.
    pub complaints: bool,
}

/// The hours of people that a block states; `leads` as for [`super::typed_times`].
pub fn typed_hours(block: &Promising<'_>, leads: &[&str]) -> Vec<TypedHours> {
    let text = block.tokens.text;
    // Most blocks speak of other things.
    let has_clock = text.bytes().any(|byte| byte.is_ascii_digit())
        && clock_times(text).any(|time| time.is_sure);
    if !has_clock && !block.tokens.may_hold_hours() {
        return Vec::new();
    }
    let cues = Cues::new(block.tokens);
    let tells = |cue: Cue| matches!(cue, Cue::Always | Cue::Days(_));
    if !has_clock && !cues.all().any(|(cue, _)| tells(cue)) {
        return Vec::new();
    }
    let mut around = None;
    let mut all = Vec::new();
    for sentence in block.tokens.sentences() {
        let words = block.tokens.within(sentence);
        let own = cues.longest_in(&words);
        let has = |wanted: Cue| own.iter().any(|(cue, _)| *cue == wanted);
        let typed = &text[sentence.clone()];
        let is_said = has(Cue::Staffed) || has(Cue::Available);
        let is_other = has(Cue::Machine)
            || has(Cue::Date)
            || has(Cue::History)
            || has(Cue::If)
            || has(Cue::Others)
            || names_a_year(typed)
            || typed.contains(['?', '¿', '“', '«', '"']);
        if is_other {
            continue;
        }
        let around = around.get_or_insert_with(|| Around::of(block, leads));
        if !is_said && !around.is_about_hours() {
            continue;
        }
        let in_fact = |span: &Range<usize>| {
            let mut facts = block.facts.iter();
            facts.any(|fact| fact.span.start < span.end && span.start < fact.span.end)
        };
        let found = read(&cues, &own, text, sentence);
        let Some((span, days, times, always)) = found.filter(|(span, ..)| !in_fact(span)) else {
            continue;
        };
        let mut spoken = Spoken::of(&own);
        let facts = block
            .facts
            .iter()
            .filter(|fact| fact.tells == Tells::Other && sentence.contains(&fact.span.start));
        for channel in facts.filter_map(|fact| fact.channel) {
            spoken.ids.insert(channel.id.to_owned());
        }
        let named = [&spoken]
            .into_iter()
            .chain(around.levels())
            .find(|spoken| spoken.names_channel());
        all.push(TypedHours {
            span,
            days,
            times,
            always,
            closed: has(Cue::Shut) || has(Cue::Negation),
            loosely: !has(Cue::Staffed),
            kinds: named.map_or_else(Vec::new, |spoken| spoken.kinds.iter().copied().collect()),
            ids: named.map_or_else(Vec::new, |spoken| spoken.ids.iter().cloned().collect()),
            complaints: spoken.complaints || around.levels().any(|spoken| spoken.complaints),
        });
    }
    all
}

/// Whether a text names a year of our time, as what was or what will be does.
fn names_a_year(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| {
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

type Read = (Range<usize>, u8, Option<(u16, u16)>, bool);

/// The hours of a sentence, with their place.
fn read(
    cues: &Cues<'_>,
    own: &[(Cue, Range<usize>)],
    text: &str,
    sentence: &Range<usize>,
) -> Option<Read> {
    let spans = cues.words();
    let place = |words: &Range<usize>| spans[words.start].start..spans[words.end - 1].end;
    let always = own.iter().find(|(cue, _)| *cue == Cue::Always);
    let mut days: u8 = 0;
    let mut span: Option<Range<usize>> = None;
    let mut add = |part: Range<usize>| {
        let known = span.clone().unwrap_or(part.clone());
        span = Some(known.start.min(part.start)..known.end.max(part.end));
    };
    let mut last: Option<(u8, usize)> = None;
    for (cue, at) in own {
        let Cue::Days(mask) = cue else {
            continue;
        };
        days |= mask;
        if let Some((first, end)) = last
            && mask.is_power_of_two()
            && first.is_power_of_two()
            && is_joint(&text[spans[end - 1].end..spans[at.start].start])
        {
            let (from, to) = (first.trailing_zeros(), mask.trailing_zeros());
            days |= (from..=to).fold(0, |days, day| days | 1 << day);
        }
        last = Some((*mask, at.end));
        add(place(at));
    }
    if let Some((_, at)) = always {
        return Some((place(at), days, None, true));
    }
    let part = &text[sentence.clone()];
    let times: Vec<ClockTime> = clock_times(part).collect();
    let pair = times.windows(2).find(|pair| {
        is_joint(&part[pair[0].span.end..pair[1].span.start])
            && (pair[0].is_sure || pair[1].is_sure || days != 0)
    });
    let hours = pair.and_then(|pair| {
        let (from, to) = between(&pair[0], &pair[1])?;
        add(pair[0].span.start + sentence.start..pair[1].span.end + sentence.start);
        Some((from, to))
    });
    (hours.is_some() || days != 0).then_some(())?;
    Some((span?, days, hours, false))
}

/// Words and signs between two days or two times of which the second ends what the first begins.
fn is_joint(gap: &str) -> bool {
    let gap = gap.trim().to_lowercase();
    matches!(
        &*gap,
        "-" | "–"
            | "—"
            | "to"
            | "until"
            | "till"
            | "through"
            | "and"
            | "a"
            | "a las"
            | "a la"
            | "al"
            | "hasta"
            | "hasta las"
            | "y las"
            | "y"
    )
}

/// A time of the clock.
struct ClockTime {
    span: Range<usize>,
    minutes: u16,
    /// Whether it says morning or afternoon.
    half: Option<bool>,
    /// Whether it can be nothing but a time of the clock.
    is_sure: bool,
}

/// The times of the clock in a text, and numbers that may be some.
fn clock_times(text: &str) -> impl Iterator<Item = ClockTime> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            at += 1;
            if !bytes[start].is_ascii_digit() {
                continue;
            }
            let before = start.checked_sub(1).map(|before| bytes[before]);
            let is_inside = |byte: u8| {
                byte.is_ascii_alphanumeric() || b".,:/$#+%".contains(&byte) || byte >= 0x80
            };
            // A dash of several bytes may stand right before a number.
            let after_dash = text[..start].ends_with(['–', '—']);
            if before.is_some_and(is_inside) && !after_dash {
                continue;
            }
            let digits = bytes[start..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            at = start + digits;
            let Some(hour) = text[start..at]
                .parse::<u16>()
                .ok()
                .filter(|hour| digits <= 2 && *hour <= 24)
            else {
                continue;
            };
            let mut time = ClockTime {
                span: start..at,
                minutes: hour * 60,
                half: None,
                is_sure: false,
            };
            if let Some(minutes) = text[at..].strip_prefix(':').and_then(|rest| rest.get(..2))
                && let Ok(minutes) = minutes.parse::<u16>()
                && minutes < 60
            {
                time.minutes += minutes;
                time.is_sure = true;
                at += 3;
            }
            let rest = text[at..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
            let blanks = text[at..].len() - rest.len();
            let halves = [
                ("a.m.", false),
                ("p.m.", true),
                ("a. m.", false),
                ("p. m.", true),
                ("a.m", false),
                ("p.m", true),
                ("am", false),
                ("pm", true),
            ];
            let half = halves.iter().find(|(word, _)| {
                rest.get(..word.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(word))
                    && !rest[word.len()..].starts_with(char::is_alphanumeric)
            });
            if let Some((word, is_late)) = half
                && hour <= 12
            {
                at += blanks + word.len();
                time.half = Some(*is_late);
                time.minutes = time.minutes % (12 * 60) + if *is_late { 12 * 60 } else { 0 };
                time.is_sure = true;
            }
            time.span.end = at;
            return Some(time);
        }
        None
    })
}

/// From when until when two times reach.
fn between(first: &ClockTime, second: &ClockTime) -> Option<(u16, u16)> {
    let half = 12 * 60;
    let mut from = first.minutes;
    let mut to = second.minutes;
    match (first.half, second.half) {
        // "2 to 5 PM", but "9 to 5 PM"
        (None, Some(true)) if from < half && from + half < to => from += half,
        (None, None) if to <= from && to <= half => to += half,
        (Some(false), None) if to <= from => to += half,
        _ => {}
    }
    if to == 0 {
        to = DAY;
    }
    (from < to && to <= DAY).then_some((from, to))
}
