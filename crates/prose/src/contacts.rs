//! Phone numbers and e-mail addresses in prose and links.
//!
//! What a customer would dial or write to is found whatever its punctuation, so that it can be compared with
//! the data. Digits that are not a phone number (dates, amounts, citations, ZIP codes, case and card numbers,
//! versions, times, hashes) are left alone.

use std::ops::Range;

mod candidate;
mod phones;

pub use phones::{PhoneProblem, is_toll_free, normal_phone, phone_problem, same_phone};

/// A phone number or an e-mail address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundContact {
    /// Which of the two.
    pub kind: ContactKind,
    /// The same for every way to write it: E.164 (`+18885550134`), or the address in lower case. A number that
    /// could not be in use keeps its digits (`+11885550134`).
    pub normal: String,
    /// As written.
    pub written: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What kind of contact was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContactKind {
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
}

/// The phone numbers and e-mail addresses in a text or a link's target, in order.
///
/// `region` is the country (`US`, or a part of one such as `US-NY`) whose numbers are written without a country
/// prefix; without one it is the United States. Numbers are decided by the rules of the `phonenumber` crate,
/// those of North America by the pattern of its numbering plan. A number that no telephone can have is found
/// too where it is written like one: with `+`, in the groups 3-3-4, or after a word such as `call`.
pub fn contacts(text: &str, region: Option<&str>) -> Vec<FoundContact> {
    let mut found = phones::phones(text, region);
    if text.contains('@') {
        found.extend(emails(text));
        found.sort_by_key(|contact| contact.span.start);
    }
    found
}

fn emails(text: &str) -> impl Iterator<Item = FoundContact> {
    text.match_indices('@').filter_map(|(at, _)| {
        let local = text[..at].rfind(|c| !is_local(c)).map_or(0, |stop| {
            stop + text[stop..].chars().next().map_or(1, char::len_utf8)
        });
        let lead =
            text[local..at].len() - text[local..at].trim_start_matches(['.', '\'', '-']).len();
        let local = local + lead;
        let domain = at + 1;
        let end = text[domain..]
            .find(|c: char| !is_domain(c))
            .map_or(text.len(), |stop| domain + stop);
        let end = domain + text[domain..end].trim_end_matches(['.', '-']).len();
        let (_, top) = text[domain..end].rsplit_once('.')?;
        // `@user@host` names an account of a social network.
        let address = local < at
            && !text[..local].ends_with('@')
            && !text[domain..end].starts_with(['.', '-'])
            && !text[domain..end].contains("..")
            && top.chars().count() >= 2
            && top.chars().any(char::is_alphabetic);
        address.then(|| FoundContact {
            kind: ContactKind::Email,
            normal: text[local..end].to_lowercase(),
            written: text[local..end].to_owned(),
            span: local..end,
        })
    })
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '\'' | '&')
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-')
}

#[cfg(test)]
mod tests;
