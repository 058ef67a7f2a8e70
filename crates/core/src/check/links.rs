//! `upkeep.links`: every anchor that a link names exists.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::parse::markdown::links::compared;
use crate::site::{AnyPage, Page, Site};
use candor_model::findings::{Finding, nearest};

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    let by_address: BTreeMap<&str, AnyPage<'_>> = site
        .all_pages()
        .map(|page| (&**page.address(), page))
        .collect();
    let made: BTreeMap<&str, BTreeSet<String>> = site
        .all_pages()
        .filter(|page| page.role().shows_channels)
        .map(|page| (&**page.address(), channel_anchors(site)))
        .collect();
    let found: Vec<Finding> = site
        .pages
        .par_iter()
        .flat_map_iter(|page| page_findings(page, &by_address, &made))
        .collect();
    findings.extend(found);
}

fn page_findings<'s>(
    page: &'s Page,
    by_address: &'s BTreeMap<&str, AnyPage<'_>>,
    made: &'s BTreeMap<&str, BTreeSet<String>>,
) -> impl Iterator<Item = Finding> + 's {
    page.outline.links.iter().filter_map(move |link| {
        let anchor = link.anchor.as_deref().filter(|anchor| !anchor.is_empty())?;
        let address = link.address.as_deref().unwrap_or(&page.head.address);
        let target = by_address.get(address)?;
        let is_footnote = anchor.starts_with("fn-") || anchor.starts_with("fnref-");
        let own = target
            .written()
            .map_or(&[][..], |page| &page.outline.anchors);
        // `#top` is the top of any page in every browser.
        let known = anchor.eq_ignore_ascii_case("top")
            || own.iter().any(|known| known == anchor)
            || made.get(address).is_some_and(|made| made.contains(anchor))
            || is_footnote;
        if known {
            return None;
        }
        let all: Vec<&str> = own
            .iter()
            .chain(made.get(address).into_iter().flatten())
            .map(String::as_str)
            .collect();
        let help = match nearest(anchor, all.iter().copied()) {
            Some(near) => format!("Did you mean `#{near}`?"),
            None if all.is_empty() => "That page has no headings to link to.".to_owned(),
            None => format!("Anchors there: {}.", shown(&all)),
        };
        Some(
            Finding::error(
                "upkeep.links",
                format!("there is no `#{anchor}` on {address}"),
            )
            .help(help)
            .at(&*page.head.source, link.span.clone()),
        )
    })
}

fn shown(anchors: &[&str]) -> String {
    let shown: Vec<String> = anchors
        .iter()
        .take(12)
        .map(|anchor| format!("#{anchor}"))
        .collect();
    let more = if anchors.len() > shown.len() {
        ", …"
    } else {
        ""
    };
    format!("{}{more}", shown.join(", "))
}

/// Anchors that the template of a page with the channels makes from the data: the hours
/// table and one for each channel.
fn channel_anchors(site: &Site<'_>) -> BTreeSet<String> {
    site.channels
        .iter()
        .map(|channel| channel.id.clone())
        .chain(["hours".to_owned()])
        .collect()
}

/// What is wrong with an anchor that a redirect names on a page.
pub(super) fn dead_anchor(site: &Site<'_>, page: &AnyPage<'_>, anchor: &str) -> Option<Finding> {
    let own = page.written().map_or(&[][..], |page| &page.outline.anchors);
    let made = match page.role().shows_channels {
        true => channel_anchors(site),
        false => BTreeSet::new(),
    };
    let all: Vec<&str> = own.iter().chain(&made).map(String::as_str).collect();
    let written = compared(anchor);
    let is_top = written.is_empty() || written.eq_ignore_ascii_case("top");
    if is_top || all.contains(&written.as_str()) {
        return None;
    }
    let help = match nearest(&written, all.iter().copied()) {
        Some(near) => format!("Did you mean `#{near}`?"),
        None if all.is_empty() => "That page has no headings to lead to.".to_owned(),
        None => format!("Anchors there: {}.", shown(&all)),
    };
    let message = format!("there is no `#{anchor}` on {}", page.address());
    Some(Finding::error("upkeep.links", message).help(help))
}
