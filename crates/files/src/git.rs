//! A site as a revision of git has it. Nothing is checked out: what git holds is read in memory.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use candor_core::source::FileStamp;
use candor_core::source::door::{Door, DoorError, Entry, EntryKind, is_plain, is_within};

/// Why there is no such revision to read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no git, or it cannot be run.
    #[error("git cannot be run to look for a revision: {0}")]
    NoGit(#[source] io::Error),
    /// It is none that this repository knows.
    #[error("git knows no such revision here: {0}")]
    Unknown(String),
    /// The repository is a shallow clone, which the revision is not part of.
    #[error("this clone is shallow: it holds the newest commits only")]
    Shallow,
    /// Git does not answer as it should.
    #[error("git cannot list the revision: {0}")]
    Broken(String),
}

/// The files of a site at one revision. They are asked for one by one, of one process of git.
#[derive(Debug)]
pub struct Revision {
    name: String,
    files: BTreeMap<String, Blob>,
    objects: Mutex<Objects>,
    /// Entries whose names no path of a site can have.
    odd: Vec<Entry>,
}

#[derive(Debug)]
struct Blob {
    id: String,
    kind: EntryKind,
}

impl Revision {
    /// The revision `name` of the site in the folder `root`, which need not be the top of its
    /// repository.
    ///
    /// # Errors
    ///
    /// When git cannot be run, or knows no such revision.
    pub fn open(root: &Path, name: &str) -> Result<Revision, GitError> {
        let tree = resolve(root, name)?;
        let mut list = git(root);
        list.args(["ls-tree", "-r", "-z", &tree, "--"]).args([
            "candor.toml",
            "content",
            "rules",
            "themes",
        ]);
        let listed = list.output().map_err(GitError::NoGit)?;
        if !listed.status.success() {
            return Err(GitError::Broken(said(&listed.stderr)));
        }
        let mut files = BTreeMap::new();
        let mut odd = Vec::new();
        for line in listed.stdout.split(|byte| *byte == 0) {
            let Some((path, blob)) = entry(line) else {
                continue;
            };
            match path {
                Ok(path) if is_plain(&path) => {
                    files.insert(path, blob);
                }
                Ok(path) => odd.push(Entry {
                    path,
                    kind: EntryKind::Unreadable("its name leads out of the site".to_owned()),
                }),
                Err(path) => odd.push(Entry {
                    path,
                    kind: EntryKind::Nameless,
                }),
            }
        }
        Ok(Revision {
            name: name.to_owned(),
            files,
            objects: Mutex::new(Objects::start(root)?),
            odd,
        })
    }
}

/// One entry of `ls-tree -z`: `mode type id<TAB>path`. The path is an error if it is no Unicode.
fn entry(line: &[u8]) -> Option<(Result<String, String>, Blob)> {
    let at = line.iter().position(|byte| *byte == b'\t')?;
    let (about, path) = (std::str::from_utf8(&line[..at]).ok()?, &line[at + 1..]);
    let mut about = about.split(' ');
    let (mode, _, id) = (about.next()?, about.next()?, about.next()?);
    let kind = match mode {
        mode if mode.starts_with("100") => EntryKind::File,
        "120000" => EntryKind::Link,
        // The folder of another repository, whose files this one does not hold.
        _ => EntryKind::Special,
    };
    let path = String::from_utf8(path.to_vec())
        .map_err(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let id = id.to_owned();
    Some((path, Blob { id, kind }))
}

/// The id of the tree that a name stands for.
fn resolve(root: &Path, name: &str) -> Result<String, GitError> {
    // A name that begins with a hyphen would be an option, whatever stands before it in a git
    // that does not know `--end-of-options` yet.
    if name.is_empty() || name.starts_with('-') {
        return Err(GitError::Unknown(
            "this is no name of a revision".to_owned(),
        ));
    }
    let found = git(root)
        .args(["rev-parse", "--verify", "--end-of-options"])
        .arg(format!("{name}^{{tree}}"))
        .output()
        .map_err(GitError::NoGit)?;
    if found.status.success() {
        // The id is the last line: an old git prints `--end-of-options` before it.
        let lines = said(&found.stdout);
        return Ok(lines.lines().last().unwrap_or_default().to_owned());
    }
    let shallow = git(root)
        .args(["rev-parse", "--is-shallow-repository"])
        .output()
        .map_err(GitError::NoGit)?;
    if said(&shallow.stdout) == "true" {
        Err(GitError::Shallow)
    } else {
        Err(GitError::Unknown(said(&found.stderr)))
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// What of the caller's `GIT_…` variables git may still see: where its configuration is, which
/// says for example whose repositories are trusted, and how far up it may look. Everything else,
/// such as the `GIT_DIR` and `GIT_INDEX_FILE` that a hook inherits, speaks of another
/// repository or of another work tree than the site's.
const KEPT: &[&str] = &[
    "GIT_CEILING_DIRECTORIES",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
];

fn is_kept(variable: &str) -> bool {
    KEPT.contains(&variable)
        || variable.starts_with("GIT_CONFIG_KEY_")
        || variable.starts_with("GIT_CONFIG_VALUE_")
}

/// Git in the folder of a site: it reads, asks nobody, fetches nothing and runs nobody else.
fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    for (variable, _) in std::env::vars_os() {
        let is_foreign = variable
            .to_str()
            .is_some_and(|variable| variable.starts_with("GIT_") && !is_kept(variable));
        if is_foreign {
            command.env_remove(variable);
        }
    }
    command
        .env("GIT_NO_LAZY_FETCH", "1")
        // An older git, which does not know that, must not fetch either.
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .arg("-C")
        .arg(root)
        .args(["--no-pager", "-c", "core.fsmonitor=false"])
        .stdin(Stdio::null());
    command
}

/// A running `git cat-file --batch`.
#[derive(Debug)]
struct Objects {
    child: Child,
    /// `None` once it is over.
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    fn start(root: &Path) -> Result<Objects, GitError> {
        let mut child = git(root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(GitError::NoGit)?;
        let (ask, answers) = (child.stdin.take(), child.stdout.take());
        match (ask, answers) {
            (Some(ask), Some(answers)) => Ok(Objects {
                child,
                ask: Some(ask),
                answers: BufReader::new(answers),
            }),
            _ => Err(GitError::Broken("it cannot be talked to".to_owned())),
        }
    }

    /// Reads an object. After an error what comes next from git is anybody's guess, so that
    /// nothing is asked any more.
    fn read(&mut self, id: &str, limit: u64, bytes: &mut Vec<u8>) -> Result<(), DoorError> {
        let done = self.exchange(id, limit, bytes);
        if matches!(done, Err(DoorError::Refused(_))) {
            self.ask = None;
        }
        done
    }

    fn exchange(&mut self, id: &str, limit: u64, bytes: &mut Vec<u8>) -> Result<(), DoorError> {
        let broken = |error: io::Error| DoorError::Refused(format!("git does not answer: {error}"));
        let Some(ask) = &mut self.ask else {
            return Err(DoorError::Refused(
                "git does not answer any more".to_owned(),
            ));
        };
        writeln!(ask, "{id}").map_err(broken)?;
        ask.flush().map_err(broken)?;
        let mut header = String::new();
        self.answers.read_line(&mut header).map_err(broken)?;
        let header = header.trim_end();
        if header.ends_with(" missing") {
            return Err(DoorError::Missing);
        }
        let size: u64 = header
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse().ok())
            .ok_or_else(|| DoorError::Refused(format!("git answers `{header}`")))?;
        // The answer ends with a line break that is not part of the object.
        let mut answer = (&mut self.answers).take(size.saturating_add(1));
        if size > limit {
            io::copy(&mut answer, &mut io::sink()).map_err(broken)?;
            return Err(DoorError::TooLarge { size });
        }
        answer.read_to_end(bytes).map_err(broken)?;
        if bytes.len() as u64 != size.saturating_add(1) {
            return Err(DoorError::Refused("git ended in the middle".to_owned()));
        }
        bytes.pop();
        Ok(())
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // Git ends when nobody can ask any more.
        self.ask = None;
        let _ = self.child.wait();
    }
}

impl Door for Revision {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        let files = self.files.iter().map(|(path, blob)| Entry {
            path: path.clone(),
            kind: blob.kind.clone(),
        });
        files
            .chain(self.odd.iter().cloned())
            .filter(|entry| is_within(&entry.path, folder))
            .collect()
    }

    fn stamp(&self, path: &str) -> Result<Option<FileStamp>, DoorError> {
        match self.files.get(path).map(|blob| &blob.kind) {
            Some(EntryKind::File) => Ok(None),
            Some(EntryKind::Link) => Err(DoorError::Link),
            Some(_) => Err(DoorError::NoFile),
            None => Err(DoorError::Missing),
        }
    }

    fn read(
        &self,
        path: &str,
        limit: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<FileStamp>, DoorError> {
        bytes.clear();
        self.stamp(path)?;
        let blob = self.files.get(path).ok_or(DoorError::Missing)?;
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        objects.read(&blob.id, limit, bytes)?;
        Ok(None)
    }
}
