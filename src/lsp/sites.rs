//! The sites that the editor's texts belong to, and when each is looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use gen_lsp_types::Diagnostic;
use url::Url;

use super::documents::{Documents, Place};
use super::protocol::Request;
use super::quick::QuickFix;
use super::worker::{Analysis, Job, Knowledge};
use candor_core::source::CONFIG_FILE;

/// How long the editor must be quiet before a site is looked at: a word is typed faster.
pub const REST: Duration = Duration::from_millis(150);

/// One site.
pub struct State {
    jobs: Sender<Job>,
    /// Whether the worker is busy.
    is_running: bool,
    /// When to look at the site next.
    due: Option<Instant>,
    /// Whether it has been looked at once.
    pub has_looked: bool,
    /// What its texts can refer to, from the last look that could tell.
    pub knowledge: Option<Knowledge>,
    /// What an editor can offer to change, by site-relative path, from the last look.
    pub fixes: BTreeMap<String, Vec<QuickFix>>,
    /// Questions that wait for the first look.
    pub waiting: Vec<Request>,
    /// What the editor was told, by site-relative path.
    told: BTreeMap<String, Told>,
}

/// What the editor was told of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Version of the text, if the file is open.
    pub version: Option<i32>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl State {
    /// A site that nobody has looked at, with the way to its worker.
    pub fn new(jobs: Sender<Job>) -> State {
        State {
            jobs,
            is_running: false,
            due: None,
            has_looked: false,
            knowledge: None,
            fixes: BTreeMap::new(),
            waiting: Vec::new(),
            told: BTreeMap::new(),
        }
    }

    /// Has the site looked at after `rest` without another change.
    pub fn change(&mut self, rest: Duration) {
        self.due = Some(Instant::now() + rest);
    }

    /// When the next look is due, if one is and the last has ended.
    pub fn due(&self) -> Option<Instant> {
        self.due.filter(|_| !self.is_running)
    }

    /// The version of an open text that was looked at last.
    pub fn version(&self, path: &str) -> Option<i32> {
        self.told.get(path)?.version
    }

    /// Starts a look at the site in `root`.
    pub fn start(&mut self, root: &Path, documents: &Documents) {
        let mut job = Job::default();
        for (path, document) in documents.of_site(root) {
            job.texts.insert(path.to_owned(), document.text.clone());
            job.versions.insert(path.to_owned(), document.version);
        }
        self.due = None;
        // The worker ends with the site only.
        self.is_running = self.jobs.send(job).is_ok();
    }

    /// Takes in what a look brought, `None` if it failed, and returns what is new for the editor.
    pub fn looked(&mut self, analysis: Option<Analysis>) -> Vec<(String, Told)> {
        self.is_running = false;
        self.has_looked = true;
        let Some(analysis) = analysis else {
            return Vec::new();
        };
        self.fixes = analysis.fixes;
        if analysis.knowledge.is_some() {
            self.knowledge = analysis.knowledge;
        }
        let mut now: BTreeMap<String, Told> = BTreeMap::new();
        for (path, version) in analysis.versions {
            let told = Told {
                version: Some(version),
                diagnostics: Vec::new(),
            };
            now.insert(path, told);
        }
        for (path, diagnostics) in analysis.diagnostics {
            let told = now.entry(path).or_insert(Told {
                version: None,
                diagnostics: Vec::new(),
            });
            told.diagnostics = diagnostics;
        }
        let gone = self
            .told
            .iter()
            .filter(|(path, told)| !now.contains_key(*path) && !told.diagnostics.is_empty())
            .map(|(path, _)| {
                let told = Told {
                    version: None,
                    diagnostics: Vec::new(),
                };
                (path.clone(), told)
            });
        let news = now
            .iter()
            .filter(|(path, told)| self.told.get(*path) != Some(told))
            .map(|(path, told)| (path.clone(), told.clone()))
            .chain(gone)
            .collect();
        self.told = now;
        news
    }
}

/// Where the file at an address belongs: to the site in `given`, if the user named one,
/// else to the nearest folder above it that holds `candor.toml`, on disk or as a text
/// of the editor.
pub fn place_of(uri: &Url, given: Option<&Path>) -> Option<Place> {
    let file = uri.to_file_path().ok()?;
    let root = match given {
        Some(root) => root,
        None if file.ends_with(CONFIG_FILE) => file.parent()?,
        None => file
            .ancestors()
            .skip(1)
            .find(|folder| folder.join(CONFIG_FILE).is_file())?,
    };
    Some(Place {
        path: within(root, &file)?,
        root: root.to_path_buf(),
    })
}

/// The site-relative path of a file, with links followed where that helps.
fn within(root: &Path, file: &Path) -> Option<String> {
    let relative = match file.strip_prefix(root) {
        Ok(relative) => relative.to_path_buf(),
        // The file need not be there yet, but its folder is.
        Err(_) => {
            let folder = file.parent()?.canonicalize().ok()?;
            let real = folder.join(file.file_name()?);
            real.strip_prefix(root.canonicalize().ok()?)
                .ok()?
                .to_path_buf()
        }
    };
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// The address of a file of a site: that under which the editor has it open, if it has.
pub fn uri_of(place: &Place, documents: &Documents) -> Option<Url> {
    match documents.at(place) {
        Some((uri, _)) => Some(uri.clone()),
        None => Url::from_file_path(place.root.join(&place.path)).ok(),
    }
}

/// A folder as an absolute path, whether or not it exists.
pub fn absolute(folder: &Path) -> PathBuf {
    folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder))
        .unwrap_or_else(|_| folder.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn analysis(open: &[(&str, i32)], wrong: &[&str]) -> Option<Analysis> {
        Some(Analysis {
            versions: open
                .iter()
                .map(|(path, version)| ((*path).to_owned(), *version))
                .collect(),
            diagnostics: wrong
                .iter()
                .map(|path| ((*path).to_owned(), vec![Diagnostic::default()]))
                .collect(),
            fixes: BTreeMap::new(),
            knowledge: None,
        })
    }

    #[test]
    fn the_editor_is_told_what_is_new_and_what_is_gone() {
        let (jobs, _inbox) = mpsc::channel();
        let mut state = State::new(jobs);
        let mut told = |open: &[(&str, i32)], wrong: &[&str]| -> Vec<(String, usize)> {
            state
                .looked(analysis(open, wrong))
                .into_iter()
                .map(|(path, told)| (path, told.diagnostics.len()))
                .collect()
        };
        let news = |news: &[(&str, usize)]| -> Vec<(String, usize)> {
            news.iter()
                .map(|(path, count)| ((*path).to_owned(), *count))
                .collect()
        };
        assert_eq!(told(&[("a", 1)], &["b"]), news(&[("a", 0), ("b", 1)]));
        assert_eq!(told(&[("a", 1)], &["b"]), news(&[]));
        assert_eq!(told(&[("a", 2)], &["b"]), news(&[("a", 0)]));
        assert_eq!(told(&[("a", 2)], &["a"]), news(&[("a", 1), ("b", 0)]));
        assert_eq!(told(&[], &[]), news(&[("a", 0)]));
        assert_eq!(told(&[], &[]), news(&[]));
    }
}
