//! One page for two kinds of reader: those whose browser runs scripts, and those whose browser runs none.
//!
//! Both read the same page, but for what stands in `<noscript>`: to the first it is a text that is not shown, to the
//! others it is markup. On a page that is not well-formed the two can differ everywhere. The page of the first is the
//! reading; what only the others get is its [`Place::NoScript`].

use std::sync::Arc;

use crate::model::{Part, Place, Purpose, Reading};

/// Whether a page has a `<noscript>`, or something that looks like one.
pub(crate) fn may_stand_in(html: &str) -> bool {
    const START: &[u8] = b"<noscript";
    html.as_bytes()
        .windows(START.len())
        .any(|window| window.eq_ignore_ascii_case(START))
}

/// Adds to a page with scripts what only those without get of it.
pub(crate) fn combine(mut with: Reading, without: Reading) -> Reading {
    let (asides, others): (Vec<_>, Vec<_>) = without
        .parts
        .into_iter()
        .partition(|part| part.place == Place::NoScript);
    with.parts.retain(|part| part.place != Place::NoScript);
    let is_empty = asides.is_empty();
    let mut aside = asides
        .into_iter()
        .map(Arc::unwrap_or_clone)
        .reduce(join)
        .unwrap_or_default();
    aside.place = Place::NoScript;
    // Where the two differ elsewhere, what is fetched, run or asked for counts. To be read is what most get.
    let mut more = Part::default();
    for part in others {
        let known = |is_known: &dyn Fn(&Part) -> bool| with.parts.iter().any(|part| is_known(part));
        let Part {
            references,
            fields,
            inline,
            ..
        } = Arc::unwrap_or_clone(part);
        more.references
            .extend(references.into_iter().filter(|reference| {
                reference.purpose != Purpose::Link
                    && !known(&|part| part.references.contains(reference))
            }));
        more.fields.extend(
            fields
                .into_iter()
                .filter(|field| !known(&|part| part.fields.contains(field))),
        );
        more.inline.extend(
            inline
                .into_iter()
                .filter(|inline| !known(&|part| part.inline.contains(inline))),
        );
    }
    if !is_empty || more != Part::default() {
        with.parts.push(Arc::new(join(aside, more)));
    }
    with
}

/// Two parts as one, which stands where the first does.
pub(crate) fn join(mut one: Part, other: Part) -> Part {
    add(&mut one.references, other.references);
    add(&mut one.fields, other.fields);
    add(&mut one.inline, other.inline);
    add(&mut one.passages, other.passages);
    one.ids.extend(other.ids.iter().copied());
    one.headings.extend(other.headings);
    one.shown.extend(other.shown.iter().copied());
    one.hidden.extend(other.hidden.iter().copied());
    one.letters = one.letters.saturating_add(other.letters);
    one
}

/// Adds what is not there yet.
fn add<T: PartialEq>(known: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !known.contains(&one) {
            known.push(one);
        }
    }
}
