#!/usr/bin/env bash
# Every task of the project. Run it without arguments for the list.
set -euo pipefail
cd "$(dirname "$0")"
shopt -s globstar nullglob
source scripts/setup.sh

usage() {
  cat <<'TEXT'
./build.sh TASK

  build          dist/chromium, dist/edge, dist/firefox; prints sizes beside the goals, fails over the limits
  demo           opens Chromium on the practice organisation with the extension;
                 with no display it leaves screenshots in target/demo/
  serve [...]    the practice organisation alone: --port P --control-port C [--scenario NAME]
  test [PART]    everything that CI runs, or one part: unit, web, clients, e2e, bench
                 PAYLOADS=<folder> ./build.sh test payloads reads foreign recorded bodies
                 BROWSERS=chromium ./build.sh test e2e looks at one browser alone
  test deep      before a release: the whole fault matrix, thousands of sequences, every language and every
                 fault in each browser, long fuzzing
  fuzz [SECONDS] libFuzzer on each reader of foreign bytes, 30 seconds each if not said otherwise
  bench [...]    Cairn beside its peers in one run: a table and target/bench.json
                 --quick, which fails on sizes and counts alone; --cold times a fresh checkout too;
                 --only=PART,PART
  package        target/package: a zip for each store and the source; the same bytes from the same commit
  pictures       target/pictures for the stores, and docs/walk-through.gif
  screens [...]  target/screens: every screen in every language, or those named, to be looked at
  lint           formatting, clippy on both targets, manifest and locale checks, web-ext lint, licences
TEXT
}

build() {
  [ -z "${built:-}" ] || return 0
  need_rust
  need_bindgen
  need_node_modules
  node scripts/build.mjs
  built=yes
}

practice() {
  [ -z "${practised:-}" ] || return 0
  need_rust
  cargo build --quiet --package practice
  practised=yes
}

serve() {
  practice
  exec "${CARGO_TARGET_DIR:-target}/debug/practice" serve "$@"
}

demo() {
  build
  need_browsers
  practice
  node tests/e2e/demo.mjs "$@"
}

# Each file has a practice organisation and a browser of its own, and waits for them most of the time: two at once took 147 s
# where one after the other took 206 s, on two cores.
node_tests() {
  node --test --test-reporter=spec --test-concurrency="${FILES_AT_ONCE:-2}" "$@"
}

test_unit() {
  need_rust
  cargo test --workspace
}

test_web() {
  build
  need_browsers
  practice
  node_tests tests/web/**/*.test.mjs
}

test_clients() {
  need_python
  need_client_modules
  practice
  node www/clients/run.mjs
}

test_e2e() {
  build
  need_browsers
  practice
  rm -rf target/e2e
  local ended=0
  node_tests tests/e2e/**/*.test.mjs || ended=$?
  node tests/e2e/lib/logs.mjs
  return "$ended"
}

# Everything that takes too long for each change. FUZZ_SECONDS is the time for one fuzz target.
test_deep() {
  need_rust
  DEEP=1 PROPTEST_CASES="${PROPTEST_CASES:-2000}" cargo test --test matrix --test fuzz --test model \
    --test invariants --test dataverse_properties -- --nocapture
  build
  need_browsers
  practice
  DEEP=1 node_tests tests/web/shell/cycles.test.mjs tests/e2e/walk.test.mjs tests/e2e/faults.test.mjs
  fuzz "${FUZZ_SECONDS:-600}"
}

# Without a nightly compiler tests/fuzz.rs has run the same targets over the corpus.
fuzz() {
  local seconds="${1:-30}"
  need_rust
  if ! have_fuzz; then
    say "no libFuzzer here: tests/fuzz.rs runs the same targets with the stable compiler"
    DEEP=1 cargo test --test fuzz -- --nocapture
    return
  fi
  cargo "+$NIGHTLY" fuzz build
  export NIGHTLY
  export -f say fuzz_one
  # Two at once: CI has two cores.
  cargo "+$NIGHTLY" fuzz list | xargs -P 2 -I TARGET bash -c "fuzz_one TARGET $seconds"
}

# What is found goes below target/; the seeds stay as they are.
fuzz_one() {
  local target="$1" seconds="$2" log="target/fuzz/$1.log"
  mkdir -p "target/fuzz/corpus/$target"
  if ! cargo "+$NIGHTLY" fuzz run "$target" "target/fuzz/corpus/$target" "fuzz/corpus/$target" -- \
    -max_total_time="$seconds" -max_len=65536 -timeout=10 -print_final_stats=1 -verbosity=0 >"$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
  say "fuzzed $target for $seconds seconds: $(awk '/number_of_executed_units/ { print $2 }' "$log") executions"
}

# That everything can be measured; sizes and counts of requests may fail it, times never do.
test_bench() {
  bench --quick
}

test_payloads() {
  need_rust
  : "${PAYLOADS:?name the folder: PAYLOADS=<folder> ./build.sh test payloads}"
  cargo test --test payloads -- --nocapture
}

pictures() {
  build
  need_browsers
  practice
  node scripts/pictures.mjs
}

screens() {
  build
  need_browsers
  need_languages
  practice
  node scripts/screens.mjs "$@"
}

bench() {
  build
  need_browsers
  need_bench_modules
  practice
  # The quick run measures nothing natively.
  case " $* " in
    *" --quick "*) ;;
    *) cargo build --quiet --release --package cairn-bench ;;
  esac
  node bench/run.mjs "$@"
}

package() {
  build
  node scripts/package.mjs
}

run_tests() {
  case "${1:-all}" in
    unit | web | clients | e2e | bench | payloads | deep) "test_$1" ;;
    all)
      # Nothing is built twice here, so what makes the second time quick costs time only.
      [ -z "${CI:-}" ] || export CARGO_INCREMENTAL=0
      local part
      for part in lint test_unit test_web test_clients test_e2e test_bench fuzz; do
        SECONDS=0
        "$part"
        say "$part: $SECONDS s"
      done
      ;;
    *) usage >&2 && exit 2 ;;
  esac
}

lint() {
  need_rust
  need_node_modules
  cargo fmt --all --check
  cargo clippy --quiet --workspace --all-targets -- -D warnings
  cargo clippy --quiet --lib --package practice-wasm --target wasm32-unknown-unknown -- -D warnings
  cargo clippy --quiet --lib --target wasm32-unknown-unknown -- -D warnings
  node_modules/.bin/prettier --check --log-level warn extension scripts src tests/e2e tests/web bench
  need_deny
  # The advisories' database is at another host than the registries; scanning it is not a part of each change.
  cargo-deny --log-level error check bans licenses sources
  build
  node scripts/lint.mjs
}

task="${1:-}"
shift || true
case "$task" in
  build | demo | serve | bench | pictures | screens | package | fuzz | lint) "$task" "$@" ;;
  test) run_tests "$@" ;;
  *) usage >&2 && exit 2 ;;
esac
