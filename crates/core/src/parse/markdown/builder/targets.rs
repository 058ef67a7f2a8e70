//! Links and pictures: where they lead.

use std::ops::Range;

use super::super::InternalLink;
use super::super::link_text;
use super::super::links::{self, Resolved};
use super::super::references::{self, Piece};
use super::headings::is_shown;
use super::{Builder, Picture, escaped, escaped_href};
use candor_model::findings::Finding;
use candor_model::image::ImageSize;

/// A link that did not end yet.
pub(super) struct OpenLink {
    place: Range<usize>,
    /// What readers see or hear of it.
    text: String,
}

impl OpenLink {
    pub(super) fn at(place: &Range<usize>) -> OpenLink {
        OpenLink {
            place: place.clone(),
            text: String::new(),
        }
    }
}

impl<'a> Builder<'a> {
    /// A target that is one fact alone leads where the fact leads.
    pub(super) fn expand_target(&mut self, target: &str, range: &Range<usize>) -> String {
        if let [Piece::Name(name)] = references::split(target).as_slice()
            && let Some(href) = self
                .context
                .facts
                .get(name)
                .and_then(|fact| fact.href.clone())
        {
            self.prose.refer(name);
            return href;
        }
        let (expanded, names) = self.expand(target, range);
        for name in names {
            self.prose.refer(name);
        }
        expanded
    }

    /// Whether a target needs a fact that there is not. Where it leads is then not known, and
    /// the fact is what is said to be wrong.
    fn lacks_fact(&self, target: &str) -> bool {
        target.contains("{{")
            && references::split(target).iter().any(|piece| {
                matches!(piece, Piece::Name(name) if self.context.facts.get(name).is_none())
            })
    }

    pub(super) fn resolve(&mut self, target: &str, range: &Range<usize>) -> Option<String> {
        let from = links::From {
            file: self.context.file,
            lang: self.context.lang,
        };
        let span = range.start + self.offset..range.end + self.offset;
        match links::resolve(target, from, self.context.addresses) {
            Ok(Resolved::Page {
                address,
                query,
                anchor,
            }) => {
                let mut href = self.context.addresses.href(&address);
                for (sign, part) in [('?', &query), ('#', &anchor)] {
                    if let Some(part) = part {
                        href.push(sign);
                        href.push_str(part);
                    }
                }
                let anchor = anchor.as_deref().map(links::compared);
                self.parsed
                    .resolutions
                    .push((target.to_owned(), address.to_string()));
                self.parsed.links.push(InternalLink {
                    address: Some(address.to_string()),
                    anchor,
                    span,
                });
                Some(href)
            }
            Ok(Resolved::Here(anchor)) => {
                let href = format!("#{anchor}");
                self.parsed.links.push(InternalLink {
                    address: None,
                    anchor: Some(links::compared(&anchor)),
                    span,
                });
                Some(href)
            }
            Ok(Resolved::Asset(address)) => {
                self.parsed
                    .resolutions
                    .push((target.to_owned(), address.to_string()));
                self.parsed.assets.push(address.to_string());
                Some(self.context.addresses.href(&address))
            }
            Ok(Resolved::Elsewhere(target)) => Some(target),
            Err(finding) => {
                self.enter(*finding, range);
                None
            }
        }
    }

    /// Where a link leads: its address for the page, and that which evidence is compared with.
    pub(super) fn follow(
        &mut self,
        target: &str,
        range: &Range<usize>,
    ) -> (Option<String>, String) {
        let lacks_fact = self.lacks_fact(target);
        let target = self.expand_target(target, range);
        let links = self.parsed.links.len();
        let href = if lacks_fact {
            None
        } else {
            self.resolve(&target, range)
        };
        let leads_to = match (self.parsed.links.get(links), &href) {
            (Some(link), _) => link.target(),
            (None, Some(href)) => href.clone(),
            (None, None) => target,
        };
        (href, leads_to)
    }

    pub(super) fn start_link(&mut self, target: &str, title: &str, range: &Range<usize>) {
        let (href, leads_to) = self.follow(target, range);
        let place = self.place(range);
        self.prose.start_link(&leads_to, &place);
        let title = self.aside(title, range);
        self.link_depth += 1;
        self.open_links.push(OpenLink::at(range));
        let mut tag = String::from("<a");
        if let Some(href) = href {
            tag.push_str(&format!(" href=\"{}\"", escaped_href(&href)));
        }
        if !title.is_empty() {
            tag.push_str(&format!(" title=\"{}\"", escaped(&title)));
        }
        tag.push('>');
        self.html(tag);
    }

    /// A link ends, which has to have a name.
    pub(super) fn end_link(&mut self) {
        self.link_depth = self.link_depth.saturating_sub(1);
        self.prose.end_link();
        let Some(link) = self.open_links.pop() else {
            return;
        };
        let finding = match link.text.contains(is_shown) {
            true => link_text::vague(&link.text, self.context.lang),
            false => Some(link_text::missing()),
        };
        if let Some(finding) = finding {
            self.enter(finding, &link.place);
        }
    }

    /// Something that readers see or hear where links are open: it names them.
    pub(super) fn sees(&mut self, text: &str) {
        for link in &mut self.open_links {
            link.text.push_str(text);
        }
    }

    pub(super) fn resolve_image(&mut self, target: &str, range: &Range<usize>) -> Option<Picture> {
        let target = self.expand_target(target, range);
        let from = links::From {
            file: self.context.file,
            lang: self.context.lang,
        };
        let finding = match links::resolve(&target, from, self.context.addresses) {
            Ok(Resolved::Asset(address)) => {
                let size = self.context.addresses.image(&address);
                if size.is_none() {
                    let finding = Finding::warning(
                        "markdown.image",
                        format!("`{target}` is no picture, or does not say how large it is"),
                    )
                    .help(
                        "Save it again as PNG, JPEG, WebP, AVIF, GIF or SVG. An SVG needs a `viewBox`.",
                    );
                    self.enter(finding, range);
                }
                let href = self.resolve(&target, range)?;
                return Some(Picture { href, size });
            }
            Err(_) => {
                self.resolve(&target, range);
                return None;
            }
            Ok(Resolved::Elsewhere(_)) => Finding::error(
                "access.self-contained",
                "this image would be loaded from another site",
            )
            .help("Save the image in content/ and name it by its path."),
            Ok(Resolved::Page { .. } | Resolved::Here(_)) => Finding::error(
                "upkeep.links",
                format!("`{target}` is a page, not an image"),
            )
            .help("Name a picture in content/, such as picture.png."),
        };
        self.enter(finding, range);
        None
    }

    pub(super) fn end_image(&mut self) {
        let Some(image) = self.open_image.take() else {
            return;
        };
        let place = self.place(&image.span);
        self.prose.aside(&image.alt, &place);
        let title = self.aside(&image.title, &image.span);
        if image.alt.trim().is_empty() {
            let finding = Finding::warning(
                "markdown.alt-text",
                "this image has no text for those who cannot see it",
            )
            .help("Write what it shows between the brackets: ![what it shows](picture.png).");
            self.enter(finding, &image.span);
        }
        if let Some(Picture { href, size }) = image.picture {
            let title = if title.is_empty() {
                String::new()
            } else {
                format!(" title=\"{}\"", escaped(&title))
            };
            let size = size.map_or_else(String::new, |ImageSize { width, height }| {
                format!(" width=\"{width}\" height=\"{height}\"")
            });
            // The introduction is in sight at once.
            let lazy = match self.section.heading {
                Some(_) => " loading=\"lazy\"",
                None => "",
            };
            self.html(format!(
                "<img src=\"{}\" alt=\"{}\"{title}{size}{lazy} decoding=\"async\">",
                escaped_href(&href),
                escaped(image.alt.trim())
            ));
        }
    }
}
