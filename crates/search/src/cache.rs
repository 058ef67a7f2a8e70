//! Analyzer and page indexes as compact bytes, so that the next build indexes only what changed.
//!
//! ```text
//! magic version code stop  terms { text }  words { text, term + 1 }  pages { key, bytes }  checksum
//! ```
//!
//! Numbers are LEB128, texts and bytes carry their length, the checksum is the first 16 bytes of
//! BLAKE3 over all before it.

use std::sync::Arc;

use super::{
    Fault,
    analysis::{Analyzer, Dictionary, NONE},
    postings::{PageIndex, read_number, write_number},
};

/// Says what the bytes are; its last digit changes with the format or with the analysis of text.
const MAGIC: &[u8] = b"candor-search-3\n";
const CHECKSUM: usize = 16;

/// An analyzer and its pages as bytes. `key` is the caller's: say, a hash of the page's source.
pub fn encode(analyzer: &Analyzer, pages: &[(&str, &PageIndex)]) -> Vec<u8> {
    let dictionary = analyzer.dictionary();
    let size: usize = pages
        .iter()
        .map(|(key, page)| key.len() + page.as_bytes().len() + 8)
        .sum();
    let mut out = Vec::with_capacity(size + dictionary.words.len() * 24 + 64);
    out.extend_from_slice(MAGIC);
    write_bytes(&mut out, analyzer.code().as_bytes());
    // Lists of texts always serialise.
    write_bytes(
        &mut out,
        &postcard::to_stdvec(analyzer.stop_words()).unwrap_or_default(),
    );
    write_number(&mut out, dictionary.terms.len() as u32);
    for term in &dictionary.terms {
        write_bytes(&mut out, term.as_bytes());
    }
    write_number(&mut out, dictionary.words.len() as u32);
    for word in &dictionary.words {
        write_bytes(&mut out, word.surface.as_bytes());
        // NONE becomes 0, the shortest number, and every other id moves up by one.
        write_number(&mut out, word.term.wrapping_add(1));
    }
    write_number(&mut out, pages.len() as u32);
    for (key, page) in pages {
        write_bytes(&mut out, key.as_bytes());
        write_bytes(&mut out, page.as_bytes());
    }
    let checksum = blake3::hash(&out);
    out.extend_from_slice(&checksum.as_bytes()[..CHECKSUM]);
    out
}

/// What [`encode`] kept: the analyzer, to index more pages with, and the pages under their keys.
pub type Decoded = (Analyzer, Vec<(String, PageIndex)>);

/// Takes apart what [`encode`] made.
///
/// # Errors
///
/// [`Fault::Cache`] if the bytes are damaged or of another version: index all pages afresh.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    let (body, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(Fault::Cache)?;
    if blake3::hash(body).as_bytes()[..CHECKSUM] != checksum[..] {
        return Err(Fault::Cache);
    }
    let body = body.strip_prefix(MAGIC).ok_or(Fault::Cache)?;
    read(body).ok_or(Fault::Cache)
}

fn read(mut bytes: &[u8]) -> Option<Decoded> {
    let bytes = &mut bytes;
    let code = read_text(bytes)?.to_owned();
    let stop = Arc::new(postcard::from_bytes(read_bytes(bytes)?).ok()?);
    let mut dictionary = Dictionary::default();
    for _ in 0..read_number(bytes)? {
        dictionary.term(read_text(bytes)?);
    }
    for _ in 0..read_number(bytes)? {
        let surface = read_text(bytes)?;
        let term = read_number(bytes)?.wrapping_sub(1);
        if term != NONE && term as usize >= dictionary.terms.len() {
            return None;
        }
        dictionary.word(surface, term);
    }
    let pages = (0..read_number(bytes)?)
        .map(|_| {
            Some((
                read_text(bytes)?.to_owned(),
                PageIndex::from_bytes(read_bytes(bytes)?),
            ))
        })
        .collect::<Option<_>>()?;
    Some((Analyzer::with_dictionary(code, stop, dictionary), pages))
}

fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}

fn read_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = read_number(bytes)? as usize;
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn read_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(read_bytes(bytes)?).ok()
}
