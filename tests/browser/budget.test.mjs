// The first view in one round trip: ten segments of TCP's first window are about 14,600 bytes (RFC 6928). Nothing that
// arrives later moves what is already being read.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, visit } from "./browser.mjs";
import { build } from "./fixture.mjs";
import { table } from "./report.mjs";
import { examples, hours, languages, pages } from "./site.mjs";

const BUDGET = 14_600;

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** Opens a tab that keeps nothing in its cache (Playwright turns it off where requests are routed), each request `late` by its type. */
const uncached = ({ of = site, ...options }, story, late = () => 0) =>
  visit(of, { height: 740, width: 360, expects: [/status of 404/], ...options }, async (page, { context }) => {
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

/** Keeps a list of everything that moves on a page by itself, from its first byte on. */
const watchShifts = (page) => page.addInitScript(() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      window.shifts.push(`${sources.map(({ node }) => node?.className || node?.localName || "text").join(", ")} moved (${value.toFixed(4)})`);
    }
  }).observe({ type: "layout-shift", buffered: true });
});

/** What moved so far: after two frames, so that the last change has been laid out and reported. */
const shifts = async (page) => {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page.evaluate(() => window.shifts);
};

const late = (type) => ({ stylesheet: 60, script: 120, fetch: 240, image: 240 })[type] ?? 0;

test("every page kind on a slow line", async (t) => {
  const weights = [];
  const moved = [];
  let told = 0;
  /** Waits for what comes late, and writes down what moved. */
  const read = async (page, path, width) => {
    if (path.endsWith("?q=a")) await page.locator("#search-results a").first().waitFor();
    for (const spot of await page.locator("[data-hours]").all()) {
      await spot.evaluate((one) => one.parentNode.scrollIntoView({ block: "center" }));
    }
    if (await page.locator("[data-hours]").evaluateAll((all) => all.some((one) => one.parentNode.checkVisibility()))) {
      await page.locator("[data-hours]:not([hidden]):visible").first().waitFor();
      told += 1;
    }
    moved.push(...(await shifts(page)).map((what) => `${path} at ${width}: ${what}`));
  };
  // The longest line of the status is that of a closed channel, the narrowest place that on a phone.
  const wide = examples.filter(({ kind }) => ["home", "contact", "faq", "report"].includes(kind));
  // A search that arrives as an address gets its results late.
  const searches = examples.filter(({ kind }) => kind === "search").map(({ path }) => ({ path: `${path}?q=a` }));
  await Promise.all(languages.map((one) => uncached({ at: closedInstant }, async (page) => {
    await watchShifts(page);
    for (const example of examples.filter(({ lang }) => lang === one)) {
      weights.push({ ...example, loads: await firstLoad(page, example.path) });
      await read(page, example.path, 360);
    }
  }, late)));
  for (const [width, at, some] of [[360, closedInstant, searches], [1280, undefined, [...wide, ...searches]]]) {
    await uncached({ at, width }, async (page) => {
      await watchShifts(page);
      for (const { path } of some) {
        await page.goto(path);
        await read(page, path, width);
      }
    }, late);
  }

  await t.test("HTML, CSS and script of the first view fit into one round trip", () => {
    const rows = [];
    const over = [];
    for (const { kind, lang, path, loads } of weights) {
      const sum = (...types) => loads.filter(({ type }) => types.includes(type)).reduce((all, { bytes }) => all + bytes, 0);
      assert.ok(["document", "stylesheet", "script"].every((type) => sum(type) > 0), `${path}: ${JSON.stringify(loads)}`);
      assert.ok(loads.filter(isCounted).every(({ encoding }) => encoding === "br"), `${path}: ${JSON.stringify(loads)}`);
      assert.deepEqual(loads.filter(({ type }) => type === "font"), [], `${path}: fonts`);
      const total = sum("document", "stylesheet", "script");
      rows.push([kind, lang, sum("document"), sum("stylesheet"), sum("script"), total, sum("fetch", "xhr"), sum("image")]);
      if (total > BUDGET) over.push(`${path}: ${total} bytes`);
    }
    rows.sort(([, one], [, other]) => languages.indexOf(one) - languages.indexOf(other));
    table(`First view, in bytes as Brotli sends them (at most ${BUDGET})`,
      ["page", "language", "html", "css", "script", "sum", "hours", "pictures"], rows);
    assert.deepEqual(over, []);
  });

  await t.test("nothing moves while a page arrives, also when the live status appears", () => {
    assert.ok(told > examples.length, `the live status appeared on ${told} pages`);
    assert.deepEqual(moved, []);
  });
});

test("a picture has its size and waits until it is needed, so that nothing moves when it arrives", async (t) => {
  const built = build("arabic");
  t.after(built.remove);
  const other = await start({ root: built.folder });
  t.after(other.stop);
  await uncached({ width: 360, of: other }, async (page) => {
    await watchShifts(page);
    await page.goto("/faq/account-freezes/");
    const picture = page.locator("main img");
    const attributes = await picture.evaluate((one) => Object.fromEntries(one.getAttributeNames().map((name) => [name, one.getAttribute(name)])));
    assert.deepEqual(
      { width: attributes.width, height: attributes.height, loading: attributes.loading },
      { width: "640", height: "160", loading: "lazy" },
    );
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector("main img").naturalWidth === 640);
    assert.deepEqual(await shifts(page), []);
  }, late);
});

test("every picture of the demo site has its size, and waits unless it is the logo", () => {
  for (const { path, html } of pages) {
    for (const [picture] of html.matchAll(/<img\s[^>]*>/g)) {
      assert.match(picture, /\swidth="\d+"/, `${path}: ${picture}`);
      assert.match(picture, /\sheight="\d+"/, `${path}: ${picture}`);
      if (html.indexOf(picture) > html.indexOf("<main")) assert.match(picture, /\sloading="lazy"/, `${path}: ${picture}`);
    }
  }
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
