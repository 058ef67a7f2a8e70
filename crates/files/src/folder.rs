//! A folder that is opened once and used by its handle.

use std::io::{self, Read as _, Write as _};
use std::path::Path;

use cap_fs_ext::{DirExt as _, FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};

use candor_core::source::{DoorError, FileStamp};

/// An open folder. Whatever happens to its path, the handle stays with the folder that was
/// opened; names are single steps below it, and links are never followed.
#[derive(Debug)]
pub struct Folder {
    dir: Dir,
}

/// When bytes that are written survive a failure of the power.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lasting {
    FromNow,
    Sometime,
}

/// A file that was read.
#[derive(Debug)]
pub struct Read {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How the system knows it.
    pub stamp: Option<FileStamp>,
}

/// A file that was written and waits to take the place of another one.
#[derive(Debug)]
pub struct Beside {
    folder: Folder,
    name: String,
    beside: Option<String>,
}

impl Beside {
    /// Puts it in its place, in one step.
    ///
    /// # Errors
    ///
    /// When the system refuses. What was there is then as it was.
    pub fn put(mut self) -> io::Result<()> {
        let dir = &self.folder.dir;
        let Some(beside) = &self.beside else {
            return Ok(());
        };
        dir.rename(beside, dir, &self.name)?;
        self.beside = None;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            // It is in nobody's way.
            let _ = self.folder.remove(beside);
        }
    }
}

impl Folder {
    /// Opens the folder that a person names; on the way to it, links are followed.
    ///
    /// # Errors
    ///
    /// When there is no folder, or it may not be opened.
    pub fn open(path: &Path) -> io::Result<Folder> {
        // An empty path is the parent of a bare name.
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        let dir = Dir::open_ambient_dir(path, ambient_authority())?;
        Ok(Folder { dir })
    }

    /// Opens a folder in this one.
    ///
    /// # Errors
    ///
    /// When there is none of this name, it is a link, or it may not be opened.
    pub fn folder(&self, name: &str) -> Result<Folder, DoorError> {
        match self.dir.open_dir_nofollow(name) {
            Ok(dir) => Ok(Folder { dir }),
            Err(error) => Err(self.why(name, &error)),
        }
    }

    /// Opens the folder at a path of several steps.
    ///
    /// # Errors
    ///
    /// As [`Folder::folder`].
    pub fn descend(&self, path: &str) -> Result<Folder, DoorError> {
        let mut at = self.again()?;
        for step in path.split('/') {
            at = at.folder(step)?;
        }
        Ok(at)
    }

    /// Opens the folder at a path of several steps, and makes those that are not there.
    ///
    /// # Errors
    ///
    /// When one is a link or something else than a folder, or the system refuses.
    pub fn make(&self, path: &str) -> Result<Folder, DoorError> {
        let mut at = self.again()?;
        for step in path.split('/') {
            match at.dir.create_dir(step) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(at.why(step, &error)),
            }
            at = at.folder(step)?;
        }
        Ok(at)
    }

    /// The same folder, by a handle of its own.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn again(&self) -> Result<Folder, DoorError> {
        let dir = self
            .dir
            .try_clone()
            .map_err(|error| DoorError::Refused(error.to_string()))?;
        Ok(Folder { dir })
    }

    /// How the system knows a file.
    ///
    /// # Errors
    ///
    /// When there is no regular file of this name.
    pub fn stamp(&self, name: &str) -> Result<Option<FileStamp>, DoorError> {
        let metadata = self
            .dir
            .symlink_metadata(name)
            .map_err(|error| self.why(name, &error))?;
        if metadata.is_symlink() {
            return Err(DoorError::Link);
        }
        if !metadata.is_file() {
            return Err(DoorError::NoFile);
        }
        Ok(stamp_of(&metadata))
    }

    /// Reads a regular file into `bytes`, which is emptied first.
    ///
    /// # Errors
    ///
    /// When there is no regular file of this name, it has more than `limit` bytes, or it may not
    /// be read.
    pub fn read_into(
        &self,
        name: &str,
        limit: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<FileStamp>, DoorError> {
        bytes.clear();
        let (file, metadata) = self.open_file(name)?;
        let size = metadata.len();
        if size > limit {
            return Err(DoorError::TooLarge { size });
        }
        // At once: a buffer that grows is copied, and touches twice the memory.
        if let Ok(size) = usize::try_from(size) {
            bytes
                .try_reserve_exact(size)
                .map_err(|error| DoorError::Refused(error.to_string()))?;
        }
        // Through `take`, so that a file that grows meanwhile is noticed.
        file.take(limit.saturating_add(1))
            .read_to_end(bytes)
            .map_err(|error| DoorError::Refused(error.to_string()))?;
        match bytes.len() as u64 {
            size if size > limit => Err(DoorError::TooLarge { size }),
            _ => Ok(stamp_of(&metadata)),
        }
    }

    /// [`Folder::read_into`] a buffer of its own.
    ///
    /// # Errors
    ///
    /// As [`Folder::read_into`].
    pub fn read(&self, name: &str, limit: u64) -> Result<Read, DoorError> {
        let mut bytes = Vec::new();
        let stamp = self.read_into(name, limit, &mut bytes)?;
        Ok(Read { bytes, stamp })
    }

    /// At most the first `limit` bytes of a regular file.
    ///
    /// # Errors
    ///
    /// When there is no regular file of this name, or it may not be read.
    pub fn beginning(&self, name: &str, limit: u64) -> Result<Vec<u8>, DoorError> {
        let (file, _) = self.open_file(name)?;
        let mut bytes = Vec::new();
        file.take(limit)
            .read_to_end(&mut bytes)
            .map_err(|error| DoorError::Refused(error.to_string()))?;
        Ok(bytes)
    }

    fn open_file(&self, name: &str) -> Result<(File, Metadata), DoorError> {
        let mut options = OpenOptions::new();
        options.read(true).follow(FollowSymlinks::No);
        // A pipe in the place of the file would otherwise be waited for.
        if cfg!(not(windows)) {
            options.nonblock(true);
        }
        let file = self
            .dir
            .open_with(name, &options)
            .map_err(|error| self.why(name, &error))?;
        let metadata = file
            .metadata()
            .map_err(|error| DoorError::Refused(error.to_string()))?;
        if metadata.is_file() {
            Ok((file, metadata))
        } else {
            Err(DoorError::NoFile)
        }
    }

    /// Why something cannot be opened. Systems call an unwanted link by different errors, so
    /// that what is there is looked at.
    fn why(&self, name: &str, error: &io::Error) -> DoorError {
        if error.kind() == io::ErrorKind::NotFound {
            return DoorError::Missing;
        }
        match self.dir.symlink_metadata(name) {
            Ok(metadata) if metadata.is_symlink() => DoorError::Link,
            Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => DoorError::NoFile,
            Ok(metadata) if metadata.is_file() && error.kind() == io::ErrorKind::NotADirectory => {
                DoorError::Missing
            }
            _ => DoorError::Refused(error.to_string()),
        }
    }

    /// The names of what is in the folder, those that are no Unicode left out, in order.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in self.dir.entries()? {
            names.extend(entry?.file_name().into_string());
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Writes a file that must not exist.
    ///
    /// # Errors
    ///
    /// When something of this name exists, be it a link, or the system refuses.
    pub fn create(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.create_new(name)?.write_all(bytes)
    }

    fn create_new(&self, name: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options
            .write(true)
            .create_new(true)
            .follow(FollowSymlinks::No);
        self.dir.open_with(name, &options)
    }

    /// Puts a file of these bytes in place in one step: a reader sees the old one or the new
    /// one, never half of it. It is written beside as `beside` first; what a killed run left
    /// there is removed, and so is a link, unfollowed. A file that is replaced hands its
    /// permissions on.
    ///
    /// # Errors
    ///
    /// When the system refuses. The file is then as it was.
    pub fn replace(&self, name: &str, beside: &str, bytes: &[u8]) -> io::Result<()> {
        self.put(name, beside, bytes, Lasting::Sometime)
    }

    /// [`Folder::replace`], of a file that must be whole even after the power fails: it takes
    /// as long as the disk does.
    ///
    /// # Errors
    ///
    /// As [`Folder::replace`].
    pub fn replace_durably(&self, name: &str, beside: &str, bytes: &[u8]) -> io::Result<()> {
        self.put(name, beside, bytes, Lasting::FromNow)
    }

    /// Writes a file beside the one of this name, whose place it takes with [`Beside::put`]. What
    /// is not put in its place is removed. What a killed run left there is written over.
    ///
    /// # Errors
    ///
    /// When the system or `write` refuses. Nothing is then left.
    pub fn write_beside(
        &self,
        name: &str,
        beside: &str,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> io::Result<Beside> {
        /// Bytes that are written at once.
        const TOGETHER: usize = 256 * 1024;
        self.make_way(beside)?;
        let written = Beside {
            folder: self.again().map_err(io::Error::other)?,
            name: name.to_owned(),
            beside: Some(beside.to_owned()),
        };
        let mut out = io::BufWriter::with_capacity(TOGETHER, self.create_new(beside)?);
        write(&mut out)?;
        out.flush()?;
        Ok(written)
    }

    /// Removes what a killed run left.
    fn make_way(&self, beside: &str) -> io::Result<()> {
        match self.dir.remove_file_or_symlink(beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn put(&self, name: &str, beside: &str, bytes: &[u8], lasting: Lasting) -> io::Result<()> {
        self.make_way(beside)?;
        let old = self.dir.symlink_metadata(name).ok();
        let write = || {
            let mut file = self.create_new(beside)?;
            file.write_all(bytes)?;
            if let Some(old) = old.filter(Metadata::is_file) {
                file.set_permissions(old.permissions())?;
            }
            if lasting == Lasting::FromNow {
                file.sync_all()?;
            }
            drop(file);
            self.dir.rename(beside, &self.dir, name)
        };
        write().inspect_err(|_| {
            // The first error is the one to tell.
            let _ = self.dir.remove_file(beside);
        })
    }

    /// Removes a file or a link, which is not followed.
    ///
    /// # Errors
    ///
    /// When there is none, or the system refuses.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.dir.remove_file_or_symlink(name)
    }

    /// Removes a folder that is empty.
    ///
    /// # Errors
    ///
    /// When there is none, it is a link or holds something, or the system refuses.
    pub fn remove_folder(&self, name: &str) -> io::Result<()> {
        self.dir.remove_dir(name)
    }
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "other systems tell too little for a stamp"
)]
fn stamp_of(metadata: &Metadata) -> Option<FileStamp> {
    use cap_std::fs::MetadataExt as _;

    let nanoseconds =
        |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
    Some(FileStamp {
        size: metadata.size(),
        modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        inode: metadata.ino(),
    })
}

#[cfg(not(unix))]
fn stamp_of(_: &Metadata) -> Option<FileStamp> {
    None
}

/// Reads the file that a person names, at most `limit` bytes of it. Links on the way and the
/// file itself are followed, since they were named; something else than a regular file, such as
/// a pipe, is an error and never waited for.
///
/// # Errors
///
/// When there is no regular file, or it is too large or may not be read.
pub fn read_named(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let path = path.canonicalize()?;
    let name = path.file_name().and_then(|name| name.to_str());
    let (Some(folder), Some(name)) = (path.parent(), name) else {
        return Err(io::Error::other(DoorError::NoFile));
    };
    let read = Folder::open(folder)?.read(name, limit);
    read.map(|read| read.bytes).map_err(|error| match error {
        DoorError::Missing => io::Error::new(io::ErrorKind::NotFound, error),
        error => io::Error::other(error),
    })
}
