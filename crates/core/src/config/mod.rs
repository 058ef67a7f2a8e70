//! `candor.toml`: the site's configuration.

mod check;
mod contrast;
mod encoding;
pub(crate) mod redirect;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

pub use encoding::Encoding;

use crate::parse::document::{Family, Source, read_toml};
use crate::source::CONFIG_FILE;
use candor_model::date::Date;
use candor_model::findings::Finding;
use candor_model::language::Language;
use candor_model::localized::Localized;
use candor_model::quarter::QuarterId;
use candor_model::regulator::Regulator;
use candor_model::web::WebAddress;

/// The whole of `candor.toml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Config {
    /// The site.
    pub site: SiteConfig,
    /// Its languages.
    #[serde(default)]
    pub languages: LanguagesConfig,
    /// The licensee that the site speaks for.
    #[serde(default)]
    pub entity: EntityConfig,
    /// The regulator's contact details, where they differ from those of the pack.
    #[serde(default)]
    pub regulator: Regulator,
    /// The look.
    #[serde(default)]
    pub theme: ThemeConfig,
    /// Rule packs.
    #[serde(default)]
    pub rules: RulesConfig,
    /// Quarterly reports.
    #[serde(default)]
    #[serde(rename = "reports")]
    pub quarters: QuartersConfig,
    /// Findings that are accepted for a time.
    #[serde(default, rename = "waiver", alias = "waivers")]
    #[schemars(with = "Vec<WaiverConfig>")]
    pub waivers: Vec<Spanned<WaiverConfig>>,
    /// The search.
    #[serde(default)]
    pub search: SearchConfig,
    /// What waits to be written.
    #[serde(default)]
    pub placeholders: PlaceholdersConfig,
    /// The folder that is published.
    #[serde(default)]
    pub output: OutputConfig,
    /// Addresses that lead elsewhere.
    #[serde(default)]
    pub redirects: Vec<RedirectConfig>,
}

/// The site.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct SiteConfig {
    /// Name of the site, in the header of every page.
    pub title: Localized,
    /// One sentence about the site.
    pub description: Option<Localized>,
    /// Where the site will live, such as `https://help.example.com`.
    #[schemars(with = "String")]
    pub base_url: Spanned<String>,
    /// A line at the top of every page.
    pub banner: Option<Localized>,
}

/// The site's languages.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LanguagesConfig {
    /// Language of files without a language suffix.
    #[schemars(with = "String")]
    pub default: Spanned<String>,
    /// Languages of translations, `page.es.md`.
    #[schemars(with = "Vec<String>")]
    pub others: Vec<Spanned<String>>,
    /// Languages in which the regulator expects disclosures.
    pub predominant: Vec<String>,
}

impl Default for LanguagesConfig {
    fn default() -> Self {
        LanguagesConfig {
            default: Spanned::new(0..0, "en".to_owned()),
            others: Vec::new(),
            predominant: Vec::new(),
        }
    }
}

/// The licensee that the site speaks for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EntityConfig {
    /// Name in the register of companies.
    pub legal_name: Option<String>,
    /// Name in everyday use.
    pub short_name: Option<String>,
    /// Main website.
    pub website: Option<WebAddress>,
    /// Mailing address, a line an entry.
    pub address: Vec<String>,
    /// What it is licensed as.
    pub license: Option<Localized>,
    /// First quarter in which it served customers, such as `2025-q3`.
    pub started: Option<QuarterId>,
    /// Its stated business hours, in OpenStreetMap syntax.
    #[schemars(with = "Option<String>")]
    pub business_hours: Option<Spanned<String>>,
    /// IANA time zone of its business hours.
    #[schemars(with = "Option<String>")]
    pub time_zone: Option<Spanned<String>>,
    /// Who is responsible for customer service.
    pub responsible: Vec<ResponsiblePerson>,
    /// What somebody attests, for the staff and the examiner. It never reaches the site.
    pub attested: Vec<Attestation>,
}

/// What somebody attests.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Attestation {
    /// What, as a rule pack names it: `quality-assurance`.
    #[schemars(with = "String")]
    pub of: Spanned<String>,
    /// Who attests it.
    pub by: String,
    /// The day on which they did.
    #[schemars(with = "Date")]
    pub on: Spanned<Date>,
}

/// A person responsible for customer service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ResponsiblePerson {
    /// Name.
    pub name: String,
    /// Role in the company.
    pub role: Option<Localized>,
    /// Whether the site may name the person. Others never reach the site.
    #[serde(default)]
    pub public: bool,
}

/// The look of the site.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ThemeConfig {
    /// Folder under `themes/`; files that it lacks come from the compiled-in default theme.
    pub name: String,
    /// Accent colour as `#rrggbb`.
    #[schemars(with = "Option<String>")]
    pub accent: Option<Spanned<String>>,
    /// The logo beside the site's name: a picture in `content/`, such as `content/logo.svg`, or the
    /// name of one in the theme's `static` folder.
    #[schemars(with = "Option<String>")]
    pub logo: Option<Spanned<String>>,
    /// The logo on a dark ground, where it differs.
    #[schemars(with = "Option<String>")]
    pub logo_dark: Option<Spanned<String>>,
    /// What the logo says, for those who cannot see it; nothing when it only decorates the name.
    pub logo_alt: Option<Localized>,
}

impl Default for ThemeConfig {
    fn default() -> Self {
        ThemeConfig {
            name: "default".to_owned(),
            accent: None,
            logo: None,
            logo_dark: None,
            logo_alt: None,
        }
    }
}

/// Rule packs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RulesConfig {
    /// Ids of the packs that the site must satisfy; none is fine. Packs in `rules/` need not be named.
    #[schemars(with = "Vec<String>")]
    pub packs: Vec<Spanned<String>>,
    /// Whether the site shows which answer meets which requirement, at `/coverage/`.
    pub publish_coverage: bool,
    /// School grade up to which an answer is easy to read, if it is not to be the pack's.
    pub reading_grade: Option<f64>,
    /// Lists of phrases that take the place of a pack's, by name and language.
    pub phrases: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Telephone numbers and e-mail addresses that prose may name besides the site's own.
    pub known_contacts: Vec<String>,
    /// Whether a requirement of which nobody can tell whether it is met denies a publication,
    /// as it would if it were not met.
    pub deny_unknown: bool,
    /// Days ahead of which reviews, quarters, ends of waivers and the like are told as notes, which deny nothing;
    /// 0 for none.
    pub remind_days: u16,
}

impl Default for RulesConfig {
    fn default() -> Self {
        RulesConfig {
            packs: Vec::new(),
            publish_coverage: false,
            reading_grade: None,
            phrases: BTreeMap::new(),
            known_contacts: Vec::new(),
            deny_unknown: false,
            remind_days: 30,
        }
    }
}

/// Quarterly reports.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "ReportsConfig")]
pub struct QuartersConfig {
    /// Whether the tabulations are shown on the site. Kept without being shown, they are for the examiner.
    pub publish: bool,
    /// Counts from one to below this are not published, nor a second one where the sum would
    /// give the first away; 0 publishes everything.
    pub suppress_below: i64,
}

impl Default for QuartersConfig {
    fn default() -> Self {
        QuartersConfig {
            publish: true,
            suppress_below: 5,
        }
    }
}

/// A finding that is accepted for a time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct WaiverConfig {
    /// Id of the finding, such as `hours.after-hours`; the id of a topic stands for its points, too.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Only what this rule pack asks for; every pack if it does not say.
    #[schemars(with = "Option<String>")]
    pub pack: Option<Spanned<String>>,
    /// Only on this page: the path of its file, its address or its name.
    #[schemars(with = "Option<String>")]
    pub page: Option<Spanned<String>>,
    /// Only on this channel.
    #[schemars(with = "Option<String>")]
    pub channel: Option<Spanned<String>>,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepts it.
    pub approver: String,
    /// Last day on which it holds.
    #[schemars(with = "Date")]
    pub until: Spanned<Date>,
}

/// The search.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SearchConfig {
    /// By language, groups of words and phrases that customers use for one another, beside those of
    /// the theme: `en = [["hold", "lien"]]`.
    pub synonyms: BTreeMap<String, Vec<Vec<String>>>,
    /// What customers must find.
    #[schemars(with = "Vec<ExpectConfig>")]
    pub expect: Vec<Spanned<ExpectConfig>>,
}

/// What customers must find with a query.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ExpectConfig {
    /// What the customer types, such as `my acount is lockd`.
    pub query: String,
    /// The page that must be found: the last part of its address, such as `account-freezes`, or with
    /// one of its questions as `account-freezes#why-locked`.
    pub finds: String,
    /// It must be among as many of the first results: 3 unless it says otherwise.
    pub within: Option<NonZeroUsize>,
    /// Language of the customer; the site's default unless it says otherwise.
    pub lang: Option<String>,
}

impl ExpectConfig {
    /// Among how many of the first results it must be.
    pub fn within(&self) -> usize {
        self.within.map_or(3, NonZeroUsize::get)
    }
}

/// What waits to be written, beside what everybody writes for it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlaceholdersConfig {
    /// Texts that stand for one that is still to be written, such as `Acme filler`.
    pub add: Vec<String>,
    /// Texts that only look like one, such as `XX Bank`.
    pub except: Vec<String>,
}

/// The folder that is published.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OutputConfig {
    /// Compressed copies beside each text file, for hosts that serve them.
    pub precompress: BTreeSet<Encoding>,
    /// Whether a small page stands at each old address and leads on, for hosts that do not read `_redirects`.
    pub alias_pages: bool,
    /// Kilobytes up to which a picture is no burden on a telephone; a larger one is told.
    pub picture_limit: u64,
}

impl Default for OutputConfig {
    fn default() -> Self {
        OutputConfig {
            precompress: BTreeSet::new(),
            alias_pages: true,
            picture_limit: 1000,
        }
    }
}

/// An address that leads elsewhere.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RedirectConfig {
    /// Old address, such as `/help/frozen/`.
    #[schemars(with = "String")]
    pub from: Spanned<String>,
    /// Where it leads: an address of this site or an https address.
    #[schemars(with = "String")]
    pub to: Spanned<String>,
}

impl Config {
    /// The languages, default first.
    pub fn languages(&self) -> Vec<Language> {
        let default = self.languages.default.get_ref();
        let mut languages = vec![Language {
            code: default.clone(),
            is_default: true,
        }];
        for other in &self.languages.others {
            if languages.iter().all(|known| known.code != *other.get_ref()) {
                languages.push(Language {
                    code: other.get_ref().clone(),
                    is_default: false,
                });
            }
        }
        languages
    }

    /// The time zone in which the entity lives, if it says.
    pub fn time_zone(&self) -> Option<Tz> {
        self.entity.time_zone.as_ref()?.get_ref().parse().ok()
    }

    /// Scheme and host of the site, and the path in front of every address
    /// (empty when the site lives at the root of its host).
    pub fn origin_and_base_path(&self) -> (String, String) {
        let url = self.site.base_url.get_ref().trim_end_matches('/');
        let after_scheme = url.find("://").map_or(0, |at| at + 3);
        match url[after_scheme..].find('/') {
            Some(at) => {
                let (origin, path) = url.split_at(after_scheme + at);
                (origin.to_owned(), path.to_owned())
            }
            None => (url.to_owned(), String::new()),
        }
    }
}

/// Reads and checks the configuration.
pub fn parse(text: &str, findings: &mut Vec<Finding>) -> Option<Config> {
    let source = Source {
        text,
        file: CONFIG_FILE,
        offset: 0,
        family: Family::Config,
    };
    let mut config: Config = read_toml(source, findings)?;
    check::check(&config, findings);
    let base_url = &mut config.site.base_url;
    if let Some(host) = check::host_as_asked_for(base_url.get_ref()) {
        *base_url = Spanned::new(base_url.span(), host);
    }
    Some(config)
}
