//! Static files of the theme under names that change with their content, so that
//! browsers may keep them for ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::theme::Theme;

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
