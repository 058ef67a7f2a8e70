// Open or closed, right to the minute: what the page says at 2,000 instants equals a calculation of its own
// (opening.mjs), wherever the phone is. Chosen are the instants at which such calculations go wrong.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { start, visit } from "./browser.mjs";
import { build, buildDay, sources } from "./fixture.mjs";
import { clockChanges, clockOf, dateOf, dayNumber, holidaysOf, opening, weekdayOf } from "./opening.mjs";
import { folder as demo } from "./site.mjs";

const DAY = 86_400;
const HOUR = 3600;
const INSTANTS = 2000;
const from = Date.parse(buildDay) / 1000;
const horizon = from + 400 * DAY;

/** The channels with hours, as their owner wrote them, and what follows from that. */
function readChannels(file) {
  const written = readFileSync(file, "utf8").split(/^\[\[channel\]\]$/m).slice(1).map((block) => {
    const value = (key) => block.match(new RegExp(`^${key} = "(.*)"$`, "m"))?.[1];
    return { id: value("id"), hours: value("hours"), time_zone: value("time_zone"), holidays: value("holidays") };
  });
  return written.filter(({ hours }) => hours).map((channel) => ({
    ...channel, spans: opening(channel, from - 2 * DAY, horizon + 60 * DAY), clock: clockOf(channel.time_zone),
  }));
}

/** Numbers that look random and are the same in every run (Park and Miller's generator). */
function* numbers(seed) {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

/** 2,000 instants, sorted: those that are hard for these channels, and others from all over the 400 days. */
function chooseInstants(channels) {
  const chosen = new Set();
  const random = numbers(20_261_121);
  const pick = (list) => list[Math.floor(random.next().value * list.length)];
  const around = (instant) => [-1, 0, 1].forEach((step) => chosen.add(instant + step));
  const zones = [...new Set(channels.map(({ time_zone: zone }) => zone))];
  for (const zone of zones) {
    // The nights of the clock change, every quarter of an hour, and a second before it.
    for (const change of clockChanges(zone, from, horizon)) {
      for (let step = -3 * HOUR; step <= 3 * HOUR; step += 900) chosen.add(change + step).add(change + step - 1);
    }
  }
  const turn = Date.UTC(2027, 0, 1) / 1000;
  for (let step = -DAY; step <= DAY; step += 2 * HOUR) chosen.add(turn + step);
  // The end of what the file says, and what comes after it.
  for (let step = -36 * HOUR; step <= 36 * HOUR; step += 4 * HOUR) chosen.add(horizon + step).add(horizon + step - 1);
  for (let day = 2; day < 30; day += 7) chosen.add(horizon + day * DAY);
  for (const channel of channels) {
    const days = [...holidaysOf(channel.holidays, 2026, 2027)].map((day) => day * DAY);
    for (const day of days.filter((start) => from <= start && start < horizon)) {
      [-12, 5, 12, 15, 20, 29, 39].forEach((hours) => chosen.add(day + hours * HOUR + 60));
    }
    // First and last seconds.
    const spans = channel.spans.filter(([open, close]) => from < open - 1 && close < horizon);
    for (let n = 0; n < 900 / 6 / channels.length && spans.length; n++) pick(spans).forEach(around);
  }
  assert.ok(chosen.size < INSTANTS * 0.9, `${chosen.size} instants leave too few for the rest`);
  while (chosen.size < INSTANTS) chosen.add(Math.floor(from + random.next().value * 400 * DAY));
  return [...chosen].sort((a, b) => a - b);
}

const weekday = {
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  es: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
};
const month = {
  en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
  es: ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
};

/** How the site says a time of the day, and a day as seen from another. */
const said = {
  en: {
    time: (hour, minute) => {
      if (!minute && hour % 12 === 0) return hour ? "noon" : "midnight";
      return `${hour % 12 || 12}${minute ? ":" + String(minute).padStart(2, "0") : ""} ${hour < 12 ? "AM" : "PM"}`;
    },
    day: (day, far) => {
      const date = dateOf(day);
      return weekday.en[weekdayOf(day)] + (far ? `, ${month.en[date.month - 1]} ${date.day},` : "");
    },
    always: "Open now, day and night",
    until: (time, day) => `Open now, until ${day ? day + " " : ""}${time}`,
    opens: (time, day) => `Closed, opens ${day ? day + " " : ""}${time}`,
  },
  es: {
    time: (hour, minute) => {
      if (!minute && hour % 12 === 0) return hour ? "mediodía" : "medianoche";
      const clock = `${hour % 12 || 12}${minute ? ":" + String(minute).padStart(2, "0") : ""} ${hour < 12 ? "a. m." : "p. m."}`;
      return `${hour % 12 === 1 ? "la" : "las"} ${clock}`;
    },
    day: (day, far) => {
      const date = dateOf(day);
      return weekday.es[weekdayOf(day)] + (far ? `, ${date.day} de ${month.es[date.month - 1]}` : "");
    },
    always: "Abierto ahora, a toda hora",
    until: (time, day) => `Abierto ahora, hasta ${day ? `el ${day} a ` : ""}${time}`,
    opens: (time, day) => `Cerrado, abre ${day ? `el ${day} ` : ""}a ${time}`,
  },
};

/**
 * The lines that are right for a channel at an instant: `{ open, lines }`. Where the next change lies beyond
 * the horizon, the page cannot know it and may be silent (null); it may never say something else. A phone whose
 * clock shows another time is told whose time it is.
 */
function rightLines({ spans, clock, zone }, instant, lang, phone) {
  const say = said[lang];
  const span = spans.find(([, close]) => close > instant);
  const open = !!span && span[0] <= instant;
  const change = span?.[open ? 1 : 0];
  if (change === undefined || (!open && change - instant > 14 * DAY)) return { open, lines: [null] };
  const silent = change >= horizon || instant >= horizon ? [null] : [];
  if (open && change - instant > 7 * DAY) return { open, lines: [say.always, ...silent] };
  const local = clock(change);
  const [day, minutes] = [Math.floor(local / DAY), Math.floor((local % DAY) / 60)];
  const time = say.time(Math.floor(minutes / 60), minutes % 60) + (phone(change) === local ? "" : ` (${zone})`);
  const named = say.day(day, change - instant > 6 * DAY);
  const today = day === Math.floor(clock(instant) / DAY);
  // "Until 6 AM" in the evening is the next morning; a longer stretch names its day.
  const line = open ? say.until(time, change - instant > DAY ? named : "") : say.opens(time, today ? "" : named);
  return { open, lines: [line, ...silent] };
}

/** What the page's status lines say at each instant: the page is loaded once, and its clock is set to each. */
async function statusLines(site, path, timezone, instants) {
  let lines;
  await visit(site, { at: (from + 60) * 1000, timezone }, async (page) => {
    await page.goto(path);
    await page.evaluate(() => document.querySelectorAll("[data-hours]").forEach((spot) => spot.parentNode.scrollIntoView()));
    await page.locator("[data-hours]:not([hidden])").first().waitFor();
    lines = await page.evaluate((all) => {
      let now;
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...given) {
          super(...(given.length ? given : [now]));
        }
        static now() {
          return now;
        }
      };
      const spots = [...document.querySelectorAll("[data-hours]")];
      return all.map((instant) => {
        now = instant * 1000;
        document.dispatchEvent(new Event("visibilitychange"));
        return spots.map((spot) => ({
          id: spot.dataset.hours,
          open: spot.classList.contains("open"),
          line: spot.hidden ? null : spot.textContent.replace(/\s+/g, " ").trim(),
        }));
      });
    }, instants);
  });
  return lines;
}

/** Compares every line of a page with `expected`; lists what differs. */
function differences(expected, instants, lines) {
  const wrong = [];
  let compared = 0;
  instants.forEach((instant, at) => {
    for (const { id, open, line } of lines[at]) {
      const right = expected[at].get(id);
      // A closed channel may add what happens outside its hours.
      const fits = right.lines.some((one) => one === line || (!right.open && one && line?.startsWith(`${one.replace(/\.$/, "")}. `)));
      if (!fits || (line !== null && open !== right.open)) {
        wrong.push(`${new Date(instant * 1000).toISOString()} ${id}: "${line}"${open ? " (green)" : ""}, not "${right.lines.join('" or "')}"`);
      }
      compared += 1;
    }
  });
  return { compared, wrong };
}

const zones = ["America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"];
const demoChannels = fileURLToPath(new URL("../../content/channels.toml", import.meta.url));
const subjects = [
  { name: "the demo site", file: demoChannels, paths: { en: "/contact/", es: "/es/contact/" } },
  { name: "a site of hard hours", fixture: "hours", file: `${sources("hours")}content/channels.toml`, paths: { en: "/contact/" } },
];

test("the calculation knows the calendar", () => {
  const dates = (region, year) => [...holidaysOf(region, year, year)].sort((a, b) => a - b)
    .map((day) => dateOf(day)).map(({ month, day }) => `${month}/${day}`).join(" ");
  // Written from calendars: of the state 12 February and 2 November, of the federation the Fridays before 19 June, 25 December and 1 January.
  assert.equal(dates("US-NY", 2027), "1/1 1/18 2/12 2/15 5/31 6/18 6/19 7/4 7/5 9/6 10/11 11/2 11/11 11/25 12/24 12/25 12/31");
  assert.equal(dates("DE", 2027), "1/1 3/26 3/29 5/1 5/6 5/17 10/3 12/25 12/26");
  const changes = (zone) => clockChanges(zone, from, horizon).map((instant) => new Date(instant * 1000).toISOString().slice(0, 16));
  assert.deepEqual(changes("America/New_York"), ["2027-03-14T07:00", "2027-11-07T06:00"]);
  assert.deepEqual(changes("Australia/Lord_Howe"), ["2027-04-03T15:00", "2027-10-02T15:30"]);
  assert.equal(weekdayOf(dayNumber(2026, 11, 21)), 5, "a Saturday");
});

for (const { name, fixture, file, paths } of subjects) {
  test(`2,000 instants on ${name} under three time zones`, async (t) => {
    const built = fixture ? build(fixture) : { folder: demo, remove: () => {} };
    t.after(built.remove);
    const { from: first, days } = JSON.parse(readFileSync(`${built.folder}/api/hours.json`, "utf8"));
    assert.deepEqual({ first, days }, { first: buildDay, days: 400 });
    const channels = readChannels(file);
    const instants = chooseInstants(channels);
    assert.equal(instants.length, INSTANTS);
    const site = await start({ root: built.folder });
    t.after(site.stop);
    for (const [lang, path] of Object.entries(paths)) {
      const html = readFileSync(`${built.folder}${path}index.html`, "utf8");
      const zoneOf = ({ id }) => html.match(new RegExp(`data-hours="${id}" data-zone="([^"]+)"`))?.[1];
      const named = channels.map((one) => ({ ...one, zone: zoneOf(one) }));
      for (const timezone of zones) {
        await t.test(`${lang}, the phone in ${timezone}`, async () => {
          const phone = clockOf(timezone);
          const expected = instants.map((instant) => new Map(named.map((one) => [one.id, rightLines(one, instant, lang, phone)])));
          const lines = await statusLines(site, path, timezone, instants);
          const { compared, wrong } = differences(expected, instants, lines);
          assert.ok(compared >= INSTANTS * 3, `${compared} lines compared`);
          assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${compared} lines are wrong`);
        });
      }
    }
  });
}
