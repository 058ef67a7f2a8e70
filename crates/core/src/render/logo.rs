//! The logo in the header of every page.

use std::collections::BTreeMap;

use super::assets::StaticFile;
use super::context::LogoContext;
use super::view::In;
use crate::site::Site;
use crate::source::images;
use crate::source::{CONFIG_FILE, FileKind};
use candor_model::findings::{Finding, nearest};
use candor_model::image::ImageSize;

/// Files that are the logo when the configuration names none.
const LIGHT: &str = "logo.svg";
const DARK: &str = "logo-dark.svg";

/// The logo and its version for a dark ground.
fn names<'s>(site: &'s Site<'_>) -> (Option<&'s str>, Option<&'s str>) {
    let theme = &site.config.theme;
    let known = |name: &'static str| site.theme.statics.contains_key(name).then_some(name);
    let light = theme.logo.as_ref().map(|name| name.get_ref().as_str());
    let dark = theme.logo_dark.as_ref().map(|name| name.get_ref().as_str());
    match (light, dark) {
        (None, None) => (known(LIGHT), known(DARK)),
        (light, dark) => (light.or(known(LIGHT)), dark),
    }
}

/// Whether the site has the file, and its size if that can be told.
fn find(site: &Site<'_>, name: &str) -> Option<Option<ImageSize>> {
    match name.strip_prefix("content/") {
        Some(path) => {
            let file = site.tree.files.get(name)?;
            (file.kind == FileKind::Asset).then(|| site.addresses.image(&format!("/{path}")))
        }
        None => {
            let file = site.theme.statics.get(name)?;
            Some(images::size(&file.bytes))
        }
    }
}

/// Reports a logo that is not there or says nothing of its size.
pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    let theme = &site.config.theme;
    for name in [&theme.logo, &theme.logo_dark].into_iter().flatten() {
        let file = name.get_ref();
        let finding = match find(site, file) {
            None => {
                let assets = site.tree.of_kind(FileKind::Asset).map(|file| &*file.path);
                let statics = site.theme.statics.keys().map(String::as_str);
                Finding::environment("config.value", format!("there is no logo `{file}`")).help(
                    match nearest(file, assets.chain(statics)) {
                        Some(near) => format!("Did you mean `{near}`?"),
                        None => "Put it in content/ and name it so: content/logo.svg.".to_owned(),
                    },
                )
            }
            Some(None) => Finding::environment(
                "config.value",
                format!("`{file}` is no picture, or does not say how large it is"),
            )
            .help("Use an SVG with a `viewBox`, or a PNG or WebP."),
            Some(Some(_)) => continue,
        };
        findings.push(finding.at(CONFIG_FILE, name.span()));
    }
}

/// `assets.logo`.
pub(super) fn context(view: In<'_>, statics: &BTreeMap<String, StaticFile>) -> Option<LogoContext> {
    let site = view.site;
    let (light, dark) = names(site);
    let href = |name: &str| match name.strip_prefix("content/") {
        Some(path) => Some(site.addresses.href(&format!("/{path}"))),
        None => Some(
            site.addresses
                .href(&format!("/{}", statics.get(name)?.path)),
        ),
    };
    let light = light?;
    let size = find(site, light)??;
    let alt = site.config.theme.logo_alt.as_ref();
    Some(LogoContext {
        href: href(light)?,
        dark: dark
            .filter(|name| find(site, name).is_some())
            .and_then(href),
        width: size.width,
        height: size.height,
        alt: alt
            .map(|alt| alt.get(view.lang, site.default_lang()).to_owned())
            .unwrap_or_default(),
    })
}
