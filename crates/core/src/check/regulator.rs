//! `config.value`: the configuration's details of the regulator contradict those of the pack.

use crate::parse::document::place_of_key;
use crate::site::Site;
use crate::source::CONFIG_FILE;
use candor_model::findings::Finding;
use candor_model::localized::Localized;
use candor_model::web::WebAddress;
use candor_prose::normal_phone;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    let Some(pack) = site.rules.packs.first() else {
        return;
    };
    let (own, known) = (&site.config.regulator, &pack.regulator);
    let region = Some(site.phone_region.as_str());
    let phone = |text: &String| normal_phone(text, region).unwrap_or_else(|| text.clone());
    let website = |address: &WebAddress| {
        let host = address
            .as_str()
            .trim_start_matches("https://")
            .trim_start_matches("www.");
        host.trim_end_matches('/').to_lowercase()
    };
    let lines = |lines: &Vec<String>| (!lines.is_empty()).then(|| plain(&lines.join(" ")));
    let differs = [
        ("name", names_differ(own.name.as_ref(), known.name.as_ref())),
        (
            "website",
            differ(
                own.website.as_ref().map(website),
                known.website.as_ref().map(website),
            ),
        ),
        (
            "phone",
            differ(
                own.phone.as_ref().map(phone),
                known.phone.as_ref().map(phone),
            ),
        ),
        (
            "address",
            differ(lines(&own.address), lines(&known.address)),
        ),
    ];
    for (key, _) in differs.into_iter().filter(|(_, differs)| *differs) {
        let place = site
            .tree
            .config
            .as_deref()
            .and_then(|text| place_of_key(text, &["regulator", key]));
        let verified = pack
            .regulator_verified
            .map(|day| format!(" The pack's was compared on {day}."))
            .unwrap_or_default();
        findings.push(
            Finding::warning(
                "config.value",
                format!(
                    "`{key}` of the regulator is not what the pack `{}` says",
                    pack.id.get_ref()
                ),
            )
            .help(format!(
                "Customers complain to what stands here. Correct it, or leave it out to have the pack's.{verified}"
            ))
            .at_opt(CONFIG_FILE, place),
        );
    }
}

fn differ<T: PartialEq>(own: Option<T>, known: Option<T>) -> bool {
    matches!((own, known), (Some(own), Some(known)) if own != known)
}

/// Whether no name of the one is a name of the other.
fn names_differ(own: Option<&Localized>, known: Option<&Localized>) -> bool {
    let (Some(own), Some(known)) = (own, known) else {
        return false;
    };
    let known: Vec<String> = known.all().map(plain).collect();
    !own.all().map(plain).any(|name| known.contains(&name))
}

/// Letters and digits in lower case, between single blanks.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.collect::<Vec<_>>().join(" ")
}
