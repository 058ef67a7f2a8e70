//! What is found in a site, looked at in its pages and made verdicts of, once.
//!
//! Pages are looked at as they are made. A build makes them for its output, and asks for the verdict when they lie
//! ready; a check, or a build that is denied already, makes them for nothing else. Either way a page that an earlier run
//! has read is not made at all.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use crate::build::{Options, Progress, is_refused, settle};
use candor_core::check;
use candor_core::check::RenderedSite;
use candor_core::check::readings::Readings;
use candor_core::render::Artifact;
use candor_core::site::Site;
use candor_core::verdict::{Docket, Settled};
use candor_model::findings::Finding;
use candor_reading::Shelf;

/// A site that waits for its verdict.
pub struct Trial<'w, 's> {
    site: &'w Site<'w>,
    artifacts: &'w [Artifact<'s>],
    readings: Readings,
    options: &'w Options,
    progress: &'w dyn Progress,
    /// Whether any requirement asks what pages bring their readers.
    looks: bool,
    /// Whether pages are made even if nobody asks, so that everything wrong with them is said.
    makes_all: bool,
    case: Mutex<(Vec<Finding>, Docket)>,
    settled: OnceLock<Settled>,
    /// Times that a page was made.
    rendered: AtomicUsize,
}

impl<'w, 's> Trial<'w, 's> {
    /// A site of which these findings are known already. `known` are readings of an earlier run.
    pub fn new(
        site: &'w Site<'w>,
        artifacts: &'w [Artifact<'s>],
        known: Shelf,
        options: &'w Options,
        progress: &'w dyn Progress,
        case: (Vec<Finding>, Docket),
    ) -> Trial<'w, 's> {
        Trial {
            site,
            artifacts,
            readings: Readings::new(site, known),
            options,
            progress,
            looks: check::needs_rendered(site),
            makes_all: false,
            case: Mutex::new(case),
            settled: OnceLock::new(),
            rendered: AtomicUsize::new(0),
        }
    }

    /// Has every page made for what is wrong with it alone.
    pub fn making_all(self) -> Trial<'w, 's> {
        Trial {
            makes_all: true,
            ..self
        }
    }

    /// Whether pages have to be looked at before the site is published.
    pub fn looks(&self) -> bool {
        self.looks
    }

    /// Hears of a file that was made for the output.
    pub fn hear(&self, artifact: &Artifact<'_>, bytes: Option<&[u8]>) {
        if let Some(bytes) = bytes {
            self.count(artifact);
            if self.looks {
                self.readings.see(artifact, bytes);
            }
        }
        self.progress.step();
    }

    fn count(&self, artifact: &Artifact<'_>) {
        if artifact.page.is_some() {
            self.rendered.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How everything fares. Asked for the first time, it looks at what pages bring.
    pub fn verdict(&self) -> &Settled {
        self.settled.get_or_init(|| {
            let mut case = self.case.lock().unwrap_or_else(PoisonError::into_inner);
            let (found, docket) = &mut *case;
            if self.looks || self.makes_all {
                let more = self.look(found, docket);
                found.extend(more);
            }
            settle(Some(self.site), found.clone(), docket)
        })
    }

    /// The files that show verdicts, unless the site is not to be published.
    pub fn last(&self) -> Option<Vec<Artifact<'s>>> {
        let settled = self.verdict();
        let artifacts = self.artifacts.iter();
        let last = artifacts.filter_map(|artifact| artifact.settled(settled));
        (!is_refused(settled, self.options)).then(|| last.collect())
    }

    /// Makes what was not made yet, and looks at it.
    fn look(&self, found: &[Finding], docket: &mut Docket) -> Vec<Finding> {
        self.progress.stage("Rendering", None);
        // Without a finding nothing is told already.
        let troubled: BTreeSet<&str> = match found.is_empty() {
            true => BTreeSet::new(),
            false => self.site.troubled.iter().map(|file| &**file).collect(),
        };
        if !self.looks {
            docket.pages_have_errors();
            return self.make_pages(&troubled);
        }
        let bytes_of = |artifact: &Artifact<'_>| {
            self.count(artifact);
            artifact.content.bytes().map(|bytes| bytes.into_owned())
        };
        let mut findings = self.readings.see_all(self.artifacts, &troubled, &bytes_of);
        let rendered = RenderedSite::new(self.site, self.artifacts, &self.readings, &troubled);
        if rendered.is_complete {
            findings.extend(check::all_rendered(self.site, &rendered, docket));
        } else {
            docket.pages_have_errors();
        }
        findings
    }

    /// Makes every page for what is wrong with it alone.
    fn make_pages(&self, troubled: &BTreeSet<&str>) -> Vec<Finding> {
        self.artifacts
            .par_iter()
            .filter(|artifact| artifact.page.is_some())
            .filter_map(|artifact| {
                self.count(artifact);
                let finding = artifact.content.bytes().err()?;
                let source = artifact.page.as_ref().and_then(|page| page.source.as_ref());
                let is_told = source.is_some_and(|source| troubled.contains(&**source));
                (!is_told).then_some(*finding)
            })
            .collect()
    }

    /// How everything fares once `more` was found, what is to be kept of what was read, and how often a page was made.
    pub fn end(self, more: Vec<Finding>) -> (Settled, Option<Shelf>, usize) {
        self.verdict();
        let (_, docket) = self
            .case
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let ids: Vec<&str> = check::of_every_site().collect();
        let mut settled = self.settled.into_inner().unwrap_or_default();
        if !more.is_empty() {
            settled = settled.with(more, Some(self.site), &docket, &ids);
        }
        let shelf = self.readings.into_shelf(self.artifacts);
        (settled, shelf, self.rendered.into_inner())
    }
}
