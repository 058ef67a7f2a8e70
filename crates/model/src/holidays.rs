//! Public holidays of a country (`US`, `DE`) or of a region in it (`US-NY`).
//!
//! The dates of a country come from the database of the `opening-hours` crate, which covers 122 countries
//! and names none of its days. `holidays.toml` gives names, adds the days that the database lacks, and adds
//! the regions that we know. A region has the days of its country and its own: `US-NY` adds Lincoln's
//! Birthday and Election Day, and, because New York moves no holiday from a Saturday, the Saturday itself
//! beside the Friday on which federal offices observe it.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use opening_hours::ContextHolidays;
use opening_hours::localization::Country;
use serde::{Deserialize, Deserializer};

/// Names and rules, compiled in.
const DATA: &str = include_str!("../../../data/holidays.toml");

/// The years for which holidays are known: those of the database.
pub const KNOWN_YEARS: RangeInclusive<i32> = 2000..=2076;

/// How alike a word must be to a code or a country's name to be suggested, 1 being equal.
const ALIKE: f64 = 0.8;

/// The public holidays of one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holidays {
    region: String,
    days: BTreeMap<NaiveDate, Holiday>,
    calendar: ContextHolidays,
}

/// One day that is a public holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// What it is called; `None` where only the date is known, as in most countries.
    pub name: Option<Arc<HolidayName>>,
    /// Whether the holiday falls on another day and is only observed on this one.
    pub observed: bool,
}

/// A holiday's name in several languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayName {
    /// A stable id such as `labor`, the same in a country and its regions.
    pub id: String,
    texts: BTreeMap<String, String>,
}

impl HolidayName {
    /// The name in a language (`es`, `es-US`), or else in English.
    pub fn text(&self, language: &str) -> &str {
        let base = language.split(['-', '_']).next().unwrap_or(language);
        let text = [language, base, "en"]
            .into_iter()
            .find_map(|tag| self.texts.get(tag));
        text.map_or(self.id.as_str(), String::as_str)
    }
}

/// A region code for which no holidays are known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is not a region whose public holidays are known{}", suggestion(.nearest))]
pub struct UnknownRegion {
    /// The code as written.
    pub code: String,
    /// Codes that may have been meant: those of the same country, or the most alike.
    pub nearest: Vec<String>,
}

/// The end of [`UnknownRegion`]'s message.
fn suggestion(nearest: &[String]) -> String {
    match nearest {
        [] => {
            ": write a country's two letters, such as `US`, or a region, such as `US-NY`".to_owned()
        }
        codes => format!(
            ": write {}",
            codes
                .iter()
                .map(|code| format!("`{code}`"))
                .collect::<Vec<_>>()
                .join(" or ")
        ),
    }
}

impl Holidays {
    /// The holidays of a country (`DE`) or region (`US-NY`) in [`KNOWN_YEARS`].
    ///
    /// # Errors
    ///
    /// A region that is neither in the database nor in our data, with the codes that may have been meant.
    pub fn for_region(code: &str) -> Result<Self, UnknownRegion> {
        let data = Data::compiled_in();
        let country_code = code.split('-').next().unwrap_or(code);
        let unknown = || UnknownRegion {
            code: code.to_owned(),
            nearest: nearest(code, &data),
        };
        let country: Country = country_code.parse().map_err(|_| unknown())?;
        let region = data.region(code);
        if region.is_none() && code != country_code {
            return Err(unknown());
        }

        // A region's own rule names a day before its country's does, and a day that is the holiday comes
        // before one on which a holiday is only observed.
        let mut days = BTreeMap::new();
        let own_and_country = region
            .into_iter()
            .chain(data.region(country_code).filter(|_| code != country_code));
        for region in own_and_country {
            for holiday in region.days(&data) {
                days.entry(holiday.date).or_insert(holiday);
            }
        }
        let from_database = country.holidays();
        for date in from_database
            .get_public()
            .iter()
            .filter(|date| is_known(*date))
        {
            days.entry(date).or_insert(Holiday {
                date,
                name: None,
                observed: false,
            });
        }

        let mut public = ContextHolidays::default().get_public().clone();
        for date in days.keys() {
            public.insert(*date);
        }
        let school = Arc::new(from_database.get_school().clone());
        let calendar = ContextHolidays::new(Arc::new(public), school);
        Ok(Self {
            region: code.to_owned(),
            days,
            calendar,
        })
    }

    /// The code for which these are the holidays.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The holidays from one day to another, both included, in order.
    pub fn dates(&self, from: NaiveDate, to: NaiveDate) -> Vec<Holiday> {
        if from > to {
            return Vec::new();
        }
        self.days
            .range(from..=to)
            .map(|(_, holiday)| holiday.clone())
            .collect()
    }

    /// The last day of the last year for which any holiday is known.
    pub fn known_until(&self) -> Option<NaiveDate> {
        let (last, _) = self.days.last_key_value()?;
        NaiveDate::from_ymd_opt(last.year(), 12, 31)
    }

    /// The holiday on a day, if it is one.
    pub fn on(&self, date: NaiveDate) -> Option<&Holiday> {
        self.days.get(&date)
    }

    /// Whether a day is a public holiday.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.days.contains_key(&date)
    }

    /// The same days as the context in which the `opening-hours` crate evaluates `PH` and `SH`.
    pub fn to_context(&self) -> ContextHolidays {
        self.calendar.clone()
    }
}

/// Whether a day lies in the known years.
fn is_known(date: NaiveDate) -> bool {
    KNOWN_YEARS.contains(&date.year())
}

/// The codes that may have been meant by an unknown one.
fn nearest(code: &str, data: &Data) -> Vec<String> {
    let upper = code.to_uppercase().replace('_', "-");
    let country_code = upper.split('-').next().unwrap_or(&upper);
    let mut known: Vec<String> = Country::ALL
        .iter()
        .map(|country| country.iso_code().to_owned())
        .collect();
    known.extend(
        data.region
            .iter()
            .map(|region| region.code.clone())
            .filter(|code| code.contains('-')),
    );

    if known.contains(&upper) {
        return vec![upper];
    }
    let of_country =
        |known: &String| known == country_code || known.starts_with(&format!("{country_code}-"));
    if known.iter().any(of_country) {
        return known.into_iter().filter(of_country).collect();
    }
    let names = Country::ALL
        .iter()
        .map(|country| (country.name().to_uppercase(), country.iso_code()));
    let codes = known.iter().map(|code| (code.clone(), code.as_str()));
    let mut alike: Vec<(f64, &str)> = names
        .chain(codes)
        .map(|(word, code)| (strsim::jaro_winkler(&word, &upper), code))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let best = alike.first().map_or(ALIKE, |(score, _)| *score);
    let close = alike.into_iter().filter(|(score, _)| best - score < 0.1);
    close.take(3).map(|(_, code)| code.to_owned()).collect()
}

/// What `holidays.toml` holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    region: Vec<Region>,
    names: BTreeMap<String, BTreeMap<String, String>>,
}

/// The rules of one region.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    code: String,
    #[serde(rename = "law")]
    _law: String,
    observed: Observed,
    holidays: Vec<Rule>,
}

/// What happens when a holiday falls on a weekend; `holidays.toml` explains the values.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Observed {
    Never,
    Moved,
    SundayAddsMonday,
}

/// One holiday of every year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    on: On,
    since: Option<i32>,
}

/// The day of a year on which a holiday falls.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum On {
    Date {
        month: u32,
        day: u32,
    },
    Weekday {
        month: u32,
        #[serde(deserialize_with = "weekday")]
        weekday: Weekday,
        nth: i8,
        #[serde(default)]
        days_after: u64,
    },
}

fn weekday<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Weekday, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse()
        .map_err(|_| serde::de::Error::custom(format!("`{name}` is not a weekday")))
}

impl Data {
    /// The data file. A test reads it, so that a build that passed its tests never falls back to nothing.
    fn compiled_in() -> Self {
        toml::from_str(DATA).unwrap_or_default()
    }

    fn region(&self, code: &str) -> Option<&Region> {
        self.region.iter().find(|region| region.code == code)
    }
}

impl Region {
    /// Every holiday of the known years, the days themselves before those on which one is observed.
    fn days(&self, data: &Data) -> Vec<Holiday> {
        let (mut actual, mut shifted) = (Vec::new(), Vec::new());
        for rule in &self.holidays {
            let texts = data.names.get(&rule.id).cloned().unwrap_or_default();
            let name = Arc::new(HolidayName {
                id: rule.id.clone(),
                texts,
            });
            // One year more on each side: a New Year's Day on a Saturday is observed the year before.
            for year in KNOWN_YEARS.start() - 1..=KNOWN_YEARS.end() + 1 {
                let Some(date) = rule.date(year) else {
                    continue;
                };
                let (stays, observed) = self.observed.days(date);
                let holiday = |date, observed| Holiday {
                    date,
                    name: Some(Arc::clone(&name)),
                    observed,
                };
                actual.extend(stays.then(|| holiday(date, false)));
                shifted.extend(observed.map(|date| holiday(date, true)));
            }
        }
        actual.append(&mut shifted);
        actual.retain(|holiday| is_known(holiday.date));
        actual
    }
}

impl Observed {
    /// Whether a holiday on `date` is one on that day, and the other day on which it is observed.
    fn days(self, date: NaiveDate) -> (bool, Option<NaiveDate>) {
        match (self, date.weekday()) {
            (Self::Moved, Weekday::Sat) => (false, date.pred_opt()),
            (Self::Moved, Weekday::Sun) => (false, date.succ_opt()),
            (Self::SundayAddsMonday, Weekday::Sun) => (true, date.succ_opt()),
            _ => (true, None),
        }
    }
}

impl Rule {
    /// The day on which the holiday falls in a year, before any shift.
    fn date(&self, year: i32) -> Option<NaiveDate> {
        if self.since.is_some_and(|since| year < since) {
            return None;
        }
        match self.on {
            On::Date { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            On::Weekday {
                month,
                weekday,
                nth,
                days_after,
            } => {
                let nth_weekday =
                    |nth: u8| NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth);
                let date = match u8::try_from(nth) {
                    Ok(nth) => nth_weekday(nth),
                    Err(_) => nth_weekday(5).or_else(|| nth_weekday(4)),
                };
                date?.checked_add_days(Days::new(days_after))
            }
        }
    }
}

#[cfg(test)]
mod tests;
