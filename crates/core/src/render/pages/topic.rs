//! `/faq/…/`: one topic.

use std::sync::{Arc, OnceLock};

use super::kind::{PageKind, Part, Parts, Setting, Shown, Structured};
use super::topics::TOPICS;
use crate::render::context::FaqContext;
use crate::render::related::{List, WhenAsked};
use crate::render::templates::value;
use crate::site::{AnyPage, Page, Place, Role};
use candor_model::findings::Finding;
use candor_model::page::Section;

pub static TOPIC: PageKind = PageKind {
    list: Some(&TOPICS),
    structured: Structured::Questions,
    parts: Parts::OfSite(parts),
    ..PageKind::new(
        Role {
            name: "topic",
            place: Place::Each(Section::Faq),
            is_introduction_found: true,
            shows_channels: false,
        },
        "faq.html",
    )
};

/// What the template sees, looked for when the page is made: most pages of a rebuild are not.
struct Related<'s> {
    questions: Arc<WhenAsked<'s>>,
    page: &'s Page,
    /// Those that were found, if anybody looked.
    list: OnceLock<List<'s>>,
}

impl Shown for Related<'_> {
    fn value(&self) -> Result<tera::Value, Box<Finding>> {
        let related = self.list.get_or_init(|| self.questions.of(self.page));
        value(&FaqContext {
            related: related.clone(),
        })
    }

    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.questions.key_of(self.page, &self.list));
    }
}

fn parts<'s>(setting: &Setting<'s>, page: AnyPage<'s>) -> Vec<Part<'s>> {
    let part = page.written().map(|page| Part {
        number: 1,
        shown: Box::new(Related {
            questions: setting.related.clone(),
            page,
            list: OnceLock::new(),
        }),
    });
    part.into_iter().collect()
}
