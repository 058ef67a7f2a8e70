//! From the site to files: a plan of everything to be made, each file with a key
//! that changes whenever its bytes could.

mod api;
mod ask;
mod assets;
mod context;
mod feed;
mod frame;
mod json_ld;
mod logo;
mod pages;
mod plain_files;
mod plan;
mod quarters;
mod redirects;
mod related;
mod sitemap;
mod templates;
mod view;
mod words;

pub use ask::{AskError, ask};
pub(crate) use frame::Frame;
pub(crate) use pages::{HOME, ROLES, template_name};
pub use plain_files::CONTENT_SECURITY_POLICY;
pub(crate) use plan::search_fault;
pub use plan::{
    Artifact, Content, Copied, PageEntry, Plan, Searched, plan, plan_for_preview, settle,
};
