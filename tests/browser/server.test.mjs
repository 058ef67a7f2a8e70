// The server of these tests: if it does not enforce the policy, the other tests prove nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { start } from "./browser.mjs";
import { parseHeaders } from "./server.mjs";
import { folder } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site?.stop());

test("_headers is applied to the paths it names", async () => {
  const policy = readFileSync(join(folder, "_headers"), "utf8").match(/Content-Security-Policy: (.*)/)[1];
  const home = await fetch(site.url + "/");
  assert.equal(home.status, 200);
  assert.equal(home.headers.get("content-security-policy"), policy);
  assert.match(policy, /default-src 'none'|default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe-|https?:|\*|data:/);
  const css = (await home.text()).match(/href="(\/assets\/[^"]*\.css)"/)[1];
  const sheet = await fetch(site.url + css);
  assert.match(sheet.headers.get("content-type"), /^text\/css/);
  // The values of all rules that match are joined: each path is named once.
  assert.equal(sheet.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(home.headers.get("cache-control"), "public, max-age=0, must-revalidate");
});

test("text is compressed as the browser asks, and an unchanged file is not sent again", async () => {
  const plain = await fetch(site.url + "/", { headers: { "Accept-Encoding": "identity" } });
  assert.equal(plain.headers.get("content-encoding"), null);
  const html = await plain.text();
  for (const encoding of ["br", "gzip"]) {
    const reply = await fetch(site.url + "/", { headers: { "Accept-Encoding": encoding } });
    assert.equal(reply.headers.get("content-encoding"), encoding);
    assert.ok(Number(reply.headers.get("content-length")) < html.length / 2, encoding);
    assert.equal(reply.headers.get("vary"), "Accept-Encoding");
    assert.equal(await reply.text(), html);
  }
  const again = await fetch(site.url + "/", {
    headers: { "Accept-Encoding": "identity", "If-None-Match": plain.headers.get("etag") },
  });
  assert.equal(again.status, 304);
});

test("a pattern matches from the first to the last character", () => {
  const [all, api] = parseHeaders("/*\n  A: 1\n\n# a comment\n/api/*.json\n  B: x: y\n");
  assert.ok(all.pattern.test("/"));
  assert.ok(api.pattern.test("/api/es/faq.json"));
  assert.ok(!api.pattern.test("/x/api/faq.json"));
  assert.deepEqual(api.headers, [["B", "x: y"]]);
});

test("what is not there is answered with the 404 page of its language", async () => {
  for (const [path, lang] of [["/no/such/page/", "en"], ["/es/no/such/page/", "es"], ["/_headers", "en"]]) {
    const reply = await fetch(site.url + path);
    assert.equal(reply.status, 404, path);
    assert.match(await reply.text(), new RegExp(`<html lang="${lang}"`), path);
  }
  const folderWithoutSlash = await fetch(site.url + "/faq", { redirect: "manual" });
  assert.equal(folderWithoutSlash.headers.get("location"), "/faq/");
});

test("a breach of the policy is noticed", async () => {
  const tab = await site.open();
  await tab.page.goto("/");
  await tab.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.breached = true";
    document.head.append(script);
    document.body.append(Object.assign(document.createElement("img"), { src: "https://tracker.example/pixel.gif" }));
    document.cookie = "seen=1";
  });
  await tab.page.waitForTimeout(100);
  assert.equal(await tab.page.evaluate(() => window.breached), undefined);
  const { complaints, cookies } = await tab.misdeeds();
  assert.ok(complaints.some((text) => text.includes("script-src")), complaints.join("\n"));
  assert.ok(complaints.some((text) => text.includes("img-src")), complaints.join("\n"));
  assert.deepEqual(cookies, ["seen"]);
  await tab.context.close();
});
