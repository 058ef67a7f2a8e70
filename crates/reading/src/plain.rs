//! Pages whose tags say by themselves what tree they make: nothing is left to the rules for markup gone wrong.
//!
//! A tokenizer cannot know what a start tag makes: the tree builder of a browser moves, closes, copies and ignores
//! elements, and even decides how the text behind a tag is cut into tokens. On a well-formed page it does none of this.
//! Here the tokens are followed with a stack of open elements, and as soon as one comes for which the HTML Standard has
//! more to say than "insert an element" or "pop the current node", this reader gives up, and the page is built as a
//! tree. It need not know what would have been made of it.

mod place;
mod rules;

use std::cell::Cell;

use html5gum::{Emitter, Error, State, Tokenizer};

use crate::attributes::Attributes;
use crate::collect::{Collector, Element};
use crate::model::Reading;
use crate::names::Tag;
use place::Text;
use rules::{Becomes, Open, Stage, StartTag};

/// Reads a page if it is plain.
pub(crate) fn read(html: &str, collector: Collector<'_>) -> Option<Reading> {
    // In some places this one is dropped, in others it is replaced.
    if memchr::memchr(0, html.as_bytes()).is_some() {
        return None;
    }
    let at = Cell::new(0);
    let follower = Follower {
        html: html.as_bytes(),
        at: &at,
        tag_at: 0,
        frame: None,
        collector: Some(collector),
        stage: Stage::Initial,
        open: Open::default(),
        name: Vec::with_capacity(16),
        last_start: Vec::with_capacity(16),
        is_start: false,
        is_self_closing: false,
        attributes: Attributes::default(),
        doctype: Vec::with_capacity(4),
        is_quirky: false,
        progress: Progress::Reads,
    };
    let text = Text::new(html.as_bytes(), &at);
    let outcome = Tokenizer::new_with_emitter(text, follower).next();
    outcome.and_then(Result::ok).flatten()
}

/// How far reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Reads,
    GivesUp,
    IsDone,
}

/// Follows the tokens of a page.
struct Follower<'h, 'r> {
    html: &'h [u8],
    /// How far the page was cut into tokens. Moved on, it is passed over what was read on an earlier page.
    at: &'h Cell<usize>,
    /// Where the tag that is being read begins.
    tag_at: usize,
    /// A piece of the page's frame that is read for the first time.
    frame: Option<Frame>,
    collector: Option<Collector<'r>>,
    stage: Stage,
    open: Open,
    /// The name of the tag that is being read.
    name: Vec<u8>,
    /// The name of the last start tag: raw text ends at its end tag.
    last_start: Vec<u8>,
    is_start: bool,
    is_self_closing: bool,
    attributes: Attributes,
    doctype: Vec<u8>,
    is_quirky: bool,
    progress: Progress,
}

/// A header, navigation, aside or footer that is open and stands in no other part.
struct Frame {
    /// Where its tag begins.
    from: usize,
    /// How many elements it stands in.
    depth: usize,
}

impl Follower<'_, '_> {
    /// Passes over a piece of the page's frame if an earlier page had the same. Otherwise it is remembered once it ends.
    fn recall(&mut self, tag: Tag) -> bool {
        let is_frame = matches!(tag, Tag::Header | Tag::Nav | Tag::Aside | Tag::Footer);
        if !is_frame
            || self.frame.is_some()
            || self.stage != Stage::Body
            || !self.open.is_neutral()
            || self.html.get(self.tag_at) != Some(&b'<')
        {
            return false;
        }
        let Some(collector) = &mut self.collector else {
            return false;
        };
        if !collector.may_recall() {
            return false;
        }
        if let Some(length) = collector.recall(&self.html[self.tag_at..]) {
            self.at.set(self.tag_at + length);
            self.last_start.clear();
            return true;
        }
        collector.begin_frame();
        self.frame = Some(Frame {
            from: self.tag_at,
            depth: self.open.depth(),
        });
        false
    }

    fn end_frame(&mut self) {
        let depth = self.open.depth();
        if let Some(frame) = self.frame.take_if(|frame| frame.depth == depth)
            && let Some(collector) = &mut self.collector
        {
            collector.end_frame(self.html.get(frame.from..self.at.get()).unwrap_or_default());
        }
    }

    fn give_up(&mut self) {
        self.progress = Progress::GivesUp;
    }

    fn start_tag(&mut self) -> Option<State> {
        self.attributes.settle();
        let tag = Tag::of(&self.name);
        if self.recall(tag) {
            return None;
        }
        let is_in_svg = self.open.is_foreign();
        let start = StartTag {
            tag,
            name: &self.name,
            attributes: &self.attributes,
            is_self_closing: self.is_self_closing,
        };
        let Some(becomes) = self.open.start(&mut self.stage, &start) else {
            self.give_up();
            return None;
        };
        let is_foreign = is_in_svg || tag == Tag::Svg;
        let element = Element {
            tag: if is_foreign { Tag::Other } else { tag },
            name: std::str::from_utf8(&self.name).unwrap_or_default(),
            is_foreign,
            attributes: &self.attributes,
        };
        if let Some(collector) = &mut self.collector {
            match becomes {
                Becomes::Void => collector.void(&element),
                Becomes::Open | Becomes::Raw(_) => collector.start(&element),
            }
        }
        std::mem::swap(&mut self.last_start, &mut self.name);
        match becomes {
            Becomes::Raw(state) => Some(state),
            Becomes::Void | Becomes::Open => None,
        }
    }

    fn end_tag(&mut self) {
        let tag = Tag::of(&self.name);
        if !self.open.end(&mut self.stage, tag, &self.name) {
            return self.give_up();
        }
        if let Some(collector) = &mut self.collector {
            collector.end();
        }
        self.end_frame();
    }
}

impl Emitter for Follower<'_, '_> {
    /// What reading brought, or that the page is not plain.
    type Token = Option<Reading>;

    fn pop_token(&mut self) -> Option<Option<Reading>> {
        match self.progress {
            Progress::Reads => None,
            Progress::GivesUp => Some(None),
            Progress::IsDone => Some(self.collector.take().map(Collector::finish)),
        }
    }

    fn emit_eof(&mut self) {
        if self.progress == Progress::Reads {
            self.progress = match self.stage {
                Stage::AfterBody | Stage::AfterHtml => Progress::IsDone,
                _ => Progress::GivesUp,
            };
        }
    }

    fn emit_string(&mut self, bytes: &[u8]) {
        if !self.open.takes_text(self.stage) {
            if !bytes.is_ascii() || !bytes.trim_ascii().is_empty() {
                self.give_up();
            }
            return;
        }
        if let Some(collector) = &mut self.collector
            && collector.takes_text()
        {
            // Text is cut at ASCII signs, so that each piece is whole.
            match std::str::from_utf8(bytes) {
                Ok(text) => collector.text(text),
                Err(_) => self.give_up(),
            }
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        if self.is_start {
            return self.start_tag();
        }
        self.last_start.clear();
        self.end_tag();
        None
    }

    fn init_start_tag(&mut self) {
        // Behind `<` and the first letter.
        self.tag_at = self.at.get().saturating_sub(2);
        self.is_start = true;
        self.is_self_closing = false;
        self.name.clear();
        self.attributes.clear();
    }

    fn init_end_tag(&mut self) {
        self.is_start = false;
        self.name.clear();
        self.attributes.clear();
    }

    fn push_tag_name(&mut self, bytes: &[u8]) {
        self.name.extend_from_slice(bytes);
    }

    fn init_attribute(&mut self) {
        self.attributes.begin();
    }

    fn push_attribute_name(&mut self, bytes: &[u8]) {
        self.attributes.push_name(bytes);
    }

    fn push_attribute_value(&mut self, bytes: &[u8]) {
        self.attributes.push_value(bytes);
    }

    fn set_self_closing(&mut self) {
        self.is_self_closing = true;
    }

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start.clear();
        self.last_start.extend_from_slice(name.unwrap_or_default());
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        !self.is_start && !self.last_start.is_empty() && self.last_start == self.name
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        // It is asked for CDATA sections only, which are rare.
        if self.open.is_foreign() {
            self.give_up();
        }
        false
    }

    fn init_comment(&mut self) {
        if self.open.is_in_noscript() {
            self.give_up();
        }
    }

    fn init_doctype(&mut self) {
        self.doctype.clear();
        self.is_quirky = false;
    }

    fn push_doctype_name(&mut self, bytes: &[u8]) {
        self.doctype.extend_from_slice(bytes);
    }

    fn set_force_quirks(&mut self) {
        self.is_quirky = true;
    }

    fn emit_current_doctype(&mut self) {
        if self.stage == Stage::Initial && self.doctype == b"html" && !self.is_quirky {
            self.stage = Stage::BeforeHtml;
        } else {
            self.give_up();
        }
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: Error) {}
    fn emit_current_comment(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}
