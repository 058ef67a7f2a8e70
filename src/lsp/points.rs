//! Points of rule packs as an editor shows them. Everything that this server knows of
//! the format of packs is here.

use crate::model::localized::Localized;
use crate::rules::{self, Pack};

/// A point that a heading can claim.
#[derive(Debug, Clone)]
pub struct Point {
    /// The name with which `covers=` claims it, such as `account-freezes.reasons`.
    pub claim: String,
    /// What the pack would ask.
    pub question: Localized,
    /// What a good answer holds.
    pub guidance: Localized,
    /// What the answer must hold, as the pack writes it.
    pub evidence: Vec<String>,
    /// What the point rests on: `rule`, `derived` or `practice`.
    pub basis: Option<String>,
    /// Where it comes from.
    pub citations: Vec<String>,
}

/// The points of packs, in their order. A pack that cannot be read has none: that is a
/// finding elsewhere.
pub fn of_packs(ids: &[String]) -> Vec<Point> {
    ids.iter()
        .filter_map(|id| rules::built_in(id)?.ok())
        .flat_map(|pack| of_pack(&pack))
        .collect()
}

fn of_pack(pack: &Pack) -> Vec<Point> {
    let topics = pack.topics.iter().flat_map(|topic| {
        topic.points.iter().map(|point| Point {
            claim: format!("{}.{}", topic.id, point.id),
            question: point.question.clone(),
            guidance: point.guidance.clone(),
            evidence: Vec::new(),
            basis: None,
            citations: Vec::new(),
        })
    });
    let items = pack.requirements.iter().flat_map(|requirement| {
        let prefix = requirement.with.get("prefix").and_then(toml::Value::as_str);
        requirement.items.iter().filter_map(move |item| {
            Some(Point {
                claim: format!("{}.{}", prefix?, item.id),
                question: item.title.clone(),
                guidance: item.guidance.clone(),
                evidence: Vec::new(),
                basis: None,
                citations: Vec::new(),
            })
        })
    });
    topics.chain(items).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_items_have_the_names_with_which_they_are_claimed() {
        let points = of_packs(&["us-ny-dfs-vce".to_owned(), "unknown".to_owned()]);
        let claims: Vec<_> = points.iter().map(|point| point.claim.as_str()).collect();
        assert!(claims.contains(&"account-freezes.reasons"), "{claims:?}");
        assert!(claims.contains(&"risks.1"), "{claims:?}");
    }
}
