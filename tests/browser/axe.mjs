// axe-core on a page as it stands.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** The rules that look at colors, which are all that differs between light and dark. */
export const ofColor = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** The rules of WCAG 2.2 AA, and good habits. */
const wcag = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] };

/** What axe finds on the page as it stands, one line a violation: by all rules, or those that are given. */
export async function violations(page, runOnly = wcag) {
  await page.evaluate(`window.axe || (() => { ${axe} })()`);
  const found = await page.evaluate((rules) => window.axe.run({ runOnly: rules, resultTypes: ["violations"] }), runOnly);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
      return `${id}: ${html.slice(0, 160)} — ${why.slice(0, 240)}`;
    }));
}
