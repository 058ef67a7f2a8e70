//! From files to the site: configuration, data, heads, addresses, bodies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::cache::Cache;
use super::map::{KNOWN, Known, Role};
use super::{Outline, Page, Site};
use super::{bodies, facts};
use crate::config::{self, Config, RegulatorConfig};
use crate::parse::data;
use crate::parse::markdown::Body;
use crate::parse::page::{HeadContext, head};
use crate::render::theme;
use crate::rules::{self, Rules};
use crate::source::{FileKind, SourceTree};
use candor_model::Hash;
use candor_model::address::Addresses;
use candor_model::findings::Finding;
use candor_model::language::Language;
use candor_model::page::{FrontMatter, PageHead, Section};
use candor_model::quarter::Quarter;
use candor_prose::Lexicons;

/// What a site is assembled with besides its files.
#[derive(Debug, Clone)]
pub struct Options {
    /// The day of the build, in UTC.
    pub today: NaiveDate,
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// Whether this is a marked preview.
    pub preview: bool,
    /// What an earlier publication said, when this one is to be compared with it.
    pub since: Option<super::Since>,
    /// Ids of rule packs to look at in place of those of the configuration.
    pub packs: Option<Vec<String>>,
    /// Whether the pages are only checked, and indexed for the search only if a check asks it.
    pub is_only_checked: bool,
    /// How kinds of check read what requirements set them up with.
    pub read_setup: rules::ReadSetup,
}

/// Assembles the site. `None` only when the configuration leaves nothing to go on;
/// everything wrong with the files is in `findings` either way.
pub fn assemble<'t>(
    tree: &'t SourceTree,
    options: Options,
    cache: Option<Cache>,
    findings: &mut Vec<Finding>,
) -> Option<Site<'t>> {
    findings.extend(tree.findings.iter().cloned());
    let mut config = config::parse(tree.config.as_deref()?, findings)?;
    if let Some(packs) = options.packs {
        let unplaced = |id| toml::Spanned::new(0..0, id);
        config.rules.packs = packs.into_iter().map(unplaced).collect();
    }
    let languages = config.languages();
    let theme = theme::load(&config, tree, findings);
    let (channels, unread) = tree
        .of_kind(FileKind::Channels)
        .next()
        .map(|file| data::channels(file, findings))
        .unwrap_or_default();
    let mut quarters: Vec<Quarter> = tree
        .of_kind(FileKind::Quarter)
        .filter_map(|file| data::quarter(file, &channels, &unread, findings))
        .collect();
    quarters.sort_by_key(|quarter| *quarter.quarter.get_ref());
    quarters.dedup_by_key(|quarter| *quarter.quarter.get_ref());
    let rules = rules::load(&config, tree, options.read_setup, findings);
    let regulator = regulator(&config, &rules);
    let lexicons = Lexicons::built_in();
    let phrasebooks = languages
        .iter()
        .map(|language| {
            let book = rules::phrasebook(&rules, &config.rules.phrases, &language.code, &lexicons);
            (language.code.clone(), book)
        })
        .collect();
    let facts: BTreeMap<_, _> = languages
        .iter()
        .map(|language| {
            let strings = theme.strings(&language.code);
            let mut facts = facts::gather(
                &config,
                &channels,
                regulator.as_ref(),
                strings,
                &language.code,
            );
            facts.set_unread(unread.clone());
            (language.code.clone(), facts)
        })
        .collect();

    let (mut heads, drafts) = heads(tree, &languages, &facts, options.drafts, findings);
    let (_, base_path) = config.origin_and_base_path();
    let mut site = Site {
        tree,
        addresses: Addresses::new(base_path, config.languages.default.get_ref().clone()),
        config,
        phone_region: phone_region(&rules),
        rules: Arc::new(rules),
        phrasebooks,
        drafts,
        troubled: BTreeSet::new(),
        languages,
        today: options.today,
        since: options.since,
        preview: options.preview,
        theme,
        channels,
        unread,
        quarters,
        regulator,
        facts,
        pages: Vec::new(),
        by_role: BTreeMap::new(),
        analyzers: BTreeMap::new(),
    };
    enter_addresses(&mut site, &mut heads, findings);
    let is_indexed = !options.is_only_checked || !site.is_checked_without_index();
    bodies::add_bodies(&mut site, heads, cache, is_indexed, findings);
    add_generated(&mut site);
    site.pages
        .sort_by(|a, b| (&a.head.address, &a.head.lang).cmp(&(&b.head.address, &b.head.lang)));
    for (at, page) in site.pages.iter().enumerate() {
        if super::map::known_page(page.role).is_some() {
            site.by_role
                .entry(page.role)
                .or_default()
                .insert(page.head.lang.clone(), at);
        }
    }
    site.troubled = findings
        .iter()
        .filter_map(|finding| finding.place.as_ref())
        .map(|place| Arc::from(place.file.as_str()))
        .collect();
    Some(site)
}

/// The configuration's details first, the first pack's for what it leaves out.
fn regulator(config: &Config, rules: &Rules) -> Option<RegulatorConfig> {
    let from_pack = rules
        .packs
        .first()
        .map(|pack| pack.regulator.clone())
        .unwrap_or_default();
    let merged = config.regulator.clone().or(from_pack);
    merged.name.is_some().then_some(merged)
}

/// The region of the first pack that names one.
fn phone_region(rules: &Rules) -> String {
    rules
        .packs
        .iter()
        .find_map(|pack| pack.defaults.phone_region.clone())
        .unwrap_or_else(|| "US".to_owned())
}

fn heads(
    tree: &SourceTree,
    languages: &[Language],
    facts: &BTreeMap<String, candor_model::facts::Facts>,
    with_drafts: bool,
    findings: &mut Vec<Finding>,
) -> (Vec<PageHead>, Vec<PageHead>) {
    let files: Vec<_> = tree.of_kind(FileKind::Page).collect();
    let context = HeadContext { languages, facts };
    let parsed: Vec<(Option<PageHead>, Vec<Finding>)> = files
        .par_iter()
        .map(|file| {
            let mut found = Vec::new();
            (head(file, context, &mut found), found)
        })
        .collect();
    let mut heads = Vec::with_capacity(parsed.len());
    for (head, found) in parsed {
        findings.extend(found);
        heads.extend(head);
    }
    let (mut heads, drafts) = heads
        .into_iter()
        .partition::<Vec<_>, _>(|head| with_drafts || !head.front.draft);
    inherit_notices(&mut heads);
    inherit_weights(&mut heads);
    (heads, drafts)
}

/// A translation of a notice need not repeat when it is; its source says so.
fn inherit_notices(heads: &mut [PageHead]) {
    let by_key: BTreeMap<String, candor_model::page::Notice> = heads
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

/// Enters every page; of two with one address only the first stays.
fn enter_addresses(site: &mut Site<'_>, heads: &mut Vec<PageHead>, findings: &mut Vec<Finding>) {
    let mut taken: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
    let mut folded: BTreeMap<String, Arc<str>> = BTreeMap::new();
    heads.retain(|head| {
        // Links to either page are fine: it is the address that is wrong.
        site.addresses
            .insert_page(&head.key, &head.source, &head.lang, head.address.clone());
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
    for file in site.tree.of_kind(FileKind::Asset) {
        if let Some(path) = file.path.strip_prefix("content/") {
            let address: Arc<str> = Arc::from(format!("/{path}"));
            if let Some(size) = file.image {
                site.addresses.insert_image(address.clone(), size);
            }
            site.addresses.insert_asset(&file.path, address);
        }
    }
    let entered: Vec<&PageHead> = heads.iter().collect();
    let generated = generated(site, &entered);
    for (key, lang, address, _) in &generated {
        site.addresses.insert_generated(key, lang, address.clone());
    }
    check_aliases(site, heads, &taken, findings);
}

fn check_aliases(
    site: &Site<'_>,
    heads: &[PageHead],
    taken: &BTreeMap<Arc<str>, Arc<str>>,
    findings: &mut Vec<Finding>,
) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let from_config = site
        .config
        .redirects
        .iter()
        .map(|redirect| (redirect.from.get_ref().as_str(), crate::source::CONFIG_FILE));
    let from_pages = heads.iter().flat_map(|head| {
        head.front
            .aliases
            .iter()
            .map(|alias| (alias.as_str(), &*head.source))
    });
    for (alias, file) in from_config.chain(from_pages) {
        if let Some(page) = taken.get(alias) {
            findings.push(
                Finding::error(
                    "source.address",
                    format!("`{alias}` redirects, but it is also the address of {page}"),
                )
                .help("Remove the redirect, or rename the page.")
                .in_file(file),
            );
        }
        if let Some(other) = seen.insert(alias, file) {
            findings.push(
                Finding::error(
                    "source.address",
                    format!("`{alias}` redirects twice, here and in {other}"),
                )
                .help("Remove one of the two.")
                .in_file(file),
            );
        }
    }
}

type Generated = (String, String, Arc<str>, Role);

/// The pages that Candor makes by itself because the data call for them and no
/// file writes their prose.
fn generated(site: &Site<'_>, heads: &[&PageHead]) -> Vec<Generated> {
    let mut pages = Vec::new();
    for language in &site.languages {
        let lang = &language.code;
        let has = |test: &dyn Fn(&PageHead) -> bool| {
            heads.iter().any(|head| head.lang == *lang && test(head))
        };
        for Known {
            role, key, address, ..
        } in KNOWN
        {
            let wanted = match role {
                Role::Home | Role::AToZ | Role::Search | Role::NotFound => true,
                Role::Topics => has(&PageHead::is_topic),
                Role::Contact => !site.channels.is_empty(),
                Role::ResponseTimes => site
                    .channels
                    .iter()
                    .any(|channel| !channel.commitments.is_empty()),
                Role::Notices => has(&|head| head.section == Section::Notice && !head.is_index()),
                Role::Reports => !site.quarters.is_empty(),
                Role::Coverage => {
                    site.config.rules.publish_coverage && !site.rules.packs.is_empty()
                }
                _ => false,
            };
            if wanted && !has(&|head| head.key == *key) {
                let address = format!("{}{address}", language.prefix());
                pages.push(((*key).to_owned(), lang.clone(), Arc::from(address), *role));
            }
        }
        for quarter in &site.quarters {
            let id = quarter.quarter.get_ref();
            let address = format!("{}/reports/{id}/", language.prefix());
            pages.push((
                format!("content/reports/{id}.toml"),
                lang.clone(),
                Arc::from(address),
                Role::Report,
            ));
        }
    }
    pages
}

fn add_generated(site: &mut Site<'_>) {
    let heads: Vec<&PageHead> = site.pages.iter().map(|page| &page.head).collect();
    for (key, lang, address, role) in generated(site, &heads) {
        let strings = site.theme.strings(&lang);
        let title = match role {
            Role::Report => {
                let id = key
                    .trim_start_matches("content/reports/")
                    .trim_end_matches(".toml");
                crate::render::words::quarter_title(id, strings)
            }
            Role::Home => site
                .config
                .site
                .title
                .get(&lang, site.default_lang())
                .to_owned(),
            _ => super::map::known_page(role)
                .map(|known| strings.text(known.title).to_owned())
                .unwrap_or_default(),
        };
        site.pages.push(Page {
            role,
            head: PageHead {
                source: Arc::from(""),
                key,
                lang,
                section: Section::Page,
                slug: String::new(),
                address,
                title,
                description: None,
                front: FrontMatter::default(),
                notice: None,
                hash: Hash::default(),
                body_at: 0,
            },
            outline: Outline::default(),
            body: Some(Body::default()),
            fingerprint: Hash::default(),
            input: Hash::default(),
            index: None,
        });
    }
}
