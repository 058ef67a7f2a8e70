//! An element, as it is handed over.

use crate::attributes::Attributes;
use crate::css;
use crate::model::{Hiding, Place};
use crate::names::{Attr, Tag};

/// An element that begins.
pub(crate) struct Element<'e> {
    /// Which element of HTML it is; one of SVG or MathML is none.
    pub(crate) tag: Tag,
    /// Its name, in lower case.
    pub(crate) name: &'e str,
    /// Whether it belongs to SVG or MathML.
    pub(crate) is_foreign: bool,
    /// What stands in its tag.
    pub(crate) attributes: &'e Attributes,
}

impl Element<'_> {
    /// Whether it breaks no line of text.
    pub(super) fn is_inline(&self) -> bool {
        self.is_foreign || self.tag.is_inline()
    }

    /// What takes it out of sight, if anything by itself does.
    pub(super) fn hiding(&self) -> Option<Hiding> {
        if self.is_foreign && is_unseen_in_svg(self.name) || self.tag.is_unseen() {
            return Some(Hiding::Element);
        }
        let is_closed = !self.is_foreign
            && self.tag == Tag::Dialog
            && self.attributes.get(Attr::Open).is_none();
        if is_closed {
            return Some(Hiding::Attribute);
        }
        self.attributes
            .iter()
            .find_map(|(attr, _, value)| match attr {
                Attr::Hidden | Attr::Popover if !self.is_foreign => Some(Hiding::Attribute),
                Attr::AriaHidden if value.trim_ascii().eq_ignore_ascii_case("true") => {
                    Some(Hiding::Aria)
                }
                Attr::Style if css::hides(value) => Some(Hiding::Style),
                _ => None,
            })
    }

    /// The part of a page that begins with it, if one does.
    pub(super) fn place(&self, around: Place) -> Option<Place> {
        if self.is_foreign {
            return None;
        }
        let place = match (self.tag, around) {
            (_, Place::NoScript | Place::Template) => return None,
            (Tag::Template, _) => Place::Template,
            (Tag::Noscript, _) => Place::NoScript,
            (Tag::Head, _) => Place::Head,
            (_, Place::Main) => return None,
            (tag, _) => match self.attributes.get(Attr::Role).and_then(place_of_role) {
                Some(place) => place,
                None => match tag {
                    Tag::Main => Place::Main,
                    Tag::Nav => Place::Nav,
                    Tag::Header => Place::Header,
                    Tag::Aside => Place::Aside,
                    Tag::Footer => Place::Footer,
                    _ => return None,
                },
            },
        };
        Some(place)
    }
}

fn place_of_role(role: &str) -> Option<Place> {
    let first = role.split_ascii_whitespace().next()?;
    Some(match first.to_ascii_lowercase().as_str() {
        "main" => Place::Main,
        "navigation" => Place::Nav,
        "banner" => Place::Header,
        "complementary" => Place::Aside,
        "contentinfo" => Place::Footer,
        _ => return None,
    })
}

/// Elements of SVG whose content is not drawn where they stand.
fn is_unseen_in_svg(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "desc"
            | "metadata"
            | "defs"
            | "symbol"
            | "style"
            | "script"
            | "clippath"
            | "mask"
            | "pattern"
            | "marker"
            | "lineargradient"
            | "radialgradient"
            | "filter"
    )
}
