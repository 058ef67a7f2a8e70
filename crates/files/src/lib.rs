//! The doors to the files of a site that need a system: a folder on disk ([`Disk`]), a revision
//! of git ([`Revision`]) and a zip archive ([`Archive`]). What they are doors to, and the two
//! that need no system, stand in [`candor_core::source`].
//!
//! What goes in is a place that a person names; what comes out are bytes of regular files with
//! plain relative paths, never more than were asked for. [`Folder`] is what a disk is made of,
//! and the only way by which the program changes files of a site or of its cache: a folder that
//! is opened once and used by its handle, below which no link is followed.
//!
//! ```
//! use std::sync::Arc;
//!
//! use candor_core::source::{self, KnownPages};
//! use candor_files::Disk;
//!
//! let site = tempfile::tempdir()?;
//! std::fs::create_dir(site.path().join("content"))?;
//! std::fs::write(site.path().join("content/index.md"), "# Hello\n")?;
//! let tree = source::read(Arc::new(Disk::new(site.path())), &KnownPages::default());
//! assert!(tree.files.contains_key("content/index.md"));
//! // There is no candor.toml, and that is said.
//! assert_eq!(tree.findings[0].id, "config.file");
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Systems
//!
//! Handles, and opening without following links, are those of `cap-std`: `openat2` on Linux, a
//! walk of single steps with `O_NOFOLLOW` where there is none and on other Unix systems, and
//! opening relative to a handle, reparse points not followed, on Windows. Stamps are told on Unix
//! only: Windows says neither when the metadata of a file changed last nor, in stable Rust, which
//! file it is, so that every file is read there.

mod archive;
mod disk;
mod folder;
mod git;

pub use archive::{Archive, ArchiveError};
pub use disk::Disk;
pub use folder::{Beside, Folder, Read, read_named};
pub use git::{GitError, Revision};
