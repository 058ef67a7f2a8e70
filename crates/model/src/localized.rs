//! Text that may differ by language.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

/// One text for every language, or a text a language: `"Call us"` or
/// `{ en = "Call us", es = "Llámenos" }`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Localized {
    /// The same text in every language.
    Same(String),
    /// Texts by language code.
    ByLanguage(BTreeMap<String, String>),
}

impl Localized {
    /// Every text, in the order of the languages' codes.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let (same, by_language) = match self {
            Localized::Same(text) => (Some(text), None),
            Localized::ByLanguage(texts) => (None, Some(texts.values())),
        };
        same.into_iter()
            .chain(by_language.into_iter().flatten())
            .map(String::as_str)
    }

    /// The text in `lang`, else in `default`, else in the first language there is.
    pub fn get(&self, lang: &str, default: &str) -> &str {
        match self {
            Localized::Same(text) => text,
            Localized::ByLanguage(texts) => texts
                .get(lang)
                .or_else(|| texts.get(default))
                .or_else(|| texts.values().next())
                .map(String::as_str)
                .unwrap_or_default(),
        }
    }

    /// Whether there is a text of its own for `lang`.
    pub fn has(&self, lang: &str) -> bool {
        match self {
            Localized::Same(_) => true,
            Localized::ByLanguage(texts) => texts.contains_key(lang),
        }
    }
}

impl<'de> Deserialize<'de> for Localized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LocalizedVisitor;

        impl<'de> Visitor<'de> for LocalizedVisitor {
            type Value = Localized;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(
                    "a text, or a table of texts by language such as { en = \"…\", es = \"…\" }",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Localized, E> {
                Ok(Localized::Same(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Localized, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((lang, text)) = map.next_entry::<String, String>()? {
                    texts.insert(lang, text);
                }
                if texts.is_empty() {
                    return Err(de::Error::custom(
                        "a table of texts needs at least one language",
                    ));
                }
                Ok(Localized::ByLanguage(texts))
            }
        }

        deserializer.deserialize_any(LocalizedVisitor)
    }
}

impl JsonSchema for Localized {
    fn schema_name() -> Cow<'static, str> {
        "Localized".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One text for every language, or a table of texts by language code.",
            "anyOf": [
                { "type": "string" },
                { "type": "object", "additionalProperties": { "type": "string" }, "minProperties": 1 }
            ]
        })
    }
}
