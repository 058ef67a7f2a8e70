// Pictures to look at, not part of the tests:
//
//   CANDOR_SITE=public node screenshots.mjs FOLDER [PART-OF-NAME]
//
// writes a picture of each kind of page, wide and narrow, light and dark, in each language.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { start } from "./browser.mjs";
import { examples, question } from "./site.mjs";

const [out, only = ""] = process.argv.slice(2);
if (!out) {
  console.error("usage: CANDOR_SITE=PUBLIC node screenshots.mjs FOLDER [PART-OF-NAME]");
  process.exit(2);
}
mkdirSync(out, { recursive: true });

const shots = examples.flatMap(({ kind, lang, path }) =>
  [360, 1280].flatMap((width) => ["light", "dark"].map((scheme) => ({
    name: `${kind}-${lang}-${width}-${scheme}`, kind, width, scheme,
    path: kind === "search" ? `${path}?${new URLSearchParams({ q: question[lang].query })}` : path,
  }))));

const site = await start();
for (const { name, kind, path, width, scheme } of shots.filter((shot) => shot.name.includes(only))) {
  const { context, page } = await site.open({ width, scheme });
  await page.goto(path);
  if (kind === "search") {
    await page.locator("#search-results a").first().waitFor()
      .catch(() => console.error("The search shows no results: the picture is of that."));
  }
  // Parts that wait to be seen: the live status.
  await page.evaluate(() => document.querySelectorAll("[data-hours]").forEach((one) => one.parentNode.scrollIntoView()));
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => scrollTo(0, 0));
  const file = join(out, `${name}.png`);
  await page.screenshot({ path: file, fullPage: true });
  console.log(file);
  await context.close();
}
await site.stop();
