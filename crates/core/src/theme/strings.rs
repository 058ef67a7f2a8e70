//! The words that the site says by itself: one file a language, `i18n/LANG.toml`.
//!
//! A language starts from what Candor brings for it (`es-MX` from `es`), and the site's own
//! file changes or adds single words. What is missing then falls back to English.

mod placeholders;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Theme, ThemeFile};
use crate::config::Config;
use crate::parse::wording;
use crate::source::CONFIG_FILE;
use candor_model::findings::{Finding, nearest};
use candor_model::strings::Strings;

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
    /// What is wrong with single words.
    faults: Vec<Finding>,
    /// Keys that were taken out, because something else belongs there.
    misfits: Vec<String>,
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
            faults: Vec::new(),
            misfits: Vec::new(),
        };
        let (places, _) = DeTable::parse_recoverable(&text);
        own.note(places.get_ref(), "");
        self.own.insert(lang.to_owned(), own);
    }

    /// Gives the theme the words of each language, and reports what is missing or unknown.
    pub fn enter(mut self, theme: &mut Theme, config: &Config, findings: &mut Vec<Finding>) {
        if let Some(english) = self.compiled_in.get(ENGLISH) {
            for own in self.own.values_mut() {
                own.check_against(english);
            }
        }
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
            let own = self.own.get(lang);
            let missing: Vec<&str> = wanted
                .iter()
                .copied()
                .filter(|key| strings.get(key).is_none())
                .filter(|key| own.is_none_or(|own| !own.has_misfit(key)))
                .collect();
            if !missing.is_empty() {
                findings.push(missing_finding(lang, &missing, own, config));
            }
            if let Some(own) = own {
                findings.extend(own.faults.iter().cloned());
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

    /// Takes out what is no text where a text belongs, and the other way round, and notes
    /// texts with other words in braces than the English ones.
    fn check_against(&mut self, english: &toml::Table) {
        let mut misfits = Vec::new();
        take_out_misfits(&mut self.table, english, "", &mut misfits);
        for (key, message) in misfits {
            let entries = self.texts.iter().chain(&self.tables);
            let span = entries
                .filter(|(name, _)| *name == key)
                .map(|(_, span)| span.clone())
                .next();
            self.faults.push(
                Finding::error("strings.value", message)
                    .help("Write it as in Candor's themes/default/i18n/en.toml.")
                    .at_opt(&*self.path, span),
            );
            self.misfits.push(key);
        }
        let texts = std::mem::take(&mut self.texts);
        self.texts = texts
            .into_iter()
            .filter(|(key, _)| !self.has_misfit(key))
            .collect();
        let own = Strings::from_table(&self.table);
        let english = Strings::from_table(english);
        for (key, span) in &self.texts {
            let Some(text) = own.get(key) else { continue };
            let Some(fault) = placeholders::fault(key, text, &english) else {
                continue;
            };
            self.faults.push(
                Finding::error("strings.placeholder", format!("`{key}` {fault}"))
                    .help(format!("In English it is “{}”.", english.text(key)))
                    .at(&*self.path, span.clone()),
            );
        }
    }

    /// Whether a key, or a table around it, was taken out.
    fn has_misfit(&self, key: &str) -> bool {
        self.misfits.iter().any(|misfit| {
            key.strip_prefix(misfit.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
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

/// Takes out of a table what another kind of value belongs in the place of, with what is
/// to be said of it. Keys that only the site knows are its own affair.
fn take_out_misfits(
    table: &mut toml::Table,
    english: &toml::Table,
    prefix: &str,
    misfits: &mut Vec<(String, String)>,
) {
    table.retain(|key, value| {
        let name = format!("{prefix}{key}");
        let is_open = OPEN_TABLES.contains(&prefix);
        let wanted = match (english.get(key), &mut *value) {
            (Some(toml::Value::Table(english)), toml::Value::Table(inner)) => {
                take_out_misfits(inner, english, &format!("{name}."), misfits);
                return true;
            }
            (Some(toml::Value::Table(_)), _) => "a table of texts",
            (Some(_), value) if !value.is_str() => "a text",
            (None, value) if is_open && !value.is_str() => "a text",
            _ => return true,
        };
        let found = match value {
            toml::Value::String(_) => "a text",
            toml::Value::Table(_) => "a table",
            toml::Value::Array(_) => "a list",
            toml::Value::Boolean(_) => "true or false",
            toml::Value::Datetime(_) => "a date or a time",
            toml::Value::Integer(_) | toml::Value::Float(_) => "a number",
        };
        misfits.push((
            name.clone(),
            format!("`{name}` is {found}, and must be {wanted}"),
        ));
        false
    });
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
