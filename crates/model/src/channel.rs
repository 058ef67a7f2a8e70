//! Channels: how customers reach the entity, when people are there, and what is promised.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::date::Date;
use super::duration::CommittedTime;
use super::localized::Localized;
use super::schedule::Schedule;

/// How a channel works.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A chat on the web.
    Chat,
    /// Letters.
    Mail,
    /// The entity's own app.
    App,
}

impl ChannelKind {
    /// The word in data files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            ChannelKind::Phone => "phone",
            ChannelKind::Email => "email",
            ChannelKind::Chat => "chat",
            ChannelKind::Mail => "mail",
            ChannelKind::App => "app",
        }
    }
}

/// Stage of a case for which a time is promised.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Receipt is confirmed.
    Acknowledgement,
    /// A person answers for the first time.
    FirstReply,
    /// News on an open case.
    Update,
    /// The case is closed.
    Resolution,
}

impl Stage {
    /// Every stage, in the order of a case.
    pub const ALL: [Stage; 4] = [
        Stage::Acknowledgement,
        Stage::FirstReply,
        Stage::Update,
        Stage::Resolution,
    ];

    /// The stage with this word.
    pub fn named(word: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// The word in data files, facts and interface strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Acknowledgement => "acknowledgement",
            Stage::FirstReply => "first_reply",
            Stage::Update => "update",
            Stage::Resolution => "resolution",
        }
    }
}

/// What a customer waits for: a stage of a case, or the answer to what was left after hours.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// Receipt is confirmed.
    Acknowledgement,
    /// A person answers for the first time.
    FirstReply,
    /// News on an open case.
    Update,
    /// The case is closed.
    Resolution,
    /// What was left after hours is returned.
    ReturnedWithin,
}

impl Awaited {
    /// The stage, if it is one.
    pub fn stage(self) -> Option<Stage> {
        match self {
            Awaited::Acknowledgement => Some(Stage::Acknowledgement),
            Awaited::FirstReply => Some(Stage::FirstReply),
            Awaited::Update => Some(Stage::Update),
            Awaited::Resolution => Some(Stage::Resolution),
            Awaited::ReturnedWithin => None,
        }
    }

    /// The word in data files and facts.
    pub fn as_str(self) -> &'static str {
        self.stage().map_or(RETURNED_WITHIN, Stage::as_str)
    }
}

impl From<Stage> for Awaited {
    fn from(stage: Stage) -> Awaited {
        match stage {
            Stage::Acknowledgement => Awaited::Acknowledgement,
            Stage::FirstReply => Awaited::FirstReply,
            Stage::Update => Awaited::Update,
            Stage::Resolution => Awaited::Resolution,
        }
    }
}

/// Who answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StaffedBy {
    /// People.
    People,
    /// Nobody: an automatic system only.
    #[default]
    Nobody,
}

/// What a channel is for, when it is not for everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Complaints.
    Complaints,
}

/// A text of one line or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Lines {
    /// One line.
    One(String),
    /// A line an entry.
    Many(Vec<String>),
}

impl Lines {
    /// The lines.
    pub fn lines(&self) -> Vec<&str> {
        match self {
            Lines::One(line) => vec![line],
            Lines::Many(lines) => lines.iter().map(String::as_str).collect(),
        }
    }
}

/// `content/channels.toml` as written.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ChannelsFile {
    /// The channels, in the order in which the site shows them.
    #[serde(default)]
    #[schemars(with = "Vec<ChannelEntry>")]
    pub channel: Vec<Spanned<ChannelEntry>>,
    /// Days on which nobody is there, or for shorter hours, on all channels or on some.
    #[serde(default)]
    #[schemars(with = "Vec<ClosureEntry>")]
    pub closure: Vec<Spanned<ClosureEntry>>,
}

/// One `[[closure]]` as written: what channels have in common, besides public holidays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ClosureEntry {
    /// The first day.
    #[schemars(with = "Date")]
    pub from: Spanned<Date>,
    /// The last day, if there are several.
    #[schemars(with = "Option<Date>")]
    pub until: Option<Spanned<Date>>,
    /// When people are there all the same, such as `09:00-12:00`; nobody is if it does not say. Hours of a
    /// channel that are shorter stay so.
    #[schemars(with = "Option<String>")]
    pub hours: Option<Spanned<String>>,
    /// Why, for customers, such as `Staff training`.
    pub name: Option<Localized>,
    /// Ids of the channels that it is for; all if it does not say.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub channels: Vec<Spanned<String>>,
}

/// One `[[channel]]` as written.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ChannelEntry {
    /// Name of the channel in facts: `{{ phone.number }}`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// How it works.
    pub kind: ChannelKind,
    /// What the site calls it, such as `Call us`.
    pub label: Option<Localized>,
    /// What it is for, when not for everything.
    pub purpose: Option<Purpose>,
    /// Phone: the number, with its country prefix.
    #[schemars(with = "Option<String>")]
    pub number: Option<Spanned<String>>,
    /// E-mail or mailing address.
    #[schemars(with = "Option<Lines>")]
    pub address: Option<Spanned<Lines>>,
    /// Chat or app: where it opens.
    #[schemars(with = "Option<String>")]
    pub link: Option<Spanned<String>>,
    /// When people are there, in OpenStreetMap syntax: `Mo-Fr 09:00-17:00; PH off`.
    #[schemars(with = "Option<String>")]
    pub hours: Option<Spanned<String>>,
    /// IANA time zone of the hours: `America/New_York`.
    #[schemars(with = "Option<String>")]
    pub time_zone: Option<Spanned<String>>,
    /// Region whose public holidays `PH` means: `US-NY`.
    #[schemars(with = "Option<String>")]
    pub holidays: Option<Spanned<String>>,
    /// Who answers.
    #[serde(default)]
    pub staffed_by: StaffedBy,
    /// What happens outside the hours.
    pub after_hours: Option<AfterHours>,
    /// What an automatic acknowledgement holds.
    pub acknowledges: Option<Acknowledges>,
    /// Whether AI is used.
    pub ai: Option<AiUse>,
    /// Promised times by stage.
    #[serde(default)]
    pub commitments: BTreeMap<Stage, CommittedTime>,
}

/// What follows the channel's id in the name of the fact of [`AfterHours::returned_within`].
pub const RETURNED_WITHIN: &str = "returned_within";

/// What happens when nobody is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct AfterHours {
    /// `voicemail`, or another word.
    pub kind: String,
    /// When a message is returned.
    pub returned_within: Option<CommittedTime>,
}

/// What an automatic acknowledgement holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Acknowledges {
    /// Receipt is confirmed without a person.
    pub automatic: bool,
    /// It holds a reference number.
    pub reference_number: bool,
    /// It holds an estimated response time.
    pub estimated_response: bool,
}

/// Whether and how AI is used on a channel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct AiUse {
    /// Whether it is used.
    pub used: bool,
    /// What it calls itself.
    pub name: Option<Localized>,
    /// What it says at the start.
    pub disclosure: Option<Localized>,
    /// How a customer leaves it for a person.
    pub to_person: Option<Localized>,
}

/// How the entity is reached on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// A telephone number as written.
    Phone(String),
    /// An e-mail address.
    Email(String),
    /// Lines of a mailing address.
    Mail(Vec<String>),
    /// An https address.
    Link(String),
}

impl Contact {
    /// What to open when the customer chooses it; a mailing address opens nothing.
    pub fn href(&self) -> Option<String> {
        match self {
            Contact::Phone(number) => {
                let digits: String = number
                    .chars()
                    .filter(|c| c.is_ascii_digit() || *c == '+')
                    .collect();
                Some(format!("tel:{digits}"))
            }
            Contact::Email(address) => Some(format!("mailto:{address}")),
            Contact::Link(url) => Some(url.clone()),
            Contact::Mail(_) => None,
        }
    }

    /// The contact in one line.
    pub fn text(&self) -> String {
        match self {
            Contact::Phone(text) | Contact::Email(text) | Contact::Link(text) => text.clone(),
            Contact::Mail(lines) => lines.join(", "),
        }
    }
}

/// A channel whose data have been checked.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Name in facts.
    pub id: String,
    /// How it works.
    pub kind: ChannelKind,
    /// What the site calls it.
    pub label: Option<Localized>,
    /// What it is for, when not for everything.
    pub purpose: Option<Purpose>,
    /// How it is reached.
    pub contact: Contact,
    /// When people are there.
    pub schedule: Option<Schedule>,
    /// Who answers.
    pub staffed_by: StaffedBy,
    /// What happens outside the hours.
    pub after_hours: Option<AfterHours>,
    /// What an automatic acknowledgement holds.
    pub acknowledges: Acknowledges,
    /// Whether AI is used, if that is declared.
    pub ai: Option<AiUse>,
    /// Promised times by stage.
    pub commitments: BTreeMap<Stage, CommittedTime>,
    /// Place of the entry in `content/channels.toml`.
    pub span: Range<usize>,
}

impl Channel {
    /// The time that it promises for what somebody waits for.
    pub fn promised(&self, awaited: Awaited) -> Option<CommittedTime> {
        match awaited.stage() {
            Some(stage) => self.commitments.get(&stage).copied(),
            None => self.after_hours.as_ref()?.returned_within,
        }
    }

    /// The fact that holds its number or address: `phone.number`.
    pub fn contact_fact(&self) -> String {
        let name = match &self.contact {
            Contact::Phone(_) => "number",
            Contact::Email(_) | Contact::Mail(_) => "address",
            Contact::Link(_) => "link",
        };
        format!("{}.{name}", self.id)
    }
}
