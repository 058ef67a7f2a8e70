//! Adoption: which question of a site most likely answers which point of a rule pack.
//!
//! A proposal is a guess about words, never a claim: nothing here writes. [`suggest`] ranks
//! the questions for each point that nobody claims; [`clear`] says which of the guesses are
//! good enough to be written when somebody asks for it.

mod matching;
pub mod show;
mod vectors;
mod wanted;

use std::collections::{BTreeMap, BTreeSet};

use matching::{Candidates, Ranked};
use wanted::Wanted;

use crate::check::claims::Reader;
use crate::edit::heading;
use crate::rules::evidence::{Looked, Siblings};
use crate::rules::{Entry, Pack};
use crate::site::{Page, Site};
use candor_model::page::Question;

/// A point, or a part that a requirement lists, that nobody claims in a language.
pub struct Suggestion<'s> {
    /// The pack that asks.
    pub pack: &'s Pack,
    /// What it asks for.
    pub entry: Entry<'s>,
    /// What a heading says to claim it: `account-freezes.steps`, `risks.3`.
    pub claim: String,
    /// Language code.
    pub lang: &'s str,
    /// The pack's words for it, in the language if it has some.
    pub wording: String,
    /// Anchor of a new heading.
    pub anchor: String,
    /// The questions most likely to answer it, best first.
    pub proposals: Vec<Proposal<'s>>,
}

/// A question that may answer a point.
pub struct Proposal<'s> {
    /// Its page.
    pub page: &'s Page,
    /// The question.
    pub question: &'s Question,
    /// From 0 to 1: how much speaks for it.
    pub score: f64,
    /// Words of its heading, as they stand there, that the point uses too.
    pub heading_words: Vec<String>,
    /// Words of its answer that the point uses too, those that tell most first.
    pub answer_words: Vec<String>,
    /// Whether the question of which it is a translation claims the point, or clearly answers it.
    pub original_claims: bool,
    /// What the answer must hold and does, as the pack writes it.
    pub holds: Vec<String>,
    /// What the answer must hold and does not, in words that follow "but".
    pub lacks: Vec<String>,
}

impl Proposal<'_> {
    /// Whether it is worth being looked at. That a page is about the topic is not enough.
    fn is_likely(&self) -> bool {
        let shares_words = !self.heading_words.is_empty() || !self.answer_words.is_empty();
        self.original_claims || (shares_words && self.score >= LEAST_SCORE)
    }

    /// The line of the heading as it would claim `points`. `None` when the page's file
    /// changed meanwhile.
    pub fn claiming(&self, site: &Site<'_>, points: &[String]) -> Option<String> {
        let text = site.tree.whole_text(&self.page.head.source).ok()?;
        let line = text.get(self.question.span.clone())?;
        let edit = heading::claim(line, &self.question.id, points);
        Some(crate::edit::edited(line, &[edit]).trim_end().to_owned())
    }
}

/// Below this score a question does not look like an answer.
const LEAST_SCORE: f64 = 0.2;

/// Proposes at most `limit` questions for each point that nobody claims, in each language
/// in which the regulator expects them: languages in order, then packs and their points in order.
pub fn suggest<'s>(site: &'s Site<'_>, limit: usize) -> Vec<Suggestion<'s>> {
    let mut suggestions: Vec<Suggestion<'_>> = Vec::new();
    for lang in site.predominant() {
        // What is clear for an original will be claimed there when it is for its translation.
        let originals: BTreeSet<(&str, &str, &str)> = suggestions
            .iter()
            .filter(|earlier| earlier.lang == site.default_lang())
            .filter_map(|earlier| {
                let best = clear(earlier)?;
                Some((&*best.page.head.key, &*best.question.id, &*earlier.claim))
            })
            .collect();
        let mut of_lang = Vec::new();
        let wanted = wanted::wanted(site, lang);
        let mut candidates = Candidates::of(site, lang);
        let ranked = matching::rank(&mut candidates, &wanted);
        for (wanted, ranked) in wanted.into_iter().zip(ranked) {
            if wanted.is_claimed {
                continue;
            }
            let mut proposals: Vec<Proposal<'_>> = ranked
                .into_iter()
                .map(|ranked| {
                    let candidate = candidates.get(ranked.at);
                    let (page, question) = (candidate.page, candidate.question);
                    let original = (&*page.head.key, &*question.id, &*wanted.claim);
                    let original_claims = originals.contains(&original)
                        || original_claims(site, page, question, &wanted.claim);
                    proposal(site, lang, &wanted, &candidates, ranked, original_claims)
                })
                .filter(Proposal::is_likely)
                .collect();
            proposals.sort_by(|a, b| b.score.total_cmp(&a.score));
            proposals.truncate(limit);
            of_lang.push(Suggestion {
                pack: wanted.pack,
                entry: wanted.entry,
                claim: wanted.claim,
                lang,
                wording: wanted.question,
                anchor: wanted.anchor,
                proposals,
            });
        }
        suggestions.extend(of_lang);
    }
    suggestions
}

fn proposal<'s>(
    site: &'s Site<'_>,
    lang: &'s str,
    wanted: &Wanted<'s>,
    candidates: &Candidates<'s>,
    ranked: Ranked,
    original_claims: bool,
) -> Proposal<'s> {
    let candidate = candidates.get(ranked.at);
    let reader = Reader {
        site,
        pack: wanted.pack,
        lang,
    };
    let mut holds = Vec::new();
    let mut lacks = Vec::new();
    for demand in &wanted.demands {
        match demand.look(&reader.ground(&Siblings::default()), candidate.answer) {
            Looked::Held(_) => holds.push(demand.to_string()),
            Looked::Lacking(what) => lacks.push(what),
            Looked::NotKnown(why) => lacks.push(format!("nobody can tell about {demand}: {why}")),
        }
    }
    let all = wanted.demands.len();
    let evidence = (all > 0).then(|| holds.len() as f64 / all as f64);
    Proposal {
        page: candidate.page,
        question: candidate.question,
        score: matching::score(&ranked, evidence, original_claims),
        heading_words: ranked.heading_words,
        answer_words: ranked.answer_words,
        original_claims,
        holds,
        lacks,
    }
}

fn original_claims(site: &Site<'_>, page: &Page, question: &Question, claim: &str) -> bool {
    page.head.lang != site.default_lang()
        && site
            .page_of_source(&page.head.key, site.default_lang())
            .is_some_and(|original| {
                original.outline.questions.iter().any(|known| {
                    known.id == question.id && known.covers.iter().any(|(point, _)| point == claim)
                })
            })
}

/// From this score on, a proposal may be written without being looked at first.
const CLEAR_SCORE: f64 = 0.55;

/// How far behind the second must be.
const CLEAR_LEAD: f64 = 0.1;

/// The best proposal, when it is clear: it scores high, its answer holds all that the point
/// asks for, and no other question comes near. Needs suggestions made with a limit of two or more.
pub fn clear<'a, 's>(suggestion: &'a Suggestion<'s>) -> Option<&'a Proposal<'s>> {
    let mut proposals = suggestion.proposals.iter();
    let best = proposals.next()?;
    let lead = proposals
        .next()
        .map_or(1.0, |second| best.score - second.score);
    (best.score >= CLEAR_SCORE && lead >= CLEAR_LEAD && best.lacks.is_empty()).then_some(best)
}

/// What each heading would claim, by file and place: the clear proposals put together, since
/// one answer may claim several points.
pub fn to_write<'a, 's>(
    suggestions: &'a [Suggestion<'s>],
) -> BTreeMap<(&'s str, usize), (&'a Proposal<'s>, Vec<&'a Suggestion<'s>>)> {
    let mut headings: BTreeMap<_, (_, Vec<_>)> = BTreeMap::new();
    for suggestion in suggestions {
        if let Some(proposal) = clear(suggestion) {
            let key = (&*proposal.page.head.source, proposal.question.span.start);
            headings
                .entry(key)
                .or_insert_with(|| (proposal, Vec::new()))
                .1
                .push(suggestion);
        }
    }
    headings
}
