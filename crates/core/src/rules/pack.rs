//! The format of a rule pack: what a regulator requires, as data.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::evidence::Demand;
use super::setup::Setup;
use candor_model::basis::Basis;
use candor_model::channel::{Awaited, ChannelKind};
use candor_model::date::Date;
use candor_model::findings::Severity;
use candor_model::localized::Localized;
use candor_model::regulator::Regulator;

/// What a regulator requires of a site.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Pack {
    /// Final id.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Version of the pack's text.
    #[serde(default)]
    pub version: String,
    /// What the pack covers.
    pub title: String,
    /// Languages in which it has wording of its own.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The day on which it was last compared with its sources.
    pub verified: Option<Date>,
    /// The day on which the contact details in `regulator` were last compared with the regulator's own.
    pub regulator_verified: Option<Date>,
    /// What passing the pack does not mean.
    pub disclaimer: Option<Localized>,
    /// What readers of the pack should know, such as what could not be verified.
    pub note: Option<String>,
    /// Id of the pack that this one adds to. A topic or requirement of the same id takes
    /// the place of the other pack's.
    #[schemars(with = "Option<String>")]
    pub extends: Option<Spanned<String>>,
    /// Severities other than those that follow from the basis, by id of a topic, point or requirement.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, PackSeverity>")]
    pub severity: BTreeMap<String, Spanned<PackSeverity>>,
    /// The regulator's public contact details.
    #[serde(default)]
    pub regulator: Regulator,
    /// What `candor init` writes into a new site.
    #[serde(default)]
    pub defaults: Defaults,
    /// Documents that the pack rests on, by key.
    #[serde(default)]
    pub source: BTreeMap<String, Source>,
    /// What `link:NAME` and `page = "NAME"` mean: source files, or https addresses.
    #[serde(default)]
    pub links: BTreeMap<String, String>,
    /// What `says:NAME` means: phrases by language, matched on stems.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, Vec<String>>>")]
    pub phrases: BTreeMap<String, BTreeMap<String, Spanned<Vec<String>>>>,
    /// Topics that the FAQ must cover.
    #[serde(default, rename = "topic")]
    pub topics: Vec<Topic>,
    /// Everything else that is required.
    #[serde(default, rename = "requirement")]
    pub requirements: Vec<Requirement>,
}

/// How bad it is when a requirement is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PackSeverity {
    /// The site must not be published.
    Error,
    /// Worth mending.
    Warning,
    /// Worth knowing; nothing denies it.
    Note,
    /// Not asked for.
    Off,
}

impl PackSeverity {
    /// The word in packs.
    pub fn as_str(self) -> &'static str {
        match self {
            PackSeverity::Error => "error",
            PackSeverity::Warning => "warning",
            PackSeverity::Note => "note",
            PackSeverity::Off => "off",
        }
    }

    /// The severity of a finding; `None` when nothing is asked for.
    pub fn severity(self) -> Option<Severity> {
        match self {
            PackSeverity::Error => Some(Severity::Error),
            PackSeverity::Warning => Some(Severity::Warning),
            PackSeverity::Note => Some(Severity::Note),
            PackSeverity::Off => None,
        }
    }
}

/// What `candor init` writes into a new site.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Defaults {
    /// Default language.
    pub language: Option<String>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// Region of public holidays.
    pub holidays: Option<String>,
    /// Region whose telephone numbers need no country prefix.
    pub phone_region: Option<String>,
}

/// A document that a pack rests on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Source {
    /// Full title.
    pub title: String,
    /// How a citation names it.
    pub short: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// What it says, in a sentence.
    pub about: Option<String>,
    /// How it was read, where a citation does not say otherwise.
    #[serde(default)]
    pub read: HowRead,
    /// What citations say beside that, such as `in an unofficial copy`.
    pub remark: Option<String>,
    /// How far it was read, in a sentence or two.
    pub how: Option<String>,
    /// Whom or what it is about, which readers of reports should know.
    pub scope: Option<Localized>,
}

/// How a text was read on which a citation rests. Every output shows it, and says nothing else about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HowRead {
    /// The source's own words.
    Text,
    /// A summary by those who wrote it.
    #[serde(rename = "official summary")]
    OfficialSummary,
    /// What others say of it.
    Reported,
    /// Nobody read it.
    #[default]
    #[serde(rename = "not read")]
    NotRead,
}

impl HowRead {
    /// The words in packs and citations.
    pub fn as_str(self) -> &'static str {
        match self {
            HowRead::Text => "text",
            HowRead::OfficialSummary => "official summary",
            HowRead::Reported => "reported",
            HowRead::NotRead => "not read",
        }
    }
}

/// A place in a source.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Reference {
    /// Key of the source.
    #[schemars(with = "String")]
    pub key: Spanned<String>,
    /// Which part of it.
    pub cite: Option<String>,
    /// How that part was read, when not as its source.
    pub read: Option<HowRead>,
}

/// A topic that the FAQ must cover.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Topic {
    /// Id, also the name of the page in `content/faq/`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Title of a new page.
    pub title: Localized,
    /// Description of a new page.
    pub description: Option<Localized>,
    /// Other words that customers use for it.
    pub also: Option<Phrases>,
    /// Place of a new page in lists.
    pub weight: Option<i64>,
    /// What it rests on.
    pub basis: Basis,
    /// How bad it is when it is missing, if that does not follow from the basis.
    pub severity: Option<PackSeverity>,
    /// Where it comes from.
    #[serde(default)]
    pub sources: Vec<Reference>,
    /// What readers of the pack should know.
    pub note: Option<String>,
    /// Why customers need it.
    #[serde(default)]
    pub why: String,
    /// What to do when it is missing.
    #[serde(default)]
    pub help: String,
    /// Points, each to be answered by a question.
    #[serde(default, rename = "point")]
    pub points: Vec<Point>,
    /// Points that may stand in for others.
    #[serde(default, rename = "alternative")]
    pub alternatives: Vec<Alternative>,
}

/// Phrases by language.
pub type Phrases = BTreeMap<String, Vec<String>>;

/// Points that may stand in for others.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Alternative {
    /// Ids of those that stand in.
    pub points: Vec<String>,
    /// Ids of those that they stand in for.
    pub instead_of: Vec<String>,
    /// When they may.
    pub when: Condition,
    /// What to say when they may not.
    pub otherwise: String,
}

/// When points may stand in for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// While no channel says that it uses AI.
    NoAi,
}

/// One part of a topic.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Point {
    /// Id within the topic.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Anchor of a new heading.
    pub anchor: Option<String>,
    /// Heading of a new question.
    pub question: Localized,
    /// What it rests on; the topic's basis if it does not say.
    pub basis: Option<Basis>,
    /// How bad it is when it is missing, if that does not follow from the basis.
    pub severity: Option<PackSeverity>,
    /// Where it comes from; the topic's sources if it does not say.
    #[serde(default)]
    pub sources: Vec<Reference>,
    /// What the answer must hold: every entry.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub evidence: Vec<Spanned<Demand>>,
    /// What the times of the answer are the times of: each that somebody types is compared with the data.
    pub times: Option<Times>,
    /// Why customers need it.
    #[serde(default)]
    pub why: String,
    /// What a good answer holds.
    pub guidance: Localized,
    /// An answer that would pass.
    pub good: Option<String>,
    /// An answer that would not.
    pub bad: Option<String>,
}

/// What the times of an answer are about.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// What customers wait for; nothing where no commitment answers it.
    pub of: Vec<Awaited>,
    /// On which channels, where the text names none; all that are not for complaints alone if it does not say.
    #[serde(default)]
    pub on: Vec<On>,
}

/// Channels that an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum On {
    /// Those for complaints.
    Complaints,
    /// Telephone numbers.
    Phone,
    /// E-mail addresses.
    Email,
    /// Chats.
    Chat,
    /// Letters.
    Mail,
    /// The entity's own app.
    App,
}

impl On {
    /// The kind of channel, if it is one.
    pub fn kind(self) -> Option<ChannelKind> {
        match self {
            On::Complaints => None,
            On::Phone => Some(ChannelKind::Phone),
            On::Email => Some(ChannelKind::Email),
            On::Chat => Some(ChannelKind::Chat),
            On::Mail => Some(ChannelKind::Mail),
            On::App => Some(ChannelKind::App),
        }
    }
}

/// Something required that is no topic.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Requirement {
    /// Final id.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The kind of check that decides.
    #[schemars(with = "String")]
    pub check: Spanned<String>,
    /// What the check is set up with.
    #[serde(default = "nothing")]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub with: Spanned<toml::Table>,
    /// The same, read once by its kind of check; `None` when there is no such kind or it
    /// cannot be set up like this.
    #[serde(skip)]
    #[schemars(skip)]
    pub setup: Option<Arc<dyn Setup>>,
    /// What it rests on.
    pub basis: Basis,
    /// How bad it is when it is not met, if that does not follow from the basis.
    pub severity: Option<PackSeverity>,
    /// Where it comes from.
    #[serde(default)]
    pub sources: Vec<Reference>,
    /// Why it follows from them, in a sentence.
    pub reason: Option<String>,
    /// What readers of the pack should know.
    pub note: Option<String>,
    /// What it asks for.
    pub title: String,
    /// Why customers need it.
    #[serde(default)]
    pub why: String,
    /// What to do when it is not met.
    #[serde(default)]
    pub help: String,
    /// Data or text that would pass.
    pub good: Option<String>,
    /// Data or text that would not.
    pub bad: Option<String>,
    /// Parts that a page must hold, each claimed by a heading.
    #[serde(default, rename = "item")]
    pub items: Vec<Item>,
}

fn nothing() -> Spanned<toml::Table> {
    Spanned::new(0..0, toml::Table::new())
}

/// One part of a page that a requirement lists.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Item {
    /// Id within the requirement.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Anchor of a new heading.
    pub anchor: String,
    /// Which part of the source it is.
    pub cite: Option<String>,
    /// How that part was read, when not as its source.
    pub read: Option<HowRead>,
    /// Heading of a new part.
    pub title: Localized,
    /// What a good text holds.
    pub guidance: Localized,
    /// A text that would pass.
    pub good: Option<String>,
    /// A text that would not.
    pub bad: Option<String>,
}
