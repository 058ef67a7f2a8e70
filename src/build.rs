//! One run: read, parse, check, plan and, if nothing denies it, write.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;

use crate::engine::QuickJs;
use crate::output::inventory::Stamp;
use crate::output::{self, Edition, Inventory, Outcome, OutputError, Target};
use crate::since;
use candor_core::check::rendered::RenderedSite;
use candor_core::check::waivers::InForce;
use candor_core::check::{self, waivers};
use candor_core::checked::{Checked, denies, is_environment};
use candor_core::manifest::Manifest;
use candor_core::render;
use candor_core::site::{Cache, Circumstances, Purpose, Since, Site};
use candor_core::source::{self, FileKind, FileStamp, SourceTree, Walked};
use candor_model::findings::{self, Finding, Severity};

/// What to build, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `candor.toml`.
    pub root: PathBuf,
    /// The day of the build, in UTC.
    pub today: NaiveDate,
    /// What it is built for.
    pub purpose: Purpose,
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
        let parsed = || site.pages.iter().filter(|page| page.body.is_some());
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
    progress.stage("Recalling", None);
    let (cache, walked) = rayon::join(|| load_cache(root), || source::walk(root));
    read_walked(walked, cache, progress)
}

/// [`read`], of a site whose folders were walked already.
pub fn read_rest(
    root: &Path,
    walked: Walked,
    progress: &dyn Progress,
) -> (SourceTree, Option<Cache>) {
    progress.stage("Recalling", None);
    let cache = load_cache(root);
    read_walked(walked, cache, progress)
}

fn read_walked(
    walked: Walked,
    cache: Option<Cache>,
    progress: &dyn Progress,
) -> (SourceTree, Option<Cache>) {
    progress.stage("Reading", None);
    let known = cache.as_ref().map(Cache::known_pages).unwrap_or_default();
    (walked.read(&known), cache)
}

/// How many files are in an output folder, if it is as the build left it whose manifest has this
/// stamp: see [`output::is_as_left`].
pub fn left_by_build(root: &Path, out: &Path, manifest: Option<Stamp>) -> Option<usize> {
    let inventory = output::is_as_left(out, |folder| {
        load_inventory(root, folder).filter(|inventory| inventory.manifest == manifest)
    })?;
    Some(inventory.here.files.len())
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
        purpose: options.purpose,
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
) -> (Checked, Counts) {
    let (site, checked, rendered) = check_site_counting(tree, cache, options, progress);
    let counts = site.as_ref().map(|site| Counts::of(site, rendered));
    std::mem::forget(site);
    (checked, counts.unwrap_or_default())
}

/// [`check()`], for those who need the site as well. There is none when the configuration
/// leaves nothing to go on.
pub fn check_site<'t>(
    tree: &'t SourceTree,
    cache: Option<Cache>,
    options: &Options,
    progress: &dyn Progress,
) -> (Option<Site<'t>>, Checked) {
    let (site, checked, _) = check_site_counting(tree, cache, options, progress);
    (site, checked)
}

fn check_site_counting<'t>(
    tree: &'t SourceTree,
    cache: Option<Cache>,
    options: &Options,
    progress: &dyn Progress,
) -> (Option<Site<'t>>, Checked, usize) {
    let mut found = Vec::new();
    let mut rendered = 0;
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
        let looked = render_findings(site, &artifacts, &found, progress);
        found.extend(looked.findings);
        unseen = !looked.is_complete;
        rendered = looked.rendered;
        waived = settle(site, &mut found);
    }
    let checked = Checked::new(site.as_ref(), found, waived, unseen);
    (site, checked, rendered)
}

/// Renders every page for what is wrong with it alone, and looks at where the pages lead.
fn render_findings(
    site: &Site<'_>,
    artifacts: &[render::Artifact<'_>],
    found: &[Finding],
    progress: &dyn Progress,
) -> Looked {
    progress.stage("Rendering", None);
    let troubled: BTreeSet<&str> = site.troubled.iter().map(|file| &**file).collect();
    let troubled = if found.is_empty() {
        BTreeSet::new()
    } else {
        troubled
    };
    let looks = check::needs_rendered(site);
    let (rendered, mut findings) = RenderedSite::look_at(site, artifacts, &troubled, looks);
    if looks && rendered.is_complete {
        findings.extend(check::all_rendered(site, &rendered));
    }
    Looked {
        findings,
        is_complete: rendered.is_complete,
        rendered: rendered.pages.len(),
    }
}

/// What looking at made pages brought.
struct Looked {
    findings: Vec<Finding>,
    /// Whether the checks that look at made pages saw every one.
    is_complete: bool,
    /// How many pages were made.
    rendered: usize,
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
    let rendered = AtomicUsize::new(0);
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
            let looked = render_findings(site, &artifacts, &found, progress);
            found.extend(looked.findings);
            unseen = !looked.is_complete;
            rendered.fetch_add(looked.rendered, Ordering::Relaxed);
        }
        waived = settle(site, &mut found);
        if !is_denied(&found, options) {
            let done = prepared
                .unwrap_or_else(|| prepare(out, options, progress))
                .and_then(|prepared| {
                    let hear = |artifact: &render::Artifact<'_>, bytes: Option<&[u8]>| {
                        if artifact.page.is_some() && bytes.is_some() {
                            rendered.fetch_add(1, Ordering::Relaxed);
                        }
                        progress.step();
                    };
                    publish(site, &artifacts, prepared, options, progress, &hear)
                });
            match done {
                Ok(done) => outcome = Some(done),
                Err(error) => found.extend(error.into_findings()),
            }
        }
    }
    let counts = Option::as_ref(&site).map(|site| Counts::of(site, rendered.into_inner()));
    Built {
        checked: Checked::new(Option::as_ref(&site), found, waived, unseen),
        outcome,
        counts: counts.unwrap_or_default(),
    }
}

/// Whether findings keep the site from being written.
fn is_denied(found: &[Finding], options: &Options) -> bool {
    options.deny.is_some_and(|deny| denies(found, deny)) || is_environment(found)
}

/// An output folder that is ours, and what the last build left in it.
struct Prepared {
    target: Target,
    inventory_path: PathBuf,
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
    let inventory_path = inventory_path(&options.root, &target.path);
    let last = load_inventory(&options.root, &target.path);
    Ok(Prepared {
        target,
        inventory_path,
        last,
    })
}

fn publish(
    site: &Site<'_>,
    artifacts: &[render::Artifact<'_>],
    prepared: Prepared,
    options: &Options,
    progress: &dyn Progress,
    hear: output::Look<'_>,
) -> Result<Outcome, OutputError> {
    let Prepared {
        target,
        inventory_path,
        last,
    } = prepared;
    progress.stage("Writing", Some(artifacts.len()));
    let mut manifest = Manifest::new(
        site.config.site.base_url.get_ref(),
        options.today.to_string(),
        site.purpose.is_marked(),
    );
    manifest.policies = since::to_manifest(check::policies(site));
    let edition = Edition {
        artifacts,
        encodings: &site.config.output.precompress,
        manifest,
    };
    // What the next build may rely on does not depend on how the writing ends.
    let (outcome, cache) = rayon::join(
        || output::stage(&target, &edition, last.as_ref(), hear).and_then(output::Staged::publish),
        || cache_is_worth_writing(site).then(|| Cache::encode(site)),
    );
    let outcome = outcome?;
    // The cache is a shortcut for the next build: failing to keep it costs time only.
    if let Some(inventory) = &outcome.inventory
        && let Ok(bytes) = postcard::to_stdvec(inventory)
    {
        let _ = keep(&inventory_path, &bytes);
        let _ = forget_gone(&cache_folder(&options.root));
    }
    if let Some(bytes) = cache.flatten() {
        let _ = keep(&cache_folder(&options.root).join(PAGES), &bytes);
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

const PAGES: &str = "pages.bin";

/// Where shortcuts for the next run are kept.
pub(crate) fn cache_folder(root: &Path) -> PathBuf {
    root.join(".candor").join("cache")
}

/// What the names of inventories of output folders begin with.
const OUTPUT: &str = "output-";

fn inventory_path(root: &Path, out: &Path) -> PathBuf {
    let name = blake3::hash(out.as_os_str().as_encoded_bytes()).to_hex();
    cache_folder(root).join(format!("{OUTPUT}{}.bin", &name[..16]))
}

fn load_inventory(root: &Path, out: &Path) -> Option<Inventory> {
    let bytes = fs::read(inventory_path(root, out)).ok()?;
    postcard::from_bytes(&bytes).ok()
}

/// Removes the inventories of output folders that are no longer there.
fn forget_gone(cache: &Path) -> std::io::Result<()> {
    /// As much of an inventory as any path takes.
    const BEGINNING: u64 = 16 * 1024;
    for entry in fs::read_dir(cache)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with(OUTPUT) {
            continue;
        }
        let mut beginning = Vec::new();
        fs::File::open(&path)?
            .take(BEGINNING)
            .read_to_end(&mut beginning)?;
        let is_gone = Inventory::folder_of(&beginning).is_some_and(|folder| {
            // Where nobody can look, it may be there.
            matches!(Path::new(&folder).try_exists(), Ok(false))
        });
        if is_gone {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

fn load_cache(root: &Path) -> Option<Cache> {
    let path = cache_folder(root).join(PAGES);
    let bytes = fs::read(&path).ok()?;
    let written =
        FileStamp::of(&fs::metadata(&path).ok()?).map_or(i128::MIN / 2, |stamp| stamp.modified);
    Cache::decode(&bytes, written).ok()
}

/// Writes beside and renames, so that a reader never sees half a cache. The name
/// beside is always the same: what a killed build left there is written over.
pub(crate) fn keep(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}
