//! The state of one body while its events go by.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd,
    TextMergeWithOffset, html,
};
use pulldown_cmark_escape::{escape_href, escape_html};

use super::attributes::{self, Attributes};
use super::links::{self, Resolved};
use super::prose::Collector;
use super::references::{self, Piece, Reference};
use super::slug::{slugify, unique};
use super::{Body, Context, Heading, InternalLink, Section, raw_html};
use crate::findings::{Finding, nearest};
use crate::parse::placeholder;
use crate::source::images::ImageSize;

pub(super) fn build(
    text: &str,
    offset: usize,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Body {
    let (filled, references) = references::fill(text);
    let mut builder = Builder {
        source: &filled,
        offset,
        context,
        references,
        findings,
        body: Body::default(),
        section: Section::default(),
        buffers: vec![Buffer::default()],
        in_dropped: false,
        open_heading: None,
        open_image: None,
        link_depth: 0,
        in_code: false,
        may_have_placeholders: placeholder::may_have(text),
        table: TableState::default(),
        footnotes: Footnotes::default(),
        taken: BTreeSet::new(),
        prose: Collector::new(context),
    };
    let parser = Parser::new_ext(&filled, super::options());
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        builder.event(event, range);
    }
    builder.finish()
}

struct Builder<'a> {
    source: &'a str,
    offset: usize,
    context: Context<'a>,
    references: Vec<Reference>,
    findings: &'a mut Vec<Finding>,
    body: Body,
    section: Section,
    /// Events of the section; a footnote or heading in progress has a buffer on top.
    buffers: Vec<Buffer<'a>>,
    /// Inside an element whose text is no content: a script or a style.
    in_dropped: bool,
    open_heading: Option<OpenHeading>,
    open_image: Option<OpenImage>,
    link_depth: usize,
    in_code: bool,
    may_have_placeholders: bool,
    table: TableState,
    footnotes: Footnotes,
    taken: BTreeSet<String>,
    prose: Collector<'a>,
}

/// Events in progress, and the raw HTML among them with its places.
#[derive(Default)]
struct Buffer<'a> {
    events: Vec<Event<'a>>,
    raw_html: Vec<(String, Range<usize>)>,
}

struct OpenHeading {
    level: u8,
    /// Offset in the source at which the attribute block begins.
    attributes_at: usize,
    attributes: Attributes,
    text: String,
    span: Range<usize>,
}

struct OpenImage {
    picture: Option<Picture>,
    title: String,
    alt: String,
    span: Range<usize>,
}

/// A picture of the site.
struct Picture {
    href: String,
    size: Option<ImageSize>,
}

#[derive(Default)]
struct TableState {
    alignments: Vec<Alignment>,
    in_head: bool,
    column: usize,
}

#[derive(Default)]
struct Footnotes {
    numbers: BTreeMap<String, usize>,
    definitions: BTreeMap<usize, String>,
    open: Option<usize>,
}

impl Footnotes {
    fn number(&mut self, label: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(label.to_owned()).or_insert(next)
    }
}

impl<'a> Builder<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if self.skips(&range) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(text, range),
            Event::Code(code) => {
                let code = references::unfill(&code).into_owned();
                self.plain(&code);
                self.push(Event::Code(code.into()));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                // Raw HTML, comments among it, is no evidence.
                let html = self.expand(&html, &range).0;
                self.note_dropped(&html);
                // What is cleaned with a part is cleaned with the whole, too.
                for buffer in &mut self.buffers {
                    buffer.raw_html.push((html.clone(), range.clone()));
                }
                self.push(Event::InlineHtml(html.into()));
            }
            Event::SoftBreak | Event::HardBreak => {
                self.plain(" ");
                self.prose.space(self.place(&range));
                self.push(event);
            }
            Event::FootnoteReference(label) => {
                let n = self.footnotes.number(&label);
                self.html(format!(
                    "<sup class=\"footnote-ref\"><a href=\"#fn-{n}\" id=\"fnref-{n}\">{n}</a></sup>"
                ));
            }
            Event::TaskListMarker(done) => {
                let (mark, key) = if done {
                    ("☑", "task.done")
                } else {
                    ("☐", "task.open")
                };
                let label = escaped(self.context.strings.text(key));
                self.html(format!(
                    "<span class=\"task\" role=\"img\" aria-label=\"{label}\">{mark}</span> "
                ));
            }
            Event::Rule | Event::InlineMath(_) | Event::DisplayMath(_) => self.push(event),
        }
    }

    /// The attribute block of a heading is no part of its title.
    fn skips(&self, range: &Range<usize>) -> bool {
        self.open_heading.as_ref().is_some_and(|heading| {
            range.start >= heading.attributes_at && range.end <= heading.span.end
        })
    }

    fn push(&mut self, event: Event<'a>) {
        if self.open_image.is_some() {
            return;
        }
        if let Some(buffer) = self.buffers.last_mut() {
            buffer.events.push(event);
        }
    }

    fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.push(Event::InlineHtml(html.into()));
    }

    /// Adds to the plain text of whatever is open.
    fn plain(&mut self, text: &str) {
        if let Some(image) = &mut self.open_image {
            image.alt.push_str(text);
        }
        let plain = match &mut self.open_heading {
            Some(heading) => &mut heading.text,
            None => &mut self.section.text,
        };
        plain.push_str(text);
    }

    /// Ends an item, a cell or a row in the plain text, so that parts which markup
    /// keeps apart do not run together. A part that ends a larger one ends like it.
    fn end_of_part(&mut self, mark: &str) {
        let plain = match &mut self.open_heading {
            Some(heading) => &mut heading.text,
            None => &mut self.section.text,
        };
        let kept = plain
            .trim_end()
            .trim_end_matches([',', ';'])
            .trim_end()
            .len();
        plain.truncate(kept);
        if plain.ends_with(['.', '!', '?', ':', '…']) || plain.is_empty() {
            plain.push(' ');
        } else {
            plain.push_str(mark);
        }
    }

    /// The place in the file of a range of the body.
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }

    fn report(&mut self, finding: Finding, range: &Range<usize>) {
        let place = self.place(range);
        self.findings.push(finding.at(self.context.file, place));
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.start_heading(level, range),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                let target = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                self.start_link(&target, &title, &range);
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                let picture = self.resolve_image(&dest_url, &range);
                self.open_image = Some(OpenImage {
                    picture,
                    title: title.into_string(),
                    alt: String::new(),
                    span: range,
                });
            }
            Tag::Table(alignments) => {
                self.table = TableState {
                    alignments,
                    ..TableState::default()
                };
                let label = self.table_label();
                self.html(format!(
                    "<div class=\"table\" role=\"group\" tabindex=\"0\" {label}><table>"
                ));
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.table.column = 0;
                self.html("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.html("<tr>");
            }
            Tag::TableCell => {
                self.prose.end_block();
                self.start_cell();
            }
            Tag::BlockQuote(Some(kind)) => self.start_alert(kind),
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.prose.end_block();
                self.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Tag::FootnoteDefinition(label) => {
                self.footnotes.open = Some(self.footnotes.number(&label));
                self.buffers.push(Buffer::default());
            }
            Tag::HtmlBlock => {}
            other => {
                match &other {
                    Tag::List(first) => self.prose.start_list(first.is_some()),
                    Tag::Item => self.prose.start_item(),
                    Tag::Paragraph | Tag::BlockQuote(_) => self.prose.end_block(),
                    _ => {}
                }
                self.push(Event::Start(other));
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Link => {
                self.link_depth = self.link_depth.saturating_sub(1);
                self.prose.end_link();
                self.html("</a>");
            }
            TagEnd::Image => self.end_image(),
            TagEnd::Table => {
                self.end_of_part(". ");
                self.html("</tbody></table></div>\n");
            }
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.end_of_part("; ");
                self.html("</tr></thead><tbody>");
            }
            TagEnd::TableRow => {
                self.end_of_part("; ");
                self.html("</tr>");
            }
            TagEnd::TableCell => {
                self.prose.end_block();
                self.end_of_part(", ");
                let end = if self.table.in_head { "</th>" } else { "</td>" };
                self.html(end);
            }
            TagEnd::BlockQuote(Some(_)) => {
                self.prose.end_block();
                self.html("</div>\n");
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.plain(" ");
                self.push(Event::End(TagEnd::CodeBlock));
            }
            TagEnd::FootnoteDefinition => self.end_footnote(&range),
            TagEnd::HtmlBlock => {}
            other => {
                match other {
                    TagEnd::Paragraph => {
                        self.prose.end_block();
                        self.plain(" ");
                    }
                    TagEnd::Item => {
                        self.prose.end_block();
                        self.end_of_part("; ");
                    }
                    TagEnd::List(_) => {
                        self.prose.end_list();
                        self.end_of_part(". ");
                    }
                    TagEnd::BlockQuote(_) => self.prose.end_block(),
                    _ => {}
                }
                self.push(Event::End(other));
            }
        }
    }

    /// The text of scripts and styles is no content, whatever becomes of their tags.
    fn note_dropped(&mut self, html: &str) {
        let html = html.to_ascii_lowercase();
        for name in ["script", "style"] {
            if html.contains(&format!("<{name}")) {
                self.in_dropped = true;
            }
            if html.contains(&format!("</{name}")) {
                self.in_dropped = false;
            }
        }
    }

    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
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
    fn without_claim(
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
    fn fact(&mut self, name: &str, range: &Range<usize>, place: Range<usize>) {
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

    fn unknown_fact(&mut self, name: &str, range: &Range<usize>) {
        let place = self
            .references
            .iter()
            .position(|reference| {
                reference.name == name
                    && range.start <= reference.span.start
                    && reference.span.end <= range.end
            })
            .map(|at| self.references.remove(at).span);
        let finding = Finding::error("facts.unknown", format!("unknown fact `{{{{ {name} }}}}`"))
            .help(self.context.facts.suggestion(name));
        self.report(finding, &place.unwrap_or_else(|| range.clone()));
    }

    /// Replaces references in a link target or raw HTML by plain values, and names them.
    fn expand<'t>(&mut self, text: &'t str, range: &Range<usize>) -> (String, Vec<&'t str>) {
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

    /// A target that is one fact alone leads where the fact leads.
    fn expand_target(&mut self, target: &str, range: &Range<usize>) -> String {
        if let [Piece::Name(name)] = references::split(target).as_slice()
            && let Some(href) = self
                .context
                .facts
                .get(name)
                .and_then(|fact| fact.href.clone())
        {
            self.prose.refer(name);
            return href;
        }
        let (expanded, names) = self.expand(target, range);
        for name in names {
            self.prose.refer(name);
        }
        expanded
    }

    fn start_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        let level = level as u8;
        if level == 1 {
            let finding = Finding::warning(
                "markdown.heading",
                "a page has one level-1 heading: its title",
            )
            .help("Begin this heading with ## to make it a question, or remove it.");
            self.report(finding, &range);
        }
        if level <= 2 {
            self.flush();
        }
        let raw = &self.source[range.clone()];
        let first_line = raw.lines().next().unwrap_or_default();
        let (attributes_at, attributes) = match attributes::find(first_line) {
            Some(at) => (
                range.start + at,
                attributes::parse(first_line[at..].trim_end()),
            ),
            None => (usize::MAX, Attributes::default()),
        };
        self.open_heading = Some(OpenHeading {
            level,
            attributes_at,
            attributes,
            text: String::new(),
            span: range.start..range.start + first_line.len(),
        });
        self.buffers.push(Buffer::default());
    }

    fn end_heading(&mut self) {
        let (Some(open), Some(buffer)) = (self.open_heading.take(), self.buffers.pop()) else {
            return;
        };
        self.in_dropped = false;
        let inner = self.render(buffer).trim().to_owned();
        let block = open.attributes_at.wrapping_add(self.offset);
        let shift =
            |span: &Range<usize>| block.wrapping_add(span.start)..block.wrapping_add(span.end);
        for (name, span) in &open.attributes.unknown {
            let help = match nearest(name, attributes::KNOWN.iter().copied()) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => {
                    "A heading can have {#id covers=topic.point also=\"other, words\"}.".to_owned()
                }
            };
            self.findings.push(
                Finding::error(
                    "markdown.attribute",
                    format!("unknown heading attribute `{name}`"),
                )
                .help(help)
                .at(self.context.file, shift(span)),
            );
        }
        let text = open.text.trim().to_owned();
        let id = self.anchor(&open, &text);
        if open.level > 2 {
            self.prose.end_block();
            for (point, span) in &open.attributes.covers {
                self.findings.push(
                    Finding::error(
                        "claims.place",
                        format!("`{point}` is claimed on a level-{} heading", open.level),
                    )
                    .help("Only questions, which are level-2 headings (##), can claim points.")
                    .at(self.context.file, shift(span)),
                );
            }
            self.plain(&text);
            self.plain(" ");
            self.html(format!(
                "<h{0} id=\"{1}\">{2}</h{0}>\n",
                open.level,
                escaped(&id),
                inner
            ));
            return;
        }
        self.prose.heading();
        if text.is_empty() {
            let finding = Finding::error("markdown.heading", "this heading is empty")
                .help("Write the question after the ##.");
            self.report(finding, &open.span);
        }
        self.section.heading = Some(Heading {
            id,
            text,
            html: inner,
            covers: open
                .attributes
                .covers
                .iter()
                .map(|(point, span)| (point.clone(), shift(span)))
                .collect(),
            also: open.attributes.also,
            span: open.span.start + self.offset..open.span.end + self.offset,
        });
    }

    fn anchor(&mut self, open: &OpenHeading, text: &str) -> String {
        let id = match &open.attributes.id {
            Some((id, span)) => {
                let place = open.attributes_at + span.start..open.attributes_at + span.end;
                if self.taken.contains(id) {
                    let finding = Finding::error(
                        "markdown.anchor",
                        format!("the anchor `#{id}` is used twice on this page"),
                    )
                    .help("Give each heading an anchor of its own.");
                    self.report(finding, &place);
                    unique(id.clone(), &self.taken)
                } else if !is_anchor(id) {
                    let finding =
                        Finding::error("markdown.anchor", format!("`#{id}` cannot be an anchor"))
                            .help(format!(
                                "Use letters, digits and hyphens, such as #{}.",
                                slugify(id)
                            ));
                    self.report(finding, &place);
                    unique(slugify(id), &self.taken)
                } else {
                    id.clone()
                }
            }
            None => unique(slugify(text), &self.taken),
        };
        self.taken.insert(id.clone());
        self.body.anchors.push(id.clone());
        id
    }

    fn resolve(&mut self, target: &str, range: &Range<usize>) -> Option<String> {
        let from = links::From {
            file: self.context.file,
            lang: self.context.lang,
        };
        let span = range.start + self.offset..range.end + self.offset;
        match links::resolve(target, from, self.context.addresses) {
            Ok(Resolved::Page { address, anchor }) => {
                let href = self.context.addresses.href(&address);
                let href = match &anchor {
                    Some(anchor) => format!("{href}#{anchor}"),
                    None => href,
                };
                self.body
                    .resolutions
                    .push((target.to_owned(), address.to_string()));
                self.body.links.push(InternalLink {
                    address: Some(address.to_string()),
                    anchor,
                    span,
                });
                Some(href)
            }
            Ok(Resolved::Here(anchor)) => {
                let href = format!("#{anchor}");
                self.body.links.push(InternalLink {
                    address: None,
                    anchor: Some(anchor),
                    span,
                });
                Some(href)
            }
            Ok(Resolved::Asset(address)) => {
                self.body
                    .resolutions
                    .push((target.to_owned(), address.to_string()));
                self.body.assets.push(address.to_string());
                Some(self.context.addresses.href(&address))
            }
            Ok(Resolved::Elsewhere(target)) => Some(target),
            Err(finding) => {
                self.report(*finding, range);
                None
            }
        }
    }

    fn start_link(&mut self, target: &str, title: &str, range: &Range<usize>) {
        let target = self.expand_target(target, range);
        let links = self.body.links.len();
        let href = self.resolve(&target, range);
        let leads_to = match (self.body.links.get(links), &href) {
            (Some(link), _) => link.target(),
            (None, Some(href)) => href.clone(),
            (None, None) => target,
        };
        let place = self.place(range);
        self.prose.start_link(&leads_to, &place);
        self.link_depth += 1;
        let mut tag = String::from("<a");
        if let Some(href) = href {
            tag.push_str(&format!(" href=\"{}\"", escaped_href(&href)));
        }
        if !title.is_empty() {
            tag.push_str(&format!(" title=\"{}\"", escaped(title)));
        }
        tag.push('>');
        self.html(tag);
    }

    fn resolve_image(&mut self, target: &str, range: &Range<usize>) -> Option<Picture> {
        let target = self.expand_target(target, range);
        let from = links::From {
            file: self.context.file,
            lang: self.context.lang,
        };
        let finding = match links::resolve(&target, from, self.context.addresses) {
            Ok(Resolved::Asset(address)) => {
                let size = self.context.addresses.image(&address);
                if size.is_none() {
                    let finding = Finding::warning(
                        "markdown.image",
                        format!("`{target}` is no picture, or does not say how large it is"),
                    )
                    .help(
                        "Save it again as PNG, JPEG, WebP, AVIF, GIF or SVG. An SVG needs a `viewBox`.",
                    );
                    self.report(finding, range);
                }
                let href = self.resolve(&target, range)?;
                return Some(Picture { href, size });
            }
            Err(_) => {
                self.resolve(&target, range);
                return None;
            }
            Ok(Resolved::Elsewhere(_)) => Finding::error(
                "access.self-contained",
                "this image would be loaded from another site",
            )
            .help("Save the image in content/ and name it by its path."),
            Ok(Resolved::Page { .. } | Resolved::Here(_)) => Finding::error(
                "upkeep.links",
                format!("`{target}` is a page, not an image"),
            )
            .help("Name a picture in content/, such as picture.png."),
        };
        self.report(finding, range);
        None
    }

    fn end_image(&mut self) {
        let Some(image) = self.open_image.take() else {
            return;
        };
        if image.alt.trim().is_empty() {
            let finding = Finding::warning(
                "markdown.alt-text",
                "this image has no text for those who cannot see it",
            )
            .help("Write what it shows between the brackets: ![what it shows](picture.png).");
            self.report(finding, &image.span);
        }
        if let Some(Picture { href, size }) = image.picture {
            let title = if image.title.is_empty() {
                String::new()
            } else {
                format!(" title=\"{}\"", escaped(&image.title))
            };
            let size = size.map_or_else(String::new, |ImageSize { width, height }| {
                format!(" width=\"{width}\" height=\"{height}\"")
            });
            // The introduction is in sight at once.
            let lazy = match self.section.heading {
                Some(_) => " loading=\"lazy\"",
                None => "",
            };
            self.html(format!(
                "<img src=\"{}\" alt=\"{}\"{title}{size}{lazy} decoding=\"async\">",
                escaped_href(&href),
                escaped(image.alt.trim())
            ));
        }
    }

    /// A table is named by the question that it answers, so that screen readers can
    /// tell two of them apart.
    fn table_label(&self) -> String {
        match &self.section.heading {
            Some(heading) => format!("aria-labelledby=\"{}\"", escaped(&heading.id)),
            None => {
                let label = self.context.strings.text("table.label");
                format!("aria-label=\"{}\"", escaped(label))
            }
        }
    }

    fn start_cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.table.column += 1;
        let tag = if self.table.in_head {
            format!("<th scope=\"col\"{class}>")
        } else {
            format!("<td{class}>")
        };
        self.html(tag);
    }

    fn start_alert(&mut self, kind: BlockQuoteKind) {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let title = escaped(
            self.context
                .strings
                .get(&format!("alert.{name}"))
                .unwrap_or(name),
        );
        self.html(format!(
            "<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"
        ));
    }

    fn end_footnote(&mut self, range: &Range<usize>) {
        let (Some(number), Some(buffer)) = (self.footnotes.open.take(), self.buffers.pop()) else {
            return;
        };
        let inner = self.render(buffer);
        if self.footnotes.definitions.insert(number, inner).is_some() {
            let finding = Finding::error("markdown.footnote", "this footnote is defined twice")
                .help("Give each footnote a name of its own.");
            self.report(finding, range);
        }
    }

    /// Ends the current section.
    fn flush(&mut self) {
        let Some(buffer) = self.buffers.first_mut().map(std::mem::take) else {
            return;
        };
        self.in_dropped = false;
        let mut section = std::mem::take(&mut self.section);
        let heading = section
            .heading
            .as_ref()
            .map(|heading| heading.text.as_str());
        self.prose.end_section(heading);
        section.html = self.render(buffer);
        section.text = single_spaced(&section.text);
        if let Some(heading) = &section.heading
            && section.html.trim().is_empty()
        {
            self.findings.push(
                Finding::error("content.empty", "this heading has nothing below it")
                    .help("Write the answer, or delete the heading.")
                    .at(self.context.file, heading.span.clone()),
            );
        }
        self.body.sections.push(section);
    }

    /// Events to HTML, cleaned if there is raw HTML among them.
    fn render(&mut self, buffer: Buffer<'a>) -> String {
        let mut html = String::new();
        html::push_html(&mut html, buffer.events.into_iter());
        if buffer.raw_html.is_empty() {
            html
        } else {
            self.clean(&html, &buffer.raw_html)
        }
    }

    fn clean(&mut self, html: &str, raw: &[(String, Range<usize>)]) -> String {
        let mut targets = BTreeMap::new();
        for (element, target) in raw_html::link_targets(html) {
            // What Markdown made is resolved already and stands in no raw HTML.
            let Some((_, range)) = raw.iter().find(|(text, _)| text.contains(&target)) else {
                continue;
            };
            let href = match element.as_str() {
                "img" => self
                    .resolve_image(&target, range)
                    .map(|picture| picture.href),
                "a" | "blockquote" | "q" | "del" | "ins" => self.resolve(&target, range),
                // Nothing else with a link is on the allow-list.
                _ => None,
            };
            targets.insert(target, href);
        }
        raw_html::clean(html, targets)
    }

    fn finish(mut self) -> Body {
        self.flush();
        if !self.footnotes.definitions.is_empty() {
            let mut out = String::from("<ol class=\"footnotes\">\n");
            let back = escaped(self.context.strings.text("footnote.back"));
            for (number, inner) in &self.footnotes.definitions {
                out.push_str(&format!(
                    "<li id=\"fn-{number}\">{}<a href=\"#fnref-{number}\" aria-label=\"{back}\">↩</a></li>\n",
                    inner.trim_end()
                ));
            }
            out.push_str("</ol>\n");
            self.body.footnotes = out;
        }
        self.body.prose = self.prose.finish();
        self.body
    }
}

/// Whether a text can be an anchor: letters, digits, `-`, `_` and `.`.
fn is_anchor(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = escape_html(&mut out, text);
    out
}

fn escaped_href(href: &str) -> String {
    let mut out = String::with_capacity(href.len());
    let _ = escape_href(&mut out, href);
    out
}
