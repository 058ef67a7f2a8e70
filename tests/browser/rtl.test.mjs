// A language that is written from right to left, with interface strings of the site's own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { start, tour, visit } from "./browser.mjs";
import { build } from "./fixture.mjs";
import { sideways } from "./sideways.mjs";
import { readPages } from "./site.mjs";

let built;
let site;
let pages;
before(async () => {
  built = build("arabic");
  pages = readPages(built.folder);
  site = await start({ root: built.folder });
});
after(async () => {
  await site?.stop();
  built?.remove();
});

test("each language has its direction, and an Arabic page none of the English strings", () => {
  assert.deepEqual([...new Set(pages.map(({ lang }) => lang))].sort(), ["ar", "en"]);
  for (const { path, html, lang } of pages) {
    assert.match(html, lang === "ar" ? /<html lang="ar" dir="rtl">/ : /<html lang="en" dir="ltr">/, path);
    if (lang === "ar") assert.doesNotMatch(html, /Skip to|Search the|Last reviewed|On this page|Talk to a person/, path);
  }
});

test("on no page axe finds anything, wide and light, narrow and dark, and none scrolls sideways, wide and at 400 % zoom", async () => {
  const faults = [];
  await tour(site, {}, pages, async (page, { path, lang }) => {
    for (const [width, height, colorScheme] of [[1280, 800, "light"], [360, 800, "dark"], [320, 256, "light"]]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const over = await page.evaluate(sideways);
      if (over) faults.push(`${path} at ${width}: ${over}`);
      // The English pages are like those of the demo site.
      if (lang !== "ar" || width === 320) continue;
      faults.push(...(await violations(page)).map((line) => `${path} at ${width}: ${line}`));
    }
  });
  assert.deepEqual(faults, []);
});

test("the page is mirrored, but for numbers and addresses", () =>
  visit(site, {}, async (page) => {
    await page.goto("/faq/account-freezes/");
    const box = (selector) => page.locator(selector).first().boundingBox();
    const brand = await box(".brand");
    const search = await box("header input[type=search]");
    assert.ok(brand.x > search.x, "the name of the site stands to the right of the search box");
    const [first, second] = await page.locator("header .menu nav a").evaluateAll((all) => all.slice(0, 2).map((one) => one.getBoundingClientRect().right));
    assert.ok(first > second, "the first page of the menu stands on the right");
    const list = await page.locator("main .text ol li").first().evaluate((one) => ({
      own: one.getBoundingClientRect().right, outer: one.parentElement.getBoundingClientRect().right,
    }));
    assert.ok(list.own < list.outer, "numbers of a list stand on its right");
    // Each character of a telephone number stands to the right of the one before it.
    const number = await page.locator("main a[href^='tel:']").first().evaluate((link) => {
      const text = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode();
      return [...text.data].map((_, at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      });
    });
    assert.ok(number.length > 8);
    assert.deepEqual(number, [...number].sort((a, b) => a - b), "the telephone number is written from left to right");
  }));

test("the bars of a chart begin on the right", () =>
  visit(site, {}, async (page) => {
    await page.goto("/reports/2026-q3/");
    const bars = await page.locator(".chart").evaluateAll((all) => all.map((chart) => ({
      ground: chart.getBoundingClientRect().right, bar: chart.querySelector("rect").getBoundingClientRect().right,
    })));
    assert.ok(bars.length > 1);
    for (const { bar, ground } of bars) assert.ok(Math.abs(bar - ground) < 1, JSON.stringify(bars));
  }));

test("search and live status speak Arabic", () =>
  visit(site, { width: 360 }, async (page) => {
    await page.goto("/contact/");
    const status = page.locator("[data-hours]:not([hidden]):visible").first();
    await page.locator("[data-hours]").first().evaluate((one) => one.parentNode.scrollIntoView());
    await status.waitFor();
    assert.match(await status.textContent(), /^(مفتوح الآن حتى|مغلق، يفتح) /);
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator("header input[type=search]").focus();
    await page.keyboard.type("حساب مجمد");
    await page.getByRole("option").first().waitFor();
    await page.locator("form.search [role=status]", { hasText: /^(اقتراح واحد|\d+ اقتراحات)/ }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(sideways), null);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/faq/account-freezes/");
  }));

test("the language switcher keeps the page that is translated", () =>
  visit(site, {}, async (page) => {
    await page.goto("/faq/account-freezes/");
    await page.locator("header .langs a[hreflang=en]").click();
    await page.waitForURL((url) => url.pathname === "/en/faq/account-freezes/");
    await page.locator("header .langs a[hreflang=ar]").click();
    await page.waitForURL((url) => url.pathname === "/faq/account-freezes/");
    await page.goto("/faq/fees/");
    const other = page.locator("header .langs a[hreflang=en]");
    if (await other.count()) {
      await other.click();
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
      assert.equal(await page.locator("h1").count(), 1, "no dead link");
    }
  }));
