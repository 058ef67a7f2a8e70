//! Points of rule packs as an editor shows them. Everything that this server knows of
//! the format of packs is here.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use candor_core::rules::{Entry, Pack, Rules};
use candor_model::localized::Localized;

/// Something that a heading can claim.
pub struct Point<'a> {
    /// What `covers=` says to claim it, such as `account-freezes.reasons`.
    pub claim: String,
    pack: &'a Pack,
    entry: Entry<'a>,
}

/// Everything that a heading can claim, in the order of the packs. What two packs ask
/// for is there once.
pub fn all(rules: &Rules) -> Vec<Point<'_>> {
    let mut seen = BTreeSet::new();
    rules
        .packs
        .iter()
        .flat_map(|pack| pack.entries().map(move |entry| (pack, entry)))
        .filter_map(|(pack, entry)| {
            let claim = entry.claim()?;
            seen.insert(claim.clone())
                .then_some(Point { claim, pack, entry })
        })
        .collect()
}

/// What a claim stands for.
pub fn find<'a>(rules: &'a Rules, claim: &str) -> Option<Point<'a>> {
    let (pack, entry) = rules.claimed(claim)?;
    Some(Point {
        claim: claim.to_owned(),
        pack,
        entry,
    })
}

/// Where a pack of the site's own asks for what a claim stands for: the file's
/// site-relative path, and the place of the id in it.
pub fn place(rules: &Rules, claim: &str) -> Option<(String, Range<usize>)> {
    rules.own.iter().find_map(|own| {
        let entry = own
            .pack
            .entries()
            .find(|entry| entry.claim().as_deref() == Some(claim))?;
        let id = match entry {
            Entry::Topic(topic) => &topic.id,
            Entry::Point(_, point) => &point.id,
            Entry::Requirement(requirement) => &requirement.id,
            Entry::Item(_, item) => &item.id,
        };
        Some((own.file.clone(), id.span()))
    })
}

impl<'a> Point<'a> {
    /// The question that the pack would ask.
    pub fn question(&self, lang: &str, default: &str) -> String {
        match self.wording() {
            Some((question, _)) => question.get(lang, default).to_owned(),
            None => self.entry.title(),
        }
    }

    fn wording(&self) -> Option<(&'a Localized, &'a Localized)> {
        match self.entry {
            Entry::Point(_, point) => Some((&point.question, &point.guidance)),
            Entry::Item(_, item) => Some((&item.title, &item.guidance)),
            Entry::Topic(_) | Entry::Requirement(_) => None,
        }
    }

    /// What it asks for, what an answer must hold and what it rests on, as Markdown.
    pub fn explain(&self, lang: &str, default: &str) -> String {
        let question = self.question(lang, default);
        let mut text = format!("**{question}**\n\n`{}`", self.claim);
        // Writing to a string cannot fail.
        if let Some((_, guidance)) = self.wording() {
            let _ = write!(text, "\n\n{}", guidance.get(lang, default));
        }
        if let Entry::Point(_, point) = self.entry
            && !point.evidence.is_empty()
        {
            text.push_str("\n\nThe answer must hold:\n");
            for demand in &point.evidence {
                let _ = write!(
                    text,
                    "\n- {}",
                    demand.get_ref().in_words(self.pack, Some(lang))
                );
            }
        }
        let basis = self.entry.basis();
        let _ = write!(text, "\n\nBasis: {basis}. {}.", basis.in_words());
        let citation = self.pack.citation(self.entry);
        if !citation.is_empty() {
            let _ = write!(text, "\n\nSource: {citation}");
        }
        let links = self.entry.sources().iter().filter_map(|reference| {
            let source = self.pack.source.get(reference.key.get_ref())?;
            source.url.as_deref()
        });
        for url in links.collect::<BTreeSet<_>>() {
            let _ = write!(text, "\n\n<{url}>");
        }
        text
    }
}
