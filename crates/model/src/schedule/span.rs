//! Arithmetic on half-open intervals `(start, end)`, for minutes of a day and for instants alike.

/// The union of intervals: sorted, disjoint, adjacent ones joined, empty ones dropped.
pub(super) fn union<T: Ord + Copy>(mut spans: Vec<(T, T)>) -> Vec<(T, T)> {
    spans.retain(|(start, end)| start < end);
    spans.sort_unstable();
    let mut joined: Vec<(T, T)> = Vec::with_capacity(spans.len());
    for (start, end) in spans {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// What is left of `spans` without `taken`; disjoint spans stay disjoint and in order.
pub(super) fn subtract<T: Ord + Copy>(spans: &[(T, T)], taken: &[(T, T)]) -> Vec<(T, T)> {
    let mut left = spans.to_vec();
    for &(from, to) in taken {
        let parts = |&(start, end): &(T, T)| [(start, end.min(from)), (start.max(to), end)];
        left = left
            .iter()
            .flat_map(parts)
            .filter(|(start, end)| start < end)
            .collect();
    }
    left
}

/// What two lists of disjoint spans share, in order.
pub(super) fn common<T: Ord + Copy>(a: &[(T, T)], b: &[(T, T)]) -> Vec<(T, T)> {
    let parts = a.iter().flat_map(|x| {
        b.iter()
            .map(move |y| (x.0.max(y.0), x.1.min(y.1)))
            .filter(|(start, end)| start < end)
    });
    parts.collect()
}

/// The first moment that two lists of spans share.
pub(super) fn first_common<T: Ord + Copy>(a: &[(T, T)], b: &[(T, T)]) -> Option<T> {
    let common = a
        .iter()
        .flat_map(|x| b.iter().map(|y| (x.0.max(y.0), x.1.min(y.1))));
    common
        .filter(|(start, end)| start < end)
        .map(|(start, _)| start)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every minute of a small day by itself, for every pair of a few spans.
    #[test]
    fn agrees_with_sets_of_minutes() {
        let spans: Vec<(u8, u8)> = (0..7)
            .flat_map(|open| (0..7).map(move |close| (open, close)))
            .collect();
        let holds = |spans: &[(u8, u8)], minute: u8| {
            spans
                .iter()
                .any(|(open, close)| (*open..*close).contains(&minute))
        };
        for a in &spans {
            for b in &spans {
                let joined = union(vec![*a, *b]);
                let left = subtract(&union(vec![*a]), &[*b]);
                let shared = common(&union(vec![*a]), &union(vec![*b]));
                let common = first_common(&[*a], &[*b]);
                for minute in 0..8 {
                    let (in_a, in_b) = (holds(&[*a], minute), holds(&[*b], minute));
                    assert_eq!(holds(&joined, minute), in_a || in_b);
                    assert_eq!(holds(&left, minute), in_a && !in_b);
                    assert_eq!(holds(&shared, minute), in_a && in_b);
                }
                assert_eq!(
                    common,
                    (0..8).find(|minute| holds(&[*a], *minute) && holds(&[*b], *minute))
                );
                assert!(joined.windows(2).all(|pair| pair[0].1 < pair[1].0));
            }
        }
    }
}
