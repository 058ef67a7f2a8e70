//! What a page's prose holds, as the checks need it. Found once, in the Markdown event
//! tree, while the page is parsed.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::channel::{Awaited, ChannelKind, Stage};
use super::duration::CommittedTime;

/// What the prose of one page holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prose {
    /// What the introduction holds, then what each level-2 section holds, in order.
    pub answers: Vec<Answer>,
    /// Claims of single paragraphs and list items.
    pub claims: Vec<BlockClaim>,
    /// Telephone numbers and e-mail addresses, in text and in link targets.
    pub contacts: Vec<WrittenContact>,
    /// Periods that the prose promises.
    pub promises: Vec<Promise>,
}

impl Prose {
    /// Whether a part of the page still waits to be written, which is a finding of its own.
    pub fn waits(&self) -> bool {
        self.answers.iter().any(|answer| answer.has_placeholder)
    }
}

/// What one section holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Words of prose, placeholders left out.
    pub words: u32,
    /// Whether it begins with a placeholder: a stub that waits to be written, which is a
    /// finding of its own.
    pub has_placeholder: bool,
    /// Words that are the text of a link.
    pub words_in_links: u32,
    /// Whether it has an ordered list of at least two items, or two parts with headings of their own.
    pub has_steps: bool,
    /// Whether it has a list of at least two items, two parts with headings of their own or a table of two rows.
    pub has_list: bool,
    /// The items of its lists, its parts with headings of their own and the rows of its tables, in order of
    /// their ends.
    pub parts: Vec<Part>,
    /// How many things its longest series names: `an ID, a bill or a letter` are three.
    pub series: u8,
    /// Whether it states a period, by itself or through a fact.
    pub has_period: bool,
    /// The periods that it states, in minutes, about.
    pub periods: Vec<i64>,
    /// Its words, hashed; 0 for none.
    pub fingerprint: u64,
    /// Names of the facts that it refers to, in order, without repeats.
    pub facts: Vec<String>,
    /// Where its links lead: addresses of the site with their anchors, or whole addresses.
    pub links: Vec<String>,
    /// Phrases of the rule packs that it says.
    pub said: Vec<Said>,
    /// Numbers of the lists of which its question holds a phrase, ascending.
    pub asked: Vec<u16>,
    /// How hard it is to read; `None` when it is too short to tell.
    pub reading: Option<Reading>,
    /// Times that somebody typed and that may be ours.
    pub times: Vec<SaidTime>,
    /// Hours of people that somebody typed.
    pub hours: Vec<SaidHours>,
}

/// An item of a list, a part below a heading of its own, or a row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Numbers of its blocks in the section, as [`Said::block`].
    pub blocks: Range<u16>,
    /// Words of prose.
    pub words: u32,
    /// Whether it stands in an order: an item of an ordered list, or a part below a heading.
    pub is_step: bool,
}

/// A claim of one paragraph or list item, `… {covers=risks.1}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockClaim {
    /// What it claims.
    pub point: String,
    /// What the block holds.
    pub holds: Answer,
    /// Place of the claim in the file.
    pub span: Range<usize>,
}

/// A phrase of a rule pack, said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Number of the list in the phrasebook of the page's language.
    pub list: u16,
    /// Number of the paragraph, list item or cell in its section.
    pub block: u16,
    /// How many words it has.
    pub words: u16,
    /// Place in the file.
    pub span: Range<usize>,
    /// Whether the sentence denies it.
    pub denial: Denial,
    /// Whether it is allowed only under a condition, or with a threat.
    pub restricted: bool,
}

impl Said {
    /// Whether it tells readers what the phrase means. In doubt it does: only what is denied in so many words
    /// (`We have no voicemail`, `Voicemail is not available`) does not.
    pub fn is_evidence(&self) -> bool {
        !matches!(self.denial, Denial::RightBefore | Denial::Behind)
    }
}

/// Whether a phrase is denied in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Denial {
    /// None does, or the phrase holds one itself.
    None,
    /// In the same clause: `It does not mean that you broke our rules`.
    InClause,
    /// Right before it: `no voicemail`.
    RightBefore,
    /// Behind it: `Voicemail is not available`.
    Behind,
}

/// How hard an answer is to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// School grade, in tenths.
    pub grade_tenths: u16,
    /// Place of the sentence that costs most.
    pub sentence: Range<usize>,
}

/// A telephone number or an e-mail address as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenContact {
    /// Whether it is a telephone number; an e-mail address otherwise.
    pub is_phone: bool,
    /// In the form in which two are compared: E.164, or small letters.
    pub normal: String,
    /// As it stands there.
    pub written: String,
    /// Place in the file.
    pub span: Range<usize>,
}

/// A period that prose promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// How many minutes that is, about.
    pub minutes: i64,
    /// As it stands there.
    pub written: String,
    /// What happens within it.
    pub stage: Stage,
    /// On which channel.
    pub channel: ChannelRef,
    /// Name of the fact that states the period, if none typed it.
    pub fact: Option<String>,
    /// Place in the file.
    pub span: Range<usize>,
}

/// A time that somebody typed, with what is said around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidTime {
    /// How long; of a range the longer.
    pub time: CommittedTime,
    /// As it stands there.
    pub written: String,
    /// Place in the file.
    pub span: Range<usize>,
    /// The part of it that a fact can stand for, where it is one plain value.
    pub value: Option<Range<usize>>,
    /// Whether it is told as what is usual.
    pub usual: bool,
    /// Whether it has no upper end.
    pub open: bool,
    /// Whether it comes back.
    pub recurs: bool,
    /// Whether it is said of days on which people work.
    pub weekdays: bool,
    /// What it may be the time of, from the words around it.
    pub awaited: Vec<Awaited>,
    /// Whether those words are so near that the time can be of nothing else.
    pub is_near: bool,
    /// Whether it is said of some cases only, or beside what takes time elsewhere.
    pub is_special: bool,
    /// The channels that the nearest words name.
    pub channels: Mentioned,
}

/// Hours that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidHours {
    /// As they stand there.
    pub written: String,
    /// Place in the file.
    pub span: Range<usize>,
    /// The days that are named, Monday the lowest bit; none if no day is.
    pub days: u8,
    /// From when until when, in minutes from midnight.
    pub times: Option<(u16, u16)>,
    /// Whether people are said to be there at every hour.
    pub always: bool,
    /// Whether nobody is said to be there.
    pub closed: bool,
    /// Whether a machine would do.
    pub loosely: bool,
    /// The channels that the nearest words name.
    pub channels: Mentioned,
}

/// Channels that words name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentioned {
    /// Kinds, by word.
    pub kinds: Vec<ChannelKind>,
    /// Ids, by a fact.
    pub ids: Vec<String>,
    /// Whether complaints are spoken of.
    pub complaints: bool,
    /// Whether a way is named that is no channel, and none that is one.
    pub other: bool,
}

/// Which channels a promise is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChannelRef {
    /// Every channel of a kind, those for complaints alone left out.
    Kind(ChannelKind),
    /// One channel.
    Id(String),
    /// The channels for complaints.
    Complaints,
}
