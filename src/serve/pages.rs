//! What the preview adds to pages: a script that reloads them and shows findings.

use super::worker::Reply;

/// Where the script is.
pub const SCRIPT: &str = "/_candor/live.js";
/// Where its styles are.
pub const STYLE: &str = "/_candor/live.css";

/// The script of the preview.
pub const SCRIPT_TEXT: &str = include_str!("live.js");
/// Its styles.
pub const STYLE_TEXT: &str = include_str!("live.css");

/// Puts the script into a page.
pub fn with_panel(page: Vec<u8>) -> Vec<u8> {
    let tags = format!(
        "<link rel=\"stylesheet\" href=\"{STYLE}\"><script src=\"{SCRIPT}\" defer></script>"
    );
    match String::from_utf8(page) {
        Ok(text) => text
            .replacen("</head>", &format!("{tags}</head>"), 1)
            .into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// A page that shows what keeps the site from being shown.
pub fn error(report: &str) -> Reply {
    let mut escaped = String::new();
    // Writing to a string cannot fail.
    let _ = pulldown_cmark_escape::escape_html(&mut escaped, report);
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Candor preview</title></head>\
         <body class=\"candor-error\"><h1>This page cannot be shown yet</h1>\
         <p>It appears by itself once the following is mended.</p><pre>{escaped}</pre></body></html>"
    );
    Reply {
        status: 500,
        path: "error.html".to_owned(),
        bytes: with_panel(page.into_bytes()),
    }
}
