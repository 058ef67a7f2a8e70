//! Public holidays of a country (`US`, `DE`) or of a region in it (`US-NY`).
//!
//! A region is offered only if its rules give the days that a second source knows: `holidays.toml` has those
//! that were read in the law, `holidays-found.toml` those that `tests/holidays/make.py` found. A part of a
//! country whose law was read has the days of its country and its own: `US-NY` adds Lincoln's Birthday and
//! Election Day to the federal holidays. A holiday that falls on a weekend is a holiday on that day, too,
//! whatever weekday it is observed on.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Weekday};
use opening_hours::ContextHolidays;
use opening_hours::localization::Country;
use serde::{Deserialize, Deserializer};

/// Names and rules, compiled in.
const DATA: [&str; 2] = [
    include_str!("../../../data/holidays.toml"),
    include_str!("../../../data/holidays-found.toml"),
];

/// The years for which holidays are known.
pub const KNOWN_YEARS: RangeInclusive<i32> = 2000..=2076;

/// Until when every region was compared with a second source; see `tests/holidays/make.py`.
pub const COMPARED_UNTIL: NaiveDate = match NaiveDate::from_ymd_opt(2032, 12, 31) {
    Some(date) => date,
    None => NaiveDate::MAX,
};

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
    /// A region whose days are not in our data, with the codes that may have been meant.
    pub fn for_region(code: &str) -> Result<Self, UnknownRegion> {
        let data = Data::compiled_in();
        let Some(region) = data.region(code) else {
            return Err(UnknownRegion {
                code: code.to_owned(),
                nearest: nearest(code, data),
            });
        };
        let country_code = code.split('-').next().unwrap_or(code);
        let country = data
            .region(country_code)
            .filter(|_| region.adds_to_country && code != country_code);

        // A region's own rule names a day before its country's does, and a day that is the holiday comes
        // before one on which a holiday is only observed.
        let mut days = BTreeMap::new();
        for region in [Some(region), country].into_iter().flatten() {
            for holiday in region.days(data) {
                days.entry(holiday.date).or_insert(holiday);
            }
        }

        let mut public = ContextHolidays::default().get_public().clone();
        for date in days.keys() {
            public.insert(*date);
        }
        let school = country_code
            .parse::<Country>()
            .map(|country| country.holidays().get_school().clone())
            .unwrap_or_default();
        let calendar = ContextHolidays::new(Arc::new(public), Arc::new(school));
        Ok(Self {
            region: code.to_owned(),
            days,
            calendar,
        })
    }

    /// The codes of every region that is offered, in order.
    pub fn regions() -> Vec<&'static str> {
        let mut codes: Vec<&str> = Data::compiled_in()
            .region
            .iter()
            .map(|region| region.code.as_str())
            .collect();
        codes.sort_unstable();
        codes
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
    let mut known: Vec<String> = data
        .region
        .iter()
        .map(|region| region.code.clone())
        .collect();
    known.sort_unstable();

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
        .map(|country| (country.name().to_uppercase(), country.iso_code()))
        .filter(|(_, code)| known.iter().any(|known| known == code));
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

/// What each of the files holds.
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
    /// Where it was read; rules that were found have none.
    #[serde(default, rename = "law")]
    _law: Option<String>,
    /// Whether the days of the country come to these.
    #[serde(default)]
    adds_to_country: bool,
    observed: Observed,
    holidays: Vec<Rule>,
}

/// What happens when a holiday falls on a weekend; `holidays.toml` explains the values.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Observed {
    Never,
    NearestWeekday,
    SundayAddsMonday,
    NextFreeDay,
    NotOnSunday,
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
    FirstFrom {
        month: u32,
        day: u32,
        #[serde(deserialize_with = "weekday")]
        weekday: Weekday,
    },
    Easter {
        easter: i64,
    },
    OrthodoxEaster {
        orthodox_easter: i64,
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
    /// The data files, read once. A test reads them, so that a build that passed its tests never falls back
    /// to nothing.
    fn compiled_in() -> &'static Self {
        static READ: OnceLock<Data> = OnceLock::new();
        READ.get_or_init(|| {
            let mut all = Data::default();
            for text in DATA {
                let data: Data = toml::from_str(text).unwrap_or_default();
                all.region.extend(data.region);
                all.names.extend(data.names);
            }
            all
        })
    }

    fn region(&self, code: &str) -> Option<&Region> {
        self.region.iter().find(|region| region.code == code)
    }
}

impl Region {
    /// Every holiday of the known years, the days themselves before those on which one is observed.
    fn days(&self, data: &Data) -> Vec<Holiday> {
        let mut actual = Vec::new();
        for rule in &self.holidays {
            let texts = data.names.get(&rule.id).cloned().unwrap_or_default();
            let name = Arc::new(HolidayName {
                id: rule.id.clone(),
                texts,
            });
            // One year more on each side: a New Year's Day on a Saturday is observed the year before.
            for year in KNOWN_YEARS.start() - 1..=KNOWN_YEARS.end() + 1 {
                actual.extend(rule.date(year).map(|date| Holiday {
                    date,
                    name: Some(Arc::clone(&name)),
                    observed: false,
                }));
            }
        }
        let mut days = self.observed.with_observed(actual);
        days.retain(|holiday| is_known(holiday.date));
        days
    }
}

impl Observed {
    /// Holidays with the days on which those of a weekend are observed, which come last.
    fn with_observed(self, mut actual: Vec<Holiday>) -> Vec<Holiday> {
        if matches!(self, Self::NotOnSunday) {
            actual.retain(|holiday| holiday.date.weekday() != Weekday::Sun);
        }
        actual.sort_by_key(|holiday| holiday.date);
        let mut taken: BTreeSet<NaiveDate> = actual.iter().map(|holiday| holiday.date).collect();
        let mut observed = Vec::new();
        for holiday in &actual {
            if let Some(date) = self.observed_on(holiday.date, &taken) {
                taken.insert(date);
                let name = holiday.name.clone();
                observed.push(Holiday {
                    date,
                    name,
                    observed: true,
                });
            }
        }
        actual.append(&mut observed);
        actual
    }

    /// The other day on which a holiday is observed, when some days are holidays already.
    fn observed_on(self, date: NaiveDate, taken: &BTreeSet<NaiveDate>) -> Option<NaiveDate> {
        match (self, date.weekday()) {
            (Self::NearestWeekday, Weekday::Sat) => date.pred_opt(),
            (Self::NearestWeekday | Self::SundayAddsMonday, Weekday::Sun) => date.succ_opt(),
            (Self::NextFreeDay, Weekday::Sat | Weekday::Sun) => {
                let is_weekend =
                    |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                date.iter_days()
                    .find(|day| !is_weekend(day) && !taken.contains(day))
            }
            _ => None,
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
            On::FirstFrom {
                month,
                day,
                weekday,
            } => {
                let from = NaiveDate::from_ymd_opt(year, month, day)?;
                from.iter_days()
                    .take(7)
                    .find(|day| day.weekday() == weekday)
            }
            On::Easter { easter: days } => easter(year)?.checked_add_signed(TimeDelta::days(days)),
            On::OrthodoxEaster {
                orthodox_easter: days,
            } => orthodox_easter(year)?.checked_add_signed(TimeDelta::days(days)),
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

/// Easter Sunday of the western churches in a year of the Gregorian calendar: Meeus, Astronomical Algorithms, 8.
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century) = (year % 19, year / 100);
    let corrected = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - corrected + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - moon - year % 100 % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * late + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(days / 31).ok()?,
        u32::try_from(days % 31 + 1).ok()?,
    )
}

/// Easter Sunday of the eastern churches, between 1900 and 2099, when their calendar is 13 days behind: Meeus.
fn orthodox_easter(year: i32) -> Option<NaiveDate> {
    let moon = (19 * (year % 19) + 15) % 30;
    let days = moon + (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7 + 114;
    let julian = NaiveDate::from_ymd_opt(
        year,
        u32::try_from(days / 31).ok()?,
        u32::try_from(days % 31 + 1).ok()?,
    )?;
    julian.checked_add_days(Days::new(13))
}

#[cfg(test)]
mod tests;
