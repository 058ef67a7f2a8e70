//! `markdown.anchor`, `data.value`: no heading and no channel has an id that the frame of
//! its page has.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::parse::markdown::attributes;
use crate::parse::markdown::slug::slugify;
use crate::render::{Frame, template_name};
use crate::site::{Page, Site};
use candor_model::findings::Finding;

const CHANNELS: &str = "content/channels.toml";

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    let mut frames: BTreeMap<&str, Frame> = BTreeMap::new();
    for any in site.all_pages() {
        let template = template_name(site, any);
        let frame = frames
            .entry(template)
            .or_insert_with(|| Frame::of(&site.theme, template));
        let shows_channels = any.role().shows_channels && frame.shows_channels;
        let anchors = any.written().into_iter().flat_map(|page| {
            let anchors = page.outline.anchors.iter();
            anchors.map(move |anchor| (page, anchor))
        });
        for (page, anchor) in anchors {
            let by = if frame.has(anchor) {
                "outside your text"
            } else if shows_channels && site.channels.iter().any(|channel| channel.id == *anchor) {
                "for a channel"
            } else {
                continue;
            };
            findings.push(
                Finding::error(
                    "markdown.anchor",
                    format!("the page has the anchor `#{anchor}` already, {by}"),
                )
                .help(format!(
                    "Write another one behind the heading, such as {{#about-{anchor}}}."
                ))
                .at_opt(&*page.head.source, place(site, page, anchor)),
            );
        }
        // Every language has the same channels.
        if !shows_channels || any.lang() != site.default_lang() {
            continue;
        }
        for channel in site
            .channels
            .iter()
            .filter(|channel| frame.has(&channel.id))
        {
            findings.push(
                Finding::error(
                    "data.value",
                    format!("the contact page has the anchor `#{}` already", channel.id),
                )
                .help("Give the channel another id: it is the channel's anchor on that page.")
                .at(CHANNELS, channel.span.clone()),
            );
        }
    }
}

/// Where the heading of an anchor stands, as far as it is found.
fn place(site: &Site<'_>, page: &Page, anchor: &str) -> Option<Range<usize>> {
    let questions = &page.outline.questions;
    if let Some(question) = questions.iter().find(|question| question.id == anchor) {
        return Some(question.span.clone());
    }
    let text = site.tree.whole_text(&page.head.source).ok()?;
    let mut at = page.head.body_at;
    for line in text.get(at..)?.split_inclusive('\n') {
        let heading = line.trim_end();
        if heading.trim_start().starts_with('#') {
            let (title, id) = match attributes::find(heading) {
                Some(from) => (&heading[..from], attributes::parse(&heading[from..]).id),
                None => (heading, None),
            };
            if id.map_or_else(|| slugify(title), |(id, _)| id) == anchor {
                return Some(at..at + heading.len());
            }
        }
        at += line.len();
    }
    // One that raw HTML sets.
    let body = text.get(page.head.body_at..)?;
    [
        format!("id=\"{anchor}\""),
        format!("id='{anchor}'"),
        format!("name=\"{anchor}\""),
    ]
    .iter()
    .find_map(|written| {
        let from = page.head.body_at + body.find(written.as_str())?;
        Some(from..from + written.len())
    })
}
