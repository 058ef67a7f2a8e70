//! Fingerprints of findings: the same as long as the same thing is wrong at the same
//! place, even when lines above it come and go.

use std::collections::BTreeMap;

use candor_model::findings::Finding;

/// Fingerprints of findings, in their order: 16 hexadecimal digits each.
///
/// They depend on the id, the file, the words of the line that a finding points at, and on
/// how many findings before it are the same in all of these. A finding about a file as a
/// whole has its message in the place of the line.
pub fn fingerprints<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    texts: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut seen: BTreeMap<[u8; 32], u64> = BTreeMap::new();
    findings
        .into_iter()
        .map(|finding| {
            let mut hasher = blake3::Hasher::new();
            let mut add = |part: &str| {
                hasher.update(part.as_bytes()).update(&[0]);
            };
            let place = finding.place.as_ref();
            add(&finding.id);
            add(place.map_or("", |place| &place.file));
            let line = place
                .and_then(|place| line_at(texts.get(&place.file)?, place.span.as_ref()?.start));
            match line {
                Some(line) => line.split_whitespace().for_each(&mut add),
                None => add(&finding.message),
            }
            let occurrence = seen.entry(*hasher.finalize().as_bytes()).or_default();
            hasher.update(&occurrence.to_le_bytes());
            *occurrence += 1;
            hasher.finalize().to_hex()[..16].to_owned()
        })
        .collect()
}

/// The fingerprint of something that stands on no line: 16 hexadecimal digits.
pub fn of_words<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for word in words {
        hasher.update(word.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

fn line_at(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |line_break| line_break + 1);
    text[start..].lines().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, places: &[usize]) -> Vec<String> {
        let findings: Vec<Finding> = places
            .iter()
            .map(|at| Finding::error("a.b", "wrong").at("x.md", *at..*at + 1))
            .collect();
        fingerprints(
            &findings,
            &BTreeMap::from([("x.md".to_owned(), text.to_owned())]),
        )
    }

    #[test]
    fn moving_lines_and_blanks_leave_them_and_two_alike_differ() {
        let before = of("one two\nsame\nsame\n", &[4, 8, 13]);
        let after = of("new\n\none   two\n  same\nsame\n", &[11, 17, 22]);
        assert_eq!(before, after);
        assert_ne!(before[1], before[2]);
        assert_ne!(of("one two\n", &[0]), of("one too\n", &[0]));
    }
}
