#![no_main]
//! Hours as a channel gives them, and what follows from them for four weeks.

use candor_model::schedule::Schedule;
use chrono::DateTime;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(schedule) = Schedule::parse(text, Some("America/New_York"), Some("US-NY")) {
        let from = DateTime::from_timestamp(1_795_219_200, 0).unwrap_or_default();
        for (start, end) in schedule.intervals(from, 28) {
            assert!(start < end, "a span of staffed hours ends after it begins");
        }
        schedule.closures(from, 28);
    }
});
