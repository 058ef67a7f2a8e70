//! What a kind of check is, what it is asked, and what it says.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, schema_for};
use serde::de::DeserializeOwned;

use super::rendered::RenderedSite;
use crate::parse::wording;
use crate::rules::evidence::Demand;
use crate::rules::pack::Requirement;
use crate::rules::{Entry, Pack, Setup, topic_id};
use crate::site::{AnyPage, Page, Site};
use candor_model::channel::Channel;
use candor_model::findings::{Finding, Severity};
use candor_model::verdict::{About, Subject, Unknown};

/// The file that channel findings are about.
pub const CHANNELS_FILE: &str = "content/channels.toml";

/// What a check says of what it was asked. “Met” has to be said: it does not follow from
/// having found nothing.
#[derive(Debug)]
pub enum Judgement {
    /// All of it was looked at, and it is so.
    Met,
    /// Something is missing or wrong.
    Lacking {
        /// What.
        gaps: Vec<Finding>,
        /// Why nobody can tell about the rest, if not all could be looked at.
        rest: Option<Unknown>,
    },
    /// Nothing wrong was found, but nobody can tell.
    NotKnown(Unknown),
}

impl Judgement {
    /// What follows when everything was looked at and these are the gaps.
    pub fn of(gaps: Vec<Finding>) -> Judgement {
        Judgement::of_what_was_seen(gaps, None)
    }

    /// What follows when these are the gaps in what could be looked at, and `rest` says why
    /// the rest could not, if anything is left.
    pub fn of_what_was_seen(gaps: Vec<Finding>, rest: Option<Unknown>) -> Judgement {
        match (gaps.is_empty(), rest) {
            (false, rest) => Judgement::Lacking { gaps, rest },
            (true, Some(unknown)) => Judgement::NotKnown(unknown),
            (true, None) => Judgement::Met,
        }
    }
}

/// A kind of check, declared by implementing this.
pub trait CheckKind: Sized + 'static {
    /// What `check = "…"` in a pack says.
    const NAME: &'static str;
    /// What it looks at and what its parameters mean, for authors of packs.
    const ABOUT: &'static str;
    /// What a requirement's `with` holds.
    type With: DeserializeOwned + JsonSchema + fmt::Debug + Send + Sync + 'static;

    /// Looks at the site. A kind that looks at finished pages alone cannot tell yet.
    fn check(_with: &Self::With, _asked: &Asked<'_>) -> Judgement {
        Judgement::NotKnown(Unknown::PagesNotMade)
    }

    /// Looks at the rendered pages, when it has to; see [`CheckKind::RENDERED`].
    fn check_rendered(
        _with: &Self::With,
        _asked: &Asked<'_>,
        _rendered: &RenderedSite,
    ) -> Judgement {
        Judgement::NotKnown(Unknown::PagesNotMade)
    }

    /// What the site shows for it, in a few words for an examiner, such as `phone, email`;
    /// `None` when there is nothing to tell but whether the requirement is met. Says nothing
    /// of whether that is enough.
    fn shown(_with: &Self::With, _asked: &Asked<'_>) -> Option<String> {
        None
    }

    /// The name of the page that it is about, when it is about one.
    fn page(_with: &Self::With) -> Option<&str> {
        None
    }

    /// Names of all pages that it is about.
    fn pages(with: &Self::With) -> Vec<&str> {
        Self::page(with).into_iter().collect()
    }

    /// What claims of its items begin with.
    fn prefix(_with: &Self::With) -> Option<&str> {
        None
    }

    /// Names of the pack's `phrases` of which a text must say one.
    fn requires(_with: &Self::With) -> Vec<&str> {
        Vec::new()
    }

    /// Names of the pack's `phrases` that no text may say.
    fn forbids(_with: &Self::With) -> Vec<&str> {
        Vec::new()
    }

    /// What the text of each of its items must hold.
    fn demands(_with: &Self::With) -> &[Demand] {
        &[]
    }

    /// Whether it looks at rendered pages.
    const RENDERED: bool = false;

    /// Whether it cannot tell while channels cannot be read.
    const RESTS_ON_CHANNELS: bool = false;
}

/// The set-up of a kind of check, as a requirement keeps it.
struct Parsed<K: CheckKind>(K::With);

impl<K: CheckKind> fmt::Debug for Parsed<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(K::NAME).field(&self.0).finish()
    }
}

impl<K: CheckKind> Setup for Parsed<K> {
    fn pages(&self) -> Vec<&str> {
        K::pages(&self.0)
    }

    fn page(&self) -> Option<&str> {
        K::page(&self.0)
    }

    fn prefix(&self) -> Option<&str> {
        K::prefix(&self.0)
    }

    fn requires(&self) -> Vec<&str> {
        K::requires(&self.0)
    }

    fn forbids(&self) -> Vec<&str> {
        K::forbids(&self.0)
    }

    fn demands(&self) -> &[Demand] {
        K::demands(&self.0)
    }
}

/// A kind of check as [`super::KINDS`] lists it. Its functions say nothing of a requirement
/// that another kind was set up for.
pub struct Kind {
    /// What `check = "…"` in a pack says.
    pub name: &'static str,
    /// What it looks at and what its parameters mean.
    pub about: &'static str,
    /// Reads a requirement's `with`, or says why it cannot be used.
    pub read: fn(&toml::Table) -> Result<Arc<dyn Setup>, String>,
    /// Looks at the site.
    pub check: fn(&Asked<'_>) -> Option<Judgement>,
    /// Looks at the rendered pages, if it has to.
    pub check_rendered: Option<RenderedCheck>,
    /// Whether it cannot tell while channels cannot be read.
    pub rests_on_channels: bool,
    /// What the site shows for it, in a few words.
    pub shown: fn(&Asked<'_>) -> Option<String>,
    /// Schema of `with`.
    pub schema: fn() -> Schema,
}

type RenderedCheck = fn(&Asked<'_>, &RenderedSite) -> Option<Judgement>;

/// Enters a kind of check in the list.
pub const fn kind<K: CheckKind>() -> Kind {
    Kind {
        name: K::NAME,
        about: K::ABOUT,
        read: |table| {
            <K::With as serde::Deserialize>::deserialize(toml::Value::Table(table.clone()))
                .map(|with| Arc::new(Parsed::<K>(with)) as Arc<dyn Setup>)
                .map_err(|error| wording::value(error.message()))
        },
        check: |asked| Some(K::check(asked.with::<K>()?, asked)),
        check_rendered: if K::RENDERED {
            Some(|asked, rendered| Some(K::check_rendered(asked.with::<K>()?, asked, rendered)))
        } else {
            None
        },
        rests_on_channels: K::RESTS_ON_CHANNELS,
        shown: |asked| K::shown(asked.with::<K>()?, asked).filter(|text| !text.is_empty()),
        schema: || schema_for!(K::With),
    }
}

/// A requirement that a check is to decide on.
pub struct Asked<'a> {
    /// The site.
    pub site: &'a Site<'a>,
    /// The pack that asks.
    pub pack: &'a Pack,
    /// What it asks for.
    pub requirement: &'a Requirement,
    /// The key to the requirement, which findings carry.
    pub subject: Subject,
    /// How bad it is when it is not met.
    pub severity: Severity,
}

impl<'a> Asked<'a> {
    /// What the requirement sets a kind of check up with; `None` when it names another.
    pub fn with<K: CheckKind>(&self) -> Option<&'a K::With> {
        let setup: &dyn Any = &**self.requirement.setup.as_ref()?;
        Some(&setup.downcast_ref::<Parsed<K>>()?.0)
    }

    /// A finding that the requirement is not met, with the pack's help.
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        let mut finding = Finding::error(self.requirement.id.get_ref().clone(), message)
            .about(About::whole(self.subject));
        finding.severity = self.severity;
        finding.authority = self
            .site
            .rules
            .authority_of(self.pack, Entry::Requirement(self.requirement));
        if !self.requirement.help.is_empty() {
            finding = finding.help(self.requirement.help.clone());
        }
        finding
    }

    /// A finding about a channel, at its entry.
    pub fn about_channel(&self, channel: &Channel, message: impl Into<String>) -> Finding {
        self.finding(message)
            .of_channel(&channel.id)
            .at(CHANNELS_FILE, channel.span.clone())
    }

    /// The source path that a name of the pack's `links` stands for, without its anchor.
    pub fn path(&self, name: &str) -> Option<&'a str> {
        self.pack.path(name)
    }

    /// The page of a name of the pack's `links`.
    pub fn page(&self, name: &str, lang: &str) -> Option<&'a Page> {
        self.site.page_of_source(self.path(name)?, lang)
    }

    /// [`Asked::page`], or the page that Candor makes in its place.
    pub fn any_page(&self, name: &str, lang: &str) -> Option<AnyPage<'a>> {
        self.site.any_page_of_source(self.path(name)?, lang)
    }
}

/// The place of a topic: the file that treats it or would treat it.
pub fn topic_file(topic: &crate::rules::pack::Topic) -> String {
    format!(
        "content/faq/{}.md",
        topic_id(topic).trim_start_matches("topic.")
    )
}
