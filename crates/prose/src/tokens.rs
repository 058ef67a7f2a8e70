//! The words of a block, split once for everything that reads it.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use super::lexicon::{Lexicon, Meanings};
use super::memo::{Memo, recall};
use super::phrases::{NOWHERE, Numbers, Phrases};
use super::words::{Kind, Words, count, sentences};

/// All that prose of one language is read with. Shared by all threads.
#[derive(Debug, Default)]
pub struct Dictionary {
    pub(super) lexicon: Arc<Lexicon>,
    pub(super) phrases: Option<Phrases>,
    memo: Memo<Known>,
}

/// What a dictionary knows of a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Its numbers in the phrases of the dictionary.
    pub phrases: Numbers,
    /// Its numbers in the times of the lexicon.
    pub times: Numbers,
    /// Its numbers in the cues of the lexicon.
    pub cues: Numbers,
    /// How many it has.
    pub syllables: u8,
    pub kind: Kind,
    /// Whether it begins with a digit and is more than digits: `24hrs`.
    pub is_glued: bool,
    /// Whether it may be of days or of every hour.
    pub is_hourly: bool,
}

/// A block of prose in words.
#[derive(Debug)]
pub struct Tokens<'a> {
    pub(super) text: &'a str,
    pub(super) dictionary: &'a Dictionary,
    /// Where the words stand in the text.
    pub(super) words: Vec<Range<usize>>,
    /// What is known of each word.
    pub(super) known: Vec<Known>,
    /// Whether any word is of a phrase, and whether any may state a time.
    has_phrase: bool,
    has_time: bool,
    /// Whether days or every hour may be named.
    has_hours: bool,
    sentences: OnceCell<Vec<Range<usize>>>,
}

impl Dictionary {
    /// Reads prose by a lexicon, and looks for phrases.
    pub fn new(lexicon: Arc<Lexicon>, phrases: Option<Phrases>) -> Self {
        Self {
            lexicon,
            phrases,
            memo: Memo::default(),
        }
    }

    /// Splits a block of prose into its words.
    pub fn split<'a>(&'a self, text: &'a str) -> Tokens<'a> {
        let mut tokens = Tokens {
            text,
            dictionary: self,
            words: Vec::with_capacity(text.len() / 4),
            known: Vec::with_capacity(text.len() / 4),
            has_phrase: false,
            has_time: false,
            has_hours: false,
            sentences: OnceCell::new(),
        };
        self.memo.with(|memo| {
            for span in Words::new(text) {
                let known = recall(memo, text, &span, || self.look_up(&text[span.clone()]));
                tokens.has_phrase |= known.phrases != NOWHERE;
                tokens.has_time |= known.times != NOWHERE || known.is_glued;
                tokens.has_hours |= known.is_hourly;
                tokens.words.push(span);
                tokens.known.push(known);
            }
        });
        tokens
    }

    fn look_up(&self, word: &str) -> Known {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        Known {
            phrases: numbers(self.phrases.as_ref(), word),
            times: numbers_of(&self.lexicon.times, word),
            cues: numbers_of(&self.lexicon.cues, word),
            syllables: u8::try_from(self.lexicon.syllables.count(word)).unwrap_or(u8::MAX),
            kind: Kind::of(word),
            is_glued: digits > 0 && digits < word.len(),
            is_hourly: self.lexicon.hour_words.contains(&*word.to_lowercase()),
        }
    }
}

fn numbers(phrases: Option<&Phrases>, word: &str) -> Numbers {
    phrases.map_or(NOWHERE, |phrases| phrases.numbers(word))
}

fn numbers_of<M>(meanings: &Meanings<M>, word: &str) -> Numbers {
    numbers(meanings.phrases.as_ref(), word)
}

impl Tokens<'_> {
    /// Words of prose; see [`super::count_words`].
    pub fn count(&self) -> usize {
        count(self.known.iter().map(|known| known.kind))
    }

    /// The sentences of the block; see [`super::sentences`].
    pub(super) fn sentences(&self) -> &[Range<usize>] {
        self.sentences
            .get_or_init(|| sentences(self.text, &self.dictionary.lexicon))
    }

    /// The words that begin in a part of the text, by index.
    pub(super) fn within(&self, span: &Range<usize>) -> Range<usize> {
        let first = self.words.partition_point(|word| word.start < span.start);
        let end = self.words.partition_point(|word| word.start < span.end);
        first..end.max(first)
    }

    /// Whether a phrase of the dictionary may be there.
    pub(super) fn may_hold_phrase(&self) -> bool {
        self.has_phrase
    }

    /// Whether days of the week or every hour may be named.
    pub(super) fn may_hold_hours(&self) -> bool {
        self.has_hours
    }

    /// Whether a time may be there.
    pub(super) fn may_hold_time(&self) -> bool {
        self.has_time
    }
}
