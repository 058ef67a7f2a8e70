//! Pages: which kinds there are, which are made, with which template, and from what.
//!
//! The kinds stand in files of their own. They see the parts of a page that `view` makes, and
//! menus in `view` list the kinds: the one circle of this room.

mod a_to_z;
mod ai;
mod complaints;
mod contact;
mod coverage;
mod home;
mod kind;
mod not_found;
mod notice;
mod notices;
mod plain;
mod quarter;
mod quarters;
mod response_times;
mod risks;
mod search;
mod shared;
mod topic;
mod topics;

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use tera::Context;

pub use self::a_to_z::A_TO_Z;
pub use self::ai::AI;
pub use self::complaints::COMPLAINTS;
pub use self::contact::CONTACT;
pub use self::coverage::COVERAGE;
pub use self::home::HOME;
pub use self::kind::{Menu, PageKind};
pub use self::not_found::NOT_FOUND;
pub use self::notice::NOTICE;
pub use self::notices::NOTICES;
pub use self::plain::PLAIN;
pub use self::quarter::QUARTER;
pub use self::quarters::QUARTERS;
pub use self::response_times::RESPONSE_TIMES;
pub use self::risks::RISKS;
pub use self::search::SEARCH;
pub use self::topic::TOPIC;
pub use self::topics::TOPICS;

use self::kind::{Part, PartOfVerdicts, Parts, Setting};
use self::shared::{
    alternates, fill_body, is_kept_from_search_engines, page_context, part_address, whole_address,
};
use super::plan::{Artifact, Content, PageEntry};
use super::related::WhenAsked;
use super::templates::{Templates, value};
use super::view::In;
use crate::site::{AnyPage, Page, Role, Roles, Site};
use crate::verdict::Settled;
use candor_model::Hash;
use candor_model::findings::Finding;

/// Every kind of page. Those of which a language has one stand in the order of menus.
pub static KINDS: &[&PageKind] = &[
    &HOME,
    &TOPICS,
    &CONTACT,
    &COMPLAINTS,
    &RESPONSE_TIMES,
    &NOTICES,
    &QUARTERS,
    &AI,
    &RISKS,
    &COVERAGE,
    &A_TO_Z,
    &SEARCH,
    &NOT_FOUND,
    &TOPIC,
    &NOTICE,
    &QUARTER,
    &PLAIN,
];

/// The roles of all kinds, which is what a site is assembled with.
pub static ROLES: Roles = Roles {
    placed: &PLACED,
    plain: &PLAIN.role,
};

static PLACED: [&Role; KINDS.len()] = {
    let mut roles = [&PLAIN.role; KINDS.len()];
    let mut at = 0;
    while at < roles.len() {
        roles[at] = &KINDS[at].role;
        at += 1;
    }
    roles
};

/// Templates of a language and the key of everything that they all see.
pub struct Renderer {
    pub(super) templates: Templates,
    pub(super) key: Hash,
}

/// Plans the pages of one language.
pub fn plan<'s>(
    view: In<'s>,
    renderer: Renderer,
    so_far: &Settled,
    artifacts: &mut Vec<Artifact<'s>>,
    findings: &mut Vec<Finding>,
) {
    let renderer = Arc::new(renderer);
    let setting = Setting {
        view,
        related: Arc::new(WhenAsked::new(view)),
    };
    let pages: Vec<AnyPage<'s>> = view
        .site
        .all_pages()
        .filter(|page| page.lang() == view.lang)
        .collect();
    let planned: Vec<(Vec<Artifact<'s>>, Option<Finding>)> = pages
        .into_par_iter()
        .map(|page| {
            let (template, missing) = template(view, page, &renderer);
            if !renderer.templates.has(&template) {
                // It did not compile, which is reported once and not for every page.
                return (Vec::new(), missing);
            }
            // A long list has many parts.
            let kind = PageKind::of(page.role());
            let parts = match kind.parts {
                Parts::OfSite(parts) => parts(&setting, page),
                Parts::OfVerdicts(part) => {
                    let planned = of_verdicts(view, &renderer, template, page, part, so_far);
                    return (vec![planned], missing);
                }
            };
            let artifacts = parts
                .into_par_iter()
                .map(|part| artifact(view, renderer.clone(), template.clone(), page, part))
                .collect();
            (artifacts, missing)
        })
        .collect();
    setting.related.note();
    for (made, missing) in planned {
        artifacts.extend(made);
        findings.extend(missing);
    }
}

/// The template of a page: the one that it names, if there is such a one.
pub fn template_name<'p>(site: &Site<'_>, page: AnyPage<'p>) -> &'p str {
    page.written()
        .and_then(named_template)
        .filter(|name| site.theme.templates.contains_key(*name))
        .unwrap_or(PageKind::of(page.role()).template)
}

/// The template that a page's front matter names.
fn named_template(page: &Page) -> Option<&str> {
    page.head.front.template.as_deref()
}

/// The template of a page, and a finding if the one that it names does not exist.
fn template(view: In<'_>, page: AnyPage<'_>, renderer: &Renderer) -> (String, Option<Finding>) {
    let default = template_name(view.site, page);
    let unknown = page
        .written()
        .and_then(|page| Some((page, named_template(page)?)))
        .filter(|(_, named)| *named != default);
    let Some((page, named)) = unknown else {
        return (default.to_owned(), None);
    };
    let known = view.site.theme.templates.keys().map(String::as_str);
    let help = match candor_model::findings::nearest(named, known) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Name a file of the theme's templates.".to_owned(),
    };
    let finding = Finding::error("theme.template", format!("there is no template `{named}`"))
        .help(help)
        .in_file(&*page.head.source);
    let instead = if renderer.templates.has(default) {
        default
    } else {
        "page.html"
    };
    (instead.to_owned(), Some(finding))
}

/// A page that shows how everything fares.
fn of_verdicts<'s>(
    view: In<'s>,
    renderer: &Arc<Renderer>,
    template: String,
    page: AnyPage<'s>,
    part: PartOfVerdicts,
    so_far: &Settled,
) -> Artifact<'s> {
    let renderer = renderer.clone();
    let make = move |settled: &Settled| {
        let part = part(view, settled);
        artifact(view, renderer.clone(), template.clone(), page, part)
    };
    let planned = make(so_far);
    Artifact {
        of_verdicts: Some(Box::new(move |settled| {
            let made = make(settled);
            (made.key, made.content)
        })),
        ..planned
    }
}

fn artifact<'s>(
    view: In<'s>,
    renderer: Arc<Renderer>,
    template: String,
    page: AnyPage<'s>,
    part: Part<'s>,
) -> Artifact<'s> {
    let Part { number, shown } = part;
    let address = part_address(page, number);
    let path = match address.strip_suffix('/') {
        Some(folder) => format!("{folder}/index.html"),
        None => address.clone(),
    };
    let alternates = alternates(view, page);
    let mut hasher = page_hasher(&renderer, &template, page, &(&address, &alternates));
    shown.feed(&mut hasher);
    let key = *hasher.finalize().as_bytes();
    let updated = page.written().and_then(|page| page.head.front.updated);
    let entry = PageEntry {
        source: page.source().cloned(),
        url: whole_address(view, &address),
        address: address.clone(),
        updated: updated.map(|date| date.to_string()),
        alternates: alternates
            .into_iter()
            .filter(|alternate| alternate.translated && number == 1)
            .map(|alternate| (alternate.lang, alternate.url))
            .collect(),
        indexable: !is_kept_from_search_engines(view, page),
    };
    // The context is made when the page is: most pages of a rebuild are not.
    let make = move || {
        let mut shared = page_context(view, page, &address, number, &template);
        let body = match page {
            AnyPage::Written(page) => view.site.body(page)?,
            AnyPage::Generated(_) => Arc::default(),
        };
        fill_body(view, page, &body, &mut shared);
        let mut context = Context::new();
        for (name, value) in shown.value()?.into_map().unwrap_or_default() {
            context.insert_value(name.to_string(), value);
        }
        context.insert_value("page", value(&shared)?);
        let name = match page.source() {
            Some(source) => source,
            None => shared.href.as_str(),
        };
        renderer
            .templates
            .render(&template, &context, name, &view.site.theme)
            .map(String::into_bytes)
    };
    Artifact {
        path: path.trim_start_matches('/').to_owned(),
        key,
        content: Content::Make(Box::new(make)),
        page: Some(entry),
        of_verdicts: None,
    }
}

/// What changes whenever the page's bytes could, for all but what its kind shows. What
/// [`page_context`] shows besides `own` follows from the page's file and facts (its fingerprint)
/// and from the configuration and the words of the language (the renderer's key).
fn page_hasher<T: Serialize>(
    renderer: &Renderer,
    template: &str,
    page: AnyPage<'_>,
    own: &T,
) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&renderer.key);
    if let Some(page) = page.written() {
        hasher.update(&page.fingerprint);
    }
    hasher
        .update(page.key().as_bytes())
        .update(&[0])
        .update(template.as_bytes())
        .update(&[0]);
    // A hasher takes whatever is written, and contexts have text keys only.
    let _ = serde_json::to_writer(&mut hasher, own);
    hasher
}
