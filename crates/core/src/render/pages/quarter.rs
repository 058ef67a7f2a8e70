//! `/reports/2026-q3/`: the figures of one quarter.

use super::kind::{PageKind, Part, Parts, Setting};
use super::quarters::QUARTERS;
use crate::render::context::{LinkContext, QuarterPageContext};
use crate::render::quarters;
use crate::site::{AnyPage, Place, Role, quarter_key};

pub static QUARTER: PageKind = PageKind {
    list: Some(&QUARTERS),
    parts: Parts::OfSite(parts),
    ..PageKind::new(
        Role {
            name: "quarter",
            place: Place::EachQuarter,
            is_introduction_found: true,
            shows_channels: false,
        },
        "report.html",
    )
};

fn parts<'s>(setting: &Setting<'s>, page: AnyPage<'s>) -> Vec<Part<'s>> {
    let view = setting.view;
    let quarters = view.site.published_quarters();
    let at = quarters
        .iter()
        .position(|quarter| page.key() == quarter_key(*quarter.quarter.get_ref()));
    let Some((at, quarter)) = at.and_then(|at| Some((at, quarters.get(at)?))) else {
        return Vec::new();
    };
    let link = |at: usize| {
        let quarter = quarters::context(view, quarters.get(at)?);
        Some(LinkContext {
            title: quarter.title,
            href: quarter.href,
        })
    };
    Part::whole(QuarterPageContext {
        quarter: quarters::context(view, quarter),
        previous: at.checked_sub(1).and_then(link),
        next: link(at + 1),
    })
}
