//! How something that is asked for fares: the words for it, and keys that lead into the packs.
//!
//! A verdict as a whole, with its evidence, is put together in `candor-core`; what is here
//! is small enough for every finding to carry it.

use std::fmt;

use serde::Serialize;

/// What of a rule pack something is about: a key into the packs of one site, valid as long
/// as their order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Place of the pack among those of the site.
    pub pack: u16,
    /// What of it.
    pub part: Part,
}

/// A part of a pack, by its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A topic.
    Topic(u16),
    /// A point of a topic.
    Point(u16, u16),
    /// A requirement.
    Requirement(u16),
    /// A part that a requirement lists.
    Item(u16, u16),
}

impl Part {
    /// The topic or requirement that it is, or is part of.
    pub fn whole(self) -> Part {
        match self {
            Part::Topic(topic) | Part::Point(topic, _) => Part::Topic(topic),
            Part::Requirement(requirement) | Part::Item(requirement, _) => {
                Part::Requirement(requirement)
            }
        }
    }

    /// Whether it is a topic or a requirement, and no part of one.
    pub fn is_whole(self) -> bool {
        self == self.whole()
    }
}

impl Subject {
    /// The topic or requirement that it is, or is part of.
    pub fn whole(self) -> Subject {
        Subject {
            part: self.part.whole(),
            ..self
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What of the packs.
    pub subject: Subject,
    /// Code of the language; none for what is no matter of language.
    pub language: Option<String>,
    /// Which of the texts that claim it, counted from 0; none for all of them, or none.
    pub claim: Option<u16>,
}

impl About {
    /// About something that is no matter of language.
    pub fn whole(subject: Subject) -> About {
        About {
            subject,
            language: None,
            claim: None,
        }
    }

    /// About something in one language.
    pub fn in_language(subject: Subject, language: &str) -> About {
        About {
            subject,
            language: Some(language.to_owned()),
            claim: None,
        }
    }
}

/// How something that is asked for fares. How bad it is when it is not met is another matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum State {
    /// It was looked at, and is so.
    Met,
    /// It was looked at, and something is missing or wrong.
    Lacking,
    /// Its text still waits to be written.
    NotWritten,
    /// Nobody can tell, for this reason.
    NotKnown(Unknown),
    /// What is missing or wrong is accepted for a time.
    Waived,
    /// Its pack does not ask for it.
    Off,
}

impl State {
    /// Every word for a state, in the order in which they are counted.
    pub const WORDS: [&'static str; 6] = [
        "met",
        "lacking",
        "not-written",
        "not-known",
        "waived",
        "off",
    ];

    /// The word for programs.
    pub fn as_str(&self) -> &'static str {
        match self {
            State::Met => "met",
            State::Lacking => "lacking",
            State::NotWritten => "not-written",
            State::NotKnown(_) => "not-known",
            State::Waived => "waived",
            State::Off => "off",
        }
    }

    /// The words for people.
    pub fn in_words(&self) -> &'static str {
        match self {
            State::NotWritten => "not written yet",
            State::NotKnown(_) => "not known",
            State::Met | State::Lacking | State::Waived | State::Off => self.as_str(),
        }
    }

    /// Why nobody can tell.
    pub fn unknown(&self) -> Option<&Unknown> {
        match self {
            State::NotKnown(unknown) => Some(unknown),
            _ => None,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for State {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Why nobody can tell how something fares.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// The pack has no phrases in this language.
    NoWords {
        /// Code of the language.
        language: String,
    },
    /// It compares with an earlier publication, and none was named.
    ComparedAtPublication,
    /// No quarter measured it.
    NotMeasured,
    /// No quarter is there to look at.
    NoQuarter,
    /// No search assertion is there to try.
    NoAssertion,
    /// Pages that it is about have errors, so that they could not be made.
    PagesHaveErrors,
    /// Finished pages are looked at by `check` and `build` only.
    PagesNotMade,
    /// Channels that it rests on cannot be read.
    ChannelsUnread,
    /// The business hours cannot be read.
    HoursUnread,
    /// Quarters that it rests on cannot be read.
    QuartersUnread,
    /// There is no such check, or it cannot be set up like this.
    NotSetUp,
    /// The configuration leaves nothing to look at.
    NothingRead,
    /// Texts state times that no commitment answers.
    Unanswered {
        /// How many.
        times: usize,
        /// The first of them, with its place.
        first: String,
    },
}

impl Unknown {
    /// Whether it is only this run that did not look: others do.
    pub fn is_for_others(&self) -> bool {
        *self == Unknown::PagesNotMade
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unknown::NoWords { language } => {
                write!(f, "no words in {}", crate::language::name(language))
            }
            Unknown::ComparedAtPublication => f.write_str("compared at publication"),
            Unknown::NotMeasured => f.write_str("not measured"),
            Unknown::NoQuarter => f.write_str("no quarter is there yet"),
            Unknown::NoAssertion => f.write_str("no search assertion is there"),
            Unknown::PagesHaveErrors => f.write_str("pages that it is about have errors"),
            Unknown::PagesNotMade => f.write_str("finished pages are looked at by candor check"),
            Unknown::ChannelsUnread => f.write_str("channels that it rests on cannot be read"),
            Unknown::HoursUnread => f.write_str("your business hours cannot be read"),
            Unknown::QuartersUnread => f.write_str("quarters that it rests on cannot be read"),
            Unknown::NotSetUp => f.write_str("its check cannot be set up"),
            Unknown::NothingRead => f.write_str("the configuration cannot be read"),
            Unknown::Unanswered { times: 1, first } => {
                write!(f, "no commitment answers {first}")
            }
            Unknown::Unanswered { times, first } => write!(
                f,
                "no commitment answers {times} typed times, the first of them {first}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_as_words() {
        let french = Unknown::NoWords {
            language: "fr".to_owned(),
        };
        assert_eq!(french.to_string(), "no words in French");
        let other = Unknown::NoWords {
            language: "zza".to_owned(),
        };
        assert_eq!(other.to_string(), "no words in `zza`");
        assert_eq!(State::NotKnown(french).in_words(), "not known");
    }
}
