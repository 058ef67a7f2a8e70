//! What a site is made of, as values that cannot be in a wrong state, and what can be wrong
//! with it.
//!
//! Nothing here reads a file, a clock or the environment. Every other crate of Candor stands
//! on this one.

#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "a test may read the files of this repository"
    )
)]

pub mod address;
pub mod answer;
pub mod basis;
pub mod channel;
pub mod date;
pub mod duration;
pub mod facts;
pub mod findings;
pub mod holidays;
pub mod image;
pub mod language;
pub mod localized;
pub mod page;
pub mod quarter;
pub mod regulator;
pub mod schedule;
pub mod strings;
pub mod suppression;
pub mod verdict;
pub mod web;

/// Content hash of bytes (BLAKE3).
pub type Hash = [u8; 32];
