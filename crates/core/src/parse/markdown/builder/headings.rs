//! Headings: what they say, their anchors and claims, and the sections that they begin.

use std::ops::Range;

use pulldown_cmark::HeadingLevel;

use super::super::Heading;
use super::super::attributes::{self, Attributes};
use super::super::slug::{slugify, unique};
use super::{Buffer, Builder, OpenHeading, escaped};
use candor_model::findings::{Finding, nearest};

impl<'a> Builder<'a> {
    pub(super) fn start_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        let level = level as u8;
        if level == 1 {
            let finding = Finding::warning(
                "markdown.heading",
                "a page has one level-1 heading: its title",
            )
            .help("Begin this heading with ## to make it a question, or remove it.");
            self.enter(finding, &range);
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

    pub(super) fn end_heading(&mut self) {
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
        let place = self.place(&open.span);
        self.prose.aside(&open.attributes.also.join(", "), &place);
        if text.is_empty() {
            let finding = Finding::error("markdown.heading", "this heading is empty")
                .help("Write the question after the ##.");
            self.enter(finding, &open.span);
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

    pub(super) fn anchor(&mut self, open: &OpenHeading, text: &str) -> String {
        let id = match &open.attributes.id {
            Some((id, span)) => {
                let place = open.attributes_at + span.start..open.attributes_at + span.end;
                if self.taken.contains(id) {
                    let finding = Finding::error(
                        "markdown.anchor",
                        format!("the anchor `#{id}` is used twice on this page"),
                    )
                    .help("Give each heading an anchor of its own.");
                    self.enter(finding, &place);
                    unique(id.clone(), &self.taken)
                } else if !is_anchor(id) {
                    let finding =
                        Finding::error("markdown.anchor", format!("`#{id}` cannot be an anchor"))
                            .help(format!(
                                "Use letters, digits and hyphens, such as #{}.",
                                slugify(id)
                            ));
                    self.enter(finding, &place);
                    unique(slugify(id), &self.taken)
                } else {
                    id.clone()
                }
            }
            None => unique(slugify(text), &self.taken),
        };
        self.taken.insert(id.clone());
        self.parsed.anchors.push(id.clone());
        id
    }

    /// Ends the current section.
    pub(super) fn flush(&mut self) {
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
        // It is kept until its page is written.
        section.html.shrink_to_fit();
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
        self.parsed.body.sections.push(section);
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
    let text = text.trim();
    let bytes = text.as_bytes();
    // As nearly every text is.
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
        && !bytes.windows(2).any(|pair| pair == b"  ")
    {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
