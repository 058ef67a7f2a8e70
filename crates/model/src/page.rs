//! Pages and what stands on them.

use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::address::Address;
use super::date::{Date, Instant};

/// The part of the site that a page belongs to, by the folder of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// `content/faq/…`: one topic a page.
    Faq,
    /// `content/notices/…`: planned and unplanned events.
    Notice,
    /// Every other page.
    Page,
}

/// Whether an event told to customers was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// Announced before it happens.
    Planned,
    /// Told as soon as it is known.
    Unplanned,
}

/// Where an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoticeStatus {
    /// It has not begun.
    Scheduled,
    /// It is going on.
    Ongoing,
    /// It is over.
    Resolved,
}

/// The keys of front matter. Which of them a page needs depends on its section.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct FrontMatter {
    /// The page's level-1 heading. Required.
    pub title: Option<String>,
    /// One sentence for search engines and lists.
    pub description: Option<String>,
    /// The day on which the text was last reviewed.
    pub updated: Option<Date>,
    /// The day by which it must be reviewed again.
    pub review_by: Option<Date>,
    /// Other words that customers use for the topic.
    #[serde(default)]
    pub also: Vec<String>,
    /// FAQ pages: questions of other topics to show below the answers, such as `fees` or
    /// `fees#network-fee`; without it Candor chooses.
    #[serde(default)]
    pub related: Vec<String>,
    /// Place in lists; lower comes first.
    pub weight: Option<i64>,
    /// Translations: which version of the source they were made from. Set by `candor translated`.
    pub translated_from: Option<String>,
    /// Left out of the site unless `--drafts` is given.
    #[serde(default)]
    pub draft: bool,
    /// Who keeps the page up to date; never published.
    pub owner: Option<String>,
    /// Last part of the page's address, when it is not to be the file's name.
    pub slug: Option<String>,
    /// Template to render with, when it is not to be the section's.
    pub template: Option<String>,
    /// Addresses that redirect here, such as `/help/frozen/`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Notices: whether the event was expected.
    pub kind: Option<NoticeKind>,
    /// Notices: when customers were told.
    pub announced: Option<Instant>,
    /// Notices: when it begins.
    pub starts: Option<Instant>,
    /// Notices: when it ends.
    pub ends: Option<Instant>,
    /// Notices: ids of channels, or words for services, that it touches.
    #[serde(default)]
    pub affects: Vec<String>,
    /// Notices: where it stands.
    pub status: Option<NoticeStatus>,
}

/// An event told to customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whether it was expected.
    pub kind: NoticeKind,
    /// When customers were told.
    pub announced: Instant,
    /// When it begins.
    pub starts: Option<Instant>,
    /// When it ends.
    pub ends: Option<Instant>,
    /// Ids of channels, or words for services, that it touches.
    pub affects: Vec<String>,
    /// Where it stands.
    pub status: NoticeStatus,
}

/// What of a page is known from its path and front matter, before its body is parsed.
#[derive(Debug, Clone)]
pub struct PageHead {
    /// Site-relative path of the source file.
    pub source: Arc<str>,
    /// The source path without the language suffix: the same for all versions.
    pub key: String,
    /// Language code.
    pub lang: String,
    /// Part of the site.
    pub section: Section,
    /// Last part of the address: the file's name or the front matter's `slug`.
    pub slug: String,
    /// Address on the site.
    pub address: Address,
    /// Title with facts filled in.
    pub title: String,
    /// Description with facts filled in.
    pub description: Option<String>,
    /// Front matter as written.
    pub front: FrontMatter,
    /// The event, on notices.
    pub notice: Option<Notice>,
    /// Hash of the file's bytes.
    pub hash: crate::Hash,
    /// Byte at which the body begins in the decoded text.
    pub body_at: usize,
}

impl PageHead {
    /// Whether this is the page that introduces a folder.
    pub fn is_index(&self) -> bool {
        self.key.ends_with("/index.md")
    }

    /// What other pages and data call it: the name of its file in the default language, such
    /// as `fees`.
    pub fn name(&self) -> &str {
        let file = self.key.rsplit('/').next().unwrap_or_default();
        file.trim_end_matches(".md")
    }

    /// Whether the page is a topic: a FAQ page other than the list of topics.
    pub fn is_topic(&self) -> bool {
        self.section == Section::Faq && !self.is_index()
    }
}

/// The beginning of an answer. It takes more room than all else that is known of a page, and is only needed where a file
/// of the search is made anew: what is kept of a page for the next run has its length.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    #[serde(skip)]
    text: String,
    bytes: u32,
}

impl Summary {
    /// One that is at hand.
    pub fn new(text: String) -> Summary {
        Summary {
            bytes: u32::try_from(text.len()).unwrap_or(u32::MAX),
            text,
        }
    }

    /// The text, unless only its length is known.
    pub fn text(&self) -> Option<&str> {
        (self.text.len() as u64 == u64::from(self.bytes)).then_some(&self.text)
    }

    /// How long the text is, in bytes.
    pub fn bytes(&self) -> u32 {
        self.bytes
    }
}

/// A level-2 heading with the answer below it, as other pages and lists know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Anchor on the page.
    pub id: String,
    /// The heading as plain text.
    pub title: String,
    /// The beginning of the answer, as much as the search needs.
    pub summary: Summary,
    /// A hash of the answer's text: of two questions in the same words, whether they are answered the same.
    pub said: u64,
    /// Points that the answer claims, with their places in the file.
    pub covers: Vec<(String, Range<usize>)>,
    /// Place of the heading in the file.
    pub span: Range<usize>,
}
