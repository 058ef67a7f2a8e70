//! `/contact/`: contact and hours.

use super::kind::{Menu, PageKind, Structured};
use crate::site::{Role, Spot};

pub static CONTACT: PageKind = PageKind {
    menu: Menu::Top,
    structured: Structured::Entity,
    ..PageKind::new(
        Role {
            shows_channels: true,
            ..Role::at(
                "contact",
                Spot::new("content/contact.md", "/contact/", "nav.contact")
                    .made_if(|outlook| !outlook.configured.channels.is_empty()),
            )
        },
        "contact.html",
    )
};
