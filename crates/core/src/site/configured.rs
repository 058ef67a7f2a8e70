//! The first stage: what the configuration, the data and the packs say, before any page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use toml::Spanned;

use super::facts;
use super::mode::Mode;
use crate::config::{self, Config};
use crate::parse::closures::Closure;
use crate::parse::data::{self, Channels};
use crate::parse::placeholder::Placeholders;

use crate::rules::{self, Phrasebook, ReadSetup, Rules};
use crate::source::{FileKind, SourceTree};
use crate::theme::{self, Theme};
use candor_model::Hash;
use candor_model::channel::Channel;
use candor_model::facts::{Facts, Unread};
use candor_model::findings::Finding;
use candor_model::language::Language;
use candor_model::quarter::Quarter;
use candor_model::regulator::Regulator;
use candor_prose::Lexicons;

/// What a site is assembled with besides its files.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// The day of the build, in UTC.
    pub today: NaiveDate,
    /// What the site is put together for.
    pub mode: Mode,
    /// What an earlier publication said, when this one is to be compared with it.
    pub since: Option<Since>,
    /// Ids of rule packs to look at in place of those of the configuration.
    pub packs: Option<Vec<String>>,
}

/// What an earlier publication said, to compare with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// What the command line called it.
    pub name: String,
    /// Its policies: hashes of their parts, by id of the requirement.
    pub policies: BTreeMap<String, BTreeMap<String, Hash>>,
    /// The addresses of its pages within the site, such as `/faq/fees/`.
    pub pages: BTreeSet<String>,
}

/// What is known of a site before any of its pages is looked at.
pub struct Configured<'t> {
    /// The files that it is made from.
    pub tree: &'t SourceTree,
    /// Its configuration.
    pub config: Config,
    /// The day of the build, in UTC. The only clock that anything below sees.
    pub today: NaiveDate,
    /// What it is put together for.
    pub mode: Mode,
    /// What an earlier publication said, when this one is to be compared with it.
    pub since: Option<Since>,
    /// Its languages, default first.
    pub languages: Vec<Language>,
    /// Its look and its words.
    pub theme: Theme,
    /// What it must satisfy. Shared with what reports on the site once it is gone.
    pub rules: Arc<Rules>,
    /// Phrases of the rules and what words mean, by language.
    pub phrasebooks: BTreeMap<String, Phrasebook>,
    /// Region whose telephone numbers need no country prefix, such as `US`.
    pub phone_region: String,
    /// Channels, in the order in which they are shown.
    pub channels: Vec<Channel>,
    /// What of the channels could not be read, so that what rests on it is not known.
    pub unread: Unread,
    /// Days on which several channels are closed, or for shorter hours.
    pub closures: Vec<Closure>,
    /// Quarterly tabulations, oldest first.
    pub quarters: Vec<Quarter>,
    /// The regulator's contact details, from the pack and the configuration.
    pub regulator: Option<Regulator>,
    /// Facts by language.
    pub facts: BTreeMap<String, Facts>,
    /// What waits to be written, by language.
    pub placeholders: BTreeMap<String, Placeholders>,
}

impl Configured<'_> {
    /// The default language's code.
    pub fn default_lang(&self) -> &str {
        self.config.languages.default.get_ref()
    }

    /// The quarters whose tabulations the site shows.
    pub fn published_quarters(&self) -> &[Quarter] {
        match self.config.quarters.publish {
            true => &self.quarters,
            false => &[],
        }
    }

    /// The default language, then those that the configuration calls predominant: those in which
    /// the regulator expects disclosures.
    pub fn predominant(&self) -> Vec<&str> {
        let default = self.default_lang();
        let others = self.config.languages.predominant.iter();
        let others = others.map(String::as_str).filter(|lang| *lang != default);
        std::iter::once(default).chain(others).collect()
    }

    /// The facts of a language.
    pub fn facts_in(&self, lang: &str) -> &Facts {
        static NONE: LazyLock<Facts> = LazyLock::new(Facts::default);
        self.facts.get(lang).unwrap_or(&NONE)
    }

    /// What waits to be written in a language.
    pub fn placeholders_in(&self, lang: &str) -> &Placeholders {
        static ALL: LazyLock<Placeholders> = LazyLock::new(|| Placeholders::of("", &[], &[]));
        self.placeholders.get(lang).unwrap_or(&ALL)
    }

    /// Whether no file of the site's own could stand in the place of one of search index and API.
    pub fn is_index_apart(&self) -> bool {
        let mut assets = self.tree.of_kind(FileKind::Asset);
        !assets.any(|file| {
            ["content/api/", "content/search/"]
                .iter()
                .any(|folder| file.path.starts_with(folder))
        })
    }
}

/// Reads configuration, data and packs. `None` only when the configuration leaves nothing
/// to go on.
pub(super) fn configure<'t>(
    tree: &'t SourceTree,
    circumstances: Circumstances,
    read_setup: ReadSetup,
    findings: &mut Vec<Finding>,
) -> Option<Configured<'t>> {
    let mut config = config::parse(tree.config.as_deref()?, findings)?;
    if let Some(packs) = circumstances.packs {
        let unplaced = |id| Spanned::new(0..0, id);
        config.rules.packs = packs.into_iter().map(unplaced).collect();
    }
    let languages = config.languages();
    let theme = theme::load(&config, tree, findings);
    let Channels {
        all: channels,
        unread,
        closures,
    } = tree
        .of_kind(FileKind::Channels)
        .next()
        .map(|file| data::channels(file, findings))
        .unwrap_or_default();
    let mut quarters: Vec<Quarter> = tree
        .of_kind(FileKind::Quarter)
        .filter_map(|file| data::quarter(file, &channels, &unread, findings))
        .collect();
    quarters.sort_by_key(|quarter| *quarter.quarter.get_ref());
    quarters.dedup_by_key(|quarter| *quarter.quarter.get_ref());
    let rules = rules::load(&config, tree, read_setup, findings);
    let regulator = regulator(&config, &rules);
    let lexicons = Lexicons::built_in();
    let phrasebooks = languages
        .iter()
        .map(|language| {
            let book = rules::phrasebook(&rules, &config.rules.phrases, &language.code, &lexicons);
            (language.code.clone(), book)
        })
        .collect();
    let facts: BTreeMap<_, _> = languages
        .iter()
        .map(|language| {
            let strings = theme.strings(&language.code);
            let mut facts = facts::gather(
                &config,
                &channels,
                (regulator.as_ref(), &rules),
                strings,
                &language.code,
            );
            facts.set_unread(unread.clone());
            (language.code.clone(), facts)
        })
        .collect();
    let placeholders = languages
        .iter()
        .map(|language| {
            let own = &config.placeholders;
            let found = Placeholders::of(&language.code, &own.add, &own.except);
            (language.code.clone(), found)
        })
        .collect();
    Some(Configured {
        placeholders,
        tree,
        config,
        today: circumstances.today,
        mode: circumstances.mode,
        since: circumstances.since,
        languages,
        theme,
        phone_region: phone_region(&rules),
        rules: Arc::new(rules),
        phrasebooks,
        channels,
        unread,
        closures,
        quarters,
        regulator,
        facts,
    })
}

/// The configuration's details first, the first pack's for what it leaves out.
fn regulator(config: &Config, rules: &Rules) -> Option<Regulator> {
    let from_pack = rules
        .packs
        .first()
        .map(|pack| pack.regulator.clone())
        .unwrap_or_default();
    let merged = config.regulator.clone().or(from_pack);
    merged.name.is_some().then_some(merged)
}

/// The region of the first pack that names one.
fn phone_region(rules: &Rules) -> String {
    rules
        .packs
        .iter()
        .find_map(|pack| pack.defaults.phone_region.clone())
        .unwrap_or_else(|| "US".to_owned())
}
