//! One run: read, parse, check, plan and, if nothing denies it, write.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use candor_files::Disk;
use chrono::NaiveDate;

use crate::engine::QuickJs;
use crate::kept::Kept;
use crate::output::inventory::Stamp;
use crate::output::{self, Edition, Inventory, Outcome, OutputError, Target};
use crate::since;
use crate::trial::Trial;
use candor_core::check;
use candor_core::checked::{Checked, denies, is_environment};
use candor_core::manifest::Manifest;
use candor_core::render;
use candor_core::site::{Cache, Circumstances, Mode, Since, Site};
use candor_core::source::{self, Door, FileKind, KnownPages, SourceTree, Walked};
use candor_core::verdict::{self, Docket, Settled};
use candor_model::findings::{Finding, Severity};

/// What to build, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `candor.toml`.
    pub root: PathBuf,
    /// The day of the build, in UTC.
    pub today: NaiveDate,
    /// What it is built for.
    pub mode: Mode,
    /// The least severity that denies; none when findings do not.
    pub deny: Option<Severity>,
    /// What an earlier publication said, when this one is to be compared with it.
    pub since: Option<Since>,
}

/// Hears how far a build is.
pub trait Progress: Sync {
    /// A stage begins: its name, and how many steps it has if that is known.
    fn stage(&self, name: &'static str, steps: Option<usize>);
    /// One step is done.
    fn step(&self);
    /// Something that the person in front should know.
    fn note(&self, text: &str);
}

/// Hears and says nothing.
pub struct Quiet;

impl Progress for Quiet {
    fn stage(&self, _: &'static str, _: Option<usize>) {}
    fn step(&self) {}
    fn note(&self, _: &str) {}
}

/// How a build ended.
pub struct Built {
    /// What was found.
    pub checked: Checked,
    /// What was written; `None` when findings denied it.
    pub outcome: Option<Outcome>,
    /// How much work there was.
    pub counts: Counts,
}

/// How many pages a run worked on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Source files whose text was not known.
    pub read: usize,
    /// Pages whose Markdown was parsed.
    pub parsed: usize,
    /// Times that a page was made from its template.
    pub rendered: usize,
    /// Pages whose part of the search index was worked out.
    pub indexed: usize,
}

impl Counts {
    fn of(site: &Site<'_>, rendered: usize) -> Counts {
        let parsed = || site.pages.iter().filter(|page| page.is_parsed);
        let sources = site.tree.of_kind(FileKind::Page);
        Counts {
            read: sources.filter(|file| !file.is_cut).count(),
            parsed: parsed().count(),
            rendered,
            indexed: parsed().filter(|page| page.index.is_some()).count(),
        }
    }
}

/// Recalls what an earlier run knew and reads the site's files.
pub fn read(root: &Path, progress: &dyn Progress) -> (SourceTree, Option<Cache>) {
    read_through(Arc::new(Disk::new(root)), root, progress)
}

/// [`read`], where the files of the site in `root` come through another door.
pub fn read_through(
    door: Arc<dyn Door>,
    root: &Path,
    progress: &dyn Progress,
) -> (SourceTree, Option<Cache>) {
    progress.stage("Recalling", None);
    let (cache, walked) = rayon::join(|| Kept::of(root).pages(), || source::walk(door));
    read_walked(walked, cache, progress)
}

/// Lists the files of the site in `root`.
pub fn walk(root: &Path) -> Walked {
    source::walk(Arc::new(Disk::new(root)))
}

/// [`read`], of a site whose files were listed already.
pub fn read_rest(
    root: &Path,
    walked: Walked,
    progress: &dyn Progress,
) -> (SourceTree, Option<Cache>) {
    progress.stage("Recalling", None);
    let cache = Kept::of(root).pages();
    read_walked(walked, cache, progress)
}

fn read_walked(
    walked: Walked,
    cache: Option<Cache>,
    progress: &dyn Progress,
) -> (SourceTree, Option<Cache>) {
    progress.stage("Reading", None);
    let nothing = KnownPages::default();
    let known = cache.as_ref().map_or(&nothing, Cache::known_pages);
    (walked.read(known), cache)
}

/// How many files are in an output folder, if it is as the build left it whose manifest has this
/// stamp: see [`output::is_as_left`].
pub fn left_by_build(root: &Path, out: &Path, manifest: Option<Stamp>) -> Option<usize> {
    let kept = Kept::of(root);
    let inventory = output::is_as_left(out, |folder| {
        kept.inventory(folder)
            .filter(|inventory| inventory.manifest == manifest)
    })?;
    Some(inventory.here.files.len())
}

fn assemble<'t>(
    tree: &'t SourceTree,
    options: &Options,
    cache: Option<Cache>,
    progress: &dyn Progress,
    found: &mut Vec<Finding>,
) -> Option<(Site<'t>, Docket)> {
    progress.stage("Assembling", None);
    let circumstances = Circumstances {
        today: options.today,
        mode: options.mode,
        since: options.since.clone(),
        packs: None,
    };
    let site = candor_core::assemble(tree, circumstances, cache, found)?;
    progress.stage("Checking", None);
    let (findings, docket) = check::all(&site);
    found.extend(findings);
    Some((site, docket))
}

/// Assembles and checks the site for a preview. Pages are not rendered. What is found is not
/// settled yet, since planning the pages may find more: see [`settle`].
pub fn assemble_for_preview<'t>(
    tree: &'t SourceTree,
    options: &Options,
    cache: Option<Cache>,
) -> (Option<Site<'t>>, Vec<Finding>, Docket) {
    let mut found = Vec::new();
    match assemble(tree, options, cache, &Quiet, &mut found) {
        Some((site, docket)) => (Some(site), found, docket),
        None => (None, found, Docket::default()),
    }
}

/// Makes verdicts of what was found.
pub fn settle(site: Option<&Site<'_>>, found: Vec<Finding>, docket: &Docket) -> Settled {
    let ids: Vec<&str> = check::of_every_site().collect();
    verdict::settle(site, found, docket, &ids)
}

/// How everything fares before pages are made, for the page of the site that shows it. Where
/// no page does, nobody asks.
pub fn settle_so_far(site: &Site<'_>, found: &[Finding], docket: &Docket) -> Settled {
    if site.config.rules.publish_coverage {
        settle(Some(site), found.to_vec(), docket)
    } else {
        Settled::default()
    }
}

/// Checks the site without writing anything. Every page is rendered too, since a
/// template can fail on one page only. Meant to be the last thing that a process does, as
/// [`build()`] is.
pub fn check(
    tree: &SourceTree,
    cache: Option<Cache>,
    options: &Options,
    progress: &dyn Progress,
) -> (Checked, Counts) {
    let (site, checked, counts) = check_and_count(tree, cache, options, progress);
    std::mem::forget(site);
    (checked, counts)
}

/// [`check()`], for those who need the site as well. There is none when the configuration
/// leaves nothing to go on.
pub fn check_site<'t>(
    tree: &'t SourceTree,
    cache: Option<Cache>,
    options: &Options,
    progress: &dyn Progress,
) -> (Option<Site<'t>>, Checked) {
    let (site, checked, _) = check_and_count(tree, cache, options, progress);
    (site, checked)
}

fn check_and_count<'t>(
    tree: &'t SourceTree,
    cache: Option<Cache>,
    options: &Options,
    progress: &dyn Progress,
) -> (Option<Site<'t>>, Checked, Counts) {
    let mut found = Vec::new();
    let kept = Kept::of(&options.root);
    let (assembled, known) = rayon::join(
        || assemble(tree, options, cache, progress, &mut found),
        || kept.readings(),
    );
    let Some((site, mut docket)) = assembled else {
        let settled = settle(None, found, &Docket::default());
        return (None, Checked::new(None, settled), Counts::default());
    };
    progress.stage("Planning", None);
    let so_far = settle_so_far(&site, &found, &docket);
    let (settled, readings, rendered) = {
        let plan = render::plan(&site, &so_far, &mut found);
        try_search(&site, &plan, &mut found, &mut docket);
        found.extend(check::not_found_by_title(&site, &plan.searches));
        let case = (found, docket);
        let trial = Trial::new(&site, &plan.artifacts, known, options, progress, case);
        trial.making_all().end(Vec::new())
    };
    if let Some(readings) = readings {
        // Failing to keep them costs the next run time only.
        let _ = kept.keep_readings(&readings);
    }
    let checked = Checked::new(Some(&site), settled);
    let counts = Counts::of(&site, rendered);
    (Some(site), checked, counts)
}

fn try_search(
    site: &Site<'_>,
    plan: &render::Plan<'_>,
    found: &mut Vec<Finding>,
    docket: &mut Docket,
) {
    let artifacts = &plan.artifacts;
    let expectations = check::search_expectations(site, artifacts, &QuickJs);
    found.extend(expectations.findings);
    check::assertions_were_tried(site, expectations.closest.as_ref(), docket);
}

/// Checks the site and, if no finding denies it, writes it to `out`. Meant to be the
/// last thing that a process does: the site's memory is not freed.
pub fn build(
    tree: &SourceTree,
    cache: Option<Cache>,
    out: &Path,
    options: &Options,
    progress: &dyn Progress,
) -> Built {
    let mut found = Vec::new();
    // A site of many pages is given back to the system whole when the program ends:
    // taking it apart piece by piece takes longer than swapping the folders.
    let kept = Kept::of(&options.root);
    let (assembled, known) = rayon::join(
        || assemble(tree, options, cache, progress, &mut found),
        || kept.readings(),
    );
    let Some((site, mut docket)) = assembled else {
        let settled = settle(None, found, &Docket::default());
        return Built {
            checked: Checked::new(None, settled),
            outcome: None,
            counts: Counts::default(),
        };
    };
    let site = ManuallyDrop::new(site);
    let site: &Site<'_> = &site;
    progress.stage("Planning", None);
    let so_far = settle_so_far(site, &found, &docket);
    // The folder is made ready beside the planning, but not for a build that is
    // denied already, nor where that would leave a new folder behind.
    let early = !is_denied(&found, options) && out.parent().is_some_and(Path::is_dir);
    let (plan, prepared) = rayon::join(
        || render::plan(site, &so_far, &mut found),
        || early.then(|| prepare(out, options, progress)),
    );
    let plan = ManuallyDrop::new(plan);
    let artifacts = &plan.artifacts;
    try_search(site, &plan, &mut found, &mut docket);
    if site.pages.len() <= TITLES_AT_ONCE {
        found.extend(check::not_found_by_title(site, &plan.searches));
    }
    if let (None, Some(Ok(prepared))) = (&site.since, &prepared) {
        found.extend(left_behind(site, prepared.target.manifest.as_ref()));
    }
    let ends_here = will_be_denied(site, &found, &docket, options);
    let case = (found, docket);
    let mut trial = Trial::new(site, artifacts, known, options, progress, case);
    if ends_here {
        // Everything wrong is to be said.
        trial = trial.making_all();
    }
    let mut outcome = None;
    let mut failed = Vec::new();
    // Pages are made for the output and looked at on the way there, where its folder is ready.
    let may_begin = !ends_here && (prepared.is_some() || !trial.looks());
    if may_begin || !is_refused(trial.verdict(), options) {
        let done = prepared
            .unwrap_or_else(|| prepare(out, options, progress))
            .and_then(|prepared| publish(site, artifacts, &trial, prepared, options, progress));
        match done {
            Ok(done) => outcome = Some(done),
            Err(error) => failed = error.into_findings(),
        }
    }
    let (settled, readings, rendered) = trial.end(failed);
    if let Some(readings) = readings {
        // Failing to keep them costs the next run time only.
        let _ = kept.keep_readings(&readings);
    }
    Built {
        checked: Checked::new(Some(site), settled),
        outcome,
        counts: Counts::of(site, rendered),
    }
}

/// Pages of the edition that lies in the output folder, whose addresses lead nowhere now.
fn left_behind(site: &Site<'_>, last: Option<&Manifest>) -> Vec<Finding> {
    let before: Vec<String> = last.into_iter().flat_map(Manifest::pages).collect();
    check::left_behind(site, before.iter().map(String::as_str))
}

/// Whether findings keep the site from being written, once waivers accepted some of them.
fn will_be_denied(site: &Site<'_>, found: &[Finding], docket: &Docket, options: &Options) -> bool {
    is_denied(found, options)
        && is_denied(
            &settle(Some(site), found.to_vec(), docket).findings,
            options,
        )
}

/// Whether the site is kept from being written, all told.
pub(crate) fn is_refused(settled: &Settled, options: &Options) -> bool {
    options.deny.is_some_and(|deny| settled.denies(deny)) || is_environment(&settled.findings)
}

/// Whether findings keep the site from being written, whatever else is found.
fn is_denied(found: &[Finding], options: &Options) -> bool {
    options.deny.is_some_and(|deny| denies(found, deny)) || is_environment(found)
}

/// An output folder that is ours, and what the last build left in it.
struct Prepared {
    target: Target,
    kept: Kept,
    last: Option<Inventory>,
}

fn prepare(
    out: &Path,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Prepared, OutputError> {
    let target = output::target(out, &options.root, || {
        progress.note("another build writes to the same place; waiting for it to end");
    })?;
    let kept = Kept::of(&options.root);
    let last = kept.inventory(&target.path);
    Ok(Prepared { target, kept, last })
}

fn publish<'w, 's>(
    site: &Site<'_>,
    artifacts: &'w [render::Artifact<'s>],
    trial: &Trial<'w, 's>,
    prepared: Prepared,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Outcome, OutputError> {
    let Prepared { target, kept, last } = prepared;
    progress.stage("Writing", Some(artifacts.len()));
    let mut manifest = Manifest::new(
        site.config.site.base_url.get_ref(),
        options.today.to_string(),
        site.mode.is_marked(),
    );
    manifest.policies = since::to_manifest(check::policies(site));
    let edition = Edition {
        artifacts,
        last: &|| trial.last(),
        encodings: &site.config.output.precompress,
        manifest,
    };
    // What the next build may rely on does not depend on how the writing ends.
    let (outcome, pages) = rayon::join(
        || {
            let hear = |artifact: &render::Artifact<'_>, bytes: Option<&[u8]>| {
                trial.hear(artifact, bytes);
            };
            output::stage(&target, &edition, last.as_ref(), &hear).and_then(output::Staged::publish)
        },
        || cache_is_worth_writing(site).then(|| kept.write_pages(site)),
    );
    let outcome = outcome?;
    // What is kept is a shortcut for the next build: failing to keep it costs time only.
    if let Some(inventory) = &outcome.inventory {
        let _ = kept.keep_inventory(&target.path, inventory);
    }
    if let Some(Ok(pages)) = pages {
        let _ = pages.put();
    }
    if let Some(bytes) = site.related.encode() {
        let _ = kept.keep_related(bytes);
    }
    Ok(outcome)
}

/// Pages up to which a build asks whether their titles find them, too. Beyond it that takes as long as an edit; it denies
/// nothing, and a check asks it of every site.
const TITLES_AT_ONCE: usize = 2_000;

/// Pages that are parsed faster than a cache of ten thousand is written.
const FEW_PAGES: usize = 32;

/// Whether enough pages were parsed that the next run should not parse them again.
/// After a small edit the cache stays as it is: the few pages that it does not know
/// are parsed once more, which gives the same site.
fn cache_is_worth_writing(site: &Site<'_>) -> bool {
    let parsed = site.pages.iter().filter(|page| page.is_parsed);
    parsed.count() > FEW_PAGES
}
