//! The ranking of the browser's engine, for what the build has to know of it.
//!
//! The same as `scoreByPage` and `compareHeadings` in `search-engine.js`, with the same constants, for queries in words
//! that the site has: nothing is guessed. There stands what each step is for; a test compares the two.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::{
    analysis::{Dictionary, NONE},
    index::{Merged, Numbered},
    numbering::Numbering,
    pack,
    postings::{TITLE, read_headings},
    shards::{Write, told},
};

const MAX_WORDS: usize = 32;
const MAX_LOOKED_UP: usize = 9;
const MAX_COSTLY: usize = 4;
const SATURATION: f64 = 20.0;
const PAGE_SATURATION: f64 = 6.0;
const LENGTH: f64 = 0.7;
const PAGE_SHARE: f64 = 0.5;
const NEXT_QUESTION: f64 = 0.45;
const SYNONYM: f64 = 0.8;
const PAGE_SYNONYM: f64 = 0.6;
const SYNONYM_FOUND: f64 = 0.85;
/// Of the best pages title and headings are compared with the query word by word.
pub(super) const WINDOW: usize = 10;
const PAIRS: f64 = 0.15;
const SMALL_WORDS: f64 = 0.1;
const TITLE_AGREES: f64 = 0.5;
const LIKE_PAGES: f64 = 0.5;
const FAINT: f64 = 0.5;
/// Letters by which forms of one word are taken together.
const BEGINNING: usize = 6;

/// Words that a search treats in another way than others, as the root names them.
pub(super) struct Small {
    pub stop: BTreeSet<String>,
    pub faint: Vec<String>,
    /// The longest postings first.
    pub costly: Vec<String>,
}

/// What is ranked.
pub(super) struct Ranked<'r, 'a> {
    /// In the order of their slots.
    pub pages: &'r [Numbered<'a>],
    pub numbering: Numbering,
    pub dictionary: &'r Dictionary,
    pub merged: &'r Merged,
    pub write: Write<'r>,
    pub small: &'r Small,
}

/// What a term, or the phrases and synonyms of a group, give to documents or pages.
struct Part {
    ids: Vec<u32>,
    values: Vec<f64>,
    /// How much of a word is found with it.
    found: f64,
}

/// What a term gives to whom.
#[derive(Default)]
struct Given {
    docs: Vec<Part>,
    pages: Vec<Part>,
    /// Slots of pages that have it in the title, and the title's length in terms.
    titles: Vec<(u32, f64)>,
    /// How rare it is.
    worth: f64,
}

/// A word of a query: what it stands for, and how much of it counts.
struct Token<'t> {
    terms: Vec<Meant<'t>>,
    weight: f64,
}

enum Meant<'t> {
    Known(&'t Given),
    Own(Given),
}

impl Meant<'_> {
    fn given(&self) -> &Given {
        match self {
            Meant::Known(given) => given,
            Meant::Own(given) => given,
        }
    }
}

/// A query as the engine understands it.
pub(super) struct Query<'t> {
    tokens: Vec<Token<'t>>,
    /// All its words, by the number of their spelling.
    said: Vec<u32>,
}

/// A page in a list of results.
pub(super) struct Hit {
    /// Its slot.
    pub page: u32,
    score: f64,
}

/// Sums by document or page, kept between queries; each query leaves them zero.
#[derive(Default)]
struct Sums {
    sum: Vec<f64>,
    found: Vec<f64>,
    most: Vec<f64>,
    most_found: Vec<f64>,
}

impl Sums {
    fn new(size: usize) -> Self {
        let zero = vec![0.0; size];
        Self {
            sum: zero.clone(),
            found: zero.clone(),
            most: zero.clone(),
            most_found: zero,
        }
    }

    /// Of the terms that a word may stand for, the best counts. Returns whose sums are not zero.
    fn add_up<'g>(
        &mut self,
        tokens: &'g [Token<'_>],
        parts: impl Fn(&'g Given) -> &'g [Part],
    ) -> Vec<u32> {
        let mut touched = Vec::new();
        let mut now = Vec::new();
        for token in tokens {
            for part in token.terms.iter().flat_map(|term| parts(term.given())) {
                for (id, value) in part.ids.iter().zip(&part.values) {
                    let at = *id as usize;
                    let value = value * token.weight;
                    if value > self.most[at] {
                        if self.most[at] == 0.0 {
                            now.push(*id);
                        }
                        self.most[at] = value;
                    }
                    if part.found > self.most_found[at] {
                        self.most_found[at] = part.found;
                    }
                }
            }
            for id in now.drain(..) {
                let at = id as usize;
                if self.sum[at] == 0.0 {
                    touched.push(id);
                }
                self.sum[at] += self.most[at];
                self.found[at] += self.most_found[at];
                self.most[at] = 0.0;
                self.most_found[at] = 0.0;
            }
        }
        touched
    }
}

/// What one thread needs to rank.
#[derive(Default)]
pub(super) struct Desk {
    docs: Sums,
    pages: Sums,
    /// By page, the best question and the sum of all.
    best: Vec<f64>,
    all: Vec<f64>,
}

/// Numbers with what belongs to them, in the order in which they first came.
#[derive(Default)]
struct Listed {
    places: FxHashMap<u32, usize>,
    list: Vec<(u32, f64)>,
}

impl Listed {
    fn add(&mut self, id: u32, value: f64) {
        let place = *self.places.entry(id).or_insert(self.list.len());
        match self.list.get_mut(place) {
            Some((_, sum)) => *sum += value,
            None => self.list.push((id, value)),
        }
    }

    fn get(&self, id: u32) -> f64 {
        let place = self.places.get(&id);
        place
            .and_then(|place| self.list.get(*place))
            .map_or(0.0, |(_, value)| *value)
    }
}

/// Ranks the pages of an index.
pub(super) struct Ranking<'r, 'a> {
    of: Ranked<'r, 'a>,
    /// Mean lengths of the fields.
    means: [f64; 4],
    /// Of each term, once it was asked for.
    given: Vec<OnceLock<Given>>,
    /// For each word the number of its spelling: that of the first word that is spelled like it.
    spellings: Vec<u32>,
    /// Of each spelling, whether it is left out.
    stop: Vec<bool>,
    /// Of each spelling, the number of the first that begins like it.
    beginnings: Vec<u32>,
    /// Of each page, once it was compared.
    compared: Vec<OnceLock<Compared>>,
}

/// What of a page is compared with a query.
#[derive(Default)]
struct Compared {
    /// The headings, as the numbers of their words' spellings.
    headings: Vec<Vec<u32>>,
    /// How frequent words are, forms of one taken together by their first letters: the number of the first of
    /// them, in ascending order.
    beginnings: Vec<(u32, f64)>,
}

impl<'r, 'a> Ranking<'r, 'a> {
    pub fn new(of: Ranked<'r, 'a>) -> Self {
        let dictionary = of.dictionary;
        let spelling = |word: &super::analysis::Word| {
            let known = dictionary.spelled(&word.surface).first();
            known.copied().unwrap_or(NONE)
        };
        let stop = &of.small.stop;
        let is_stop = |word: &super::analysis::Word| stop.contains(&*word.surface);
        Self {
            means: of.write.statistics.means(),
            given: dictionary.terms.iter().map(|_| OnceLock::new()).collect(),
            spellings: dictionary.words.iter().map(spelling).collect(),
            stop: dictionary.words.iter().map(is_stop).collect(),
            compared: of.pages.iter().map(|_| OnceLock::new()).collect(),
            beginnings: beginnings(dictionary),
            of,
        }
    }

    pub fn pages(&self) -> &'r [Numbered<'a>] {
        self.of.pages
    }

    /// What a thread ranks with.
    pub fn desk(&self) -> Desk {
        let slots = self.of.numbering.slots as usize;
        Desk {
            docs: Sums::new(slots * self.of.numbering.stride as usize),
            pages: Sums::new(slots),
            best: vec![0.0; slots],
            all: vec![0.0; slots],
        }
    }

    /// The page of a slot.
    pub fn page(&self, slot: u32) -> Option<&'r Numbered<'a>> {
        let at = self.of.pages.binary_search_by_key(&slot, |page| page.slot);
        at.ok().and_then(|at| self.of.pages.get(at))
    }

    /// The texts of a page, title first, as the numbers of their words' spellings.
    fn texts(&self, page: &Numbered<'_>) -> Vec<Vec<u32>> {
        let mut texts = Vec::new();
        // A damaged page has been found before.
        let _ = read_headings(page.page.index, |words| {
            texts.push(words.iter().map(|word| self.spelling(*word)).collect());
        });
        texts
    }

    fn spelling(&self, word: u32) -> u32 {
        self.spellings.get(word as usize).copied().unwrap_or(NONE)
    }

    fn surface(&self, spelling: u32) -> &'r str {
        let word = self.of.dictionary.words.get(spelling as usize);
        word.map_or("", |word| &*word.surface)
    }

    fn is_stop(&self, spelling: u32) -> bool {
        self.stop.get(spelling as usize).copied().unwrap_or(false)
    }

    /// What of the page of a slot is compared with queries.
    fn compared(&self, slot: u32) -> Option<&Compared> {
        let at = self
            .of
            .pages
            .binary_search_by_key(&slot, |page| page.slot)
            .ok()?;
        let page = self.of.pages.get(at)?;
        Some(self.compared.get(at)?.get_or_init(|| {
            let texts = self.texts(page);
            // The title counts twice.
            let words = texts.first().into_iter().chain(&texts).flatten();
            let words = words.filter(|word| !self.is_stop(**word));
            let beginning = |word: &u32| self.beginnings.get(*word as usize).copied();
            let mut starts: Vec<u32> = words.filter_map(beginning).collect();
            starts.sort_unstable();
            let runs = starts.chunk_by(|a, b| a == b);
            Compared {
                beginnings: runs.map(|run| (run[0], run.len() as f64)).collect(),
                headings: texts.into_iter().skip(1).collect(),
            }
        }))
    }

    /// How rare something on so many pages is.
    fn idf(&self, pages: u32) -> f64 {
        let (all, pages) = (self.of.pages.len() as f64, f64::from(pages));
        (1.0 + (all - pages + 0.5) / (pages + 0.5)).ln()
    }

    /// The title of a page as a query.
    pub fn title(&self, page: &Numbered<'_>) -> Query<'_> {
        let mut said = self.texts(page).into_iter().next().unwrap_or_default();
        said.truncate(MAX_WORDS);
        let is_word = |word: &&u32| !self.is_stop(**word);
        let mut words: Vec<u32> = said.iter().filter(is_word).copied().collect();
        if words.is_empty() {
            words.clone_from(&said);
        }
        let rank = |word: &u32| {
            let costly = &self.of.small.costly;
            costly.iter().position(|other| other == self.surface(*word))
        };
        let mut costly: Vec<(usize, u32)> = Vec::new();
        for word in &words {
            costly.extend(rank(word).map(|rank| (rank, *word)));
        }
        costly.sort_unstable_by(|a, b| b.cmp(a));
        costly.dedup();
        let dropped: Vec<u32> = costly
            .iter()
            .skip(MAX_COSTLY)
            .map(|(_, word)| *word)
            .collect();
        words.retain(|word| !dropped.contains(word));
        let is_faint = |word: u32| {
            let faint = &self.of.small.faint;
            faint.iter().any(|other| other == self.surface(word))
        };
        let mut over = words.len().saturating_sub(MAX_LOOKED_UP);
        words.retain(|word| {
            let stays = over == 0 || !is_faint(*word);
            over -= usize::from(!stays);
            stays
        });
        words.truncate(MAX_LOOKED_UP);
        let text: Vec<&str> = said.iter().map(|word| self.surface(*word)).collect();
        let text = format!(" {} ", text.join(" "));
        let tokens = words.iter().map(|word| Token {
            terms: self.look_up(self.surface(*word), &text),
            weight: if is_faint(*word) { FAINT } else { 1.0 },
        });
        Query {
            tokens: tokens.collect(),
            said,
        }
    }

    /// What a word stands for, and the phrases around it in `text` that have synonyms.
    fn look_up(&self, word: &str, text: &str) -> Vec<Meant<'_>> {
        let Ranked {
            dictionary, write, ..
        } = &self.of;
        let in_use = |id: &&u32| {
            let known = dictionary.words.get(**id as usize);
            known.is_some_and(|word| word.term != NONE)
                && write.statistics.word_pages(**id as usize) > 0
        };
        let spelled = dictionary.spelled(word).iter().filter(in_use);
        let mut names: Vec<&str> = spelled
            .filter_map(|id| dictionary.words.get(*id as usize))
            .filter_map(|word| dictionary.terms.get(word.term as usize))
            .map(|term| &**term)
            .collect();
        names.extend(write.synonyms.words.get(word).map(String::as_str));
        names.sort_unstable();
        names.dedup();
        let is_term = |name: &str| {
            let used = dictionary.find(name);
            used.is_some_and(|id| write.statistics.in_use(id))
                || write.synonyms.terms.contains_key(name)
        };
        if names.is_empty() && is_term(word) {
            names.push(word);
        }
        let mut meant: Vec<Meant<'_>> = names.into_iter().map(|name| self.term(name)).collect();
        let from = (word.to_owned(), String::new());
        let phrases = write.synonyms.phrases.range(from..);
        let phrases = phrases.take_while(|((key, _), _)| key == word);
        meant.extend(
            phrases
                .filter(|((_, phrase), _)| text.contains(&format!(" {phrase} ")))
                .map(|(_, groups)| Meant::Own(self.weigh(None, groups.iter().copied()))),
        );
        meant
    }

    fn term(&self, name: &str) -> Meant<'_> {
        let Ranked {
            dictionary, write, ..
        } = &self.of;
        let groups = || {
            write
                .synonyms
                .terms
                .get(name)
                .into_iter()
                .flatten()
                .copied()
        };
        let id = dictionary.find(name);
        let id = id.filter(|id| write.statistics.in_use(*id));
        match id.and_then(|id| Some((id, self.given.get(id as usize)?))) {
            Some((id, given)) => Meant::Known(given.get_or_init(|| self.weigh(Some(id), groups()))),
            None => Meant::Own(self.weigh(None, groups())),
        }
    }

    /// What a term gives to documents and pages, if the site uses it, and what its groups do.
    fn weigh(&self, id: Option<u32>, groups: impl Iterator<Item = usize>) -> Given {
        let Ranked { merged, write, .. } = &self.of;
        let boost = |field: usize| f64::from(write.options.boosts[field]);
        let mut given = Given::default();
        let (mut docs, mut titles) = (Listed::default(), Listed::default());
        for field in 0..4 {
            let kept = id.map(|id| write.kept(merged, id, field));
            for (place, code) in kept.into_iter().flatten() {
                let (count, length) = told(code);
                let length = f64::from(pack::LENGTHS.get(length as usize).copied().unwrap_or(1));
                let value = boost(field) * f64::from(count)
                    / (1.0 - LENGTH + LENGTH * length / self.means[field]);
                if field == TITLE {
                    titles.add(place, value);
                    given.titles.push((place, length));
                } else {
                    docs.add(place, value);
                }
            }
        }
        given.worth = self.idf(id.map_or(0, |id| merged.inverted.term_pages(id)));
        let worth = given.worth;
        self.give(&mut given, &docs, &titles, (worth, 1.0, 1.0, 1.0));
        for group in groups {
            let Some(others) = write.others(merged, group, id) else {
                continue;
            };
            let (mut docs, mut titles) = (Listed::default(), Listed::default());
            for document in others.documents {
                docs.add(document, boost(0));
            }
            for title in others.titles {
                titles.add(title, boost(TITLE));
            }
            let shares = (self.idf(others.pages), SYNONYM, PAGE_SYNONYM, SYNONYM_FOUND);
            self.give(&mut given, &docs, &titles, shares);
        }
        given
    }

    fn give(
        &self,
        given: &mut Given,
        docs: &Listed,
        titles: &Listed,
        (worth, share, page_share, found): (f64, f64, f64, f64),
    ) {
        let stride = self.of.numbering.stride;
        let mut pages = Listed::default();
        for (page, value) in &titles.list {
            pages.add(*page, *value);
        }
        let mut values = Vec::with_capacity(docs.list.len());
        for (doc, value) in &docs.list {
            let page = doc / stride;
            let all = value + titles.get(page);
            pages.add(page, *value);
            values.push(share * worth * all / (SATURATION + all));
        }
        given.docs.push(Part {
            ids: docs.list.iter().map(|(doc, _)| *doc).collect(),
            values,
            found,
        });
        let of_page =
            |(_, value): &(u32, f64)| page_share * worth * value / (PAGE_SATURATION + value);
        given.pages.push(Part {
            ids: pages.list.iter().map(|(page, _)| *page).collect(),
            values: pages.list.iter().map(of_page).collect(),
            found,
        });
    }

    /// Pages by their score, the best [`WINDOW`].
    pub fn by_page(&self, query: &Query<'_>, desk: &mut Desk) -> Vec<Hit> {
        let stride = self.of.numbering.stride;
        let tokens = query.tokens.len() as f64;
        let docs = desk.docs.add_up(&query.tokens, |given| &given.docs);
        let pages = desk.pages.add_up(&query.tokens, |given| &given.pages);
        // The shares are few, and a power takes longer than everything else.
        let mut powers: Vec<(f64, f64)> = Vec::new();
        for doc in &docs {
            let (at, page) = (*doc as usize, (doc / stride) as usize);
            let found = desk.docs.found[at];
            let power = match powers.iter().find(|(known, _)| *known == found) {
                Some((_, power)) => *power,
                None => {
                    let power = (found / tokens).powf(0.75);
                    powers.push((found, power));
                    power
                }
            };
            desk.docs.sum[at] *= power;
            let value = desk.docs.sum[at];
            desk.best[page] = desk.best[page].max(value);
            desk.all[page] += value;
        }
        // A page scores at least by its best question and at most by the sum of all.
        let mut least = Vec::with_capacity(pages.len());
        for page in &pages {
            let at = *page as usize;
            desk.pages.sum[at] *= PAGE_SHARE * desk.pages.found[at] / tokens;
            least.push(desk.pages.sum[at] + desk.best[at]);
        }
        let limit = match least.len() {
            0..=WINDOW => 0.0,
            all => *least.select_nth_unstable_by(all - WINDOW, f64::total_cmp).1,
        };
        let mut hits = Vec::new();
        for page in &pages {
            let at = *page as usize;
            if desk.pages.sum[at] + desk.all[at] < limit {
                continue;
            }
            let value = |question: u32| desk.docs.sum[(page * stride + question) as usize];
            let mut questions: Vec<f64> = (0..stride).map(value).collect();
            questions.sort_by(|a, b| b.total_cmp(a));
            hits.push(Hit {
                page: *page,
                score: fading(desk.pages.sum[at], questions.into_iter()),
            });
        }
        for doc in docs {
            desk.docs.sum[doc as usize] = 0.0;
            desk.docs.found[doc as usize] = 0.0;
        }
        for page in pages {
            let at = page as usize;
            desk.pages.sum[at] = 0.0;
            desk.pages.found[at] = 0.0;
            desk.best[at] = 0.0;
            desk.all[at] = 0.0;
        }
        hits.sort_by(better_page);
        hits.truncate(WINDOW);
        hits
    }

    /// How far the titles of pages and a query agree, from 0 to 1.
    pub fn agreement(&self, query: &Query<'_>, hits: &[Hit]) -> Vec<f64> {
        let mut found: FxHashMap<u32, (f64, f64)> =
            hits.iter().map(|hit| (hit.page, (0.0, 0.0))).collect();
        let mut total = 0.0;
        for token in &query.tokens {
            let terms = || token.terms.iter().map(Meant::given);
            let worth = terms()
                .next()
                .map_or_else(|| self.idf(0), |given| given.worth);
            let mut lengths: BTreeMap<u32, f64> = BTreeMap::new();
            for (page, length) in terms().flat_map(|given| &given.titles) {
                if found.contains_key(page) {
                    lengths.insert(*page, *length);
                }
            }
            for (page, length) in lengths {
                if let Some((share, sum)) = found.get_mut(&page) {
                    *share += 1.0 / length;
                    *sum += worth;
                }
            }
            total += worth;
        }
        let agrees = |hit: &Hit| {
            let (share, worth) = found.get(&hit.page).copied().unwrap_or_default();
            (share.min(1.0) * worth / total).sqrt()
        };
        hits.iter().map(agrees).collect()
    }

    /// Orders the best pages anew, as readers see them.
    pub fn reorder(&self, query: &Query<'_>, hits: &mut [Hit]) {
        let Some(best) = hits.first().map(|hit| hit.score).filter(|_| hits.len() > 1) else {
            return;
        };
        let none = Compared::default();
        let compared: Vec<&Compared> = hits
            .iter()
            .map(|hit| self.compared(hit.page).unwrap_or(&none))
            .collect();
        let all: Vec<&[u32]> = compared
            .iter()
            .flat_map(|page| &page.headings)
            .map(Vec::as_slice)
            .collect();
        let small = query.said.iter().filter(|word| self.is_stop(**word));
        let small = small.map(|word| (*word, NONE)).collect();
        let pairs = query
            .said
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .collect();
        let weighing = [
            Weighing::new(small, SMALL_WORDS * best, &all),
            Weighing::new(pairs, PAIRS * best, &all),
        ];
        lend(&compared, hits);
        let best = hits.first().map_or(0.0, |hit| hit.score);
        let agreement = self.agreement(query, hits);
        for ((hit, page), agrees) in hits.iter_mut().zip(&compared).zip(agreement) {
            let value = |heading: &Vec<u32>| {
                let kinds = weighing.iter();
                kinds.fold(0.0, |sum, weighing| weighing.add(sum, heading))
            };
            let mut values: Vec<f64> = page.headings.iter().map(value).collect();
            values.sort_by(|a, b| b.total_cmp(a));
            hit.score = fading(hit.score, values.into_iter()) + TITLE_AGREES * best * agrees;
        }
        hits.sort_by(better_page);
    }
}

/// Pages that use the same words in title and headings lend one another a share of their score.
fn lend(compared: &[&Compared], hits: &mut [Hit]) {
    let mut pages: FxHashMap<u32, f64> = FxHashMap::default();
    for (word, _) in compared.iter().flat_map(|page| &page.beginnings) {
        *pages.entry(*word).or_default() += 1.0;
    }
    let number = hits.len() as f64;
    let mut sum: FxHashMap<u32, f64> = FxHashMap::default();
    let mut vectors = Vec::with_capacity(hits.len());
    for (page, hit) in compared.iter().zip(hits.iter()) {
        let weight = |(word, count): &(u32, f64)| {
            let pages = pages.get(word).copied().unwrap_or(1.0);
            (*word, (1.0 + count).ln() * (1.0 + number / pages).ln())
        };
        let mut vector: Vec<(u32, f64)> = page.beginnings.iter().map(weight).collect();
        let squares = vector.iter().map(|(_, weight)| weight * weight);
        let length = squares.sum::<f64>().sqrt();
        for (word, weight) in &mut vector {
            *weight /= length;
            *sum.entry(*word).or_default() += *weight * hit.score;
        }
        vectors.push(vector);
    }
    for (vector, hit) in vectors.iter().zip(hits) {
        let lent = |(word, value): &(u32, f64)| value * sum.get(word).copied().unwrap_or(0.0);
        let lent: f64 = vector.iter().map(lent).sum();
        hit.score += LIKE_PAGES * (lent - hit.score);
    }
}

/// For each word the number of the first that begins with the same letters (UTF-16 units, as JavaScript cuts).
fn beginnings(dictionary: &Dictionary) -> Vec<u32> {
    let mut first: FxHashMap<&str, u32> = FxHashMap::default();
    let words = (0..).zip(&dictionary.words);
    words
        .map(|(number, word)| {
            let mut units = 0;
            let end = word.surface.char_indices().find(|(_, letter)| {
                units += letter.len_utf16();
                units > BEGINNING
            });
            let end = end.map_or(word.surface.len(), |(at, _)| at);
            *first.entry(&word.surface[..end]).or_insert(number)
        })
        .collect()
}

/// A word, or with the next one a pair of neighbours.
type Mark = (u32, u32);

/// Whether a heading has a word or pair.
fn has(heading: &[u32], (word, next): Mark) -> bool {
    match next {
        NONE => heading.contains(&word),
        next => heading.windows(2).any(|pair| pair == [word, next]),
    }
}

/// What marks of a query are worth: as much as they are rare among the headings of the best pages.
struct Weighing {
    marks: Vec<(Mark, f64)>,
    share: f64,
}

impl Weighing {
    fn new(marks: Vec<Mark>, share: f64, all: &[&[u32]]) -> Self {
        let mut weighed: Vec<(Mark, f64)> = Vec::new();
        for mark in marks {
            if weighed.iter().all(|(other, _)| *other != mark) {
                let having = all.iter().filter(|heading| has(heading, mark)).count();
                let weight = match having {
                    0 => 0.0,
                    having => (1.0 + all.len() as f64 / having as f64).ln(),
                };
                weighed.push((mark, weight));
            }
        }
        let total: f64 = weighed.iter().map(|(_, weight)| weight).sum();
        Self {
            marks: weighed,
            share: if total == 0.0 { 0.0 } else { share / total },
        }
    }

    fn add(&self, sum: f64, heading: &[u32]) -> f64 {
        let held = self.marks.iter().filter(|(mark, _)| has(heading, *mark));
        held.fold(sum, |sum, (_, weight)| sum + weight * self.share)
    }
}

/// A sum to which the first value counts in full, and each next one less.
fn fading(from: f64, values: impl Iterator<Item = f64>) -> f64 {
    let (sum, _) = values.fold((from, 0), |(sum, rank), value| {
        (sum + value * NEXT_QUESTION.powi(rank), rank + 1)
    });
    sum
}

fn better_page(a: &Hit, b: &Hit) -> std::cmp::Ordering {
    b.score.total_cmp(&a.score).then(a.page.cmp(&b.page))
}
