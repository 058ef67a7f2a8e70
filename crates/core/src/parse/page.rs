//! Pages, in two steps: first every head (path and front matter), from which the
//! addresses follow, then every body.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::front_matter::{self, Split, key_span};
use super::markdown::references::{Piece, split as split_references};
use super::markdown::slug::slugify;
use super::placeholder::{self, Placeholders};
use super::{characters, markdown};
use crate::source::{SourceFile, is_segment};
use candor_model::address::Address;
use candor_model::facts::Facts;
use candor_model::findings::{Finding, nearest, printable};
use candor_model::language::{Language, is_language_code};
use candor_model::page::{FrontMatter, Notice, PageHead, Section};

/// What heads are parsed with.
#[derive(Clone, Copy)]
pub struct HeadContext<'a> {
    /// The site's languages.
    pub languages: &'a [Language],
    /// Facts by language code.
    pub facts: &'a BTreeMap<String, Facts>,
    /// What waits to be written, by language code.
    pub placeholders: &'a BTreeMap<String, Placeholders>,
}

/// Parses path and front matter. `None` when the page can have no address.
pub fn head(
    file: &SourceFile,
    context: HeadContext<'_>,
    findings: &mut Vec<Finding>,
) -> Option<PageHead> {
    let path = &*file.path;
    let text = file.text.as_deref().unwrap_or_default();
    let place = locate(path, context.languages, findings);
    let split = front_matter::split(text, path, findings);
    let lang = place
        .as_ref()
        .map(|place| place.lang.as_str())
        .unwrap_or_default();
    if let Some(placeholders) = context
        .placeholders
        .get(lang)
        .or_else(|| context.placeholders.values().next())
    {
        let front = &text[split.span.clone()];
        placeholder::check_lines(front, placeholders, path, split.span.start, findings);
    }
    characters::check(&text[..split.span.end], path, 0, findings);
    let Location {
        key,
        lang,
        folders,
        name,
    } = place?;
    let mut keys = FrontKeys {
        text,
        path,
        split: &split,
        findings,
    };
    let front = &split.front;
    let is_index = name == "index";
    let slug = match &front.slug {
        Some(slug) if is_segment(slug) && !is_index => slug.clone(),
        Some(slug) => {
            let (message, help) = if is_index {
                (
                    "an index page has no slug: its folder is its address".to_owned(),
                    "Rename the folder instead.".to_owned(),
                )
            } else {
                (
                    format!("`{}` cannot be part of an address", printable(slug)),
                    format!(
                        "Use letters, digits and hyphens, such as {}.",
                        slugify(slug)
                    ),
                )
            };
            keys.key("source.address", "slug", message, &help);
            name.clone()
        }
        None => name.clone(),
    };
    let section = match folders.first().map(String::as_str) {
        Some("faq") => Section::Faq,
        Some("notices") => Section::Notice,
        _ => Section::Page,
    };
    let address = address_of(
        &lang,
        &folders,
        (!is_index).then_some(&slug),
        context.languages,
    );
    let empty = Facts::default();
    let facts = context.facts.get(&lang).unwrap_or(&empty);
    let title = match &front.title {
        Some(title) if !title.trim().is_empty() => keys.expand("title", title.trim(), facts),
        _ => {
            if split.is_closed {
                keys.missing_title();
            }
            name.clone()
        }
    };
    let description = front
        .description
        .as_ref()
        .map(|text| keys.expand("description", text.trim(), facts));
    for words in front.also.iter().chain(&front.affects) {
        keys.shows(
            if front.also.contains(words) {
                "also"
            } else {
                "affects"
            },
            words,
        );
    }
    keys.check_addresses(front);
    let notice = (section == Section::Notice && !is_index)
        .then(|| keys.notice(front))
        .flatten();
    Some(PageHead {
        source: file.path.clone(),
        key,
        lang,
        section,
        slug,
        address,
        title,
        description,
        front: split.front.clone(),
        notice,
        hash: file.hash,
        body_at: split.body_at,
    })
}

struct Location {
    key: String,
    lang: String,
    folders: Vec<String>,
    name: String,
}

fn locate(path: &str, languages: &[Language], findings: &mut Vec<Finding>) -> Option<Location> {
    let inner = path.strip_prefix("content/")?.strip_suffix(".md")?;
    let mut parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
    let stem = parts.pop()?;
    let (name, lang) = match stem.rsplit_once('.') {
        Some((name, suffix)) if languages.iter().any(|lang| lang.code == suffix) => {
            (name.to_owned(), suffix.to_owned())
        }
        Some((name, suffix)) if is_language_code(suffix) => {
            findings.push(
                Finding::error("source.language", format!("the site has no language `{suffix}`"))
                    .help(format!(
                        "Add it to [languages] others in candor.toml, or rename the file (such as {name}-{suffix}.md)."
                    ))
                    .in_file(path),
            );
            return None;
        }
        _ => {
            let default = languages.iter().find(|lang| lang.is_default)?;
            (stem.clone(), default.code.clone())
        }
    };
    let mut fine = true;
    let mut place = "content".to_owned();
    for (at, part) in parts.iter().chain([&name]).enumerate() {
        // A folder is one mistake, whatever lies in it.
        if at < parts.len() {
            place = format!("{place}/{part}");
        } else {
            place = path.to_owned();
        }
        if !is_segment(part) {
            findings.push(
                Finding::error(
                    "source.address",
                    format!("`{}` cannot be part of an address", printable(part)),
                )
                .help(format!("Rename it, such as {}.", slugify(part)))
                .in_file(&*place),
            );
            fine = false;
        }
    }
    let folder = parts
        .iter()
        .map(|part| format!("{part}/"))
        .collect::<String>();
    fine.then(|| Location {
        key: format!("content/{folder}{name}.md"),
        lang,
        folders: parts,
        name,
    })
}

fn address_of(
    lang: &str,
    folders: &[String],
    slug: Option<&String>,
    languages: &[Language],
) -> Address {
    let prefix = languages
        .iter()
        .find(|language| language.code == lang)
        .map(Language::prefix)
        .unwrap_or_default();
    let mut address = prefix;
    for part in folders.iter().chain(slug) {
        address.push('/');
        address.push_str(part);
    }
    address.push('/');
    Arc::from(address)
}

/// Says what is wrong with keys of front matter, each at its place.
struct FrontKeys<'a> {
    text: &'a str,
    path: &'a str,
    split: &'a Split,
    findings: &'a mut Vec<Finding>,
}

impl FrontKeys<'_> {
    fn span(&self, key: &str) -> Option<Range<usize>> {
        key_span(self.text, &self.split.span, key)
    }

    fn key(&mut self, id: &'static str, key: &str, message: String, help: &str) {
        let span = self.span(key);
        self.findings.push(
            Finding::error(id, message)
                .help(help)
                .at_opt(self.path, span),
        );
    }

    fn missing_title(&mut self) {
        // A wrong type is reported already; the title is not also missing.
        let reported = self.span("title").is_some_and(|span| {
            self.findings.iter().any(|finding| {
                finding.place.as_ref().is_some_and(|place| {
                    place.file == self.path
                        && place
                            .span
                            .as_ref()
                            .is_some_and(|at| span.start <= at.start && at.end <= span.end)
                })
            })
        });
        let broken = self.findings.iter().any(|finding| {
            finding.id == "front-matter.syntax"
                && finding
                    .place
                    .as_ref()
                    .is_some_and(|place| place.file == self.path)
        });
        if !reported && !broken {
            let span = self
                .span("title")
                .unwrap_or(0..self.split.span.start.saturating_sub(1));
            self.findings.push(
                Finding::error("front-matter.title", "this page has no title")
                    .help("Add a line: title = \"…\"")
                    .at(self.path, span),
            );
        }
    }

    /// Signs of markup in a text that is shown as it is.
    fn shows(&mut self, key: &str, text: &str) {
        let span = self.span(key);
        for finding in markdown::left_in(text) {
            self.findings.push(finding.at_opt(self.path, span.clone()));
        }
    }

    fn expand(&mut self, key: &str, text: &str, facts: &Facts) -> String {
        self.shows(key, text);
        if !text.contains("{{") {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        for piece in split_references(text) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => match facts.get(name) {
                    Some(fact) => out.push_str(&fact.text),
                    None if facts.unread().holds_fact(name) => {}
                    None => self.key(
                        "facts.unknown",
                        key,
                        format!("unknown fact `{{{{ {name} }}}}`"),
                        &facts.suggestion(name),
                    ),
                },
            }
        }
        out
    }

    fn check_addresses(&mut self, front: &FrontMatter) {
        for alias in &front.aliases {
            let fine = alias.starts_with('/')
                && alias
                    .split('/')
                    .filter(|part| !part.is_empty())
                    .all(is_segment)
                && !alias.contains("//");
            if !fine {
                self.key(
                    "source.address",
                    "aliases",
                    format!("`{}` is no address of this site", printable(alias)),
                    "Write the old path, such as /help/frozen/.",
                );
            }
        }
        if let Some(template) = &front.template
            && !template.ends_with(".html")
        {
            self.key(
                "front-matter.value",
                "template",
                format!("`{}` is no template", printable(template)),
                "Name a file of the theme's templates, such as page.html.",
            );
        }
    }

    /// A translation may leave out what its source says; `site` fills it in.
    fn notice(&mut self, front: &FrontMatter) -> Option<Notice> {
        let known = ["kind", "announced", "status"];
        let given = [
            front.kind.is_some(),
            front.announced.is_some(),
            front.status.is_some(),
        ];
        let suffixless = !self
            .path
            .trim_end_matches(".md")
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .contains('.');
        if suffixless && self.split.body_at < self.text.len() {
            for (key, given) in known.into_iter().zip(given) {
                // What stands there and cannot be read is told already.
                let stands_there = key_span(self.text, &self.split.span, key).is_some();
                if !given && !stands_there {
                    let help = match nearest(key, known) {
                        _ if key == "kind" => "Add kind = \"planned\" or kind = \"unplanned\".",
                        _ if key == "status" => {
                            "Add status = \"scheduled\", \"ongoing\" or \"resolved\"."
                        }
                        _ => "Add when customers were told: announced = 2026-11-05T14:00:00-05:00",
                    };
                    let span = 0..self.split.span.start.saturating_sub(1);
                    self.findings.push(
                        Finding::error(
                            "front-matter.notice",
                            format!("this notice has no `{key}`"),
                        )
                        .help(help)
                        .at(self.path, span),
                    );
                }
            }
        }
        if let (Some(starts), Some(ends)) = (front.starts, front.ends)
            && ends < starts
        {
            self.key(
                "front-matter.notice",
                "ends",
                "this notice ends before it starts".to_owned(),
                "Check both times and their offsets.",
            );
        }
        Some(Notice {
            kind: front.kind?,
            announced: front.announced?,
            starts: front.starts,
            ends: front.ends,
            affects: front.affects.clone(),
            status: front.status?,
        })
    }
}
