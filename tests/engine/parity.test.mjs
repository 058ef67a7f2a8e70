// The index and the reference ranking against elasticlunr.js: the same documents in both, the same
// pages in the same order with the same scores. Needs CANDOR, the path of the program.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import test from "node:test";

const elasticlunr = createRequire(import.meta.url)("elasticlunr");
const engineFile = new URL("../../themes/default/static/search-engine.js", import.meta.url);
await import(process.env.CANDOR_ENGINE ?? engineFile);

// Words without the negations, which elasticlunr drops and we keep. Fields of up to 8 words, because
// the index that ships rounds longer ones.
const NOUNS = "account card transfer fee complaint identity wallet deposit withdrawal statement limit password".split(" ");
const VERBS = "verify cancel change close freeze unlock report delay refuse refund".split(" ");
const REST = "today abroad twice urgently online monthly safely".split(" ");
const pick = (list, i) => list[i % list.length];

const PAGES = NOUNS.map((noun, p) => ({
  slug: noun + "s",
  title: `Your ${noun} and ${pick(NOUNS, p * 5 + 2)}`,
  questions: [0, 1, 2].map((q) => ({
    question: `How do I ${pick(VERBS, p + q * 3)} a ${noun} ${pick(REST, p * 2 + q)}?`,
    answer: `Please ${pick(VERBS, p * 3 + q)} the ${pick(NOUNS, p + q * 4)}, ${pick(NOUNS, p + q * 4)} or ${pick(REST, p + q)}.`,
  })),
}));

const QUERIES = [
  ...NOUNS, ...VERBS,
  ...NOUNS.map((noun, i) => `${pick(VERBS, i)} my ${noun}`),
  ...NOUNS.map((noun, i) => `how do I ${pick(VERBS, i * 2)} ${pick(REST, i)} the ${noun} and ${pick(NOUNS, i + 3)}`),
  "card card transfer", "Account, ACCOUNT; account!", "verifying cancelled refunds",
];

function build() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "candor-parity-"));
  fs.mkdirSync(path.join(root, "content/faq"), { recursive: true });
  fs.writeFileSync(path.join(root, "candor.toml"),
    '[site]\ntitle = "Parity"\nbase_url = "https://parity.example"\n\n[rules]\npacks = []\n');
  for (const { slug, title, questions } of PAGES) {
    const body = questions.map(({ question, answer }) => `## ${question}\n\n${answer}\n`).join("\n");
    fs.writeFileSync(path.join(root, `content/faq/${slug}.md`), `+++\ntitle = "${title}"\n+++\n\n${body}`);
  }
  const out = path.join(root, "public");
  execFileSync(process.env.CANDOR, ["--root", root, "--quiet", "build", "--out", out], { stdio: "inherit" });
  const files = new Map(fs.readdirSync(path.join(out, "search/en")).map((name) =>
    [`search/en/${name}`, fs.readFileSync(path.join(out, "search/en", name), "utf8")]));
  fs.rmSync(root, { recursive: true });
  return files;
}

test("scores and order are those of elasticlunr.js", { skip: !process.env.CANDOR && "CANDOR is not set" }, async () => {
  const files = build();
  const engine = CandorSearch(async (name) => files.get(name), "en");
  const fields = { question: { boost: 4 }, also: { boost: 4 }, title: { boost: 2 }, answer: { boost: 1 } };
  const reference = elasticlunr(function () {
    for (const field of Object.keys(fields)) this.addField(field);
  });
  for (const { slug, title, questions } of PAGES) {
    questions.forEach(({ question, answer }, q) => reference.addDoc({ id: `${slug} ${q}`, question, also: "", title, answer }));
  }
  let compared = 0;
  for (const query of QUERIES) {
    // A page scores as its best question.
    const expected = new Map();
    for (const { ref, score } of reference.search(query, { fields, bool: "OR" })) {
      const page = ref.split(" ")[0];
      expected.set(page, Math.max(expected.get(page) ?? 0, score));
    }
    // A space behind: the last word is whole.
    const found = await engine.search(query + " ", { rank: "elasticlunr", limit: 100 });
    assert.equal(found.length, expected.size, query);
    for (const { page, score } of found) {
      assert.ok(Math.abs(score - expected.get(page)) < 1e-6, `${query}: ${page} ${score} ${expected.get(page)}`);
      compared++;
    }
    const inOrder = [...expected.values()].sort((a, b) => b - a);
    found.forEach(({ score }, i) => assert.ok(Math.abs(score - inOrder[i]) < 1e-6, `${query}: place ${i}`));
  }
  assert.ok(compared > 200, `${compared} scores`);
});
