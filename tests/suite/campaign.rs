//! The campaign: several hundred edits of the example sites, each with the answer that a
//! compliance writer, a customer, a lawyer or an examiner would give. They were written
//! from the requirements and the sites' text by another hand than the program's, and they
//! are frozen: a case is never changed so that the program passes it.
//!
//! A case is right
//! - in the groups `spoiling` and `time`, when an error or a warning is new at a file that
//!   it edits, or about the requirement that it names;
//! - in the group `spirit`, when that is so, or when a note is new there;
//! - in the group `harmless`, when nothing is new anywhere. Notes are left apart where the
//!   case says `proposal`: there a fact may be proposed. So are notes that say by how much a
//!   search assertion holds.
//!
//! `cargo test --profile ci --test suite campaign:: -- --nocapture` prints the shares and
//! every case that is wrong. Edits of different pages share a run of the program, and what
//! is found is told apart by file; `CAMPAIGN=alone` gives every case a run of its own, and
//! any other value runs the cases whose id holds it, and prints what is found for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::sync::Mutex;
use std::thread;

use serde::Deserialize;
use serde_json::Value;

use super::common::{Site, repository};

/// The groups, in the order in which they are told.
const GROUPS: [&str; 4] = ["spoiling", "time", "harmless", "spirit"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    group: String,
    /// `demo`, or a folder of `examples`.
    site: String,
    language: String,
    why: String,
    /// The requirement, or a dotted beginning of its id, where the finding may stand elsewhere.
    about: Option<String>,
    /// A note that proposes a fact is welcome.
    #[serde(default)]
    proposal: bool,
    /// It changes what is found in other files, so nothing else shares its run.
    #[serde(default)]
    alone: bool,
    edits: Vec<Edit>,
}

/// With `find`, a text that occurs once is replaced. Without it, `put` is a new file, and
/// without either the file is removed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    find: Option<String>,
    put: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shares {
    reached: BTreeMap<String, f64>,
    asked: BTreeMap<String, f64>,
}

/// What `check` says, as far as a case is concerned.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    file: String,
    id: String,
    about: Vec<String>,
    severity: String,
    message: String,
    /// It says that the original changed after its translation: true of every edit of an
    /// original, and not what is asked here.
    left_behind: bool,
}

/// Cases that share a run.
type Batch = Vec<usize>;

#[test]
fn the_shares_of_the_campaign_are_kept() {
    let wish = std::env::var("CAMPAIGN").unwrap_or_default();
    let cases: Vec<Case> = (cases().into_iter())
        .filter(|case| wish == "alone" || case.id.contains(&wish))
        .collect();
    let sites: BTreeMap<&str, Site> = (cases.iter())
        .map(|case| case.site.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|name| (name, copy(name)))
        .collect();
    let misfits: Vec<String> = (cases.iter())
        .filter_map(|case| edited(&sites[case.site.as_str()], case).err())
        .collect();
    assert!(
        misfits.is_empty(),
        "edits fit no longer:\n{}",
        misfits.join("\n")
    );
    let quiet: BTreeMap<&str, BTreeSet<Said>> = (sites.iter())
        .map(|(name, site)| (*name, said(site).into_iter().collect()))
        .collect();
    let work = Mutex::new(batches(&cases, wish == "alone"));
    let verdicts = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut sites = BTreeMap::new();
                loop {
                    let Some(batch) = work.lock().unwrap().pop() else {
                        break;
                    };
                    let name = cases[batch[0]].site.as_str();
                    let site = sites.entry(name).or_insert_with(|| copy(name));
                    let new = tried(site, &cases, &batch, &quiet[name]);
                    let shared = batch.len() > 1 && cases[batch[0]].group == "harmless";
                    let is_nobodys = |said: &Said| {
                        !said.left_behind && !batch.iter().any(|&one| is_of(&cases[one], said))
                    };
                    let unclear = shared && new.iter().any(is_nobodys);
                    for &one in &batch {
                        let suspected = new.iter().any(|said| is_of(&cases[one], said));
                        if unclear || shared && suspected {
                            // Whose finding it is, only a run of its own can tell.
                            work.lock().unwrap().push(vec![one]);
                            continue;
                        }
                        let right = shared || is_right(&cases[one], &new);
                        if !wish.is_empty() && wish != "alone" {
                            let of_it = new
                                .iter()
                                .filter(|said| batch.len() == 1 || is_of(&cases[one], said));
                            println!("{}", told(&cases[one], of_it));
                        }
                        verdicts.lock().unwrap().insert(one, right);
                    }
                }
            });
        }
    });
    let verdicts = verdicts.into_inner().unwrap();
    let (report, shares) = report(&cases, &verdicts);
    println!("{report}");
    if wish.is_empty() || wish == "alone" {
        let text = fs::read_to_string(repository().join("tests/campaign/shares.toml")).unwrap();
        let kept: Shares = toml::from_str(&text).unwrap();
        for (group, share) in shares {
            let least = kept.reached[group];
            assert!(
                share >= least,
                "{group}: {share:.1} % of the cases are right, and {least} % were\n{report}"
            );
            assert!(
                kept.asked[group] >= least,
                "{group} asks for less than is reached"
            );
        }
    }
}

/// Every case, in the order of the files and of each file.
fn cases() -> Vec<Case> {
    let mut paths: Vec<_> = fs::read_dir(repository().join("tests/campaign"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap() != "shares.toml")
        .collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let file: File = toml::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        cases.extend(file.case);
    }
    let mut ids = BTreeSet::new();
    for case in &cases {
        assert!(ids.insert(&case.id), "two cases are called {}", case.id);
        assert!(GROUPS.contains(&case.group.as_str()), "{}", case.id);
        assert!(!case.why.is_empty(), "{}", case.id);
        assert!(!case.edits.is_empty(), "{}", case.id);
    }
    cases
}

fn copy(name: &str) -> Site {
    match name {
        "demo" => Site::demo(),
        _ => Site::copy_of(&repository().join("examples").join(name)),
    }
}

/// Puts cases together that cannot be mistaken for each other: of one site, each of other
/// pages, and of pages only.
fn batches(cases: &[Case], each_alone: bool) -> Vec<Batch> {
    let mut lonely: Vec<Batch> = Vec::new();
    let mut batches: Vec<(Batch, BTreeSet<&str>)> = Vec::new();
    for (one, case) in cases.iter().enumerate() {
        let mut files: BTreeSet<&str> = case.edits.iter().map(|edit| edit.file.as_str()).collect();
        let only_pages = (files.iter())
            .all(|file| file.ends_with(".md") || file.starts_with("content/reports/"));
        files.extend(case.about.as_deref().and_then(|id| id.split('.').next()));
        let is_quiet = case.group == "harmless";
        let moves_anchors = |edit: &Edit| match &edit.find {
            Some(find) => find.contains("{#") || find.contains("\n## "),
            None => true,
        };
        if each_alone
            || case.alone
            || !only_pages
            || (!is_quiet && case.edits.iter().any(moves_anchors))
        {
            lonely.push(vec![one]);
            continue;
        }
        let place = batches.iter_mut().find(|(batch, taken)| {
            let first = &cases[batch[0]];
            first.site == case.site
                && (first.group == "harmless") == is_quiet
                && batch.len() < 32
                && taken.is_disjoint(&files)
        });
        match place {
            Some((batch, taken)) => {
                batch.push(one);
                taken.extend(files);
            }
            None => batches.push((vec![one], files)),
        }
    }
    let shared = batches.into_iter().map(|(batch, _)| batch);
    lonely.into_iter().chain(shared).collect()
}

/// What the edits of a case make of the files: their new texts, or nothing where they go.
fn edited<'a>(site: &Site, case: &'a Case) -> Result<BTreeMap<&'a str, Option<String>>, String> {
    let mut files: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for Edit { file, find, put } in &case.edits {
        let text = (files.entry(file)).or_insert_with(|| fs::read_to_string(site.path(file)).ok());
        *text = match (find, put, text.as_deref()) {
            (Some(find), Some(put), Some(old)) if old.matches(find.as_str()).count() == 1 => {
                Some(old.replace(find.as_str(), put))
            }
            (Some(find), Some(_), Some(old)) => {
                let times = old.matches(find.as_str()).count();
                return Err(format!(
                    "{}: {times} times, not once, in {file}: {find}",
                    case.id
                ));
            }
            (None, Some(put), None) => Some(put.clone()),
            (None, None, Some(_)) => None,
            _ => return Err(format!("{}: {file} is there, or is not", case.id)),
        };
    }
    Ok(files)
}

/// Edits the site, checks it, puts it back, and tells what is new.
fn tried(site: &Site, cases: &[Case], batch: &[usize], quiet: &BTreeSet<Said>) -> Vec<Said> {
    let mut before = BTreeMap::new();
    for &one in batch {
        for (file, text) in edited(site, &cases[one]).unwrap() {
            before.insert(file, fs::read_to_string(site.path(file)).ok());
            match text {
                Some(text) => drop(site.write(file, text)),
                None => drop(site.remove(file)),
            }
        }
    }
    let mut new = said(site);
    new.retain(|finding| !quiet.contains(finding));
    for (file, old) in before {
        match old {
            Some(text) => drop(site.write(file, text)),
            None => drop(site.remove(file)),
        }
    }
    new
}

/// What `check` finds.
fn said(site: &Site) -> Vec<Said> {
    let run = site.run(&["check", "--format", "json"]);
    let all: Value = serde_json::from_str(&run.stdout).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let Some(findings) = all["findings"].as_array() else {
        // A file that cannot be read at all is told on standard error.
        assert!(matches!(run.code, Some(1 | 2)), "{run}");
        return vec![Said {
            file: String::new(),
            id: "refused".to_owned(),
            about: Vec::new(),
            severity: "error".to_owned(),
            message: run.stderr,
            left_behind: false,
        }];
    };
    findings
        .iter()
        .map(|finding| Said {
            file: text(&finding["file"]),
            id: text(&finding["id"]),
            about: (finding["about"].as_array().into_iter().flatten())
                .map(|about| text(&about["id"]))
                .chain([text(&finding["requirement"])])
                .collect(),
            severity: text(&finding["severity"]),
            message: text(&finding["message"]),
            left_behind: is_left_behind(site, finding),
        })
        .collect()
}

fn is_left_behind(site: &Site, finding: &Value) -> bool {
    let (file, line) = (finding["file"].as_str(), finding["start"]["line"].as_u64());
    let (Some(file), Some(line)) = (file, line) else {
        return false;
    };
    let text = fs::read_to_string(site.path(file)).unwrap_or_default();
    let line = usize::try_from(line).unwrap().saturating_sub(1);
    (text.lines().nth(line)).is_some_and(|line| line.starts_with("translated_from"))
}

fn is_right(case: &Case, new: &[Said]) -> bool {
    match case.group.as_str() {
        "harmless" => (new.iter()).all(|finding| {
            let is_asked_for = case.proposal || finding.id == "access.found";
            finding.left_behind || is_asked_for && finding.severity == "note"
        }),
        group => new.iter().any(|finding| {
            (finding.severity != "note" || group == "spirit") && is_of(case, finding)
        }),
    }
}

/// Whether a finding stands where the case changed something, or is about what it names.
fn is_of(case: &Case, finding: &Said) -> bool {
    let names = |edit: &Edit| {
        edit.file == finding.file || finding.id == "refused" && finding.message.contains(&edit.file)
    };
    let asked = case.about.as_deref();
    if finding.left_behind {
        return asked == Some("languages.predominant");
    }
    case.edits.iter().any(names)
        || asked.is_some_and(|asked| {
            let begins = |id: &str| {
                (id.strip_prefix(asked))
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            begins(&finding.id) || finding.about.iter().any(|id| begins(id))
        })
}

fn told<'a>(case: &Case, new: impl Iterator<Item = &'a Said>) -> String {
    let mut text = format!("{}: {}", case.id, case.why);
    for finding in new.filter(|finding| !finding.left_behind) {
        let Said {
            severity,
            id,
            file,
            message,
            ..
        } = finding;
        let _ = write!(text, "\n    {severity} {id} {file}: {message}");
    }
    text
}

/// The shares of the groups, as a text with every case that is wrong, and as figures.
fn report<'a>(
    cases: &'a [Case],
    verdicts: &BTreeMap<usize, bool>,
) -> (String, BTreeMap<&'a str, f64>) {
    let mut rows: BTreeMap<(usize, &str, &str), (usize, usize)> = BTreeMap::new();
    let mut wrong = String::new();
    for (one, case) in cases.iter().enumerate() {
        let group = GROUPS
            .iter()
            .position(|group| *group == case.group)
            .unwrap();
        let right = verdicts[&one];
        for key in [(case.site.as_str(), case.language.as_str()), ("", "")] {
            let row = rows.entry((group, key.0, key.1)).or_default();
            row.0 += usize::from(right);
            row.1 += 1;
        }
        if !right {
            let (group, why) = (&case.group, &case.why);
            let _ = writeln!(wrong, "{group:<9} {:<44} {why}", case.id);
        }
    }
    let mut shares = BTreeMap::new();
    let mut table = String::new();
    for ((group, site, language), (right, all)) in rows {
        let share = right as f64 * 100.0 / all as f64;
        let group = GROUPS[group];
        if site.is_empty() {
            shares.insert(group, share);
            let _ = writeln!(table, "{group:<9} {share:5.1} % right ({right} of {all})");
        } else {
            let _ = writeln!(
                table,
                "          {share:5.1} % {site} {language} ({right} of {all})"
            );
        }
    }
    (format!("{wrong}\n{table}"), shares)
}
