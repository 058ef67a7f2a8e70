//! `/response-times/`: what is promised, beside what was measured.

use super::kind::{Menu, PageKind};
use crate::site::{Outlook, Role, Spot};

pub static RESPONSE_TIMES: PageKind = PageKind {
    menu: Menu::Footer,
    ..PageKind::new(
        Role::at(
            "response-times",
            Spot::new(
                "content/response-times.md",
                "/response-times/",
                "nav.response_times",
            )
            .made_if(is_made),
        ),
        "response-times.html",
    )
};

fn is_made(outlook: Outlook<'_>) -> bool {
    let mut channels = outlook.configured.channels.iter();
    channels.any(|channel| !channel.commitments.is_empty())
}
