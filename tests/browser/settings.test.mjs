// What readers set for themselves: zoom, colors of their own, less motion, paper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { start, tour, visit } from "./browser.mjs";
import { walk } from "./keyboard.mjs";
import { sideways } from "./sideways.mjs";
import { examples, languages, page as example, pages, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

// A window of 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10): what is left is 320 × 256.
test("at 400 % zoom no page scrolls sideways, from left to right or mirrored, and every table that does can be reached and has a name", async () => {
  const faults = [];
  await tour(site, { width: 320, height: 256 }, pages, async (page, { path }) => {
    const over = await page.evaluate(sideways);
    if (over) faults.push(`${path} ${over}`);
    faults.push(...(await page.evaluate(() => [...document.querySelectorAll("main *")]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX))
      .filter((one) => one.tabIndex !== 0 || !(one.ariaLabel || document.getElementById(one.getAttribute("aria-labelledby"))?.textContent))
      .map((one) => `${location.pathname}: no name or no stop on ${one.outerHTML.slice(0, 100)}`))));
    const mirrored = await page.evaluate(() => {
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
    if (mirrored.over > 0) faults.push(`${path}: mirrored, ${mirrored.over} px too wide`);
    if (mirrored.brand > 40 || mirrored.menu > 40) faults.push(`${path}: does not mirror`);
    if (mirrored.tel !== "ltr") faults.push(`${path}: a telephone number turns round`);
  });
  assert.deepEqual(faults, []);
});

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

test("with forced colors axe finds nothing, and every stop of the Tab key has a ring", async () => {
  const faults = [];
  // Colors do not depend on the language.
  await tour(site, { forcedColors: "active" }, examples.filter(({ lang }) => lang === "en"), async (page, { path }) => {
    assert.ok(await page.evaluate(() => matchMedia("(forced-colors: active)").matches));
    faults.push(...(await violations(page)).map((line) => `${path}: ${line}`), ...(await walk(page, path)));
  }, 1);
  assert.deepEqual(faults, []);
});

test("with forced colors the status dots, marks, bars, the anchor and the focus stay in sight", async () => {
  await visit(site, { forcedColors: "active" }, async (page) => {
    const style = (selector, pseudo, name) => page.locator(selector).first()
      .evaluate((element, [part, property]) => getComputedStyle(element, part)[property], [pseudo, name]);
    await page.goto(example("contact").path);
    await page.locator("[data-hours]").first().evaluate((element) => element.parentNode.scrollIntoView());
    await page.locator(".status.open").first().waitFor();
    assert.notEqual(await style(".status.open", "::before", "backgroundColor"), await style("body", null, "backgroundColor"));
    await page.keyboard.press("Tab");
    assert.equal(await style(":focus", null, "outlineStyle"), "solid");

    await page.goto(example("report").path);
    assert.notEqual(await style(".chart", null, "fill"), await style("body", null, "backgroundColor"));

    await page.goto(`${example("search").path}?${new URLSearchParams({ q: "account" })}`);
    await page.locator("#search-results mark").first().waitFor();
    assert.equal(await style("mark", null, "outlineStyle"), "solid");

    const faq = example("faq").path;
    await page.goto(faq + (await page.request.get(faq).then((reply) => reply.text())).match(/href="(#[^"]+)" aria-describedby/)[1]);
    assert.equal(await style("h2:target", null, "outlineStyle"), "solid");
  });
});

/** In the page: what moves by itself or slides. */
const moving = () => {
  const styled = [...document.querySelectorAll("*")].filter((one) => {
    const { animationName, scrollBehavior, transitionDuration } = getComputedStyle(one);
    return animationName !== "none" || scrollBehavior === "smooth" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
  });
  return [...styled.map((one) => one.localName), ...document.getAnimations().map(() => "animation")];
};

/** In the page, on paper: the links that do not say where they lead. */
const silent = () => [...document.querySelectorAll("main a[href]")]
  .filter((one) => one.checkVisibility() && !/^(#|tel:|mailto:)/.test(one.getAttribute("href")))
  .filter((one) => {
    const shown = getComputedStyle(one, "::after").content;
    return !shown.includes(new URL(one.href).pathname.replace(/"/g, "")) && !one.textContent.includes(one.getAttribute("href"));
  })
  .map((one) => `${location.pathname}: the link "${one.textContent.trim()}" does not print ${one.getAttribute("href")}`);

/** What is wrong with a page on paper, one line a fault. */
async function onPaper(page, { path, kind }) {
  // The live status is there, and then not on paper.
  if (kind === "contact") {
    await page.locator("[data-hours]").first().evaluate((element) => element.parentNode.scrollIntoView());
    await page.locator("[data-hours]:not([hidden])").first().waitFor();
  }
  await page.emulateMedia({ media: "print" });
  const faults = await page.evaluate(silent);
  for (const gone of ["form.search", ".menu", ".langs", ".skip", ".status", ".share", ".toc"]) {
    if (await page.locator(`${gone}:visible`).count()) faults.push(`${path}: ${gone} is printed`);
  }
  if (!(await page.locator("h1").isVisible())) faults.push(`${path}: the page is not printed`);
  const over = await page.evaluate(sideways);
  if (over) faults.push(`${path}: ${over}`);
  if (["faq", "contact"].includes(kind)) {
    const date = page.locator("main time:visible").first();
    if (!/20\d\d/.test((await date.count()) ? await date.innerText() : "")) faults.push(`${path}: no date of the last review`);
  }
  const address = page.locator(".foot .print:visible");
  const printed = (await address.count()) ? await address.innerText() : "nothing";
  if (kind !== "404" && !printed.endsWith(path)) faults.push(`${path}: for the page's own address it prints ${printed}`);
  return faults;
}

test("motion and paper", async (t) => {
  const still = [];
  const smooth = [];
  const printed = [];
  await tour(site, { width: 794, height: 1123 }, examples, async (page, stop) => {
    await page.emulateMedia({ media: "screen", reducedMotion: "reduce" });
    still.push(...(await page.evaluate(moving)).map((what) => `${stop.path}: ${what}`));
    await page.emulateMedia({ reducedMotion: "no-preference" });
    smooth.push([stop.path, ...(await page.evaluate(moving))]);
    await page.emulateMedia({ reducedMotion: "reduce" });
    printed.push(...(await onPaper(page, stop)));
  });
  await t.test("nothing moves for a reader who asked for that", () => assert.deepEqual(still, []));
  await t.test("scrolling is smooth for the others, and nothing else moves", () =>
    assert.deepEqual(smooth.filter(([, ...what]) => what.join() !== "html"), []));
  await t.test("on paper links show where they lead, the dates stand, and what only works on a screen is left out", () =>
    assert.deepEqual(printed, []));
});
