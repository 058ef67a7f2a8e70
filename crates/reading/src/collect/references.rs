//! What the attributes of an element mean.

use std::borrow::Cow;

use super::{Collector, DEEPEST, Element, keep_passage};
use crate::micro;
use crate::model::{Field, Manner, Purpose, Reading};
use crate::names::{Attr, Tag};

impl Collector<'_> {
    /// Looks at the attributes of an element that has just begun.
    pub(super) fn look_at(&mut self, element: &Element<'_>) {
        for (attr, name, value) in element.attributes.iter() {
            match attr {
                Attr::Other => {
                    if name.len() > 2 && name.starts_with("on") {
                        self.inline(element.name, name);
                    } else if name.starts_with("data-") {
                        self.passage(name.to_owned().into(), value);
                    }
                }
                Attr::Id => self.id(value, true),
                Attr::Style => {
                    self.inline(element.name, "style");
                    let hiding = self.top().hiding;
                    self.scan_css(value, element.name, "style", hiding);
                }
                Attr::Alt
                | Attr::AriaDescription
                | Attr::AriaLabel
                | Attr::AriaValuetext
                | Attr::Label
                | Attr::Placeholder
                | Attr::Summary
                | Attr::Title
                | Attr::Value => self.passage(attr.text().into(), value),
                _ if element.is_foreign => self.look_at_foreign(element, attr, value),
                _ => self.look_at_html(element, attr, value),
            }
        }
        let sources = [Attr::Src, Attr::Href, Attr::XlinkHref];
        let sources = if element.is_foreign {
            &sources[1..]
        } else {
            &sources[..1]
        };
        let has_source = || {
            sources
                .iter()
                .any(|source| element.attributes.get(*source).is_some())
        };
        if element.name == "script" && !has_source() && is_run(element) {
            self.inline("script", "");
        }
    }

    fn look_at_html(&mut self, element: &Element<'_>, attr: Attr, value: &str) {
        let tag = element.tag;
        match attr {
            Attr::Href => match tag {
                Tag::A | Tag::Area => self.point(element, attr, Purpose::Link, value),
                Tag::Base => self.base.shift(value),
                Tag::Link
                    if element
                        .attributes
                        .get(Attr::Rel)
                        .is_some_and(micro::rel_loads) =>
                {
                    self.point(element, attr, Purpose::Load, value);
                }
                _ => {}
            },
            Attr::Src | Attr::Poster | Attr::Background => {
                self.point(element, attr, Purpose::Load, value);
            }
            Attr::Srcset | Attr::Imagesrcset => {
                for address in micro::srcset(value) {
                    self.point(element, attr, Purpose::Load, address);
                }
            }
            Attr::Data if tag == Tag::Object => self.point(element, attr, Purpose::Load, value),
            Attr::Manifest if tag == Tag::Html => {
                self.point(element, attr, Purpose::Load, value);
            }
            Attr::Action if tag == Tag::Form => self.point(element, attr, Purpose::Send, value),
            Attr::Formaction => self.point(element, attr, Purpose::Send, value),
            Attr::Ping | Attr::Attributionsrc => {
                let purpose = match tag {
                    Tag::A | Tag::Area => Purpose::Send,
                    _ => Purpose::Load,
                };
                for address in value.split_ascii_whitespace() {
                    self.point(element, attr, purpose, address);
                }
            }
            Attr::Content if tag == Tag::Meta => self.meta(element, value),
            Attr::Srcdoc if tag == Tag::Iframe => self.document(value),
            Attr::Name if tag == Tag::A => self.id(value, false),
            Attr::Lang if tag == Tag::Html => self.reading.lang = Some(value.into()),
            Attr::Type
                if tag == Tag::Input && value.trim_ascii().eq_ignore_ascii_case("password") =>
            {
                self.field(Field::Password);
            }
            Attr::Autocomplete => {
                for field in value.split_ascii_whitespace().filter_map(saved) {
                    self.field(field);
                }
            }
            _ => {}
        }
    }

    fn look_at_foreign(&mut self, element: &Element<'_>, attr: Attr, value: &str) {
        match attr {
            Attr::Href | Attr::XlinkHref => {
                let purpose = match element.name {
                    "a" => Purpose::Link,
                    _ => Purpose::Load,
                };
                self.point(element, attr, purpose, value);
            }
            Attr::Src => self.point(element, attr, Purpose::Load, value),
            Attr::ClipPath
            | Attr::Cursor
            | Attr::Fill
            | Attr::Filter
            | Attr::MarkerEnd
            | Attr::MarkerMid
            | Attr::MarkerStart
            | Attr::Mask
            | Attr::Stroke
                if value.contains(['(', '\\']) =>
            {
                let hiding = self.top().hiding;
                self.scan_css(value, element.name, attr.text(), hiding);
            }
            _ => {}
        }
    }

    /// `<meta content>`
    fn meta(&mut self, element: &Element<'_>, value: &str) {
        let is = |attr: Attr, name: &str| {
            let found = element.attributes.get(attr);
            found.is_some_and(|found| found.trim_ascii().eq_ignore_ascii_case(name))
        };
        if is(Attr::HttpEquiv, "refresh")
            && let Some(address) = micro::refresh(value)
        {
            self.point(element, Attr::Content, Purpose::Go, address);
        }
        if is(Attr::Name, "robots") {
            let robots = value.to_ascii_lowercase();
            self.reading.robots = Some(match &self.reading.robots {
                Some(before) => format!("{before}, {robots}").into(),
                None => robots.into(),
            });
        }
        self.passage("content".into(), value);
    }

    /// Notes an address.
    fn point(&mut self, element: &Element<'_>, attr: Attr, purpose: Purpose, address: &str) {
        let name = match element.tag {
            Tag::Other => element.name.to_owned().into(),
            tag => Cow::Borrowed(tag.text()),
        };
        let hiding = self.top().hiding;
        let reference = self.memo.reference(
            &mut self.base,
            name,
            attr.text().into(),
            purpose,
            hiding,
            address,
        );
        if reference.target.scheme() == Some("javascript") {
            self.inline(element.name, attr.text());
        }
        self.add(reference);
    }

    fn passage(&mut self, name: Cow<'static, str>, value: &str) {
        if let Some(building) = self.part() {
            keep_passage(&mut building.part, value, || Manner::Attribute(name));
        }
    }

    /// A document within the page: what it does, the page does.
    fn document(&mut self, html: &str) {
        if self.depth >= DEEPEST {
            return;
        }
        let inner: Reading =
            crate::read_within(self.home, self.path, self.memo, html, self.depth + 1);
        for part in &inner.parts {
            for reference in &part.references {
                if reference.purpose != Purpose::Link {
                    self.add(reference.clone());
                }
            }
            for inline in &part.inline {
                self.inline(&inline.element, &inline.attribute);
            }
            for field in &part.fields {
                self.field(*field);
            }
            if let Some(building) = self.part() {
                for passage in &part.passages {
                    keep_passage(&mut building.part, &passage.text, || Manner::Hidden);
                }
            }
        }
    }
}

/// The field that a word of `autocomplete` asks for, if it belongs to a sign-in.
fn saved(word: &str) -> Option<Field> {
    Some(match word.to_ascii_lowercase().as_str() {
        "username" => Field::Username,
        "current-password" | "new-password" | "webauthn" => Field::SavedPassword,
        "one-time-code" => Field::Code,
        _ => return None,
    })
}

/// Types with which a script is run. Others make it a block of data.
const RUN: &[&str] = &[
    "",
    "module",
    "importmap",
    "speculationrules",
    "application/ecmascript",
    "application/javascript",
    "application/x-ecmascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/javascript",
    "text/javascript1.0",
    "text/javascript1.1",
    "text/javascript1.2",
    "text/javascript1.3",
    "text/javascript1.4",
    "text/javascript1.5",
    "text/jscript",
    "text/livescript",
    "text/x-ecmascript",
    "text/x-javascript",
];

fn is_run(script: &Element<'_>) -> bool {
    let kind = script.attributes.get(Attr::Type).unwrap_or_default();
    let kind = kind.trim_ascii();
    RUN.iter().any(|run| kind.eq_ignore_ascii_case(run))
}
