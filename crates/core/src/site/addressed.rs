//! The second stage: every page by path and front matter, and every address that a link can
//! lead to. From here on each body can be parsed without the others.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use rayon::prelude::*;

use super::configured::Configured;
use super::page::GeneratedPage;
use super::role::{MadeTitle, Outlook, Place, Role, Roles, Spot};
use crate::parse::markdown;
use crate::parse::page::{HeadContext, head};
use crate::source::{FileKind, SourceTree, is_reserved};
use candor_model::address::{Address, Addresses};
use candor_model::findings::Finding;
use candor_model::page::{Notice, PageHead, Section};
use candor_model::quarter::QuarterId;

/// What is known of a site once every page has its address. It is the stage before and more.
pub struct Addressed<'t> {
    configured: Configured<'t>,
    /// Where links lead.
    pub addresses: Addresses,
    /// Pages that are left out because they are drafts.
    pub drafts: Vec<PageHead>,
    /// Pages that Candor makes by itself, by address.
    pub generated: Vec<GeneratedPage>,
    pub(super) roles: &'static Roles,
}

impl<'t> Deref for Addressed<'t> {
    type Target = Configured<'t>;

    fn deref(&self) -> &Configured<'t> {
        &self.configured
    }
}

impl<'t> Addressed<'t> {
    /// The stage before, and the addresses.
    pub fn into_parts(self) -> (Configured<'t>, Addresses) {
        (self.configured, self.addresses)
    }

    /// What a page's body is parsed with.
    pub fn markdown_context<'s>(&'s self, head: &'s PageHead) -> markdown::Context<'s> {
        markdown::Context {
            file: &head.source,
            lang: &head.lang,
            addresses: &self.addresses,
            facts: self.facts_in(&head.lang),
            strings: self.theme.strings(&head.lang),
            title: &head.title,
            channels: &self.channels,
            dictionary: self
                .phrasebooks
                .get(&head.lang)
                .filter(|_| !self.rules.packs.is_empty())
                .map(|book| &book.dictionary),
            placeholders: self.placeholders_in(&head.lang),
            phone_region: &self.phone_region,
        }
    }
}

/// Gives every page its address, and returns the heads of those that are still to be parsed.
/// Of two with one address only the first stays.
pub(super) fn address<'t>(
    configured: Configured<'t>,
    roles: &'static Roles,
    findings: &mut Vec<Finding>,
) -> (Addressed<'t>, Vec<PageHead>) {
    let (heads, drafts) = heads(&configured, findings);
    let (origin, base_path) = configured.config.origin_and_base_path();
    let mut addresses = Addresses::new(base_path, configured.default_lang().to_owned());
    addresses.origin = origin;
    // Links to either page of an address are fine: it is the address that is wrong.
    for head in &heads {
        addresses.insert_page(&head.key, &head.source, &head.lang, head.address.clone());
    }
    enter_assets(configured.tree, &mut addresses);
    let heads = one_an_address(heads, findings);
    let generated = generated(&configured, roles, &heads);
    for page in &generated {
        addresses.insert_generated(&page.key, &page.lang, page.address.clone());
    }
    let addressed = Addressed {
        configured,
        addresses,
        drafts,
        generated,
        roles,
    };
    (addressed, heads)
}

/// The heads of the pages of the site, and of those that are left out as drafts.
fn heads(
    configured: &Configured<'_>,
    findings: &mut Vec<Finding>,
) -> (Vec<PageHead>, Vec<PageHead>) {
    let files: Vec<_> = configured.tree.of_kind(FileKind::Page).collect();
    let context = HeadContext {
        languages: &configured.languages,
        facts: &configured.facts,
        placeholders: &configured.placeholders,
    };
    let parsed: Vec<(Option<PageHead>, Vec<Finding>)> = files
        .par_iter()
        .map(|file| {
            let mut found = Vec::new();
            (head(file, context, &mut found), found)
        })
        .collect();
    let mut heads = Vec::with_capacity(parsed.len());
    let mut folders = BTreeSet::new();
    for (head, found) in parsed {
        // That a folder is badly named is found with every file in it, and told once.
        findings.extend(found.into_iter().filter(|finding| {
            finding.id != "source.address"
                || finding.place.as_ref().is_none_or(|place| {
                    folders.insert((place.file.clone(), finding.message.clone()))
                })
        }));
        heads.extend(head);
    }
    let has_drafts = configured.mode.has_drafts();
    let (mut heads, drafts) = heads
        .into_iter()
        .partition::<Vec<_>, _>(|head| has_drafts || !head.front.draft);
    inherit_notices(&mut heads);
    inherit_weights(&mut heads);
    (heads, drafts)
}

/// A translation of a notice need not repeat when it is; its source says so.
fn inherit_notices(heads: &mut [PageHead]) {
    let by_key: BTreeMap<String, Notice> = heads
        .iter()
        .filter_map(|head| Some((head.key.clone(), head.notice.clone()?)))
        .collect();
    for head in heads {
        if head.section == Section::Notice && head.notice.is_none() {
            head.notice = by_key.get(&head.key).cloned().map(|mut notice| {
                if !head.front.affects.is_empty() {
                    notice.affects = head.front.affects.clone();
                }
                notice
            });
        }
    }
}

/// A translation takes the place of its source in lists.
fn inherit_weights(heads: &mut [PageHead]) {
    let by_key: BTreeMap<String, i64> = heads
        .iter()
        .filter_map(|head| Some((head.key.clone(), head.front.weight?)))
        .collect();
    for head in heads {
        if head.front.weight.is_none() {
            head.front.weight = by_key.get(&head.key).copied();
        }
    }
}

fn enter_assets(tree: &SourceTree, addresses: &mut Addresses) {
    for file in tree.of_kind(FileKind::Asset) {
        if let Some(path) = file.path.strip_prefix("content/") {
            let address: Address = Arc::from(format!("/{path}"));
            if let Some(size) = file.image {
                addresses.insert_image(address.clone(), size);
            }
            addresses.insert_asset(&file.path, address);
        }
    }
}

/// The file that has an address.
type Taken = BTreeMap<Address, Arc<str>>;

/// Keeps the first page of each address.
fn one_an_address(mut heads: Vec<PageHead>, findings: &mut Vec<Finding>) -> Vec<PageHead> {
    let mut taken = Taken::new();
    let mut folded: BTreeMap<String, Arc<str>> = BTreeMap::new();
    heads.retain(|head| {
        if let Some(other) = taken.get(&head.address) {
            findings.push(
                Finding::error(
                    "source.address",
                    format!(
                        "{} and {other} have the same address, {}",
                        head.source, head.address
                    ),
                )
                .help("Rename one of the files or change its slug.")
                .in_file(&*head.source),
            );
            return false;
        }
        let is_told = || head.source.split('/').any(is_reserved);
        if let Some(part) = head
            .address
            .split('/')
            .find(|part| is_reserved(part))
            .filter(|_| !is_told())
        {
            findings.push(
                Finding::error(
                    "source.name",
                    format!(
                        "Windows cannot hold the folder `{part}` of the address {}",
                        head.address
                    ),
                )
                .help("Give the page another slug: some could not open the published folder.")
                .in_file(&*head.source),
            );
        }
        let lower = head.address.to_lowercase();
        if let Some(other) = folded.get(&lower) {
            findings.push(
                Finding::error(
                    "source.address",
                    format!(
                        "the addresses of {} and {other} differ only by case",
                        head.source
                    ),
                )
                .help("Rename one of them: many servers and readers treat them as one.")
                .in_file(&*head.source),
            );
        }
        folded.insert(lower, head.source.clone());
        taken.insert(head.address.clone(), head.source.clone());
        true
    });
    heads
}

/// The pages that Candor makes by itself because the data call for them and no
/// file writes their prose, by address.
fn generated(configured: &Configured<'_>, roles: &Roles, heads: &[PageHead]) -> Vec<GeneratedPage> {
    let mut pages = Vec::new();
    for language in &configured.languages {
        let outlook = Outlook {
            configured,
            heads,
            lang: &language.code,
        };
        let prefix = language.prefix();
        for role in roles.placed {
            match &role.place {
                Place::At(spot) => pages.extend(at_spot(role, spot, outlook, &prefix)),
                Place::Each(_) => {}
                Place::EachQuarter => pages.extend(each_quarter(role, outlook, &prefix)),
            }
        }
    }
    pages.sort_by(|a, b| (&a.address, &a.lang).cmp(&(&b.address, &b.lang)));
    pages
}

fn at_spot(
    role: &'static Role,
    spot: &Spot,
    outlook: Outlook<'_>,
    prefix: &str,
) -> Option<GeneratedPage> {
    let is_written = || outlook.has(|head| head.key == spot.key);
    if !(spot.is_made)(outlook) || is_written() {
        return None;
    }
    let configured = outlook.configured;
    let title = match spot.made_title {
        MadeTitle::AsInMenus => configured.theme.strings(outlook.lang).text(spot.menu_title),
        MadeTitle::OfSite => {
            let title = &configured.config.site.title;
            title.get(outlook.lang, configured.default_lang())
        }
    };
    Some(GeneratedPage {
        role,
        key: spot.key.to_owned(),
        lang: outlook.lang.to_owned(),
        address: Arc::from(format!("{prefix}{}", spot.address)),
        title: title.to_owned(),
    })
}

fn each_quarter<'a>(
    role: &'static Role,
    outlook: Outlook<'a>,
    prefix: &'a str,
) -> impl Iterator<Item = GeneratedPage> + 'a {
    let strings = outlook.configured.theme.strings(outlook.lang);
    outlook
        .configured
        .published_quarters()
        .iter()
        .map(move |quarter| {
            let id = *quarter.quarter.get_ref();
            GeneratedPage {
                role,
                key: quarter_key(id),
                lang: outlook.lang.to_owned(),
                address: Arc::from(format!("{prefix}/reports/{id}/")),
                title: id.title(strings),
            }
        })
}

/// The file that the page of a quarter is made from.
pub fn quarter_key(id: QuarterId) -> String {
    format!("content/reports/{id}.toml")
}
