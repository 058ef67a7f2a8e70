//! What is read quickly is what a tree says; and what our tree says is what another one does.

use std::collections::BTreeSet;

use proptest::prelude::*;
use scraper::{ElementRef, Html, Node};

use super::*;

fn home() -> Home {
    Home::new("https://help.example.com").unwrap()
}

fn plainly(html: &str) -> Option<Reading> {
    let home = home();
    let mut memo = Memo::default();
    plain::read(html, Collector::new(&home, "/faq/", &mut memo, 0))
}

fn as_tree(html: &str) -> Reading {
    as_tree_at("/faq/", html)
}

fn as_tree_at(path: &str, html: &str) -> Reading {
    let home = home();
    read_as_tree(&home, path, &mut Memo::default(), html, 0)
}

/// Reads a page, and once more at another path, where pieces of its frame are known already.
fn again(html: &str) -> Option<Reading> {
    let home = home();
    let mut memo = Memo::default();
    plain::read(html, Collector::new(&home, "/faq/", &mut memo, 0))?;
    plain::read(html, Collector::new(&home, ELSEWHERE, &mut memo, 0))
}

const ELSEWHERE: &str = "/else/where/";

/// Markup that scanners get wrong. Each stands in the body of a page.
const NASTY: &[&str] = &[
    "<!--><img src=//evil.example/1>-->",
    "<!---><img src=//evil.example/1>-->",
    "<!-- --!><img src=//evil.example/1>",
    "<!-- -- ><img src=//evil.example/1> -->",
    "<!-- <!-- --><img src=//evil.example/1>",
    "<!- <img src=//evil.example/1> ->",
    "<?php ><img src=//evil.example/1>",
    "</ ><img src=//evil.example/1>",
    "<!DOCTYPE html><img src=//evil.example/1>",
    "<![CDATA[ ><img src=//evil.example/1> ]]>",
    "<svg><![CDATA[ ><img src=//evil.example/1> ]]></svg>",
    "<script><!-- <script> </script> --> </script><img src=//evil.example/1>",
    "<script>var x = '</scr' + 'ipt><img src=//evil.example/1>'</script>",
    "<script></script ><img src=//evil.example/1>",
    "<script></script/><img src=//evil.example/1>",
    "<script></scriptx><img src=//evil.example/1></script>",
    "<script src=//evil.example/1 src=/own.js></script>",
    "<style></style ><img src=//evil.example/1>",
    "<style>a{b:url(//evil.example/1)}</style>",
    "<style><!-- @import '//evil.example/1'; --></style>",
    "<textarea><img src=//evil.example/1></textarea>",
    "<textarea></textarea foo><img src=//evil.example/1>",
    "<title><img src=//evil.example/1></title>",
    "<xmp><img src=//evil.example/1></xmp>",
    "<noembed><img src=//evil.example/1></noembed>",
    "<noframes><img src=//evil.example/1></noframes>",
    "<iframe><img src=//evil.example/1></iframe>",
    "<iframe srcdoc='<img src=//evil.example/1>'></iframe>",
    "<iframe srcdoc='&lt;script src=//evil.example/1>&lt;/script>'></iframe>",
    "<plaintext><img src=//evil.example/1>",
    "<noscript><img src=//evil.example/1></noscript>",
    "<noscript><p title='</noscript><img src=//evil.example/1>'></noscript>",
    "<noscript><!-- </noscript><img src=//evil.example/1> --></noscript>",
    "<noscript><style></noscript><img src=//evil.example/1></style></noscript>",
    "<noscript><a</noscript><img src=//evil.example/1></noscript>",
    "<template><img src=//evil.example/1></template>",
    "<template><template><p id=a></template></template><p id=a>",
    "<div><template shadowrootmode=open><img src=//evil.example/1></template></div>",
    "<svg><image href=//evil.example/1 /></svg>",
    "<svg><image xlink:href=//evil.example/1 /></svg>",
    "<svg><use xlink:href='//evil.example/1#a'/></svg>",
    "<svg><filter><feImage href='//evil.example/1'/></filter></svg>",
    "<svg><script href='//evil.example/1'/></svg>",
    "<svg><script>x</script></svg>",
    "<svg><style>a{b:url(//evil.example/1)}</style></svg>",
    "<svg><style><img src=//evil.example/1></style></svg>",
    "<svg><title><img src=//evil.example/1></title></svg>",
    "<svg><foreignObject><img src=//evil.example/1></foreignObject></svg>",
    "<svg><p><img src=//evil.example/1></svg>",
    "<svg><rect fill='url(//evil.example/1#a)'/></svg>",
    "<svg><a xlink:href=//evil.example/1><text>go</text></a></svg>",
    "<math><mi><img src=//evil.example/1></mi></math>",
    "<math><annotation-xml encoding=text/html><img src=//evil.example/1></annotation-xml></math>",
    "<math><mglyph src=//evil.example/1></math>",
    "<image src=//evil.example/1>",
    "<table><tr><td>1</td></tr><img src=//evil.example/1></table>",
    "<table><img src=//evil.example/1><tr><td>1</table>",
    "<table>text<tr><td>1</table>",
    "<table><caption><a href=/x>1</a></caption><tr><td>2</table>",
    "<select><img src=//evil.example/1></select>",
    "<select><option><img src=//evil.example/1></select>",
    "<select><script src=//evil.example/1></script></select>",
    "<frameset><frame src=//evil.example/1></frameset>",
    "<IMG SRC=//evil.example/1>",
    "<img/src=//evil.example/1/>",
    "<img\tsrc\n=\n\"//evil.example/1\">",
    "<img src=\"//evil.example/1\"alt=x>",
    "<img alt=\">\" src=//evil.example/1>",
    "<img alt='\"' src=//evil.example/1>",
    "<img =src=//evil.example/1 src=/own>",
    "<img src=&#104;ttps://evil.example/1>",
    "<img src='&#x68;ttps:&sol;&sol;evil.example/1'>",
    "<img src=https&colon;//evil.example/1>",
    "<img src='https&colon//evil.example/1'>",
    "<img src='/x?a=1&copy=2&amp;lt;'>",
    "<img src='/x?a=1&copy;2'>",
    "<img src=/own SRC=//evil.example/1>",
    "<img SRCSET='/a 1x, //evil.example/1 2x'>",
    "<a href='/a' href='//evil.example/1'>x</a>",
    "<a href=/a>1<a href=/b>2</a></a>",
    "<a href=/a><p>1</a>2</p>",
    "<b><p>1</b>2</p><i>3",
    "<p>1<p>2<div>3</p>4</div>",
    "<p>1<table><tr><td>2</table>3",
    "<ul><li>1<li>2<ul><li>3</ul></ul>",
    "<dl><dt>1<dd>2<div><dt>3</div></dl>",
    "<h1>1<h2>2</h1>3",
    "<form action=//evil.example/1><form action=/own></form>",
    "<button formaction=//evil.example/1>1<button>2</button>",
    "<meta http-equiv=REFRESH content='0; URL=//evil.example/1'>",
    "<link rel='a PRELOAD' href=//evil.example/1>",
    "<base href=//evil.example/><img src=x>",
    "<body onload=x() style='background:url(//evil.example/1)'>",
    "<html lang=fr><p>1",
    "<input type='pass&#119;ord'>",
    "<input TYPE=Password autocomplete='section-a current-password'>",
    "<p style='display:n\\6fne'>secret</p>",
    "<p hidden>secret<br>212 555 01 00</p>",
    "<details><summary>1</summary><p>2</p></details>",
    "<p>212 555<!-- --> 01 00, x<wbr>@example.com</p>",
    "<p>a\u{0}b</p><img src=//evil.example/1>",
    "<p\u{0}><img src=//evil.example/1>",
    "<x-card src=//evil.example/1><p>1</x-card>",
    "<p id=a><p id=a><a name=b id=b></a><a href=#c>x</a>",
    "<nobr>1<nobr>2</nobr>",
    "<ruby>a<rt>b<rt>c</ruby>",
    "<button><a href=/x>1</a></button><a href=/y><button>2</button></a>",
    "<object data=//evil.example/1><p>1</object>",
    "<marquee><p>1</marquee>",
    "<embed src=//evil.example/1></embed>",
    "<br></br><p></p></p>",
    "</main></div></body><img src=//evil.example/1></html><p>1",
    "<dialog>1</dialog><dialog open>2</dialog>",
    "<svg><desc>1<p>2</svg>",
    "<svg/><p>1",
    "<svg><g/><circle/></svg><p>1",
    "<math/><p>1",
    "<hr><p>1<hr>2",
    "<option>1<option>2",
    "<datalist><option>1</datalist>",
    "<pre>\n\n1\n2</pre>",
    "&lt;img src=//evil.example/1&gt; &amp;amp; &nbsp;&#0;&#x80;&notit;",
    "<img src=//evil.example/1",
    "<img src=\"//evil.example/1",
    "<script>x",
    "<!-- x",
];

fn page(body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>A &amp; b</title>\n</head>\n<body>\n<header><nav><a href=\"/\">Home</a></nav></header>\n<main id=main>{body}</main>\n<footer>Bye</footer>\n</body>\n</html>\n"
    )
}

/// Everything that must hold for a text.
fn hold(html: &str) -> Result<(), TestCaseError> {
    let tree = as_tree(html);
    if let Some(plain) = plainly(html) {
        prop_assert_eq!(&plain, &tree, "{}", html);
        prop_assert_eq!(again(html), Some(as_tree_at(ELSEWHERE, html)), "{}", html);
    }
    let oracle = Oracle::of(html);
    let seen = Oracle::said_by(&tree);
    prop_assert_eq!(seen, oracle, "{}", html);
    Ok(())
}

/// What another tree says: addresses that load or lead somewhere, ids, and the words of the page.
#[derive(Debug, PartialEq, Eq, Default)]
struct Oracle {
    title: Option<String>,
    lang: Option<String>,
    addresses: BTreeSet<(String, String, String)>,
    handlers: BTreeSet<(String, String)>,
    passwords: bool,
    twice: BTreeSet<String>,
    letters: u32,
}

impl Oracle {
    fn of(html: &str) -> Oracle {
        let document = Html::parse_document(html.strip_prefix('\u{feff}').unwrap_or(html));
        let mut oracle = Oracle::default();
        let mut ids = BTreeSet::new();
        for node in document.tree.root().descendants() {
            let Some(element) = ElementRef::wrap(node) else {
                continue;
            };
            let name = element.value().name().to_ascii_lowercase();
            let is_html = &*element.value().name.ns == "http://www.w3.org/1999/xhtml";
            let is_in = |names: &[&str]| {
                node.ancestors()
                    .filter_map(ElementRef::wrap)
                    .any(|around| names.contains(&around.value().name()))
            };
            let begins_aside = is_html && matches!(name.as_str(), "template" | "noscript");
            let is_aside = begins_aside || is_in(&["template", "noscript"]);
            // Its own attributes stand where its content does.
            if is_html && name == "noscript" && !is_in(&["template"]) {
                continue;
            }
            if is_html && name == "html" {
                oracle.lang = element.attr("lang").map(str::to_owned);
            }
            if is_html && name == "title" && oracle.title.is_none() && !is_aside {
                oracle.title = Some(text::even(&element.text().collect::<String>()));
            }
            for (key, value) in element.value().attrs.iter() {
                let key = match &key.prefix {
                    Some(prefix) => format!("{prefix}:{}", key.local),
                    None => key.local.to_string(),
                }
                .to_ascii_lowercase();
                if key == "id" && !is_aside && !ids.insert(value.to_string()) {
                    oracle.twice.insert(value.to_string());
                }
                if key.starts_with("on") && key.len() > 2 {
                    oracle.handlers.insert((name.clone(), key.clone()));
                }
                // Which links load is a matter of their own.
                let points = match (is_html, name.as_str(), key.as_str()) {
                    (_, "link", _) => false,
                    (_, _, "src") | (true, "a" | "area", "href") => true,
                    (true, "form", "action") | (true, "object", "data") => true,
                    (false, _, "href" | "xlink:href") => true,
                    _ => false,
                };
                if points && value.contains("//") {
                    oracle
                        .addresses
                        .insert((name.clone(), key.clone(), value.to_string()));
                }
                if is_html && name == "iframe" && key == "srcdoc" {
                    let inner = Oracle::of(value);
                    oracle.handlers.extend(inner.handlers);
                    oracle.passwords |= inner.passwords;
                    let loads =
                        |(name, _, _): &(String, String, String)| name != "a" && name != "area";
                    oracle
                        .addresses
                        .extend(inner.addresses.into_iter().filter(loads));
                }
                oracle.passwords |= is_html
                    && name == "input"
                    && key == "type"
                    && value.trim().eq_ignore_ascii_case("password");
            }
        }
        for node in document.tree.root().descendants() {
            if let Node::Text(text) = node.value() {
                let is_seen = node
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .all(|around| is_seen(&around));
                if is_seen {
                    oracle.letters +=
                        u32::try_from(text.chars().filter(|c| c.is_alphanumeric()).count())
                            .unwrap();
                }
            }
        }
        oracle
    }

    /// The same from a reading. What only those without scripts get is not looked at.
    fn said_by(reading: &Reading) -> Oracle {
        let parts = || {
            reading
                .parts
                .iter()
                .filter(|part| part.place != Place::NoScript)
        };
        let points = |reference: &&std::sync::Arc<Reference>| {
            matches!(
                &*reference.attribute,
                "src" | "href" | "xlink:href" | "action" | "data"
            ) && reference.element != "link"
                && reference.written().contains("//")
        };
        Oracle {
            title: reading.title.as_deref().map(str::to_owned),
            lang: reading.lang.as_deref().map(str::to_owned),
            addresses: parts()
                .flat_map(|part| &part.references)
                .filter(points)
                .map(|reference| {
                    (
                        reference.element.to_string(),
                        reference.attribute.to_string(),
                        reference.written().into_owned(),
                    )
                })
                .collect(),
            handlers: parts()
                .flat_map(|part| &part.inline)
                .filter(|inline| inline.attribute.starts_with("on"))
                .map(|inline| (inline.element.to_string(), inline.attribute.to_string()))
                .collect(),
            passwords: parts().any(|part| part.fields.contains(&Field::Password)),
            twice: reading.twice.iter().map(|id| id.to_string()).collect(),
            letters: parts().map(|part| part.letters).sum(),
        }
    }
}

fn is_seen(element: &ElementRef<'_>) -> bool {
    let is_html = &*element.value().name.ns == "http://www.w3.org/1999/xhtml";
    let is_svg = !is_html;
    let name = element.value().name().to_ascii_lowercase();
    let unseen: &[&str] = if is_svg {
        &[
            "title",
            "desc",
            "metadata",
            "defs",
            "symbol",
            "style",
            "script",
            "clippath",
            "mask",
            "pattern",
            "marker",
            "lineargradient",
            "radialgradient",
            "filter",
        ]
    } else {
        &[
            "head", "title", "style", "script", "noscript", "template", "iframe", "noembed",
            "noframes", "object", "video", "audio", "canvas", "datalist", "progress", "meter",
            "rp",
        ]
    };
    let attr = |name| element.attr(name);
    !unseen.contains(&name.as_str())
        && attr("aria-hidden").is_none_or(|value| !value.eq_ignore_ascii_case("true"))
        && attr("style").is_none_or(|style| !css::hides(style))
        && (is_svg || attr("hidden").is_none() && attr("popover").is_none())
        && (is_svg || name != "dialog" || attr("open").is_some())
}

#[test]
fn nasty_markup_reads_as_a_browser_builds_it() {
    for body in NASTY {
        for html in [
            page(body),
            (*body).to_owned(),
            format!("{body}{}", page("x")),
            page("x").replace("<nav>", &format!("{body}<nav>")),
            page("x").replace("Bye", body),
        ] {
            if let Err(error) = hold(&html) {
                panic!("{error}");
            }
        }
    }
}

#[test]
fn a_frame_is_read_once() {
    let home = home();
    let mut memo = Memo::default();
    let mut read = |path: &str, html: &str| {
        plain::read(html, Collector::new(&home, path, &mut memo, 0)).unwrap()
    };
    let first = read("/faq/", &page("<p id=a>one</p>"));
    let second = read("/else/", &page("<p>two</p>"));
    let header = |reading: &Reading| {
        let mut parts = reading.parts.iter();
        std::sync::Arc::as_ptr(parts.find(|part| part.place == Place::Header).unwrap())
    };
    assert_eq!(header(&first), header(&second));
    assert!(
        memo.piece(page("").split_once("<body>\n").unwrap().1.as_bytes())
            .is_some()
    );
    // A link that means something else on another page.
    let bound = page("").replace("\"/\"", "x/");
    for path in ["/faq/", "/else/"] {
        let html = Collector::new(&home, path, &mut memo, 0);
        assert_eq!(plain::read(&bound, html).unwrap(), as_tree_at(path, &bound));
    }
}

#[test]
fn some_nasty_markup_is_still_plain() {
    let plain = NASTY
        .iter()
        .filter(|body| plainly(&page(body)).is_some())
        .count();
    assert!(plain >= 40, "{plain} of {}", NASTY.len());
}

/// Names of elements, those with rules of their own more than once.
fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "a",
        "abbr",
        "address",
        "applet",
        "article",
        "aside",
        "audio",
        "b",
        "base",
        "blockquote",
        "body",
        "br",
        "button",
        "button",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "div",
        "dl",
        "dl",
        "dt",
        "dt",
        "em",
        "embed",
        "fieldset",
        "figure",
        "font",
        "footer",
        "form",
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "h3",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "i",
        "iframe",
        "image",
        "img",
        "input",
        "keygen",
        "label",
        "legend",
        "li",
        "li",
        "link",
        "listing",
        "main",
        "marquee",
        "math",
        "menu",
        "meta",
        "mi",
        "nav",
        "nobr",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "ol",
        "ol",
        "optgroup",
        "option",
        "option",
        "p",
        "p",
        "p",
        "param",
        "plaintext",
        "pre",
        "rb",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "script",
        "search",
        "section",
        "select",
        "select",
        "small",
        "source",
        "span",
        "strong",
        "style",
        "sub",
        "summary",
        "svg",
        "svg",
        "g",
        "image",
        "use",
        "desc",
        "foreignObject",
        "table",
        "table",
        "tbody",
        "tbody",
        "td",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "tr",
        "track",
        "u",
        "ul",
        "ul",
        "var",
        "video",
        "wbr",
        "x-card",
        "xmp",
        "datalist",
        "menuitem",
    ])
}

fn attributes() -> impl Strategy<Value = String> {
    let one = prop::sample::select(vec![
        " id=a",
        " id=b",
        " href=/x",
        " href=//e/",
        " src=//e/1",
        " hidden",
        " onclick=x",
        " style='display:none'",
        " style=\"a:url(//e/2)\"",
        " class",
        " type=password",
        " action=//e/3",
        " xlink:href=//e/4",
        " aria-hidden=true",
        " role=main",
        " title='<'",
        " lang=fr",
        " name=a",
        " /",
        " color=red",
        " data=//e/5",
        " srcdoc='<p>212 555 01 00'",
    ]);
    prop_oneof![
        3 => Just(String::new()),
        2 => one.clone().prop_map(str::to_owned),
        1 => (one.clone(), one).prop_map(|(a, b)| format!("{a}{b}")),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "x",
        " ",
        "\n",
        "a b ",
        "1234567",
        "&amp;",
        "&#60;",
        "&lt",
        "é",
        "&nbsp;",
        "<!-- c -->",
        "<!-->",
        "<!DOCTYPE html>",
        "<![CDATA[x]]>",
        "<",
        "</",
        "</ x>",
        "<?x>",
        "\u{0}",
        "]]>",
    ])
    .prop_map(str::to_owned)
}

/// Well-formed trees of elements, which need not be where they may be.
fn tree() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => text(),
        1 => (prop::sample::select(vec!["br", "img", "hr", "input", "wbr", "link", "col"]), attributes())
            .prop_map(|(name, attributes)| format!("<{name}{attributes}>")),
        1 => (prop::sample::select(vec!["path", "use", "svg"]), attributes())
            .prop_map(|(name, attributes)| format!("<{name}{attributes}/>")),
    ];
    leaf.prop_recursive(6, 40, 5, |inner| {
        let children = prop::collection::vec(inner, 0..4).prop_map(|all| all.concat());
        prop_oneof![
            3 => (name(), attributes(), children.clone())
                .prop_map(|(name, attributes, inner)| format!("<{name}{attributes}>{inner}</{name}>")),
            1 => children.clone().prop_map(|inner| format!("<ul><li>{inner}</li></ul>")),
            1 => children.clone().prop_map(|inner| format!("<p>{inner}</p>")),
            1 => children.clone().prop_map(|inner| format!("<dl><div><dt>{inner}</dt></div></dl>")),
            1 => children.clone().prop_map(|inner| format!("<svg><g>{inner}</g></svg>")),
            1 => children.clone().prop_map(|inner| format!("<noscript>{inner}</noscript>")),
            1 => children.prop_map(|inner| format!("<table><tr><td>{inner}</td></tr></table>")),
        ]
    })
}

/// Tags and text in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => (name(), attributes()).prop_map(|(name, attributes)| format!("<{name}{attributes}>")),
        2 => name().prop_map(|name| format!("</{name}>")),
        2 => text(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn trees_are_read_as_they_are_built(body in tree()) {
        hold(&page(&body))?;
    }

    #[test]
    fn soup_is_read_as_it_is_built(body in soup()) {
        hold(&page(&body))?;
        hold(&body)?;
    }

    #[test]
    fn a_tree_with_a_hole_or_a_hump_is_read_as_it_is_built(body in tree(), from in 0usize..400, length in 0usize..30, to in 0usize..400) {
        let page = page(&body);
        let chars: Vec<char> = page.chars().collect();
        let from = from % chars.len();
        let cut: Vec<char> = chars.iter().copied().skip(from).take(length).collect();
        let mut without = chars.clone();
        without.drain(from..from + cut.len());
        hold(&without.iter().collect::<String>())?;
        let to = to % chars.len();
        let mut with = chars;
        with.splice(to..to, cut);
        hold(&with.iter().collect::<String>())?;
    }
}
