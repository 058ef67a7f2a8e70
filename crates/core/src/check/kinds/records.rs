//! Quarterly tabulations: which are due, whether they add up, and what they hold.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::is_staffed;
use crate::check::kind::{Asked, CheckKind, Judgement};
use crate::source::FileKind;
use candor_model::channel::{ChannelKind, Stage};
use candor_model::findings::{Finding, Severity};
use candor_model::page::Section;
use candor_model::quarter::{Quarter, QuarterId, Tabulation};
use candor_model::suppression::{is_small, suppress};
use candor_model::verdict::Unknown;

fn file_of(id: QuarterId) -> String {
    format!("content/reports/{id}.toml")
}

/// A kind of case that is tabulated.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub enum Of {
    /// Customer service requests.
    Requests,
    /// Complaints.
    Complaints,
}

impl Of {
    fn name(self) -> &'static str {
        match self {
            Of::Requests => "requests",
            Of::Complaints => "complaints",
        }
    }

    fn tabulation(self, quarter: &Quarter) -> &Tabulation {
        match self {
            Of::Requests => &quarter.requests,
            Of::Complaints => &quarter.complaints,
        }
    }
}

/// `quarters-due`
pub struct QuartersDue;

/// Parameters of `quarters-due`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuartersDueWith {
    /// First quarter that is asked for.
    first: QuarterId,
    /// Days after the end of a quarter until its tabulation is due.
    grace_days: u64,
    /// Kinds of case that it must hold.
    of: Vec<Of>,
    /// What it must hold of each.
    needs: Vec<Figure>,
}

/// A figure of a tabulation.
#[derive(Debug, Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Cases received. A tabulation that lacks them cannot be read at all.
    Received,
    /// Cases by method.
    ByMethod,
    /// Cases by topic.
    ByTopic,
    /// Average time from receipt to resolution.
    AverageHoursToResolution,
}

/// What a quarter's tabulation is due, at a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It is due since this day.
    Since(NaiveDate),
    /// The quarter is over and its tabulation is due on this day.
    By(NaiveDate),
    /// The quarter is not over.
    No,
}

/// When the tabulation of a quarter is due.
pub fn due(id: QuarterId, grace_days: u64, today: NaiveDate) -> Due {
    let day = id
        .next()
        .first_day()
        .and_then(|after| after.pred_opt())
        .and_then(|last| Some((last, last.checked_add_days(Days::new(grace_days))?)));
    match day {
        Some((_, due)) if today > due => Due::Since(due),
        Some((last, due)) if today > last => Due::By(due),
        _ => Due::No,
    }
}

impl CheckKind for QuartersDue {
    const NAME: &'static str = "quarters-due";
    const ABOUT: &'static str = "Every quarter since `first`, or since the entity started if that is later, that ended more than `grace_days` ago has a tabulation, which holds what it `needs` for each kind `of` case. One that came after the day on which it was due is a warning. None is there before its quarter is over.";
    type With = QuartersDueWith;

    fn shown(with: &QuartersDueWith, asked: &Asked<'_>) -> Option<String> {
        let quarters = &asked.site.quarters;
        let id = |quarter: &Quarter| *quarter.quarter.get_ref();
        let mut parts = Vec::new();
        if let (Some(first), Some(last)) = (quarters.first(), quarters.last()) {
            parts.push(match quarters.len() {
                1 => id(first).to_string(),
                count => format!("{count} quarters, {} to {}", id(first), id(last)),
            });
        }
        // The quarter that comes next, if nobody has tabulated it already.
        let mut next = asked
            .site
            .config
            .entity
            .started
            .map_or(with.first, |started| started.max(with.first));
        while let Due::Since(_) = due(next, with.grace_days, asked.site.today) {
            next = next.next();
        }
        if quarters.iter().all(|quarter| id(quarter) != next) {
            parts.push(match due(next, with.grace_days, asked.site.today) {
                Due::By(day) => format!("{next} is due by {day}"),
                _ => format!("{next} is not over yet"),
            });
        }
        Some(parts.join("; "))
    }

    fn check(with: &QuartersDueWith, asked: &Asked<'_>) -> Judgement {
        let site = asked.site;
        let started = site.config.entity.started;
        let mut id = started.map_or(with.first, |started| started.max(with.first));
        let there: BTreeMap<QuarterId, &Quarter> = site
            .quarters
            .iter()
            .map(|quarter| (*quarter.quarter.get_ref(), quarter))
            .collect();
        let mut findings = Vec::new();
        while let Due::Since(day) = due(id, with.grace_days, site.today) {
            match there.get(&id) {
                // The file is there, and what keeps it from being read is said.
                None if site.tree.files.contains_key(file_of(id).as_str()) => {}
                None => findings.push(
                    asked
                        .finding(format!(
                            "the tabulation of {id} is missing; it was due on {day}"
                        ))
                        .in_file(file_of(id)),
                ),
                Some(quarter) => {
                    if let Some(published) = quarter.published
                        && published.0 > day
                    {
                        let mut finding = asked
                            .finding(format!(
                                "the tabulation of {id} was late: due on {day}, published on {published}"
                            ))
                            .help("It is there now. Publish the next one in time.")
                            .at(file_of(id), quarter.quarter.span());
                        finding.severity = finding.severity.max(Severity::Warning);
                        findings.push(finding);
                    }
                }
            }
            id = id.next();
        }
        for (id, quarter) in there {
            findings.extend(too_early(asked, id, quarter));
            findings.extend(incomplete(with, asked, id, quarter));
        }
        Judgement::of_what_was_seen(findings, unread(asked))
    }
}

/// That some quarter's file could not be read, which is a finding of its own.
fn unread(asked: &Asked<'_>) -> Option<Unknown> {
    let files = asked.site.tree.of_kind(FileKind::Quarter).count();
    (files > asked.site.quarters.len()).then_some(Unknown::QuartersUnread)
}

/// What follows from gaps in the quarters that are there.
fn of_quarters(asked: &Asked<'_>, gaps: Vec<Finding>) -> Judgement {
    let none = asked.site.quarters.is_empty();
    let rest = unread(asked).or(none.then_some(Unknown::NoQuarter));
    Judgement::of_what_was_seen(gaps, rest)
}

/// Figures of a quarter that goes on, or that say they were published while it went on.
fn too_early(asked: &Asked<'_>, id: QuarterId, quarter: &Quarter) -> Option<Finding> {
    let after = id.next().first_day()?;
    let last = after.pred_opt()?;
    let (message, help) = if due(id, 0, asked.site.today) == Due::No {
        (
            format!("{id} is not over: it ends on {last}, and its figures would be published"),
            "Take the file out until then, or correct its quarter.",
        )
    } else if let Some(published) = quarter.published
        && published.0 < after
    {
        (
            format!("this says that {id} was published on {published}, before it ended on {last}"),
            "Correct `published`, or the quarter.",
        )
    } else {
        return None;
    };
    let finding = asked.finding(message).help(help);
    Some(finding.at(file_of(id), quarter.quarter.span()))
}

fn incomplete(
    with: &QuartersDueWith,
    asked: &Asked<'_>,
    id: QuarterId,
    quarter: &Quarter,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for of in &with.of {
        let tabulation = of.tabulation(quarter);
        let missing: Vec<&str> = with
            .needs
            .iter()
            .filter_map(|figure| match figure {
                Figure::Received => None,
                Figure::ByMethod => tabulation.by_method.is_empty().then_some("`by_method`"),
                Figure::ByTopic => tabulation.by_topic.is_empty().then_some("`by_topic`"),
                Figure::AverageHoursToResolution => tabulation
                    .average_hours_to_resolution
                    .is_none()
                    .then_some("`average_hours_to_resolution`"),
            })
            .collect();
        // Of no cases there is nothing to tabulate.
        if !missing.is_empty() && *tabulation.received.get_ref() != 0 {
            findings.push(
                asked
                    .finding(format!(
                        "the figures of {} in {id} lack {}",
                        of.name(),
                        missing.join(" and ")
                    ))
                    .help(format!(
                        "Add {} to [{}] in {}.",
                        missing.join(" and "),
                        of.name(),
                        file_of(id)
                    ))
                    .at(file_of(id), tabulation.received.span()),
            );
        }
    }
    findings
}

/// `quarters-consistent`
pub struct QuartersConsistent;

/// Parameters of `quarters-consistent`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuartersConsistentWith {
    /// Kinds of case that are looked at.
    of: Vec<Of>,
    /// Tables whose sums must be what was received.
    totals: Vec<Breakdown>,
}

/// A table of counts in a tabulation.
#[derive(Debug, Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Breakdown {
    /// Cases by method.
    ByMethod,
    /// Cases by topic.
    ByTopic,
}

/// Something of a quarter that can single a customer out.
#[derive(Debug, Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Cells {
    /// Cases by method.
    ByMethod,
    /// Cases by topic.
    ByTopic,
    /// Customer satisfaction.
    Feedback,
}

impl Cells {
    /// The table of counts, if it is one.
    fn breakdown(self) -> Option<Breakdown> {
        match self {
            Cells::ByMethod => Some(Breakdown::ByMethod),
            Cells::ByTopic => Some(Breakdown::ByTopic),
            Cells::Feedback => None,
        }
    }
}

impl Breakdown {
    fn of(self, tabulation: &Tabulation) -> (&'static str, &BTreeMap<String, Spanned<i64>>) {
        match self {
            Breakdown::ByMethod => ("by_method", &tabulation.by_method),
            Breakdown::ByTopic => ("by_topic", &tabulation.by_topic),
        }
    }
}

impl CheckKind for QuartersConsistent {
    const NAME: &'static str = "quarters-consistent";
    const ABOUT: &'static str = "In every quarter and for each kind `of` case, the sum of each table in `totals` is what was received, and nothing is negative.";
    type With = QuartersConsistentWith;

    fn check(with: &QuartersConsistentWith, asked: &Asked<'_>) -> Judgement {
        let mut findings = Vec::new();
        for quarter in &asked.site.quarters {
            for of in &with.of {
                let tabulation = of.tabulation(quarter);
                let received = *tabulation.received.get_ref();
                for (name, counts) in with.totals.iter().map(|table| table.of(tabulation)) {
                    let mut counted = counts.values().map(|count| *count.get_ref());
                    // No sum that no count can be is what was received.
                    let sum = counted.try_fold(0_i64, i64::checked_add);
                    if counts.is_empty() || sum == Some(received) {
                        continue;
                    }
                    let sum = sum.map_or_else(
                        || "more than any count can be".to_owned(),
                        |sum| sum.to_string(),
                    );
                    findings.push(
                        asked
                            .finding(format!(
                                "{}: {} by {} add up to {sum}, but {received} were received",
                                quarter.quarter.get_ref(),
                                of.name(),
                                name.trim_start_matches("by_"),
                            ))
                            .at(
                                file_of(*quarter.quarter.get_ref()),
                                tabulation.received.span(),
                            ),
                    );
                }
            }
        }
        of_quarters(asked, findings)
    }
}

/// `quarters-feedback`
pub struct QuartersFeedback;

/// Parameters of `quarters-feedback`: none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuartersFeedbackWith {}

impl CheckKind for QuartersFeedback {
    const NAME: &'static str = "quarters-feedback";
    const ABOUT: &'static str = "Every quarter that is there says how many customers answered, and how many of them were satisfied.";
    type With = QuartersFeedbackWith;

    fn check(_: &QuartersFeedbackWith, asked: &Asked<'_>) -> Judgement {
        let gaps = asked
            .site
            .quarters
            .iter()
            .filter(|quarter| quarter.feedback.is_none())
            .map(|quarter| {
                let id = *quarter.quarter.get_ref();
                asked
                    .finding(format!("{id} has no [feedback]"))
                    .at(file_of(id), quarter.quarter.span())
            })
            .collect();
        of_quarters(asked, gaps)
    }
}

/// `small-cells`
pub struct SmallCells;

/// Parameters of `small-cells`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmallCellsWith {
    /// Counts from one to below this single somebody out.
    below: i64,
    /// Tables that are looked at.
    cells: Vec<Cells>,
    /// Whether a count that follows from the others counts as published.
    complementary: bool,
}

impl CheckKind for SmallCells {
    const NAME: &'static str = "small-cells";
    const ABOUT: &'static str = "No table in `cells` publishes a count from one to `below`; with `complementary`, none that follows from the sum either. The site suppresses such counts by itself unless [reports] in candor.toml says otherwise.";
    type With = SmallCellsWith;

    fn shown(_: &SmallCellsWith, asked: &Asked<'_>) -> Option<String> {
        let below = asked.site.config.quarters.suppress_below;
        (below > 0).then(|| format!("counts below {below} are not shown"))
    }

    fn check(with: &SmallCellsWith, asked: &Asked<'_>) -> Judgement {
        let mut findings = Vec::new();
        let below = asked.site.config.quarters.suppress_below;
        for quarter in asked.site.published_quarters() {
            let file = file_of(*quarter.quarter.get_ref());
            for of in [Of::Requests, Of::Complaints] {
                let tabulation = of.tabulation(quarter);
                let tables = with.cells.iter().filter_map(|cells| cells.breakdown());
                for (name, counts) in tables.map(|table| table.of(tabulation)) {
                    let plain: Vec<i64> = counts.values().map(|count| *count.get_ref()).collect();
                    let published = suppress(&plain, below);
                    for ((key, count), shown) in counts.iter().zip(&published) {
                        if *shown && is_small(*count.get_ref(), with.below) {
                            findings.push(
                                asked
                                    .finding(format!(
                                        "{} {name}.{key} would be published as {}, which can point to a single customer",
                                        of.name(),
                                        count.get_ref(),
                                    ))
                                    .at(&*file, count.span()),
                            );
                        }
                    }
                    let hidden: Vec<_> = counts
                        .iter()
                        .zip(&published)
                        .filter(|(_, shown)| !**shown)
                        .collect();
                    if let [((key, count), _)] = hidden.as_slice()
                        && with.complementary
                    {
                        findings.push(
                            asked
                                .finding(format!(
                                    "{} {name}.{key} is suppressed alone: the sum gives it away",
                                    of.name()
                                ))
                                .at(&*file, count.span()),
                        );
                    }
                }
            }
            if let Some(feedback) = quarter
                .feedback
                .as_ref()
                .filter(|_| with.cells.contains(&Cells::Feedback))
            {
                let (responses, satisfied) =
                    (*feedback.responses.get_ref(), *feedback.satisfied.get_ref());
                let plain = [satisfied, responses.saturating_sub(satisfied)];
                let published = suppress(&plain, below);
                if published.iter().all(|shown| *shown)
                    && plain.iter().any(|count| is_small(*count, with.below))
                {
                    findings.push(
                        asked
                            .finding("so few customers were satisfied, or not, that they can be singled out")
                            .at(&*file, feedback.satisfied.span()),
                    );
                }
            }
        }
        of_quarters(asked, findings)
    }
}

/// `commitments-measured`
pub struct CommitmentsMeasured;

/// Parameters of `commitments-measured`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitmentsMeasuredWith {
    /// Kinds of channel that are looked at.
    kinds: Vec<ChannelKind>,
    /// Stages that are looked at.
    stages: Vec<Stage>,
}

impl CheckKind for CommitmentsMeasured {
    const NAME: &'static str = "commitments-measured";
    const RESTS_ON_CHANNELS: bool = true;
    const ABOUT: &'static str = "The last quarter says for every staffed channel of certain `kinds` what was measured for each of the `stages` that it promises.";
    type With = CommitmentsMeasuredWith;

    fn check(with: &CommitmentsMeasuredWith, asked: &Asked<'_>) -> Judgement {
        // Without any quarter there is nothing to set beside.
        let Some(last) = asked.site.quarters.last() else {
            return of_quarters(asked, Vec::new());
        };
        let measured: BTreeSet<(&str, Stage)> = last
            .measured
            .iter()
            .map(|measured| (measured.channel.get_ref().as_str(), measured.stage))
            .collect();
        let id = *last.quarter.get_ref();
        let mut findings = Vec::new();
        let mut is_any_measured = false;
        for channel in &asked.site.channels {
            if !with.kinds.contains(&channel.kind) || !is_staffed(channel) {
                continue;
            }
            let promised = with
                .stages
                .iter()
                .filter(|stage| channel.commitments.contains_key(stage));
            for stage in promised {
                if measured.contains(&(channel.id.as_str(), *stage)) {
                    is_any_measured = true;
                    continue;
                }
                findings.push(
                    asked
                        .finding(format!(
                            "{id} does not say how well `{}` kept its `{}`",
                            channel.id,
                            stage.as_str()
                        ))
                        .of_channel(&channel.id)
                        .at(file_of(id), last.quarter.span()),
                );
            }
        }
        let rest = unread(asked).or((!is_any_measured).then_some(Unknown::NotMeasured));
        Judgement::of_what_was_seen(findings, rest)
    }
}

/// `themes-answered`
pub struct ThemesAnswered;

/// Parameters of `themes-answered`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemesAnsweredWith {
    /// Kinds of case that are looked at.
    of: Vec<Of>,
    /// The share of all cases, in percent, from which on a topic is a theme.
    percent: u8,
    /// How many of the last quarters are looked at.
    quarters: usize,
    /// What cases without a topic are counted under.
    other: String,
}

impl CheckKind for ThemesAnswered {
    const NAME: &'static str = "themes-answered";
    const ABOUT: &'static str = "Each topic with at least `percent` of the cases `of` one of the last `quarters` has a FAQ page of that name, and `other` is not the largest.";
    type With = ThemesAnsweredWith;

    fn shown(with: &ThemesAnsweredWith, asked: &Asked<'_>) -> Option<String> {
        let names: BTreeSet<&str> = last_quarters(with, asked)
            .flat_map(|quarter| themes(with, quarter))
            .map(|theme| theme.name)
            .filter(|name| *name != with.other)
            .collect();
        Some(names.into_iter().collect::<Vec<_>>().join(", "))
    }

    fn check(with: &ThemesAnsweredWith, asked: &Asked<'_>) -> Judgement {
        let site = asked.site;
        let has_page = |name: &str| {
            let mut pages = site.pages_in(site.default_lang());
            pages.any(|page| page.head.section == Section::Faq && page.head.slug == name)
        };
        // That a topic of a pack has no page is told where it is missing.
        let is_topic = |name: &str| {
            let mut topics = site.rules.packs.iter().flat_map(|pack| &pack.topics);
            topics.any(|topic| topic.id.get_ref() == name)
        };
        let mut findings = Vec::new();
        let mut told = BTreeSet::new();
        for quarter in last_quarters(with, asked) {
            let id = *quarter.quarter.get_ref();
            for theme in themes(with, quarter) {
                let of = theme.of.name();
                let message = if theme.name == with.other {
                    if !theme.is_largest {
                        continue;
                    }
                    format!(
                        "more {of} in {id} are counted under `{}` than under any topic: nobody learns what they were about",
                        theme.name
                    )
                } else if has_page(theme.name) || is_topic(theme.name) || !told.insert(theme.name) {
                    continue;
                } else {
                    format!(
                        "`{}` made up {} % of the {of} in {id}, and no FAQ page treats it",
                        theme.name, theme.percent
                    )
                };
                let finding = asked.finding(message);
                findings.push(finding.at(file_of(id), theme.span));
            }
        }
        of_quarters(asked, findings)
    }
}

/// The last quarters, the newest first.
fn last_quarters<'s>(
    with: &ThemesAnsweredWith,
    asked: &Asked<'s>,
) -> impl Iterator<Item = &'s Quarter> + use<'s> {
    let site = asked.site;
    site.quarters.iter().rev().take(with.quarters)
}

/// A topic under which many cases of a quarter are counted.
struct Theme<'q> {
    of: Of,
    name: &'q str,
    percent: i64,
    /// Whether there are more cases under it than under any other.
    is_largest: bool,
    span: Range<usize>,
}

fn themes<'q>(with: &ThemesAnsweredWith, quarter: &'q Quarter) -> Vec<Theme<'q>> {
    let mut themes = Vec::new();
    for of in &with.of {
        let topics = &of.tabulation(quarter).by_topic;
        let count = |count: &Spanned<i64>| i128::from(*count.get_ref());
        let all: i128 = topics.values().map(count).sum();
        let most = topics.values().map(count).max().unwrap_or_default();
        let share = i128::from(with.percent);
        let many = topics
            .iter()
            .filter(|(_, cases)| count(cases) > 0 && count(cases) * 100 >= share * all);
        themes.extend(many.map(|(name, cases)| Theme {
            of: *of,
            name,
            percent: i64::try_from(count(cases) * 100 / all.max(1)).unwrap_or(100),
            is_largest: count(cases) == most && topics.len() > 1,
            span: cases.span(),
        }));
    }
    themes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_due_after_its_days_of_grace() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap_or_default();
        let q3 = QuarterId {
            year: 2026,
            quarter: 3,
        };
        assert_eq!(due(q3, 45, day("2026-09-30")), Due::No);
        assert_eq!(due(q3, 45, day("2026-10-01")), Due::By(day("2026-11-14")));
        assert_eq!(due(q3, 45, day("2026-11-14")), Due::By(day("2026-11-14")));
        assert_eq!(
            due(q3, 45, day("2026-11-15")),
            Due::Since(day("2026-11-14"))
        );
    }
}
