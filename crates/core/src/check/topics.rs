//! Topics that the FAQ must cover: which question claims which point, and whether its
//! answer holds the evidence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::claims::{Claim, Claims, Reader, claims};
use super::kind::topic_file;
use crate::rules::evidence::Siblings;
use crate::rules::pack::{Alternative, Condition, Point, Topic};
use crate::rules::{Entry, claim_of_point};
use crate::site::{Page, Site};
use crate::verdict::{Docket, Draft};
use candor_model::findings::{Finding, Severity, nearest};
use candor_model::verdict::{About, Part, State, Subject, Unknown};

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

/// Drafts verdicts on the points of every topic, in every language in which the regulator
/// expects them, and adds what is missing.
pub(super) fn check(site: &Site<'_>, docket: &mut Docket, findings: &mut Vec<Finding>) {
    let languages: Vec<(&str, Claims<'_>)> = site
        .predominant()
        .into_iter()
        .map(|lang| (lang, claims(site, lang)))
        .collect();
    for (number, pack) in site.rules.numbered() {
        for (topic, at) in pack.topics.iter().zip(0..) {
            let in_language = |(lang, claims)| InLanguage {
                reader: Reader { site, pack, lang },
                number,
                at,
                topic,
                claims,
            };
            let versions: Vec<InLanguage<'_>> = languages
                .iter()
                .map(|(lang, claims)| in_language((*lang, claims)))
                .collect();
            let Some(default) = versions.first() else {
                continue;
            };
            let without =
                |version: &&InLanguage<'_>| !version.is_treated() && version.own_page().is_none();
            for version in &versions {
                if version.is_treated() {
                    version.check(docket, findings, true);
                    continue;
                }
                // Why the file cannot be read is told, and what it says is not known.
                if version.is_unreadable() {
                    version.draft_unknown(docket);
                    continue;
                }
                // That the rest is missing is said of the topic, once.
                version.check(docket, findings, false);
                // A translation that is missing is for `languages.predominant`.
                if version.lang() == default.lang() {
                    // What is not there cannot be translated either.
                    let others = versions.iter().skip(1).filter(without);
                    findings.extend(version.missing_topic(others));
                } else if version.own_page().is_some() {
                    findings.extend(version.missing_topic(std::iter::empty()));
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
struct InLanguage<'a> {
    reader: Reader<'a>,
    /// Number of the pack among those of the site.
    number: u16,
    /// Place of the topic in the pack.
    at: u16,
    topic: &'a Topic,
    claims: &'a Claims<'a>,
}

impl<'a> InLanguage<'a> {
    fn site(&self) -> &'a Site<'a> {
        self.reader.site
    }

    fn lang(&self) -> &'a str {
        self.reader.lang
    }

    fn claims_of(&self, point: &Point) -> &[Claim<'a>] {
        self.claims
            .get(claim_of_point(self.topic, point).as_str())
            .map_or(&[], Vec::as_slice)
    }

    /// Every claim of one of the topic's points.
    fn claimed(&self) -> Vec<Claim<'a>> {
        let points = self.topic.points.iter();
        points
            .flat_map(|point| self.claims_of(point))
            .copied()
            .collect()
    }

    fn subject(&self, part: Part) -> Subject {
        Subject {
            pack: self.number,
            part,
        }
    }

    fn points(&self) -> impl Iterator<Item = (Subject, &'a Point)> {
        let places = self.topic.points.iter().zip(0..);
        places.map(|(point, within)| (self.subject(Part::Point(self.at, within)), point))
    }

    /// Whether something treats the topic: a page of its own with a claim, or claims of at least half of its
    /// points elsewhere. A point or two that other pages answer do not.
    fn is_treated(&self) -> bool {
        let points = || self.topic.points.iter();
        let claimed = points()
            .filter(|point| !self.claims_of(point).is_empty())
            .count();
        let wanted = points().filter(|point| self.is_wanted(point)).count();
        claimed > 0 && (self.own_page().is_some() || claimed * 2 >= wanted)
    }

    /// Whether the topic's own file is there and cannot be read.
    fn is_unreadable(&self) -> bool {
        let site = self.site();
        let file = topic_file(self.topic);
        let file = match file.strip_suffix(".md") {
            Some(stem) if self.lang() != site.default_lang() => {
                format!("{stem}.{}.md", self.lang())
            }
            _ => file,
        };
        let is_its = |finding: &Finding| {
            let place = finding.place.as_ref();
            finding.severity == Severity::Error && place.is_some_and(|place| place.file == file)
        };
        !site.tree.files.contains_key(&*file) && site.tree.findings.iter().any(is_its)
    }

    fn draft_unknown(&self, docket: &mut Docket) {
        for (subject, point) in self.points() {
            if self.is_wanted(point) {
                let mut draft = Draft::new(subject, Some(self.lang()));
                draft.otherwise(State::NotKnown(Unknown::PagesHaveErrors));
                docket.add(draft);
            }
        }
    }

    /// Looks at what claims the points, and drafts verdicts on them. `tells_missing`: whether each point that nobody
    /// claims is told.
    fn check(&self, docket: &mut Docket, findings: &mut Vec<Finding>, tells_missing: bool) {
        for (subject, point) in self.points() {
            let claims = self.claims_of(point);
            if claims.is_empty() {
                // A point that another stands in for is not asked for.
                if self.is_wanted(point) {
                    let missing = tells_missing.then(|| self.missing_point(subject, point));
                    findings.extend(missing.flatten());
                    docket.add(Draft::unclaimed(subject, self.lang()));
                }
                continue;
            }
            if let Some(alternative) = self.alternative_with(point)
                && !self.holds_now(alternative.when)
            {
                findings.extend(claims.iter().zip(0..).filter_map(|(claim, number)| {
                    let message = format!(
                        "this claims `{}`, which does not hold",
                        claim_of_point(self.topic, point)
                    );
                    let finding = self.of_claim(subject, point, (claim, number), message)?;
                    Some(finding.help(alternative.otherwise.clone()))
                }));
            }
            let mut draft = Draft::new(subject, Some(self.lang()));
            for (claim, number) in claims.iter().zip(0..) {
                let demands = point.evidence.iter().map(|demand| demand.get_ref());
                let seen = self.reader.look(*claim, &Siblings::default(), demands);
                for what in &seen.lacking {
                    let message = format!(
                        "this answer claims `{}`, but {what}",
                        claim_of_point(self.topic, point)
                    );
                    let finding = self.of_claim(subject, point, (claim, number), message);
                    findings.extend(
                        finding.map(|finding| finding.help(point.guidance.get("en", "en"))),
                    );
                }
                if claim.answer.has_placeholder {
                    draft.otherwise(State::NotWritten);
                }
                if let Some(unknown) = seen.unknown {
                    draft.otherwise(State::NotKnown(unknown));
                }
                draft.evidence.push(seen.evidence);
            }
            docket.add(draft);
        }
    }

    /// The page that treats the topic by its name.
    fn own_page(&self) -> Option<&'a Page> {
        self.site()
            .page_of_source(&topic_file(self.topic), self.lang())
    }

    /// The alternative in which a point stands in for others.
    fn alternative_with(&self, point: &Point) -> Option<&'a Alternative> {
        self.topic
            .alternatives
            .iter()
            .find(|alternative| alternative.points.contains(point.id.get_ref()))
    }

    fn holds_now(&self, condition: Condition) -> bool {
        topic_condition_holds(self.site(), condition)
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

    /// A finding that something is missing; `None` when the pack does not ask for it.
    fn finding(&self, entry: Entry<'_>, about: About, message: String) -> Option<Finding> {
        let pack = self.reader.pack;
        let mut finding = Finding::error(entry.id(), message).about(about);
        finding.severity = pack.severity_of(entry)?;
        finding.authority = self.site().rules.authority_of(pack, entry);
        Some(finding)
    }

    /// A finding at one of the questions that claim a point.
    fn of_claim(
        &self,
        subject: Subject,
        point: &Point,
        (claim, number): (&Claim<'_>, u16),
        message: String,
    ) -> Option<Finding> {
        let about = About {
            claim: Some(number),
            ..About::in_language(subject, self.lang())
        };
        let finding = self.finding(Entry::Point(self.topic, point), about, message)?;
        Some(finding.at(&*claim.page.head.source, claim.span.clone()))
    }

    /// That nobody treats the topic, in this language and in `others`.
    fn missing_topic<'o>(
        &self,
        others: impl Iterator<Item = &'o InLanguage<'o>>,
    ) -> Option<Finding> {
        let file = topic_file(self.topic);
        let title = self.topic.title.get("en", "en");
        let place = self
            .own_page()
            .map_or(file, |page| page.head.source.to_string());
        let subject = self.subject(Part::Topic(self.at));
        let mut finding = self.finding(
            Entry::Topic(self.topic),
            About::in_language(subject, self.lang()),
            format!("no question treats this topic: {title}"),
        )?;
        for other in others {
            finding = finding.about(About::in_language(subject, other.lang()));
        }
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
                point.question.get(self.lang(), "en"),
            );
        }
        help
    }

    /// A draft that treats the topic, by its name or by a claim.
    fn draft(&self) -> Option<&'a str> {
        let claim = format!("{}.", self.topic.id.get_ref());
        self.site()
            .drafts
            .iter()
            .filter(|head| head.lang == self.lang())
            .find(|head| {
                let text = self
                    .site()
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

    fn missing_point(&self, subject: Subject, point: &Point) -> Option<Finding> {
        let claimed = self.claimed();
        let place = self
            .own_page()
            .or(claimed.first().map(|claim| claim.page))?;
        let question = point.question.get(self.lang(), "en");
        let finding = self.finding(
            Entry::Point(self.topic, point),
            About::in_language(subject, self.lang()),
            format!("no question answers this: {question}"),
        )?;
        let mut help = format!(
            "{}\n{}",
            self.heading_of(point),
            point.guidance.get("en", "en")
        );
        if let Some(other) = self.stand_in(point) {
            // Writing to a string cannot fail.
            let _ = write!(
                help,
                "\nAs things are, an answer that claims {} will do instead. {}",
                claim_of_point(self.topic, other),
                self.heading_of(other),
            );
        }
        Some(finding.help(help).in_file(&*place.head.source))
    }

    /// The heading that claims a point.
    fn heading_of(&self, point: &Point) -> String {
        format!(
            "Add a heading: ## {} {{#{} covers={}}}",
            point.question.get(self.lang(), "en"),
            point.anchor.as_deref().unwrap_or(point.id.get_ref()),
            claim_of_point(self.topic, point),
        )
    }

    /// The point that would stand in for another one as things are.
    fn stand_in(&self, point: &Point) -> Option<&'a Point> {
        let alternative = self.topic.alternatives.iter().find(|alternative| {
            alternative.instead_of.contains(point.id.get_ref()) && self.holds_now(alternative.when)
        })?;
        let points = &self.topic.points;
        points
            .iter()
            .find(|other| alternative.points.contains(other.id.get_ref()))
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
