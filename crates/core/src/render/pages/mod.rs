//! Pages: which are made, with which template, and from what.

mod a_to_z;
mod coverage;
mod extra;
mod shared;

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use tera::Context;

use self::coverage::coverage;
use self::extra::{Extra, Job, jobs};
use self::shared::{
    alternates, fill_body, is_kept_from_search_engines, page_context, part_address, whole_address,
};
use super::plan::{Artifact, Content, PageEntry};
use super::related::WhenAsked;
use super::templates::{Templates, value};
use super::view::In;
use crate::site::map::template_of;
use crate::site::{Page, Role, Site};
use crate::verdict::Settled;
use candor_model::Hash;
use candor_model::findings::Finding;

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
    let others = Arc::new(WhenAsked::new(view));
    let pages: Vec<&'s Page> = view.site.pages_in(view.lang).collect();
    let planned: Vec<(Vec<Artifact<'s>>, Option<Finding>)> = pages
        .into_par_iter()
        .map(|page| {
            let (template, missing) = template(view, page, &renderer);
            if !renderer.templates.has(&template) {
                // It did not compile, which is reported once and not for every page.
                return (Vec::new(), missing);
            }
            // A long list has many parts.
            if page.role == Role::Coverage {
                return (
                    vec![of_verdicts(view, &renderer, template, page, so_far)],
                    missing,
                );
            }
            let artifacts = jobs(view, page, &others)
                .into_par_iter()
                .map(|job| artifact(view, renderer.clone(), template.clone(), job))
                .collect();
            (artifacts, missing)
        })
        .collect();
    for (made, missing) in planned {
        artifacts.extend(made);
        findings.extend(missing);
    }
}

/// The template of a page: the one that it names, if there is such a one.
pub fn template_name<'p>(site: &Site<'_>, page: &'p Page) -> &'p str {
    let named = page.head.front.template.as_deref();
    named
        .filter(|name| site.theme.templates.contains_key(*name))
        .unwrap_or_else(|| template_of(page.role))
}

/// The template of a page, and a finding if the one that it names does not exist.
fn template(view: In<'_>, page: &Page, renderer: &Renderer) -> (String, Option<Finding>) {
    let default = template_name(view.site, page);
    let named = match &page.head.front.template {
        Some(named) if named != default => named,
        _ => return (default.to_owned(), None),
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
    page: &'s Page,
    so_far: &Settled,
) -> Artifact<'s> {
    let renderer = renderer.clone();
    let make = move |settled: &Settled| {
        let job = Job {
            page,
            part: 1,
            extra: Extra::Coverage(coverage(view, settled)),
        };
        artifact(view, renderer.clone(), template.clone(), job)
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
    job: Job<'s>,
) -> Artifact<'s> {
    let Job { page, part, extra } = job;
    let address = part_address(page, part);
    let path = match address.strip_suffix('/') {
        Some(folder) => format!("{folder}/index.html"),
        None => address.clone(),
    };
    let alternates = alternates(view, page);
    let key = page_key(
        &renderer,
        &template,
        page,
        &(&address, &alternates, extra.key()),
    );
    let entry = PageEntry {
        source: page.head.source.clone(),
        url: whole_address(view, &address),
        address: address.clone(),
        updated: page.head.front.updated.map(|date| date.to_string()),
        alternates: alternates
            .into_iter()
            .filter(|alternate| alternate.translated && part == 1)
            .map(|alternate| (alternate.lang, alternate.url))
            .collect(),
        indexable: !is_kept_from_search_engines(view, page),
    };
    // The context is made when the page is: most pages of a rebuild are not.
    let make = move || {
        let mut shared = page_context(view, page, &address, part, &template);
        fill_body(view, page, &*view.site.body(page)?, &mut shared);
        let mut context = Context::new();
        for (name, value) in value(&extra)?.into_map().unwrap_or_default() {
            context.insert_value(name.to_string(), value);
        }
        context.insert_value("page", value(&shared)?);
        let name = if page.is_generated() {
            shared.href.as_str()
        } else {
            &page.head.source
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

/// Changes whenever the page's bytes could. What [`page_context`] shows besides
/// `own` follows from the page's file and facts (its fingerprint) and from the
/// configuration and the words of the language (the renderer's key).
fn page_key<T: Serialize>(renderer: &Renderer, template: &str, page: &Page, own: &T) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(&renderer.key)
        .update(&page.fingerprint)
        .update(page.head.key.as_bytes())
        .update(&[0])
        .update(template.as_bytes())
        .update(&[0]);
    // A hasher takes whatever is written, and contexts have text keys only.
    let _ = serde_json::to_writer(&mut hasher, own);
    *hasher.finalize().as_bytes()
}
