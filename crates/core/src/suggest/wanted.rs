//! What rule packs ask for that headings can claim.

use crate::check::claims::{Claims, claims};
use crate::check::topics::topic_condition_holds;
use crate::rules::evidence::Demand;
use crate::rules::pack::{Item, Point, Requirement, Topic};
use crate::rules::{Entry, Pack};
use crate::site::Site;

/// Something that a heading can claim, with the pack's words for it in one language.
pub struct Wanted<'s> {
    /// The pack that asks.
    pub pack: &'s Pack,
    /// What it asks for.
    pub entry: Entry<'s>,
    /// What a heading says to claim it.
    pub claim: String,
    /// Whether a question of the language claims it already.
    pub is_claimed: bool,
    /// The question that the pack would ask.
    pub question: String,
    /// Anchor of a new heading.
    pub anchor: String,
    /// What a good answer holds, in the pack's words.
    pub guidance: String,
    /// What the whole topic is about.
    pub topic: String,
    /// Id of the topic, or of the requirement.
    pub group: &'s str,
    /// What the answer must hold.
    pub demands: Vec<Demand>,
    /// The only file that may claim it, without its language.
    pub only_in: Option<&'s str>,
}

/// Everything that can be claimed in a language and is asked for, packs in order. What is
/// claimed already is there too, since its words tell its answer from others.
pub fn wanted<'s>(site: &'s Site<'_>, lang: &str) -> Vec<Wanted<'s>> {
    let claims = claims(site, lang);
    let mut found: Vec<Wanted<'_>> = Vec::new();
    for pack in &site.rules.packs {
        for entry in pack.entries() {
            let Some(claim) = entry.claim() else {
                continue;
            };
            if pack.severity_of(entry).is_none() || found.iter().any(|known| known.claim == claim) {
                continue;
            }
            let is_claimed = claims.contains_key(claim.as_str());
            match entry {
                Entry::Point(topic, point) => {
                    if is_claimed || is_sensible(site, topic, point, &claims) {
                        found.push(of_point(pack, topic, point, claim, is_claimed, lang));
                    }
                }
                Entry::Item(requirement, item) => {
                    found.push(of_item(pack, requirement, item, claim, is_claimed, lang));
                }
                Entry::Topic(_) | Entry::Requirement(_) => {}
            }
        }
    }
    found
}

/// Whether a point that nobody claims can be claimed: a point that stands in for others only
/// where it may, and one that others stand in for only where they do not.
fn is_sensible(site: &Site<'_>, topic: &Topic, point: &Point, claims: &Claims<'_>) -> bool {
    topic.alternatives.iter().all(|alternative| {
        let holds = topic_condition_holds(site, alternative.when);
        let stood_in_for = alternative
            .points
            .iter()
            .any(|id| claims.contains_key(format!("{}.{id}", topic.id.get_ref()).as_str()));
        let id = point.id.get_ref();
        (holds || !alternative.points.contains(id))
            && !(holds && stood_in_for && alternative.instead_of.contains(id))
    })
}

fn of_point<'s>(
    pack: &'s Pack,
    topic: &'s Topic,
    point: &'s Point,
    claim: String,
    is_claimed: bool,
    lang: &str,
) -> Wanted<'s> {
    let demands: Vec<Demand> = point
        .evidence
        .iter()
        .map(|demand| demand.get_ref().clone())
        .collect();
    let mut guidance = point.guidance.get(lang, "en").to_owned();
    // Examples are in the pack's own language.
    if lang == "en" {
        add(&mut guidance, point.good.as_deref().unwrap_or_default());
    }
    for phrase in phrases(pack, &demands, lang) {
        add(&mut guidance, phrase);
    }
    let mut about = topic.title.get(lang, "en").to_owned();
    if let Some(description) = &topic.description {
        add(&mut about, description.get(lang, "en"));
    }
    for word in topic
        .also
        .iter()
        .filter_map(|also| also.get(lang))
        .flatten()
    {
        add(&mut about, word);
    }
    Wanted {
        pack,
        entry: Entry::Point(topic, point),
        claim,
        is_claimed,
        question: point.question.get(lang, "en").to_owned(),
        anchor: point
            .anchor
            .clone()
            .unwrap_or_else(|| point.id.get_ref().clone()),
        guidance,
        topic: about,
        group: topic.id.get_ref(),
        demands,
        only_in: None,
    }
}

fn of_item<'s>(
    pack: &'s Pack,
    requirement: &'s Requirement,
    item: &'s Item,
    claim: String,
    is_claimed: bool,
    lang: &str,
) -> Wanted<'s> {
    let setup = requirement.setup.as_ref();
    let demands = setup.map(|setup| setup.demands().to_vec());
    let page = setup.and_then(|setup| setup.page());
    let mut guidance = item.guidance.get(lang, "en").to_owned();
    if lang == "en" {
        add(&mut guidance, item.good.as_deref().unwrap_or_default());
    }
    Wanted {
        pack,
        entry: Entry::Item(requirement, item),
        claim,
        is_claimed,
        question: item.title.get(lang, "en").to_owned(),
        anchor: item.anchor.clone(),
        guidance,
        topic: String::new(),
        group: requirement.id.get_ref(),
        demands: demands.unwrap_or_default(),
        only_in: page.and_then(|page| pack.path(page)),
    }
}

fn add(text: &mut String, more: &str) {
    text.push(' ');
    text.push_str(more);
}

/// The phrases of which the evidence asks for one.
fn phrases<'s>(pack: &'s Pack, demands: &[Demand], lang: &str) -> impl Iterator<Item = &'s str> {
    let names: Vec<String> = demands
        .iter()
        .flat_map(Demand::kinds)
        .filter_map(|evidence| evidence.phrases().map(str::to_owned))
        .collect();
    let lang = lang.to_owned();
    names.into_iter().flat_map(move |name| {
        pack.phrases
            .get(&name)
            .and_then(|by_language| by_language.get(&lang))
            .into_iter()
            .flat_map(|phrases| phrases.get_ref())
            .map(String::as_str)
    })
}
