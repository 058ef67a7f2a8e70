// Small sites under sites/, built by the program under test for the tests that need more than the demo site has.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The day of the build of every site in these tests. */
export const buildDay = "2026-11-21";

/** The root of a site whose sources are in sites/. */
export const sources = (name) => fileURLToPath(new URL(`sites/${name}/`, import.meta.url));

/** Builds sites/NAME with the program that the environment variable CANDOR names: `{ folder, remove }`. */
export function build(name) {
  const program = process.env.CANDOR;
  if (!program) throw new Error("Set CANDOR to the program under test, or run tests/run.sh, which does it.");
  const parent = mkdtempSync(join(tmpdir(), `candor-${name}-`));
  const folder = join(parent, "site");
  execFileSync(program, ["--root", sources(name), "--now", buildDay, "--quiet", "build", "--out", folder], { stdio: "pipe" });
  return { folder, remove: () => rmSync(parent, { recursive: true }) };
}
