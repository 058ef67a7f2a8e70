//! Messages of the protocol: JSON-RPC in frames of `Content-Length`.

use std::io::{self, BufRead, Read as _, Write};

use gen_lsp_types::ErrorCodes;
use gen_lsp_types::json_rpc::Id;
use serde::Serialize;
use serde_json::Value;

/// Longest message that is read, in bytes: room for the largest page, escaped.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What an editor said.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A question that wants one answer.
    Request(Request),
    /// Something to know.
    Notification {
        /// What it is about.
        method: String,
        /// The rest of it.
        params: Value,
    },
    /// An answer to a question of ours.
    Response,
    /// JSON that is none of these, or no JSON.
    Malformed {
        /// The id to answer to, [`Id::Null`] if it has none.
        id: Id,
        /// What is wrong, for programs.
        code: ErrorCodes,
        /// What is wrong, for people.
        message: String,
    },
}

/// A question that wants one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What the answer is to refer to.
    pub id: Id,
    /// What is asked for.
    pub method: String,
    /// The rest of it.
    pub params: Value,
}

/// Reads one message. `None` at the end of the input.
///
/// # Errors
///
/// When the input cannot be read, ends within a message, or is not in frames: nobody can
/// tell then where the next message begins.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(length) = read_header(input)? else {
        return Ok(None);
    };
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the last message is not whole",
        ));
    }
    Ok(Some(message(&body)))
}

/// The length that a header announces.
fn read_header(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let invalid = |text: String| io::Error::new(io::ErrorKind::InvalidData, text);
    let mut length = None;
    let mut is_first = true;
    loop {
        let mut line = Vec::new();
        // Far more than any header has.
        input.take(8 * 1024).read_until(b'\n', &mut line)?;
        if line.is_empty() && is_first {
            return Ok(None);
        }
        is_first = false;
        let line = String::from_utf8_lossy(&line);
        let Some(line) = line.strip_suffix('\n') else {
            return Err(invalid("a header line does not end".to_owned()));
        };
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else {
            return Err(invalid(format!("`{line}` is no header")));
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok();
        }
    }
    match length {
        Some(length) if length <= LONGEST => Ok(Some(length)),
        Some(length) => Err(invalid(format!("a message of {length} bytes is too long"))),
        None => Err(invalid("a message has no Content-Length".to_owned())),
    }
}

fn message(body: &[u8]) -> Message {
    let invalid = |id: Option<Id>| Message::Malformed {
        id: id.unwrap_or(Id::Null),
        code: ErrorCodes::InvalidRequest,
        message: "this is no request: it needs a method, and an id that is a number or a text"
            .to_owned(),
    };
    let mut fields = match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return invalid(None),
        Err(error) => {
            return Message::Malformed {
                id: Id::Null,
                code: ErrorCodes::ParseError,
                message: format!("this is no JSON: {error}"),
            };
        }
    };
    let is_answer = fields.contains_key("result") || fields.contains_key("error");
    let has_id = fields.contains_key("id");
    let id = match fields.remove("id") {
        Some(Value::String(id)) => Some(Id::String(id)),
        id => id.and_then(|id| id.as_i64()).map(Id::Number),
    };
    let params = fields.remove("params").unwrap_or_default();
    match (fields.remove("method"), id) {
        (Some(Value::String(method)), Some(id)) => Message::Request(Request { id, method, params }),
        (Some(Value::String(method)), None) if !has_id => Message::Notification { method, params },
        (None, _) if is_answer => Message::Response,
        (_, id) => invalid(id),
    }
}

/// Writes one message.
///
/// # Errors
///
/// When the other side has gone away.
pub fn write(output: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(&body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn malformed(body: &str) -> Option<(Id, ErrorCodes)> {
        match read(&mut frame(body).as_bytes()) {
            Ok(Some(Message::Malformed { id, code, .. })) => Some((id, code)),
            _ => None,
        }
    }

    #[test]
    fn messages_are_read_one_after_the_other() {
        let bytes = [
            frame(r#"{"jsonrpc":"2.0","id":7,"method":"shutdown"}"#),
            frame(r#"{"jsonrpc":"2.0","method":"exit"}"#),
            frame(r#"{"jsonrpc":"2.0","id":1,"result":null}"#),
        ]
        .concat();
        let mut input = bytes.as_bytes();
        let mut messages = Vec::new();
        while let Ok(Some(message)) = read(&mut input) {
            messages.push(message);
        }
        let request = Request {
            id: Id::Number(7),
            method: "shutdown".to_owned(),
            params: Value::Null,
        };
        let notification = Message::Notification {
            method: "exit".to_owned(),
            params: Value::Null,
        };
        assert_eq!(
            messages,
            [Message::Request(request), notification, Message::Response]
        );
    }

    #[test]
    fn what_is_no_message_is_told_apart() {
        assert_eq!(malformed("{"), Some((Id::Null, ErrorCodes::ParseError)));
        let invalid = |id| Some((id, ErrorCodes::InvalidRequest));
        assert_eq!(malformed("[]"), invalid(Id::Null));
        assert_eq!(malformed(r#"{"id":4}"#), invalid(Id::Number(4)));
        assert_eq!(malformed(r#"{"id":1.5,"method":"a"}"#), invalid(Id::Null));
    }

    #[test]
    fn a_stream_without_frames_is_an_error() {
        for text in [
            "hello\r\n\r\n",
            "Content-Type: a\r\n\r\n{}",
            "Content-Length: 99999999999\r\n\r\n{}",
            "Content-Length: x\r\n\r\n{}",
            "Content-Length: 5\r\n\r\n{}",
            "Content-Length: 2",
        ] {
            assert!(read(&mut text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(read(&mut "".as_bytes()).ok(), Some(None));
    }
}
