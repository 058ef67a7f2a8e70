//! `content.placeholder` in configuration and data files; prose is looked at while
//! it is parsed.

use crate::parse::placeholder::check_lines;
use crate::site::Site;
use crate::source::{CONFIG_FILE, FileKind};
use candor_model::findings::Finding;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    if let Some(config) = &site.tree.config {
        check_lines(config, CONFIG_FILE, 0, findings);
    }
    for kind in [FileKind::Channels, FileKind::Quarter] {
        for file in site.tree.of_kind(kind) {
            if let Some(text) = &file.text {
                check_lines(text, &file.path, 0, findings);
            }
        }
    }
}
