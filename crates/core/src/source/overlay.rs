//! Texts that an editor holds and has not saved yet, over the files of another door.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::FileStamp;
use super::door::{Door, DoorError, Entry, EntryKind, is_plain, is_within};
use super::memory::hand_out;

/// A door whose files are those of another one, but for some texts.
#[derive(Debug)]
pub struct Overlay {
    under: Arc<dyn Door>,
    texts: BTreeMap<String, Arc<str>>,
}

impl Overlay {
    /// Puts texts in place of the files at their site-relative paths, which need not exist.
    /// A path that no file can have is passed over.
    pub fn new(
        under: Arc<dyn Door>,
        texts: impl IntoIterator<Item = (String, Arc<str>)>,
    ) -> Overlay {
        Overlay {
            under,
            texts: texts
                .into_iter()
                .filter(|(path, _)| is_plain(path))
                .collect(),
        }
    }

    /// The text at a path. A link stays one, whatever the editor shows in its place: the site
    /// cannot be published with it.
    fn text(&self, path: &str) -> Result<Option<&str>, DoorError> {
        let Some(text) = self.texts.get(path) else {
            return Ok(None);
        };
        match self.under.stamp(path) {
            Err(refused @ (DoorError::Link | DoorError::NoFile)) => Err(refused),
            _ => Ok(Some(text)),
        }
    }
}

impl Door for Overlay {
    fn name(&self) -> String {
        self.under.name()
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        let mut entries = self.under.list(folder);
        let mut new: BTreeSet<&str> = self
            .texts
            .keys()
            .map(String::as_str)
            .filter(|path| is_within(path, folder))
            .collect();
        for entry in &mut entries {
            if new.remove(entry.path.as_str()) && matches!(entry.kind, EntryKind::Unreadable(_)) {
                entry.kind = EntryKind::File;
            }
        }
        entries.extend(new.into_iter().map(|path| Entry {
            path: path.to_owned(),
            kind: EntryKind::File,
        }));
        entries
    }

    fn stamp(&self, path: &str) -> Result<Option<FileStamp>, DoorError> {
        match self.text(path)? {
            // The stamp of the file would vouch for bytes that are not these.
            Some(_) => Ok(None),
            None => self.under.stamp(path),
        }
    }

    fn read(
        &self,
        path: &str,
        limit: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<FileStamp>, DoorError> {
        bytes.clear();
        match self.text(path)? {
            Some(text) => hand_out(text.as_bytes(), limit, bytes),
            None => self.under.read(path, limit, bytes),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::{KnownPages, Memory, SourceTree, TEXT_LIMIT, read};
    use super::*;

    fn over(files: &[(&str, &[u8])], texts: &[(&str, &str)]) -> SourceTree {
        let under = Memory::new(files.iter().map(|(path, bytes)| (*path, *bytes)));
        let texts = texts
            .iter()
            .map(|(path, text)| ((*path).to_owned(), Arc::from(*text)));
        let door = Overlay::new(Arc::new(under), texts);
        read(Arc::new(door), &KnownPages::default())
    }

    #[test]
    fn a_text_takes_the_place_of_a_file_and_of_what_was_wrong_with_its_bytes() {
        let tree = over(
            &[("content/a.md", b"\xff"), ("content/z.md", b"Z")],
            &[
                ("candor.toml", "[site]\n"),
                ("content/a.md", "A"),
                ("content/.c.md", "C"),
                ("content/../d.md", "D"),
                ("notes.md", "E"),
            ],
        );
        assert_eq!(tree.config.as_deref(), Some("[site]\n"));
        let read: Vec<_> = tree
            .files
            .iter()
            .map(|(path, file)| (&**path, file.text.as_deref()))
            .collect();
        let expected = [("content/a.md", Some("A")), ("content/z.md", Some("Z"))];
        assert_eq!(read, expected);
        assert_eq!(tree.findings, []);
    }

    #[test]
    fn a_text_over_the_limit_is_no_page() {
        let long = "A".repeat(TEXT_LIMIT as usize + 1);
        let tree = over(&[("content/a.md", b"A")], &[("content/a.md", &long)]);
        assert!(tree.files.is_empty());
        assert!(
            tree.findings
                .iter()
                .any(|found| found.id == "source.too-large")
        );
    }

    /// A site whose page is a link.
    #[derive(Debug)]
    struct Linked;

    impl Door for Linked {
        fn name(&self) -> String {
            String::new()
        }

        fn list(&self, folder: &str) -> Vec<Entry> {
            let entry = Entry {
                path: "content/b.md".to_owned(),
                kind: EntryKind::Link,
            };
            (folder == "content").then_some(entry).into_iter().collect()
        }

        fn stamp(&self, _: &str) -> Result<Option<FileStamp>, DoorError> {
            Err(DoorError::Link)
        }

        fn read(&self, _: &str, _: u64, _: &mut Vec<u8>) -> Result<Option<FileStamp>, DoorError> {
            Err(DoorError::Link)
        }
    }

    #[test]
    fn a_link_stays_a_link_under_a_text() {
        let texts = [("content/b.md".to_owned(), Arc::from("B"))];
        let door = Overlay::new(Arc::new(Linked), texts);
        let tree = read(Arc::new(door), &KnownPages::default());
        assert!(tree.files.is_empty());
        assert!(
            tree.findings
                .iter()
                .any(|found| found.id == "source.symlink")
        );
    }
}
