//! A build that is killed, at whatever moment, leaves a whole site.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{Dice, Site, names_in, page};

const KILLS: u32 = 50;
/// Pages besides those of the demo site.
const PAGES: u32 = 150;

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

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one_whole() {
    let site = Site::demo();
    let editions = [1, 2].map(|number| {
        edition(&site, number);
        let started = Instant::now();
        site.build().succeeds();
        (site.output(), started.elapsed())
    });
    let pages = editions[0]
        .0
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".html"))
        .count();
    assert!(
        editions[0].0.differences(&editions[1].0).len() >= pages,
        "every page changes"
    );
    let time = editions[1].1;
    let names = names_in(&site.root());

    let mut dice = Dice::with_seed(50);
    let mut published = 1;
    let (mut killed, mut swapped, mut amid_writing) = (0, 0, 0);
    for kill in 0..KILLS {
        let next = 1 - published;
        edition(&site, next as u32 + 1);
        // Spread over the build and a little longer, since a build after a killed one
        // has to clear up first.
        let moment = time.mul_f64(1.4 * (f64::from(kill) + dice.share()) / f64::from(KILLS));
        let mut build = site
            .candor(&["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        build.kill().unwrap();
        let status = build.wait().unwrap();
        killed += u32::from(status.code().is_none());
        amid_writing += u32::from(names_in(&site.root()) != names);

        let found = site.output();
        let place = format!("killed after {moment:?} of {time:?}");
        assert_eq!(found.faults_by_manifest(), [""; 0], "{place}");
        if found.differences(&editions[next].0).is_empty() {
            published = next;
            swapped += 1;
        }
        found.assert_same_bytes(&editions[published].0, &place);
    }
    eprintln!(
        "{killed} builds killed, {amid_writing} of them while writing; {swapped} had swapped the site in"
    );
    assert!(
        killed >= KILLS / 3,
        "only {killed} of {KILLS} builds were still running when they were killed"
    );
    assert!(amid_writing > 0, "no build was killed while it wrote");

    let next = 1 - published;
    edition(&site, next as u32 + 1);
    site.build().succeeds();
    site.output()
        .assert_same_bytes(&editions[next].0, "after all");
    assert_eq!(
        names_in(&site.root()),
        names,
        "something was left beside the output"
    );
}

#[test]
fn kills_do_not_fill_the_cache_folder() {
    let site = Site::demo();
    edition(&site, 1);
    let started = Instant::now();
    site.build().succeeds();
    let time = started.elapsed();
    let names = names_in(&site.path(".candor/cache"));
    for kill in 0..20 {
        edition(&site, kill);
        let mut build = site
            .candor(&["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Near the end, when the caches are written.
        std::thread::sleep(time.mul_f64(0.7 + 0.02 * f64::from(kill)) + Duration::from_millis(1));
        build.kill().unwrap();
        build.wait().unwrap();
    }
    site.build().succeeds();
    assert_eq!(names_in(&site.path(".candor/cache")), names);
}
