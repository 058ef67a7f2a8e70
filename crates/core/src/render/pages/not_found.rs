//! `/404.html`: what is shown where no page is.

use super::kind::PageKind;
use crate::site::{Role, Spot};

pub static NOT_FOUND: PageKind = PageKind {
    has_breadcrumbs: false,
    is_listed: false,
    // Whatever was looked for, it is in no other language either.
    is_translated: false,
    ..PageKind::new(
        Role {
            is_introduction_found: false,
            ..Role::at(
                "not-found",
                Spot::new("content/404.md", "/404.html", "not_found.title").made_if(|_| true),
            )
        },
        "404.html",
    )
};
