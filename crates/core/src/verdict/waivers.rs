//! Waivers: findings that are accepted with a reason, a name and an end date.

use crate::config::WaiverConfig;
use crate::rules::Rules;
use crate::site::{AnyPage, Page, Site};
use crate::source::CONFIG_FILE;
use candor_model::findings::{Finding, nearest, printable};

/// A waiver that is in force, and what it covers.
#[derive(Debug, Clone)]
pub struct InForce {
    /// What the configuration says.
    pub waiver: WaiverConfig,
    /// Findings that it covers.
    pub findings: Vec<Finding>,
}

/// Takes the findings out that a waiver covers, and adds what is wrong with waivers:
/// one that has expired, one for an unknown id or pack, one that covers nothing. Errors of the
/// environment cannot be waived.
pub(super) fn apply(site: &Site<'_>, findings: &mut Vec<Finding>, ids: &[&str]) -> Vec<InForce> {
    let mut in_force = Vec::new();
    let mut problems = Vec::new();
    for spanned in &site.config.waivers {
        let waiver = spanned.get_ref();
        let id = waiver.id.get_ref();
        // What a pack asks for that could not be read is not known, nor whether it is met.
        let is_certain = site.rules.is_complete;
        if let Some(problem) = unknown_pack(site, waiver).filter(|_| is_certain) {
            problems.push(problem);
            continue;
        }
        if !is_known(id, &site.rules, ids) && is_certain {
            let known: Vec<&str> = site.rules.ids().chain(ids.iter().copied()).collect();
            let help = match nearest(id, known) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "`candor explain` lists every id.".to_owned(),
            };
            problems.push(
                Finding::environment(
                    "waiver.unknown",
                    format!("there is no check `{id}` to waive"),
                )
                .help(help)
                .at(CONFIG_FILE, waiver.id.span()),
            );
            continue;
        }
        let blank = blank(waiver);
        if !blank.is_empty() {
            problems.extend(blank.into_iter().map(|(message, help)| {
                Finding::environment("config.value", message)
                    .help(help)
                    .at(CONFIG_FILE, waiver.id.span())
            }));
            continue;
        }
        let until = waiver.until.get_ref().0;
        if until < site.today {
            problems.push(
                Finding::error(
                    "waiver.expired",
                    format!("the waiver of `{id}` ended on {until}"),
                )
                .help("Mend what it waives and remove it, or have it approved again with a later date.")
                .at(CONFIG_FILE, waiver.until.span()),
            );
            continue;
        }
        let (covered, left): (Vec<Finding>, Vec<Finding>) = findings
            .drain(..)
            .partition(|finding| covers(site, waiver, finding));
        *findings = left;
        if covered.is_empty() && is_certain && !site.unread.any() {
            problems.push(
                Finding::warning(
                    "waiver.unused",
                    format!("the waiver of `{id}` covers no finding"),
                )
                .help(not_covering(site, waiver))
                .at(CONFIG_FILE, waiver.id.span()),
            );
        }
        in_force.push(InForce {
            waiver: waiver.clone(),
            findings: covered,
        });
    }
    findings.extend(problems);
    in_force
}

/// What is not said of a waiver, though its key is there.
fn blank(waiver: &WaiverConfig) -> Vec<(String, &'static str)> {
    let id = waiver.id.get_ref();
    let mut blank = Vec::new();
    if waiver.reason.trim().is_empty() {
        blank.push((
            format!("the waiver of `{id}` gives no reason"),
            "Write in `reason` why the gap is accepted, for an examiner to read.",
        ));
    }
    if waiver.approver.trim().is_empty() {
        blank.push((
            format!("the waiver of `{id}` names nobody who approved it"),
            "Write in `approver` the name of the person who accepts the gap.",
        ));
    }
    blank
}

/// What to do about a waiver that covers nothing: perhaps it is limited to something that
/// there is not.
fn not_covering(site: &Site<'_>, waiver: &WaiverConfig) -> String {
    let unknown = |what: &str, name: &str, near: Option<&str>| {
        let near = near.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
        format!("There is no {what} `{}`.{near}", printable(name))
    };
    if let Some(channel) = &waiver.channel {
        let known = || site.channels.iter().map(|channel| channel.id.as_str());
        let name = channel.get_ref().as_str();
        if known().all(|id| id != name) {
            return unknown("channel", name, nearest(name, known()));
        }
    }
    if let Some(page) = &waiver.page {
        let name = page.get_ref().as_str();
        let is_there = site.tree.files.contains_key(name)
            || site.all_pages().any(|page| is_called(page, name));
        if !is_there {
            let heads = || site.pages.iter();
            let known: Vec<&str> = if name.starts_with("content/") {
                heads().map(|page| &*page.head.source).collect()
            } else if name.contains('/') {
                heads().map(|page| &*page.head.address).collect()
            } else {
                heads().map(|page| page.head.slug.as_str()).collect()
            };
            return unknown("page", name, nearest(name, known));
        }
    }
    "Remove it, or correct its page or channel.".to_owned()
}

/// That a waiver names a pack which the site does not have.
fn unknown_pack(site: &Site<'_>, waiver: &WaiverConfig) -> Option<Finding> {
    let pack = waiver.pack.as_ref()?;
    let known = || {
        site.rules
            .packs
            .iter()
            .map(|pack| pack.id.get_ref().as_str())
    };
    let name = pack.get_ref().as_str();
    if known().any(|id| id == name) {
        return None;
    }
    let help = match nearest(name, known()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Name a pack of this site, or none to cover all.".to_owned(),
    };
    let message = format!("this site has no pack `{}` to waive for", printable(name));
    let finding = Finding::environment("waiver.unknown", message);
    Some(finding.help(help).at(CONFIG_FILE, pack.span()))
}

fn is_known(id: &str, rules: &Rules, ids: &[&str]) -> bool {
    rules.ids().any(|known| known == id) || ids.contains(&id)
}

/// Whether an id is another, or that of the whole of which the other is a part.
fn is_or_holds(id: &str, other: &str) -> bool {
    other
        .strip_prefix(id)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a waiver names what a finding is about: by its pack and id, or by its id alone
/// for every pack. What else is not met because of the finding counts for nothing here.
fn names(rules: &Rules, waiver: &WaiverConfig, finding: &Finding) -> bool {
    let id = waiver.id.get_ref();
    let mut asking = finding
        .about
        .iter()
        .filter_map(|about| rules.resolve(about.subject))
        .map(|(pack, entry)| (pack, entry.id()))
        .filter(|(_, of)| is_or_holds(&finding.id, of));
    match &waiver.pack {
        None => is_or_holds(id, &finding.id) || asking.any(|(_, of)| is_or_holds(id, &of)),
        Some(pack) => {
            asking.any(|(asks, of)| asks.id.get_ref() == pack.get_ref() && is_or_holds(id, &of))
        }
    }
}

fn covers(site: &Site<'_>, waiver: &WaiverConfig, finding: &Finding) -> bool {
    if finding.fault == candor_model::findings::Fault::Environment {
        return false;
    }
    names(&site.rules, waiver, finding)
        && waiver
            .channel
            .as_ref()
            .is_none_or(|channel| finding.channels.contains(channel.get_ref()))
        && waiver
            .page
            .as_ref()
            .is_none_or(|page| is_on(site, page.get_ref(), finding))
}

fn is_on(site: &Site<'_>, page: &str, finding: &Finding) -> bool {
    let Some(file) = finding.place.as_ref().map(|place| place.file.as_str()) else {
        return false;
    };
    if file == page {
        return true;
    }
    site.pages
        .iter()
        .find(|known| &*known.head.source == file)
        .is_some_and(|known| is_called(AnyPage::Written(known), page))
}

/// Whether a waiver means this page by an address or a name.
fn is_called(page: AnyPage<'_>, name: &str) -> bool {
    let is_slug = |page: &Page| page.head.slug == name;
    page.address().trim_matches('/') == name.trim_matches('/')
        || page.written().is_some_and(is_slug)
}
