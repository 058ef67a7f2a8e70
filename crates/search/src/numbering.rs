//! Numbers of pages and questions that stay what they are while the site grows.
//!
//! Pages stand in slots, a quarter more than there are pages or up to two thirds, where the hash of its address puts each.
//! So a page more moves none but its neighbours, and the index of the others stays as it is. The numbers follow
//! from the addresses alone: what the site was before does not show.

/// Slots of pages, and the numbers of their questions: `slot * stride + question`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbering {
    /// Numbers for the questions of a page: at least as many as any page has.
    pub stride: u32,
    /// Slots, more than there are pages.
    pub slots: u32,
}

impl Numbering {
    /// Sorts pages by their slots, which it returns in the same order. `about` says of a page its address and how many
    /// questions it has.
    pub fn sort<P>(pages: &mut Vec<P>, about: impl Fn(&P) -> (&str, u32)) -> (Self, Vec<u32>) {
        let longest = pages.iter().map(|page| about(page).1).max().unwrap_or(1);
        let room = room(pages.len());
        let mut wished: Vec<(u64, P)> = pages
            .drain(..)
            .map(|page| (wish(about(&page).0, room), page))
            .collect();
        wished.sort_by(|(a, left), (b, right)| {
            a.cmp(b).then_with(|| about(left).0.cmp(about(right).0))
        });
        let mut slots: Vec<u32> = Vec::with_capacity(wished.len());
        let mut free = 0;
        for (wish, page) in wished {
            let slot = (wish as u32).max(free);
            free = slot + 1;
            slots.push(slot);
            pages.push(page);
        }
        let numbering = Self {
            stride: step(u64::from(longest), 2) as u32,
            // Where many pages wish for the last slots, the last of them stand behind these.
            slots: free.max(room as u32),
        };
        (numbering, slots)
    }
}

/// Slots for so many pages, with a quarter to spare.
fn room(pages: usize) -> u64 {
    let pages = pages as u64;
    step(pages + (pages + 2) / 4, 4)
}

/// The least number from `least` on in steps, so many from each power of two to the next. All numbers change with it,
/// so it seldom does.
fn step(least: u64, steps: u64) -> u64 {
    let power = least.max(1).next_power_of_two();
    let part = (power / 2 / steps).max(1);
    least.max(1).div_ceil(part) * part
}

/// The slot that a page takes if it is free, of so many.
fn wish(address: &str, room: u64) -> u64 {
    let hash = blake3::hash(address.as_bytes());
    let high = hash
        .as_bytes()
        .first_chunk()
        .map_or(0, |bytes| u64::from_be_bytes(*bytes));
    ((u128::from(high) * u128::from(room)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(pages: impl Iterator<Item = usize>) -> (Numbering, Vec<(String, u32)>) {
        let mut pages: Vec<String> = pages.map(|page| format!("/faq/{page}/")).collect();
        let (numbering, slots) = Numbering::sort(&mut pages, |page| (page, 3));
        (numbering, pages.into_iter().zip(slots).collect())
    }

    #[test]
    fn room_grows_in_steps() {
        let steps = |steps| (1..=17).map(|least| step(least, steps)).collect::<Vec<_>>();
        assert_eq!(
            steps(2),
            [1, 2, 3, 4, 6, 6, 8, 8, 12, 12, 12, 12, 16, 16, 16, 16, 24]
        );
        assert_eq!(
            steps(4),
            [1, 2, 3, 4, 5, 6, 7, 8, 10, 10, 12, 12, 14, 14, 16, 16, 20]
        );
    }

    #[test]
    fn each_page_has_a_slot_of_its_own() {
        for pages in [0, 1, 2, 3, 100, 1000] {
            let (numbering, placed) = slots(0..pages);
            assert_eq!(numbering.stride, if pages == 0 { 1 } else { 3 });
            assert!(placed.is_sorted_by(|a, b| a.1 < b.1), "{pages}");
            assert!(placed.iter().all(|(_, slot)| *slot < numbering.slots));
            assert!(numbering.slots as usize <= 2 * pages.max(1) + 8, "{pages}");
        }
    }

    #[test]
    fn one_page_more_moves_few() {
        let (before, old) = slots(0..1000);
        let (after, new) = slots(0..1001);
        assert_eq!(before.stride, after.stride);
        let moved = old.iter().filter(|page| !new.contains(page)).count();
        assert!(moved <= 10, "{moved} pages moved");
        let (_, other) = slots((0..1001).rev());
        assert_eq!(other, new, "the order in which pages come shows");
    }
}
