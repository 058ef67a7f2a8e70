//! What a kind of page is: where its pages stand, what they are rendered with, and what
//! their template gets to see.

use std::sync::Arc;

use serde::Serialize;

use super::PLAIN;
use crate::render::related::WhenAsked;
use crate::render::templates::value;
use crate::render::view::In;
use crate::site::{AnyPage, MadeTitle, Outlook, Place, Role, Spot};
use crate::verdict::Settled;
use candor_model::findings::Finding;

/// A kind of page. To add one, write a file like those beside this one with a constant, and
/// enter it in [`super::KINDS`].
pub struct PageKind {
    /// What part its pages play, and where they stand.
    pub role: Role,
    /// The template that its pages are rendered with unless their front matter names one.
    pub template: &'static str,
    /// Which menu lists its page.
    pub menu: Menu,
    /// The kind of the list that its pages stand in, for the way back.
    pub list: Option<&'static PageKind>,
    /// Whether the way from the home page is shown.
    pub has_breadcrumbs: bool,
    /// Whether search engines may list its pages.
    pub is_listed: bool,
    /// Whether a version in another language says the same.
    pub is_translated: bool,
    /// What its pages tell search engines beside the way from the home page.
    pub structured: Structured,
    /// What the template sees besides what every template sees.
    pub parts: Parts,
}

/// What pages of a kind show, and where that comes from.
#[derive(Clone, Copy)]
pub enum Parts {
    /// From the site: an entry for each page to make, since a long list has many.
    OfSite(for<'s> fn(&Setting<'s>, AnyPage<'s>) -> Vec<Part<'s>>),
    /// From the verdicts: the page is planned again once all are known.
    OfVerdicts(PartOfVerdicts),
}

/// The one part of a page that shows verdicts.
pub type PartOfVerdicts = for<'s> fn(In<'s>, &Settled) -> Part<'s>;

/// Where a page is linked to from every page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// At the top.
    Top,
    /// In the footer.
    Footer,
    /// Nowhere.
    Nowhere,
}

/// Data of a page for search engines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Structured {
    /// Its questions with their answers.
    Questions,
    /// Who speaks, and how to reach them.
    Entity,
    /// None.
    Nothing,
}

/// What parts of pages are made from.
pub struct Setting<'s> {
    /// The site in the language of the page.
    pub view: In<'s>,
    /// The related questions of each topic.
    pub(super) related: Arc<WhenAsked<'s>>,
}

/// One page to make of a page: itself, or a part of its list.
pub struct Part<'s> {
    /// From 1; parts after the first have an address of their own.
    pub number: usize,
    /// What the template sees.
    pub shown: Box<dyn Shown + 's>,
}

/// What a template sees besides what every template sees.
pub trait Shown: Send + Sync {
    /// As the template sees it: a map by name.
    ///
    /// # Errors
    ///
    /// A finding if it cannot be made, which nothing is known to cause.
    fn value(&self) -> Result<tera::Value, Box<Finding>>;

    /// Feeds what changes whenever the value could.
    fn feed(&self, hasher: &mut blake3::Hasher);
}

/// A context that is at hand.
struct Ready<T>(T);

impl<T: Serialize + Send + Sync> Shown for Ready<T> {
    fn value(&self) -> Result<tera::Value, Box<Finding>> {
        value(&self.0)
    }

    fn feed(&self, hasher: &mut blake3::Hasher) {
        // A hasher takes whatever is written, and contexts have text keys only.
        let _ = serde_json::to_writer(hasher, &self.0);
    }
}

/// The template sees nothing of its own.
#[derive(Serialize)]
struct Nothing {}

impl<'s> Part<'s> {
    /// A part of a list.
    pub fn new(number: usize, context: impl Serialize + Send + Sync + 's) -> Part<'s> {
        Part {
            number,
            shown: Box::new(Ready(context)),
        }
    }

    /// A part of a long list, whose context says itself what changes with it.
    pub fn fed(number: usize, shown: impl Shown + 's) -> Part<'s> {
        Part {
            number,
            shown: Box::new(shown),
        }
    }

    /// The whole page.
    pub fn whole(context: impl Serialize + Send + Sync + 's) -> Vec<Part<'s>> {
        vec![Part::new(1, context)]
    }
}

impl PageKind {
    /// What most kinds have in common: a template of their own, and nothing to show there but what
    /// every template sees.
    pub(super) const fn new(role: Role, template: &'static str) -> PageKind {
        PageKind {
            role,
            template,
            menu: Menu::Nowhere,
            list: None,
            has_breadcrumbs: true,
            is_listed: true,
            is_translated: true,
            structured: Structured::Nothing,
            parts: Parts::OfSite(|_, _| Part::whole(Nothing {})),
        }
    }

    /// The kind of a role.
    pub fn of(role: &Role) -> &'static PageKind {
        super::KINDS
            .iter()
            .find(|kind| kind.role == *role)
            .unwrap_or(&&PLAIN)
    }

    /// What menus call its page: a key of the interface strings.
    pub fn menu_title(&self) -> Option<&'static str> {
        self.role.spot().map(|spot| spot.menu_title)
    }
}

impl Role {
    /// A role of which a language has one page. Its introduction is a result of the search.
    pub(super) const fn at(name: &'static str, spot: Spot) -> Role {
        Role {
            name,
            place: Place::At(spot),
            is_introduction_found: true,
            shows_channels: false,
        }
    }
}

impl Spot {
    /// A spot where a page is only if a file writes it.
    pub(super) const fn new(
        key: &'static str,
        address: &'static str,
        menu_title: &'static str,
    ) -> Spot {
        Spot {
            key,
            address,
            menu_title,
            made_title: MadeTitle::AsInMenus,
            is_made: |_| false,
        }
    }

    /// Where no file writes the page, Candor makes it if this holds.
    pub(super) const fn made_if(mut self, is_made: fn(Outlook<'_>) -> bool) -> Spot {
        self.is_made = is_made;
        self
    }
}
