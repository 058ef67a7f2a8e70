#!/usr/bin/env bash
# Sets up and runs every test, or a part of them, on a machine that has Rust, Node 20 and Debian's
# package manager:
#
#   tests/run.sh [rust] [browser]
#
# Everything is built in the profile `ci` (Cargo.toml says why), once: the browser tests look at
# the site that the program of the Rust tests built. CANDOR=/path/to/candor is another program to
# look at, such as the one that ships.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

passed=0
failed=()

# part NAME COMMAND…: runs a part; a failure is counted and the other parts still run.
part() {
  local name=$1 start=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    passed=$((passed + 1))
    printf -- '-- %s: passed in %d s\n' "$name" $((SECONDS - start))
  else
    failed+=("$name")
    printf -- '-- %s: FAILED after %d s\n' "$name" $((SECONDS - start))
    return 1
  fi
}

need() {
  command -v "$1" >/dev/null || { echo "tests/run.sh needs $1: $2" >&2; exit 2; }
}

install_chromium() {
  local program
  for program in "${CHROMIUM:-/usr/bin/chromium-headless-shell}" "${CHROMIUM:-/usr/bin/chromium}"; do
    [ ! -x "$program" ] || return 0
  done
  if [ -n "${CHROMIUM:-}" ]; then
    echo "CHROMIUM names $CHROMIUM, which is not a program." >&2
    return 1
  fi
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    # -n: never wait for a password, there may be no terminal.
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
      echo "The browser tests need Chromium. Run 'apt-get install chromium-headless-shell' as root, or set" >&2
      echo "CHROMIUM=/path/to/chromium, and start tests/run.sh again." >&2
      return 1
    fi
    root=(sudo -n)
  fi
  if ! command -v apt-get >/dev/null; then
    echo "The browser tests need Chromium, and there is no apt-get to install it. Set CHROMIUM=/path/to/chromium." >&2
    return 1
  fi
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium-headless-shell)
  # The list of packages may be missing or old.
  "${root[@]}" "${install[@]}" || { "${root[@]}" apt-get update && "${root[@]}" "${install[@]}"; }
}

install_packages() {
  (cd tests/browser && npm ci --no-audit --no-fund)
}

rust_tests() {
  # A snapshot that differs is a failure, never a new file.
  INSTA_UPDATE=no cargo test --profile ci --locked --workspace --no-fail-fast
}

build_demo() {
  # With what the tests ask of dependencies (which `--examples` does), it is the program that they
  # made, and nothing is compiled again.
  [ -n "${CANDOR:-}" ] || cargo build --profile ci --locked --workspace --bins --examples || return 1
  # The day is fixed: content that is due for review next year must not fail a test today.
  "$candor" --now "$today" build --out "$site"
}

engine_tests() {
  (cd tests/engine && npm ci --no-audit --no-fund --silent) || return 1
  CANDOR="$candor" CANDOR_SITE="$site" CANDOR_ENGINE="$PWD/themes/default/static/search-engine.js" \
    node --test --test-reporter="$reporter" tests/engine/*.test.mjs
}

# in_browser FILES-AT-ONCE FILE…
in_browser() {
  local many=$1
  shift
  # The program builds small sites of its own for some tests; tables of what was measured come last.
  (cd tests/browser && CANDOR="$candor" CANDOR_SITE="$site" CANDOR_TABLES="$tables" \
    node --test --test-concurrency="$many" --test-reporter="$reporter" "$@")
}

browser_tests() {
  [ -f "$site/manifest.json" ] || { echo "There is no demo site to test." >&2; return 1; }
  local file files=() status=0
  for file in tests/browser/*.test.mjs; do
    [ "$file" = tests/browser/lighthouse.test.mjs ] || files+=("${file##*/}")
  done
  # Pages wait, for themselves and for each other: one more file than there are processors.
  in_browser $(($(nproc) + 1)) "${files[@]}" || status=1
  # Lighthouse measures the processor, which must not work on another page meanwhile.
  in_browser 1 lighthouse.test.mjs || status=1
  return "$status"
}

what=("$@")
[ "$#" -gt 0 ] || what=(rust browser)
for one in "${what[@]}"; do
  case $one in
    rust | browser) ;;
    *) echo "usage: tests/run.sh [rust] [browser]" >&2; exit 2 ;;
  esac
done
wants() { [[ " ${what[*]} " == *" $1 "* ]]; }

need cargo "see https://rustup.rs"
if wants browser; then
  need node "version 20.6 or later"
  need npm "it comes with Node"
fi

today=2026-11-21
# One line a test on a terminal and in a log alike.
reporter=spec
work=$(mktemp -d)
site=$work/site
tables=$work/tables
candor=$(realpath -m "${CANDOR:-${CARGO_TARGET_DIR:-target}/ci/candor}")
trap 'rm -rf "$work"' EXIT

if wants rust; then
  part "Rust tests" rust_tests || true
fi
if wants browser; then
  part "demo site" build_demo || true
  part "search engine" engine_tests || true
  ready=yes
  part "Chromium" install_chromium || ready=
  part "npm packages" install_packages || ready=
  if [ -n "$ready" ]; then
    part "browser tests" browser_tests || true
  else
    failed+=("browser tests")
    printf '\n== browser tests\n-- browser tests: not run, FAILED\n'
  fi
fi

[ ! -d "$tables" ] || printf '\n== Measured\n\n%s\n' "$(cat "$tables"/*)"

printf '\n%d passed, %d failed' "$passed" "${#failed[@]}"
if [ "${#failed[@]}" -gt 0 ]; then
  printf ': %s' "$(IFS=,; echo "${failed[*]}" | sed 's/,/, /g')"
  echo
  exit 1
fi
echo
