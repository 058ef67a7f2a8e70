//! Whether pages are up to date and pleasant to read.

use schemars::JsonSchema;
use serde::Deserialize;

use super::contact::front_key;
use crate::check::kind::{Asked, CheckKind, Judgement};
use crate::site::Page;
use candor_model::findings::Finding;

/// `review-date`
pub struct ReviewDate;

/// Parameters of checks that need none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl CheckKind for ReviewDate {
    const NAME: &'static str = "review-date";
    const ABOUT: &'static str =
        "No page is past its `review_by`, and none says that it was `updated` on a day to come.";
    type With = Nothing;

    fn shown(_: &Nothing, asked: &Asked<'_>) -> Option<String> {
        let pages = asked.site.pages.iter();
        let next = pages.filter_map(|page| page.head.front.review_by).min()?;
        Some(format!("the next page is due on {next}"))
    }

    fn check(_: &Nothing, asked: &Asked<'_>) -> Judgement {
        let gaps = asked
            .site
            .pages
            .iter()
            .flat_map(|page| [past_review(asked, page), updated_in_future(asked, page)])
            .flatten()
            .collect();
        Judgement::of(gaps)
    }
}

fn past_review(asked: &Asked<'_>, page: &Page) -> Option<Finding> {
    let review_by = page.head.front.review_by?;
    if review_by.0 >= asked.site.today {
        return None;
    }
    let days = (asked.site.today - review_by.0).num_days();
    let plural = if days == 1 { "" } else { "s" };
    Some(
        asked
            .finding(format!(
                "this page was to be reviewed by {review_by}, {days} day{plural} ago"
            ))
            .at_opt(&*page.head.source, front_key(asked.site, page, "review_by")),
    )
}

fn updated_in_future(asked: &Asked<'_>, page: &Page) -> Option<Finding> {
    let updated = page.head.front.updated?;
    // East of Greenwich the day may have begun that the build, in UTC, calls tomorrow.
    let latest = asked.site.today.succ_opt()?;
    (updated.0 > latest).then(|| {
        asked
            .finding(format!(
                "this page says that it was updated on {updated}, which is still to come"
            ))
            .help("Write the day of the last change in `updated`.")
            .at_opt(&*page.head.source, front_key(asked.site, page, "updated"))
    })
}

/// `links`
pub struct Links;

impl CheckKind for Links {
    const NAME: &'static str = "links";
    const ABOUT: &'static str = "Links within the site lead to a page and an anchor that exist, links to other sites are valid https addresses. Every site is checked for this; a pack adds citation and severity.";
    type With = Nothing;

    // What is wrong is found on every site, and is this requirement's where a pack asks.
    fn check(_: &Nothing, _: &Asked<'_>) -> Judgement {
        Judgement::Met
    }
}

/// `reading-grade`
pub struct ReadingGrade;

/// Parameters of `reading-grade`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingGradeWith {
    /// School grade up to which an answer is easy to read.
    grade: f64,
    /// Whether the configuration's `reading_grade` goes before it.
    from_config: bool,
}

impl CheckKind for ReadingGrade {
    const NAME: &'static str = "reading-grade";
    const ABOUT: &'static str = "No answer is above the reading `grade`; the finding is at the sentence that costs most. With `from_config`, the grade of candor.toml goes first.";
    type With = ReadingGradeWith;

    fn check(with: &ReadingGradeWith, asked: &Asked<'_>) -> Judgement {
        let own = asked.site.config.rules.reading_grade;
        let limit = own.filter(|_| with.from_config).unwrap_or(with.grade);
        let mut findings = Vec::new();
        for page in &asked.site.pages {
            for answer in &page.outline.prose.answers {
                let Some(reading) = answer.reading.as_ref().filter(|_| !answer.has_placeholder)
                else {
                    continue;
                };
                let grade = f64::from(reading.grade_tenths) / 10.0;
                if grade > limit {
                    findings.push(
                        asked
                            .finding(format!(
                                "this answer needs reading grade {grade:.0}; the limit is {limit:.0}. This sentence costs most"
                            ))
                            .at(&*page.head.source, reading.sentence.clone()),
                    );
                }
            }
        }
        Judgement::of(findings)
    }
}
