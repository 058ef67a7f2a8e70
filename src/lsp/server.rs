//! The conversation: what the editor says, and what it is answered.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use gen_lsp_types as lsp;
use lsp::json_rpc::{self, Id, RequestObject, ResponseObject};
use lsp::{ErrorCodes, LspErrorCodes, LspNotificationMethod, LspRequestMethod};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answers;
use super::documents::{Documents, Place};
use super::greeting::{self, Editor};
use super::protocol::{self, Message, Request};
use super::quick;
use super::sites::{self, REST, State};
use super::worker::{self, Analysis};
use crate::build::Options;
use crate::cli::args::Global;
use candor_core::site::{Drafts, Mode};
use candor_core::source::CONFIG_FILE;

/// Something that happened.
pub enum Event {
    /// The editor said something.
    Said(Message),
    /// The editor will say nothing more.
    Closed(io::Result<()>),
    /// A worker has looked at a site; without an analysis when that failed.
    Looked {
        /// The site's folder.
        root: PathBuf,
        /// What was seen.
        analysis: Option<Box<Analysis>>,
    },
}

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The editor had asked for a shutdown, as it should.
    AfterShutdown,
    /// It had not.
    Abruptly,
}

/// How far a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

/// One side of a conversation.
pub struct Server<W> {
    out: W,
    events: Sender<Event>,
    /// What every site is looked at with; the root is each site's own.
    options: Options,
    /// The site that the user named.
    given: Option<PathBuf>,
    phase: Phase,
    editor: Editor,
    documents: Documents,
    sites: BTreeMap<PathBuf, State>,
}

impl<W: Write> Server<W> {
    /// A server that writes to `out` and hears of its workers through `events`.
    pub fn new(global: &Global, out: W, events: Sender<Event>) -> Self {
        Server {
            out,
            events,
            options: Options {
                root: PathBuf::new(),
                today: global.today,
                mode: Mode::Preview(Drafts::In),
                deny: None,
                since: None,
            },
            given: global.is_root_given.then(|| sites::absolute(&global.root)),
            phase: Phase::New,
            editor: Editor::default(),
            documents: Documents::default(),
            sites: BTreeMap::new(),
        }
    }

    /// Talks until the editor ends it.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub fn serve(&mut self, inbox: &Receiver<Event>) -> io::Result<Ended> {
        loop {
            let event = match self.start_due_looks() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(wait) => inbox.recv_timeout(wait),
            };
            let ended = match event {
                Ok(Event::Said(message)) => self.hear(message)?,
                Ok(Event::Looked { root, analysis }) => {
                    self.looked(root, analysis.map(|analysis| *analysis))?;
                    None
                }
                Ok(Event::Closed(outcome)) => {
                    outcome?;
                    Some(self.ended())
                }
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(self.ended()),
            };
            if let Some(ended) = ended {
                return Ok(ended);
            }
        }
    }

    fn ended(&self) -> Ended {
        match self.phase {
            Phase::ShutDown => Ended::AfterShutdown,
            Phase::New | Phase::Running => Ended::Abruptly,
        }
    }

    /// Starts the looks that are due, and returns the time until the next one is.
    fn start_due_looks(&mut self) -> Option<Duration> {
        let now = Instant::now();
        for (root, site) in &mut self.sites {
            if site.due().is_some_and(|due| due <= now) {
                site.start(root, &self.documents);
            }
        }
        let next = self.sites.values().filter_map(State::due).min()?;
        Some(next.saturating_duration_since(now))
    }

    fn hear(&mut self, message: Message) -> io::Result<Option<Ended>> {
        match message {
            Message::Request(request) => self.hear_request(request)?,
            Message::Notification { method, params } => {
                let method = LspNotificationMethod::from(method.as_str());
                if method == LspNotificationMethod::Exit {
                    return Ok(Some(self.ended()));
                }
                if self.phase == Phase::Running {
                    self.hear_notification(method, params)?;
                }
            }
            // The only question of this server is whether it may hear of changed files.
            Message::Response => {}
            Message::Malformed { id, code, message } => self.refuse(id, code, message)?,
        }
        Ok(None)
    }

    fn hear_request(&mut self, request: Request) -> io::Result<()> {
        use LspRequestMethod as Method;

        let method = Method::from(request.method.as_str());
        match (self.phase, method) {
            (Phase::New, Method::Initialize) => self.initialize(request),
            (Phase::New, _) => self.refuse(
                request.id,
                ErrorCodes::ServerNotInitialized,
                "the first request must be initialize".to_owned(),
            ),
            (Phase::ShutDown, _) => self.refuse(
                request.id,
                ErrorCodes::InvalidRequest,
                "after shutdown only exit can follow".to_owned(),
            ),
            (Phase::Running, Method::Initialize) => self.refuse(
                request.id,
                ErrorCodes::InvalidRequest,
                "initialize can be asked only once".to_owned(),
            ),
            (Phase::Running, Method::Shutdown) => {
                self.phase = Phase::ShutDown;
                self.answer::<lsp::ShutdownRequest>(request.id, ())
            }
            (
                Phase::Running,
                Method::TextDocumentCompletion
                | Method::TextDocumentHover
                | Method::TextDocumentDefinition,
            ) => self.look_up(request),
            (Phase::Running, Method::TextDocumentCodeAction) => self.offer(request),
            (Phase::Running, _) => {
                let message = format!("there is no method {}", request.method);
                self.refuse(request.id, ErrorCodes::MethodNotFound, message)
            }
        }
    }

    fn initialize(&mut self, request: Request) -> io::Result<()> {
        let params = match serde_json::from_value(request.params) {
            Ok(params) => params,
            Err(error) => {
                return self.refuse(request.id, ErrorCodes::InvalidParams, error.to_string());
            }
        };
        self.editor = Editor::introduced(&params);
        self.phase = Phase::Running;
        let result = greeting::answer(self.editor.encoding);
        self.answer::<lsp::InitializeRequest>(request.id, result)
    }

    fn hear_notification(
        &mut self,
        method: LspNotificationMethod<'_>,
        params: Value,
    ) -> io::Result<()> {
        use LspNotificationMethod as Method;

        match method {
            Method::Initialized => return self.begin(),
            Method::TextDocumentDidOpen => {
                if let Some(params) = self.read::<lsp::DidOpenTextDocumentParams>(method, params)? {
                    let opened = params.text_document;
                    let place = sites::place_of(&opened.uri, self.given.as_deref());
                    self.change(place.as_ref(), Duration::ZERO);
                    self.documents
                        .open(opened.uri, place, opened.version, &opened.text);
                }
            }
            Method::TextDocumentDidChange => {
                if let Some(params) =
                    self.read::<lsp::DidChangeTextDocumentParams>(method, params)?
                {
                    let changed = params.text_document;
                    let uri = changed.text_document_identifier.uri;
                    let changes = params.content_changes;
                    let document =
                        self.documents
                            .change(&uri, changed.version, changes, self.editor.encoding);
                    match document.map(|document| document.place.clone()) {
                        Some(place) => self.change(place.as_ref(), REST),
                        None => {
                            let message = format!("{uri} changed, but it is not open");
                            self.log(lsp::MessageType::Warning, message)?;
                        }
                    }
                }
            }
            Method::TextDocumentDidClose => {
                if let Some(params) =
                    self.read::<lsp::DidCloseTextDocumentParams>(method, params)?
                    && let Some(document) = self.documents.close(&params.text_document.uri)
                {
                    self.change(document.place.as_ref(), Duration::ZERO);
                }
            }
            Method::TextDocumentDidSave | Method::WorkspaceDidChangeWatchedFiles => {
                self.files_changed();
            }
            Method::CancelRequest => {
                if let Some(params) = self.read::<lsp::CancelParams>(method, params)? {
                    return self.cancel(&params.id.into());
                }
            }
            // Everything else needs no reaction.
            _ => {}
        }
        Ok(())
    }

    /// Answers a question that waits, and that the editor no longer asks.
    fn cancel(&mut self, id: &Id) -> io::Result<()> {
        let waiting = self.sites.values_mut().map(|site| &mut site.waiting);
        for requests in waiting {
            if let Some(at) = requests.iter().position(|request| request.id == *id) {
                let code = i32::from(LspErrorCodes::RequestCancelled).into();
                let request = requests.remove(at);
                return self.refuse(request.id, code, "the editor took it back".to_owned());
            }
        }
        Ok(())
    }

    /// Looks at the sites that are known from the beginning.
    fn begin(&mut self) -> io::Result<()> {
        if self.editor.can_watch {
            let watch = RequestObject::from_request::<lsp::RegistrationRequest>(
                Id::String("watch".to_owned()),
                greeting::watched_files(),
            );
            protocol::write(&mut self.out, &watch)?;
        }
        let roots: Vec<PathBuf> = match &self.given {
            Some(root) => vec![root.clone()],
            None => self
                .editor
                .folders
                .iter()
                .filter(|folder| folder.join(CONFIG_FILE).is_file())
                .cloned()
                .collect(),
        };
        for root in roots {
            self.site(root).change(Duration::ZERO);
        }
        Ok(())
    }

    /// Files on disk have changed, perhaps even which folders are sites.
    fn files_changed(&mut self) {
        let given = self.given.as_deref();
        for (uri, document) in self.documents.iter_mut() {
            if document.place.is_none() {
                document.place = sites::place_of(uri, given);
            }
        }
        let roots: Vec<PathBuf> = self
            .documents
            .iter_mut()
            .filter_map(|(_, document)| Some(document.place.as_ref()?.root.clone()))
            .collect();
        for root in roots {
            self.site(root);
        }
        for site in self.sites.values_mut() {
            site.change(REST);
        }
    }

    fn change(&mut self, place: Option<&Place>, rest: Duration) {
        if let Some(place) = place {
            self.site(place.root.clone()).change(rest);
        }
    }

    /// The site in a folder, with a worker of its own.
    fn site(&mut self, root: PathBuf) -> &mut State {
        let (options, encoding, events) = (&self.options, self.editor.encoding, &self.events);
        self.sites.entry(root).or_insert_with_key(|root| {
            let options = Options {
                root: root.clone(),
                ..options.clone()
            };
            State::new(worker::start(options, encoding, events.clone()))
        })
    }

    fn looked(&mut self, root: PathBuf, analysis: Option<Analysis>) -> io::Result<()> {
        let Some(site) = self.sites.get_mut(&root) else {
            return Ok(());
        };
        let failed = analysis.is_none();
        let news = site.looked(analysis);
        let waiting = std::mem::take(&mut site.waiting);
        for (path, told) in news {
            let place = Place {
                root: root.clone(),
                path,
            };
            if let Some(uri) = sites::uri_of(&place, &self.documents) {
                self.notify::<lsp::PublishDiagnosticsNotification>(
                    lsp::PublishDiagnosticsParams {
                        uri,
                        version: told.version,
                        diagnostics: told.diagnostics,
                    },
                )?;
            }
        }
        if failed {
            let message = format!(
                "the site in {} could not be checked; please report this",
                root.display()
            );
            self.log(lsp::MessageType::Error, message)?;
        }
        waiting.into_iter().try_for_each(|request| {
            match LspRequestMethod::from(request.method.as_str()) {
                LspRequestMethod::TextDocumentCodeAction => self.offer(request),
                _ => self.look_up(request),
            }
        })
    }

    /// Answers what can be changed in a part of a text: nothing while the text is newer than the last look.
    fn offer(&mut self, request: Request) -> io::Result<()> {
        let params: lsp::CodeActionParams = match serde_json::from_value(request.params.clone()) {
            Ok(params) => params,
            Err(error) => {
                return self.refuse(request.id, ErrorCodes::InvalidParams, error.to_string());
            }
        };
        let uri = params.text_document.uri;
        let Some(document) = self.documents.get(&uri) else {
            let message = format!("{uri} is not open");
            return self.refuse(request.id, ErrorCodes::InvalidParams, message);
        };
        let mut actions = Vec::new();
        if let Some(place) = &document.place
            && let Some(site) = self.sites.get_mut(&place.root)
        {
            if !site.has_looked {
                site.waiting.push(request);
                return Ok(());
            }
            let fixes = site.fixes.get(&place.path);
            if let Some(fixes) =
                fixes.filter(|_| site.version(&place.path) == Some(document.version))
            {
                actions = quick::actions(fixes, &uri, &params.range);
            }
        }
        self.answer::<lsp::CodeActionRequest>(request.id, Some(actions))
    }

    /// Answers a question about a place in a text, at once or after the first look at its site.
    fn look_up(&mut self, request: Request) -> io::Result<()> {
        let params: lsp::TextDocumentPositionParams =
            match serde_json::from_value(request.params.clone()) {
                Ok(params) => params,
                Err(error) => {
                    return self.refuse(request.id, ErrorCodes::InvalidParams, error.to_string());
                }
            };
        let Some(document) = self.documents.get(&params.text_document.uri) else {
            let message = format!("{} is not open", params.text_document.uri);
            return self.refuse(request.id, ErrorCodes::InvalidParams, message);
        };
        if let Some(place) = &document.place
            && let Some(site) = self.sites.get_mut(&place.root)
            && !site.has_looked
        {
            site.waiting.push(request);
            return Ok(());
        }
        let response = catch_unwind(AssertUnwindSafe(|| {
            answers::answer(
                &request,
                &params,
                &self.documents,
                &self.sites,
                self.editor.encoding,
            )
        }));
        match response {
            Ok(response) => protocol::write(&mut self.out, &response),
            Err(_) => self.refuse(
                request.id,
                ErrorCodes::InternalError,
                "the question could not be answered; please report this".to_owned(),
            ),
        }
    }

    /// What a notification says; if that cannot be understood, the editor is told.
    fn read<T: DeserializeOwned>(
        &mut self,
        method: LspNotificationMethod<'_>,
        params: Value,
    ) -> io::Result<Option<T>> {
        match serde_json::from_value(params) {
            Ok(params) => Ok(Some(params)),
            Err(error) => {
                let message = format!("{method} cannot be understood: {error}");
                self.log(lsp::MessageType::Error, message)?;
                Ok(None)
            }
        }
    }

    fn log(&mut self, kind: lsp::MessageType, message: String) -> io::Result<()> {
        self.notify::<lsp::LogMessageNotification>(lsp::LogMessageParams { kind, message })
    }

    fn notify<N: lsp::Notification>(&mut self, params: N::Params) -> io::Result<()> {
        let notification = RequestObject::from_notification::<N>(params);
        protocol::write(&mut self.out, &notification)
    }

    fn answer<R: lsp::Request>(&mut self, id: Id, result: R::Result) -> io::Result<()> {
        let response = ResponseObject::from_success::<R>(id, result);
        protocol::write(&mut self.out, &response)
    }

    fn refuse(&mut self, id: Id, code: ErrorCodes, message: String) -> io::Result<()> {
        let error = json_rpc::Error {
            code,
            message,
            data: None,
        };
        protocol::write(&mut self.out, &ResponseObject::from_error(id, error))
    }
}
