//! `/404.html`: what is shown where no page is.

use super::kind::{PageKind, Part, Parts, Setting};
use crate::render::context::{LinkContext, NotFoundContext, NotFoundInContext};
use crate::site::{AnyPage, Role, Spot};

/// Its name among roles.
const NAME: &str = "not-found";

pub static NOT_FOUND: PageKind = PageKind {
    has_breadcrumbs: false,
    is_listed: false,
    // Whatever was looked for, it is in no other language either.
    is_translated: false,
    parts: Parts::OfSite(parts),
    ..PageKind::new(
        Role {
            is_introduction_found: false,
            ..Role::at(
                NAME,
                Spot::new("content/404.md", "/404.html", "not_found.title").made_if(|_| true),
            )
        },
        "404.html",
    )
};

/// Most hosts show the page of the root for an address of any language, so that it speaks all of them.
fn parts<'s>(setting: &Setting<'s>, page: AnyPage<'s>) -> Vec<Part<'s>> {
    let site = setting.view.site;
    let is_root = page.lang() == site.default_lang();
    let others = site
        .languages
        .iter()
        .filter(|other| is_root && other.code != page.lang());
    let languages = others.map(|other| {
        let strings = site.theme.strings(&other.code);
        let own = site
            .all_pages()
            .find(|page| page.role().name == NAME && page.lang() == other.code);
        NotFoundInContext {
            lang: other.code.clone(),
            dir: other.direction().to_owned(),
            title: own.map_or_else(
                || strings.text("not_found.title").to_owned(),
                |page| page.title().to_owned(),
            ),
            text: strings.text("not_found.text").to_owned(),
            home: LinkContext {
                href: site.addresses.href(&format!("{}/", other.prefix())),
                title: strings.text("nav.home").to_owned(),
            },
        }
    });
    Part::whole(NotFoundContext {
        languages: languages.collect(),
    })
}
