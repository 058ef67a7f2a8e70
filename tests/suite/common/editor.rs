//! An editor that talks to `candor lsp` over the real protocol.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::{NOW, Site};

/// Far longer than any answer takes: only a server that hangs is this late.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor and its server.
pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What was said while something else was waited for.
    earlier: VecDeque<Value>,
    asked: i64,
}

impl Editor {
    /// Starts the server for a site, without a word said.
    pub fn silent(site: &Site) -> Editor {
        Editor::start(site.candor(&["lsp"]))
    }

    /// Starts the server without the option `--root`, somewhere else than in a site.
    pub fn rootless(site: &Site) -> Editor {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command
            .args(["--now", NOW, "lsp"])
            .current_dir(site.beside(""))
            .env_remove("SOURCE_DATE_EPOCH");
        Editor::start(command)
    }

    /// Starts the server for a site and introduces itself.
    pub fn of(site: &Site) -> Editor {
        let mut editor = Editor::silent(site);
        editor.initialize(json!({}), Value::Null);
        editor
    }

    fn start(mut command: Command) -> Editor {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Editor {
            child,
            input,
            messages,
            earlier: VecDeque::new(),
            asked: 0,
        }
    }

    /// Says `initialize` and `initialized`, and returns what the server can do.
    pub fn initialize(&mut self, capabilities: Value, folder: Value) -> Value {
        let folders = match &folder {
            Value::Null => Value::Null,
            uri => json!([{ "uri": uri, "name": "site" }]),
        };
        let params = json!({
            "processId": null,
            "rootUri": folder,
            "workspaceFolders": folders,
            "capabilities": capabilities,
        });
        let response = self.ask("initialize", params);
        self.tell("initialized", json!({}));
        response["result"]["capabilities"].clone()
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    /// Sends a text in a frame.
    pub fn send_framed(&mut self, body: &str) {
        self.send(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn tell(&mut self, method: &str, params: Value) {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        self.send_framed(&message.to_string());
    }

    /// Sends a request and waits for its response.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send_framed(&message.to_string());
        self.wait(&format!("the answer to {method}"), |message| {
            message["id"] == id && message.get("method").is_none()
        })
    }

    /// Waits for a message.
    #[track_caller]
    pub fn wait(&mut self, what: &str, test: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.earlier.iter().position(&test) {
            return self.earlier.remove(at).unwrap();
        }
        loop {
            let message = self
                .messages
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|error| panic!("{what} did not come: {error}"));
            if test(&message) {
                return message;
            }
            self.earlier.push_back(message);
        }
    }

    /// Waits for the diagnostics of a file that pass a test; those before are forgotten.
    #[track_caller]
    pub fn diagnostics(&mut self, uri: &str, test: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let is_of = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        };
        loop {
            let message = self.wait(&format!("diagnostics of {uri}"), is_of);
            let found = message["params"]["diagnostics"].as_array().unwrap().clone();
            if test(&found) {
                return found;
            }
        }
    }

    /// Opens a file with a text that need not be that on disk.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes an open file.
    pub fn change(&mut self, uri: &str, version: i32, changes: Value) {
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }),
        );
    }

    /// Asks about the place in an open file where the text has `|`, after the file was
    /// given that text without it.
    pub fn ask_at(&mut self, method: &str, uri: &str, version: i32, marked: &str) -> Value {
        let at = marked.find('|').expect("the text marks a place");
        let text = marked.replacen('|', "", 1);
        self.change(uri, version, json!([{ "text": text }]));
        let before = &text[..at];
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap().encode_utf16().count();
        let response = self.ask(
            method,
            json!({
                "textDocument": { "uri": uri },
                "position": { "line": line, "character": column },
            }),
        );
        assert!(response.get("error").is_none(), "{response}");
        response["result"].clone()
    }

    /// Closes the server's input and returns its exit status.
    pub fn hang_up(mut self) -> Option<i32> {
        self.input = None;
        self.child.wait().unwrap().code()
    }

    /// Ends the conversation as an editor should.
    pub fn leave(mut self) {
        let response = self.ask("shutdown", Value::Null);
        assert_eq!(response["result"], Value::Null);
        self.tell("exit", Value::Null);
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Editor {
    /// A test that failed leaves no server behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.parse().ok();
        }
    }
    let mut body = vec![0; length?];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("the server writes JSON"))
}

/// The address of a file of a site.
pub fn uri(site: &Site, path: &str) -> String {
    file_uri(&site.path(path))
}

/// The address of a file. Paths in tests need no escapes.
pub fn file_uri(path: &Path) -> String {
    format!("file://{}", path.to_str().unwrap())
}
