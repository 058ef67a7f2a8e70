//! Rule packs: what a regulator requires, as data.
//!
//! `pack` is the format, [`load`] reads packs and puts together those that a site
//! must satisfy, `evidence` is what an answer must hold. The kinds of check that
//! requirements name are in [`crate::check`]; how one reads its set-up is handed in, as a
//! [`ReadSetup`].

pub(crate) mod bounds;
pub(crate) mod evidence;
mod load;
pub(crate) mod pack;
mod phrases;
mod setup;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use load::{BUILT_IN, built_in, load};
pub use pack::Pack;
pub use phrases::{Phrasebook, phrasebook};
pub use setup::{ReadSetup, Setup};

use candor_model::basis::Basis;
use candor_model::findings::{Authority, Finding, Severity};
use candor_model::verdict::{About, Part, Subject};
use pack::{HowRead, Item, PackSeverity, Point, Reference, Requirement, Topic};

/// The rules that a site must satisfy.
#[derive(Debug, Default)]
pub struct Rules {
    /// Packs, each with what it extends merged in, in the order of the configuration.
    pub packs: Vec<Pack>,
    /// Packs of the site's own as written, with their files.
    pub own: Vec<OwnPack>,
    /// Whether every pack is there. If one could not be read, nobody knows what it asks for.
    pub is_complete: bool,
    /// Who says so, by id of the finding.
    authorities: BTreeMap<String, Arc<Authority>>,
    /// Everything that packs ask for, by id, in the order of the packs.
    subjects: BTreeMap<String, Vec<Subject>>,
}

/// A pack of the site's own.
#[derive(Debug)]
pub struct OwnPack {
    /// Site-relative path.
    pub file: String,
    /// What it says.
    pub pack: Pack,
}

/// Something that a pack asks for, found by its id.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// A topic, `topic.account-freezes`.
    Topic(&'a Topic),
    /// A point of a topic, `topic.account-freezes.steps`.
    Point(&'a Topic, &'a Point),
    /// A requirement, `contact.phone`.
    Requirement(&'a Requirement),
    /// A part that a requirement lists, `risks.material.3`.
    Item(&'a Requirement, &'a Item),
}

impl<'a> Entry<'a> {
    /// Its id, as findings and reports show it.
    pub fn id(self) -> String {
        match self {
            Entry::Topic(topic) => topic_id(topic),
            Entry::Point(topic, point) => point_id(topic, point),
            Entry::Requirement(requirement) => requirement.id.get_ref().clone(),
            Entry::Item(requirement, item) => item_id(requirement, item),
        }
    }

    /// Id of the requirement that it is, or is part of.
    pub fn requirement_id(self) -> String {
        match self {
            Entry::Topic(topic) | Entry::Point(topic, _) => topic_id(topic),
            Entry::Requirement(requirement) | Entry::Item(requirement, _) => {
                requirement.id.get_ref().clone()
            }
        }
    }

    /// What questions say to claim it: `account-freezes.steps`, `risks.3`.
    pub fn claim(self) -> Option<String> {
        match self {
            Entry::Point(topic, point) => Some(claim_of_point(topic, point)),
            Entry::Item(requirement, item) => claim_of_item(requirement, item),
            Entry::Topic(_) | Entry::Requirement(_) => None,
        }
    }

    /// What it rests on.
    pub fn basis(self) -> Basis {
        match self {
            Entry::Topic(topic) => topic.basis,
            Entry::Point(topic, point) => point.basis.unwrap_or(topic.basis),
            Entry::Requirement(requirement) | Entry::Item(requirement, _) => requirement.basis,
        }
    }

    /// Where it comes from.
    pub fn sources(self) -> &'a [Reference] {
        match self {
            Entry::Point(_, point) if !point.sources.is_empty() => &point.sources,
            Entry::Topic(topic) | Entry::Point(topic, _) => &topic.sources,
            Entry::Requirement(requirement) | Entry::Item(requirement, _) => &requirement.sources,
        }
    }

    /// What it asks for, in English where the pack has English words.
    pub fn title(self) -> String {
        self.title_in("en")
    }

    /// What it asks for, in a language where the pack has words of it.
    pub fn title_in(self, lang: &str) -> String {
        match self {
            Entry::Topic(topic) => topic.title.get(lang, "en").to_owned(),
            Entry::Point(_, point) => point.question.get(lang, "en").to_owned(),
            Entry::Requirement(requirement) => requirement.title.clone(),
            Entry::Item(_, item) => item.title.get(lang, "en").to_owned(),
        }
    }

    fn own_severity(self) -> Option<PackSeverity> {
        match self {
            Entry::Topic(topic) => topic.severity,
            Entry::Point(_, point) => point.severity,
            Entry::Requirement(requirement) | Entry::Item(requirement, _) => requirement.severity,
        }
    }
}

/// `topic.account-freezes`
pub fn topic_id(topic: &Topic) -> String {
    format!("topic.{}", topic.id.get_ref())
}

/// `topic.account-freezes.steps`
pub fn point_id(topic: &Topic, point: &Point) -> String {
    format!("topic.{}.{}", topic.id.get_ref(), point.id.get_ref())
}

/// `risks.material.3`
pub fn item_id(requirement: &Requirement, item: &Item) -> String {
    format!("{}.{}", requirement.id.get_ref(), item.id.get_ref())
}

/// What questions say to claim a point: `account-freezes.steps`.
pub fn claim_of_point(topic: &Topic, point: &Point) -> String {
    format!("{}.{}", topic.id.get_ref(), point.id.get_ref())
}

/// What headings say to claim a part that a requirement lists: `risks.3`.
pub fn claim_of_item(requirement: &Requirement, item: &Item) -> Option<String> {
    let prefix = requirement.setup.as_ref()?.prefix()?;
    Some(format!("{prefix}.{}", item.id.get_ref()))
}

impl Pack {
    /// Everything that it asks for, with its place: topics with their points, then
    /// requirements with their parts.
    pub fn parts(&self) -> impl Iterator<Item = (Part, Entry<'_>)> {
        let topics = self.topics.iter().zip(0..).flat_map(|(topic, at)| {
            let points =
                topic.points.iter().zip(0..).map(move |(point, within)| {
                    (Part::Point(at, within), Entry::Point(topic, point))
                });
            std::iter::once((Part::Topic(at), Entry::Topic(topic))).chain(points)
        });
        let requirements = self.requirements.iter().zip(0..).flat_map(|(one, at)| {
            let items = one
                .items
                .iter()
                .zip(0..)
                .map(move |(item, within)| (Part::Item(at, within), Entry::Item(one, item)));
            std::iter::once((Part::Requirement(at), Entry::Requirement(one))).chain(items)
        });
        topics.chain(requirements)
    }

    /// Everything that it asks for, in the same order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.parts().map(|(_, entry)| entry)
    }

    /// What stands at a place in it.
    pub fn at(&self, part: Part) -> Option<Entry<'_>> {
        match part {
            Part::Topic(at) => self.topics.get(usize::from(at)).map(Entry::Topic),
            Part::Point(at, within) => {
                let topic = self.topics.get(usize::from(at))?;
                let point = topic.points.get(usize::from(within))?;
                Some(Entry::Point(topic, point))
            }
            Part::Requirement(at) => self
                .requirements
                .get(usize::from(at))
                .map(Entry::Requirement),
            Part::Item(at, within) => {
                let requirement = self.requirements.get(usize::from(at))?;
                let item = requirement.items.get(usize::from(within))?;
                Some(Entry::Item(requirement, item))
            }
        }
    }

    /// The source path that a name of its `links` stands for, without its anchor.
    pub fn path(&self, name: &str) -> Option<&str> {
        let link = self.links.get(name)?;
        Some(link.split('#').next().unwrap_or(link))
    }

    /// How bad it is when something is missing; `None` when the pack does not ask for it.
    pub fn severity_of(&self, entry: Entry<'_>) -> Option<Severity> {
        let set = |id: &str| self.severity.get(id).map(|severity| *severity.get_ref());
        let chosen = set(&entry.id())
            .or_else(|| set(&entry.requirement_id()))
            .or_else(|| entry.own_severity());
        match chosen {
            Some(severity) => severity.severity(),
            None => Some(match entry.basis() {
                Basis::Rule | Basis::Derived => Severity::Error,
                Basis::Practice => Severity::Warning,
            }),
        }
    }

    /// Whom or what its sources are about, in a language where the pack has words of it.
    pub fn scopes(&self, lang: &str) -> Vec<&str> {
        let scopes = self
            .source
            .values()
            .filter_map(|source| source.scope.as_ref());
        scopes.map(|scope| scope.get(lang, "en")).collect()
    }

    /// Whether it cites anything, so that its citations say how they were read.
    pub fn cites(&self) -> bool {
        !self.source.is_empty()
    }

    /// Where something comes from, in one line.
    pub fn citation(&self, entry: Entry<'_>) -> String {
        let mut parts: Vec<String> = entry
            .sources()
            .iter()
            .map(|reference| self.cited(reference))
            .collect();
        if let Entry::Item(_, item) = entry
            && let Some(cite) = &item.cite
        {
            let source = entry.sources().first();
            let mark =
                source.map(|source| self.mark(source.key.get_ref(), item.read.or(source.read)));
            parts = vec![format!("{cite}{}", mark.unwrap_or_default())];
        }
        parts.dedup();
        parts.join("; ")
    }

    /// How a place in a source was read, as ` (text, in an unofficial copy)`.
    fn mark(&self, key: &str, read: Option<HowRead>) -> String {
        let source = self.source.get(key);
        let read = read
            .or(source.map(|source| source.read))
            .unwrap_or_default();
        match source.and_then(|source| source.remark.as_deref()) {
            Some(remark) if read == HowRead::Text => format!(" ({}, {remark})", read.as_str()),
            _ => format!(" ({})", read.as_str()),
        }
    }

    /// One place in a source and how it was read, as `DFS letter of May 30, 2024: regular updates (reported)`.
    pub fn cited(&self, reference: &Reference) -> String {
        let key = reference.key.get_ref();
        let source = self.source.get(key);
        let name = source.map_or(key.as_str(), |source| {
            source.short.as_deref().unwrap_or(&source.title)
        });
        let mut text = match &reference.cite {
            Some(cite) if cite.starts_with(name) => cite.clone(),
            Some(cite) => format!("{name}: {cite}"),
            None => name.to_owned(),
        };
        text.push_str(&self.mark(key, reference.read));
        text
    }

    /// Who says so.
    pub fn authority(&self, entry: Entry<'_>) -> Authority {
        Authority {
            pack: self.id.get_ref().clone(),
            requirement: entry.requirement_id(),
            basis: entry.basis(),
            citation: self.citation(entry),
            is_among_packs: false,
            also: Vec::new(),
        }
    }
}

/// Who says so, on a site with so many packs.
fn among(pack: &Pack, entry: Entry<'_>, packs: usize) -> Authority {
    Authority {
        is_among_packs: packs > 1,
        ..pack.authority(entry)
    }
}

impl Rules {
    fn new(packs: Vec<Pack>, own: Vec<OwnPack>, is_complete: bool) -> Rules {
        let mut authorities = BTreeMap::new();
        let mut subjects: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
        for (number, pack) in (0..).zip(&packs) {
            for (part, entry) in pack.parts() {
                let subject = Subject { pack: number, part };
                subjects.entry(entry.id()).or_default().push(subject);
                authorities
                    .entry(entry.id())
                    .or_insert_with(|| Arc::new(among(pack, entry, packs.len())));
            }
        }
        Rules {
            packs,
            own,
            is_complete,
            authorities,
            subjects,
        }
    }

    /// What an id stands for, with the first pack that asks for it.
    pub fn entry(&self, id: &str) -> Option<(&Pack, Entry<'_>)> {
        self.packs.iter().find_map(|pack| {
            let entry = pack.entries().find(|entry| entry.id() == id)?;
            Some((pack, entry))
        })
    }

    /// What a claim stands for, with the first pack that asks for it.
    pub fn claimed(&self, claim: &str) -> Option<(&Pack, Entry<'_>)> {
        self.packs.iter().find_map(|pack| {
            let entry = pack
                .entries()
                .find(|entry| entry.claim().as_deref() == Some(claim))?;
            Some((pack, entry))
        })
    }

    /// Every id that a pack asks for.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.authorities.keys().map(String::as_str)
    }

    /// Everything that a heading can claim, with the entry that it stands for.
    pub fn claims(&self) -> BTreeMap<String, Entry<'_>> {
        let mut claims = BTreeMap::new();
        for entry in self.packs.iter().flat_map(Pack::entries) {
            if let Some(claim) = entry.claim() {
                claims.entry(claim).or_insert(entry);
            }
        }
        claims
    }

    /// The packs, each with the number that a [`Subject`] has for it.
    pub fn numbered(&self) -> impl Iterator<Item = (u16, &Pack)> {
        (0..).zip(&self.packs)
    }

    /// What a key of these rules leads to.
    pub fn resolve(&self, subject: Subject) -> Option<(&Pack, Entry<'_>)> {
        let pack = self.packs.get(usize::from(subject.pack))?;
        Some((pack, pack.at(subject.part)?))
    }

    /// Everything that a pack asks for by this id.
    fn asking<'r>(&'r self, id: &'r str) -> impl Iterator<Item = (Subject, &'r Pack, Entry<'r>)> {
        let subjects = self.subjects.get(id).into_iter().flatten();
        subjects.filter_map(|subject| {
            let (pack, entry) = self.resolve(*subject)?;
            Some((*subject, pack, entry))
        })
    }

    /// Puts subject, citation and severity to findings of checks that also run without a
    /// pack, such as broken links, where packs ask for the same. Citation and severity are
    /// those of the strictest, of the first of them; where every pack switched it off, it is as without a pack.
    pub fn dress(&self, finding: &mut Finding) {
        // A note ahead of time is about nothing that is lacking.
        let is_note = finding.severity == Severity::Note;
        if is_note || !finding.about.is_empty() || !self.authorities.contains_key(&*finding.id) {
            return;
        }
        let id = finding.id.clone();
        let asking: Vec<_> = self
            .asking(&id)
            .filter_map(|(subject, pack, entry)| {
                Some((subject, pack, entry, pack.severity_of(entry)?))
            })
            .collect();
        if let Some((_, pack, entry, severity)) =
            asking.iter().min_by_key(|(.., severity)| *severity)
        {
            let mut authority = self.authority_of(pack, *entry);
            let others = asking.iter().map(|(_, other, ..)| other.id.get_ref());
            let others: Vec<&String> = others.filter(|other| *other != pack.id.get_ref()).collect();
            if let Some(authority) = authority.as_mut().filter(|_| !others.is_empty()) {
                Arc::make_mut(authority).also = others.into_iter().cloned().collect();
            }
            finding.authority = authority;
            // A pack may make a check milder, never stricter than what was found.
            if finding.severity == Severity::Error {
                finding.severity = *severity;
            }
        }
        finding
            .about
            .extend(asking.iter().map(|(subject, ..)| About::whole(*subject)));
    }

    /// Who asks for something: a pack of these rules.
    pub fn authority_of(&self, pack: &Pack, entry: Entry<'_>) -> Option<Arc<Authority>> {
        let known = self.authorities.get(&entry.id())?;
        // Two packs may ask for the same; each cites its own source.
        Some(if known.pack == *pack.id.get_ref() {
            known.clone()
        } else {
            Arc::new(among(pack, entry, self.packs.len()))
        })
    }
}
