//! The state of one body while its events go by.

mod blocks;
mod headings;
mod lost;
mod raw;
mod targets;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd, TextMergeWithOffset,
    html,
};
use pulldown_cmark_escape::{escape_href, escape_html};

use super::attributes::Attributes;
use super::leftovers::Leftovers;
use super::prose::Collector;
use super::references::{self, Reference};
use super::slug::Taken;
use super::{Context, Parsed, Section, raw_html};
use candor_model::findings::Finding;
use candor_model::image::ImageSize;
pub(crate) use text::without_invisible;

use lost::Definitions;
use raw::{Piece, Raw};

pub(super) fn build(
    text: &str,
    offset: usize,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Parsed {
    let (filled, references) = references::fill(text);
    let mut builder = Builder {
        source: &filled,
        offset,
        context,
        references,
        findings,
        parsed: Parsed::default(),
        section: Section::default(),
        buffers: vec![Buffer::default()],
        raw: Raw::default(),
        open_heading: None,
        open_image: None,
        link_depth: 0,
        open_links: Vec::new(),
        code: None,
        depth: 0,
        section_has_picture: false,
        leftovers: Leftovers::default(),
        table: TableState::default(),
        footnotes: Footnotes::default(),
        taken: Taken::default(),
        definitions: Definitions::default(),
        prose: Collector::new(context),
    };
    let events = Parser::new_ext(&filled, super::options()).into_offset_iter();
    builder.definitions = Definitions::of(events.reference_definitions());
    for (event, range) in TextMergeWithOffset::new(events) {
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
    parsed: Parsed,
    section: Section,
    /// Events of the section; a footnote or heading in progress has a buffer on top.
    buffers: Vec<Buffer<'a>>,
    raw: Raw,
    open_heading: Option<OpenHeading>,
    open_image: Option<OpenImage>,
    link_depth: usize,
    /// Whether anything names each link that is open, and where it stands.
    open_links: Vec<targets::OpenLink>,
    code: Option<Code>,
    /// How many things of Markdown stand around what comes.
    depth: usize,
    section_has_picture: bool,
    leftovers: Leftovers,
    table: TableState,
    footnotes: Footnotes,
    taken: Taken,
    definitions: Definitions,
    prose: Collector<'a>,
}

/// Things of a page stand in each other no deeper than this. Browsers and readers of pages take their time with more.
const MOST_NESTED: usize = 100;

/// A block of code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Code {
    /// Between fences.
    Fenced,
    /// Four blanks before each line.
    Indented,
}

/// Events in progress, and whether there is raw HTML among them.
#[derive(Default)]
struct Buffer<'a> {
    events: Vec<Event<'a>>,
    is_raw: bool,
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
    /// Where each begins in the source.
    places: BTreeMap<usize, Range<usize>>,
    referred: BTreeSet<usize>,
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
            Event::Start(tag) => {
                if begins_block(&tag) {
                    self.block_ends();
                }
                self.depth += 1;
                match self.depth {
                    ..=MOST_NESTED => self.start(tag, range),
                    depth if depth == MOST_NESTED + 1 => self.too_deep(&range),
                    _ => {}
                }
            }
            Event::End(tag) => {
                if ends_block(&tag) {
                    self.block_ends();
                }
                if self.depth <= MOST_NESTED {
                    self.end(tag, range);
                }
                self.depth = self.depth.saturating_sub(1);
            }
            Event::Text(text) => self.text(text, range),
            Event::Code(code) => {
                let code = references::unfill(&code).into_owned();
                if self.raw.is_dropping() {
                    return self.raw.lose(&code);
                }
                self.plain(&code);
                self.leftovers.thing(range.start);
                self.push(Event::Code(code.into()));
            }
            Event::Html(html) => match &mut self.raw.block {
                Some(piece) => piece.push(&html, range.start),
                None => self.raw_piece(&html, range.start),
            },
            Event::InlineHtml(html) => self.raw_piece(&html, range.start),
            Event::SoftBreak | Event::HardBreak => {
                self.plain(" ");
                self.leftovers.line(range.start);
                self.prose.space(self.place(&range));
                self.push(event);
            }
            Event::FootnoteReference(label) => {
                let n = self.footnotes.number(&label);
                self.footnotes.referred.insert(n);
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

    fn enter(&mut self, finding: Finding, range: &Range<usize>) {
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
                id,
            } => {
                self.definitions.refer(&id);
                let target = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                self.start_link(&target, &title, &range);
            }
            Tag::Image {
                dest_url,
                title,
                id,
                ..
            } => {
                self.definitions.refer(&id);
                self.leftovers.thing(range.start);
                self.section_has_picture = true;
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
                self.prose.start_table();
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
                self.prose.start_row();
                self.surplus_cells(&range);
                self.html("<tr>");
            }
            Tag::TableCell => {
                self.prose.start_cell(self.table.in_head);
                self.leftovers.in_cell();
                self.start_cell();
            }
            Tag::BlockQuote(Some(kind)) => self.start_alert(kind),
            Tag::CodeBlock(kind) => {
                self.code = Some(match kind {
                    CodeBlockKind::Fenced(_) => Code::Fenced,
                    CodeBlockKind::Indented => Code::Indented,
                });
                self.unclosed_fence(&range);
                self.prose.end_block();
                self.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Tag::FootnoteDefinition(label) => {
                let number = self.footnotes.number(&label);
                self.footnotes.open = Some(number);
                self.footnotes.places.insert(number, range);
                self.buffers.push(Buffer::default());
            }
            Tag::HtmlBlock => self.raw.block = Some(Piece::default()),
            other => {
                match &other {
                    Tag::List(first) => {
                        self.prose.start_list(first.is_some());
                        // A list inside an item follows its text without a paragraph's end.
                        if !self.section.text.ends_with(char::is_whitespace) {
                            self.end_of_part(": ");
                        }
                    }
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
                self.end_link();
                self.html("</a>");
            }
            TagEnd::Image => self.end_image(),
            TagEnd::Table => {
                self.prose.end_table();
                self.end_of_part(". ");
                self.html("</tbody></table></div>\n");
            }
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.end_of_part("; ");
                self.html("</tr></thead><tbody>");
            }
            TagEnd::TableRow => {
                self.prose.end_row();
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
                self.code = None;
                self.plain(" ");
                self.push(Event::End(TagEnd::CodeBlock));
            }
            TagEnd::FootnoteDefinition => self.end_footnote(&range),
            TagEnd::HtmlBlock => {
                if let Some(piece) = self.raw.block.take() {
                    self.raw(&piece);
                    self.block_ends();
                    self.prose.end_block();
                    self.gap();
                }
            }
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

    fn raw_piece(&mut self, html: &str, at: usize) {
        let mut piece = Piece::default();
        piece.push(html, at);
        self.raw(&piece);
    }

    /// A block ends, or the next begins: what is left of markup in it is told.
    fn block_ends(&mut self) {
        for (place, finding) in self.leftovers.take() {
            self.enter(finding, &place);
        }
        if self.open_heading.is_none() || self.raw.is_dropping() {
            self.end_dropped();
        }
    }

    /// A block of text ends that raw HTML parts.
    fn end_block(&mut self) {
        for (place, finding) in self.leftovers.take() {
            self.enter(finding, &place);
        }
        self.prose.end_block();
    }

    fn too_deep(&mut self, range: &Range<usize>) {
        let finding = Finding::error(
            "markdown.nesting",
            format!("more than {MOST_NESTED} things stand in each other here"),
        )
        .help("Take some of them out: the text stays, but without what is nested deeper.");
        self.enter(finding, range);
    }

    /// Whether the plain text of what is open needs no blank before the next word.
    fn ends_with_blank(&self) -> bool {
        let plain = match &self.open_heading {
            Some(heading) => &heading.text,
            None => &self.section.text,
        };
        plain.is_empty() || plain.ends_with(char::is_whitespace)
    }

    /// Events to HTML, cleaned if there is raw HTML among them.
    fn render(&mut self, buffer: Buffer<'a>) -> String {
        let mut html = String::new();
        html::push_html(&mut html, buffer.events.into_iter());
        if !buffer.is_raw {
            return html;
        }
        let (cleaned, is_refused) = raw_html::clean(&html);
        if is_refused {
            let finding = Finding::error(
                "markdown.unsafe-link",
                "a link or picture in this text was taken out: nobody can tell where it leads",
            )
            .help("Look at the raw HTML below this line, and write the link as [words](address).");
            let place = self
                .section
                .heading
                .as_ref()
                .map_or(0..0, |heading| heading.span.clone());
            self.findings.push(finding.at(self.context.file, place));
        }
        cleaned
    }

    fn finish(mut self) -> Parsed {
        self.flush();
        self.unused();
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
            self.parsed.body.footnotes = out;
        }
        self.parsed.prose = self.prose.finish();
        self.parsed
    }
}

/// Whether a tag begins a block of its own.
fn begins_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// Whether a block ends with a tag.
fn ends_block(tag: &TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
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
