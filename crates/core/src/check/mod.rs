//! Checks of the whole site, once every page is parsed.
//!
//! There are two lists. `ALWAYS` holds checks that every site gets, such as that links
//! lead somewhere. [`KINDS`] holds kinds of check that requirements of rule packs name;
//! each is set up by the requirement's `with`. A check is a pure function from the site
//! to findings; to add one, write a file and enter it in its list.

mod anchors;
pub mod docs;
pub mod kind;
mod kinds;
mod links;
mod placeholders;
pub mod published;
pub mod readings;
mod redirects;
mod related;
pub mod rendered;
mod schedules;
mod search;
pub mod topics;
pub mod waivers;

use crate::rules::{Entry, Pack};
use crate::site::Site;
use candor_model::findings::{Finding, nearest};
use kind::{Asked, Kind, kind};
pub use kinds::change::policies;
pub use placeholders::unwritten;
use rendered::RenderedSite;
pub use search::search_expectations;

/// One check that every site gets.
type Check = fn(&Site<'_>, &mut Vec<Finding>);

const ALWAYS: &[Check] = &[
    anchors::check,
    links::check,
    placeholders::check,
    redirects::check,
    related::check,
    schedules::check,
    topics::unknown_claims,
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
    kind::<kinds::hours::AfterHours>(),
    kind::<kinds::hours::CalendarHorizon>(),
    kind::<kinds::response::Acknowledgement>(),
    kind::<kinds::response::Commitment>(),
    kind::<kinds::response::DurationsConsistent>(),
    kind::<kinds::people::AiDeclared>(),
    kind::<kinds::people::ResponsiblePeople>(),
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
    kind::<kinds::access::NoLogin>(),
    kind::<kinds::access::Reachable>(),
    kind::<kinds::access::SearchAssertions>(),
    kind::<kinds::access::NoThirdParty>(),
    kind::<kinds::upkeep::ReviewDate>(),
    kind::<kinds::upkeep::Links>(),
    kind::<kinds::upkeep::ReadingGrade>(),
    kind::<kinds::upkeep::OpeningTone>(),
];

/// The kind of check of a name.
pub fn kind_of(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Runs every check that needs no rendered page.
pub fn all(site: &Site<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in ALWAYS {
        check(site, &mut findings);
    }
    for pack in &site.rules.packs {
        topics::check(site, pack, &mut findings);
    }
    each_requirement(site, |kind, asked| {
        let found = (kind.check)(asked);
        if site.unread.any() && kind.rests_on_channels {
            findings.extend(
                found
                    .into_iter()
                    .filter(|finding| is_certain(site, finding)),
            );
        } else {
            findings.extend(found);
        }
    });
    findings
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

/// Runs the checks that look at rendered pages.
pub fn all_rendered(site: &Site<'_>, rendered: &RenderedSite) -> Vec<Finding> {
    let mut findings = published::check(site, rendered);
    each_requirement(site, |kind, asked| {
        if let Some(check) = kind.check_rendered {
            findings.extend(check(asked, rendered));
        }
    });
    findings
}

fn each_requirement<'s>(site: &'s Site<'s>, mut run: impl FnMut(&'static Kind, &Asked<'s>)) {
    for pack in &site.rules.packs {
        for requirement in &pack.requirements {
            let entry = Entry::Requirement(requirement);
            let (Some(severity), Some(kind)) = (
                pack.severity_of(entry),
                kind_of(requirement.check.get_ref()),
            ) else {
                continue;
            };
            run(
                kind,
                &Asked {
                    site,
                    pack,
                    requirement,
                    severity,
                },
            );
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
        if let Err(message) = (kind.validate)(requirement.with.get_ref()) {
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
    use crate::rules::{BUILT_IN, built_in};

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
