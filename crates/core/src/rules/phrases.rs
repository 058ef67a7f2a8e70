//! The phrases of all packs of a site, ready to be looked for in one language.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Rules, load};
use candor_prose::{Dictionary, Lexicons, Phrases};

/// Phrases to look for in one language, and what each list is called.
#[derive(Debug, Default)]
pub struct Phrasebook {
    names: Vec<String>,
    /// What the lists hold, hashed.
    hash: [u8; 32],
    /// What reads prose of this language, and finds the phrases.
    pub dictionary: Dictionary,
}

impl Phrasebook {
    /// The number of a pack's list, as [`candor_model::answer::Said`] keeps it.
    pub fn list(&self, pack: &str, name: &str) -> Option<u16> {
        let key = key(pack, name);
        let at = self.names.iter().position(|known| *known == key)?;
        u16::try_from(at).ok()
    }

    /// Feeds a hash with what the lists hold.
    pub fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.hash);
    }

    /// Whether a list has any phrase in this language.
    pub fn has(&self, pack: &str, name: &str) -> bool {
        self.list(pack, name).is_some()
    }
}

fn key(pack: &str, name: &str) -> String {
    format!("{pack}/{name}")
}

/// The phrases of every pack in one language. `overrides` are lists of the site's own,
/// by name and language, that take the place of a pack's.
pub fn phrasebook(
    rules: &Rules,
    overrides: &BTreeMap<String, BTreeMap<String, Vec<String>>>,
    lang: &str,
    lexicons: &Lexicons,
) -> Phrasebook {
    let mut lists = Vec::new();
    for pack in &rules.packs {
        for (name, by_language) in &pack.phrases {
            let own = overrides.get(name).and_then(|texts| texts.get(lang));
            let phrases = own
                .cloned()
                .or_else(|| load::plain(by_language).get(lang).cloned());
            let list = phrases.map(|phrases| (key(pack.id.get_ref(), name), phrases));
            // A list that cannot be used is reported where it stands.
            if let Some(list) = list.filter(|(_, phrases)| !phrases.is_empty())
                && Phrases::new(lang, std::slice::from_ref(&list)).is_ok()
            {
                lists.push(list);
            }
        }
    }
    let mut hasher = blake3::Hasher::new();
    for text in lists
        .iter()
        .flat_map(|(name, phrases)| std::iter::once(name).chain(phrases))
    {
        hasher.update(text.as_bytes()).update(&[0]);
    }
    Phrasebook {
        hash: *hasher.finalize().as_bytes(),
        dictionary: Dictionary::new(
            Arc::clone(lexicons.of(lang)),
            Phrases::new(lang, &lists)
                .ok()
                .filter(|_| !lists.is_empty()),
        ),
        names: lists.into_iter().map(|(name, _)| name).collect(),
    }
}

#[cfg(test)]
mod tests;
