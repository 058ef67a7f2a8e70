//! `content.placeholder` in configuration and data files; prose is looked at while
//! it is parsed.

use std::collections::BTreeSet;

use super::kind::predominant;
use super::topics::claims;
use crate::parse::placeholder::check_lines;
use crate::rules::pack::{Requirement, Topic};
use crate::rules::{Entry, Pack, claim_of_point};
use crate::site::Site;
use crate::source::{CONFIG_FILE, FileKind};
use candor_model::findings::Finding;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    if let Some(config) = &site.tree.config {
        check_lines(config, CONFIG_FILE, 0, findings);
    }
    for kind in [FileKind::Channels, FileKind::Quarter] {
        for file in site.tree.of_kind(kind) {
            if let Some(text) = &file.text {
                check_lines(text, &file.path, 0, findings);
            }
        }
    }
}

/// Topics that text claims which still waits to be written, and requirements about pages that hold such text:
/// ids of their packs, and their own. Nobody can say yet that they are met.
pub fn unwritten(site: &Site<'_>) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for lang in predominant(site) {
        let claims = claims(site, lang);
        let waits = |topic: &Topic| {
            let of_topic = topic
                .points
                .iter()
                .map(|point| claim_of_point(topic, point));
            let mut claimed = of_topic
                .filter_map(|claim| claims.get(claim.as_str()))
                .flatten();
            claimed.any(|claim| claim.answer.has_placeholder)
        };
        let page_waits = |pack: &Pack, requirement: &Requirement| {
            let name = requirement.with.get_ref().get("page");
            let link = name
                .and_then(toml::Value::as_str)
                .and_then(|name| pack.links.get(name));
            let path = link.and_then(|link| link.split('#').next());
            let page = path.and_then(|path| site.page_of_source(path, lang));
            page.is_some_and(|page| page.outline.prose.waits())
        };
        for pack in &site.rules.packs {
            let unwritten = pack.entries().filter(|entry| match entry {
                Entry::Topic(topic) => waits(topic),
                Entry::Requirement(requirement) => page_waits(pack, requirement),
                Entry::Point(..) | Entry::Item(..) => false,
            });
            found.extend(unwritten.map(|entry| (pack.id.get_ref().clone(), entry.id())));
        }
    }
    found
}
