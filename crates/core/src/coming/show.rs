//! What comes, for people, programs and calendars.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Serialize;

use super::Item;
use candor_model::findings::printable;

/// Letters of a line of a calendar, in bytes (RFC 5545, 3.1).
const LINE: usize = 75;

/// A list by owner, those without one last.
pub fn human(items: &[Item], today: NaiveDate) -> String {
    let mut by_owner: BTreeMap<(bool, &str), Vec<&Item>> = BTreeMap::new();
    for item in items {
        let owner = item.owner.as_deref().unwrap_or_default();
        by_owner
            .entry((owner.is_empty(), owner))
            .or_default()
            .push(item);
    }
    let mut text = String::new();
    for ((is_nobodys, owner), items) in by_owner {
        let owner = if is_nobodys {
            "nobody is named".to_owned()
        } else {
            printable(owner)
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}{owner}", if text.is_empty() { "" } else { "\n" });
        for item in items {
            let days = (item.day - today).num_days();
            let when = match days {
                ..0 => format!("{} late", counted(-days)),
                0 => "today".to_owned(),
                _ => format!("in {}", counted(days)),
            };
            let _ = writeln!(
                text,
                "  {}  {when:>12}  {}  ({})",
                item.day, item.what, item.file
            );
        }
    }
    text
}

fn counted(days: i64) -> String {
    format!("{days} day{}", if days == 1 { "" } else { "s" })
}

#[derive(Serialize)]
struct Said<'a> {
    version: u32,
    #[serde(serialize_with = "super::as_text")]
    today: NaiveDate,
    #[serde(serialize_with = "super::as_text")]
    until: NaiveDate,
    due: &'a [Item],
}

/// The items as JSON.
///
/// # Errors
///
/// Never, as far as anybody knows: texts and dates can be written.
pub fn json(
    items: &[Item],
    today: NaiveDate,
    until: NaiveDate,
) -> Result<String, serde_json::Error> {
    let said = Said {
        version: 1,
        today,
        until,
        due: items,
    };
    serde_json::to_string_pretty(&said).map(|text| text + "\n")
}

/// A calendar (RFC 5545) with an event of a whole day for each item. The same items have the same ids, so that a
/// calendar that takes it in again changes its events and doubles none.
pub fn ics(items: &[Item], today: NaiveDate) -> String {
    let mut text = String::new();
    let mut line = |content: &str| fold(content, &mut text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Candor//due//EN");
    for item in items {
        let of = format!("{:?} {} {}", item.kind, item.file, item.what);
        let id = blake3::hash(of.as_bytes()).to_hex();
        let after = item.day.succ_opt().unwrap_or(item.day);
        line("BEGIN:VEVENT");
        line(&format!("UID:{}@candor", &id[..32]));
        line(&format!("DTSTAMP:{}T000000Z", today.format("%Y%m%d")));
        line(&format!("DTSTART;VALUE=DATE:{}", item.day.format("%Y%m%d")));
        line(&format!("DTEND;VALUE=DATE:{}", after.format("%Y%m%d")));
        let owner = item
            .owner
            .as_ref()
            .map(|owner| format!(" ({owner})"))
            .unwrap_or_default();
        line(&format!(
            "SUMMARY:{}",
            escaped(&format!("{}{owner}", item.what))
        ));
        line(&format!("DESCRIPTION:{}", escaped(&item.file)));
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

/// A text as a value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .flat_map(|c| match c {
            '\\' | ';' | ',' => vec!['\\', c],
            '\n' => vec!['\\', 'n'],
            c => vec![c],
        })
        .collect()
}

/// A line, cut between letters where it is too long; what goes on begins with a blank.
fn fold(content: &str, text: &mut String) {
    let mut length = 0;
    for c in content.chars() {
        if length + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}
