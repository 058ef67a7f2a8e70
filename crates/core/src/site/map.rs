//! The pages that every site knows by name, and when Candor makes one by itself.

use serde::Serialize;

use candor_model::page::{PageHead, Section};

/// What part a page plays, which decides what its template gets to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// `/`
    Home,
    /// `/faq/`: the list of topics.
    Topics,
    /// `/faq/…/`: one topic.
    Topic,
    /// `/contact/`: contact and hours.
    Contact,
    /// `/response-times/`
    ResponseTimes,
    /// `/complaints/`
    Complaints,
    /// `/risks/`
    Risks,
    /// `/ai/`
    Ai,
    /// `/notices/`: the list of notices.
    Notices,
    /// `/notices/…/`
    Notice,
    /// `/reports/`: the list of quarterly reports.
    Reports,
    /// `/reports/2026-q3/`
    Report,
    /// `/coverage/`: which answer meets which requirement.
    Coverage,
    /// `/a-z/`: every question.
    AToZ,
    /// `/search/`
    Search,
    /// `/404.html`: what is shown where no page is.
    NotFound,
    /// Any other page.
    Plain,
}

/// A page known by the path of the file that writes its prose.
pub struct Known {
    /// What part it plays.
    pub role: Role,
    /// Source path of the default language.
    pub key: &'static str,
    /// Address without language prefix.
    pub address: &'static str,
    /// Template.
    pub template: &'static str,
    /// Key of its title in the interface strings.
    pub title: &'static str,
}

const fn known(
    role: Role,
    key: &'static str,
    address: &'static str,
    template: &'static str,
    title: &'static str,
) -> Known {
    Known {
        role,
        key,
        address,
        template,
        title,
    }
}

/// Every page known by name, in the order of navigation.
pub const KNOWN: &[Known] = &[
    known(Role::Home, "content/index.md", "/", "home.html", "nav.home"),
    known(
        Role::Topics,
        "content/faq/index.md",
        "/faq/",
        "topics.html",
        "nav.topics",
    ),
    known(
        Role::Contact,
        "content/contact.md",
        "/contact/",
        "contact.html",
        "nav.contact",
    ),
    known(
        Role::Complaints,
        "content/complaints.md",
        "/complaints/",
        "complaints.html",
        "nav.complaints",
    ),
    known(
        Role::ResponseTimes,
        "content/response-times.md",
        "/response-times/",
        "response-times.html",
        "nav.response_times",
    ),
    known(
        Role::Notices,
        "content/notices/index.md",
        "/notices/",
        "notices.html",
        "nav.notices",
    ),
    known(
        Role::Reports,
        "content/reports/index.md",
        "/reports/",
        "reports.html",
        "nav.reports",
    ),
    known(Role::Ai, "content/ai.md", "/ai/", "ai.html", "nav.ai"),
    known(
        Role::Risks,
        "content/risks.md",
        "/risks/",
        "page.html",
        "nav.risks",
    ),
    known(
        Role::Coverage,
        "content/coverage.md",
        "/coverage/",
        "coverage.html",
        "nav.coverage",
    ),
    known(Role::AToZ, "content/a-z.md", "/a-z/", "a-z.html", "nav.a_z"),
    known(
        Role::Search,
        "content/search.md",
        "/search/",
        "search.html",
        "nav.search",
    ),
    known(
        Role::NotFound,
        "content/404.md",
        "/404.html",
        "404.html",
        "not_found.title",
    ),
];

/// The known page of a role.
pub fn known_page(role: Role) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.role == role)
}

/// The part that a page plays.
pub fn role_of(head: &PageHead) -> Role {
    if let Some(known) = KNOWN.iter().find(|known| known.key == head.key) {
        return known.role;
    }
    match head.section {
        Section::Faq => Role::Topic,
        Section::Notice => Role::Notice,
        Section::Page => Role::Plain,
    }
}

/// The template that a page is rendered with unless its front matter names one.
pub fn template_of(role: Role) -> &'static str {
    match role {
        Role::Topic => "faq.html",
        Role::Notice => "notice.html",
        Role::Report => "report.html",
        _ => known_page(role).map_or("page.html", |known| known.template),
    }
}
