//! What every page has, whatever its role.

use crate::parse::markdown::Body;
use crate::render::context::*;
use crate::render::view::In;
use crate::render::{json_ld, words};
use crate::site::map::known_page;
use crate::site::{Page, Role};

/// What every page has, without its body.
pub(super) fn page_context(
    view: In<'_>,
    page: &Page,
    address: &str,
    part: usize,
    template: &str,
) -> PageContext {
    let site = view.site;
    let strings = view.strings();
    let href = site.addresses.href(address);
    let site_title = site.config.site.title.get(view.lang, site.default_lang());
    let title = match part {
        1 => page.head.title.clone(),
        part => strings.filled(
            "pagination.title",
            &[("title", &page.head.title), ("n", &part.to_string())],
        ),
    };
    let head_title = if page.role == Role::Home || title == site_title {
        site_title.to_owned()
    } else {
        format!("{title} · {site_title}")
    };
    let description = page.head.description.clone().or_else(|| {
        site.config
            .site
            .description
            .as_ref()
            .filter(|_| page.role == Role::Home)
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
        updated: page
            .head
            .front
            .updated
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
pub(super) fn alternates(view: In<'_>, page: &Page) -> Vec<AlternateContext> {
    let site = view.site;
    let (origin, _) = site.config.origin_and_base_path();
    if site.languages.len() < 2 {
        return Vec::new();
    }
    let versions = site.addresses.versions(&page.head.key);
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
                .href(Role::Home)
                .unwrap_or_default(),
            };
            let strings = site.theme.strings(&language.code);
            let translated = own.is_some() && page.role != Role::NotFound;
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

fn breadcrumbs(view: In<'_>, page: &Page) -> Vec<CrumbContext> {
    if matches!(page.role, Role::Home | Role::NotFound) {
        return Vec::new();
    }
    let parent = match page.role {
        Role::Topic => Some(Role::Topics),
        Role::Notice => Some(Role::Notices),
        Role::Report => Some(Role::Reports),
        _ => None,
    };
    let step = |role: Role| {
        let title = known_page(role).map(|known| view.strings().text(known.title).to_owned())?;
        Some(CrumbContext {
            title,
            href: Some(view.href(role)?),
        })
    };
    let last = CrumbContext {
        title: page.head.title.clone(),
        href: None,
    };
    [step(Role::Home), parent.and_then(step), Some(last)]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn fill_body(view: In<'_>, page: &Page, body: &Body, context: &mut PageContext) {
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
    if page.role == Role::Topic && !context.sections.is_empty() {
        graph.push(json_ld::faq_page(&context.canonical, view.lang, body));
    }
    if matches!(page.role, Role::Home | Role::Contact) {
        let home = view.href(Role::Home).unwrap_or_default();
        graph.push(json_ld::organization(
            view.site,
            view.lang,
            &format!("{origin}{home}"),
        ));
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

pub(super) fn part_address(page: &Page, part: usize) -> String {
    if part == 1 {
        page.head.address.to_string()
    } else {
        format!("{}{part}/", page.head.address)
    }
}

/// An address with scheme, host and base path.
pub(super) fn whole_address(view: In<'_>, address: &str) -> String {
    let (origin, _) = view.site.config.origin_and_base_path();
    format!("{origin}{}", view.site.addresses.href(address))
}

/// Whether search engines are asked to leave a page out.
pub(super) fn is_kept_from_search_engines(view: In<'_>, page: &Page) -> bool {
    view.site.preview || matches!(page.role, Role::Search | Role::NotFound)
}
