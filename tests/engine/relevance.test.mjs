// How good the answers are: a table, and floors under it. Needs CANDOR_SITE, the built demo site.
//
// questions.json holds questions to the demo site in customers' words, with the page that answers each. They
// are asked as they are, with a typing error, and as three words. If the development set's script lies
// beside the clone, its table is printed, too; it needs CANDOR, the program.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const site = process.env.CANDOR_SITE;
const questions = JSON.parse(fs.readFileSync(path.join(here, "questions.json"), "utf8"));
const set = path.join(here, "../../../shared/bench/relevance.py");

/** Typing errors in turn: a letter left out, doubled, swapped with the next. */
function mistype(query, turn) {
  const word = query.split(" ").reduce((a, b) => (b.length > a.length ? b : a));
  const at = Math.floor(word.length / 2);
  const [a, b] = [word.slice(0, at), word.slice(at)];
  return query.replace(word, [a + b.slice(1), a + b[0] + b, a + b[1] + b[0] + b.slice(2)][turn % 3]);
}

/** The last three words that carry meaning. */
function keywords(query, stop) {
  const words = query.split(" ").filter((word) => word.length > 2 && !stop.has(word));
  return words.slice(-3).join(" ") || query;
}

function temporary(run) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "candor-relevance-"));
  try {
    return run(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** The table, and of its rows by name the shares of the shipped engine. */
function measure(from, queries, lang) {
  const script = path.join(here, "../../benches/search.mjs");
  const table = temporary((folder) => {
    const file = path.join(folder, "queries.json");
    fs.writeFileSync(file, JSON.stringify(queries));
    return execFileSync("node", [script, "relevance", from, file, "0", lang], { encoding: "utf8" });
  });
  const rows = table.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const shares = rows.filter((row) => row.length > 4 && row[1] in queries).map((row) => [row[1], row.slice(2, 4).map(Number)]);
  return { table, shares: Object.fromEntries(shares) };
}

function holds(shares, floors) {
  assert.deepEqual(Object.keys(shares), Object.keys(floors));
  for (const [name, floor] of Object.entries(floors)) {
    floor.forEach((least, i) => {
      const share = shares[name][i];
      assert.ok(share >= least && share <= 100, `${name}, ${i ? "first three" : "first"}: ${share} %, and ${least} % is the least`);
    });
  }
}

// A few points below what is reached, for an edit of the site's texts may cost a question.
const FLOORS = {
  en: { plain: [70, 90], typo: [70, 85], keywords: [60, 80] },
  es: { plain: [65, 85], typo: [65, 80], keywords: [55, 75] },
};

for (const [lang, list] of Object.entries(questions)) {
  test(`${lang}: customers' questions find their page on the demo site`, { skip: !site && "CANDOR_SITE is not set" }, () => {
    const root = JSON.parse(fs.readFileSync(path.join(site, `search/${lang}/index.json`), "utf8"));
    const stop = new Set(root.stop.split(" "));
    const { table, shares } = measure(site, {
      plain: list,
      typo: list.map(([query, page], i) => [mistype(query, i), page]),
      keywords: list.map(([query, page]) => [keywords(query, stop), page]),
    }, lang);
    console.log(`Search on the demo site, ${lang}, ${list.length} questions, per cent:\n\n${table}`);
    holds(shares, FLOORS[lang]);
  });
}

test("the development set keeps its shares", {
  skip: (!fs.existsSync(set) && `${path.basename(set)} does not lie beside the clone`) || (!process.env.CANDOR && "CANDOR is not set"),
}, () => {
  temporary((folder) => {
    const [data, built] = [path.join(folder, "data"), path.join(folder, "site")];
    execFileSync("python3", [set, "--out", data]);
    execFileSync(process.env.CANDOR, ["--root", data, "--quiet", "build", "--out", built]);
    const { table, shares } = measure(built, JSON.parse(fs.readFileSync(path.join(data, "queries.json"), "utf8")), "en");
    console.log(`Search on the development set, per cent:\n\n${table}`);
    holds(shares, { plain: [74, 89], typo: [73, 88], keywords: [59, 76] });
  });
});
