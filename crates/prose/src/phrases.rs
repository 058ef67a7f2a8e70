//! Finding given phrases in prose, whatever the form of their words.
//!
//! A phrase is matched word by word on Snowball stems, so that `leave a message` is found in
//! "Leaving a message…" and `número de caso` in "números de caso". Words are compared in lower case and in
//! Unicode's composed form (NFC), with one form of the apostrophe. A language without a Snowball stemmer
//! compares the words themselves.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use candor_model::answer::Denial;

use super::cues::Cues;
use super::periods::sentence_at;
use super::tokens::{Known, Tokens};
use super::words::{Words, is_apostrophe};

/// Marks "in no phrase".
const NONE: u32 = u32::MAX;

/// Lists of phrases, ready to be searched for. Shared by all threads.
#[derive(Debug)]
pub struct Phrases {
    stems: Stems,
    patterns: Vec<Pattern>,
    /// By the number of a word: the patterns that begin with it.
    starts: Vec<Vec<u32>>,
    forms: FxHashMap<Box<str>, u32>,
    stemmed: FxHashMap<Box<str>, u32>,
}

/// One place where a phrase stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseHit {
    /// Index of the list that holds the phrase.
    pub list: usize,
    /// The words of the phrase in the text, from the first letter to the last.
    pub span: Range<usize>,
    /// Whether the sentence denies it.
    pub denial: Denial,
    /// Whether the sentence allows it only under a condition, or it or the next threatens whoever does it.
    pub restricted: bool,
}

/// Why a phrase cannot be searched for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// An empty phrase.
    #[error(
        "the list `{list}` holds an empty phrase: write at least one word, or delete the entry"
    )]
    Empty {
        /// Name of the list.
        list: String,
    },
    /// Signs only.
    #[error(
        "the phrase `{phrase}` in the list `{list}` has no word: write at least one letter or digit"
    )]
    NoWord {
        /// Name of the list.
        list: String,
        /// The phrase.
        phrase: String,
    },
    /// A wildcard at the start or the end, where it would match anything.
    #[error(
        "the phrase `{phrase}` in the list `{list}` begins or ends with `*`: it stands for one word between two others"
    )]
    WildcardAtEdge {
        /// Name of the list.
        list: String,
        /// The phrase.
        phrase: String,
    },
    /// A wildcard glued to letters.
    #[error(
        "the phrase `{phrase}` in the list `{list}` has `*` inside a word: put spaces around it, it stands for one word; \
         endings such as -s or -ing need no `*`"
    )]
    WildcardInWord {
        /// Name of the list.
        list: String,
        /// The phrase.
        phrase: String,
    },
    /// A phrase over the end of a sentence can never be found.
    #[error(
        "the phrase `{phrase}` in the list `{list}` holds the end of a sentence: write two phrases"
    )]
    TwoSentences {
        /// Name of the list.
        list: String,
        /// The phrase.
        phrase: String,
    },
}

#[derive(Debug)]
struct Pattern {
    list: usize,
    /// The words; `None` is any word.
    words: Box<[Option<u32>]>,
    /// Whether it must begin a sentence, and whether it must end one.
    edges: [bool; 2],
}

/// A word's numbers as it stands and by its stem, each [`NONE`] if no phrase has it.
pub(super) type Numbers = [u32; 2];

/// The numbers of a word that no phrase has.
pub(super) const NOWHERE: Numbers = [NONE; 2];

/// A phrase found, by the index of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WordsHit {
    pub list: usize,
    pub words: Range<usize>,
}

impl Phrases {
    /// Compiles lists of phrases, each with its name, for a language (`en`, `es-US`).
    ///
    /// In a phrase, `*` stands for any one word (`leave * message`), and `=` before a word asks for this very
    /// form of it (`=answered`). `^` before the first word asks for the beginning of a sentence, and `$` behind the last
    /// for its end (`^we do not$`). Other punctuation is ignored.
    ///
    /// # Errors
    ///
    /// A phrase that is empty, has no word, spans two sentences, or has a `*` that does not stand between
    /// words. The error names the list and the phrase.
    pub fn new<N: AsRef<str>>(
        language: &str,
        lists: &[(N, Vec<String>)],
    ) -> Result<Self, PhraseError> {
        let mut phrases = Self {
            stems: Stems::new(language),
            patterns: Vec::new(),
            starts: Vec::new(),
            forms: FxHashMap::default(),
            stemmed: FxHashMap::default(),
        };
        for (list, (name, entries)) in lists.iter().enumerate() {
            for phrase in entries {
                let (bare, edges) = edges(phrase);
                let words = phrases.compile(name.as_ref(), bare)?;
                let pattern = phrases.patterns.len() as u32;
                if let Some(Some(first)) = words.first() {
                    phrases.starts[*first as usize].push(pattern);
                }
                phrases.patterns.push(Pattern { list, words, edges });
            }
        }
        Ok(phrases)
    }

    /// Where phrases stand in a block, overlapping ones too: sorted by start, list and length (longest first).
    /// `numbers` gives what these phrases know of a word.
    pub(super) fn hits(
        &self,
        tokens: &Tokens<'_>,
        numbers: impl Fn(&Known) -> Numbers,
    ) -> Vec<WordsHit> {
        let mut hits = Vec::new();
        for at in 0..tokens.words.len() {
            self.match_at(tokens, &numbers, at, &mut hits);
        }
        hits
    }

    /// How many words the longest phrase has.
    #[cfg(test)]
    pub(super) fn longest(&self) -> usize {
        let lengths = self.patterns.iter().map(|pattern| pattern.words.len());
        lengths.max().unwrap_or_default()
    }

    /// Adds the phrases that begin at word `at`.
    fn match_at(
        &self,
        tokens: &Tokens<'_>,
        numbers: impl Fn(&Known) -> Numbers,
        at: usize,
        hits: &mut Vec<WordsHit>,
    ) {
        let words = &tokens.words;
        let first = hits.len();
        for id in numbers(&tokens.known[at]) {
            if id == NONE {
                continue;
            }
            for pattern in &self.starts[id as usize] {
                let Pattern {
                    list,
                    words: want,
                    edges,
                } = &self.patterns[*pattern as usize];
                let end = at + want.len();
                let matches = end <= words.len()
                    && want
                        .iter()
                        .zip(&tokens.known[at..])
                        .all(|(want, have)| want.is_none_or(|want| numbers(have).contains(&want)))
                    && (at + 1..end)
                        .all(|next| !is_break(tokens.text, &words[next - 1], &words[next]))
                    && (*edges == [false; 2] || stands_at(tokens, &(at..end), *edges));
                if matches {
                    let hit = WordsHit {
                        list: *list,
                        words: at..end,
                    };
                    hits.push(hit);
                }
            }
        }
        hits[first..].sort_by_key(|hit| (hit.list, std::cmp::Reverse(hit.words.end)));
    }

    /// The numbers of a word as it stands in a text. Finding its stem takes longer than everything else.
    pub(super) fn numbers(&self, word: &str) -> Numbers {
        let normal = self.stems.normal(word);
        let form = self.forms.get(&*normal).copied().unwrap_or(NONE);
        let stem = self.stems.stem(&normal);
        let stem = self.stemmed.get(&*stem).copied().unwrap_or(NONE);
        [form, stem]
    }

    fn compile(&mut self, list: &str, phrase: &str) -> Result<Box<[Option<u32>]>, PhraseError> {
        let (list, named) = (list.to_owned(), phrase.to_owned());
        if phrase.trim().is_empty() {
            return Err(PhraseError::Empty { list });
        }
        let spans: Vec<_> = Words::new(phrase).collect();
        if spans
            .windows(2)
            .any(|pair| is_break(phrase, &pair[0], &pair[1]))
        {
            return Err(PhraseError::TwoSentences {
                list,
                phrase: named,
            });
        }
        let mut words = Vec::new();
        for chunk in phrase.split_whitespace() {
            if chunk == "*" {
                words.push(None);
                continue;
            }
            if chunk.contains('*') {
                return Err(PhraseError::WildcardInWord {
                    list,
                    phrase: named,
                });
            }
            let exact = chunk.starts_with('=');
            for word in Words::new(chunk) {
                words.push(Some(self.number(&chunk[word], exact)));
            }
        }
        if words.iter().all(Option::is_none) {
            return Err(PhraseError::NoWord {
                list,
                phrase: named,
            });
        }
        if words.first() == Some(&None) || words.last() == Some(&None) {
            return Err(PhraseError::WildcardAtEdge {
                list,
                phrase: named,
            });
        }
        Ok(words.into())
    }

    /// The number of a word in a phrase, new if need be.
    fn number(&mut self, word: &str, exact: bool) -> u32 {
        let normal = self.stems.normal(word);
        let (key, known): (Box<str>, _) = if exact {
            (normal.as_ref().into(), &mut self.forms)
        } else {
            (self.stems.stem(&normal).as_ref().into(), &mut self.stemmed)
        };
        let next = self.starts.len() as u32;
        let number = *known.entry(key).or_insert(next);
        if number == next {
            self.starts.push(Vec::new());
        }
        number
    }
}

/// Every place of a phrase of the dictionary in a block, in order of place, then of list.
///
/// A phrase matches consecutive words, commas or not, but never over the end of a sentence or clause
/// (`. ! ? ; :`). Where phrases of one list overlap, the first and longest counts.
pub fn found(tokens: &Tokens<'_>) -> Vec<PhraseHit> {
    let Some(phrases) = &tokens.dictionary.phrases else {
        return Vec::new();
    };
    if !tokens.may_hold_phrase() {
        return Vec::new();
    }
    let mut hits = phrases.hits(tokens, |known| known.phrases);
    hits.sort_by_key(|hit| (hit.list, hit.words.start));
    let mut last: Option<WordsHit> = None;
    hits.retain(|hit| {
        let overlaps = last
            .as_ref()
            .is_some_and(|last| last.list == hit.list && hit.words.start < last.words.end);
        if !overlaps {
            last = Some(hit.clone());
        }
        !overlaps
    });
    hits.sort_by_key(|hit| (hit.words.start, hit.list));
    let cues = OnceCell::new();
    hits.into_iter()
        .map(|hit| {
            let words = hit.words;
            let span = tokens.words[words.start].start..tokens.words[words.end - 1].end;
            let cues = cues.get_or_init(|| Cues::new(tokens));
            let sentences = tokens.sentences();
            let at = sentence_at(sentences, span.start);
            let words_of = |at: usize| tokens.within(&sentences[at]);
            let sentence = at.map_or(words.clone(), words_of);
            let next = at.map(|at| at + 1).filter(|next| *next < sentences.len());
            let threat = next.is_some_and(|next| cues.threatens(&words_of(next)));
            PhraseHit {
                list: hit.list,
                denial: cues.denial(&words, &sentence),
                restricted: cues.is_restricted(&sentence) || cues.threatens(&sentence) || threat,
                span,
            }
        })
        .collect()
}

/// A phrase without the marks for the edges of a sentence, and which of these it has.
fn edges(phrase: &str) -> (&str, [bool; 2]) {
    let phrase = phrase.trim();
    let first = phrase.strip_prefix('^');
    let phrase = first.unwrap_or(phrase);
    let last = phrase.strip_suffix('$');
    (last.unwrap_or(phrase), [first.is_some(), last.is_some()])
}

/// Whether words begin and end their sentence, where they have to.
fn stands_at(tokens: &Tokens<'_>, words: &Range<usize>, [first, last]: [bool; 2]) -> bool {
    let Some(start) = tokens.words.get(words.start).map(|word| word.start) else {
        return false;
    };
    let sentences = tokens.sentences();
    let sentence = sentence_at(sentences, start).and_then(|at| sentences.get(at));
    let within = sentence.map_or(0..tokens.words.len(), |sentence| tokens.within(sentence));
    (!first || within.start == words.start) && (!last || within.end == words.end)
}

/// Whether a sentence or clause ends between two neighbouring words.
pub(super) fn is_break(text: &str, word: &Range<usize>, next: &Range<usize>) -> bool {
    let gap = &text[word.end..next.start];
    match gap {
        // The usual gap; and the inside of `2.5`, `10:30`, `p.m.`.
        " " | "-" | ", " | "." | ":" => false,
        _ => gap.chars().any(|c| match c {
            // An initial, an abbreviation: `U. S.`, `p. ej. un pago`.
            '.' => {
                let mut letters = text[word.clone()].chars();
                let lone = letters.next().is_some_and(char::is_alphabetic);
                let goes_on = text[next.clone()].starts_with(char::is_lowercase);
                !(goes_on || lone && letters.next().is_none())
            }
            '!' | '?' | ';' | ':' | '…' | '¿' | '¡' | '。' | '！' | '？' | '；' | '：' => {
                true
            }
            _ => false,
        }),
    }
}

/// How words of a language are brought to the form in which they are compared.
#[derive(Clone, Copy, Debug)]
struct Stems {
    algorithm: Option<Algorithm>,
    /// Whether short words are glued to the next with an apostrophe, as in French `l'accès`.
    elides: bool,
}

impl Stems {
    fn new(language: &str) -> Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        Self {
            algorithm: algorithm(primary),
            elides: matches!(primary, "ca" | "fr" | "it"),
        }
    }

    /// A word in lower case, composed, with one form of the apostrophe and without soft hyphens.
    fn normal<'a>(&self, word: &'a str) -> Cow<'a, str> {
        let normal: Cow<'a, str> = if word.is_ascii() {
            if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                word.to_ascii_lowercase().into()
            } else {
                word.into()
            }
        } else {
            let plain = |c: char| match c {
                '\u{AD}' | '\u{200C}' | '\u{200D}' => None,
                c if is_apostrophe(c) => Some('\''),
                c => Some(c),
            };
            let lower: String = word.to_lowercase().chars().filter_map(plain).collect();
            if is_nfc(&lower) {
                lower.into()
            } else {
                lower.nfc().collect::<String>().into()
            }
        };
        if self.elides
            && let Some((_, rest)) = normal.split_once('\'')
        {
            return rest.to_owned().into();
        }
        normal
    }

    fn stem<'a>(&self, normal: &'a str) -> Cow<'a, str> {
        self.algorithm.map_or(Cow::Borrowed(normal), |algorithm| {
            Stemmer::create(algorithm).stem(normal)
        })
    }
}

/// The Snowball stemmer of a language.
fn algorithm(primary: &str) -> Option<Algorithm> {
    Some(match primary {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
