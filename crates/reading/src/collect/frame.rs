//! Pieces of the frame that pages have in common: a header, a navigation, a footer. What one brings depends on nothing but
//! its bytes, as long as it stands in the body of a page and points nowhere that depends on the page. So it is read
//! once, and remembered by its bytes.

use std::ops::Range;
use std::sync::Arc;

use super::{Building, Collector, Text};
use crate::home::Target;
use crate::model::{Part, Place, Print, Purpose};

/// A piece of a frame, and what it brings.
#[derive(Debug)]
pub(crate) struct Piece {
    /// From its start tag to the end of its end tag.
    bytes: Box<[u8]>,
    parts: Vec<Arc<Part>>,
    ids: Vec<(Print, Range<usize>)>,
    id_text: String,
}

impl Piece {
    /// Whether a text begins with it.
    pub(crate) fn begins(&self, text: &[u8]) -> bool {
        text.starts_with(&self.bytes)
    }

    /// How long it is, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// What there was before a piece began.
#[derive(Clone, Copy)]
pub(super) struct Before {
    parts: usize,
    ids: usize,
    id_text: usize,
    levels: usize,
    /// References that mean something else on another page.
    bound: usize,
}

impl Collector<'_> {
    /// Whether what begins now is read the same on every page.
    pub(crate) fn may_recall(&self) -> bool {
        let around = self.top();
        self.depth == 0
            && !self.base.is_moved()
            && self.reading.title.is_some()
            && self.headings.is_empty()
            && self.place(around.part) == Place::Body
            && around.hiding.is_none()
            && around.text == Text::Prose
            && !around.is_heading
    }

    /// Takes in the piece that a text begins with, if it is known. Returns its length.
    pub(crate) fn recall(&mut self, text: &[u8]) -> Option<usize> {
        let piece = self.memo.piece(text)?;
        // The text before it ends, as it does where an element begins.
        let around = self.top();
        self.end_block();
        self.end_text(around.part, self.parts.len());
        let from = self.id_text.len();
        self.id_text.push_str(&piece.id_text);
        let ids = piece.ids.iter();
        self.ids
            .extend(ids.map(|(print, at)| (*print, at.start + from..at.end + from)));
        self.parts.extend(piece.parts.iter().map(|part| Building {
            whole: Some(part.clone()),
            ..Building::at(part.place)
        }));
        Some(piece.len())
    }

    /// A piece begins that is to be remembered.
    pub(crate) fn begin_frame(&mut self) {
        self.before = Some(Before {
            parts: self.parts.len(),
            ids: self.ids.len(),
            id_text: self.id_text.len(),
            levels: self.levels.len(),
            bound: self.memo.bound(),
        });
    }

    /// The piece that began last ends. It is remembered if it brings the same on every page.
    pub(crate) fn end_frame(&mut self, bytes: &[u8]) {
        let Some(before) = self.before.take() else {
            return;
        };
        let is_bound = |building: &Building| {
            building.part.place == Place::NoScript
                || building.part.references.iter().any(|reference| {
                    reference.purpose == Purpose::Link
                        && matches!(reference.target, Target::Here(Some(_)))
                })
        };
        let is_free = self.memo.bound() == before.bound
            && self.levels.len() == before.levels
            && !self.base.is_moved()
            && self.shown.is_empty()
            && self.hidden.is_empty()
            && self.headings.is_empty()
            && self.parts.len() > before.parts
            && !self.parts[before.parts..].iter().any(is_bound);
        if !is_free {
            return;
        }
        let mut parts = Vec::new();
        for building in &mut self.parts[before.parts..] {
            let mut part = std::mem::take(&mut building.part);
            building.part.place = part.place;
            part.references
                .retain(|reference| !matches!(reference.target, Target::Here(_)));
            let part = self.memo.part(part);
            building.whole = Some(part.clone());
            parts.push(part);
        }
        let ids = self.ids[before.ids..].iter();
        self.memo.keep_piece(Piece {
            bytes: bytes.into(),
            parts,
            ids: ids
                .map(|(print, at)| (*print, at.start - before.id_text..at.end - before.id_text))
                .collect(),
            id_text: self.id_text[before.id_text..].to_owned(),
        });
    }
}
