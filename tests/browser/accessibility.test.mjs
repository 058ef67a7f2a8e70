// WCAG 2.2 AA as far as a machine can tell: axe on every page kind, in every language, light and
// dark, on a phone and on a desk; and the keyboard alone. Settings of the reader are in settings.test.mjs, the search
// box in combobox.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { start, tour, visit } from "./browser.mjs";
import { walk } from "./keyboard.mjs";
import { examples, languages, page as example, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** Runs axe in light and dark, narrow and wide. */
async function inspect(page, name) {
  const found = [];
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      found.push(...(await violations(page)).map((line) => `${name}, ${width} px, ${colorScheme}: ${line}`));
    }
  }
  return found;
}

for (const lang of languages) {
  test(`${lang}: axe finds nothing on any page kind`, async () => {
    const found = [];
    await tour(site, {}, examples.filter((one) => one.lang === lang), async (page, { path }) => {
      found.push(...(await inspect(page, path)));
    });
    assert.deepEqual(found, []);
  });

  test(`${lang}: axe finds nothing in search results, suggestions, no results, the open menu, the live status`, async () => {
    const { query } = question[lang];
    const { path: search } = example("search", lang);
    const found = [];
    const states = [
      { path: `${search}?${new URLSearchParams({ q: query })}`, into: (page) => page.locator("#search-results a").first().waitFor() },
      { path: `${search}?q=zzzqqqxxyy`, into: (page) => page.locator("#search-help").waitFor() },
      { path: example("home", lang).path, into: async (page) => {
        await page.locator("input[type=search]").focus();
        await page.keyboard.type(query);
        await page.getByRole("option").first().waitFor();
        await page.keyboard.press("ArrowDown");
      } },
      { path: example("faq", lang).path, into: async (page) => {
        await page.setViewportSize({ width: 360, height: 800 });
        await page.locator("header .menu summary").click();
      } },
      { path: example("contact", lang).path, into: async (page) => {
        await page.locator("[data-hours]").first().evaluate((element) => element.parentNode.scrollIntoView());
        await page.locator("[data-hours]:not([hidden])").first().waitFor();
      } },
    ];
    await tour(site, { width: 360 }, states, async (page, { path, into }) => {
      await into(page);
      found.push(...(await inspect(page, path)));
    });
    assert.deepEqual(found, []);
  });
}

for (const width of [1280, 360]) {
  test(`with Tab alone every control is reached, in sight and with a visible ring, at ${width} px`, async () => {
    const faults = [];
    await tour(site, { width }, examples, async (page, { path }) => {
      faults.push(...(await walk(page, path)));
    }, 1);
    assert.deepEqual(faults, []);
  });
}

test("the skip link is the first stop, comes into sight and moves the focus to the main part", () =>
  tour(site, {}, examples, async (page, { path }) => {
    await page.keyboard.press("Tab");
    const link = page.locator(":focus");
    assert.equal(await link.getAttribute("href"), "#main", path);
    assert.ok((await link.boundingBox()).y >= 0, `${path}: in sight`);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.localName), "main", path);
    await page.keyboard.press("Tab");
    assert.ok(
      await page.evaluate(() => document.querySelector("main").compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING),
      `${path}: the next stop lies in or after the main part`,
    );
  }));

test("from right to left every page kind mirrors, and nothing scrolls sideways at 320 pixels", async () => {
  const faults = [];
  await tour(site, { width: 320 }, examples, async (page, { path, kind }) => {
    const found = await page.evaluate(() => {
      const root = document.documentElement;
      root.dir = "rtl";
      const box = (selector) => document.querySelector(selector).getBoundingClientRect();
      return {
        over: root.scrollWidth - root.clientWidth,
        brand: innerWidth - box(".brand").right,
        menu: box(".menu").left,
        tel: getComputedStyle(document.querySelector('a[href^="tel:"]')).direction,
      };
    });
    if (found.over > 0) faults.push(`${path}: ${found.over} px too wide`);
    if (found.brand > 40 || found.menu > 40) faults.push(`${path}: ${kind} does not mirror`);
    if (found.tel !== "ltr") faults.push(`${path}: a telephone number turns round`);
  });
  assert.deepEqual(faults, []);
});

test("the open menu of a phone closes with Escape, and when the focus goes on", () =>
  visit(site, { width: 360 }, async (page) => {
    await page.goto("/");
    const menu = page.locator("header .menu");
    const isOpen = () => menu.evaluate((details) => details.open);
    await menu.locator("summary").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await isOpen());
    await page.keyboard.press("Escape");
    assert.ok(!(await isOpen()));
    assert.ok(await menu.locator("summary").evaluate((summary) => summary === document.activeElement));

    await page.keyboard.press("Enter");
    for (const _ of await menu.locator("a").all()) await page.keyboard.press("Tab");
    assert.ok(await isOpen());
    await page.keyboard.press("Tab");
    assert.ok(!(await isOpen()), "it covers what has the focus");
  }));
