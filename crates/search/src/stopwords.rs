//! The small words of a language: what the index drops, keeps and counts less.
//!
//! They are data: a theme has them in `stopwords/LANG.toml`. The lists of `elasticlunr-rs` are the base.
//! They also hold words that decide what a customer means: "my card was *not* accepted", "retirar *sin*
//! comisión". Those are kept.

use serde::{Deserialize, Deserializer, Serialize, de};

use super::analysis::{fold, raw_tokens};

/// What a language's `stopwords/LANG.toml` says. Nothing in it leaves elasticlunr's lists as they are.
///
/// An entry is a single word, however it is written: reading brings it into the spelling that it is
/// compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StopWords {
    /// Words that the index leaves out, beside those of elasticlunr's list. The browser knows them all,
    /// lest it mistake one that no page uses for a typing error ("could" for "cloud").
    #[serde(deserialize_with = "small_letters")]
    pub stop: Vec<String>,
    /// Words of elasticlunr's list that the index keeps.
    #[serde(deserialize_with = "small_letters")]
    pub keep: Vec<String>,
    /// Words with which customers ask for anything at all. They stay in the index, but say less than
    /// their rarity: few pages hold "please", and it is about none of them.
    #[serde(deserialize_with = "folded")]
    pub faint: Vec<String>,
    /// Endings by which the forms of one word differ, for the browser: it has no stemmer, and reads
    /// "refunded" as "refund" if the site only uses that.
    #[serde(deserialize_with = "folded")]
    pub endings: Vec<String>,
}

/// An entry, refused where it stands unless it is one word.
struct Entry(String);

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entry = String::deserialize(deserializer)?;
        let mut words = raw_tokens(&entry);
        match (words.next(), words.next()) {
            (Some(word), None) if !fold(word).is_empty() => Ok(Self(word.to_owned())),
            (Some(_), Some(_)) => Err(de::Error::custom(format!(
                "`{entry}` is more than one word"
            ))),
            _ => Err(de::Error::custom(format!("`{entry}` is no word"))),
        }
    }
}

/// Words as the index meets them, with their accents.
fn small_letters<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let entries = Vec::<Entry>::deserialize(deserializer)?;
    Ok(entries
        .iter()
        .map(|Entry(word)| word.to_lowercase())
        .collect())
}

/// Words as the browser meets them.
fn folded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let entries = Vec::<Entry>::deserialize(deserializer)?;
    Ok(entries.iter().map(|Entry(word)| fold(word)).collect())
}

impl StopWords {
    /// All lists, in one order.
    pub fn lists(&self) -> [&[String]; 4] {
        [&self.stop, &self.keep, &self.faint, &self.endings]
    }

    /// Whether the index has a word, in lower case: `None` where elasticlunr's list decides.
    pub(super) fn decides(&self, word: &str) -> Option<bool> {
        let holds = |list: &[String]| list.iter().any(|other| other == word);
        if holds(&self.keep) {
            return Some(true);
        }
        holds(&self.stop).then_some(false)
    }
}

#[cfg(test)]
#[allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
pub(super) mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use elasticlunr::lang::from_code;

    use super::super::analysis::elasticlunr_code;
    use super::*;

    fn read(path: &Path) -> StopWords {
        let text = std::fs::read_to_string(path).expect("a file of the default theme");
        toml::from_str(&text).expect("stop words")
    }

    fn folder() -> &'static Path {
        Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../themes/default/stopwords"
        ))
    }

    /// Those of the default theme.
    pub fn of_theme(lang: &str) -> Arc<StopWords> {
        Arc::new(read(&folder().join(format!("{lang}.toml"))))
    }

    /// A kept word that the stock list does not drop, or a stop word that it keeps, is a spelling
    /// mistake in ours.
    #[test]
    fn the_themes_words_are_elasticlunrs() {
        let mut languages = 0;
        for entry in folder().read_dir().expect("the folder") {
            let path = entry.expect("a file").path();
            let lang = path.file_stem().expect("a name").to_string_lossy();
            let pipeline = from_code(&elasticlunr_code(&lang))
                .expect("a language")
                .make_pipeline();
            let words = read(&path);
            languages += 1;
            let stop: Vec<String> = words.stop.iter().map(|word| fold(word)).collect();
            let both = words.faint.iter().find(|word| stop.contains(word));
            assert_eq!(both, None, "{lang}: left out, so it cannot count less");
            for word in words.stop.iter().chain(&words.keep) {
                let left = pipeline.run(vec![word.clone()]);
                assert!(left.is_empty(), "{lang}: {word} -> {left:?}");
            }
        }
        assert!(languages >= 15, "{languages} languages");
    }

    /// The index asks with accents and the browser without.
    #[test]
    fn a_word_may_be_written_in_any_way() {
        let text = r#"stop = ["Jest", " Él "]
            keep = ["NO"]
            faint = ["Podría"]"#;
        let words: StopWords = toml::from_str(text).expect("stop words");
        assert_eq!(words.decides("jest"), Some(false));
        assert_eq!(words.decides("él"), Some(false));
        assert_eq!(words.decides("el"), None);
        assert_eq!(words.decides("no"), Some(true));
        assert_eq!(words.faint, ["podria"]);
        for entry in ["de facto", "e-mail", "", "?!"] {
            let list = format!("keep = [\"{entry}\"]");
            let error = toml::from_str::<StopWords>(&list).expect_err(entry);
            assert!(error.message().contains(entry), "{error}");
        }
    }
}
