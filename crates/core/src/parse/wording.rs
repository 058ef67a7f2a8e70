//! What the libraries that read TOML say, in a writer's words. This is the only place that
//! knows their messages, and each has a test that has the library say it.

/// Beginnings of messages on syntax, and what to say instead.
const SYNTAX: &[(&str, &str)] = &[
    (
        "invalid basic string, expected `\"`",
        "a text has no closing quote (`\"`)",
    ),
    (
        "invalid literal string, expected `'`",
        "a text has no closing quote (`'`)",
    ),
    (
        "invalid multi-line basic string",
        "a text of several lines has no closing `\"\"\"`",
    ),
    (
        "invalid multi-line literal string",
        "a text of several lines has no closing `'''`",
    ),
    (
        "string values must be quoted",
        "a text needs a quote (`\"`) at both ends",
    ),
    (
        "invalid boolean",
        "this is neither `true` nor `false`, and a text needs quotes",
    ),
    ("key with no value", "a key has no `=` and value behind it"),
    ("unclosed inline table", "a `{` has no closing `}`"),
    // Before the message that begins with the same words.
    (
        "unclosed array table",
        "the heading of a table has no closing `]]`",
    ),
    ("unclosed array", "a `[` has no closing `]`"),
    (
        "unclosed table",
        "the heading of a table has no closing `]`",
    ),
    (
        "missing comma between key-value pairs",
        "a comma is missing between two entries",
    ),
    (
        "missing comma between array elements",
        "a comma is missing between two entries",
    ),
    (REPEATED, "this key stands here twice"),
];

/// Of a key or the heading of a table.
const REPEATED: &str = "duplicate key";

/// Kinds of value as the libraries call them, and as people do.
const KINDS: &[(&str, &str)] = &[
    ("a string", "a text in quotes"),
    ("a borrowed string", "a text in quotes"),
    ("a sequence", "a list in [ ]"),
    ("a map", "a table"),
    ("a boolean", "true or false"),
    ("i64", "a whole number"),
    ("f64", "a number"),
    ("f32", "a number"),
];

/// Whole numbers that cannot be negative.
const COUNTS: &[&str] = &["u8", "u16", "u32", "u64", "usize", "a nonzero usize"];

/// A message on syntax.
pub fn syntax(message: &str) -> &str {
    SYNTAX
        .iter()
        .find(|(begins, _)| message.starts_with(begins))
        .map_or(message, |(_, said)| said)
}

/// Whether a message on syntax is that something stands there twice.
pub fn is_repeated(message: &str) -> bool {
    message.starts_with(REPEATED)
}

/// Whether a message is that a value is not there.
pub fn is_missing(message: &str) -> bool {
    message.starts_with("missing field")
}

/// A message on a value.
pub fn value(message: &str) -> String {
    variant(message)
        .or_else(|| kind(message))
        .unwrap_or_else(|| message.to_owned())
}

/// `unknown variant …, expected one of …`
fn variant(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown variant ")?;
    let (name, known) = rest.split_once(", expected ")?;
    Some(match known.strip_prefix("one of ") {
        Some(known) => format!("{name} is none of {known}"),
        None => format!("{name} is not {known}"),
    })
}

/// `invalid type: …, expected …` and `invalid value: …`
fn kind(message: &str) -> Option<String> {
    let rest = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))?;
    let (found, wanted) = rest.rsplit_once(", expected ")?;
    let wanted = if COUNTS.contains(&wanted) {
        "a whole number, zero or more"
    } else {
        let named = KINDS.iter().find(|(kind, _)| *kind == wanted);
        named.map_or(wanted, |(_, said)| said)
    };
    let of_kind = |kind: &str| found.strip_prefix(kind).map(str::trim);
    let found = match found {
        "sequence" => "a list".to_owned(),
        "map" => "a table".to_owned(),
        _ => of_kind("string")
            .map(|text| format!("the text {text}"))
            .or_else(|| of_kind("integer").map(|number| format!("the number {number}")))
            .or_else(|| of_kind("floating point").map(|number| format!("the number {number}")))
            .or_else(|| of_kind("boolean").map(str::to_owned))
            .unwrap_or_else(|| found.to_owned()),
    };
    let found = found.split(" as i128").next().unwrap_or_default();
    Some(format!("this is {found}, but it must be {wanted}"))
}

/// The name of an entry: `requests.received`, or `approver` of this `[[waiver]]` where it is in
/// one of several tables, which the place tells apart.
pub fn entry(path: &[String]) -> String {
    let is_index = |part: &String| part.parse::<usize>().is_ok();
    let Some(at) = path.iter().rposition(is_index) else {
        return format!("`{}`", path.join("."));
    };
    let list: Vec<&str> = path[..at]
        .iter()
        .filter(|part| !is_index(part))
        .map(String::as_str)
        .collect();
    let list = list.join(".");
    match &path[at + 1..] {
        [] => format!("an entry of `{list}`"),
        key => format!("`{}` of this `[[{list}]]`", key.join(".")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_said_in_plain_words() {
        for (message, said) in [
            (
                "unknown variant `fatal`, expected `error` or `warning`",
                "`fatal` is not `error` or `warning`",
            ),
            (
                "unknown variant `fax`, expected one of `phone`, `mail`, `app`",
                "`fax` is none of `phone`, `mail`, `app`",
            ),
            (
                "invalid type: integer `1`, expected a string",
                "this is the number `1`, but it must be a text in quotes",
            ),
            (
                "invalid type: string \"ten\", expected i64",
                "this is the text \"ten\", but it must be a whole number",
            ),
            (
                "invalid value: integer `-1`, expected u64",
                "this is the number `-1`, but it must be a whole number, zero or more",
            ),
            (
                "invalid type: sequence, expected a string",
                "this is a list, but it must be a text in quotes",
            ),
            ("`Tomorrow` is no day", "`Tomorrow` is no day"),
        ] {
            assert_eq!(value(message), said);
        }
        let open = toml::de::DeTable::parse("a = \"b\n")
            .err()
            .map(|error| error.message().to_owned());
        assert_eq!(
            open.as_deref().map(syntax),
            Some("a text has no closing quote (`\"`)")
        );
    }

    #[test]
    fn every_message_on_syntax_is_one_that_the_library_has() {
        let wrong = [
            "a = \"b\n",
            "a = 'b\n",
            "a = \"\"\"b",
            "a = '''b",
            "a = b",
            "a = tru",
            "a",
            "a = {",
            "a = [",
            "[a",
            "[[a",
            "a = { b = 1 c = 2 }",
            "a = [\"x\" \"y\"]",
            "a = 1\na = 2",
        ];
        let mut said = std::collections::BTreeSet::new();
        for text in wrong {
            let (_, errors) = toml::de::DeTable::parse_recoverable(text);
            for error in errors {
                let known = |(begins, _): &&(&str, &str)| error.message().starts_with(begins);
                said.extend(SYNTAX.iter().find(known).map(|(begins, _)| *begins));
            }
        }
        let known: std::collections::BTreeSet<&str> =
            SYNTAX.iter().map(|(begins, _)| *begins).collect();
        assert_eq!(said, known);
    }

    #[test]
    fn a_missing_value_is_called_so_by_the_library() {
        #[derive(Debug, serde::Deserialize)]
        struct Wants {
            #[expect(dead_code, reason = "only that it is missing matters")]
            a: String,
        }
        let error = toml::from_str::<Wants>("b = 1").err();
        assert!(error.is_some_and(|error| is_missing(error.message())));
    }

    #[test]
    fn entries_are_named_without_counting() {
        let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(entry(&path("requests.received")), "`requests.received`");
        assert_eq!(
            entry(&path("waiver.0.approver")),
            "`approver` of this `[[waiver]]`"
        );
        assert_eq!(
            entry(&path("topic.0.point.2.id")),
            "`id` of this `[[topic.point]]`"
        );
        assert_eq!(entry(&path("rules.packs.1")), "an entry of `rules.packs`");
    }
}
