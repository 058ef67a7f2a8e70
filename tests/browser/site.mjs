// What the tests know about the built site: its folder, its pages with kind and language, and the
// staffed hours it publishes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

export const folder = process.env.CANDOR_SITE ?? "";
if (!existsSync(join(folder, "manifest.json"))) {
  throw new Error("Set CANDOR_SITE to a folder that `candor build` wrote, or run tests/run.sh, which does it.");
}

/** The kinds of page that the design lists. A kind without a page in the demo site is a failure. */
export const expectedKinds = [
  "home", "topics", "faq", "page", "contact", "response-times", "complaints", "ai",
  "notices", "notice", "reports", "report", "coverage", "a-z", "search", "404",
];

const addressOf = (root, file) => "/" + relative(root, file).split(sep).join("/").replace(/(^|\/)index\.html$/, "$1");

/** Every page of a built site: `{ path, kind, lang, html }`, sorted by path. */
export const readPages = (root) => readdirSync(root, { recursive: true })
  .filter((name) => name.endsWith(".html"))
  .map((name) => {
    const file = join(root, name);
    const html = readFileSync(file, "utf8");
    return {
      path: addressOf(root, file),
      kind: html.match(/<body class="([^"\s]*)/)?.[1],
      lang: html.match(/<html lang="([^"]*)"/)?.[1],
      html,
    };
  })
  .sort((a, b) => (a.path < b.path ? -1 : 1));

/** Every page of the demo site. */
export const pages = readPages(folder);

export const languages = [...new Set(pages.map(({ lang }) => lang))];

/** One page of each kind and language: of the FAQ pages the one about account freezes, of the rest the newest. */
export const examples = languages.flatMap((lang) => {
  const kinds = [...new Set(pages.filter((page) => page.lang === lang).map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const all = pages.filter((page) => page.lang === lang && page.kind === kind);
    return all.find(({ path }) => path.endsWith("/account-freezes/")) ?? all.at(-1);
  });
});

export const page = (kind, lang = "en") => examples.find((one) => one.kind === kind && one.lang === lang);

/** A customer's question with typos, in each language, and the page that answers it. */
export const question = {
  en: { query: "my acount is lockd", answer: "/faq/account-freezes/" },
  es: { query: "mi cuenta esta bloqueda", answer: "/es/faq/account-freezes/" },
};

/** The answer must be among so many results. "Locked" may mean the sign-in, too: that topic can come before it. */
export const within = 3;

/** `api/hours.json`: what the site promises about open and closed, in Unix seconds. */
export const hours = JSON.parse(readFileSync(join(folder, "api/hours.json"), "utf8"));

/** An instant, in milliseconds, at which the first channel with hours is open. */
export const openInstant = (() => {
  const span = hours.channels[0].open[1];
  return ((span[0] + span[1]) / 2) * 1000;
})();
