//! `/search/`: what a search finds.

use super::home;
use super::kind::{Menu, PageKind, Parts};
use crate::site::{Role, Spot};

pub static SEARCH: PageKind = PageKind {
    menu: Menu::Footer,
    is_listed: false,
    parts: Parts::OfSite(home::start),
    ..PageKind::new(
        Role {
            is_introduction_found: false,
            ..Role::at(
                "search",
                Spot::new("content/search.md", "/search/", "nav.search").made_if(|_| true),
            )
        },
        "search.html",
    )
};
