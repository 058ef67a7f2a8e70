//! Text, and the facts that stand in it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::super::references::{self, Piece};
use super::super::{attributes, leftovers};
use super::{Builder, Code, escaped, escaped_href};
use crate::parse::placeholder;
use candor_model::findings::Finding;

/// A text without soft hyphens and blanks of no width, which only say where a word may be parted.
pub(crate) fn without_invisible(text: &str) -> Cow<'_, str> {
    let is_invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}');
    match !text.is_ascii() && text.contains(is_invisible) {
        true => text.replace(is_invisible, "").into(),
        false => text.into(),
    }
}

impl<'a> Builder<'a> {
    /// Adds to the plain text of whatever is open.
    pub(super) fn plain(&mut self, text: &str) {
        if let Some(image) = &mut self.open_image {
            image.alt.push_str(text);
        }
        self.sees(text);
        let plain = match &mut self.open_heading {
            Some(heading) => &mut heading.text,
            None => &mut self.section.text,
        };
        plain.push_str(text);
    }

    pub(super) fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if self.raw.is_dropping() {
            return self.raw.lose(&text);
        }
        if self.code.is_some() || self.raw.is_code() {
            if self.code == Some(Code::Indented) {
                self.facts_in_indented_code(&text, &range);
            }
            let text = references::unfill(&text).into_owned();
            self.plain(&text);
            self.push(Event::Text(text.into()));
            return;
        }
        let is_verbatim = |text: &str, range: &Range<usize>, source: &str| {
            source.get(range.clone()) == Some(text)
        };
        let (text, range) = match &self.open_heading {
            Some(heading) if range.end > heading.attributes_at => {
                let is_verbatim = is_verbatim(&text, &range, self.source);
                let cut = if is_verbatim {
                    heading.attributes_at.saturating_sub(range.start)
                } else {
                    text.rfind('{').unwrap_or(text.len())
                };
                let kept = text[..cut].trim_end();
                let end = if is_verbatim {
                    range.start + kept.len()
                } else {
                    heading.attributes_at
                };
                (CowStr::from(kept.to_owned()), range.start..end)
            }
            _ => (text, range),
        };
        let (text, range) = self.without_claim(text, range);
        let source = self.source;
        self.leftovers
            .run(&source[range.clone()], range.start, false);
        self.say(text, &source[range.clone()], range);
    }

    /// Text for readers, and how it is written at a range of the source.
    pub(super) fn say(&mut self, text: CowStr<'a>, written: &str, range: Range<usize>) {
        let is_verbatim = *text == *written;
        let place = self.place(&range);
        let part = |at: &Range<usize>| match is_verbatim {
            true => place.start + at.start..place.start + at.end,
            // Where markup changed the text's length, the text as a whole is the place.
            false => place.clone(),
        };
        self.placeholders(&text, part);
        if text.contains('&')
            && let Some(at) = leftovers::entity(&text)
        {
            let finding = leftovers::entity_finding(&text[at.clone()]);
            self.findings.push(finding.at(self.context.file, part(&at)));
        }
        // Braces that are escaped name no fact.
        if !text.contains("{{") || references::places(written).next().is_none() {
            self.words(&text, place);
            self.push(Event::Text(text));
            return;
        }
        for piece in references::split(&text) {
            match piece {
                Piece::Text(piece) => {
                    let at = piece.as_ptr().addr() - text.as_ptr().addr();
                    self.words(piece, part(&(at..at + piece.len())));
                    self.push(Event::Text(piece.to_owned().into()));
                }
                Piece::Name(name) => {
                    let at = name.as_ptr().addr() - text.as_ptr().addr();
                    self.fact(name, &range, part(&(at..at + name.len())));
                }
            }
        }
    }

    /// The words of a text, as searching and reading compare them: without what stands in them and nobody sees.
    fn words(&mut self, text: &str, place: Range<usize>) {
        let words = without_invisible(text);
        self.plain(&words);
        if self.open_image.is_none() {
            self.prose.text(&words, place);
        }
    }

    /// Words that still wait to be written.
    fn placeholders(&mut self, text: &str, place: impl Fn(&Range<usize>) -> Range<usize>) {
        for found in self.context.placeholders.find(text) {
            if found.start == 0 && self.section.text.trim().is_empty() {
                self.prose.placeholder();
            }
            let points: Vec<String> = match &self.section.heading {
                Some(heading) => heading
                    .covers
                    .iter()
                    .map(|(point, _)| point.clone())
                    .collect(),
                None => Vec::new(),
            };
            let finding = placeholder::finding(text, &found, &points, self.context.file, 0)
                .at(self.context.file, place(&found));
            self.findings.push(finding);
        }
    }

    /// Words beside the text that readers meet all the same, such as the title of a link. Gives them back with their facts.
    pub(super) fn aside(&mut self, text: &str, range: &Range<usize>) -> String {
        if text.is_empty() {
            return String::new();
        }
        let place = self.place(range);
        self.placeholders(text, |_| place.clone());
        let (text, names) = self.expand(text, range);
        for name in names {
            self.prose.refer(name);
        }
        self.prose.aside(&text, &place);
        text
    }

    /// Four blanks make a line code, in which facts stay as they are typed. Nobody means that of a fact that there is.
    fn facts_in_indented_code(&mut self, text: &str, range: &Range<usize>) {
        let known = references::split(text)
            .into_iter()
            .find_map(|piece| match piece {
                Piece::Name(name) => self.context.facts.get(name).map(|_| name.to_owned()),
                Piece::Text(_) => None,
            });
        if let Some(name) = known {
            let finding = Finding::error("facts.unknown", format!("four blanks make this line code, so readers see `{{{{ {name} }}}}` as it is typed"))
                .help("Delete the blanks at the beginning of the line. Put ``` above and below it if it is code.");
            self.enter(finding, range);
        }
    }

    /// Double braces beside the text that are no fact.
    pub(super) fn stray_braces(&mut self, text: &str, range: &Range<usize>) {
        if !text.contains("{{") && !text.contains("}}") {
            return;
        }
        if let Some(at) = references::stray(text).into_iter().next() {
            let name = references::meant(&text[at.clone()]);
            let message = format!("`{}` is no fact", references::unfill(&text[at]));
            let help = match name.is_empty() {
                true => "A fact is written {{ phone.number }}. Elsewhere, write single braces."
                    .to_owned(),
                false => format!(
                    "Did you mean `{{{{ {name} }}}}`? Nothing but the name may stand between the braces."
                ),
            };
            self.enter(Finding::error("facts.unknown", message).help(help), range);
        }
    }

    /// Takes the claim off the end of a paragraph or list item: `… {covers=risks.1}`.
    pub(super) fn without_claim(
        &mut self,
        text: CowStr<'a>,
        range: Range<usize>,
    ) -> (CowStr<'a>, Range<usize>) {
        let is_end_of_line = self.source[range.end..]
            .trim_start_matches([' ', '\t'])
            .starts_with(['\n', '\r'])
            || self.source[range.end..].trim().is_empty();
        let may_claim = self.open_heading.is_none()
            && self.open_image.is_none()
            && text.len() == range.len()
            && is_end_of_line
            && text.contains("{covers=");
        let Some(at) = attributes::find(&text).filter(|_| may_claim) else {
            return (text, range);
        };
        let block = range.start + at + self.offset;
        for (point, span) in attributes::parse(text[at..].trim_end()).covers {
            self.prose
                .claim(point, block + span.start..block + span.end);
        }
        let kept = text[..at].trim_end().to_owned();
        let end = range.start + kept.len();
        (kept.into(), range.start..end)
    }

    /// A fact in running text; what can be called, written to or opened is a link.
    pub(super) fn fact(&mut self, name: &str, range: &Range<usize>, place: Range<usize>) {
        let Some(fact) = self.context.facts.get(name) else {
            self.unknown_fact(name, range);
            return;
        };
        self.plain(&fact.text);
        self.prose
            .fact(name, &fact.text, fact.channel.as_deref(), place);
        match &fact.href {
            Some(href) if self.link_depth == 0 && self.open_heading.is_none() => {
                let html = format!(
                    "<a href=\"{}\">{}</a>",
                    escaped_href(href),
                    escaped(&fact.text)
                );
                self.html(html);
            }
            _ => self.push(Event::Text(fact.text.clone().into())),
        }
    }

    pub(super) fn unknown_fact(&mut self, name: &str, range: &Range<usize>) {
        // They stand in the order of the source, and each is told once.
        let first = self
            .references
            .partition_point(|reference| reference.span.start < range.start);
        let place = self.references[first..]
            .iter_mut()
            .take_while(|reference| reference.span.end <= range.end)
            .find(|reference| reference.name == name)
            .map(|reference| {
                reference.name.clear();
                reference.span.clone()
            });
        if self.context.facts.unread().holds_fact(name) {
            return;
        }
        let finding = Finding::error("facts.unknown", format!("unknown fact `{{{{ {name} }}}}`"))
            .help(self.context.facts.suggestion(name));
        self.enter(finding, &place.unwrap_or_else(|| range.clone()));
    }

    /// Replaces references in a link target or raw HTML by plain values, and names them.
    pub(super) fn expand<'t>(
        &mut self,
        text: &'t str,
        range: &Range<usize>,
    ) -> (String, Vec<&'t str>) {
        self.stray_braces(text, range);
        if !text.contains("{{") {
            return (text.to_owned(), Vec::new());
        }
        let mut out = String::with_capacity(text.len());
        let mut names = Vec::new();
        for piece in references::split(text) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => match self.context.facts.get(name) {
                    Some(fact) => {
                        names.push(name);
                        out.push_str(&fact.text);
                    }
                    None => self.unknown_fact(name, range),
                },
            }
        }
        (out, names)
    }
}
