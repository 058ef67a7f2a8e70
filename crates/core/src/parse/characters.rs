//! `source.encoding`: characters that nobody typed.

use candor_model::findings::Finding;

/// What stands for a character that could not be read, and for each that no text may hold.
const DAMAGED: char = '\u{fffd}';

/// Reports each place of a text where a character is damaged. The text stands at `offset` of a file.
pub fn check(text: &str, file: &str, offset: usize, findings: &mut Vec<Finding>) {
    let mut end = None;
    for (at, found) in text.match_indices(DAMAGED) {
        let place = offset + at..offset + at + found.len();
        // Several in a row are one place.
        if end.replace(place.end) == Some(place.start) {
            continue;
        }
        let finding = Finding::error(
            "source.encoding",
            "a character here is damaged, or one that no text may hold",
        )
        .help("Delete it and type it again. It shows as \u{fffd}, or as nothing, in an editor.");
        findings.push(finding.at(file, place));
    }
}
