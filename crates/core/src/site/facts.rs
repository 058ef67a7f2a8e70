//! The facts that prose can refer to, from configuration, channels and pack.

use crate::config::Config;
use crate::rules::Rules;
use candor_model::channel::{Channel, Contact, RETURNED_WITHIN};
use candor_model::facts::{Fact, Facts};
use candor_model::regulator::Regulator;
use candor_model::strings::Strings;

/// Gathers the facts of one language.
pub fn gather(
    config: &Config,
    channels: &[Channel],
    (regulator, rules): (Option<&Regulator>, &Rules),
    strings: &Strings,
    lang: &str,
) -> Facts {
    let mut facts = Facts::default();
    let default = config.languages.default.get_ref();
    facts.insert(
        "site.title",
        Fact::text(config.site.title.get(lang, default)),
    );
    entity(&mut facts, config);
    if let Some(regulator) = regulator {
        add_regulator(&mut facts, "regulator", regulator, lang, default);
    }
    for pack in &rules.packs {
        let name = format!("regulator.{}", pack.id.get_ref());
        add_regulator(&mut facts, &name, &pack.regulator, lang, default);
    }
    for channel in channels {
        add_channel(&mut facts, channel, strings, lang, default);
    }
    facts
}

fn linked(text: &str, href: String) -> Fact {
    Fact {
        href: Some(href),
        ..Fact::text(text)
    }
}

fn entity(facts: &mut Facts, config: &Config) {
    let entity = &config.entity;
    if let Some(name) = &entity.legal_name {
        facts.insert("entity.legal_name", Fact::text(name));
    }
    if let Some(name) = entity.short_name.as_ref().or(entity.legal_name.as_ref()) {
        facts.insert("entity.short_name", Fact::text(name));
    }
    if let Some(url) = &entity.website {
        facts.insert(
            "entity.website",
            linked(bare(url.as_str()), url.as_str().to_owned()),
        );
    }
    if !entity.address.is_empty() {
        facts.insert("entity.address", Fact::text(entity.address.join(", ")));
    }
}

/// What there is to know of a regulator, below a name: `regulator`, or `regulator.PACK`.
fn add_regulator(facts: &mut Facts, of: &str, regulator: &Regulator, lang: &str, default: &str) {
    if let Some(name) = &regulator.name {
        facts.insert(format!("{of}.name"), Fact::text(name.get(lang, default)));
    }
    if let Some(name) = regulator.short_name.as_ref().or(regulator.name.as_ref()) {
        facts.insert(
            format!("{of}.short_name"),
            Fact::text(name.get(lang, default)),
        );
    }
    if let Some(url) = &regulator.website {
        facts.insert(
            format!("{of}.website"),
            linked(bare(url.as_str()), url.as_str().to_owned()),
        );
    }
    if let Some(phone) = &regulator.phone
        && let Some(href) = Contact::Phone(phone.clone()).href()
    {
        facts.insert(format!("{of}.phone"), linked(phone, href));
    }
    if !regulator.address.is_empty() {
        facts.insert(
            format!("{of}.address"),
            Fact::text(regulator.address.join(", ")),
        );
    }
}

/// A web address as people write it: without scheme and closing slash.
fn bare(url: &str) -> &str {
    url.strip_prefix("https://")
        .unwrap_or(url)
        .trim_end_matches('/')
}

fn add_channel(facts: &mut Facts, channel: &Channel, strings: &Strings, lang: &str, default: &str) {
    let lookup = |key: &str| strings.get(key).map(str::to_owned);
    let mut add = |name: &str, fact: Fact| {
        let fact = Fact {
            channel: Some(channel.id.clone()),
            ..fact
        };
        facts.insert(format!("{}.{name}", channel.id), fact);
    };
    let name = match &channel.contact {
        Contact::Phone(_) => "number",
        Contact::Email(_) | Contact::Mail(_) => "address",
        Contact::Link(_) => "link",
    };
    let text = match &channel.contact {
        Contact::Link(url) => bare(url).to_owned(),
        other => other.text(),
    };
    add(
        name,
        Fact {
            href: channel.contact.href(),
            ..Fact::text(text)
        },
    );
    if let Some(label) = &channel.label {
        add("label", Fact::text(label.get(lang, default)));
    }
    if let Some(schedule) = &channel.schedule {
        add("hours", Fact::text(schedule.describe(&lookup)));
    }
    for (stage, time) in &channel.commitments {
        add(stage.as_str(), Fact::text(time.display(&lookup)));
    }
    if let Some(returned) = channel
        .after_hours
        .as_ref()
        .and_then(|after| after.returned_within.as_ref())
    {
        add(RETURNED_WITHIN, Fact::text(returned.display(&lookup)));
    }
}
