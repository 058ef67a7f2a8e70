//! How long single stages take, on the demo site: `cargo bench`.
//!
//! Whole builds of large sites are measured by `benches/run.sh`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark that cannot go on ends"
)]

use std::path::Path;
use std::sync::Arc;

use candor_core::parse::{front_matter, markdown};
use candor_core::render::{self, Content};
use candor_core::site::{Circumstances, Mode, Page, Site};
use candor_core::source::{self, KnownPages, SourceTree};
use candor_core::verdict::Settled;
use candor_files::Disk;
use candor_search as search;
use divan::Bencher;

/// The page with the most questions of the demo.
const PAGE: &str = "content/faq/account-freezes.md";

fn main() {
    divan::main();
}

fn read() -> SourceTree {
    let door = Disk::new(Path::new(env!("CARGO_MANIFEST_DIR")));
    source::read(Arc::new(door), &KnownPages::default())
}

fn assemble(tree: &SourceTree) -> Site<'_> {
    let circumstances = Circumstances {
        today: "2026-11-21".parse().unwrap(),
        mode: Mode::Publish,
        since: None,
        packs: None,
    };
    candor_core::assemble(tree, circumstances, None, &mut Vec::new()).unwrap()
}

fn page<'s>(site: &'s Site<'_>) -> &'s Page {
    site.pages
        .iter()
        .find(|page| &*page.head.source == PAGE)
        .unwrap()
}

/// Front matter and Markdown of one page.
#[divan::bench]
fn parse_one_page(bencher: Bencher) {
    let tree = read();
    let site = assemble(&tree);
    let head = &page(&site).head;
    let text = tree.files[PAGE].text.as_deref().unwrap();
    let context = site.markdown_context(head);
    bencher.bench(|| {
        let mut findings = Vec::new();
        let split = front_matter::split(text, PAGE, &mut findings);
        markdown::parse(
            &text[split.body_at..],
            split.body_at,
            context,
            &mut findings,
        )
    });
}

/// One page from its parsed body to HTML.
#[divan::bench]
fn render_one_page(bencher: Bencher) {
    let tree = read();
    let site = assemble(&tree);
    let artifacts = render::plan(&site, &Settled::default(), &mut Vec::new()).artifacts;
    let path = format!(
        "{}index.html",
        page(&site).head.address.trim_start_matches('/')
    );
    let artifact = artifacts
        .iter()
        .find(|artifact| artifact.path == path)
        .unwrap();
    let Content::Make(make) = &artifact.content else {
        unreachable!("pages are made when they are asked for");
    };
    bencher.bench(|| make().expect("the demo renders"));
}

/// The index of all English questions, from the parts that the pages bring.
#[divan::bench]
fn search_index_of_the_demo(bencher: Bencher) {
    let tree = read();
    let site = assemble(&tree);
    let pages: Vec<search::IndexedPage<'_>> = site
        .pages_in("en")
        .filter_map(|page| {
            let own = page
                .outline
                .summary
                .as_ref()
                .map(|summary| search::Question {
                    anchor: "",
                    heading: &page.head.title,
                    summary: summary.text().unwrap_or_default().into(),
                });
            let questions = page
                .outline
                .questions
                .iter()
                .map(|question| search::Question {
                    anchor: &question.id,
                    heading: &question.title,
                    summary: question.summary.text().unwrap_or_default().into(),
                });
            Some(search::IndexedPage {
                url: (*page.head.address).into(),
                title: &page.head.title,
                questions: own.into_iter().chain(questions).collect(),
                place: None,
                index: page.index.as_ref()?,
                later: None,
            })
        })
        .filter(|page| !page.questions.is_empty())
        .collect();
    let analyzer = &site.analyzers["en"];
    bencher.bench(|| {
        let options = search::Options::default();
        let index = search::Index::new("en", analyzer, pages.clone(), options).unwrap();
        let bytes = index
            .files()
            .iter()
            .map(|file| index.bytes(file).unwrap().len());
        bytes.sum::<usize>()
    });
}

/// Files to site: everything that a check without a cache has to do before it looks.
#[divan::bench]
fn assemble_the_demo(bencher: Bencher) {
    let tree = read();
    bencher.bench(|| assemble(&tree).pages.len());
}
