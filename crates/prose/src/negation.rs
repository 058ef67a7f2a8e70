//! Whether a phrase is denied: "A freeze is not your fault."

use std::ops::Range;

use candor_model::answer::Denial;

use super::cues::Cues;
use super::lexicon::Cue;

/// So many words behind a phrase may say that it is not there: `Voicemail on this line is not available`.
const BEHIND: usize = 5;

/// So many words may stand between a verb that denies and what it denies.
const FILLERS: usize = 3;

impl Cues<'_> {
    /// Whether the phrase with these words is denied in its sentence: by what stands before it (`We have no
    /// voicemail`), by what stands behind it (`Voicemail is not available`), or as a whole (`It is not true that …`).
    /// Of a phrase that holds a negation itself only the last counts. Two that cancel each other deny nothing.
    pub(super) fn denial(&self, phrase: &Range<usize>, sentence: &Range<usize>) -> Denial {
        let cues = self.longest_in(&(sentence.start..phrase.start));
        let untrue = cues
            .iter()
            .rfind(|(cue, _)| *cue == Cue::Untrue)
            .is_some_and(|(_, at)| self.reaches(at.end, phrase.start));
        let denial = match self.lies_in(Cue::Negation, phrase) {
            true => Denial::None,
            false => self.denial_around(phrase, sentence, &cues),
        };
        match (untrue, denial) {
            (true, Denial::None) => Denial::RightBefore,
            (true, _) => Denial::None,
            (false, denial) => denial,
        }
    }

    fn denial_around(
        &self,
        phrase: &Range<usize>,
        sentence: &Range<usize>,
        cues: &[(Cue, Range<usize>)],
    ) -> Denial {
        // What makes it untrue as a whole is looked at elsewhere.
        let whole = |at: &Range<usize>| {
            cues.iter()
                .any(|(cue, of)| *cue == Cue::Untrue && of.start <= at.start && at.end <= of.end)
        };
        // "It is not only …" denies nothing.
        let limited = |at: &Range<usize>| {
            cues.iter()
                .any(|(cue, of)| *cue == Cue::NoNegation && of.start < at.end && at.start < of.end)
        };
        let absent = |(cue, at): &(Cue, Range<usize>)| {
            *cue == Cue::Absent
                && at.end == phrase.start
                && self.gap(at.end) == " "
                && !whole(at)
                && !limited(at)
        };
        // "You do not get any new reference number."
        let denied = |(cue, at): &(Cue, Range<usize>)| {
            *cue == Cue::Denies
                && phrase.start - at.end <= FILLERS
                && !whole(at)
                && !limited(at)
                && self.reaches(at.end, phrase.start)
        };
        if cues.iter().any(|cue| absent(cue) || denied(cue)) {
            return match self.is_denied_behind(phrase, sentence) {
                true => Denial::None,
                false => Denial::RightBefore,
            };
        }
        let last = cues
            .iter()
            .filter(|(cue, at)| matches!(cue, Cue::Negation | Cue::Absent) && !whole(at))
            .map(|(_, at)| at.end)
            .max();
        let before = last.is_some_and(|negation| self.reaches(negation, phrase.start));
        match (before, self.is_denied_behind(phrase, sentence)) {
            (true, false) => Denial::InClause,
            (false, true) => Denial::Behind,
            _ => Denial::None,
        }
    }

    /// Whether the words right behind a phrase, in its clause, say that it is not there.
    fn is_denied_behind(&self, phrase: &Range<usize>, sentence: &Range<usize>) -> bool {
        let cues = self.longest_in(&(phrase.end..sentence.end));
        let first = cues.iter().find(|(cue, _)| *cue == Cue::Missing);
        let Some((_, at)) = first.filter(|(_, at)| at.start - phrase.end <= BEHIND) else {
            return false;
        };
        // "Voicemail is never unavailable."
        let is_none = |(cue, of): &(Cue, Range<usize>)| {
            *cue == Cue::NoNegation && of.start < at.end && at.start < of.end
        };
        if cues.iter().any(is_none) {
            return false;
        }
        let inside = phrase.end..at.start;
        let ends = |at: usize| {
            self.starts_at(Cue::NegationEnds, at)
                || self.starts_at(Cue::And, at)
                || self.starts_at(Cue::Theirs, at)
        };
        let parts = |at: usize| {
            self.gap(at)
                .contains([',', ';', ':', '(', ')', '—', '–', '?', '!'])
        };
        !inside.clone().any(ends) && !(inside.start..=inside.end).any(parts)
    }

    /// Whether a sentence allows only under a condition what it says.
    pub(super) fn is_restricted(&self, sentence: &Range<usize>) -> bool {
        self.says(Cue::Restricts, sentence)
    }

    /// Whether a sentence threatens whoever does what it or the one before it says.
    pub(super) fn threatens(&self, sentence: &Range<usize>) -> bool {
        self.says(Cue::Threatens, sentence)
    }

    /// Whether a sentence says something and does not deny it: `You do not have to wait for our answer.`
    fn says(&self, wanted: Cue, sentence: &Range<usize>) -> bool {
        let cues = self.longest_in(sentence);
        let mut hits = cues.iter().filter(|(cue, _)| *cue == wanted);
        hits.any(|(_, at)| {
            !cues.iter().any(|(cue, negation)| {
                matches!(cue, Cue::Negation | Cue::Absent)
                    && negation.end <= at.start
                    && !(negation.end..=at.start).any(|word| self.gap(word).contains([',', ';']))
            })
        })
    }

    /// Whether no clause ends between the end of a negation and the word `to`.
    fn reaches(&self, negation: usize, to: usize) -> bool {
        let ends = |at: usize| {
            self.starts_at(Cue::NegationEnds, at)
                || (self.starts_at(Cue::And, at)
                    && [Cue::Ours, Cue::Theirs]
                        .into_iter()
                        .any(|actor| self.starts_at(actor, at + 1)))
        };
        let parts = |at: usize| {
            let gap = self.gap(at);
            let comma = gap.contains(',') && !self.lies_in(Cue::Or, &(at..to));
            comma || gap.contains([';', ':', '(', ')', '—', '–']) || gap.contains(" - ")
        };
        !(negation..to).any(ends) && !(negation..=to).any(parts)
    }
}
