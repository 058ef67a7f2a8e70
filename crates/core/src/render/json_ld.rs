//! Structured data for search engines (schema.org vocabulary, as JSON-LD).

use serde_json::{Value, json};

use super::context::CrumbContext;
use crate::parse::markdown::Body;
use crate::site::Site;
use candor_model::channel::{Channel, Contact, Purpose};
use candor_model::schedule::Schedule;

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// `FAQPage`: the questions of a page with their answers.
pub fn faq_page(canonical: &str, lang: &str, body: &Body) -> Value {
    let questions: Vec<Value> = body
        .sections
        .iter()
        .filter_map(|section| {
            let heading = section.heading.as_ref()?;
            Some(json!({
                "@type": "Question",
                "@id": format!("{canonical}#{}", heading.id),
                "name": heading.text,
                "acceptedAnswer": { "@type": "Answer", "text": section.text },
            }))
        })
        .collect();
    json!({ "@type": "FAQPage", "@id": canonical, "inLanguage": lang, "mainEntity": questions })
}

/// `BreadcrumbList`: the way from home.
pub fn breadcrumbs(origin: &str, canonical: &str, crumbs: &[CrumbContext]) -> Value {
    let items: Vec<Value> = crumbs
        .iter()
        .enumerate()
        .map(|(at, crumb)| {
            let url = crumb
                .href
                .as_ref()
                .map_or_else(|| canonical.to_owned(), |href| format!("{origin}{href}"));
            json!({ "@type": "ListItem", "position": at + 1, "name": crumb.title, "item": url })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// `Organization` with a `ContactPoint` a channel.
pub fn organization(site: &Site<'_>, lang: &str, home: &str) -> Value {
    let entity = &site.config.entity;
    let default = site.default_lang();
    let name = entity
        .legal_name
        .clone()
        .unwrap_or_else(|| site.config.site.title.get(lang, default).to_owned());
    let languages: Vec<&str> = site
        .languages
        .iter()
        .map(|language| language.code.as_str())
        .collect();
    let points: Vec<Value> = site
        .channels
        .iter()
        .filter(|channel| !matches!(channel.contact, Contact::Mail(_)))
        .map(|channel| contact_point(channel, &languages))
        .collect();
    let mut organization = json!({
        "@type": "Organization",
        "name": name,
        "url": entity.website.as_ref().map_or(home, |url| url.as_str()),
    });
    if let Some(map) = organization.as_object_mut() {
        if let Some(short) = &entity.short_name {
            map.insert("alternateName".to_owned(), json!(short));
        }
        if !entity.address.is_empty() {
            map.insert("address".to_owned(), json!(entity.address.join(", ")));
        }
        if !points.is_empty() {
            map.insert("contactPoint".to_owned(), Value::Array(points));
        }
    }
    organization
}

fn contact_point(channel: &Channel, languages: &[&str]) -> Value {
    let purpose = match channel.purpose {
        Some(Purpose::Complaints) => "complaints",
        None => "customer support",
    };
    let mut point = json!({
        "@type": "ContactPoint",
        "contactType": purpose,
        "availableLanguage": languages,
    });
    if let Some(map) = point.as_object_mut() {
        match &channel.contact {
            Contact::Phone(number) => map.insert("telephone".to_owned(), json!(number)),
            Contact::Email(address) => map.insert("email".to_owned(), json!(address)),
            Contact::Link(url) => map.insert("url".to_owned(), json!(url)),
            Contact::Mail(_) => None,
        };
        if let Some(schedule) = &channel.schedule {
            map.insert("hoursAvailable".to_owned(), opening_hours(schedule));
        }
    }
    point
}

/// The regular week as `OpeningHoursSpecification`, a row for each span.
fn opening_hours(schedule: &Schedule) -> Value {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
    let rows: Vec<Value> = schedule
        .week()
        .iter()
        .zip(WEEKDAYS)
        .flat_map(|(spans, day)| spans.iter().map(move |span| (day, *span)))
        .map(|(day, (opens, closes))| {
            let closes = if closes == 24 * 60 {
                "23:59".to_owned()
            } else {
                time(closes)
            };
            json!({
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": day,
                "opens": time(opens),
                "closes": closes,
            })
        })
        .collect();
    Value::Array(rows)
}

/// The graph as it stands in a script element: `<` is escaped so that no text can
/// end the element.
pub fn script(graph: Vec<Value>) -> String {
    if graph.is_empty() {
        return String::new();
    }
    json!({ "@context": "https://schema.org", "@graph": graph })
        .to_string()
        .replace('<', "\\u003c")
}
