//! Reading packs: those that are compiled in, those of the site, and what they extend.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use include_dir::{Dir, include_dir};
use toml::Spanned;

use super::pack::{Pack, Phrases, Reference};
use super::{Entry, OwnPack, ReadSetup, Rules};
use crate::config::Config;
use crate::parse::document::{Family, Source, place_of_key, read_toml};
use crate::parse::markdown::slug::slugify;
use crate::rules::evidence::{Demand, EvidenceKind};
use crate::source::{CONFIG_FILE, FileKind, SourceTree};
use candor_model::findings::{Finding, Severity, nearest, printable};

static PACKS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../data/packs");

/// Ids of the packs that are compiled in.
pub const BUILT_IN: &[&str] = &["ae-du-vara", "eu-mica-casp", "us-ca-dfal", "us-ny-dfs-vce"];

/// A compiled-in pack by its id.
///
/// # Errors
///
/// What is wrong with it; a test holds that no compiled-in pack has anything wrong.
pub fn built_in(id: &str, read_setup: ReadSetup) -> Option<Result<Pack, Vec<Finding>>> {
    let file = format!("{id}.toml");
    let text = PACKS.get_file(&file)?.contents_utf8()?;
    let mut findings = Vec::new();
    let pack = read(text, &file, read_setup, &mut findings);
    if let Some(pack) = &pack {
        let shelf = Shelf {
            own: &[],
            read_setup,
        };
        check(pack, &shelf.parents(pack), &file, &mut findings);
    }
    Some(match pack {
        Some(pack) if findings.is_empty() => Ok(pack),
        _ => Err(findings),
    })
}

fn read(
    text: &str,
    file: &str,
    read_setup: ReadSetup,
    findings: &mut Vec<Finding>,
) -> Option<Pack> {
    let source = Source {
        text,
        file,
        offset: 0,
        family: Family::Config,
    };
    let mut pack: Pack = read_toml(source, findings)?;
    for requirement in &mut pack.requirements {
        // A set-up that cannot be used is reported by the checks, at its place.
        let setup = read_setup(requirement.check.get_ref(), requirement.with.get_ref());
        requirement.setup = setup.and_then(Result::ok);
    }
    Some(pack)
}

/// Reads every pack of the site and puts together those that it must satisfy: those
/// that the configuration names and those in `rules/`. A pack that another one extends
/// is part of that one. A pack with something wrong in it is left out until it is
/// mended: what it asks for by mistake would be missed on every page.
pub fn load(
    config: &Config,
    tree: &SourceTree,
    read_setup: ReadSetup,
    findings: &mut Vec<Finding>,
) -> Rules {
    let faults_before = findings.len();
    let own = own_packs(tree, read_setup, findings);
    let shelf = Shelf {
        own: &own,
        read_setup,
    };
    let mut broken = BTreeSet::new();
    for own in &own {
        let before = findings.len();
        check(&own.pack, &shelf.parents(&own.pack), &own.file, findings);
        let is_misread = findings.iter().any(|finding| is_in(finding, &own.file));
        if findings.len() > before || is_misread {
            broken.insert(own.pack.id.get_ref().clone());
        }
    }
    let mut wanted: Vec<(String, Option<Range<usize>>)> = config
        .rules
        .packs
        .iter()
        .map(|id| (id.get_ref().clone(), Some(id.span())))
        .collect();
    wanted.extend(own.iter().map(|own| (own.pack.id.get_ref().clone(), None)));
    let mut seen = BTreeSet::new();
    wanted.retain(|(id, _)| seen.insert(id.clone()));

    let mut packs = Vec::new();
    let mut extended = BTreeSet::new();
    let mut circles = BTreeSet::new();
    for (id, span) in wanted {
        let Some(pack) = shelf.get(&id) else {
            findings.push(unknown_pack(&id, &shelf, span));
            continue;
        };
        let Some(chain) = shelf.chain(pack, &mut circles, findings) else {
            continue;
        };
        if chain.iter().any(|pack| broken.contains(pack.id.get_ref())) {
            continue;
        }
        let parents = chain.iter().skip(1);
        extended.extend(parents.map(|pack| pack.id.get_ref().clone()));
        packs.extend(merged(chain));
    }
    packs.retain(|pack| !extended.contains(pack.id.get_ref()));
    for own in &own {
        check_severities(own, &packs, findings);
    }
    contradictions(&own, &packs, findings);
    check_own_phrases(config, tree, &packs, findings);
    // A file that could not be read is no pack at all.
    let unread = |finding: &Finding| {
        let place = finding.place.as_ref();
        place.is_some_and(|place| place.file.starts_with("rules/"))
    };
    let is_fault = |finding: &Finding| finding.severity == Severity::Error;
    let is_complete =
        !findings[faults_before..].iter().any(is_fault) && !tree.findings.iter().any(unread);
    Rules::new(packs, own, is_complete)
}

fn is_in(finding: &Finding, file: &str) -> bool {
    let place = finding.place.as_ref();
    place.is_some_and(|place| place.file == file)
}

fn own_packs(
    tree: &SourceTree,
    read_setup: ReadSetup,
    findings: &mut Vec<Finding>,
) -> Vec<OwnPack> {
    let mut own: Vec<OwnPack> = Vec::new();
    for file in tree.of_kind(FileKind::Pack) {
        let text = file.text.as_deref().unwrap_or_default();
        let Some(pack) = read(text, &file.path, read_setup, findings) else {
            continue;
        };
        let id = pack.id.get_ref();
        let taken = if BUILT_IN.contains(&id.as_str()) {
            Some("a pack that comes with Candor".to_owned())
        } else {
            own.iter()
                .find(|other| other.pack.id.get_ref() == id)
                .map(|other| other.file.clone())
        };
        if let Some(other) = taken {
            findings.push(
                fault(format!("`{id}` is also the id of {other}"))
                    .help("Give the pack an id of its own. To add to another pack, write extends = \"…\".")
                    .at(&*file.path, pack.id.span()),
            );
            continue;
        }
        own.push(OwnPack {
            file: file.path.to_string(),
            pack,
        });
    }
    own
}

fn fault(message: String) -> Finding {
    Finding::environment("rules.pack", message)
}

fn unknown_pack(id: &str, shelf: &Shelf<'_>, span: Option<Range<usize>>) -> Finding {
    let known = shelf.ids();
    let help = match nearest(id, known.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("Known packs: {}.", known.join(", ")),
    };
    Finding::environment("config.value", format!("there is no rule pack `{id}`"))
        .help(help)
        .at_opt(CONFIG_FILE, span)
}

/// Every pack that can be asked for.
struct Shelf<'a> {
    own: &'a [OwnPack],
    read_setup: ReadSetup,
}

impl Shelf<'_> {
    fn ids(&self) -> Vec<String> {
        let own = self.own.iter().map(|own| own.pack.id.get_ref().clone());
        BUILT_IN
            .iter()
            .map(|id| (*id).to_owned())
            .chain(own)
            .collect()
    }

    fn get(&self, id: &str) -> Option<Pack> {
        match self.own.iter().find(|own| own.pack.id.get_ref() == id) {
            Some(own) => Some(own.pack.clone()),
            None => built_in(id, self.read_setup)?.ok(),
        }
    }

    fn file_of(&self, id: &str) -> String {
        self.own
            .iter()
            .find(|own| own.pack.id.get_ref() == id)
            .map_or_else(|| CONFIG_FILE.to_owned(), |own| own.file.clone())
    }

    /// Packs that a pack extends, directly or not, as far as they are there.
    fn parents(&self, pack: &Pack) -> Vec<Pack> {
        let mut parents: Vec<Pack> = Vec::new();
        let mut next = pack.extends.clone();
        while let Some(id) = next.take() {
            let id = id.get_ref();
            if parents.iter().any(|known| known.id.get_ref() == id) {
                break;
            }
            if let Some(parent) = self.get(id) {
                next = parent.extends.clone();
                parents.push(parent);
            }
        }
        parents
    }

    /// A pack, then what it extends, then what that extends. `None` when that leads in a
    /// circle, which is reported unless it is one of the `circles` known, or nowhere.
    fn chain(
        &self,
        pack: Pack,
        circles: &mut BTreeSet<BTreeSet<String>>,
        findings: &mut Vec<Finding>,
    ) -> Option<Vec<Pack>> {
        let mut chain = vec![pack];
        loop {
            let last = chain.last()?;
            let Some(parent) = last.extends.clone() else {
                return Some(chain);
            };
            let file = self.file_of(last.id.get_ref());
            let id = parent.get_ref();
            if let Some(at) = chain.iter().position(|known| known.id.get_ref() == id) {
                let circle = chain[at..].iter().map(|pack| pack.id.get_ref().as_str());
                if circles.insert(circle.clone().map(str::to_owned).collect()) {
                    let circle: Vec<&str> = circle.chain([id.as_str()]).collect();
                    findings.push(
                        fault(format!(
                            "these packs extend each other in a circle: {}",
                            circle.join(" → ")
                        ))
                        .help("Take out one `extends`.")
                        .at(file, parent.span()),
                    );
                }
                return None;
            }
            let Some(found) = self.get(id) else {
                let mut finding = unknown_pack(id, self, None).at(file, parent.span());
                finding.id = "rules.pack".into();
                // Said once, however many packs build on it.
                if !findings.contains(&finding) {
                    findings.push(finding);
                }
                return None;
            };
            chain.push(found);
        }
    }
}

/// A chain of packs as one.
fn merged(mut chain: Vec<Pack>) -> Option<Pack> {
    let mut merged = chain.pop()?;
    while let Some(child) = chain.pop() {
        merged = merge(merged, child);
    }
    Some(merged)
}

/// A pack on top of the one that it extends.
fn merge(mut base: Pack, child: Pack) -> Pack {
    for topic in child.topics {
        match base
            .topics
            .iter_mut()
            .find(|known| known.id.get_ref() == topic.id.get_ref())
        {
            Some(known) => *known = topic,
            None => base.topics.push(topic),
        }
    }
    for requirement in child.requirements {
        match base
            .requirements
            .iter_mut()
            .find(|known| known.id.get_ref() == requirement.id.get_ref())
        {
            Some(known) => *known = requirement,
            None => base.requirements.push(requirement),
        }
    }
    base.severity.extend(child.severity);
    base.source.extend(child.source);
    base.links.extend(child.links);
    base.phrases.extend(child.phrases);
    for language in child.languages {
        if !base.languages.contains(&language) {
            base.languages.push(language);
        }
    }
    Pack {
        id: child.id,
        version: child.version,
        title: child.title,
        verified: child.verified.or(base.verified),
        regulator_verified: child.regulator_verified.or(base.regulator_verified),
        disclaimer: child.disclaimer.or(base.disclaimer),
        note: child.note.or(base.note),
        extends: child.extends,
        regulator: child.regulator.or(base.regulator),
        ..base
    }
}

/// What names of other things in a pack must lead somewhere. Names may stand in the
/// pack that it extends, so those packs are looked into, too.
fn check(pack: &Pack, parents: &[Pack], file: &str, findings: &mut Vec<Finding>) {
    let mut names = Names {
        file,
        findings,
        sources: keys(pack, parents, |pack| pack.source.keys().cloned().collect()),
        links: keys(pack, parents, |pack| pack.links.keys().cloned().collect()),
        phrases: keys(pack, parents, |pack| pack.phrases.keys().cloned().collect()),
    };
    check_wants(pack, file, names.findings);
    let mut seen = BTreeMap::new();
    for topic in &pack.topics {
        names.once(&mut seen, "topic", &topic.id);
        names.slug("topic", &topic.id);
        names.references(&topic.sources);
        let mut points = BTreeMap::new();
        for point in &topic.points {
            names.once(&mut points, "point", &point.id);
            names.slug("point", &point.id);
            names.references(&point.sources);
            for demand in &point.evidence {
                for evidence in demand.get_ref().kinds() {
                    names.evidence(evidence, demand.span());
                }
            }
        }
        for alternative in &topic.alternatives {
            for id in alternative.points.iter().chain(&alternative.instead_of) {
                if topic.points.iter().all(|point| point.id.get_ref() != id) {
                    let known = topic.points.iter().map(|point| point.id.get_ref().clone());
                    names.unknown("point", id, known.collect(), topic.id.span());
                }
            }
        }
    }
    let mut seen = BTreeMap::new();
    for requirement in &pack.requirements {
        names.once(&mut seen, "requirement", &requirement.id);
        names.references(&requirement.sources);
        let mut items = BTreeMap::new();
        for item in &requirement.items {
            names.once(&mut items, "item", &item.id);
        }
        let setup = requirement.setup.as_ref();
        for page in setup.map(|setup| setup.pages()).unwrap_or_default() {
            if !names.links.contains(page) {
                names.unknown("link", page, names.links.clone(), requirement.with.span());
            }
        }
    }
    for (name, by_language) in &pack.phrases {
        for (lang, phrases) in by_language {
            let is_evidence = |demand: &Spanned<Demand>| {
                let mut said = demand.get_ref().kinds().filter_map(EvidenceKind::phrases);
                said.any(|said| said == name)
            };
            let mut points = pack.topics.iter().flat_map(|topic| &topic.points);
            if phrases.get_ref().is_empty()
                && points.any(|point| point.evidence.iter().any(is_evidence))
            {
                names.findings.push(
                    fault(format!(
                        "`{name}` has no phrases, so that no answer can say one"
                    ))
                    .help(PHRASES_HELP)
                    .at(file, phrases.span()),
                );
            }
            let list = [(name.clone(), phrases.get_ref().clone())];
            if let Err(error) = candor_prose::Phrases::new(lang, &list) {
                names.findings.push(
                    fault(error.to_string())
                        .help(PHRASES_HELP)
                        .at(file, phrases.span()),
                );
            }
        }
    }
}

fn keys(pack: &Pack, parents: &[Pack], keys_of: impl Fn(&Pack) -> Vec<String>) -> BTreeSet<String> {
    std::iter::once(pack)
        .chain(parents)
        .flat_map(keys_of)
        .collect()
}

struct Names<'a> {
    file: &'a str,
    findings: &'a mut Vec<Finding>,
    sources: BTreeSet<String>,
    links: BTreeSet<String>,
    phrases: BTreeSet<String>,
}

impl Names<'_> {
    fn unknown(&mut self, what: &str, name: &str, known: BTreeSet<String>, span: Range<usize>) {
        let help = match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("Did you mean `{near}`?"),
            None if known.is_empty() => format!("This pack has no {what} of any name."),
            None => format!(
                "Known: {}.",
                known.into_iter().collect::<Vec<_>>().join(", ")
            ),
        };
        self.findings.push(
            fault(format!("this pack has no {what} `{name}`"))
                .help(help)
                .at(self.file, span),
        );
    }

    fn once<'b>(&mut self, seen: &mut BTreeMap<&'b str, ()>, what: &str, id: &'b Spanned<String>) {
        if seen.insert(id.get_ref(), ()).is_some() {
            self.findings.push(
                fault(format!(
                    "two of this pack's {what}s have the id `{}`",
                    id.get_ref()
                ))
                .help("Give each an id of its own.")
                .at(self.file, id.span()),
            );
        }
    }

    /// The id of a topic is the name of its page, and headings claim points by theirs.
    fn slug(&mut self, what: &str, id: &Spanned<String>) {
        let name = id.get_ref();
        let slug = slugify(name);
        if name.is_empty() || slug != *name {
            let such_as = if slug.is_empty() { "staking" } else { &slug };
            self.findings.push(
                fault(format!("`{}` cannot be the id of a {what}", printable(name)))
                    .help(format!(
                        "Use small letters, digits and hyphens, such as {such_as}: pages and claims are named by it."
                    ))
                    .at(self.file, id.span()),
            );
        }
    }

    fn references(&mut self, references: &[Reference]) {
        for reference in references {
            let key = reference.key.get_ref();
            if !self.sources.contains(key) {
                self.unknown("source", key, self.sources.clone(), reference.key.span());
            }
        }
    }

    fn evidence(&mut self, evidence: &dyn EvidenceKind, span: Range<usize>) {
        if let Some(name) = evidence.link().filter(|name| !self.links.contains(*name)) {
            self.unknown("link", name, self.links.clone(), span.clone());
        }
        let phrases = evidence.phrases();
        if let Some(name) = phrases.filter(|name| !self.phrases.contains(*name)) {
            self.unknown("phrases", name, self.phrases.clone(), span);
        }
    }
}

/// A severity is for something that the pack, or one that it extends, asks for.
fn check_severities(own: &OwnPack, packs: &[Pack], findings: &mut Vec<Finding>) {
    let Some(merged) = packs
        .iter()
        .find(|pack| pack.id.get_ref() == own.pack.id.get_ref())
    else {
        return;
    };
    let known: Vec<String> = merged.entries().map(Entry::id).collect();
    for (id, severity) in &own.pack.severity {
        if !known.contains(id) {
            let help = match nearest(id, known.iter().map(String::as_str)) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "`candor explain` lists every id.".to_owned(),
            };
            findings.push(
                fault(format!("this pack asks for no `{id}`"))
                    .help(help)
                    .at(&*own.file, severity.span()),
            );
        }
    }
}

/// Two packs that say how bad the same is, and do not agree: which holds is told. `packs` are as they are together.
fn contradictions(own: &[OwnPack], packs: &[Pack], findings: &mut Vec<Finding>) {
    for pack in own {
        let id = pack.pack.id.get_ref();
        for (what, severity) in &pack.pack.severity {
            let other = packs.iter().filter(|other| other.id.get_ref() != id);
            let other = other.filter_map(|other| Some((other, other.severity.get(what)?)));
            let mut other = other.filter(|(_, said)| said.get_ref() != severity.get_ref());
            let Some((other, said)) = other.next() else {
                continue;
            };
            let said = said.get_ref();
            let own_word = severity.get_ref();
            findings.push(
                Finding::warning(
                    "rules.severity",
                    format!(
                        "`{what}` is {} here and {} in {}: the stricter holds",
                        own_word.as_str(),
                        said.as_str(),
                        other.id.get_ref(),
                    ),
                )
                .help("Give both packs the same word, or take one of the two out.")
                .at(&*pack.file, severity.span()),
            );
        }
    }
}

/// Lists of phrases by what a pack does with them: names of those that a text must say, and of those that none may.
fn wanted_and_unwanted(pack: &Pack) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let points = pack.topics.iter().flat_map(|topic| &topic.points);
    let evidence = points.flat_map(|point| &point.evidence);
    let demanded: Vec<&dyn EvidenceKind> = evidence
        .flat_map(|demand| demand.get_ref().kinds())
        .collect();
    let of = |names: fn(&dyn EvidenceKind) -> Option<&str>| -> BTreeSet<&str> {
        demanded.iter().filter_map(|kind| names(*kind)).collect()
    };
    let mut wanted = of(|kind| kind.requires());
    let mut unwanted = of(|kind| kind.forbids());
    for setup in pack
        .requirements
        .iter()
        .filter_map(|one| one.setup.as_ref())
    {
        wanted.extend(setup.requires());
        unwanted.extend(setup.forbids());
    }
    (wanted, unwanted)
}

/// A phrase that a text must say and may not say.
fn check_wants(pack: &Pack, file: &str, findings: &mut Vec<Finding>) {
    let (wanted, unwanted) = wanted_and_unwanted(pack);
    let lists = |names: &BTreeSet<&str>| -> Vec<(String, String, String, Range<usize>)> {
        let lists = pack
            .phrases
            .iter()
            .filter(|(name, _)| names.contains(name.as_str()));
        lists
            .flat_map(|(name, by_language)| {
                by_language.iter().flat_map(move |(lang, phrases)| {
                    let phrases_of = phrases.get_ref().iter();
                    phrases_of.map(move |phrase| {
                        let plain = phrase.to_lowercase();
                        (lang.clone(), plain, name.clone(), phrases.span())
                    })
                })
            })
            .collect()
    };
    let allowed = lists(&wanted);
    for (lang, phrase, name, span) in lists(&unwanted) {
        let same = allowed
            .iter()
            .find(|(other, said, ..)| *other == lang && *said == phrase);
        if let Some((.., required, _)) = same {
            findings.push(
                fault(format!(
                    "“{phrase}” is a phrase that answers must say (`{required}`) and may not say (`{name}`)"
                ))
                .help("Take it out of one of the two lists.")
                .at(file, span),
            );
        }
    }
}

/// Phrases of the configuration take the place of a list of some pack, and can be used.
fn check_own_phrases(
    config: &Config,
    tree: &SourceTree,
    packs: &[Pack],
    findings: &mut Vec<Finding>,
) {
    let known: BTreeSet<&str> = packs
        .iter()
        .flat_map(|pack| pack.phrases.keys().map(String::as_str))
        .collect();
    let text = tree.config.as_deref().unwrap_or_default();
    for (name, by_language) in &config.rules.phrases {
        let place = place_of_key(text, &["rules", "phrases", name]);
        let problem = |message: String, help: String| {
            Finding::environment("config.value", message)
                .help(help)
                .at_opt(CONFIG_FILE, place.clone())
        };
        if !known.contains(name.as_str()) && !packs.is_empty() {
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => format!(
                    "Known: {}.",
                    known.iter().copied().collect::<Vec<_>>().join(", ")
                ),
            };
            findings.push(problem(
                format!("no rule pack has a list of phrases `{name}`"),
                help,
            ));
        }
        for (lang, phrases) in by_language {
            let list = [(name.clone(), phrases.clone())];
            if let Err(error) = candor_prose::phrases::Phrases::new(lang, &list) {
                findings.push(problem(error.to_string(), PHRASES_HELP.to_owned()));
            }
        }
    }
}

const PHRASES_HELP: &str = "Write words as customers read them; * stands for any one word.";

/// Lists of phrases by language, without their places.
pub(super) fn plain(phrases: &BTreeMap<String, Spanned<Vec<String>>>) -> Phrases {
    phrases
        .iter()
        .map(|(lang, list)| (lang.clone(), list.get_ref().clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_pack_is_fine_under_its_own_id() {
        let mut files: Vec<_> = PACKS
            .files()
            .filter_map(|file| file.path().file_stem()?.to_str())
            .collect();
        files.sort_unstable();
        assert_eq!(files, BUILT_IN);
        for id in BUILT_IN {
            let pack = built_in(id, |_, _| None).and_then(Result::ok);
            assert_eq!(
                pack.as_ref().map(|pack| pack.id.get_ref().as_str()),
                Some(*id)
            );
        }
    }
}
