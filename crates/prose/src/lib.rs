//! What a sentence says: phrases, contacts, periods, promises, and how hard it is to read.
//!
//! Everything here looks at one *block* of prose (a paragraph, list item, table cell or heading without markup,
//! facts filled in) and gives byte ranges in it. Nothing knows pages, Markdown or channels' data. The words that
//! are looked for are data: a [`Lexicon`] a language, from `data/languages/*.toml`. A language without a file has a
//! blank lexicon, with which every check that needs words is quiet.

#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "a test may read the files of this repository"
    )
)]

pub mod contacts;
mod cues;
pub mod lexicon;
mod memo;
mod negation;
pub mod periods;
pub mod phrases;
pub mod promises;
pub mod reading;
mod series;
mod tokens;
pub mod words;

pub use contacts::{ContactKind, FoundContact, contacts, is_toll_free, normal_phone, same_phone};
pub use lexicon::{Lexicon, Lexicons};
pub use periods::{StatedPeriod, periods};
pub use phrases::{PhraseError, PhraseHit, Phrases, found};
pub use promises::{
    ChannelRef, FactChannel, FactSpan, Promise, Promising, Tells, TypedHours, TypedTime, promises,
    typed_hours, typed_times,
};
pub use reading::{Grader, Reading};
pub use series::series;
pub use tokens::{Dictionary, Tokens};
pub use words::{count_words, sentences};
