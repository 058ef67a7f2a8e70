//! `/notices/…/`: one event told to customers.

use super::kind::{PageKind, Part, Parts, Setting};
use super::notices::NOTICES;
use crate::render::context::NoticePageContext;
use crate::site::{AnyPage, Place, Role};
use candor_model::page::Section;

pub static NOTICE: PageKind = PageKind {
    list: Some(&NOTICES),
    parts: Parts::OfSite(parts),
    ..PageKind::new(
        Role {
            name: "notice",
            place: Place::Each(Section::Notice),
            is_introduction_found: true,
            shows_channels: false,
        },
        "notice.html",
    )
};

fn parts<'s>(setting: &Setting<'s>, page: AnyPage<'s>) -> Vec<Part<'s>> {
    Part::whole(NoticePageContext {
        notice: page.written().and_then(|page| setting.view.notice(page)),
    })
}
