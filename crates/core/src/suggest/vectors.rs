//! Texts as sets of stems.
//!
//! Two texts are compared by the cosine of their vectors of term weights, so that rare words
//! count more: a term weighs the square root of its number times its inverse document
//! frequency (Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use candor_search::Analyzer;

/// Turns text of one language into numbered stems.
pub struct Stems<'s> {
    analyzer: Option<&'s Analyzer>,
    by_word: FxHashMap<String, Option<u32>>,
    by_stem: FxHashMap<String, u32>,
}

impl<'s> Stems<'s> {
    /// Without an analyzer, words are their own stems.
    pub fn new(analyzer: Option<&'s Analyzer>) -> Stems<'s> {
        Stems {
            analyzer,
            by_word: FxHashMap::default(),
            by_stem: FxHashMap::default(),
        }
    }

    /// The stems of a text in order, each with its word; stop words are left out.
    pub fn of<'t>(&mut self, text: &'t str) -> Vec<(u32, &'t str)> {
        text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
            .filter(|word| word.chars().any(char::is_alphabetic))
            .filter_map(|word| Some((self.stem(word)?, word)))
            .collect()
    }

    fn stem(&mut self, word: &str) -> Option<u32> {
        let word = word.to_lowercase();
        if let Some(known) = self.by_word.get(&word) {
            return *known;
        }
        let stem = match self.analyzer {
            Some(analyzer) => analyzer.term(&word),
            None => Some(word.clone()),
        };
        let number = stem.and_then(|stem| {
            let next = u32::try_from(self.by_stem.len()).ok()?;
            Some(*self.by_stem.entry(stem).or_insert(next))
        });
        self.by_word.insert(word, number);
        number
    }
}

/// How often stems stand in a text; those of some parts count more.
#[derive(Debug, Default)]
pub struct Bag(BTreeMap<u32, f64>);

impl Bag {
    /// Adds the stems of a part.
    pub fn add(&mut self, stems: &[(u32, &str)], weight: f64) {
        for (stem, _) in stems {
            *self.0.entry(*stem).or_default() += weight;
        }
    }

    /// Whether a stem stands in the text.
    pub fn has(&self, stem: u32) -> bool {
        self.0.contains_key(&stem)
    }
}

/// Texts by the stems in them.
#[derive(Default)]
pub struct Index {
    /// Number of a text and count in it, by stem.
    postings: FxHashMap<u32, Vec<(usize, f64)>>,
    /// Length of each text's vector.
    lengths: Vec<f64>,
}

impl Index {
    /// Numbers texts in their order.
    pub fn new(texts: &[Bag]) -> Index {
        let mut postings: FxHashMap<u32, Vec<(usize, f64)>> = FxHashMap::default();
        for (at, bag) in texts.iter().enumerate() {
            for (stem, count) in &bag.0 {
                postings.entry(*stem).or_default().push((at, *count));
            }
        }
        let mut index = Index {
            postings,
            lengths: vec![0.0; texts.len()],
        };
        index.lengths = texts.iter().map(|bag| index.length(bag)).collect();
        index
    }

    /// Inverse document frequency. A stem that no text has is as rare as one of a single text.
    pub fn rarity(&self, stem: u32) -> f64 {
        let texts = self.lengths.len() as f64;
        let with_it = self.postings.get(&stem).map_or(1, Vec::len);
        (1.0 + texts / with_it as f64).ln()
    }

    fn length(&self, bag: &Bag) -> f64 {
        let weights = bag.0.iter().map(|(stem, count)| {
            let weight = count.sqrt() * self.rarity(*stem);
            weight * weight
        });
        weights.sum::<f64>().sqrt()
    }

    /// How like each text is to another one, from 0 to 1.
    pub fn likeness(&self, other: &Bag) -> Vec<f64> {
        let mut sums = vec![0.0; self.lengths.len()];
        for (stem, count) in &other.0 {
            let rarity = self.rarity(*stem);
            for (at, own) in self.postings.get(stem).into_iter().flatten() {
                sums[*at] += (count * own).sqrt() * rarity * rarity;
            }
        }
        let length = self.length(other);
        for (sum, own) in sums.iter_mut().zip(&self.lengths) {
            let both = length * own;
            *sum = if both > 0.0 { *sum / both } else { 0.0 };
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(stems: &mut Stems<'_>, text: &str) -> Bag {
        let mut bag = Bag::default();
        bag.add(&stems.of(text), 1.0);
        bag
    }

    #[test]
    fn the_same_words_are_alike_and_rare_ones_count_more() {
        let mut stems = Stems::new(None);
        let texts = [
            "why is my account frozen",
            "why is my account closed",
            "fees",
        ]
        .map(|text| bag(&mut stems, text));
        let index = Index::new(&texts);
        let same = index.likeness(&texts[0]);
        assert!((same[0] - 1.0).abs() < 1e-9);
        assert!(same[0] > same[1] && same[1] > 0.0 && same[2] == 0.0);
        let frozen = index.likeness(&bag(&mut stems, "Frozen, my!"));
        assert!(frozen[0] > frozen[1]);
        // What a text says beside takes away from the likeness.
        let more = index.likeness(&bag(&mut stems, "Frozen, my weather!"));
        assert!(frozen[0] > more[0] && more[0] > 0.0);
        let strange = index.likeness(&bag(&mut stems, "weather"));
        assert_eq!(strange, [0.0; 3]);
    }
}
