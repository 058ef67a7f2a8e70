// The preview of `candor serve`: the findings of the page in view, live, each with the way to its place.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { args, executablePath } from "./browser.mjs";

const repository = resolve(import.meta.dirname, "../..");
const program = process.env.CANDOR ?? join(repository, "target/release/candor");
const freezes = "content/faq/account-freezes.md";

let root, preview, address, browser;

before(async () => {
  root = mkdtempSync(join(tmpdir(), "candor-preview-"));
  for (const name of ["candor.toml", "content"]) cpSync(join(repository, name), join(root, name), { recursive: true });
  preview = spawn(program, ["--root", root, "--now", "2026-11-21", "serve", "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  address = await new Promise((found, failed) => {
    let said = "";
    const listen = (bytes) => {
      said += bytes;
      const url = said.match(/http:\/\/[\d.]+:\d+\//);
      if (url) found(url[0]);
    };
    preview.stdout.on("data", listen);
    preview.stderr.on("data", listen);
    preview.on("exit", (status) => failed(new Error(`candor serve ended with ${status}: ${said}`)));
  });
  browser = await chromium.launch({ executablePath, args });
});

after(async () => {
  await browser?.close();
  preview?.kill();
  if (root) rmSync(root, { recursive: true });
});

const edit = (file, from, to) => {
  const text = readFileSync(join(root, file), "utf8");
  assert.ok(text.includes(from), `${file} has ${from}`);
  writeFileSync(join(root, file), text.replace(from, to));
};

test("a mistake shows while it stands, with a way to its line, and goes away with it", async () => {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${address}faq/account-freezes/`);
  await page.locator("h1").waitFor();
  assert.equal(await page.locator(".candor-findings").count(), 0, "nothing is wrong yet");

  edit(freezes, "Cannot sign in to the app?", "Call +1-888-555-0135. Cannot sign in to the app?");
  const panel = page.locator(".candor-findings");
  await panel.getByText("contact.consistent").waitFor();
  // The other one: the Spanish page translates what it says no more.
  assert.match(await panel.innerText(), /^1 error, 1 warning\nOn this page: 1\n/);
  const line = readFileSync(join(root, freezes), "utf8").split("\n").findIndex((one) => one.includes("0135")) + 1;
  const place = panel.getByRole("link", { name: `${freezes}:${line}` });
  const editor = panel.getByRole("link", { name: "in the editor" });
  assert.match(await editor.getAttribute("href"), new RegExp(`${freezes}:${line}:\\d+$`));

  // On another page the same finding stands elsewhere.
  await page.goto(`${address}faq/fees/`);
  await panel.getByText("Elsewhere: 2").waitFor();
  await panel.getByText("languages.predominant").waitFor();
  await place.click();
  await page.locator("li:target").waitFor();
  assert.match(await page.locator("li:target").innerText(), /\+1-888-555-0135/);

  await page.goto(`${address}faq/account-freezes/`);
  await panel.waitFor();
  edit(freezes, "Call +1-888-555-0135. ", "");
  await panel.waitFor({ state: "detached" });
  await page.close();
});

test("the panel stays closed once it was closed", async () => {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  edit(freezes, "Cannot sign in to the app?", "Call +1-888-555-0135. Cannot sign in to the app?");
  await page.goto(`${address}faq/account-freezes/`);
  await page.locator(".candor-findings > summary").click();
  await page.goto(`${address}faq/fees/`);
  await page.locator(".candor-findings").waitFor();
  assert.equal(await page.locator(".candor-findings").getAttribute("open"), null);
  await page.close();
});
