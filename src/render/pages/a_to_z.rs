//! The A–Z of all questions.

use std::collections::BTreeMap;

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
    let mut groups: BTreeMap<String, Vec<(String, QuestionLinkContext)>> = BTreeMap::new();
    for topic in view
        .site
        .pages_in(view.lang)
        .filter(|page| page.head.is_topic())
    {
        let href = view.site.addresses.href(&topic.head.address);
        for question in &topic.outline.questions {
            let sort = sort_key(&question.title);
            let letter = sort.chars().next().filter(|c| c.is_alphabetic());
            let letter = letter.map_or_else(|| "0–9".to_owned(), |c| c.to_uppercase().to_string());
            let link = QuestionLinkContext {
                title: question.title.clone(),
                href: format!("{href}#{}", question.id),
                topic: topic.head.title.clone(),
            };
            groups.entry(letter).or_default().push((sort, link));
        }
    }
    for questions in groups.values_mut() {
        questions.sort_by(|a, b| (&a.0, &a.1.href).cmp(&(&b.0, &b.1.href)));
    }
    let mut parts: Vec<Vec<LetterContext>> = vec![Vec::new()];
    let mut letters: Vec<(usize, String, String)> = Vec::new();
    let mut filled = 0;
    for (letter, questions) in groups {
        let id = format!("letter-{}", slugify(&letter));
        let links: Vec<QuestionLinkContext> = questions.into_iter().map(|(_, link)| link).collect();
        if filled > 0 && filled + links.len() > QUESTIONS_A_PAGE {
            parts.push(Vec::new());
            filled = 0;
        }
        letters.push((parts.len(), letter.clone(), id.clone()));
        for (at, chunk) in links.chunks(QUESTIONS_A_PAGE).enumerate() {
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
    let letters: Vec<LinkContext> = letters
        .into_iter()
        .map(|(part, title, id)| LinkContext {
            href: format!(
                "{}#{id}",
                view.site.addresses.href(&part_address(page, part))
            ),
            title,
        })
        .collect();
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

/// Sorts titles as readers expect: marks in front and accents do not count.
fn sort_key(title: &str) -> String {
    slugify(title)
}
