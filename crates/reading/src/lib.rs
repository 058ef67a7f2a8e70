//! Reads published HTML once, and brings back what a reader, a browser and an examiner get of it.
//!
//! In goes the text of a page as it is published; out comes a [`Reading`]: where the page leads, what it loads, sends and
//! runs, which fields, headings and anchors it has, and which blocks of text readers see or do not see, part by part
//! ([`Part`]: head, header, navigation, main part, footer). Nothing here touches files, the clock or the environment, and
//! the same text gives the same reading.
//!
//! ```
//! use candor_reading::{Home, Purpose, Reader, Target};
//!
//! let home = Home::new("https://help.example.com")?;
//! let mut reader = Reader::new(&home);
//! let reading = reader.read(
//!     "/faq/",
//!     b"<!DOCTYPE html><html lang=en><head><title>Fees</title></head>\
//!       <body><main><p>See <a href=/contact/>whom to ask</a>.</p>\
//!       <img alt='' src='&#104;ttps://evil.example/x.png'></main></body></html>",
//! );
//! let loads: Vec<_> = reading
//!     .references()
//!     .filter(|reference| reference.purpose == Purpose::Load)
//!     .map(|reference| &reference.target)
//!     .collect();
//! assert_eq!(loads, [&Target::Foreign("https://evil.example/x.png".into())]);
//! assert!(reading.shows(candor_reading::Print::of("See whom to ask.")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How a page is read
//!
//! What a browser makes of a page is decided by the tree builder of the HTML Standard, not by its tags. `html5ever` has
//! that builder, and is right by being it; it is also what takes the time. A page that is well-formed leaves the builder
//! nothing to decide. So the tokens of `html5gum` are followed as long as every tag makes just what it says (`plain`),
//! and where one does not, the page is built as a tree (`tree`). Both hand the same calls to one collector, and property
//! tests hold the two, and a third tree, against each other.
//!
//! What `<noscript>` holds is read as those get it whose browser runs no scripts ([`Place::NoScript`]).
//!
//! # Keeping readings
//!
//! Readings are small, since texts are kept as fingerprints ([`Print`]), but for those that may hold a telephone number or
//! an e-mail address ([`Passage`]). What pages have in common, such as their footer, is one value. A [`Shelf`] keeps
//! readings by the key of what was read, and turns them into bytes.

mod attributes;
mod collect;
mod css;
#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail where it stands"
)]
mod differential;
mod home;
mod memo;
mod micro;
mod model;
mod names;
mod noscript;
mod plain;
mod shelf;
mod svg;
mod text;
mod tree;

use std::borrow::Cow;

pub use home::{Home, Target};
pub use model::{
    Field, Heading, Hiding, Inline, Manner, Part, Passage, Place, Print, Prints, Purpose, Reading,
    Reference,
};

pub use shelf::{Key, Shelf};

use collect::Collector;
use memo::Memo;
use tree::Scripts;

/// Reads the pages of one site. What their frames have in common is kept, so that many pages are read fastest by one
/// reader (or by one on each thread).
#[derive(Debug)]
pub struct Reader {
    home: Home,
    memo: Memo,
}

impl Reader {
    /// A reader that has read nothing yet.
    pub fn new(home: &Home) -> Reader {
        Reader {
            home: home.clone(),
            memo: Memo::default(),
        }
    }

    /// The blocks of text that a piece of a page shows, such as an answer before a template puts it into a page.
    ///
    /// ```
    /// use candor_reading::{Home, Print, Reader};
    ///
    /// let home = Home::new("https://help.example.com")?;
    /// let shown = Reader::new(&home).blocks("<p>Ask <b>us</b>.</p>\n<ul><li>Or them</ul>");
    /// assert_eq!(*shown, [Print::of("Ask us."), Print::of("Or them")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn blocks(&mut self, html: &str) -> Prints {
        let page =
            format!("<!DOCTYPE html><html><head></head><body><main>{html}</main></body></html>");
        let reading = read_within(&self.home, "/", &mut self.memo, &page, 0);
        reading
            .parts
            .iter()
            .flat_map(|part| part.shown.iter().copied())
            .collect()
    }

    /// [`Reader::blocks`] of several pieces, such as the answers of a page.
    pub fn blocks_of_each(&mut self, pieces: &[&str]) -> Vec<Prints> {
        let mut page = String::from("<!DOCTYPE html><html><head></head><body>");
        for piece in pieces {
            page.push_str("<main>");
            page.push_str(piece);
            page.push_str("</main>");
        }
        page.push_str("</body></html>");
        let collector = Collector::new(&self.home, "/", &mut self.memo, 0);
        let all = plain::read(&page, collector).and_then(|reading| {
            let (mains, others): (Vec<_>, Vec<_>) = reading
                .parts
                .into_iter()
                .partition(|part| part.place == Place::Main);
            let is_apart = mains.len() == pieces.len();
            let is_whole = is_apart && others.iter().all(|part| part.shown.is_empty());
            is_whole.then(|| mains.iter().map(|part| part.shown.clone()).collect())
        });
        // One that is not well-formed would run into the next.
        all.unwrap_or_else(|| pieces.iter().map(|piece| self.blocks(piece)).collect())
    }

    /// Reads the page that is published at `path`.
    pub fn read(&mut self, path: &str, html: &[u8]) -> Reading {
        let html = decode(html);
        read_within(&self.home, path, &mut self.memo, &html, 0)
    }

    /// Reads a style sheet that is published at `path`: what it has a browser fetch.
    ///
    /// ```
    /// use candor_reading::{Home, Reader, Target};
    ///
    /// let home = Home::new("https://help.example.com")?;
    /// let sheet = Reader::new(&home).read_stylesheet("/style.css", b"@\\69mport '//evil.example/a.css';");
    /// let targets: Vec<_> = sheet.references().map(|reference| &reference.target).collect();
    /// assert_eq!(targets, [&Target::Foreign("https://evil.example/a.css".into())]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_stylesheet(&mut self, path: &str, css: &[u8]) -> Reading {
        let css = decode(css);
        Collector::new(&self.home, path, &mut self.memo, 0).style_sheet_file(&css)
    }

    /// Reads a picture in SVG that is published at `path`. One that is no XML, or defines entities, is read as markup,
    /// which finds more rather than less.
    ///
    /// ```
    /// use candor_reading::{Home, Purpose, Reader};
    ///
    /// let home = Home::new("https://help.example.com")?;
    /// let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/a.png"/></svg>"#;
    /// let picture = Reader::new(&home).read_svg("/a.svg", svg);
    /// assert!(picture.references().all(|reference| reference.purpose == Purpose::Load));
    /// assert_eq!(picture.references().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_svg(&mut self, path: &str, svg: &[u8]) -> Reading {
        let text = decode(svg);
        let collector = Collector::new(&self.home, path, &mut self.memo, 0);
        match svg::read(&text, collector) {
            Some(reading) => reading,
            None => read_within(&self.home, path, &mut self.memo, &text, 0),
        }
    }

    /// Whether a page is well-formed, so that it is read without building its tree.
    pub fn is_plain(&mut self, path: &str, html: &[u8]) -> bool {
        let html = decode(html);
        plain::read(&html, Collector::new(&self.home, path, &mut self.memo, 0)).is_some()
    }

    /// Reads a page by building its tree, even if it is plain. The reading is the same; tests and measurements ask for it.
    pub fn read_as_tree(&mut self, path: &str, html: &[u8]) -> Reading {
        let html = decode(html);
        read_as_tree(&self.home, path, &mut self.memo, &html, 0)
    }
}

/// The text of a file. Candor publishes UTF-8; what is not, reads as browsers show it.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

fn read_within(home: &Home, path: &str, memo: &mut Memo, html: &str, depth: u8) -> Reading {
    if let Some(reading) = plain::read(html, Collector::new(home, path, memo, depth)) {
        return reading;
    }
    read_as_tree(home, path, memo, html, depth)
}

fn read_as_tree(home: &Home, path: &str, memo: &mut Memo, html: &str, depth: u8) -> Reading {
    let mut read = |scripts| tree::read(html, Collector::new(home, path, memo, depth), scripts);
    let reading = read(Scripts::Run);
    if !noscript::may_stand_in(html) {
        return reading;
    }
    noscript::combine(reading, read(Scripts::DoNotRun))
}
