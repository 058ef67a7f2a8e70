// No script of a text runs, on a host that sends none of `_headers`: more than 200 attempts to put one into a page, with
// the page's own policy, and without it, so that what cleans the pages is seen to do it alone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { args, executablePath } from "./browser.mjs";
import { buildDay } from "./fixture.mjs";
import { serve } from "./server.mjs";

/** Addresses that run the script `run`, as a browser reads them in an attribute. */
const addresses = (run) => [
  `javascript:${run}`, `JaVaScRiPt:${run}`, ` javascript:${run}`, `&#106;avascript:${run}`, `&#x6A;avascript:${run}`,
  `&#0000106avascript:${run}`, `java&#x09;script:${run}`, `java&#10;script:${run}`, `java&Tab;script:${run}`,
  `java&NewLine;script:${run}`, `javascript&colon;${run}`, `javascript&#58;${run}`, `javascript&#0000058${run}`,
  `&#1;javascript:${run}`, `&#x1F;javascript:${run}`, `javascript://host/%0A${run}`, `java\tscript:${run}`,
  `vbscript:${run}`, `data:text/html,<script>${run}</script>`,
  `data:text/html;base64,${Buffer.from(`<script>${run}</script>`).toString("base64")}`,
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${run}'/>`,
];

/** Places in which an address can stand, each closed in itself. */
const places = [
  (url) => `[a link](<${url}>)`,
  (url) => `[a link](${url.trim().replaceAll(" ", "%20")} "with a title")`,
  (url, at) => `[a link][ref-${at}]\n\n[ref-${at}]: <${url}>`,
  (url) => `![a picture](<${url}>)`,
  (url) => `<a href="${url}">a link</a>`,
  (url) => `A line <a href='${url.replaceAll("'", "&#39;")}' title="x">with a link</a> in it.`,
  (url) => `<div>\n<a name="x" href="${url}">a link</a>\n</div>`,
  (url) => `<img alt="a picture" src="${url}">`,
  (url) => `<svg><a xlink:href="${url}" href="${url}"><text>a link</text></a></svg>`,
  (url) => `<form action="${url}"><button formaction="${url}">a button</button></form>`,
  (url) => `<iframe src="${url}"></iframe><embed src="${url}"><object data="${url}"></object>`,
  (url) => `<math href="${url}"><mtext>a link</mtext></math><map><area href="${url}"></map>`,
];

/** Markup that runs a script by itself or when a reader touches it. */
const markup = (run) => [
  `<script>${run}</script>`, `<SCRIPT>${run}</SCRIPT>`, `<script src="data:,${run}"></script>`, `<scr<script>ipt>${run}</scr</script>ipt>`,
  `<img src=x onerror=${run}>`, `<IMG SRC=x OnError="${run}">`, `<img src=x onerror&#61;${run}>`, `<img src="x" alt="a" onload="${run}" onerror='${run}'>`,
  `<img src=\`x\`onerror=${run}>`, `<img/src=x/onerror=${run}>`, `<img src=x\nonerror=${run}>`, `<img title="><img src=x onerror=${run}>">`,
  `<svg onload=${run}>`, `<svg/onload=${run}>`, `<svg><script>${run}</script></svg>`, `<svg><script>&#97;lert(1)</script></svg>`,
  `<svg><animate onbegin=${run} attributeName=x dur=1s>`, `<svg><set attributeName=href to="javascript:${run}"></svg>`,
  `<svg><foreignObject><img src=x onerror=${run}></foreignObject></svg>`, `<svg><style><img src=x onerror=${run}></style></svg>`,
  `<body onload=${run}>`, `<html onclick=${run}>`, `<details open ontoggle=${run}>x</details>`, `<input autofocus onfocus=${run}>`,
  `<select autofocus onfocus=${run}></select>`, `<video><source onerror=${run}></video>`, `<audio src=x onerror=${run}></audio>`,
  `<marquee onstart=${run}>x</marquee>`, `<meta http-equiv=refresh content="0;url=javascript:${run}">`, `<link rel=stylesheet href="javascript:${run}">`,
  `<base href="javascript:${run}//">`, `<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart=${run}>x</b>`,
  `<b style="background:url(javascript:${run})">x</b>`, `<b style="width:expression(${run})">x</b>`, `<table background="javascript:${run}"><tr><td>x</td></tr></table>`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  `<svg></p><style><a id="</style><img src=1 onerror=${run}>">`, `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`,
  `<textarea><img title="</textarea><img src=x onerror=${run}>"></textarea>`, `<title><img title="</title><img src=x onerror=${run}>"></title>`,
  `<xmp><p title="</xmp><img src=x onerror=${run}>">`, `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`, `<iframe><img title="</iframe><img src=x onerror=${run}>">`,
  `<template><img src=x onerror=${run}></template>`, `<plaintext><img src=x onerror=${run}>`, `<!--><img src=x onerror=${run}>-->`, `<!-- --!><img src=x onerror=${run}> -->`,
  `<![CDATA[><img src=x onerror=${run}>]]>`, `<?xml version="1.0"?><img src=x onerror=${run}>`, `<!DOCTYPE x [<!ENTITY e "<img src=x onerror=${run}>">]>`, `</p><img src=x onerror=${run}>`,
  `<a href="x" onclick="${run}" onmouseover='${run}' onfocus=${run}>x</a>`, `<p onclick=${run} onpointerenter=${run}>x</p>`, `<td onmouseover=${run}>x</td>`,
  `[x](/a "t\\" onmouseover=\\"${run}")`, `![\\" onerror=\\"${run}](/logo.svg)`, `[x]("onclick="${run})`, `<https://x.example/"onclick="${run}>`,
  `\`\`\`"><script>${run}</script>\nx\n\`\`\``, `**<img src=x onerror=${run}>**`, `> <img src=x onerror=${run}>`, `- <svg onload=${run}>`,
  `| a |\n|---|\n| <img src=x onerror=${run}> |`, `x[^1]\n\n[^1]: <img src=x onerror=${run}>`, `{{ x"><script>${run}</script> }}`, `&lt;img src=x onerror=${run}&gt;`,
  `<p id="__proto__">x</p><form id=document><input name=cookie></form><a id=defaultView href="javascript:${run}">x</a>`,
];

/** Words that land in attributes, titles and data of the page. */
const words = (run) => [
  `</title><script>${run}</script>`, `"><script>${run}</script>`, `</script><script>${run}</script>`, `<!--<script>${run}//`, `' onclick='${run}`, `\u2028${run}//`,
  `]]><script>${run}</script>`, `&lt;/script&gt;&lt;script&gt;${run}&lt;/script&gt;`,
];

const quoted = (text) => JSON.stringify(text).replaceAll("\u2028", "\\u2028");

/** Every attempt with its number, put into pages: those that swallow what follows stand alone. */
function pages() {
  const all = [];
  let number = 0;
  const run = () => `alert(${(number += 1)})`;
  const front = (title, more = "") => `+++\ntitle = ${quoted(title)}\nreview_by = 2027-05-01\n${more}+++\n\n`;
  for (const [kind, place] of places.entries()) {
    const count = addresses("").length;
    const questions = Array.from({ length: count }, (_, at) => `## Question ${kind} ${at}?\n\n${place(addresses(run())[at], at)}\n`);
    all.push({ name: `place-${kind}`, text: front(`Place ${kind}`) + questions.join("\n") });
  }
  for (const [at] of markup("").entries()) {
    const body = `## Question ${at}?\n\n${markup(run())[at]}\n\nThe end.\n\n## Another?\n\nYes ${markup(run())[at]} inline.\n`;
    all.push({ name: `markup-${at}`, text: front(`Markup ${at}`) + body });
  }
  for (const [at] of words("").entries()) {
    const one = () => words(run())[at];
    const more = `description = ${quoted(one())}\nalso = [${quoted(one())}]\n`;
    all.push({ name: `words-${at}`, text: front(one(), more) + `## ${one().replaceAll("\u2028", " ")}? {also=${quoted(one())}}\n\nYes.\n` });
  }
  return { all, count: number };
}

const { all, count } = pages();
let root, server, browser;

before(async () => {
  root = mkdtempSync(join(tmpdir(), "candor-injection-"));
  mkdirSync(join(root, "content/faq"), { recursive: true });
  writeFileSync(join(root, "candor.toml"), `[site]
title = "Injection </title><script>alert(0)</script>"
base_url = "https://help.example"

[entity]
legal_name = "Injection, LLC <script>alert(0)</script>"
short_name = "Injection"

[rules]
packs = []
`);
  for (const { name, text } of all) writeFileSync(join(root, `content/faq/${name}.md`), text);
  const folder = join(root, "public");
  // Most of them are refused; a marked preview shows all the same what would be made of them.
  execFileSync(process.env.CANDOR, ["--root", root, "--now", buildDay, "--quiet", "build", "--allow-findings", "--out", folder], { stdio: "ignore" });
  // A host that knows nothing of it.
  writeFileSync(join(folder, "_headers"), "");
  server = await serve(folder);
  browser = await chromium.launch({ executablePath, args });
});

after(async () => {
  await browser?.close();
  await server?.close();
  if (root) rmSync(root, { recursive: true });
});

/** Touches everything on the page in every way, and says which addresses would run something. */
async function touch() {
  const found = [];
  document.addEventListener("submit", (event) => event.preventDefault(), true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a, area");
    // What leads elsewhere would end the test; what runs a script is to run.
    if (link && !/^(java|vb)script:$/.test(link.protocol ?? "")) event.preventDefault();
  }, true);
  for (const element of document.querySelectorAll("*")) {
    for (const name of ["href", "src", "action", "formaction", "data", "poster", "xlink:href"]) {
      const value = element.getAttribute(name);
      if (value === null) continue;
      const { protocol } = new URL(value, document.baseURI);
      const isPicture = element.localName === "img" && protocol === "data:";
      if (!["http:", "https:", "mailto:", "tel:", "sms:"].includes(protocol) && !isPicture) found.push(`${element.localName} ${name}=${value}`);
    }
    for (const { name } of element.attributes) if (name.startsWith("on")) found.push(`${element.localName} ${name}`);
    if (element.localName === "script" && !element.src && element.type !== "application/ld+json") found.push("script");
    for (const kind of ["mouseover", "mouseenter", "pointerenter", "focus", "toggle", "animationstart"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
    element.click?.();
  }
  await new Promise((done) => setTimeout(done, 20));
  return found;
}

for (const bypassCSP of [false, true]) {
  test(`none of ${count} attempts runs, ${bypassCSP ? "even without a policy" : "on a host without headers"}`, async () => {
    assert.ok(count >= 200);
    const context = await browser.newContext({ baseURL: server.url, bypassCSP });
    const ran = [];
    await context.exposeFunction("alert", (number) => ran.push(`alert(${number})`));
    const rest = all.map(({ name }) => name);
    const found = [];
    const walk = async () => {
      const page = await context.newPage();
      for (let name = rest.shift(); name; name = rest.shift()) {
        await page.goto(`/faq/${name}/`);
        for (const one of await page.evaluate(touch)) found.push(`${name}: ${one}`);
      }
      await page.close();
    };
    await Promise.all([walk(), walk()]);
    assert.deepEqual(ran, []);
    assert.deepEqual(found, []);
    // Were a script in a page, it would be seen.
    const page = await context.newPage();
    await page.goto("/faq/place-0/");
    await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", "<a href='javascript:alert(7)'>x</a>"));
    assert.equal((await page.evaluate(touch)).length, 1);
    await page.waitForTimeout(50);
    assert.equal(ran.length, bypassCSP ? 1 : 0);
    await context.close();
  });
}
