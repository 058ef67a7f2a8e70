//! The answers behind the rows: who looks after each, until when, and a hash of what it says.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::site::{Page, Site};
use crate::verdict::Evidence;

/// The pages of a site by their files, and hashes of their answers once they were asked for.
pub(super) struct Answers<'s> {
    site: &'s Site<'s>,
    pages: BTreeMap<&'s str, &'s Page>,
    /// By file, the hash of each answer by its anchor; that of the whole page has none.
    hashes: BTreeMap<&'s str, BTreeMap<String, String>>,
}

impl<'s> Answers<'s> {
    pub fn new(site: &'s Site<'s>) -> Self {
        let by_file = |page: &'s Page| (&*page.head.source, page);
        Self {
            site,
            pages: site.pages.iter().map(by_file).collect(),
            hashes: BTreeMap::new(),
        }
    }

    /// The page that evidence stands on.
    pub fn page(&self, evidence: &Evidence) -> Option<&'s Page> {
        self.pages.get(evidence.file.as_deref()?).copied()
    }

    /// SHA-256, in hexadecimal, of the text of the answer with its facts filled in and without markup; of the whole page
    /// where the evidence is no single answer's. None where the file cannot be read again.
    pub fn hash(&mut self, evidence: &Evidence) -> Option<String> {
        let page = self.page(evidence)?;
        let file = &*page.head.source;
        if !self.hashes.contains_key(file) {
            let hashes = hashes(self.site, page)?;
            self.hashes.insert(file, hashes);
        }
        let hashes = self.hashes.get(file)?;
        let address = evidence.address.as_deref().unwrap_or_default();
        let anchor = address.split_once('#').map_or("", |(_, anchor)| anchor);
        hashes.get(anchor).or_else(|| hashes.get("")).cloned()
    }
}

fn hashes(site: &Site<'_>, page: &Page) -> Option<BTreeMap<String, String>> {
    let body = site.body(page).ok()?;
    let hash = |text: &[u8]| hex(&Sha256::digest(text));
    let mut whole = String::new();
    let mut hashes = BTreeMap::new();
    for section in &body.sections {
        whole.push_str(&section.text);
        whole.push('\n');
        if let Some(heading) = &section.heading {
            hashes.insert(heading.id.clone(), hash(section.text.as_bytes()));
        }
    }
    hashes.insert(String::new(), hash(whole.as_bytes()));
    Some(hashes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
