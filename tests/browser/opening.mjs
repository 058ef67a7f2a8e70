// When a channel is open, calculated from what its owner wrote, and from nothing that Candor built: the
// hours as text, the zone by the browser engine's own calendar, the holidays by the law. What the page
// says is held against this.

const DAY = 86_400;
const QUARTER = 900;

const weekdays = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Days are counted from 1970-01-01, a Thursday. */
const dayNumber = (year, month, day) => Date.UTC(year, month - 1, day) / 1000 / DAY;
const weekdayOf = (day) => (((day + 3) % 7) + 7) % 7;
const dateOf = (day) => {
  const date = new Date(day * DAY * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};

/** The `nth` weekday (0 is Monday) of a month; `nth` -1 is the last. */
function nth(year, month, weekday, count) {
  if (count < 0) {
    const last = dayNumber(year, month + 1, 1) - 1;
    return last - ((weekdayOf(last) - weekday + 7) % 7);
  }
  const first = dayNumber(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (count - 1);
}

/** Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8). */
function easter(year) {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return dayNumber(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}

/** The days named in 5 U.S.C. § 6103(a): of a Saturday the Friday before (b)(1), of a Sunday the Monday after (Executive Order 11582). */
function federal(year) {
  const days = (of) => [
    dayNumber(of, 1, 1), nth(of, 1, 0, 3), nth(of, 2, 0, 3), nth(of, 5, 0, -1), dayNumber(of, 6, 19), dayNumber(of, 7, 4),
    nth(of, 9, 0, 1), nth(of, 10, 0, 2), dayNumber(of, 11, 11), nth(of, 11, 3, 4), dayNumber(of, 12, 25),
  ];
  // The next year's first day may be observed on this year's last.
  return [...days(year), ...days(year + 1)]
    .map((day) => day + ({ 5: -1, 6: 1 }[weekdayOf(day)] ?? 0))
    .filter((day) => dateOf(day).year === year);
}

/** The days of New York General Construction Law § 24, but for Flag Day, which is a Sunday and closes nothing. */
function newYork(year) {
  const days = [
    dayNumber(year, 1, 1), nth(year, 1, 0, 3), dayNumber(year, 2, 12), nth(year, 2, 0, 3), nth(year, 5, 0, -1),
    dayNumber(year, 6, 19), dayNumber(year, 7, 4), nth(year, 9, 0, 1), nth(year, 10, 0, 2),
    // Each general election day: the Tuesday after the first Monday in November (Election Law § 8-100).
    nth(year, 11, 0, 1) + 1,
    dayNumber(year, 11, 11), nth(year, 11, 3, 4), dayNumber(year, 12, 25),
  ];
  // "If any of such days … is Sunday, the next day thereafter" is one, too.
  return days.flatMap((day) => (weekdayOf(day) === 6 ? [day, day + 1] : [day]));
}

/** The public holidays of a region in a year, as day numbers. A state has its country's and its own. */
const holidays = {
  "US-NY": (year) => [...federal(year), ...newYork(year)],
  // The days that every German state has by its own law, and the Day of German Unity by the Unification Treaty, article 2.
  DE: (year) => [
    dayNumber(year, 1, 1), easter(year) - 2, easter(year) + 1, dayNumber(year, 5, 1), easter(year) + 39,
    easter(year) + 50, dayNumber(year, 10, 3), dayNumber(year, 12, 25), dayNumber(year, 12, 26),
  ],
};

/** The day numbers of a region's holidays in the years `first` to `last`. */
export function holidaysOf(region, first, last) {
  const all = new Set();
  for (let year = first; region && year <= last; year++) holidays[region](year).forEach((day) => all.add(day));
  return all;
}

/** Reads the days of a rule into a question about a day. */
function dayTest(text) {
  if (!text) return () => true;
  const tests = text.split(",").map((part) => {
    const date = part.match(/^(?:(\d{4}) )?([A-Z][a-z]{2}) (\d\d)(?:-(\d\d))?$/);
    if (date && months.includes(date[2])) {
      const [, year, month, from, to = from] = date;
      return (at) => (!year || at.year === +year) && at.month === months.indexOf(month) + 1 && +from <= at.day && at.day <= +to;
    }
    if (part === "PH") return (at) => at.holiday;
    const [from, to] = part.split("-").map((name) => weekdays.indexOf(name));
    if (from < 0 || to < 0) throw new Error(`days that this calculation does not know: ${part}`);
    return (at) => (to === undefined ? at.weekday === from : from <= to ? from <= at.weekday && at.weekday <= to : at.weekday >= from || at.weekday <= to);
  });
  return (at) => tests.some((one) => one(at));
}

/** Reads hours in the part of OpenStreetMap's syntax that the tested sites use: rules of which the last that fits a day wins. */
function readRules(hours) {
  return hours.split(";").map((rule) => {
    const [, days, times] = rule.trim().match(/^(.*?) ?(24\/7|off|\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)$/) ?? [];
    if (times === undefined) throw new Error(`hours that this calculation does not know: ${rule}`);
    const spans = times === "off" ? [] : times === "24/7" ? [[0, 1440]] : times.split(",").map((span) => {
      const [open, close] = span.split("-").map((time) => +time.slice(0, 2) * 60 + +time.slice(3));
      // An end that is not after the start is on the next day.
      return [open, close > open ? close : close + 1440];
    });
    return { holds: dayTest(days), spans };
  });
}

/** Makes a function remember what it made of each argument. */
const remembering = (make, known = new Map()) => (key) => known.get(key) ?? known.set(key, make(key)).get(key);

/** A function from an instant to what the clocks of a zone show then, in seconds as if the zone were UTC. */
const clockOf = remembering((timeZone) => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  return remembering((instant) => {
    const part = Object.fromEntries(format.formatToParts(instant * 1000).map(({ type, value }) => [type, +value]));
    return dayNumber(part.year, part.month, part.day) * DAY + part.hour * 3600 + part.minute * 60 + part.second;
  });
});

/**
 * The first instant of `from`–`to` at which a zone's clocks show a local time or a later one. So a time that
 * occurs twice in autumn is the first of the two, and one that spring skips is the moment of the change.
 */
function firstInstant(timeZone, from, to) {
  const clock = clockOf(timeZone);
  // Every zone's clocks change on a quarter of an hour.
  const latest = [];
  const shown = [];
  for (let instant = from; instant <= to; instant += QUARTER) {
    shown.push(clock(instant));
    latest.push(Math.max(latest.at(-1) ?? -Infinity, shown.at(-1)));
  }
  return (local) => {
    let [low, high] = [0, latest.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (latest[middle] >= local) high = middle;
      else low = middle + 1;
    }
    if (low === 0) return -Infinity;
    if (low === latest.length) return Infinity;
    const within = local - shown[low - 1];
    return from + QUARTER * (low - 1) + Math.min(within, QUARTER);
  };
}

/**
 * When a channel is open between two instants (on a quarter of an hour), as `[open, close]` in Unix seconds. What goes on
 * beyond two days after the window ends at Infinity.
 */
export function opening({ hours, time_zone: zone, holidays: region }, from, to) {
  const rules = readRules(hours);
  const instant = firstInstant(zone, from - 3 * DAY, to + 3 * DAY);
  const first = Math.floor(from / DAY) - 2;
  const last = Math.floor(to / DAY) + 2;
  const free = holidaysOf(region, dateOf(first).year, dateOf(last).year);
  const local = [];
  for (let day = first; day <= last; day++) {
    const at = { ...dateOf(day), weekday: weekdayOf(day), holiday: free.has(day) };
    const rule = rules.findLast(({ holds }) => holds(at));
    for (const [open, close] of rule?.spans ?? []) local.push([day * DAY + open * 60, day * DAY + close * 60]);
  }
  local.sort(([a], [b]) => a - b);
  const joined = [];
  for (const span of local) {
    if (joined.length && span[0] <= joined.at(-1)[1]) joined.at(-1)[1] = Math.max(joined.at(-1)[1], span[1]);
    else joined.push([...span]);
  }
  return joined.map(([open, close]) => [instant(open), instant(close)]).filter(([open, close]) => open < close);
}

/** The instants between `from` and `to` at which a zone changes its clocks. */
export function clockChanges(timeZone, from, to) {
  const clock = clockOf(timeZone);
  const changes = [];
  for (let instant = from; instant < to; instant += QUARTER) {
    if (clock(instant + QUARTER) - clock(instant) !== QUARTER) changes.push(instant + QUARTER);
  }
  return changes;
}

export { clockOf, dateOf, dayNumber, weekdayOf };
