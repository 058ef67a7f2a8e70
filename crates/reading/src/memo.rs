//! What is the same on many pages, kept once.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::home::Base;
use crate::model::{Hiding, Part, Place, Purpose, Reference};

/// More than a site's frame has. Beyond it, what is kept is forgotten: it is a shortcut.
const MANY: usize = 20_000;

/// References and parts that pages have in common.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    references: FxHashMap<Box<str>, Vec<Arc<Reference>>>,
    parts: FxHashSet<Arc<Part>>,
}

impl Memo {
    /// The reference that an attribute makes.
    pub(crate) fn reference(
        &mut self,
        base: &mut Base<'_>,
        element: Cow<'static, str>,
        attribute: Cow<'static, str>,
        purpose: Purpose,
        hiding: Option<Hiding>,
        address: &str,
    ) -> Arc<Reference> {
        let known = self.references.get(address).into_iter().flatten();
        if !base.is_moved()
            && let Some(known) = known.into_iter().find(|known| {
                known.element == element
                    && known.attribute == attribute
                    && known.purpose == purpose
                    && known.hiding == hiding
            })
        {
            return known.clone();
        }
        let (target, is_portable) = base.target(address);
        let written = (target.text() != address).then(|| address.into());
        let reference = Arc::new(Reference {
            element,
            attribute,
            purpose,
            target,
            written,
            hiding,
        });
        if is_portable && !base.is_moved() {
            if self.references.len() >= MANY {
                self.references.clear();
            }
            self.references
                .entry(address.into())
                .or_default()
                .push(reference.clone());
        }
        reference
    }

    /// A part, as one value with the same part of an earlier page.
    pub(crate) fn part(&mut self, part: Part) -> Arc<Part> {
        // Main parts are never the same.
        if part.place == Place::Main {
            return Arc::new(part);
        }
        if let Some(known) = self.parts.get(&part) {
            return known.clone();
        }
        let part = Arc::new(part);
        if self.parts.len() >= MANY {
            self.parts.clear();
        }
        self.parts.insert(part.clone());
        part
    }
}
