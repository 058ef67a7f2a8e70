//! What is the same on many pages, kept once.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::collect::Piece;
use crate::home::Base;
use crate::model::{Hiding, Part, Place, Purpose, Reference};

/// More than a site's frame has. Beyond it, what is kept is forgotten: it is a shortcut.
const MANY: usize = 20_000;

/// Pieces of frames that are remembered: a site has a few, each in as many variants as its menus mark a page.
const PIECES: usize = 48;

/// References and parts that pages have in common.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    references: FxHashMap<Box<str>, Vec<Arc<Reference>>>,
    parts: FxHashSet<Arc<Part>>,
    /// The one that was asked for last comes last.
    pieces: Vec<Arc<Piece>>,
    /// How many references were made that mean something else on another page.
    bound: usize,
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
        if !is_portable || base.is_moved() {
            self.bound += 1;
        } else {
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

    /// How many references were made that mean something else on another page.
    pub(crate) fn bound(&self) -> usize {
        self.bound
    }

    /// The piece of a frame that a text begins with.
    pub(crate) fn piece(&mut self, text: &[u8]) -> Option<Arc<Piece>> {
        let at = self.pieces.iter().rposition(|piece| piece.begins(text))?;
        let piece = self.pieces.remove(at);
        self.pieces.push(piece.clone());
        Some(piece)
    }

    /// Remembers a piece of a frame, in the place of one that was not asked for.
    pub(crate) fn keep_piece(&mut self, piece: Piece) {
        if self.pieces.len() >= PIECES {
            self.pieces.remove(0);
        }
        self.pieces.push(Arc::new(piece));
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
