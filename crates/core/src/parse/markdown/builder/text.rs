//! Text, and the facts that stand in it.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::super::attributes;
use super::super::references::{self, Piece};
use super::{Builder, escaped, escaped_href};
use crate::parse::placeholder;
use candor_model::findings::Finding;

impl<'a> Builder<'a> {
    /// Adds to the plain text of whatever is open.
    pub(super) fn plain(&mut self, text: &str) {
        if let Some(image) = &mut self.open_image {
            image.alt.push_str(text);
        }
        let plain = match &mut self.open_heading {
            Some(heading) => &mut heading.text,
            None => &mut self.section.text,
        };
        plain.push_str(text);
    }

    pub(super) fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if self.in_dropped {
            return;
        }
        if self.in_code {
            let text = references::unfill(&text).into_owned();
            self.plain(&text);
            self.push(Event::Text(text.into()));
            return;
        }
        let (text, range) = match &self.open_heading {
            Some(heading) if range.end > heading.attributes_at => {
                let is_verbatim = text.len() == range.len();
                let cut = if is_verbatim {
                    heading.attributes_at - range.start
                } else {
                    text.rfind('{').unwrap_or(text.len())
                };
                let kept = text[..cut].trim_end();
                let end = if is_verbatim {
                    range.start + kept.len()
                } else {
                    range.end
                };
                (CowStr::from(kept.to_owned()), range.start..end)
            }
            _ => (text, range),
        };
        if self.may_have_placeholders
            && let Some(found) = placeholder::find(&text)
        {
            if found.start == 0 && self.section.text.trim().is_empty() {
                self.prose.placeholder();
            }
            // Where markup changed the text's length, the text as a whole is the place.
            let finding = if text.len() == range.len() {
                placeholder::finding(&text, &found, self.context.file, self.offset + range.start)
            } else {
                let place = self.offset + range.start..self.offset + range.end;
                placeholder::finding(&text, &found, self.context.file, 0)
                    .at(self.context.file, place)
            };
            self.findings.push(finding);
        }
        let (text, range) = self.without_claim(text, range);
        let place = self.place(&range);
        if !text.contains("{{") {
            self.plain(&text);
            if self.open_image.is_none() {
                self.prose.text(&text, place);
            }
            self.push(Event::Text(text));
            return;
        }
        let is_verbatim = text.len() == range.len();
        for piece in references::split(&text) {
            match piece {
                Piece::Text(piece) => {
                    self.plain(piece);
                    let at = piece.as_ptr().addr() - text.as_ptr().addr();
                    let start = place.start + at;
                    self.prose.text(
                        piece,
                        if is_verbatim {
                            start..start + piece.len()
                        } else {
                            place.clone()
                        },
                    );
                    self.push(Event::Text(piece.to_owned().into()));
                }
                Piece::Name(name) => {
                    let start = place.start + (name.as_ptr().addr() - text.as_ptr().addr());
                    let named = if is_verbatim {
                        start..start + name.len()
                    } else {
                        place.clone()
                    };
                    self.fact(name, &range, named);
                }
            }
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
        let place = self
            .references
            .iter()
            .position(|reference| {
                reference.name == name
                    && range.start <= reference.span.start
                    && reference.span.end <= range.end
            })
            .map(|at| self.references.remove(at).span);
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
