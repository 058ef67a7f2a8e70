//! `config.value`: every redirect of the configuration leads somewhere.

use super::links::has_anchor;
use crate::site::Site;
use crate::source::CONFIG_FILE;
use candor_model::address::Target;
use candor_model::findings::Finding;

pub(super) fn check(site: &Site<'_>, findings: &mut Vec<Finding>) {
    for redirect in &site.config.redirects {
        let to = redirect.to.get_ref();
        let address = to.split('#').next().unwrap_or_default();
        let fine = if to.starts_with('/') {
            site.addresses.by_address(address).is_some()
        } else {
            to.starts_with("https://")
        };
        if let Some((_, anchor)) = to.split_once('#').filter(|_| fine && to.starts_with('/'))
            && let Some(Target::Page(address)) = site.addresses.by_address(address)
            && !has_anchor(site, &address, anchor)
        {
            findings.push(
                Finding::environment(
                    "config.value",
                    format!("there is no `#{anchor}` on {address}"),
                )
                .help("Redirect to an anchor that the page has, or to the page.")
                .at(CONFIG_FILE, redirect.to.span()),
            );
        }
        if !fine {
            findings.push(
                Finding::environment("config.value", format!("`{to}` leads to no page"))
                    .help("Redirect to an address of this site, such as /faq/fees/, or to an https address.")
                    .at(CONFIG_FILE, redirect.to.span()),
            );
        }
    }
}
