// Every page is valid HTML.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import { pages } from "./site.mjs";

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

test("html-validate finds nothing on any page", async () => {
  const found = [];
  for (const { path, html } of pages) {
    const report = await validator.validateString(html, path);
    for (const { messages } of report.results) {
      found.push(...messages.map(({ ruleId, message, line, column }) => `${path}:${line}:${column} ${ruleId}: ${message}`));
    }
  }
  assert.deepEqual(found, []);
});
