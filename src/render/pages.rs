//! Pages: what each role's template gets to see besides what every page sees.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tera::Context;

use super::context::*;
use super::plan::{Artifact, Content, PageEntry, key};
use super::templates::{Templates, value};
use super::view::{In, NEWS_DAYS};
use super::{json_ld, reports, words};
use crate::findings::Finding;
use crate::model::page::NoticeStatus;
use crate::parse::markdown::Body;
use crate::site::map::{known_page, template_of};
use crate::site::{Page, Role};
use crate::source::Hash;

/// Templates of a language and the key of everything that they all see.
pub struct Renderer {
    pub(super) templates: Templates,
    pub(super) key: Hash,
}

/// Topics on the home page.
const HOME_TOPICS: usize = 12;
/// Topics on a page of the list of topics.
const TOPICS_A_PAGE: usize = 200;
/// Notices on a page of the list of notices.
const NOTICES_A_PAGE: usize = 50;
/// Questions on a page of the A–Z, about; a letter is not torn for less.
const QUESTIONS_A_PAGE: usize = 400;
/// Related topics on a FAQ page.
const RELATED: usize = 6;

/// One page, or one part of a list that is cut in pages.
struct Job<'s> {
    page: &'s Page,
    /// From 1; parts after the first have an address of their own.
    part: usize,
    extra: tera::Value,
    extra_key: Vec<u8>,
}

impl<'s> Job<'s> {
    fn new<T: Serialize>(page: &'s Page, part: usize, extra: &T) -> Result<Job<'s>, Box<Finding>> {
        Ok(Job {
            page,
            part,
            extra: value(extra)?,
            extra_key: serde_json::to_vec(extra).unwrap_or_default(),
        })
    }
}

/// Plans the pages of one language.
pub fn plan<'s>(
    view: In<'s>,
    renderer: Renderer,
    artifacts: &mut Vec<Artifact<'s>>,
    findings: &mut Vec<Finding>,
) {
    let renderer = std::sync::Arc::new(renderer);
    let by_address: BTreeMap<&str, &'s Page> = view
        .site
        .pages_in(view.lang)
        .map(|page| (&*page.head.address, page))
        .collect();
    for page in view.site.pages_in(view.lang) {
        let template = template(view, page, &renderer, findings);
        match jobs(view, page, &by_address) {
            Ok(jobs) => {
                for job in jobs {
                    artifacts.push(artifact(view, renderer.clone(), template.clone(), job));
                }
            }
            Err(finding) => findings.push(*finding),
        }
    }
}

fn template(view: In<'_>, page: &Page, renderer: &Renderer, findings: &mut Vec<Finding>) -> String {
    let default = template_of(page.role);
    let Some(named) = &page.head.front.template else {
        return default.to_owned();
    };
    if view.site.theme.templates.contains_key(named) {
        return named.clone();
    }
    let known = view.site.theme.templates.keys().map(String::as_str);
    let help = match crate::findings::nearest(named, known) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Name a file of the theme's templates.".to_owned(),
    };
    findings.push(
        Finding::error("theme.template", format!("there is no template `{named}`"))
            .help(help)
            .in_file(&*page.head.source),
    );
    if renderer.templates.has(default) {
        default.to_owned()
    } else {
        "page.html".to_owned()
    }
}

fn jobs<'s>(
    view: In<'s>,
    page: &'s Page,
    by_address: &BTreeMap<&str, &'s Page>,
) -> Result<Vec<Job<'s>>, Box<Finding>> {
    #[derive(Serialize)]
    struct Nothing {}
    match page.role {
        Role::Home => Ok(vec![Job::new(page, 1, &home(view))?]),
        Role::Topics => topics(view, page),
        Role::Topic => Ok(vec![Job::new(
            page,
            1,
            &FaqContext {
                related: related(view, page, by_address),
            },
        )?]),
        Role::Notices => notices(view, page),
        Role::Notice => {
            #[derive(Serialize)]
            struct NoticePage {
                notice: Option<NoticeContext>,
            }
            Ok(vec![Job::new(
                page,
                1,
                &NoticePage {
                    notice: view.notice(page),
                },
            )?])
        }
        Role::Reports => Ok(vec![Job::new(
            page,
            1,
            &ReportsContext {
                quarters: view
                    .site
                    .quarters
                    .iter()
                    .rev()
                    .map(|quarter| reports::quarter(view, quarter))
                    .collect(),
            },
        )?]),
        Role::Report => report(view, page),
        Role::AToZ => a_to_z(view, page),
        _ => Ok(vec![Job::new(page, 1, &Nothing {})?]),
    }
}

fn home(view: In<'_>) -> HomeContext {
    let topics = view.site.topics(view.lang);
    let today = view.site.today;
    let notices = view
        .site
        .notices(view.lang)
        .into_iter()
        .filter(|page| {
            page.head.notice.as_ref().is_some_and(|notice| {
                notice.status != NoticeStatus::Resolved
                    || today - notice.announced.0.date_naive() <= NEWS_DAYS
            })
        })
        .filter_map(|page| view.notice(page))
        .take(3)
        .collect();
    HomeContext {
        more_topics: topics.len() > HOME_TOPICS,
        topics: topics
            .into_iter()
            .take(HOME_TOPICS)
            .map(|page| view.topic(page))
            .collect(),
        notices,
    }
}

fn pagination(view: In<'_>, page: &Page, current: usize, total: usize) -> PaginationContext {
    let href = |part| view.site.addresses.href(&part_address(page, part));
    PaginationContext {
        current,
        total,
        previous: (current > 1).then(|| href(current - 1)),
        next: (current < total).then(|| href(current + 1)),
    }
}

fn part_address(page: &Page, part: usize) -> String {
    if part == 1 {
        page.head.address.to_string()
    } else {
        format!("{}{part}/", page.head.address)
    }
}

fn topics<'s>(view: In<'s>, page: &'s Page) -> Result<Vec<Job<'s>>, Box<Finding>> {
    let topics = view.site.topics(view.lang);
    let total = topics.len().div_ceil(TOPICS_A_PAGE).max(1);
    let mut parts: Vec<&[&Page]> = topics.chunks(TOPICS_A_PAGE).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(at, chunk)| {
            Job::new(
                page,
                at + 1,
                &TopicsContext {
                    topics: chunk.iter().map(|topic| view.topic(topic)).collect(),
                    pagination: pagination(view, page, at + 1, total),
                },
            )
        })
        .collect()
}

/// Topics that the answers link to, in order of their links' addresses.
fn related(view: In<'_>, page: &Page, by_address: &BTreeMap<&str, &Page>) -> Vec<TopicContext> {
    let mut seen = BTreeSet::from([&*page.head.address]);
    page.outline
        .links
        .iter()
        .filter_map(|link| by_address.get(link.address.as_deref()?))
        .filter(|target| target.head.is_topic() && seen.insert(&*target.head.address))
        .take(RELATED)
        .map(|target| view.topic(target))
        .collect()
}

fn notices<'s>(view: In<'s>, page: &'s Page) -> Result<Vec<Job<'s>>, Box<Finding>> {
    let notices: Vec<NoticeContext> = view
        .site
        .notices(view.lang)
        .into_iter()
        .filter_map(|page| view.notice(page))
        .collect();
    let total = notices.len().div_ceil(NOTICES_A_PAGE).max(1);
    let mut parts: Vec<&[NoticeContext]> = notices.chunks(NOTICES_A_PAGE).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(at, chunk)| {
            Job::new(
                page,
                at + 1,
                &NoticesContext {
                    notices: chunk.to_vec(),
                    pagination: pagination(view, page, at + 1, total),
                },
            )
        })
        .collect()
}

fn report<'s>(view: In<'s>, page: &'s Page) -> Result<Vec<Job<'s>>, Box<Finding>> {
    let quarters = &view.site.quarters;
    let at = quarters.iter().position(|quarter| {
        page.head.key == format!("content/reports/{}.toml", quarter.quarter.get_ref())
    });
    let Some(at) = at else {
        return Ok(Vec::new());
    };
    let link = |at: usize| {
        let quarter = reports::quarter(view, quarters.get(at)?);
        Some(LinkContext {
            title: quarter.title,
            href: quarter.href,
        })
    };
    let context = ReportContext {
        quarter: reports::quarter(view, &quarters[at]),
        previous: at.checked_sub(1).and_then(link),
        next: link(at + 1),
    };
    Ok(vec![Job::new(page, 1, &context)?])
}

/// The questions of every topic by first letter; a letter begins on a new page
/// when the one before is full.
fn a_to_z<'s>(view: In<'s>, page: &'s Page) -> Result<Vec<Job<'s>>, Box<Finding>> {
    let mut groups: BTreeMap<String, Vec<(String, QuestionLinkContext)>> = BTreeMap::new();
    for topic in view
        .site
        .pages_in(view.lang)
        .filter(|page| page.head.is_topic())
    {
        let href = view.site.addresses.href(&topic.head.address);
        for question in &topic.outline.questions {
            let sort = sort_key(&question.title);
            let letter = sort.chars().next().filter(|c| c.is_alphabetic());
            let letter = letter.map_or_else(|| "0–9".to_owned(), |c| c.to_uppercase().to_string());
            let link = QuestionLinkContext {
                title: question.title.clone(),
                href: format!("{href}#{}", question.id),
                topic: topic.head.title.clone(),
            };
            groups.entry(letter).or_default().push((sort, link));
        }
    }
    for questions in groups.values_mut() {
        questions.sort_by(|a, b| (&a.0, &a.1.href).cmp(&(&b.0, &b.1.href)));
    }
    let mut parts: Vec<Vec<LetterContext>> = vec![Vec::new()];
    let mut letters: Vec<(usize, String, String)> = Vec::new();
    let mut filled = 0;
    for (letter, questions) in groups {
        let id = format!("letter-{}", crate::parse::markdown::slug::slugify(&letter));
        let links: Vec<QuestionLinkContext> = questions.into_iter().map(|(_, link)| link).collect();
        if filled > 0 && filled + links.len() > QUESTIONS_A_PAGE {
            parts.push(Vec::new());
            filled = 0;
        }
        letters.push((parts.len(), letter.clone(), id.clone()));
        for (at, chunk) in links.chunks(QUESTIONS_A_PAGE).enumerate() {
            if at > 0 {
                parts.push(Vec::new());
                filled = 0;
            }
            filled += chunk.len();
            if let Some(part) = parts.last_mut() {
                part.push(LetterContext {
                    letter: letter.clone(),
                    id: id.clone(),
                    questions: chunk.to_vec(),
                });
            }
        }
    }
    let letters: Vec<LinkContext> = letters
        .into_iter()
        .map(|(part, title, id)| LinkContext {
            href: format!(
                "{}#{id}",
                view.site.addresses.href(&part_address(page, part))
            ),
            title,
        })
        .collect();
    let total = parts.len();
    parts
        .into_iter()
        .enumerate()
        .map(|(at, groups)| {
            Job::new(
                page,
                at + 1,
                &AZContext {
                    letters: letters.clone(),
                    groups,
                    pagination: pagination(view, page, at + 1, total),
                },
            )
        })
        .collect()
}

/// Sorts titles as readers expect: marks in front and accents do not count.
fn sort_key(title: &str) -> String {
    crate::parse::markdown::slug::slugify(title)
}

fn artifact<'s>(
    view: In<'s>,
    renderer: std::sync::Arc<Renderer>,
    template: String,
    job: Job<'s>,
) -> Artifact<'s> {
    let page = job.page;
    let address = part_address(page, job.part);
    let path = match address.strip_suffix('/') {
        Some(folder) => format!("{folder}/index.html"),
        None => address.clone(),
    };
    let shared = page_context(view, page, &address, job.part, &template);
    let entry = PageEntry {
        url: shared.canonical.clone(),
        address,
        updated: shared.updated.as_ref().map(|date| date.iso.clone()),
        alternates: shared
            .alternates
            .iter()
            .filter(|alternate| alternate.translated && job.part == 1)
            .map(|alternate| (alternate.lang.clone(), alternate.url.clone()))
            .collect(),
        indexable: !shared.noindex,
    };
    let head = serde_json::to_vec(&shared).unwrap_or_default();
    let key = key(&[
        &renderer.key,
        template.as_bytes(),
        &page.fingerprint,
        &head,
        &job.extra_key,
    ]);
    let make = move || {
        let body = view.site.body(page);
        let mut shared = shared.clone();
        fill_body(view, page, &body, &mut shared);
        let mut context = match job.extra.clone().into_map() {
            Some(map) => map
                .into_iter()
                .fold(Context::new(), |mut context, (name, value)| {
                    context.insert_value(name.to_string(), value);
                    context
                }),
            None => Context::new(),
        };
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
    }
}

/// What every page has, without its body.
fn page_context(
    view: In<'_>,
    page: &Page,
    address: &str,
    part: usize,
    template: &str,
) -> PageContext {
    let site = view.site;
    let strings = view.strings();
    let (origin, _) = site.config.origin_and_base_path();
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
        canonical: format!("{origin}{href}"),
        alternates: alternates(view, page, &origin),
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
        noindex: site.preview || matches!(page.role, Role::Search | Role::NotFound),
        href,
    }
}

fn alternates(view: In<'_>, page: &Page, origin: &str) -> Vec<AlternateContext> {
    let site = view.site;
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
            AlternateContext {
                name: site
                    .theme
                    .strings(&language.code)
                    .text("language.name")
                    .to_owned(),
                url: format!("{origin}{href}"),
                href,
                current: language.code == view.lang,
                default: language.is_default,
                translated: own.is_some() && page.role != Role::NotFound,
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

fn fill_body(view: In<'_>, page: &Page, body: &Body, context: &mut PageContext) {
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
