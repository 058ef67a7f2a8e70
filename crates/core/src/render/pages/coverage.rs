//! The page that shows which answer meets which requirement, what is not answered yet, what
//! nobody can tell and what is accepted for a time: a view of the verdicts in one language.

use super::kind::{Menu, PageKind, Part, Parts};
use crate::render::context::{
    CoverageContext, CoverageGroupContext, CoveragePackContext, CoverageRowContext, DateContext,
    LinkContext,
};
use crate::render::view::In;
use crate::render::words::date_context;
use crate::rules::{Entry, Pack};
use crate::site::{Outlook, Role, Spot};
use crate::verdict::{Evidence, Settled, Verdict};
use candor_model::date::Date;
use candor_model::verdict::State;

pub static COVERAGE: PageKind = PageKind {
    menu: Menu::Footer,
    parts: Parts::OfVerdicts(|view, settled| Part::new(1, coverage(view, settled))),
    ..PageKind::new(
        Role::at(
            "coverage",
            Spot::new("content/coverage.md", "/coverage/", "nav.coverage").made_if(is_made),
        ),
        "coverage.html",
    )
};

fn is_made(outlook: Outlook<'_>) -> bool {
    let configured = outlook.configured;
    configured.config.rules.publish_coverage && !configured.rules.packs.is_empty()
}

fn coverage(view: In<'_>, settled: &Settled) -> CoverageContext {
    let site = view.site;
    if !site.config.rules.publish_coverage {
        return CoverageContext { packs: Vec::new() };
    }
    let packs = site
        .rules
        .numbered()
        .map(|(number, pack)| {
            let verdicts = settled.verdicts.of_pack(number);
            let shown: Vec<&Verdict> = verdicts.filter(|one| is_shown(view, one)).collect();
            CoveragePackContext {
                title: pack.title.clone(),
                verified: pack.verified.map(|day| date(view, day)),
                disclaimer: pack
                    .disclaimer
                    .as_ref()
                    .map(|text| text.get(view.lang, "en").to_owned()),
                scopes: pack
                    .scopes(view.lang)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                cites: pack.cites(),
                groups: groups(view, settled, pack, &shown),
                rows: shown
                    .iter()
                    .filter_map(|verdict| match verdict.entry(&site.rules)?.1 {
                        Entry::Requirement(requirement) if requirement.items.is_empty() => {
                            of_data(view, settled, verdict)
                        }
                        _ => None,
                    })
                    .collect(),
            }
        })
        .collect();
    CoverageContext { packs }
}

/// Whether a verdict is for readers of a language: what is asked for, in that language where
/// the regulator expects it and else in the default language.
fn is_shown(view: In<'_>, verdict: &Verdict) -> bool {
    let site = view.site;
    let lang = match site.predominant().contains(&view.lang) {
        true => view.lang,
        false => site.default_lang(),
    };
    verdict.state != State::Off
        && verdict
            .language
            .as_ref()
            .is_none_or(|language| language == lang)
}

/// Points and items, under the topic or requirement that each is part of.
fn groups(
    view: In<'_>,
    settled: &Settled,
    pack: &Pack,
    shown: &[&Verdict],
) -> Vec<CoverageGroupContext> {
    let mut groups: Vec<CoverageGroupContext> = Vec::new();
    for verdict in shown {
        let whole = match verdict.entry(&view.site.rules) {
            Some((_, Entry::Point(topic, _))) => Entry::Topic(topic),
            Some((_, Entry::Item(requirement, _))) => Entry::Requirement(requirement),
            _ => continue,
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
            group.rows.extend(of_claims(view, settled, verdict));
        }
    }
    groups
}

/// A point or an item, with the answers that hold what is asked of them.
fn of_claims(view: In<'_>, settled: &Settled, verdict: &Verdict) -> Option<CoverageRowContext> {
    let answers: Vec<&Evidence> = verdict.evidence.iter().filter(|one| one.holds).collect();
    Some(CoverageRowContext {
        reviewed: answers.first().and_then(|one| reviewed(view, one)),
        answers: answers.into_iter().filter_map(link).collect(),
        ..blank(view, settled, verdict)?
    })
}

/// What is answered by data or by the whole site, and not by a claim.
fn of_data(view: In<'_>, settled: &Settled, verdict: &Verdict) -> Option<CoverageRowContext> {
    let evidence = verdict.evidence.iter().find(|one| {
        let language = one.language.as_ref();
        language.is_none_or(|language| language == view.lang)
    });
    // What the data show is told in English words, and the same in each language: once, on the page that the regulator
    // reads, is enough.
    let is_default = view.lang == view.site.default_lang();
    let shown = evidence.or(verdict.evidence.first());
    let shown = shown.filter(|_| is_default);
    Some(CoverageRowContext {
        reviewed: evidence.and_then(|one| reviewed(view, one)),
        answers: evidence.and_then(link).into_iter().collect(),
        shown: shown
            .map(|one| one.found.clone())
            .filter(|found| !found.is_empty()),
        ..blank(view, settled, verdict)?
    })
}

fn blank(view: In<'_>, settled: &Settled, verdict: &Verdict) -> Option<CoverageRowContext> {
    let (pack, entry) = verdict.entry(&view.site.rules)?;
    let waiver = verdict.waiver().and_then(|at| settled.waived.get(at));
    Some(CoverageRowContext {
        id: entry.id(),
        title: entry.title_in(view.lang),
        basis: entry.basis().as_str().to_owned(),
        citation: pack.citation(entry),
        state: verdict.state.as_str().to_owned(),
        reason: verdict.reason(),
        answers: Vec::new(),
        shown: None,
        reviewed: None,
        accepted_until: waiver.map(|in_force| date(view, *in_force.waiver.until.get_ref())),
    })
}

fn link(evidence: &Evidence) -> Option<LinkContext> {
    Some(LinkContext {
        title: evidence.title.clone()?,
        href: evidence.address.clone()?,
    })
}

fn reviewed(view: In<'_>, evidence: &Evidence) -> Option<DateContext> {
    evidence.reviewed_on.map(|day| date(view, day))
}

fn date(view: In<'_>, day: Date) -> DateContext {
    date_context(day.0, view.strings())
}
