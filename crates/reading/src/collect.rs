//! Elements and text in document order, made into a reading.

mod element;
mod frame;
mod references;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

pub(crate) use element::Element;
pub(crate) use frame::Piece;

use crate::css;
use crate::home::{Base, Home, Target};
use crate::memo::Memo;
use crate::model::{
    Field, Heading, Hiding, Inline, Manner, Part, Passage, Place, Print, Purpose, Reading,
    Reference,
};
use crate::names::Tag;
use crate::noscript;
use crate::text;

/// Documents in documents (`srcdoc`) that are looked into.
const DEEPEST: u8 = 4;

/// Takes elements and text, in document order, and makes a reading of them.
pub(crate) struct Collector<'r> {
    home: &'r Home,
    path: &'r str,
    memo: &'r mut Memo,
    base: Base<'r>,
    /// How many documents this one stands in.
    depth: u8,
    reading: Reading,
    parts: Vec<Building>,
    levels: Vec<Level>,
    /// The block of text that is being read: what is seen of it and what is not.
    shown: String,
    hidden: String,
    /// Where in `shown` there is code.
    coded: Vec<Range<usize>>,
    /// Headings that are open: level and text.
    headings: Vec<(u8, String)>,
    /// The text of the `<title>` or `<style>` that is open.
    raw: String,
    /// Every id: where it is in `id_text`.
    ids: Vec<(Print, Range<usize>)>,
    id_text: String,
    /// What there was when a piece of the frame began that is to be remembered.
    before: Option<frame::Before>,
}

/// A part that is being read.
#[derive(Default)]
struct Building {
    part: Part,
    seen: FxHashSet<Arc<Reference>>,
    /// The whole of it, if it is known already.
    whole: Option<Arc<Part>>,
}

impl Building {
    fn at(place: Place) -> Building {
        Building {
            part: Part {
                place,
                ..Part::default()
            },
            ..Building::default()
        }
    }

    fn ids(&self) -> &[Print] {
        match &self.whole {
            Some(part) => &part.ids,
            None => &self.part.ids,
        }
    }
}

/// An open element.
#[derive(Clone, Copy)]
struct Level {
    part: usize,
    hiding: Option<Hiding>,
    text: Text,
    is_inline: bool,
    is_heading: bool,
}

/// What the text of an element is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    /// Something to read.
    Prose,
    /// Something to read that is quoted as it is, such as an example: whom it names is nobody's contact.
    Code,
    /// The title of the page.
    Title,
    /// A style sheet.
    Style,
    /// Something that is neither read nor looked into.
    Nothing,
}

impl<'r> Collector<'r> {
    /// One for the page at `path`.
    pub(crate) fn new(
        home: &'r Home,
        path: &'r str,
        memo: &'r mut Memo,
        depth: u8,
    ) -> Collector<'r> {
        Collector {
            home,
            path,
            memo,
            base: Base::of_page(home, path),
            depth,
            reading: Reading::default(),
            parts: vec![Building::default()],
            levels: Vec::with_capacity(32),
            shown: String::new(),
            hidden: String::new(),
            coded: Vec::new(),
            headings: Vec::new(),
            raw: String::new(),
            ids: Vec::new(),
            id_text: String::new(),
            before: None,
        }
    }

    fn top(&self) -> Level {
        self.levels.last().copied().unwrap_or(Level {
            part: 0,
            hiding: None,
            text: Text::Prose,
            is_inline: false,
            is_heading: false,
        })
    }

    /// An element begins.
    pub(crate) fn start(&mut self, element: &Element<'_>) {
        let around = self.top();
        if !element.is_inline() {
            self.end_block();
        }
        let hiding = around.hiding.or_else(|| element.hiding());
        let part = match element.place(self.place(around.part)) {
            Some(place) => {
                let part = self.parts.len();
                self.parts.push(Building::at(place));
                self.end_text(around.part, part);
                part
            }
            None => around.part,
        };
        let heading = element.tag.heading();
        if let Some(level) = heading {
            self.headings.push((level, String::new()));
        }
        let text = self.kind_of_text(element, around);
        if matches!(text, Text::Title | Text::Style) {
            self.raw.clear();
        }
        self.levels.push(Level {
            part,
            hiding,
            text,
            is_inline: element.is_inline(),
            is_heading: heading.is_some(),
        });
        self.look_at(element);
    }

    fn kind_of_text(&self, element: &Element<'_>, around: Level) -> Text {
        match (element.name, element.is_foreign) {
            ("style", _) => Text::Style,
            ("script", _) | ("iframe" | "noembed" | "noframes", false) => Text::Nothing,
            ("title", false) if self.reading.title.is_none() && !self.is_aside(around.part) => {
                Text::Title
            }
            ("title", false) => Text::Nothing,
            // With scripts on, what stands in it is no markup, and is read with scripts off.
            _ if around.text == Text::Nothing => Text::Nothing,
            ("code" | "kbd" | "pre" | "samp", false) => Text::Code,
            _ if around.text == Text::Code => Text::Code,
            _ => Text::Prose,
        }
    }

    /// Whether what stands in a part is not there for everybody.
    fn is_aside(&self, part: usize) -> bool {
        matches!(self.place(part), Place::NoScript | Place::Template)
    }

    fn place(&self, part: usize) -> Place {
        self.parts
            .get(part)
            .map(|building| building.part.place)
            .unwrap_or_default()
    }

    /// Whether text of the element that is open is looked at.
    pub(crate) fn takes_text(&self) -> bool {
        self.top().text != Text::Nothing
    }

    /// Text, a piece at a time.
    pub(crate) fn text(&mut self, piece: &str) {
        let level = self.top();
        match level.text {
            Text::Prose | Text::Code if level.hiding.is_some() => {
                text::push_even(&mut self.hidden, piece);
            }
            Text::Prose | Text::Code => {
                let from = self.shown.len();
                text::push_even(&mut self.shown, piece);
                if level.text == Text::Code {
                    self.coded.push(from..self.shown.len());
                }
                for (_, heading) in &mut self.headings {
                    text::push_even(heading, piece);
                }
            }
            Text::Title | Text::Style => self.raw.push_str(piece),
            Text::Nothing => {}
        }
    }

    /// An element that has no content.
    pub(crate) fn void(&mut self, element: &Element<'_>) {
        self.start(element);
        if element.tag == Tag::Br {
            self.text(" ");
        }
        self.end();
    }

    /// The element that began last ends.
    pub(crate) fn end(&mut self) {
        let level = self.top();
        if !level.is_inline {
            self.end_block();
        }
        match level.text {
            Text::Title => {
                let title = text::even(&self.raw);
                self.reading.title = Some(title.into());
            }
            Text::Style => {
                let css = std::mem::take(&mut self.raw);
                self.style_sheet(&css);
                self.raw = css;
            }
            Text::Prose | Text::Code | Text::Nothing => {}
        }
        if level.is_heading
            && let Some((level_of_heading, heading)) = self.headings.pop()
            && let Some(building) = self.parts.get_mut(level.part)
        {
            building.part.headings.push(Heading {
                level: level_of_heading,
                print: Print::of_even(heading.trim_end_matches(' ')),
            });
        }
        self.levels.pop();
        let around = self.top();
        if around.part != level.part {
            self.end_text(level.part, around.part);
        }
    }

    fn style_sheet(&mut self, css: &str) {
        self.inline("style", "");
        self.scan_css(css, "style", "", None);
    }

    /// A style sheet that is a file of its own.
    pub(crate) fn style_sheet_file(mut self, css: &str) -> Reading {
        self.scan_css(css, "style", "", None);
        self.finish()
    }

    /// A block of text ends, where the element that is open begins or ends.
    fn end_block(&mut self) {
        let level = self.top();
        // What is out of sight does not break the line around it.
        if level.hiding.is_none() {
            self.end_shown(level.part);
        }
        self.end_hidden(level.part);
    }

    fn end_shown(&mut self, part: usize) {
        let shown = self.shown.trim_end_matches(' ');
        if !shown.is_empty()
            && let Some(building) = self.parts.get_mut(part)
        {
            let part = &mut building.part;
            part.shown.push(Print::of_even(shown));
            part.letters = part.letters.saturating_add(text::letters(shown));
            keep_passage(part, &without(shown, &self.coded), || Manner::Shown);
        }
        self.shown.clear();
        self.coded.clear();
    }

    fn end_hidden(&mut self, part: usize) {
        let hidden = self.hidden.trim_end_matches(' ');
        if !hidden.is_empty()
            && let Some(building) = self.parts.get_mut(part)
        {
            building.part.hidden.push(Print::of_even(hidden));
            keep_passage(&mut building.part, hidden, || Manner::Hidden);
        }
        self.hidden.clear();
    }

    /// One part ends or another one begins, in the middle of a line or not.
    fn end_text(&mut self, part: usize, other: usize) {
        // A line goes on around what is not there for everybody.
        if !self.is_aside(part) && !self.is_aside(other) {
            self.end_shown(part);
        }
        self.end_hidden(part);
    }

    fn part(&mut self) -> Option<&mut Building> {
        let part = self.top().part;
        self.parts.get_mut(part)
    }

    fn add(&mut self, reference: Arc<Reference>) {
        if let Some(building) = self.part()
            && building.seen.insert(reference.clone())
        {
            building.part.references.push(reference);
        }
    }

    fn inline(&mut self, element: &str, attribute: &str) {
        let inline = Inline {
            element: element.to_owned().into(),
            attribute: attribute.to_owned().into(),
        };
        if let Some(building) = self.part()
            && !building.part.inline.contains(&inline)
        {
            building.part.inline.push(inline);
        }
    }

    fn field(&mut self, field: Field) {
        if let Some(building) = self.part()
            && !building.part.fields.contains(&field)
        {
            building.part.fields.push(field);
        }
    }

    fn id(&mut self, id: &str, is_unique: bool) {
        if self.is_aside(self.top().part) {
            return;
        }
        let print = Print::of_id(id);
        if is_unique {
            let from = self.id_text.len();
            self.id_text.push_str(id);
            self.ids.push((print, from..self.id_text.len()));
        }
        if let Some(building) = self.part() {
            building.part.ids.push(print);
        }
    }

    /// Hands over what a style sheet fetches.
    fn scan_css(&mut self, style: &str, element: &str, attribute: &str, hiding: Option<Hiding>) {
        css::scan(style, &mut |found| {
            let (address, is_certain) = match found {
                css::Found::Address(address) => (address, true),
                css::Found::Text(text) => (text, false),
                // No URL, and what makes it none says why.
                css::Found::TooDeep => ("https://[a style nested too deeply to be read]", true),
            };
            let reference = self.memo.reference(
                &mut self.base,
                element.to_owned().into(),
                attribute.to_owned().into(),
                Purpose::Load,
                hiding,
                address,
            );
            if is_certain || matches!(reference.target, Target::Foreign(_)) {
                self.add(reference);
            }
        });
    }

    /// The whole of it, when everything was handed over.
    pub(crate) fn finish(mut self) -> Reading {
        self.levels.clear();
        self.end_block();
        self.reading.twice = self.twice();
        let mut ids: Vec<Print> = self
            .parts
            .iter()
            .flat_map(|building| building.ids().iter().copied())
            .collect();
        ids.sort_unstable();
        let leads_nowhere = |reference: &Reference| match &reference.target {
            Target::Here(_) if reference.purpose != Purpose::Link => false,
            Target::Here(Some(_)) => {
                let anchor = reference.target.anchor().unwrap_or_default();
                let is_top = anchor.is_empty() || anchor.eq_ignore_ascii_case("top");
                !is_top && ids.binary_search(&Print::of_id(&anchor)).is_err()
            }
            Target::Here(None) => false,
            _ => true,
        };
        let memo = self.memo;
        let mut parts = Vec::with_capacity(self.parts.len());
        let mut asides = Vec::new();
        for building in self.parts {
            if let Some(part) = building.whole {
                parts.push(part);
                continue;
            }
            let mut part = building.part;
            part.references.retain(|reference| leads_nowhere(reference));
            match part.place {
                Place::NoScript => asides.push(part),
                _ => parts.push(memo.part(part)),
            }
        }
        let aside = asides.into_iter().reduce(noscript::join);
        parts.extend(aside.map(|part| memo.part(part)));
        self.reading.parts = parts;
        self.reading
    }

    /// Ids that stand on more than one element, each once, in order.
    fn twice(&mut self) -> Vec<Arc<str>> {
        self.ids
            .sort_by(|(a, at), (b, other)| (a, at.start).cmp(&(b, other.start)));
        let mut twice: Vec<Arc<str>> = self
            .ids
            .chunk_by(|(a, _), (b, _)| a == b)
            .filter(|same| same.len() > 1)
            .flat_map(|same| {
                let mut texts: Vec<&str> = same
                    .iter()
                    .map(|(_, at)| &self.id_text[at.clone()])
                    .collect();
                texts.sort_unstable();
                texts
                    .chunk_by(|a, b| a == b)
                    .filter(|same| same.len() > 1)
                    .filter_map(|same| same.first().map(|id| Arc::from(*id)))
                    .collect::<Vec<_>>()
            })
            .collect();
        twice.sort();
        twice
    }
}

/// A text with a stop in the place of each of these ranges, so that what stands around them does not become one.
fn without<'t>(text: &'t str, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        rest.push_str(text.get(at..range.start).unwrap_or_default());
        rest.push_str(" \u{2026} ");
        at = range.end;
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(rest)
}

fn keep_passage(part: &mut Part, text: &str, manner: impl FnOnce() -> Manner) {
    if text::may_hold_contact(text) {
        let passage = Passage {
            text: text.into(),
            manner: manner(),
        };
        if !part.passages.iter().any(|known| **known == passage) {
            part.passages.push(Arc::new(passage));
        }
    }
}
