//! The demo site at the root of the repository, built once for a test program.

use std::sync::LazyLock;

use super::audit::Web;
use super::{Site, Tree};

/// Where the demo site lives.
pub const BASE_URL: &str = "https://help.hudsondigitaltrust.example";
/// The same site below a path of a host.
pub const BELOW_A_PATH: &str = "https://help.hudsondigitaltrust.example/help";

/// Nothing is wrong.
pub const NOTHING: [&str; 0] = [];

/// The demo site, built.
pub static DEMO: LazyLock<Tree> = LazyLock::new(|| Site::demo().built().output());
/// The demo site below a path, built.
pub static MOVED: LazyLock<Tree> = LazyLock::new(|| {
    let site = Site::demo();
    site.replace("candor.toml", BASE_URL, BELOW_A_PATH);
    site.built().output()
});

/// The demo site.
pub fn demo() -> Web<'static> {
    Web::new(&DEMO, BASE_URL)
}

/// The demo site as it is and below a path.
pub fn demos() -> [Web<'static>; 2] {
    [demo(), Web::new(&MOVED, BELOW_A_PATH)]
}
