//! The thread that looks at a site: reads, assembles and checks it, again and again.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use gen_lsp_types as lsp;

use super::diagnostics;
use super::position::Encoding;
use super::quick::{self, QuickFix};
use super::server::Event;
use crate::build::{self, Options, Quiet};
use candor_core::config;
use candor_core::rules::Rules;
use candor_core::site::{Cache, Site};
use candor_core::source::{self, Door, Overlay, SourceTree};
use candor_core::verdict::Settled;
use candor_files::Disk;
use candor_model::address::{Address, Addresses};
use candor_model::facts::Facts;
use candor_model::language::Language;
use candor_model::regulator::Regulator;

/// What to look at.
#[derive(Debug, Default)]
pub struct Job {
    /// Texts that the editor holds, by site-relative path.
    pub texts: BTreeMap<String, String>,
    /// Their versions, by the same path.
    pub versions: BTreeMap<String, i32>,
}

/// What one look at a site brought.
#[derive(Default)]
pub struct Analysis {
    /// Everything wrong, by site-relative path.
    pub diagnostics: BTreeMap<String, Vec<lsp::Diagnostic>>,
    /// Versions of the open texts that were looked at.
    pub versions: BTreeMap<String, i32>,
    /// What an editor can offer to change, by site-relative path.
    pub fixes: BTreeMap<String, Vec<QuickFix>>,
    /// What there is to refer to; `None` when the configuration leaves nothing to go on.
    pub knowledge: Option<Knowledge>,
}

/// What the texts of a site can refer to.
pub struct Knowledge {
    /// The site's languages, default first.
    pub languages: Vec<Language>,
    /// Facts by language code.
    pub facts: BTreeMap<String, Facts>,
    /// Where links lead.
    pub addresses: Addresses,
    /// Site-relative paths of the pages' files, by address.
    pub sources: BTreeMap<Address, Arc<str>>,
    /// What the site's packs ask for.
    pub rules: Arc<Rules>,
    /// The regulator's details as far as the configuration has them; packs have the rest.
    pub regulator: Regulator,
}

impl Knowledge {
    /// The default language's code.
    pub fn default_lang(&self) -> &str {
        self.languages
            .iter()
            .find(|language| language.is_default)
            .map_or("en", |language| &language.code)
    }

    /// The language of a page, by its path.
    pub fn lang_of(&self, path: &str) -> &str {
        let suffix = path
            .strip_suffix(".md")
            .and_then(|stem| stem.rsplit_once('.'))
            .map(|(_, suffix)| suffix);
        self.languages
            .iter()
            .find(|language| Some(language.code.as_str()) == suffix)
            .map_or(self.default_lang(), |language| &language.code)
    }

    /// The facts that the text at a path can use.
    pub fn facts_for(&self, path: &str) -> Option<&Facts> {
        self.facts.get(self.lang_of(path))
    }

    /// What a site leaves that is taken apart, and its pages for the next look.
    fn take(site: Site<'_>) -> (Knowledge, Cache) {
        let pages = site.pages.iter();
        let sources = pages
            .map(|page| (page.head.address.clone(), page.head.source.clone()))
            .collect();
        let (cache, addressed) = Cache::from_site(site);
        let (configured, addresses) = addressed.into_parts();
        let knowledge = Knowledge {
            languages: configured.languages,
            facts: configured.facts,
            addresses,
            sources,
            rules: configured.rules,
            regulator: configured.config.regulator,
        };
        (knowledge, cache)
    }
}

/// Starts a thread for the site that `options` name. It works on one job after the other
/// and ends when the sender is dropped.
pub fn start(options: Options, encoding: Encoding, events: Sender<Event>) -> Sender<Job> {
    let (jobs, inbox) = mpsc::channel();
    thread::spawn(move || run(&options, encoding, &inbox, &events));
    jobs
}

fn run(options: &Options, encoding: Encoding, inbox: &Receiver<Job>, events: &Sender<Event>) {
    let mut memory = None;
    for job in inbox {
        // A crash on a text that is half written must not cost all the findings to come:
        // the next look starts from nothing.
        let last = memory.take();
        let looked = catch_unwind(AssertUnwindSafe(|| look(options, encoding, job, last)));
        let analysis = looked.ok().map(|(analysis, next)| {
            memory = next;
            Box::new(analysis)
        });
        let event = Event::Looked {
            root: options.root.clone(),
            analysis,
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

/// What is kept between two looks.
struct Memory {
    cache: Cache,
    /// When the files were read, in nanoseconds since 1970, if that was in this process.
    read: Option<i128>,
}

fn look(
    options: &Options,
    encoding: Encoding,
    job: Job,
    last: Option<Memory>,
) -> (Analysis, Option<Memory>) {
    let began = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(i128::MIN / 2, |time| time.as_nanos().cast_signed());
    let texts = job
        .texts
        .into_iter()
        .map(|(path, text)| (path, text.into()));
    let door = Overlay::new(Arc::new(Disk::new(&options.root)), texts);
    let (tree, last) = read(Arc::new(door), &options.root, last);
    // A configuration that is half typed must not cost what is known of all the pages.
    let (cache, spared) = if is_configured(&tree) {
        (last.map(|memory| memory.cache), None)
    } else {
        (None, last)
    };
    let (site, found, docket) = build::assemble_for_preview(&tree, options, cache);
    let settled = build::settle(site.as_ref(), found, &docket);
    let rules = site.as_ref().map(|site| site.rules.clone());
    let mut analysis = Analysis {
        diagnostics: diagnostics::by_file(
            &settled,
            &rules.unwrap_or_default(),
            &texts_for(&tree, &settled),
            encoding,
        ),
        versions: job.versions,
        fixes: site
            .as_ref()
            .map(|site| quick::of(site, encoding))
            .unwrap_or_default(),
        knowledge: None,
    };
    let memory = match site {
        Some(site) => {
            let (knowledge, cache) = Knowledge::take(site);
            analysis.knowledge = Some(knowledge);
            Some(Memory {
                cache,
                read: Some(began),
            })
        }
        None => spared,
    };
    (analysis, memory)
}

/// Texts of every file into which findings point, or evidence of what nobody can tell.
fn texts_for(tree: &SourceTree, settled: &Settled) -> BTreeMap<String, String> {
    let mut texts = tree.texts_for(&settled.findings);
    let evidence = settled
        .verdicts
        .not_known()
        .flat_map(|verdict| &verdict.evidence);
    for file in evidence.filter_map(|evidence| evidence.file.as_ref()) {
        if !texts.contains_key(file)
            && let Ok(text) = tree.whole_text(file)
        {
            texts.insert(file.clone(), text.into_owned());
        }
    }
    texts
}

/// Reads the site in `root`, with what the last look or else the last build remembers of it.
fn read(door: Arc<dyn Door>, root: &Path, last: Option<Memory>) -> (SourceTree, Option<Memory>) {
    match last {
        Some(mut memory) => {
            if let Some(time) = memory.read {
                memory.cache.trust_since(time);
            }
            (source::read(door, memory.cache.known_pages()), Some(memory))
        }
        None => {
            let (tree, cache) = build::read_through(door, root, &Quiet);
            let memory = cache.map(|cache| Memory { cache, read: None });
            (tree, memory)
        }
    }
}

fn is_configured(tree: &SourceTree) -> bool {
    let config = tree.config.as_deref();
    config.is_some_and(|text| config::parse(text, &mut Vec::new()).is_some())
}
