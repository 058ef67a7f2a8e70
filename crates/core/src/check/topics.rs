//! Topics that the FAQ must cover: which question claims which point, and whether its
//! answer holds the evidence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::kind::{predominant, topic_file};
use super::kinds::disclosure::contact_fact;
use crate::rules::evidence::{Demand, Evidence};
use crate::rules::pack::{Alternative, Condition, Point, Topic};
use crate::rules::{Entry, Pack, claim_of_point};
use crate::site::{Page, Site};
use candor_model::answer::Answer;
use candor_model::channel::{Channel, StaffedBy};
use candor_model::findings::{Finding, nearest};
use candor_model::page::Question;

/// A question that claims a point.
#[derive(Clone, Copy)]
pub struct Claim<'s> {
    /// The page.
    pub page: &'s Page,
    /// The question on it.
    pub question: &'s Question,
    /// What its answer holds.
    pub answer: &'s Answer,
}

/// Every claim of a language, by point.
pub fn claims<'s>(site: &'s Site<'_>, lang: &str) -> BTreeMap<&'s str, Vec<Claim<'s>>> {
    let mut claims: BTreeMap<&str, Vec<Claim<'_>>> = BTreeMap::new();
    for page in site.pages.iter().filter(|page| page.head.lang == lang) {
        for (question, answer) in page.outline.answers() {
            for (point, _) in &question.covers {
                claims.entry(point).or_default().push(Claim {
                    page,
                    question,
                    answer,
                });
            }
        }
    }
    claims
}

/// `claims.unknown`: every claim is of something that a pack asks for.
pub(super) fn unknown_claims(site: &Site<'_>, findings: &mut Vec<Finding>) {
    // What a pack asks for that could not be read is not known.
    // Without any pack, nobody says which points there are.
    if !site.rules.is_complete || site.rules.packs.is_empty() {
        return;
    }
    let known = site.rules.claims();
    for page in &site.pages {
        let by_heading = page.outline.questions.iter().flat_map(|question| {
            let covers = question.covers.iter();
            covers.map(|(point, span)| (point, span, true))
        });
        let claims = page.outline.prose.claims.iter();
        let by_block = claims.map(|claim| (&claim.point, &claim.span, false));
        for (point, span, is_heading) in by_heading.chain(by_block) {
            if let Some(entry) = known.get(point) {
                if !is_heading && matches!(entry, Entry::Point(..)) {
                    findings.push(
                        Finding::error(
                            "claims.place",
                            format!("`{point}` is claimed by a paragraph or list item"),
                        )
                        .help("Only questions, which are level-2 headings (##), can claim points of topics.")
                        .at(&*page.head.source, span.clone()),
                    );
                }
                continue;
            }
            {
                let help = match nearest(point, known.keys().map(String::as_str)) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None if known.is_empty() => {
                        "This site satisfies no rule pack: name one in [rules] packs of candor.toml, or remove the claim.".to_owned()
                    }
                    None => siblings(point, &known),
                };
                findings.push(
                    Finding::error("claims.unknown", format!("no rule pack asks for `{point}`"))
                        .help(help)
                        .at(&*page.head.source, span.clone()),
                );
            }
        }
    }
}

fn siblings(point: &str, known: &BTreeMap<String, Entry<'_>>) -> String {
    let topic = point.split('.').next().unwrap_or(point);
    let of_topic: Vec<&str> = known
        .keys()
        .map(String::as_str)
        .filter(|claim| claim.split('.').next() == Some(topic))
        .collect();
    if of_topic.is_empty() {
        "`candor explain` lists every point.".to_owned()
    } else {
        format!("Known: {}.", of_topic.join(", "))
    }
}

/// Every topic of a pack, in every language in which the regulator expects it.
pub(super) fn check(site: &Site<'_>, pack: &Pack, findings: &mut Vec<Finding>) {
    for lang in predominant(site) {
        let claims = claims(site, lang);
        for topic in &pack.topics {
            let topic = InLanguage {
                site,
                pack,
                topic,
                lang,
                claims: &claims,
            };
            topic.check(findings);
        }
    }
}

/// Whether a pack asks for a point, given all claims of a language: a point that may
/// stand in for others need not be claimed, nor one that such a point stands in for.
pub fn is_asked_for(
    site: &Site<'_>,
    pack: &Pack,
    topic: &Topic,
    point: &Point,
    (lang, claims): (&str, &BTreeMap<&str, Vec<Claim<'_>>>),
) -> bool {
    let topic = InLanguage {
        site,
        pack,
        topic,
        lang,
        claims,
    };
    topic.is_wanted(point)
}

struct InLanguage<'a> {
    site: &'a Site<'a>,
    pack: &'a Pack,
    topic: &'a Topic,
    lang: &'a str,
    claims: &'a BTreeMap<&'a str, Vec<Claim<'a>>>,
}

impl InLanguage<'_> {
    fn claims_of(&self, point: &Point) -> &[Claim<'_>] {
        self.claims
            .get(claim_of_point(self.topic, point).as_str())
            .map_or(&[], Vec::as_slice)
    }

    fn check(&self, findings: &mut Vec<Finding>) {
        let claimed: Vec<Claim<'_>> = self
            .topic
            .points
            .iter()
            .flat_map(|point| self.claims_of(point))
            .copied()
            .collect();
        if claimed.is_empty() {
            // A translation that is missing is for `languages.predominant`.
            if self.lang == self.site.default_lang() || self.own_page().is_some() {
                findings.extend(self.missing_topic());
            }
            return;
        }
        for point in &self.topic.points {
            let claims = self.claims_of(point);
            let alternative = self.alternative_with(point);
            if claims.is_empty() {
                if self.is_wanted(point) {
                    findings.extend(self.missing_point(point, &claimed));
                }
                continue;
            }
            if let Some(alternative) = alternative
                && !self.holds_now(alternative.when)
            {
                findings.extend(claims.iter().filter_map(|claim| {
                    let finding = self.finding(
                        Entry::Point(self.topic, point),
                        format!(
                            "this claims `{}`, which does not hold",
                            claim_of_point(self.topic, point)
                        ),
                    )?;
                    Some(
                        finding
                            .help(alternative.otherwise.clone())
                            .at(&*claim.page.head.source, claim.question.span.clone()),
                    )
                }));
            }
            for claim in claims {
                self.check_evidence(point, *claim, findings);
            }
        }
    }

    /// The page that treats the topic by its name.
    fn own_page(&self) -> Option<&Page> {
        self.site.page_of_source(&topic_file(self.topic), self.lang)
    }

    /// The alternative in which a point stands in for others.
    fn alternative_with(&self, point: &Point) -> Option<&Alternative> {
        self.topic
            .alternatives
            .iter()
            .find(|alternative| alternative.points.contains(point.id.get_ref()))
    }

    fn holds_now(&self, condition: Condition) -> bool {
        topic_condition_holds(self.site, condition)
    }

    /// Whether a point that nobody claims is asked for.
    fn is_wanted(&self, point: &Point) -> bool {
        if self.alternative_with(point).is_some() {
            return false;
        }
        let stood_in_for = self.topic.alternatives.iter().any(|alternative| {
            alternative.instead_of.contains(point.id.get_ref())
                && self.holds_now(alternative.when)
                && self.topic.points.iter().any(|other| {
                    alternative.points.contains(other.id.get_ref())
                        && !self.claims_of(other).is_empty()
                })
        });
        !stood_in_for
    }

    fn finding(&self, entry: Entry<'_>, message: String) -> Option<Finding> {
        let mut finding = Finding::error(entry.id(), message);
        finding.severity = self.pack.severity_of(entry)?;
        finding.authority = self.site.rules.authority_of(self.pack, entry);
        Some(finding)
    }

    fn missing_topic(&self) -> Option<Finding> {
        let file = topic_file(self.topic);
        let title = self.topic.title.get("en", "en");
        let place = self
            .own_page()
            .map_or(file, |page| page.head.source.to_string());
        let finding = self.finding(
            Entry::Topic(self.topic),
            format!("no question treats this topic: {title}"),
        )?;
        let help = match self.draft() {
            Some(draft) => format!(
                "{draft} treats it, but it is a draft: take draft = true out once it is ready."
            ),
            None => self.how_to_treat(),
        };
        Some(finding.help(help).in_file(place))
    }

    /// What to write, or to claim on the page that is there, with the points by name.
    fn how_to_treat(&self) -> String {
        let mut help = match self.own_page() {
            Some(page) => format!(
                "{} is there, but none of its questions claims a point. Add covers=… to the headings that answer these; `candor suggest` shows which may:",
                page.head.source
            ),
            None => format!("{} The points:", self.topic.help),
        };
        for point in &self.topic.points {
            let alternative = self.alternative_with(point);
            if alternative.is_some_and(|alternative| !self.holds_now(alternative.when)) {
                continue;
            }
            // Writing to a string cannot fail.
            let _ = write!(
                help,
                "\n- {}: {}",
                claim_of_point(self.topic, point),
                point.question.get(self.lang, "en"),
            );
        }
        help
    }

    /// A draft that treats the topic, by its name or by a claim.
    fn draft(&self) -> Option<&str> {
        let claim = format!("{}.", self.topic.id.get_ref());
        self.site
            .drafts
            .iter()
            .filter(|head| head.lang == self.lang)
            .find(|head| {
                let text = self
                    .site
                    .tree
                    .files
                    .get(&head.source)
                    .and_then(|file| file.text.as_deref())
                    .unwrap_or_default();
                head.slug == *self.topic.id.get_ref()
                    || text.lines().any(|line| {
                        line.starts_with("##")
                            && line
                                .split_once("covers=")
                                .is_some_and(|(_, claims)| claims.contains(&claim))
                    })
            })
            .map(|head| &*head.source)
    }

    fn missing_point(&self, point: &Point, claimed: &[Claim<'_>]) -> Option<Finding> {
        let place = self
            .own_page()
            .or(claimed.first().map(|claim| claim.page))?;
        let question = point.question.get(self.lang, "en");
        let finding = self.finding(
            Entry::Point(self.topic, point),
            format!("no question answers this: {question}"),
        )?;
        let anchor = point.anchor.as_deref().unwrap_or(point.id.get_ref());
        Some(
            finding
                .help(format!(
                    "Add a heading: ## {question} {{#{anchor} covers={}}}\n{}",
                    claim_of_point(self.topic, point),
                    point.guidance.get("en", "en"),
                ))
                .in_file(&*place.head.source),
        )
    }

    fn check_evidence(&self, point: &Point, claim: Claim<'_>, findings: &mut Vec<Finding>) {
        // What it lacks is no news before it is written.
        if claim.answer.has_placeholder {
            return;
        }
        for demand in &point.evidence {
            let demand = demand.get_ref();
            if self.site.unread.any() && demand.rests_on_channels() {
                continue;
            }
            if holds(self.site, self.pack, self.lang, claim.answer, demand) {
                continue;
            }
            let finding = self.finding(
                Entry::Point(self.topic, point),
                format!(
                    "this answer claims `{}`, but {}",
                    claim_of_point(self.topic, point),
                    lacks(self.pack, self.lang, claim.answer, demand)
                ),
            );
            findings.extend(finding.map(|finding| {
                finding
                    .help(point.guidance.get("en", "en"))
                    .at(&*claim.page.head.source, claim.question.span.clone())
            }));
        }
    }
}

/// Whether points may stand in for others on this site.
pub fn topic_condition_holds(site: &Site<'_>, condition: Condition) -> bool {
    match condition {
        Condition::NoAi => site
            .channels
            .iter()
            .all(|channel| channel.ai.as_ref().is_none_or(|ai| !ai.used)),
    }
}

/// Whether an answer holds one of the kinds of evidence that a demand names.
pub fn holds(site: &Site<'_>, pack: &Pack, lang: &str, answer: &Answer, demand: &Demand) -> bool {
    demand
        .0
        .iter()
        .any(|evidence| holds_one(site, pack, lang, answer, evidence))
}

/// Whether an answer holds a kind of evidence.
pub fn holds_one(
    site: &Site<'_>,
    pack: &Pack,
    lang: &str,
    answer: &Answer,
    evidence: &Evidence,
) -> bool {
    match evidence {
        Evidence::Words(words) => answer.words >= *words,
        Evidence::Steps => answer.has_steps,
        Evidence::List => answer.has_list,
        Evidence::Duration => answer.has_period || refers_to_commitment(&site.channels, answer),
        Evidence::Channel => site
            .channels
            .iter()
            .filter(|channel| channel.staffed_by == StaffedBy::People)
            .filter_map(contact_fact)
            .any(|fact| answer.facts.contains(&fact)),
        Evidence::Link(None) => !answer.links.is_empty(),
        Evidence::Link(Some(name)) => {
            let Some(target) = pack.links.get(name) else {
                return false;
            };
            let wanted = link_target(site, target, lang);
            answer.links.iter().any(|link| leads_to(link, &wanted))
        }
        Evidence::Says(name) => {
            let list = site
                .phrasebooks
                .get(lang)
                .and_then(|book| book.list(pack.id.get_ref(), name));
            match list {
                Some(list) => answer
                    .said
                    .iter()
                    .any(|said| said.list == list && said.is_evidence()),
                // A pack without phrases in this language cannot tell.
                None => true,
            }
        }
    }
}

fn refers_to_commitment(channels: &[Channel], answer: &Answer) -> bool {
    channels.iter().any(|channel| {
        channel.commitments.keys().any(|stage| {
            answer
                .facts
                .contains(&format!("{}.{}", channel.id, stage.as_str()))
        })
    })
}

/// Where an entry of a pack's `links` leads on this site: an address, with its anchor if it has one.
fn link_target(site: &Site<'_>, target: &str, lang: &str) -> (String, Option<String>) {
    if target.starts_with("https://") {
        return (target.trim_end_matches('/').to_owned(), None);
    }
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (target, None),
    };
    let address = site
        .any_page_of_source(path, lang)
        .map_or_else(String::new, |page| page.address().to_string());
    (address, anchor)
}

/// A name without an anchor is met by a link to any part of that page.
fn leads_to(link: &str, (address, anchor): &(String, Option<String>)) -> bool {
    if address.is_empty() {
        return false;
    }
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (link, None),
    };
    path.trim_end_matches('/') == address.trim_end_matches('/')
        && anchor
            .as_deref()
            .is_none_or(|anchor| fragment == Some(anchor))
}

/// What an answer lacks, in words that follow "but".
pub fn lacks(pack: &Pack, lang: &str, answer: &Answer, demand: &Demand) -> String {
    let parts: Vec<String> = demand
        .0
        .iter()
        .map(|evidence| match evidence {
            Evidence::Words(words) => format!("has {} of at least {words} words", answer.words),
            Evidence::Steps => "has no numbered list of at least two steps".to_owned(),
            Evidence::List => "has no list of at least two items".to_owned(),
            Evidence::Duration => {
                "states no time, such as “within 3 business days” or {{ email.first_reply }}"
                    .to_owned()
            }
            Evidence::Channel => {
                "names no way to reach a person, such as {{ phone.number }}".to_owned()
            }
            Evidence::Link(None) => "has no link".to_owned(),
            Evidence::Link(Some(name)) => format!(
                "has no link to {}",
                pack.links.get(name).map_or(name.as_str(), String::as_str)
            ),
            Evidence::Says(name) => {
                let phrases = pack.phrases.get(name).and_then(|by_language| {
                    by_language
                        .get(lang)
                        .or_else(|| by_language.values().next())
                });
                let shown: Vec<String> = phrases
                    .into_iter()
                    .flat_map(|phrases| phrases.get_ref().iter().take(3))
                    .map(|phrase| format!("“{phrase}”"))
                    .collect();
                format!("does not say {}", shown.join(" or "))
            }
        })
        .collect();
    parts.join(", and ")
}
