//! Data that can be read and can hardly be meant.

use crate::common::Site;

const CHANNELS: &str = "content/channels.toml";

/// What is told of the demo site's data after a change.
fn told(file: &str, from: &str, to: &str) -> Vec<String> {
    let site = Site::demo();
    let text = site.read(file);
    assert!(text.contains(from), "{from}");
    site.write(file, text.replacen(from, to, 1));
    let found = site.findings().into_iter();
    found
        .filter(|finding| finding.id == "data.implausible")
        .map(|finding| finding.message)
        .collect()
}

#[test]
fn what_can_hardly_be_meant_is_told() {
    for (file, from, to, said) in [
        (
            CHANNELS,
            "returned_within = \"1 business day\"",
            "returned_within = \"2 months\"",
            "`phone` returns messages within 2 months",
        ),
        (
            CHANNELS,
            "resolution = \"10 business days\"",
            "resolution = \"10 months\"",
            "`phone` promises `resolution` within 10 months",
        ),
        (
            CHANNELS,
            "acknowledgement = \"5 minutes\"",
            "acknowledgement = \"5 weeks\"",
            "`email` promises `acknowledgement` within 5 weeks",
        ),
        (
            CHANNELS,
            "acknowledgement = \"1 minute\"",
            "acknowledgement = \"1 hour\"",
            "`chat` promises `acknowledgement` within 1 hour, after `first_reply` within 5 minutes",
        ),
        (
            CHANNELS,
            "first_reply = \"2 minutes\"",
            "first_reply = \"20 business days\"",
            "`phone` promises `first_reply` within 20 business days, after `resolution`",
        ),
        (
            CHANNELS,
            "hours = \"Mo-Fr 08:00-20:00; Sa 10:00-16:00; PH off\"",
            "hours = \"Mo 09:00-10:00; PH off\"",
            "people staff `phone` for 1 hour a week",
        ),
        (
            CHANNELS,
            "to_person = { en = \"Type “person”, or choose “Talk to a person” at the top of the chat.\"",
            "to_person = { en = \"-\"",
            "`to_person` names no way to a person",
        ),
        (
            "candor.toml",
            "business_hours = \"Mo-Fr 09:00-17:00\"",
            "business_hours = \"Mo-Fr 09:00-10:00\"",
            "these business hours are 5 hours a week",
        ),
        (
            "candor.toml",
            "role = { en = \"Head of Customer Care\", es = \"Directora de Atención al Cliente\" }\n",
            "",
            "`Dana Whitfield` is responsible, but has no role",
        ),
        (
            "candor.toml",
            "role = { en = \"Head of Customer Care\"",
            "role = { en = \" \"",
            "has no role",
        ),
    ] {
        let told = told(file, from, to);
        assert!(
            told.iter().any(|message| message.contains(said)),
            "{to}: {told:?}"
        );
    }
}

#[test]
fn what_is_only_slow_or_short_is_not() {
    for (file, from, to) in [
        (
            CHANNELS,
            "returned_within = \"1 business day\"",
            "returned_within = \"5 business days\"",
        ),
        (
            CHANNELS,
            "resolution = \"10 business days\"",
            "resolution = \"60 days\"",
        ),
        (
            CHANNELS,
            "acknowledgement = \"5 minutes\"",
            "acknowledgement = \"1 business day\"",
        ),
        (
            CHANNELS,
            "first_reply = \"2 minutes\"",
            "first_reply = \"5 business days\"",
        ),
        (
            CHANNELS,
            "hours = \"Mo-Fr 08:00-20:00; Sa 10:00-16:00; PH off\"",
            "hours = \"24/7\"",
        ),
        (
            "candor.toml",
            "business_hours = \"Mo-Fr 09:00-17:00\"",
            "business_hours = \"Mo-Th 10:00-15:00\"",
        ),
    ] {
        assert_eq!(told(file, from, to), Vec::<String>::new(), "{to}");
    }
}
