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
    /// Whether it has no upper end: `at least 90 days`, `two weeks or more`.
    pub open: bool,
    /// Whether its words leave room, such as `a few days` or `by the end of the week`: enough to contradict a
    /// promise, and not enough to make one.
    pub vague: bool,
    /// The words that count it, from the number to the unit, where they are one plain value.
    pub value: Option<Range<usize>>,
}

/// The periods that a block states, in order.
///
/// Digits and number words, ranges, halves and fractions that are a whole number of a smaller unit
/// (`1.5 hours`). What is past (`the last 90 days`) and opening hours are no periods (`24/7`, `24 hours a day`, `8 a.m. to 8 p.m.`), nor are
/// `immediately` and `at once`. A year is twelve months. A blank lexicon finds none.
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
            hedged: by_sentence || period.about || cues.hedges_number(&period),
            recurs: period.recurs,
            open: !period.recurs && (period.open || cues.opens(&period)),
            vague: period.vague
                || (period.article
                    && cues
                        .ends_at(Cue::OneAfter, period.words.start)
                        .next()
                        .is_none()),
            value: period
                .value
                .map(|first| tokens.words[first].start..period.end),
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
    /// Whether the number is a lower end (`90+ days`).
    open: bool,
    /// Whether its words are no exact value, and whether they are an estimate (`a few days`).
    vague: bool,
    about: bool,
    /// The word at which its value begins, if it is one.
    value: Option<usize>,
}

impl Measured {
    fn new(time: CommittedTime, words: Range<usize>, end: usize) -> Self {
        Self {
            time,
            words,
            end,
            recurs: false,
            article: false,
            hyphened: false,
            open: false,
            vague: false,
            about: false,
            value: None,
        }
    }
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

impl Measured {
    /// Takes in words behind the unit.
    fn extend(&mut self, words: Range<usize>, spans: &[Range<usize>]) {
        self.words.end = words.end;
        self.end = spans[words.end - 1].end;
    }
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
                let end = self.words[hit.words.end - 1].end;
                let whole = |time| Measured::new(time, hit.words.clone(), end);
                match self.lexicon.times.of.get(hit.list) {
                    Some(Time::Exact(time)) => found.push(whole(*time)),
                    Some(Time::Loose { time, about }) => found.push(Measured {
                        vague: true,
                        about: *about,
                        ..whole(*time)
                    }),
                    Some(Time::Unit(unit)) => found.extend(self.counted(hit, *unit, 1)),
                    Some(Time::Second) => found.extend(self.seconds(hit)),
                    Some(Time::Year) => found.extend(self.counted(hit, Unit::Month, 12)),
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
        let time = Value::Whole(digits.parse().ok()?).of(*unit, 1)?;
        let recurs = at > 0 && self.is_one_of(at - 1, &self.lexicon.numbers.each);
        Some(Measured {
            value: Some(at),
            recurs,
            ..Measured::new(time, at - usize::from(recurs)..at + 1, self.words[at].end)
        })
    }

    /// A unit with what counts it; `times` of it are one.
    fn counted(&self, hit: &WordsHit, unit: Unit, times: u32) -> Option<Measured> {
        let mut at = hit.words.start;
        let numbers = &self.lexicon.numbers;
        if at > 0 && is_joint(self.gap(at)) && self.is_one_of(at - 1, &numbers.before_unit) {
            at -= 1;
        }
        let open = self.gap(at).contains('+');
        let before = at
            .checked_sub(1)
            .filter(|_| is_joint(self.gap(at).trim_start_matches('+')))?;
        let end = self.words[hit.words.end - 1].end;
        let one = Value::Whole(1).of(unit, times)?;
        let mut measured = Measured {
            open,
            hyphened: self.gap(at).contains('-'),
            ..Measured::new(one, before..hit.words.end, end)
        };
        // "a week and a half", "dos días y medio"
        let half = self.half_after(hit.words.end);
        if self.is_one_of(before, &numbers.each) {
            measured.recurs = true;
        } else if self.is_one_of(before, &numbers.one) {
            measured.recurs = before > 0 && self.is_one_of(before - 1, &numbers.each);
            measured.words.start = before - usize::from(measured.recurs);
            measured.article = !measured.recurs;
            measured.value = Some(before);
            if let Some(words) = half {
                measured.time = Value::Fraction(1500).of(unit, times)?;
                measured.extend(words, self.words);
            }
        } else if let Some((first, value)) = self.vague_number(before) {
            measured.words.start = first;
            measured.time = Value::Whole(value).of(unit, times)?;
            (measured.vague, measured.about) = (true, true);
        } else if let Some(value) = self.ordinal(before) {
            measured.time = Value::Whole(value).of(unit, times)?;
            measured.vague = true;
        } else {
            let number = match self.number(before) {
                Some(number) => number,
                None => self.halved(before).or_else(|| self.slashed(before))?,
            };
            let low = self.range_start(number.first);
            let (first, mut value) = match &low {
                Some(low) => (low.first, number.value.max(low.value)),
                None => (number.first, number.value),
            };
            let first = self.in_words(first, value).unwrap_or(first);
            if let Some(words) = half {
                value = Value::Fraction(u32::try_from(value.thousandths()).ok()? + 500);
                measured.extend(words, self.words);
            }
            measured.words.start = first;
            measured.time = value.of(unit, times)?;
            measured.value = (low.is_none() && !open).then_some(first);
            if first > 0 && self.gap(first) == " " && self.is_one_of(first - 1, &numbers.each) {
                measured.words.start = first - 1;
                measured.recurs = true;
            }
        }
        Some(measured)
    }

    /// Seconds, as the minutes that they fill or begin.
    fn seconds(&self, hit: &WordsHit) -> Option<Measured> {
        let counted = self.counted(hit, Unit::Minute, 1)?;
        let minutes = Value::Whole(counted.time.count().div_ceil(60));
        let time = minutes.of(Unit::Minute, 1)?;
        Some(Measured {
            time,
            vague: true,
            value: None,
            ..counted
        })
    }

    /// The words behind a unit that add a half to it.
    fn half_after(&self, at: usize) -> Option<Range<usize>> {
        let numbers = &self.lexicon.numbers;
        numbers.halves.iter().find_map(|half| {
            let mut words = 0;
            let mut want = half.split(' ');
            let all = want.all(|word| {
                words += 1;
                let at = at + words - 1;
                at < self.words.len() && is_space(self.gap(at)) && self.lower(at) == word
            });
            all.then_some(at..at + words)
        })
    }

    /// A number with a half that ends at word `at`: `two and a half`.
    fn halved(&self, at: usize) -> Option<Number> {
        self.lexicon.numbers.halves.iter().find_map(|half| {
            let count = half.split(' ').count();
            let first = (at + 1).checked_sub(count).filter(|first| *first > 0)?;
            let words = half.split(' ').enumerate();
            let all = words
                .into_iter()
                .all(|(offset, word)| self.lower(first + offset) == word);
            let whole = self.number(first - 1).filter(|_| all)?;
            let thousandths = u32::try_from(whole.value.thousandths()).ok()? + 500;
            Some(Number {
                first: whole.first,
                value: Value::Fraction(thousandths),
            })
        })
    }

    /// The higher of two numbers with a stroke between them: `24/48 horas`.
    fn slashed(&self, at: usize) -> Option<Number> {
        let before = at.checked_sub(1).filter(|_| self.gap(at) == "/")?;
        let [low, high]: [u32; 2] = [self.word(before).parse().ok()?, self.word(at).parse().ok()?];
        (low < high && !self.is_inside_number(before)).then_some(Number {
            first: before,
            value: Value::Whole(high),
        })
    }

    /// A word for a number that is not exact (`several`, `a couple of`), and where it begins.
    fn vague_number(&self, at: usize) -> Option<(usize, u32)> {
        let numbers = &self.lexicon.numbers;
        let word = self.lower(at);
        let pair = at
            .checked_sub(1)
            .map(|before| format!("{} {word}", self.lower(before)));
        let (first, value) = match pair.and_then(|pair| numbers.vague.get(&*pair)) {
            Some(value) => (at - 1, *value),
            None => (at, *numbers.vague.get(&*word)?),
        };
        let article = first > 0 && self.is_one_of(first - 1, &numbers.one);
        Some((first - usize::from(article), value))
    }

    /// A place in a row: `the 45th business day`, `the tenth day`.
    fn ordinal(&self, at: usize) -> Option<u32> {
        let numbers = &self.lexicon.numbers;
        let word = self.lower(at);
        if let Some(value) = numbers.ordinals.get(&*word) {
            return Some(*value);
        }
        let digits = numbers
            .ordinal_ends
            .iter()
            .find_map(|end| word.strip_suffix(&**end))?;
        digits.parse().ok().filter(|_| is_digits(digits))
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

    /// So many times `times` of a unit, in smaller units if that makes a fraction whole.
    fn of(self, unit: Unit, times: u32) -> Option<CommittedTime> {
        let thousandths = self.thousandths() * u64::from(times);
        let (count, unit) = if thousandths.is_multiple_of(1000) {
            (thousandths / 1000, unit)
        } else {
            let minutes = thousandths * u64::try_from(unit.approx_minutes()).ok()?;
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
            // A cell of a table may hold nothing else.
            return one || (start == 0 && end == self.words().len());
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

    /// Whether the words around a number make it a lower end: `at least 90 days`, `two weeks or more`.
    fn opens(&self, period: &Measured) -> bool {
        let before = |cue| self.ends_at(cue, period.words.start).next();
        let lower = before(Cue::Least).is_some_and(|at| {
            // "no more than", "not more than"
            let mut limits = self.ends_at(Cue::DeadlineFiller, period.words.start);
            !limits.any(|limit| limit.start < at.start)
        });
        lower || self.starts_at(Cue::OrMore, period.words.end)
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
