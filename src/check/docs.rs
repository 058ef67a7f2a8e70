//! What every check that is no requirement of a pack means, for `candor explain`.

/// Ids of all of them.
pub fn ids() -> Vec<&'static str> {
    Vec::new()
}
