// The engine's behaviour at the edges: node --test engine.test.mjs
// CANDOR_ENGINE may be the path of another search-engine.js than the theme's.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
await import(pathToFileURL(process.env.CANDOR_ENGINE || path.join(here, "../../themes/default/static/search-engine.js")));
const { CandorSearch } = globalThis;

// A site in the format of crates/search: words stand for themselves, except as `stems` says.
const PAGES = [
  ["/faq/account-freezes/", "Account freezes", [
    ["why-locked", "Why is my account locked?", "We lock an account when the law asks us to."],
    ["unlock", "How long until my account is unlocked?", "Ten business days."],
  ]],
  ["/faq/fees/index.html", "Fees", [["what-fee-do-transfers-cost", "What fee do transfers cost?", "A transfer costs $49.64."]]],
  ["/faq/cards.html", "Cards", [["top-up", "How do I top up my card?", "constructor __proto__ toString"]]],
];
const STEMS = { __proto__: null, locked: "lock", transfers: "transfer", costs: "cost", freezes: "freez", cards: "card", fees: "fee" };
const STOP = "a an as do how i is my the to until we what when why us";

const words = (text) =>
  text.toLowerCase().split(/[\s-]+/).map((w) => w.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, ""))
    .filter((w) => w && !STOP.split(" ").includes(w));

// Synonyms: what a term has beside its own postings. "blocked" and "on hold" are on no page.
const GROUPS = [["lock", "block", "on hold"], ["account"]];
const KEYS = { __proto__: null, "on hold": "hold" };

// Numbers in letters, as crates/search/src/pack.rs writes them.
const letter = (value) => (value === 57 ? " " : String.fromCharCode(35 + value));
const pack = (value) => {
  let text = letter(value % 64);
  for (let high = Math.floor(value / 64); high > 0; high = Math.floor(high / 28)) text = letter(64 + (high % 28)) + text;
  return text;
};
const packIds = (ids) => ids.map((id, i) => pack(id - (i ? ids[i - 1] : 0))).join("");

// The lengths that codes stand for: no text here has more words.
const LENGTHS = Array.from({ length: 16 }, (_, length) => length);

function site({ split = "l", costly = "" } = {}) {
  const stride = 2;
  const surfaces = new Map([["blocked", "block"]]);
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
      terms.get(term).lists[field].push([doc, (count - 1) * 16 + tokens.length]);
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
    const documents = field === 2 ? postings.reduce((n, [page]) => n + PAGES[page][2].length, 0) : postings.length;
    return [packIds(postings.map(([doc]) => doc)), postings.map(([, code]) => pack(code)).join(""), documents];
  };
  const entry = (term) => {
    const { pages, lists } = terms.get(term) ?? { pages: new Set(), lists: [[], [], [], []] };
    const related = GROUPS.filter((group) => group.includes(term)).map((group) => {
      const docs = new Set(group.flatMap((other) => (other === term ? [] : terms.get(other)?.lists[0] ?? [])).map(([doc]) => doc));
      for (const [doc] of lists[0]) docs.delete(doc);
      return [1, packIds([...docs].sort()), "", group.filter((other) => other !== term).join(",")];
    });
    return [KEYS[term] ? KEYS[term] + " " + term : term, pages.size, ...lists.map((l, field) => list(field, l)), ...related];
  };
  const shard = (mine) => {
    const names = [...new Set([...terms.keys(), "block"])].filter(mine).sort();
    const phrases = Object.keys(KEYS).filter((phrase) => mine(KEYS[phrase]));
    const at = (term) => { const i = names.indexOf(term); return i < 0 ? term : i; };
    return {
      w: [...surfaces].filter(([w]) => mine(w)).sort().flatMap(([w, term]) => [w, at(term)]),
      t: [...names, ...phrases].map(entry),
    };
  };
  const vocabulary = (mine) =>
    [...surfaces.keys()].filter((w) => /^[a-z]+$/.test(w) && mine(w)).sort().map((w) => "0" + w + "A").join("");
  const before = (key) => key < split;
  const files = {
    index: {
      v: 4, docs: 4, pages: 3, slots: 3, stride, boosts: [4, 4, 2, 1], lengths: LENGTHS, stop: STOP, faint: "", endings: "s ed ing", costly, hash: 2,
      mean: lengths.map((l) => (l.length ? l.reduce((a, b) => a + b) / l.length : 1)),
      starts: ["", split], shards: { each: 4, names: "sh" }, block: 2, blocks: { each: 2, names: "bl" }, answers: 2, needed: [1, 0],
      letters: ["", "n"], vocabulary: { each: 1, names: "v0v1" },
    },
    sh0: shard(before), sh1: shard((key) => !before(key)),
    bl0: block(PAGES.slice(0, 2)), bl1: block(PAGES.slice(2)),
    "bl0-0": PAGES[0][2].map((question) => question[2]), "bl0-1": [PAGES[1][2][0][2]], "bl1-0": [PAGES[2][2][0][2]],
    v00: vocabulary((w) => w < "n"), v10: vocabulary((w) => w >= "n"),
  };
  return Object.fromEntries(Object.entries(files).map(([name, data]) => [`search/en/${name}.json`, JSON.stringify(data)]));
}

// An anchor that is the heading in small letters and hyphens is left out.
const block = (pages) =>
  pages.map(([url, title, questions]) => [
    url, title,
    questions.map(([anchor, heading]) =>
      anchor === heading.toLowerCase().match(/[a-z0-9]+/g).join("-") ? heading : [heading, anchor]),
  ]);

function engine(files = site(), asked = []) {
  return CandorSearch(async (name) => {
    asked.push(name);
    if (!(name in files)) throw new Error("404 " + name);
    return files[name];
  }, "en");
}

const first = async (query) => (await engine().search(query))[0]?.page;

/** A sentence with its marks in brackets. */
const marked = ({ sentence }) => sentence.map((text, i) => (i % 2 ? `[${text}]` : text)).join("");

test("finds a question, its page and the sentence that matches", async () => {
  const [best, ...rest] = await engine().search("Why is my account locked?");
  assert.equal(best.url, "/faq/account-freezes/");
  assert.equal(best.page, "account-freezes");
  assert.equal(best.anchor, "why-locked");
  assert.equal(best.question, "Why is my account locked?");
  assert.equal(best.title, "Account freezes");
  assert.equal(marked(best), "We [lock] an [account] when the law asks us to.");
  assert.deepEqual(best.also.map((other) => other.anchor), ["unlock"]);
  assert.ok(best.score > 0 && !best.nearest && !best.needed);
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

test("finds a question by a synonym, a phrase and a mistyped synonym that no page has", async () => {
  for (const query of ["blocked ", "is it on hold ", "blockd ", "blocked fast "]) {
    assert.equal(await first(query), "account-freezes", query);
  }
  // The word itself counts more than its synonyms.
  const [own] = await engine().search("locked ");
  const [other] = await engine().search("blocked ");
  assert.ok(own.score > other.score);
  // A phrase is one: its words apart are not.
  assert.deepEqual((await engine().search("hold it on ")).filter((result) => !result.nearest), []);
  assert.deepEqual((await engine().search("blocked ", { rank: "elasticlunr" })).filter((result) => !result.nearest), []);
});

test("leaves out the words with the longest postings when there are many", async () => {
  const asked = [];
  const all = "account locked business days card fee ";
  const files = site({ costly: "account locked business days card fee" });
  const results = await engine(files, asked).search(all);
  assert.deepEqual(results.map((result) => result.page).sort(), ["account-freezes", "cards", "fees"]);
  assert.ok(!results.some((result) => /\[(account|lock)/.test(marked(result))), "words left out are not marked");
  assert.equal((await engine(files).search("account locked "))[0].anchor, "why-locked");
});

test("neighbouring words and small words decide between equals", async () => {
  const question = async (query) => (await engine().search(query))[0].anchor;
  assert.equal(await question("why is my account locked"), "why-locked");
  assert.equal(await question("how long until account"), "unlock");
});

test("both rankings agree on the clear cases", async () => {
  for (const rank of [undefined, "elasticlunr"]) {
    assert.equal((await engine().search("account locked", { rank }))[0].anchor, "why-locked");
    assert.equal((await engine().search("transfer fee", { rank }))[0].anchor, "what-fee-do-transfers-cost");
  }
});

test("loads nothing before the first search, and each file once", async () => {
  const asked = [];
  const search = engine(site(), asked);
  assert.deepEqual(asked, []);
  await search.search("card");
  // A block of several pages: its answers are asked for once it is known that they are needed.
  assert.deepEqual(asked, ["index", "sh0", "bl1", "bl1-0"].map((name) => `search/en/${name}.json`));
  await search.search("card");
  assert.equal(asked.length, 4);
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
    for (const result of results) assert.ok(Number.isFinite(result.score) && result.url && result.sentence.length % 2);
    if (String(query).trim()) assert.ok(results.length, `nothing at all for ${String(query).slice(0, 20)}`);
  }
  assert.deepEqual(await engine().search(" \n"), []);
  assert.equal(await first("<b>account</b>"), "account-freezes");
  assert.equal(await first("\udc00 account \ud800"), "account-freezes");
  assert.equal(await first("constructor"), "cards");
});

test("gives the nearest when nothing matches", async () => {
  for (const [query, page] of [["accompt ", "account-freezes"], ["costumes ", "fees"]]) {
    const near = await engine().search(query);
    assert.equal(near[0].page, page, query);
    assert.ok(near.every((result) => result.nearest && !result.needed), query);
  }
  assert.ok(!(await engine().search("account "))[0].nearest);
});

test("gives what people need most when nothing is near", async () => {
  for (const query of ["qqqqqqqqqq", "😀", "\u200f", "?"]) {
    const needed = await engine().search(query);
    assert.deepEqual(needed.map((result) => result.page), ["fees", "account-freezes"], query);
    assert.ok(needed.every((result) => result.nearest && result.needed && !/\[/.test(marked(result))));
    assert.equal(needed[1].anchor, "why-locked");
  }
});

test("marks synonyms, phrases and the word that a typing error was meant for", async () => {
  const sentence = async (query) => marked((await engine().search(query))[0]);
  assert.equal(await sentence("blocked acount "), "We [lock] an [account] when the law asks us to.");
  assert.equal(await sentence("is it on hold "), "We [lock] an account when the law asks us to.");
  assert.equal(await sentence("transfer costing "), "A [transfer] [costs] $49.64.");
  assert.equal(await sentence("hold it on account "), "We lock an [account] when the law asks us to.");
  // "Locs" begins and ends as forms of "lock" do, and is none.
  assert.equal(await shown("All locs are locked."), "All locs are [locked].");
  // A group of which the site has no other word marks no other.
  assert.equal(await shown("An account: s, ed and ing."), "An [account]: s, ed and ing.");
});

/** What is shown of an answer to "locked account". */
async function shown(answer) {
  const files = site();
  files["search/en/bl0-0.json"] = JSON.stringify([answer, answer]);
  return marked((await engine(files).search("locked account "))[0]);
}

test("shows the sentence of an answer that matches best", async () => {
  const filler = (n) => "Nothing of it is here, and it goes on for a while without saying more about that. ".repeat(n);
  assert.equal(
    await shown(`${filler(3)}We lock it at 8 a.m. on the day. Your account is locked by law. ${filler(3)}`),
    "Your [account] is [locked] by law. Nothing of it is here, and it goes on for a while without saying more about that.");
  assert.equal(await shown(`${filler(3)}It costs $1.50 e.g. for a lock.`), filler(1) + "It costs $1.50 e.g. for a [lock].");
  // A part of a list.
  const list = await shown(`Send: a letter that says who you are and where you live, on paper; a picture; the number of your account; ${"more of it; ".repeat(20)}`);
  assert.match(list, /^… the number of your \[account\]; more of it; .*it …$/);
  // One long sentence.
  const long = await shown(`${"and so on ".repeat(40)}then the account is open ${"and so on ".repeat(40)}`);
  assert.match(long, /^… (and|so|on) .* then the \[account\] is open and .* …$/);
  assert.ok(long.length < 200, long);
  // Without a match, the beginning.
  assert.equal(await shown("Ten days. Not one more."), "Ten days. Not one more.");
  assert.equal(await shown(""), "");
  assert.equal((await shown("x".repeat(600))).replace(/x+/, "x"), "x");
});

test("an answer that cannot be loaded leaves a result without a sentence", async () => {
  for (const damage of [undefined, "<!doctype html>", "null", "[7]", "{}"]) {
    const files = site();
    if (damage) files["search/en/bl1-0.json"] = damage;
    else delete files["search/en/bl1-0.json"];
    const [best] = await engine(files).search("card");
    assert.equal(best.page, "cards", damage);
    assert.equal(marked(best), damage === "[7]" ? "7" : "");
  }
});

test("loads no answers for results without sentences", async () => {
  const asked = [];
  const [best] = await engine(site(), asked).search("card", { sentences: 0 });
  assert.equal(best.sentence, undefined);
  assert.ok(!asked.some((name) => name.includes("-")), asked.join(" "));
});

test("awaits the sentences of the first results only, if asked", async () => {
  const asked = [];
  const [best, next] = await engine(site(), asked).search("card account", { sentences: 1 });
  assert.ok(best.sentence.length && next);
  assert.equal(next.sentence, undefined);
  assert.equal(asked.filter((name) => name.includes("-")).length, 1, asked.join(" "));
});

test("a word that asks for anything says less than its rarity", async () => {
  const files = site();
  const root = JSON.parse(files["search/en/index.json"]);
  const scores = async () => (await engine(files).search("transfer card ")).map(({ page }) => page);
  assert.deepEqual(await scores(), ["cards", "fees"]);
  files["search/en/index.json"] = JSON.stringify({ ...root, faint: "card" });
  assert.deepEqual(await scores(), ["fees", "cards"]);
});

test("a long question is looked up by its first words, and a wrong first letter in it is left", async () => {
  const asked = [];
  const many = "account locked long fee transfers cost top card ";
  await engine(site(), asked).search(many.repeat(2) + "qqqq ");
  assert.ok(!asked.some((name) => /v[01]0/.test(name)), "the seventeenth word is not corrected");
  const found = [];
  await engine(site(), found).search("locked transfers cost caffee ");
  assert.ok(!found.some((name) => name.includes("v10")), found.join(" "));
});

test("keeps a small index, and needs no connection from then on", async () => {
  const files = site();
  const names = Object.keys(files).filter((name) => !name.endsWith("/index.json"));
  const whole = Object.fromEntries(names.map((name) => [name.slice(10, -5), JSON.parse(files[name])]));
  const root = { ...JSON.parse(files["search/en/index.json"]), whole: "all-x" };
  Object.assign(files, { "search/en/index.json": JSON.stringify(root), "search/en/all-x.json": JSON.stringify(whole) });
  const asked = [];
  const search = engine(files, asked);
  await search.search("card");
  await search.keep();
  const before = asked.length;
  assert.equal(marked((await search.search("locked account "))[0]), "We [lock] an [account] when the law asks us to.");
  await search.search("zccount fxx ");
  assert.equal(asked.length, before, asked.join(" "));
  // A large index has no such file; one that does not arrive is an error, and searching goes on.
  await engine().keep();
  delete files["search/en/all-x.json"];
  const without = engine(files);
  await assert.rejects(without.keep(), { name: "SearchError" });
  assert.equal((await without.search("card"))[0].page, "cards");
});

test("a limit holds, and none is ten", async () => {
  assert.equal((await engine().search("account fee card", { limit: 2 })).length, 2);
  assert.equal((await engine().search("account fee card")).length, 3);
});

test("an error of a load reaches the caller, and the next search tries again", async () => {
  const files = site();
  let broken = true;
  const search = CandorSearch(async (name) => {
    if (broken && name.endsWith("/sh0.json")) throw new Error("offline");
    return files[name];
  }, "en");
  await assert.rejects(search.search("card"), /offline/);
  broken = false;
  assert.equal((await search.search("card"))[0].page, "cards");
  await assert.rejects(engine({}).search("card"), { name: "SearchError" });
  const throws = CandorSearch(() => { throw new Error("refused"); }, "en");
  await assert.rejects(throws.search("card"), /refused/);
});

test("a damaged file spoils one search, not the next", async () => {
  const files = site();
  const sound = files["search/en/sh0.json"];
  files["search/en/sh0.json"] = sound.slice(0, sound.length / 2);
  const afresh = [];
  const search = CandorSearch(async (name, fresh) => {
    if (fresh) afresh.push(name);
    return files[name];
  }, "en");
  await assert.rejects(search.search("card"), { name: "SearchError", message: /sh0\.json is damaged/ });
  files["search/en/sh0.json"] = sound;
  assert.equal((await search.search("card"))[0].page, "cards");
  assert.ok(afresh.includes("search/en/sh0.json"), "a cache may hold the damaged one");
});

test("a site that was published anew is searched on, without loading the page again", async () => {
  const files = site();
  const search = engine(files);
  assert.equal((await search.search("card"))[0].page, "cards");
  for (const name of Object.keys(files).filter((name) => /\/(sh|bl)/.test(name))) {
    files[name.replace(/(sh|bl)(?=\d)/, "n$1")] = files[name];
    delete files[name];
  }
  const root = JSON.parse(files["search/en/index.json"]);
  Object.assign(root, { hash: 3, shards: { each: 4, names: "nsh" }, blocks: { each: 2, names: "nbl" }, vocabulary: { each: 1, names: "nv0nv1" } });
  files["search/en/index.json"] = JSON.stringify(root);
  assert.equal((await search.search("locked account "))[0].page, "account-freezes");
});

test("an index of another version is an error, not a wrong answer", async () => {
  const files = site();
  files["search/en/index.json"] = files["search/en/index.json"].replace('"v":4', '"v":3');
  await assert.rejects(engine(files).search("card"), { name: "SearchError" });
});

test("a file that is damaged inside is an error with a name, and leaves no trace in the scores", async () => {
  const files = site();
  const sound = files["search/en/sh0.json"];
  const shard = JSON.parse(sound);
  shard.t.find(([term]) => term === "card")[2] = [7];
  files["search/en/sh0.json"] = JSON.stringify(shard);
  const search = engine(files);
  await assert.rejects(search.search("account card"), { name: "SearchError" });
  files["search/en/sh0.json"] = sound;
  assert.deepEqual(await search.search("account card"), await engine().search("account card"));
});

test("damaged files are errors with a name, whatever the damage", async () => {
  for (const name of ["index", "sh0", "bl1", "v00"]) {
    for (const damage of ["", "{", "null", "[]", "7", "{}", "<!doctype html>"]) {
      const files = { ...site(), [`search/en/${name}.json`]: damage };
      const query = name === "v00" ? "cxrd " : "card";
      await assert.rejects(engine(files).search(query), { name: "SearchError" }, `${name} ${JSON.stringify(damage)}`);
    }
  }
});
