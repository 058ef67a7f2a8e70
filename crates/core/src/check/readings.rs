//! What published files bring their readers, each read once: as it is made, or by an earlier run.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use candor_reading::{Home, Key, Reader, Reading, Shelf};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::render::Artifact;
use crate::site::Site;
use candor_model::findings::Finding;

/// Makes the bytes of a file of the output, or says why that cannot be done.
pub type BytesOf<'b> = &'b (dyn Fn(&Artifact<'_>) -> Result<Vec<u8>, Box<Finding>> + Sync);

/// Readings of the files of one site.
pub struct Readings {
    home: Option<Home>,
    /// What an earlier run read.
    known: Shelf,
    /// What this one read.
    fresh: Mutex<FxHashMap<Key, Arc<Reading>>>,
    /// Readers that nobody uses at the moment. Each remembers what pages have in common.
    idle: Mutex<Vec<Reader>>,
}

/// What kind of file is read.
#[derive(Clone, Copy)]
enum Form {
    Page,
    StyleSheet,
    Picture,
}

impl Form {
    /// That of a path; none for what is not read.
    fn of(path: &str) -> Option<Form> {
        let ending = path.rsplit('.').next()?;
        [
            ("html", Form::Page),
            ("css", Form::StyleSheet),
            ("svg", Form::Picture),
        ]
        .into_iter()
        .find(|(known, _)| ending.eq_ignore_ascii_case(known))
        .map(|(_, form)| form)
    }
}

impl Readings {
    /// Those that an earlier run has read are not read again.
    pub fn new(site: &Site<'_>, known: Shelf) -> Readings {
        Readings {
            home: Home::new(site.config.site.base_url.get_ref()).ok(),
            known,
            fresh: Mutex::default(),
            idle: Mutex::default(),
        }
    }

    /// What a reading of a file is kept under. The same bytes read differently elsewhere: what they point to is
    /// relative to where they are.
    fn key(&self, artifact: &Artifact<'_>) -> Key {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(&artifact.key)
            .update(artifact.path.as_bytes());
        if let Some(home) = &self.home {
            hasher.update(home.text().as_bytes());
        }
        *hasher.finalize().as_bytes()
    }

    /// The reading of a file, if it was read.
    pub fn get(&self, artifact: &Artifact<'_>) -> Option<Arc<Reading>> {
        Form::of(&artifact.path)?;
        let key = self.key(artifact);
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        self.known.get(&key).or_else(|| fresh.get(&key)).cloned()
    }

    /// Whether a file still has to be read.
    pub fn wants(&self, artifact: &Artifact<'_>) -> bool {
        Form::of(&artifact.path).is_some() && self.get(artifact).is_none()
    }

    /// Reads a file that was made, unless it was read before. May be called from several threads.
    pub fn see(&self, artifact: &Artifact<'_>, bytes: &[u8]) {
        let (Some(form), Some(home)) = (Form::of(&artifact.path), &self.home) else {
            return;
        };
        if self.get(artifact).is_some() {
            return;
        }
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reader = idle().pop().unwrap_or_else(|| Reader::new(home));
        let path = match &artifact.page {
            Some(page) => home.path_of(&page.address),
            None => home.path_of(&artifact.path),
        };
        let reading = match form {
            Form::Page => reader.read(&path, bytes),
            Form::StyleSheet => reader.read_stylesheet(&path, bytes),
            Form::Picture => reader.read_svg(&path, bytes),
        };
        idle().push(reader);
        self.fresh
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(self.key(artifact), Arc::new(reading));
    }

    /// Makes and reads every file that was not read yet. What keeps one from being made is returned, except for pages
    /// from `troubled` sources: what is missing in a source is reported there already.
    pub fn see_all(
        &self,
        artifacts: &[Artifact<'_>],
        troubled: &BTreeSet<&str>,
        bytes_of: BytesOf<'_>,
    ) -> Vec<Finding> {
        artifacts
            .par_iter()
            .filter(|artifact| self.wants(artifact))
            .filter_map(|artifact| match bytes_of(artifact) {
                Ok(bytes) => {
                    self.see(artifact, &bytes);
                    None
                }
                Err(finding) => {
                    let source = artifact.page.as_ref().and_then(|page| page.source.as_ref());
                    let is_told = source.is_some_and(|source| troubled.contains(&**source));
                    (!is_told).then_some(*finding)
                }
            })
            .collect()
    }

    /// The readings of these files for the next run. None when an earlier run left nearly all of them already and not
    /// many others: a few pages are read sooner again than ten thousand readings are written.
    pub fn into_shelf(self, artifacts: &[Artifact<'_>]) -> Option<Shelf> {
        /// So many more may stay than there are files, before they are sorted out.
        const STALE: usize = 2;
        /// No more than these are left to be read again,
        const FEW: usize = 32;
        /// and none unless so many times as many were known.
        const MANY: usize = 64;
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        let is_much = fresh.len() > FEW || fresh.len() * MANY > self.known.len();
        let is_stale = self.known.len() > artifacts.len() * STALE;
        drop(fresh);
        if !is_much && !is_stale {
            // Taking thousands apart need not be waited for.
            rayon::spawn(move || drop(self));
            return None;
        }
        let mut shelf = Shelf::default();
        for artifact in artifacts {
            if let Some(reading) = self.get(artifact) {
                shelf.insert(self.key(artifact), reading);
            }
        }
        Some(shelf)
    }
}
