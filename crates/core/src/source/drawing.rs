//! What an SVG picture holds that must not be published. Opened by itself, it is a page of the site: its script runs in
//! the site's name where a host ignores `_headers`, and what it loads tells others who reads.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// So many faults of one file are told, and the rest is counted.
const TOLD: usize = 100;

/// Elements that run something, or bring a page of their own into the picture.
const ACTIVE: &[&str] = &[
    "script",
    "handler",
    "listener",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "canvas",
    "html",
    "body",
    "form",
    "meta",
    "base",
    "link",
];

/// Elements that change attributes of others.
const ANIMATIONS: &[&str] = &[
    "set",
    "animate",
    "animatetransform",
    "animatemotion",
    "animatecolor",
];

/// One thing that is wrong, on a line.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    /// In words, to stand behind "this picture".
    pub what: String,
}

/// What a picture holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// What must not be published, the first hundred.
    pub faults: Vec<Fault>,
    /// How many more there are.
    pub more: usize,
    /// The line of the first style that the site's policy keeps from working when the picture is opened by itself.
    pub style: Option<usize>,
}

/// Looks into a picture.
///
/// # Errors
///
/// The line on which it stops being XML.
pub fn look(text: &str) -> Result<Held, usize> {
    let mut reader = Reader::from_str(text);
    let mut held = Held::default();
    let mut lines = Lines {
        text,
        at: 0,
        line: 1,
    };
    let mut is_style = false;
    let mut has_root = false;
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or_default();
        let line = lines.at(before);
        let Ok(event) = reader.read_event() else {
            return Err(line);
        };
        match event {
            Event::Start(start) => {
                has_root = true;
                is_style = name_of(&start) == "style";
                element(&start, line, &mut held)?;
            }
            Event::Empty(start) => {
                has_root = true;
                element(&start, line, &mut held)?;
            }
            Event::End(_) => is_style = false,
            Event::Text(content) if is_style => {
                css(&String::from_utf8_lossy(&content), line, &mut held)
            }
            Event::CData(content) if is_style => {
                css(&String::from_utf8_lossy(&content), line, &mut held)
            }
            Event::PI(instruction) if instruction.target() == b"xml-stylesheet" => {
                fault(&mut held, line, "loads a style sheet".to_owned());
            }
            Event::DocType(doctype) if doctype.contains(&b'[') => {
                fault(
                    &mut held,
                    line,
                    "declares entities, which can stand for anything".to_owned(),
                );
            }
            Event::Eof if has_root => return Ok(held),
            Event::Eof => return Err(line),
            _ => {}
        }
    }
}

/// Counts lines while going on.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, position: usize) -> usize {
        let passed = self
            .text
            .as_bytes()
            .get(self.at..position)
            .unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = self.at.max(position);
        self.line
    }
}

fn fault(held: &mut Held, line: usize, what: String) {
    if held.faults.len() < TOLD {
        held.faults.push(Fault { line, what });
    } else {
        held.more += 1;
    }
}

/// The name of an element, without its prefix, which can be chosen freely.
fn name_of(start: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(start.local_name().as_ref()).to_ascii_lowercase()
}

fn element(start: &BytesStart<'_>, line: usize, held: &mut Held) -> Result<(), usize> {
    let name = name_of(start);
    if ACTIVE.contains(&name.as_str()) {
        fault(held, line, format!("holds <{name}>"));
    }
    if name == "style" {
        held.style.get_or_insert(line);
    }
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| line)?;
        let key = String::from_utf8_lossy(attribute.key.local_name().as_ref()).to_ascii_lowercase();
        let raw = std::str::from_utf8(&attribute.value).map_err(|_| line)?;
        let value = quick_xml::escape::unescape(raw).map_err(|_| line)?;
        // Browsers pass over these in an address.
        let value: String = value
            .chars()
            .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
            .collect();
        let value = value.trim_matches(|c: char| c <= ' ');
        if key.starts_with("on") {
            fault(held, line, format!("holds the script `{key}`"));
        } else if key == "href" || key == "src" {
            if !leads_nowhere(&name, value) {
                let cut: String = value.chars().take(60).collect();
                fault(held, line, format!("leads to or loads `{cut}`"));
            }
        } else if key == "attributename" && ANIMATIONS.contains(&name.as_str()) {
            let changed = value
                .rsplit(':')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            if changed == "href" || changed.starts_with("on") {
                fault(held, line, format!("changes `{changed}` while it is shown"));
            }
        } else if key == "style" {
            held.style.get_or_insert(line);
            css(value, line, held);
        } else if value.contains("url(") || value.contains("URL(") {
            css(value, line, held);
        }
    }
    Ok(())
}

/// Whether a target is a place in the picture, a picture within it, or for a link a whole address or one of the site.
fn leads_nowhere(element: &str, target: &str) -> bool {
    let lower = target.to_ascii_lowercase();
    if target.starts_with('#') || target.is_empty() {
        return true;
    }
    let is_drawn = |kind: &str| {
        lower.starts_with(&format!("data:image/{kind};"))
            || lower.starts_with(&format!("data:image/{kind},"))
    };
    if ["png", "jpeg", "jpg", "gif", "webp", "avif"]
        .iter()
        .any(|kind| is_drawn(kind))
    {
        return true;
    }
    element == "a"
        && (lower.starts_with("https://")
            || lower.starts_with("mailto:")
            || lower.starts_with("tel:")
            || !lower.contains(':') && !lower.starts_with("//") && !lower.contains('\\'))
}

/// What a style loads.
fn css(style: &str, line: usize, held: &mut Held) {
    let lower = style.to_ascii_lowercase();
    if lower.contains("@import") {
        fault(held, line, "loads a style sheet".to_owned());
    }
    // An escape could hide either word.
    if lower.contains('\\') {
        fault(
            held,
            line,
            "holds an escape in a style, which can hide what it loads".to_owned(),
        );
    }
    for rest in lower.split("url(").skip(1) {
        let target = rest.split(')').next().unwrap_or_default();
        let target = target.trim_matches(|c: char| c <= ' ' || c == '"' || c == '\'');
        let is_font =
            target.starts_with("data:font/") || target.starts_with("data:application/font");
        if !is_font && !leads_nowhere("", target) {
            let cut: String = target.chars().take(60).collect();
            fault(held, line, format!("loads `{cut}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(inner: &str) -> Vec<String> {
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">\n{inner}\n</svg>");
        let held = look(&svg).unwrap_or_default();
        held.faults.into_iter().map(|fault| fault.what).collect()
    }

    #[test]
    fn what_runs_or_loads_is_told() {
        for (inner, what) in [
            ("<script>alert(1)</script>", "holds <script>"),
            (
                "<s:SCRIPT xmlns:s='http://www.w3.org/2000/svg'/>",
                "holds <script>",
            ),
            ("<g onload='x()'/>", "holds the script `onload`"),
            (
                "<foreignObject><p>Hi</p></foreignObject>",
                "holds <foreignobject>",
            ),
            (
                "<image href='https://t.example/a.png'/>",
                "leads to or loads `https://t.example/a.png`",
            ),
            (
                "<use xlink:href='other.svg#x'/>",
                "leads to or loads `other.svg#x`",
            ),
            (
                "<image href='data:image/svg+xml,x'/>",
                "leads to or loads `data:image/svg+xml,x`",
            ),
            (
                "<a href='java&#x09;script:alert(1)'/>",
                "leads to or loads `javascript:alert(1)`",
            ),
            ("<a href='//t.example'/>", "leads to or loads `//t.example`"),
            (
                "<set attributeName='xlink:href' to='x'/>",
                "changes `href` while it is shown",
            ),
            (
                "<rect style='fill:url(https://t.example/#a)'/>",
                "loads `https://t.example/#a`",
            ),
            (
                "<rect fill='url(//t.example/#a)'/>",
                "loads `//t.example/#a`",
            ),
            ("<style>@import 'x';</style>", "loads a style sheet"),
            (
                "<style><![CDATA[a{b:url(x.png)}]]></style>",
                "loads `x.png`",
            ),
        ] {
            assert_eq!(told(inner), [what], "{inner}");
        }
        let whole = |svg: &str| look(svg).map(|held| held.faults.len());
        assert_eq!(whole("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"), Ok(1));
        assert_eq!(whole("<?xml-stylesheet href='a.css'?>\n<svg/>"), Ok(1));
        assert_eq!(whole("<svg>\n<g></svg>"), Err(2));
        assert_eq!(whole("no picture"), Err(1));
        assert_eq!(
            look(&format!("<svg>{}</svg>", "<script/>".repeat(10_000))).map(|held| held.more),
            Ok(9_900)
        );
    }

    #[test]
    fn what_only_draws_is_fine() {
        for inner in [
            "<defs><linearGradient id='a'/></defs><rect fill='url(#a)'/>",
            "<use href='#a'/><use xlink:href='#b'/>",
            "<image href='data:image/png;base64,iVBOR'/>",
            "<a href='https://www.example.com/'><text>More</text></a><a href='/faq/'/>",
            "<animate attributeName='x' to='3'/><title>On air</title><text>onload=x</text>",
            "<!-- <script> -->",
            "<metadata/><style>@font-face{src:url(data:font/woff2;base64,AA)}</style>",
        ] {
            assert_eq!(told(inner), [""; 0], "{inner}");
        }
        assert_eq!(
            look("<svg><rect fill='red'/></svg>").map(|held| held.style),
            Ok(None)
        );
        assert_eq!(
            look("<svg>\n<style>a{}</style></svg>").map(|held| held.style),
            Ok(Some(2))
        );
        assert!(look("<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<svg/>").is_ok_and(|held| held.faults.is_empty()));
    }
}
