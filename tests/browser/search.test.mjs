// A worried customer types a whole sentence with typos, and finds the answer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start, visit } from "./browser.mjs";
import { languages, page as example, pages, question, within } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** Goes to the search box with the Tab key alone. */
async function tabToSearch(page) {
  for (let n = 0; n < 40; n++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.matches("input[type=search]"))) return;
  }
  assert.fail("the search box is not reached with 40 presses of Tab");
}

/** The result on the results page that leads to `answer`; it must be near the top. */
async function linkTo(page, answer) {
  const links = page.locator("#search-results h2 a");
  await links.first().waitFor();
  const paths = await links.evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  const place = paths.slice(0, within).indexOf(answer);
  assert.ok(place >= 0, `${answer} is not among the first ${within} of ${paths.join(" ")}`);
  return links.nth(place);
}

for (const lang of languages) {
  const { query, answer } = question[lang];

  test(`${lang}: the box suggests the answer to "${query}" while typing, from the keyboard`, () =>
    visit(site, {}, async (page) => {
      await page.goto(example("home", lang).path);
      await tabToSearch(page);
      const box = page.locator("input[type=search]:focus");
      assert.equal(await box.getAttribute("role"), "combobox");
      assert.equal(await box.getAttribute("aria-expanded"), "false");

      await page.keyboard.type(query);
      const list = page.locator(`#${await box.getAttribute("aria-controls")}`);
      await list.getByRole("option").first().waitFor();
      assert.equal(await list.getAttribute("role"), "listbox");
      assert.equal(await box.getAttribute("aria-expanded"), "true");
      const announced = page.locator("form.search [role=status]");
      await announced.and(page.locator(":not(:empty)")).waitFor({ state: "attached" });
      assert.match(await announced.textContent(), new RegExp(`^${await list.getByRole("option").count()} `));

      const topic = pages.find(({ path }) => path === answer).html.match(/<h1[^>]*>(.*?)<\/h1>/)[1];
      const options = (await list.getByRole("option").allInnerTexts()).slice(0, within);
      const place = options.findIndex((text) => text.includes(topic));
      assert.ok(place >= 0, `"${topic}" is not among ${JSON.stringify(options)}`);
      for (let n = 0; n <= place; n++) await page.keyboard.press("ArrowDown");
      const active = page.locator(`#${await box.getAttribute("aria-activedescendant")}`);
      assert.equal(await active.getAttribute("aria-selected"), "true");
      assert.equal(await list.locator("[aria-selected=true]").count(), 1);
      const chosen = (await active.evaluate((option) => option.firstChild.textContent)).trim();

      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname !== example("home", lang).path);
      const url = new URL(page.url());
      assert.equal(url.pathname, answer);
      const target = page.locator(`[id="${decodeURIComponent(url.hash.slice(1))}"]`);
      assert.ok((await target.textContent()).includes(chosen), `"${chosen}" is not the question at ${url.hash}`);
      assert.ok(await target.evaluate((heading) => {
        const { top, bottom } = heading.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }), "the question is in sight");
    }));

  test(`${lang}: the results page answers "${query}" near the top`, () =>
    visit(site, {}, async (page) => {
      await page.goto(example("contact", lang).path);
      await tabToSearch(page);
      await page.keyboard.type(query);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname === example("search", lang).path);
      assert.equal(new URL(page.url()).searchParams.get("q"), query);
      assert.equal(await page.locator("main input[type=search]").inputValue(), query);
      const link = await linkTo(page, answer);
      assert.match(await page.locator("#search-status").textContent(), /\d/);
      assert.ok(await page.locator("#search-results mark").count(), "matched words are marked");
      await link.focus();
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname === answer);
    }));

  test(`${lang}: /search/?q=… answers when it is opened as an address`, () =>
    visit(site, {}, async (page) => {
      await page.goto(`${example("search", lang).path}?${new URLSearchParams({ q: query })}`);
      await linkTo(page, answer);
    }));
}

test("Escape closes the suggestions and keeps the words; the arrows go round", () =>
  visit(site, {}, async (page) => {
    await page.goto("/");
    const box = page.locator("input[type=search]");
    await box.focus();
    await page.keyboard.type("fees");
    const options = page.getByRole("option");
    await options.first().waitFor();
    const count = await options.count();
    for (let n = 0; n <= count; n++) await page.keyboard.press("ArrowDown");
    assert.equal(await box.getAttribute("aria-activedescendant") || "", "", "after the last option comes the box");
    await page.keyboard.press("ArrowUp");
    assert.equal(await options.last().getAttribute("aria-selected"), "true");
    await page.keyboard.press("Escape");
    assert.equal(await box.getAttribute("aria-expanded"), "false");
    assert.equal(await options.first().isVisible(), false);
    assert.equal(await box.inputValue(), "fees");
  }));

test("suggestions for words that are no longer in the box do not come, and none of them is opened", () =>
  visit(site, {}, async (page, { context }) => {
    await page.goto("/");
    const box = page.locator("input[type=search]");
    await box.focus();
    await page.waitForResponse(/\/search\/en\/index\.json$/);
    // The shards wait at a gate.
    let open;
    const gate = new Promise((done) => { open = done; });
    await context.route(/\/search\/en\/(?!index)[^/]*\.json$/, async (route) => {
      await gate;
      await route.continue();
    });
    const asked = page.waitForRequest(/\/search\/en\/(?!index)[^/]*\.json$/);
    await box.fill("fees");
    await asked;
    await box.fill("locked account");
    open();
    await page.locator('[role=option][data-href*="account-"]').first().waitFor();
    assert.match(await page.getByRole("option").first().getAttribute("data-href"), /account-/);

    // A choice made for other words is not followed.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.type(" fee");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === "locked account fee");
  }));

test("half a word is not said to be like none", () =>
  visit(site, {}, async (page) => {
    await page.goto("/");
    const box = page.locator("input[type=search]");
    for (const words of ["m", "my", "why", "how do i c"]) {
      await box.fill(words);
      await page.waitForTimeout(400);
      assert.equal(await page.locator("[data-note]:not([data-note=''])").count(), 0, words);
    }
  }));

test("a link within the results page asks nothing again", () =>
  visit(site, {}, async (page) => {
    await page.goto("/search/?q=fees");
    const first = page.locator("#search-results li").first();
    await first.waitFor();
    await page.locator("main input[type=search]").fill("other words");
    await first.evaluate((item) => { item.dataset.seen = "1"; });
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/#main$/);
    await page.waitForTimeout(300);
    assert.equal(await first.getAttribute("data-seen"), "1", "the results are still the same");
    assert.equal(await page.locator("main input[type=search]").inputValue(), "other words");
  }));

test("sentences that come later leave the focus where it is", () =>
  visit(site, {}, async (page, { context }) => {
    let late = 0;
    await context.route(/\/search\/en\/[^/]*-\d+\.json$/, async (route) => {
      if (late++ >= 4) await new Promise((done) => setTimeout(done, 600));
      await route.continue();
    });
    await page.goto("/search/?q=my+account+is+frozen");
    const sixth = page.locator("#search-results h2 a").nth(5);
    await sixth.waitFor();
    assert.equal(await page.locator(".later").nth(1).textContent(), "", "its sentence is not there yet");
    await sixth.focus();
    await page.locator(".later").nth(1).and(page.locator(":not(:empty)")).waitFor();
    assert.ok(await sixth.evaluate((link) => link === document.activeElement));
  }));

test("the title of the results page has the query, and the other language asks it, too", () =>
  visit(site, {}, async (page) => {
    await page.goto("/search/?q=cripto");
    await page.locator("#search-results li").first().waitFor();
    assert.ok((await page.title()).startsWith("cripto · "));
    await page.locator(".langs a").first().click();
    await page.waitForURL((url) => url.pathname === "/es/search/" && url.searchParams.get("q") === "cripto");
  }));

test("the search form of the results page keeps the address and the Back button works", () =>
  visit(site, {}, async (page) => {
    await page.goto("/search/?q=fees");
    await page.locator("#search-results a").first().waitFor();
    const box = page.locator("main input[type=search]");
    await box.fill("complaint");
    await box.press("Enter");
    await page.waitForURL(/q=complaint/);
    await page.locator('#search-results a[href*="complaint"]').first().waitFor();
    await page.goBack();
    await page.waitForURL(/q=fees/);
    await page.locator('#search-results a[href*="fees"]').first().waitFor();
    assert.equal(await box.inputValue(), "fees");
  }));

test("strange questions are text, never markup, and never an empty page", () =>
  visit(site, {}, async (page) => {
    const strange = [
      "<img src=x onerror=alert(1)><b>bold</b>", "__proto__", "constructor", "the of and", "😀🔒", "\u202Eaccount",
      "\uD800", "zzzqqqxxyy", "a".repeat(10_000), "%", "' OR 1=1 --",
    ];
    for (const q of strange) {
      await page.goto("/search/");
      const box = page.locator("main input[type=search]");
      await box.evaluate((input, value) => { input.value = value; }, q);
      await box.press("Enter");
      const said = page.locator("#search-status");
      await page.waitForFunction(() => {
        const status = document.getElementById("search-status").textContent;
        return status && !/…$/.test(status);
      });
      assert.equal(await page.locator("main b, main img").count(), 0, q);
      const helped = await page.locator("#search-help").isVisible();
      assert.ok(helped || (await page.locator("#search-results a").count()) > 0, `${q}: ${await said.textContent()}`);
    }
  }));

test("a result shows the sentence that matches, with synonyms and corrected words marked", () =>
  visit(site, {}, async (page) => {
    await page.goto("/search/?q=my+acount+is+blockd");
    const result = page.locator("#search-results ol > li").filter({ has: page.locator('a[href^="/faq/account-freezes/"]') }).first();
    await result.waitFor();
    const marks = (await result.locator("mark").allTextContents()).map((mark) => mark.toLowerCase());
    assert.ok(marks.includes("account"), `"acount" is marked as account: ${marks}`);
    assert.ok(marks.some((mark) => /^(freeze|frozen|lock)/.test(mark)), `a synonym of "blocked" is marked: ${marks}`);
  }));

for (const lang of languages) {
  test(`${lang}: a word that is like none shows the topics people need most, and how to reach a person and when`, () =>
    visit(site, {}, async (page) => {
      await page.goto(`${example("search", lang).path}?q=qqqqqqqqqq`);
      await page.locator("#search-results h2 a").first().waitFor();
      assert.match(await page.locator("#search-status").textContent(), /qqqqqqqqqq/);
      assert.equal(await page.locator("#search-results mark").count(), 0);
      // Help stands above the answers that may not help, and leads to the ways to us, which the page has once.
      await page.locator('#search-help a[href="#reach-title"]').click();
      const ways = page.locator("#reach-title ~ .ways > li");
      assert.ok(await ways.first().isVisible());
      assert.ok(await ways.locator(".hours").first().isVisible(), "with hours");

      await page.goto(example("contact", lang).path);
      await page.locator("header input[type=search]").focus();
      await page.keyboard.type("qqqqqqqqqq");
      const options = page.locator("form.search").getByRole("option");
      await options.first().waitFor();
      assert.ok((await options.count()) > 3);
      const status = page.locator("form.search [role=status]").filter({ hasText: /\S/ });
      await status.waitFor({ state: "attached" });
      const said = await status.textContent();
      const note = await page.locator("[role=listbox]:visible").getAttribute("data-note");
      assert.ok(note && said.startsWith(note), `"${said}" begins with "${note}"`);
      assert.equal(await options.last().getAttribute("data-href"), example("contact", lang).path);
    }));
}

test("after the first search the connection may end", () =>
  visit(site, {}, async (page, { context }) => {
    await page.goto("/");
    const whole = page.waitForResponse(/\/search\/en\/all-[a-z2-7]+\.json$/);
    await page.locator("input[type=search]").focus();
    await page.keyboard.type("fees");
    const first = page.getByRole("option").first();
    await first.waitFor();
    await (await whole).finished();
    await context.setOffline(true);
    // Words, a typing error and pages that the first search did not need.
    for (const [query, path] of [["my acount is lockd", "/faq/account-freezes/"], ["how do i complain", "complain"]]) {
      await page.locator("input[type=search]").fill(query);
      await page.locator(`[role=option][data-href*="${path}"]`).first().waitFor();
    }
  }));

test("a reader who saves data loads no more than a search needs", () =>
  visit(site, { expects: [/ERR_INTERNET_DISCONNECTED/] }, async (page, tab) => {
    await page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
    await page.goto("/search/?q=fees");
    await page.locator("#search-results h2 a").first().waitFor();
    await page.waitForTimeout(500);
    assert.ok(tab.paths().some((path) => /^\/search\/en\//.test(path)));
    assert.ok(!tab.paths().some((path) => /\/all-/.test(path)));

    // Offline, what is not at hand is said to be so.
    await tab.context.setOffline(true);
    const box = page.locator("main input[type=search]");
    await box.fill("complaint");
    await box.press("Enter");
    await page.locator('#search-status a[href="/a-z/"]').waitFor();
    assert.ok(await page.locator("#search-help").isVisible());
    await box.fill("fees");
    await box.press("Enter");
    await page.locator('#search-results a[href*="fees"]').first().waitFor();
  }));

// A captive portal answers everything with a page of its own: what arrives may be no script and no index.
for (const part of ["**/search/en/*.json", "**/search-engine*.js"]) {
  for (const fault of ["lost", "damaged"]) {
    test(`a search whose ${part} is ${fault} says so and leads to the A–Z page`, () =>
      visit(site, { expects: [/ERR_FAILED|SyntaxError/] }, async (page, { context }) => {
        await context.route(part, (route) =>
          fault === "lost" ? route.abort() : route.fulfill({ contentType: "text/html", body: "<h1>Sign in" }));
        await page.goto("/search/?q=account");
        await page.locator('#search-status a[href="/a-z/"]').waitFor();
        assert.ok(await page.locator("#search-help").isVisible(), "ways to reach people");

        await page.goto("/contact/");
        await page.locator("header input[type=search]").focus();
        await page.keyboard.type("account");
        await page.locator('form.search [role=status] a[href="/a-z/"]').waitFor();
      }));
  }
}

test("a search whose connection hangs says so after a while, and leads to the A–Z page", () =>
  visit(site, {}, async (page, { context }) => {
    // Never answered; what is still open when the tab closes needs no answer either.
    await context.route("**/search/en/*.json", () => {});
    await page.clock.install();
    const asked = page.waitForRequest("**/search/en/*.json");
    await page.goto("/search/?q=frozen");
    await asked;
    assert.equal(await page.locator('#search-status a').count(), 0);
    await page.clock.fastForward(21_000);
    await page.locator('#search-status a[href="/a-z/"]').waitFor();
    assert.ok(await page.locator("#search-help").isVisible());
  }));

// Files of the index one by one: the root is sound, and what it names is not.
for (const [fault, spoil] of [
  ["cut short", (text) => text.slice(0, text.length / 2)],
  ["of another kind", () => '{"w":[],"t":{}}'],
  ["a page with status 200", () => "<!doctype html><title>Sign in</title>"],
]) {
  test(`a search whose shards are ${fault} says so and leads to the A–Z page`, () =>
    visit(site, {}, async (page, { context }) => {
      let spoiled = 0;
      await context.route(/\/search\/en\/(?!index)[^/]*\.json$/, async (route) => {
        const reply = await route.fetch();
        spoiled++;
        await route.fulfill({ response: reply, body: spoil(await reply.text()) });
      });
      await page.goto("/search/?q=account");
      await page.locator('#search-status a[href="/a-z/"]').waitFor();
      assert.ok(await page.locator("#search-help").isVisible(), "ways to reach people");
      assert.ok(spoiled > 0);

      // The connection is sound again, and the same page searches.
      await context.unroute(/\/search\/en\/(?!index)[^/]*\.json$/);
      const box = page.locator("main input[type=search]");
      await box.fill("frozen account");
      await box.press("Enter");
      await page.locator('#search-results a[href^="/faq/account-freezes/"]').first().waitFor();
    }));
}
