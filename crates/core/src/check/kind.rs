//! What a kind of check is, and what it is asked.

use schemars::{JsonSchema, Schema, schema_for};
use serde::de::DeserializeOwned;

use super::rendered::RenderedSite;
use crate::parse::wording;
use crate::rules::pack::Requirement;
use crate::rules::{Entry, Pack, topic_id};
use crate::site::{AnyPage, Page, Site};
use candor_model::channel::Channel;
use candor_model::findings::{Finding, Severity};

/// The file that channel findings are about.
pub const CHANNELS_FILE: &str = "content/channels.toml";

/// A kind of check, declared by implementing this.
pub trait CheckKind {
    /// What `check = "…"` in a pack says.
    const NAME: &'static str;
    /// What it looks at and what its parameters mean, for authors of packs.
    const ABOUT: &'static str;
    /// What a requirement's `with` holds.
    type With: DeserializeOwned + JsonSchema;

    /// Looks at the site.
    fn check(_with: &Self::With, _asked: &Asked<'_>) -> Vec<Finding> {
        Vec::new()
    }

    /// Looks at the rendered pages, when it has to; see [`CheckKind::RENDERED`].
    fn check_rendered(
        _with: &Self::With,
        _asked: &Asked<'_>,
        _rendered: &RenderedSite,
    ) -> Vec<Finding> {
        Vec::new()
    }

    /// What the site shows for it, in a few words for an examiner, such as `phone, email`;
    /// `None` when there is nothing to tell but whether the requirement is met. Says nothing
    /// of whether that is enough.
    fn shown(_with: &Self::With, _asked: &Asked<'_>) -> Option<String> {
        None
    }

    /// Whether it looks at rendered pages.
    const RENDERED: bool = false;

    /// Whether it cannot tell while channels cannot be read.
    const RESTS_ON_CHANNELS: bool = false;
}

type RenderedCheck = fn(&Asked<'_>, &RenderedSite) -> Vec<Finding>;

/// A kind of check as [`super::KINDS`] lists it.
pub struct Kind {
    /// What `check = "…"` in a pack says.
    pub name: &'static str,
    /// What it looks at and what its parameters mean.
    pub about: &'static str,
    /// Why a requirement's `with` cannot be used.
    pub validate: fn(&toml::Table) -> Result<(), String>,
    /// Looks at the site.
    pub check: fn(&Asked<'_>) -> Vec<Finding>,
    /// Looks at the rendered pages, if it has to.
    pub check_rendered: Option<RenderedCheck>,
    /// Whether it cannot tell while channels cannot be read.
    pub rests_on_channels: bool,
    /// What the site shows for it, in a few words.
    pub shown: fn(&Asked<'_>) -> Option<String>,
    /// Schema of `with`.
    pub schema: fn() -> Schema,
}

/// Enters a kind of check in the list.
pub const fn kind<K: CheckKind>() -> Kind {
    Kind {
        name: K::NAME,
        about: K::ABOUT,
        validate: |table| with::<K>(table).map(|_| ()),
        // A `with` that cannot be used is reported where it stands.
        check: |asked| match with::<K>(asked.requirement.with.get_ref()) {
            Ok(with) => K::check(&with, asked),
            Err(_) => Vec::new(),
        },
        check_rendered: if K::RENDERED {
            Some(
                |asked, rendered| match with::<K>(asked.requirement.with.get_ref()) {
                    Ok(with) => K::check_rendered(&with, asked, rendered),
                    Err(_) => Vec::new(),
                },
            )
        } else {
            None
        },
        rests_on_channels: K::RESTS_ON_CHANNELS,
        shown: |asked| {
            let with = with::<K>(asked.requirement.with.get_ref()).ok()?;
            K::shown(&with, asked).filter(|text| !text.is_empty())
        },
        schema: || schema_for!(K::With),
    }
}

fn with<K: CheckKind>(table: &toml::Table) -> Result<K::With, String> {
    <K::With as serde::Deserialize>::deserialize(toml::Value::Table(table.clone()))
        .map_err(|error| wording::value(error.message()))
}

/// A requirement that a check is to decide on.
pub struct Asked<'a> {
    /// The site.
    pub site: &'a Site<'a>,
    /// The pack that asks.
    pub pack: &'a Pack,
    /// What it asks for.
    pub requirement: &'a Requirement,
    /// How bad it is when it is not met.
    pub severity: Severity,
}

impl<'a> Asked<'a> {
    /// A finding that the requirement is not met, with the pack's help.
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        let mut finding = Finding::error(self.requirement.id.get_ref().clone(), message);
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
        let link = self.pack.links.get(name)?;
        Some(link.split('#').next().unwrap_or(link))
    }

    /// The page of a name of the pack's `links`.
    pub fn page(&self, name: &str, lang: &str) -> Option<&'a Page> {
        self.site.page_of_source(self.path(name)?, lang)
    }

    /// [`Asked::page`], or the page that Candor makes in its place.
    pub fn any_page(&self, name: &str, lang: &str) -> Option<AnyPage<'a>> {
        self.site.any_page_of_source(self.path(name)?, lang)
    }

    /// Codes of the languages in which the regulator expects disclosures: the default
    /// language, and those that the configuration calls predominant.
    pub fn languages(&self) -> Vec<&'a str> {
        predominant(self.site)
    }
}

/// The default language, then those that the configuration calls predominant.
pub fn predominant<'a>(site: &'a Site<'_>) -> Vec<&'a str> {
    let default = site.default_lang();
    let others = site
        .config
        .languages
        .predominant
        .iter()
        .map(String::as_str)
        .filter(|lang| *lang != default);
    std::iter::once(default).chain(others).collect()
}

/// The place of a topic: the file that treats it or would treat it.
pub fn topic_file(topic: &crate::rules::pack::Topic) -> String {
    format!(
        "content/faq/{}.md",
        topic_id(topic).trim_start_matches("topic.")
    )
}
