//! What is open in the editor.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gen_lsp_types::TextDocumentContentChangeEvent as Change;
use url::Url;

use super::position::{Encoding, Lines};
use candor_core::source::normalize;

/// A file of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Folder that holds `candor.toml`.
    pub root: PathBuf,
    /// Path relative to it, with forward slashes.
    pub path: String,
}

/// A text that the editor holds.
#[derive(Debug, Clone)]
pub struct Document {
    /// Where it is, if it is part of a site.
    pub place: Option<Place>,
    /// The editor's number of this state of the text.
    pub version: i32,
    /// The text with `\n` for every line ending.
    pub text: String,
}

/// The open texts, by address.
#[derive(Debug, Default)]
pub struct Documents {
    open: BTreeMap<Url, Document>,
}

impl Documents {
    /// Takes in a text that was opened.
    pub fn open(&mut self, uri: Url, place: Option<Place>, version: i32, text: &str) {
        let text = normalize(text).into_owned();
        let document = Document {
            place,
            version,
            text,
        };
        self.open.insert(uri, document);
    }

    /// Applies changes in their order. `None` when the text is not open.
    pub fn change(
        &mut self,
        uri: &Url,
        version: i32,
        changes: Vec<Change>,
        encoding: Encoding,
    ) -> Option<&Document> {
        let document = self.open.get_mut(uri)?;
        for change in changes {
            match change {
                Change::TextDocumentContentChangePartial(part) => {
                    let lines = Lines::new(&document.text, encoding);
                    let start = lines.offset(part.range.start);
                    let end = lines.offset(part.range.end).max(start);
                    document
                        .text
                        .replace_range(start..end, &normalize(&part.text));
                }
                Change::TextDocumentContentChangeWholeDocument(whole) => {
                    document.text = normalize(&whole.text).into_owned();
                }
            }
        }
        document.version = version;
        Some(document)
    }

    /// Lets go of a text.
    pub fn close(&mut self, uri: &Url) -> Option<Document> {
        self.open.remove(uri)
    }

    /// An open text.
    pub fn get(&self, uri: &Url) -> Option<&Document> {
        self.open.get(uri)
    }

    /// The open text of a file of a site, with its address.
    pub fn at(&self, place: &Place) -> Option<(&Url, &Document)> {
        self.open
            .iter()
            .find(|(_, document)| document.place.as_ref() == Some(place))
    }

    /// Everything that is open.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&Url, &mut Document)> {
        self.open.iter_mut()
    }

    /// Everything that is open of the site in `root`, by path.
    pub fn of_site<'d>(
        &'d self,
        root: &'d std::path::Path,
    ) -> impl Iterator<Item = (&'d str, &'d Document)> {
        self.open.values().filter_map(move |document| {
            let place = document.place.as_ref()?;
            (place.root == root).then_some((place.path.as_str(), document))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gen_lsp_types as lsp;

    fn part(from: (u32, u32), to: (u32, u32), text: &str) -> Change {
        let at = |(line, character)| lsp::Position { line, character };
        Change::TextDocumentContentChangePartial(lsp::TextDocumentContentChangePartial {
            range: lsp::Range {
                start: at(from),
                end: at(to),
            },
            text: text.to_owned(),
            ..Default::default()
        })
    }

    #[test]
    fn changes_apply_one_after_the_other_whatever_the_line_endings() {
        let mut documents = Documents::default();
        let Ok(uri) = Url::parse("file:///a.md") else {
            unreachable!("this is an address");
        };
        documents.open(uri.clone(), None, 1, "\u{feff}uno 🦀\r\ndos\r\n");
        let changes = vec![
            part((0, 4), (0, 6), "🦀🦀"),
            part((0, 8), (1, 0), "\r\n\r\n"),
            part((2, 0), (2, 3), "tres"),
        ];
        let text = documents
            .change(&uri, 2, changes, Encoding::Utf16)
            .map(|document| document.text.clone());
        assert_eq!(text.as_deref(), Some("uno 🦀🦀\n\ntres\n"));
        assert!(documents.close(&uri).is_some());
        assert!(
            documents
                .change(&uri, 3, Vec::new(), Encoding::Utf16)
                .is_none()
        );
    }
}
