//! Reading what was published, to ask what became of a text.

use scraper::Html;

use super::Site;
use super::audit::select;

/// The sections of a published page.
pub fn written(site: &Site, path: &str) -> String {
    let html = Html::parse_document(&site.published(path));
    let sections = select(&html, ".text > section:not(.related)");
    sections
        .iter()
        .map(|section| section.inner_html())
        // Below the answer: its date and the link to share.
        .map(|html| html.split("<p class=\"meta\">").next().unwrap().to_owned())
        .collect()
}

/// The text of every element that a selector finds.
pub fn text(html: &str, selector: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    select(&html, selector)
        .iter()
        .map(|element| element.text().collect())
        .collect()
}

/// Everything that the search index of a language holds.
pub fn index(site: &Site, lang: &str) -> String {
    let output = site.output();
    let folder = format!("search/{lang}/");
    output
        .paths()
        .into_iter()
        .filter(|path| path.starts_with(&folder))
        .map(|path| output.text(path))
        .collect()
}
