//! Times that somebody typed, beside those that the data promise.
//!
//! A text that is there to say how long we take is compared as a whole: a point of a pack says which stages its answer
//! is about. Elsewhere a time is compared where the words beside it say what it is the time of.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::edit::Edit;
use crate::parse::front_matter::key_span;
use crate::parse::markdown::said;
use crate::rules::pack::{On, Point, Times};
use crate::rules::topic_id;
use crate::site::{Page, Site};
use crate::source::CONFIG_FILE;
use candor_model::answer::{Answer, Mentioned, SaidTime};
use candor_model::channel::{Awaited, Channel, ChannelKind, Purpose};
use candor_model::duration::{CommittedTime, Unit};
use candor_prose::{Promising, periods, typed_times};

use super::kind::CHANNELS_FILE;
use super::kinds::contact::front_key;

/// Minutes in a day.
const DAY: i64 = 24 * 60;

/// A time that somebody typed, compared.
pub struct Compared<'s> {
    /// The file that it stands in.
    pub file: &'s str,
    /// Where.
    pub span: Option<Range<usize>>,
    /// As it stands there.
    pub written: String,
    /// What came of it.
    pub outcome: Outcome<'s>,
    /// What would say it by the data.
    pub edit: Option<Edit>,
}

/// How a typed time stands to the data.
pub enum Outcome<'s> {
    /// The data say the same.
    Same,
    /// It lies between what several channels promise.
    Between,
    /// The data say something else.
    Other {
        /// What they promise.
        promised: Vec<Promised<'s>>,
        /// Whether the text gives no upper end.
        open: bool,
    },
    /// The data promise nothing of the kind.
    Unanswered,
}

/// A time that a channel promises.
#[derive(Clone, Copy)]
pub struct Promised<'s> {
    /// Who promises.
    pub channel: &'s Channel,
    /// What.
    pub awaited: Awaited,
    /// Within which time.
    pub time: CommittedTime,
}

impl Promised<'_> {
    /// The name of the fact that says it.
    pub fn fact(&self) -> String {
        format!("{}.{}", self.channel.id, self.awaited.as_str())
    }
}

/// What points of packs are about, by claim.
pub struct Ties<'s> {
    of_claim: BTreeMap<String, Vec<&'s Times>>,
}

impl<'s> Ties<'s> {
    /// Those of every pack of a site.
    pub fn of(site: &'s Site<'_>) -> Self {
        let mut of_claim: BTreeMap<String, Vec<&Times>> = BTreeMap::new();
        for topic in site.rules.packs.iter().flat_map(|pack| &pack.topics) {
            let id = topic_id(topic);
            let id = id.trim_start_matches("topic.");
            for Point {
                id: point, times, ..
            } in &topic.points
            {
                if let Some(times) = times {
                    let claim = format!("{id}.{}", point.get_ref());
                    of_claim.entry(claim).or_default().push(times);
                }
            }
        }
        Ties { of_claim }
    }

    fn of_answer(&self, covers: &[(String, Range<usize>)]) -> Vec<&'s Times> {
        let claims = covers
            .iter()
            .filter_map(|(claim, _)| self.of_claim.get(claim));
        claims.flatten().copied().collect()
    }
}

/// Every typed time of the site that may be ours, in the order of pages.
pub fn compared<'s>(site: &'s Site<'_>) -> Vec<Compared<'s>> {
    let ties = Ties::of(site);
    let mut all = Vec::new();
    for page in &site.pages {
        let intro = page
            .outline
            .prose
            .answers
            .first()
            .map(|answer| (&[][..], answer));
        let answers = page
            .outline
            .answers()
            .map(|(question, answer)| (&question.covers[..], answer));
        for (covers, answer) in intro.into_iter().chain(answers) {
            of_answer(site, page, &ties.of_answer(covers), answer, &mut all);
        }
        of_description(site, page, &mut all);
    }
    of_data(site, &mut all);
    all
}

/// A typed time in a page and the fact that would say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The page's file.
    pub file: String,
    /// What would stand there.
    pub edit: Edit,
    /// What stands there.
    pub written: String,
    /// Whether the fact says the same, so that readers see no other time.
    pub is_same: bool,
}

/// Typed times that facts can stand for, in the order of their places.
pub fn proposals(site: &Site<'_>) -> Vec<Proposal> {
    let mut all: Vec<Proposal> = Vec::new();
    for compared in compared(site) {
        let Some(edit) = compared.edit else {
            continue;
        };
        let text = site.tree.whole_text(compared.file).ok();
        let written = text.as_deref().and_then(|text| text.get(edit.span.clone()));
        // Markup inside would be torn.
        let plain = |text: &&str| {
            text.chars()
                .all(|c| c.is_alphanumeric() || " -()".contains(c))
        };
        let Some(written) = written.filter(plain) else {
            continue;
        };
        all.push(Proposal {
            file: compared.file.to_owned(),
            written: written.to_owned(),
            is_same: matches!(compared.outcome, Outcome::Same),
            edit,
        });
    }
    all.sort_by(|a, b| (&a.file, a.edit.span.start).cmp(&(&b.file, b.edit.span.start)));
    all.dedup_by(|b, a| a.file == b.file && b.edit.span.start < a.edit.span.end);
    all
}

fn of_answer<'s>(
    site: &'s Site<'_>,
    page: &'s Page,
    ties: &[&Times],
    answer: &Answer,
    all: &mut Vec<Compared<'s>>,
) {
    // What it says is no news before it is written.
    for said in answer.times.iter().filter(|_| !answer.has_placeholder) {
        let Some((outcome, same)) = compare(&site.channels, ties, said) else {
            continue;
        };
        let edit = same.or_else(|| only(&outcome)).zip(said.value.clone());
        all.push(Compared {
            file: &page.head.source,
            span: Some(said.span.clone()),
            written: said.written.clone(),
            edit: edit.map(|(promised, span)| Edit {
                span,
                text: format!("{{{{ {} }}}}", promised.fact()),
            }),
            outcome,
        });
    }
}

/// The one time that the text could mean, if there is one.
fn only<'s>(outcome: &Outcome<'s>) -> Option<Promised<'s>> {
    match outcome {
        Outcome::Other { promised, .. } if promised.len() == 1 => promised.first().copied(),
        _ => None,
    }
}

fn of_description<'s>(site: &'s Site<'_>, page: &'s Page, all: &mut Vec<Compared<'s>>) {
    let Some(text) = page.head.description.as_deref() else {
        return;
    };
    for (outcome, written) in of_text(site, &page.head.lang, &page.head.title, text) {
        all.push(Compared {
            file: &page.head.source,
            span: front_key(site, page, "description"),
            written,
            outcome,
            edit: None,
        });
    }
}

/// Texts of the configuration and of channels that pages show.
fn of_data<'s>(site: &'s Site<'_>, all: &mut Vec<Compared<'s>>) {
    let config = site.tree.config.as_deref().unwrap_or_default();
    let default = site.config.languages.default.get_ref();
    let of_site = [
        ("description", site.config.site.description.as_ref()),
        ("banner", site.config.site.banner.as_ref()),
    ];
    for language in &site.languages {
        let lang = language.code.as_str();
        for (key, text) in of_site {
            let Some(text) = text.filter(|text| lang == default || text.has(lang)) else {
                continue;
            };
            for (outcome, written) in of_text(site, lang, "", text.get(lang, default)) {
                all.push(Compared {
                    file: CONFIG_FILE,
                    span: key_span(config, &(0..config.len()), key),
                    written,
                    outcome,
                    edit: None,
                });
            }
        }
        for channel in &site.channels {
            let ai = channel.ai.as_ref();
            let texts = [
                channel.label.as_ref(),
                ai.and_then(|ai| ai.disclosure.as_ref()),
                ai.and_then(|ai| ai.to_person.as_ref()),
            ];
            let own = texts.into_iter().flatten();
            for text in own.filter(|text| lang == default || text.has(lang)) {
                let text = text.get(lang, default);
                for (outcome, written) in of_text(site, lang, channel.kind.as_str(), text) {
                    all.push(Compared {
                        file: CHANNELS_FILE,
                        span: Some(channel.span.clone()),
                        written,
                        outcome,
                        edit: None,
                    });
                }
            }
        }
    }
}

/// The times in a text that is no part of a page's body.
fn of_text<'s>(
    site: &'s Site<'_>,
    lang: &str,
    title: &str,
    text: &str,
) -> Vec<(Outcome<'s>, String)> {
    let Some(book) = site.phrasebooks.get(lang) else {
        return Vec::new();
    };
    let tokens = book.dictionary.split(text);
    let stated = periods(&tokens);
    if stated.is_empty() {
        return Vec::new();
    }
    let block = Promising {
        tokens: &tokens,
        stated: &stated,
        facts: &[],
        heading: None,
        is_first: true,
        page_title: title,
    };
    let times = typed_times(&block, &[]);
    let compared = times.iter().filter_map(|time| {
        let said = said(time, text, Clone::clone);
        Some((compare(&site.channels, &[], &said)?.0, said.written))
    });
    compared.collect()
}

/// What a typed time is compared with, and what came of it: nothing where it is no time of ours. With the one
/// promise that says the same, if there is one.
fn compare<'s>(
    channels: &'s [Channel],
    ties: &[&Times],
    said: &SaidTime,
) -> Option<(Outcome<'s>, Option<Promised<'s>>)> {
    let is_tied = !ties.is_empty();
    let mut awaited = match (is_tied, said.is_near) {
        (false, false) => return None,
        (false, true) if said.is_special => return None,
        _ => said.awaited.clone(),
    };
    if awaited.is_empty() || (is_tied && !said.is_near) {
        awaited = ties
            .iter()
            .flat_map(|times| times.of.iter().copied())
            .collect();
    }
    let comes_back = |one: &Awaited| *one == Awaited::Update;
    if said.recurs {
        if !awaited.iter().any(comes_back)
            && !ties.iter().any(|times| times.of.iter().any(comes_back))
        {
            return None;
        }
        awaited = vec![Awaited::Update];
    } else if awaited.len() > 1 && !said.is_near {
        awaited.retain(|one| !comes_back(one));
    }
    if said.channels.other || awaited.is_empty() {
        return Some((Outcome::Unanswered, None));
    }
    let (meant, is_named) = meant(channels, ties, &said.channels);
    let of = |channels: &[&'s Channel], awaited: &[Awaited]| -> Vec<Promised<'s>> {
        let each = channels.iter().flat_map(|channel| {
            awaited.iter().filter_map(|awaited| {
                let time = channel.promised(*awaited)?;
                Some(Promised {
                    channel,
                    awaited: *awaited,
                    time,
                })
            })
        });
        each.collect()
    };
    let mut promised = of(&meant, &awaited);
    let mut is_exact = is_named;
    if promised.is_empty() && is_named {
        // The channel has no such stage: any of its times will do, else that stage of any channel.
        is_exact = false;
        promised = of(&meant, &ALL);
    } else if is_named && said.channels.complaints {
        let for_complaints = channels.iter().filter(|channel| {
            let is_one = channel.purpose == Some(Purpose::Complaints);
            is_one && meant.iter().all(|known| known.id != channel.id)
        });
        promised.extend(of(&for_complaints.collect::<Vec<_>>(), &awaited));
    }
    if promised.is_empty() {
        is_exact = false;
        let every: Vec<&Channel> = channels.iter().collect();
        promised = of(&every, &awaited);
    }
    if promised.is_empty() {
        return Some((Outcome::Unanswered, None));
    }
    let minutes = minutes(said);
    let same = promised
        .iter()
        .copied()
        .find(|promised| minutes.contains(&promised.time.approx_minutes()));
    if let Some(same) = same.filter(|_| !said.open) {
        let plain = same.time.approx_minutes() == said.time.approx_minutes()
            && exactly(same.time, said.time);
        return Some((Outcome::Same, plain.then_some(same)));
    }
    let times = || {
        promised
            .iter()
            .map(|promised| promised.time.approx_minutes())
    };
    let (least, most) = (times().min()?, times().max()?);
    let is_longer = minutes.iter().all(|minutes| *minutes > most);
    let is_shorter = minutes.iter().all(|minutes| *minutes < least);
    let contradicts = match (said.open, said.usual) {
        (true, _) => true,
        (false, true) => is_longer,
        (false, false) => is_longer || is_shorter || is_exact,
    };
    let open = said.open;
    Some(match contradicts {
        true => (Outcome::Other { promised, open }, None),
        false => (Outcome::Between, None),
    })
}

/// Everything that somebody can wait for.
const ALL: [Awaited; 5] = [
    Awaited::Acknowledgement,
    Awaited::FirstReply,
    Awaited::Update,
    Awaited::Resolution,
    Awaited::ReturnedWithin,
];

/// Whether two times are the same whenever they begin: 24 hours and 1 day, not 5 business days and 1 week.
fn exactly(one: CommittedTime, other: CommittedTime) -> bool {
    let family = |time: CommittedTime| match time.unit() {
        Unit::BusinessDay => 1,
        Unit::Month => 2,
        _ => 0,
    };
    family(one) == family(other)
}

/// How long a typed time is, in all its meanings: "24 hours on weekdays" are one business day.
fn minutes(said: &SaidTime) -> Vec<i64> {
    let own = said.time.approx_minutes();
    let in_days = matches!(said.time.unit(), Unit::Hour | Unit::Day) && own % DAY == 0;
    let working =
        (said.weekdays && in_days).then(|| own / DAY * Unit::BusinessDay.approx_minutes());
    std::iter::once(own).chain(working).collect()
}

/// The channels that are meant, and whether the text or the pack names them.
fn meant<'s>(
    channels: &'s [Channel],
    ties: &[&Times],
    named: &Mentioned,
) -> (Vec<&'s Channel>, bool) {
    let is_for_complaints = |channel: &&Channel| channel.purpose == Some(Purpose::Complaints);
    let all = || channels.iter();
    let of_complaints: Vec<&Channel> = all().filter(is_for_complaints).collect();
    let mut found: Vec<&Channel> = Vec::new();
    for kind in &named.kinds {
        found.extend(of_kind(channels, *kind, named.complaints));
    }
    found.extend(all().filter(|channel| named.ids.contains(&channel.id)));
    if !found.is_empty() {
        return (found, true);
    }
    let on = ties.iter().flat_map(|times| times.on.iter().copied());
    let on: Vec<On> = on.collect();
    let complaints = named.complaints || on.contains(&On::Complaints);
    if complaints && !of_complaints.is_empty() {
        return (of_complaints, true);
    }
    let kinds: Vec<ChannelKind> = on.iter().filter_map(|on| on.kind()).collect();
    for kind in &kinds {
        found.extend(of_kind(channels, *kind, false));
    }
    if !found.is_empty() {
        let is_one = found.len() == 1;
        return (found, is_one);
    }
    let requests = all().filter(|channel| complaints || !is_for_complaints(channel));
    (requests.collect(), false)
}

/// The channels that a text names, or all that are not for complaints alone.
pub fn channels_named<'s>(channels: &'s [Channel], named: &Mentioned) -> Vec<&'s Channel> {
    meant(channels, &[], named).0
}

/// The channels of a kind, those for complaints alone or those for everything.
fn of_kind(channels: &[Channel], kind: ChannelKind, complaints: bool) -> Vec<&Channel> {
    let of_kind: Vec<&Channel> = channels
        .iter()
        .filter(|channel| channel.kind == kind)
        .collect();
    let fits = |channel: &&&Channel| (channel.purpose == Some(Purpose::Complaints)) == complaints;
    let fitting: Vec<&Channel> = of_kind.iter().filter(fits).copied().collect();
    match fitting.is_empty() {
        true => of_kind,
        false => fitting,
    }
}
