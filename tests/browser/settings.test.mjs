// What readers set for themselves: zoom, colors of their own, less motion, paper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { start, visit } from "./browser.mjs";
import { sideways } from "./sideways.mjs";
import { examples, languages, page as example, pages, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

// A window of 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10): what is left is 320 × 256.
test("at 400 % zoom no page scrolls sideways, and every table that does can be reached and has a name", () =>
  visit(site, { width: 320, height: 256 }, async (page) => {
    const faults = [];
    for (const { path } of pages) {
      await page.goto(path);
      const over = await page.evaluate(sideways);
      if (over) faults.push(`${path} ${over}`);
      faults.push(...(await page.evaluate(() => [...document.querySelectorAll("main *")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX))
        .filter((one) => one.tabIndex !== 0 || !(one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")))
        .map((one) => `${location.pathname}: no name or no stop on ${one.outerHTML.slice(0, 100)}`))));
    }
    assert.deepEqual(faults, []);
  }));

for (const lang of languages) {
  test(`${lang}: at 400 % zoom the search can be used and its answers do not scroll sideways`, () =>
    visit(site, { width: 320, height: 256 }, async (page) => {
      await page.goto(example("faq", lang).path);
      const box = page.locator("input[type=search]").first();
      await box.focus();
      await page.keyboard.type(question[lang].query);
      await page.getByRole("option").first().waitFor();
      assert.equal(await page.evaluate(sideways), null, "suggestions");
      await page.keyboard.press("ArrowDown");
      const option = await page.locator("[aria-selected=true]").boundingBox();
      assert.ok(option.y >= 0 && option.y < 256, `the chosen answer is in sight: ${JSON.stringify(option)}`);
      await page.goto(`${example("search", lang).path}?${new URLSearchParams({ q: question[lang].query })}`);
      await page.locator("#search-results a").first().waitFor();
      assert.equal(await page.evaluate(sideways), null, "results");
    }));
}

test("with forced colors axe finds nothing, and every stop of the Tab key has a ring", () =>
  visit(site, { forcedColors: "active", width: 1280 }, async (page) => {
    const faults = [];
    // Colors do not depend on the language.
    for (const { path } of examples.filter(({ lang }) => lang === "en")) {
      await page.goto(path);
      assert.ok(await page.evaluate(() => matchMedia("(forced-colors: active)").matches));
      faults.push(...(await violations(page)).map((line) => `${path}: ${line}`));
      for (let presses = 0; presses < 400; presses++) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
          const one = document.activeElement;
          if (!one || one === document.body) return null;
          const { outlineStyle, outlineWidth } = getComputedStyle(one);
          return { html: one.outerHTML.slice(0, 80), ringed: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
        });
        if (!stop) break;
        if (!stop.ringed) faults.push(`${path}: no ring on ${stop.html}`);
      }
    }
    assert.deepEqual(faults, []);
  }));

for (const reducedMotion of ["reduce", "no-preference"]) {
  test(`motion: ${reducedMotion === "reduce" ? "nothing moves for a reader who asked for that" : "scrolling is smooth for the others"}`, () =>
    visit(site, { reducedMotion }, async (page) => {
      for (const { path } of examples) {
        await page.goto(path);
        const moving = await page.evaluate(() => {
          const styled = [...document.querySelectorAll("*")].filter((one) => {
            const { animationName, scrollBehavior, transitionDuration } = getComputedStyle(one);
            return animationName !== "none" || scrollBehavior === "smooth" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
          });
          return [...styled.map((one) => one.localName), ...document.getAnimations().map(() => "animation")];
        });
        assert.deepEqual(moving, reducedMotion === "reduce" ? [] : ["html"], path);
      }
    }));
}

for (const lang of languages) {
  test(`${lang}: on paper links show where they lead, the dates stand, and what only works on a screen is left out`, () =>
    visit(site, { width: 794, height: 1123 }, async (page) => {
      await page.emulateMedia({ media: "print" });
      const faults = [];
      for (const { path, kind } of examples.filter((one) => one.lang === lang)) {
        await page.goto(path);
        const silent = await page.evaluate(() => [...document.querySelectorAll("main a[href]")]
          .filter((one) => one.checkVisibility() && !/^(#|tel:|mailto:)/.test(one.getAttribute("href")))
          .filter((one) => {
            const shown = getComputedStyle(one, "::after").content;
            return !shown.includes(new URL(one.href).pathname.replace(/"/g, "")) && !one.textContent.includes(one.getAttribute("href"));
          })
          .map((one) => `${location.pathname}: the link "${one.textContent.trim()}" does not print ${one.getAttribute("href")}`));
        faults.push(...silent);
        for (const gone of ["form.search", ".menu", ".langs", ".skip", ".status"]) {
          if (await page.locator(`${gone}:visible`).count()) faults.push(`${path}: ${gone} is printed`);
        }
        const over = await page.evaluate(sideways);
        if (over) faults.push(`${path}: ${over}`);
        if (kind === "faq") {
          assert.match(await page.locator("main time:visible, main .meta:visible").first().innerText(), /20\d\d/, `${path}: the date of the last review`);
        }
        const address = await page.locator(".foot .print").innerText();
        if (kind !== "404") assert.ok(address.endsWith(path), `${path}: the page's own address: ${address}`);
      }
      assert.deepEqual(faults, []);
    }));
}
