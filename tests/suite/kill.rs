//! A build that is killed, at whatever moment, leaves a whole site.

use std::fs;
use std::process::{Child, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::common::{Dice, Site, Tree, names_in, page};

const KILLS: u32 = 50;
/// Pages besides those of the demo site.
const PAGES: u32 = 60;
/// Where a build makes the new site; then it holds the old one.
const SPARE: &str = ".public.candor-spare";

/// Whether the manifest of the new site is there, which a build writes last before it swaps the
/// site in. Before that there is one in its place that has no hashes of new files.
fn is_staged(site: &Site) -> bool {
    fs::read_to_string(site.path(SPARE).join("manifest.json"))
        .is_ok_and(|text| text.ends_with("}\n") && !text.contains("\"sha256\": \"\""))
}

/// The demo site and more pages; every page shows which edition it is.
fn edition(site: &Site, number: u32) {
    let banner = format!("banner = {{ en = \"Edition {number}.\", es = \"Edición {number}.\" }}");
    let config: String = site
        .read("candor.toml")
        .lines()
        .map(|line| {
            if line.starts_with("banner") {
                banner.clone()
            } else {
                line.to_owned()
            }
        })
        .map(|line| line + "\n")
        .collect();
    assert!(config.contains(&banner));
    site.write("candor.toml", config);
    for page_number in 0..PAGES {
        let answer = format!(
            "## What is the answer to {page_number}?\n\nIn edition {number} it is {page_number}."
        );
        site.write(
            &format!("content/faq/extra-{page_number}.md"),
            page(&format!("Extra {page_number}"), &answer),
        );
    }
}

/// Moments are measured, so one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A build that was started with its output thrown away.
fn start(site: &Site) -> Child {
    site.candor(&["build"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills a build (SIGKILL) and says whether it was still running.
fn kill(mut build: Child) -> bool {
    build.kill().unwrap();
    build.wait().unwrap().code().is_none()
}

/// Waits until something is there or the build is over.
fn await_that(build: &mut Child, mut is_there: impl FnMut() -> bool) {
    while build.try_wait().unwrap().is_none() && !is_there() {
        std::thread::yield_now();
    }
}

/// Two editions of a site, of which one is published and builds of the other are killed.
struct Duel {
    site: Site,
    editions: [Tree; 2],
    published: usize,
    /// How long a build takes.
    time: Duration,
    /// How long it takes from the last staged file to its end.
    end: Duration,
    /// What lies beside the output when no build runs.
    names: Vec<String>,
    killed: u32,
    amid_writing: u32,
    swapped: u32,
}

impl Duel {
    fn new() -> Duel {
        let site = Site::demo();
        let mut times = (Duration::ZERO, Duration::ZERO);
        let editions = [1, 2].map(|number| {
            edition(&site, number);
            let started = Instant::now();
            let mut build = start(&site);
            await_that(&mut build, || is_staged(&site));
            let staged = Instant::now();
            assert!(build.wait().unwrap().success());
            times = (started.elapsed(), staged.elapsed());
            site.output()
        });
        let pages = editions[0]
            .paths()
            .into_iter()
            .filter(|path| path.ends_with(".html"))
            .count();
        assert!(
            editions[0].differences(&editions[1]).len() >= pages,
            "every page changes"
        );
        Duel {
            names: names_in(&site.root()),
            site,
            editions,
            published: 1,
            time: times.0,
            end: times.1,
            killed: 0,
            amid_writing: 0,
            swapped: 0,
        }
    }

    /// What lies in the folder where the new site is made.
    fn spare(&self) -> Option<Tree> {
        let spare = self.site.path(SPARE);
        spare.exists().then(|| Tree::read(&spare))
    }

    fn other(&self) -> usize {
        1 - self.published
    }

    /// Builds the edition that is not published, kills the build after some time that
    /// begins when `begins` says so, and finds one of the two editions whole.
    fn round(&mut self, delay: Duration, begins: fn(&Site) -> bool) {
        let next = self.other();
        edition(&self.site, next as u32 + 1);
        let spare_before = self.spare();
        let mut build = start(&self.site);
        await_that(&mut build, || begins(&self.site));
        std::thread::sleep(delay);
        self.killed += u32::from(kill(build));
        let spare_after = self.spare();

        let found = self.site.output();
        let place = format!("killed after {delay:?}");
        assert_eq!(found.faults_by_manifest(), [""; 0], "{place}");
        if found.differences(&self.editions[next]).is_empty() {
            self.published = next;
            self.swapped += 1;
        } else {
            self.amid_writing += u32::from(spare_before != spare_after);
        }
        found.assert_same_bytes(&self.editions[self.published], &place);
    }

    /// A build that nobody kills ends well and clears up.
    fn ends_well(self) {
        eprintln!(
            "{} builds killed, {} while writing; {} had swapped the site in",
            self.killed, self.amid_writing, self.swapped
        );
        assert!(self.amid_writing > 0, "no build was killed while it wrote");
        let next = self.other();
        edition(&self.site, next as u32 + 1);
        self.site.build().succeeds();
        self.site
            .output()
            .assert_same_bytes(&self.editions[next], "after all");
        assert_eq!(
            names_in(&self.site.root()),
            self.names,
            "something was left beside the output"
        );
    }
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one_whole() {
    let _alone = alone();
    let mut duel = Duel::new();
    let mut dice = Dice::with_seed(50);
    for number in 0..KILLS {
        // Spread over the build and a little longer, since a build after a killed one
        // has to clear up first.
        let share = 1.4 * (f64::from(number) + dice.share()) / f64::from(KILLS);
        duel.round(duel.time.mul_f64(share), |_| true);
    }
    assert!(
        duel.killed >= KILLS / 3,
        "only {} of {KILLS} builds were still running when they were killed",
        duel.killed
    );
    duel.ends_well();
}

#[test]
fn a_build_that_is_killed_as_it_swaps_leaves_one_of_the_two_whole() {
    let _alone = alone();
    let mut duel = Duel::new();
    let mut dice = Dice::with_seed(51);
    for _ in 0..KILLS {
        // What the last one left would be taken for what this one staged.
        let _ = fs::remove_dir_all(duel.site.path(SPARE));
        let delay = duel.end.mul_f64(dice.share());
        duel.round(delay, is_staged);
    }
    assert!(
        duel.swapped > 0 && duel.swapped < KILLS,
        "{} of {KILLS} had swapped",
        duel.swapped
    );
    duel.ends_well();
}

#[test]
fn kills_do_not_fill_the_cache_folder() {
    let _alone = alone();
    let site = Site::demo();
    edition(&site, 1);
    site.build().succeeds();
    let cache = site.path(".candor/cache");
    let names = names_in(&cache);
    let mut amid_caching = 0;
    for number in 0..10 {
        edition(&site, number);
        let mut build = start(&site);
        await_that(&mut build, || names_in(&cache) != names);
        kill(build);
        amid_caching += u32::from(names_in(&cache) != names);
    }
    site.build().succeeds();
    assert_eq!(
        names_in(&cache),
        names,
        "{amid_caching} kills left something in the cache folder"
    );
}
