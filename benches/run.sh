#!/usr/bin/env bash
# Measures builds and checks of large sites with a rule pack on, and prints a Markdown table:
#
#   benches/run.sh [CANDOR…]
#
# CANDOR     one program or two, to compare them in one run
#            default: target/release/candor of this repository
#
# CORPUS     makes the corpora       default: ../shared/bench/corpus.py beside this repository
# ONTO       the site that pages are added to, with a rule pack; default: the demo site
# PAGES      the size                default: 10000
# LARGE=1    measures 100,000 pages as well: about 3 GB on the memory file system
#
# Needs python3, curl and GNU time; installs nothing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -gt 0 ] || set -- "$here/target/release/candor"
corpus=$(realpath -m "${CORPUS:-$here/../shared/bench/corpus.py}")
onto=$(realpath -m "${ONTO:-$here}")
pages=${PAGES:-10000}
# The day is fixed: what a build writes depends on it.
now=2026-11-21

for program in python3 curl /usr/bin/time; do
  command -v "$program" >/dev/null || { echo "benches/run.sh needs $program." >&2; exit 2; }
done
for candor in "$@"; do
  [ -x "$candor" ] || { echo "There is no program $candor: run cargo build --release." >&2; exit 2; }
done
[ -f "$corpus" ] || { echo "There is no $corpus: name corpus.py with CORPUS." >&2; exit 2; }

# A memory file system, where there is one: the disk is not what is measured.
memory=${TMPDIR:-/tmp}
if [ -d /dev/shm ] && [ -w /dev/shm ]; then memory=/dev/shm; fi
work=$(mktemp -d "$memory/candor-bench.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

# measure COMMAND…: sets $seconds and $kilobytes. Findings (status 1) are no failure.
measure() {
  local status=0
  /usr/bin/time --quiet -f '%e %M' -o "$work/time" "$@" >"$work/stdout" 2>"$work/stderr" || status=$?
  if [ "$status" -gt 1 ]; then
    cat "$work/stderr" >&2
    echo "This failed: $*" >&2
    exit 1
  fi
  read -r seconds kilobytes < <(tail -n 1 "$work/time")
}

median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
run() { measure "$candor" --quiet --now "$now" --root "$site" "$@"; }
row() { python3 -c '
import sys
what, seconds, copy, more = sys.argv[1:]
print(f"| {what} | {float(seconds):.2f} s | {float(seconds) / float(copy):.2f} | {more} |")' "$@"; }
# Older stamps than this prove that a file was not changed.
settle() { sleep 2.2; }

# edited COMMAND…: the median of five runs, each after an edit by the command.
edited() {
  local times=() round
  for round in 1 2 3 4 5; do
    "$@" "$round"
    run build
    times+=("$seconds")
    settle
  done
  seconds=$(median "${times[@]}")
}
edit_answer() { printf '\nOne more sentence, number %s.\n' "$1" >>"$page"; }
edit_title() { sed -i "0,/^title = .*/s//title = \"Another title, number $1\"/" "$page"; }

measure_size() {
  local pages=$1 round copies=() same=()
  site=$work/site
  python3 "$corpus" --pages "$pages" --format candor --out "$site" --onto "$onto" >/dev/null
  # The page in the middle of those that were added.
  page=$(find "$site/content/faq" -name 'p[0-9]*.md' | sort | sed -n "$((pages / 2))p")
  settle

  run check
  cold=$seconds
  settle
  run check
  settle
  run check
  warm=$seconds
  rm -rf "$site/.candor"

  run build
  full=$seconds memory_used=$kilobytes
  files=$(find "$site/public" -type f | wc -l)
  for round in 1 2 3 4 5; do
    measure cp -r "$site/public" "$work/copy"
    copies+=("$seconds")
    rm -rf "$work/copy"
  done
  copy=$(median "${copies[@]}")

  printf '\n%s pages, `%s`\n\n' "$pages" "$(basename "$candor")"
  printf '| What | Time | ÷ `cp -r` | |\n|---|---|---|---|\n'
  row '`cp -r` of the output' "$copy" "$copy" "$files files"
  row 'full build' "$full" "$copy" "$((memory_used / 1024)) MB"
  if [ "$pages" -gt 20000 ]; then rm -rf "$site"; return; fi

  settle
  run build
  settle
  for round in 1 2 3 4 5; do
    run build
    same+=("$seconds")
  done
  row 'nothing changed' "$(median "${same[@]}")" "$copy" ""
  # The first edit makes the spare folder, once.
  edit_answer 0
  run build
  row 'first edit of an answer' "$seconds" "$copy" "makes the spare"
  settle
  edited edit_answer
  row 'edit of an answer' "$seconds" "$copy" "median of five"
  edited edit_title
  row 'edit of a title' "$seconds" "$copy" "median of five"
  row '`check`, cold' "$cold" "$copy" ""
  row '`check`, warm' "$warm" "$copy" ""

  "$candor" --quiet --now "$now" --root "$site" serve --port 18765 >/dev/null 2>&1 &
  server=$!
  until curl -sf -o /dev/null http://127.0.0.1:18765/; do sleep 0.2; done
  times=()
  for round in 1 2 3 4 5; do
    times+=("$(python3 - "$page" "$round" <<'PYTHON'
import sys, time, urllib.request
page, number = sys.argv[1:]
events = urllib.request.urlopen("http://127.0.0.1:18765/_candor/events")
next(line for line in events if line.startswith(b"data"))
with open(page, "a") as file:
    file.write(f"\nSaved, number {number}.\n")
saved = time.time()
next(line for line in events if line.startswith(b"data"))
print(f"{time.time() - saved:.3f}")
PYTHON
)")
    sleep 1
  done
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
  row 'save → reloaded in `serve`' "$(median "${times[@]}")" "$copy" "median of five"
  rm -rf "$site"
}

for candor in "$@"; do
  candor=$(realpath "$candor")
  measure_size "$pages"
  if [ -n "${LARGE:-}" ]; then measure_size 100000; fi
done
