//! Checks of the whole site, once every page is parsed.
//!
//! There are two lists. `ALWAYS` holds checks that every site gets, such as that links
//! lead somewhere. [`KINDS`] holds kinds of check that requirements of rule packs name;
//! each is set up by the requirement's `with`. A check is a pure function from the site
//! to findings; to add one, write a file and enter it in its list. What the checks of
//! requirements and topics say becomes drafts of verdicts, too.

mod anchors;
mod assets;
pub(crate) mod claims;
mod coming;
pub(crate) mod docs;
mod figures;
mod items;
pub(crate) mod kind;
mod kinds;
mod links;
mod moved;
mod notices;
mod placeholders;
mod plausible;
pub mod published;
pub mod readings;
mod redirects;
mod regulator;
mod related;
mod rendered;
mod schedules;
mod search;
pub mod times;
pub(crate) mod topics;
mod twice;
mod typed_hours;

use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::rules::{self, Entry, Pack, Rules, Setup};
use crate::site::Site;
use crate::source::SourceTree;
use crate::verdict::{Docket, Draft, Evidence};
use candor_model::findings::{Finding, nearest, printable};
use candor_model::verdict::{Part, State, Subject, Unknown};
pub use docs::of_every_site;
use kind::{Asked, Judgement, Kind, kind};
pub use kinds::change::policies;
pub use moved::left_behind;
pub use rendered::RenderedSite;
pub use search::{Closest, Expectations, not_found_by_title, search_expectations};

/// One check that every site gets.
type Check = fn(&Site<'_>, &mut Vec<Finding>);

const ALWAYS: &[Check] = &[
    anchors::check,
    assets::check,
    figures::check,
    links::check,
    moved::orphans,
    notices::check,
    placeholders::check,
    plausible::check,
    redirects::check,
    regulator::check,
    related::check,
    schedules::check,
    topics::unknown_claims,
    twice::check,
    coming::check,
    valid_packs,
];

/// Every kind of check that a requirement can name.
pub const KINDS: &[Kind] = &[
    kind::<kinds::contact::StaffedChannel>(),
    kind::<kinds::contact::ChannelsShown>(),
    kind::<kinds::contact::KnownContacts>(),
    kind::<kinds::hours::SchedulePublished>(),
    kind::<kinds::hours::ScheduleValid>(),
    kind::<kinds::hours::StaffedThrough>(),
    kind::<kinds::hours::StaffedHours>(),
    kind::<kinds::hours::WayWhenClosed>(),
    kind::<kinds::hours::AfterHours>(),
    kind::<kinds::hours::CalendarHorizon>(),
    kind::<kinds::response::Acknowledgement>(),
    kind::<kinds::response::Commitment>(),
    kind::<kinds::response::DurationsConsistent>(),
    kind::<kinds::people::AiDeclared>(),
    kind::<kinds::people::ResponsiblePeople>(),
    kind::<kinds::people::Attested>(),
    kind::<kinds::disclosure::PageShows>(),
    kind::<kinds::disclosure::PageSays>(),
    kind::<kinds::disclosure::LinkedFromEveryPage>(),
    kind::<kinds::disclosure::ClaimedItems>(),
    kind::<kinds::change::ChangeClock>(),
    kind::<kinds::languages::Translated>(),
    kind::<kinds::records::QuartersDue>(),
    kind::<kinds::records::QuartersConsistent>(),
    kind::<kinds::records::QuartersFeedback>(),
    kind::<kinds::records::SmallCells>(),
    kind::<kinds::records::CommitmentsMeasured>(),
    kind::<kinds::records::ThemesAnswered>(),
    kind::<kinds::access::NoLogin>(),
    kind::<kinds::access::Reachable>(),
    kind::<kinds::access::SearchAssertions>(),
    kind::<kinds::access::NoThirdParty>(),
    kind::<kinds::upkeep::ReviewDate>(),
    kind::<kinds::upkeep::Links>(),
    kind::<kinds::upkeep::ReadingGrade>(),
    kind::<kinds::tone::Tone>(),
];

/// The kind of check of a name.
pub fn kind_of(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Reads what a requirement sets up its kind of check with: a [`rules::ReadSetup`].
pub fn read_setup(name: &str, with: &toml::Table) -> Option<Result<Arc<dyn Setup>, String>> {
    Some((kind_of(name)?.read)(with))
}

/// A pack that comes with Candor, by its id.
///
/// # Errors
///
/// What is wrong with it; a test holds that no such pack has anything wrong.
pub fn built_in(id: &str) -> Option<Result<Pack, Vec<Finding>>> {
    rules::built_in(id, read_setup)
}

/// What a site must satisfy, for those who need nothing else of it.
pub fn rules_of(config: &Config, tree: &SourceTree, findings: &mut Vec<Finding>) -> Rules {
    rules::load(config, tree, read_setup, findings)
}

/// Runs every check that needs no rendered page: what is wrong, and drafts of verdicts on
/// everything that the packs ask for.
pub fn all(site: &Site<'_>) -> (Vec<Finding>, Docket) {
    let (mut findings, (found, docket)) = rayon::join(|| of_every_page(site), || asked(site));
    findings.extend(found);
    (findings, docket)
}

/// What the checks of every site find, in their order.
fn of_every_page(site: &Site<'_>) -> Vec<Finding> {
    let each: Vec<Vec<Finding>> = ALWAYS
        .par_iter()
        .with_max_len(1)
        .map(|check| {
            let mut findings = Vec::new();
            check(site, &mut findings);
            findings
        })
        .collect();
    let mut findings: Vec<Finding> = each.into_iter().flatten().collect();
    if let Some(since) = &site.since {
        let before = since.pages.iter().map(String::as_str);
        findings.extend(left_behind(site, before));
    }
    findings
}

/// What the packs ask for.
fn asked(site: &Site<'_>) -> (Vec<Finding>, Docket) {
    let mut findings = Vec::new();
    let mut docket = Docket::default();
    topics::check(site, &mut docket, &mut findings);
    each_requirement(site, |kind, asked| {
        let asked = &asked;
        let mut draft = Draft::new(asked.subject, None);
        draft.evidence = evidence(kind, asked);
        if let Some(unknown) = judged(kind, asked, &mut findings) {
            draft.otherwise(State::NotKnown(unknown));
        }
        if waits_to_be_written(asked) {
            draft.otherwise(State::NotWritten);
        }
        docket.add(draft);
        items::check(asked, &mut docket, &mut findings);
    });
    (findings, docket)
}

/// Has a kind of check look at the site. Adds what it found, and says what nobody can tell.
fn judged(kind: &Kind, asked: &Asked<'_>, findings: &mut Vec<Finding>) -> Option<Unknown> {
    let Some(judgement) = (kind.check)(asked) else {
        return Some(Unknown::NotSetUp);
    };
    let (mut gaps, mut rest) = match judgement {
        Judgement::Met => (Vec::new(), None),
        Judgement::Lacking { gaps, rest } => (gaps, rest),
        Judgement::NotKnown(unknown) => (Vec::new(), Some(unknown)),
    };
    let site = asked.site;
    if site.unread.any() && kind.rests_on_channels {
        gaps.retain(|finding| is_certain(site, finding));
        rest = Some(Unknown::ChannelsUnread);
    }
    findings.extend(gaps);
    if kind.check_rendered.is_some() && rest.is_none() {
        rest = Some(Unknown::PagesNotMade);
    }
    rest
}

/// What the site shows for a requirement: on each language's version of its page, if it is
/// about one, else at no place of its own.
fn evidence(kind: &Kind, asked: &Asked<'_>) -> Vec<Evidence> {
    let site = asked.site;
    let found = (kind.shown)(asked).unwrap_or_default();
    let name = asked
        .requirement
        .setup
        .as_ref()
        .and_then(|setup| setup.page());
    let versions = name.into_iter().flat_map(|name| {
        let languages = site.languages.iter();
        languages.filter_map(|language| asked.any_page(name, &language.code))
    });
    let on_pages: Vec<Evidence> = versions
        .map(|page| Evidence {
            file: page.source().map(ToString::to_string),
            span: None,
            language: Some(page.lang().to_owned()),
            title: Some(page.title().to_owned()),
            address: Some(site.addresses.href(page.address())),
            found: found.clone(),
            reviewed_on: page.written().and_then(|page| page.head.front.updated),
            holds: true,
        })
        .collect();
    if on_pages.is_empty() && !found.is_empty() {
        return vec![Evidence::shown(found)];
    }
    on_pages
}

/// Whether the page that a requirement is about holds text that waits to be written, in a
/// language in which the regulator expects it.
fn waits_to_be_written(asked: &Asked<'_>) -> bool {
    let setup = asked.requirement.setup.as_ref();
    let Some(name) = setup.and_then(|setup| setup.page()) else {
        return false;
    };
    asked
        .site
        .predominant()
        .into_iter()
        .filter_map(|lang| asked.page(name, lang))
        .any(|page| page.outline.prose.waits())
}

/// Whether a finding is about nothing but channels that could be read.
fn is_certain(site: &Site<'_>, finding: &Finding) -> bool {
    !finding.channels.is_empty() && !finding.channels.iter().any(|id| site.unread.holds(id))
}

/// Whether any requirement looks at rendered pages.
pub fn needs_rendered(site: &Site<'_>) -> bool {
    let mut needed = false;
    each_requirement(site, |kind, _| needed |= kind.check_rendered.is_some());
    needed
}

/// Runs the checks that look at rendered pages, and settles the drafts that waited for them.
pub fn all_rendered(site: &Site<'_>, rendered: &RenderedSite, docket: &mut Docket) -> Vec<Finding> {
    let mut all = Vec::new();
    each_requirement(site, |kind, asked| {
        all.extend(kind.check_rendered.map(|check| (check, asked)));
    });
    // Each looks at every page.
    let (mut findings, judgements) = rayon::join(
        || published::check(site, rendered, docket),
        || -> Vec<Option<Judgement>> {
            all.par_iter()
                .map(|(check, asked)| check(asked, rendered))
                .collect()
        },
    );
    for ((_, asked), judgement) in all.iter().zip(judgements) {
        let rest = match judgement {
            None => continue,
            Some(Judgement::Met) => None,
            Some(Judgement::Lacking { gaps, rest }) => {
                findings.extend(gaps);
                rest
            }
            Some(Judgement::NotKnown(unknown)) => Some(unknown),
        };
        docket.pages_were_seen(asked.subject, rest);
    }
    findings
}

/// Notes that the search was asked what the configuration expects of it: what is wrong are
/// findings of every site. `closest` is the one that holds by least.
pub fn assertions_were_tried(site: &Site<'_>, closest: Option<&Closest>, docket: &mut Docket) {
    each_requirement(site, |kind, asked| {
        if kind.name == <kinds::access::SearchAssertions as kind::CheckKind>::NAME {
            docket.pages_were_seen(asked.subject, None);
            if let Some(Closest { query, margin }) = closest {
                let percent = margin * 100.0;
                let shown = format!("`{}` holds by least, {percent:.0} %", printable(query));
                docket.shows(asked.subject, shown);
            }
        }
    });
}

fn each_requirement<'s>(site: &'s Site<'s>, mut run: impl FnMut(&'static Kind, Asked<'s>)) {
    for (number, pack) in site.rules.numbered() {
        for (requirement, at) in pack.requirements.iter().zip(0..) {
            let entry = Entry::Requirement(requirement);
            let (Some(severity), Some(kind)) = (
                pack.severity_of(entry),
                kind_of(requirement.check.get_ref()),
            ) else {
                continue;
            };
            let asked = Asked {
                site,
                pack,
                requirement,
                subject: Subject {
                    pack: number,
                    part: Part::Requirement(at),
                },
                severity,
            };
            run(kind, asked);
        }
    }
}

/// `rules.pack`: requirements of the site's own packs name kinds of check that exist, and
/// set them up rightly.
fn valid_packs(site: &Site<'_>, findings: &mut Vec<Finding>) {
    for own in &site.rules.own {
        pack_findings(&own.pack, &own.file, findings);
    }
}

fn pack_findings(pack: &Pack, file: &str, findings: &mut Vec<Finding>) {
    for requirement in &pack.requirements {
        let name = requirement.check.get_ref();
        let Some(kind) = kind_of(name) else {
            let help = match nearest(name, KINDS.iter().map(|kind| kind.name)) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => {
                    let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
                    format!("Known: {}.", known.join(", "))
                }
            };
            findings.push(
                Finding::environment("rules.pack", format!("there is no kind of check `{name}`"))
                    .help(help)
                    .at(file, requirement.check.span()),
            );
            continue;
        };
        if let Err(message) = (kind.read)(requirement.with.get_ref()) {
            let span = if requirement.with.span().is_empty() {
                requirement.check.span()
            } else {
                requirement.with.span()
            };
            findings.push(
                Finding::environment(
                    "rules.pack",
                    format!("the check `{name}` cannot be set up like this: {message}"),
                )
                .help(kind.about)
                .at(file, span),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::BUILT_IN;

    #[test]
    fn built_in_packs_name_checks_that_exist_and_set_them_up_rightly() {
        for id in BUILT_IN {
            let pack = built_in(id).and_then(Result::ok);
            let mut findings = Vec::new();
            if let Some(pack) = &pack {
                pack_findings(pack, id, &mut findings);
            }
            assert!(pack.is_some() && findings.is_empty(), "{id}: {findings:?}");
        }
    }

    #[test]
    fn every_kind_of_check_has_a_name_of_its_own_and_says_what_it_does() {
        for (at, kind) in KINDS.iter().enumerate() {
            assert!(kind.about.len() > 20, "{}", kind.name);
            assert!(KINDS[..at].iter().all(|other| other.name != kind.name));
        }
    }
}
