//! What an answer must hold: the kinds of evidence that a pack can ask for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use super::pack::Pack;
use candor_model::findings::nearest;

/// One kind of evidence, as `words>=40`, `steps`, `link:contact` or `says:voicemail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// At least so many words of prose.
    Words(u32),
    /// An ordered list of at least two items.
    Steps,
    /// Any list of at least two items.
    List,
    /// A stated period, or the fact of a commitment.
    Duration,
    /// A fact of a channel staffed by people.
    Channel,
    /// A link; with a name, one to that entry of the pack's `links`.
    Link(Option<String>),
    /// A phrase of that entry of the pack's `phrases`.
    Says(String),
}

/// Every kind of evidence as a pack writes it.
pub const KINDS: &[&str] = &[
    "words>=N",
    "steps",
    "list",
    "duration",
    "channel",
    "link",
    "link:NAME",
    "says:NAME",
];

/// Why a text is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no kind of evidence; {help}")]
pub struct EvidenceError {
    text: String,
    help: String,
}

impl FromStr for Evidence {
    type Err = EvidenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(words) = text.strip_prefix("words>=")
            && let Ok(words) = words.trim().parse()
        {
            return Ok(Evidence::Words(words));
        }
        let named = |name: &str| (!name.trim().is_empty()).then(|| name.trim().to_owned());
        let evidence = match text.split_once(':') {
            Some(("link", name)) => named(name).map(|name| Evidence::Link(Some(name))),
            Some(("says", name)) => named(name).map(Evidence::Says),
            Some(_) => None,
            None => match text {
                "steps" => Some(Evidence::Steps),
                "list" => Some(Evidence::List),
                "duration" => Some(Evidence::Duration),
                "channel" => Some(Evidence::Channel),
                "link" => Some(Evidence::Link(None)),
                _ => None,
            },
        };
        evidence.ok_or_else(|| EvidenceError {
            text: text.to_owned(),
            help: match nearest(text, KINDS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known: {}", KINDS.join(", ")),
            },
        })
    }
}

impl Evidence {
    /// What it asks for, in words that follow “the answer needs”. `pack` says what names
    /// stand for. With a language, a few phrases of that one stand for all phrases.
    pub fn in_words(&self, pack: &Pack, lang: Option<&str>) -> String {
        match self {
            Evidence::Words(words) => format!("at least {words} words"),
            Evidence::Steps => "a numbered list of at least two steps".to_owned(),
            Evidence::List => "a list of at least two items".to_owned(),
            Evidence::Duration => {
                "a time, such as “within 3 business days” or {{ email.first_reply }}".to_owned()
            }
            Evidence::Channel => {
                "a way to reach a person, taken from the data, such as {{ phone.number }}"
                    .to_owned()
            }
            Evidence::Link(None) => "a link".to_owned(),
            Evidence::Link(Some(name)) => format!(
                "a link to {}",
                pack.links.get(name).map_or(name.as_str(), String::as_str)
            ),
            Evidence::Says(name) => says(pack, name, lang),
        }
    }
}

/// Phrases that stand for many, where all would be tiresome.
const FEW: usize = 3;

fn says(pack: &Pack, name: &str, lang: Option<&str>) -> String {
    let quoted = |phrases: &[String]| {
        let quoted: Vec<String> = phrases.iter().map(|phrase| format!("“{phrase}”")).collect();
        quoted.join(", ")
    };
    let Some(lists) = pack.phrases.get(name) else {
        return format!("a phrase of `{name}`");
    };
    match lang {
        Some(lang) => {
            let list = lists.get(lang).or_else(|| lists.values().next());
            let list = list.map_or(&[][..], |phrases| phrases.get_ref());
            format!("words such as {}", quoted(&list[..list.len().min(FEW)]))
        }
        None => {
            let languages: Vec<String> = lists
                .iter()
                .map(|(lang, phrases)| format!("{} ({lang})", quoted(phrases.get_ref())))
                .collect();
            format!("one of these phrases: {}", languages.join("; "))
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Evidence::Words(words) => write!(f, "words>={words}"),
            Evidence::Steps => f.write_str("steps"),
            Evidence::List => f.write_str("list"),
            Evidence::Duration => f.write_str("duration"),
            Evidence::Channel => f.write_str("channel"),
            Evidence::Link(None) => f.write_str("link"),
            Evidence::Link(Some(name)) => write!(f, "link:{name}"),
            Evidence::Says(name) => write!(f, "says:{name}"),
        }
    }
}

/// One entry of `evidence`: kinds of which one is enough, as `words>=25|list`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand(pub Vec<Evidence>);

impl Demand {
    /// Whether a fact of a channel can meet it.
    pub fn rests_on_channels(&self) -> bool {
        let of_channels = |kind: &Evidence| matches!(kind, Evidence::Channel | Evidence::Duration);
        self.0.iter().any(of_channels)
    }

    /// What it asks for, as [`Evidence::in_words`].
    pub fn in_words(&self, pack: &Pack, lang: Option<&str>) -> String {
        let kinds: Vec<String> = self
            .0
            .iter()
            .map(|kind| kind.in_words(pack, lang))
            .collect();
        kinds.join(", or ")
    }
}

impl FromStr for Demand {
    type Err = EvidenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split('|')
            .map(str::parse)
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
        for (at, evidence) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("|")?;
            }
            evidence.fmt(f)?;
        }
        Ok(())
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
            "says:voicemail",
        ] {
            assert_eq!(
                text.parse::<Demand>().map(|demand| demand.to_string()),
                Ok(text.to_owned())
            );
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
        assert!(error("link:").contains("known") || error("link:").contains("link"));
        assert!(error("list|").contains("no kind of evidence"));
    }
}
