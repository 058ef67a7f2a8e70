// Tables of what was measured: printed, and kept for the end of the run.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Prints a table, and writes it into the folder that CANDOR_TABLES names, so that tests/run.sh can repeat it. */
export function table(title, head, rows) {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at].length)));
  const numeric = head.map((_, at) => rows.every((row) => /^[\d,.]+$/.test(String(row[at]))));
  const line = (row) => row.map((cell, at) => (numeric[at] ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join("  ").trimEnd();
  const text = [title, "", line(cells[0]), widths.map((width) => "-".repeat(width)).join("  "), ...cells.slice(1).map(line), ""].join("\n");
  console.log(text);
  if (process.env.CANDOR_TABLES) {
    mkdirSync(process.env.CANDOR_TABLES, { recursive: true });
    writeFileSync(join(process.env.CANDOR_TABLES, `${title.replace(/\W+/g, "-").toLowerCase()}.txt`), text + "\n");
  }
}
