//! Stated periods: "within 3 business days", "24 hours", "dos semanas".

use std::num::NonZeroU32;
use std::ops::Range;

use candor_model::duration::{CommittedTime, Unit};

use super::cues::Cues;
use super::lexicon::{Cue, Lexicon, Time};
use super::phrases::WordsHit;
use super::tokens::Tokens;

/// The largest count that can be promised; above it a text means something else.
const MAX_COUNT: u32 = 9_999;

/// A period that a text states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedPeriod {
    /// How long. Of a range (`2 to 3 days`) the longer.
    pub time: CommittedTime,
    /// From the number, or from `every`, to the unit.
    pub span: Range<usize>,
    /// Whether the sentence makes it an estimate: `usually`, `on average`, `about`.
    pub hedged: bool,
    /// Whether it comes back: `every week`.
    pub recurs: bool,
}

/// The periods that a block states, in order.
///
/// Digits and number words, ranges, halves and fractions that are a whole number of a smaller unit
/// (`1.5 hours`). What is past (`the last 90 days`) and opening hours are no periods (`24/7`, `24 hours a day`, `8 a.m. to 8 p.m.`), nor are
/// `immediately` and `at once`. A blank lexicon finds none.
pub fn periods(tokens: &Tokens<'_>) -> Vec<StatedPeriod> {
    let lexicon = &*tokens.dictionary.lexicon;
    let Some(times) = lexicon
        .times
        .phrases
        .as_ref()
        .filter(|_| tokens.may_hold_time())
    else {
        return Vec::new();
    };
    let reader = Reader {
        text: tokens.text,
        lexicon,
        words: &tokens.words,
    };
    let measured = reader.measured(&times.hits(tokens, |known| known.times));
    if measured.is_empty() {
        return Vec::new();
    }
    let cues = Cues::new(tokens);
    let spans = tokens.sentences();
    let mut found: Vec<StatedPeriod> = Vec::new();
    // The last sentence and whether it hedges.
    let mut hedged: Option<(Option<usize>, bool)> = None;
    for period in measured {
        let span = tokens.words[period.words.start].start..period.end;
        let overlaps = found.last().is_some_and(|last| span.start < last.span.end);
        if overlaps || !cues.allow(&period) {
            continue;
        }
        let sentence = sentence_at(spans, span.start);
        if hedged.as_ref().is_none_or(|(last, _)| *last != sentence) {
            let hedge = sentence.is_some_and(|at| cues.hedges(&spans[at]));
            hedged = Some((sentence, hedge));
        }
        let by_sentence = hedged.is_some_and(|(_, hedge)| hedge);
        found.push(StatedPeriod {
            time: period.time,
            hedged: by_sentence || cues.hedges_number(&period),
            recurs: period.recurs,
            span,
        });
    }
    found
}

/// Which of the sentences holds a place in the text.
pub(super) fn sentence_at(sentences: &[Range<usize>], place: usize) -> Option<usize> {
    let at = sentences.partition_point(|sentence| sentence.end <= place);
    sentences
        .get(at)
        .filter(|sentence| sentence.contains(&place))
        .map(|_| at)
}

/// A period by the index of its words.
struct Measured {
    time: CommittedTime,
    words: Range<usize>,
    /// Where its last word ends in the text.
    end: usize,
    recurs: bool,
    /// Whether it counts one by an article (`a day`).
    article: bool,
    /// Whether the unit hangs on the number (`24-hour`).
    hyphened: bool,
}

/// Reads numbers backwards from units.
struct Reader<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    words: &'a [Range<usize>],
}

/// A number and the index of its first word.
struct Number {
    first: usize,
    value: Value,
}

#[derive(Clone, Copy)]
enum Value {
    Whole(u32),
    /// Thousandths.
    Fraction(u32),
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        &self.text[self.words[at].clone()]
    }

    fn lower(&self, at: usize) -> String {
        self.word(at).to_lowercase()
    }

    /// The text between word `at` and the word before it.
    fn gap(&self, at: usize) -> &str {
        match at.checked_sub(1) {
            Some(before) => &self.text[self.words[before].end..self.words[at].start],
            None => "",
        }
    }

    fn is_one_of(&self, at: usize, list: &[String]) -> bool {
        !list.is_empty() && list.contains(&self.lower(at))
    }

    /// Every unit with a number, every whole period, by place.
    fn measured(&self, hits: &[WordsHit]) -> Vec<Measured> {
        let mut found = Vec::new();
        let mut after = 0;
        // Longest first where hits begin together: `business day` before `day`, `half an hour` before `hour`.
        let mut hits: Vec<_> = hits.iter().collect();
        hits.sort_by_key(|hit| (hit.words.start, std::cmp::Reverse(hit.words.end)));
        let mut hits = hits.into_iter().peekable();
        for at in 0..self.words.len() {
            if let Some(glued) = self.glued(at) {
                found.push(glued);
            }
            while let Some(hit) = hits.next_if(|hit| hit.words.start == at) {
                if hit.words.start < after {
                    continue;
                }
                after = hit.words.end;
                match self.lexicon.times.of.get(hit.list) {
                    Some(Time::Exact(time)) => found.push(Measured {
                        time: *time,
                        words: hit.words.clone(),
                        end: self.words[hit.words.end - 1].end,
                        recurs: false,
                        article: false,
                        hyphened: false,
                    }),
                    Some(Time::Unit(unit)) => found.extend(self.counted(hit, *unit)),
                    None => {}
                }
            }
        }
        found
    }

    /// A number and a unit in one word: `24hrs`.
    fn glued(&self, at: usize) -> Option<Measured> {
        let word = self.word(at);
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let unit_at = word.find(|c: char| !c.is_ascii_digit())?;
        let (digits, unit) = word.split_at(unit_at);
        let unit = self.lexicon.units.get(&unit.to_lowercase())?;
        if self.is_inside_number(at) {
            return None;
        }
        Some(Measured {
            time: Value::Whole(digits.parse().ok()?).of(*unit)?,
            words: at..at + 1,
            end: self.words[at].end,
            recurs: false,
            article: false,
            hyphened: false,
        })
    }

    /// A unit with what counts it.
    fn counted(&self, hit: &WordsHit, unit: Unit) -> Option<Measured> {
        let mut at = hit.words.start;
        let numbers = &self.lexicon.numbers;
        if at > 0 && is_joint(self.gap(at)) && self.is_one_of(at - 1, &numbers.before_unit) {
            at -= 1;
        }
        let before = at.checked_sub(1).filter(|_| is_joint(self.gap(at)))?;
        let mut measured = Measured {
            time: Value::Whole(1).of(unit)?,
            words: before..hit.words.end,
            end: self.words[hit.words.end - 1].end,
            recurs: false,
            article: false,
            hyphened: self.gap(at).contains('-'),
        };
        if self.is_one_of(before, &numbers.each) {
            measured.recurs = true;
        } else if self.is_one_of(before, &numbers.one) {
            measured.article = true;
        } else {
            let number = self.number(before)?;
            let (first, value) = match self.range_start(number.first) {
                Some(low) => (low.first, number.value.max(low.value)),
                None => (number.first, number.value),
            };
            let first = self.in_words(first, value).unwrap_or(first);
            measured.words.start = first;
            measured.time = value.of(unit)?;
            if first > 0 && self.gap(first) == " " && self.is_one_of(first - 1, &numbers.each) {
                measured.words.start = first - 1;
                measured.recurs = true;
            }
        }
        Some(measured)
    }

    /// Where the same number in words begins before one in brackets: `five (5) days`.
    fn in_words(&self, at: usize, value: Value) -> Option<usize> {
        let before = at.checked_sub(1).filter(|_| self.gap(at) == " (")?;
        let number = self.number(before)?;
        (number.value.thousandths() == value.thousandths()).then_some(number.first)
    }

    /// The lower number of a range whose higher one begins at word `at`.
    fn range_start(&self, at: usize) -> Option<Number> {
        let before = at.checked_sub(1)?;
        let numbers = &self.lexicon.numbers;
        if is_dash(self.gap(at)) {
            let low = self.number(before)?;
            // `2026-10-05` is no range.
            return (low.first == 0 || !is_dash(self.gap(low.first))).then_some(low);
        }
        let word = self.lower(before);
        let number_at = before.checked_sub(1)?;
        if !is_space(self.gap(at)) || !is_space(self.gap(before)) {
            return None;
        }
        if numbers.to.contains(&word) {
            return self.number(number_at);
        }
        let opening = numbers.between.iter().find(|[_, and]| *and == word)?;
        let low = self.number(number_at)?;
        let opened = low.first > 0 && self.lower(low.first - 1) == opening[0];
        opened.then_some(low)
    }

    /// The number that ends with word `at`.
    fn number(&self, at: usize) -> Option<Number> {
        if is_digits(self.word(at)) {
            return self.digits(at);
        }
        let numbers = &self.lexicon.numbers;
        let mut values = vec![*numbers.words.get(&self.lower(at))?];
        let mut number = Number {
            first: at,
            value: Value::Whole(values[0]),
        };
        let mut first = at;
        while first > 0 && is_joint(self.gap(first)) {
            let joined = self.is_one_of(first - 1, &numbers.join) && is_space(self.gap(first - 1));
            let Some(before) = first.checked_sub(1 + usize::from(joined)) else {
                break;
            };
            let Some(value) = numbers.words.get(&self.lower(before)) else {
                break;
            };
            values.insert(0, *value);
            first = before;
            // What does not add up is no number: `entre dos y tres`.
            if let Some(value) = value_of(&values) {
                let value = Value::Whole(value);
                number = Number { first, value };
            }
        }
        Some(number)
    }

    /// A number in digits, with its thousands and decimals.
    fn digits(&self, at: usize) -> Option<Number> {
        let whole = |first: usize, text: &str| {
            let value = text.parse().ok()?;
            (!self.is_inside_number(first)).then_some(Number {
                first,
                value: Value::Whole(value),
            })
        };
        let gap = self.gap(at);
        let before = at
            .checked_sub(1)
            .filter(|before| is_digits(self.word(*before)));
        let Some(before) = before.filter(|_| matches!(gap, "." | ",")) else {
            return whole(at, self.word(at));
        };
        let (high, low) = (self.word(before), self.word(at));
        let decimal = gap.starts_with(self.lexicon.numbers.decimal);
        if !decimal {
            let thousands = low.len() == 3 && high.len() <= 3;
            return if thousands {
                whole(before, &format!("{high}{low}"))
            } else {
                None
            };
        }
        if low.len() > 3 || self.is_inside_number(before) {
            return None;
        }
        let thousandths = format!("{high}{low:0<3}").parse().ok()?;
        Some(Number {
            first: before,
            value: Value::Fraction(thousandths),
        })
    }

    /// Whether the digits at word `at` are the tail of something longer: a time `10:30`, a version, an amount.
    fn is_inside_number(&self, at: usize) -> bool {
        let gap = self.gap(at);
        let glued = matches!(gap, "." | "," | ":" | "/") && is_digits(self.word(at - 1));
        let sign = self.text[..self.words[at].start].ends_with(['$', '€', '£', '#']);
        glued || sign
    }
}

impl Value {
    fn thousandths(self) -> u64 {
        match self {
            Self::Whole(value) => u64::from(value) * 1000,
            Self::Fraction(thousandths) => u64::from(thousandths),
        }
    }

    fn max(self, other: Self) -> Self {
        if other.thousandths() > self.thousandths() {
            other
        } else {
            self
        }
    }

    /// So many of a unit, in smaller units if that makes a fraction whole.
    fn of(self, unit: Unit) -> Option<CommittedTime> {
        let thousandths = self.thousandths();
        let (count, unit) = if thousandths.is_multiple_of(1000) {
            (thousandths / 1000, unit)
        } else {
            let minutes_each = match unit {
                Unit::Minute | Unit::Hour | Unit::Day | Unit::Week => unit.approx_minutes() as u64,
                Unit::BusinessDay | Unit::Month => return None,
            };
            let minutes = thousandths * minutes_each;
            if !minutes.is_multiple_of(1000) {
                return None;
            }
            let minutes = minutes / 1000;
            if minutes.is_multiple_of(60) && unit != Unit::Hour {
                (minutes / 60, Unit::Hour)
            } else {
                (minutes, Unit::Minute)
            }
        };
        let count = u32::try_from(count)
            .ok()
            .filter(|count| *count <= MAX_COUNT)?;
        NonZeroU32::new(count).map(|count| CommittedTime::new(count, unit))
    }
}

/// Number words put together: `[20, 4]` is 24, `[1, 100, 20]` is 120. `None` if they do not fit.
fn value_of(values: &[u32]) -> Option<u32> {
    match *values {
        [value] => Some(value),
        [tens @ 20..100, ones @ 1..10] if tens.is_multiple_of(10) => Some(tens + ones),
        [100, ref rest @ ..] => value_of(rest)
            .filter(|rest| *rest < 100)
            .map(|rest| 100 + rest),
        [hundreds @ 1..10, 100] => Some(hundreds * 100),
        [hundreds @ 1..10, 100, ref rest @ ..] => value_of(rest)
            .filter(|rest| *rest < 100)
            .map(|rest| hundreds * 100 + rest),
        _ => None,
    }
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_space(gap: &str) -> bool {
    !gap.is_empty() && gap.chars().all(char::is_whitespace)
}

/// Whether a number and a unit belong together: `24 hours`, `24-hour`, `five (5) days`.
fn is_joint(gap: &str) -> bool {
    !gap.is_empty()
        && gap
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | ')'))
}

/// Whether a range lies between two numbers: `2-3`, `2 – 3`.
fn is_dash(gap: &str) -> bool {
    matches!(gap.trim(), "-" | "\u{2010}" | "\u{2011}" | "–" | "—")
}

/// What the cues around a period say of it.
impl Cues<'_> {
    /// Whether a number with a unit is a period, and neither opening hours nor a time of the clock nor a rate.
    fn allow(&self, period: &Measured) -> bool {
        let Range { start, end } = period.words.clone();
        if self.starts_at(Cue::RateAfter, end) {
            return false;
        }
        if period.recurs {
            return true;
        }
        let one = self.ends_at(Cue::OneAfter, start).next().is_some();
        if period.article {
            return one;
        }
        if self.ends_at(Cue::Past, start).next().is_some()
            || (self.starts_at(Cue::Vague, start) && !one)
        {
            return false;
        }
        let open = self.ends_at(Cue::OpenBefore, start).next().is_some();
        let service = period.hyphened && self.starts_at(Cue::OpenAfter, end);
        let clock = self
            .ends_at(Cue::ClockBefore, start)
            .any(|words| self.ends_at(Cue::ClockUnless, words.start).next().is_none());
        !(open || service || clock)
    }

    /// Whether the number itself is an estimate: `about 2 days`.
    fn hedges_number(&self, period: &Measured) -> bool {
        self.ends_at(Cue::HedgeBefore, period.words.start)
            .next()
            .is_some()
    }

    /// Whether a sentence makes its periods estimates.
    fn hedges(&self, sentence: &Range<usize>) -> bool {
        self.longest_in(&self.within(sentence))
            .iter()
            .any(|(cue, _)| *cue == Cue::Hedge)
    }
}

#[cfg(test)]
mod tests;
