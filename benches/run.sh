#!/usr/bin/env bash
# Measures full builds and rebuilds of large sites, and prints a Markdown table:
#
#   benches/run.sh [CANDOR] [CORPUS.PY]
#
# CANDOR     the program        default: target/release/candor of this repository
# CORPUS.PY  makes the corpora  default: ../shared/bench/corpus.py beside this repository
#
# PAGES="1000 10000" sets the sizes. Needs python3 and GNU time; installs nothing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
candor=$(realpath -m "${1:-$here/target/release/candor}")
corpus=$(realpath -m "${2:-$here/../shared/bench/corpus.py}")
sizes=${PAGES:-1000 10000}
# The day is fixed: what a build writes depends on it.
now=2026-11-21

for program in python3 /usr/bin/time; do
  command -v "$program" >/dev/null || { echo "benches/run.sh needs $program." >&2; exit 2; }
done
[ -x "$candor" ] || { echo "There is no program $candor: run cargo build --release." >&2; exit 2; }
[ -f "$corpus" ] || { echo "There is no $corpus: name corpus.py as the second argument." >&2; exit 2; }

# A memory file system, where there is one: the disk is not what is measured.
memory=${TMPDIR:-/tmp}
if [ -d /dev/shm ] && [ -w /dev/shm ]; then memory=/dev/shm; fi
work=$(mktemp -d "$memory/candor-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

# measure COMMAND…: sets $seconds and $kilobytes.
measure() {
  if ! /usr/bin/time --quiet -f '%e %M' -o "$work/time" "$@" 2>"$work/stderr"; then
    cat "$work/stderr" >&2
    echo "This failed: $*" >&2
    exit 1
  fi
  read -r seconds kilobytes <"$work/time"
}

median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

build() { measure "$candor" --quiet --now "$now" --root "$site" build; }

printf '| Pages | Full build | Peak memory | `cp -r` of the output | Full build ÷ `cp -r` | After one edit | Without a change |\n'
printf '|---|---|---|---|---|---|---|\n'
for pages in $sizes; do
  site=$work/site-$pages
  python3 "$corpus" --pages "$pages" --format candor --out "$site" >/dev/null

  build
  full=$seconds memory_used=$kilobytes
  measure cp -r "$site/public" "$work/copy"
  copy=$seconds
  rm -rf "$work/copy"

  # The page in the middle of the list.
  page=$(find "$site/content" -name '*.md' | sort | sed -n "$((pages / 2))p")
  edits=() same=()
  for round in 1 2 3 4 5; do
    printf '\nOne more sentence, number %s.\n' "$round" >>"$page"
    build
    edits+=("$seconds")
  done
  for round in 1 2 3 4 5; do
    build
    same+=("$seconds")
  done

  python3 - "$pages" "$full" "$memory_used" "$copy" "$(median "${edits[@]}")" "$(median "${same[@]}")" <<'PYTHON'
import sys
pages, full, memory, copy, edit, same = sys.argv[1:]
# GNU time counts hundredths of a second.
ratio = f"{float(full) / float(copy):.1f}" if float(copy) >= 0.05 else "–"
print(f"| {int(pages):,} | {full} s | {int(memory) / 1024:.0f} MB | {copy} s | {ratio} | {edit} s | {same} s |")
PYTHON
  rm -rf "$site"
done
