//! From the site to files: a plan of everything to be made, each file with a key
//! that changes whenever its bytes could.

mod api;
mod ask;
pub mod assets;
pub mod context;
mod feed;
mod frame;
mod json_ld;
mod logo;
mod pages;
mod plain_files;
pub mod plan;
mod related;
mod reports;
mod sitemap;
mod strings;
mod templates;
pub mod theme;
mod view;
pub mod words;

pub use ask::{AskError, ask};
pub use frame::Frame;
pub use pages::template_name;
pub use plain_files::CONTENT_SECURITY_POLICY;
pub use plan::{Artifact, Content, Copied, PageEntry, plan, plan_for_check};
pub use related::name as related_name;
