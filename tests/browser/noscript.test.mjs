// The site without JavaScript: every answer is reached by links alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, tour, visit } from "./browser.mjs";
import { examples, languages, page as example, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

for (const lang of languages) {
  const { query, answer } = question[lang];

  test(`${lang}: the A–Z page leads to the answer about account freezes`, () =>
    visit(site, { js: false, width: 360 }, async (page) => {
      await page.goto(example("home", lang).path);
      await page.locator(`a[href="${example("a-z", lang).path}"]`).first().click();
      assert.equal(new URL(page.url()).pathname, example("a-z", lang).path);
      const link = page.locator(`main a[href^="${answer}"]`).first();
      const asked = (await link.textContent()).trim();
      await link.click();
      const { pathname, hash } = new URL(page.url());
      assert.equal(pathname, answer);
      const section = page.locator("section", { has: page.locator(`[id="${decodeURIComponent(hash.slice(1))}"]`) });
      assert.ok((await section.locator("h2").first().textContent()).includes(asked), `${hash} is the question "${asked}"`);
      const text = await section.innerText();
      assert.ok(text.length > asked.length + 100, "the answer stands below the question");
    }));

  test(`${lang}: the plain search form ends on a page that points to A–Z, topics and people`, () =>
    visit(site, { js: false }, async (page) => {
      await page.goto(example("faq", lang).path);
      await page.locator("header input[type=search]").fill(query);
      await page.locator("header input[type=search]").press("Enter");
      await page.waitForURL((url) => url.pathname === example("search", lang).path);
      assert.equal(new URL(page.url()).searchParams.get("q"), query);
      for (const kind of ["a-z", "topics", "contact"]) {
        assert.ok(await page.locator(`main a[href="${example(kind, lang).path}"]`).first().isVisible(), kind);
      }
    }));
}

test("a results page whose script does not come leads to the answers in another way", () =>
  visit(site, { expects: [/ERR_FAILED/] }, async (page, { context }) => {
    await context.route("**/site*.js", (route) => route.abort());
    await context.route("**/search-page*.js", (route) => route.abort());
    await page.goto("/search/?q=frozen");
    for (const kind of ["a-z", "topics", "contact"]) {
      await page.locator(`main a[href="${example(kind).path}"]`).first().waitFor({ timeout: 8000 });
    }
  }));

test("every page kind has its main text, its navigation and a phone number in sight", () =>
  tour(site, { js: false }, examples, async (page, { path, kind }) => {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      assert.ok((await page.locator("main").innerText()).length > 80, `${path}: main text`);
      assert.ok(await page.locator('a[href^="tel:"]').first().isVisible(), `${path}: phone`);
      if (kind === "contact") assert.ok(await page.locator("main table").first().isVisible(), `${path}: hours table`);
      const menu = page.locator("header .menu nav a").first();
      if (!(await menu.isVisible())) await page.locator("header .menu summary").click();
      assert.ok(await menu.isVisible(), `${path}: navigation at ${width}`);
      assert.equal(await page.locator(".status:visible").count(), 0, `${path}: no empty place for the live status`);
    }
  }));
