// The engine's behaviour at the edges: node --test engine.test.mjs
// Set CANDOR_ENGINE to the path of search-engine.js if it is not beside this file.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
await import(pathToFileURL(process.env.CANDOR_ENGINE || path.join(here, "../../themes/default/static/search-engine.js")));
const { CandorSearch } = globalThis;

// A site in the format of src/search: words stand for themselves, except as `stems` says.
const PAGES = [
  ["/faq/account-freezes/", "Account freezes", [
    ["why-locked", "Why is my account locked?", "We lock an account when the law asks us to."],
    ["unlock", "How long until my account is unlocked?", "Ten business days."],
  ]],
  ["/faq/fees/index.html", "Fees", [["fee", "What fee do transfers cost?", "A transfer costs $49.64."]]],
  ["/faq/cards.html", "Cards", [["top-up", "How do I top up my card?", "constructor __proto__ toString"]]],
];
const STEMS = { locked: "lock", transfers: "transfer", costs: "cost", freezes: "freez", cards: "card", fees: "fee" };
const STOP = "a an as do how i is my the to until we what when why us";

const words = (text) =>
  text.toLowerCase().split(/[\s-]+/).map((w) => w.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, ""))
    .filter((w) => w && !STOP.split(" ").includes(w));

function site({ split = "l" } = {}) {
  const stride = 2;
  const surfaces = new Map();
  const terms = new Map();
  const lengths = [[], [], [], []];
  const add = (field, doc, page, text) => {
    const tokens = words(text);
    if (tokens.length) lengths[field].push(tokens.length);
    const counts = new Map();
    for (const w of tokens) {
      const term = STEMS[w] ?? w;
      surfaces.set(w, term);
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    for (const [term, count] of counts) {
      if (!terms.has(term)) terms.set(term, { pages: new Set(), lists: [[], [], [], []] });
      terms.get(term).pages.add(page);
      terms.get(term).lists[field].push([doc, (count - 1) * 4096 + tokens.length]);
    }
  };
  PAGES.forEach(([, title, questions], page) => {
    add(2, page, page, title);
    questions.forEach(([, heading, answer], q) => {
      add(0, page * stride + q, page, heading);
      add(3, page * stride + q, page, answer);
    });
  });
  const list = (field, postings) => {
    if (!postings.length) return 0;
    const ids = postings.map(([doc], i) => doc - (i ? postings[i - 1][0] : 0));
    const documents = field === 2 ? postings.reduce((n, [page]) => n + PAGES[page][2].length, 0) : postings.length;
    return [documents, ids, postings.map(([, code]) => code)];
  };
  const shard = (mine) => {
    const t = [...terms].filter(([term]) => mine(term)).sort()
      .map(([term, { pages, lists }]) => [term, pages.size, ...lists.map((l, field) => list(field, l))]);
    const at = (term) => { const i = t.findIndex((entry) => entry[0] === term); return i < 0 ? term : i; };
    return { w: [...surfaces].filter(([w]) => mine(w)).sort().flatMap(([w, term]) => [w, at(term)]), t };
  };
  const vocabulary = [...surfaces.keys()].filter((w) => /^[a-z]+$/.test(w)).sort().map((w) => "0" + w + "A").join("");
  const files = {
    index: {
      v: 1, docs: 4, pages: 3, stride, boosts: [4, 4, 2, 1], stop: STOP, endings: "s ed ing", hash: 2,
      mean: lengths.map((l) => (l.length ? l.reduce((a, b) => a + b) / l.length : 1)),
      starts: ["", split], shards: "s0s1", block: 2, blocks: "b0b1", vocabulary: "vo",
    },
    s0: shard((key) => key < split), s1: shard((key) => key >= split),
    b0: PAGES.slice(0, 2), b1: PAGES.slice(2), vo: vocabulary,
  };
  return Object.fromEntries(Object.entries(files).map(([name, data]) => [`search/en/${name}.json`, JSON.stringify(data)]));
}

function engine(files = site(), asked = []) {
  return CandorSearch(async (name) => {
    asked.push(name);
    if (!(name in files)) throw new Error("404 " + name);
    return files[name];
  }, "en");
}

const first = async (query) => (await engine().search(query))[0]?.page;

test("finds a question, its page and what to mark", async () => {
  const [best, ...rest] = await engine().search("Why is my account locked?");
  assert.equal(best.url, "/faq/account-freezes/");
  assert.equal(best.page, "account-freezes");
  assert.equal(best.anchor, "why-locked");
  assert.equal(best.question, "Why is my account locked?");
  assert.equal(best.title, "Account freezes");
  assert.match(best.summary, /the law/);
  assert.deepEqual(best.also.map((other) => other.anchor), ["unlock"]);
  assert.ok(best.terms.includes("locked") && best.score > 0 && !best.nearest);
  assert.ok(rest.every((other) => other.page !== best.page), "a page counts once");
});

test("page names come without index.html and .html", async () => {
  assert.equal(await first("transfer"), "fees");
  assert.equal(await first("card"), "cards");
});

test("reads typing errors: a letter more, less, other, swapped, the first too", async () => {
  for (const word of ["acccount", "acount", "accounf", "accuont", "zccount", "caccount"]) {
    assert.equal(await first(word + " "), "account-freezes", word);
  }
});

test("completes the last word while typing, and reads other forms and joined words", async () => {
  assert.equal(await first("trans"), "fees");
  assert.equal(await first("accounts "), "account-freezes");
  assert.equal(await first("transferred "), "fees");
  assert.equal(await first("topcard "), "cards");
});

test("follows a word whose term lies in another shard", async () => {
  // "locked" stands for "lock"; a border between them puts the word beside its term's shard.
  const results = await engine(site({ split: "locka" })).search("locked ");
  assert.equal(results[0].page, "account-freezes");
});

test("both rankings agree on the clear cases", async () => {
  for (const rank of [undefined, "elasticlunr"]) {
    assert.equal((await engine().search("account locked", { rank }))[0].anchor, "why-locked");
    assert.equal((await engine().search("transfer fee", { rank }))[0].anchor, "fee");
  }
});

test("loads nothing before the first search, and each file once", async () => {
  const asked = [];
  const search = engine(site(), asked);
  assert.deepEqual(asked, []);
  await search.search("card");
  assert.deepEqual(asked, ["search/en/index.json", "search/en/s0.json", "search/en/b1.json"]);
  await search.search("card");
  assert.equal(asked.length, 3);
});

test("survives any query", async () => {
  const queries = [
    "", " ", "the", "how do I", "?!…", "😀🇺🇸", "\ud83d", "\udc00 account \ud800", "\u200f\u202eaccount", "<script>alert(1)</script>",
    "<b>account</b>", "__proto__", "constructor", "toString hasOwnProperty", "a".repeat(10000), "account ".repeat(1250),
    "\0", "((((", "*", "[a-z", "🏦account", "ﷺ", "İ", "ß".repeat(700), null, undefined, 7, {},
  ];
  for (const query of queries) {
    const results = await engine().search(query);
    assert.ok(Array.isArray(results), String(query).slice(0, 20));
    for (const result of results) assert.ok(Number.isFinite(result.score) && result.url && result.terms);
  }
  assert.equal(await first("<b>account</b>"), "account-freezes");
  assert.equal(await first("\udc00 account \ud800"), "account-freezes");
  assert.equal(await first("constructor"), "cards");
  assert.deepEqual(await engine().search("qqqqqqqqqq"), []);
});

test("gives the nearest when nothing matches", async () => {
  const results = await engine().search("fxx ");
  for (const result of results) assert.equal(result.nearest, true);
  const near = await engine().search("kaccuont ");
  assert.equal(near[0].page, "account-freezes");
});

test("a limit holds, and none is ten", async () => {
  assert.equal((await engine().search("account fee card", { limit: 2 })).length, 2);
  assert.equal((await engine().search("account fee card")).length, 3);
});

test("an error of a load reaches the caller, and the next search tries again", async () => {
  const files = site();
  let broken = true;
  const search = CandorSearch(async (name) => {
    if (broken && name.endsWith("/s0.json")) throw new Error("offline");
    return files[name];
  }, "en");
  await assert.rejects(search.search("card"), /offline/);
  broken = false;
  assert.equal((await search.search("card"))[0].page, "cards");
  const throws = CandorSearch(() => { throw new Error("refused"); }, "en");
  await assert.rejects(throws.search("card"), /refused/);
});

test("damaged files are errors with a name, whatever the damage", async () => {
  for (const name of ["index", "s0", "b1", "vo"]) {
    for (const damage of ["", "{", "null", "[]", "7", "{}", "<!doctype html>"]) {
      const files = { ...site(), [`search/en/${name}.json`]: damage };
      const query = name === "vo" ? "cxrd " : "card";
      let results;
      try {
        results = await engine(files).search(query);
      } catch (error) {
        assert.ok(error instanceof Error && /search/i.test(error.message), `${name} ${damage}: ${error.message}`);
        continue;
      }
      assert.ok(name === "vo" || results.length === 0, `${name} ${JSON.stringify(damage)} went unnoticed`);
    }
  }
});
