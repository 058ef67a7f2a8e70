//! From the model to what templates see: the parts that every page shares.

mod channels;
mod notices;

pub use self::notices::NEWS_DAYS;
use super::context::*;
use super::pages::{self, Menu, PageKind};
use crate::site::{Page, Site};
use candor_model::channel::Contact;
use candor_model::regulator::Regulator;
use candor_model::strings::Strings;

/// The language that a view is made in.
#[derive(Clone, Copy)]
pub struct In<'s> {
    /// The site.
    pub site: &'s Site<'s>,
    /// Language code.
    pub lang: &'s str,
}

impl<'s> In<'s> {
    /// The interface strings.
    pub fn strings(self) -> &'s Strings {
        self.site.theme.strings(self.lang)
    }

    fn default_lang(self) -> &'s str {
        self.site.default_lang()
    }

    /// Address of the page of a kind, base path included.
    pub fn href(self, kind: &PageKind) -> Option<String> {
        let page = self.site.page_of(&kind.role, self.lang);
        page.or_else(|| self.site.page_of(&kind.role, self.default_lang()))
            .map(|page| self.site.addresses.href(page.address()))
    }

    /// The pages of a menu.
    fn menu(self, menu: Menu) -> impl Iterator<Item = LinkContext> {
        let kinds = pages::KINDS.iter().filter(move |kind| kind.menu == menu);
        kinds.filter_map(move |kind| self.link(kind))
    }

    fn link(self, kind: &PageKind) -> Option<LinkContext> {
        let page = self.site.page_of(&kind.role, self.lang)?;
        let title = kind
            .menu_title()
            .and_then(|title| self.strings().get(title))
            .unwrap_or(page.title());
        Some(LinkContext {
            title: title.to_owned(),
            href: self.site.addresses.href(page.address()),
        })
    }

    /// `site`.
    pub fn site_context(self) -> SiteContext {
        let config = &self.site.config;
        let default = self.default_lang();
        let direction = self
            .site
            .languages
            .iter()
            .find(|language| language.code == self.lang)
            .map_or("ltr", |language| language.direction());
        SiteContext {
            title: config.site.title.get(self.lang, default).to_owned(),
            description: config
                .site
                .description
                .as_ref()
                .map(|text| text.get(self.lang, default).to_owned()),
            origin: config.origin_and_base_path().0,
            banner: config
                .site
                .banner
                .as_ref()
                .map(|text| text.get(self.lang, default).to_owned()),
            lang: self.lang.to_owned(),
            dir: direction.to_owned(),
            preview: self.site.mode.is_marked(),
            multilingual: self.site.languages.len() > 1,
            nav: self.menu(Menu::Top).collect(),
            footer: self.menu(Menu::Footer).chain(self.plain_pages()).collect(),
        }
    }

    /// Pages that are no known part of the site would be reached by nobody, so the footer lists those
    /// at the top level of `content/`.
    fn plain_pages(self) -> impl Iterator<Item = LinkContext> {
        self.site
            .pages_in(self.lang)
            .filter(|page| *page.role == pages::PLAIN.role && page.head.key.split('/').count() == 2)
            .map(move |page| LinkContext {
                title: page.head.title.clone(),
                href: self.site.addresses.href(&page.head.address),
            })
    }

    /// `urls`.
    pub fn urls(self) -> UrlsContext {
        let notices = self.href(&pages::NOTICES);
        UrlsContext {
            home: self.href(&pages::HOME).unwrap_or_default(),
            search: self.href(&pages::SEARCH).unwrap_or_default(),
            a_z: self.href(&pages::A_TO_Z).unwrap_or_default(),
            topics: self.href(&pages::TOPICS),
            contact: self.href(&pages::CONTACT),
            response_times: self.href(&pages::RESPONSE_TIMES),
            complaints: self.href(&pages::COMPLAINTS),
            risks: self.href(&pages::RISKS),
            ai: self.href(&pages::AI),
            feed: notices.as_ref().map(|href| format!("{href}feed.xml")),
            notices,
            reports: self.href(&pages::QUARTERS),
            coverage: self.href(&pages::COVERAGE),
            hours_json: self
                .site
                .channels
                .iter()
                .any(|channel| channel.schedule.is_some())
                .then(|| self.site.addresses.href("/api/hours.json")),
        }
    }

    /// `entity`.
    pub fn entity(self) -> EntityContext {
        let entity = &self.site.config.entity;
        let default = self.default_lang();
        let short_name = entity
            .short_name
            .clone()
            .or_else(|| entity.legal_name.clone())
            .unwrap_or_else(|| {
                self.site
                    .config
                    .site
                    .title
                    .get(self.lang, default)
                    .to_owned()
            });
        EntityContext {
            legal_name: entity.legal_name.clone(),
            short_name,
            website: entity.website.as_ref().map(|url| url.as_str().to_owned()),
            address: entity.address.clone(),
            license: entity
                .license
                .as_ref()
                .map(|text| text.get(self.lang, default).to_owned()),
            responsible: entity
                .responsible
                .iter()
                .filter(|person| person.public)
                .map(|person| PersonContext {
                    name: person.name.clone(),
                    role: person
                        .role
                        .as_ref()
                        .map(|role| role.get(self.lang, default).to_owned()),
                })
                .collect(),
        }
    }

    /// `regulator`.
    pub fn regulator(self) -> Option<RegulatorContext> {
        self.of_regulator(self.site.regulator.as_ref()?)
    }

    /// `regulators`: the first pack's, then those of the others.
    pub fn regulators(self) -> Vec<RegulatorContext> {
        let others = self.site.rules.packs.iter().skip(1);
        let all = self
            .site
            .regulator
            .iter()
            .chain(others.map(|pack| &pack.regulator));
        let mut found: Vec<RegulatorContext> = Vec::new();
        for one in all.filter_map(|regulator| self.of_regulator(regulator)) {
            if found.iter().all(|known| known.name != one.name) {
                found.push(one);
            }
        }
        found
    }

    fn of_regulator(self, regulator: &Regulator) -> Option<RegulatorContext> {
        let default = self.default_lang();
        let name = regulator.name.as_ref()?.get(self.lang, default).to_owned();
        Some(RegulatorContext {
            short_name: regulator.short_name.as_ref().map_or_else(
                || name.clone(),
                |text| text.get(self.lang, default).to_owned(),
            ),
            name,
            website: regulator
                .website
                .as_ref()
                .map(|url| url.as_str().to_owned()),
            phone_href: regulator
                .phone
                .clone()
                .and_then(|phone| Contact::Phone(phone).href()),
            phone: regulator.phone.clone(),
            address: regulator.address.clone(),
            statement: regulator.stated(self.lang, default),
        })
    }

    /// A topic in a list.
    pub fn topic(self, page: &Page) -> TopicContext {
        TopicContext {
            title: page.head.title.clone(),
            description: page.head.description.clone(),
            href: self.site.addresses.href(&page.head.address),
        }
    }

    /// Channels by kind, for JSON-LD and reports.
    pub fn kind_label(self, kind: &str) -> String {
        let key = format!("kind.{kind}");
        self.strings().get(&key).unwrap_or(kind).to_owned()
    }

    /// The topic whose file has a name.
    pub fn topic_of_slug(self, slug: &str) -> Option<&'s Page> {
        self.site.topic_named(self.lang, slug)
    }
}
