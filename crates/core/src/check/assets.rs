//! `source.unused`, `source.picture`: files that are published as they are, which nothing links to, or which are too large
//! for a telephone.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::site::Site;
use crate::source::{FileKind, SourceFile, WELL_KNOWN};
use candor_model::findings::Finding;

/// So many are told one by one.
const TOLD: usize = 100;

/// What names of pictures begin with that browsers and systems ask for by themselves.
const ICONS: &[&str] = &[
    "android-chrome",
    "apple-touch-icon",
    "favicon",
    "icon",
    "mstile",
    "safari-pinned-tab",
    "web-app-manifest",
];

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    findings.extend(large(site));
    let unused = unused(site);
    let help = "Link to it where it is needed, or move it out of content/: everybody who guesses its address can read it.";
    findings.extend(unused.iter().take(TOLD).map(|file| {
        Finding::note(
            "source.unused",
            "this is published, and no page links to it",
        )
        .help(help)
        .in_file(&*file.path)
    }));
    if let Some(more) = unused.len().checked_sub(TOLD).filter(|more| *more > 0) {
        let message = format!("{more} more files are published, and no page links to them");
        findings.push(Finding::note("source.unused", message).help(help));
    }
}

/// Pictures that are a burden.
fn large<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Finding> + 's {
    let limit = site.config.output.picture_limit;
    let pictures = site.tree.of_kind(FileKind::Asset);
    let large =
        pictures.filter(move |file| file.image.is_some() && file.size > limit.saturating_mul(1000));
    large.map(move |file| {
        let message = format!("this picture has {} kB; the site's limit is {limit} kB", file.size.div_ceil(1000));
        Finding::warning("source.picture", message)
            .help("Save it smaller, in the size in which it is shown, or as WebP. `picture_limit` in the [output] table of candor.toml sets the limit.")
            .in_file(&*file.path)
    })
}

fn unused<'s>(site: &'s Site<'_>) -> Vec<&'s SourceFile> {
    let mut used: BTreeSet<&str> = site
        .pages
        .iter()
        .flat_map(|page| page.outline.assets.iter().map(String::as_str))
        .collect();
    used.extend(
        site.config
            .redirects
            .iter()
            .map(|redirect| redirect.to.get_ref().as_str()),
    );
    let theme = &site.config.theme;
    let logos = [&theme.logo, &theme.logo_dark].into_iter().flatten();
    used.extend(logos.filter_map(|logo| logo.get_ref().strip_prefix("content")));
    let mut unused: Vec<&SourceFile> = site
        .tree
        .of_kind(FileKind::Asset)
        .filter(|file| {
            let address = file.path.strip_prefix("content").unwrap_or_default();
            !used.contains(address) && !is_asked_for_by_name(address)
        })
        .collect();
    // Raw HTML, data and templates may name it, too. They are looked through only for files that nothing else names.
    if !unused.is_empty() {
        let texts: Vec<&SourceFile> = site
            .tree
            .files
            .values()
            .filter(|file| file.kind != FileKind::Asset)
            .collect();
        let named: BTreeSet<&str> = texts
            .par_iter()
            .flat_map_iter(|file| named_in(site, file, &unused))
            .collect();
        unused.retain(|file| !named.contains(&*file.path));
    }
    unused
}

/// Files whose names stand in a text.
fn named_in<'s>(site: &Site<'_>, text: &SourceFile, files: &[&'s SourceFile]) -> Vec<&'s str> {
    let bytes = text.bytes.as_deref().map(String::from_utf8_lossy);
    let text = match bytes {
        Some(bytes) => bytes,
        None => site.tree.whole_text(&text.path).unwrap_or_default(),
    };
    let names = files.iter().take(TOLD * 10).map(|file| &*file.path);
    names
        .filter(|path| text.contains(path.rsplit('/').next().unwrap_or_default()))
        .collect()
}

/// Whether browsers, hosts or search engines ask for a file by its name.
fn is_asked_for_by_name(address: &str) -> bool {
    let mut parts = address.split('/').skip(1);
    let (first, is_alone) = (parts.next().unwrap_or_default(), parts.next().is_none());
    let name = address.rsplit('/').next().unwrap_or_default();
    let is_text = [".txt", ".json", ".ico"]
        .iter()
        .any(|ending| name.ends_with(ending));
    first == WELL_KNOWN || (is_alone && is_text) || ICONS.iter().any(|icon| name.starts_with(icon))
}
