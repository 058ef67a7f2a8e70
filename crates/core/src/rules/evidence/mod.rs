//! What an answer must hold. A kind of evidence is a file: how a pack writes it, what it
//! asks for in words, and what of it an answer holds or lacks. To add one, write a file and
//! enter it in [`KINDS`].

mod at_least;
mod at_most;
mod channel;
mod duration;
mod each_item_once;
mod link;
mod list;
mod not_only;
mod says;
mod series;
mod steps;
mod toll_free;
mod without;
mod words;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::pack::Pack;
use candor_model::answer::Answer;
use candor_model::channel::Channel;
use candor_model::findings::nearest;
use candor_model::verdict::Unknown;

/// One kind of evidence, set up, such as `words>=40` or `says:voicemail`.
pub trait EvidenceKind: fmt::Debug + Send + Sync {
    /// As a pack writes it.
    fn written(&self) -> String;

    /// What it asks for, in words that follow “the answer needs”. `pack` says what names
    /// stand for. With a language, a few phrases of that one stand for all phrases.
    fn in_words(&self, pack: &Pack, lang: Option<&str>) -> String;

    /// What of it an answer holds.
    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked;

    /// Whether a fact of a channel can be it.
    fn rests_on_channels(&self) -> bool {
        false
    }

    /// The entry of the pack's `links` that it names.
    fn link(&self) -> Option<&str> {
        None
    }

    /// The entry of the pack's `phrases` that it names.
    fn phrases(&self) -> Option<&str> {
        None
    }

    /// The same, where one of its phrases must be said.
    fn requires(&self) -> Option<&str> {
        None
    }

    /// The same, where none of its phrases may be said.
    fn forbids(&self) -> Option<&str> {
        None
    }
}

/// What an answer holds of what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// It holds it: what was found, in a few words; nothing where it goes without saying.
    Held(Option<String>),
    /// It does not: what it lacks, in words that follow “but”.
    Lacking(String),
    /// Nobody can tell.
    NotKnown(Unknown),
}

/// What is known of the site where an answer stands.
pub trait Ground {
    /// The pack that asks.
    fn pack(&self) -> &Pack;
    /// Language of the answer.
    fn lang(&self) -> &str;
    /// The site's channels.
    fn channels(&self) -> &[Channel];
    /// Whether some channels could not be read, so that facts of theirs may be missing.
    fn channels_are_unread(&self) -> bool;
    /// Whether a link leads where a name of the pack's `links` does.
    fn leads_to(&self, link: &str, name: &str) -> bool;
    /// The number of the pack's list of phrases of a name in this language, as
    /// [`candor_model::answer::Said`] keeps it; `None` when there are none.
    fn phrases(&self, name: &str) -> Option<u16>;
    /// The day of the build.
    fn today(&self) -> NaiveDate;
    /// The country or region whose telephone numbers need no prefix.
    fn phone_region(&self) -> &str;
    /// What else is claimed where the answer stands, and which claims have an answer of the same words: parts of
    /// the same whole.
    fn siblings(&self) -> &Siblings;
}

/// Other parts of the same whole that a text claims, or that another text in the same words claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Siblings {
    /// Claimed by the same text.
    pub here: Vec<String>,
    /// Claimed by another text in the same words.
    pub alike: Vec<String>,
}

/// How one kind of evidence is read.
struct Syntax {
    /// As a pack writes it, for those who look for it.
    written: &'static str,
    /// Reads it; `None` when a text is another kind.
    read: fn(&str) -> Option<Read>,
}

/// Evidence, or why its bound cannot be used.
type Read = Result<Arc<dyn EvidenceKind>, String>;

const KINDS: &[Syntax] = &[
    words::KIND,
    steps::KIND,
    list::KIND,
    series::KIND,
    not_only::KIND,
    each_item_once::KIND,
    duration::KIND,
    at_most::KIND,
    channel::KIND,
    toll_free::KIND,
    at_least::KIND,
    link::ANY,
    link::NAMED,
    link::BUT,
    says::KIND,
    without::KIND,
];

/// Why a text is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no kind of evidence; {help}")]
pub struct EvidenceError {
    text: String,
    help: String,
}

fn read(text: &str) -> Result<Arc<dyn EvidenceKind>, EvidenceError> {
    let text = text.trim();
    let error = |help: String| EvidenceError {
        text: text.to_owned(),
        help,
    };
    if let Some(found) = KINDS.iter().find_map(|kind| (kind.read)(text)) {
        return found.map_err(error);
    }
    let known: Vec<&str> = KINDS.iter().map(|kind| kind.written).collect();
    Err(error(match nearest(text, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: {}", known.join(", ")),
    }))
}

/// What stands after `key:` in a text, if anything does.
fn named<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let (found, name) = text.split_once(':')?;
    let name = name.trim();
    (found == key && !name.is_empty()).then_some(name)
}

/// One entry of `evidence`: kinds of which one is enough, as `words>=25|list`.
#[derive(Debug, Clone)]
pub struct Demand(Vec<Arc<dyn EvidenceKind>>);

impl Demand {
    /// The kinds of which one is enough.
    pub fn kinds(&self) -> impl Iterator<Item = &dyn EvidenceKind> {
        self.0.iter().map(|kind| &**kind)
    }

    /// What it asks for, as [`EvidenceKind::in_words`].
    pub fn in_words(&self, pack: &Pack, lang: Option<&str>) -> String {
        let kinds: Vec<String> = self.kinds().map(|kind| kind.in_words(pack, lang)).collect();
        kinds.join(", or ")
    }

    /// What of it an answer holds. One kind is enough; while one of them is not known and
    /// none is held, nobody can tell.
    pub fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let mut held: Option<Vec<String>> = None;
        let mut lacking = Vec::new();
        let mut unknown = None;
        for kind in self.kinds() {
            match kind.look(ground, answer) {
                Looked::Held(found) => held.get_or_insert_default().extend(found),
                Looked::Lacking(_) if kind.rests_on_channels() && ground.channels_are_unread() => {
                    unknown = Some(Unknown::ChannelsUnread);
                }
                Looked::Lacking(what) => lacking.push(what),
                Looked::NotKnown(why) => unknown = Some(why),
            }
        }
        match (held, unknown) {
            (Some(found), _) => Looked::Held((!found.is_empty()).then(|| found.join(", "))),
            (None, Some(why)) => Looked::NotKnown(why),
            (None, None) => Looked::Lacking(lacking.join(", and ")),
        }
    }
}

impl FromStr for Demand {
    type Err = EvidenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split('|')
            .map(read)
            .collect::<Result<_, _>>()
            .map(Demand)
    }
}

impl<'de> Deserialize<'de> for Demand {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<String> = self.kinds().map(EvidenceKind::written).collect();
        f.write_str(&kinds.join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_reads_what_it_prints() {
        for text in [
            "words>=40",
            "steps",
            "list",
            "duration",
            "channel|link",
            "link:contact",
            "link-not:home",
            "without:condition",
            "says:voicemail",
            "series|list",
            "not-only:waiting",
            "each-item-once",
            "at-most:2 months",
            "at-least:10 hours",
            "toll-free",
        ] {
            let read = text.parse::<Demand>().map(|demand| demand.to_string());
            assert_eq!(read, Ok(text.to_owned()));
        }
    }

    #[test]
    fn every_kind_reads_what_its_entry_shows() {
        for (at, kind) in KINDS.iter().enumerate() {
            let text = kind
                .written
                .replace("NAME", "name")
                .replace("PERIOD", "2 weeks")
                .replace('N', "1");
            let by: Vec<usize> = KINDS
                .iter()
                .enumerate()
                .filter(|(_, other)| (other.read)(&text).is_some())
                .map(|(at, _)| at)
                .collect();
            assert_eq!(by, [at], "{text}");
        }
    }

    #[test]
    fn an_unknown_kind_is_named_with_the_nearest() {
        let error = |text: &str| {
            text.parse::<Demand>()
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default()
        };
        assert!(error("stepz").contains("did you mean `steps`?"));
        assert!(error("words>=many").contains("words>=N"));
        assert!(error("at-most:40 words").contains("`words` is not a unit"));
        assert!(error("at-most:soon").contains("does not say how long"));
        assert!(error("at-least:10 days").contains("write hours, such as `10 hours`"));
        assert!(error("at-least:25 hours").contains("a day has 24 hours"));
        assert!(error("link:").contains("known") || error("link:").contains("link"));
        assert!(error("list|").contains("no kind of evidence"));
    }
}
