//! What a site is put together for.

/// What a site is put together for: decided once, at the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Only to say what is wrong with it.
    Check(Drafts),
    /// To be read by customers.
    Publish,
    /// To be looked at by those who write it, marked on every page.
    Preview(Drafts),
}

/// Whether drafts are part of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    Out,
    /// They are taken in, and the site is marked as a preview for it.
    In,
}

impl Drafts {
    /// What `--drafts` asks for.
    pub fn of_flag(is_given: bool) -> Drafts {
        match is_given {
            true => Drafts::In,
            false => Drafts::Out,
        }
    }
}

impl Mode {
    /// Whether drafts are part of the site.
    pub fn has_drafts(self) -> bool {
        matches!(self, Mode::Check(Drafts::In) | Mode::Preview(Drafts::In))
    }

    /// Whether every page is marked as one of a preview, and kept from search engines.
    pub fn is_marked(self) -> bool {
        self.has_drafts() || matches!(self, Mode::Preview(_))
    }
}
