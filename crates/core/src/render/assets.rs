//! Static files of the theme under names that change with their content, so that
//! browsers may keep them for ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::theme::{Theme, is_compiled_in};

/// A static file under its published name.
#[derive(Debug, Clone)]
pub struct StaticFile {
    /// Path in the output.
    pub path: String,
    /// Content.
    pub bytes: Arc<[u8]>,
}

/// Names every static file of the theme: `style.css` becomes
/// `assets/style.1a2b3c4d.css`. The accent colour of the configuration is
/// appended to the stylesheet.
pub fn fingerprint(theme: &Theme, accent: Option<&str>) -> BTreeMap<String, StaticFile> {
    theme
        .statics
        .iter()
        .map(|(name, file)| {
            let bytes: Arc<[u8]> = match accent {
                Some(accent) if name == "style.css" => {
                    let mut css = file.bytes.to_vec();
                    css.extend_from_slice(format!("\n:root{{--accent-set:{accent}}}\n").as_bytes());
                    css.into()
                }
                // The default theme's own scripts explain themselves to us, not to a phone.
                _ if name.ends_with(".js")
                    && is_compiled_in(&format!("static/{name}"), &file.bytes) =>
                {
                    without_comments(&file.bytes).into()
                }
                _ => file.bytes.clone(),
            };
            let hash = blake3::hash(&bytes).to_hex();
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let path = if extension.is_empty() {
                format!("assets/{stem}.{}", &hash[..8])
            } else {
                format!("assets/{stem}.{}.{extension}", &hash[..8])
            };
            (name.clone(), StaticFile { path, bytes })
        })
        .collect()
}

/// A script without the lines that are comments and without indentation. Good for scripts
/// whose strings and templates do not span lines: those of the default theme, and no others.
fn without_comments(script: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(script.len());
    let mut in_block = false;
    for line in script.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii) {
        in_block |= line.starts_with(b"/*");
        if !in_block && !line.is_empty() && !line.starts_with(b"//") {
            out.extend_from_slice(line);
            out.push(b'\n');
        }
        in_block &= !line.ends_with(b"*/");
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_at_home() {
        let script = b"/*\n * Long.\n */\n(() => {\n  // Why.\n  go(\"//a\"); // beside\n\n})();\n";
        assert_eq!(
            String::from_utf8_lossy(&without_comments(script)),
            "(() => {\ngo(\"//a\"); // beside\n})();\n"
        );
    }

    /// Code that `without_comments` would take for a comment, or tear out of a string.
    fn endangered(script: &str) -> Vec<&str> {
        let mut in_block = false;
        let mut found = Vec::new();
        for line in script.lines().map(str::trim) {
            in_block |= line.starts_with("/*");
            let is_code = !in_block && !line.starts_with("//");
            let behind_comment = in_block && line.contains("*/") && !line.ends_with("*/");
            let goes_on = line.ends_with('\\') || line.matches('`').count() % 2 == 1;
            if behind_comment || is_code && goes_on {
                found.push(line);
            }
            in_block &= !line.contains("*/");
        }
        found
    }

    #[test]
    fn the_scripts_have_only_comments_that_can_stay_at_home() {
        let bad = "/* a */ go();\n/*\n */ go();\nlet a = `x\n`;\n// don`t\n/* b`\n */\n";
        assert_eq!(
            endangered(bad),
            ["/* a */ go();", "*/ go();", "let a = `x", "`;"]
        );
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../themes/default/static");
        let mut scripts = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "js") {
                scripts += 1;
                let script = std::fs::read_to_string(&path).unwrap();
                assert_eq!(endangered(&script), [""; 0], "{}", path.display());
            }
        }
        assert_eq!(scripts, 3);
    }
}
