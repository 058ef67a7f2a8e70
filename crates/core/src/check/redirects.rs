//! `config.value`, `upkeep.links`: every redirect of the configuration leads to a page or a file, and to an anchor on it.

use std::collections::BTreeMap;

use super::links;
use crate::config::redirect::{placeholders, target_problem};
use crate::site::Site;
use crate::source::CONFIG_FILE;
use candor_model::findings::Finding;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    if site.config.redirects.is_empty() {
        return;
    }
    let (origin, base) = site.config.origin_and_base_path();
    let pages: BTreeMap<&str, _> = site
        .all_pages()
        .map(|page| (&**page.address(), page))
        .collect();
    for redirect in &site.config.redirects {
        let to = redirect.to.get_ref();
        let own = to
            .strip_prefix(&*origin)
            .and_then(|path| path.strip_prefix(&*base));
        let within = match own {
            // The own address written in full, alone.
            Some("") => "/",
            Some(path) if path.starts_with('/') => path,
            _ => to,
        };
        let is_told = target_problem(redirect.from.get_ref(), to).is_some();
        // Where a pattern leads, its target does not say.
        if is_told || !within.starts_with('/') || placeholders(within).next().is_some() {
            continue;
        }
        let (address, anchor) = within.split_once('#').unwrap_or((within, ""));
        let address = address.split('?').next().unwrap_or_default();
        let at = |finding: Finding| finding.at(CONFIG_FILE, redirect.to.span());
        let forms = [
            address.to_owned(),
            format!(
                "{}/",
                address.trim_end_matches("index.html").trim_end_matches('/')
            ),
        ];
        let page = forms.iter().find_map(|form| pages.get(form.as_str()));
        if let Some(page) = page {
            findings.extend(links::dead_anchor(site, page, anchor).map(at));
        } else if site.addresses.by_address(address).is_none() {
            findings.push(at(Finding::environment(
                "config.value",
                format!("`{to}` leads to no page"),
            )
            .help(
                "Redirect to an address of this site, such as /faq/fees/, or to an https address.",
            )));
        }
    }
}
