//! Whether a page speaks to a person in trouble as one would: no blame, no threats, no orders to be silent.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::kind::{Asked, CheckKind, Judgement};
use crate::site::Page;
use candor_model::answer::{Answer, Denial, Said};
use candor_model::findings::Finding;
use candor_model::localized::Localized;
use candor_model::verdict::Unknown;

/// `tone`
pub struct Tone;

/// Parameters of `tone`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToneWith {
    /// Names of pages, from the pack's `links`.
    pages: Vec<String>,
    /// What they avoid.
    avoids: Vec<Avoided>,
}

/// A way to speak that pages avoid.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Avoided {
    /// Name of the pack's `phrases` by which it is known.
    phrases: String,
    /// What is wrong with it: the finding's message.
    what: String,
    /// A better sentence, by language.
    better: Localized,
    /// Whether the phrases hold a negation themselves, so that one before them takes nothing back. Otherwise what is
    /// denied (“It is not your fault”) is not said.
    #[serde(default)]
    holds_negation: bool,
    /// Name of the pack's `phrases` of which the question must hold one; an introduction is no answer to any.
    #[serde(default)]
    of_questions: Option<String>,
}

impl CheckKind for Tone {
    const NAME: &'static str = "tone";
    const ABOUT: &'static str = "The `pages` say, in no answer, anything of what each of `avoids` names by its `phrases`, which [rules.phrases] in candor.toml may replace. `what` says what is wrong with it, `better` is a sentence to write instead. What a negation denies (“It is not your fault”) is not said, unless the phrases hold one themselves (`holds_negation`). `of_questions` names phrases of the question to which it is no answer.";
    type With = ToneWith;

    fn forbids(with: &ToneWith) -> Vec<&str> {
        let everywhere = with
            .avoids
            .iter()
            .filter(|avoided| avoided.of_questions.is_none());
        everywhere.map(|avoided| avoided.phrases.as_str()).collect()
    }

    fn pages(with: &ToneWith) -> Vec<&str> {
        with.pages.iter().map(String::as_str).collect()
    }

    fn check(with: &ToneWith, asked: &Asked<'_>) -> Judgement {
        let mut findings = Vec::new();
        let mut unknown = None;
        for language in &asked.site.languages {
            let lang = language.code.as_str();
            for avoided in &with.avoids {
                let Some(list) = list(asked, lang, &avoided.phrases) else {
                    unknown = Some(Unknown::NoWords {
                        language: lang.to_owned(),
                    });
                    continue;
                };
                for name in &with.pages {
                    if let Some(page) = asked.page(name, lang) {
                        findings.extend(on_page(asked, avoided, list, page));
                    }
                }
            }
        }
        Judgement::of_what_was_seen(findings, unknown)
    }
}

fn list(asked: &Asked<'_>, lang: &str, name: &str) -> Option<u16> {
    let book = asked.site.phrasebooks.get(lang)?;
    book.list(asked.pack.id.get_ref(), name)
}

fn on_page(asked: &Asked<'_>, avoided: &Avoided, list: u16, page: &Page) -> Vec<Finding> {
    let prose = &page.outline.prose;
    let is_said =
        |said: &&Said| said.list == list && (avoided.holds_negation || said.denial == Denial::None);
    let lang = page.head.lang.as_str();
    let said = prose
        .answers
        .iter()
        .filter(|answer| is_asked(asked, avoided, lang, answer))
        .flat_map(|answer| answer.said.iter().filter(is_said));
    let site = asked.site;
    said.map(|said| {
        let better = avoided.better.get(lang, site.default_lang());
        asked
            .finding(avoided.what.clone())
            .help(format!("Better: “{better}”"))
            .at(&*page.head.source, said.span.clone())
    })
    .collect()
}

/// Whether the question is one to which such an answer is none.
fn is_asked(asked: &Asked<'_>, avoided: &Avoided, lang: &str, answer: &Answer) -> bool {
    let Some(name) = &avoided.of_questions else {
        return true;
    };
    list(asked, lang, name).is_some_and(|list| answer.asked.contains(&list))
}
