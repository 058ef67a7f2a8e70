//! Which pages their own titles do not find.

use rayon::prelude::*;

use super::{
    index::Numbered,
    ranking::{Desk, Ranking, WINDOW},
};

/// A page that a search for its own title does not list among the first results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed<'p> {
    /// The page's address.
    pub url: &'p str,
    /// Titles of the pages that are listed instead, the first first; none if nothing of the title can be searched for.
    pub instead: Vec<&'p str>,
}

/// Pages that a search for their own title does not list among its first `within` results, in the order of their
/// addresses.
pub(super) fn missed<'p>(ranking: &Ranking<'p, 'p>, within: usize) -> Vec<Missed<'p>> {
    let mut missed: Vec<Missed<'p>> = ranking
        .pages()
        .par_iter()
        .map_init(
            || ranking.desk(),
            |desk, page| instead(ranking, page, within, desk),
        )
        .flatten()
        .collect();
    missed.sort_unstable_by(|a, b| a.url.cmp(b.url));
    missed
}

fn instead<'p>(
    ranking: &Ranking<'p, 'p>,
    page: &'p Numbered<'p>,
    within: usize,
    desk: &mut Desk,
) -> Option<Missed<'p>> {
    let query = ranking.title(page);
    let mut hits = ranking.by_page(&query, desk);
    let is_it = |slot: u32| slot == page.slot;
    // Where it is the best already and no other has all of its words in the title, nothing that follows takes it out
    // of the first three.
    if hits.first().is_some_and(|hit| is_it(hit.page)) {
        let agreement = ranking.agreement(&query, &hits);
        if agreement.iter().filter(|agrees| **agrees >= 1.0).count() < 2 {
            return None;
        }
    }
    ranking.reorder(&query, &mut hits);
    let own = folded(page.page.title);
    let others = hits.iter().take_while(|hit| !is_it(hit.page));
    let instead: Vec<&str> = others
        .filter_map(|hit| ranking.page(hit.page))
        .map(|page| page.page.title)
        .filter(|title| folded(title) != own)
        .take(within)
        .collect();
    let is_listed = hits.iter().any(|hit| is_it(hit.page));
    let is_missed = instead.len() >= within || !is_listed && hits.len() < WINDOW;
    is_missed.then_some(Missed {
        url: &page.page.url,
        instead,
    })
}

fn folded(title: &str) -> String {
    title.trim().to_lowercase()
}
