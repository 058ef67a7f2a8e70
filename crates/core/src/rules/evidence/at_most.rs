//! `at-most:PERIOD`: a time that is no longer than a bound, typed or from a commitment.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax, named};
use crate::rules::Pack;
use candor_model::answer::Answer;
use candor_model::channel::Channel;
use candor_model::duration::CommittedTime;

pub(super) const KIND: Syntax = Syntax {
    written: "at-most:PERIOD",
    read: |text| {
        let bound = named(text, "at-most")?.parse::<CommittedTime>();
        Some(match bound {
            Ok(bound) => Ok(Arc::new(AtMost { bound })),
            Err(error) => Err(error.to_string()),
        })
    },
};

#[derive(Debug)]
struct AtMost {
    bound: CommittedTime,
}

impl EvidenceKind for AtMost {
    fn written(&self) -> String {
        format!("at-most:{}", self.bound)
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        format!("a time of at most {}", self.bound)
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let most = self.bound.approx_minutes();
        let longer =
            commitments(ground.channels(), answer).find(|(_, time)| time.approx_minutes() > most);
        if let Some((fact, time)) = longer {
            return Looked::Lacking(format!(
                "{{{{ {fact} }}}} is {time}, longer than {}",
                self.bound
            ));
        }
        if answer.periods.iter().any(|minutes| *minutes <= most) {
            Looked::Held(Some(format!("a time of at most {}", self.bound)))
        } else {
            Looked::Lacking(format!("states no time of at most {}", self.bound))
        }
    }

    fn rests_on_channels(&self) -> bool {
        true
    }
}

/// The commitments that an answer refers to, each with the name of its fact.
fn commitments<'a>(
    channels: &'a [Channel],
    answer: &'a Answer,
) -> impl Iterator<Item = (String, CommittedTime)> + 'a {
    let of_channel = |channel: &'a Channel| {
        channel.commitments.iter().map(|(stage, time)| {
            let fact = format!("{}.{}", channel.id, stage.as_str());
            (fact, *time)
        })
    };
    let all = channels.iter().flat_map(of_channel);
    all.filter(|(fact, _)| answer.facts.contains(fact))
}
