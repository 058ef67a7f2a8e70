// What a search downloads on the demo site: a budget, and the table of bytes. Needs CANDOR_SITE, the
// built site.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";

const site = process.env.CANDOR_SITE;

// Every heading of the site as it is, and with a letter left out of its longest word.
function queries() {
  const folder = path.join(site, "search/en");
  const pieces = fs.readdirSync(folder).map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")));
  // A page is an array, the beginning of an answer is not.
  const pages = pieces.filter(Array.isArray).flat().filter(Array.isArray);
  const plain = pages.flatMap(([url, , questions]) =>
    questions.map((question) => [[].concat(question)[0], url.replace(/\/$/, "").replace(/^.*\//, "")]));
  const typo = plain.map(([heading, page]) => {
    const longest = heading.split(/[^a-z]+/i).sort((a, b) => b.length - a.length)[0];
    const at = Math.floor(longest.length / 2);
    return [heading.replace(longest, longest.slice(0, at) + longest.slice(at + 1)), page];
  });
  return { plain, typo };
}

test("a first search on the demo site costs less than 25 kB", { skip: !site && "CANDOR_SITE is not set" }, () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "candor-bytes-")), "queries.json");
  fs.writeFileSync(file, JSON.stringify(queries()));
  const script = new URL("../../benches/search.mjs", import.meta.url).pathname;
  const run = (what) => execFileSync("node", [script, what, site, file], { encoding: "utf8" });
  const bytes = run("bytes");
  console.log(bytes);
  console.log(run("speed"));
  const rows = bytes.split("\n").filter((line) => /^\| (plain|typo) /.test(line)).map((line) => line.split("|"));
  assert.equal(rows.length, 2);
  for (const [, name, median, most90] of rows) {
    assert.ok(Number(median) > 1000 && Number(median) < 20_000, `${name}: median ${median} bytes`);
    assert.ok(Number(most90) < 25_000, `${name}: nine of ten ${most90} bytes`);
  }
  const size = Number(/The engine is (\d+) bytes/.exec(bytes)[1]);
  assert.ok(size > 1000 && size < 8_300, `the engine has ${size} bytes`);
  fs.rmSync(path.dirname(file), { recursive: true });
});
