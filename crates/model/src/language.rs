//! The languages of a site.

/// Codes of languages written from right to left.
const RIGHT_TO_LEFT: &[&str] = &["ar", "dv", "fa", "he", "ps", "ur", "yi"];

/// One language of a site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Language {
    /// BCP 47 code, such as `es` or `pt-BR`.
    pub code: String,
    /// Whether it is the site's default language, whose pages have no prefix.
    pub is_default: bool,
}

impl Language {
    /// Prefix of this language's addresses: empty for the default language, else `/es`.
    pub fn prefix(&self) -> String {
        if self.is_default {
            String::new()
        } else {
            format!("/{}", self.code)
        }
    }

    /// `ltr` or `rtl`, for the `dir` attribute.
    pub fn direction(&self) -> &'static str {
        let primary = self.code.split('-').next().unwrap_or_default();
        if RIGHT_TO_LEFT.contains(&primary) {
            "rtl"
        } else {
            "ltr"
        }
    }
}

/// English names of the languages that sites are most likely written in, by primary subtag
/// (<https://www.iana.org/assignments/language-subtag-registry>).
const NAMES: &[(&str, &str)] = &[
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("bg", "Bulgarian"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("ht", "Haitian Creole"),
    ("hu", "Hungarian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("mt", "Maltese"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sv", "Swedish"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("yi", "Yiddish"),
    ("zh", "Chinese"),
];

/// The English name of a language, or its code in backquotes where no name is known.
pub fn name(code: &str) -> String {
    let primary = code.split('-').next().unwrap_or_default();
    match NAMES.iter().find(|(known, _)| *known == primary) {
        Some((_, name)) => (*name).to_owned(),
        None => format!("`{code}`"),
    }
}

/// Whether a text has the shape of a language code (BCP 47: a primary subtag of
/// two or three letters, then subtags of two to eight letters or digits).
pub fn is_language_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    (2..=3).contains(&primary.len())
        && letters(primary)
        && primary.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        assert!(is_language_code("es") && is_language_code("pt-BR") && is_language_code("zh-Hant"));
        assert!(!is_language_code("english") && !is_language_code("e") && !is_language_code("v2"));
    }
}
