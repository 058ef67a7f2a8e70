//! Any other page.

use super::kind::PageKind;
use crate::site::{Place, Role};
use candor_model::page::Section;

pub static PLAIN: PageKind = PageKind::new(
    Role {
        name: "plain",
        place: Place::Each(Section::Page),
        is_introduction_found: true,
        shows_channels: false,
    },
    "page.html",
);
