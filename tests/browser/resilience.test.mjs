// Old, strict and broken browsers: the page stays whole, and says nothing that it does not know.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, visit } from "./browser.mjs";
import { examples, hours, openInstant, page as example, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** Kinds of page on which the script has something to do. */
const busy = examples.filter(({ kind, lang }) => lang === "en" && ["home", "faq", "contact", "search", "404"].includes(kind));

/** Runs before each script of the page; takes parts of the browser away. */
const lacking = {
  "Intl": () => { delete window.Intl; },
  "storage": () => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
      Object.defineProperty(window, name, { get() { throw new DOMException("refused", "SecurityError"); } });
    }
  },
  "IntersectionObserver and visualViewport": () => {
    delete window.IntersectionObserver;
    Object.defineProperty(window, "visualViewport", { value: undefined });
  },
  "the clipboard": () => Object.defineProperty(navigator, "clipboard", { value: undefined }),
  "fetch": () => { delete window.fetch; },
};

/** A tab without these parts; its own closing look at storage would meet the refusal, so only complaints count. */
async function without(take, story, options = {}) {
  const tab = await site.open(options);
  try {
    await tab.context.addInitScript(take);
    await story(tab.page);
    assert.deepEqual(tab.complaints, []);
  } finally {
    await tab.context.close();
  }
}

const scrollToHours = (page) =>
  page.evaluate(() => document.querySelectorAll("[data-hours]").forEach((one) => one.parentNode.scrollIntoView()));

for (const [name, take] of Object.entries(lacking)) {
  test(`without ${name} nothing throws`, () =>
    without(take, async (page) => {
      for (const { path } of busy) {
        await page.goto(path);
        await scrollToHours(page);
        await page.waitForLoadState("networkidle");
        assert.equal(await page.locator("h1").count(), 1, path);
      }
    }));
}

for (const name of ["Intl", "storage", "IntersectionObserver and visualViewport"]) {
  test(`without ${name} the search answers and the status is told`, () =>
    without(lacking[name], async (page) => {
      await page.goto(example("contact").path);
      await scrollToHours(page);
      const status = page.locator("[data-hours=phone]");
      await status.and(page.locator(":not([hidden])")).waitFor();
      assert.match(await status.textContent(), /^Open now, until \d+(:\d\d)?\u00a0(AM|PM) \(Eastern Time\)$/);

      await page.locator("input[type=search]").fill(question.en.query);
      await page.getByRole("option").first().waitFor();
      assert.ok(await page.getByRole("option").count() > 0);
    }));
}

test("without fetch the search says that it failed, and where the answers are", () =>
  without(lacking.fetch, async (page) => {
    await page.goto(`${example("search").path}?q=account`);
    await page.locator(`#search-status a[href="${example("a-z").path}"]`).waitFor();
    await page.goto(example("contact").path);
    await scrollToHours(page);
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator("[data-hours]:visible").count(), 0);
  }));

test("a link to an answer is copied and said politely; without a clipboard it is a link", async () => {
  const path = example("faq").path;
  await visit(site, { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto(path);
    const share = page.locator("main .share").nth(1);
    const said = page.locator(".toast");
    assert.equal(await said.getAttribute("role"), "status", "there before anything is said");
    assert.equal(await said.textContent(), "");
    await share.click();
    await page.waitForFunction(() => document.querySelector(".toast").textContent);
    assert.equal(await said.textContent(), "Link copied");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, site.url + path + (await share.getAttribute("href")));
  });
  for (const js of [true, false]) {
    const story = async (page) => {
      await page.goto(path);
      const share = page.locator("main .share").nth(1);
      const href = await share.getAttribute("href");
      await share.click();
      await page.waitForURL((url) => url.hash === href);
    };
    await (js ? without(lacking["the clipboard"], story) : visit(site, { js }, story));
  }
});

test("a phone whose clock is a year ahead or behind is not told a wrong thing", async () => {
  for (const years of [-1, 1]) {
    const tab = await site.open();
    await tab.context.clock.setFixedTime(openInstant + years * 365 * 86_400_000);
    await tab.page.goto(example("contact").path);
    await scrollToHours(tab.page);
    await tab.page.waitForLoadState("networkidle");
    assert.equal(await tab.page.locator("[data-hours]:visible").count(), 0, `${years}`);
    await tab.close();
  }
});

test("hours from a file of an older build are not told", () =>
  visit(site, {}, async (page) => {
    await page.route("**/api/hours.json", (route) =>
      route.fulfill({ json: { channels: hours.channels.map(({ id, open, time_zone }) => ({ id, open, time_zone })) } }));
    await page.goto(example("contact").path);
    await scrollToHours(page);
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator("[data-hours]:visible").count(), 0);
  }));
