//! How hard a text is to read, as a school grade.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::lexicon::GradeFormula;
use super::tokens::{Dictionary, Tokens};

/// Fewer words than this say nothing about the grade.
const MIN_WORDS: usize = 30;

/// Bytes of a web or e-mail address that are read.
const ADDRESS: usize = 200;

/// How hard a text is to read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// School grade of the United States in which pupils can read it; below 1 is easier than the first grade.
    pub grade: f32,
    /// The sentence that costs most, by its own grade times its words: index of the block and place in it.
    pub worst: (usize, Range<usize>),
}

/// Grades a text, block by block.
///
/// Each language's lexicon holds its formula and names its source: Flesch and Kincaid's grade level in English;
/// Fernández Huerta's reading ease in Spanish, with the grades that are published beside it. A block's end ends
/// a sentence, so a list item is one. Numbers, web and e-mail addresses count as one word of one syllable.
pub struct Grader<'a> {
    formula: Option<&'a GradeFormula>,
    total: Counts,
    worst: Option<(f32, (usize, Range<usize>))>,
}

impl<'a> Grader<'a> {
    /// Begins a text that is read with a dictionary.
    pub fn new(dictionary: &'a Dictionary) -> Self {
        Self {
            formula: dictionary.lexicon.grade.as_ref(),
            total: Counts::default(),
            worst: None,
        }
    }

    /// Reads the block with this index.
    pub fn add(&mut self, block: usize, tokens: &Tokens<'_>) {
        let Some(formula) = self.formula else {
            return;
        };
        for span in tokens.sentences() {
            let counts = Counts::of(tokens, span);
            let cost = counts.grade(formula) * counts.words as f32;
            if counts.words > 0 && self.worst.as_ref().is_none_or(|(most, _)| cost > *most) {
                self.worst = Some((cost, (block, span.clone())));
            }
            self.total.add(&counts);
        }
    }

    /// The grade and the hardest sentence; `None` below 30 words, and in a language whose lexicon has no formula.
    pub fn finish(self) -> Option<Reading> {
        let (_, worst) = self.worst.filter(|_| self.total.words >= MIN_WORDS)?;
        Some(Reading {
            grade: self.total.grade(self.formula?),
            worst,
        })
    }
}

#[derive(Debug, Default)]
struct Counts {
    sentences: usize,
    words: usize,
    syllables: usize,
}

impl Counts {
    /// Counts one sentence.
    fn of(tokens: &Tokens<'_>, sentence: &Range<usize>) -> Self {
        let mut counts = Self {
            sentences: 1,
            ..Self::default()
        };
        let text = &tokens.text[..sentence.end];
        let mut address_end = 0;
        for at in tokens.within(sentence) {
            let word = &tokens.words[at];
            if word.start < address_end {
                continue;
            }
            counts.words += 1;
            counts.syllables += match address_at(text, word) {
                Some(end) => {
                    address_end = end;
                    1
                }
                None => usize::from(tokens.known[at].syllables),
            };
        }
        counts
    }

    fn add(&mut self, other: &Self) {
        self.sentences += other.sentences;
        self.words += other.words;
        self.syllables += other.syllables;
    }

    fn grade(&self, formula: &GradeFormula) -> f32 {
        if self.words == 0 {
            return 0.0;
        }
        let words = self.words as f32;
        let score = formula.words_per_sentence * words / self.sentences.max(1) as f32
            + formula.syllables_per_word * self.syllables as f32 / words
            + formula.constant;
        grade_of(score, &formula.grades)
    }
}

/// Reads a grade off the pairs of score and grade, by straight lines; beyond the ends the last line goes on.
fn grade_of(score: f32, grades: &[[f32; 2]]) -> f32 {
    let lines = grades.windows(2);
    let line = lines
        .clone()
        .find(|line| score >= line[1][0])
        .or_else(|| lines.last());
    let Some([[from, from_grade], [to, to_grade]]) = line.and_then(|line| line.as_array()) else {
        return score;
    };
    from_grade + (score - from) / (to - from) * (to_grade - from_grade)
}

/// Where the web or e-mail address ends that begins with `word`, if one does.
fn address_at(text: &str, word: &Range<usize>) -> Option<usize> {
    let next = *text.as_bytes().get(word.end)?;
    if !matches!(next, b'@' | b':' | b'.' | b'_' | b'+' | b'-') {
        return None;
    }
    let rest = &text[word.start..];
    let rest = &rest[..rest.floor_char_boundary(ADDRESS)];
    let chunk = rest.split(char::is_whitespace).next().unwrap_or(rest);
    let address = chunk.contains('@') || chunk.contains("://") || chunk.starts_with("www.");
    address.then_some(word.start + chunk.len())
}

/// The rules by which syllables are counted, from the lexicon.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Syllables {
    vowels: String,
    strong: String,
    split: Vec<String>,
    silent: Vec<String>,
    sounded: Vec<String>,
    words: FxHashMap<String, u32>,
}

impl Syllables {
    /// Syllables of a word, at least one. A word with a digit counts as one.
    pub fn count(&self, word: &str) -> u32 {
        let word = word.to_lowercase();
        let word = word
            .strip_suffix("'s")
            .or_else(|| word.strip_suffix("’s"))
            .unwrap_or(&word);
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let mut count = 0;
        let mut pairs = false;
        let mut last: Option<char> = None;
        for c in word.chars() {
            if c.is_ascii_digit() {
                return 1;
            }
            let vowel = self.vowels.contains(c).then_some(c);
            match (last, vowel) {
                (None, Some(_)) => count += 1,
                (Some(a), Some(b)) => {
                    pairs = true;
                    count += u32::from(self.strong.contains(a) && self.strong.contains(b));
                }
                _ => {}
            }
            last = vowel;
        }
        if pairs {
            let ends = |split: &str| {
                split
                    .strip_suffix(' ')
                    .is_some_and(|end| word.ends_with(end))
            };
            count += self
                .split
                .iter()
                .filter(|split| word.contains(split.as_str()) || ends(split))
                .count() as u32;
        }
        if count > 1 && self.is_silent(word) {
            count -= 1;
        }
        count.max(1)
    }

    /// Whether the last vowel is not heard: it stands alone, in an ending that is silent.
    fn is_silent(&self, word: &str) -> bool {
        let ends = |ending: &String| {
            word.strip_suffix(ending.as_str())
                .is_some_and(|stem| !stem.ends_with(|c| self.vowels.contains(c)))
        };
        self.silent.iter().any(ends)
            && !self
                .sounded
                .iter()
                .any(|ending| word.ends_with(ending.as_str()))
    }
}

#[cfg(test)]
mod tests;
