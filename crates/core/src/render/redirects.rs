//! `_redirects`, and a small page at each old address for hosts that do not read it.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use pulldown_cmark_escape::escape_html;
use rustc_hash::FxHashMap;

use super::plan::Artifact;
use crate::config::redirect::{breadth, covers, is_pattern, key, literal};
use crate::site::Site;
use crate::source::door::is_plain;
use crate::source::{CONFIG_FILE, is_segment};
use candor_model::findings::Finding;

/// Rules of one address each that Cloudflare Pages reads; it passes over the rest.
const STATIC_LIMIT: usize = 2000;

/// Rules of many addresses that it reads.
const DYNAMIC_LIMIT: usize = 100;

/// What stands as it is in a rule; blanks and what ends a line are not in one.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');

/// One redirect, wherever it is written.
struct Rule<'s> {
    from: &'s str,
    /// As it stands in the rule.
    to: String,
    /// What the page at the old address is called.
    title: &'s str,
    lang: &'s str,
    file: &'s str,
    span: Option<Range<usize>>,
}

/// Enters the rules and the pages at old addresses; what clashes with the site is in `findings`.
pub fn plan<'s>(
    site: &'s Site<'s>,
    artifacts: &mut Vec<Artifact<'s>>,
    findings: &mut Vec<Finding>,
) {
    let rules = rules(site);
    if rules.is_empty() {
        return;
    }
    let (dynamic, fixed): (Vec<_>, Vec<_>) =
        rules.into_iter().partition(|rule| is_pattern(rule.from));
    twice(&fixed, findings);
    twice(&dynamic, findings);
    hidden(&fixed, &dynamic, artifacts, findings);
    too_many(&fixed, &dynamic, findings);
    let text = text(site, &fixed, dynamic);
    if site.config.output.alias_pages {
        let pages = pages(site, &fixed, artifacts);
        artifacts.extend(pages);
    }
    artifacts.push(Artifact::bytes("_redirects", text.into_bytes()));
}

fn rules<'s>(site: &'s Site<'s>) -> Vec<Rule<'s>> {
    let (origin, base) = site.config.origin_and_base_path();
    let from_config = site.config.redirects.iter().map(|redirect| {
        let to = redirect.to.get_ref();
        // The own address written in full is a path of the site.
        let within = to
            .strip_prefix(&*origin)
            .and_then(|path| path.strip_prefix(&*base));
        let to = within.filter(|path| path.starts_with('/')).unwrap_or(to);
        Rule {
            from: redirect.from.get_ref(),
            title: redirect.to.get_ref(),
            to: match to.starts_with('/') {
                true => site.addresses.href(to),
                false => to.to_owned(),
            },
            lang: site.default_lang(),
            file: CONFIG_FILE,
            span: Some(redirect.from.span()),
        }
    });
    let from_pages = site.pages.iter().flat_map(|page| {
        page.head.front.aliases.iter().map(|alias| Rule {
            from: alias,
            to: site.addresses.href(&page.head.address),
            title: &page.head.title,
            lang: &page.head.lang,
            file: &page.head.source,
            span: None,
        })
    });
    from_config.chain(from_pages).collect()
}

fn address_clash(rule: &Rule<'_>, message: String, help: &str) -> Finding {
    Finding::error("source.address", message)
        .help(help)
        .at_opt(rule.file, rule.span.clone())
}

/// Of two rules for one address hosts read the first.
fn twice(rules: &[Rule<'_>], findings: &mut Vec<Finding>) {
    let mut seen: FxHashMap<&str, &Rule<'_>> = FxHashMap::default();
    for rule in rules {
        let Some(other) = seen.insert(key(rule.from), rule) else {
            continue;
        };
        // Both forms of an address may lead to the same place.
        if rule.from != other.from && rule.to == other.to {
            continue;
        }
        findings.push(address_clash(
            rule,
            format!(
                "`{}` redirects twice, here and in {}",
                rule.from, other.file
            ),
            "Remove one of the two.",
        ));
    }
}

/// Some hosts follow a rule whether or not there is a file, others never where there is one: either way one of the two
/// cannot be reached.
fn hidden(
    fixed: &[Rule<'_>],
    dynamic: &[Rule<'_>],
    artifacts: &[Artifact<'_>],
    findings: &mut Vec<Finding>,
) {
    let mut live: BTreeMap<String, &str> = artifacts
        .iter()
        .map(|artifact| {
            let source = artifact
                .page
                .as_ref()
                .and_then(|page| page.source.as_deref());
            let address = format!("/{}", artifact.path);
            (key(&address).to_owned(), source.unwrap_or(&artifact.path))
        })
        .collect();
    // A check does not plan all of them.
    for own in ["/api/faq.json", "/search/index.json", "/manifest.json"] {
        live.entry(own.to_owned()).or_insert(&own[1..]);
    }
    for rule in fixed {
        if let Some(file) = live.get(key(rule.from)) {
            findings.push(address_clash(
                rule,
                format!(
                    "`{}` redirects, but it is also the address of {file}",
                    rule.from
                ),
                "Remove the redirect, or rename the page.",
            ));
        }
    }
    // Hosts read no more, and a site with more is told so.
    for rule in dynamic.iter().take(DYNAMIC_LIMIT) {
        let start = key(literal(rule.from));
        let mut hit = live
            .range(start.to_owned()..)
            .take_while(|(address, _)| address.starts_with(start))
            .filter(|(address, _)| covers(rule.from, address));
        let Some((address, file)) = hit.next() else {
            continue;
        };
        let more = hit.count();
        let others = match more {
            0 => String::new(),
            1 => " and of one more file".to_owned(),
            more => format!(" and of {more} more files"),
        };
        let address = if address.is_empty() { "/" } else { address };
        findings.push(address_clash(
            rule,
            format!("`{}` redirects, but it covers {address}, the address of {file}{others}", rule.from),
            "Name the old addresses more narrowly: some hosts follow a redirect even where there is a page, which then cannot be reached.",
        ));
    }
}

fn too_many(fixed: &[Rule<'_>], dynamic: &[Rule<'_>], findings: &mut Vec<Finding>) {
    let kinds = [
        (fixed, STATIC_LIMIT, "redirects"),
        (
            dynamic,
            DYNAMIC_LIMIT,
            "redirects with `*` or a placeholder",
        ),
    ];
    for (rules, limit, what) in kinds {
        let Some(first) = rules.get(limit) else {
            continue;
        };
        findings.push(
            Finding::warning(
                "output.redirects",
                format!("the site has {} {what}; Cloudflare Pages reads {limit} and passes over the rest", rules.len()),
            )
            .help("Put several into one with `*`, as /help/*, or take out those that nobody follows any more.")
            .at_opt(first.file, first.span.clone()),
        );
    }
}

/// The format that Netlify and Cloudflare Pages read: the first rule that matches counts.
fn text(site: &Site<'_>, fixed: &[Rule<'_>], mut dynamic: Vec<Rule<'_>>) -> String {
    let base = &site.addresses.base_path;
    let line = |from: &str, to: &str| {
        let encoded = |text| utf8_percent_encode(text, ENCODED).to_string();
        format!(
            "{} {} 301\n",
            encoded(&format!("{base}{from}")),
            encoded(to)
        )
    };
    let mut lines: Vec<String> = fixed.iter().map(|rule| line(rule.from, &rule.to)).collect();
    // One host reads `/old` and `/old/` as two addresses.
    let has_both = |from: &str| {
        fixed.len() < STATIC_LIMIT && !from.rsplit('/').next().unwrap_or_default().contains('.')
    };
    let others = fixed
        .iter()
        .filter(|rule| rule.from != "/" && has_both(rule.from));
    let known: std::collections::BTreeSet<&str> = fixed.iter().map(|rule| rule.from).collect();
    let others = others.filter_map(|rule| {
        let other = match rule.from.strip_suffix('/') {
            Some(bare) => bare.to_owned(),
            None => format!("{}/", rule.from),
        };
        (!known.contains(other.as_str())).then(|| line(&other, &rule.to))
    });
    let room = STATIC_LIMIT.saturating_sub(lines.len());
    let others: Vec<String> = others.take(room).collect();
    lines.extend(others);
    lines.sort_unstable();
    dynamic.sort_by(|a, b| match breadth(a.from).cmp(&breadth(b.from)) {
        Ordering::Equal => a.from.cmp(b.from),
        order => order,
    });
    lines.extend(dynamic.iter().map(|rule| line(rule.from, &rule.to)));
    lines.concat()
}

/// A page at each old address that leads on by itself.
fn pages<'s>(site: &Site<'_>, fixed: &[Rule<'_>], artifacts: &[Artifact<'s>]) -> Vec<Artifact<'s>> {
    let taken: std::collections::BTreeSet<&str> =
        artifacts.iter().map(|artifact| &*artifact.path).collect();
    let mut pages: BTreeMap<String, Artifact<'s>> = BTreeMap::new();
    for rule in fixed {
        let Some(path) = file_of(rule.from).filter(|path| !taken.contains(path.as_str())) else {
            continue;
        };
        let bytes = page(site, rule).into_bytes();
        pages
            .entry(path.clone())
            .or_insert_with(|| Artifact::bytes(path, bytes));
    }
    pages.into_values().collect()
}

/// The file that hosts hand out for an address; none for one that is no page's.
fn file_of(from: &str) -> Option<String> {
    let path = percent_decode_str(from.strip_prefix('/')?)
        .decode_utf8()
        .ok()?;
    let bare = path.strip_suffix('/').unwrap_or(&path);
    let name = bare.rsplit('/').next().unwrap_or_default();
    let is_page = [".html", ".htm"]
        .iter()
        .any(|ending| name.ends_with(ending));
    let file = match path.ends_with('/') || !name.contains('.') {
        true => format!("{bare}/index.html"),
        false if is_page => bare.to_owned(),
        false => return None,
    };
    (is_plain(&file) && file.split('/').all(is_segment)).then_some(file)
}

fn page(site: &Site<'_>, rule: &Rule<'_>) -> String {
    let (origin, _) = site.config.origin_and_base_path();
    let escaped = |text: &str| {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = escape_html(&mut out, text);
        out
    };
    let whole = match rule.to.starts_with('/') {
        true => format!("{origin}{}", rule.to),
        false => rule.to.clone(),
    };
    let (to, title) = (escaped(&rule.to), escaped(rule.title));
    let canonical = escaped(whole.split('#').next().unwrap_or_default());
    let direction = site
        .languages
        .iter()
        .find(|language| language.code == rule.lang)
        .map_or("ltr", |language| language.direction());
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n",
        escaped(rule.lang),
    );
    let _ = write!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<meta name=\"robots\" content=\"noindex\">\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={to}\">\n</head>\n<body>\n\
         <main><h1><a href=\"{to}\">{title}</a></h1></main>\n</body>\n</html>\n"
    );
    out
}
