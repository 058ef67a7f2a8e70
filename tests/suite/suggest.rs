//! `candor suggest`: the demo site without its claims is a site that nobody prepared for
//! Candor, and what it claims is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::common::{Run, Site, Tree, names_in};
use serde_json::Value;
use walkdir::WalkDir;

/// A claim: language and point.
type Claim = (String, String);
/// Where it is made: file and line, from 1.
type Place = (String, u64);

/// What is taken out of the headings of the demo site.
#[derive(Clone, Copy, PartialEq)]
enum Stripped {
    /// `covers=…` alone.
    Claims,
    /// Everything: anchors, claims and other words.
    Attributes,
}

/// A site without its claims, and what they were.
fn stripped(site: Site, what: Stripped) -> (Site, BTreeMap<Claim, BTreeSet<Place>>) {
    let mut claims: BTreeMap<Claim, BTreeSet<Place>> = BTreeMap::new();
    for entry in WalkDir::new(site.path("content")) {
        let entry = entry.unwrap();
        if entry
            .path()
            .extension()
            .is_none_or(|extension| extension != "md")
        {
            continue;
        }
        let path = entry.path().strip_prefix(site.root()).unwrap();
        let path = path.to_str().unwrap().to_owned();
        let lang = if path.ends_with(".es.md") { "es" } else { "en" };
        let mut text = String::new();
        for (at, line) in fs::read_to_string(entry.path())
            .unwrap()
            .lines()
            .enumerate()
        {
            let covers = line
                .starts_with("## ")
                .then(|| line.split_once(" covers="))
                .flatten();
            if let Some((before, after)) = covers {
                let end = after.find([' ', '}']).unwrap();
                for point in after[..end].split(',') {
                    claims
                        .entry((lang.to_owned(), point.to_owned()))
                        .or_default()
                        .insert((path.clone(), at as u64 + 1));
                }
                text += &format!("{before}{}", &after[end..]);
            } else {
                text += line;
            }
            if what == Stripped::Attributes
                && line.starts_with("## ")
                && let Some(at) = text.rfind(" {#")
            {
                text.truncate(at);
            }
            text.push('\n');
        }
        fs::write(entry.path(), text).unwrap();
    }
    (site, claims)
}

fn suggestions(site: &Site) -> Vec<Value> {
    let run = site.run(&["suggest", "--format", "json"]);
    run.succeeds();
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&report["version"], &report["applied"]),
        (&1.into(), &false.into())
    );
    report["suggestions"].as_array().unwrap().clone()
}

fn place(proposal: &Value) -> Place {
    (
        proposal["file"].as_str().unwrap().to_owned(),
        proposal["line"].as_u64().unwrap(),
    )
}

/// How many of the points that somebody claimed are asked about, and for how many of them
/// the best proposal is the question that claimed them.
fn measured(site: &Site, claims: &BTreeMap<Claim, BTreeSet<Place>>) -> (usize, usize) {
    let mut best = 0;
    let suggestions = suggestions(site);
    let mut asked = 0;
    for suggestion in &suggestions {
        let of = |key: &str| suggestion[key].as_str().unwrap().to_owned();
        let Some(places) = claims.get(&(of("language"), of("claim"))) else {
            continue;
        };
        asked += 1;
        let proposals = suggestion["proposals"].as_array().unwrap();
        assert!(proposals.len() <= 3, "{suggestion}");
        best += usize::from(
            proposals
                .first()
                .is_some_and(|best| places.contains(&place(best))),
        );
    }
    assert_eq!(
        asked,
        claims.len(),
        "every claim that was taken out is asked about"
    );
    (asked, best)
}

#[test]
fn the_best_proposal_is_mostly_the_question_that_claimed_the_point() {
    for what in [Stripped::Claims, Stripped::Attributes] {
        let (site, claims) = stripped(Site::demo(), what);
        let (asked, best) = measured(&site, &claims);
        assert!(asked > 90, "{asked}");
        assert!(best * 100 >= asked * 90, "{best} of {asked}");
    }
}

/// All questions of a language on one page, as sites have them that knew of no topics.
#[test]
fn questions_are_found_on_one_long_page_too() {
    let (site, mut claims) = stripped(Site::demo(), Stripped::Attributes);
    for (lang, end) in [("en", ".md"), ("es", ".es.md")] {
        let all = format!("content/faq/all{end}");
        let mut text = "+++\ntitle = \"FAQ\"\n+++\n\nAnswers.\n".to_owned();
        for name in names_in(&site.path("content/faq")) {
            let path = format!("content/faq/{name}");
            if !name.ends_with(end) || (lang == "en" && name.ends_with(".es.md")) {
                continue;
            }
            let page = site.read(&path);
            let body = page.splitn(3, "+++\n").nth(2).unwrap();
            let skipped = (page[..page.len() - body.len()].lines().count()) as u64;
            let shift = text.lines().count() as u64;
            for places in claims.values_mut() {
                *places = std::mem::take(places)
                    .into_iter()
                    .map(|(file, line)| match file == path {
                        true => (all.clone(), line - skipped + shift),
                        false => (file, line),
                    })
                    .collect();
            }
            text += body;
            site.remove(&path);
        }
        site.write(&all, text);
    }
    let (asked, best) = measured(&site, &claims);
    assert!(best * 100 >= asked * 85, "{best} of {asked}");
}

#[test]
fn applying_claims_what_was_claimed_and_nothing_else() {
    let (site, claims) = stripped(Site::demo(), Stripped::Claims);
    let original = Tree::read(&Site::demo().path("content"));
    let run = site.run(&["suggest", "--apply"]);
    run.succeeds();
    let (mut right, mut wrong) = (0, Vec::new());
    let mut listed = BTreeSet::new();
    for line in run.stdout.lines().filter(|line| !line.starts_with(' ')) {
        let mut parts = line.splitn(3, ':');
        let file = parts.next().unwrap().to_owned();
        let number: u64 = parts.next().unwrap().parse().unwrap();
        let lang = if file.ends_with(".es.md") { "es" } else { "en" };
        for point in parts
            .next()
            .unwrap()
            .strip_prefix(" claims ")
            .unwrap()
            .split(", ")
        {
            let places = claims.get(&(lang.to_owned(), point.to_owned()));
            if places.is_some_and(|places| places.contains(&(file.clone(), number))) {
                right += 1;
            } else {
                wrong.push(line.to_owned());
            }
        }
        listed.insert((file, number));
    }
    assert!(right >= 90, "only {right} were written");
    assert!(wrong.len() * 20 <= right, "{wrong:#?}");
    // What is written is what is listed, and is understood.
    let (_, written) = stripped(Site::copy_of(&site.root()), Stripped::Claims);
    assert_eq!(
        written.into_values().flatten().collect::<BTreeSet<_>>(),
        listed
    );
    let found = site.check().stdout;
    assert!(!found.contains("error[claims."), "{found}");
    // Every file is the original again, where all its claims were found: those of a topic on the page of another
    // one, and those that share an answer with another, are for people to find.
    let differences = original.differences(&Tree::read(&site.path("content")));
    assert!(differences.len() <= 6, "{differences:#?}");
    // Nobody who knows it would do it twice: a claimed point is not asked about again.
    let claimed: BTreeSet<String> = suggestions(&site)
        .iter()
        .map(|suggestion| suggestion["claim"].to_string() + &suggestion["language"].to_string())
        .collect();
    assert!(claimed.len() + right <= claims.len(), "{claimed:?}");
}

#[test]
fn without_apply_nothing_is_written() {
    let (site, _) = stripped(Site::demo(), Stripped::Claims);
    let before = Tree::read(&site.root());
    site.run(&["suggest"])
        .succeeds()
        .says("Nothing was written");
    site.run(&["suggest", "--format", "json", "--limit", "1"])
        .succeeds();
    assert!(before.is_untouched_in(&Tree::read(&site.root())));
}

const PACK: &str = "id = \"own\"\ntitle = \"Our own\"\n\n[[topic]]\nid = \"fees\"\ntitle = \"Fees\"\nbasis = \"rule\"\n\n\
    [[topic.point]]\nid = \"withdrawal\"\nquestion = \"What does a withdrawal cost?\"\nguidance = \"Say what it costs to withdraw money.\"\n\
    evidence = [\"words>=5\"]\n\n\
    [[topic.point]]\nid = \"weather\"\nquestion = \"Will it rain tomorrow?\"\nguidance = \"Forecast clouds and sunshine.\"\n";

/// A site of its own pack, and no other.
fn own() -> Site {
    let site = Site::minimal();
    site.write("rules/own.toml", PACK);
    site
}

const FEES: &str = "content/faq/fees.md";
const BEFORE: &str = "## What does a withdrawal cost? {#withdrawal-fee also=\"cash out\"}";
const AFTER: &str =
    "## What does a withdrawal cost? {#withdrawal-fee covers=fees.withdrawal also=\"cash out\"}";

#[test]
fn a_proposal_says_why_and_what_to_paste() {
    let run = own().run(&["suggest"]);
    run.succeeds()
        .says("Nobody claims 2 points; for 1 the answer is clear.");
    assert!(
        run.stdout.contains(&format!("        paste: {AFTER}\n")),
        "{run}"
    );
    assert!(
        run.stdout
            .contains("why: its heading has cost, withdrawal; "),
        "{run}"
    );
    assert!(
        run.stdout.contains(
            "fees.weather (en): Will it rain tomorrow?\n  no question looks like an answer to this\n\
             \x20       add: ## Will it rain tomorrow? {#weather covers=fees.weather}\n"
        ),
        "{run}"
    );
}

#[test]
fn an_answer_without_the_evidence_is_proposed_but_not_written() {
    let site = own();
    site.replace("rules/own.toml", "words>=5", "words>=500");
    let run = site.run(&["suggest"]);
    assert!(run.stdout.contains("but it has "), "{run}");
    assert!(run.stdout.contains("of at least 500 words"), "{run}");
    let before = Tree::read(&site.root());
    let run = site.run(&["suggest", "--apply"]);
    run.succeeds().says("Wrote 0 claims. 2 points are left");
    assert_eq!(run.stdout, "");
    assert!(before.is_untouched_in(&Tree::read(&site.root())));
}

#[test]
fn every_other_byte_of_a_file_stays() {
    let text = own().read(FEES);
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    for before in [text, windows] {
        let site = own();
        site.write(FEES, &before);
        let run = site.run(&["suggest", "--apply"]);
        run.succeeds();
        assert_eq!(site.read(FEES), before.replacen(BEFORE, AFTER, 1));
        assert_eq!(
            run.stdout,
            format!("{FEES}:10: claims fees.withdrawal\n  {AFTER}\n")
        );
        assert_eq!(
            names_in(&site.path("content/faq")),
            ["fees.es.md", "fees.md", "transfers.md"],
            "nothing is left beside"
        );
        // Once more, and nothing is clear any longer.
        let after = Tree::read(&site.root());
        site.run(&["suggest", "--apply"])
            .succeeds()
            .says("Wrote 0 claims");
        assert!(after.is_untouched_in(&Tree::read(&site.root())));
    }
}

#[test]
fn a_second_question_as_good_leaves_it_to_people() {
    let site = own();
    let text = site.read(FEES);
    let twin = text
        .split_once(BEFORE)
        .unwrap()
        .1
        .split("\n## ")
        .next()
        .unwrap();
    site.append(
        FEES,
        &format!("\n## What does a withdrawal cost? {{#twin also=\"cash out\"}}{twin}"),
    );
    let run = site.run(&["suggest", "--apply"]);
    run.succeeds().says("Wrote 0 claims");
}

#[test]
fn every_change_is_told_even_in_silence_and_beside_data() {
    for (arguments, on_stdout) in [
        (&["suggest", "--apply", "--quiet"][..], false),
        (&["suggest", "--apply", "--format", "json"], false),
        (&["suggest", "--apply"], true),
    ] {
        let run: Run = own().run(arguments);
        run.succeeds();
        let told = if on_stdout { &run.stdout } else { &run.stderr };
        assert!(
            told.contains(&format!("{FEES}:10: claims fees.withdrawal\n  {AFTER}\n")),
            "{run}"
        );
        if arguments.contains(&"json") {
            let report: Value = serde_json::from_str(&run.stdout).unwrap();
            assert_eq!(report["applied"], true);
        }
    }
}

#[test]
fn a_translation_follows_what_its_original_claims() {
    let site = own();
    site.replace(
        "candor.toml",
        "others = [\"es\"]",
        "others = [\"es\"]\npredominant = [\"en\", \"es\"]",
    );
    site.replace(FEES, BEFORE, AFTER);
    let run = site.run(&["suggest"]);
    assert!(
        run.stdout
            .contains("why: the original of this translation claims it; "),
        "{run}"
    );
    assert!(
        run.stdout
            .contains("{#withdrawal-fee covers=fees.withdrawal}"),
        "{run}"
    );
}

#[test]
fn a_site_without_packs_is_looked_at_with_one() {
    let site = Site::minimal();
    let run = site.run(&["suggest"]);
    run.succeeds()
        .says("candor.toml names no rule pack yet; this is what us-ny-dfs-vce asks for");
    assert!(run.stdout.contains("account-freezes.reasons (en)"), "{run}");
    let run = site.run(&["suggest", "--pack", "eu-mica-casp"]);
    run.succeeds();
    assert!(run.stdout.starts_with("complaints-procedure."), "{run}");
    site.run(&["suggest", "--pack", "eu-mica-cas"])
        .at_fault()
        .says("did you mean eu-mica-casp?");
}

#[test]
fn where_everything_is_claimed_there_is_nothing_to_suggest() {
    let run = Site::demo().run(&["suggest"]);
    run.succeeds().says("there is nothing to suggest");
    assert_eq!(run.stdout, "");
}

#[test]
fn what_nobody_wrote_about_is_claimed_nowhere() {
    for topic in [
        "account-freezes",
        "file-complaint",
        "fees",
        "transfers",
        "account-closure",
    ] {
        let (site, claims) = stripped(Site::demo(), Stripped::Attributes);
        for end in ["md", "es.md"] {
            site.remove(&format!("content/faq/{topic}.{end}"));
        }
        let prefix = format!("{topic}.");
        let orphans: Vec<Value> = suggestions(&site)
            .into_iter()
            .filter(|suggestion| suggestion["claim"].as_str().unwrap().starts_with(&prefix))
            // Another page may answer a point of the topic.
            .filter(|suggestion| {
                let of = |key: &str| suggestion[key].as_str().unwrap().to_owned();
                let places = claims.get(&(of("language"), of("claim")));
                let own = format!("content/faq/{topic}.");
                places.is_none_or(|places| places.iter().all(|(file, _)| file.contains(&own[8..])))
            })
            .collect();
        assert!(!orphans.is_empty() && orphans.len() <= claims.len());
        for suggestion in orphans {
            for proposal in suggestion["proposals"].as_array().unwrap() {
                assert_eq!(proposal["clear"], false, "{suggestion:#}");
            }
        }
    }
}
