//! Whether a phrase is denied: "A freeze is not your fault."

use std::ops::Range;

use candor_model::answer::Denial;

use super::cues::Cues;
use super::lexicon::Cue;

impl Cues<'_> {
    /// Whether the phrase with these words is denied by what stands before it in its sentence, which begins at
    /// the word `from`. A phrase that holds a negation itself is matched as it stands.
    pub(super) fn denial(&self, phrase: &Range<usize>, from: usize) -> Denial {
        if self.lies_in(Cue::Negation, phrase) {
            return Denial::None;
        }
        let cues = self.longest_in(&(from..phrase.start));
        let absent = |(cue, at): &(Cue, Range<usize>)| {
            *cue == Cue::Absent && at.end == phrase.start && self.gap(at.end) == " "
        };
        if cues.iter().any(absent) {
            return Denial::RightBefore;
        }
        let last = cues
            .iter()
            .filter(|(cue, _)| matches!(cue, Cue::Negation | Cue::Absent))
            .map(|(_, at)| at.end)
            .max();
        match last {
            Some(negation) if self.reaches(negation, phrase.start) => Denial::InClause,
            _ => Denial::None,
        }
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
