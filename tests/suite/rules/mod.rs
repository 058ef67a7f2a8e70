//! Every row of every rule pack is seen to pass and to fail for the right reason.
//!
//! The fixtures are data, in a folder a pack; `fixture.rs` says how to read them. Each
//! changes something in a site that passes, and says what `candor check` must then find:
//! exactly this, at exactly these places, and nothing else.

mod fixture;

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::common::{NOW, Site, names_in, repository};
use fixture::Fixture;
use toml::Value;

/// A compiled-in pack, and the site on which its fixtures are based.
struct Tested {
    pack: &'static str,
    site: fn() -> Site,
}

const TESTED: &[Tested] = &[
    Tested {
        pack: "us-ny-dfs-vce",
        site: Site::demo,
    },
    Tested {
        pack: "eu-mica-casp",
        site: || Site::copy_of(&repository().join("examples/eu-mica")),
    },
    Tested {
        pack: "us-ca-dfal",
        site: || Site::copy_of(&repository().join("examples/us-ca-dfal")),
    },
    Tested {
        pack: "ae-du-vara",
        site: || Site::copy_of(&repository().join("examples/ae-du-vara")),
    },
];

fn fixtures(pack: &str) -> Vec<Fixture> {
    let folder = repository().join("tests/rules").join(pack);
    names_in(&folder)
        .iter()
        .filter(|name| name.ends_with(".toml"))
        .flat_map(|name| fixture::read(&folder.join(name)))
        .collect()
}

fn pack_text(pack: &str) -> Value {
    let file = repository().join(format!("data/packs/{pack}.toml"));
    let pack: toml::Table = fs::read_to_string(file).unwrap().parse().unwrap();
    Value::Table(pack)
}

fn each(table: &Value, key: &str) -> Vec<Value> {
    let entries = table.get(key).and_then(Value::as_array);
    entries.cloned().unwrap_or_default()
}

fn id(table: &Value) -> String {
    table["id"].as_str().unwrap().to_owned()
}

/// Everything that a pack asks for, by the id under which it is explained.
fn rows(pack: &str) -> BTreeSet<String> {
    let pack = pack_text(pack);
    let mut rows = BTreeSet::new();
    for topic in each(&pack, "topic") {
        rows.insert(format!("topic.{}", id(&topic)));
        for point in each(&topic, "point") {
            rows.insert(format!("topic.{}.{}", id(&topic), id(&point)));
        }
    }
    for requirement in each(&pack, "requirement") {
        rows.insert(id(&requirement));
        for item in each(&requirement, "item") {
            rows.insert(format!("{}.{}", id(&requirement), id(&item)));
        }
    }
    rows
}

/// Does a thing with every item, on every processor, and collects what it says.
fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let said = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(text) = work(item) {
                        said.lock().unwrap().push(text);
                    }
                }
            });
        }
    });
    let mut said = said.into_inner().unwrap();
    said.sort();
    said
}

#[test]
fn the_sites_on_which_fixtures_are_based_have_no_finding() {
    for tested in TESTED {
        let found = fixture::check(&(tested.site)(), NOW, None);
        assert!(found.is_empty(), "{}: {found:#?}", tested.pack);
    }
}

/// To try one fixture alone: `CANDOR_FIXTURE='part of its name' cargo test --test suite rules`.
#[test]
fn every_fixture_finds_what_it_says_and_nothing_else() {
    let only = std::env::var("CANDOR_FIXTURE").unwrap_or_default();
    let fixtures: Vec<(&Tested, Fixture)> = TESTED
        .iter()
        .flat_map(|tested| {
            fixtures(tested.pack)
                .into_iter()
                .map(move |fixture| (tested, fixture))
        })
        .filter(|(_, fixture)| fixture.full_name().contains(&only))
        .collect();
    let wrong = in_parallel(&fixtures, |(tested, fixture)| {
        fixture
            .run((tested.site)())
            .err()
            .map(|problems| format!("{}, {problems}", tested.pack))
    });
    assert!(
        wrong.is_empty(),
        "{} of {} fixtures are wrong:\n\n{}",
        wrong.len(),
        fixtures.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_row_is_without_a_good_and_a_bad_fixture() {
    for tested in TESTED {
        let rows = rows(tested.pack);
        let fixtures = fixtures(tested.pack);
        let names: BTreeSet<String> = fixtures.iter().map(Fixture::full_name).collect();
        assert_eq!(names.len(), fixtures.len(), "two fixtures have one name");
        let shown = |good: bool| -> BTreeSet<String> {
            fixtures
                .iter()
                .filter(|fixture| fixture.is_good() == good)
                .flat_map(|fixture| fixture.rows.iter().cloned())
                .collect()
        };
        for (what, shown) in [("good", shown(true)), ("bad", shown(false))] {
            let without: Vec<&String> = rows.difference(&shown).collect();
            assert!(
                without.is_empty(),
                "{}: these rows have no {what} fixture: {without:#?}",
                tested.pack
            );
            let unknown: Vec<&String> = shown.difference(&rows).collect();
            assert!(
                unknown.is_empty(),
                "{}: fixtures name rows that there are not: {unknown:#?}",
                tested.pack
            );
        }
    }
}

/// Parts of a page with an example each: the page, and by id of the finding what the text
/// claims and the table that holds the example.
struct Examples {
    page: String,
    of: Vec<(String, String, Value)>,
}

fn examples(pack: &str) -> Vec<Examples> {
    let pack = pack_text(pack);
    let of_topics = each(&pack, "topic").into_iter().map(|topic| {
        let points = each(&topic, "point").into_iter();
        let topic = id(&topic);
        Examples {
            page: format!("content/faq/{topic}.md"),
            of: points
                // It stands in for the others only where no AI is used.
                .filter(|point| id(point) != "none")
                .map(|point| {
                    let claim = format!("{topic}.{}", id(&point));
                    (format!("topic.{claim}"), claim, point)
                })
                .collect(),
        }
    });
    let of_requirements = each(&pack, "requirement")
        .into_iter()
        .filter(|requirement| !each(requirement, "item").is_empty())
        .map(|requirement| {
            let with = |key: &str| requirement["with"][key].as_str().unwrap().to_owned();
            let items = each(&requirement, "item").into_iter();
            Examples {
                page: pack["links"][&with("page")].as_str().unwrap().to_owned(),
                of: items
                    .map(|item| {
                        let claim = format!("{}.{}", with("prefix"), id(&item));
                        (id(&requirement), claim, item)
                    })
                    .collect(),
            }
        });
    of_topics.chain(of_requirements).collect()
}

/// `explain` shows them, so they must be true.
#[test]
fn good_examples_of_packs_pass_and_bad_ones_fail() {
    let runs: Vec<(&Tested, Examples, &str)> = TESTED
        .iter()
        .flat_map(|tested| {
            ["good", "bad"].into_iter().flat_map(move |which| {
                let examples = examples(tested.pack).into_iter();
                examples.map(move |examples| (tested, examples, which))
            })
        })
        .collect();
    let wrong = in_parallel(&runs, |(tested, examples, which)| {
        let site = (tested.site)();
        fixture::leave_search_out(&site);
        let answers = examples
            .of
            .iter()
            .map(|(_, claim, table)| (claim.as_str(), table[*which].as_str().unwrap()));
        let pages = fixture::answer_points(&site, &examples.page, answers);
        fixture::note_translations(&site, pages.iter().map(String::as_str));
        let found = fixture::check(&site, NOW, None);
        if *which == "good" {
            return (!found.is_empty()).then(|| format!("{}: {found:#?}", examples.page));
        }
        let fails = |id: &String| {
            let expected = examples.of.iter().filter(|(known, ..)| known == id).count();
            let findings = found.iter().filter(|finding| finding.id == *id).count();
            findings >= expected
        };
        let passes: Vec<&String> = examples.of.iter().map(|(id, ..)| id).collect();
        let passes: Vec<&&String> = passes.iter().filter(|id| !fails(id)).collect();
        (!passes.is_empty()).then(|| format!("{}: {passes:?} pass: {found:#?}", examples.page))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
