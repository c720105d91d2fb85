// Makes the core twice from the same source: as WebAssembly, and as JavaScript for pages that forbid WebAssembly.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sortFunctions } from "./alike.mjs";
import { at, CARGO_TARGET, npmBin, once, ROOT, run } from "./run.mjs";
import { amend } from "./twin.mjs";

/**
 * Named one by one: `--all-features` makes binaryen 132 emit compact imports, which browsers reject.
 * These are what Rust's wasm32 target may use.
 */
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
];
const REFERENCES = ["--enable-multivalue", "--enable-reference-types"];

/** wasm2js knows none of what came after the first WebAssembly. */
const LOWER = ["--llvm-memory-copy-fill-lowering", "--signext-lowering", "--llvm-nontrapping-fptoint-lowering"];

const OPTIMISE = [
  "-Oz",
  // Inlining what has one caller saves bytes and costs likeness: gzip came out 5 % smaller with a limit of 40 than
  // without one, and 1 % smaller again with 10.
  "--one-caller-inline-max-function-size=10",
  // The stack's far end lies below 1,024, so no address of anything wraps around to there.
  "--low-memory-unused",
  "--strip-debug",
  "--strip-producers",
  "--strip-target-features",
];

/**
 * The standard library comes from its source, made for size, and a panic is an abort on the spot without words: nothing
 * panics on purpose, and nobody would read them. That is 6 % of the gzipped core. Both are unstable, hence
 * RUSTC_BOOTSTRAP; the toolchain is pinned, so what they mean cannot change under us.
 */
const STANDARD_LIBRARY = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
const ABORT = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

const OUT = at("target", "core");

/**
 * Builds both artefacts.
 * @returns {Promise<{
 *   wasm: { glue: string, wasm: string, packed: string },
 *   twin: { entry: string, wasm2js: string },
 * }>} their files; `packed` is the WebAssembly, deflated
 */
export async function buildCore() {
  const [wasm, twin] = [await buildWasm(), await buildTwin()];
  return { wasm, twin };
}

/**
 * Builds the practice organisation for the page *Practice*, in the same way.
 * @returns {Promise<{ glue: string, wasm: string }>} its files
 */
export async function buildPractice() {
  return shrink(await cargo("practice-wasm", CARGO_TARGET, []), "practice", "practice");
}

async function buildWasm() {
  const made = await shrink(await cargo("cairn", CARGO_TARGET, []), "wasm", "core");
  const packed = `${made.wasm}.zz`;
  await once(join(OUT, "wasm", "packed"), [await readFile(made.wasm)], () => run("deflate-core", [made.wasm, packed]));
  return { ...made, packed };
}

/** Binds and shrinks what cargo has built. */
async function shrink(built, folder, name) {
  const out = join(OUT, folder);
  const wasm = join(out, `${name}.wasm`);
  await once(join(out, "stamp"), await inputs(built), async () => {
    await bindgen(built, out);
    const raw = join(out, "cairn_bg.wasm");
    await run(npmBin("wasm-opt"), [raw, ...FEATURES, ...REFERENCES, ...OPTIMISE, "-o", wasm]);
    await sortFunctions(wasm, [...FEATURES, ...REFERENCES]);
  });
  return { glue: join(out, "cairn_bg.js"), wasm };
}

async function buildTwin() {
  // Its own directory: other flags would make cargo build everything again, each time.
  const built = await cargo("cairn", join(CARGO_TARGET, "twin"), ["-C", "target-feature=-reference-types,-multivalue"]);
  const out = join(OUT, "twin");
  await once(join(out, "stamp"), await inputs(built), async () => {
    await mkdir(out, { recursive: true });
    const plain = join(out, "plain.wasm");
    // Without the section wasm-bindgen keeps to one table; wasm2js refuses two.
    await run(npmBin("wasm-opt"), [built, ...FEATURES, ...REFERENCES, "-g", "--strip-target-features", "-o", plain]);
    await bindgen(plain, out);
    const low = join(out, "low.wasm");
    const raw = join(out, "cairn_bg.wasm");
    await run(npmBin("wasm-opt"), [raw, ...FEATURES, ...LOWER, ...OPTIMISE, "-o", low]);
    await sortFunctions(low, FEATURES);
    const { stdout } = await run(npmBin("wasm2js"), ["-Oz", low]);
    await writeFile(join(out, "wasm2js.js"), amend(stdout));
  });
  return { entry: join(out, "cairn.js"), wasm2js: join(out, "wasm2js.js") };
}

async function cargo(name, targetDir, flags) {
  const home = process.env.CARGO_HOME ?? join(process.env.HOME ?? "", ".cargo");
  // Paths of this machine stay out of the panic messages: the same source gives the same bytes everywhere.
  const { stdout: sysroot } = await run("rustc", ["--print", "sysroot"]);
  const moved = { [sysroot.trim()]: "/rust", [home]: "/cargo", [ROOT]: "/cairn" };
  const remap = Object.entries(moved).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  const args = ["build", "--lib", "--profile", "extension", "--target", "wasm32-unknown-unknown", "--locked"];
  args.push("--package", name, ...STANDARD_LIBRARY);
  const env = { ...process.env, CARGO_TARGET_DIR: targetDir, CARGO_TERM_COLOR: "never", RUSTC_BOOTSTRAP: "1" };
  env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS = [...remap, ...ABORT, ...flags].join(" ");
  await run("cargo", args, { env });
  return join(targetDir, "wasm32-unknown-unknown", "extension", `${name.replace("-", "_")}.wasm`);
}

async function bindgen(wasm, out) {
  await rm(out === dirname(wasm) ? join(out, "cairn_bg.js") : out, { recursive: true, force: true });
  await run("bindgen", [wasm, out, "cairn"]);
}

/** What the steps after cargo depend on. */
async function inputs(built) {
  const scripts = ["core.mjs", "alike.mjs", "twin.mjs"].map((name) => at("scripts", name));
  const files = [built, at("package-lock.json"), at("scripts", "bindgen", "Cargo.lock"), ...scripts];
  return Promise.all(files.map((file) => readFile(file)));
}
