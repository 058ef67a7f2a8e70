//! `/ai/`: where artificial intelligence answers customers.

use super::kind::{Menu, PageKind};
use crate::site::{Role, Spot};

pub static AI: PageKind = PageKind {
    menu: Menu::Footer,
    ..PageKind::new(
        Role::at("ai", Spot::new("content/ai.md", "/ai/", "nav.ai")),
        "ai.html",
    )
};
