//! What reading a page brings.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::home::Target;
use crate::text;

/// What one published page brings its readers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reading {
    /// The language that the page says it is in: `lang` of its first element.
    pub lang: Option<Arc<str>>,
    /// Its title, white space made even.
    pub title: Option<Arc<str>>,
    /// What it tells search engines (`<meta name=robots>`), in lower case.
    pub robots: Option<Arc<str>>,
    /// Ids that stand on more than one element.
    pub twice: Vec<Arc<str>>,
    /// Its parts, in the order in which they begin. The same header, navigation or footer of two pages is one value.
    pub parts: Vec<Arc<Part>>,
}

impl Reading {
    /// The main part: `<main>`, or where there is none what stands in no other part.
    pub fn main(&self) -> impl Iterator<Item = &Part> {
        let has_main = self.parts.iter().any(|part| part.place == Place::Main);
        let place = if has_main { Place::Main } else { Place::Body };
        self.parts
            .iter()
            .filter(move |part| part.place == place)
            .map(|part| &**part)
    }

    /// Everything that it points to.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.parts
            .iter()
            .flat_map(|part| part.references.iter().map(|reference| &**reference))
    }

    /// Whether it has an element with an id, or an anchor of that name.
    pub fn has_id(&self, id: &str) -> bool {
        let print = Print::of_id(id);
        self.parts.iter().any(|part| part.ids.contains(&print))
    }

    /// Whether a block of its main part shows a text, which is compared with white space made even.
    pub fn shows(&self, print: Print) -> bool {
        self.main().any(|part| part.shown.contains(&print))
    }
}

/// A part of a page: a landmark with all that stands in it, but not in another one inside.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Part {
    /// Which part it is.
    pub place: Place,
    /// What it points to, each once, in order. Links to an anchor that the page has are left out.
    // A shelf keeps those of all parts together.
    #[serde(skip)]
    pub references: Vec<Arc<Reference>>,
    /// Fields that belong to a sign-in.
    pub fields: Vec<Field>,
    /// What stands in it to be run or to style it.
    pub inline: Vec<Inline>,
    /// Ids of elements and names of anchors.
    pub ids: Prints,
    /// Its headings.
    pub headings: Vec<Heading>,
    /// Blocks of text that readers see: paragraphs, items, cells.
    pub shown: Prints,
    /// Blocks of text that they do not see.
    pub hidden: Prints,
    /// Texts that may hold a telephone number or an e-mail address, word by word.
    pub passages: Vec<Arc<Passage>>,
    /// How many letters and digits readers see.
    pub letters: u32,
}

/// Where on a page something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Place {
    /// `<head>`.
    Head,
    /// In none of the others.
    #[default]
    Body,
    /// `<header>` of the page.
    Header,
    /// A `<nav>` outside of the main part.
    Nav,
    /// `<main>`, with everything in it.
    Main,
    /// An `<aside>` outside of the main part.
    Aside,
    /// `<footer>` of the page.
    Footer,
    /// `<noscript>`: there for those whose browser runs no scripts.
    NoScript,
    /// `<template>`: not there until a script takes it out.
    Template,
}

/// Why readers do not see something that is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Hiding {
    /// The `hidden` attribute, or a `popover` or `<dialog>` that is not open.
    Attribute,
    /// The `style` attribute.
    Style,
    /// `aria-hidden`: those who listen do not get it.
    Aria,
    /// It stands in an element whose content no browser displays, or only where something fails.
    Element,
}

/// Something that a page points to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The element, in lower case.
    pub element: Cow<'static, str>,
    /// Its attribute; empty when the text in it does.
    pub attribute: Cow<'static, str>,
    /// What happens with it.
    pub purpose: Purpose,
    /// Where it leads.
    pub target: Target,
    /// As it is written, where the target does not show that.
    pub written: Option<Arc<str>>,
    /// Whether readers do not see the element.
    pub hiding: Option<Hiding>,
}

impl Reference {
    /// The address as it is written, character references resolved.
    pub fn written(&self) -> Cow<'_, str> {
        match &self.written {
            Some(written) => (&**written).into(),
            None => self.target.text(),
        }
    }
}

/// What a browser does with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// It goes there when the reader asks for it.
    Link,
    /// It fetches or runs what is there by itself, or prepares to.
    Load,
    /// It sends something there when the reader does something.
    Send,
    /// It goes there by itself.
    Go,
}

/// A field that belongs to a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    /// One whose text is not shown.
    Password,
    /// One that browsers fill with the name of an account.
    Username,
    /// One that browsers fill with a password or a passkey.
    SavedPassword,
    /// One for a code that is good for one time.
    Code,
}

/// A script or style that stands in the page itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Inline {
    /// The element, in lower case.
    pub element: Cow<'static, str>,
    /// The attribute; empty when it is the text of the element.
    pub attribute: Cow<'static, str>,
}

impl Inline {
    /// Whether it is run, rather than a style.
    pub fn is_script(&self) -> bool {
        self.attribute != "style" && self.element != "style"
    }
}

/// A heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// Its text.
    pub print: Print,
}

/// A text that may hold a contact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Passage {
    /// The text, white space made even.
    pub text: Box<str>,
    /// Where it comes from.
    pub manner: Manner,
}

/// How a text reaches readers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Manner {
    /// They see it.
    Shown,
    /// They do not see it.
    Hidden,
    /// It is the value of an attribute.
    Attribute(Cow<'static, str>),
}

/// The fingerprint of a text. Two texts of one page have the same by chance once in four thousand million times; none
/// is kept longer than the build of the program that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Print(u32);

impl Print {
    /// Of a text, white space made even.
    ///
    /// ```
    /// use candor_reading::Print;
    ///
    /// assert_eq!(Print::of(" How do I\n complain? "), Print::of("How do I complain?"));
    /// ```
    pub fn of(text: &str) -> Print {
        Print::of_even(&text::even(text))
    }

    /// Of an id, which is taken as it is.
    pub fn of_id(id: &str) -> Print {
        Print::of_even(id)
    }

    pub(crate) fn of_even(text: &str) -> Print {
        let mut hasher = FxHasher::default();
        hasher.write(text.as_bytes());
        let hash = hasher.finish();
        Print((hash ^ hash >> 32) as u32)
    }
}

/// Fingerprints of several texts. As bytes they take four each: they are as good as random, so that numbers of any length
/// would be longer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Prints(Vec<Print>);

impl Prints {
    pub(crate) fn push(&mut self, print: Print) {
        self.0.push(print);
    }
}

impl Deref for Prints {
    type Target = [Print];

    fn deref(&self) -> &[Print] {
        &self.0
    }
}

impl Extend<Print> for Prints {
    fn extend<I: IntoIterator<Item = Print>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl FromIterator<Print> for Prints {
    fn from_iter<I: IntoIterator<Item = Print>>(prints: I) -> Prints {
        Prints(prints.into_iter().collect())
    }
}

impl Serialize for Prints {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self
            .0
            .iter()
            .flat_map(|print| print.0.to_le_bytes())
            .collect();
        serializer.serialize_bytes(&bytes)
    }
}

impl<'d> Deserialize<'d> for Prints {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Prints, D::Error> {
        deserializer.deserialize_bytes(Bytes)
    }
}

/// Takes what [`Prints`] writes.
struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Prints;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("four bytes for each fingerprint")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Prints, E> {
        let (chunks, rest) = bytes.as_chunks();
        if !rest.is_empty() {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        Ok(chunks
            .iter()
            .map(|bytes| Print(u32::from_le_bytes(*bytes)))
            .collect())
    }
}
