// "Open now, until 8 PM", on a page that is opened at that moment. That every line is right, to the second and in other
// time zones, is in instants.test.mjs, on a page that stays open.
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

/** The status lines of a page that is opened at an instant, by channel. */
async function statusAt(instant, path) {
  const lines = {};
  await visit(site, { at: instant * 1000, timezone: "America/New_York" }, async (page) => {
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

test("opened at the first second and at the one before it, contact and home pages say in both languages what the hours promise", async () => {
  const [from] = span(staffed[0]);
  for (const lang of ["en", "es"]) {
    for (const path of [example("contact", lang).path, example("home", lang).path]) {
      for (const instant of [from - 1, from]) {
        const lines = await statusAt(instant, path);
        for (const id of path.includes("contact") ? live : [staffed[0].id]) assert.ok(lines[id], `${path}: ${id} has a status`);
        for (const [id, line] of Object.entries(lines)) {
          const channel = hours.channels.find((one) => one.id === id);
          assert.match(line, isOpen(channel, instant) ? said[lang].open : said[lang].closed, `${path}: ${id} at ${instant}`);
        }
      }
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
