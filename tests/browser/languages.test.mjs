// The language switcher keeps the page, and what it leads to speaks its language.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, tour } from "./browser.mjs";
import { pages } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** Words that only the theme's English strings would put on a page. */
const english = /\b(Skip to|Search the|Last reviewed|On this page|You are here|Talk to a person|Open now|Closed, opens)\b/;

test("from each English page to its Spanish twin, which speaks no English of the theme's own, and back", async () => {
  const seen = new Set();
  await tour(site, {}, pages.filter(({ lang }) => lang === "en"), async (page, { path, kind }) => {
    const heading = await page.locator("h1").textContent();
    await page.locator("header .langs a[hreflang=es]").click();
    await page.waitForURL((url) => url.pathname === "/es" + path);
    seen.add("/es" + path);
    assert.equal(await page.locator("html").getAttribute("lang"), "es");
    assert.equal(await page.locator("body").getAttribute("class"), kind);
    assert.notEqual(await page.locator("h1").textContent(), heading, `${path}: the heading is translated`);
    assert.doesNotMatch(await page.locator("body").innerText(), english, path);
    await page.locator("header .langs a[hreflang=en]").click();
    await page.waitForURL((url) => url.pathname === path);
    assert.equal(await page.locator("h1").textContent(), heading);
  });
  assert.deepEqual(pages.filter(({ lang, path }) => lang === "es" && !seen.has(path)), [], "Spanish pages without an English twin");
});
