//! Phone numbers: groups of digits, joined to candidates, of which the phone-number library decides.

use std::ops::Range;

use super::candidate::Candidate;
use super::{ContactKind, FoundContact};
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, country};

/// Digits that a number has at least and, with its country prefix, at most (ITU-T E.164).
pub(super) const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Groups of digits that a number has at most: `+33 1 23 45 67 89`, and one to spare.
const GROUPS: usize = 7;

/// The country calling code of the North American Numbering Plan.
pub(super) const NANP: u16 = 1;

/// The normal form of a phone number from the data or from a `tel:` link: E.164, such as `+18885550134`.
///
/// A number that no telephone can have keeps its digits. `None` for what is no phone number at all.
pub fn normal_phone(text: &str, region: Option<&str>) -> Option<String> {
    let text = text.trim();
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &text[4..],
        _ => text,
    };
    let text = text.replace("%20", " ").replace("%2B", "+");
    let text = text.replace("(0)", "");
    let number = &text[..number_end(&text)];
    let plain = number.bytes().filter(u8::is_ascii_digit).count();
    // Letters are keys only where the digits alone are too few: `1-888-GET-HELP`.
    let keys = plain > 0 && plain < *DIGITS.start();
    let digits: String = number
        .chars()
        .filter_map(|c| match c {
            c if c.is_ascii_digit() => Some(c),
            c if keys => key_of(c),
            _ => None,
        })
        .collect();
    if !DIGITS.contains(&digits.len()) {
        return None;
    }
    let region = Region::of(region);
    if number.trim_start_matches(['(', ' ']).starts_with('+') {
        return Some(valid(&format!("+{digits}"), region).unwrap_or_else(|| format!("+{digits}")));
    }
    Some(valid(&digits, region).unwrap_or_else(|| region.unchecked(&digits)))
}

/// Whether a phone number costs the caller nothing, by the numbering plan of its country.
pub fn is_toll_free(text: &str, region: Option<&str>) -> bool {
    let Some(number) = normal_phone(text, region) else {
        return false;
    };
    let parsed = phonenumber::parse(Some(Region::of(region).id), number);
    parsed.is_ok_and(|parsed| parsed.number_type(&DATABASE) == phonenumber::Type::TollFree)
}

/// Where a number ends and its parameters or its extension begin (RFC 3966: `;ext=3`).
fn number_end(text: &str) -> usize {
    let mut digits = 0;
    let stop = text.char_indices().find(|(at, c)| {
        digits += usize::from(c.is_ascii_digit());
        let extension = matches!(c, 'x' | 'X')
            || text[*at..]
                .get(..3)
                .is_some_and(|word| word.eq_ignore_ascii_case("ext"));
        matches!(c, ';' | ',' | '?' | '#') || (extension && digits >= *DIGITS.start())
    });
    stop.map_or(text.len(), |(at, _)| at)
}

/// Whether two texts are the same phone number, whatever their punctuation and country prefix.
pub fn same_phone(a: &str, b: &str, region: Option<&str>) -> bool {
    let a = normal_phone(a, region);
    a.is_some() && a == normal_phone(b, region)
}

/// Why nobody can have a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneProblem {
    /// No country has its prefix.
    Country,
    /// It does not follow the North American plan: NXX-NXX-XXXX, N being 2 to 9.
    NorthAmerica,
    /// It has too few digits for its country, or begins as none there does.
    Length,
}

/// Why nobody can have a number that is written with its country prefix, if nobody can. A number that may
/// exist but is not in use is nobody's problem here: examples have such numbers.
pub fn phone_problem(text: &str) -> Option<PhoneProblem> {
    let digits: String = text
        .replace("(0)", "")
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if let Some(national) = digits.strip_prefix('1') {
        let large = |at: usize| {
            national
                .as_bytes()
                .get(at)
                .is_some_and(|digit| *digit > b'1')
        };
        let fine = national.len() == 10 && large(0) && large(3);
        return (!fine).then_some(PhoneProblem::NorthAmerica);
    }
    let prefixed = (1..=3).filter_map(|length| {
        let code: u16 = digits.get(..length)?.parse().ok()?;
        Some((DATABASE.by_code(&code)?, digits.len() - length))
    });
    let mut known = prefixed.peekable();
    if known.peek().is_none() {
        return Some(PhoneProblem::Country);
    }
    // The pattern of all numbers of a country, which says how they begin and how long they are at least.
    let is_possible = known.any(|(countries, length)| {
        let national = &digits[digits.len() - length..];
        countries
            .iter()
            .any(|country| country.descriptors().general().is_match(national))
    });
    (!is_possible).then_some(PhoneProblem::Length)
}

/// The phone numbers in a text.
pub(super) fn phones(text: &str, region: Option<&str>) -> Vec<FoundContact> {
    // `888-GET-HELP` has three digits.
    if text.bytes().filter(u8::is_ascii_digit).count() < 3 {
        return Vec::new();
    }
    let region = Region::of(region);
    let mut found = Vec::new();
    for run in runs(text).into_iter().filter(|run| !is_card(run)) {
        let mut at = 0;
        let mut behind_phone = false;
        while at < run.len() {
            let phone = Start::of(text, &run, at, behind_phone)
                .and_then(|start| longest_phone(text, &run, at, &start, region));
            behind_phone = phone.is_some();
            at += 1;
            if let Some((contact, groups)) = phone {
                found.push(contact);
                at += groups - 1;
            }
        }
    }
    found
}

/// The country whose numbers are written without a prefix.
#[derive(Clone, Copy)]
pub(super) struct Region {
    id: country::Id,
    pub code: u16,
}

impl Region {
    fn of(region: Option<&str>) -> Self {
        let country = region.and_then(|region| region.split('-').next());
        let id = country
            .and_then(|country| country.to_ascii_uppercase().parse().ok())
            .unwrap_or(country::US);
        let code = match id {
            country::US | country::CA => NANP,
            // The library's database takes some time to load: only where it is needed.
            _ => DATABASE
                .by_id(id.as_ref())
                .map_or(NANP, phonenumber::Metadata::country_code),
        };
        Self { id, code }
    }

    /// A number without prefix that the library refuses, in a form that equals no valid number by accident.
    pub fn unchecked(self, digits: &str) -> String {
        match digits.len() {
            11 if self.code == NANP && digits.starts_with('1') => format!("+{digits}"),
            7 | 10 if self.code == NANP => format!("+1{digits}"),
            _ => digits.to_owned(),
        }
    }
}

/// E.164, if the number is valid: by the library, or for North America by the pattern of its plan,
/// NXX-NXX-XXXX, N being 2 to 9, which needs no database.
pub(super) fn valid(number: &str, region: Region) -> Option<String> {
    let national = match number.strip_prefix('+') {
        Some(abroad) => abroad.strip_prefix('1').filter(|_| number.len() == 12),
        None if region.code == NANP && number.len() == 11 => number.strip_prefix('1'),
        None => Some(number).filter(|_| region.code == NANP && number.len() == 10),
    };
    if let Some(national) = national {
        let large = |at: usize| {
            national
                .as_bytes()
                .get(at)
                .is_some_and(|digit| *digit > b'1')
        };
        return (large(0) && large(3)).then(|| format!("+1{national}"));
    }
    let parsed = phonenumber::parse(Some(region.id), number).ok()?;
    parsed
        .is_valid()
        .then(|| parsed.format().mode(Mode::E164).to_string())
}

/// Digits in a row, and what lies before them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub span: Range<usize>,
    pub before: Separator,
}

/// What joins a group of digits to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// The first of a run.
    None,
    Space,
    Dash,
    Dot,
    Slash,
    Bracket,
}

/// The runs of digit groups that phone numbers can be made of.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let bytes = text.as_bytes();
    let mut runs: Vec<Vec<Group>> = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + offset;
        let length = bytes[start..]
            .iter()
            .position(|byte| !byte.is_ascii_digit());
        at = length.map_or(bytes.len(), |length| start + length);
        let span = start..at;
        let last = runs.last_mut().and_then(|run| {
            let end = run.last()?.span.end;
            Some((run, separator(&text[end..start])?))
        });
        match last {
            Some((run, before)) => run.push(Group { span, before }),
            None => runs.push(vec![Group {
                span,
                before: Separator::None,
            }]),
        }
    }
    runs
}

/// The separator that a gap between digits is, if it may stand inside a phone number.
fn separator(gap: &str) -> Option<Separator> {
    let core: String = gap.chars().filter(|c| !c.is_whitespace()).collect();
    if gap.chars().count() > 3 {
        return None;
    }
    Some(match core.as_str() {
        "" => Separator::Space,
        "-" | "‐" | "\u{2011}" | "–" | "−" => Separator::Dash,
        "." if gap == "." => Separator::Dot,
        "/" => Separator::Slash,
        "(" | ")" | ")-" | ")." | "-(" | ")(" | ")/" => Separator::Bracket,
        _ => return None,
    })
}

/// Whether a run is the number of a card or a bank account: three groups of four digits one after the other.
fn is_card(run: &[Group]) -> bool {
    run.windows(3)
        .any(|groups| groups.iter().all(|group| group.span.len() == 4))
}

/// The longest phone number that begins with group `at` of a run, and how many groups it has.
fn longest_phone(
    text: &str,
    run: &[Group],
    at: usize,
    start: &Start,
    region: Region,
) -> Option<(FoundContact, usize)> {
    if let Some(found) = vanity(text, run, at, start, region) {
        return Some(found);
    }
    let longest = run.len().min(at + GROUPS);
    let ends = (at + 1..=longest).filter(|end| {
        let digits: usize = run[at..*end].iter().map(|group| group.span.len()).sum();
        // The `00` of a call abroad comes on top.
        (*DIGITS.start()..=DIGITS.end() + 2).contains(&digits) && may_end(text, run, *end)
    });
    let candidates: Vec<_> = ends
        .map(|end| Candidate {
            text,
            groups: &run[at..end],
            plus: start.plus,
        })
        .collect();
    let valid = || {
        let longest = candidates.iter().rev();
        longest
            .filter_map(|candidate| Some((candidate, candidate.valid(region)?)))
            .next()
    };
    let written = || {
        let shortest = candidates.iter();
        shortest
            .filter_map(|candidate| Some((candidate, candidate.written_like(region)?)))
            .next()
    };
    let (candidate, normal) = valid().or_else(written)?;
    let last = candidate.groups.last()?.span.end;
    let end = last + usize::from(start.bracket && text[last..].starts_with(')'));
    let contact = FoundContact {
        kind: ContactKind::Phone,
        normal,
        written: text[start.at..end].to_owned(),
        span: start.at..end,
    };
    Some((contact, candidate.groups.len()))
}

/// Where a candidate begins, with its `+` or bracket.
struct Start {
    at: usize,
    plus: bool,
    /// Whether a bracket opens before the first group.
    bracket: bool,
}

impl Start {
    /// `None` where no number can begin. A slash parts two numbers, but also the digits of an address.
    fn of(text: &str, run: &[Group], at: usize, behind_phone: bool) -> Option<Self> {
        let group = run.get(at)?;
        let digits = group.span.start;
        let plus = text[..digits].ends_with('+');
        let mut start = digits - usize::from(plus);
        let bracket = text[..start].ends_with('(');
        // The bracket belongs to the number if it closes inside: `(888) 555`, `(+1) 888`.
        let inside = bracket
            && run
                .get(at + 1)
                .is_some_and(|next| text[group.span.end..next.span.start].starts_with(')'));
        start -= usize::from(inside);
        let splits = group.before == Separator::Space
            || (group.before == Separator::Slash && behind_phone)
            || (group.before == Separator::Bracket && bracket)
            || (at > 0 && plus);
        let begins = if at > 0 {
            splits
        } else {
            may_follow(&text[..start], plus)
        };
        begins.then_some(Self {
            at: start,
            plus,
            bracket: inside,
        })
    }
}

/// Whether a number may begin behind `before`.
fn may_follow(before: &str, plus: bool) -> bool {
    let mut chars = before.chars().rev();
    match chars.next() {
        None => true,
        // `tel:888`, but not `10:30`.
        Some(':') => plus || !chars.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => {
            !c.is_alphanumeric()
                && !matches!(
                    c,
                    '.' | ','
                        | '-'
                        | '/'
                        | '_'
                        | '='
                        | '&'
                        | '#'
                        | '@'
                        | '$'
                        | '€'
                        | '£'
                        | '¥'
                        | '%'
                        | '~'
                        | '\\'
                )
        }
    }
}

/// Whether a number may end before group `end` of a run, or at the run's end.
fn may_end(text: &str, run: &[Group], end: usize) -> bool {
    if let Some(next) = run.get(end) {
        return matches!(next.before, Separator::Space | Separator::Slash)
            || (next.before == Separator::Bracket
                && text[..next.span.start].ends_with(['(', '+']));
    }
    let Some(last) = run.get(end - 1) else {
        return false;
    };
    let rest = text[last.span.end..].trim_start_matches(')');
    let mut chars = rest.chars();
    match chars.next() {
        None => true,
        Some('%' | '@' | '_' | '=' | '°' | '€' | '£' | '$') => false,
        Some('.' | ',' | ':' | '/' | '-') => !chars.next().is_some_and(char::is_alphanumeric),
        // An extension: `0134x3`, `0134ext. 3`.
        Some('x' | 'X') => chars.next().is_some_and(|c| c.is_ascii_digit()),
        Some('e' | 'E') => rest[1..].to_ascii_lowercase().starts_with("xt"),
        Some(c) => !c.is_alphanumeric(),
    }
}

/// A toll-free number of North America in letters, `1-888-GET-HELP`, that begins with group `at`.
fn vanity(
    text: &str,
    run: &[Group],
    at: usize,
    start: &Start,
    region: Region,
) -> Option<(FoundContact, usize)> {
    let one = &text[run[at].span.clone()] == "1";
    let code = run.get(at + usize::from(one))?;
    if code.span.len() != 3 || !text[code.span.clone()].starts_with('8') {
        return None;
    }
    let rest = &text[code.span.end..];
    let rest = rest
        .strip_prefix(") ")
        .or_else(|| rest.strip_prefix(['-', ')', ' ']))?;
    let from = text.len() - rest.len();
    let length = rest
        .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-'))
        .unwrap_or(rest.len());
    let word = rest[..length].trim_end_matches('-');
    let ends = !rest[word.len()..].starts_with(char::is_alphanumeric);
    let keys: String = word
        .chars()
        .filter_map(|c| c.is_ascii_digit().then_some(c).or_else(|| key_of(c)))
        .collect();
    let letters = word.bytes().filter(u8::is_ascii_uppercase).count();
    if keys.len() != 7 || letters < 3 || !ends {
        return None;
    }
    let normal = valid(&format!("+1{}{keys}", &text[code.span.clone()]), region)?;
    let span = start.at..from + word.len();
    let contact = FoundContact {
        kind: ContactKind::Phone,
        normal,
        written: text[span.clone()].to_owned(),
        span,
    };
    Some((contact, 1 + usize::from(one)))
}

/// The key of a letter on a telephone (ITU-T E.161).
fn key_of(letter: char) -> Option<char> {
    Some(match letter.to_ascii_uppercase() {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}
