//! `/risks/`: the risks that customers run.

use super::kind::{Menu, PageKind};
use crate::site::{Role, Spot};

pub static RISKS: PageKind = PageKind {
    menu: Menu::Footer,
    ..PageKind::new(
        Role::at(
            "risks",
            Spot::new("content/risks.md", "/risks/", "nav.risks"),
        ),
        "page.html",
    )
};
