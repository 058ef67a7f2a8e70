//! Pictures in SVG that are published as files of their own. They are XML, which has rules of its own.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::attributes::Attributes;
use crate::collect::{Collector, Element};
use crate::model::Reading;
use crate::names::Tag;

/// Reads a picture. None when it is no XML.
pub(crate) fn read(xml: &str, mut collector: Collector<'_>) -> Option<Reading> {
    let mut reader = Reader::from_str(xml);
    let mut attributes = Attributes::default();
    let mut name = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                fill(&start, &mut name, &mut attributes)?;
                collector.start(&element(&name, &attributes));
            }
            Event::Empty(start) => {
                fill(&start, &mut name, &mut attributes)?;
                collector.start(&element(&name, &attributes));
                collector.end();
            }
            Event::End(_) => collector.end(),
            Event::Text(text) => collector.text(&text.decode().ok()?),
            Event::CData(text) => collector.text(&text.decode().ok()?),
            Event::GeneralRef(reference) => {
                let decoded = reference.decode().ok()?;
                match reference.resolve_char_ref().ok()? {
                    Some(sign) => collector.text(sign.encode_utf8(&mut [0; 4])),
                    None => collector.text(quick_xml::escape::resolve_xml_entity(&decoded)?),
                }
            }
            // `<?xml-stylesheet href="…"?>` loads one.
            Event::PI(instruction) if instruction.target() == b"xml-stylesheet" => {
                let written = String::from_utf8_lossy(instruction.content()).into_owned();
                let start =
                    BytesStart::from_content(format!("stylesheet {written}"), "stylesheet".len());
                fill(&start, &mut name, &mut attributes)?;
                collector.start(&element(&name, &attributes));
                collector.end();
            }
            // Entities can stand for anything.
            Event::DocType(doctype) if doctype.contains(&b'[') => return None,
            Event::Eof => return Some(collector.finish()),
            Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

fn element<'e>(name: &'e str, attributes: &'e Attributes) -> Element<'e> {
    Element {
        tag: Tag::Other,
        name,
        is_foreign: true,
        attributes,
    }
}

/// Takes name and attributes of a tag. Prefixes of namespaces can be chosen freely; any `href` counts.
fn fill(start: &BytesStart<'_>, name: &mut String, attributes: &mut Attributes) -> Option<()> {
    name.clear();
    name.push_str(std::str::from_utf8(start.local_name().as_ref()).ok()?);
    name.make_ascii_lowercase();
    attributes.clear();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let local = attribute.key.local_name();
        let local = local.as_ref().to_ascii_lowercase();
        let is_linked = attribute.key.prefix().is_some() && local == b"href";
        attributes.begin();
        attributes.push_name(if is_linked { b"xlink:href" } else { &local });
        let value = std::str::from_utf8(&attribute.value).ok()?;
        attributes.push_value(quick_xml::escape::unescape(value).ok()?.as_bytes());
    }
    attributes.settle();
    Some(())
}
