// WCAG 2.2 AA as far as a machine can tell: axe on every page kind, in every language on a phone, in one of them on a
// desk and in the dark, too; and the keyboard alone. Settings of the reader are in settings.test.mjs, the search
// box in pages.test.mjs and combobox.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ofColor, violations } from "./axe.mjs";
import { start, tour, visit } from "./browser.mjs";
import { skip, walk } from "./keyboard.mjs";
import { examples, languages, page as example, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/**
 * The language that is looked at in full. Colors do not depend on the language, and longer words get in the way where
 * there is little room.
 */
const [first] = languages;

/** Runs axe on the page as it stands, narrow; in the first language wide and in the dark as well. */
async function inspect(page, lang, name) {
  const found = [];
  for (const width of lang === first ? [1280, 360] : [360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [colorScheme, rules] of [["light"], ...(lang === first ? [["dark", ofColor]] : [])]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      found.push(...(await violations(page, rules)).map((line) => `${name}, ${width} px, ${colorScheme}: ${line}`));
    }
  }
  return found;
}

for (const lang of languages) {
  test(`${lang}: axe finds nothing on any page kind`, async () => {
    const found = [];
    await tour(site, {}, examples.filter((one) => one.lang === lang), async (page, { path }) => {
      found.push(...(await inspect(page, lang, path)));
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
      found.push(...(await inspect(page, lang, path)));
    });
    assert.deepEqual(found, []);
  });
}

for (const width of [1280, 360]) {
  test(`with Tab alone every control is reached, in sight and with a visible ring, the skip link first, at ${width} px`, async () => {
    const faults = [];
    const some = width === 360 ? examples : examples.filter(({ lang }) => lang === first);
    await tour(site, { width }, some, async (page, { path }) => {
      faults.push(...(await walk(page, path)), ...(await skip(page, path)));
    }, 1);
    assert.deepEqual(faults, []);
  });
}

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
