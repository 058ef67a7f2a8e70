//! Asks the planned search, as a browser would ask the published one.

use std::sync::Arc;

use super::plan::{Artifact, Content};
use candor_search::ask::{Engine, EngineError, Files, Found};

/// Why the search cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No page of the language can be searched, or the language is none of the site.
    #[error("the site has no search in the language `{0}`")]
    NoSearch(String),
    /// The theme has no script for it.
    #[error("the theme has no static/search-engine.js")]
    NoScript,
    /// The script failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// What readers of `lang` find for each query, at most `limit` pages each.
///
/// # Errors
///
/// See [`AskError`].
pub fn ask(
    engine: &dyn Engine,
    artifacts: &[Artifact<'_>],
    lang: &str,
    queries: &[&str],
    limit: usize,
) -> Result<Vec<Vec<Found>>, AskError> {
    let folder = format!("search/{lang}/");
    let files: Files = Arc::new(
        bytes(artifacts)
            .filter(|(path, _)| path.starts_with(&folder))
            .map(|(path, bytes)| (path.to_owned(), Arc::from(bytes)))
            .collect(),
    );
    if files.is_empty() {
        return Err(AskError::NoSearch(lang.to_owned()));
    }
    let (_, script) = bytes(artifacts)
        .find(|(path, _)| path.starts_with("assets/search-engine.") && path.ends_with(".js"))
        .ok_or(AskError::NoScript)?;
    Ok(engine.search_all(script, lang, &files, queries, limit)?)
}

fn bytes<'a>(artifacts: &'a [Artifact<'_>]) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    artifacts
        .iter()
        .filter_map(|artifact| match &artifact.content {
            Content::Bytes(bytes) => Some((&*artifact.path, &**bytes)),
            Content::Make(_) | Content::Copy(_) => None,
        })
}
