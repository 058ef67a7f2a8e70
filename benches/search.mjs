// Measures the search of a built site: how good its answers are, what they cost and how long they take.
//
//   node benches/search.mjs relevance SITE QUERIES.json   share of queries whose page is first, and in the first three
//   node benches/search.mjs bytes SITE QUERIES.json       what a first search downloads, compressed
//   node benches/search.mjs speed SITE QUERIES.json       script time of a keystroke
//
// COUNT queries of each kind are asked for `bytes` and `speed`, 200 if it is not said, in LANG, `en` if it is not said.
//
// SITE is a folder that `candor build` wrote. QUERIES.json holds lists of queries by name, each a query and
// the page that answers it: {"plain": [["why is my card declined", "declined-card"], …], …}. `relevance`
// also asks plain elasticlunr.js, which `npm ci` in tests/engine installs.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import zlib from "node:zlib";

const [, , what, site, queriesPath, count = "200", lang = "en"] = process.argv;
const usage = "usage: node benches/search.mjs relevance|bytes|speed SITE QUERIES.json [COUNT [LANG]]";
const measures = { relevance, bytes, speed };
if (!measures[what] || !site || !queriesPath) {
  console.error(usage);
  process.exit(2);
}
const queries = JSON.parse(fs.readFileSync(queriesPath, "utf8"));
const assets = path.join(site, "assets");
const script = path.join(assets, fs.readdirSync(assets).find((name) => /^search-engine\..*\.js$/.test(name)));
(0, eval)(fs.readFileSync(script, "utf8"));

const texts = new Map();
function read(name) {
  if (!texts.has(name)) texts.set(name, fs.readFileSync(path.join(site, name), "utf8"));
  return texts.get(name);
}

function compressed(name, bytes) {
  const options = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } };
  return zlib.brotliCompressSync(bytes, options).length;
}
const sizes = new Map();
function size(name) {
  if (!sizes.has(name)) sizes.set(name, compressed(name, read(name)));
  return sizes.get(name);
}

const percent = (part, whole) => ((100 * part) / whole).toFixed(1);
function spread(values, digits) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(digits);
  return `| ${at(0.5)} | ${at(0.9)} | ${at(1)} |`;
}

async function relevance() {
  const engine = CandorSearch(async (name) => read(name), lang);
  const shipped = async (query) => (await engine.search(query, { limit: 3, sentences: 0 })).map((found) => found.page);
  const plain = elasticlunr();
  console.log("| queries | shipped, first | first three | elasticlunr.js, first | first three |");
  console.log("|---|---|---|---|---|");
  for (const [name, list] of Object.entries(queries)) {
    const cells = [];
    for (const ask of [shipped, plain]) {
      let [first, three] = [0, 0];
      for (const [query, page] of list) {
        const found = await ask(query);
        if (found[0] === page) first++;
        if (found.includes(page)) three++;
      }
      cells.push(percent(first, list.length), percent(three, list.length));
    }
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}

/** The questions of the site with what results show of them. */
function shown() {
  const name = (hash, i, each) => `search/${lang}/${hash}${i % each}`;
  const root = JSON.parse(read(`search/${lang}/index.json`));
  const found = [];
  for (let slot = 0; slot < root.slots; slot++) {
    const block = Math.floor(slot / root.block);
    const group = Math.floor(block / root.blocks.each) * root.hash;
    const file = name(root.blocks.names.slice(group, group + root.hash), block, root.blocks.each);
    // A block of no page has no file, and a slot without a page no address.
    if (!fs.existsSync(path.join(site, file + ".json"))) continue;
    const [url, title, questions] = JSON.parse(read(file + ".json"))[slot % root.block] || [];
    if (!url) continue;
    questions.forEach((question, i) => {
      const number = (slot % root.block) * root.stride + i;
      const answers = JSON.parse(read(`${file}-${Math.floor(number / root.answers)}.json`));
      found.push({ page: pageOf(url), title, question: [].concat(question)[0], answer: answers[number % root.answers] });
    });
  }
  return found;
}
const pageOf = (url) => url.replace(/\/$/, "").replace(/^.*\//, "");

/** elasticlunr.js as it comes, on the questions, titles and beginnings of answers that results show. */
function elasticlunr() {
  const require = createRequire(new URL("../tests/engine/package.json", import.meta.url));
  const index = require("elasticlunr")(function () {
    for (const field of ["question", "title", "answer"]) this.addField(field);
  });
  shown().forEach(({ page, ...fields }, i) => index.addDoc({ id: `${page} ${i}`, ...fields }));
  const fields = { question: { boost: 4 }, title: { boost: 2 }, answer: { boost: 1 } };
  return (query) => {
    const found = index.search(query, { fields, bool: "OR" }).map(({ ref }) => ref.split(" ")[0]);
    return [...new Set(found)].slice(0, 3);
  };
}

async function bytes() {
  console.log("| queries | bytes to the first result, median | 90 % | most | files, median | 90 % | most |");
  console.log("|---|---|---|---|---|---|---|");
  const engineSize = compressed("engine", fs.readFileSync(script));
  for (const [name, list] of Object.entries(queries)) {
    const [totals, files] = [[], []];
    const step = Math.max(1, Math.floor(list.length / count));
    for (let i = 0; i < list.length && totals.length < count; i += step) {
      const asked = new Set();
      const engine = CandorSearch(async (file) => asked.add(file) && read(file), lang);
      await engine.search(list[i][0], { limit: 10, sentences: 3 });
      totals.push(engineSize + [...asked].reduce((sum, file) => sum + size(file), 0));
      files.push(asked.size + 1);
    }
    console.log(`| ${name} ${spread(totals, 0)}${spread(files, 0).slice(1)}`);
  }
  console.log(`\nThe engine is ${engineSize} bytes of it, the root of the index ${size(`search/${lang}/index.json`)}.`);
}

async function speed() {
  const engine = CandorSearch(async (name) => read(name), lang);
  const ask = async (query) => {
    const start = performance.now();
    await engine.search(query, { limit: 6, sentences: 0 });
    return performance.now() - start;
  };
  const typed = queries.plain.slice(0, count).map(([query]) => query);
  for (const query of typed) await ask(query);
  const again = [];
  for (const query of typed) again.push(await ask(query));
  // Other queries, letter by letter: some letters bring files that have to be parsed.
  const letters = [];
  for (const [query] of queries.plain.slice(-30)) {
    for (let end = 3; end <= query.length; end++) letters.push(await ask(query.slice(0, end)));
  }
  console.log("| milliseconds of script | median | 90 % | most |");
  console.log("|---|---|---|---|");
  console.log(`| a query asked before ${spread(again, 2)}`);
  console.log(`| a letter more, its files at hand ${spread(letters, 2)}`);
}

await measures[what]();
