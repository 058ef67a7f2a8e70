//! `source.moved`: addresses that were published lead somewhere still, and translations have what they translate.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds::contact::front_key;
use crate::config::redirect::{covers, is_pattern, key};
use crate::site::{Page, Site, translation_hash};
use crate::source::CONFIG_FILE;
use candor_model::findings::{Finding, nearest};

const ID: &str = "source.moved";

/// Findings that are told one by one; more are counted.
const MOST: usize = 100;

/// Pages of an earlier edition, by their addresses within the site, that are gone and lead nowhere. A page may be gone
/// with reason, so that this is a note.
pub fn left_behind<'a>(site: &Site<'_>, before: impl Iterator<Item = &'a str>) -> Vec<Finding> {
    let before: BTreeSet<&str> = before.map(key).collect();
    let now: BTreeSet<&str> = site.all_pages().map(|page| key(page.address())).collect();
    let aliases = site.pages.iter().flat_map(|page| &page.head.front.aliases);
    let configured = site.config.redirects.iter();
    let configured = configured.map(|redirect| redirect.from.get_ref());
    let (patterns, fixed): (Vec<&str>, Vec<&str>) = configured
        .chain(aliases)
        .map(String::as_str)
        .partition(|from| is_pattern(from));
    let fixed: BTreeSet<&str> = fixed.into_iter().map(key).collect();
    let leads_on = |address: &str| {
        now.contains(address)
            || fixed.contains(address)
            || patterns.iter().any(|pattern| covers(pattern, address))
    };
    let new: Vec<&Page> = site
        .pages
        .iter()
        .filter(|page| !before.contains(key(&page.head.address)))
        .collect();
    let gone: Vec<&str> = before
        .iter()
        .copied()
        .filter(|address| !leads_on(address))
        .collect();
    let told = &gone[..gone.len().min(MOST)];
    let successors = successors(told, &new);
    let mut findings: Vec<Finding> = told
        .iter()
        .map(|address| {
            let shown = format!("{address}/");
            let finding = Finding::note(
                ID,
                format!("{shown} was published, and leads nowhere now"),
            );
            match successors.get(address) {
                Some(page) => finding
                    .help(format!(
                        "If this page takes its place, add `aliases = [\"{shown}\"]` to its front matter, so that old links and bookmarks lead here."
                    ))
                    .at_opt(&*page.head.source, front_key(site, page, "title")),
                None => finding
                    .help(format!(
                        "If another page takes its place, add `aliases = [\"{shown}\"]` to that page's front matter, or a [[redirects]] from it, so that old links and bookmarks lead on."
                    ))
                    .in_file(CONFIG_FILE),
            }
        })
        .collect();
    if let Some(more) = gone.len().checked_sub(MOST).filter(|more| *more > 0) {
        findings.push(
            Finding::note(ID, format!("{more} more addresses lead nowhere now"))
                .help("A [[redirects]] with `*` leads on from a whole folder.")
                .in_file(CONFIG_FILE),
        );
    }
    findings
}

/// The new pages that take the place of those that are gone: called nearly the same in the same folder, or the only one
/// there that is left.
fn successors<'g, 'p>(gone: &[&'g str], new: &[&'p Page]) -> BTreeMap<&'g str, &'p Page> {
    let mut found: BTreeMap<&str, &Page> = BTreeMap::new();
    let mut free: BTreeMap<&str, &Page> = new
        .iter()
        .map(|page| (key(&page.head.address), *page))
        .collect();
    let beside = |free: &BTreeMap<&'p str, &'p Page>, address: &str| -> Vec<&'p str> {
        let folder = folder_of(address);
        let mut beside: Vec<&str> = free.keys().copied().collect();
        beside.retain(|other| folder_of(other) == folder);
        beside
    };
    for address in gone {
        let near = nearest(address, beside(&free, address));
        if let Some(page) = near.and_then(|near| free.remove(near)) {
            found.insert(address, page);
        }
    }
    let left: Vec<&str> = gone
        .iter()
        .copied()
        .filter(|address| !found.contains_key(address))
        .collect();
    for address in &left {
        let folder = folder_of(address);
        let is_alone = left
            .iter()
            .filter(|other| folder_of(other) == folder)
            .count()
            == 1;
        if let ([only], true) = (&*beside(&free, address), is_alone) {
            found.extend(free.remove(only).map(|page| (*address, page)));
        }
    }
    found
}

fn folder_of(address: &str) -> &str {
    address.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Translations of pages that are not there any more: nobody comes upon them when the page changes.
pub(super) fn orphans(site: &Site<'_>, findings: &mut Vec<Finding>) {
    let default = site.default_lang();
    let is_there = |head: &candor_model::page::PageHead| {
        let drafts = || {
            let mut drafts = site.drafts.iter();
            drafts.any(|draft| draft.key == head.key && draft.lang == default)
        };
        site.page_of_source(&head.key, default).is_some() || drafts()
    };
    for page in &site.pages {
        let head = &page.head;
        let Some(made_from) = head.front.translated_from.as_deref() else {
            continue;
        };
        if head.lang == default || is_there(head) {
            continue;
        }
        let renamed = site.pages_in(default).find(|source| {
            site.page_of_source(&source.head.key, &head.lang).is_none()
                && translation_hash(site, source).as_deref() == Some(made_from)
        });
        let help = match renamed {
            Some(source) => format!(
                "{} says the same: if it was renamed, give this file the same name with `.{}` before `.md`, and `aliases` with its old address.",
                source.head.source, head.lang
            ),
            None => format!(
                "If the page was renamed, give this file the same name with `.{}` before `.md`; if it is gone, delete this one, too.",
                head.lang
            ),
        };
        findings.push(
            Finding::warning(
                ID,
                format!("the page in `{default}` that this is a translation of is gone"),
            )
            .help(help)
            .at_opt(&*head.source, front_key(site, page, "translated_from")),
        );
    }
}
