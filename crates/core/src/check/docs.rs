//! What every check that is no requirement of a pack means, for `candor explain` and
//! the reports for machines.

use std::sync::LazyLock;

use serde::Deserialize;

use candor_model::findings::Severity;

/// What one check means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckDoc {
    /// Id, as findings carry it.
    pub id: String,
    /// How bad its findings are; the worse where they can be both.
    pub severity: DocSeverity,
    /// What it asks for.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What to do about it.
    pub help: String,
    /// How it looks when it is right.
    pub good: String,
    /// How it looks when it is not.
    pub bad: String,
}

/// A severity as the file writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocSeverity {
    /// The site must not be published.
    Error,
    /// Worth mending.
    Warning,
    /// Worth knowing.
    Note,
}

impl From<DocSeverity> for Severity {
    fn from(severity: DocSeverity) -> Severity {
        match severity {
            DocSeverity::Error => Severity::Error,
            DocSeverity::Warning => Severity::Warning,
            DocSeverity::Note => Severity::Note,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    check: Vec<CheckDoc>,
}

// The file is part of the program; that it parses is a matter of a test.
static DOCS: LazyLock<Vec<CheckDoc>> = LazyLock::new(|| {
    toml::from_str::<File>(include_str!("../../../../data/checks.toml"))
        .map_or_else(|_| Vec::new(), |file| file.check)
});

/// All of them, in the order of the file.
pub fn all() -> &'static [CheckDoc] {
    &DOCS
}

/// Ids of all of them, in the order of the file.
pub fn ids() -> Vec<&'static str> {
    DOCS.iter().map(|doc| doc.id.as_str()).collect()
}

/// Ids of every check that a site gets whatever its packs: those that are explained here, and
/// those that the packs that come with Candor ask for, too, and explain.
pub fn of_every_site() -> impl Iterator<Item = &'static str> {
    const EXPLAINED_BY_PACKS: [&str; 5] = [
        "access.found",
        "access.self-contained",
        "hours.valid",
        "records.consistent",
        "upkeep.links",
    ];
    ids().into_iter().chain(EXPLAINED_BY_PACKS)
}

/// What a check means.
pub fn get(id: &str) -> Option<&'static CheckDoc> {
    DOCS.iter().find(|doc| doc.id == id)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::check::built_in;
    use crate::rules::BUILT_IN;

    /// First words of ids, which tell an id from the name of a file or of a fact.
    const FAMILIES: &[&str] = &[
        "access",
        "ai",
        "claims",
        "complaints",
        "config",
        "contact",
        "content",
        "data",
        "facts",
        "front-matter",
        "hours",
        "languages",
        "markdown",
        "output",
        "records",
        "response",
        "risks",
        "rules",
        "source",
        "strings",
        "theme",
        "upkeep",
        "waiver",
    ];

    /// Everything in quotes in the program, tests left out, that looks like the id of a finding.
    fn ids_in_the_source() -> BTreeSet<String> {
        fn walk(folder: &Path, found: &mut BTreeSet<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let is_rust = path.extension().is_some_and(|end| end == "rs");
                let is_test = path
                    .file_stem()
                    .is_some_and(|name| name.to_string_lossy().contains("tests"));
                if path.is_dir() {
                    walk(&path, found);
                } else if is_rust && !is_test && !path.ends_with("check/docs.rs") {
                    let text = fs::read_to_string(&path).unwrap();
                    let text = text.split("#[cfg(test)]").next().unwrap();
                    found.extend(ids_in(text));
                }
            }
        }
        let mut found = BTreeSet::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for folder in ["src", "crates"] {
            walk(&root.join(folder), &mut found);
        }
        found
    }

    /// Ids that are put together of a kind of document and what is wrong with it.
    fn ids_of_documents() -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/parse/document.rs");
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let kinds: BTreeSet<&str> = text
            .split(".finding(")
            .skip(1)
            .filter_map(|call| call.trim_start().strip_prefix('"')?.split('"').next())
            .collect();
        assert!(kinds.len() >= 3, "{kinds:?}");
        let families = ["config", "data", "front-matter"];
        let of_family = |family| kinds.iter().map(move |kind| format!("{family}.{kind}"));
        families.into_iter().flat_map(of_family).collect()
    }

    /// Texts in quotes that are an id and nothing else.
    fn ids_in(text: &str) -> impl Iterator<Item = String> {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2));
        let ids: Vec<String> = code
            .filter(|word| {
                *word == "internal"
                    || word.split_once('.').is_some_and(|(family, rest)| {
                        FAMILIES.contains(&family)
                            && !rest.is_empty()
                            && rest.chars().all(|c| c.is_ascii_lowercase() || c == '-')
                            && (*word == "markdown.html"
                                || !["toml", "md", "html", "json", "txt"].contains(&rest))
                    })
            })
            .map(str::to_owned)
            .collect();
        ids.into_iter()
    }

    #[test]
    fn every_finding_is_explained_by_a_pack_or_here_and_nothing_else_is() {
        let mut of_packs = BTreeSet::new();
        for id in BUILT_IN {
            let pack = built_in(id).unwrap().unwrap();
            of_packs.extend(pack.entries().map(|entry| entry.id()));
        }
        let mut used = ids_in_the_source();
        used.extend(ids_of_documents());
        assert!(used.len() > 40, "{used:?}");
        let known: BTreeSet<String> = ids().into_iter().map(str::to_owned).collect();
        let unexplained: Vec<_> = used
            .iter()
            .filter(|id| !known.contains(*id) && !of_packs.contains(*id))
            .collect();
        assert!(unexplained.is_empty(), "not explained: {unexplained:?}");
        let unused: Vec<_> = known.difference(&used).collect();
        assert!(unused.is_empty(), "explained but never found: {unused:?}");
        assert_eq!(known.len(), ids().len(), "an id is explained twice");
    }

    #[test]
    fn explanations_are_complete_sentences() {
        assert!(all().len() > 40);
        for doc in all() {
            for text in [&doc.why, &doc.help] {
                assert!(text.ends_with('.'), "{}: {text}", doc.id);
            }
            assert!(!doc.title.ends_with('.'), "{}", doc.id);
            assert!(!doc.good.is_empty() && !doc.bad.is_empty(), "{}", doc.id);
        }
    }
}
