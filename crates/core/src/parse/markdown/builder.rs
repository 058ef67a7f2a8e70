//! The state of one body while its events go by.

mod blocks;
mod headings;
mod targets;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CowStr, Event, LinkType, Parser, Tag, TagEnd, TextMergeWithOffset, html,
};
use pulldown_cmark_escape::{escape_href, escape_html};

use super::attributes::Attributes;
use super::prose::Collector;
use super::references::{self, Reference};
use super::{Context, Parsed, Section, raw_html};
use crate::parse::placeholder;
use candor_model::findings::Finding;
use candor_model::image::ImageSize;

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
    parsed: Parsed,
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
            Tag::HtmlBlock => {
                let shown = raw_html::without_markup(&self.source[range.clone()]);
                self.prose.raw_html(&shown, self.offset + range.start);
            }
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
                "a" | "blockquote" | "q" | "del" | "ins" => {
                    let place = self.place(range);
                    self.prose.link_contacts(&target, &place);
                    self.resolve(&target, range)
                }
                // Nothing else with a link is on the allow-list.
                _ => None,
            };
            targets.insert(target, href);
        }
        raw_html::clean(html, targets)
    }

    fn finish(mut self) -> Parsed {
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
            self.parsed.body.footnotes = out;
        }
        self.parsed.prose = self.prose.finish();
        self.parsed
    }
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
