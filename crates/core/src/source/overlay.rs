//! Texts that an editor holds and has not saved yet.

use std::sync::Arc;

use super::text::TEXT_LIMIT;
use super::walk::{classify, is_hidden_name, too_large};
use super::{CONFIG_FILE, FileKind, SourceFile, SourceTree};

/// What reading a file can find wrong with its bytes: a text in its place has none of it.
const OF_BYTES: &[&str] = &["source.encoding", "source.too-large", "source.unreadable"];

impl SourceTree {
    /// Puts a text in place of the file at a site-relative path, which need not exist.
    /// The text must be as [`super::normalize`] leaves it. Where Candor would read no
    /// text, such as the path of a picture, the tree stays as it is.
    pub fn overlay(&mut self, path: &str, text: &str) {
        if path == CONFIG_FILE {
            self.findings.retain(|finding| finding.id != "config.file");
            self.config = Some(text.to_owned());
            return;
        }
        let kind = match classify(path) {
            Some(FileKind::Asset | FileKind::ThemeStatic) | None => return,
            Some(kind) => kind,
        };
        if path.split('/').any(is_hidden_name) || self.is_refused(path) {
            return;
        }
        self.findings.retain(|finding| {
            finding
                .place
                .as_ref()
                .is_none_or(|place| place.file != path)
        });
        let size = text.len() as u64;
        if size > TEXT_LIMIT {
            self.files.remove(path);
            self.findings
                .push(too_large(size, TEXT_LIMIT).in_file(path));
            return;
        }
        let path: Arc<str> = Arc::from(path);
        let file = SourceFile {
            path: path.clone(),
            kind,
            hash: *blake3::hash(text.as_bytes()).as_bytes(),
            size,
            // The text is not that of the file on disk, which the stamp would vouch for.
            stamp: None,
            text: Some(text.to_owned()),
            is_cut: false,
            bytes: None,
            image: None,
        };
        self.files.insert(path, file);
    }

    /// Whether the file at a path is left out for what it is, such as a link that leads
    /// out of the site, and not for its bytes.
    fn is_refused(&self, path: &str) -> bool {
        self.findings.iter().any(|finding| {
            let here = finding
                .place
                .as_ref()
                .is_some_and(|place| place.file == path);
            here && !OF_BYTES.contains(&finding.id.as_ref())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_model::findings::Finding;

    #[test]
    fn a_text_takes_the_place_of_a_file_and_of_what_was_wrong_with_its_bytes() {
        let mut tree = SourceTree {
            findings: vec![
                Finding::environment("config.file", "there is no candor.toml"),
                Finding::error("source.encoding", "not UTF-8").in_file("content/a.md"),
                Finding::error("source.symlink", "leads out").in_file("content/b.md"),
            ],
            ..SourceTree::default()
        };
        tree.overlay("candor.toml", "[site]\n");
        tree.overlay("content/a.md", "A");
        tree.overlay("content/b.md", "B");
        tree.overlay("content/.c.md", "C");
        tree.overlay("content/d.png", "D");
        tree.overlay("notes.md", "E");
        assert_eq!(tree.config.as_deref(), Some("[site]\n"));
        let read: Vec<_> = tree
            .files
            .iter()
            .map(|(path, file)| (&**path, file.text.as_deref()))
            .collect();
        assert_eq!(read, [("content/a.md", Some("A"))]);
        let left: Vec<_> = tree.findings.iter().map(|found| &*found.id).collect();
        assert_eq!(left, ["source.symlink"]);
    }

    #[test]
    fn a_text_over_the_limit_is_no_page() {
        let mut tree = SourceTree::default();
        tree.overlay("content/a.md", "A");
        tree.overlay("content/a.md", &"A".repeat(TEXT_LIMIT as usize + 1));
        assert!(tree.files.is_empty());
        assert_eq!(tree.findings[0].id, "source.too-large");
    }
}
