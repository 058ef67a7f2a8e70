//! Progress bars on a terminal, nothing elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::Global;
use crate::build::Progress;

/// Shows progress on standard error.
pub struct Bar {
    bar: Mutex<Option<ProgressBar>>,
    shown: bool,
    quiet: bool,
}

impl Bar {
    /// A bar that shows itself only on a terminal, and not when asked to be quiet.
    pub fn new(global: &Global) -> Bar {
        Bar {
            bar: Mutex::new(None),
            shown: !global.quiet && std::io::stderr().is_terminal(),
            quiet: global.quiet,
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, steps: Option<usize>) {
        self.finish();
        if !self.shown {
            return;
        }
        let bar = match steps {
            Some(steps) => ProgressBar::new(steps as u64).with_style(
                ProgressStyle::with_template("{msg:10} {bar:30} {pos}/{len}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            ),
            None => ProgressBar::new_spinner(),
        };
        bar.set_message(name);
        bar.enable_steady_tick(Duration::from_millis(100));
        *self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(bar);
    }

    fn step(&self) {
        if !self.shown {
            return;
        }
        if let Some(bar) = &*self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
            bar.inc(1);
        }
    }

    fn note(&self, text: &str) {
        if !self.quiet {
            eprintln!("note: {text}");
        }
    }
}
