//! `/a-z/`: every question.

use std::sync::Arc;

use rayon::prelude::*;

use super::kind::{Menu, PageKind, Part, Parts, Setting, Shown};
use super::shared::{pagination, part_address};
use crate::parse::markdown::slug::slugify;
use crate::render::context::*;
use crate::render::templates::value;
use crate::render::view::In;
use crate::site::{AnyPage, Page, Role, Spot};
use candor_model::findings::Finding;
use candor_model::page::Question;

/// Questions on a page of the A–Z, about; a letter is not torn for less.
const QUESTIONS_A_PAGE: usize = 400;

pub static A_TO_Z: PageKind = PageKind {
    menu: Menu::Footer,
    parts: Parts::OfSite(parts),
    ..PageKind::new(
        Role {
            is_introduction_found: false,
            ..Role::at(
                "a-z",
                Spot::new("content/a-z.md", "/a-z/", "nav.a_z").made_if(|_| true),
            )
        },
        "a-z.html",
    )
};

/// The questions of every topic by first letter; a letter begins on a new page
/// when the one before is full.
fn parts<'s>(setting: &Setting<'s>, page: AnyPage<'s>) -> Vec<Part<'s>> {
    let view = setting.view;
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
    let parts = (1..).zip(parts).map(|(number, groups)| {
        let context = AZContext {
            letters: letters.clone(),
            groups,
            pagination: pagination(view, page, number, total),
        };
        Part::fed(number, Letters(context))
    });
    parts.collect()
}

/// What the template sees.
struct Letters<'s>(AZContext<'s>);

impl Shown for Letters<'_> {
    fn value(&self) -> Result<tera::Value, Box<Finding>> {
        value(&self.0)
    }

    /// As [`Part::new`] would, but for the questions, of which a large site has very many: their texts as they are.
    fn feed(&self, hasher: &mut blake3::Hasher) {
        let AZContext {
            letters,
            groups,
            pagination,
        } = &self.0;
        // A hasher takes whatever is written, and contexts have text keys only.
        let _ = serde_json::to_writer(&mut *hasher, &(letters, pagination));
        let mut texts = Vec::new();
        for group in groups {
            for text in [&*group.letter, &*group.id] {
                texts.extend_from_slice(text.as_bytes());
                texts.push(0);
            }
            for question in &group.questions {
                let QuestionLinkContext { title, href, topic } = question;
                let AnchorHref {
                    base_path,
                    address,
                    anchor,
                } = href;
                for text in [title, base_path, address, anchor, topic] {
                    texts.extend_from_slice(text.as_bytes());
                    texts.push(0);
                }
            }
            texts.push(1);
        }
        hasher.update(&texts);
    }
}

/// Letters and their questions in the order of readers: marks in front of a title
/// and accents do not count.
fn by_letter<'s>(view: In<'s>) -> Vec<(String, Vec<QuestionLinkContext<'s>>)> {
    let topics: Vec<&'s Page> = view
        .site
        .pages_in(view.lang)
        .filter(|page| page.head.is_topic())
        .collect();
    let mut entries: Vec<Entry<'s>> = topics
        .into_par_iter()
        .flat_map_iter(|topic| {
            let questions = topic.outline.questions.iter();
            questions.map(move |question| entry(view, topic, question))
        })
        .collect();
    entries.par_sort_unstable_by(|a, b| a.place().cmp(&b.place()));
    entries
        .chunk_by(|a, b| a.letter == b.letter)
        .filter_map(|chunk| {
            let letter = chunk.first()?.letter.clone();
            Some((letter, chunk.iter().map(|entry| entry.link).collect()))
        })
        .collect()
}

/// A question in the list.
struct Entry<'s> {
    /// The beginnings of what it is sorted by, as numbers of the same order: they nearly always decide.
    beginning: (u64, u64),
    letter: String,
    sort: String,
    link: QuestionLinkContext<'s>,
}

impl<'s> Entry<'s> {
    /// What it is sorted by.
    fn place(&self) -> ((u64, u64), &str, &str, AnchorHref<'s>) {
        (self.beginning, &self.letter, &self.sort, self.link.href)
    }
}

/// The first eight bytes of a text as a number: of two that differ, the greater belongs to the greater text.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (byte, known) in bytes.iter_mut().zip(text.bytes()) {
        *byte = known;
    }
    u64::from_be_bytes(bytes)
}

fn entry<'s>(view: In<'s>, topic: &'s Page, question: &'s Question) -> Entry<'s> {
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
    Entry {
        beginning: (beginning(&letter), beginning(&sort)),
        letter,
        sort,
        link,
    }
}
