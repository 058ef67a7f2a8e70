// The first view in one round trip: ten segments of TCP's first window are about 14,600 bytes (RFC 6928). Nothing that
// arrives later moves what is already being read.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, visit } from "./browser.mjs";
import { table } from "./report.mjs";
import { examples, hours, pages } from "./site.mjs";

const BUDGET = 14_600;

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** Opens a tab that keeps nothing in its cache (Playwright turns it off where requests are routed), each request `late` by its type. */
const uncached = (options, story, late = () => 0) =>
  visit(site, { height: 740, width: 360, expects: [/status of 404/], ...options }, async (page, { context }) => {
    await context.route("**/*", async (route) => {
      await new Promise((done) => setTimeout(done, late(route.request().resourceType())));
      await route.continue();
    });
    await story(page);
  });

/** What a page loads before anybody does anything: `{ type, path, encoding, bytes }`, bytes as they travel. */
async function firstLoad(page, path) {
  const arrived = [];
  const listen = (response) => arrived.push(response);
  page.on("response", listen);
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  page.off("response", listen);
  return Promise.all(arrived.map(async (response) => {
    const headers = await response.allHeaders();
    return {
      type: response.request().resourceType(), path: new URL(response.url()).pathname,
      encoding: headers["content-encoding"], bytes: Number(headers["content-length"]),
    };
  }));
}

const isCounted = ({ type }) => ["document", "stylesheet", "script"].includes(type);

test("HTML, CSS and script of the first view of every page kind fit into one round trip", async () => {
  const rows = [];
  const over = [];
  await uncached({}, async (page) => {
    for (const { kind, lang, path } of examples) {
      const loads = await firstLoad(page, path);
      const sum = (...types) => loads.filter(({ type }) => types.includes(type)).reduce((all, { bytes }) => all + bytes, 0);
      assert.ok(["document", "stylesheet", "script"].every((type) => sum(type) > 0), `${path}: ${JSON.stringify(loads)}`);
      assert.ok(loads.filter(isCounted).every(({ encoding }) => encoding === "br"), `${path}: ${JSON.stringify(loads)}`);
      assert.deepEqual(loads.filter(({ type }) => type === "font"), [], `${path}: fonts`);
      const total = sum("document", "stylesheet", "script");
      rows.push([kind, lang, sum("document"), sum("stylesheet"), sum("script"), total, sum("fetch", "xhr"), sum("image")]);
      if (total > BUDGET) over.push(`${path}: ${total} bytes`);
    }
  });
  table(`First view, in bytes as Brotli sends them (at most ${BUDGET})`,
    ["page", "language", "html", "css", "script", "sum", "hours", "pictures"], rows);
  assert.deepEqual(over, []);
});

test("the heaviest page of the site is within the budget, too", async () => {
  const weight = async ({ path }) => {
    const reply = await fetch(site.url + path, { headers: { "Accept-Encoding": "br" } });
    return { path, bytes: Number(reply.headers.get("content-length")) };
  };
  const [{ path }] = (await Promise.all(pages.map(weight))).sort((a, b) => b.bytes - a.bytes);
  await uncached({}, async (page) => {
    const total = (await firstLoad(page, path)).filter(isCounted).reduce((all, { bytes }) => all + bytes, 0);
    assert.ok(total <= BUDGET, `${path}: ${total} bytes`);
  });
});

/** An instant when every channel is closed and the longest line is needed: in the night before a day off. */
const closedInstant = (() => {
  const { open } = hours.channels[0];
  const gaps = open.slice(1).map(([next], at) => [next - open[at][1], open[at][1]]);
  return (gaps.sort(([a], [b]) => b - a)[0][1] + 3600) * 1000;
})();

test("nothing moves while a page arrives slowly, also when the live status appears", async () => {
  const moved = [];
  let told = 0;
  const late = (type) => ({ stylesheet: 60, script: 120, fetch: 240, image: 240 })[type] ?? 0;
  // The longest line of the status is that of a closed channel, the narrowest place that on a phone.
  const wide = examples.filter(({ kind }) => ["home", "contact", "faq", "report", "search"].includes(kind));
  for (const [width, at, some] of [[360, closedInstant, examples], [1280, undefined, wide]]) {
    await uncached({ at, width }, async (page) => {
      await page.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries()) {
            window.shifts.push({ value, what: sources.map(({ node }) => node?.className || node?.localName || "text").join(", ") });
          }
        }).observe({ type: "layout-shift", buffered: true });
      });
      for (const { path } of some) {
        await page.goto(path);
        for (const spot of await page.locator("[data-hours]").all()) {
          await spot.evaluate((one) => one.parentNode.scrollIntoView({ block: "center" }));
        }
        if (await page.locator("[data-hours]").evaluateAll((all) => all.some((one) => one.parentNode.checkVisibility()))) {
          await page.locator("[data-hours]:not([hidden]):visible").first().waitFor();
          told += 1;
        }
        // Two frames, so that the last change has been laid out and reported.
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const shifts = await page.evaluate(() => window.shifts);
        moved.push(...shifts.map(({ value, what }) => `${path} at ${width}${at ? ", closed" : ""}: ${what} moved (${value.toFixed(4)})`));
      }
    }, late);
  }
  assert.ok(told > examples.length, `the live status appeared on ${told} pages`);
  assert.deepEqual(moved, []);
});

test("a thing that moves is noticed", () =>
  visit(site, { width: 360 }, async (page) => {
    await page.goto(examples[0].path);
    const value = await page.evaluate(() => new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries()[0].value)).observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => setTimeout(() => {
        document.body.prepend(Object.assign(document.createElement("p"), { textContent: "A late notice.", style: "" }));
      }));
    }));
    assert.ok(value > 0);
  }));
