//! Whether AI is declared, and who is responsible.

use schemars::JsonSchema;
use serde::Deserialize;

use super::each;
use crate::check::kind::{Asked, CheckKind, Judgement};
use crate::source::CONFIG_FILE;
use candor_model::answer::Denial;
use candor_model::channel::Channel;
use candor_model::verdict::Unknown;

/// `ai-declared`
pub struct AiDeclared;

/// Parameters of `ai-declared`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AiDeclaredWith {
    /// What a channel that uses AI must have.
    needs: Vec<Need>,
    /// Phrases of which the disclosure must say one: a name of the pack's `phrases`.
    says: Option<String>,
}

/// What a channel that uses AI must have.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// What it says at the start.
    Disclosure,
    /// How a customer leaves it for a person.
    ToPerson,
}

impl CheckKind for AiDeclared {
    const NAME: &'static str = "ai-declared";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "Every channel says whether it uses AI. One that does has what it `needs` in every language of the site: a disclosure, which says one of the phrases `says`, and a way to a person.";
    type With = AiDeclaredWith;

    fn shown(_: &AiDeclaredWith, asked: &Asked<'_>) -> Option<String> {
        Some(each(&asked.site.channels, |channel| {
            let used = channel.ai.as_ref()?.used;
            Some(if used { "uses AI" } else { "no AI" }.to_owned())
        }))
    }

    fn check(with: &AiDeclaredWith, asked: &Asked<'_>) -> Judgement {
        let mut gaps = Vec::new();
        let mut unknown = None;
        for channel in &asked.site.channels {
            let (missing, rest) = missing(with, asked, channel);
            let missing = missing.into_iter();
            gaps.extend(missing.map(|message| asked.about_channel(channel, message)));
            unknown = unknown.or(rest);
        }
        Judgement::of_what_was_seen(gaps, unknown)
    }
}

/// What a channel does not say of AI, and why nobody can tell about the rest.
fn missing(
    with: &AiDeclaredWith,
    asked: &Asked<'_>,
    channel: &Channel,
) -> (Vec<String>, Option<Unknown>) {
    let id = &channel.id;
    let Some(ai) = &channel.ai else {
        return (
            vec![format!("`{id}` does not say whether it uses AI")],
            None,
        );
    };
    let mut messages = Vec::new();
    let mut unknown = None;
    if !ai.used {
        return (messages, unknown);
    }
    if with.needs.contains(&Need::Disclosure) {
        match &ai.disclosure {
            None => messages.push(format!("`{id}` uses AI and does not say so at the start")),
            Some(disclosure) => {
                for language in &asked.site.languages {
                    let lang = language.code.as_str();
                    if !disclosure.has(lang) {
                        messages.push(format!(
                            "the AI disclosure of `{id}` is missing in `{lang}`"
                        ));
                        continue;
                    }
                    match says(with, asked, lang, disclosure.get(lang, lang)) {
                        Ok(true) => {}
                        Ok(false) => messages.push(format!(
                            "the AI disclosure of `{id}` does not say that it is not a person (in `{lang}`)"
                        )),
                        Err(why) => unknown = Some(why),
                    }
                }
            }
        }
    }
    if with.needs.contains(&Need::ToPerson) && ai.to_person.is_none() {
        messages.push(format!(
            "`{id}` uses AI and does not say how to get to a person"
        ));
    }
    (messages, unknown)
}

/// Whether a text says one of the phrases.
fn says(with: &AiDeclaredWith, asked: &Asked<'_>, lang: &str, text: &str) -> Result<bool, Unknown> {
    let Some(name) = &with.says else {
        return Ok(true);
    };
    let said = asked.site.phrasebooks.get(lang).and_then(|book| {
        let list = usize::from(book.list(asked.pack.id.get_ref(), name)?);
        let tokens = book.dictionary.split(text);
        Some(
            candor_prose::found(&tokens)
                .iter()
                .any(|hit| hit.list == list && hit.denial == Denial::None),
        )
    });
    said.ok_or_else(|| Unknown::NoWords {
        language: lang.to_owned(),
    })
}

/// `responsible-people`
pub struct ResponsiblePeople;

/// Parameters of `responsible-people`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResponsiblePeopleWith {
    /// How many people there must be.
    at_least: usize,
}

impl CheckKind for ResponsiblePeople {
    const NAME: &'static str = "responsible-people";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "The configuration names `at_least` so many people who are responsible for customer service.";
    type With = ResponsiblePeopleWith;

    // Names may be for the staff alone, so they are counted.
    fn shown(_: &ResponsiblePeopleWith, asked: &Asked<'_>) -> Option<String> {
        let people = &asked.site.config.entity.responsible;
        let public = people.iter().filter(|person| person.public).count();
        Some(format!(
            "{} named, {public} of them on the site",
            people.len()
        ))
    }

    fn check(with: &ResponsiblePeopleWith, asked: &Asked<'_>) -> Judgement {
        let people = &asked.site.config.entity.responsible;
        let named = people
            .iter()
            .filter(|person| !person.name.trim().is_empty())
            .count();
        if named >= with.at_least {
            return Judgement::Met;
        }
        let gap = asked
            .finding("nobody is named as responsible for customer service")
            .in_file(CONFIG_FILE);
        Judgement::of(vec![gap])
    }
}
