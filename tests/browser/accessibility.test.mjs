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

test("the number of suggestions is announced once typing rests, politely, in the reader's language", async () => {
  for (const [lang, words] of [["en", /^\d+ suggestions?\. /], ["es", /^\d+ sugerencias?\. /]]) {
    await visit(site, {}, async (page) => {
      await page.goto(example("home", lang).path);
      const live = page.locator("form.search [role=status]");
      await page.evaluate(() => {
        window.heard = [];
        new MutationObserver(([{ target }]) => target.textContent && window.heard.push(target.textContent))
          .observe(document.querySelector("form.search [role=status]"), { childList: true });
      });
      await page.locator("input[type=search]").pressSequentially(question[lang].query, { delay: 150 });
      await page.waitForFunction(() => window.heard.length);
      assert.match(await live.textContent(), words);
      assert.equal(await page.evaluate(() => window.heard.length), 1, "not at every letter");
    });
  }
});

/** What the eye of a reader with forced colours can tell apart. */
test("with forced colours the status dots, marks, bars, the anchor and the focus stay in sight", async () => {
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

test("paper gets the answers with the targets of links and the dates, and no search, menu or status", async () => {
  for (const kind of ["faq", "contact"]) {
    await visit(site, {}, async (page) => {
      await page.goto(example(kind).path);
      await page.locator("[data-hours]").first().evaluate((element) => element.parentNode.scrollIntoView());
      await page.locator("[data-hours]:not([hidden])").first().waitFor();
      await page.emulateMedia({ media: "print" });
      for (const hidden of ["form.search", "header .menu", ".langs", ".status", ".share", ".toc", ".skip"]) {
        assert.equal(await page.locator(`${hidden}:visible`).count(), 0, `${kind}: ${hidden}`);
      }
      assert.ok(await page.locator("main time").first().isVisible(), `${kind}: dates`);
      assert.ok(await page.locator(".print").isVisible(), `${kind}: its own address`);
      const bare = await page.locator("main a[href]:visible").evaluateAll((links) => links
        .filter((link) => !/^(#|tel:|mailto:)/.test(link.getAttribute("href")))
        .filter((link) => !getComputedStyle(link, "::after").content.includes(link.getAttribute("href")))
        .map((link) => link.outerHTML));
      assert.deepEqual(bare, []);
    });
  }
});

test("from right to left every page kind mirrors, and nothing scrolls sideways at 320 pixels", async () => {
  const faults = [];
  for (const { path, kind } of examples) {
    await visit(site, { width: 320 }, async (page) => {
      await page.goto(path);
      await page.evaluate(() => { document.documentElement.dir = "rtl"; });
      const found = await page.evaluate(() => {
        const root = document.documentElement;
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
  }
  assert.deepEqual(faults, []);
});

test("what scrolls by itself has a name and a place in the order of Tab", async () => {
  const faults = [];
  for (const { path } of examples) {
    await visit(site, { width: 320 }, async (page) => {
      await page.goto(path);
      faults.push(...await page.evaluate(() => [...document.querySelectorAll("main *")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto")
        .filter((one) => one.tabIndex < 0 || !(one.ariaLabel || document.getElementById(one.getAttribute("aria-labelledby"))?.textContent))
        .map((one) => one.outerHTML.slice(0, 120))));
    });
  }
  assert.deepEqual(faults, []);
});

test("only readers who want motion get any", async () => {
  for (const [reducedMotion, behaviour] of [["reduce", "auto"], ["no-preference", "smooth"]]) {
    await visit(site, { reducedMotion }, async (page) => {
      await page.goto(example("faq").path);
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), behaviour);
      const moving = await page.evaluate(() => [...document.querySelectorAll("*")]
        .filter((one) => parseFloat(getComputedStyle(one).transitionDuration) || getComputedStyle(one).animationName !== "none").length);
      assert.equal(moving, 0);
    });
  }
});

test("while closed the status says when we open and what happens until then", async () => {
  const night = Date.UTC(2026, 10, 22, 2);
  for (const [lang, said] of [
    ["en", "Closed, opens Monday 8 AM. Leave a voicemail, we call back within 1 business day."],
    ["es", "Cerrado, abre el lunes a las 8 a. m. Deje un mensaje"],
  ]) {
    await visit(site, { at: night }, async (page) => {
      await page.goto(example("contact", lang).path);
      const status = page.locator("[data-hours=phone]").first();
      await status.evaluate((element) => element.parentNode.scrollIntoView());
      await status.and(page.locator(":not([hidden])")).waitFor();
      const text = (await status.textContent()).replace(/\s/g, " ");
      assert.ok(text.startsWith(said), text);
      assert.equal(await page.locator(".off:visible").count(), 0, "not said twice");
    });
  }
});
