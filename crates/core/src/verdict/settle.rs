//! From findings and drafts to verdicts: the one place where it is decided how something fares.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::waivers;
use super::{Docket, Draft, InForce, Matter, Verdict, Verdicts};
use crate::rules::Pack;
use crate::site::Site;
use candor_model::findings::{self, Finding, Severity};
use candor_model::verdict::{Part, State, Subject, Unknown};

/// What a check comes to.
#[derive(Default)]
pub struct Settled {
    /// Everything wrong that no waiver covers, in reading order.
    pub findings: Vec<Finding>,
    /// Waivers in force, with what they cover.
    pub waived: Vec<InForce>,
    /// How everything fares.
    pub verdicts: Verdicts,
}

/// Gives findings of every site the citation and severity of the packs, takes those out that
/// are waived, and makes verdicts of the rest and of the drafts. `every_site` are the ids of
/// the checks that need no pack. Without a site nothing was looked at but the configuration.
pub fn settle(
    site: Option<&Site<'_>>,
    mut findings: Vec<Finding>,
    docket: &Docket,
    every_site: &[&str],
) -> Settled {
    let mut waived = Vec::new();
    leave_what_waits(&mut findings);
    if let Some(site) = site {
        for finding in &mut findings {
            site.rules.dress(finding);
        }
        waived = waivers::apply(site, &mut findings, every_site);
    }
    if let Some(site) = site
        && site.rules.packs.len() > 1
    {
        merge(&mut findings);
    }
    findings::sort(&mut findings);
    for in_force in &mut waived {
        findings::sort(&mut in_force.findings);
    }
    let bench = Bench {
        open: by_subject(findings.iter().zip(0..)),
        accepted: by_subject(waived.iter().enumerate().flat_map(|(waiver, in_force)| {
            let covered = in_force.findings.iter().enumerate();
            covered.map(move |(at, finding)| (finding, (waiver, at)))
        })),
    };
    let mut all = Vec::new();
    if let Some(site) = site {
        let mut drafts: BTreeMap<Subject, Vec<&Draft>> = BTreeMap::new();
        for draft in docket.drafts() {
            drafts.entry(draft.subject).or_default().push(draft);
        }
        for (number, pack) in site.rules.numbered() {
            bench.of_pack(number, pack, &drafts, &mut all);
        }
    }
    all.extend(of_every_site(
        site.is_some(),
        &findings,
        &waived,
        every_site,
    ));
    let deny_unknown = site.is_some_and(|site| site.config.rules.deny_unknown);
    Settled {
        verdicts: Verdicts { all, deny_unknown },
        findings,
        waived,
    }
}

/// What several packs ask for in the same words is told once, with the packs: the strictest of them first.
fn merge(findings: &mut Vec<Finding>) {
    findings.sort_by_key(|finding| finding.severity);
    let mut first: BTreeMap<(String, String, Option<String>, String, usize), usize> =
        BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        let (Some(authority), Some(place)) = (&finding.authority, &finding.place) else {
            kept.push(finding);
            continue;
        };
        let key = (
            finding.id.to_string(),
            finding.message.clone(),
            finding.help.clone(),
            place.file.clone(),
            place.span.as_ref().map_or(usize::MAX, |span| span.start),
        );
        let same = first.get(&key).and_then(|at| kept.get_mut(*at));
        let same = same.and_then(|same| Some((same.authority.as_mut()?, &mut same.about)));
        match same {
            Some((known, about)) if known.pack != authority.pack => {
                let known = Arc::make_mut(known);
                if !known.also.contains(&authority.pack) {
                    known.also.push(authority.pack.clone());
                }
                about.extend(finding.about);
            }
            _ => {
                first.insert(key, kept.len());
                kept.push(finding);
            }
        }
    }
    *findings = kept;
}

/// Ids of findings about values that cannot be read.
const VALUES: &[&str] = &[
    "config.value",
    "data.value",
    "front-matter.value",
    "hours.valid",
];

/// Leaves out that a value cannot be read where it is text that waits to be written, which is told already.
fn leave_what_waits(findings: &mut Vec<Finding>) {
    let place = |finding: &Finding| {
        let place = finding.place.as_ref()?;
        Some((place.file.clone(), place.span.clone()?))
    };
    let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for finding in findings
        .iter()
        .filter(|finding| finding.id == "content.placeholder")
    {
        if let Some((file, span)) = place(finding) {
            waiting.entry(file).or_default().push(span.start);
        }
    }
    if waiting.is_empty() {
        return;
    }
    waiting
        .values_mut()
        .for_each(|places| places.sort_unstable());
    findings.retain(|finding| {
        let told = VALUES.contains(&&*finding.id)
            && place(finding).is_some_and(|(file, span)| {
                waiting.get(&file).is_some_and(|places| {
                    let next = places.partition_point(|at| *at < span.start);
                    places.get(next).is_some_and(|at| span.contains(at))
                })
            });
        !told
    });
}

impl Settled {
    /// Whether anything keeps the site from being published: a finding, or what nobody can
    /// tell where the configuration wants that. `least` is the mildest severity that does.
    pub fn denies(&self, least: Severity) -> bool {
        let mut severities = self.findings.iter().map(|finding| finding.severity);
        severities.any(|severity| severity.denies(least)) || self.verdicts.denies(least)
    }

    /// The same once `more` was found.
    pub fn with(
        self,
        more: impl IntoIterator<Item = Finding>,
        site: Option<&Site<'_>>,
        docket: &Docket,
        every_site: &[&str],
    ) -> Settled {
        // What a waiver took out it takes out again, and what is told twice is told once.
        let covered = self.waived.into_iter().flat_map(|waiver| waiver.findings);
        let all = self.findings.into_iter().chain(covered).chain(more);
        settle(site, all.collect(), docket, every_site)
    }
}

/// Places of findings by what they are about, each with the language.
type BySubject<'f, P> = BTreeMap<Subject, Vec<(Option<&'f str>, P)>>;

fn by_subject<'f, P: Copy>(findings: impl Iterator<Item = (&'f Finding, P)>) -> BySubject<'f, P> {
    let mut sorted: BySubject<'f, P> = BTreeMap::new();
    for (finding, at) in findings {
        for about in &finding.about {
            sorted
                .entry(about.subject)
                .or_default()
                .push((about.language.as_deref(), at));
        }
    }
    sorted
}

/// The findings, to be looked up.
struct Bench<'f> {
    open: BySubject<'f, usize>,
    accepted: BySubject<'f, (usize, usize)>,
}

impl Bench<'_> {
    fn of_pack(
        &self,
        number: u16,
        pack: &Pack,
        drafts: &BTreeMap<Subject, Vec<&Draft>>,
        all: &mut Vec<Verdict>,
    ) {
        let mut parts = pack.parts().peekable();
        while let Some((part, entry)) = parts.next() {
            let subject = Subject { pack: number, part };
            let severity = pack.severity_of(entry);
            // The whole stands before its parts, and follows from them.
            let mut of_parts = Vec::new();
            while let Some((part, entry)) = parts.next_if(|(part, _)| !part.is_whole()) {
                let subject = Subject { pack: number, part };
                let severity = pack.severity_of(entry);
                for draft in drafts.get(&subject).into_iter().flatten() {
                    of_parts.push(self.of_part(draft, severity));
                }
            }
            let draft = drafts.get(&subject).and_then(|drafts| drafts.first());
            all.push(self.of_whole(subject, severity, draft.copied(), &of_parts));
            all.extend(of_parts);
        }
    }

    fn of_part(&self, draft: &Draft, severity: Option<Severity>) -> Verdict {
        let lang = draft.language.as_deref();
        let mut findings = places(&self.open, draft.subject, lang);
        let mut accepted = places(&self.accepted, draft.subject, lang);
        if draft.is_unclaimed {
            findings.extend(places(&self.open, draft.subject.whole(), lang));
            accepted.extend(places(&self.accepted, draft.subject.whole(), lang));
        }
        let state = if severity.is_none() {
            State::Off
        } else if !findings.is_empty() {
            State::Lacking
        } else {
            match draft.state() {
                State::Met | State::Off if !accepted.is_empty() => State::Waived,
                state => state.clone(),
            }
        };
        Verdict {
            matter: Matter::Asked(draft.subject),
            language: draft.language.clone(),
            state,
            severity,
            evidence: draft.evidence.clone(),
            findings,
            accepted,
            is_of_parts: false,
        }
    }

    fn of_whole(
        &self,
        subject: Subject,
        severity: Option<Severity>,
        draft: Option<&Draft>,
        parts: &[Verdict],
    ) -> Verdict {
        let mut findings = places_in_any_language(&self.open, subject);
        let mut accepted = places_in_any_language(&self.accepted, subject);
        findings.extend(parts.iter().flat_map(|part| &part.findings));
        accepted.extend(parts.iter().flat_map(|part| &part.accepted));
        findings.sort_unstable();
        findings.dedup();
        accepted.sort_unstable();
        accepted.dedup();
        let own = match (severity, draft, subject.part) {
            (None, _, _) => State::Off,
            (_, Some(draft), _) => draft.state().clone(),
            // A topic is nothing besides its points.
            (_, None, Part::Topic(_)) => State::Off,
            (_, None, _) => State::NotKnown(Unknown::NotSetUp),
        };
        let mut worst = own.clone();
        for part in parts {
            if weight(&part.state) > weight(&worst) {
                worst = part.state.clone();
            }
        }
        let state = if !findings.is_empty() {
            State::Lacking
        } else if !accepted.is_empty() && weight(&worst) < weight(&State::Waived) {
            State::Waived
        } else {
            worst
        };
        Verdict {
            matter: Matter::Asked(subject),
            language: None,
            is_of_parts: state.unknown().is_some() && state != own,
            state,
            severity,
            evidence: draft
                .map(|draft| draft.evidence.clone())
                .unwrap_or_default(),
            findings,
            accepted,
        }
    }
}

/// What of two parts the whole follows: what is more, the heavier.
fn weight(state: &State) -> u8 {
    match state {
        State::Off => 0,
        State::Met => 1,
        State::Waived => 2,
        State::NotKnown(_) => 3,
        State::NotWritten => 4,
        State::Lacking => 5,
    }
}

fn places<P: Copy>(sorted: &BySubject<'_, P>, subject: Subject, lang: Option<&str>) -> Vec<P> {
    let found = sorted.get(&subject).into_iter().flatten();
    found
        .filter(|(language, _)| *language == lang)
        .map(|(_, place)| *place)
        .collect()
}

fn places_in_any_language<P: Copy>(sorted: &BySubject<'_, P>, subject: Subject) -> Vec<P> {
    let found = sorted.get(&subject).into_iter().flatten();
    found.map(|(_, place)| *place).collect()
}

/// Ids of checks that look at what only a build does, or at Candor itself: they are told of
/// when they find something.
const ONLY_WHEN_FOUND: [&str; 2] = ["output.", "internal"];

fn of_every_site(
    is_assembled: bool,
    open: &[Finding],
    waived: &[InForce],
    ids: &[&str],
) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = ids
        .iter()
        .map(|id| Verdict {
            matter: Matter::EverySite((*id).to_owned()),
            language: None,
            state: if is_assembled {
                State::Met
            } else {
                State::NotKnown(Unknown::NothingRead)
            },
            severity: Some(Severity::Error),
            evidence: Vec::new(),
            findings: Vec::new(),
            accepted: Vec::new(),
            is_of_parts: false,
        })
        .collect();
    let known: BTreeMap<&str, usize> = ids.iter().zip(0..).map(|(id, at)| (*id, at)).collect();
    let of = |finding: &Finding| {
        finding
            .about
            .is_empty()
            .then(|| known.get(&*finding.id).copied())
            .flatten()
    };
    for (at, finding) in open.iter().enumerate() {
        if finding.severity == Severity::Note {
            continue;
        }
        if let Some(verdict) = of(finding).and_then(|place| verdicts.get_mut(place)) {
            verdict.findings.push(at);
            verdict.state = State::Lacking;
        }
    }
    for (waiver, in_force) in waived.iter().enumerate() {
        for (at, finding) in in_force.findings.iter().enumerate() {
            if let Some(verdict) = of(finding).and_then(|place| verdicts.get_mut(place)) {
                verdict.accepted.push((waiver, at));
                if verdict.findings.is_empty() {
                    verdict.state = State::Waived;
                }
            }
        }
    }
    verdicts.retain(|verdict| {
        let Matter::EverySite(id) = &verdict.matter else {
            return true;
        };
        !verdict.findings.is_empty()
            || !verdict.accepted.is_empty()
            || !ONLY_WHEN_FOUND.iter().any(|known| id.starts_with(known))
    });
    verdicts
}
