//! How everything fares: one value for each requirement, topic, point and item of the packs,
//! and for each check of every site.
//!
//! Checks note drafts while they look, in a [`Docket`], and findings that carry what they are
//! about. [`settle`] applies the waivers and makes verdicts of both, once. Reports, coverage,
//! the public page, the panel of the preview and the editor show views of them and work
//! nothing out again.

mod docket;
mod settle;
mod waivers;

use std::ops::Range;

pub use docket::{Docket, Draft};
pub use settle::{Settled, settle};
pub use waivers::InForce;

use crate::rules::{Entry, Pack, Rules};
use candor_model::date::Date;
use candor_model::findings::Severity;
use candor_model::verdict::{State, Subject};

/// What a verdict is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Something that a pack asks for.
    Asked(Subject),
    /// A check of every site, by its id.
    EverySite(String),
}

/// What was found of what is asked for, and where. Words are English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Site-relative path of the file; none for what is in no one file or that Candor makes.
    pub file: Option<String>,
    /// Where in the file.
    pub span: Option<Range<usize>>,
    /// Code of the language of the text; none for what is no text.
    pub language: Option<String>,
    /// The heading or the page.
    pub title: Option<String>,
    /// Where readers find it, with its anchor.
    pub address: Option<String>,
    /// What was found there, in a few words; may be empty.
    pub found: String,
    /// The day on which the page was last reviewed.
    pub reviewed_on: Option<Date>,
    /// Whether it holds all that is asked of it.
    pub holds: bool,
}

impl Evidence {
    /// What the data show, at no place of its own.
    pub fn shown(found: String) -> Evidence {
        Evidence {
            file: None,
            span: None,
            language: None,
            title: None,
            address: None,
            found,
            reviewed_on: None,
            holds: true,
        }
    }
}

/// How one thing fares.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// What it is about.
    pub matter: Matter,
    /// Code of the language; none for what is no matter of language, or of all.
    pub language: Option<String>,
    /// How it fares.
    pub state: State,
    /// How bad it is when it is not met; none when it is not asked for.
    pub severity: Option<Severity>,
    /// What was found.
    pub evidence: Vec<Evidence>,
    /// The findings that it is not met, by their places in the list of open ones.
    pub findings: Vec<usize>,
    /// The findings that are accepted: the place of the waiver, and that of the finding in it.
    pub accepted: Vec<(usize, usize)>,
    /// Whether it is a topic or requirement whose state follows from that of a part.
    pub is_of_parts: bool,
}

impl Verdict {
    /// The place of the waiver that accepts what is missing.
    pub fn waiver(&self) -> Option<usize> {
        let first = self.accepted.first().map(|(waiver, _)| *waiver);
        first.filter(|_| self.state == State::Waived)
    }

    /// What of the packs it is about.
    pub fn subject(&self) -> Option<Subject> {
        match self.matter {
            Matter::Asked(subject) => Some(subject),
            Matter::EverySite(_) => None,
        }
    }

    /// What of the packs it is about, with the pack.
    pub fn entry<'r>(&self, rules: &'r Rules) -> Option<(&'r Pack, Entry<'r>)> {
        rules.resolve(self.subject()?)
    }

    /// Its id, as findings and reports show it.
    pub fn id(&self, rules: &Rules) -> String {
        match &self.matter {
            Matter::EverySite(id) => id.clone(),
            Matter::Asked(_) => self
                .entry(rules)
                .map(|(_, entry)| entry.id())
                .unwrap_or_default(),
        }
    }

    /// Whether it is about a whole topic or requirement, or about a check of every site.
    pub fn is_whole(&self) -> bool {
        self.subject().is_none_or(|subject| subject.part.is_whole())
    }

    /// Why nobody can tell how it fares, as words; nothing when somebody can.
    pub fn reason(&self) -> Option<String> {
        self.state.unknown().map(ToString::to_string)
    }
}

/// How everything fares: the packs in their order, each with its topics and their points,
/// then its requirements and their items, a language after the other; then the checks of
/// every site. A point that another stands in for is not among them.
#[derive(Debug, Default)]
pub struct Verdicts {
    all: Vec<Verdict>,
    /// Whether what nobody can tell denies a publication.
    deny_unknown: bool,
}

impl Verdicts {
    /// Every verdict.
    pub fn iter(&self) -> std::slice::Iter<'_, Verdict> {
        self.all.iter()
    }

    /// Those on what a pack asks for, by the number of the pack.
    pub fn of_pack(&self, number: u16) -> impl Iterator<Item = &Verdict> {
        self.iter()
            .filter(move |verdict| verdict.subject().is_some_and(|one| one.pack == number))
    }

    /// Those on the checks of every site.
    pub fn of_every_site(&self) -> impl Iterator<Item = &Verdict> {
        self.iter().filter(|verdict| verdict.subject().is_none())
    }

    /// Those on what packs ask for and nobody can tell, each told once: where it is a part,
    /// not again for the topic or requirement that it is a part of.
    pub fn not_known(&self) -> impl Iterator<Item = &Verdict> {
        self.iter().filter(|verdict| {
            verdict.state.unknown().is_some() && verdict.subject().is_some() && !verdict.is_of_parts
        })
    }

    /// Whether what nobody can tell denies a publication that `least` denies.
    pub fn denies(&self, least: Severity) -> bool {
        self.deny_unknown
            && self.not_known().any(|verdict| {
                let severity = verdict.severity.unwrap_or(Severity::Error);
                severity.denies(least)
            })
    }

    /// How many topics and requirements of a pack are asked for, and how many of them are met.
    pub fn met(&self, number: u16) -> Met {
        let mut met = Met::default();
        for verdict in self.of_pack(number).filter(|verdict| verdict.is_whole()) {
            met.met += usize::from(verdict.state == State::Met);
            met.asked += usize::from(verdict.state != State::Off);
        }
        met
    }
}

/// How many topics and requirements of a pack are met, of those that are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Met {
    /// Those that are met.
    pub met: usize,
    /// Those that are asked for.
    pub asked: usize,
}
