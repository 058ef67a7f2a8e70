//! Where the data or the page behind a text is.

use std::ops::Range;

use super::cursor::{Cursor, Thing};
use super::origin::{self, Origin};
use super::points;
use super::worker::Knowledge;
use candor_core::parse::markdown::links::{self, Resolved};
use candor_core::source::CONFIG_FILE;

/// A place in a file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Site-relative path.
    pub path: String,
    /// Byte range in its text.
    pub span: Range<usize>,
}

/// Where the thing at a cursor in the file at `path` comes from. `text_of` gives the
/// text of a file by its site-relative path.
pub fn find(
    cursor: Cursor<'_>,
    path: &str,
    knowledge: &Knowledge,
    text_of: impl Fn(&str) -> Option<String>,
) -> Option<Definition> {
    match cursor.thing()? {
        Thing::Fact(name, _) => {
            let fact = knowledge.facts_for(path)?.get(&name)?;
            let origin = Origin::of(&name, fact);
            let file = origin.file();
            let text = text_of(file)?;
            // Contact details that the configuration leaves to a rule pack have no other
            // place in the site than the pack's name.
            let span = origin.find(&text).or_else(|| {
                (name.starts_with("regulator.") && file == CONFIG_FILE)
                    .then(|| origin::entry(&text, &["rules", "packs"]))
                    .flatten()
            })?;
            Some(Definition {
                path: file.to_owned(),
                span,
            })
        }
        Thing::Link(target, _) => {
            let from = links::From {
                file: path,
                lang: knowledge.lang_of(path),
            };
            match links::resolve(&target, from, &knowledge.addresses).ok()? {
                Resolved::Page {
                    address, anchor, ..
                } => {
                    let source = knowledge.sources.get(&address)?;
                    heading(source, anchor.as_deref(), text_of)
                }
                Resolved::Here(anchor) => heading(path, Some(&anchor), text_of),
                Resolved::Asset(address) => Some(Definition {
                    path: format!("content{address}"),
                    span: 0..0,
                }),
                Resolved::Elsewhere(_) => None,
            }
        }
        // A pack that comes with Candor has no file to open.
        Thing::Point(claim, _) => {
            let (path, span) = points::place(&knowledge.rules, &claim)?;
            Some(Definition { path, span })
        }
        Thing::Key(..) => None,
    }
}

/// The heading that writes an anchor itself, else the top of the file.
fn heading(
    path: &str,
    anchor: Option<&str>,
    text_of: impl Fn(&str) -> Option<String>,
) -> Option<Definition> {
    let text = text_of(path)?;
    let mut span = 0..0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_it = anchor.is_some_and(|anchor| {
            line.starts_with('#')
                && line
                    .split_once(&format!("{{#{anchor}"))
                    .is_some_and(|(_, rest)| rest.starts_with([' ', '}']))
        });
        if is_it {
            span = at..at + line.trim_end().len();
            break;
        }
        at += line.len();
    }
    Some(Definition {
        path: path.to_owned(),
        span,
    })
}
