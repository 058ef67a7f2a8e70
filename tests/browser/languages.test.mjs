// The language switcher keeps the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, visit } from "./browser.mjs";
import { pages } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

test("from each English page to its Spanish twin and back", () =>
  visit(site, {}, async (page) => {
    const english = pages.filter(({ lang }) => lang === "en");
    for (const { path, kind } of english) {
      await page.goto(path);
      const heading = await page.locator("h1").textContent();
      await page.locator("header .langs a[hreflang=es]").click();
      await page.waitForURL((url) => url.pathname === "/es" + path);
      assert.equal(await page.locator("html").getAttribute("lang"), "es");
      assert.equal(await page.locator("body").getAttribute("class"), kind);
      assert.notEqual(await page.locator("h1").textContent(), heading, `${path}: the heading is translated`);
      await page.locator("header .langs a[hreflang=en]").click();
      await page.waitForURL((url) => url.pathname === path);
      assert.equal(await page.locator("h1").textContent(), heading);
    }
  }));

test("Spanish pages speak no English of the theme's own", async () => {
  // Words that only the theme's English strings would put on a page.
  const english = /\b(Skip to|Search the|Last reviewed|On this page|You are here|Talk to a person|Open now|Closed, opens)\b/;
  await visit(site, {}, async (page) => {
    for (const { path } of pages.filter(({ lang }) => lang === "es")) {
      await page.goto(path);
      assert.doesNotMatch(await page.locator("body").innerText(), english, path);
    }
  });
});
