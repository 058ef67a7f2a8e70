//! The door: the only way by which the files of a site come in.
//!
//! What is behind it is not for the middle to know: a folder on disk, the texts of an
//! editor over it, a revision of git, an archive, or values in memory. Paths are relative
//! to the site's root, with forward slashes, and plain (see [`is_plain`]): no door leads
//! out of its site.

use std::fmt;

use super::FileStamp;

/// A place that holds the files of one site.
///
/// # Contract
///
/// The answer for a path does not depend on what was asked before. Links are told and never
/// followed, at no level of a path; what is no regular file is never opened for long, so that
/// a pipe holds nobody up. Nothing outside of the site can be reached.
pub trait Door: fmt::Debug + Send + Sync {
    /// What a person calls this place, such as the path of a folder.
    fn name(&self) -> String;

    /// Everything below a folder that is not a folder itself, in any order. A file in the
    /// place of the folder is an entry too; a folder that is not there has none. Entries
    /// with a name that nobody calls content ([`super::is_hidden_name`]) may be left out.
    fn list(&self, folder: &str) -> Vec<Entry>;

    /// How the place knows a file, without reading it; `None` where it cannot tell.
    ///
    /// # Errors
    ///
    /// When there is no regular file at the path.
    fn stamp(&self, path: &str) -> Result<Option<FileStamp>, DoorError>;

    /// Reads a file into `bytes`, which is emptied first, and returns its stamp.
    ///
    /// # Errors
    ///
    /// When there is no regular file at the path, when it has more than `limit` bytes, or
    /// when it cannot be read.
    fn read(
        &self,
        path: &str,
        limit: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<FileStamp>, DoorError>;
}

/// Something that a door lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Site-relative path. Of a name that is not Unicode, the nearest that is.
    pub path: String,
    /// What is there.
    pub kind: EntryKind,
}

/// What a door finds at a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A link to something else, wherever it leads.
    Link,
    /// Neither file nor folder nor link: a pipe, a socket, a device.
    Special,
    /// Something whose name is not Unicode, so that no path can hold it.
    Nameless,
    /// Something that cannot be looked at, with what the system says.
    Unreadable(String),
}

/// Why a door does not hand out a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DoorError {
    /// There is nothing at the path.
    #[error("there is no such file")]
    Missing,
    /// The path, or a folder on its way, is a link.
    #[error("this is a link, and links are not followed")]
    Link,
    /// There is something else than a regular file.
    #[error("this is no regular file")]
    NoFile,
    /// It has more bytes than were asked for.
    #[error("this file has {size} bytes")]
    TooLarge {
        /// How many it has, or at least has.
        size: u64,
    },
    /// The place refuses.
    #[error("{0}")]
    Refused(String),
}

/// Whether a path names something below the root and nothing else: parts between single
/// slashes, none of them empty, `.` or `..`.
pub fn is_plain(path: &str) -> bool {
    !path.contains('\0') && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Whether a path is a folder or lies below it.
pub fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_lead_below_the_root() {
        for plain in ["candor.toml", "content/faq/fees.es.md", "content/a b…md"] {
            assert!(is_plain(plain), "{plain}");
        }
        for bad in [
            "",
            "/etc/passwd",
            "..",
            "content/../../x",
            "a//b",
            "a/",
            "./a",
            "a\0b",
        ] {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_folder_holds_what_begins_with_its_name_and_a_slash() {
        assert!(is_within("rules/a.toml", "rules") && is_within("rules", "rules"));
        assert!(!is_within("rules.toml", "rules") && !is_within("rule", "rules"));
    }
}
