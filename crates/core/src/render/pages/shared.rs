//! What every page has, whatever its role.

use super::HOME;
use super::kind::{PageKind, Structured};
use crate::parse::markdown::Body;
use crate::render::context::*;
use crate::render::view::In;
use crate::render::{json_ld, words};
use crate::site::AnyPage;

/// What every page has, without its body.
pub(super) fn page_context(
    view: In<'_>,
    page: AnyPage<'_>,
    address: &str,
    part: usize,
    template: &str,
) -> PageContext {
    let site = view.site;
    let strings = view.strings();
    let href = site.addresses.href(address);
    let site_title = site.config.site.title.get(view.lang, site.default_lang());
    let title = match part {
        1 => page.title().to_owned(),
        part => strings.filled(
            "pagination.title",
            &[("title", page.title()), ("n", &part.to_string())],
        ),
    };
    let is_home = *page.role() == HOME.role;
    let head_title = if is_home || title == site_title {
        site_title.to_owned()
    } else {
        format!("{title} · {site_title}")
    };
    let own = page.written().map(|page| &page.head);
    let description = own.and_then(|head| head.description.clone()).or_else(|| {
        site.config
            .site
            .description
            .as_ref()
            .filter(|_| is_home)
            .map(|text| text.get(view.lang, site.default_lang()).to_owned())
    });
    PageContext {
        title,
        head_title,
        description,
        kind: template.trim_end_matches(".html").to_owned(),
        canonical: whole_address(view, address),
        alternates: alternates(view, page),
        breadcrumbs: breadcrumbs(view, page),
        updated: own
            .and_then(|head| head.front.updated)
            .map(|date| words::date_context(date.0, strings)),
        intro: String::new(),
        sections: Vec::new(),
        footnotes: String::new(),
        json_ld: String::new(),
        noindex: is_kept_from_search_engines(view, page),
        href,
    }
}

/// The page in every language, when there are several.
pub(super) fn alternates(view: In<'_>, page: AnyPage<'_>) -> Vec<AlternateContext> {
    let site = view.site;
    let (origin, _) = site.config.origin_and_base_path();
    if site.languages.len() < 2 {
        return Vec::new();
    }
    let versions = site.addresses.versions(page.key());
    site.languages
        .iter()
        .map(|language| {
            let own = versions.and_then(|versions| versions.get(&language.code));
            let href = match own {
                Some(address) => site.addresses.href(address),
                None => In {
                    site,
                    lang: &language.code,
                }
                .href(&HOME)
                .unwrap_or_default(),
            };
            let strings = site.theme.strings(&language.code);
            let translated = own.is_some() && PageKind::of(page.role()).is_translated;
            AlternateContext {
                name: strings.text("language.name").to_owned(),
                note: own
                    .is_none()
                    .then(|| strings.text("language.untranslated").to_owned()),
                url: format!("{origin}{href}"),
                href,
                current: language.code == view.lang,
                default: language.is_default,
                translated,
                lang: language.code.clone(),
            }
        })
        .collect()
}

fn breadcrumbs(view: In<'_>, page: AnyPage<'_>) -> Vec<CrumbContext> {
    let kind = PageKind::of(page.role());
    if !kind.has_breadcrumbs {
        return Vec::new();
    }
    let step = |kind: &PageKind| {
        Some(CrumbContext {
            title: view.strings().text(kind.menu_title()?).to_owned(),
            href: Some(view.href(kind)?),
        })
    };
    let last = CrumbContext {
        title: page.title().to_owned(),
        href: None,
    };
    [step(&HOME), kind.list.and_then(step), Some(last)]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn fill_body(view: In<'_>, page: AnyPage<'_>, body: &Body, context: &mut PageContext) {
    context.footnotes = body.footnotes.clone();
    for section in &body.sections {
        match &section.heading {
            Some(heading) => context.sections.push(SectionContext {
                id: heading.id.clone(),
                title: heading.text.clone(),
                title_html: heading.html.clone(),
                html: section.html.clone(),
            }),
            None => context.intro = section.html.clone(),
        }
    }
    let (origin, _) = view.site.config.origin_and_base_path();
    let mut graph = Vec::new();
    match PageKind::of(page.role()).structured {
        Structured::Questions if !context.sections.is_empty() => {
            graph.push(json_ld::faq_page(&context.canonical, view.lang, body));
        }
        Structured::Entity => {
            let home = view.href(&HOME).unwrap_or_default();
            graph.push(json_ld::organization(
                view.site,
                view.lang,
                &format!("{origin}{home}"),
            ));
        }
        Structured::Questions | Structured::Nothing => {}
    }
    if context.breadcrumbs.len() > 1 {
        graph.push(json_ld::breadcrumbs(
            &origin,
            &context.canonical,
            &context.breadcrumbs,
        ));
    }
    context.json_ld = json_ld::script(graph);
}

pub(super) fn part_address(page: AnyPage<'_>, part: usize) -> String {
    if part == 1 {
        page.address().to_string()
    } else {
        format!("{}{part}/", page.address())
    }
}

/// An address with scheme, host and base path.
pub(super) fn whole_address(view: In<'_>, address: &str) -> String {
    let (origin, _) = view.site.config.origin_and_base_path();
    format!("{origin}{}", view.site.addresses.href(address))
}

/// Whether search engines are asked to leave a page out.
pub(super) fn is_kept_from_search_engines(view: In<'_>, page: AnyPage<'_>) -> bool {
    view.site.mode.is_marked() || !PageKind::of(page.role()).is_listed
}

/// Where one part of a page's list stands among the others.
pub(super) fn pagination(
    view: In<'_>,
    page: AnyPage<'_>,
    current: usize,
    total: usize,
) -> PaginationContext {
    let href = |part| view.site.addresses.href(&part_address(page, part));
    PaginationContext {
        current,
        total,
        previous: (current > 1).then(|| href(current - 1)),
        next: (current < total).then(|| href(current + 1)),
    }
}
