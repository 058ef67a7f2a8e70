//! Asking the site's own search engine: the script that its readers' browsers run. Who runs it is
//! the program's business; here is what it is asked and what it answers.

use serde::Deserialize;

/// Files of the site by path, for the few that a query needs; `None` if there is no such file.
pub type Files<'f> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'f;

/// One result, as the browser's engine gives it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Found {
    /// The last part of the page's address, such as `account-freezes`.
    pub page: String,
    /// The page's address.
    pub url: String,
    /// The anchor of the question on the page; empty for the page as such.
    pub anchor: String,
    /// The page's title.
    pub title: String,
    /// The question that matches best; none where the page as such was found.
    #[serde(default)]
    pub question: Option<String>,
    /// The page's score; meaningful only beside the others of the same query.
    pub score: f64,
    /// What the question that matches best scores, beside those of `also`.
    #[serde(default)]
    pub best: f64,
    /// Other questions of the page that match, the best first.
    #[serde(default)]
    pub also: Vec<Also>,
    /// Whether nothing matched and this is the nearest.
    #[serde(default)]
    pub nearest: bool,
    /// Whether nothing is even near, and this is a topic that people need most.
    #[serde(default)]
    pub needed: bool,
}

/// Another question of a page that matches.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Also {
    /// Its anchor.
    pub anchor: String,
    /// Its score among the questions of the page.
    pub score: f64,
}

impl Found {
    /// Where the result leads.
    pub fn address(&self) -> String {
        match &*self.anchor {
            "" => self.url.clone(),
            anchor => format!("{}#{anchor}", self.url),
        }
    }
}

/// The engine's script failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the search engine of the site fails: {0}")]
pub struct EngineError(String);

impl EngineError {
    /// What the script's error says, without the lines of the script that it went through.
    pub fn new(error: impl std::fmt::Display) -> Self {
        let text = error.to_string();
        let line = text.lines().next().unwrap_or_default();
        Self(line.trim_start_matches("Error: ").to_owned())
    }
}

/// Something that can run the engine's script, such as a JavaScript engine.
pub trait Engine: Sync {
    /// What readers of `lang` find for each query, at most `limit` pages, as many answers as
    /// queries and in their order.
    ///
    /// # Errors
    ///
    /// [`EngineError`] if the script does not run, or a file of the index is missing or damaged.
    fn search_all(
        &self,
        script: &[u8],
        lang: &str,
        files: &Files<'_>,
        queries: &[&str],
        limit: usize,
    ) -> Result<Vec<Vec<Found>>, EngineError>;
}
