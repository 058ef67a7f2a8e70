// WCAG 2.2 AA as far as a machine can tell: axe on every page kind, in every language, light and
// dark, on a phone and on a desk; and the keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { start, visit } from "./browser.mjs";
import { examples, languages, page as example, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** Runs axe in light and dark, narrow and wide; `prepare` puts the page into its state once. */
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
    for (const { path } of examples.filter((one) => one.lang === lang)) {
      await visit(site, {}, async (page) => {
        await page.goto(path);
        await page.waitForLoadState("networkidle");
        found.push(...(await inspect(page, path)));
      });
    }
    assert.deepEqual(found, []);
  });

  test(`${lang}: axe finds nothing in search results, suggestions, no results, the open menu, the live status`, async () => {
    const { query } = question[lang];
    const search = example("search", lang).path;
    const found = [];
    const state = (name, path, prepare) => visit(site, { width: 360 }, async (page) => {
      await page.goto(path);
      await prepare(page);
      found.push(...(await inspect(page, name)));
    });
    await state("results", `${search}?${new URLSearchParams({ q: query })}`, (page) =>
      page.locator("#search-results a").first().waitFor());
    await state("no results", `${search}?q=zzzqqqxxyy`, (page) => page.locator("#search-help").waitFor());
    await state("suggestions", example("home", lang).path, async (page) => {
      await page.locator("input[type=search]").focus();
      await page.keyboard.type(query);
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("ArrowDown");
    });
    await state("menu", example("faq", lang).path, (page) => page.locator("header .menu summary").click());
    await state("live status", example("contact", lang).path, async (page) => {
      await page.locator("[data-hours]").first().evaluate((element) => element.parentNode.scrollIntoView());
      await page.locator("[data-hours]:not([hidden])").first().waitFor();
    });
    assert.deepEqual(found, []);
  });
}

/** The element that has the focus, and whether a sighted person can tell. */
const focused = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const looks = (one) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\)$|transparent/.test(outlineColor);
  };
  const box = element.getBoundingClientRect();
  element.setAttribute("data-reached", "");
  return {
    name: `${element.localName}${element.id ? "#" + element.id : ""} "${element.textContent.trim().slice(0, 30)}"`,
    // The box around a search field may carry the ring for it.
    ringed: looks(element) || (element.matches("input") && looks(element.parentElement)),
    inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
};

for (const width of [1280, 360]) {
  test(`with Tab alone every control is reached, in sight and with a visible ring, at ${width} px`, async () => {
    const faults = [];
    for (const { path } of examples) {
      await visit(site, { width }, async (page) => {
        await page.goto(path);
        let presses = 0;
        for (; presses < 400; presses++) {
          await page.keyboard.press("Tab");
          const now = await page.evaluate(focused);
          if (!now) break;
          if (!now.ringed) faults.push(`${path}: no ring on ${now.name}`);
          if (!now.inSight) faults.push(`${path}: out of sight ${now.name}`);
        }
        assert.ok(presses < 400, `${path}: the focus never leaves the page`);
        const missed = await page.evaluate(() =>
          [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
            .filter((one) => one.checkVisibility() && !one.hasAttribute("data-reached"))
            .map((one) => one.outerHTML.slice(0, 120)));
        faults.push(...missed.map((html) => `${path}: not reached ${html}`));
      });
    }
    assert.deepEqual(faults, []);
  });
}

test("the skip link is the first stop, comes into sight and moves the focus to the main part", async () => {
  for (const { path } of examples) {
    await visit(site, {}, async (page) => {
      await page.goto(path);
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
    });
  }
});
