//! Text to terms: elasticlunr's pipelines behind a memo, and the dictionary that all pages share.
//!
//! Stemming dominates the cost of an index, and a site uses few different words. So each raw token
//! ("Transfers,") runs through elasticlunr's own pipeline once and is remembered; the result is what
//! the pipeline gave, never a second implementation of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use elasticlunr::{Language, Pipeline, lang::from_code, pipeline::PipelineFn};
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::stopwords::StopWords;

/// Marks "no term": the pipeline dropped the token.
pub(super) const NONE: u32 = u32::MAX;

/// Distinct raw tokens that one memo holds before it starts afresh (about 60 bytes each).
const MEMO_LIMIT: usize = 400_000;

/// Turns text of one language into terms and numbers them. Shared by all threads; pages that one
/// analyzer indexed belong together, because their bytes hold its numbers.
#[derive(Debug)]
pub struct Analyzer {
    code: String,
    stop: Arc<StopWords>,
    dictionary: Mutex<Arc<Dictionary>>,
    /// One memo for each thread that is in [`super::index_page`] right now, kept between calls.
    memos: Mutex<Vec<Memo>>,
}

/// What a raw token became: its term and the word as a customer would type it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Number in [`Dictionary::terms`], or [`NONE`] if the pipeline dropped the token.
    pub term: u32,
    /// Number in [`Dictionary::words`], or [`NONE`] if there is nothing to type.
    pub word: u32,
}

/// Raw token, as it stands in the text, to what it became.
pub(super) type Memo = FxHashMap<Box<str>, Token>;

/// A word as typed and the term that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded spelling, see [`fold`].
    pub surface: Box<str>,
    /// Number in [`Dictionary::terms`]; [`NONE`] for a stop word, and for a number where a language's trimmer knows
    /// letters only.
    pub term: u32,
}

/// All terms and words that an analyzer has met, in the order it met them. Numbers stay valid for
/// the life of the dictionary; which of them the site still uses is in the pages.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    pub terms: Vec<Box<str>>,
    pub words: Vec<Word>,
    term_ids: FxHashMap<Box<str>, u32>,
    word_ids: FxHashMap<Box<str>, Vec<u32>>,
}

impl Dictionary {
    /// The number of `term`, new if need be.
    pub fn term(&mut self, term: &str) -> u32 {
        if let Some(id) = self.term_ids.get(term) {
            return *id;
        }
        let id = self.terms.len() as u32;
        self.terms.push(term.into());
        self.term_ids.insert(term.into(), id);
        id
    }

    /// The number of a term that it knows.
    pub fn find(&self, term: &str) -> Option<u32> {
        self.term_ids.get(term).copied()
    }

    /// The numbers of the words of a spelling, which differ in their terms.
    pub fn spelled(&self, surface: &str) -> &[u32] {
        self.word_ids.get(surface).map_or(&[], Vec::as_slice)
    }

    /// The number of the pair of `surface` and `term`, new if need be.
    pub fn word(&mut self, surface: &str, term: u32) -> u32 {
        let words = &mut self.words;
        let id = words.len() as u32;
        if let Some(ids) = self.word_ids.get_mut(surface) {
            let known = ids.iter().find(|id| words[**id as usize].term == term);
            if let Some(known) = known {
                return *known;
            }
            ids.push(id);
        } else {
            self.word_ids.insert(surface.into(), vec![id]);
        }
        words.push(Word {
            surface: surface.into(),
            term,
        });
        id
    }
}

impl Analyzer {
    /// The analyzer for a language tag such as `en`, `es-MX` or `nl`.
    ///
    /// A language that elasticlunr has no stemmer for gets its white-space tokenizer and a trimmer
    /// that knows all of Unicode's letters and digits, without stemmer; its stop words are those of
    /// `stop` alone.
    pub fn new(lang: &str, stop: Arc<StopWords>) -> Self {
        Self::with_dictionary(elasticlunr_code(lang), stop, Dictionary::default())
    }

    pub(super) fn with_dictionary(
        code: String,
        stop: Arc<StopWords>,
        dictionary: Dictionary,
    ) -> Self {
        let dictionary = Mutex::new(Arc::new(dictionary));
        Self {
            code,
            stop,
            dictionary,
            memos: Mutex::default(),
        }
    }

    /// elasticlunr's code of the language (`du` for Dutch), or the plain subtag where it has none.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The small words that it was made with.
    pub fn stop_words(&self) -> &StopWords {
        &self.stop
    }

    /// The dictionary as it is now.
    pub(super) fn dictionary(&self) -> Arc<Dictionary> {
        Arc::clone(&lock(&self.dictionary))
    }

    /// A memo to work with; give it back with [`Analyzer::return_memo`].
    pub(super) fn take_memo(&self) -> Memo {
        lock(&self.memos).pop().unwrap_or_default()
    }

    /// Keeps a memo for the next page.
    pub(super) fn return_memo(&self, memo: Memo) {
        if memo.len() < MEMO_LIMIT {
            lock(&self.memos).push(memo);
        }
    }

    /// Calls `each` for every raw token of `text`.
    pub(super) fn tokens(&self, text: &str, memo: &mut Memo, mut each: impl FnMut(Token)) {
        each_token(text, |raw| {
            let token = match memo.get(raw) {
                Some(token) => *token,
                None => {
                    let token = self.analyze(raw);
                    memo.insert(raw.into(), token);
                    token
                }
            };
            each(token);
        });
    }

    /// The term that a raw token stands for; `None` for a stop word.
    pub fn term(&self, raw: &str) -> Option<String> {
        run_pipeline(&self.code, &self.stop, raw.to_lowercase())
    }

    /// Runs one raw token through the language's pipeline and numbers the outcome.
    fn analyze(&self, raw: &str) -> Token {
        let term = self.term(raw);
        let surface = fold(raw);
        // Under the lock only look up and insert; `make_mut` copies only while a build reads.
        let mut shared = lock(&self.dictionary);
        let dictionary = Arc::make_mut(&mut shared);
        let term = term.map_or(NONE, |term| dictionary.term(&term));
        let word = if surface.is_empty() {
            NONE
        } else {
            dictionary.word(&surface, term)
        };
        Token { term, word }
    }
}

/// A poisoned lock only says that another thread panicked; the data behind it is append-only.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The names under which a language tag's words may be kept, the nearest first: `es-MX` has its own or those
/// of `es`, and both written forms of Norwegian have those of `no`.
pub fn names_of(tag: &str) -> Vec<String> {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    let primary = primary.to_ascii_lowercase();
    let norwegian = matches!(&*primary, "nb" | "nn").then(|| "no".to_owned());
    let mut names = vec![tag.to_owned(), primary];
    names.extend(norwegian);
    names
}

/// elasticlunr's code for a BCP 47 tag: the least particular of its names, but for Dutch.
pub(super) fn elasticlunr_code(tag: &str) -> String {
    match names_of(tag).pop() {
        Some(name) if name == "nl" => "du".to_owned(),
        Some(name) => name,
        None => tag.to_owned(),
    }
}

/// Runs a lower-cased token through the pipeline of `code`. Pipelines are not `Sync`, and costly to
/// make, so each thread keeps its own; they are pure functions, hence no hidden state.
fn run_pipeline(code: &str, stop: &Arc<StopWords>, token: String) -> Option<String> {
    type Made = Vec<(String, Arc<StopWords>, Pipeline)>;
    thread_local!(static MADE: std::cell::RefCell<Made> = const { std::cell::RefCell::new(Vec::new()) });
    MADE.with_borrow_mut(|made| {
        let known = made
            .iter()
            .position(|(c, s, _)| c == code && Arc::ptr_eq(s, stop));
        let at = known.unwrap_or_else(|| {
            // One for each language: words that were edited while `serve` runs replace the old ones.
            made.retain(|(c, _, _)| c != code);
            let pipeline = language(code, stop).make_pipeline();
            made.push((code.to_owned(), Arc::clone(stop), pipeline));
            made.len() - 1
        });
        made[at].2.run(vec![token]).pop()
    })
}

/// The elasticlunr language that the index is built with: hand it to `elasticlunr::IndexBuilder`
/// to get the reference index of the same documents.
pub fn language(code: &str, stop: &Arc<StopWords>) -> Box<dyn Language> {
    Box::new(Tuned {
        code: code.to_owned(),
        stop: Arc::clone(stop),
    })
}

/// A language of elasticlunr with our stop words, or the fallback for one that it does not know.
struct Tuned {
    code: String,
    stop: Arc<StopWords>,
}

impl Language for Tuned {
    fn name(&self) -> String {
        from_code(&self.code).map_or_else(|| "Unknown".to_owned(), |language| language.name())
    }

    fn code(&self) -> String {
        self.code.clone()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        each_token(text, |raw| tokens.push(raw.to_lowercase()));
        tokens
    }

    fn make_pipeline(&self) -> Pipeline {
        let tuned = |base: Option<Box<dyn PipelineFn>>| -> Box<dyn PipelineFn> {
            Box::new(StopFilter {
                stop: Arc::clone(&self.stop),
                base,
            })
        };
        let Some(base) = from_code(&self.code) else {
            return Pipeline {
                queue: vec![Box::new(UnicodeTrimmer), tuned(None)],
            };
        };
        let mut pipeline = base.make_pipeline();
        let is_filter = |step: &dyn PipelineFn| step.name().starts_with("stopWordFilter");
        let tune = |step: Box<dyn PipelineFn>| match is_filter(&*step) {
            true => tuned(Some(step)),
            false => step,
        };
        pipeline.queue = pipeline.queue.into_iter().map(tune).collect();
        pipeline
    }
}

/// A stop-word filter: ours first, then elasticlunr's.
struct StopFilter {
    stop: Arc<StopWords>,
    base: Option<Box<dyn PipelineFn>>,
}

impl PipelineFn for StopFilter {
    fn name(&self) -> String {
        let base = self.base.as_ref();
        base.map_or_else(|| "stopWordFilter".to_owned(), |base| base.name())
    }

    fn filter(&self, token: String) -> Option<String> {
        match (self.stop.decides(&token), &self.base) {
            (Some(is_kept), _) => is_kept.then_some(token),
            (None, Some(base)) => base.filter(token),
            (None, None) => Some(token),
        }
    }
}

/// Trims what is neither letter nor digit in any script; elasticlunr's English trimmer, its usual
/// fallback, would eat letters outside ASCII.
struct UnicodeTrimmer;

impl PipelineFn for UnicodeTrimmer {
    fn name(&self) -> String {
        "trimmer-unicode".to_owned()
    }

    fn filter(&self, token: String) -> Option<String> {
        let trimmed = token.trim_matches(|c: char| !c.is_alphanumeric());
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }
}

/// The words of a text as they stand in it: the split of
/// [`elasticlunr::lang::tokenize_whitespace`], before its lower-casing.
pub(super) fn raw_tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '-')
        .filter(|raw| !raw.is_empty())
}

/// Calls `each` for every token of a text: its words, where a script writes blanks between them, else pairs of
/// letters; and codes with a hyphen as people type them, too, without it.
fn each_token(text: &str, mut each: impl FnMut(&str)) {
    for raw in raw_tokens(text) {
        if raw.is_ascii() {
            each(raw);
        } else {
            pieces(raw, &mut each);
        }
    }
    if text.contains('-') {
        text.split_whitespace()
            .filter_map(code)
            .for_each(|code| each(&code));
    }
}

/// `E-1042`, `W-8BEN` and `1099-DA` without the hyphen: capitals and digits, both of them, in a few parts.
fn code(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let fits = (3..=20).contains(&word.len())
        && (1..=3).contains(&word.matches('-').count())
        && !word.contains("--")
        && word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
    let has = |is: fn(&u8) -> bool| word.bytes().any(|byte| is(&byte));
    (fits && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)).then(|| word.replace('-', ""))
}

/// Whether a letter is of a script that writes no blanks between words (UAX #29, 4): Thai and Lao, Burmese, Khmer,
/// kana, Han.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x31f0..=0x31ff
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0xff66..=0xff9d | 0x2_0000..=0x2_fa1f)
}

/// A token cut where such scripts begin and end, and there into pairs of letters with their marks. The browser's
/// engine does the same (`pieces` in `search-engine.js`).
fn pieces(raw: &str, each: &mut impl FnMut(&str)) {
    let mut letters: Vec<usize> = Vec::new();
    let mut plain: Option<usize> = None;
    for (at, c) in raw.char_indices() {
        if is_unspaced(c) && (letters.is_empty() || !is_combining_mark(c)) {
            if let Some(from) = plain.take() {
                each(&raw[from..at]);
            }
            letters.push(at);
        } else if letters.is_empty() || !is_combining_mark(c) {
            pairs(raw, &letters, at, each);
            letters.clear();
            plain.get_or_insert(at);
        }
    }
    pairs(raw, &letters, raw.len(), each);
    if let Some(from) = plain {
        each(&raw[from..]);
    }
}

/// The pairs of the letters that begin at these places; of a single one, itself.
fn pairs(raw: &str, letters: &[usize], end: usize, each: &mut impl FnMut(&str)) {
    if let [only] = letters {
        return each(&raw[*only..end]);
    }
    for (at, from) in letters
        .iter()
        .enumerate()
        .take(letters.len().saturating_sub(1))
    {
        each(&raw[*from..letters.get(at + 2).copied().unwrap_or(end)]);
    }
}

/// The spelling by which a word is looked up: lower case, without accents, one kind of apostrophe,
/// trimmed. The browser's engine does the same (`fold` in `search-engine.js`).
pub(super) fn fold(raw: &str) -> String {
    let folded: String = if raw.is_ascii() {
        raw.to_ascii_lowercase()
    } else {
        raw.to_lowercase()
            .nfd()
            .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
            .map(|c| {
                if matches!(c, '\u{2019}' | '\u{2018}' | '\u{2bc}') {
                    '\''
                } else {
                    c
                }
            })
            .nfc()
            .collect()
    };
    folded
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_owned()
}

/// Whether a folded word is made of letters, apostrophes allowed.
pub(super) fn is_alphabetic(surface: &str) -> bool {
    surface.chars().all(|c| c.is_alphabetic() || c == '\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        each_token(text, |raw| tokens.push(raw.to_owned()));
        tokens
    }

    #[test]
    fn scripts_without_blanks_are_cut_into_pairs() {
        assert_eq!(tokens("账户被冻结"), ["账户", "户被", "被冻", "冻结"]);
        assert_eq!(tokens("冻 E1042客服"), ["冻", "E1042", "客服"]);
        assert_eq!(tokens("がき"), ["がき"]);
        assert_eq!(tokens("ค่าถอน"), ["ค่า", "าถ", "ถอ", "อน"]);
        assert_eq!(tokens("Straße 계좌 동결"), ["Straße", "계좌", "동결"]);
    }

    #[test]
    fn codes_are_found_without_their_hyphen() {
        assert_eq!(
            tokens("Form 1099-DA, W-8BEN."),
            ["Form", "1099", "DA,", "W", "8BEN.", "1099DA", "W8BEN"]
        );
        assert_eq!(tokens("E-1042"), ["E", "1042", "E1042"]);
        assert_eq!(tokens("COVID-"), ["COVID"]);
        for plain in ["24-hour", "2026-11-21", "self-custody", "A-B", "X--1"] {
            assert!(
                tokens(plain)
                    .iter()
                    .all(|token| !plain.replace('-', "").eq(token) || !plain.contains('-')),
                "{plain}"
            );
        }
    }
}
