//! Which tags make what they say, and leave it to nobody to repair.

use html5gum::State;

use crate::attributes::Attributes;
use crate::names::Tag;

/// How far a page is: the insertion modes of the HTML Standard that a well-formed page goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Initial,
    BeforeHtml,
    BeforeHead,
    Head,
    AfterHead,
    Body,
    AfterBody,
    AfterHtml,
}

/// What a start tag makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Becomes {
    /// An element without content.
    Void,
    /// An element that is now open.
    Open,
    /// One whose content is cut into tokens in another way.
    Raw(State),
}

/// The open elements, from the root.
#[derive(Debug, Default)]
pub(super) struct Open {
    stack: Vec<Entry>,
    /// Names of those that have no [`Tag`].
    names: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    /// Which element of HTML it is; one of SVG is none.
    tag: Tag,
    is_foreign: bool,
    /// Where its name begins.
    name: usize,
}

/// A start tag.
pub(super) struct StartTag<'t> {
    pub(super) tag: Tag,
    pub(super) name: &'t [u8],
    pub(super) attributes: &'t Attributes,
    pub(super) is_self_closing: bool,
}

impl Open {
    fn parent(&self) -> Option<Entry> {
        self.stack.last().copied()
    }

    fn parent_tag(&self) -> Tag {
        self.parent().map_or(Tag::Other, |entry| entry.tag)
    }

    fn has(&self, tag: Tag) -> bool {
        self.stack.iter().any(|entry| entry.tag == tag)
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Whether what begins here makes the same as it would in the body itself: no open element has a say in it.
    pub(super) fn is_neutral(&self) -> bool {
        self.stack
            .iter()
            .all(|entry| matches!(entry.tag, Tag::Html | Tag::Body | Tag::Div))
    }

    /// Whether the next tag stands in SVG.
    pub(super) fn is_foreign(&self) -> bool {
        self.parent().is_some_and(|entry| entry.is_foreign)
    }

    /// Whether a comment here would read otherwise in a browser that runs scripts.
    pub(super) fn is_in_noscript(&self) -> bool {
        self.has(Tag::Noscript)
    }

    fn push(&mut self, tag: Tag, name: &[u8], is_foreign: bool) {
        let at = self.names.len();
        if tag == Tag::Other {
            self.names.extend_from_slice(name);
        }
        self.stack.push(Entry {
            tag,
            is_foreign,
            name: at,
        });
    }

    /// Takes a start tag in. None when it takes a tree builder to know what becomes of it.
    pub(super) fn start(&mut self, stage: &mut Stage, start: &StartTag<'_>) -> Option<Becomes> {
        if self.is_foreign() {
            return self.start_foreign(start);
        }
        let becomes = match (*stage, start.tag) {
            (Stage::BeforeHtml, Tag::Html) => {
                *stage = Stage::BeforeHead;
                Becomes::Open
            }
            (Stage::BeforeHead, Tag::Head) => {
                *stage = Stage::Head;
                Becomes::Open
            }
            (Stage::Head, tag) => self.in_head(tag)?,
            (Stage::AfterHead, Tag::Body) => {
                *stage = Stage::Body;
                Becomes::Open
            }
            (Stage::Body, tag) => {
                if self.is_in_noscript() && !is_same_without_scripts(start) {
                    return None;
                }
                self.in_body(tag)?
            }
            _ => return None,
        };
        if becomes != Becomes::Void {
            if start.tag == Tag::Svg {
                // Its own tag is foreign, too.
                if start.is_self_closing {
                    return Some(Becomes::Void);
                }
                self.push(Tag::Other, start.name, true);
            } else {
                self.push(start.tag, start.name, false);
            }
        }
        Some(becomes)
    }

    fn in_head(&self, tag: Tag) -> Option<Becomes> {
        Some(match (self.parent_tag(), tag) {
            (Tag::Head, Tag::Base) | (Tag::Head | Tag::Noscript, Tag::Link | Tag::Meta) => {
                Becomes::Void
            }
            (Tag::Head, Tag::Title) => Becomes::Raw(State::RcData),
            (Tag::Head, Tag::Style) => Becomes::Raw(State::RawText),
            (Tag::Head, Tag::Script) => Becomes::Raw(State::ScriptData),
            (Tag::Head, Tag::Noscript) => Becomes::Open,
            _ => return None,
        })
    }

    fn in_body(&self, tag: Tag) -> Option<Becomes> {
        let parent = self.parent_tag();
        // Elements that take certain others only.
        let is_child = match parent {
            Tag::Table => matches!(
                tag,
                Tag::Caption
                    | Tag::Colgroup
                    | Tag::Thead
                    | Tag::Tbody
                    | Tag::Tfoot
                    | Tag::Tr
                    | Tag::Script
                    | Tag::Style
            ),
            Tag::Thead | Tag::Tbody | Tag::Tfoot => tag == Tag::Tr,
            Tag::Tr => matches!(tag, Tag::Td | Tag::Th),
            Tag::Colgroup => tag == Tag::Col,
            Tag::Select => matches!(tag, Tag::Option | Tag::Optgroup),
            Tag::Optgroup | Tag::Datalist => tag == Tag::Option,
            Tag::Option => false,
            _ => self.may_stand_in(tag, parent),
        };
        if !is_child || tag.needs_builder() || tag.ends_paragraph() && self.has(Tag::P) {
            return None;
        }
        Some(match tag {
            Tag::Title | Tag::Textarea => Becomes::Raw(State::RcData),
            Tag::Style | Tag::Iframe => Becomes::Raw(State::RawText),
            Tag::Script => Becomes::Raw(State::ScriptData),
            tag if tag.is_void() => Becomes::Void,
            _ => Becomes::Open,
        })
    }

    /// Whether an element may stand in one that takes most.
    fn may_stand_in(&self, tag: Tag, parent: Tag) -> bool {
        match tag {
            Tag::Caption
            | Tag::Col
            | Tag::Colgroup
            | Tag::Thead
            | Tag::Tbody
            | Tag::Tfoot
            | Tag::Tr
            | Tag::Td
            | Tag::Th
            | Tag::Option
            | Tag::Optgroup
            | Tag::Html
            | Tag::Head
            | Tag::Body => false,
            // These end another one of their kind.
            Tag::A | Tag::Button | Tag::Form | Tag::Select => !self.has(tag),
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => parent.heading().is_none(),
            Tag::Li => matches!(parent, Tag::Ul | Tag::Ol | Tag::Menu),
            Tag::Dt | Tag::Dd => {
                parent == Tag::Dl || parent == Tag::Div && self.grandparent_is(Tag::Dl)
            }
            Tag::Rb | Tag::Rt | Tag::Rp | Tag::Rtc => parent == Tag::Ruby,
            _ => true,
        }
    }

    fn grandparent_is(&self, tag: Tag) -> bool {
        self.stack
            .iter()
            .nth_back(1)
            .is_some_and(|entry| entry.tag == tag)
    }

    fn start_foreign(&mut self, start: &StartTag<'_>) -> Option<Becomes> {
        // In these, HTML goes on.
        let parent = self.parent()?;
        let around = &self.names[parent.name..];
        if matches!(around, b"title" | b"desc" | b"foreignobject")
            || breaks_out(start.name)
            || self.is_in_noscript()
        {
            return None;
        }
        if start.is_self_closing {
            return Some(Becomes::Void);
        }
        self.push(Tag::Other, start.name, true);
        Some(Becomes::Open)
    }

    /// Takes an end tag in. False when it is not that of the element that opened last.
    #[must_use]
    pub(super) fn end(&mut self, stage: &mut Stage, tag: Tag, name: &[u8]) -> bool {
        let Some(top) = self.parent() else {
            return false;
        };
        let is_it = if top.tag == Tag::Other {
            self.names[top.name..] == *name
        } else {
            top.tag == tag
        };
        let next = match (top.tag, *stage) {
            (Tag::Head, Stage::Head) => Stage::AfterHead,
            (Tag::Body, Stage::Body) => Stage::AfterBody,
            (Tag::Html, Stage::AfterBody) => Stage::AfterHtml,
            (Tag::Html, _) => return false,
            (_, same) => same,
        };
        if is_it {
            *stage = next;
            self.names.truncate(top.name);
            self.stack.pop();
        }
        is_it
    }

    /// Whether text that is not white space stays where it stands.
    pub(super) fn takes_text(&self, stage: Stage) -> bool {
        let parent = self.parent_tag();
        match stage {
            Stage::Head => matches!(parent, Tag::Title | Tag::Style | Tag::Script),
            Stage::Body => !matches!(
                parent,
                Tag::Table | Tag::Thead | Tag::Tbody | Tag::Tfoot | Tag::Tr | Tag::Colgroup
            ),
            _ => false,
        }
    }
}

/// Whether a tag inside of `<noscript>` reads the same where scripts run and `<noscript>` holds mere text, which ends at
/// its first end tag, wherever that stands.
fn is_same_without_scripts(start: &StartTag<'_>) -> bool {
    let is_raw = matches!(
        start.tag,
        Tag::Title
            | Tag::Textarea
            | Tag::Style
            | Tag::Iframe
            | Tag::Script
            | Tag::Noscript
            | Tag::Svg
    );
    !is_raw && !start.name.contains(&b'<') && !start.attributes.holds(b'<')
}

/// Elements of HTML that end SVG when they come in it.
fn breaks_out(name: &[u8]) -> bool {
    matches!(
        Tag::of(name),
        Tag::B
            | Tag::Big
            | Tag::Blockquote
            | Tag::Body
            | Tag::Br
            | Tag::Center
            | Tag::Code
            | Tag::Dd
            | Tag::Div
            | Tag::Dl
            | Tag::Dt
            | Tag::Em
            | Tag::Embed
            | Tag::Font
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::Head
            | Tag::Hr
            | Tag::I
            | Tag::Img
            | Tag::Li
            | Tag::Listing
            | Tag::Menu
            | Tag::Meta
            | Tag::Nobr
            | Tag::Ol
            | Tag::P
            | Tag::Pre
            | Tag::Ruby
            | Tag::S
            | Tag::Small
            | Tag::Span
            | Tag::Strong
            | Tag::Strike
            | Tag::Sub
            | Tag::Sup
            | Tag::Table
            | Tag::Tt
            | Tag::U
            | Tag::Ul
            | Tag::Var
    )
}
