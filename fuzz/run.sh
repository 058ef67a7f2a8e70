#!/usr/bin/env bash
# Runs every fuzz target for a time, with files of the demo site to begin with:
#
#   fuzz/run.sh [SECONDS]      60 each, unless told
#
# Needs cargo-fuzz (`cargo install cargo-fuzz`) and a C++ compiler. Works with a stable toolchain.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-60}
# Instrumentation is an unstable option of the compiler.
export RUSTC_BOOTSTRAP=1
host=$(rustc -vV | sed -n 's/^host: //p')

seed() { # seed TARGET FILE…
  local target=$1
  shift
  mkdir -p "fuzz/corpus/$target"
  cp -n "$@" "fuzz/corpus/$target/"
}
seed page content/faq/*.md content/notices/*.md
seed configuration candor.toml tests/sites/minimal/candor.toml examples/*/candor.toml
seed channels content/channels.toml tests/sites/minimal/content/channels.toml
seed pack data/packs/*.toml
mkdir -p fuzz/corpus/hours fuzz/corpus/query fuzz/corpus/message
grep -ho '^hours = "[^"]*"' content/channels.toml tests/sites/*/content/channels.toml 2>/dev/null |
  sed 's/^hours = "//; s/"$//' | split -l 1 - fuzz/corpus/hours/seed-
printf 'my acount is lockd' >fuzz/corpus/query/typo
printf 'Content-Length: 58\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}' >fuzz/corpus/message/initialize

for target in page configuration channels hours pack query message; do
  cargo fuzz run --target "$host" "$target" -- -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096
done
