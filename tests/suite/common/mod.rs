//! The story that every test tells: take a small site, change something, run Candor,
//! look at what it said and what it wrote.
//!
//! Paths and times differ from run to run; [`Site::run`] makes them the same in one place.

pub mod audit;
pub mod demo;
pub mod dice;
pub mod draft;
pub mod editor;
pub mod pages;
pub mod schema;
pub mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use walkdir::WalkDir;

pub use dice::Dice;
pub use tree::Tree;

/// The day on which every test takes place.
pub const NOW: &str = "2026-11-21";

/// A PNG of this size, with nothing to see.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    // Nobody looks at the sums.
    bytes.extend(b"SUM!\0\0\0\0IENDSUM!");
    bytes
}

/// The front of a FAQ page, for tests that write one.
pub fn page(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n\n{body}\n")
}

/// A finding as `check --format json` tells it.
#[derive(Debug, Clone)]
pub struct Found {
    pub id: String,
    pub severity: String,
    pub file: String,
    /// Counted from 1; 0 for what stands on no line.
    pub line: u64,
    pub message: String,
    pub help: String,
}

/// A site in a folder of its own that goes away with it.
pub struct Site {
    /// Holds the site and, by default, nothing else.
    folder: TempDir,
}

impl Site {
    /// The small valid site of `tests/sites/minimal`: two FAQ pages, one of them in
    /// Spanish too, and two channels.
    pub fn minimal() -> Site {
        Site::copy_of(&repository().join("tests/sites/minimal"))
    }

    /// The demo site at the root of the repository.
    pub fn demo() -> Site {
        let site = Site::empty();
        let from = repository();
        fs::copy(from.join("candor.toml"), site.path("candor.toml")).unwrap();
        copy_folder(&from.join("content"), &site.path("content"));
        site
    }

    /// A copy of a site.
    pub fn copy_of(from: &Path) -> Site {
        let site = Site::empty();
        copy_folder(from, &site.root());
        site
    }

    /// A folder without anything in it.
    pub fn empty() -> Site {
        let folder = tempfile::Builder::new()
            .prefix("candor-test-")
            .tempdir()
            .unwrap();
        fs::create_dir(folder.path().join("site")).unwrap();
        Site { folder }
    }

    /// The folder that holds `candor.toml`.
    pub fn root(&self) -> PathBuf {
        self.beside("site")
    }

    /// A path in the site.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// A path next to the site's folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Site {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Reads a file as text.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces a text that must be there.
    pub fn replace(&self, path: &str, from: &str, to: &str) -> &Site {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not contain {from:?}");
        self.write(path, text.replacen(from, to, 1))
    }

    /// Adds to the end of a file.
    pub fn append(&self, path: &str, text: &str) -> &Site {
        self.write(path, self.read(path) + text)
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) -> &Site {
        fs::remove_file(self.path(path)).unwrap();
        self
    }

    /// Removes the caches, so that the next build starts from nothing.
    pub fn forget(&self) -> &Site {
        match fs::remove_dir_all(self.path(".candor")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
            _ => self,
        }
    }

    /// Candor, told to work on this site, in an environment without surprises.
    pub fn candor(&self, arguments: &[&str]) -> Command {
        self.candor_on(NOW, arguments)
    }

    /// [`Site::candor`] on another day.
    pub fn candor_on(&self, now: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command
            .args(["--color", "never", "--now", now, "--root"])
            .arg(self.root())
            .args(arguments)
            .env_remove("SOURCE_DATE_EPOCH")
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null());
        command
    }

    /// Runs Candor to its end.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.finish(self.candor(arguments))
    }

    /// Runs a prepared command to its end.
    pub fn finish(&self, mut command: Command) -> Run {
        let output = command.output().unwrap();
        self.say(output)
    }

    /// Waits for a command that was started with its output piped.
    pub fn wait(&self, child: Child) -> Run {
        self.say(child.wait_with_output().unwrap())
    }

    fn say(&self, output: std::process::Output) -> Run {
        let folder = self.folder.path().to_str().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(folder, "[TMP]");
        let run = Run {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        };
        assert!(
            !run.stderr.contains("panicked"),
            "Candor panicked:\n{}",
            run.stderr
        );
        run
    }

    /// Everything that `candor check` finds, in order.
    pub fn findings(&self) -> Vec<Found> {
        let run = self.run(&["check", "--format", "json"]);
        let said: serde_json::Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}:\n{run}"));
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let all = said["findings"].as_array().unwrap().iter();
        all.map(|finding| Found {
            id: text(&finding["id"]),
            severity: text(&finding["severity"]),
            file: text(&finding["file"]),
            line: finding["start"]["line"].as_u64().unwrap_or_default(),
            message: text(&finding["message"]),
            help: text(&finding["help"]),
        })
        .collect()
    }

    /// `candor build`.
    pub fn build(&self) -> Run {
        self.run(&["build"])
    }

    /// `candor check`.
    pub fn check(&self) -> Run {
        self.run(&["check"])
    }

    /// Builds a site that is known to be fine.
    pub fn built(self) -> Site {
        self.build().succeeds();
        self
    }

    /// The default output folder.
    pub fn public(&self) -> PathBuf {
        self.path("public")
    }

    /// What the default output folder holds.
    pub fn output(&self) -> Tree {
        Tree::read(&self.public())
    }

    /// One text file of the output.
    pub fn published(&self, path: &str) -> String {
        let path = self.public().join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Builds the site, breaks it, builds it again and finds that Candor refuses: no
    /// finding is lost between `build` and `check`, and what was published stays as it
    /// was, to the byte and the minute, with nothing left beside it.
    pub fn refuses(self, breaks: impl FnOnce(&Site)) -> Run {
        let site = self.built();
        let before = site.output();
        breaks(&site);
        let beside = site.names_beside_output();
        let built = site.build();
        assert!(
            matches!(built.code, Some(1 | 2)),
            "the build was not refused:\n{built}"
        );
        assert!(
            before.is_untouched_in(&site.output()),
            "the published site changed"
        );
        assert_eq!(
            beside,
            site.names_beside_output(),
            "the build left something behind"
        );
        built
    }

    /// [`Site::refuses`], and `candor check` says the same things.
    pub fn refuses_and_check_agrees(self, breaks: impl FnOnce(&Site)) -> Run {
        let mut checked = None;
        let built = self.refuses(|site| {
            breaks(site);
            checked = Some(site.check());
        });
        let checked = checked.unwrap();
        assert_eq!(
            built.code, checked.code,
            "check and build disagree:\n{checked}\n{built}"
        );
        let findings = checked.stdout.trim_end();
        assert!(
            built.stderr.starts_with(findings),
            "check and build find different things:\n{checked}\n{built}"
        );
        built
    }

    /// Names in the folder that holds the output folder.
    pub fn names_beside_output(&self) -> Vec<String> {
        names_in(&self.root())
    }
}

/// Names of everything that lies directly in a folder, sorted.
pub fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// How a run of Candor went.
#[derive(Debug)]
pub struct Run {
    /// The exit status; `None` when it was killed.
    pub code: Option<i32>,
    /// Data.
    pub stdout: String,
    /// Everything else.
    pub stderr: String,
}

impl Run {
    /// Asserts that everything was fine.
    #[track_caller]
    pub fn succeeds(&self) -> &Run {
        assert_eq!(self.code, Some(0), "{self}");
        self
    }

    /// Asserts that findings deny it: exit status 1.
    #[track_caller]
    pub fn denied(self) -> Run {
        assert_eq!(self.code, Some(1), "{self}");
        self
    }

    /// Asserts that configuration, command line or file system are at fault: exit status 2.
    #[track_caller]
    pub fn at_fault(self) -> Run {
        assert_eq!(self.code, Some(2), "{self}");
        self
    }

    /// Asserts that it says something on standard error.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Run {
        assert!(self.stderr.contains(text), "{text:?} is not in\n{self}");
        self
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.code {
            Some(code) => writeln!(f, "exit status {code}")?,
            None => writeln!(f, "killed")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}\n{}", text.trim_end())?;
            }
        }
        Ok(())
    }
}

/// What differs from run to run although nothing is different.
pub const FILTERS: &[(&str, &str)] = &[
    (r"\b\d+\.\d\d s\b", "[TIME]"),
    // How many words a theme needs changes with the theme.
    (
        r"lacks \d+ of the site's own words, which will be in English: .*",
        "lacks [N] of the site's own words, which will be in English: [WORDS]",
    ),
];

/// Asserts that a run says what the snapshot of this test says.
macro_rules! assert_said {
    ($run:expr) => {{
        let run = $run;
        let mut settings = insta::Settings::clone_current();
        for (from, to) in $crate::common::FILTERS {
            settings.add_filter(from, *to);
        }
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(true);
        settings.bind(|| insta::assert_snapshot!(run.to_string()));
    }};
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Copies what is in a folder, hidden files excepted.
fn copy_folder(from: &Path, to: &Path) {
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    for entry in WalkDir::new(from).into_iter().filter_entry(visible) {
        let entry = entry.unwrap();
        let to = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
