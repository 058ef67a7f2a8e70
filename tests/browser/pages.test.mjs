// Every page of the site, or one of each kind: what no page may do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { node } from "./ax.mjs";
import { start, visit } from "./browser.mjs";
import { table } from "./report.mjs";
import { examples, expectedKinds, languages, pages, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

test("the demo site has every page kind in every language", () => {
  for (const lang of languages) {
    const kinds = examples.filter((one) => one.lang === lang).map(({ kind }) => kind);
    assert.deepEqual(expectedKinds.filter((kind) => !kinds.includes(kind)), [], lang);
  }
});

const isSearchPart = (path) => /search-engine|^\/search\/.+\.json$/.test(path);

test("every page kind has one search box with a name, closed, which asks for nothing until it is used; and used, no page asks another origin, keeps anything, breaks the policy or logs an error", async () => {
  const asked = { pages: 0, requests: 0, origins: new Set(), cookies: 0, kept: 0 };
  const names = new Set();
  // Closing a tab fails if there was a request to another origin, a cookie, an entry in the storages, or a complaint.
  const walk = (stops) => visit(site, {}, async (page, tab) => {
    for (const { path, kind, lang } of stops) {
      // What the page before it is still waiting for ends here.
      await page.goto("about:blank");
      const before = tab.paths().length;
      const requested = () => tab.paths().slice(before);
      await page.goto(path);
      // Everything that the page does by itself: scripts, live status, lazy parts.
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await page.waitForLoadState("networkidle");
      assert.deepEqual(requested().filter(isSearchPart), [], path);

      assert.equal(await page.getByRole("combobox").count(), 1, path);
      const box = await node(page, "input[type=search]");
      assert.equal(box.role, "combobox", path);
      assert.ok(box.name.length > 5, `${path}: the box has a name`);
      names.add(box.name);
      assert.equal(box.expanded.value, false, path);
      assert.equal(box.autocomplete.value, "list", path);

      await page.locator("input[type=search]").focus();
      await page.keyboard.type(question[lang].query);
      await page.getByRole("option").first().waitFor();
      assert.ok(requested().some(isSearchPart), `${path}: the search is loaded, also where the browser keeps it`);
      if (kind === "home") {
        await page.keyboard.press("Enter");
        await page.locator("#search-results a").first().waitFor();
      }
      asked.pages += 1;
    }
    assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);
    const { cookies, stored } = await tab.misdeeds();
    asked.requests += tab.requests.length;
    asked.cookies += cookies.length;
    asked.kept += stored.length;
    tab.requests.forEach((url) => asked.origins.add(new URL(url).origin));
  });
  await Promise.all(languages.map((one) => walk(examples.filter(({ lang }) => lang === one))));
  assert.ok(names.size >= languages.length, `${[...names]}`);
  table("Network log", ["page kinds", "requests", "origins", "cookies", "entries in storages"],
    [[asked.pages, asked.requests, asked.origins.size, asked.cookies, asked.kept]]);
  assert.deepEqual([...asked.origins], [site.url]);
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

test("every page shows the ways to reach a person, and shows them once", () => {
  // Cards, the part above the foot, and on the page of complaints the card for those.
  const shown = (html) => [...html.matchAll(/class="(?:channels|ways)"|id="ours-title"/g)].length;
  assert.deepEqual(pages.filter(({ html }) => shown(html) !== 1).map(({ path, html }) => `${path}: ${shown(html)} times`), []);
});
