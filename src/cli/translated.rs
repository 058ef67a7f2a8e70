//! `candor translated`: notes which version of its source a translation was made from.

use super::args::{Global, TranslatedArgs};
use super::report::{self, counted};
use super::{ExitStatus, open};
use crate::change;
use crate::cli::say::say;
use candor_core::edit::{Edit, front_matter};
use candor_core::site::{Page, Site, translation_hash};
use candor_model::findings::printable;

/// Marks translations as made from what their sources say now.
pub fn run(args: &TranslatedArgs, global: &Global) -> ExitStatus {
    match mark(args, global) {
        Ok(()) => ExitStatus::Fine,
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

/// What is to be done with a translation.
struct Marking<'s> {
    page: &'s Page,
    version: String,
    /// `None` when it says so already.
    edit: Option<Edit>,
}

fn mark(args: &TranslatedArgs, global: &Global) -> Result<(), String> {
    let (tree, cache) = open::read(global);
    let site = open::assemble(&tree, cache, None, global)?;
    // Everything is worked out before anything is written.
    let markings = if args.all {
        every(&site, global)?
    } else {
        let mut markings = Vec::new();
        for path in &args.paths {
            let named = path.display().to_string();
            let file = open::site_path(&global.root, &tree, path)
                .ok_or_else(|| format!("there is no file {} in this site", printable(&named)))?;
            markings.push(marking(&site, named_translation(&site, &file)?)?);
        }
        markings.sort_by(|a, b| a.page.head.source.cmp(&b.page.head.source));
        markings.dedup_by(|a, b| a.page.head.source == b.page.head.source);
        markings
    };
    let mut changed = 0;
    for marking in &markings {
        let file = &*marking.page.head.source;
        let what = match &marking.edit {
            Some(edit) => {
                change::change(&global.root, &tree, file, std::slice::from_ref(edit))
                    .map_err(|error| error.to_string())?;
                changed += 1;
                "marked"
            }
            None => "as it was",
        };
        report::data(&format!("{file}: {what}, {}\n", marking.version))?;
    }
    if !global.quiet {
        say!(
            "Marked {}; {} marked already.",
            counted(changed, "translation"),
            match markings.len() - changed {
                1 => "1 was".to_owned(),
                others => format!("{others} were"),
            },
        );
    }
    Ok(())
}

/// The translations of some files that were made from them as they stand.
pub(super) fn current(site: &Site<'_>, sources: &[&str]) -> Vec<String> {
    let is_current = |page: &&Page| {
        let source = source_of(site, page).filter(|_| page.head.lang != site.default_lang());
        source.is_some_and(|source| {
            sources.contains(&&*source.head.source)
                && page.head.front.translated_from.is_some()
                && page.head.front.translated_from == translation_hash(site, source)
        })
    };
    let pages = site.pages.iter().filter(is_current);
    pages.map(|page| page.head.source.to_string()).collect()
}

/// Notes of translations that they are made from their sources as they stand now.
pub(super) fn remark(files: &[String], global: &Global) -> Result<(), String> {
    let (tree, cache) = open::read(global);
    let site = open::assemble(&tree, cache, None, global)?;
    for file in files {
        let marking = marking(&site, named_translation(&site, file)?)?;
        if let Some(edit) = &marking.edit {
            change::change(&global.root, &tree, file, std::slice::from_ref(edit))
                .map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// Every translation that has a source.
fn every<'s>(site: &'s Site<'_>, global: &Global) -> Result<Vec<Marking<'s>>, String> {
    let mut markings = Vec::new();
    for page in &site.pages {
        if page.head.lang == site.default_lang() {
            continue;
        }
        if source_of(site, page).is_some() {
            markings.push(marking(site, page)?);
        } else if !global.quiet {
            say!(
                "note: {} has no source {}; it was left as it is",
                page.head.source,
                page.head.key
            );
        }
    }
    markings.sort_by(|a, b| a.page.head.source.cmp(&b.page.head.source));
    Ok(markings)
}

fn source_of<'s>(site: &'s Site<'_>, page: &Page) -> Option<&'s Page> {
    site.page_of_source(&page.head.key, site.default_lang())
}

fn named_translation<'s>(site: &'s Site<'_>, file: &str) -> Result<&'s Page, String> {
    let Some(page) = site.pages.iter().find(|page| *page.head.source == *file) else {
        return Err(if file.ends_with(".md") {
            format!("{file} cannot be read as a page\n  help: candor check says why")
        } else {
            format!("{file} is no page\n  help: name a translation, such as content/faq/fees.es.md")
        });
    };
    if page.head.lang == site.default_lang() {
        return Err(format!(
            "{file} is no translation: it is in `{}`, the language that others are translated from",
            page.head.lang
        ));
    }
    Ok(page)
}

fn marking<'s>(site: &Site<'_>, page: &'s Page) -> Result<Marking<'s>, String> {
    let file = &page.head.source;
    let source = source_of(site, page).ok_or_else(|| {
        format!(
            "{file} is a translation of {}, which does not exist",
            page.head.key
        )
    })?;
    let unread = |path: &str| format!("{path} changed meanwhile\n  help: run the command again");
    let version = translation_hash(site, source).ok_or_else(|| unread(&source.head.source))?;
    let text = site.tree.whole_text(file).map_err(|_| unread(file))?;
    let edit = front_matter::set_translated_from(&text, &version)
        .map_err(|error| format!("{file} was not touched, nor any other file: {error}"))?;
    Ok(Marking {
        page,
        version,
        edit,
    })
}
