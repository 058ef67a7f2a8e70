//! `/complaints/`: how to complain.

use super::kind::{Menu, PageKind};
use crate::site::{Role, Spot};

pub static COMPLAINTS: PageKind = PageKind {
    menu: Menu::Top,
    ..PageKind::new(
        Role::at(
            "complaints",
            Spot::new("content/complaints.md", "/complaints/", "nav.complaints"),
        ),
        "complaints.html",
    )
};
