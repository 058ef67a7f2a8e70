//! Rule packs: what a regulator requires, as data.

pub mod pack;

pub use pack::{BUILT_IN, Pack, built_in};
