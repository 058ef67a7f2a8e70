//! Small counts that are not published, because they could point to a single customer.

/// Which counts of a table may be published: those from one to below `below` may not. As
/// long as somebody who knows the sum could work out a count that is held back, the next
/// smallest one is held back too. Nothing helps where no other count is left.
///
/// Primary and complementary cell suppression, as statistical offices do it; see for example
/// the Statistical Policy Working Paper 22 of the US Federal Committee on Statistical Methodology.
pub fn suppress(counts: &[i64], below: i64) -> Vec<bool> {
    let mut shown: Vec<bool> = counts
        .iter()
        .map(|count| !is_small(*count, below))
        .collect();
    while gives_one_away(counts, &shown, below) {
        let next = (0..counts.len())
            .filter(|at| shown[*at] && counts[*at] > 0)
            .min_by_key(|at| (counts[*at], *at));
        match next {
            Some(next) => shown[next] = false,
            None => break,
        }
    }
    shown
}

/// Whether a count can point to a single customer. Zero points to nobody.
pub fn is_small(count: i64, below: i64) -> bool {
    0 < count && count < below
}

/// Whether the sum leaves only one value for some count that is held back. Readers know
/// which of them are small, since the site says "fewer than" of those and no other.
fn gives_one_away(counts: &[i64], shown: &[bool], below: i64) -> bool {
    // Each with the least and the most that readers must think possible. Sums are made in
    // wider numbers, so that they cannot overflow.
    let hidden: Vec<[i128; 3]> = counts
        .iter()
        .zip(shown)
        .filter(|(_, shown)| !**shown)
        .map(|(count, _)| {
            let (least, most) = if is_small(*count, below) {
                (1, below - 1)
            } else {
                (below, i64::MAX)
            };
            [(*count).into(), least.into(), most.into()]
        })
        .collect();
    let [sum, least, most] = hidden
        .iter()
        .fold([0; 3], |[a, b, c], [x, y, z]| [a + x, b + y, c + z]);
    hidden.iter().any(|[_, own_least, own_most]| {
        let from = *own_least.max(&(sum - (most - own_most)));
        let to = *own_most.min(&(sum - (least - own_least)));
        from >= to
    })
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

    #[test]
    fn counts_that_the_sum_gives_away_together_are_joined_by_another() {
        // Two that are small and add up to 2 are 1 and 1; to 8, 4 and 4.
        assert_eq!(suppress(&[1, 1, 30, 20], 5), [false, false, true, false]);
        assert_eq!(suppress(&[4, 4, 30], 5), [false, false, false]);
        // A small one and one that is not add up to 6 in one way only.
        assert_eq!(suppress(&[1, 5, 9], 5), [false, false, false]);
        assert_eq!(suppress(&[3, 8, 9], 5), [false, false, true]);
        assert_eq!(suppress(&[3, i64::MAX, i64::MAX], 5), [false, false, true]);
    }
}
