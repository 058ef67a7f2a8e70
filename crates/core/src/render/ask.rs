//! Asks the planned search, as a browser would ask the published one.

use super::plan::{Artifact, Content};
use candor_search::ask::{Engine, EngineError, Found};

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
    // Sorted by path, as `plan` gives them.
    let find = |path: &str| {
        let at = artifacts.binary_search_by(|artifact| (*artifact.path).cmp(path));
        at.ok().and_then(|at| artifacts.get(at))
    };
    find(&format!("{folder}index.json")).ok_or_else(|| AskError::NoSearch(lang.to_owned()))?;
    let script = artifacts
        .iter()
        .find(|artifact| {
            artifact.path.starts_with("assets/search-engine.") && artifact.path.ends_with(".js")
        })
        .and_then(bytes)
        .ok_or(AskError::NoScript)?;
    let files = |path: &str| bytes(find(path).filter(|_| path.starts_with(&folder))?);
    Ok(engine.search_all(&script, lang, &files, queries, limit)?)
}

/// The bytes of a file that is not copied, made if need be.
fn bytes(artifact: &Artifact<'_>) -> Option<Vec<u8>> {
    match &artifact.content {
        Content::Bytes(bytes) => Some(bytes.clone()),
        // What cannot be made is reported when it is written.
        Content::Make(make) => make().ok(),
        Content::Copy(_) => None,
    }
}
