//! How much the words of a question and its answer are those of a point.

use std::collections::BTreeMap;

use super::vectors::{Bag, Index, Stems};
use super::wanted::Wanted;
use crate::site::{Page, Site};
use candor_model::answer::Answer;
use candor_model::page::{Question, Section};

/// A question that could answer something.
pub struct Candidate<'s> {
    /// Its page.
    pub page: &'s Page,
    /// Number of its page.
    page_at: usize,
    /// The question.
    pub question: &'s Question,
    /// What its answer holds.
    pub answer: &'s Answer,
    /// Words of the heading, to be shown, by stem.
    heading_surface: BTreeMap<u32, String>,
    /// Words of the answer, to be shown, by stem.
    answer_surface: BTreeMap<u32, String>,
}

/// Every question of a language, ready to be compared.
pub struct Candidates<'s> {
    stems: Stems<'s>,
    list: Vec<Candidate<'s>>,
    headings: Index,
    answers: Index,
    pages: Vec<&'s Page>,
    /// What each page is about.
    topics: Index,
}

/// A candidate for one point.
pub struct Ranked {
    /// Number of the candidate.
    pub at: usize,
    /// Likeness of heading and the pack's question, 0 to 1.
    pub heading: f64,
    /// Likeness of the whole answer and the pack's guidance, 0 to 1.
    pub answer: f64,
    /// How much the page is about the topic, 0 to 1.
    pub topic: f64,
    /// How near this point comes to the one of the same topic that is most like the question, 0 to 1.
    pub fit: f64,
    /// Whether the pack wants the answer in the FAQ, and this one is on another page.
    pub is_off_place: bool,
    /// Words of the heading that the point uses too.
    pub heading_words: Vec<String>,
    /// Words of the answer that the point uses too, those that tell most first.
    pub answer_words: Vec<String>,
}

/// How much speaks for a candidate, from 0 to 1. `evidence` is the share of what the answer
/// must hold that it does; `None` where it must hold nothing.
pub fn score(ranked: &Ranked, evidence: Option<f64>, original_claims: bool) -> f64 {
    let words = text_score(ranked.heading, ranked.answer, ranked.topic);
    let with_evidence = evidence.map_or(words, |held| 0.85 * words + 0.15 * held);
    let place = if ranked.is_off_place { OFF_PLACE } else { 1.0 };
    let score = with_evidence * (0.6 + 0.4 * ranked.fit) * place;
    if original_claims {
        0.5 + 0.5 * score
    } else {
        score
    }
}

/// What is left of the score of a question that stands where customers do not look for the answer.
const OFF_PLACE: f64 = 0.8;

fn text_score(heading: f64, answer: f64, topic: f64) -> f64 {
    0.45 * heading + 0.3 * answer + 0.25 * topic
}

/// Words of an answer that are shown.
const SHOWN: usize = 5;

impl<'s> Candidates<'s> {
    /// Every question of a language. Notices answer no point: they pass.
    pub fn of(site: &'s Site<'_>, lang: &str) -> Candidates<'s> {
        let mut stems = Stems::new(site.analyzers.get(lang));
        let mut list = Vec::new();
        let mut pages = Vec::new();
        let (mut headings, mut answers, mut topics) = (Vec::new(), Vec::new(), Vec::new());
        for page in site.pages_in(lang) {
            if page.head.section == Section::Notice {
                continue;
            }
            let Ok(body) = site.body(page) else {
                continue;
            };
            let sections = body
                .sections
                .iter()
                .filter_map(|section| Some((section.heading.as_ref()?, section)));
            for ((question, answer), (heading, section)) in page.outline.answers().zip(sections) {
                // Nobody knows yet what it will say.
                if answer.has_placeholder {
                    continue;
                }
                let title = stems.of(&question.title);
                let also = heading.also.join(" ");
                let also = stems.of(&also);
                let anchor = stems.of(&question.id);
                let text = stems.of(&section.text);
                let mut short = Bag::default();
                short.add(&title, 1.0);
                short.add(&also, 0.3);
                short.add(&anchor, 0.3);
                let mut long = Bag::default();
                long.add(&title, 2.0);
                long.add(&also, 1.0);
                long.add(&text, 1.0);
                list.push(Candidate {
                    page,
                    page_at: pages.len(),
                    question,
                    answer,
                    heading_surface: surface(&title),
                    answer_surface: surface(&text),
                });
                headings.push(short);
                answers.push(long);
            }
            let mut topic = Bag::default();
            topic.add(&stems.of(&page.head.title), 2.0);
            topic.add(&stems.of(&page.head.slug), 2.0);
            topic.add(&stems.of(&page.head.front.also.join(" ")), 1.0);
            topic.add(
                &stems.of(page.head.description.as_deref().unwrap_or_default()),
                1.0,
            );
            topics.push(topic);
            pages.push(page);
        }
        Candidates {
            stems,
            list,
            headings: Index::new(&headings),
            answers: Index::new(&answers),
            pages,
            topics: Index::new(&topics),
        }
    }

    /// A candidate by its number.
    pub fn get(&self, at: usize) -> &Candidate<'s> {
        &self.list[at]
    }
}

fn surface(stems: &[(u32, &str)]) -> BTreeMap<u32, String> {
    let mut surface = BTreeMap::new();
    for (stem, word) in stems {
        surface.entry(*stem).or_insert_with(|| word.to_lowercase());
    }
    surface
}

/// How like everything is to one wanted point.
struct Row {
    heading: Vec<f64>,
    answer: Vec<f64>,
    /// By page.
    topic: Vec<f64>,
    short: Bag,
    long: Bag,
}

impl Row {
    fn of(candidates: &mut Candidates<'_>, wanted: &Wanted<'_>) -> Row {
        let stems = &mut candidates.stems;
        let question = stems.of(&wanted.question);
        // Ids are words of the pack's own language, which anchors often keep in translations.
        let own = wanted.claim.split_once('.').map_or("", |(_, id)| id);
        let ids = format!("{own} {}", wanted.anchor);
        let ids = stems.of(&ids);
        let guidance = stems.of(&wanted.guidance);
        let mut short = Bag::default();
        short.add(&question, 1.0);
        short.add(&ids, 0.3);
        let mut long = Bag::default();
        long.add(&question, 2.0);
        long.add(&guidance, 1.0);
        let mut topic = Bag::default();
        topic.add(&stems.of(&wanted.topic), 1.0);
        topic.add(&stems.of(wanted.group), 2.0);
        let mut likeness = candidates.topics.likeness(&topic);
        // What counts is which page is most about the topic, not how much it is.
        let most = likeness.iter().copied().fold(LEAST_TOPIC, f64::max);
        for (likeness, page) in likeness.iter_mut().zip(&candidates.pages) {
            *likeness = if wanted.only_in.is_some() || page.head.slug == wanted.group {
                1.0
            } else {
                *likeness / most
            };
        }
        Row {
            heading: candidates.headings.likeness(&short),
            answer: candidates.answers.likeness(&long),
            topic: likeness,
            short,
            long,
        }
    }

    fn text_score(&self, at: usize, page: usize) -> f64 {
        text_score(self.heading[at], self.answer[at], self.topic[page])
    }
}

/// A page that is less like a topic than this is not about it, even if no other is more.
const LEAST_TOPIC: f64 = 0.2;

/// Candidates that are kept for each point.
const KEPT: usize = 24;

/// The candidates for each wanted point, those whose words are most like it first.
pub fn rank(candidates: &mut Candidates<'_>, wanted: &[Wanted<'_>]) -> Vec<Vec<Ranked>> {
    let rows: Vec<Row> = wanted
        .iter()
        .map(|wanted| Row::of(candidates, wanted))
        .collect();
    // How like each question is to the point of a group that it is most like.
    let mut best: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (row, wanted) in rows.iter().zip(wanted) {
        let best = best
            .entry(wanted.group)
            .or_insert_with(|| vec![0.0; candidates.list.len()]);
        for (at, best) in best.iter_mut().enumerate() {
            *best = best.max(row.text_score(at, candidates.list[at].page_at));
        }
    }
    rows.iter()
        .zip(wanted)
        .map(|(row, wanted)| {
            let best = best.get(wanted.group).map_or(&[][..], Vec::as_slice);
            ranking(candidates, row, wanted, best)
        })
        .collect()
}

fn ranking(
    candidates: &Candidates<'_>,
    row: &Row,
    wanted: &Wanted<'_>,
    best: &[f64],
) -> Vec<Ranked> {
    let mut scores: Vec<(f64, usize)> = candidates
        .list
        .iter()
        .enumerate()
        .filter(|(_, candidate)| {
            wanted
                .only_in
                .is_none_or(|file| candidate.page.head.key == file)
        })
        .map(|(at, candidate)| (row.text_score(at, candidate.page_at), at))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scores.truncate(KEPT);
    scores
        .into_iter()
        .map(|(score, at)| {
            let candidate = &candidates.list[at];
            let most = best.get(at).copied().unwrap_or(score);
            Ranked {
                at,
                heading: row.heading[at],
                answer: row.answer[at],
                topic: row.topic[candidate.page_at],
                is_off_place: wanted.only_in.is_none() && !candidate.page.head.is_topic(),
                fit: if most > 0.0 { score / most } else { 0.0 },
                heading_words: shared(&candidate.heading_surface, &row.short, &candidates.headings),
                answer_words: shared(&candidate.answer_surface, &row.long, &candidates.answers),
            }
        })
        .collect()
}

/// Words that a text shares with a point, those that tell most first.
fn shared(surface: &BTreeMap<u32, String>, point: &Bag, index: &Index) -> Vec<String> {
    let mut words: Vec<(f64, &String)> = surface
        .iter()
        .filter(|(stem, _)| point.has(**stem))
        .map(|(stem, word)| (index.rarity(*stem), word))
        .collect();
    words.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    words
        .into_iter()
        .take(SHOWN)
        .map(|(_, word)| word.clone())
        .collect()
}
