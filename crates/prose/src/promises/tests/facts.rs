//! Facts in a sentence, and the channels that they name.

use super::*;

/// The place of `part` in a text.
fn place(text: &str, part: &str) -> Range<usize> {
    let start = text.find(part).unwrap_or_default();
    start..start + part.len()
}

#[test]
fn facts_agree_by_themselves_and_name_their_channel() {
    let text = "We confirm receipt within 5 minutes and reply within 24 hours at (888) 555-0134.";
    for (period, channel, expected) in [
        ("5 minutes", PHONE, vec!["#phone first_reply 24 hours"]),
        ("24 hours", PHONE, vec!["#phone acknowledgement 5 minutes"]),
        (
            "5 minutes",
            COMPLAINTS,
            vec!["#complaints first_reply 24 hours"],
        ),
    ] {
        let facts = [
            FactSpan {
                span: place(text, period),
                channel: None,
                tells: Tells::Other,
            },
            FactSpan {
                span: place(text, "(888) 555-0134"),
                channel: Some(channel),
                tells: Tells::Other,
            },
        ];
        let block = Case {
            text,
            facts: &facts,
            heading: None,
            page_title: "Help",
        };
        assert_eq!(promised("en", &block), expected);
    }
    for (text, part, channel) in [
        // The word and the fact disagree.
        ("By email at X, we reply within 2 days.", "X", PHONE),
        ("We reply to complaints at X within 2 days.", "X", PHONE),
    ] {
        let facts = [FactSpan {
            span: place(text, part),
            channel: Some(channel),
            tells: Tells::Other,
        }];
        let block = Case {
            text,
            facts: &facts,
            heading: None,
            page_title: "Help",
        };
        assert_eq!(promised("en", &block), [""; 0], "{text}");
    }
}

#[test]
fn a_fact_of_another_channel_or_stage_is_a_promise_of_the_one_that_is_named() {
    for (text, promise) in [
        (
            "We answer emails within {chat.first_reply}.",
            "email first_reply",
        ),
        (
            "We answer emails within {email.resolution}.",
            "#email first_reply",
        ),
        ("We reply within {email.resolution}.", "#email first_reply"),
        (
            "Our chat team answers within {email.first_reply}.",
            "chat first_reply",
        ),
        (
            "Email: we reply within {chat.first_reply}.",
            "email first_reply",
        ),
        (
            "By email, we reply within {chat.first_reply}.",
            "email first_reply",
        ),
        (
            "We update you by email every {email.first_reply}.",
            "#email update",
        ),
        (
            "We confirm receipt within {email.first_reply}.",
            "#email acknowledgement",
        ),
        ("We answer calls within {phone.returned_within}.", ""),
        (
            "We answer emails within {phone.returned_within}.",
            "email first_reply",
        ),
        (
            "We reply to complaints within {email.first_reply}.",
            "complaints first_reply",
        ),
        (
            "Write to {email.address}, and a person replies within {chat.first_reply}.",
            "#email first_reply",
        ),
        (
            "We resolve it within {email.first_reply}.",
            "#email resolution",
        ),
    ] {
        let promise = (!promise.is_empty()).then(|| format!("{promise} 7 hours"));
        let expected: Vec<String> = promise.into_iter().collect();
        assert_eq!(with_facts("Help", text), expected, "{text}");
    }
}

#[test]
fn facts_of_the_channel_and_stage_that_are_meant_agree_by_themselves() {
    for text in [
        "We answer emails within {email.first_reply}.",
        "A person replies within {email.first_reply}.",
        "Write to {complaints.address}, and a person replies within {complaints.first_reply}.",
        // Both are addresses.
        "We reply by email within {complaints.first_reply}.",
        "We reply to complaints within {complaints.first_reply}.",
        // The answer to a complaint may be its end, and so may another that nothing else is said of.
        "We answer within {complaints.resolution}.",
        "We answer complaints within {complaints.resolution}.",
        "We answer within {email.resolution}.",
        "You have our answer within {email.resolution}.",
        // Another channel is named, but the promise is not about it.
        "Ask for a copy of the chat, and we reply within {email.first_reply}.",
        "We read your letter, and reply to you within {email.first_reply}.",
        "When the chat is over, a person replies within {email.first_reply}.",
        // Several channels.
        "We reply to emails within {email.first_reply} and in chat within {chat.first_reply}.",
        "By phone or email, we reply within {chat.first_reply}.",
        "We reply to your complaint by email within {complaints.first_reply}, and to others within {email.first_reply}.",
        // Several stages, or none.
        "We confirm receipt within {email.acknowledgement} and reply within {email.first_reply}.",
        "We confirm receipt and answer emails within {chat.first_reply}.",
        "By chat: {email.first_reply}.",
        "We read emails within {chat.first_reply}.",
        // No promise.
        "We usually answer emails within {chat.first_reply}.",
        "If you hear nothing by email within {chat.first_reply}, reply to us.",
        "Do we answer emails within {chat.first_reply}?",
        // When nobody is there.
        "Leave a voicemail. A person replies within {phone.returned_within}.",
        "A person replies within {phone.returned_within}.",
        "We answer the phone, {phone.number}, or reply within {phone.returned_within}.",
        // What is no time of a channel.
        "We answer emails, and {chat.hours} is when we chat.",
    ] {
        assert_eq!(with_facts("Help", text), [""; 0], "{text}");
    }
    // What the heading names may not be what a fact of another channel is about.
    let text = "In a hurry? Write to us, and we reply within {email.first_reply}.";
    assert_eq!(with_facts("Chat", text), [""; 0]);
    let text = "We reply by email within {complaints.first_reply}.";
    assert_eq!(with_facts("Complaints", text), [""; 0]);
}
