// Every page of the site, one after the other, on a narrow phone: what no page may do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, visit } from "./browser.mjs";
import { examples, expectedKinds, languages, pages } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** Loads a page and lets it do what it does by itself: scripts, live status, lazy parts. */
async function settle(page, path) {
  await page.goto(path);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForLoadState("networkidle");
}

test("the demo site has every page kind in every language", () => {
  for (const lang of languages) {
    const kinds = examples.filter((one) => one.lang === lang).map(({ kind }) => kind);
    assert.deepEqual(expectedKinds.filter((kind) => !kinds.includes(kind)), [], lang);
  }
});

test("no page asks another origin, sets a cookie, breaks the policy or logs an error", async () => {
  for (const { path } of examples) await visit(site, {}, (page) => settle(page, path));
});

test("a page that is not there answers 404 in its language, with search and contact", async () => {
  for (const [path, lang] of [["/no/such/page", "en"], ["/es/no/such/page", "es"]]) {
    await visit(site, { expects: [/status of 404/] }, async (page) => {
      assert.equal((await page.goto(path)).status(), 404);
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      assert.equal(await page.locator("input[type=search]").count(), 1);
      assert.ok(await page.locator('a[href^="tel:"]').first().isVisible());
    });
  }
});

test("every page has one h1, and nothing scrolls sideways at 320 pixels", async () => {
  const wide = [];
  await visit(site, { width: 320, height: 640 }, async (page) => {
    for (const { path } of pages) {
      await page.goto(path);
      assert.equal(await page.locator("h1").count(), 1, path);
      const over = await page.evaluate(() => {
        const root = document.documentElement;
        const edge = root.clientWidth;
        if (root.scrollWidth <= edge && document.body.scrollWidth <= edge) return null;
        const culprits = [...document.querySelectorAll("body *")]
          .filter((element) => element.getBoundingClientRect().right > edge + 0.5)
          .map((element) => `${element.localName}.${element.className}`);
        return `${root.scrollWidth - edge} px: ${[...new Set(culprits)].slice(0, 5).join(", ")}`;
      });
      if (over) wide.push(`${path} ${over}`);
    }
  });
  assert.deepEqual(wide, []);
});

test("headings go down one level at a time", async () => {
  const jumps = [];
  await visit(site, {}, async (page) => {
    for (const { path } of pages) {
      await page.goto(path);
      const levels = await page.locator("main :is(h1,h2,h3,h4,h5,h6)").evaluateAll((all) => all.map((h) => +h.localName[1]));
      levels.reduce((above, level) => {
        if (level > above + 1) jumps.push(`${path}: h${level} below h${above}`);
        return level;
      }, 0);
    }
  });
  assert.deepEqual(jumps, []);
});
