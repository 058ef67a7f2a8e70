//! What stands at a place in a text, and what could be written there.

use std::ops::Range;

use candor_core::parse::markdown::{attributes, references};
use candor_core::source::CONFIG_FILE;

use super::origin::CHANNELS_FILE;

/// What a file of a site is to an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// A Markdown page.
    Page,
    /// `candor.toml`.
    Config,
    /// `content/channels.toml`.
    Channels,
    /// `content/reports/*.toml`.
    Quarter,
    /// `rules/*.toml`.
    Pack,
}

impl TextKind {
    /// The kind of the file at a site-relative path, if it is one that can be helped with.
    pub fn of(path: &str) -> Option<TextKind> {
        match path {
            CONFIG_FILE => Some(TextKind::Config),
            CHANNELS_FILE => Some(TextKind::Channels),
            _ if path.starts_with("content/reports/") && path.ends_with(".toml") => {
                Some(TextKind::Quarter)
            }
            _ if path.starts_with("rules/") && path.ends_with(".toml") => Some(TextKind::Pack),
            _ if path.starts_with("content/") && path.ends_with(".md") => Some(TextKind::Page),
            _ => None,
        }
    }
}

/// How keys are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// `key = value`
    Toml,
    /// `key: value`
    Yaml,
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'a> {
    /// What the text is.
    pub kind: TextKind,
    /// The text, with `\n` for every line ending.
    pub text: &'a str,
    /// Byte offset.
    pub offset: usize,
}

/// What could be written at a place. Ranges are what it would replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// The name of a fact, between braces.
    Fact {
        /// The name as far as there is one.
        span: Range<usize>,
        /// Whether a space must go before it.
        opens: bool,
        /// What must go behind it.
        closes: &'static str,
    },
    /// The name of a point that a heading claims.
    Point {
        /// The name as far as there is one.
        span: Range<usize>,
        /// Points that the heading claims already.
        claimed: Vec<String>,
    },
    /// A key at the beginning of a line.
    Key {
        /// The key as far as there is one.
        span: Range<usize>,
        /// The table that the key would be in.
        table: Table,
        /// Whether a value follows.
        has_value: bool,
    },
    /// The header of a table, brackets included.
    Header {
        /// The line as far as there is one.
        span: Range<usize>,
    },
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A reference to a fact, by its name.
    Fact(String, Range<usize>),
    /// A claim of a point.
    Point(String, Range<usize>),
    /// A key of a table: the way to the table, and the key.
    Key(Vec<String>, String, Range<usize>),
    /// The target of a link.
    Link(String, Range<usize>),
}

/// A table of a document, as far as lines tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// How its keys are written.
    pub syntax: Syntax,
    /// The keys that lead to it.
    pub path: Vec<String>,
    /// Keys that it has already, but for the one at the cursor.
    pub keys: Vec<String>,
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Bytes of the longest beginning of `text` that only `test` characters make up.
fn run(text: &str, test: fn(char) -> bool) -> usize {
    text.find(|c| !test(c)).unwrap_or(text.len())
}

impl Cursor<'_> {
    /// What could be written here.
    pub fn slot(&self) -> Option<Slot> {
        match self.kind {
            TextKind::Page => match self.front_matter() {
                Some((syntax, region)) => {
                    self.fact_slot().or_else(|| self.key_slot(syntax, &region))
                }
                None => self.fact_slot().or_else(|| self.point_slot()),
            },
            _ => self.key_slot(Syntax::Toml, &(0..self.text.len())),
        }
    }

    /// What stands here.
    pub fn thing(&self) -> Option<Thing> {
        match self.kind {
            TextKind::Page => self.fact().or_else(|| match self.front_matter() {
                Some((syntax, region)) => self.key(syntax, &region),
                None => self.point().or_else(|| self.link()),
            }),
            _ => self.key(Syntax::Toml, &(0..self.text.len())),
        }
    }

    /// The byte range of the line, without its ending.
    fn line(&self) -> Range<usize> {
        let start = self.text[..self.offset].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[self.offset..]
            .find('\n')
            .map_or(self.text.len(), |at| self.offset + at);
        start..end
    }

    /// The line before and behind the cursor.
    fn halves(&self) -> (&str, &str) {
        let line = self.line();
        (
            &self.text[line.start..self.offset],
            &self.text[self.offset..line.end],
        )
    }

    /// How the front matter is written, and where it is, if the cursor is in it. While
    /// it is being written it may have no end.
    fn front_matter(&self) -> Option<(Syntax, Range<usize>)> {
        let first = self.text.split('\n').next()?;
        let syntax = match first.trim_end() {
            "+++" => Syntax::Toml,
            "---" => Syntax::Yaml,
            _ => return None,
        };
        let start = (first.len() + 1).min(self.text.len());
        let mut end = start;
        for line in self.text[start..].split_inclusive('\n') {
            if line.trim_end() == first.trim_end() {
                break;
            }
            end += line.len();
        }
        let is_open = end == self.text.len();
        let is_in = (start..end).contains(&self.offset) || (is_open && self.offset == end);
        (self.offset >= start && is_in).then_some((syntax, start..end))
    }

    fn fact_slot(&self) -> Option<Slot> {
        let (before, behind) = self.halves();
        let inner = &before[before.rfind("{{")? + 2..];
        let name = inner.trim_start();
        if !name.chars().all(is_name) {
            return None;
        }
        let rest = run(behind, is_name);
        let closes = match behind[rest..].trim_start() {
            closed if closed.starts_with("}}") && behind[rest..].starts_with(' ') => "",
            closed if closed.starts_with("}}") => " ",
            // Some editors close one brace of two.
            closed if closed.starts_with('}') => " }",
            _ => " }}",
        };
        Some(Slot::Fact {
            span: self.offset - name.len()..self.offset + rest,
            opens: name.len() == inner.len(),
            closes,
        })
    }

    fn point_slot(&self) -> Option<Slot> {
        let (before, behind) = self.halves();
        if !before.trim_start().starts_with('#') {
            return None;
        }
        let block = &before[before.rfind('{')? + 1..];
        let value = &block[block.rfind("covers=")? + "covers=".len()..];
        let (value, may_break) = match value.strip_prefix('"') {
            Some(value) => (value, true),
            None => (value, false),
        };
        let is_over = value
            .chars()
            .any(|c| matches!(c, '"' | '}') || (c.is_whitespace() && !may_break));
        if is_over {
            return None;
        }
        let mut claimed: Vec<String> = value
            .split(',')
            .map(|point| point.trim().to_owned())
            .collect();
        let typed = claimed.pop().unwrap_or_default();
        let rest = run(behind, is_name);
        let others = behind[rest..].split(['"', '}', ' ']).next();
        claimed.extend(others.into_iter().flat_map(|others| {
            others
                .split(',')
                .map(str::to_owned)
                .filter(|point| !point.is_empty())
        }));
        Some(Slot::Point {
            span: self.offset - typed.len()..self.offset + rest,
            claimed,
        })
    }

    fn key_slot(&self, syntax: Syntax, region: &Range<usize>) -> Option<Slot> {
        let (before, behind) = self.halves();
        let typed = before.trim_start();
        // A key of YAML that is indented belongs to another key, and none has such keys.
        if syntax == Syntax::Yaml && typed.len() < before.len() {
            return None;
        }
        if syntax == Syntax::Toml && typed.starts_with('[') {
            let name = typed.trim_start_matches('[');
            let is_header = typed.len() - name.len() <= 2 && name.chars().all(is_name);
            return is_header.then(|| Slot::Header {
                span: self.offset - typed.len()..self.offset + behind.trim_end().len(),
            });
        }
        if !typed.chars().all(is_key) {
            return None;
        }
        let rest = run(behind, is_key);
        let has_value = behind[rest..].trim_start().starts_with(['=', ':']);
        Some(Slot::Key {
            span: self.offset - typed.len()..self.offset + rest,
            table: self.table(syntax, region),
            has_value,
        })
    }

    /// The table that the cursor's line is in.
    fn table(&self, syntax: Syntax, region: &Range<usize>) -> Table {
        let mut table = Table {
            syntax,
            path: Vec::new(),
            keys: Vec::new(),
        };
        let own = self.line().start;
        let mut at = region.start;
        for line in self.text[region.clone()].split_inclusive('\n') {
            let start = at;
            at += line.len();
            if syntax == Syntax::Toml
                && let Some(path) = header(line)
            {
                if start > own {
                    break;
                }
                table.path = path;
                table.keys.clear();
            } else if start != own
                && let Some(key) = key_of(line, syntax)
            {
                table.keys.push(line[key].to_owned());
            }
        }
        table
    }

    fn fact(&self) -> Option<Thing> {
        let line = self.line();
        let (_, references) = references::fill(&self.text[line.clone()]);
        references.into_iter().find_map(|reference| {
            let span = line.start + reference.span.start..line.start + reference.span.end;
            self.touches(&span)
                .then_some(Thing::Fact(reference.name, span))
        })
    }

    fn point(&self) -> Option<Thing> {
        let line = self.line();
        let heading = &self.text[line.clone()];
        if !heading.trim_start().starts_with('#') {
            return None;
        }
        let start = attributes::find(heading)?;
        let block = heading[start..].trim_end().trim_end_matches('#').trim_end();
        let base = line.start + start;
        attributes::parse(block)
            .covers
            .into_iter()
            .find_map(|(name, span)| {
                let span = base + span.start..base + span.end;
                self.touches(&span).then_some(Thing::Point(name, span))
            })
    }

    fn key(&self, syntax: Syntax, region: &Range<usize>) -> Option<Thing> {
        let line = self.line();
        let text = &self.text[line.clone()];
        if syntax == Syntax::Toml
            && let Some(mut path) = header(text)
        {
            let name = path.pop()?;
            let start = line.start + text.find(|c| c != '[' && c != ' ')?;
            let end = line.start + text.rfind(is_key)? + 1;
            return Some(Thing::Key(path, name, start..end));
        }
        let key = key_of(text, syntax)?;
        let span = line.start + key.start..line.start + key.end;
        self.touches(&span).then(|| {
            let table = self.table(syntax, region);
            Thing::Key(table.path, text[key].to_owned(), span)
        })
    }

    fn link(&self) -> Option<Thing> {
        let line = self.line();
        let text = &self.text[line.clone()];
        text.match_indices("](").find_map(|(at, _)| {
            let from = at + 2;
            let length = text[from..].find([')', ' '])?;
            let span = line.start + from..line.start + from + length;
            let target = self.text[span.clone()].trim_matches(['<', '>']);
            self.touches(&span)
                .then(|| Thing::Link(target.to_owned(), span))
        })
    }

    fn touches(&self, span: &Range<usize>) -> bool {
        span.start <= self.offset && self.offset <= span.end
    }
}

/// The path of a table's header: `[entity]` or `[[channel]]`.
fn header(line: &str) -> Option<Vec<String>> {
    let line = line.trim_start();
    let name = line.trim_start_matches('[');
    let brackets = line.len() - name.len();
    let (name, _) = name.split_once(']')?;
    let name = name.trim();
    let is_header = (1..=2).contains(&brackets) && !name.is_empty() && name.chars().all(is_name);
    is_header.then(|| name.split('.').map(str::to_owned).collect())
}

/// The key that a line sets.
fn key_of(line: &str, syntax: Syntax) -> Option<Range<usize>> {
    let start = line.len() - line.trim_start().len();
    let length = run(&line[start..], is_key);
    let sign = match syntax {
        Syntax::Toml => '=',
        Syntax::Yaml => ':',
    };
    let is_set = length > 0 && line[start + length..].trim_start().starts_with(sign);
    is_set.then(|| start..start + length)
}

#[cfg(test)]
mod tests;
