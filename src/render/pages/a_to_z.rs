//! The A–Z of all questions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::extra::{Extra, Job, pagination};
use super::shared::part_address;
use crate::parse::markdown::slug::slugify;
use crate::render::context::*;
use crate::render::view::In;
use crate::site::Page;

/// Questions on a page of the A–Z, about; a letter is not torn for less.
const QUESTIONS_A_PAGE: usize = 400;

/// The questions of every topic by first letter; a letter begins on a new page
/// when the one before is full.
pub(super) fn a_to_z<'s>(view: In<'s>, page: &'s Page) -> Vec<Job<'s>> {
    let mut parts: Vec<Vec<LetterContext<'s>>> = vec![Vec::new()];
    let mut letters = Vec::new();
    let mut filled = 0;
    for (letter, questions) in by_letter(view) {
        let id = format!("letter-{}", slugify(&letter));
        if filled > 0 && filled + questions.len() > QUESTIONS_A_PAGE {
            parts.push(Vec::new());
            filled = 0;
        }
        let begins = view.site.addresses.href(&part_address(page, parts.len()));
        letters.push(LinkContext {
            href: format!("{begins}#{id}"),
            title: letter.clone(),
        });
        for (at, chunk) in questions.chunks(QUESTIONS_A_PAGE).enumerate() {
            if at > 0 {
                parts.push(Vec::new());
                filled = 0;
            }
            filled += chunk.len();
            if let Some(part) = parts.last_mut() {
                part.push(LetterContext {
                    letter: letter.clone(),
                    id: id.clone(),
                    questions: chunk.to_vec(),
                });
            }
        }
    }
    let letters = Arc::new(letters);
    let total = parts.len();
    parts
        .into_iter()
        .enumerate()
        .map(|(at, groups)| Job {
            page,
            part: at + 1,
            extra: Extra::AToZ(AZContext {
                letters: letters.clone(),
                groups,
                pagination: pagination(view, page, at + 1, total),
            }),
        })
        .collect()
}

/// Letters and their questions in the order of readers: marks in front of a title
/// and accents do not count.
fn by_letter<'s>(view: In<'s>) -> BTreeMap<String, Vec<QuestionLinkContext<'s>>> {
    let mut groups: BTreeMap<String, Vec<(String, QuestionLinkContext<'s>)>> = BTreeMap::new();
    let topics = view.site.pages_in(view.lang);
    for topic in topics.filter(|page| page.head.is_topic()) {
        for question in &topic.outline.questions {
            let sort = slugify(&question.title);
            let letter = sort.chars().next().filter(|c| c.is_alphabetic());
            let letter = letter.map_or_else(|| "0–9".to_owned(), |c| c.to_uppercase().to_string());
            let link = QuestionLinkContext {
                title: &question.title,
                href: AnchorHref {
                    base_path: &view.site.addresses.base_path,
                    address: &topic.head.address,
                    anchor: &question.id,
                },
                topic: &topic.head.title,
            };
            groups.entry(letter).or_default().push((sort, link));
        }
    }
    groups
        .into_iter()
        .map(|(letter, mut questions)| {
            questions.sort_by(|a, b| (&a.0, a.1.href).cmp(&(&b.0, b.1.href)));
            (
                letter,
                questions.into_iter().map(|(_, link)| link).collect(),
            )
        })
        .collect()
}
