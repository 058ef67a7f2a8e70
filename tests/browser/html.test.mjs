// Every page is valid HTML.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import { build } from "./fixture.mjs";
import { pages, readPages } from "./site.mjs";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // Taste, not validity: these change no byte that a browser or a reader sees.
    "long-title": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    // A table that scrolls by itself is a region with a name and a tab stop; it is no section of the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // A telephone number is not wrapped by a character, but by the style sheet.
    "tel-non-breaking": "off",
  },
});

/** What html-validate says about pages, one line each. */
async function remarks(some) {
  const found = [];
  for (const { path, html } of some) {
    const report = await validator.validateString(html, path);
    for (const { messages } of report.results) {
      found.push(...messages.map(({ ruleId, message, line, column }) => `${path}:${line}:${column} ${ruleId}: ${message}`));
    }
  }
  return found;
}

test("html-validate finds nothing on any page, in any language", async () => {
  assert.deepEqual([...new Set(pages.map(({ lang }) => lang))].sort(), ["en", "es"]);
  assert.deepEqual(await remarks(pages), []);
});

for (const name of ["arabic", "hours"]) {
  test(`html-validate finds nothing on the small site "${name}"`, async (t) => {
    const built = build(name);
    t.after(built.remove);
    assert.deepEqual(await remarks(readPages(built.folder)), []);
  });
}

test("a fault in a page is found", async () => {
  const [{ path, html }] = pages;
  assert.deepEqual((await remarks([{ path, html: html.replace("<h1", "<h1 id=\"main\"") }])).length > 0, true);
});
