//! `content.placeholder`, `facts.unknown` and `source.encoding` in configuration and data files; prose is looked at while
//! it is parsed.

use crate::parse::characters;
use crate::parse::placeholder::check_lines;
use crate::site::Site;
use crate::source::{CONFIG_FILE, FileKind};
use candor_model::findings::Finding;
use toml_parser::lexer::TokenKind;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    let placeholders = site.placeholders_in(site.default_lang());
    let config = site.tree.config.as_deref().map(|text| (CONFIG_FILE, text));
    let data = [FileKind::Channels, FileKind::Quarter]
        .into_iter()
        .flat_map(|kind| site.tree.of_kind(kind))
        .filter_map(|file| Some((&*file.path, file.text.as_deref()?)));
    for (file, text) in config.into_iter().chain(data) {
        let text = &without_comments(text);
        // What a site says of placeholders is none.
        let settings = &site.config.placeholders;
        let is_setting = |finding: &Finding| {
            let span = finding.place.as_ref().and_then(|place| place.span.clone());
            file == CONFIG_FILE
                && span.is_some_and(|span| {
                    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
                    let line = text[line..].lines().next().unwrap_or_default();
                    let mut own = settings.add.iter().chain(&settings.except);
                    own.any(|known| !known.is_empty() && line.contains(known.as_str()))
                })
        };
        let mut found = Vec::new();
        check_lines(text, placeholders, file, 0, &mut found);
        findings.extend(found.into_iter().filter(|finding| !is_setting(finding)));
        characters::check(text, file, 0, findings);
        braces(text, file, findings);
    }
}

/// A text of TOML with blanks in the place of its comments, which no customer sees.
fn without_comments(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let comments = toml_parser::Source::new(text)
        .lex()
        .filter(|token| token.kind() == TokenKind::Comment);
    for span in comments.map(|token| token.span()) {
        if let Some(comment) = bytes.get_mut(span.start()..span.end()) {
            comment.fill(b' ');
        }
    }
    // Whole comments were filled, and nothing else.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Facts come from data and have no place in them.
fn braces(text: &str, file: &str, findings: &mut Vec<Finding>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(open) = line.find("{{") else {
            continue;
        };
        let end = line[open..]
            .find("}}")
            .map_or(line.trim_end().len(), |end| open + end + 2);
        let finding = Finding::error(
            "facts.unknown",
            "no fact stands in data, so customers would see these braces",
        )
        .help("Write the value itself. Facts stand in pages and their front matter.");
        findings.push(finding.at(file, start + open..start + end));
    }
}
