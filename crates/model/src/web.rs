//! Addresses of other sites.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

/// A whole address of the web, such as `https://www.example.com`: one that browsers follow and do not run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct WebAddress(String);

/// A text that is no address of the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoWebAddress(String);

impl fmt::Display for NoWebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = crate::findings::printable(&self.0);
        write!(
            f,
            "`{shown}` is no address of a website, such as https://www.example.com"
        )
    }
}

impl std::error::Error for NoWebAddress {}

impl WebAddress {
    /// The address as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebAddress {
    type Error = NoWebAddress;

    fn try_from(text: String) -> Result<Self, NoWebAddress> {
        let rest = ["https://", "http://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme));
        let is_one = rest.is_some_and(|rest| {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let is_host = host.starts_with(char::is_alphanumeric) && host.contains('.');
            let has_odd = rest.contains(|c: char| {
                c.is_whitespace()
                    || c.is_control()
                    || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`')
            });
            is_host && !has_odd && !host.contains('@')
        });
        match is_one {
            true => Ok(WebAddress(text)),
            false => Err(NoWebAddress(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_browsers_follow_are_taken() {
        let is_one = |text: &str| WebAddress::try_from(text.to_owned()).is_ok();
        for good in [
            "https://www.example.com",
            "http://a.example/b?c=d#e",
            "https://a.example:8443/",
        ] {
            assert!(is_one(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            "JAVASCRIPT://a.example/%0aalert(1)",
            "data:text/html,x",
            "//a.example",
            "www.example.com",
            "https://",
            "https:///a.example",
            "https://a.example@evil.example",
            "https://a.example/\" onclick=\"x",
            "https://a b.example",
            "",
        ] {
            assert!(!is_one(bad), "{bad}");
        }
    }
}
