// "Open now, until 8 PM": what the page says equals what api/hours.json promises, to the second.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, visit } from "./browser.mjs";
import { hours, page as example } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

const said = {
  en: { open: /^Open now/, closed: /^Closed, opens / },
  es: { open: /^Abierto ahora/, closed: /^Cerrado/ },
};

const isOpen = (channel, instant) => channel.open.some(([from, to]) => from <= instant && instant < to);
const aroundTheClock = (channel) => channel.open.length === 1;

/** The clock time of an instant in the channel's zone, "8 PM" or "8:30 PM", calculated apart from the site. */
function clock(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "numeric", minute: "2-digit", weekday: "long" })
    .formatToParts(instant * 1000);
  const part = (type) => parts.find((one) => one.type === type).value;
  const minute = part("minute");
  return { time: `${part("hour")}${minute === "00" ? "" : ":" + minute} ${part("dayPeriod")}`, day: part("weekday") };
}

/** The status lines of the contact page, by channel, at an instant. */
async function statusAt(instant, { lang = "en", timezone = "America/New_York", path = example("contact", lang).path } = {}) {
  const lines = {};
  await visit(site, { at: instant * 1000, timezone }, async (page) => {
    await page.goto(path);
    // The page asks for the hours when the cards come into sight.
    for (const card of await page.locator("[data-hours]").all()) {
      await card.evaluate((element) => element.parentNode.scrollIntoView());
    }
    await page.locator("[data-hours]:not([hidden])").first().waitFor({ timeout: 5000 });
    for (const card of await page.locator("[data-hours]").all()) {
      lines[await card.getAttribute("data-hours")] = (await card.textContent()).replace(/\s+/g, " ").trim();
    }
  });
  return lines;
}

// The channels on which somebody answers at once; a letter box is neither open nor closed.
const live = ["phone", "email", "chat"];
const staffed = hours.channels.filter((channel) => live.includes(channel.id) && !aroundTheClock(channel));
// A span in the middle of the file whose neighbours are whole, too.
const span = (channel) => channel.open[10];

test("the demo site has hours to test", () => assert.deepEqual(staffed.map(({ id }) => id).sort(), [...live].sort()));

for (const timezone of ["America/New_York", "Asia/Tokyo"]) {
  test(`open at the first and the last second, closed beside them (phone in ${timezone})`, async () => {
    const [from, to] = span(staffed[0]);
    for (const instant of [from - 1, from, Math.floor((from + to) / 2), to - 1, to]) {
      const lines = await statusAt(instant, { timezone });
      for (const id of live) assert.ok(lines[id], `${id} has a status`);
      for (const [id, line] of Object.entries(lines)) {
        const channel = hours.channels.find((one) => one.id === id);
        assert.match(line, isOpen(channel, instant) ? said.en.open : said.en.closed, `${id} at ${instant}`);
      }
    }
  });
}

test("the line names the time of the next change, on the channel's clock", async () => {
  for (const channel of staffed) {
    const [from, to] = span(channel);
    const open = (await statusAt(from + 60))[channel.id];
    assert.equal(open, `Open now, until ${clock(to, channel.time_zone).time}`, channel.id);
    const after = channel.id === "phone" ? ". Leave a voicemail, we call back within 1 business day." : "";
    const closed = (await statusAt(from - 60))[channel.id];
    assert.equal(closed, `Closed, opens ${clock(from, channel.time_zone).time}${after}`, channel.id);
    // Over a night: the next opening is on another day, which is named.
    const [, before] = channel.open[9];
    const night = (await statusAt(before + 60))[channel.id];
    const { day, time } = clock(from, channel.time_zone);
    assert.equal(night, `Closed, opens ${day} ${time}${after}`, channel.id);
  }
});

test("a phone in another time zone is told whose time it is", async () => {
  const channel = staffed[0];
  const [from] = span(channel);
  const lines = await statusAt(from + 60, { timezone: "America/Los_Angeles" });
  assert.match(lines[channel.id], /^Open now, until \d+ [AP]M \(Eastern Time\)$/);
});

test("a phone whose clock is hours off is told by the server's", async () => {
  const channel = staffed[0];
  const [from, to] = span(channel);
  for (const off of [-12, 12, 36]) {
    const tab = await site.open({ at: ((from + to) / 2) * 1000, timezone: "America/New_York" });
    await tab.context.clock.setFixedTime(((from + to) / 2 + off * 3600) * 1000);
    await tab.page.goto(example("contact").path);
    const line = tab.page.locator(`[data-hours="${channel.id}"]`).first();
    await line.evaluate((element) => element.parentNode.scrollIntoView());
    await line.and(tab.page.locator(":not([hidden])")).waitFor();
    assert.match(await line.textContent(), said.en.open, `${off} hours`);
    await tab.close();
  }
});

test("a file from a cache is as old as the cache says, and the status is told", async () => {
  const channel = staffed[0];
  const [from] = span(channel);
  await visit(site, { at: (from + 60) * 1000, timezone: "America/New_York" }, async (page) => {
    const days = 3 * 86_400;
    await page.route("**/api/hours.json", async (route) => {
      const reply = await route.fetch();
      const headers = { ...reply.headers(), date: new Date((from + 60 - days) * 1000).toUTCString(), age: String(days) };
      await route.fulfill({ response: reply, headers });
    });
    await page.goto(example("contact").path);
    const line = page.locator(`[data-hours="${channel.id}"]`).first();
    await line.evaluate((element) => element.parentNode.scrollIntoView());
    await line.and(page.locator(":not([hidden])")).waitFor();
    assert.match(await line.textContent(), said.en.open);
  });
});

test("the Spanish contact page and both home pages say the same", async () => {
  const channel = staffed[0];
  const [from] = span(channel);
  for (const lang of ["en", "es"]) {
    for (const path of [example("contact", lang).path, example("home", lang).path]) {
      assert.match((await statusAt(from + 60, { lang, path }))[channel.id], said[lang].open, path);
      assert.match((await statusAt(from - 60, { lang, path }))[channel.id], said[lang].closed, path);
    }
  }
});

test("the line changes while the page stays open", async () => {
  const channel = staffed[0];
  const [, to] = span(channel);
  await visit(site, { at: (to - 60) * 1000 }, async (page) => {
    await page.clock.install({ time: (to - 60) * 1000 });
    await page.goto(example("contact").path);
    const line = page.locator(`[data-hours="${channel.id}"]`).first();
    await line.evaluate((element) => element.parentNode.scrollIntoView());
    await line.and(page.locator(":not([hidden])")).waitFor();
    assert.match(await line.textContent(), said.en.open);
    await page.clock.fastForward(90_000);
    assert.match(await line.textContent(), said.en.closed);
  });
});

test("while closed the status says when we open and what happens until then", async () => {
  const night = Date.UTC(2026, 10, 22, 2);
  for (const [lang, said] of [
    ["en", "Closed, opens Monday 8 AM. Leave a voicemail, we call back within 1 business day."],
    ["es", "Cerrado, abre el lunes a las 8 a. m. Deje un mensaje"],
  ]) {
    await visit(site, { at: night, timezone: "America/New_York" }, async (page) => {
      await page.goto(example("contact", lang).path);
      const status = page.locator("[data-hours=phone]").first();
      await status.evaluate((element) => element.parentNode.scrollIntoView());
      await status.and(page.locator(":not([hidden])")).waitFor();
      const text = (await status.textContent()).replace(/\s/g, " ");
      assert.ok(text.startsWith(said), text);
      assert.equal(await page.locator(".off:visible").count(), 0, "not said twice");
    });
  }
});
