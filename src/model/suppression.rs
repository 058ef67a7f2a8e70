//! Small counts that are not published, because they could point to a single customer.

/// Which counts of a table may be published: those from one to below `below` may not, and
/// if only one is held back while the sum is known, the next smallest one is held back too.
///
/// Primary and complementary cell suppression, as statistical offices do it; see for example
/// the Statistical Policy Working Paper 22 of the US Federal Committee on Statistical Methodology.
pub fn suppress(counts: &[i64], below: i64) -> Vec<bool> {
    let mut shown: Vec<bool> = counts
        .iter()
        .map(|count| !(0 < *count && *count < below))
        .collect();
    let hidden = shown.iter().filter(|shown| !**shown).count();
    if hidden == 1 {
        let next = (0..counts.len())
            .filter(|at| shown[*at] && counts[*at] > 0)
            .min_by_key(|at| (counts[*at], *at));
        if let Some(next) = next {
            shown[next] = false;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_and_one_more_are_held_back() {
        assert_eq!(suppress(&[10, 20, 0], 5), [true, true, true]);
        assert_eq!(suppress(&[3, 20, 8], 5), [false, true, false]);
        assert_eq!(suppress(&[3, 2, 8], 5), [false, false, true]);
        assert_eq!(suppress(&[3, 2, 8], 0), [true, true, true]);
        assert_eq!(suppress(&[3], 5), [false]);
        assert_eq!(suppress(&[3, 0], 5), [false, true]);
    }
}
