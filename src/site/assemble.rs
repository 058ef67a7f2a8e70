//! From files to the site: configuration, data, heads, addresses, bodies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::cache::Cache;
use super::facts;
use super::map::{KNOWN, Known, Role, role_of};
use super::{Outline, Page, Site};
use crate::config::{self, Config, RegulatorConfig};
use crate::findings::Finding;
use crate::model::address::Addresses;
use crate::model::language::Language;
use crate::model::page::{FrontMatter, PageHead, Question, Section};
use crate::model::quarter::Quarter;
use crate::parse::markdown::{self, Body};
use crate::parse::page::{HeadContext, head};
use crate::parse::{data, markdown::Context};
use crate::prose::Lexicons;
use crate::render::theme;
use crate::rules::{self, Rules};
use crate::search::{self, Analyzer, Doc, PageIndex, StopWords};
use crate::source::{FileKind, Hash, SourceTree};

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
    let channels = tree
        .of_kind(FileKind::Channels)
        .next()
        .map(|file| data::channels(file, findings))
        .unwrap_or_default();
    let mut quarters: Vec<Quarter> = tree
        .of_kind(FileKind::Quarter)
        .filter_map(|file| data::quarter(file, &channels, findings))
        .collect();
    quarters.sort_by_key(|quarter| *quarter.quarter.get_ref());
    quarters.dedup_by_key(|quarter| *quarter.quarter.get_ref());
    let rules = rules::load(&config, tree, findings);
    let regulator = regulator(&config, &rules);
    let phrasebooks = languages
        .iter()
        .map(|language| {
            let book = rules::phrasebook(&rules, &config.rules.phrases, &language.code);
            (language.code.clone(), book)
        })
        .collect();
    let facts: BTreeMap<_, _> = languages
        .iter()
        .map(|language| {
            let strings = theme.strings(&language.code);
            let facts = facts::gather(
                &config,
                &channels,
                regulator.as_ref(),
                strings,
                &language.code,
            );
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
        lexicons: Lexicons::built_in(),
        phrasebooks,
        drafts,
        troubled: BTreeSet::new(),
        languages,
        today: options.today,
        since: options.since,
        preview: options.preview,
        theme,
        channels,
        quarters,
        regulator,
        facts,
        pages: Vec::new(),
        by_role: BTreeMap::new(),
        analyzers: BTreeMap::new(),
    };
    enter_addresses(&mut site, &mut heads, findings);
    let is_indexed = !options.is_only_checked || !site.is_checked_without_index();
    add_bodies(&mut site, heads, cache, is_indexed, findings);
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
    facts: &BTreeMap<String, crate::model::facts::Facts>,
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
    let by_key: BTreeMap<String, crate::model::page::Notice> = heads
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

/// Parses a page's body from its file's text.
pub(super) fn parse_body(
    text: &str,
    head: &PageHead,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Body {
    markdown::parse(&text[head.body_at..], head.body_at, context, findings)
}

fn add_bodies(
    site: &mut Site<'_>,
    heads: Vec<PageHead>,
    mut cache: Option<Cache>,
    is_indexed: bool,
    findings: &mut Vec<Finding>,
) {
    let environments: BTreeMap<String, Hash> = site
        .languages
        .iter()
        .map(|language| (language.code.clone(), environment(site, &language.code)))
        .collect();
    for language in &site.languages {
        let analyzer = cache
            .as_mut()
            .and_then(|cache| cache.take_analyzer(&language.code))
            .unwrap_or_else(|| Analyzer::new(&language.code, StopWords::default()));
        site.analyzers.insert(language.code.clone(), analyzer);
    }
    let recalled: Vec<_> = heads
        .into_iter()
        .map(|head| {
            let environment = environments.get(&head.lang).copied().unwrap_or_default();
            let mut hasher = blake3::Hasher::new();
            hasher
                .update(&environment)
                .update(&head.hash)
                .update(head.source.as_bytes());
            let input = *hasher.finalize().as_bytes();
            let known = cache
                .as_mut()
                .and_then(|cache| cache.take_page(&head.source, &input));
            (head, input, known)
        })
        .collect();
    drop(cache);
    let this = &*site;
    let parsed: Vec<(Page, Vec<Finding>)> = recalled
        .into_par_iter()
        .map(|(head, input, known)| match known {
            Some((outline, index)) if still_resolves(this, &head, &outline) => {
                let page = page(head, outline, None, Some(index), input);
                (page, Vec::new())
            }
            _ => parse_page(this, head, input, is_indexed),
        })
        .collect();
    let mut pages = Vec::with_capacity(parsed.len());
    for (page, found) in parsed {
        findings.extend(found);
        pages.push(page);
    }
    site.pages = pages;
}

/// Everything that a parse depends on besides the file and its links.
fn environment(site: &Site<'_>, lang: &str) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(crate::BUILD_ID.as_bytes());
    hasher.update(lang.as_bytes());
    hasher.update(site.addresses.base_path.as_bytes());
    for (name, fact) in site.facts(lang).iter() {
        for part in [
            Some(name),
            Some(&fact.text),
            fact.href.as_deref(),
            fact.channel.as_deref(),
        ] {
            hasher
                .update(part.unwrap_or_default().as_bytes())
                .update(&[0]);
        }
    }
    for (address, size) in site.addresses.images() {
        hasher
            .update(address.as_bytes())
            .update(&[0])
            .update(&size.width.to_le_bytes())
            .update(&size.height.to_le_bytes());
    }
    hasher.update(site.phone_region.as_bytes());
    hasher.update(&[u8::from(site.rules.packs.is_empty())]);
    if let Some(book) = site.phrasebooks.get(lang) {
        book.feed(&mut hasher);
    }
    for (key, text) in ["alert", "task", "table", "footnote"]
        .iter()
        .flat_map(|table| site.theme.strings(lang).entries(table))
    {
        hasher
            .update(key.as_bytes())
            .update(&[0])
            .update(text.as_bytes())
            .update(&[0]);
    }
    *hasher.finalize().as_bytes()
}

/// Whether every link still leads where it led when the page was parsed.
fn still_resolves(site: &Site<'_>, head: &PageHead, outline: &Outline) -> bool {
    let from = markdown::links::From {
        file: &head.source,
        lang: &head.lang,
    };
    outline.resolutions.iter().all(|(target, address)| {
        match markdown::links::resolve(target, from, &site.addresses) {
            Ok(markdown::links::Resolved::Page { address: now, .. })
            | Ok(markdown::links::Resolved::Asset(now)) => *now == **address,
            _ => false,
        }
    })
}

fn parse_page(
    site: &Site<'_>,
    head: PageHead,
    input: Hash,
    is_indexed: bool,
) -> (Page, Vec<Finding>) {
    let mut findings = Vec::new();
    let body = match site.tree.whole_text(&head.source) {
        Ok(text) => parse_body(&text, &head, site.markdown_context(&head), &mut findings),
        Err(finding) => {
            findings.push(*finding);
            Body::default()
        }
    };
    let outline = outline(&head, &body);
    let index = site
        .analyzers
        .get(&head.lang)
        .filter(|_| is_indexed)
        .map(|analyzer| index(analyzer, &head, &body, &outline));
    (page(head, outline, Some(body), index, input), findings)
}

fn page(
    head: PageHead,
    outline: Outline,
    body: Option<Body>,
    index: Option<PageIndex>,
    input: Hash,
) -> Page {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&input);
    for (target, address) in &outline.resolutions {
        hasher
            .update(target.as_bytes())
            .update(&[0])
            .update(address.as_bytes())
            .update(&[0]);
    }
    Page {
        role: role_of(&head),
        fingerprint: *hasher.finalize().as_bytes(),
        input,
        head,
        outline,
        body,
        index,
    }
}

/// Letters of an answer that the search may show, of which it shows about 160. Half of all answers are shorter.
const SUMMARY_LENGTH: usize = 480;

fn outline(head: &PageHead, body: &Body) -> Outline {
    let questions = body
        .sections
        .iter()
        .filter_map(|section| {
            let heading = section.heading.as_ref()?;
            Some(Question {
                id: heading.id.clone(),
                title: heading.text.clone(),
                summary: search::summary(&section.text, SUMMARY_LENGTH),
                covers: heading.covers.clone(),
                span: heading.span.clone(),
            })
        })
        .collect();
    let intro = body
        .sections
        .first()
        .filter(|section| section.heading.is_none());
    let searchable = !matches!(
        role_of(head),
        Role::Home | Role::Topic | Role::Search | Role::NotFound | Role::AToZ
    );
    Outline {
        questions,
        summary: intro
            .filter(|intro| searchable && !intro.text.is_empty())
            .map(|intro| search::summary(&intro.text, SUMMARY_LENGTH)),
        anchors: body.anchors.clone(),
        links: body.links.clone(),
        resolutions: unique(&body.resolutions),
        assets: unique(&body.assets),
        prose: body.prose.clone(),
    }
}

fn unique<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    items
        .iter()
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// The search documents of a page: its questions, and on pages that are no topic
/// the introduction under the page's own title.
fn index(analyzer: &Analyzer, head: &PageHead, body: &Body, outline: &Outline) -> PageIndex {
    let page_also = head.front.also.join(", ");
    let also: Vec<String> = body
        .sections
        .iter()
        .map(|section| match &section.heading {
            Some(heading) if !heading.also.is_empty() => {
                format!("{}, {page_also}", heading.also.join(", "))
            }
            _ => page_also.clone(),
        })
        .collect();
    let docs: Vec<Doc<'_>> = body
        .sections
        .iter()
        .zip(&also)
        .filter_map(|(section, also)| match &section.heading {
            Some(heading) => Some(Doc {
                question: &heading.text,
                also,
                answer: &section.text,
            }),
            None => outline.summary.as_ref().map(|_| Doc {
                question: &head.title,
                also,
                answer: &section.text,
            }),
        })
        .collect();
    search::index_page(analyzer, &head.title, &docs)
}
