//! Collects what the prose of a page holds while its Markdown events go by.
//!
//! Prose comes in blocks: paragraphs, list items, table cells, headings. Each block keeps
//! where its text stands in the file, so that whatever is found in it has a place. Code
//! and comments are no prose; the text of raw HTML is.

use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::FxHasher;

use super::Context;
use candor_model::answer::{
    Answer, BlockClaim, ChannelRef, Mentioned, Part, Promise, Prose, Reading, Said, SaidHours,
    SaidTime, WrittenContact,
};
use candor_model::channel::{Channel, Purpose, RETURNED_WITHIN, Stage};
use candor_prose::{
    self, ContactKind, FactChannel, FactSpan, Grader, Promising, StatedPeriod, Tells, Tokens,
    TypedTime, contacts, count_words, normal_phone, typed_hours, typed_times,
};

/// Addresses of a messenger that end in a number with its country prefix.
const WHATSAPP: &[&str] = &["https://wa.me/", "https://api.whatsapp.com/send?phone="];

/// What has been seen of the page so far.
pub struct Collector<'a> {
    context: Context<'a>,
    prose: Prose,
    answer: Answer,
    open: Block,
    /// Blocks of the section.
    blocks: Vec<Block>,
    lists: Vec<OpenList>,
    /// Where the part below the last heading of the section's own begins, by block, and how many such parts there are.
    part: Option<usize>,
    headed: usize,
    /// Where the open table's row begins, and how many rows ended.
    row: usize,
    rows: usize,
    table: Option<OpenTable>,
    /// The last heading inside the section.
    subheading: Option<usize>,
    /// What the open block claims.
    claims: Vec<(String, Range<usize>)>,
    link_text: Option<String>,
}

#[derive(Default)]
struct Block {
    text: String,
    /// Where runs of the text stand in the file, in order.
    runs: Vec<Run>,
    facts: Vec<FilledIn>,
    is_in_list: bool,
    /// The blocks of the section that tell what it is about, the nearest first.
    leads: Vec<usize>,
}

/// A part of the text that came from a fact.
struct FilledIn {
    span: Range<usize>,
    name: String,
    /// Id of the channel that the fact is of.
    channel: Option<String>,
}

struct Run {
    /// Where the run begins in the text.
    at: usize,
    /// Its place in the file.
    source: Range<usize>,
    /// Whether text and file are the same byte for byte.
    is_verbatim: bool,
}

struct OpenList {
    is_ordered: bool,
    items: usize,
    /// Where the open item begins, by block.
    begins: Option<usize>,
    /// The block that leads in to it.
    lead: Option<usize>,
    /// The first block of the open item.
    item: Option<usize>,
}

/// The table that is open.
#[derive(Default)]
struct OpenTable {
    lead: Option<usize>,
    /// The blocks of its head, by column.
    heads: Vec<Option<usize>>,
    /// The label of the open row.
    label: Option<usize>,
    in_head: bool,
    /// The open cell, counted from 1.
    column: usize,
}

impl Block {
    fn push(&mut self, text: &str, source: Range<usize>) {
        self.runs.push(Run {
            at: self.text.len(),
            is_verbatim: source.len() == text.len(),
            source,
        });
        self.text.push_str(text);
    }

    /// The place in the file of a part of the text.
    fn place(&self, part: &Range<usize>) -> Range<usize> {
        let first = self.runs.partition_point(|run| run.at <= part.start).max(1) - 1;
        let last = self.runs.partition_point(|run| run.at < part.end).max(1) - 1;
        let start = self.runs.get(first).map_or(0, |run| {
            if run.is_verbatim {
                run.source.start + (part.start - run.at).min(run.source.len())
            } else {
                run.source.start
            }
        });
        let end = self.runs.get(last).map_or(start, |run| {
            if run.is_verbatim {
                run.source.start + part.end.saturating_sub(run.at).min(run.source.len())
            } else {
                run.source.end
            }
        });
        start..end.max(start)
    }
}

impl<'a> Collector<'a> {
    pub fn new(context: Context<'a>) -> Self {
        Collector {
            context,
            prose: Prose::default(),
            answer: Answer::default(),
            open: Block::default(),
            blocks: Vec::new(),
            lists: Vec::new(),
            part: None,
            headed: 0,
            row: 0,
            rows: 0,
            table: None,
            subheading: None,
            claims: Vec::new(),
            link_text: None,
        }
    }

    /// Running text that stands at `source` of the file.
    pub fn text(&mut self, text: &str, source: Range<usize>) {
        if self.is_idle() {
            return;
        }
        if let Some(link) = &mut self.link_text {
            link.push_str(text);
        }
        self.open.push(text, source);
    }

    /// A space that markup stands for, such as the end of a line.
    pub fn space(&mut self, source: Range<usize>) {
        self.text(" ", source);
    }

    /// A fact in running text.
    pub fn fact(&mut self, name: &str, text: &str, channel: Option<&str>, source: Range<usize>) {
        let start = self.open.text.len();
        self.text(text, source);
        if !self.is_idle() {
            self.open.facts.push(FilledIn {
                span: start..self.open.text.len(),
                name: name.to_owned(),
                channel: channel.map(str::to_owned),
            });
        }
        self.refer(name);
    }

    /// The section begins with a placeholder.
    pub fn placeholder(&mut self) {
        self.answer.has_placeholder = true;
    }

    /// Notes that a fact was referred to, in text or in a link target.
    pub fn refer(&mut self, name: &str) {
        if !self.is_idle() && self.answer.facts.iter().all(|known| known != name) {
            self.answer.facts.push(name.to_owned());
        }
    }

    /// A link begins that leads to `target`: an address of the site, or a whole one.
    pub fn start_link(&mut self, target: &str, source: &Range<usize>) {
        if self.is_idle() {
            return;
        }
        self.link_text = Some(String::new());
        self.answer.links.push(target.to_owned());
        self.link_contacts(target, source);
    }

    /// The numbers and addresses that a link opens, whoever made it: in Markdown or in raw HTML.
    pub fn link_contacts(&mut self, target: &str, source: &Range<usize>) {
        if self.is_idle() {
            return;
        }
        let found = opened(target, self.context.phone_region).map(|(is_phone, normal, written)| {
            WrittenContact {
                is_phone,
                normal,
                written,
                span: source.clone(),
            }
        });
        self.prose.contacts.extend(found);
    }

    /// Words beside the prose that readers meet all the same: titles of links, texts of pictures, other words
    /// for a question. `source` is where they stand as a whole.
    pub fn aside(&mut self, text: &str, source: &Range<usize>) {
        self.contacts_in(text, |_| source.clone());
    }

    /// A link ends.
    pub fn end_link(&mut self) {
        if let Some(text) = self.link_text.take() {
            self.answer.words_in_links += count(count_words(&text));
        }
    }

    /// A list begins.
    pub fn start_list(&mut self, is_ordered: bool) {
        self.end_block();
        let lead = self.lead_in();
        self.lists.push(OpenList {
            is_ordered,
            items: 0,
            begins: None,
            lead,
            item: None,
        });
    }

    /// The block that leads in to what comes: the item around it, or the words before a colon.
    fn lead_in(&self) -> Option<usize> {
        let item = self.lists.last().and_then(|list| list.item);
        item.or_else(|| {
            let last = self.blocks.len().checked_sub(1)?;
            let leads = self.blocks[last].text.trim_end().ends_with(':');
            leads.then_some(last)
        })
    }

    /// An item of the innermost list begins.
    pub fn start_item(&mut self) {
        self.end_block();
        let begins = self.blocks.len();
        if let Some(list) = self.lists.last_mut() {
            list.items += 1;
            let (before, is_ordered) = (list.begins.replace(begins), list.is_ordered);
            list.item = None;
            self.end_part(before, is_ordered);
        }
    }

    /// A table begins, its head first.
    pub fn start_table(&mut self) {
        self.end_block();
        self.table = Some(OpenTable {
            lead: self.lead_in(),
            ..OpenTable::default()
        });
    }

    /// A row of a table begins.
    pub fn start_row(&mut self) {
        self.end_block();
        if let Some(table) = &mut self.table {
            table.in_head = false;
            table.column = 0;
            table.label = None;
        }
        self.row = self.blocks.len();
    }

    /// A cell begins, of the head or of a row.
    pub fn start_cell(&mut self, in_head: bool) {
        self.end_block();
        if let Some(table) = &mut self.table {
            table.in_head = in_head;
            table.column += 1;
        }
    }

    /// A table ends.
    pub fn end_table(&mut self) {
        self.end_block();
        self.table = None;
        self.rows = 0;
    }

    /// The innermost list ends.
    pub fn end_list(&mut self) {
        self.end_block();
        if let Some(list) = self.lists.pop() {
            self.end_part(list.begins, list.is_ordered);
            if list.items >= 2 {
                self.answer.has_list = true;
                self.answer.has_steps |= list.is_ordered;
            }
        }
    }

    /// A heading within the section ends: what follows is a part of its own, such as a step.
    pub fn sub_heading(&mut self) {
        let before = self.blocks.len();
        self.end_block();
        self.subheading = self.blocks.len().checked_sub(1);
        let last = self.part.take();
        self.parts_until(last, before, true);
        self.part = Some(before);
        self.headed += 1;
        if self.headed >= 2 {
            self.answer.has_list = true;
            self.answer.has_steps = true;
        }
    }

    /// A row of a table ends, below its head.
    pub fn end_row(&mut self) {
        self.end_block();
        self.end_part(Some(self.row), false);
        self.rows += 1;
        self.answer.has_list |= self.rows >= 2;
    }

    /// A part ends that began with a block.
    fn end_part(&mut self, begins: Option<usize>, is_step: bool) {
        self.parts_until(begins, self.blocks.len(), is_step);
    }

    fn parts_until(&mut self, begins: Option<usize>, end: usize, is_step: bool) {
        let Some(begins) = begins.filter(|begins| *begins < end && !self.is_idle()) else {
            return;
        };
        let number = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        self.answer.parts.push(Part {
            blocks: number(begins)..number(end),
            words: 0,
            is_step,
        });
    }

    /// The open block claims a point.
    pub fn claim(&mut self, point: String, place: Range<usize>) {
        if !self.is_idle() {
            self.claims.push((point, place));
        }
    }

    /// A paragraph, item, cell or heading ends.
    pub fn end_block(&mut self) {
        let holds = match self.claims.is_empty() {
            true => Answer::default(),
            false => Answer {
                words: count(count_words(&self.open.text)),
                fingerprint: fingerprint([&*self.open.text]),
                ..Answer::default()
            },
        };
        let claims = self.claims.drain(..).map(|(point, span)| BlockClaim {
            point,
            holds: holds.clone(),
            span,
        });
        self.prose.claims.extend(claims);
        if self.open.text.trim().is_empty() {
            self.open = Block::default();
        } else {
            self.open.is_in_list = !self.lists.is_empty();
            self.open.leads = self.place_in_section();
            self.blocks.push(std::mem::take(&mut self.open));
        }
    }

    /// The blocks that tell what the open one is about; it takes its own place among them.
    fn place_in_section(&mut self) -> Vec<usize> {
        let own = self.blocks.len();
        let mut leads: Vec<Option<usize>> = Vec::new();
        if let Some(table) = &mut self.table {
            let column = table.column.saturating_sub(1);
            if table.in_head {
                if table.heads.len() <= column {
                    table.heads.resize(column + 1, None);
                }
                table.heads[column] = Some(own);
            } else {
                leads.extend([table.label, table.heads.get(column).copied().flatten()]);
                if column == 0 {
                    table.label = Some(own);
                }
            }
            leads.push(table.lead);
        }
        for list in self.lists.iter_mut().rev() {
            leads.push(list.item);
            leads.push(list.lead);
        }
        if let Some(list) = self.lists.last_mut() {
            list.item.get_or_insert(own);
        }
        leads.push(self.subheading);
        let mut found: Vec<usize> = Vec::new();
        for lead in leads.into_iter().flatten() {
            if lead != own && !found.contains(&lead) {
                found.push(lead);
            }
        }
        found
    }

    /// Whether blocks are looked into: without a rule pack nobody asks what they hold.
    fn is_idle(&self) -> bool {
        self.context.dictionary.is_none()
    }

    /// The level-2 heading of the section: no part of the answer, but prose all the same.
    pub fn heading(&mut self) {
        self.end_block();
        if let Some(block) = self.blocks.pop() {
            self.contacts(&block);
        }
    }

    /// The section ends; `heading` is its level-2 heading, and `claims` whether that claims points.
    pub fn end_section(&mut self, heading: Option<&str>, claims: bool) {
        let Some(dictionary) = self.context.dictionary else {
            return;
        };
        self.end_block();
        let part = self.part.take();
        self.end_part(part, true);
        self.headed = 0;
        self.rows = 0;
        let blocks = std::mem::take(&mut self.blocks);
        self.answer.fingerprint = fingerprint(blocks.iter().map(|block| &*block.text));
        (self.table, self.subheading) = (None, None);
        let mut grader = Grader::new(dictionary);
        for (at, block) in blocks.iter().enumerate() {
            let tokens = dictionary.split(&block.text);
            let words = count(tokens.count());
            self.answer.words += words;
            let number = u16::try_from(at).unwrap_or(u16::MAX);
            for part in &mut self.answer.parts {
                if part.blocks.contains(&number) {
                    part.words += words;
                }
            }
            let series = candor_prose::series(&tokens);
            self.answer.series = self
                .answer
                .series
                .max(u8::try_from(series).unwrap_or(u8::MAX));
            self.contacts(block);
            self.said(block, &tokens, number);
            let is_first = at == 0 && !block.is_in_list;
            let leads: Vec<&str> = block
                .leads
                .iter()
                .filter_map(|lead| Some(leading(&blocks.get(*lead)?.text)))
                .collect();
            self.promises(block, &tokens, heading, is_first, (&leads, claims));
            grader.add(at, &tokens);
        }
        let question = dictionary.split(heading.unwrap_or_default());
        let asked = candor_prose::found(&question).into_iter();
        self.answer.asked = asked
            .map(|hit| u16::try_from(hit.list).unwrap_or(u16::MAX))
            .collect();
        self.answer.asked.sort_unstable();
        self.answer.asked.dedup();
        self.answer.reading = grader.finish().and_then(|reading| {
            let (at, span) = reading.worst;
            Some(Reading {
                grade_tenths: (reading.grade * 10.0).clamp(0.0, 999.0) as u16,
                sentence: blocks.get(at)?.place(&span),
            })
        });
        self.prose.answers.push(std::mem::take(&mut self.answer));
    }

    /// What was collected.
    pub fn finish(self) -> Prose {
        self.prose
    }

    fn contacts(&mut self, block: &Block) {
        self.contacts_in(&block.text, |span| block.place(span));
    }

    fn contacts_in(&mut self, text: &str, place: impl Fn(&Range<usize>) -> Range<usize>) {
        if self.is_idle() {
            return;
        }
        for found in contacts(text, Some(self.context.phone_region)) {
            self.prose.contacts.push(WrittenContact {
                is_phone: found.kind == ContactKind::Phone,
                normal: found.normal,
                written: found.written,
                span: place(&found.span),
            });
        }
    }

    fn said(&mut self, block: &Block, tokens: &Tokens<'_>, number: u16) {
        for hit in candor_prose::found(tokens) {
            self.answer.said.push(Said {
                list: u16::try_from(hit.list).unwrap_or(u16::MAX),
                block: number,
                words: u16::try_from(count_words(&block.text[hit.span.clone()]))
                    .unwrap_or(u16::MAX),
                span: block.place(&hit.span),
                denial: hit.denial,
                restricted: hit.restricted,
            });
        }
    }

    /// The parts of a block that facts filled in.
    fn facts_of(channels: &'a [Channel], block: &Block) -> Vec<FactSpan<'a>> {
        let of = |fact: &FilledIn| {
            let id = fact.channel.as_ref();
            let channel = id.and_then(|id| channels.iter().find(|known| known.id == *id));
            FactSpan {
                span: fact.span.clone(),
                channel: channel.map(of_fact),
                tells: channel.map_or(Tells::Other, |channel| tells(channel, &fact.name)),
            }
        };
        block.facts.iter().map(of).collect()
    }

    fn hours(
        &mut self,
        block: &Block,
        tokens: &Tokens<'_>,
        stated: &[StatedPeriod],
        heading: Option<&str>,
        leads: &[&str],
    ) {
        let facts = Self::facts_of(self.context.channels, block);
        let promising = Promising {
            tokens,
            stated,
            facts: &facts,
            heading,
            is_first: false,
            page_title: self.context.title,
        };
        let hours = typed_hours(&promising, leads);
        let said = hours.into_iter().map(|hours| SaidHours {
            written: block.text[hours.span.clone()].to_owned(),
            span: block.place(&hours.span),
            days: hours.days,
            times: hours.times,
            always: hours.always,
            closed: hours.closed,
            loosely: hours.loosely,
            channels: Mentioned {
                kinds: hours.kinds,
                ids: hours.ids,
                complaints: hours.complaints,
                other: false,
            },
        });
        let said: Vec<SaidHours> = said.collect();
        self.answer.hours.extend(said);
    }

    fn promises(
        &mut self,
        block: &Block,
        tokens: &Tokens<'_>,
        heading: Option<&str>,
        is_first: bool,
        (leads, claims): (&[&str], bool),
    ) {
        let stated = candor_prose::periods(tokens);
        self.hours(block, tokens, &stated, heading, leads);
        if stated.is_empty() {
            return;
        }
        self.answer.has_period |= stated.iter().any(|period| !period.vague);
        let minutes = stated.iter().map(|stated| stated.time.approx_minutes());
        self.answer.periods.extend(minutes);
        let facts = Self::facts_of(self.context.channels, block);
        let promising = Promising {
            tokens,
            stated: &stated,
            facts: &facts,
            heading,
            is_first,
            page_title: self.context.title,
        };
        for time in typed_times(&promising, leads) {
            if claims || time.is_near {
                let said = said(&time, &block.text, |span| block.place(span));
                self.answer.times.push(said);
            }
        }
        for promise in candor_prose::promises(&promising) {
            self.prose.promises.push(Promise {
                minutes: promise.time.approx_minutes(),
                written: block.text[promise.span.clone()].to_owned(),
                stage: promise.stage,
                channel: match promise.channel {
                    candor_prose::ChannelRef::Kind(kind) => ChannelRef::Kind(kind),
                    candor_prose::ChannelRef::Id(id) => ChannelRef::Id(id),
                    candor_prose::ChannelRef::Complaints => ChannelRef::Complaints,
                },
                fact: promise.fact.map(|at| block.facts[at].name.clone()),
                span: block.place(&promise.span),
            });
        }
    }
}

/// The part of a text that leads in to what follows: the sentence before its last colon, else all of it.
fn leading(text: &str) -> &str {
    let Some(lead) = text.trim_end().strip_suffix(':') else {
        return text;
    };
    let start = lead.rfind(['.', '!', '?']).map_or(0, |end| end + 1);
    &text[start..]
}

/// The numbers and addresses that a link opens, each with whether it is a phone number, in the form in which
/// two are compared, and as written.
fn opened(target: &str, region: &str) -> impl Iterator<Item = (bool, String, String)> {
    let number = ["tel:", "sms:"]
        .iter()
        .find_map(|scheme| target.strip_prefix(scheme))
        .map(str::to_owned)
        .or_else(|| {
            WHATSAPP
                .iter()
                .find_map(|start| target.strip_prefix(start))
                .map(|number| format!("+{number}"))
        });
    let phone =
        number.and_then(|number| Some((true, normal_phone(&number, Some(region))?, number)));
    let addresses = target.strip_prefix("mailto:").map(|mail| {
        let (to, fields) = mail.split_once('?').unwrap_or((mail, ""));
        let copies = fields.split('&').filter_map(|field| {
            let (name, value) = field.split_once('=')?;
            matches!(&*name.to_ascii_lowercase(), "to" | "cc" | "bcc").then_some(value)
        });
        let all: Vec<_> = std::iter::once(to)
            .chain(copies)
            .flat_map(|addresses| addresses.split(','))
            .map(|address| address.replace("%40", "@"))
            .filter(|address| !address.is_empty())
            .map(|address| (false, address.to_lowercase(), address))
            .collect();
        all
    });
    phone.into_iter().chain(addresses.into_iter().flatten())
}

/// A time as a page keeps it. `place` is where a part of the text stands in the file.
pub fn said(
    time: &TypedTime,
    text: &str,
    place: impl Fn(&Range<usize>) -> Range<usize>,
) -> SaidTime {
    SaidTime {
        time: time.time,
        written: text[time.span.clone()].to_owned(),
        span: place(&time.span),
        value: time.value.as_ref().map(place),
        usual: time.usual,
        open: time.open,
        recurs: time.recurs,
        weekdays: time.weekdays,
        awaited: time.awaited.clone(),
        is_near: time.is_near,
        is_special: time.is_special,
        channels: Mentioned {
            kinds: time.kinds.clone(),
            ids: time.ids.clone(),
            complaints: time.complaints,
            other: time.other,
        },
    }
}

/// What the fact of this name tells of its channel.
fn tells(channel: &Channel, fact: &str) -> Tells {
    let name = fact.strip_prefix(channel.id.as_str()).unwrap_or(fact);
    let name = name.trim_start_matches('.');
    match Stage::named(name) {
        Some(stage) => Tells::Commitment(stage),
        None if name == RETURNED_WITHIN => Tells::Return,
        None => Tells::Other,
    }
}

fn of_fact(channel: &Channel) -> FactChannel<'_> {
    FactChannel {
        id: &channel.id,
        kind: channel.kind,
        complaints: channel.purpose == Some(Purpose::Complaints),
    }
}

/// The words of some texts, hashed, whatever their signs and capitals; 0 for none.
fn fingerprint<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut hasher = FxHasher::default();
    let mut any = false;
    for text in texts {
        let words = text.split(|c: char| !c.is_alphanumeric());
        for word in words.filter(|word| !word.is_empty()) {
            any = true;
            for c in word.chars().flat_map(char::to_lowercase) {
                hasher.write_u32(u32::from(c));
            }
            hasher.write_u32(0);
        }
    }
    if any { hasher.finish().max(1) } else { 0 }
}

fn count(words: usize) -> u32 {
    u32::try_from(words).unwrap_or(u32::MAX)
}
