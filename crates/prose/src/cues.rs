//! The words of a lexicon that stand in a block, and which of them count where they overlap.

use std::ops::Range;

use super::lexicon::{Cue, Lexicon};
use super::phrases::WordsHit;
use super::tokens::Tokens;

/// The most words that a phrase of a lexicon has.
pub(super) const LONGEST: usize = 8;

/// The cues of a block, by the index of words.
pub(super) struct Cues<'a> {
    tokens: &'a Tokens<'a>,
    lexicon: &'a Lexicon,
    hits: Vec<WordsHit>,
}

impl<'a> Cues<'a> {
    pub fn new(tokens: &'a Tokens<'a>) -> Self {
        let lexicon = &tokens.dictionary.lexicon;
        let phrases = lexicon.cues.phrases.as_ref();
        Self {
            tokens,
            lexicon,
            hits: phrases
                .map(|phrases| phrases.hits(tokens, |known| known.cues))
                .unwrap_or_default(),
        }
    }

    /// Where the words of the block stand.
    pub fn words(&self) -> &'a [Range<usize>] {
        &self.tokens.words
    }

    /// The text between a word and the one before it.
    pub fn gap(&self, at: usize) -> &'a str {
        let words = self.words();
        let before = at.checked_sub(1).map_or(0, |before| words[before].end);
        &self.tokens.text[before..words[at].start]
    }

    /// The words of a part of the block, by index.
    pub fn within(&self, span: &Range<usize>) -> Range<usize> {
        self.tokens.within(span)
    }

    /// Every cue with the index of its words.
    pub fn all(&self) -> impl Iterator<Item = (Cue, &Range<usize>)> {
        let of = &self.lexicon.cues.of;
        self.hits
            .iter()
            .filter_map(|hit| Some((*of.get(hit.list)?, &hit.words)))
    }

    /// Cues whose first word lies in a range of words.
    fn starting_in(&self, words: Range<usize>) -> impl Iterator<Item = (Cue, &Range<usize>)> {
        let hits = &self.hits;
        let from = hits.partition_point(|hit| hit.words.start < words.start);
        let end = hits.partition_point(|hit| hit.words.start < words.end);
        let of = &self.lexicon.cues.of;
        hits[from..end.max(from)]
            .iter()
            .filter_map(|hit| Some((*of.get(hit.list)?, &hit.words)))
    }

    /// Where this cue stands with its last word right before `at`.
    pub fn ends_at(&self, cue: Cue, at: usize) -> impl Iterator<Item = &Range<usize>> {
        self.starting_in(at.saturating_sub(LONGEST)..at)
            .filter(move |(found, words)| *found == cue && words.end == at)
            .map(|(_, words)| words)
    }

    /// Whether this cue lies inside a range of words.
    pub fn lies_in(&self, cue: Cue, words: &Range<usize>) -> bool {
        self.starting_in(words.clone())
            .any(|(found, at)| found == cue && at.end <= words.end)
    }

    /// Whether this cue begins at `at`.
    pub fn starts_at(&self, cue: Cue, at: usize) -> bool {
        self.starting_in(at..at + 1).any(|(found, _)| found == cue)
    }

    /// Cues inside a range of words, without those that lie inside a longer one of the same family.
    pub fn longest_in(&self, words: &Range<usize>) -> Vec<(Cue, Range<usize>)> {
        let inside: Vec<_> = self
            .starting_in(words.clone())
            .filter(|(_, at)| at.end <= words.end)
            .map(|(cue, at)| (cue, at.clone()))
            .collect();
        let held = |(cue, at): &&(Cue, Range<usize>)| {
            let first = at.start.saturating_sub(LONGEST);
            let from = inside.partition_point(|(_, other)| other.start < first);
            let near = inside[from..]
                .iter()
                .take_while(|(_, other)| other.start <= at.start);
            !near.into_iter().any(|(other, longer)| {
                family(*other) == family(*cue) && longer.len() > at.len() && at.end <= longer.end
            })
        };
        inside.iter().filter(held).cloned().collect()
    }

    /// The cues of the whole block, see [`Cues::longest_in`].
    pub fn longest(&self) -> Vec<(Cue, Range<usize>)> {
        self.longest_in(&(0..self.words().len()))
    }
}

/// Cues of which the longest counts where they overlap: `you get` is no `you`, `email` in `e-mail` no letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Who acts.
    Actor,
    /// What is promised.
    Stage,
    /// By which way.
    Channel,
    /// `no more than` is no negation.
    Limit,
    /// `at most` is no `most`.
    Hedge,
    /// `not only` denies nothing.
    Negation,
    /// Of its own kind.
    Other(Cue),
}

/// The family of a cue.
pub(super) fn family(cue: Cue) -> Family {
    match cue {
        Cue::Ours | Cue::Theirs => Family::Actor,
        Cue::Stage(_) | Cue::Answer | Cue::UnclearStage => Family::Stage,
        Cue::Channel(_) | Cue::Complaints | Cue::OtherChannel => Family::Channel,
        Cue::Deadline | Cue::DeadlineFiller | Cue::Condition => Family::Limit,
        Cue::Hedge | Cue::NoHedge => Family::Hedge,
        Cue::Negation | Cue::Absent | Cue::NoNegation => Family::Negation,
        other => Family::Other(other),
    }
}
