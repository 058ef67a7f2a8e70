// Pictures to look at, not part of the tests:
//
//   CANDOR_SITE=public node screenshots.mjs FOLDER
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { start } from "./browser.mjs";
import { page as example, question } from "./site.mjs";

const [out] = process.argv.slice(2);
if (!out) {
  console.error("usage: CANDOR_SITE=PUBLIC node screenshots.mjs FOLDER");
  process.exit(2);
}
mkdirSync(out, { recursive: true });

const shots = {
  home: example("home").path,
  faq: example("faq").path,
  search: `${example("search").path}?${new URLSearchParams({ q: question.en.query })}`,
  contact: example("contact").path,
  complaints: example("complaints").path,
  report: example("report").path,
};

const site = await start();
for (const [name, path] of Object.entries(shots)) {
  for (const width of [360, 1280]) {
    for (const scheme of ["light", "dark"]) {
      const { context, page } = await site.open({ width, scheme });
      await page.goto(path);
      if (name === "search") await page.locator("#search-results a").first().waitFor()
        .catch(() => console.error("The search shows no results: the picture is of that."));
      // Parts that wait to be seen: the live status.
      await page.evaluate(() => document.querySelectorAll("[data-hours]").forEach((one) => one.parentNode.scrollIntoView()));
      await page.waitForLoadState("networkidle");
      await page.evaluate(() => scrollTo(0, 0));
      const file = join(out, `${name}-${width}-${scheme}.png`);
      await page.screenshot({ path: file, fullPage: true });
      console.log(file);
      await context.close();
    }
  }
}
await site.stop();
