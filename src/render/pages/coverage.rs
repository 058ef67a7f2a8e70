//! The page that shows which answer meets which requirement. It shows claims that hold;
//! what is missing is for `candor coverage`, which may look at findings.

use crate::coverage::claimed;
use crate::render::context::{
    CoverageContext, CoverageGroupContext, CoveragePackContext, CoverageRowContext, LinkContext,
};
use crate::render::view::In;
use crate::render::words::date_context;
use crate::rules::{Entry, Pack};

pub(super) fn coverage(view: In<'_>) -> CoverageContext {
    let site = view.site;
    let packs = site
        .rules
        .packs
        .iter()
        .filter(|_| site.config.rules.publish_coverage)
        .map(|pack| CoveragePackContext {
            title: pack.title.clone(),
            verified: pack.verified.map(|day| date_context(day.0, view.strings())),
            disclaimer: pack
                .disclaimer
                .as_ref()
                .map(|text| text.get(view.lang, "en").to_owned()),
            unverified: pack.is_partly_unverified(),
            groups: groups(view, pack),
        })
        .collect();
    CoverageContext { packs }
}

/// What questions of this language claim, under the topic or requirement that it is part of.
fn groups(view: In<'_>, pack: &Pack) -> Vec<CoverageGroupContext> {
    let mut groups: Vec<CoverageGroupContext> = Vec::new();
    for claimed in claimed(view.site, view.lang) {
        let answers: Vec<LinkContext> = claimed
            .holding(view.site, view.lang)
            .iter()
            .map(|by| LinkContext {
                title: by.title().to_owned(),
                href: by.href(view.site),
            })
            .collect();
        if claimed.pack.id != pack.id || answers.is_empty() {
            continue;
        }
        let whole = match claimed.entry {
            Entry::Point(topic, _) => Entry::Topic(topic),
            Entry::Item(requirement, _) => Entry::Requirement(requirement),
            other => other,
        };
        let id = format!("{}-{}", pack.id.get_ref(), whole.id()).replace('.', "-");
        if groups.last().is_none_or(|group| group.id != id) {
            groups.push(CoverageGroupContext {
                id,
                title: whole.title_in(view.lang),
                rows: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(CoverageRowContext {
                title: claimed.entry.title_in(view.lang),
                basis: claimed.entry.basis().as_str().to_owned(),
                citation: pack.citation(claimed.entry),
                answers,
            });
        }
    }
    groups
}
