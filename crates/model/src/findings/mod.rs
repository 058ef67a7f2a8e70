//! What is wrong with a site: one type, and how it is shown to people. Whole reports,
//! also those for machines, are in `candor_core::report`.
//!
//! A finding holds a byte range; lines and columns are worked out by the
//! renderings, from the text they are given.

pub mod human;
mod position;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub use position::{LineIndex, Position};

use crate::basis::Basis;
use crate::verdict::About;

/// How bad a finding is. Errors stop a publication; warnings stop it only with
/// `--deny warning`; notes never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site must not be published like this.
    Error,
    /// Worth mending; published all the same.
    Warning,
    /// Worth knowing; nothing denies it.
    Note,
}

impl Severity {
    /// The word shown to people and written to JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }

    /// Whether a finding this bad stops a publication that `least` stops. A note never does.
    pub fn denies(self, least: Severity) -> bool {
        self != Severity::Note && self <= least
    }
}

/// Whose fault a finding is; decides the exit status (`design.md`, command line).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Content, data or theme of the site: exit status 1.
    Site,
    /// Configuration, file system or command line: exit status 2.
    Environment,
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Path relative to the site's root, with forward slashes.
    pub file: String,
    /// Byte range in the decoded text of the file (byte-order mark removed,
    /// line endings normalised); `None` means the file as a whole.
    pub span: Option<Range<usize>>,
}

/// What a finding rests on: the requirement that is not met, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Id of the rule pack.
    pub pack: String,
    /// Id of the requirement, such as `topic.account-freezes`; the same for all its points.
    pub requirement: String,
    /// What it rests on.
    pub basis: Basis,
    /// Where it comes from, such as `23 NYCRR 200.20(b)`; empty when it follows from no one place.
    pub citation: String,
    /// Whether the site has other packs, too, so that people must be told which one asks.
    pub is_among_packs: bool,
    /// Ids of other packs that ask for the same.
    pub also: Vec<String>,
}

/// One thing wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable id of the check or requirement, such as `upkeep.links`.
    pub id: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// Whose fault it is.
    pub fault: Fault,
    /// Where it is, if it is anywhere.
    pub place: Option<Place>,
    /// What is wrong: a fact, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The requirement that is not met, when a rule pack asks for it.
    pub authority: Option<Arc<Authority>>,
    /// Ids of the channels that it is about, for waivers.
    pub channels: Vec<String>,
    /// What of the packs it is about, set where the finding is made: first who asks, then
    /// what else is not met because of it. Empty for what is checked on every site and no
    /// pack asks for.
    pub about: Vec<About>,
}

impl Finding {
    /// An error in the site's content, data or theme.
    pub fn error(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Finding {
            id: id.into(),
            severity: Severity::Error,
            fault: Fault::Site,
            place: None,
            message: message.into(),
            help: None,
            authority: None,
            channels: Vec::new(),
            about: Vec::new(),
        }
    }

    /// A warning about the site's content, data or theme.
    pub fn warning(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Finding {
            severity: Severity::Warning,
            ..Finding::error(id, message)
        }
    }

    /// Something worth knowing, which denies nothing.
    pub fn note(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Finding {
            severity: Severity::Note,
            ..Finding::error(id, message)
        }
    }

    /// An error of the configuration or the file system (exit status 2).
    pub fn environment(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Finding {
            fault: Fault::Environment,
            ..Finding::error(id, message)
        }
    }

    /// Says what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which channel it is about.
    pub fn of_channel(mut self, id: impl Into<String>) -> Self {
        self.channels.push(id.into());
        self
    }

    /// Says what of the packs it is about, too.
    pub fn about(mut self, about: About) -> Self {
        self.about.push(about);
        self
    }

    /// Puts the finding in a file as a whole.
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.place = Some(Place {
            file: file.into(),
            span: None,
        });
        self
    }

    /// Puts the finding at a byte range of a file.
    pub fn at(mut self, file: impl Into<String>, span: Range<usize>) -> Self {
        self.place = Some(Place {
            file: file.into(),
            span: Some(span),
        });
        self
    }

    /// Adds a byte range when the caller knows one.
    pub fn at_opt(self, file: impl Into<String>, span: Option<Range<usize>>) -> Self {
        match span {
            Some(span) => self.at(file, span),
            None => self.in_file(file),
        }
    }

    fn sort_key(&self) -> (Option<(&str, usize, usize)>, &str, &str) {
        let place = self.place.as_ref().map(|place| {
            let span = place.span.clone().unwrap_or(0..0);
            (place.file.as_str(), span.start, span.end)
        });
        (place, &self.id, &self.message)
    }
}

/// Puts findings in reading order (by file, place and id) and drops repeats.
pub fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    findings.dedup();
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
    /// Number of notes.
    pub notes: usize,
}

/// Counts findings by severity.
pub fn count<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Counts {
    let mut counts = Counts::default();
    for finding in findings {
        match finding.severity {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Note => counts.notes += 1,
        }
    }
    counts
}

/// What may part a name, as in `account-freezes.timeline` or `content/faq/fees.md`.
const SEPARATORS: [char; 6] = ['/', '.', '#', '-', '_', ' '];

/// The name in `known` that looks most like `word`, if any looks like it at all: few letters
/// differ, of those that are left without the parts that both share at their ends.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    known
        .into_iter()
        .filter_map(|name| Some((distance(&wanted, &name.to_lowercase())?, name)))
        .min()
        .map(|(_, name)| name)
}

/// How many letters differ, unless too many do for a slip.
fn distance(a: &str, b: &str) -> Option<usize> {
    let joined = |text: &str| text.replace(SEPARATORS, "");
    if joined(a) == joined(b) {
        return Some(strsim::damerau_levenshtein(a, b));
    }
    let goes_on = |rest: &str| rest.starts_with(SEPARATORS);
    if a.len() >= 4 && b.strip_prefix(a).is_some_and(goes_on) {
        return Some(b.len() - a.len());
    }
    let (left, right) = without_shared_parts(a, b);
    let shortest = left.chars().count().min(right.chars().count());
    let is_part = left.len() < a.len();
    let allowed = if is_part || shortest >= 3 {
        shortest.div_ceil(3)
    } else {
        0
    };
    let distance = strsim::damerau_levenshtein(left, right);
    (distance <= allowed).then_some(distance)
}

/// Two names without the parts with which both begin and end. Each keeps one at least.
fn without_shared_parts<'t>(mut a: &'t str, mut b: &'t str) -> (&'t str, &'t str) {
    while let (Some((first, rest_a)), Some((other, rest_b))) =
        (a.split_once(SEPARATORS), b.split_once(SEPARATORS))
        && first == other
    {
        (a, b) = (rest_a, rest_b);
    }
    while let (Some((rest_a, last)), Some((rest_b, other))) =
        (a.rsplit_once(SEPARATORS), b.rsplit_once(SEPARATORS))
        && last == other
    {
        (a, b) = (rest_a, rest_b);
    }
    (a, b)
}

/// Longest text that a message repeats, in characters.
const SHOWN: usize = 80;

/// A text as a message can show it: characters that would garble a terminal made
/// visible, and cut when it is long.
pub fn printable(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == SHOWN {
            out.push('…');
            break;
        }
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if hidden {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_garble_a_terminal_is_shown_as_its_code() {
        assert_eq!(printable("a\u{202e}b\u{0}"), "a\\u{202e}b\\u{0}");
        assert_eq!(printable(&"x".repeat(100)).chars().count(), SHOWN + 1);
    }

    #[test]
    fn nearest_forgives_a_typo_but_does_not_guess() {
        let known = ["title", "description", "updated"];
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("updatd", known), Some("updated"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn nearest_looks_at_what_differs() {
        let cases: [(&str, &[&str], Option<&str>); 15] = [
            ("us-ny-dfs", &["us-ny-dfs-vce"], Some("us-ny-dfs-vce")),
            ("fees", &["es", "feedback"], None),
            ("es", &["en"], None),
            ("content/faq/fees.md", &["content/index.md"], None),
            (
                "content/faq/feees.md",
                &["content/faq/fees.md", "content/index.md"],
                Some("content/faq/fees.md"),
            ),
            ("account-freezes", &["account-access"], None),
            (
                "account-freeze",
                &["account-access", "account-freezes"],
                Some("account-freezes"),
            ),
            ("chat.number", &["chat.hours", "phone.number"], None),
            ("chat.huors", &["chat.hours"], Some("chat.hours")),
            ("phon", &["phone", "chat"], Some("phone")),
            ("base-url", &["base_url"], Some("base_url")),
            ("baseurl", &["base_url"], Some("base_url")),
            ("review_b", &["review_by"], Some("review_by")),
            ("FEES", &["fees"], Some("fees")),
            ("", &["fees"], None),
        ];
        for (word, known, expected) in cases {
            assert_eq!(nearest(word, known.iter().copied()), expected, "{word}");
        }
    }

    #[test]
    fn findings_sort_by_file_then_place() {
        let mut findings = vec![
            Finding::error("b", "later").at("a.md", 9..10),
            Finding::error("a", "nowhere"),
            Finding::error("c", "earlier").at("a.md", 2..3),
            Finding::error("c", "earlier").at("a.md", 2..3),
        ];
        sort(&mut findings);
        let ids: Vec<_> = findings.iter().map(|f| f.id.as_ref()).collect();
        assert_eq!(ids, ["a", "c", "b"]);
    }
}
