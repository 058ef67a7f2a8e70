//! What editor and server tell each other of themselves.

use std::path::PathBuf;

use gen_lsp_types as lsp;
use url::Url;

use super::completion;
use super::position::Encoding;

/// What an editor says of itself.
#[derive(Debug, Default)]
pub struct Editor {
    /// What its columns count.
    pub encoding: Encoding,
    /// Folders that it has open.
    pub folders: Vec<PathBuf>,
    /// Whether it can be asked to tell of changed files.
    pub can_watch: bool,
}

impl Editor {
    /// Takes in an editor's introduction.
    pub fn introduced(params: &lsp::InitializeParams) -> Editor {
        let capabilities = &params.capabilities;
        let offered = capabilities
            .general
            .as_ref()
            .and_then(|general| general.position_encodings.as_deref());
        let can_watch = capabilities
            .workspace
            .as_ref()
            .and_then(|workspace| workspace.did_change_watched_files.as_ref())
            .and_then(|watching| watching.dynamic_registration);
        Editor {
            encoding: Encoding::choose(offered.unwrap_or_default()),
            folders: folders(params),
            can_watch: can_watch.unwrap_or_default(),
        }
    }
}

fn folders(params: &lsp::InitializeParams) -> Vec<PathBuf> {
    let folders = &params.workspace_folders_initialize_params.workspace_folders;
    let uris: Vec<&Url> = match folders {
        Some(lsp::WorkspaceFolders::WorkspaceFolderList(folders)) => {
            folders.iter().map(|folder| &folder.uri).collect()
        }
        _ => {
            #[expect(deprecated, reason = "older editors send nothing else")]
            let root = params.root_uri.as_ref();
            root.into_iter().collect()
        }
    };
    uris.into_iter()
        .filter_map(|uri| uri.to_file_path().ok())
        .collect()
}

/// What the server can do.
pub fn answer(encoding: Encoding) -> lsp::InitializeResult {
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        save: Some(lsp::Save::Bool(true)),
        ..Default::default()
    };
    let triggers = completion::TRIGGERS.iter().map(|text| (*text).to_owned());
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(sync.into()),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some(triggers.collect()),
            ..Default::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        code_action_provider: Some(
            lsp::CodeActionOptions {
                code_action_kinds: Some(vec![lsp::CodeActionKind::QuickFix]),
                ..Default::default()
            }
            .into(),
        ),
        ..Default::default()
    };
    lsp::InitializeResult {
        capabilities,
        server_info: Some(lsp::ServerInfo {
            name: "candor".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}

/// Patterns of the files of which a site is made.
const FILES: &[&str] = &[
    "**/candor.toml",
    "**/content/**",
    "**/rules/*.toml",
    "**/themes/**",
];

/// The wish to hear of changes to the files of which a site is made.
pub fn watched_files() -> lsp::RegistrationParams {
    let watchers = FILES
        .iter()
        .map(|pattern| lsp::FileSystemWatcher {
            glob_pattern: lsp::GlobPattern::Pattern((*pattern).to_owned()),
            kind: None,
        })
        .collect();
    let options = lsp::DidChangeWatchedFilesRegistrationOptions { watchers };
    lsp::RegistrationParams {
        registrations: vec![lsp::Registration {
            id: "watch".to_owned(),
            method: lsp::LspNotificationMethod::WorkspaceDidChangeWatchedFiles.to_string(),
            register_options: serde_json::to_value(options).ok(),
        }],
    }
}
