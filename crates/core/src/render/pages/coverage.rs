//! The page that shows which answer meets which requirement, what is not answered yet, and
//! what is accepted for a time. How everything fares is for `candor coverage`, which may look
//! at findings; a site is published only when none of them denies it.

use super::kind::{Menu, PageKind, Part};
use crate::check::kind::Asked;
use crate::coverage::{Claimed, claimed};
use crate::render::context::{
    CoverageContext, CoverageGroupContext, CoveragePackContext, CoverageRowContext, DateContext,
    LinkContext,
};
use crate::render::view::In;
use crate::render::words::date_context;
use crate::rules::pack::Requirement;
use crate::rules::{Entry, Pack};
use crate::site::{AnyPage, Outlook, Role, Spot};
use candor_model::date::Date;
use candor_model::findings::Severity;

pub static COVERAGE: PageKind = PageKind {
    menu: Menu::Footer,
    parts: |setting, _| Part::whole(coverage(setting.view)),
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

fn coverage(view: In<'_>) -> CoverageContext {
    let site = view.site;
    if !site.config.rules.publish_coverage {
        return CoverageContext { packs: Vec::new() };
    }
    let claimed = claimed(site, view.lang);
    let packs = site
        .rules
        .packs
        .iter()
        .map(|pack| CoveragePackContext {
            title: pack.title.clone(),
            verified: pack.verified.map(|day| date(view, day)),
            disclaimer: pack
                .disclaimer
                .as_ref()
                .map(|text| text.get(view.lang, "en").to_owned()),
            unverified: pack.is_partly_unverified(),
            groups: groups(view, pack, &claimed),
            rows: pack
                .entries()
                .filter(|entry| pack.severity_of(*entry).is_some())
                .filter_map(|entry| match entry {
                    Entry::Requirement(requirement) if requirement.items.is_empty() => {
                        Some(of_data(view, pack, requirement))
                    }
                    _ => None,
                })
                .collect(),
        })
        .collect();
    CoverageContext { packs }
}

/// Points and items, under the topic or requirement that each is part of.
fn groups(view: In<'_>, pack: &Pack, claimed: &[Claimed<'_>]) -> Vec<CoverageGroupContext> {
    let mut groups: Vec<CoverageGroupContext> = Vec::new();
    let of_pack = claimed
        .iter()
        .filter(|claimed| claimed.pack.id.get_ref() == pack.id.get_ref());
    for claimed in of_pack.filter(|claimed| claimed.is_asked) {
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
            group.rows.push(of_claim(view, claimed, whole));
        }
    }
    groups
}

fn of_claim(view: In<'_>, claimed: &Claimed<'_>, whole: Entry<'_>) -> CoverageRowContext {
    let answers = claimed.holding(view.site, view.lang);
    CoverageRowContext {
        title: claimed.entry.title_in(view.lang),
        basis: claimed.entry.basis().as_str().to_owned(),
        citation: claimed.pack.citation(claimed.entry),
        reviewed: answers
            .first()
            .and_then(|by| reviewed(view, AnyPage::Written(by.page))),
        accepted_until: accepted(view, &[claimed.entry.id(), whole.id()])
            .filter(|_| answers.is_empty()),
        answers: answers
            .iter()
            .map(|by| LinkContext {
                title: by.title().to_owned(),
                href: by.href(view.site),
            })
            .collect(),
        shown: None,
    }
}

/// What is answered by data or by the whole site, and not by a claim.
fn of_data(view: In<'_>, pack: &Pack, requirement: &Requirement) -> CoverageRowContext {
    let entry = Entry::Requirement(requirement);
    let asked = Asked {
        site: view.site,
        pack,
        requirement,
        severity: Severity::Error,
    };
    let page = requirement
        .with
        .get_ref()
        .get("page")
        .and_then(toml::Value::as_str)
        .and_then(|name| asked.any_page(name, view.lang));
    CoverageRowContext {
        title: entry.title_in(view.lang),
        basis: entry.basis().as_str().to_owned(),
        citation: pack.citation(entry),
        answers: page
            .map(|page| LinkContext {
                title: page.title().to_owned(),
                href: view.site.addresses.href(page.address()),
            })
            .into_iter()
            .collect(),
        shown: crate::check::kind_of(requirement.check.get_ref())
            .and_then(|kind| (kind.shown)(&asked)),
        reviewed: page.and_then(|page| reviewed(view, page)),
        accepted_until: accepted(view, &[entry.id()]),
    }
}

fn reviewed(view: In<'_>, page: AnyPage<'_>) -> Option<DateContext> {
    page.written()?
        .head
        .front
        .updated
        .map(|day| date(view, day))
}

fn date(view: In<'_>, day: Date) -> DateContext {
    date_context(day.0, view.strings())
}

/// The last day on which a waiver of one of these ids holds, if one does today.
fn accepted(view: In<'_>, ids: &[String]) -> Option<DateContext> {
    let waivers = view.site.config.waivers.iter();
    waivers
        .map(toml::Spanned::get_ref)
        .filter(|waiver| ids.contains(waiver.id.get_ref()))
        .map(|waiver| *waiver.until.get_ref())
        .filter(|until| until.0 >= view.site.today)
        .max()
        .map(|until| date(view, until))
}
