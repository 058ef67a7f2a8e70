//! Everything that can be explained, and how it is found by its id.

use super::Explanation;
use crate::check::{
    self,
    docs::{self, CheckDoc},
};
use crate::rules::{BUILT_IN, Entry, Pack, Rules};
use candor_model::findings::nearest;

/// Packs whose requirements can be explained: those of a site, then those that come with
/// Candor.
pub struct Library<'a> {
    of_site: &'a [Pack],
    others: Vec<Pack>,
}

/// What an id stands for.
pub enum Section<'a> {
    /// A whole pack.
    Pack(&'a Pack),
    /// Something that a pack asks for.
    Entry(&'a Pack, Entry<'a>),
    /// A check of every site.
    Check(&'static CheckDoc),
}

/// Why nothing can be explained: there is no such id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no requirement or check `{id}`\n  help: {help}")]
pub struct Unknown {
    id: String,
    help: String,
}

impl<'a> Library<'a> {
    /// The packs of a site, which may have none, and those that come with Candor and are
    /// no part of them.
    pub fn new(rules: &'a Rules) -> Library<'a> {
        let is_known = |id: &str| {
            let own = rules.own.iter().map(|own| &own.pack);
            rules.packs.iter().chain(own).any(|pack| {
                pack.id.get_ref() == id
                    || pack
                        .extends
                        .as_ref()
                        .is_some_and(|parent| parent.get_ref() == id)
            })
        };
        Library {
            of_site: &rules.packs,
            others: BUILT_IN
                .iter()
                .filter(|id| !is_known(id))
                .filter_map(|id| check::built_in(id)?.ok())
                .collect(),
        }
    }

    /// Every pack, those of the site first.
    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.of_site.iter().chain(&self.others)
    }

    /// What an id stands for: an id as findings show it, what a heading claims, or a pack.
    /// Several packs may ask for the same; those of the site go before the others.
    ///
    /// # Errors
    ///
    /// When nothing has that id; the nearest one is named.
    pub fn find(&self, id: &str) -> Result<Vec<Section<'_>>, Unknown> {
        for packs in [self.of_site, &self.others] {
            let found: Vec<Section<'_>> = packs.iter().flat_map(|pack| in_pack(pack, id)).collect();
            if !found.is_empty() {
                return Ok(found);
            }
        }
        match docs::get(id) {
            Some(doc) => Ok(vec![Section::Check(doc)]),
            None => Err(self.unknown(id)),
        }
    }

    fn unknown(&self, id: &str) -> Unknown {
        let mut known: Vec<String> = docs::ids().into_iter().map(str::to_owned).collect();
        for pack in self.packs() {
            known.push(pack.id.get_ref().clone());
            for entry in pack.entries() {
                known.push(entry.id());
                known.extend(entry.claim());
            }
        }
        Unknown {
            id: candor_model::findings::printable(id),
            help: match nearest(id, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean {near}?"),
                None => "`candor explain` lists every id".to_owned(),
            },
        }
    }
}

fn in_pack<'p>(pack: &'p Pack, id: &str) -> Option<Section<'p>> {
    if pack.id.get_ref() == id {
        return Some(Section::Pack(pack));
    }
    pack.entries()
        .find(|entry| {
            entry.id() == id
                || entry.claim().as_deref() == Some(id)
                || matches!(entry, Entry::Topic(topic) if topic.id.get_ref() == id)
        })
        .map(|entry| Section::Entry(pack, entry))
}

impl Section<'_> {
    /// Its explanation; a whole pack is no single one.
    pub fn explanation(&self) -> Option<Explanation> {
        match self {
            Section::Pack(_) => None,
            Section::Entry(pack, entry) => Some(Explanation::of_entry(pack, *entry)),
            Section::Check(doc) => Some(Explanation::of_check(doc)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[test]
    fn everything_with_an_id_is_found_by_it_and_reads_complete() {
        let rules = Rules::default();
        let library = Library::new(&rules);
        let mut count = 0;
        for pack in library.packs() {
            for entry in pack.entries() {
                let explanation = Explanation::of_entry(pack, entry);
                assert!(library.find(&explanation.id).is_ok(), "{}", explanation.id);
                if let Some(claim) = entry.claim() {
                    assert!(library.find(&claim).is_ok(), "{claim}");
                    assert!(explanation.claim.unwrap().contains(&claim));
                }
                assert!(!explanation.title.is_empty() && !explanation.help.is_empty());
                assert!(!explanation.why.is_empty(), "{}", explanation.id);
                count += 1;
            }
        }
        assert!(count > 100, "{count}");
        for id in docs::ids() {
            assert!(library.find(id).is_ok(), "{id}");
        }
    }

    #[test]
    fn an_unknown_id_names_the_nearest() {
        let rules = Rules::default();
        let library = Library::new(&rules);
        let said = |id: &str| library.find(id).err().map(|error| error.to_string());
        assert!(
            said("contact.fone")
                .unwrap()
                .contains("did you mean contact.phone?")
        );
        assert!(
            said("account-freezes.reason")
                .unwrap()
                .contains("account-freezes.reasons")
        );
        assert!(said("zzz").unwrap().contains("lists every id"));
    }
}
