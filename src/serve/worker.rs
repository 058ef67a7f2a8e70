//! The thread that owns the site.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::{pages, panel};
use crate::build::{self, Options};
use crate::cli::report::{counted, seconds};
use crate::cli::say::say;
use crate::output::inventory;
use candor_core::render::{self, Artifact};
use candor_core::rules::Rules;
use candor_core::site::{Cache, Site};
use candor_core::source::{self, CONFIG_FILE, KnownPages, SourceTree};
use candor_core::verdict::Settled;
use candor_files::Disk;
use candor_model::findings::{Finding, human};

/// Changes that come together are one change.
const SETTLE: Duration = Duration::from_millis(40);

/// What the worker is told.
enum Message {
    Get(String, oneshot::Sender<Reply>),
    Changed,
}

/// A file of the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Path of the file, from which its media type follows.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A handle on the worker.
#[derive(Clone)]
pub struct Worker {
    messages: mpsc::Sender<Message>,
    /// Counts rebuilds.
    versions: watch::Receiver<u64>,
}

impl Worker {
    /// Says that files have changed.
    pub fn changed(&self) {
        // The worker ends with the process only.
        let _ = self.messages.send(Message::Changed);
    }

    /// Asks for the file at an address of the site.
    pub async fn get(&self, address: String) -> Option<Reply> {
        let (sender, receiver) = oneshot::channel();
        self.messages.send(Message::Get(address, sender)).ok()?;
        receiver.await.ok()
    }

    /// A receiver that hears of each rebuild.
    pub fn versions(&self) -> watch::Receiver<u64> {
        self.versions.clone()
    }
}

/// Starts the worker.
pub fn start(options: Options, colour: bool, quiet: bool) -> Worker {
    let (messages, inbox) = mpsc::channel();
    let (announce, versions) = watch::channel(0);
    thread::spawn(move || run(&options, colour, quiet, &inbox, &announce));
    Worker { messages, versions }
}

fn run(
    options: &Options,
    colour: bool,
    quiet: bool,
    inbox: &mpsc::Receiver<Message>,
    announce: &watch::Sender<u64>,
) {
    let mut cache: Option<Cache> = None;
    let nothing = KnownPages::default();
    loop {
        let started = Instant::now();
        let began = inventory::now();
        let known = cache.as_ref().map_or(&nothing, Cache::known_pages);
        let tree = source::read(Arc::new(Disk::new(&options.root)), known);
        let (site, mut found, docket) = build::assemble_for_preview(&tree, options, cache.take());
        let mut artifacts = match &site {
            Some(site) => {
                let so_far = build::settle_so_far(site, &found, &docket);
                // An index of every answer is only needed once somebody searches.
                let plan = if site.is_index_apart() {
                    render::plan_for_preview(site, &so_far, &mut found)
                } else {
                    render::plan(site, &so_far, &mut found)
                };
                plan.artifacts
            }
            None => Vec::new(),
        };
        let settled = build::settle(site.as_ref(), found, &docket);
        render::settle(&mut artifacts, &settled);
        let time = started.elapsed();
        announce.send_modify(|version| *version += 1);
        let preview = Preview::new(site.as_ref(), &tree, &artifacts, &settled, &options.root);
        // Nobody at the browser waits until a long report is written.
        let goes_on = thread::scope(|scope| {
            scope.spawn(|| tell(&settled.findings, &tree, time, colour, quiet));
            answer(&preview, inbox)
        });
        if !goes_on {
            return;
        }
        drop(preview);
        drop(artifacts);
        cache = site.map(|site| Cache::from_site(site).0);
        if let Some(cache) = &mut cache {
            cache.trust_since(began);
        }
    }
}

fn tell(found: &[Finding], tree: &SourceTree, time: Duration, colour: bool, quiet: bool) {
    if !found.is_empty() {
        say!("{}", human::render(found, &tree.texts_for(found), colour));
    } else if !quiet {
        say!(
            "Ready in {}: {}, no findings.",
            seconds(time),
            counted(tree.files.len(), "file")
        );
    }
}

/// Answers until files change. `false` when nobody can ask any more.
fn answer(preview: &Preview<'_, '_>, inbox: &mpsc::Receiver<Message>) -> bool {
    loop {
        match inbox.recv() {
            Err(_) => return false,
            Ok(Message::Get(address, reply)) => {
                // A browser that went away needs no answer.
                let _ = reply.send(preview.get(&address));
            }
            Ok(Message::Changed) => break,
        }
    }
    let mut waiting = Vec::new();
    let deadline = Instant::now() + SETTLE;
    while let Some(left) = deadline.checked_duration_since(Instant::now()) {
        match inbox.recv_timeout(left) {
            Ok(Message::Get(address, reply)) => waiting.push((address, reply)),
            Ok(Message::Changed) => {}
            Err(_) => break,
        }
    }
    for (address, reply) in waiting {
        let _ = reply.send(preview.get(&address));
    }
    true
}

/// A site ready to be asked for its files.
struct Preview<'s, 'a> {
    site: Option<&'a Site<'a>>,
    by_path: BTreeMap<&'s str, &'s Artifact<'a>>,
    /// Search index and API, planned when they are first asked for.
    late: OnceCell<BTreeMap<String, Artifact<'a>>>,
    base_path: String,
    settled: &'s Settled,
    rules: Arc<Rules>,
    texts: BTreeMap<String, String>,
    tree: &'s SourceTree,
    root: &'s Path,
}

impl<'s, 'a> Preview<'s, 'a> {
    fn new(
        site: Option<&'a Site<'a>>,
        tree: &'s SourceTree,
        artifacts: &'s [Artifact<'a>],
        settled: &'s Settled,
        root: &'s Path,
    ) -> Preview<'s, 'a> {
        let found = &settled.findings;
        let texts = tree.texts_for(found);
        Preview {
            site,
            late: OnceCell::new(),
            by_path: artifacts
                .iter()
                .map(|artifact| (artifact.path.as_str(), artifact))
                .collect(),
            base_path: site
                .map(|site| site.addresses.base_path.clone())
                .unwrap_or_default(),
            settled,
            rules: site.map(|site| site.rules.clone()).unwrap_or_default(),
            texts,
            tree,
            root,
        }
    }

    fn get(&self, address: &str) -> Reply {
        if let Some(page) = address.strip_prefix(panel::FINDINGS) {
            let source = self
                .artifact(page)
                .and_then(|artifact| artifact.page.as_ref())
                .and_then(|entry| entry.source.as_deref());
            return Reply {
                status: 200,
                path: "findings.json".to_owned(),
                bytes: panel::findings(self.settled, &self.rules, &self.texts, source, self.root),
            };
        }
        if let Some(file) = address.strip_prefix(panel::SOURCE) {
            return self.source(file);
        }
        if self.by_path.is_empty() {
            // Everything that is wrong, as text.
            return pages::error(&human::render(&self.settled.findings, &self.texts, false));
        }
        match self.artifact(address) {
            Some(artifact) => self.make(artifact, 200),
            None => match self.by_path.get("404.html") {
                Some(artifact) => self.make(artifact, 404),
                None => pages::error("there is no such page"),
            },
        }
    }

    /// A source file of the site; nothing else can be asked for.
    fn source(&self, file: &str) -> Reply {
        let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
        let text = if file == CONFIG_FILE {
            self.tree.config.clone()
        } else {
            let text = self.tree.whole_text(&file).ok();
            text.map(std::borrow::Cow::into_owned)
                .filter(|_| self.tree.files.contains_key(&*file))
        };
        match text {
            Some(text) => Reply {
                status: 200,
                path: "source.html".to_owned(),
                bytes: pages::with_panel(panel::source(&file, &text)),
            },
            None => pages::error("there is no such file in the site"),
        }
    }

    fn artifact(&self, address: &str) -> Option<&Artifact<'a>> {
        let within = address.strip_prefix(&self.base_path).unwrap_or(address);
        let path = percent_encoding::percent_decode_str(within).decode_utf8_lossy();
        let path = path.trim_start_matches('/');
        let candidates = [
            path.to_owned(),
            format!("{path}index.html"),
            format!("{path}/index.html"),
        ];
        candidates
            .iter()
            .find_map(|path| self.by_path.get(path.as_str()).copied())
            .or_else(|| self.late(path))
    }

    /// A file of search index or API.
    fn late(&self, path: &str) -> Option<&Artifact<'a>> {
        let is_late = path.starts_with("search/") || path.starts_with("api/");
        let site = self.site.filter(|_| is_late)?;
        let late = self.late.get_or_init(|| {
            // What is wrong with pages was found when they were planned.
            let whole = render::plan(site, self.settled, &mut Vec::new()).artifacts;
            let late = whole
                .into_iter()
                .filter(|artifact| !self.by_path.contains_key(artifact.path.as_str()));
            late.map(|artifact| (artifact.path.clone(), artifact))
                .collect()
        });
        late.get(path)
    }

    fn make(&self, artifact: &Artifact<'_>, status: u16) -> Reply {
        let made = artifact.content.bytes();
        match made {
            Ok(bytes) => {
                let bytes = bytes.into_owned();
                let bytes = if artifact.path.ends_with(".html") {
                    pages::with_panel(bytes)
                } else {
                    bytes
                };
                Reply {
                    status,
                    path: artifact.path.clone(),
                    bytes,
                }
            }
            Err(finding) => {
                let findings = [*finding];
                pages::error(&human::render(
                    &findings,
                    &self.tree.texts_for(&findings),
                    false,
                ))
            }
        }
    }
}
