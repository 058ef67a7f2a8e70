//! What checks note while they look, for verdicts to be made of it.

use super::Evidence;
use candor_model::verdict::{State, Subject, Unknown};

/// A verdict before findings are settled.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is about.
    pub subject: Subject,
    /// Code of the language; none for what is no matter of language.
    pub language: Option<String>,
    /// What was found.
    pub evidence: Vec<Evidence>,
    /// Whether no text claims it. It then fares as the findings about the whole topic or
    /// page in that language say, and is not asked for where none says so.
    pub is_unclaimed: bool,
    /// How it fares when no finding is left.
    state: State,
}

impl Draft {
    /// Something that was looked at, and is met unless more is said.
    pub fn new(subject: Subject, language: Option<&str>) -> Draft {
        Draft {
            subject,
            language: language.map(str::to_owned),
            evidence: Vec::new(),
            is_unclaimed: false,
            state: State::Met,
        }
    }

    /// Something that is asked for in a language and that no text claims.
    pub fn unclaimed(subject: Subject, language: &str) -> Draft {
        Draft {
            is_unclaimed: true,
            state: State::Off,
            ..Draft::new(subject, Some(language))
        }
    }

    /// Says how it fares when no finding is left. Text that waits to be written outweighs
    /// what nobody can tell, and both that it is met.
    pub fn otherwise(&mut self, state: State) {
        let is_settled = matches!(
            (&self.state, &state),
            (State::NotWritten, _) | (State::NotKnown(_), State::NotKnown(_) | State::Met)
        );
        if !is_settled {
            self.state = state;
        }
    }

    /// How it fares when no finding is left.
    pub fn state(&self) -> &State {
        &self.state
    }
}

/// Drafts of verdicts, in no particular order.
#[derive(Debug, Default)]
pub struct Docket {
    drafts: Vec<Draft>,
}

impl Docket {
    /// Adds a draft.
    pub fn add(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    /// Every draft.
    pub fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    /// Notes what finished pages showed: `rest` is what nobody can tell even so.
    pub fn pages_were_seen(&mut self, subject: Subject, rest: Option<Unknown>) {
        for draft in &mut self.drafts {
            if draft.subject == subject && waits_for_pages(&draft.state) {
                draft.state = match &rest {
                    Some(unknown) => State::NotKnown(unknown.clone()),
                    None => State::Met,
                };
            }
        }
    }

    /// Notes what else the site shows for something.
    pub fn shows(&mut self, subject: Subject, found: String) {
        let mut drafts = self.drafts.iter_mut();
        let Some(draft) = drafts.find(|draft| draft.subject == subject) else {
            return;
        };
        match draft.evidence.first_mut() {
            Some(evidence) => {
                evidence.found.push_str("; ");
                evidence.found.push_str(&found);
            }
            None => draft.evidence.push(Evidence::shown(found)),
        }
    }

    /// Notes that not every page could be made, so that nobody can tell what waited for them.
    pub fn pages_have_errors(&mut self) {
        for draft in &mut self.drafts {
            if waits_for_pages(&draft.state) {
                draft.state = State::NotKnown(Unknown::PagesHaveErrors);
            }
        }
    }
}

fn waits_for_pages(state: &State) -> bool {
    *state == State::NotKnown(Unknown::PagesNotMade)
}
