//! Items that a requirement lists: each is claimed on its page, in every language in which
//! the regulator expects it, and the text below holds what is asked of it.

use super::claims::{Claim, Reader, claims_on, page_of_items};
use super::kind::Asked;
use crate::rules::evidence::Siblings;
use crate::rules::pack::Item;
use crate::rules::{Entry, claim_of_item};
use crate::site::Page;
use crate::verdict::{Docket, Draft};
use candor_model::findings::Finding;
use candor_model::verdict::{About, Part, State, Subject};

/// Drafts a verdict on each item of a requirement and adds what is missing.
pub(super) fn check(asked: &Asked<'_>, docket: &mut Docket, findings: &mut Vec<Finding>) {
    let Part::Requirement(at) = asked.subject.part else {
        return;
    };
    for lang in asked.site.predominant() {
        let page = page_of_items(asked.site, asked.pack, asked.requirement, lang);
        for (item, within) in asked.requirement.items.iter().zip(0..) {
            let Some(claim) = claim_of_item(asked.requirement, item) else {
                continue;
            };
            let subject = Subject {
                part: Part::Item(at, within),
                ..asked.subject
            };
            let Some(page) = page else {
                // That the page is missing is said once.
                docket.add(Draft::unclaimed(subject, lang));
                continue;
            };
            let title = item.title.get(lang, "en");
            let finding = |claim_number: Option<u16>, message: String| {
                let mut finding = asked.finding(message).help(format!(
                    "{} Claim it with covers={claim}.",
                    item.guidance.get("en", "en")
                ));
                finding.about = vec![About {
                    claim: claim_number,
                    ..About::in_language(subject, lang)
                }];
                finding.authority = asked
                    .site
                    .rules
                    .authority_of(asked.pack, Entry::Item(asked.requirement, item));
                finding
            };
            let claims = claims_on(page, &claim);
            if claims.is_empty() {
                let message = format!(
                    "item {} is on no part of this page: {title}",
                    item.id.get_ref()
                );
                findings.push(finding(None, message).in_file(&*page.head.source));
                docket.add(Draft::unclaimed(subject, lang));
                continue;
            }
            let mut draft = Draft::new(subject, Some(lang));
            let reader = Reader {
                site: asked.site,
                pack: asked.pack,
                lang,
            };
            let demands = asked
                .requirement
                .setup
                .as_ref()
                .map(|setup| setup.demands());
            for (claim, number) in claims.into_iter().zip(0..) {
                let siblings = siblings(asked, page, claim, item);
                let seen = reader.look(claim, &siblings, demands.unwrap_or_default());
                for what in &seen.lacking {
                    let message = format!("item {} is claimed here, but {what}", item.id.get_ref());
                    let finding = finding(Some(number), message);
                    findings.push(finding.at(&*claim.page.head.source, claim.span.clone()));
                }
                if claim.answer.has_placeholder {
                    draft.otherwise(State::NotWritten);
                }
                if let Some(unknown) = seen.unknown {
                    draft.otherwise(State::NotKnown(unknown));
                }
                draft.evidence.push(seen.evidence);
            }
            docket.add(draft);
        }
    }
}

/// Other items of the requirement that a text claims, or that another text in the same words does.
fn siblings(asked: &Asked<'_>, page: &Page, claim: Claim<'_>, item: &Item) -> Siblings {
    let mut siblings = Siblings::default();
    let others = asked.requirement.items.iter();
    for other in others.filter(|other| other.id.get_ref() != item.id.get_ref()) {
        let Some(name) = claim_of_item(asked.requirement, other) else {
            continue;
        };
        let claims = claims_on(page, &name);
        if claims.iter().any(|other| other.span == claim.span) {
            siblings.here.push(name);
        } else if claims.iter().any(|other| {
            claim.answer.fingerprint != 0 && other.answer.fingerprint == claim.answer.fingerprint
        }) {
            siblings.alike.push(name);
        }
    }
    siblings
}
