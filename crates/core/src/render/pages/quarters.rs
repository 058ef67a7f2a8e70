//! `/reports/`: the list of quarters with their figures.

use super::kind::{Menu, PageKind, Part, Parts, Setting};
use crate::render::context::QuarterListContext;
use crate::render::quarters;
use crate::site::{AnyPage, Role, Spot};

pub static QUARTERS: PageKind = PageKind {
    menu: Menu::Top,
    parts: Parts::OfSite(parts),
    ..PageKind::new(
        Role::at(
            "quarters",
            Spot::new("content/reports/index.md", "/reports/", "nav.reports")
                .made_if(|outlook| !outlook.configured.published_quarters().is_empty()),
        ),
        "reports.html",
    )
};

fn parts<'s>(setting: &Setting<'s>, _: AnyPage<'s>) -> Vec<Part<'s>> {
    let view = setting.view;
    let newest_first = view.site.published_quarters().iter().rev();
    Part::whole(QuarterListContext {
        quarters: newest_first
            .map(|quarter| quarters::context(view, quarter))
            .collect(),
    })
}
