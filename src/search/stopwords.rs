//! The small words of a language: what the index drops, keeps and counts less.
//!
//! They are data: a theme has them in `stopwords/LANG.toml`. The lists of `elasticlunr-rs` are the base.
//! They also hold words that decide what a customer means: "my card was *not* accepted", "retirar *sin*
//! comisión". Those are kept.

use serde::{Deserialize, Serialize};

/// What a language's `stopwords/LANG.toml` says. Nothing in it leaves elasticlunr's lists as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StopWords {
    /// Words that the index leaves out, beside those of elasticlunr's list. The browser knows them all,
    /// lest it mistake one that no page uses for a typing error ("could" for "cloud").
    pub stop: Vec<String>,
    /// Words of elasticlunr's list that the index keeps.
    pub keep: Vec<String>,
    /// Words with which customers ask for anything at all. They stay in the index, but say less than
    /// their rarity: few pages hold "please", and it is about none of them.
    pub faint: Vec<String>,
    /// Endings by which the forms of one word differ, for the browser: it has no stemmer, and reads
    /// "refunded" as "refund" if the site only uses that.
    pub endings: Vec<String>,
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
            "/themes/default/stopwords"
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
            for word in words.stop.iter().chain(&words.keep) {
                let left = pipeline.run(vec![word.clone()]);
                assert!(left.is_empty(), "{lang}: {word} -> {left:?}");
            }
        }
        assert!(languages >= 15, "{languages} languages");
    }
}
