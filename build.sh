#!/usr/bin/env bash
# Every task of the project. Run it without arguments for the list.
set -euo pipefail
cd "$(dirname "$0")"
source scripts/setup.sh

usage() {
  cat <<'TEXT'
./build.sh TASK

  build          dist/chromium, dist/edge, dist/firefox; prints sizes and fails over the budget
  demo           opens Chromium on the practice organisation with the extension;
                 with no display it leaves screenshots in target/demo/
  serve [...]    the practice organisation alone: --port P --control-port C [--scenario NAME]
  test [PART]    everything that CI runs, or one part: unit, web, e2e
                 PAYLOADS=<folder> ./build.sh test payloads reads foreign recorded bodies
  lint           formatting, clippy on both targets, manifest and locale checks, web-ext lint, licences
TEXT
}

build() {
  need_rust
  need_wasm_bindgen
  need_node_modules
  node scripts/build.mjs
}

serve() {
  need_rust
  cargo run --quiet -p practice -- serve "$@"
}

demo() {
  build
  need_browsers
  practice
  node tests/e2e/demo.mjs "$@"
}

practice() {
  need_rust
  cargo build --quiet -p practice
}

test_unit() {
  need_rust
  cargo test --workspace
}

test_web() {
  build
  need_browsers
  node --test --test-reporter=spec "tests/web/"
}

test_e2e() {
  build
  need_browsers
  practice
  node --test --test-reporter=spec --test-concurrency=1 "tests/e2e/"
}

test_payloads() {
  need_rust
  : "${PAYLOADS:?name the folder: PAYLOADS=<folder> ./build.sh test payloads}"
  cargo test --test payloads -- --nocapture
}

run_tests() {
  case "${1:-all}" in
    unit | web | e2e | payloads) "test_$1" ;;
    all)
      lint
      test_unit
      test_web
      test_e2e
      ;;
    *) usage >&2 && exit 2 ;;
  esac
}

lint() {
  need_rust
  cargo fmt --all --check
  cargo clippy --workspace --all-targets -- -D warnings
  cargo clippy --lib --target wasm32-unknown-unknown -- -D warnings
  build
  node_modules/.bin/prettier --check --log-level warn extension scripts tests/e2e tests/web
  node scripts/lint.mjs
}

task="${1:-}"
shift || true
case "$task" in
  build | demo | serve | lint) "$task" "$@" ;;
  test) run_tests "$@" ;;
  *) usage >&2 && exit 2 ;;
esac
