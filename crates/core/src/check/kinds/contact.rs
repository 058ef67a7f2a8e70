//! Channels that must exist and be shown, and contact details that must be known.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{THEMES, each, is_staffed, listed, of_pages};
use crate::check::kind::{Asked, CHANNELS_FILE, CheckKind, Judgement};
use crate::check::published;
use crate::check::rendered::RenderedSite;
use crate::parse::front_matter::key_span;
use crate::render::HOME;
use crate::site::{AnyPage, Page, Site};
use crate::source::CONFIG_FILE;
use candor_model::answer::WrittenContact;
use candor_model::channel::{Channel, ChannelKind, Contact};
use candor_model::findings::{Finding, nearest};
use candor_prose::{ContactKind, contacts, normal_phone};

/// `staffed-channel`
pub struct StaffedChannel;

/// Parameters of `staffed-channel`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffedChannelWith {
    /// Kinds of channel of which any will do.
    kinds: Vec<ChannelKind>,
    /// How many there must be.
    at_least: usize,
    /// Whether only those count that cost a caller nothing.
    #[serde(default)]
    toll_free: bool,
}

/// Whether the number of a channel costs a caller nothing.
fn is_toll_free(asked: &Asked<'_>, channel: &Channel) -> bool {
    match &channel.contact {
        Contact::Phone(number) => {
            candor_prose::is_toll_free(number, Some(&asked.site.phone_region))
        }
        _ => false,
    }
}

impl CheckKind for StaffedChannel {
    const NAME: &'static str = "staffed-channel";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "Counts the channels of certain `kinds` that are staffed by people; there must be `at_least` so many. With `toll_free`, only telephone numbers count that cost a caller nothing.";
    type With = StaffedChannelWith;

    fn check(with: &StaffedChannelWith, asked: &Asked<'_>) -> Judgement {
        let channels = &asked.site.channels;
        let of_kind = || {
            channels
                .iter()
                .filter(|channel| with.kinds.contains(&channel.kind))
        };
        let staffed = of_kind().filter(|channel| is_staffed(channel));
        let counted = staffed
            .clone()
            .filter(|channel| !with.toll_free || is_toll_free(asked, channel));
        if counted.count() >= with.at_least {
            return Judgement::Met;
        }
        let kinds = listed(&with.kinds);
        if with.toll_free
            && let Some(channel) = staffed.clone().next()
        {
            let gap = format!(
                "no number that people answer is toll-free, `{}` neither",
                channel.id
            );
            return Judgement::of(vec![asked.about_channel(channel, gap)]);
        }
        Judgement::of(vec![match of_kind().next() {
            Some(channel) => {
                asked.about_channel(channel, format!("no {kinds} channel is staffed by people"))
            }
            None => asked
                .finding(format!("there is no {kinds} channel"))
                .in_file(CHANNELS_FILE),
        }])
    }

    fn shown(with: &StaffedChannelWith, asked: &Asked<'_>) -> Option<String> {
        let staffed = asked
            .site
            .channels
            .iter()
            .filter(|channel| with.kinds.contains(&channel.kind) && is_staffed(channel))
            .filter(|channel| !with.toll_free || is_toll_free(asked, channel));
        Some(each(staffed, |channel| Some(channel.contact.text())))
    }
}

/// `channels-shown`
pub struct ChannelsShown;

/// Parameters of `channels-shown`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelsShownWith {
    /// Name of the page that must show them, from the pack's `links`.
    page: String,
    /// Groups of kinds; of each group one channel must be shown.
    groups: Vec<Vec<ChannelKind>>,
    /// How many links away from every page they may be.
    clicks_from_every_page: usize,
}

impl CheckKind for ChannelsShown {
    const NAME: &'static str = "channels-shown";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "The main part of the rendered `page` shows a channel of each of the `groups` of kinds, and every rendered page leads to one by at most `clicks_from_every_page` links.";
    type With = ChannelsShownWith;
    const RENDERED: bool = true;

    fn page(with: &ChannelsShownWith) -> Option<&str> {
        Some(&with.page)
    }

    fn check_rendered(
        with: &ChannelsShownWith,
        asked: &Asked<'_>,
        rendered: &RenderedSite,
    ) -> Judgement {
        let site = asked.site;
        let mut findings = Vec::new();
        for language in &site.languages {
            let lang = language.code.as_str();
            let Some(page) = shown_page(asked, &with.page, lang) else {
                continue;
            };
            let Some(shown) = rendered.page(page.address()) else {
                continue;
            };
            for group in &with.groups {
                let kinds = listed(group);
                let targets: Vec<String> = targets(&site.channels, group).collect();
                if targets.is_empty() {
                    // That there is no such channel, or nobody there, is another requirement.
                    continue;
                }
                if !rendered.shows_in_main(shown, &targets) {
                    findings.push(
                        asked
                            .finding(format!(
                                "{} does not show a way to reach you by {kinds}",
                                shown.address
                            ))
                            .in_file(place_of(page)),
                    );
                }
                let showing = rendered.showing(&targets);
                let near = rendered.lead_to(with.clicks_from_every_page, showing);
                let pages = rendered.pages.iter().zip(&near);
                let far = pages
                    .filter(|(page, is_near)| page.lang == lang && !**is_near)
                    .map(|(page, _)| page);
                let what = format!(
                    "does not lead to your {kinds} channel in {}",
                    clicks(with.clicks_from_every_page)
                );
                findings.extend(of_pages(asked, far, &what));
            }
        }
        Judgement::of(findings)
    }
}

fn clicks(count: usize) -> String {
    match count {
        1 => "one click".to_owned(),
        count => format!("{count} clicks"),
    }
}

/// The page of a name, or the home page that Candor makes when nobody wrote one.
fn shown_page<'a>(asked: &Asked<'a>, name: &str, lang: &str) -> Option<AnyPage<'a>> {
    asked.any_page(name, lang).or_else(|| {
        (asked.path(name) == Some("content/index.md"))
            .then(|| asked.site.page_of(&HOME.role, lang))
            .flatten()
    })
}

/// The file that writes a page, or could.
fn place_of(page: AnyPage<'_>) -> &str {
    match page.source() {
        Some(source) => source,
        None => page.key(),
    }
}

/// What a link to a person of each channel of certain kinds opens.
fn targets<'a>(
    channels: &'a [Channel],
    kinds: &'a [ChannelKind],
) -> impl Iterator<Item = String> + 'a {
    channels
        .iter()
        .filter(|channel| kinds.contains(&channel.kind) && is_staffed(channel))
        .filter_map(|channel| channel.contact.href())
}

/// `known-contacts`
pub struct KnownContacts;

/// Parameters of `known-contacts`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownContactsWith {
    /// What is looked for.
    of: Vec<ContactName>,
    /// Region whose telephone numbers need no country prefix.
    #[serde(default)]
    region: Option<String>,
    /// Whether the regulator's contact details are known.
    #[serde(default)]
    regulator: bool,
    /// Others that are known.
    #[serde(default)]
    also: Vec<String>,
}

/// A kind of contact detail.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub enum ContactName {
    /// Telephone numbers.
    Phone,
    /// E-mail addresses.
    Email,
}

impl CheckKind for KnownContacts {
    const NAME: &'static str = "known-contacts";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "Every telephone number and e-mail address (`of`) in prose, link targets and front matter, and on any rendered page, is one of a channel, of the regulator (`regulator`), of `also`, or of the configuration's `known_contacts`. Numbers are compared however they are written; `region` is where no country prefix is needed.";
    type With = KnownContactsWith;

    const RENDERED: bool = true;

    fn check_rendered(
        with: &KnownContactsWith,
        asked: &Asked<'_>,
        rendered: &RenderedSite,
    ) -> Judgement {
        let region = with.region.as_deref().unwrap_or(&asked.site.phone_region);
        let known = known(with, asked, region);
        // What the data bring is told at their own place.
        let of_data: BTreeSet<String> = texts_of_data(asked)
            .into_iter()
            .flat_map(|(text, _)| contacts(text, Some(region)))
            .map(|found| found.normal)
            .collect();
        let is_unknown = |found: &published::Contact| {
            wanted(with, found.is_phone)
                && !known.contains_key(&found.normal)
                && !of_data.contains(&found.normal)
        };
        let gaps = published::strange_contacts(asked.site, rendered, region)
            .into_iter()
            .filter(|found| is_unknown(found))
            .map(|found| {
                let mut finding =
                    unknown(asked, found.is_phone, &found.written, &found.normal, &known);
                let on = match found.more {
                    0 => found.page.clone(),
                    more => format!("{} (and {more} more)", found.page),
                };
                finding.message = format!("{}, but {on} shows it", finding.message);
                match published::place_of(asked.site, &found.written) {
                    Some((file, span)) => finding.at(file, span),
                    None => finding.in_file(THEMES),
                }
            })
            .collect();
        Judgement::of(gaps)
    }

    fn shown(_: &KnownContactsWith, asked: &Asked<'_>) -> Option<String> {
        let pages = asked.site.pages.iter();
        let count: usize = pages.map(|page| page.outline.prose.contacts.len()).sum();
        Some(format!("{count} numbers and addresses in prose"))
    }

    fn check(with: &KnownContactsWith, asked: &Asked<'_>) -> Judgement {
        let site = asked.site;
        let region = with.region.as_deref().unwrap_or(&site.phone_region);
        let known = known(with, asked, region);
        let mut findings = Vec::new();
        for page in &site.pages {
            let written = &page.outline.prose.contacts;
            for contact in written {
                let is_unknown = !known.contains_key(&contact.normal);
                if wanted(with, contact.is_phone)
                    && is_unknown
                    && !is_shown_within(contact, written)
                {
                    findings.push(
                        unknown(
                            asked,
                            contact.is_phone,
                            &contact.written,
                            &contact.normal,
                            &known,
                        )
                        .at(&*page.head.source, contact.span.clone()),
                    );
                }
            }
            front_matter(with, asked, page, region, &known, &mut findings);
        }
        for (text, place) in texts_of_data(asked) {
            for found in contacts(text, Some(region)) {
                let is_phone = found.kind == ContactKind::Phone;
                if wanted(with, is_phone) && !known.contains_key(&found.normal) {
                    let finding = unknown(asked, is_phone, &found.written, &found.normal, &known);
                    findings.push(finding.at_opt(place.0, place.1.clone()));
                }
            }
        }
        Judgement::of(findings)
    }
}

/// A file and a place in it, if it is known.
type Spot = (&'static str, Option<std::ops::Range<usize>>);

/// Texts of the configuration and of the channels that pages show.
fn texts_of_data<'a>(asked: &Asked<'a>) -> Vec<(&'a str, Spot)> {
    let site = asked.site;
    let config = site.tree.config.as_deref().unwrap_or_default();
    let of_config = [
        ("title", Some(&site.config.site.title)),
        ("description", site.config.site.description.as_ref()),
        ("banner", site.config.site.banner.as_ref()),
    ];
    let of_config = of_config.into_iter().filter_map(|(key, text)| {
        let spot = (CONFIG_FILE, key_span(config, &(0..config.len()), key));
        Some((text?, spot))
    });
    let of_channels = site.channels.iter().flat_map(|channel| {
        let ai = channel.ai.as_ref();
        [
            channel.label.as_ref(),
            ai.and_then(|ai| ai.disclosure.as_ref()),
            ai.and_then(|ai| ai.to_person.as_ref()),
        ]
        .into_iter()
        .flatten()
        .map(|text| (text, (CHANNELS_FILE, Some(channel.span.clone()))))
    });
    of_config
        .chain(of_channels)
        .flat_map(|(text, spot)| text.all().map(move |text| (text, spot.clone())))
        .collect()
}

/// Whether a link's text shows the number or address that it opens: then the text is the place.
fn is_shown_within(contact: &WrittenContact, all: &[WrittenContact]) -> bool {
    all.iter().any(|other| {
        other.normal == contact.normal
            && other.span != contact.span
            && contact.span.start <= other.span.start
            && other.span.end <= contact.span.end
    })
}

fn wanted(with: &KnownContactsWith, is_phone: bool) -> bool {
    with.of.contains(if is_phone {
        &ContactName::Phone
    } else {
        &ContactName::Email
    })
}

/// What is known, in the form in which contacts are compared, and the fact to write instead.
fn known(
    with: &KnownContactsWith,
    asked: &Asked<'_>,
    region: &str,
) -> BTreeMap<String, Option<String>> {
    let site = asked.site;
    let mut known = BTreeMap::new();
    let mut add = |text: &str, fact: Option<String>| {
        let normal = if text.contains('@') {
            Some(text.to_lowercase())
        } else {
            normal_phone(text, Some(region))
        };
        // Prose is read by the region of the site, which may be another pack's.
        let here = match text.contains('@') {
            true => None,
            false => normal_phone(text, Some(&site.phone_region)),
        };
        for normal in normal.into_iter().chain(here) {
            known.entry(normal).or_insert_with(|| fact.clone());
        }
    };
    for channel in &site.channels {
        match &channel.contact {
            Contact::Phone(number) => add(number, Some(format!("{}.number", channel.id))),
            Contact::Email(address) => add(address, Some(format!("{}.address", channel.id))),
            Contact::Mail(_) | Contact::Link(_) => {}
        }
    }
    if with.regulator
        && let Some(phone) = site
            .regulator
            .as_ref()
            .and_then(|regulator| regulator.phone.as_ref())
    {
        add(phone, Some("regulator.phone".to_owned()));
    }
    // The pack's own details stay known when the configuration gives newer ones.
    // A site with several packs may tell of each one's regulator.
    let packs = site.rules.packs.iter().filter(|_| with.regulator);
    for phone in packs.filter_map(|pack| pack.regulator.phone.as_ref()) {
        add(phone, Some("regulator.phone".to_owned()));
    }
    for text in with.also.iter().chain(&site.config.rules.known_contacts) {
        add(text, None);
    }
    known
}

fn unknown(
    asked: &Asked<'_>,
    is_phone: bool,
    written: &str,
    normal: &str,
    known: &BTreeMap<String, Option<String>>,
) -> Finding {
    let what = if is_phone {
        "telephone number"
    } else {
        "e-mail address"
    };
    let near = nearest(normal, known.keys().map(String::as_str))
        .and_then(|near| known.get(near))
        .and_then(Option::as_ref);
    let finding = asked.finding(format!("`{}` is no {what} of yours", written.trim()));
    match near {
        Some(fact) => finding.help(format!(
            "Did you mean {{{{ {fact} }}}}? Write the fact instead of typing it, so that it is always the right one."
        )),
        None => {
            let help = &asked.requirement.help;
            finding.help(format!(
                "{help} If it is somebody else's, such as an authority's, add it to known_contacts in the [rules] table of candor.toml."
            ))
        }
    }
}

/// Title, description and other words of a page are prose, too.
fn front_matter(
    with: &KnownContactsWith,
    asked: &Asked<'_>,
    page: &Page,
    region: &str,
    known: &BTreeMap<String, Option<String>>,
    findings: &mut Vec<Finding>,
) {
    let also = page.head.front.also.join(", ");
    let affects = page.head.front.affects.join(", ");
    let texts = [
        ("affects", Some(affects.as_str())),
        ("title", Some(page.head.title.as_str())),
        ("description", page.head.description.as_deref()),
        ("also", Some(also.as_str())),
    ];
    for (key, text) in texts {
        let Some(text) = text.filter(|text| may_hold_contact(text)) else {
            continue;
        };
        for found in contacts(text, Some(region)) {
            let is_phone = found.kind == ContactKind::Phone;
            if wanted(with, is_phone) && !known.contains_key(&found.normal) {
                findings.push(
                    unknown(asked, is_phone, &found.written, &found.normal, known)
                        .at_opt(&*page.head.source, front_key(asked.site, page, key)),
                );
            }
        }
    }
}

/// A quick look: most front matter holds neither.
pub(in crate::check) fn may_hold_contact(text: &str) -> bool {
    text.contains('@') || text.bytes().filter(u8::is_ascii_digit).count() >= 7
}

/// The place of a key in a page's front matter.
pub fn front_key(site: &Site<'_>, page: &Page, key: &str) -> Option<std::ops::Range<usize>> {
    let text = site.tree.files.get(&page.head.source)?.text.as_deref()?;
    key_span(text, &(0..page.head.body_at.min(text.len())), key)
}
