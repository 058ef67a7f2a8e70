// Chromium with a witness: every tab that a test opens keeps a log of what it asked for and of what
// went wrong in it, and closing the tab fails if anything left the site or complained.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";
import { folder, openInstant } from "./site.mjs";

// Debian's package of Chromium without windows: the same engine for two thirds of the processor's time.
const installed = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
export const executablePath = process.env.CHROMIUM ?? installed.find(existsSync) ?? installed[0];
export const args = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-quic",
];

/** Starts a server of a built site, the demo site unless another is given, and a browser; `stop` ends both. */
export async function start({ root = folder } = {}) {
  if (!existsSync(executablePath)) {
    throw new Error(`There is no Chromium at ${executablePath}: run tests/run.sh, or set CHROMIUM.`);
  }
  let now = Date.now;
  const server = await serve(root, { now: () => now() });
  const browser = await chromium.launch({ executablePath, args });

  /**
   * A tab with a profile of its own. The clock of page and server stands still at `at`; `expects`
   * are patterns of console messages that the test provokes on purpose.
   */
  async function open({
    at = openInstant, expects = [], height = 800, js = true, scheme = "light", timezone = "UTC", width = 1280, ...more
  } = {}) {
    now = () => at;
    const context = await browser.newContext({
      baseURL: server.url, colorScheme: scheme, javaScriptEnabled: js, reducedMotion: "reduce",
      timezoneId: timezone, viewport: { width, height }, ...more,
    });
    await context.clock.setFixedTime(at);
    // A violation of the Content-Security-Policy is an event; some are not logged by the browser.
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`security policy: ${event.effectiveDirective} refused ${event.blockedURI}`);
      });
    });
    // Everything is on this machine: what takes longer than this will not come.
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    const requests = [];
    const complaints = [];
    context.on("request", (request) => requests.push(request.url()));
    const complain = (text) => expects.some((one) => one.test(text)) || complaints.push(text);
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complain(`${message.text()} (${page.url()})`);
    });
    page.on("pageerror", (error) => complain(`${error} (${page.url()})`));

    return {
      context, page, requests, complaints,
      /** Paths of the requests so far, on the site's own origin. */
      paths: () => requests.filter((url) => url.startsWith(server.url + "/")).map((url) => new URL(url).pathname),
      /** What the site did that it promises not to do. */
      async misdeeds() {
        const foreign = requests.filter((url) => !url.startsWith(server.url + "/"));
        const cookies = (await context.cookies()).map(({ name }) => name);
        const stored = js
          ? await page.evaluate(() => [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean))
          : [];
        return { foreign, cookies, stored, complaints: [...complaints] };
      },
      async close() {
        const found = await this.misdeeds();
        await context.close();
        assert.deepEqual(found, { foreign: [], cookies: [], stored: [], complaints: [] });
      },
    };
  }

  return {
    url: server.url,
    open,
    stop: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Opens a tab, runs `story`, and closes the tab with its checks, also when the story fails. */
export async function visit(site, options, story) {
  const tab = await site.open(options);
  try {
    await story(tab.page, tab);
  } catch (error) {
    // What went wrong before may be the reason.
    const where = tab.page.url();
    const saying = await tab.page.locator("[role=status]").allTextContents().catch(() => []);
    await tab.context.close();
    error.message += `\non ${where}, which says ${JSON.stringify(saying)}; complaints: ${JSON.stringify(tab.complaints)}`;
    throw error;
  }
  await tab.close();
}

/**
 * Goes to every stop's `path` and runs `story(page, stop, tab)` there, in two tabs side by side: while one waits, the
 * other works. Stories that press Tab take one, for it must have the focus to itself. A tab goes from page to page, for a new one costs more than most of what is asked of a page.
 */
export async function tour(site, options, stops, story, tabs = 2) {
  const rest = [...stops];
  const walk = () => visit(site, options, async (page, tab) => {
    for (let stop = rest.shift(); stop; stop = rest.shift()) {
      await page.goto(stop.path);
      await story(page, stop, tab);
    }
  });
  const ends = await Promise.allSettled(Array.from({ length: tabs }, walk));
  const failed = ends.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}
