//! Headings: what they say, their anchors and claims, and the sections that they begin.

use std::ops::Range;

use pulldown_cmark::HeadingLevel;

use super::super::Heading;
use super::super::attributes::{self, Attributes};
use super::super::slug::slugify;
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
        let (text, last_line) = lines_of(&self.source[range.clone()]);
        let (attributes_at, attributes) = match attributes::find(last_line) {
            Some(at) => (
                range.start + text.len() - last_line.len() + at,
                attributes::parse(last_line[at..].trim_end()),
            ),
            None => (usize::MAX, Attributes::default()),
        };
        self.open_heading = Some(OpenHeading {
            level,
            attributes_at,
            attributes,
            text: String::new(),
            span: range.start..range.start + text.len(),
        });
        self.buffers.push(Buffer::default());
    }

    pub(super) fn end_heading(&mut self) {
        let (Some(open), Some(buffer)) = (self.open_heading.take(), self.buffers.pop()) else {
            return;
        };
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
            self.prose.sub_heading();
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
        let also = open.attributes.also.join(", ");
        self.prose.aside(&also, &place);
        self.stray_braces(&also, &open.span);
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
                    self.taken.unique(id.clone())
                } else if !is_anchor(id) {
                    let finding =
                        Finding::error("markdown.anchor", format!("`#{id}` cannot be an anchor"))
                            .help(format!(
                                "Use letters, digits and hyphens, such as #{}.",
                                slugify(id)
                            ));
                    self.enter(finding, &place);
                    self.taken.unique(slugify(id))
                } else {
                    id.clone()
                }
            }
            None => self.taken.unique(slugify(text)),
        };
        self.taken.take(id.clone());
        self.parsed.anchors.push(id.clone());
        id
    }

    /// Ends the current section.
    pub(super) fn flush(&mut self) {
        self.end_raw();
        let Some(buffer) = self.buffers.first_mut().map(std::mem::take) else {
            return;
        };
        let has_picture = std::mem::take(&mut self.section_has_picture);
        let mut section = std::mem::take(&mut self.section);
        let heading = section
            .heading
            .as_ref()
            .map(|heading| heading.text.as_str());
        let claims = section
            .heading
            .as_ref()
            .is_some_and(|heading| !heading.covers.is_empty());
        self.prose.end_section(heading, claims);
        section.html = self.render(buffer);
        // It is kept until its page is written.
        section.html.shrink_to_fit();
        section.text = single_spaced(&section.text);
        if let Some(heading) = &section.heading
            && !has_picture
            && !section.text.contains(is_shown)
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

/// The lines of a heading that hold its text, and the last of them: all but the underline of one that has one. Only
/// there can an attribute block stand.
fn lines_of(raw: &str) -> (&str, &str) {
    let raw = raw.trim_end_matches(['\n', '\r']);
    let is_underline = |line: &str| {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '>');
        !line.is_empty() && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
    };
    let text = match raw.rsplit_once('\n') {
        Some((above, underline)) if is_underline(underline) => above.trim_end_matches('\r'),
        _ => raw,
    };
    (text, text.rsplit('\n').next().unwrap_or(text))
}

/// Whether a reader sees a character: no blank, no mark that only joins or parts others, none that stands between the
/// cells of a table.
pub(super) fn is_shown(c: char) -> bool {
    let is_ignorable = matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    !c.is_whitespace() && !c.is_control() && !is_ignorable && !matches!(c, ',' | ';' | ':' | '.')
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
