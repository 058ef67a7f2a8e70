//! The theme: templates, static files and interface strings. The default theme is
//! compiled in; a site's file of the same path wins.

mod strings;

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, DirEntry, include_dir};

use self::strings::Words;
use crate::config::Config;
use crate::parse::wording;
use crate::source::{FileKind, SourceTree};
use candor_model::findings::Finding;
use candor_model::strings::Strings;
use candor_search::StopWords;

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../themes/default");

/// Where a theme's file comes from.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    /// Site-relative path when the site brings it, for findings.
    pub source: Option<Arc<str>>,
    /// Content.
    pub bytes: Arc<[u8]>,
}

/// A theme, ready to render with.
#[derive(Debug, Default)]
pub struct Theme {
    /// Templates by name, such as `faq.html`.
    pub templates: BTreeMap<String, ThemeFile>,
    /// Static files by path below `static/`.
    pub statics: BTreeMap<String, ThemeFile>,
    /// Strings by language, as the nested table that templates see.
    pub tables: BTreeMap<String, toml::Table>,
    /// Strings by language, by dotted key.
    pub strings: BTreeMap<String, Strings>,
    /// Groups of words of one meaning for the search, by language.
    synonyms: BTreeMap<String, Vec<Vec<String>>>,
    /// Small words for the search, by language.
    stop_words: BTreeMap<String, Arc<StopWords>>,
}

/// `synonyms/LANG.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SynonymsFile {
    groups: Vec<Vec<String>>,
}

impl Theme {
    /// The strings of a language.
    pub fn strings(&self, lang: &str) -> &Strings {
        static NONE: std::sync::LazyLock<Strings> = std::sync::LazyLock::new(Strings::default);
        self.strings.get(lang).unwrap_or(&NONE)
    }

    /// The synonyms of a language tag, or of its language as such: `es-MX` has those of `es`.
    pub fn synonyms(&self, lang: &str) -> &[Vec<String>] {
        of_language(&self.synonyms, lang).map_or(&[], Vec::as_slice)
    }

    /// The small words of a language tag, or of its language as such.
    pub fn stop_words(&self, lang: &str) -> Arc<StopWords> {
        of_language(&self.stop_words, lang)
            .cloned()
            .unwrap_or_default()
    }
}

fn of_language<'t, T>(by_language: &'t BTreeMap<String, T>, lang: &str) -> Option<&'t T> {
    let mut names = candor_search::names_of(lang).into_iter();
    names.find_map(|name| by_language.get(&name))
}

/// Loads the theme that the configuration names.
pub fn load(config: &Config, tree: &SourceTree, findings: &mut Vec<Finding>) -> Theme {
    let name = &config.theme.name;
    let mut theme = Theme::default();
    let mut words = Words::default();
    for (path, bytes) in compiled_in() {
        let file = ThemeFile {
            source: None,
            bytes: bytes.into(),
        };
        place(&mut theme, &mut words, &path, file, findings);
    }
    let folder = format!("themes/{name}/");
    let mut found = *name == "default";
    let kinds = [
        FileKind::Template,
        FileKind::ThemeStatic,
        FileKind::ThemeStrings,
    ];
    for file in kinds.into_iter().flat_map(|kind| tree.of_kind(kind)) {
        let Some(path) = file.path.strip_prefix(&folder) else {
            continue;
        };
        found = true;
        let bytes: Arc<[u8]> = match (&file.bytes, &file.text) {
            (Some(bytes), _) => bytes.clone(),
            (None, Some(text)) => text.as_bytes().into(),
            (None, None) => continue,
        };
        let own = ThemeFile {
            source: Some(file.path.clone()),
            bytes,
        };
        place(&mut theme, &mut words, path, own, findings);
    }
    if !found {
        findings.push(
            Finding::environment("config.value", format!("there is no theme `{name}`"))
                .help(format!(
                    "Make the folder {folder}templates, or use name = \"default\"."
                ))
                .in_file(crate::source::CONFIG_FILE),
        );
    }
    words.enter(&mut theme, config, findings);
    theme
}

/// Whether these are the bytes of the default theme's own file, such as `static/site.js`.
pub fn is_compiled_in(path: &str, bytes: &[u8]) -> bool {
    DEFAULT
        .get_file(path)
        .is_some_and(|file| file.contents() == bytes)
}

fn compiled_in() -> Vec<(String, &'static [u8])> {
    fn visit(dir: &Dir<'static>, out: &mut Vec<(String, &'static [u8])>) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => visit(dir, out),
                DirEntry::File(file) => {
                    if let Some(path) = file.path().to_str() {
                        out.push((path.replace('\\', "/"), file.contents()));
                    }
                }
            }
        }
    }
    let mut files = Vec::new();
    visit(&DEFAULT, &mut files);
    files
}

fn place(
    theme: &mut Theme,
    words: &mut Words,
    path: &str,
    file: ThemeFile,
    findings: &mut Vec<Finding>,
) {
    if let Some(name) = path.strip_prefix("templates/") {
        theme.templates.insert(name.to_owned(), file);
    } else if let Some(name) = path.strip_prefix("static/") {
        theme.statics.insert(name.to_owned(), file);
    } else if let Some(lang) = language_of(path, "synonyms/") {
        if let Some(read) = read::<SynonymsFile>("theme.synonyms", path, &file, findings) {
            theme.synonyms.insert(lang.to_owned(), read.groups);
        }
    } else if let Some(lang) = language_of(path, "stopwords/") {
        if let Some(read) = read("theme.stopwords", path, &file, findings) {
            theme.stop_words.insert(lang.to_owned(), Arc::new(read));
        }
    } else if let Some(lang) = language_of(path, "i18n/") {
        words.add(lang, path, &file, findings);
    }
}

/// `LANG` of `FOLDER/LANG.toml`.
fn language_of<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.strip_prefix(folder)?.strip_suffix(".toml")
}

/// Reads a file of words for the search, or reports under the check's id what is wrong with it.
fn read<T: serde::de::DeserializeOwned>(
    check: &'static str,
    path: &str,
    file: &ThemeFile,
    findings: &mut Vec<Finding>,
) -> Option<T> {
    let text = String::from_utf8_lossy(&file.bytes);
    toml::from_str(&text)
        .map_err(|error: toml::de::Error| {
            let name = file.source.as_deref().unwrap_or(path).to_owned();
            let said = wording::value(wording::syntax(error.message()));
            let example = format!("`candor explain {check}` shows what it holds.");
            findings.push(
                Finding::error(check, format!("these words cannot be read: {said}"))
                    .help(example)
                    .at_opt(name, error.span()),
            );
        })
        .ok()
}
