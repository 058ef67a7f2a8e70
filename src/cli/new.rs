//! `candor new`.

use super::args::{Global, NewArgs, NewKind};
use super::init::write_all;
use super::{ExitStatus, report};
use crate::findings::{human, printable};
use crate::model::quarter::QuarterId;
use crate::parse::markdown::slug::slugify;
use crate::source::{CONFIG_FILE, FileKind, SourceTree, is_segment};
use crate::{config, parse, rules, scaffold, source};

/// Adds a stub with guidance to the site.
pub fn run(args: &NewArgs, global: &Global) -> ExitStatus {
    match add(args, global) {
        Ok(path) => {
            if !global.quiet {
                eprintln!("Made {path}. Every TODO in it says what to write.");
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
    let tree = source::read(&global.root, &source::KnownPages::default());
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
                .filter_map(|id| rules::built_in(id.get_ref()))
                .filter_map(Result::ok)
                .collect();
            scaffold::topic(slug(&args.id)?, &packs, global.today)
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

fn channels(tree: &SourceTree) -> Vec<crate::model::channel::Channel> {
    tree.of_kind(FileKind::Channels)
        .next()
        .map(|file| parse::data::channels(file, &mut Vec::new()))
        .unwrap_or_default()
}
