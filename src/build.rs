//! One run: read, parse, check, plan and, if nothing denies it, write.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use candor_files::Disk;
use chrono::NaiveDate;

use crate::engine::QuickJs;
use crate::kept::Kept;
use crate::output::{self, Edition, Inventory, Outcome, OutputError, Target};
use crate::since;
use candor_core::check::rendered::RenderedSite;
use candor_core::check::waivers::InForce;
use candor_core::check::{self, waivers};
use candor_core::checked::{Checked, denies, is_environment};
use candor_core::manifest::Manifest;
use candor_core::render;
use candor_core::site::{Cache, Circumstances, Mode, Since, Site};
use candor_core::source::{self, Door, SourceTree};
use candor_model::findings::{self, Finding, Severity};

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
    progress.stage("Reading", None);
    let known = cache.as_ref().map(Cache::known_pages).unwrap_or_default();
    (walked.read(&known), cache)
}

fn assemble<'t>(
    tree: &'t SourceTree,
    options: &Options,
    cache: Option<Cache>,
    progress: &dyn Progress,
    found: &mut Vec<Finding>,
) -> Option<Site<'t>> {
    progress.stage("Assembling", None);
    let circumstances = Circumstances {
        today: options.today,
        mode: options.mode,
        since: options.since.clone(),
        packs: None,
    };
    let site = candor_core::assemble(tree, circumstances, cache, found)?;
    progress.stage("Checking", None);
    found.extend(check::all(&site));
    Some(site)
}

/// Assembles and checks the site for a preview. Pages are not rendered.
pub fn assemble_for_preview<'t>(
    tree: &'t SourceTree,
    options: &Options,
    cache: Option<Cache>,
) -> (Option<Site<'t>>, Vec<Finding>) {
    let mut found = Vec::new();
    let site = assemble(tree, options, cache, &Quiet, &mut found);
    if let Some(site) = &site {
        settle(site, &mut found);
    }
    (site, found)
}

/// Gives findings the citation and severity of the rules, takes those out that are
/// waived, and sorts the rest.
pub fn settle(site: &Site<'_>, found: &mut Vec<Finding>) -> Vec<InForce> {
    for finding in found.iter_mut() {
        site.rules.dress(finding);
    }
    let waived = waivers::apply(site, found, &check::docs::ids());
    findings::sort(found);
    waived
}

/// Checks the site without writing anything. Every page is rendered too, since a
/// template can fail on one page only. Meant to be the last thing that a process does, as
/// [`build()`] is.
pub fn check(
    tree: &SourceTree,
    cache: Option<Cache>,
    options: &Options,
    progress: &dyn Progress,
) -> Checked {
    let (site, checked) = check_site(tree, cache, options, progress);
    std::mem::forget(site);
    checked
}

/// [`check()`], for those who need the site as well. There is none when the configuration
/// leaves nothing to go on.
pub fn check_site<'t>(
    tree: &'t SourceTree,
    cache: Option<Cache>,
    options: &Options,
    progress: &dyn Progress,
) -> (Option<Site<'t>>, Checked) {
    let mut found = Vec::new();
    let site = assemble(tree, options, cache, progress, &mut found);
    let mut waived = Vec::new();
    let mut unseen = false;
    if let Some(site) = &site {
        progress.stage("Planning", None);
        let artifacts = if site.is_checked_without_index() {
            render::plan_for_check(site, &mut found)
        } else {
            render::plan(site, &mut found)
        };
        found.extend(check::search_expectations(site, &artifacts, &QuickJs));
        let (rendering, all_seen) = render_findings(site, &artifacts, &found, progress);
        found.extend(rendering);
        unseen = !all_seen;
        waived = settle(site, &mut found);
    }
    let checked = Checked::new(site.as_ref(), found, waived, unseen);
    (site, checked)
}

/// Renders every page for what is wrong with it alone, and looks at where the pages lead.
/// Also says whether the checks that look at made pages saw every one.
fn render_findings(
    site: &Site<'_>,
    artifacts: &[render::Artifact<'_>],
    found: &[Finding],
    progress: &dyn Progress,
) -> (Vec<Finding>, bool) {
    progress.stage("Rendering", None);
    let troubled: BTreeSet<&str> = site.troubled.iter().map(|file| &**file).collect();
    let troubled = if found.is_empty() {
        BTreeSet::new()
    } else {
        troubled
    };
    let looks = check::needs_rendered(site);
    let (rendered, mut findings) = RenderedSite::look_at(site, artifacts, &troubled, looks);
    let all_seen = rendered.is_complete;
    if looks && all_seen {
        findings.extend(check::all_rendered(site, &rendered));
    }
    (findings, all_seen)
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
    let site = ManuallyDrop::new(assemble(tree, options, cache, progress, &mut found));
    let mut outcome = None;
    let mut waived = Vec::new();
    let mut unseen = false;
    if let Some(site) = &*site {
        progress.stage("Planning", None);
        // The folder is made ready beside the planning, but not for a build that is
        // denied already, nor where that would leave a new folder behind.
        let early = !is_denied(&found, options) && out.parent().is_some_and(Path::is_dir);
        let (artifacts, prepared) = rayon::join(
            || render::plan(site, &mut found),
            || early.then(|| prepare(out, options, progress)),
        );
        let artifacts = ManuallyDrop::new(artifacts);
        found.extend(check::search_expectations(site, &artifacts, &QuickJs));
        // Pages are looked at before anything is written when a requirement asks for it,
        // or when the build ends here and everything wrong is to be said.
        if check::needs_rendered(site) || is_denied(&found, options) {
            let (rendering, all_seen) = render_findings(site, &artifacts, &found, progress);
            found.extend(rendering);
            unseen = !all_seen;
        }
        waived = settle(site, &mut found);
        if !is_denied(&found, options) {
            let done = prepared
                .unwrap_or_else(|| prepare(out, options, progress))
                .and_then(|prepared| publish(site, &artifacts, prepared, options, progress));
            match done {
                Ok(done) => outcome = Some(done),
                Err(error) => found.extend(error.into_findings()),
            }
        }
    }
    Built {
        checked: Checked::new(Option::as_ref(&site), found, waived, unseen),
        outcome,
    }
}

/// Whether findings keep the site from being written.
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

fn publish(
    site: &Site<'_>,
    artifacts: &[render::Artifact<'_>],
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
        encodings: &site.config.output.precompress,
        manifest,
    };
    // What the next build may rely on does not depend on how the writing ends.
    let (outcome, cache) = rayon::join(
        || {
            output::stage(&target, &edition, last.as_ref(), &|_, _| progress.step())
                .and_then(output::Staged::publish)
        },
        || cache_is_worth_writing(site).then(|| Cache::encode(site)),
    );
    let outcome = outcome?;
    // What is kept is a shortcut for the next build: failing to keep it costs time only.
    if let Some(inventory) = &outcome.inventory {
        let _ = kept.keep_inventory(&target.path, inventory);
    }
    if let Some(bytes) = cache.flatten() {
        let _ = kept.keep_pages(&bytes);
    }
    Ok(outcome)
}

/// Pages that are parsed faster than a cache of ten thousand is written.
const FEW_PAGES: usize = 32;

/// Whether enough pages were parsed that the next run should not parse them again.
/// After a small edit the cache stays as it is: the few pages that it does not know
/// are parsed once more, which gives the same site.
fn cache_is_worth_writing(site: &Site<'_>) -> bool {
    let parsed = site.pages.iter().filter(|page| page.body.is_some());
    parsed.count() > FEW_PAGES
}
