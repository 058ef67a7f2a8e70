//! One Markdown body to sections: an introduction, then a section for each
//! level-2 heading. On FAQ pages those sections are the questions.

pub mod attributes;
mod builder;
mod leftovers;
mod link_text;
pub mod links;
mod prose;
mod raw_html;
pub mod references;
pub mod slug;

pub(crate) use builder::without_invisible;
pub(crate) use prose::said;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::Options;

use candor_model::address::Addresses;
use candor_model::channel::Channel;
use candor_model::facts::Facts;
use candor_model::findings::Finding;
use candor_model::strings::Strings;
use candor_prose::Dictionary;

use super::placeholder::Placeholders;

/// What a body is parsed with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Site-relative path of the file.
    pub file: &'a str,
    /// Language of the page.
    pub lang: &'a str,
    /// Where links can lead.
    pub addresses: &'a Addresses,
    /// What `{{ … }}` can refer to.
    pub facts: &'a Facts,
    /// Words that the markup needs, such as the titles of alerts.
    pub strings: &'a Strings,
    /// Title of the page.
    pub title: &'a str,
    /// The site's channels.
    pub channels: &'a [Channel],
    /// What reads the prose of the page's language; `None` without a rule pack: nobody asks
    /// what the prose holds.
    pub dictionary: Option<&'a Dictionary>,
    /// What waits to be written, in the page's language.
    pub placeholders: &'a Placeholders,
    /// Region whose telephone numbers need no country prefix, such as `US`.
    pub phone_region: &'a str,
}

/// A heading and what its attributes say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Anchor, unique on the page.
    pub id: String,
    /// Title as plain text.
    pub text: String,
    /// Title as inline HTML.
    pub html: String,
    /// Points that the answer claims, with their places in the file.
    pub covers: Vec<(String, Range<usize>)>,
    /// Other words customers use.
    pub also: Vec<String>,
    /// Place of the heading in the file.
    pub span: Range<usize>,
}

/// A heading (none for the introduction) and what stands below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The level-2 heading.
    pub heading: Option<Heading>,
    /// Content as HTML.
    pub html: String,
    /// Content as plain text, words separated by single spaces.
    pub text: String,
}

/// A link to a page of the site, to be checked once every page is parsed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InternalLink {
    /// Address of the page; `None` for the page itself.
    pub address: Option<String>,
    /// Anchor, without `#`.
    pub anchor: Option<String>,
    /// Place of the link in the file.
    pub span: Range<usize>,
}

impl InternalLink {
    /// The address with its anchor, as `/faq/fees/#where`.
    pub fn target(&self) -> String {
        let address = self.address.as_deref().unwrap_or_default();
        match &self.anchor {
            Some(anchor) => format!("{address}#{anchor}"),
            None => address.to_owned(),
        }
    }
}

/// A body as a page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The introduction (which may be empty), then the sections.
    pub sections: Vec<Section>,
    /// Footnotes of the whole page as HTML; empty if there are none.
    pub footnotes: String,
}

/// A parsed body, and what was found in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What is shown.
    pub body: Body,
    /// Every anchor of the body.
    pub anchors: Vec<String>,
    /// Links that lead to pages of the site.
    pub links: Vec<InternalLink>,
    /// Links as written and the address each led to: what has to stay true for
    /// this parse to stay valid.
    pub resolutions: Vec<(String, String)>,
    /// Assets that the body shows or links to, by address.
    pub assets: Vec<String>,
    /// What the prose holds.
    pub prose: candor_model::answer::Prose,
}

/// The Markdown that Candor reads: CommonMark with tables, footnotes,
/// strikethrough, task lists and GitHub alerts. Heading attributes are read by
/// [`attributes`], since theirs may hold quoted text.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Level and place of each heading of a body, in order.
pub fn headings(body: &str) -> Vec<(u8, std::ops::Range<usize>)> {
    pulldown_cmark::Parser::new_ext(body, options())
        .into_offset_iter()
        .filter_map(|(event, span)| match event {
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading { level, .. }) => {
                Some((level as u8, span))
            }
            _ => None,
        })
        .collect()
}

/// Parses the body that begins at byte `offset` of the file's text.
pub fn parse(
    text: &str,
    offset: usize,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Parsed {
    let mut found = Vec::new();
    super::characters::check(text, context.file, offset, &mut found);
    let parsed = builder::build(text, offset, context, &mut found);
    findings.extend(capped(found));
    parsed
}

/// What is left of markup and facts in a text that is shown as it is, such as a title.
pub fn left_in(text: &str) -> Vec<Finding> {
    let mut left = leftovers::Leftovers::default();
    left.run(text, 0, true);
    let mut found: Vec<Finding> = left
        .take()
        .into_iter()
        .map(|(_, finding)| finding)
        .collect();
    if let Some(at) = leftovers::entity(text) {
        found.push(leftovers::entity_finding(&text[at]));
    }
    found
}

/// So many findings of a kind are told of one file.
const TOLD: usize = 100;

/// The first hundred of each kind, and how many more there are.
fn capped(found: Vec<Finding>) -> Vec<Finding> {
    if found.len() <= TOLD {
        return found;
    }
    let mut of_kind: BTreeMap<String, usize> = BTreeMap::new();
    let mut told: Vec<Finding> = Vec::new();
    for finding in found {
        let count = of_kind.entry(finding.id.to_string()).or_default();
        *count += 1;
        // The last one tells how many there are besides.
        if *count <= TOLD + 1 {
            told.push(finding);
        }
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &mut told {
        let at = seen.entry(finding.id.to_string()).or_default();
        *at += 1;
        let all = of_kind.get(&*finding.id).copied().unwrap_or_default();
        if *at > TOLD && all > TOLD + 1 {
            finding.message = format!(
                "{}, and {} more like it in this file",
                finding.message,
                all - TOLD - 1
            );
        }
    }
    told
}
