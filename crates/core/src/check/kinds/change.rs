//! Whether a policy changed since the last published record.

use chrono::Days;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::kind::{Asked, CheckKind, Judgement};
use crate::site::Site;
use candor_model::Hash;
use candor_model::channel::Purpose;
use candor_model::localized::Localized;
use candor_model::verdict::{Part, Subject, Unknown};

/// `change-clock`
pub struct ChangeClock;

/// Parameters of `change-clock`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeClockWith {
    /// Names of pages, from the pack's `links`.
    pages: Vec<String>,
    /// Purposes of channels that belong to the policy.
    #[serde(default)]
    channels: Vec<Purpose>,
    /// Days within which a change must be reported.
    days: u64,
    /// To whom.
    report_to: Localized,
}

impl CheckKind for ChangeClock {
    const NAME: &'static str = "change-clock";
    const ABOUT: &'static str = "The prose of `pages` and the data of `channels` with those purposes are what they were in the last record (`--since`); otherwise the change must be reported to `report_to` within `days`.";
    type With = ChangeClockWith;

    fn shown(_: &ChangeClockWith, asked: &Asked<'_>) -> Option<String> {
        Some(match &asked.site.since {
            Some(since) => format!("compared with {}", since.name),
            None => "not compared: no earlier publication was named with --since".to_owned(),
        })
    }

    fn pages(with: &ChangeClockWith) -> Vec<&str> {
        with.pages.iter().map(String::as_str).collect()
    }

    fn check(with: &ChangeClockWith, asked: &Asked<'_>) -> Judgement {
        let site = asked.site;
        let Some(since) = &site.since else {
            return Judgement::NotKnown(Unknown::ComparedAtPublication);
        };
        let now = policy(site, &with.parts(asked));
        let id = asked.requirement.id.get_ref();
        let Some(before) = since.policies.get(id) else {
            let gap = asked
                .finding(format!("{} does not say what the policy was", since.name))
                .help("Name a manifest that this version of Candor wrote, or a git revision.")
                .in_file(crate::source::CONFIG_FILE);
            return Judgement::of(vec![gap]);
        };
        let due = site.today.checked_add_days(Days::new(with.days));
        let due = due.unwrap_or(site.today);
        let gaps = now
            .iter()
            .filter(|(part, hash)| before.get(*part) != Some(hash))
            .map(|(part, _)| {
                let what = match before.contains_key(part) {
                    true => "changed",
                    false => "is new",
                };
                asked
                    .finding(format!(
                        "{part} {what} since {}; a change of policy must be reported to {} by {due}",
                        since.name,
                        with.report_to.get("en", "en"),
                    ))
                    .in_file(part.split('#').next().unwrap_or(part))
            })
            .chain(
                before
                    .keys()
                    .filter(|part| !now.contains_key(*part))
                    .map(|part| {
                        asked
                            .finding(format!(
                                "{part} is gone since {}; a change of policy must be reported to {} by {due}",
                                since.name,
                                with.report_to.get("en", "en"),
                            ))
                            .in_file(part.split('#').next().unwrap_or(part))
                    }),
            )
            .collect();
        Judgement::of(gaps)
    }
}

impl ChangeClockWith {
    fn parts(&self, asked: &Asked<'_>) -> Parts {
        Parts {
            paths: self
                .pages
                .iter()
                .filter_map(|name| asked.path(name))
                .map(str::to_owned)
                .collect(),
            purposes: self.channels.clone(),
        }
    }
}

/// What a policy is made of.
struct Parts {
    paths: Vec<String>,
    purposes: Vec<Purpose>,
}

/// Hashes of the parts of a policy, by their places: source files, and channels as
/// `content/channels.toml#ID`.
pub type Policy = std::collections::BTreeMap<String, Hash>;

/// Every policy of a site, by id of its requirement: what a later check compares with.
pub fn policies(site: &Site<'_>) -> std::collections::BTreeMap<String, Policy> {
    let mut policies = std::collections::BTreeMap::new();
    for (number, pack) in site.rules.numbered() {
        for (requirement, at) in pack.requirements.iter().zip(0..) {
            let asked = Asked {
                site,
                pack,
                requirement,
                subject: Subject {
                    pack: number,
                    part: Part::Requirement(at),
                },
                severity: candor_model::findings::Severity::Error,
            };
            let Some(with) = asked.with::<ChangeClock>() else {
                continue;
            };
            policies.insert(
                requirement.id.get_ref().clone(),
                policy(site, &with.parts(&asked)),
            );
        }
    }
    policies
}

/// Only what a customer reads counts: a new date of review changes no policy.
fn policy(site: &Site<'_>, parts: &Parts) -> Policy {
    let mut policy = Policy::new();
    for lang in site.predominant() {
        for path in &parts.paths {
            let Some(page) = site.page_of_source(path, lang) else {
                continue;
            };
            if let Some(hash) = site.prose_hash(page) {
                policy.insert(page.head.source.to_string(), hash);
            }
        }
    }
    for channel in &site.channels {
        if channel
            .purpose
            .is_some_and(|purpose| parts.purposes.contains(&purpose))
        {
            let mut hasher = blake3::Hasher::new();
            hasher.update(channel.contact.text().as_bytes());
            for (stage, time) in &channel.commitments {
                hasher.update(format!("\0{} {time}", stage.as_str()).as_bytes());
            }
            policy.insert(
                format!("content/channels.toml#{}", channel.id),
                *hasher.finalize().as_bytes(),
            );
        }
    }
    policy
}
