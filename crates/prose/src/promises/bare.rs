//! Times without a sentence around them: an answer to the heading ("How fast do you answer emails?" – "Within two
//! business days."), or what follows a label ("Email: answered within 3 working days.").

use std::ops::Range;

use super::super::cues::Cues;
use super::super::lexicon::Cue;
use super::super::words::Words;
use super::channel::label;
use super::{Sentence, is_stage, stage_of};
use crate::periods::StatedPeriod;
use candor_model::channel::Stage;

impl Sentence<'_> {
    /// The stage of a period that stands alone, and whether it is unclear for a complaint.
    pub(super) fn bare_stage(&self, period: &StatedPeriod) -> Option<(Stage, bool)> {
        if self.words.start != 0 || period.recurs || self.periods.len() != 1 {
            return None;
        }
        let Some(label) = label(self.block.tokens.text) else {
            let asked = self.asked()?;
            let said = self.said_beside(period, &self.words)?;
            return (said.is_empty() || only(&said) == Some(asked)).then_some(asked);
        };
        let words = Words::new(label).count();
        let said = self.said_beside(period, &(words..self.words.end))?;
        let label = self.cues.longest_in(&(0..words));
        let names_channel = label
            .iter()
            .any(|(cue, _)| matches!(cue, Cue::Channel(_) | Cue::Complaints));
        if !names_channel {
            return None;
        }
        if !said.is_empty() {
            return only(&said);
        }
        // "Email response time: 2 business days", but not "Reply to our email: within 10 days".
        let ours = |at: &Range<usize>| {
            let mut actors = label.iter().filter(|(cue, _)| *cue == Cue::Ours);
            actors.any(|(_, of)| of.start <= at.start && at.end <= of.end)
        };
        let stages: Vec<Cue> = label
            .iter()
            .filter(|(cue, at)| is_stage(*cue) && ours(at))
            .map(|(cue, _)| *cue)
            .collect();
        only(&stages)
    }

    /// The stages named beside the period, if nothing else is said there.
    fn said_beside(&self, period: &StatedPeriod, words: &Range<usize>) -> Option<Vec<Cue>> {
        let cues = self.cues.longest_in(words);
        // "Email: please reply within 10 days", "Correo: responda en 10 días"
        if cues.iter().any(|(cue, _)| *cue == Cue::Condition) {
            return None;
        }
        let spans = self.cues.words();
        let is_plain = |at: usize| {
            let in_period = period.span.contains(&spans[at].start);
            let mut of_word = cues.iter().filter(|(_, words)| words.contains(&at));
            in_period
                || of_word.any(|(cue, _)| {
                    is_stage(*cue)
                        || matches!(
                            cue,
                            Cue::Deadline | Cue::DeadlineFiller | Cue::Ours | Cue::Plain
                        )
                })
        };
        let stages = cues
            .iter()
            .map(|(cue, _)| *cue)
            .filter(|cue| is_stage(*cue));
        words.clone().all(is_plain).then(|| stages.collect())
    }

    /// The stage that the heading asks us for, if this is the first block below it.
    fn asked(&self) -> Option<(Stage, bool)> {
        let heading = self.block.heading.filter(|_| self.block.is_first)?;
        let tokens = self.block.tokens.dictionary.split(heading);
        let cues = Cues::new(&tokens).longest();
        let is_ours = cues.iter().any(|(cue, _)| *cue == Cue::Asked);
        let unclear = |(cue, _): &(Cue, Range<usize>)| {
            matches!(cue, Cue::Condition | Cue::Quiet | Cue::Purpose | Cue::Hedge)
        };
        let stages: Vec<Cue> = cues
            .iter()
            .map(|(cue, _)| *cue)
            .filter(|cue| is_stage(*cue))
            .collect();
        only(&stages).filter(|_| is_ours && !cues.iter().any(unclear))
    }
}

/// The one stage that some words name, and whether it is unclear for a complaint.
fn only(cues: &[Cue]) -> Option<(Stage, bool)> {
    let mut stages = cues.iter().map(|cue| stage_of(*cue));
    let stage = stages.next()??;
    stages
        .all(|other| other == Some(stage))
        .then(|| (stage, cues.iter().all(|cue| *cue == Cue::Answer)))
}
