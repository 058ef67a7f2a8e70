//! The words that the site says by itself: one file a language, `i18n/LANG.toml`.
//!
//! A language starts from what Candor brings for it (`es-MX` from `es`), and the site's own
//! file changes or adds single words. What is missing then falls back to English.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::theme::{Theme, ThemeFile};
use crate::config::Config;
use crate::findings::{Finding, nearest};
use crate::model::strings::Strings;
use crate::parse::wording;
use crate::source::CONFIG_FILE;

/// The language that every other one falls back to.
const ENGLISH: &str = "en";
/// Tables in which a site may have entries that English has none of.
const OPEN_TABLES: &[&str] = &["time.zone."];
/// Missing words that a finding lists; more are counted.
const SHOWN: usize = 5;

/// Files of words, as they are read.
#[derive(Default)]
pub(super) struct Words {
    /// What Candor brings.
    compiled_in: BTreeMap<String, toml::Table>,
    /// What the site brings.
    own: BTreeMap<String, OwnFile>,
}

struct OwnFile {
    path: Arc<str>,
    table: toml::Table,
    /// Dotted keys of texts, and those of tables, with their places.
    texts: Vec<Text>,
    tables: Vec<Text>,
}

/// A dotted key and its place.
type Text = (String, Range<usize>);

impl Words {
    /// Takes in the file of a language.
    pub fn add(&mut self, lang: &str, path: &str, file: &ThemeFile, findings: &mut Vec<Finding>) {
        let text = String::from_utf8_lossy(&file.bytes);
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                let name = file.source.as_deref().unwrap_or(path).to_owned();
                findings.push(
                    Finding::error(
                        "theme.strings",
                        format!(
                            "this is not valid TOML: {}",
                            wording::syntax(error.message())
                        ),
                    )
                    .help("Check quotes, brackets and equals signs on this line.")
                    .at_opt(name, error.span()),
                );
                return;
            }
        };
        let Some(source) = &file.source else {
            self.compiled_in.insert(lang.to_owned(), table);
            return;
        };
        let mut own = OwnFile {
            path: source.clone(),
            table,
            texts: Vec::new(),
            tables: Vec::new(),
        };
        let (places, _) = DeTable::parse_recoverable(&text);
        own.note(places.get_ref(), "");
        self.own.insert(lang.to_owned(), own);
    }

    /// Gives the theme the words of each language, and reports what is missing or unknown.
    pub fn enter(self, theme: &mut Theme, config: &Config, findings: &mut Vec<Finding>) {
        let table_of = |lang: &str| {
            let primary = lang.split('-').next().unwrap_or(lang);
            let brought = self
                .compiled_in
                .get(lang)
                .or_else(|| self.compiled_in.get(primary));
            let brought = brought.cloned().unwrap_or_default();
            let own = self.own.get(lang);
            own.map_or(brought.clone(), |own| merge(brought, own.table.clone()))
        };
        let brought = self
            .compiled_in
            .get(ENGLISH)
            .map(Strings::from_table)
            .unwrap_or_default();
        let unknown: BTreeMap<&str, Vec<&Text>> = self
            .own
            .iter()
            .map(|(lang, own)| (lang.as_str(), own.unknown(&brought, theme)))
            .collect();
        let base = table_of(ENGLISH);
        let english = Strings::from_table(&base);
        let strays = unknown.get(ENGLISH).map(Vec::as_slice).unwrap_or_default();
        let wanted: Vec<&str> = english
            .keys()
            .filter(|key| strays.iter().all(|stray| stray.0 != *key))
            .collect();
        for language in config.languages() {
            let lang = language.code.as_str();
            let table = table_of(lang);
            let mut strings = Strings::from_table(&table);
            let missing: Vec<&str> = wanted
                .iter()
                .copied()
                .filter(|key| strings.get(key).is_none())
                .collect();
            let own = self.own.get(lang);
            if !missing.is_empty() {
                findings.push(missing_finding(lang, &missing, own, config));
            }
            if let Some(own) = own {
                let strays = unknown.get(lang).map(Vec::as_slice).unwrap_or_default();
                findings.extend(
                    strays
                        .iter()
                        .map(|text| own.unknown_finding(text, &brought)),
                );
            }
            strings.fall_back_to(&english);
            theme
                .tables
                .insert(lang.to_owned(), merge(base.clone(), table));
            theme.strings.insert(lang.to_owned(), strings);
        }
    }
}

impl OwnFile {
    fn note(&mut self, table: &DeTable<'_>, prefix: &str) {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            if let DeValue::Table(inner) = value.get_ref() {
                self.tables.push((name.clone(), key.span()));
                self.note(inner, &format!("{name}."));
            } else {
                self.texts.push((name, Spanned::span(key)));
            }
        }
    }

    /// Where a key stands or would be added: in the nearest table that the file has.
    fn place(&self, key: &str) -> Option<Range<usize>> {
        let mut key = key;
        while let Some((table, _)) = key.rsplit_once('.') {
            let found = self.tables.iter().find(|(name, _)| name == table);
            if let Some((_, span)) = found {
                return Some(span.clone());
            }
            key = table;
        }
        None
    }

    /// Texts that neither Candor nor a template of the site's own uses.
    fn unknown(&self, brought: &Strings, theme: &Theme) -> Vec<&Text> {
        let is_used = |key: &str| {
            let name = format!("t.{key}");
            theme.templates.values().any(|file| {
                file.source.is_some() && String::from_utf8_lossy(&file.bytes).contains(&name)
            })
        };
        self.texts
            .iter()
            .filter(|(key, _)| {
                brought.get(key).is_none()
                    && !OPEN_TABLES.iter().any(|table| key.starts_with(table))
                    && !is_used(key)
            })
            .collect()
    }

    fn unknown_finding(&self, (key, span): &Text, brought: &Strings) -> Finding {
        let help = match nearest(key, brought.keys()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => "Take it out, or use it in a template of your own.".to_owned(),
        };
        Finding::warning(
            "strings.unknown",
            format!("nothing on the site says `{key}`"),
        )
        .help(help)
        .at(&*self.path, span.clone())
    }
}

fn missing_finding(
    lang: &str,
    missing: &[&str],
    own: Option<&OwnFile>,
    config: &Config,
) -> Finding {
    let shown = missing
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    let more = match missing.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let finding = Finding::warning(
        "strings.missing",
        format!(
            "the language `{lang}` lacks {} of the site's own words, which will be in English: {shown}{more}",
            missing.len(),
        ),
    );
    match own {
        Some(own) => {
            let place = missing.iter().find_map(|key| own.place(key));
            finding
                .help(format!(
                    "Write them in {}. `candor explain strings.missing` says where to find the English ones.",
                    own.path
                ))
                .at_opt(&*own.path, place)
        }
        None => {
            let languages = &config.languages;
            let named = std::iter::once(&languages.default)
                .chain(&languages.others)
                .find(|language| language.get_ref() == lang)
                .map(Spanned::span)
                .filter(|span| !span.is_empty());
            finding
                .help(format!(
                    "Write them in a new file, themes/{}/i18n/{lang}.toml. `candor explain strings.missing` says where to find the English ones.",
                    config.theme.name
                ))
                .at_opt(CONFIG_FILE, named)
        }
    }
}

fn merge(mut base: toml::Table, over: toml::Table) -> toml::Table {
    for (key, value) in over {
        let merged = match (base.remove(&key), value) {
            (Some(toml::Value::Table(base)), toml::Value::Table(over)) => {
                toml::Value::Table(merge(base, over))
            }
            (_, value) => value,
        };
        base.insert(key, merged);
    }
    base
}
