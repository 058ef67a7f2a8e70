//! `hours.valid`: schedules that parse but cannot be meant.

use crate::parse::data::sentence;
use crate::site::Site;
use candor_model::findings::Finding;
use candor_model::schedule::ScheduleProblem;

const FILE: &str = "content/channels.toml";

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    for closure in &site.closures {
        if closure.until < site.today {
            findings.push(
                Finding::warning(
                    "hours.valid",
                    format!("this closure was over on {}", closure.until),
                )
                .help("Remove it, or write the next dates.")
                .at(FILE, closure.span.clone()),
            );
        }
    }
    for channel in &site.channels {
        let Some(schedule) = &channel.schedule else {
            continue;
        };
        for problem in schedule.warnings(site.today) {
            let message = format!("hours of `{}`: {problem}", channel.id);
            let finding = match problem {
                ScheduleProblem::Overlap { .. }
                | ScheduleProblem::Never
                | ScheduleProblem::LongClosure { .. } => Finding::error("hours.valid", message),
                _ => Finding::warning("hours.valid", message),
            };
            findings.push(
                finding
                    .help(sentence(&problem.help()))
                    .at(FILE, channel.span.clone()),
            );
        }
    }
}
