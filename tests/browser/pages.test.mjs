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

test("every page has one h1, and headings go down one level at a time", () => {
  const faults = [];
  for (const { path, html } of pages) {
    const levels = [...html.matchAll(/<h([1-6])[\s>]/g)].map(([, level]) => Number(level));
    if (levels.filter((level) => level === 1).length !== 1) faults.push(`${path}: not one h1`);
    const inMain = [...html.slice(html.indexOf("<main"), html.indexOf("</main>")).matchAll(/<h([1-6])[\s>]/g)].map(([, level]) => Number(level));
    inMain.reduce((above, level) => {
      if (level > above + 1) faults.push(`${path}: h${level} below h${above}`);
      return level;
    }, 0);
  }
  assert.deepEqual(faults, []);
});
