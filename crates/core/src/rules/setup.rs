//! What a requirement sets its check up with, read once when the pack is.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::evidence::Demand;

/// The set-up of a check, as its kind read it. What others than the check ask of it has a
/// method here; the rest is for the kind itself, which knows the type.
pub trait Setup: Any + fmt::Debug + Send + Sync {
    /// Names of the pages, from the pack's `links`, that it is about.
    fn pages(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The name of the page that it is about, when it is about one.
    fn page(&self) -> Option<&str> {
        None
    }

    /// What claims of its items begin with.
    fn prefix(&self) -> Option<&str> {
        None
    }

    /// Names of the pack's `phrases` of which a text must say one.
    fn requires(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Names of the pack's `phrases` that no text may say.
    fn forbids(&self) -> Vec<&str> {
        Vec::new()
    }

    /// What the text of each of its items must hold.
    fn demands(&self) -> &[Demand] {
        &[]
    }
}

/// Reads the `with` of a requirement, by the name of its kind of check. `None` when there is
/// no such kind, an error when it cannot be set up like this.
pub type ReadSetup = fn(&str, &toml::Table) -> Option<Result<Arc<dyn Setup>, String>>;
