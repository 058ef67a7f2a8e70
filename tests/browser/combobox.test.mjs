// The search box as a combobox of the ARIA Authoring Practices (editable, list autocomplete, manual selection), as the
// browser tells it to a screen reader. That every page kind has one, closed at first, is in pages.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { node } from "./ax.mjs";
import { start, visit } from "./browser.mjs";
import { languages, page as example, question } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

/** How the number of suggestions is announced. */
const announced = {
  en: { one: /^1 suggestion\./, many: (n) => new RegExp(`^${n} suggestions\\.`) },
  es: { one: /^1 sugerencia\./, many: (n) => new RegExp(`^${n} sugerencias\\.`) },
};

/** Types the question, and waits for its suggestions: they are announced once they stay. */
async function ask(page, words) {
  await page.locator("input[type=search]").first().focus();
  await page.keyboard.type(words);
  await page.getByRole("option").first().waitFor();
  await page.locator("form.search [role=status]", { hasText: /\S/ }).waitFor({ state: "attached" });
}

for (const lang of languages) {
  const { query, answer } = question[lang];

  test(`${lang}: the open list, its options and the chosen one are told as they are`, () =>
    visit(site, {}, async (page) => {
      await page.goto(example("faq", lang).path);
      await ask(page, query);
      const box = page.getByRole("combobox");
      const list = page.getByRole("listbox");
      const count = await page.getByRole("option").count();
      assert.equal(await box.getAttribute("aria-controls"), await list.getAttribute("id"));
      assert.ok((await node(page, "[role=listbox]")).name, "the list has a name");
      assert.equal((await node(page, "input[type=search]")).expanded.value, true);
      const ids = await page.getByRole("option").evaluateAll((all) => all.map((one) => one.id));
      assert.equal(new Set(ids).size, count);

      for (let at = 0; at < count; at++) {
        await page.keyboard.press("ArrowDown");
        const { activedescendant } = await node(page, "input[type=search]");
        assert.deepEqual(activedescendant.relatedNodes.map(({ idref }) => idref), [ids[at]]);
        assert.deepEqual(await page.getByRole("option", { selected: true }).evaluateAll((all) => all.map((one) => one.id)), [ids[at]]);
        assert.ok(await page.evaluate(() => document.activeElement.matches("input[type=search]")), "the focus stays in the box");
        assert.equal(await box.inputValue(), query, "moving changes no word");
      }
    }));

  test(`${lang}: the number of suggestions is announced politely, once the reader pauses`, () =>
    visit(site, {}, async (page) => {
      await page.clock.install({ time: new Date() });
      await page.goto(example("home", lang).path);
      const live = page.locator("form.search [role=status]");
      const said = await node(page, "form.search [role=status]");
      assert.equal(said.live.value, "polite");
      assert.equal(said.atomic.value, true);
      // The clock stands, so nobody has paused yet.
      await page.clock.pauseAt(new Date(Date.now() + 60_000));
      await page.locator("input[type=search]").focus();
      await page.keyboard.type(query);
      await page.waitForLoadState("networkidle");
      assert.equal(await live.textContent(), "");
      await page.clock.runFor(1000);
      await page.getByRole("option").first().waitFor();
      await page.clock.runFor(1000);
      const count = await page.getByRole("option").count();
      assert.match(await live.textContent(), count === 1 ? announced[lang].one : announced[lang].many(count));
    }));

  test(`${lang}: Escape and leaving the box close the list; a tap on an answer opens it`, () =>
    visit(site, { hasTouch: true, width: 360 }, async (page) => {
      await page.goto(example("home", lang).path);
      await ask(page, query);
      await page.keyboard.press("Escape");
      assert.equal(await page.getByRole("option").count(), 0);
      assert.equal((await node(page, "input[type=search]")).expanded.value, false);
      await page.keyboard.press("ArrowDown");
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      assert.equal(await page.getByRole("option").count(), 0);

      await page.locator("input[type=search]").fill("");
      await ask(page, query);
      const options = await page.getByRole("option").evaluateAll((all) => all.map((one) => one.dataset.href.replace(/#.*/, "")));
      assert.ok(options.includes(answer), JSON.stringify(options));
      await page.getByRole("option").nth(options.indexOf(answer)).tap();
      await page.waitForURL((url) => url.pathname === answer);
    }));
}
