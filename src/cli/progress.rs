//! Progress bars on a terminal, nothing elsewhere.

use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::args::Global;
use super::report::seconds;
use crate::build::Progress;
use crate::cli::say::say;

/// Shows progress on standard error.
pub struct Bar {
    bar: Mutex<Option<ProgressBar>>,
    shown: bool,
    quiet: bool,
    /// With `--verbose`: when the stage that goes on began.
    timed: Option<Mutex<Option<(&'static str, Instant)>>>,
}

impl Bar {
    /// A bar that shows itself only on a terminal, and not when asked to be quiet.
    pub fn new(global: &Global) -> Bar {
        Bar {
            bar: Mutex::new(None),
            shown: !global.quiet && std::io::stderr().is_terminal(),
            quiet: global.quiet,
            timed: global.verbose.then(Mutex::default),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.time(None);
        self.clear();
    }

    /// Says how long the stage before took.
    fn time(&self, next: Option<&'static str>) {
        let Some(timed) = &self.timed else {
            return;
        };
        let mut timed = timed.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *timed, next.map(|name| (name, Instant::now())));
        if let Some((name, began)) = before {
            say!("{name}: {}", seconds(began.elapsed()));
        }
    }

    fn clear(&self) {
        if let Some(bar) = self
            .bar
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, steps: Option<usize>) {
        self.time(Some(name));
        self.clear();
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
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
    }

    fn step(&self) {
        if !self.shown {
            return;
        }
        if let Some(bar) = &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.inc(1);
        }
    }

    fn note(&self, text: &str) {
        if !self.quiet {
            say!("note: {text}");
        }
    }
}
