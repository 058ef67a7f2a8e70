//! Markup that nothing made anything of: readers would see its signs. One look at the text of each block, quiet in code.

use std::ops::Range;

use super::references;
use candor_model::findings::{Finding, printable};

/// The text of the block that is open, byte for byte as it stands in the source, but for what its author made harmless:
/// escapes, facts and addresses are filled.
#[derive(Debug, Default)]
pub struct Leftovers {
    text: String,
    /// Where runs begin, here and in the source.
    runs: Vec<(usize, usize)>,
    /// Raw HTML: its lines and tabs mean nothing.
    is_raw: bool,
    /// A cell of a table, in which no heading or list can be.
    is_cell: bool,
}

/// Stands for what is no text of its own: code, facts, escaped signs.
const FILLER: u8 = 1;
/// No finding quotes more of a text, in letters.
const QUOTED: usize = 60;

/// What belongs together stands no farther apart, in bytes.
const NEAR: usize = 200;

/// What a bracket leads to when a blank keeps it from its link.
const ADDRESS: &[&str] = &["http", "/", "#", "./", "../", "mailto:", "tel:", "{{"];
/// Signs that stand before an entry of a list where no list is made.
const BULLETS: &[char] = &[
    '•', '●', '◦', '▪', '‣', '⁃', '∙', '·', '○', '■', '\u{f0b7}', '\u{f0a7}',
];
/// Names of characters that people type.
const ENTITIES: &[&str] = &[
    "nbsp", "amp", "lt", "gt", "quot", "apos", "mdash", "ndash", "hellip", "copy", "reg", "trade",
    "rsquo", "lsquo", "ldquo", "rdquo", "bull", "euro", "pound", "middot", "shy", "zwnj", "ensp",
    "emsp", "thinsp",
];

impl Leftovers {
    /// Text that stands at `at` of the source.
    pub fn run(&mut self, source: &str, at: usize, is_raw: bool) {
        self.is_raw |= is_raw;
        self.runs.push((self.text.len(), at));
        if !source.contains(['\\', '{', ':']) {
            self.text.push_str(source);
            return;
        }
        let mut bytes = source.as_bytes().to_vec();
        if !is_raw {
            fill_escapes(&mut bytes);
        }
        fill_addresses(&mut bytes);
        for at in references::places(source) {
            bytes[at].fill(FILLER);
        }
        // Only whole characters were filled, with ASCII.
        self.text
            .push_str(&String::from_utf8(bytes).unwrap_or_default());
    }

    /// The end of a line.
    pub fn line(&mut self, at: usize) {
        self.runs.push((self.text.len(), at));
        self.text.push('\n');
    }

    /// Something that is no text: code, a picture.
    pub fn thing(&mut self, at: usize) {
        if !self.text.is_empty() {
            self.runs.push((self.text.len(), at));
            self.text.push(char::from(FILLER));
        }
    }

    /// The block is a cell of a table.
    pub fn in_cell(&mut self) {
        self.is_cell = true;
    }

    /// The block ends: what is left in it, with places in the source.
    pub fn take(&mut self) -> Vec<(Range<usize>, Finding)> {
        if self.text.is_empty() {
            return Vec::new();
        }
        let found = match is_suspicious(self.text.as_bytes()) {
            true => self.found(),
            false => Vec::new(),
        };
        self.text.clear();
        self.runs.clear();
        self.is_raw = false;
        self.is_cell = false;
        found
    }

    fn found(&self) -> Vec<(Range<usize>, Finding)> {
        let mut found = Found::default();
        self.inline(&mut found);
        if !self.is_raw {
            self.lines(&mut found);
        }
        found.0.sort_by_key(|(at, _)| (at.start, at.end));
        // One place is told once: what begins within another is a part of it.
        let mut end = 0;
        found.0.retain(|(at, _)| {
            let is_new = at.start >= end;
            end = end.max(at.end);
            is_new
        });
        found
            .0
            .into_iter()
            .map(|(at, finding)| (self.place(&at), finding))
            .collect()
    }

    fn place(&self, at: &Range<usize>) -> Range<usize> {
        let of = |at: usize| {
            let run = self.runs.partition_point(|(from, _)| *from <= at).max(1) - 1;
            self.runs
                .get(run)
                .map_or(at, |(from, source)| source + (at - from))
        };
        let start = of(at.start);
        start..(of(at.end.max(1) - 1) + 1).max(start)
    }

    fn inline(&self, found: &mut Found) {
        let text = self.text.as_str();
        for at in references::stray(text) {
            let name = references::meant(&text[at.clone()]);
            let help = match name.is_empty() {
                true => "A fact is written {{ phone.number }}. Elsewhere, write single braces, or put it in `backticks`.".to_owned(),
                false => format!("Did you mean `{{{{ {name} }}}}`? Nothing but the name may stand between the braces."),
            };
            let message = format!("`{}` is no fact", quoted(&text[at.clone()]));
            found
                .0
                .push((at, Finding::error("facts.unknown", message).help(help)));
        }
        for (sign, what) in [('*', "bold"), ('_', "bold"), ('~', "struck out")] {
            for at in marks(text, sign) {
                let signs: String = std::iter::repeat_n(sign, 2).collect();
                found.shown(
                    text,
                    at,
                    format!("readers see these `{signs}`: they make nothing {what}"),
                    &format!("Write {signs}like this{signs}: no blank inside, and one at the end for one at the beginning. To show the signs, put a \\ before each."),
                );
            }
        }
        self.brackets(found);
        self.braces(found);
        for at in all(text, "##") {
            let before = text[..at].chars().next_back();
            let after = text[at..].trim_start_matches('#').chars().next();
            let is_inside = before.is_some_and(|c| c == ' ' || c == '\t')
                && text[..at]
                    .trim_end_matches(' ')
                    .ends_with(|c: char| c != '\n');
            if is_inside && after.is_some_and(|c| c == ' ' || c.is_alphabetic()) {
                found.shown(
                    text,
                    at..at + 2,
                    "readers see this `##`: a heading begins on a line of its own".to_owned(),
                    "Put an empty line before it, and nothing else on its line.",
                );
            }
        }
        for at in all(text, "`").take(1) {
            found.shown(
                text,
                at..at + 1,
                "readers see this backtick: nothing closes it".to_owned(),
                "Write code between two of them, `like this`, or a quotation mark.",
            );
        }
        for at in all(text, "<!--") {
            found.shown(
                text,
                at..at + 4,
                "readers see this comment: it never ends".to_owned(),
                "Write --> where it ends, in the same paragraph.",
            );
        }
        for at in all(text, "</") {
            let name = text[at + 2..].chars().next();
            if !self.is_raw && name.is_some_and(|c| c.is_ascii_alphabetic()) {
                found.shown(
                    text,
                    at..at + 2,
                    "readers see this tag: it is not written as HTML wants it".to_owned(),
                    "Look for a missing quotation mark or > before it, or put it in `backticks` to show it.",
                );
            }
        }
        for at in all(text, "{%") {
            found.shown(
                text,
                at..at + 2,
                "readers see this: `{% … %}` means nothing here".to_owned(),
                "Candor knows facts only, such as {{ phone.number }}. Write out what it stood for.",
            );
        }
        for at in all(text, "==").take(2) {
            let before = text[..at].chars().next_back().unwrap_or(' ');
            let after = text[at + 2..].chars().next().unwrap_or(' ');
            if before.is_whitespace() && after.is_alphanumeric() && text[at + 2..].contains("==") {
                found.shown(
                    text,
                    at..at + 2,
                    "readers see this `==`: it marks nothing here".to_owned(),
                    "Write **bold** instead.",
                );
            }
        }
    }

    fn brackets(&self, found: &mut Found) {
        let text = self.text.as_str();
        for at in all(text, "](") {
            // Its author escaped the other bracket.
            let near = floor(text, at.saturating_sub(NEAR));
            if opening(text, at) == at && text[near..at].contains(char::from(FILLER)) {
                continue;
            }
            let (from, to) = (opening(text, at), closing(text, at + 1, ')'));
            found.shown(
                text,
                from..to,
                format!("readers see `{}`: this makes no link", quoted(&text[from..to])),
                "Write [words](address), with no blank in the address. An address with blanks stands between < and >.",
            );
        }
        for at in all(text, "][") {
            let (from, to) = (opening(text, at), closing(text, at + 1, ']'));
            let label = text[at + 2..to].trim_end_matches(']');
            let label = if label.is_empty() {
                text[from..at].trim_start_matches('[')
            } else {
                label
            };
            // [1][2] cites two things.
            if !label.chars().any(char::is_alphabetic) {
                continue;
            }
            found.shown(
                text,
                from..to,
                format!("readers see `{}`: nothing on this page defines `{}`", quoted(&text[from..to]), quoted(label)),
                "Write the address behind the words, [like this](fees.md), or define it on a line of its own: [name]: fees.md",
            );
        }
        for at in all(text, "] (") {
            let inner = &text[at + 3..closing(text, at + 2, ')')];
            if ADDRESS.iter().any(|begins| inner.starts_with(begins)) || inner.contains(".md") {
                found.shown(
                    text,
                    opening(text, at)..closing(text, at + 2, ')'),
                    "this makes no link: a blank stands between `]` and `(`".to_owned(),
                    "Write [words](address) without the blank.",
                );
            }
        }
        for at in all(text, "[^") {
            let to = closing(text, at, ']');
            if to > at + 3 && !text[at + 2..to].contains(' ') {
                found.0.push((
                    at..to,
                    Finding::error(
                        "markdown.footnote",
                        format!("readers see `{}`: this footnote is written nowhere", quoted(&text[at..to])),
                    )
                    .help("Write it on a line of its own, such as [^1]: Coins stay in your name. Both names must be the same."),
                ));
            }
        }
        for at in all(text, "[[") {
            let to = closing(text, at + 1, ']');
            if text[to..].starts_with(']') && text[at..to].chars().any(char::is_alphabetic) {
                found.shown(
                    text,
                    at..to + 1,
                    format!(
                        "readers see `{}`: this makes no link",
                        quoted(&text[at..=to])
                    ),
                    "Write [words](address).",
                );
            }
        }
        if let Some(rest) = text.strip_prefix("[!")
            && let Some(to) = rest.find(']')
            && to > 0
            && rest[..to]
                .chars()
                .all(|c| c.is_alphabetic() || c == '-' || c == '_')
        {
            found.shown(
                text,
                0..to + 3,
                format!("readers see `[!{}]`: this makes no alert", quoted(&rest[..to])),
                "Kinds of alerts are NOTE, TIP, IMPORTANT, WARNING and CAUTION. Write > [!NOTE] on a line of its own, and > before each line of its text.",
            );
        }
    }

    fn braces(&self, found: &mut Found) {
        let text = self.text.as_str();
        for at in all(text, "{") {
            let inner = text[at + 1..].trim_start_matches([':', ' ', '\u{a0}']);
            let is_name = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic());
            let is_block = inner.strip_prefix(['#', '.']).is_some_and(is_name)
                || inner.starts_with("covers=")
                || inner.starts_with("also=");
            let to = closing(text, at, '}');
            if is_block && text[..to].ends_with('}') {
                found.shown(
                    text,
                    at..to,
                    format!("readers see `{}`: braces with a name count only at the end of a heading", quoted(&text[at..to])),
                    "Put {#name} at the end of the heading's line, behind one blank. To claim a point, end a paragraph or an item with {covers=topic.point}.",
                );
            }
        }
    }

    fn lines(&self, found: &mut Found) {
        let text = self.text.as_str();
        let mut rows = Rows::default();
        let mut dashes: Vec<Range<usize>> = Vec::new();
        let mut close: Vec<Range<usize>> = Vec::new();
        let mut tabs = Vec::new();
        let mut at = 0;
        for whole in text.split_inclusive('\n') {
            let begins = at;
            at += whole.len();
            let line = whole.trim_end_matches('\n').trim_matches([' ', '\t']);
            let start = begins + (whole.len() - whole.trim_start_matches([' ', '\t']).len());
            let end = start + line.len();
            rows.line(line, start);
            tabs.extend(line.find('\t').map(|tab| start + tab..start + tab + 1));
            let hashes = line.len() - line.trim_start_matches('#').len();
            let first = line.chars().next().unwrap_or(' ');
            let rest = &line[first.len_utf8().min(line.len())..];
            let next = rest.chars().next().unwrap_or(' ');
            if hashes > 0 {
                heading(
                    &line[hashes..],
                    hashes,
                    self.is_cell,
                    start..end,
                    text,
                    found,
                );
            } else if BULLETS.contains(&first) && !rest.trim().is_empty() && !self.is_cell {
                found.warned(
                    start..start + first.len_utf8(),
                    format!("readers see this `{first}`, but it makes no list"),
                    "Begin each entry with - and a blank, on a line of its own, with an empty line before the first.",
                );
            } else if matches!(first, '-' | '–' | '—' | '*' | '+') && is_odd_blank(next) {
                found.warned(
                    start..start + first.len_utf8(),
                    format!("readers see this `{first}`: the blank after it is a no-break space, so it makes no list"),
                    "Delete the blank and type it again.",
                );
            } else if matches!(first, '–' | '—') && next == ' ' {
                dashes.push(start..start + first.len_utf8());
            } else if first == '-' && next.is_alphabetic() {
                close.push(start..start + 1);
            } else if first.is_ascii_digit() {
                let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
                let mut after = number.chars();
                if matches!(after.next(), Some('.' | ')')) && after.next().is_some_and(is_odd_blank)
                {
                    found.warned(
                        start..start + line.len() - number.len() + 1,
                        "this makes no list: the blank after the number is a no-break space"
                            .to_owned(),
                        "Delete the blank and type it again.",
                    );
                }
            } else if line.starts_with(":::") {
                found.shown(
                    text,
                    start..end,
                    "readers see these `:::`: they make no box".to_owned(),
                    "Write an alert instead: > [!NOTE] on a line of its own, and > before each line of its text.",
                );
            }
        }
        for (marks, sign) in [(dashes, "dash"), (close, "hyphen")] {
            if marks.len() > 1 {
                for at in marks {
                    found.warned(
                        at,
                        format!("readers see this {sign}, but it makes no list"),
                        "Begin each entry with - and a blank, with an empty line before the first.",
                    );
                }
            }
        }
        // One may be a slip.
        if tabs.len() > 1
            || tabs
                .first()
                .is_some_and(|tab| text[tab.end..].contains('\t'))
        {
            found.warned(
                tabs.swap_remove(0),
                "tabs stand between these words, as in a table of a spreadsheet, and readers see them as blanks".to_owned(),
                "Write a table: | between the cells, and a row |---|---| below the first.",
            );
        }
        if let Some(at) = rows.without_table() {
            found.shown(
                text,
                at,
                "readers see these `|`: the rows belong to no table".to_owned(),
                "Below the first row, write one of dashes with as many cells, such as |---|---|, and an empty line above the first.",
            );
        }
    }
}

/// Findings with places in the text of the block.
#[derive(Default)]
struct Found(Vec<(Range<usize>, Finding)>);

impl Found {
    fn shown(&mut self, text: &str, at: Range<usize>, message: String, help: &str) {
        let mut end = at.end;
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let finding = Finding::error("markdown.shown", message).help(help);
        self.0.push((at.start..end, finding));
    }

    fn warned(&mut self, at: Range<usize>, message: String, help: &str) {
        let finding = Finding::warning("markdown.shown", message).help(help);
        self.0.push((at, finding));
    }
}

/// What begins with number signs and is no heading.
fn heading(
    rest: &str,
    hashes: usize,
    is_cell: bool,
    at: Range<usize>,
    text: &str,
    found: &mut Found,
) {
    let next = rest.chars().next().unwrap_or(' ');
    // #1, #hashtag
    if hashes == 1
        && !(rest.trim_end().ends_with('?') && (next.is_alphabetic() || is_odd_blank(next)))
    {
        return;
    }
    let signs = "#".repeat(hashes.min(8));
    let begin = quoted(rest.split([' ', '\t']).next().unwrap_or_default());
    let (message, help) = if is_cell {
        (
            format!("readers see this `{signs}`: no heading stands in a table"),
            "Write **bold** instead, or put the heading above the table.".to_owned(),
        )
    } else if hashes > 6 {
        (
            format!("readers see this `{signs}`: a heading has six `#` at most"),
            "Begin a question with ## and a part of its answer with ###.".to_owned(),
        )
    } else if is_odd_blank(next) {
        (
            format!(
                "`{signs}{begin}` is no heading: the blank after `{signs}` is a no-break space"
            ),
            "Delete the blank and type it again.".to_owned(),
        )
    } else {
        (
            format!("`{signs}{begin}` is no heading: a blank is missing after `{signs}`"),
            format!("Write {signs} {begin}."),
        )
    };
    found.shown(text, at, message, &help);
}

/// Whether readers see a name of a character in a text that was made of Markdown or HTML: where, and how long.
pub fn entity(text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(at) = text[from..].find('&').map(|at| from + at) {
        let rest = &text[at + 1..];
        let name = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
                .len();
        let number = rest.strip_prefix('#').map(|digits| {
            digits.len()
                - digits
                    .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
                    .len()
        });
        match number {
            Some(digits) if digits > 0 && rest[1 + digits..].starts_with(';') => {
                return Some(at..at + digits + 3);
            }
            _ => {}
        }
        let ends = rest[name..].starts_with(';');
        if ENTITIES.contains(&&rest[..name]) && (ends || &rest[..name] == "nbsp") {
            return Some(at..at + 1 + name + usize::from(ends));
        }
        from = at + 1;
    }
    None
}

/// The finding for [`entity`].
pub fn entity_finding(written: &str) -> Finding {
    Finding::warning("markdown.shown", format!("readers see `{written}`"))
        .help("Write the character itself.")
}

/// Rows that look like those of a table.
#[derive(Default)]
struct Rows {
    /// A row with a sign at both ends.
    closed: Option<Range<usize>>,
    /// The line before, and how many signs it has between blanks.
    before: Option<(Range<usize>, usize)>,
    /// Two lines with equally many.
    open: Option<Range<usize>>,
}

impl Rows {
    fn line(&mut self, line: &str, start: usize) {
        let place = start..start + line.len();
        let signs = line.bytes().filter(|byte| *byte == b'|').count();
        if signs >= 2
            && line.starts_with('|')
            && line.ends_with('|')
            && line.len() > 2
            && self.closed.is_none()
        {
            self.closed = Some(place.clone());
        }
        let between = match signs {
            0 => 0,
            _ => line.matches(" | ").count(),
        };
        if let Some((first, count)) = self.before.take()
            && count == between
            && between > 0
            && self.open.is_none()
        {
            self.open = Some(first);
        }
        if between > 0 {
            self.before = Some((place, between));
        }
    }

    fn without_table(self) -> Option<Range<usize>> {
        self.closed.or(self.open)
    }
}

/// Where two or three of a sign stand and make nothing: the first of each two, or one that begins a word.
fn marks(text: &str, sign: char) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(from) = text[at..].find(sign).map(|from| at + from) {
        let len = text[from..].len() - text[from..].trim_start_matches(sign).len();
        at = from + len;
        if !(2..=3).contains(&len) {
            continue;
        }
        let before = text[..from].chars().next_back().unwrap_or(' ');
        let after = text[at..].chars().next().unwrap_or(' ');
        let is_within = before.is_alphanumeric() && after.is_alphanumeric();
        // 2 ** 3, and three stars out of five.
        let last = text[..from].trim_end_matches(' ').chars().next_back();
        let next = text[at..].trim_start_matches(' ').chars().next();
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let is_power = is_digit(last) && is_digit(next);
        let is_alone = len == 3 && before == ' ' && after == ' ';
        if is_power || is_alone || is_within && sign == '_' {
            continue;
        }
        let begins_word =
            !before.is_alphanumeric() && (after.is_alphabetic() || after == char::from(FILLER));
        runs.push((from..at, begins_word));
    }
    match runs.as_slice() {
        [] => Vec::new(),
        [(at, begins_word)] => begins_word.then(|| at.clone()).into_iter().collect(),
        _ => runs.into_iter().step_by(2).map(|(at, _)| at).collect(),
    }
}

/// Where a text stands in another one, from the beginning on.
fn all<'t>(text: &'t str, wanted: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(wanted).map(|(at, _)| at)
}

/// The bracket that one at `at` closes, as far as it is near.
fn opening(text: &str, at: usize) -> usize {
    let near = floor(text, at.saturating_sub(NEAR));
    text[near..at].rfind('[').map_or(at, |from| near + from)
}

/// The end of what opens at `at`, as far as it is near.
fn closing(text: &str, at: usize, sign: char) -> usize {
    let near = floor(text, (at + NEAR).min(text.len()));
    let inner = text[at..near].find(['\n', sign]);
    let end = inner.map_or(near, |to| at + to);
    if text[end..].starts_with(sign) {
        end + sign.len_utf8()
    } else {
        end
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn quoted(text: &str) -> String {
    let text: String = text
        .split(char::from(FILLER))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("…");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = printable(&text).replace('%', " ");
    match text.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// A blank that Markdown takes for a letter.
fn is_odd_blank(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2003}' | '\u{2002}' | '\u{2009}' | '\u{3000}'
    )
}

/// A quick look, so that most texts cost next to nothing.
fn is_suspicious(text: &[u8]) -> bool {
    const SUSPICIOUS: [bool; 256] = {
        let mut table = [false; 256];
        let signs = b"*_~#[]{}|`\t<=:-\xc2\xe2\xe3\xef\xe0";
        let mut at = 0;
        while at < signs.len() {
            table[signs[at] as usize] = true;
            at += 1;
        }
        table
    };
    text.iter().any(|byte| SUSPICIOUS[usize::from(*byte)])
}

fn fill_escapes(bytes: &mut [u8]) {
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] == b'\\' && bytes[at + 1].is_ascii_punctuation() {
            bytes[at] = FILLER;
            bytes[at + 1] = FILLER;
            at += 1;
        }
        at += 1;
    }
}

/// Addresses that stand in a text as they are may hold any sign.
fn fill_addresses(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = bytes[from..].windows(3).position(|three| three == b"://") {
        let at = from + at;
        let is_end =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b')' | b'>' | b'"' | b']');
        let end = bytes[at..]
            .iter()
            .position(is_end)
            .map_or(bytes.len(), |end| at + end);
        for byte in &mut bytes[at..end] {
            if byte.is_ascii() {
                *byte = FILLER;
            }
        }
        from = end;
    }
}
