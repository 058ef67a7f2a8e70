//! What a site is made of, as values that cannot be in a wrong state.

pub mod address;
pub mod answer;
pub mod basis;
pub mod channel;
pub mod date;
pub mod duration;
pub mod facts;
pub mod holidays;
pub mod language;
pub mod localized;
pub mod page;
pub mod quarter;
pub mod schedule;
pub mod strings;
pub mod suppression;
