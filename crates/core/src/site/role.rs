//! What part a page plays. Which parts there are is told by who renders them: this room
//! knows only what finding their addresses takes.

use std::fmt;

use super::configured::Configured;
use candor_model::page::{PageHead, Section};

/// What part a page plays.
pub struct Role {
    /// Its name, which no other role has, such as `contact`.
    pub name: &'static str,
    /// Where its pages stand.
    pub place: Place,
    /// Whether the introduction of its pages is a result of the search. Where it only leads
    /// on to other pages, it is none.
    pub is_introduction_found: bool,
    /// Whether its template shows the channels, each with its id as the anchor, below `#hours`.
    pub shows_channels: bool,
}

/// Where the pages of a role stand.
pub enum Place {
    /// One page in each language.
    At(Spot),
    /// Every page of a section that stands at no spot of its own.
    Each(Section),
    /// Candor makes one for each quarterly tabulation.
    EachQuarter,
}

/// A place that every site knows by name.
pub struct Spot {
    /// Path of the file in the default language that writes the page, if one does.
    pub key: &'static str,
    /// Address without language prefix.
    pub address: &'static str,
    /// What menus call it: a key of the interface strings.
    pub menu_title: &'static str,
    /// What the page is called that Candor makes where no file writes it.
    pub made_title: MadeTitle,
    /// Whether Candor makes the page where no file writes it.
    pub is_made: fn(Outlook<'_>) -> bool,
}

/// The title of a page that Candor makes.
pub enum MadeTitle {
    /// That of its spot in menus.
    AsInMenus,
    /// That of the site.
    OfSite,
}

/// What a site has in a language, as far as it is known before any page is read.
#[derive(Clone, Copy)]
pub struct Outlook<'a> {
    /// What configuration, data and packs say.
    pub configured: &'a Configured<'a>,
    /// The pages that are written, in all languages.
    pub(super) heads: &'a [PageHead],
    /// The language's code.
    pub lang: &'a str,
}

impl Outlook<'_> {
    /// Whether a page of the language is written that is like this.
    pub fn has(self, is_like: impl Fn(&PageHead) -> bool) -> bool {
        let mut heads = self.heads.iter();
        heads.any(|head| head.lang == self.lang && is_like(head))
    }
}

/// Every role that there is.
pub struct Roles {
    /// Roles with a place, in the order of menus.
    pub placed: &'static [&'static Role],
    /// That of all other pages.
    pub plain: &'static Role,
}

impl Roles {
    /// The part that a written page plays.
    pub(super) fn of(&self, head: &PageHead) -> &'static Role {
        let at = |role: &&&Role| role.spot().is_some_and(|spot| spot.key == head.key);
        let each =
            |role: &&&Role| matches!(role.place, Place::Each(section) if section == head.section);
        let placed = || self.placed.iter();
        placed()
            .find(at)
            .or_else(|| placed().find(each))
            .unwrap_or(&self.plain)
    }
}

impl Role {
    /// The spot of the one page that a language has of this role.
    pub fn spot(&self) -> Option<&Spot> {
        match &self.place {
            Place::At(spot) => Some(spot),
            Place::Each(_) | Place::EachQuarter => None,
        }
    }
}

impl PartialEq for Role {
    fn eq(&self, other: &Role) -> bool {
        self.name == other.name
    }
}

impl Eq for Role {}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
