//! Whether AI is declared, and who is responsible.

use schemars::JsonSchema;
use serde::Deserialize;

use super::each;
use crate::check::kind::{Asked, CheckKind, Judgement};
use crate::source::CONFIG_FILE;
use candor_model::answer::Denial;
use candor_model::channel::Channel;
use candor_model::findings::{Finding, nearest};
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

    fn requires(with: &AiDeclaredWith) -> Vec<&str> {
        with.says.as_deref().into_iter().collect()
    }

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

/// `attested`
pub struct Attested;

/// Parameters of `attested`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttestedWith {
    /// What must be attested, such as `quality-assurance`.
    #[serde(default)]
    always: Vec<String>,
    /// What must be attested beside where any channel uses AI.
    #[serde(default)]
    with_ai: Vec<String>,
    /// How many days an attestation lasts.
    within_days: u64,
}

impl AttestedWith {
    /// What this site must attest.
    fn wanted<'w>(&'w self, asked: &Asked<'_>) -> impl Iterator<Item = &'w String> {
        let uses_ai = |channel: &Channel| channel.ai.as_ref().is_some_and(|ai| ai.used);
        let has_ai = asked.site.channels.iter().any(uses_ai);
        let with_ai = self.with_ai.iter().filter(move |_| has_ai);
        self.always.iter().chain(with_ai)
    }
}

impl CheckKind for Attested {
    const NAME: &'static str = "attested";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "The configuration records who attests what must `always` be attested, and what must be where a channel uses AI (`with_ai`), on a day that is past and no more than `within_days` ago. It never reaches the site.";
    type With = AttestedWith;

    // Who and when are for the staff and the examiner alone.
    fn shown(_: &AttestedWith, asked: &Asked<'_>) -> Option<String> {
        let attested = &asked.site.config.entity.attested;
        (!attested.is_empty()).then(|| "recorded, and not on the site".to_owned())
    }

    fn check(with: &AttestedWith, asked: &Asked<'_>) -> Judgement {
        let known = &asked.site.config.entity.attested;
        let today = asked.site.today;
        let mut gaps = Vec::new();
        for wanted in with.wanted(asked) {
            let of_it = known.iter().filter(|one| one.of.get_ref() == wanted);
            // The last one counts.
            let Some(last) = of_it.max_by_key(|one| one.on.get_ref().0) else {
                gaps.push(nobody_attests(asked, wanted, with));
                continue;
            };
            let on = *last.on.get_ref();
            let age = today.signed_duration_since(on.0).num_days();
            let (message, place) = if last.by.trim().is_empty() {
                (
                    format!("the attestation of {wanted} does not say who attests it"),
                    last.of.span(),
                )
            } else if age < 0 {
                (
                    format!("{wanted} is attested for {on}, which is still to come"),
                    last.on.span(),
                )
            } else if u64::try_from(age).is_ok_and(|age| age > with.within_days) {
                (
                    format!("{wanted} was last attested on {on}, {age} days ago"),
                    last.on.span(),
                )
            } else {
                continue;
            };
            gaps.push(asked.finding(message).at(CONFIG_FILE, place));
        }
        Judgement::of(gaps)
    }
}

fn nobody_attests(asked: &Asked<'_>, wanted: &str, with: &AttestedWith) -> Finding {
    let known = asked.site.config.entity.attested.iter();
    let wanted_names = || with.always.iter().chain(&with.with_ai);
    // Something recorded that nobody asks for may be it, with a typo.
    let misspelt = known
        .filter(|one| wanted_names().all(|name| name != one.of.get_ref()))
        .find(|one| nearest(one.of.get_ref(), std::iter::once(wanted)).is_some());
    let gap = asked.finding(format!("nobody attests {wanted}"));
    match misspelt {
        Some(one) => gap
            .help(format!("Did you mean `{wanted}`?"))
            .at(CONFIG_FILE, one.of.span()),
        None => gap.in_file(CONFIG_FILE),
    }
}
