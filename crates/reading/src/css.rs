//! What a style sheet fetches, and whether a style hides its element.

use cssparser::{BasicParseErrorKind, ParseErrorKind, Parser, Token};

/// What was found in a style sheet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'c> {
    /// It is fetched.
    Address(&'c str),
    /// A text in a custom property, which may be fetched where the property is used.
    Text(&'c str),
    /// It is nested deeper than anybody writes; what stands there was not looked at.
    TooDeep,
}

/// Hands over every address that a style sheet, or the value of a `style` attribute, has a browser fetch.
pub(crate) fn scan(css: &str, found: &mut dyn FnMut(Found<'_>)) {
    scan_block(&mut Parser::new(css), Texts::AreTexts, found);
}

/// What texts in quotes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Texts {
    AreTexts,
    AreAddresses,
}

/// Where in a block the scan is.
#[derive(PartialEq, Eq)]
enum Statement {
    Any,
    /// `@import`: its text is an address.
    Import,
    /// `@namespace`: its address is only a name.
    Namespace,
    /// `--name:`
    Custom,
}

fn scan_block(parser: &mut Parser<'_>, texts: Texts, found: &mut dyn FnMut(Found<'_>)) {
    let mut statement = Statement::Any;
    let mut may_be_custom = false;
    while let Ok(token) = parser.next() {
        let token = token.clone();
        let was_name = std::mem::take(&mut may_be_custom);
        match &token {
            Token::UnquotedUrl(url) if statement != Statement::Namespace => {
                found(Found::Address(url));
            }
            Token::QuotedString(text) => match statement {
                Statement::Import => found(Found::Address(text)),
                Statement::Namespace => {}
                _ if texts == Texts::AreAddresses => found(Found::Address(text)),
                Statement::Custom => found(Found::Text(text)),
                Statement::Any => {}
            },
            Token::AtKeyword(name) => {
                statement = if name.eq_ignore_ascii_case("import") {
                    Statement::Import
                } else if name.eq_ignore_ascii_case("namespace") {
                    Statement::Namespace
                } else {
                    Statement::Any
                };
            }
            Token::Ident(name) => may_be_custom = name.starts_with("--"),
            Token::Colon if was_name => statement = Statement::Custom,
            Token::Semicolon => statement = Statement::Any,
            Token::Function(name) => {
                let inner = if statement == Statement::Namespace {
                    Texts::AreTexts
                } else {
                    texts_in(name, texts)
                };
                nested(parser, inner, found);
            }
            Token::ParenthesisBlock | Token::SquareBracketBlock => {
                nested(parser, Texts::AreTexts, found);
            }
            Token::CurlyBracketBlock => {
                nested(parser, Texts::AreTexts, found);
                if statement != Statement::Custom {
                    statement = Statement::Any;
                }
            }
            _ => {}
        }
    }
}

fn nested(parser: &mut Parser<'_>, texts: Texts, found: &mut dyn FnMut(Found<'_>)) {
    let result: Result<(), cssparser::ParseError<()>> = parser.parse_nested_block(|inner| {
        scan_block(inner, texts, found);
        Ok(())
    });
    if let Err(error) = result
        && error.kind == ParseErrorKind::Basic(BasicParseErrorKind::TooManyNestedBlocks)
    {
        found(Found::TooDeep);
    }
}

/// What texts are among the arguments of a function.
fn texts_in(function: &str, around: Texts) -> Texts {
    const FETCHING: &[&str] = &["url", "src", "image", "image-set", "-webkit-image-set"];
    const NAMING: &[&str] = &["type", "format", "tech", "local", "attr"];
    let is_one_of = |names: &[&str]| names.iter().any(|name| function.eq_ignore_ascii_case(name));
    if is_one_of(FETCHING) {
        Texts::AreAddresses
    } else if is_one_of(NAMING) {
        Texts::AreTexts
    } else {
        // `image-set(var(--picture, "x.png") 1x)`
        around
    }
}

/// Whether the value of a `style` attribute takes its element out of sight.
pub(crate) fn hides(style: &str) -> bool {
    let mut parser = Parser::new(style);
    let mut name = String::new();
    let mut is_value = false;
    while let Ok(token) = parser.next() {
        match token {
            Token::Semicolon => is_value = false,
            Token::Colon if !is_value => is_value = true,
            Token::Ident(word) if !is_value => name = word.to_ascii_lowercase(),
            Token::Ident(word) => {
                let word = word.to_ascii_lowercase();
                let is_hidden = matches!(
                    (name.as_str(), word.as_str()),
                    ("display", "none")
                        | ("visibility", "hidden" | "collapse")
                        | ("content-visibility", "hidden")
                );
                if is_hidden {
                    return true;
                }
            }
            Token::Number { value, .. }
            | Token::Percentage {
                unit_value: value, ..
            } if is_value && name == "opacity" && *value <= 0.0 => {
                return true;
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(css: &str) -> Vec<String> {
        let mut all = Vec::new();
        scan(css, &mut |found| {
            all.push(match found {
                Found::Address(text) => text.to_owned(),
                Found::Text(text) => format!("text {text}"),
                Found::TooDeep => "too deep".to_owned(),
            });
        });
        all
    }

    #[test]
    fn every_way_to_fetch() {
        for (css, expected) in [
            ("a{background:url(x.png)}", "x.png"),
            ("a{background:URL( \"x.png\" )}", "x.png"),
            ("a{background:u\\72 l(x.png)}", "x.png"),
            ("a{background:\\75\\72\\6c('x.png')}", "x.png"),
            ("@import 'x.css' screen;", "x.css"),
            ("@IMPORT url(x.css);", "x.css"),
            ("@\\69mport \"x.css\";", "x.css"),
            ("a{b:image-set('x.png' type('image/png') 1x)}", "x.png"),
            ("a{b:-webkit-image-set(url(x.png) 1x)}", "x.png"),
            ("a{b:image-set(var(--c, 'x.png') 1x)}", "x.png"),
            ("a{b:src('x.png')}", "x.png"),
            (
                "@font-face{src:local('A B'),url(x.woff2) format('woff2')}",
                "x.woff2",
            ),
            ("@media print{@supports (a:b){a{b:url(x)}}}", "x"),
            ("/* */a{b:url(x)/*", "x"),
            ("a{--b:'//x/'}", "text //x/"),
            ("a{--b:url(x)}", "x"),
            ("a{cursor:url(x),auto", "x"),
        ] {
            assert_eq!(addresses(css), [expected], "{css}");
        }
    }

    #[test]
    fn what_fetches_nothing() {
        for css in [
            "@namespace svg url(http://www.w3.org/2000/svg);",
            "@namespace svg \"http://www.w3.org/2000/svg\";",
            "@charset \"utf-8\";",
            "a{content:'url(x)'}",
            "a[href^='https://x/']{b:c}",
            "/* url(x) */",
            "a{b:url(x y)}",
        ] {
            assert_eq!(addresses(css), [""; 0], "{css}");
        }
        assert!(addresses(&"(".repeat(10_000)).contains(&"too deep".to_owned()));
    }

    #[test]
    fn styles_that_hide() {
        for style in [
            "display:none",
            "color:red; DISPLAY : None !important",
            "visibility:hidden",
            "d\\69splay:none",
            "opacity:0",
            "opacity: 0%",
            "content-visibility: hidden",
        ] {
            assert!(hides(style), "{style}");
        }
        for style in [
            "",
            "display:block",
            "x:none",
            "opacity:.5",
            "/*display:none*/",
        ] {
            assert!(!hides(style), "{style}");
        }
    }
}
