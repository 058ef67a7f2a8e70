//! What is wrong with values of the configuration that are of the right type.

use std::ops::Range;

use toml::Spanned;
use url::Url;

use super::{Config, contrast, redirect};
use crate::parse::data::sentence;
use crate::source::CONFIG_FILE;
use candor_model::findings::{Fault, Finding};
use candor_model::language::is_language_code;
use candor_model::schedule::{Schedule, ScheduleProblem};

/// Enters a fault: its id, its place in `candor.toml`, what is wrong and what to do.
type Enter<'a> = dyn FnMut(&'static str, Range<usize>, String, &str) + 'a;

/// The business hours must be hours, in a time zone that exists.
fn check_business_hours(config: &Config, enter: &mut Enter<'_>) {
    let entity = &config.entity;
    let zone = entity.time_zone.as_ref();
    let problems = match &entity.business_hours {
        Some(hours) => {
            let zone = zone.map(|zone| zone.get_ref().as_str());
            Schedule::parse(hours.get_ref(), zone, None).err()
        }
        // Any hours will do to have the zone looked at.
        None => zone.and_then(|zone| Schedule::parse("24/7", Some(zone.get_ref()), None).err()),
    };
    for problem in problems.unwrap_or_default() {
        let hours_span = entity.business_hours.as_ref().map(Spanned::span);
        let span = match &problem {
            ScheduleProblem::UnknownTimeZone { .. } => zone.map(Spanned::span),
            _ => hours_span,
        };
        enter(
            "hours.valid",
            span.unwrap_or_default(),
            problem.to_string(),
            &sentence(&problem.help()),
        );
    }
}

/// Checks what no schema can say.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    let mut enter = |id: &'static str, span: Range<usize>, message: String, help: &str| {
        let mut finding = Finding::environment(id, message)
            .help(help)
            .at(CONFIG_FILE, span);
        finding.fault = Fault::Environment;
        findings.push(finding);
    };
    let url = &config.site.base_url;
    let host = url.get_ref().strip_prefix("https://").or_else(|| {
        url.get_ref()
            .strip_prefix("http://localhost")
            .map(|_| "localhost")
    });
    if host.is_none_or(|host| {
        host.is_empty()
            || host.contains(char::is_whitespace)
            || host.contains(['?', '#', '@', '\\'])
            || Url::parse(url.get_ref()).is_err()
    }) {
        enter(
            "config.value",
            url.span(),
            format!("`{}` is no address for a site", url.get_ref()),
            "Write the address at which customers will find the site, beginning with https://.",
        );
    }
    let languages = &config.languages;
    let mut seen = vec![languages.default.get_ref()];
    for language in std::iter::once(&languages.default).chain(&languages.others) {
        if !is_language_code(language.get_ref()) {
            enter(
                "config.value",
                language.span(),
                format!("`{}` is no language code", language.get_ref()),
                "Use codes such as en, es or pt-BR.",
            );
        }
    }
    for language in &languages.others {
        if seen.contains(&language.get_ref()) {
            enter(
                "config.value",
                language.span(),
                format!("the language `{}` is listed twice", language.get_ref()),
                "List each language once; the default language needs no second entry.",
            );
        }
        seen.push(language.get_ref());
    }
    if let Some(accent) = &config.theme.accent {
        match contrast::parse(accent.get_ref()).map(contrast::worst) {
            None => enter(
                "config.value",
                accent.span(),
                format!("`{}` is no colour", accent.get_ref()),
                "Write it as six hexadecimal digits, such as #0b5c55.",
            ),
            Some(worst) if worst.ratio < contrast::REQUIRED => enter(
                "config.value",
                accent.span(),
                format!(
                    "`{}` is hard to read in the {} scheme: its contrast is {:.1}, and text needs {}",
                    accent.get_ref(),
                    worst.scheme,
                    // Cut, not rounded: 4.46 must not read as 4.5.
                    (worst.ratio * 10.0).floor() / 10.0,
                    contrast::REQUIRED
                ),
                "Choose a darker shade of the same colour.",
            ),
            Some(_) => {}
        }
    }
    check_business_hours(config, &mut enter);
    for redirect in &config.redirects {
        let (from, to) = (&redirect.from, &redirect.to);
        if let Some((message, help)) = redirect::source_problem(from.get_ref()) {
            enter("config.value", from.span(), message, help);
        }
        if let Some((message, help)) = redirect::target_problem(from.get_ref(), to.get_ref()) {
            enter("config.value", to.span(), message, help);
        }
    }
}

/// An address with its host in the one form that browsers ask for (RFC 5891: `xn--…`, in small letters), so that it
/// stands everywhere in that form; none where it has it already, or is no address.
pub(super) fn host_as_asked_for(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let (scheme, rest) = address.split_once("://")?;
    let end = rest.find('/').unwrap_or(rest.len());
    let host = rest[..end].split(':').next()?;
    let asked_for = url.host_str()?;
    (host != asked_for).then(|| format!("{scheme}://{asked_for}{}", &rest[host.len()..]))
}
