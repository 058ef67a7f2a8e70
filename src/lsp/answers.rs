//! Answers to questions about a place in a text.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gen_lsp_types as lsp;
use lsp::LspRequestMethod;
use lsp::json_rpc::ResponseObject;

use super::completion;
use super::cursor::{Cursor, TextKind};
use super::definition::{self, Definition};
use super::documents::{Documents, Place};
use super::hover;
use super::position::{Encoding, Lines};
use super::protocol::Request;
use super::sites::{self, State};
use candor_core::source::{self, Door as _, TEXT_LIMIT};
use candor_files::Disk;

/// The answer to a request for completions, hover or a definition. It is `null` for a
/// text that is part of no site, or of a kind that nothing is known about.
pub fn answer(
    request: &Request,
    params: &lsp::TextDocumentPositionParams,
    documents: &Documents,
    sites: &BTreeMap<PathBuf, State>,
    encoding: Encoding,
) -> ResponseObject {
    let id = request.id.clone();
    let document = documents.get(&params.text_document.uri);
    let place = document.and_then(|document| document.place.as_ref());
    let kind = place.and_then(|place| TextKind::of(&place.path));
    let (Some(document), Some(place), Some(kind)) = (document, place, kind) else {
        return ResponseObject::from_success::<lsp::HoverRequest>(id, None);
    };
    let knowledge = sites
        .get(&place.root)
        .and_then(|site| site.knowledge.as_ref());
    let lines = Lines::new(&document.text, encoding);
    let cursor = Cursor {
        kind,
        text: &document.text,
        offset: lines.offset(params.position),
    };
    match LspRequestMethod::from(request.method.as_str()) {
        LspRequestMethod::TextDocumentCompletion => {
            let items = completion::complete(cursor, &place.path, &lines, knowledge);
            ResponseObject::from_success::<lsp::CompletionRequest>(id, Some(items.into()))
        }
        LspRequestMethod::TextDocumentHover => {
            let hover = hover::hover(cursor, &place.path, knowledge).map(|(value, span)| {
                let contents = lsp::MarkupContent {
                    kind: lsp::MarkupKind::Markdown,
                    value,
                };
                lsp::Hover {
                    contents: contents.into(),
                    range: Some(lines.range(&span)),
                }
            });
            ResponseObject::from_success::<lsp::HoverRequest>(id, hover)
        }
        _ => {
            let found = knowledge.and_then(|knowledge| {
                definition::find(cursor, &place.path, knowledge, |path| {
                    text_of(&beside(place, path), documents)
                })
            });
            let definition = found
                .and_then(|found| location(place, &found, documents, encoding))
                .map(|location| lsp::Definition::Location(location).into());
            ResponseObject::from_success::<lsp::DefinitionRequest>(id, definition)
        }
    }
}

/// A file of the same site.
fn beside(place: &Place, path: &str) -> Place {
    Place {
        root: place.root.clone(),
        path: path.to_owned(),
    }
}

fn location(
    near: &Place,
    found: &Definition,
    documents: &Documents,
    encoding: Encoding,
) -> Option<lsp::Location> {
    let place = beside(near, &found.path);
    let text = text_of(&place, documents).unwrap_or_default();
    Some(lsp::Location {
        uri: sites::uri_of(&place, documents)?,
        range: Lines::new(&text, encoding).range(&found.span),
    })
}

/// The text of a file: the editor's, else that on disk.
fn text_of(place: &Place, documents: &Documents) -> Option<String> {
    match documents.at(place) {
        Some((_, document)) => Some(document.text.clone()),
        None => {
            let mut bytes = Vec::new();
            Disk::new(&place.root)
                .read(&place.path, TEXT_LIMIT, &mut bytes)
                .ok()?;
            source::decode(bytes).ok()
        }
    }
}
