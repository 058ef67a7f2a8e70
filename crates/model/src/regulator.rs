//! Who oversees the entity.

use schemars::JsonSchema;
use serde::Deserialize;

use super::localized::Localized;
use super::web::WebAddress;

/// The regulator's public contact details.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "RegulatorConfig")]
pub struct Regulator {
    /// Full name.
    pub name: Option<Localized>,
    /// Short name.
    pub short_name: Option<Localized>,
    /// Website.
    pub website: Option<WebAddress>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Mailing address, a line an entry.
    pub address: Vec<String>,
    /// What the law has the entity say beside these details, `{name}` being the full name. Pages show it as it is
    /// worded here, and nothing in the configuration takes its place.
    pub statement: Option<Localized>,
}

impl Regulator {
    /// The statement in a language that has one, with the name filled in.
    pub fn stated(&self, lang: &str, default: &str) -> Option<String> {
        let name = self.name.as_ref()?.get(lang, default);
        let statement = self.statement.as_ref().filter(|text| text.has(lang))?;
        Some(statement.get(lang, default).replace("{name}", name))
    }

    /// These details, and those of `other` for what they leave out.
    pub fn or(self, other: Regulator) -> Regulator {
        Regulator {
            name: self.name.or(other.name),
            short_name: self.short_name.or(other.short_name),
            website: self.website.or(other.website),
            phone: self.phone.or(other.phone),
            statement: other.statement.or(self.statement),
            address: if self.address.is_empty() {
                other.address
            } else {
                self.address
            },
        }
    }
}
