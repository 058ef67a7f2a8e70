//! One run: read, parse, check, plan and, if nothing denies it, write.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::engine::QuickJs;
use crate::output::{self, Edition, Inventory, Outcome, OutputError, Staged, Target};
use crate::since;
use candor_core::check::readings::Readings;
use candor_core::check::rendered::RenderedSite;
use candor_core::check::waivers::InForce;
use candor_core::check::{self, waivers};
use candor_core::checked::{Checked, denies, is_environment};
use candor_core::manifest::Manifest;
use candor_core::render::{self, Content};
use candor_core::site::{Cache, Circumstances, Purpose, Since, Site};
use candor_core::source::{self, FileStamp, SourceTree};
use candor_model::findings::{self, Finding, Severity};
use candor_reading::Shelf;
use rayon::prelude::*;

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
}

/// Recalls what an earlier run knew and reads the site's files.
pub fn read(root: &Path, progress: &dyn Progress) -> (SourceTree, Option<Cache>) {
    progress.stage("Recalling", None);
    let (cache, walked) = rayon::join(|| load_cache(root), || source::walk(root));
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
    let (site, shelf) = rayon::join(
        || assemble(tree, options, cache, progress, &mut found),
        || load_shelf(&options.root),
    );
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
        let readings = Readings::new(site, shelf);
        let (rendering, all_seen) = render_findings(site, &artifacts, &readings, &found, progress);
        keep_shelf(&options.root, readings.into_shelf(&artifacts));
        found.extend(rendering);
        unseen = !all_seen;
        waived = settle(site, &mut found);
    }
    let checked = Checked::new(site.as_ref(), found, waived, unseen);
    (site, checked)
}

/// Makes every page that no earlier run has read, for what is wrong with it alone, and looks at what pages bring their
/// readers. Also says whether the checks that look at made pages saw every one.
fn render_findings(
    site: &Site<'_>,
    artifacts: &[render::Artifact<'_>],
    readings: &Readings,
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
    if !check::needs_rendered(site) {
        return make_pages(artifacts, &troubled);
    }
    let mut findings = readings.see_all(artifacts, &troubled, &bytes_of);
    let rendered = RenderedSite::new(site, artifacts, readings, &troubled);
    if rendered.is_complete {
        findings.extend(check::all_rendered(site, &rendered));
    }
    (findings, rendered.is_complete)
}

/// Makes every page for what is wrong with it alone, and says whether every one could be made.
fn make_pages(
    artifacts: &[render::Artifact<'_>],
    troubled: &BTreeSet<&str>,
) -> (Vec<Finding>, bool) {
    let failed: Vec<Option<Finding>> = artifacts
        .par_iter()
        .filter(|artifact| artifact.page.is_some())
        .filter_map(|artifact| {
            let finding = bytes_of(artifact).err()?;
            let source = artifact.page.as_ref().and_then(|page| page.source.as_ref());
            let is_told = source.is_some_and(|source| troubled.contains(&**source));
            Some((!is_told).then_some(*finding))
        })
        .collect();
    let all_made = failed.is_empty();
    (failed.into_iter().flatten().collect(), all_made)
}

/// The bytes of a file of the output.
fn bytes_of<'a>(artifact: &'a render::Artifact<'_>) -> Result<Cow<'a, [u8]>, Box<Finding>> {
    Ok(match &artifact.content {
        Content::Bytes(bytes) => bytes.into(),
        Content::Make(make) => make()?.into(),
        Content::Copy(path) => fs::read(path)
            .map_err(|error| output::io_finding("read", path, &error))?
            .into(),
    })
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
    let (site, shelf) = rayon::join(
        || assemble(tree, options, cache, progress, &mut found),
        || load_shelf(&options.root),
    );
    let site = ManuallyDrop::new(site);
    let mut ending = Ending::default();
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
        let readings = Readings::new(site, shelf);
        let work = Work {
            site,
            artifacts: &artifacts,
            readings: &readings,
            options,
            progress,
        };
        ending = work.finish(out, prepared, &mut found);
        keep_shelf(&options.root, readings.into_shelf(&artifacts));
    }
    Built {
        checked: Checked::new(Option::as_ref(&site), found, ending.waived, ending.unseen),
        outcome: ending.outcome,
    }
}

/// How a build ends.
#[derive(Default)]
struct Ending {
    /// What was written, if anything was.
    outcome: Option<Outcome>,
    /// Waivers in force.
    waived: Vec<InForce>,
    /// Whether checks that look at made pages did not see every one.
    unseen: bool,
}

/// What is to be made of a site.
struct Work<'w> {
    site: &'w Site<'w>,
    artifacts: &'w [render::Artifact<'w>],
    readings: &'w Readings,
    options: &'w Options,
    progress: &'w dyn Progress,
}

impl Work<'_> {
    /// Makes everything, looks at it, and puts it in the place of the last build if nothing denies that.
    fn finish(
        &self,
        out: &Path,
        prepared: Option<Result<Prepared, OutputError>>,
        found: &mut Vec<Finding>,
    ) -> Ending {
        let is_denied_already = will_be_denied(self.site, found, self.options);
        match prepared {
            // Each page is made once: for the output, and it is looked at on the way there.
            Some(Ok(prepared)) if !is_denied_already => {
                let mut ending = Ending::default();
                let staged = self.stage(&prepared);
                if staged.is_ok() {
                    ending.unseen = self.look(found);
                }
                match staged {
                    Ok(staged) => {
                        ending.waived = settle(self.site, found);
                        if !is_denied(found, self.options) {
                            ending.outcome = self.publish(&prepared, staged, found);
                        }
                    }
                    Err(error) => {
                        ending.unseen = check::needs_rendered(self.site);
                        found.extend(error.into_findings());
                        ending.waived = settle(self.site, found);
                    }
                }
                ending
            }
            prepared => {
                // Where the build ends here, everything wrong is to be said.
                let looks = is_denied_already || check::needs_rendered(self.site);
                let mut ending = Ending {
                    unseen: looks && self.look(found),
                    waived: settle(self.site, found),
                    outcome: None,
                };
                if !is_denied(found, self.options) {
                    let prepared =
                        prepared.unwrap_or_else(|| prepare(out, self.options, self.progress));
                    match prepared {
                        Ok(prepared) => match self.stage(&prepared) {
                            Ok(staged) => ending.outcome = self.publish(&prepared, staged, found),
                            Err(error) => found.extend(error.into_findings()),
                        },
                        Err(error) => found.extend(error.into_findings()),
                    }
                }
                ending
            }
        }
    }

    /// Looks at what pages bring their readers. Says whether some could not be seen.
    fn look(&self, found: &mut Vec<Finding>) -> bool {
        let (rendering, all_seen) = render_findings(
            self.site,
            self.artifacts,
            self.readings,
            found,
            self.progress,
        );
        found.extend(rendering);
        !all_seen
    }

    /// Makes the files beside the output folder. Pages are read as they are made, when somebody asks what they hold.
    fn stage<'p>(&self, prepared: &'p Prepared) -> Result<Stage<'p>, OutputError> {
        let Work {
            site, artifacts, ..
        } = self;
        self.progress.stage("Writing", Some(artifacts.len()));
        let mut manifest = Manifest::new(
            site.config.site.base_url.get_ref(),
            self.options.today.to_string(),
            site.purpose.is_marked(),
        );
        manifest.policies = since::to_manifest(check::policies(site));
        let edition = Edition {
            artifacts,
            encodings: &site.config.output.precompress,
            manifest,
        };
        let looks = check::needs_rendered(site);
        let look = |artifact: &render::Artifact<'_>, bytes: Option<&[u8]>| {
            if let Some(bytes) = bytes.filter(|_| looks) {
                self.readings.see(artifact, bytes);
            }
            self.progress.step();
        };
        // What the next build may rely on does not depend on how the writing ends.
        let (edition, cache) = rayon::join(
            || output::stage(&prepared.target, &edition, prepared.last.as_ref(), &look),
            || cache_is_worth_writing(site).then(|| Cache::encode(site)),
        );
        Ok(Stage {
            edition: edition?,
            cache: cache.flatten(),
        })
    }

    /// Puts the files in the place of the last build.
    fn publish(
        &self,
        prepared: &Prepared,
        stage: Stage<'_>,
        found: &mut Vec<Finding>,
    ) -> Option<Outcome> {
        let outcome = match stage.edition.publish() {
            Ok(outcome) => outcome,
            Err(error) => {
                found.extend(error.into_findings());
                return None;
            }
        };
        let cache = cache_folder(&self.options.root);
        // The cache is a shortcut for the next build: failing to keep it costs time only.
        if let Some(inventory) = &outcome.inventory
            && let Ok(bytes) = postcard::to_stdvec(inventory)
        {
            let _ = keep(&prepared.inventory_path, &bytes);
            let _ = forget_gone(&cache);
        }
        if let Some(bytes) = stage.cache {
            let _ = keep(&cache.join(PAGES), &bytes);
        }
        Some(outcome)
    }
}

/// Files that lie ready, and what the next build may rely on.
struct Stage<'p> {
    edition: Staged<'p>,
    cache: Option<Vec<u8>>,
}

/// Whether findings would deny the build if nothing else were found: waivers accept some of them.
fn will_be_denied(site: &Site<'_>, found: &[Finding], options: &Options) -> bool {
    is_denied(found, options) && {
        let mut found = found.to_vec();
        settle(site, &mut found);
        is_denied(&found, options)
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
    let last = fs::read(&inventory_path)
        .ok()
        .and_then(|bytes| postcard::from_bytes(&bytes).ok());
    Ok(Prepared {
        target,
        inventory_path,
        last,
    })
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

/// What published pages bring their readers.
const READINGS: &str = "readings.bin";

/// Bytes of a sum.
const SUM: usize = 32;

fn cache_folder(root: &Path) -> PathBuf {
    root.join(".candor").join("cache")
}

/// What the names of inventories of output folders begin with.
const OUTPUT: &str = "output-";

fn inventory_path(root: &Path, out: &Path) -> PathBuf {
    let name = blake3::hash(out.as_os_str().as_encoded_bytes()).to_hex();
    cache_folder(root).join(format!("{OUTPUT}{}.bin", &name[..16]))
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

/// What an earlier run read of the published pages. Nothing where that is missing, damaged or of another version.
fn load_shelf(root: &Path) -> Shelf {
    let bytes = fs::read(cache_folder(root).join(READINGS)).unwrap_or_default();
    let known = || {
        let (stored, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
        // A damaged one would be read as something else.
        let (is_whole, shelf) = rayon::join(
            || sum_of_shelf(stored).as_slice() == sum,
            || Shelf::decode(stored),
        );
        shelf.filter(|_| is_whole)
    };
    known().unwrap_or_default()
}

/// Keeps what was read for the next run. Failing to costs that one time only.
fn keep_shelf(root: &Path, shelf: Option<Shelf>) {
    if let Some(Ok(mut bytes)) = shelf.map(|shelf| shelf.encode()) {
        let sum = sum_of_shelf(&bytes);
        bytes.extend_from_slice(&sum);
        let _ = keep(&cache_folder(root).join(READINGS), &bytes);
    }
}

/// The sum behind a shelf, which says also which program wrote it.
fn sum_of_shelf(stored: &[u8]) -> [u8; SUM] {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(candor_core::BUILD_ID.as_bytes())
        .update(stored);
    *hasher.finalize().as_bytes()
}

/// Writes beside and renames, so that a reader never sees half a cache. The name
/// beside is always the same: what a killed build left there is written over.
fn keep(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}
