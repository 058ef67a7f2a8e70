//! Explanations for people, at a terminal.

use std::fmt::Write as _;

use textwrap::Options;

use super::{Explanation, Library, Section};
use crate::check::docs;
use crate::rules::{Entry, Pack};
use candor_model::basis::Basis;

/// Renders what an id stands for, wrapped to `width` columns.
pub fn section(section: &Section<'_>, width: usize) -> String {
    match section {
        Section::Pack(pack) => about_pack(pack, width),
        Section::Entry(..) | Section::Check(_) => section
            .explanation()
            .map(|explanation| whole(&explanation, width))
            .unwrap_or_default(),
    }
}

/// Lists everything that can be explained, a line or two each.
pub fn list(library: &Library<'_>, width: usize) -> String {
    let mut out = String::new();
    for basis in [Basis::Rule, Basis::Derived, Basis::Practice] {
        let _ = writeln!(out, "{:8}  {}.", basis.as_str(), basis.in_words());
    }
    for pack in library.packs() {
        out.push('\n');
        out.push_str(&about_pack(pack, width));
    }
    out.push_str("\nChecked on every site, whatever its packs\n\n");
    for doc in docs::all() {
        line(&mut out, &doc.id, "", &doc.title, width);
    }
    out.push_str("\ncandor explain ID tells more of each.\n");
    out
}

/// Explains everything, one after the other.
pub fn full(library: &Library<'_>, width: usize) -> String {
    let entries = library.packs().flat_map(|pack| {
        pack.entries()
            .map(|entry| Explanation::of_entry(pack, entry))
    });
    let checks = docs::all().iter().map(Explanation::of_check);
    let texts: Vec<String> = entries
        .chain(checks)
        .map(|explanation| whole(&explanation, width))
        .collect();
    let rule = format!("\n{}\n\n", "-".repeat(width.min(100)));
    texts.join(&rule)
}

fn about_pack(pack: &Pack, width: usize) -> String {
    let mut out = format!("{}\n{}\n", pack.id.get_ref(), pack.title);
    if let Some(day) = pack.verified {
        let _ = writeln!(out, "Last compared with its sources on {day}.");
    }
    let disclaimer = pack.disclaimer.as_ref().map(|text| text.get("en", "en"));
    for text in pack.note.as_deref().into_iter().chain(disclaimer) {
        paragraph(&mut out, text, "", width);
    }
    out.push_str("\nSources\n");
    for source in pack.source.values() {
        paragraph(&mut out, &format!("- {}", source.title), "  ", width);
        for text in super::about_source(source) {
            paragraph(&mut out, &text, "    ", width);
        }
    }
    if !pack.topics.is_empty() {
        out.push_str("\nTopics, with the questions that they must answer\n\n");
    }
    let mut in_topics = true;
    for entry in pack.entries() {
        if in_topics && matches!(entry, Entry::Requirement(_)) {
            in_topics = false;
            out.push_str("\nEverything else\n\n");
        }
        line(
            &mut out,
            &entry.id(),
            entry.basis().as_str(),
            &entry.title(),
            width,
        );
    }
    out
}

/// Widest id of the list; longer ones push their line to the right.
const ID: usize = 42;

fn line(out: &mut String, id: &str, basis: &str, title: &str, width: usize) {
    let first = match basis {
        "" => format!("  {id:ID$}  "),
        basis => format!("  {id:ID$}  {basis:8}  "),
    };
    let rest = " ".repeat(first.chars().count());
    let options = Options::new(width)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .break_words(false);
    out.push_str(&textwrap::fill(title, options));
    out.push('\n');
}

/// Renders one explanation, wrapped to `width` columns.
pub fn whole(explanation: &Explanation, width: usize) -> String {
    let mut out = explanation.id.clone();
    if let Some(pack) = &explanation.pack {
        let _ = write!(out, "  ({pack})");
    }
    out.push('\n');
    paragraph(&mut out, &explanation.title, "", width);
    let mut part = |title: &str, texts: &[&str]| {
        let texts: Vec<&&str> = texts.iter().filter(|text| !text.is_empty()).collect();
        if !texts.is_empty() {
            let _ = writeln!(out, "\n{title}");
            for text in texts {
                paragraph(&mut out, text, "  ", width);
            }
        }
    };
    part("Why", &[&explanation.why]);
    let needs: Vec<String> = items(explanation.needs.iter());
    part("What it needs", &borrowed(&needs));
    if let Some(basis) = explanation.basis {
        let mut texts = vec![format!("{} ({basis}).", basis.in_words())];
        for citation in &explanation.citations {
            texts.push(format!("- {}", citation.text));
            texts.extend(citation.url.iter().map(|url| format!("  {url}")));
        }
        texts.extend(explanation.note.clone());
        part("Where it comes from", &borrowed(&texts));
    }
    part("If it is not so", &[explanation.consequence()]);
    part("What to do", &[&explanation.help]);
    let parts: Vec<String> = items(
        explanation
            .parts
            .iter()
            .map(|(id, title)| format!("{id}: {title}")),
    );
    part(explanation.parts_title(), &borrowed(&parts));
    if let Some(claim) = &explanation.claim {
        part("The heading that claims it", &[claim]);
    }
    part("Good", &[explanation.good.as_deref().unwrap_or_default()]);
    part(
        "Not enough",
        &[explanation.bad.as_deref().unwrap_or_default()],
    );
    out
}

fn items<T: std::fmt::Display>(texts: impl Iterator<Item = T>) -> Vec<String> {
    texts.map(|text| format!("- {text}")).collect()
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Stands for a blank at which no line may end; no text has it.
const UNBROKEN: char = '\u{e000}';

/// A text in which no line ends within a fact, such as `{{ phone.number }}`.
fn with_whole_facts(text: &str) -> String {
    let mut parts = text.split("{{");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole.push_str("{{");
        match part.split_once("}}") {
            Some((name, rest)) => {
                whole.push_str(&name.replace(' ', &UNBROKEN.to_string()));
                whole.push_str("}}");
                whole.push_str(rest);
            }
            None => whole.push_str(part),
        }
    }
    whole
}

/// Adds a text, wrapped; its own line breaks stay. An item of a list is indented below
/// its first line.
fn paragraph(out: &mut String, text: &str, indent: &str, width: usize) {
    for line in text.trim_end().lines() {
        let own: String = line.chars().take_while(|c| *c == ' ').collect();
        let hang = if line.trim_start().starts_with("- ") {
            "  "
        } else {
            ""
        };
        let first = format!("{indent}{own}");
        let rest = format!("{first}{hang}");
        let options = Options::new(width)
            .initial_indent(&first)
            .subsequent_indent(&rest)
            .break_words(false);
        let line = with_whole_facts(line.trim_start());
        let filled = textwrap::fill(&line, options);
        out.push_str(&filled.trim_end().replace(UNBROKEN, " "));
        out.push('\n');
    }
}
