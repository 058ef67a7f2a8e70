//! Raw HTML, tag by tag: what it says counts like any text, what it points to is resolved, and what of it is not
//! published is told. What goes on from here is written anew, so that browsers read what was looked at.

use std::collections::BTreeSet;
use std::ops::Range;

use html5gum::{DefaultEmitter, Error, Span, StartTag, Token, Tokenizer};
use pulldown_cmark::Event;

use super::super::raw_html::{self, Fate};
use super::super::references;
use super::targets::OpenLink;
use super::{Builder, MOST_NESTED, Picture, escaped};
use candor_model::findings::{Finding, printable};

/// No finding repeats more of what is lost, in letters.
const QUOTED: usize = 60;

/// Raw HTML that is open, and what of it was told.
#[derive(Default)]
pub(super) struct Raw {
    /// The block that is being read: its text, and where its lines stand in the source.
    pub(super) block: Option<Piece>,
    /// Elements that are open, with their tags.
    open: Vec<(String, Range<usize>)>,
    /// An element whose content is not published, its tag and what is lost so far.
    dropped: Option<(String, Range<usize>, String)>,
    /// How many drawings or formulas are open: their elements are told as one.
    foreign: usize,
    /// How many elements of code are open.
    code: usize,
    tables: usize,
    /// Links that it opened.
    links: usize,
    /// Unknown elements whose end tags need no word.
    unknown: BTreeSet<String>,
    is_too_deep: bool,
}

/// A piece of raw HTML.
#[derive(Default)]
pub(super) struct Piece {
    text: String,
    /// Where parts of it begin, here and in the source.
    runs: Vec<(usize, usize)>,
}

impl Piece {
    pub(super) fn push(&mut self, text: &str, at: usize) {
        self.runs.push((self.text.len(), at));
        self.text.push_str(text);
    }

    fn source(&self, at: usize) -> usize {
        let run = self.runs.partition_point(|(from, _)| *from <= at).max(1) - 1;
        self.runs
            .get(run)
            .map_or(at, |(from, source)| source + (at - from))
    }

    fn place(&self, span: Span<usize>) -> Range<usize> {
        let end = span.end.min(self.text.len());
        let start = span.start.min(end);
        let place = self.source(start);
        place..(self.source(end.max(start + 1) - 1) + 1).max(place)
    }

    fn slice(&self, span: Span<usize>) -> &str {
        self.text
            .get(span.start..span.end.min(self.text.len()))
            .unwrap_or_default()
    }
}

impl Raw {
    /// Whether what stands here is not published.
    pub(super) fn is_dropping(&self) -> bool {
        self.dropped.is_some()
    }

    /// Whether what stands here is code.
    pub(super) fn is_code(&self) -> bool {
        self.code > 0
    }

    /// Text that is not published.
    pub(super) fn lose(&mut self, text: &str) {
        if let Some((_, _, lost)) = &mut self.dropped
            && lost.len() < QUOTED * 4
        {
            lost.push_str(text);
        }
    }
}

impl<'a> Builder<'a> {
    /// Reads a piece of raw HTML.
    pub(super) fn raw(&mut self, piece: &Piece) {
        if let Some(buffer) = self.buffers.last_mut() {
            buffer.is_raw = true;
        }
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut comment = 0;
        let mut is_open = None;
        // Where the last token ends that was whole: what never ends begins behind it.
        let mut whole = 0;
        for token in Tokenizer::new_with_emitter(piece.text.as_str(), emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    whole = tag.span.end;
                    self.start_element(tag, piece);
                }
                Token::EndTag(tag) => {
                    whole = tag.span.end;
                    let name = name_of(&tag.name);
                    self.end_element(&name, piece.place(tag.span));
                }
                Token::String(text) => {
                    whole = text.span.end;
                    let value = String::from_utf8_lossy(&text.value).into_owned();
                    self.raw_text(&value, piece.slice(text.span), piece.place(text.span));
                }
                Token::Comment(text) => {
                    comment = text.span.start;
                    whole = text.span.end;
                    let place = piece.place(text.span);
                    let written = piece.slice(text.span);
                    if !written.starts_with("<!--") && !self.raw.is_dropping() {
                        self.lost_markup(written, &place);
                    }
                }
                Token::Doctype(_) => {}
                Token::Error(error) => match error.value {
                    Error::EofInComment => is_open = Some("comment"),
                    Error::EofInTag | Error::EofInDoctype | Error::EofBeforeTagName => {
                        is_open = Some("tag");
                    }
                    _ => {}
                },
            }
        }
        match is_open {
            Some("comment") => {
                let lost = piece.text.get(comment..).unwrap_or_default();
                let lost = lost.trim_start_matches("<!--");
                let begin = piece.place(Span {
                    start: comment,
                    end: comment + 4,
                });
                let help = "Write --> where it ends, with no empty line before.";
                self.never_ends("comment", lost, &begin, help);
            }
            Some(_) => {
                let behind = piece.text.get(whole..).unwrap_or_default();
                let from = whole + behind.find('<').unwrap_or_default();
                let place = piece.place(Span {
                    start: from,
                    end: piece.text.len(),
                });
                let lost = piece.text.get(from..).unwrap_or_default();
                let help =
                    "Look for a missing > or quotation mark. No tag goes on behind an empty line.";
                self.never_ends("tag", lost, &place, help);
            }
            None => {}
        }
    }

    fn never_ends(&mut self, what: &str, lost: &str, place: &Range<usize>, help: &str) {
        let message = match quoted(lost) {
            lost if lost.is_empty() => format!("this {what} never ends"),
            lost => format!("this {what} never ends, so what follows is lost: `{lost}`"),
        };
        self.enter(Finding::error("markdown.lost", message).help(help), place);
    }

    /// Markup that browsers drop, but not in silence.
    fn lost_markup(&mut self, written: &str, place: &Range<usize>) {
        let finding = Finding::error(
            "markdown.lost",
            format!("`{}` is read as HTML, and nothing of it is shown", quoted(written)),
        )
        .help("To show it, write \\< for <, or put it in `backticks`. A name that customers fill in is clearer as [your name].");
        self.enter(finding, place);
    }

    fn raw_text(&mut self, text: &str, written: &str, place: Range<usize>) {
        if self.raw.is_dropping() {
            self.raw.lose(text);
            return;
        }
        if text.trim().is_empty() {
            if !text.is_empty() {
                self.gap();
                self.push(Event::Text(text.to_owned().into()));
            }
            return;
        }
        if self.raw.is_code() {
            let text = references::unfill(text).into_owned();
            self.plain(&text);
            self.push(Event::Text(text.into()));
            return;
        }
        self.leftovers.run(written, place.start, true);
        self.say(text.to_owned().into(), written, place);
    }

    /// A blank between two words, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.ends_with_blank() {
            self.plain(" ");
        }
    }

    fn start_element(&mut self, tag: StartTag<usize>, piece: &Piece) {
        let place = piece.place(tag.span);
        let written = piece.slice(tag.span);
        let name = name_of(&tag.name);
        if self.raw.is_dropping() {
            return;
        }
        let is_void = raw_html::is_void(&name);
        let fate = raw_html::fate(&name);
        if self.raw.foreign > 0 && fate != Fate::GoneWithContent {
            self.raw.foreign += usize::from(matches!(name.as_str(), "svg" | "math"));
            return;
        }
        let is_word = |(attribute, value): (
            &html5gum::HtmlString,
            &html5gum::Spanned<html5gum::HtmlString, usize>,
        )| {
            value.value.is_empty() && !raw_html::may_be_bare(&name_of(attribute))
        };
        match fate {
            Fate::Unknown => {
                self.raw.unknown.insert(name);
                self.lost_markup(written, &place);
                return;
            }
            // Told where it ends, with all that stands in it.
            Fate::GoneWithContent => {
                self.raw.dropped = Some((name, place, String::new()));
                return;
            }
            Fate::Gone => {
                self.gone(&name, &place);
                match name.as_str() {
                    "svg" | "math" => self.raw.foreign = 1,
                    _ => self.gap(),
                }
                return;
            }
            Fate::Kept | Fate::Neutral => {
                // Words that somebody wrote between two signs.
                if tag.attributes.iter().any(is_word) {
                    self.lost_markup(written, &place);
                    return;
                }
            }
        }
        if !is_void && self.raw.open.len() + self.depth >= MOST_NESTED {
            if !std::mem::replace(&mut self.raw.is_too_deep, true) {
                self.too_deep(&place);
            }
            return;
        }
        self.end_implied(&name);
        self.element_begins(&name, &place);
        let mut out = format!("<{name}");
        let mut is_shown = true;
        let (mut has_alt, mut has_size, mut size) = (false, false, None);
        let mut has_href = false;
        for (attribute, value) in &tag.attributes {
            let attribute = name_of(attribute);
            let value = String::from_utf8_lossy(&value.value).into_owned();
            let value = match (attribute.as_str(), name.as_str()) {
                ("href", "a") => {
                    has_href = true;
                    self.raw_link(&value, &place)
                }
                ("src", "img") => match self.resolve_image(&value, &place) {
                    Some(Picture { href, size: found }) => {
                        size = found;
                        Some(href)
                    }
                    None => {
                        is_shown = false;
                        None
                    }
                },
                ("cite", "blockquote" | "q" | "del" | "ins") => {
                    let target = self.expand_target(&value, &place);
                    self.resolve(&target, &place)
                }
                ("href" | "src" | "cite", _) => None,
                ("id", _) => self.raw_anchor(&value, &place),
                ("name", "a") if tag.attributes.iter().all(|(known, _)| &**known != b"id") => {
                    self.raw_anchor(&value, &place)
                }
                ("alt" | "title" | "aria-label", _) => {
                    has_alt |= attribute == "alt";
                    let text = self.aside(&value, &place);
                    if name == "img" && attribute == "alt" || attribute == "aria-label" {
                        self.sees(&text);
                    }
                    if name == "img" && attribute == "alt" {
                        self.plain(&text);
                    }
                    Some(text)
                }
                _ => {
                    has_size |= matches!(attribute.as_str(), "width" | "height");
                    Some(self.expand(&value, &place).0)
                }
            };
            if let Some(value) = value {
                out.push_str(&format!(" {attribute}=\"{}\"", escaped(&value)));
            }
        }
        if name == "img" {
            self.section_has_picture = true;
            if !has_alt {
                let finding = Finding::warning(
                    "markdown.alt-text",
                    "this image has no text for those who cannot see it",
                )
                .help("Write what it shows: alt=\"what it shows\". A picture that only adorns has alt=\"\".");
                self.enter(finding, &place);
            }
            if let Some(size) = size.filter(|_| !has_size) {
                out.push_str(&format!(
                    " width=\"{}\" height=\"{}\"",
                    size.width, size.height
                ));
            }
        }
        if name == "a" && has_href {
            self.link_depth += 1;
            self.raw.links += 1;
            self.open_links.push(OpenLink::at(&place));
        }
        out.push('>');
        if is_shown {
            self.html(out);
        }
        if !is_void {
            self.raw.open.push((name, place));
        }
    }

    /// Ends what needs no end tag before an element.
    fn end_implied(&mut self, name: &str) {
        let ended: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "td" | "th" => &["td", "th"],
            "tr" => &["td", "th", "tr"],
            "thead" | "tbody" | "tfoot" => &[
                "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup", "caption",
            ],
            "rt" | "rp" => &["rt", "rp"],
            _ if raw_html::is_inline(name) => return,
            _ => &[],
        };
        while let Some((open, _)) = self
            .raw
            .open
            .pop_if(|(open, _)| open == "p" || ended.contains(&open.as_str()))
        {
            self.element_ends(&open);
        }
    }

    /// What an element does to the text around it where it begins.
    fn element_begins(&mut self, name: &str, place: &Range<usize>) {
        match name {
            "br" => {
                self.gap();
                self.prose.space(self.place(place));
                self.leftovers.line(place.start);
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.end_block();
                self.prose.start_list(name == "ol");
                if !self.ends_with_blank() {
                    self.end_of_part(": ");
                }
            }
            "li" => {
                self.end_block();
                self.prose.start_item();
                if !self.ends_with_blank() {
                    self.end_of_part("; ");
                }
            }
            "tr" => {
                self.end_block();
                self.prose.start_row();
                self.gap();
            }
            "td" | "th" => {
                self.end_block();
                self.prose.start_cell(
                    name == "th" && self.raw.open.iter().any(|(open, _)| open == "thead"),
                );
                if !self.ends_with_blank() {
                    self.end_of_part(", ");
                }
            }
            "h1" | "h2" if self.open_heading.is_none() => {
                self.end_block();
                self.gap();
                let finding = Finding::warning(
                    "markdown.heading",
                    format!("`<{name}>` makes no question: it is in no list, and search finds it under the question above"),
                )
                .help("Write ## and the question on a line of its own. A part of an answer is an <h3>.");
                self.enter(finding, place);
            }
            "pre" | "code" | "kbd" | "samp" | "tt" | "var" => {
                if name == "pre" {
                    self.end_block();
                    self.gap();
                }
                self.leftovers.thing(place.start);
                self.raw.code += 1;
            }
            "table" => {
                self.end_block();
                self.gap();
                self.prose.start_table();
                self.raw.tables += 1;
                if self.raw.tables == 1 {
                    // Like those of Markdown, it scrolls and not the page.
                    let label = self.table_label();
                    self.html(format!(
                        "<div class=\"table\" role=\"group\" tabindex=\"0\" {label}>"
                    ));
                }
            }
            _ if raw_html::is_inline(name) => {}
            _ => {
                self.end_block();
                self.gap();
            }
        }
    }

    fn end_element(&mut self, name: &str, place: Range<usize>) {
        if let Some((dropped, begin, lost)) = self.raw.dropped.take() {
            match dropped == name {
                true => self.gone(name, &(begin.start..place.end.max(begin.end))),
                false => self.raw.dropped = Some((dropped, begin, lost)),
            }
            return;
        }
        if self.raw.foreign > 0 {
            self.raw.foreign -= usize::from(matches!(name, "svg" | "math"));
            return;
        }
        match raw_html::fate(name) {
            Fate::Unknown => {
                if self.raw.unknown.insert(name.to_owned()) {
                    self.lost_markup(&format!("</{name}>"), &place);
                }
                return;
            }
            Fate::Gone | Fate::GoneWithContent => return self.gap(),
            Fate::Kept | Fate::Neutral => {}
        }
        if name == "br" {
            self.element_begins(name, &place);
            return self.html("<br>");
        }
        // What nothing opened ends nothing.
        let Some(at) = self.raw.open.iter().rposition(|(open, _)| open == name) else {
            return;
        };
        let closed: Vec<_> = self.raw.open.drain(at..).collect();
        for (at, (open, place)) in closed.iter().enumerate().rev() {
            self.element_ends(open);
            if at > 0 && raw_html::is_styling(open) && !raw_html::is_inline(name) {
                self.unended(open, place);
            }
        }
        self.html(format!("</{name}>"));
        if name == "table" && self.raw.tables == 0 {
            self.html("</div>\n");
        }
    }

    /// What an element does to the text around it where it ends.
    fn element_ends(&mut self, name: &str) {
        match name {
            "ul" | "ol" | "menu" | "dir" => {
                self.end_block();
                self.prose.end_list();
                self.end_of_part(". ");
            }
            "li" | "tr" => {
                self.end_block();
                self.end_of_part("; ");
            }
            "td" | "th" => {
                self.end_block();
                self.end_of_part(", ");
            }
            "table" => {
                self.end_block();
                self.prose.end_table();
                self.raw.tables = self.raw.tables.saturating_sub(1);
                self.end_of_part(". ");
            }
            "pre" | "code" | "kbd" | "samp" | "tt" | "var" => {
                self.raw.code = self.raw.code.saturating_sub(1);
                if name == "pre" {
                    self.gap();
                }
            }
            "a" => {
                if self.raw.links > 0 {
                    self.raw.links -= 1;
                    self.end_link();
                }
            }
            _ if raw_html::is_inline(name) => {}
            _ => {
                self.end_block();
                self.gap();
            }
        }
    }

    fn gone(&mut self, name: &str, place: &Range<usize>) {
        let help = match name {
            "script" | "style" | "link" | "meta" | "base" => {
                "Delete it. How pages look and what they run belongs to the theme."
            }
            "iframe" | "video" | "audio" | "object" | "embed" => {
                "Link to it instead, with words that say what it shows."
            }
            "form" | "input" | "button" | "select" | "textarea" => {
                "Say in the text how customers send you this, with a link."
            }
            "svg" | "math" | "canvas" => "Save it as a picture beside the page, and show that.",
            _ => "Delete it, or say the same in words.",
        };
        let finding =
            Finding::warning("markdown.html", format!("`<{name}>` is not published")).help(help);
        self.enter(finding, place);
    }

    fn raw_link(&mut self, target: &str, place: &Range<usize>) -> Option<String> {
        let (href, leads_to) = self.follow(target, place);
        let at = self.place(place);
        self.prose.start_link(&leads_to, &at);
        href
    }

    /// An anchor that raw HTML sets.
    fn raw_anchor(&mut self, id: &str, place: &Range<usize>) -> Option<String> {
        if id.is_empty() {
            return None;
        }
        if !self.taken.take(id.to_owned()) {
            let finding = Finding::error(
                "markdown.anchor",
                format!("the anchor `#{}` is used twice on this page", printable(id)),
            )
            .help("Give it another name, or delete it if nothing links to it.");
            self.enter(finding, place);
            return None;
        }
        self.parsed.anchors.push(id.to_owned());
        Some(id.to_owned())
    }

    /// A block ends, within which elements that hold no text for readers must end, too.
    pub(super) fn end_dropped(&mut self) {
        self.raw.foreign = 0;
        if let Some((name, place, lost)) = self.raw.dropped.take() {
            self.never_ends(&format!("`<{name}>`"), &lost, &place, &format!("Write </{name}> where it ends, with no empty line before, or \\<{name}> to show it."));
        }
    }

    /// The section ends, and all raw HTML in it.
    pub(super) fn end_raw(&mut self) {
        self.end_dropped();
        let open = std::mem::take(&mut self.raw.open);
        for (name, place) in open.iter().rev() {
            self.element_ends(name);
            if raw_html::is_styling(name) {
                self.unended(name, place);
            }
        }
        self.raw = Raw::default();
    }

    fn unended(&mut self, name: &str, place: &Range<usize>) {
        let finding = Finding::warning(
            "markdown.html",
            format!("nothing ends this `<{name}>`, so all that follows looks like it"),
        )
        .help(format!(
            "Write </{name}> where it ends. To show the sign itself, write \\<."
        ));
        self.enter(finding, place);
    }
}

fn name_of(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.replace("{{%", "{{ ").replace("%}}", " }}");
    match text.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", printable(&text[..at])),
        None => printable(&text),
    }
}
