//! Checks of the whole site, once every page is parsed. Each is a pure function
//! from the site to findings; [`all`] is the list.

mod links;
mod placeholders;
mod redirects;
mod schedules;

use crate::findings::Finding;
use crate::site::Site;

/// One check.
type Check = fn(&Site<'_>, &mut Vec<Finding>);

const CHECKS: &[Check] = &[
    links::check,
    placeholders::check,
    redirects::check,
    schedules::check,
];

/// Runs every check.
pub fn all(site: &Site<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in CHECKS {
        check(site, &mut findings);
    }
    findings
}
