//! `link` and `link:NAME`: any link, or one to an entry of the pack's `links`.

use std::sync::Arc;

use super::{EvidenceKind, Ground, Looked, Syntax, named};
use crate::rules::Pack;
use candor_model::answer::Answer;

pub(super) const ANY: Syntax = Syntax {
    written: "link",
    read: |text| match text {
        "link" => Some(Ok(Arc::new(AnyLink))),
        _ => None,
    },
};

pub(super) const NAMED: Syntax = Syntax {
    written: "link:NAME",
    read: |text| {
        let name = named(text, "link")?.to_owned();
        Some(Ok(Arc::new(LinkTo { name })))
    },
};

pub(super) const BUT: Syntax = Syntax {
    written: "link-not:NAME",
    read: |text| {
        let name = named(text, "link-not")?.to_owned();
        Some(Ok(Arc::new(LinkBut { name })))
    },
};

/// Any link but one that leads there.
#[derive(Debug)]
struct LinkBut {
    name: String,
}

impl EvidenceKind for LinkBut {
    fn written(&self) -> String {
        format!("link-not:{}", self.name)
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        format!("a link, and not to {} alone", self.name)
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let elsewhere = |link: &&String| !ground.leads_to(link, &self.name);
        match (answer.links.iter().find(elsewhere), answer.links.is_empty()) {
            (Some(link), _) => Looked::Held(Some(format!("a link to {link}"))),
            (None, true) => Looked::Lacking("has no link".to_owned()),
            (None, false) => Looked::Lacking(format!("links to {} only", self.name)),
        }
    }

    fn link(&self) -> Option<&str> {
        Some(&self.name)
    }
}

#[derive(Debug)]
struct AnyLink;

impl EvidenceKind for AnyLink {
    fn written(&self) -> String {
        "link".to_owned()
    }

    fn in_words(&self, _: &Pack, _: Option<&str>) -> String {
        "a link".to_owned()
    }

    fn look(&self, _: &dyn Ground, answer: &Answer) -> Looked {
        match answer.links.first() {
            Some(link) => Looked::Held(Some(format!("a link to {link}"))),
            None => Looked::Lacking("has no link".to_owned()),
        }
    }
}

#[derive(Debug)]
struct LinkTo {
    name: String,
}

impl LinkTo {
    /// Where the name leads, as the pack writes it.
    fn target<'a>(&'a self, pack: &'a Pack) -> &'a str {
        pack.links.get(&self.name).unwrap_or(&self.name)
    }
}

impl EvidenceKind for LinkTo {
    fn written(&self) -> String {
        format!("link:{}", self.name)
    }

    fn in_words(&self, pack: &Pack, _: Option<&str>) -> String {
        format!("a link to {}", self.target(pack))
    }

    fn look(&self, ground: &dyn Ground, answer: &Answer) -> Looked {
        let leads = |link: &String| ground.leads_to(link, &self.name);
        if answer.links.iter().any(leads) {
            Looked::Held(Some(format!("a link to {}", self.name)))
        } else {
            Looked::Lacking(format!("has no link to {}", self.target(ground.pack())))
        }
    }

    fn link(&self) -> Option<&str> {
        Some(&self.name)
    }
}
