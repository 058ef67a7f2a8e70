//! `candor new`.

use super::args::{Global, NewArgs, NewKind};
use super::init::write_all;
use super::{ExitStatus, open, report};
use crate::cli::say::say;
use candor_core::parse::markdown::slug::slugify;
use candor_core::site::{Page, Site, translation_hash};
use candor_core::source::{CONFIG_FILE, FileKind, SourceTree, is_segment};
use candor_core::{check, config, parse, scaffold};
use candor_model::findings::{human, nearest, printable};
use candor_model::quarter::QuarterId;

/// Adds a stub with guidance to the site.
pub fn run(args: &NewArgs, global: &Global) -> ExitStatus {
    let added = match &args.lang {
        Some(lang) => translate(args, lang, global),
        None => add(args, global),
    };
    match added {
        Ok(path) => {
            if !global.quiet {
                say!("Made {path}. Every TODO in it says what to write.");
            }
            ExitStatus::Fine
        }
        Err(message) => {
            report::fault(&message);
            ExitStatus::Fault
        }
    }
}

fn add(args: &NewArgs, global: &Global) -> Result<String, String> {
    let tree = open::texts(&global.root);
    let mut found = Vec::new();
    let config = tree
        .config
        .as_deref()
        .and_then(|text| config::parse(text, &mut found));
    let Some(config) = config else {
        let findings: Vec<_> = tree
            .findings
            .iter()
            .filter(|finding| {
                finding
                    .place
                    .as_ref()
                    .is_none_or(|place| place.file == CONFIG_FILE)
            })
            .cloned()
            .chain(found)
            .collect();
        let text = human::render(&findings, &tree.texts_for(&findings), global.colour);
        return Err(format!("the site's configuration cannot be used\n\n{text}"));
    };
    let file = match args.kind {
        NewKind::Topic => {
            let packs: Vec<_> = config
                .rules
                .packs
                .iter()
                .filter_map(|id| check::built_in(id.get_ref()))
                .filter_map(Result::ok)
                .collect();
            scaffold::topic(slug(&args.id)?, &packs, &channels(&tree), global.today)
        }
        NewKind::Page => scaffold::page(slug(&args.id)?, global.today),
        NewKind::Notice => scaffold::notice(slug(&args.id)?, global.today, config.time_zone()),
        NewKind::Quarter => {
            let id = QuarterId::parse(&args.id).ok_or_else(|| {
                format!(
                    "`{}` is no quarter\n  help: write it such as 2026-q4",
                    printable(&args.id)
                )
            })?;
            scaffold::quarter(id, &channels(&tree), global.today)
        }
    };
    write_all(&global.root, std::slice::from_ref(&file))?;
    Ok(file.0)
}

/// Adds the translation of a page that is there.
fn translate(args: &NewArgs, lang: &str, global: &Global) -> Result<String, String> {
    let (tree, cache) = open::read(global);
    let site = open::assemble(&tree, cache, None, global)?;
    if lang == site.default_lang() {
        return Err(format!(
            "`{lang}` is the language that others are translated from\n  help: leave --lang out"
        ));
    }
    if site.languages.iter().all(|known| known.code != lang) {
        let codes: Vec<&str> = site
            .languages
            .iter()
            .map(|known| known.code.as_str())
            .collect();
        let help = match nearest(lang, codes.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!(
                "its languages are {}; add \"{}\" to `others` in the [languages] table of candor.toml",
                codes.join(", "),
                printable(lang)
            ),
        };
        return Err(format!(
            "the site has no language `{}`\n  help: {help}",
            printable(lang)
        ));
    }
    let page = original(&site, args)?;
    let file = &page.head.source;
    let unread = || format!("{file} changed meanwhile\n  help: run the command again");
    let text = tree.whole_text(file).map_err(|_| unread())?;
    let original = scaffold::Original {
        page,
        text: &text,
        version: &translation_hash(&site, page).ok_or_else(unread)?,
    };
    let file = scaffold::translation(&original, &site.rules, lang, global.today);
    write_all(&global.root, std::slice::from_ref(&file))?;
    Ok(file.0)
}

/// The page that a translation is to be made of.
fn original<'s>(site: &'s Site<'_>, args: &NewArgs) -> Result<&'s Page, String> {
    let id = &args.id;
    let (exact, folder) = match args.kind {
        NewKind::Topic => (format!("content/faq/{id}.md"), None),
        NewKind::Page => (format!("content/{id}.md"), None),
        NewKind::Notice => (format!("content/notices/{id}.md"), Some("content/notices/")),
        NewKind::Quarter => {
            return Err(
                "figures are the same in every language\n  help: leave --lang out".to_owned(),
            );
        }
    };
    let pages = || site.pages_in(site.default_lang());
    if let Some(page) = pages().find(|page| *page.head.source == *exact) {
        return Ok(page);
    }
    // A notice's name has its day in front.
    let dated: Vec<&Page> = pages()
        .filter(|page| {
            let name = folder.and_then(|folder| page.head.source.strip_prefix(folder));
            name.and_then(|name| name.strip_suffix(".md"))
                .and_then(|name| name.strip_suffix(id.as_str()))
                .is_some_and(|day| day.len() == "2026-11-21-".len() && day.ends_with('-'))
        })
        .collect();
    match dated.as_slice() {
        [page] => Ok(page),
        [] => Err(format!(
            "there is no {} to translate\n  help: write the page in `{}` first",
            printable(&exact),
            site.default_lang()
        )),
        several => Err(format!(
            "several notices are called {}\n  help: give the day too, such as {}",
            printable(id),
            several[0].head.slug
        )),
    }
}

fn slug(id: &str) -> Result<&str, String> {
    if is_segment(id) && slugify(id) == id {
        Ok(id)
    } else {
        Err(format!(
            "`{}` cannot be the name of a page\n  help: use small letters, digits and hyphens, such as {}",
            printable(id),
            slugify(id)
        ))
    }
}

fn channels(tree: &SourceTree) -> Vec<candor_model::channel::Channel> {
    tree.of_kind(FileKind::Channels)
        .next()
        .map(|file| parse::data::channels(file, &mut Vec::new()).all)
        .unwrap_or_default()
}
