//! `at-least:N hours`: a channel that people staff for so long from Monday to Friday.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax, named};
use crate::rules::Pack;
use crate::rules::bounds::{DailyHours, too_short_day};
use candor_model::answer::Answer;
use candor_model::channel::StaffedBy;

pub(super) const KIND: Syntax = Syntax {
    written: "at-least:N hours",
    read: |text| {
        let bound = named(text, "at-least")?.parse::<DailyHours>();
        Some(bound.map(|bound| Arc::new(AtLeast { bound }) as Arc<dyn EvidenceKind>))
    },
};

#[derive(Debug)]
struct AtLeast {
    bound: DailyHours,
}

impl EvidenceKind for AtLeast {
    fn written(&self) -> String {
        format!("at-least:{}", self.bound)
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        format!(
            "a channel that people staff for at least {} a day from Monday to Friday, taken from the data",
            self.bound
        )
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let mut named = ground.channels().iter().filter(|channel| {
            channel.staffed_by == StaffedBy::People
                && answer.facts.contains(&channel.contact_fact())
        });
        let long = named.find(|channel| {
            channel.schedule.as_ref().is_some_and(|schedule| {
                let holidays = schedule.holidays();
                too_short_day(schedule, self.bound, holidays, ground.today()).is_none()
            })
        });
        match long {
            Some(channel) => Looked::Held(Some(format!(
                "people for at least {} a day ({})",
                self.bound, channel.id
            ))),
            None => Looked::Lacking(format!(
                "names no channel that people staff for at least {} a day from Monday to Friday",
                self.bound
            )),
        }
    }

    fn rests_on_channels(&self) -> bool {
        true
    }
}
