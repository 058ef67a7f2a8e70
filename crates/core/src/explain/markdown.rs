//! Explanations as Markdown, for documents and for code scanning.

use std::fmt::Write as _;

use super::{Explanation, Library, Section};
use crate::check::docs;
use crate::rules::Pack;

/// Renders what an id stands for.
pub fn section(section: &Section<'_>) -> String {
    match section {
        Section::Pack(pack) => about_pack(pack),
        Section::Entry(..) | Section::Check(_) => section
            .explanation()
            .map(|explanation| format!("# {}\n\n{}", explanation.id, body(&explanation)))
            .unwrap_or_default(),
    }
}

/// Lists everything that can be explained.
pub fn list(library: &Library<'_>) -> String {
    let mut texts: Vec<String> = library.packs().map(about_pack).collect();
    let mut checks = "# Checked on every site\n\n| Id | What it asks for |\n|---|---|\n".to_owned();
    for doc in docs::all() {
        let _ = writeln!(checks, "| `{}` | {} |", doc.id, cell(&doc.title));
    }
    texts.push(checks);
    texts.join("\n")
}

/// Explains everything, one after the other.
pub fn full(library: &Library<'_>) -> String {
    let entries = library.packs().flat_map(|pack| {
        pack.entries()
            .map(|entry| Explanation::of_entry(pack, entry))
    });
    let checks = docs::all().iter().map(Explanation::of_check);
    let texts: Vec<String> = entries
        .chain(checks)
        .map(|explanation| format!("## {}\n\n{}", explanation.id, body(&explanation)))
        .collect();
    texts.join("\n")
}

fn about_pack(pack: &Pack) -> String {
    let mut out = format!("# {}\n\n{}\n\n", pack.id.get_ref(), pack.title);
    if let Some(day) = pack.verified {
        let _ = writeln!(out, "Last compared with its sources on {day}.\n");
    }
    let disclaimer = pack.disclaimer.as_ref().map(|text| text.get("en", "en"));
    for text in [pack.note.as_deref(), disclaimer].into_iter().flatten() {
        let _ = writeln!(out, "{text}\n");
    }
    for source in pack.source.values() {
        let about = super::about_source(source);
        let about = about
            .iter()
            .filter(|text| Some(*text) != source.url.as_ref());
        let about: Vec<&str> = about.map(String::as_str).collect();
        let _ = match &source.url {
            Some(url) => writeln!(out, "- [{}]({url}). {}", source.title, about.join(" ")),
            None => writeln!(out, "- {}. {}", source.title, about.join(" ")),
        };
    }
    out.push_str("\n| Id | Basis | What it asks for | Source |\n|---|---|---|---|\n");
    for entry in pack.entries() {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} |",
            entry.id(),
            entry.basis(),
            cell(&entry.title()),
            cell(&pack.citation(entry))
        );
    }
    out
}

/// A text as a cell of a table can hold it.
pub(crate) fn cell(text: &str) -> String {
    text.replace('\n', " ")
        .replace('\\', "\\\\")
        .replace('|', "\\|")
}

/// An explanation without its heading.
pub fn body(explanation: &Explanation) -> String {
    let mut out = format!("**{}**\n\n", explanation.title);
    let mut part = |title: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "{title}{text}\n");
        }
    };
    part("", &explanation.why);
    part("What it needs:\n\n", &items(explanation.needs.iter()));
    if let Some(basis) = explanation.basis {
        part("", &format!("{} ({basis}).", basis.in_words()));
        let cited = explanation
            .citations
            .iter()
            .map(|citation| match &citation.url {
                Some(url) => format!("[{}]({url})", citation.text),
                None => citation.text.clone(),
            });
        part("", &items(cited));
        part("", explanation.note.as_deref().unwrap_or_default());
    }
    part("", explanation.consequence());
    part("What to do: ", &explanation.help);
    let parts = explanation.parts.iter();
    part(
        &format!("{}:\n\n", explanation.parts_title()),
        &items(parts.map(|(id, title)| format!("`{id}`: {title}"))),
    );
    part(
        "The heading that claims it:\n\n",
        &fenced(explanation.claim.as_deref()),
    );
    part("Good:\n\n", &fenced(explanation.good.as_deref()));
    part("Not enough:\n\n", &fenced(explanation.bad.as_deref()));
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn items<T: std::fmt::Display>(texts: impl Iterator<Item = T>) -> String {
    let lines: Vec<String> = texts.map(|text| format!("- {text}")).collect();
    lines.join("\n")
}

/// A block of code whose fence is longer than any run of backticks in it.
fn fenced(text: Option<&str>) -> String {
    let Some(text) = text else {
        return String::new();
    };
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}", text.trim_end())
}
