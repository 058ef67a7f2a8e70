use proptest::prelude::*;

use super::super::lexicon::dictionary;
use super::super::periods::periods;
use super::*;

mod facts;
mod quiet;
mod said;

const PHONE: FactChannel<'static> = FactChannel {
    id: "phone",
    kind: ChannelKind::Phone,
    complaints: false,
};
const COMPLAINTS: FactChannel<'static> = FactChannel {
    id: "complaints",
    kind: ChannelKind::Email,
    complaints: true,
};
const EMAIL: FactChannel<'static> = FactChannel {
    id: "email",
    kind: ChannelKind::Email,
    complaints: false,
};
const CHAT: FactChannel<'static> = FactChannel {
    id: "chat",
    kind: ChannelKind::Chat,
    complaints: false,
};

/// A block with what is around it.
struct Case<'a> {
    text: &'a str,
    facts: &'a [FactSpan<'a>],
    heading: Option<&'a str>,
    page_title: &'a str,
}

fn promises_of(language: &str, case: &Case<'_>) -> Vec<Promise> {
    let dictionary = dictionary(language);
    let tokens = dictionary.split(case.text);
    promises(&Promising {
        tokens: &tokens,
        stated: &periods(&tokens),
        facts: case.facts,
        heading: case.heading,
        is_first: true,
        page_title: case.page_title,
    })
}

/// What a block promises, as `channel stage time`.
fn promised(language: &str, block: &Case<'_>) -> Vec<String> {
    promises_of(language, block)
        .into_iter()
        .map(|promise| {
            let channel = match promise.channel {
                ChannelRef::Kind(kind) => kind.as_str().to_owned(),
                ChannelRef::Id(id) => format!("#{id}"),
                ChannelRef::Complaints => "complaints".to_owned(),
            };
            format!("{channel} {} {}", promise.stage.as_str(), promise.time)
        })
        .collect()
}

/// What a sentence promises below a heading.
fn below(language: &str, heading: &str, text: &str) -> Vec<String> {
    let block = Case {
        text,
        facts: &[],
        heading: Some(heading),
        page_title: "Help",
    };
    promised(language, &block)
}

/// What a sentence promises in which the facts in braces, such as `{chat.first_reply}`, are filled in.
fn with_facts(heading: &str, template: &str) -> Vec<String> {
    let mut text = String::new();
    let mut facts = Vec::new();
    for part in template.split('{') {
        let Some((name, rest)) = part.split_once('}') else {
            text.push_str(part);
            continue;
        };
        let (id, name) = name.split_once('.').unwrap_or_default();
        let channel = [PHONE, EMAIL, CHAT, COMPLAINTS]
            .into_iter()
            .find(|channel| channel.id == id);
        let (filled_in, tells) = match (Stage::named(name), name) {
            (Some(stage), _) => ("7 hours", Tells::Commitment(stage)),
            (None, "returned_within") => ("7 hours", Tells::Return),
            _ => ("care@mail.bank.example", Tells::Other),
        };
        let start = text.len();
        text.push_str(filled_in);
        facts.push(FactSpan {
            span: start..text.len(),
            channel,
            tells,
        });
        text.push_str(rest);
    }
    let block = Case {
        text: &text,
        facts: &facts,
        heading: Some(heading),
        page_title: "Help",
    };
    promised("en", &block)
}

#[test]
fn the_channel_comes_from_the_sentence_then_the_heading_then_the_title() {
    for (title, heading, text, promise) in [
        (
            "Email",
            Some("Chat"),
            "Our phone line is answered within 10 minutes.",
            "phone first_reply 10 minutes",
        ),
        (
            "Email",
            Some("Chat"),
            "We reply within 10 minutes.",
            "chat first_reply 10 minutes",
        ),
        (
            "Email",
            Some("How fast are we?"),
            "We reply within 10 minutes.",
            "email first_reply 10 minutes",
        ),
        (
            "Email",
            None,
            "We reply within 10 minutes.",
            "email first_reply 10 minutes",
        ),
        (
            "Help",
            Some("Chat"),
            "Email: care@hudson.example. A person replies within 4 hours.",
            "email first_reply 4 hours",
        ),
        (
            "Help",
            None,
            "Chat: a person joins within 4 minutes.",
            "chat first_reply 4 minutes",
        ),
        (
            "Help",
            None,
            "We reply to letters within 2 weeks.",
            "mail first_reply 2 weeks",
        ),
        (
            "Help",
            None,
            "We resolve complaints within 30 days.",
            "complaints resolution 30 days",
        ),
        (
            "Complaints",
            None,
            "We resolve it within 30 days.",
            "complaints resolution 30 days",
        ),
        (
            "Help",
            None,
            "A person replies to your e-mail within 2 days.",
            "email first_reply 2 days",
        ),
        (
            "Help",
            None,
            "In the chat, a person replies within 2 minutes.",
            "chat first_reply 2 minutes",
        ),
    ] {
        let block = Case {
            text,
            facts: &[],
            heading,
            page_title: title,
        };
        assert_eq!(
            promised("en", &block),
            [promise],
            "{title}, {heading:?}: {text}"
        );
    }
}

#[test]
fn a_promise_is_placed_at_its_period() {
    let text = "Hello. By chat, we reply within two minutes.";
    let block = Case {
        text,
        facts: &[],
        heading: None,
        page_title: "",
    };
    let found = promises_of("en", &block);
    let places: Vec<_> = found
        .iter()
        .map(|promise| &text[promise.span.clone()])
        .collect();
    assert_eq!(places, ["two minutes"]);
    assert_eq!(promised("de", &block), [""; 0]);
}

proptest! {
    #[test]
    fn any_text_gives_places_in_it(text in "\\PC{0,50}|(we |you |reply |within |every |2 days|\\. |, |and |if |email |phone |complaint |respondemos |en |días ){0,16}", at in 0usize..40, len in 0usize..9) {
        let facts = [FactSpan { span: at..at + len, channel: Some(PHONE), tells: Tells::Commitment(Stage::FirstReply) }];
        for language in ["en", "es"] {
            let block = Case { text: &text, facts: &facts, heading: Some(&text), page_title: &text };
            for promise in promises_of(language, &block) {
                prop_assert!(text.get(promise.span).is_some());
            }
        }
    }
}
