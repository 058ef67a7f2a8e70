//! One fixture: what is changed in a site that passes, and what must be found then.
//!
//! ```toml
//! [[fixture]]
//! name = "no numbered list"                    # in its file, what is told
//! rows = ["topic.account-freezes.steps"]       # what it shows to pass or to fail
//! edits = [{ file = "content/faq/account-freezes.md", answer = "steps", with = "Please contact us." }]
//!
//! [[fixture.finding]]                          # none: it must pass
//! id = "topic.account-freezes.steps"
//! file = "content/faq/account-freezes.md"
//! at = "## How do I get my account open again?"   # line and column at which it begins
//! says = "no numbered list of at least two steps"
//! ```
//!
//! An edit names a `file` and says one of: `replace` a text by `with` (the first one, or the
//! first one behind the text `behind`); put `with` below the heading whose anchor is `answer`;
//! `add` a text at the end; `write` a text as the whole file; `delete = true`.
//! `now` is the day of the check. A finding without `at` is about its file as a whole.
//! `severity` is "error" unless it says otherwise. `also` has ids of findings that cannot
//! be helped, such as links to a page that is gone. Translations of pages that a fixture
//! changes are noted as up to date, unless it says `translate = false`. With `since = true`, the
//! site is compared with how it was published before the edits. What customers must find
//! (`[[search.expect]]`) is left out unless the fixture says `search = true`: asking the search
//! takes longer than all other checks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::common::{NOW, Site, names_in};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fixture: Vec<Fixture>,
}

/// What is changed, and what must be found then.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    #[serde(skip)]
    file: String,
    name: String,
    /// What it shows to pass or to fail.
    pub rows: Vec<String>,
    #[serde(default)]
    edits: Vec<Edit>,
    #[serde(default = "today")]
    now: String,
    #[serde(default = "yes")]
    translate: bool,
    #[serde(default)]
    search: bool,
    #[serde(default)]
    since: bool,
    #[serde(default, rename = "finding")]
    findings: Vec<Expected>,
    /// Ids of other findings that cannot be helped, however many there are.
    #[serde(default)]
    also: Vec<String>,
}

fn today() -> String {
    NOW.to_owned()
}

fn yes() -> bool {
    true
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Edit {
    file: String,
    replace: Option<String>,
    behind: Option<String>,
    answer: Option<String>,
    with: Option<String>,
    add: Option<String>,
    write: Option<String>,
    delete: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    id: String,
    file: String,
    at: Option<String>,
    #[serde(default = "error")]
    severity: String,
    says: String,
}

fn error() -> String {
    "error".to_owned()
}

/// A finding as `candor check --format json` tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Of the check or requirement.
    pub id: String,
    severity: String,
    file: String,
    /// Line and column.
    start: Option<(u64, u64)>,
    message: String,
}

/// The fixtures of a file.
pub fn read(path: &Path) -> Vec<Fixture> {
    let text = fs::read_to_string(path).unwrap();
    let file: File =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.file_stem().unwrap().to_str().unwrap();
    let mut fixtures = file.fixture;
    for fixture in &mut fixtures {
        fixture.file = name.to_owned();
    }
    fixtures
}

/// What `candor check` finds in a site on a day.
pub fn check(site: &Site, now: &str, since: Option<&Path>) -> Vec<Found> {
    let mut command = site.candor_on(now, &["check", "--format", "json", "--jobs", "1"]);
    if let Some(published) = since {
        command.arg("--since").arg(published);
    }
    let run = site.finish(command);
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}:\n{run}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| Found {
            id: text(&finding["id"]),
            severity: text(&finding["severity"]),
            file: text(&finding["file"]),
            start: finding["start"]["line"]
                .as_u64()
                .zip(finding["start"]["column"].as_u64()),
            message: text(&finding["message"]),
        })
        // A page of a few words is found by others; that is tried in `search`.
        .filter(|found| found.id != "access.found-by-title")
        .collect()
}

impl Fixture {
    /// The name by which it is told from all others of its pack.
    pub fn full_name(&self) -> String {
        format!("{}: {}", self.file, self.name)
    }

    /// Whether it must pass.
    pub fn is_good(&self) -> bool {
        self.findings.is_empty()
    }

    /// Changes a site and compares what is found.
    ///
    /// # Errors
    ///
    /// What is expected and not found, and the other way round.
    pub fn run(&self, site: Site) -> Result<(), String> {
        let name = self.full_name();
        if !self.search {
            leave_search_out(&site);
        }
        let before = self.since.then(|| site.beside("before"));
        if let Some(before) = &before {
            let mut build = site.candor(&["build", "--out"]);
            build.arg(before);
            site.finish(build).succeeds();
        }
        for edit in &self.edits {
            edit.apply(&site)
                .map_err(|error| format!("{name}\n  {}: {error}\n", edit.file))?;
        }
        if self.translate {
            note_translations(&site, self.edits.iter().map(|edit| edit.file.as_str()));
        }
        let mut found = check(&site, &self.now, before.as_deref());
        let mut problems = Vec::new();
        for expected in &self.findings {
            let place = expected
                .place(&site)
                .map_err(|error| format!("{name}\n  {}: {error}\n", expected.file))?;
            match found.iter().position(|found| expected.is(found, place)) {
                Some(at) => {
                    found.remove(at);
                }
                None => problems.push(format!(
                    "  not found: {} {} in {} at {place:?}: {}",
                    expected.severity, expected.id, expected.file, expected.says
                )),
            }
        }
        let (also, unexpected): (Vec<Found>, Vec<Found>) = found
            .into_iter()
            .partition(|found| self.also.contains(&found.id));
        problems.extend(
            self.also
                .iter()
                .filter(|id| also.iter().all(|found| found.id != **id))
                .map(|id| format!("  not found: {id}")),
        );
        // A note denies nothing: what comes is told ahead of time.
        let unexpected = unexpected.iter().filter(|found| found.severity != "note");
        problems.extend(unexpected.map(|found| {
            let line = found
                .start
                .and_then(|(line, _)| {
                    let text = fs::read_to_string(site.path(&found.file)).ok()?;
                    text.lines()
                        .nth(usize::try_from(line).ok()? - 1)
                        .map(str::to_owned)
                })
                .unwrap_or_default();
            format!(
                "  not expected: {} {} in {} at {:?}: {}\n    | {line}",
                found.severity, found.id, found.file, found.start, found.message
            )
        }));
        // A row that a bad fixture names must be among what fails.
        if !self.is_good() {
            let ids: BTreeSet<&str> = self
                .findings
                .iter()
                .map(|finding| finding.id.as_str())
                .collect();
            problems.extend(
                self.rows
                    .iter()
                    .filter(|row| {
                        // Parts of a requirement are told by its messages.
                        let is_part = ids.iter().any(|id| {
                            row.strip_prefix(id)
                                .is_some_and(|rest| rest.starts_with('.'))
                        });
                        !ids.contains(row.as_str()) && !is_part
                    })
                    .map(|row| format!("  {row} does not fail here")),
            );
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(format!("{name}\n{}\n", problems.join("\n")))
        }
    }
}

/// Notes that the translations of some pages, or these translations, are up to date.
pub fn note_translations<'f>(site: &Site, files: impl Iterator<Item = &'f str>) {
    let translations: BTreeSet<String> = files
        .filter_map(|file| {
            let page = file.strip_suffix(".md")?;
            let translation = format!("{}.es.md", page.trim_end_matches(".es"));
            site.path(&translation).exists().then_some(translation)
        })
        .collect();
    if translations.is_empty() {
        return;
    }
    let mut arguments = vec!["translated"];
    arguments.extend(translations.iter().map(String::as_str));
    site.run(&arguments).succeeds();
}

/// Takes `[[search.expect]]` out of the configuration.
pub fn leave_search_out(site: &Site) {
    let config = site.read("candor.toml");
    let mut is_search = false;
    let kept: String = config
        .split_inclusive('\n')
        .filter(|line| {
            if line.starts_with('[') {
                is_search = line.starts_with("[[search.expect]]");
            }
            !is_search
        })
        .collect();
    site.write("candor.toml", kept);
}

impl Edit {
    fn apply(&self, site: &Site) -> Result<(), String> {
        let file = self.file.as_str();
        match self {
            Edit { delete: true, .. } => {
                site.remove(file);
            }
            Edit {
                write: Some(text), ..
            } => {
                site.write(file, text);
            }
            Edit {
                add: Some(text), ..
            } => {
                site.append(file, text);
            }
            Edit {
                replace: Some(old),
                with: Some(new),
                behind,
                ..
            } => {
                let text = site.read(file);
                let range = first(&text, old, behind.as_deref().unwrap_or_default())?;
                site.write(file, spliced(&text, range, new));
            }
            Edit {
                answer: Some(anchor),
                with: Some(body),
                ..
            } => {
                let text = site.read(file);
                let range = below(
                    &text,
                    &[&format!("{{#{anchor}}}"), &format!("{{#{anchor} ")],
                )?;
                site.write(file, spliced(&text, range, &format!("\n{}\n", body.trim())));
            }
            _ => return Err(format!("this changes nothing: {self:?}")),
        }
        Ok(())
    }
}

fn spliced(text: &str, range: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

/// The first place of `old` that is behind `mark`.
fn first(text: &str, old: &str, mark: &str) -> Result<Range<usize>, String> {
    let from = text
        .find(mark)
        .ok_or_else(|| format!("there is no {mark:?}"))?
        + mark.len();
    let at = text[from..]
        .find(old)
        .ok_or_else(|| format!("there is no {old:?}"))?
        + from;
    Ok(at..at + old.len())
}

/// Puts texts below the headings that claim points, on `page` or elsewhere; points that share a heading share the
/// answer. Says which pages that changed.
pub fn answer_points<'a>(
    site: &Site,
    page: &str,
    answers: impl Iterator<Item = (&'a str, &'a str)>,
) -> BTreeSet<String> {
    let mut bodies: BTreeMap<(String, usize), (Range<usize>, String)> = BTreeMap::new();
    for (claim, text) in answers {
        let (file, range) = claimed_at(site, page, claim);
        let (_, body) = bodies
            .entry((file, range.start))
            .or_insert_with(|| (range, String::new()));
        *body = format!("{body}\n{}\n", text.trim());
    }
    // From the end of each page to its beginning, so that places stay right.
    for ((file, _), (range, body)) in bodies.iter().rev() {
        site.write(file, spliced(&site.read(file), range.clone(), body));
    }
    bodies.into_keys().map(|(file, _)| file).collect()
}

/// Where the answer stands that claims a point.
fn claimed_at(site: &Site, page: &str, claim: &str) -> (String, Range<usize>) {
    let marks = [" ", "}", ","].map(|end| format!("{claim}{end}"));
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    let in_folder = |folder: &str| {
        let names = names_in(&site.path(folder)).into_iter();
        let english = names.filter(|name| name.ends_with(".md") && !name.ends_with(".es.md"));
        english
            .map(|name| format!("{folder}/{name}"))
            .collect::<Vec<_>>()
    };
    let others = in_folder("content/faq")
        .into_iter()
        .chain(in_folder("content"));
    let mut files = std::iter::once(page.to_owned()).chain(others);
    files
        .find_map(|file| {
            let range = below(&site.read(&file), &marks).ok()?;
            Some((file, range))
        })
        .unwrap_or_else(|| panic!("no heading claims {claim}"))
}

/// What stands between the level-2 heading that has one of the marks and the next one.
fn below(text: &str, marks: &[&str]) -> Result<Range<usize>, String> {
    let heading = marks
        .iter()
        .filter_map(|mark| text.find(mark))
        .min()
        .ok_or_else(|| format!("there is no heading with {marks:?}"))?;
    let from = text[heading..]
        .find('\n')
        .map_or(text.len(), |at| heading + at + 1);
    let to = text[from..]
        .find("\n## ")
        .map_or(text.len(), |at| from + at);
    Ok(from..to)
}

impl Expected {
    /// Line and column of `at`, which must stand once in the file.
    fn place(&self, site: &Site) -> Result<Option<(u64, u64)>, String> {
        let Some(at) = &self.at else {
            return Ok(None);
        };
        let text = fs::read_to_string(site.path(&self.file)).map_err(|error| error.to_string())?;
        let places: Vec<usize> = text.match_indices(at).map(|(at, _)| at).collect();
        let [place] = places[..] else {
            return Err(format!("{at:?} stands there {} times", places.len()));
        };
        let before = &text[..place];
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        Ok(Some((line as u64, column as u64)))
    }

    fn is(&self, found: &Found, place: Option<(u64, u64)>) -> bool {
        self.id == found.id
            && self.severity == found.severity
            && self.file == found.file
            && place == found.start
            && found.message.contains(&self.says)
    }
}
