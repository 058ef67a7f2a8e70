//! However a site came to be as it is, its output is the same: a clean build, a
//! rebuild and a build after a change agree to the byte.

use crate::common::draft::Draft;
use crate::common::{Dice, Run, Site, page};

/// Steps of the random walk. Each is two builds of a small site.
const STEPS: u64 = 100;

#[test]
fn after_any_change_the_output_is_that_of_a_clean_build() {
    let mut dice = Dice::with_seed(20_261_121);
    let mut draft = Draft::new();
    let site = Site::empty();
    draft.write_to(&site);
    draft.build(&site).succeeds();
    let mut denied = 0;
    for step in 0..STEPS {
        let edit = draft.edit(&mut dice);
        let before = site.output();
        draft.write_to(&site);
        let run = draft.build(&site);

        let clean = Site::empty();
        draft.write_to(&clean);
        let first = draft.build(&clean);
        let place = format!("step {step}, {edit}");
        assert_eq!(run.code, first.code, "{place}:\n{run}\n{first}");
        if run.code != Some(0) {
            denied += 1;
            assert!(
                before.is_untouched_in(&site.output()),
                "{place}: denied, but the output changed"
            );
            // An address that is taken or a link that is broken: take the step back.
            draft.links_follow = true;
            for page in draft.pages.values_mut() {
                page.slug = None;
                page.is_draft = false;
            }
            continue;
        }
        site.output().assert_same_bytes(&clean.output(), &place);
        assert_eq!(site.output().faults_by_manifest(), [""; 0], "{place}");
    }
    assert!(
        denied > 0,
        "no step broke the site, so no build after a denied one was tried"
    );
    assert!(
        denied < STEPS / 3,
        "{denied} of {STEPS} steps were denied: the walk tests too little"
    );
}

/// With a pack, pages are looked at as they are published, and coverage is a page.
#[test]
fn with_a_pack_too_the_output_is_that_of_a_clean_build() {
    let mut dice = Dice::with_seed(20_261_126);
    let mut draft = Draft::new().with_packs(&["us-ny-dfs-vce"]);
    let site = Site::empty();
    for step in 0..STEPS / 2 {
        let edit = draft.edit(&mut dice);
        draft.links_follow = true;
        draft.write_to(&site);
        let clean = Site::empty();
        draft.write_to(&clean);
        let (run, first) = (draft.build(&site), draft.build(&clean));
        let place = format!("step {step}, {edit}");
        assert_eq!(run.code, first.code, "{place}:\n{run}\n{first}");
        if run.code == Some(0) {
            site.output().assert_same_bytes(&clean.output(), &place);
            assert_eq!(site.output().faults_by_manifest(), [""; 0], "{place}");
        }
    }
}

/// Enough pages that they are kept in the cache.
fn many_pages() -> Site {
    let site = Site::minimal();
    for number in 0..50 {
        let answer = format!("## What is number {number}?\n\nIt is {number}.");
        let path = format!("content/faq/number-{number}.md");
        site.write(&path, page(&format!("Number {number}"), &answer));
    }
    site
}

/// The numbers that `--verbose` gives for pages: read, parsed, rendered, indexed.
fn work(run: &Run) -> [usize; 4] {
    let text = run.to_string();
    let line = text
        .lines()
        .find_map(|line| line.split_once("Pages: "))
        .unwrap_or_else(|| panic!("no counts in\n{text}"))
        .1;
    let numbers: Vec<usize> = line
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|word| word.parse().ok())
        .collect();
    numbers.try_into().unwrap()
}

#[test]
fn an_edit_of_an_answer_is_the_work_of_one_page() {
    let site = many_pages().built();
    site.append("content/faq/number-7.md", "\nOne more sentence.\n");
    let run = site.run(&["build", "--verbose"]);
    let [read, parsed, rendered, indexed] = work(run.succeeds());
    assert_eq!([read, parsed, indexed], [1, 1, 1], "{run}");
    assert!(
        (1..=3).contains(&rendered),
        "{rendered} pages were rendered:\n{run}"
    );
}

#[test]
fn where_nothing_changed_nothing_is_done() {
    let site = many_pages().built();
    // Of files that changed a moment ago a stamp proves nothing.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    site.build().succeeds();
    let run = site.run(&["build", "--verbose"]);
    run.succeeds().says("0 written, ");
    assert_eq!(work(&run), [0; 4], "{run}");

    // What somebody did to the output is noticed all the same, and other options are other work.
    let before = site.output();
    std::fs::write(site.public().join("robots.txt"), "Hacked.").unwrap();
    site.build().succeeds().says("1 written, ");
    site.output().assert_same_bytes(&before, "after mending");
    std::fs::write(site.public().join("faq/theirs.txt"), "Theirs.").unwrap();
    site.build().succeeds().says("note: faq/theirs.txt");
    site.run(&["build", "--allow-findings"])
        .succeeds()
        .says("a marked preview");
    site.build().succeeds();
    std::fs::remove_file(site.public().join("faq/theirs.txt")).unwrap();
    site.output().assert_same_bytes(&before, "published again");
}

#[test]
fn a_check_of_the_same_files_says_the_same() {
    let site = many_pages();
    site.append(
        "content/faq/number-7.md",
        "\n## A question?\n\nSee [this](nowhere.md).\n",
    );
    let first = site.run(&["check", "--verbose"]);
    let second = site.run(&["check", "--verbose"]);
    assert_eq!(first.code, second.code);
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(work(&second), [0; 4], "{second}");
    assert_ne!(work(&first), [0; 4], "{first}");
    let json = site.run(&["check", "--format", "json"]);
    assert!(json.stdout.starts_with('{'), "{json}");
    site.replace("content/faq/number-7.md", "(nowhere.md)", "(number-8.md)");
    site.run(&["check"]).succeeds();
}

#[test]
fn a_rebuild_writes_nothing() {
    let site = Site::minimal().built();
    let before = site.output();
    site.build().succeeds().says("0 written, ");
    assert_eq!(before, site.output());
    site.forget().build().succeeds().says("0 written, ");
    assert_eq!(before, site.output());
}

#[test]
fn unchanged_files_keep_their_time_and_changed_ones_do_not() {
    for forget in [false, true] {
        let site = Site::minimal().built();
        let before = site.output();
        std::thread::sleep(std::time::Duration::from_millis(20));
        site.replace("content/faq/fees.md", "1 dollar", "2 dollars");
        if forget {
            site.forget();
        }
        site.build().succeeds();
        let after = site.output();
        assert!(after.text("faq/fees/index.html").contains("2 dollars"));
        for (path, file) in &after.0 {
            let Some(old) = before.0.get(path) else {
                continue;
            };
            assert_eq!(
                old.bytes == file.bytes,
                old.modified == file.modified,
                "{path}: the time changes if and only if the bytes do"
            );
        }
        let kept = after
            .0
            .iter()
            .filter(|(path, file)| before.0.get(*path) == Some(file))
            .count();
        assert!(
            kept > after.0.len() / 2,
            "only {kept} of {} files were kept",
            after.0.len()
        );
    }
}

#[test]
fn a_file_of_the_output_that_somebody_changed_is_made_again() {
    let site = Site::minimal().built();
    let before = site.output();
    std::fs::write(site.public().join("faq/fees/index.html"), "Hacked.").unwrap();
    std::fs::remove_file(site.public().join("robots.txt")).unwrap();
    site.build().succeeds();
    site.output().assert_same_bytes(&before, "after mending");
}

#[test]
fn a_damaged_cache_is_no_more_than_a_loss_of_time() {
    let site = Site::minimal().built();
    let before = site.output();
    for entry in walkdir::WalkDir::new(site.path(".candor")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let mut bytes = std::fs::read(entry.path()).unwrap();
            let middle = bytes.len() / 2;
            bytes.truncate(middle);
            std::fs::write(entry.path(), bytes).unwrap();
        }
    }
    site.build().succeeds();
    site.output()
        .assert_same_bytes(&before, "after a damaged cache");
}

#[test]
fn pages_that_are_gone_are_removed() {
    let site = Site::minimal();
    site.write(
        "content/faq/limits.md",
        page("Limits", "## A question?\n\nYes."),
    );
    let site = site.built();
    assert!(site.public().join("faq/limits/index.html").is_file());
    site.remove("content/faq/limits.md").build().succeeds();
    assert!(!site.public().join("faq/limits").exists());
    assert!(!site.output().text("api/faq.json").contains("limits"));
}
