//! The format of a rule pack and the packs that are compiled in.

use serde::Deserialize;

use crate::config::RegulatorConfig;
use crate::model::localized::Localized;

const SOURCES: &[(&str, &str)] = &[("us-ny-dfs-vce", include_str!("packs/us-ny-dfs-vce.toml"))];

/// Ids of the packs that are compiled in.
pub const BUILT_IN: &[&str] = &["us-ny-dfs-vce"];

/// What a regulator requires of a site.
#[derive(Debug, Clone, Deserialize)]
pub struct Pack {
    /// Final id.
    pub id: String,
    /// What the pack covers.
    pub title: String,
    /// The regulator's public contact details.
    #[serde(default)]
    pub regulator: RegulatorConfig,
    /// Topics that the FAQ must cover.
    #[serde(default, rename = "topic")]
    pub topics: Vec<Topic>,
    /// Everything else that is required.
    #[serde(default, rename = "requirement")]
    pub requirements: Vec<Requirement>,
}

/// Something required that is no topic.
#[derive(Debug, Clone, Deserialize)]
pub struct Requirement {
    /// Final id.
    pub id: String,
    /// What it asks for.
    pub title: String,
    /// What its check is set up with.
    #[serde(default)]
    pub with: toml::Table,
    /// Parts that a page must hold, each claimed by a heading.
    #[serde(default, rename = "item")]
    pub items: Vec<Item>,
}

/// One part of a page that a requirement lists.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// Id within the requirement.
    pub id: String,
    /// Anchor of a new heading.
    pub anchor: String,
    /// Heading of a new part.
    pub title: Localized,
    /// What a good text holds.
    pub guidance: Localized,
}

/// A topic that the FAQ must cover.
#[derive(Debug, Clone, Deserialize)]
pub struct Topic {
    /// Id, also the name of the page in `content/faq/`.
    pub id: String,
    /// Title of a new page.
    pub title: Localized,
    /// Description of a new page.
    pub description: Option<Localized>,
    /// Place of a new page in lists.
    pub weight: Option<i64>,
    /// Points, each to be answered by a question.
    #[serde(default, rename = "point")]
    pub points: Vec<Point>,
    /// Points that may stand in for others.
    #[serde(default, rename = "alternative")]
    pub alternatives: Vec<Alternative>,
}

/// Points that may stand in for others.
#[derive(Debug, Clone, Deserialize)]
pub struct Alternative {
    /// Ids of those that stand in.
    pub points: Vec<String>,
}

/// One part of a topic.
#[derive(Debug, Clone, Deserialize)]
pub struct Point {
    /// Id within the topic.
    pub id: String,
    /// Anchor of a new heading.
    pub anchor: Option<String>,
    /// Heading of a new question.
    pub question: Localized,
    /// What a good answer holds.
    pub guidance: Localized,
}

/// A compiled-in pack by its id.
///
/// # Errors
///
/// The message of the TOML parser; a test holds that no compiled-in pack has one.
pub fn built_in(id: &str) -> Option<Result<Pack, toml::de::Error>> {
    SOURCES
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, text)| toml::from_str(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_pack_parses_under_its_own_id() {
        let ids: Vec<_> = SOURCES.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, BUILT_IN);
        for id in BUILT_IN {
            let pack = built_in(id).and_then(Result::ok);
            assert_eq!(pack.map(|pack| pack.id).as_deref(), Some(*id));
        }
    }
}
