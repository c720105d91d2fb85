//! `bindgen IN.wasm FOLDER NAME` writes `NAME.js`, `NAME_bg.js` and `NAME_bg.wasm` into the folder, for a bundler.
//! `bindgen --version` says the version of wasm-bindgen that it is made of.

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// The version of wasm-bindgen, which `scripts/setup.sh` holds against the lockfile of the core.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag] if flag == "--version" => {
            println!("wasm-bindgen {VERSION}");
            Ok(())
        }
        [input, folder, name] => Bindgen::new()
            .input_path(input)
            .out_name(name)
            .bundler(true)?
            .typescript(false)
            .generate(folder)
            .with_context(|| format!("{input} cannot be bound")),
        _ => bail!("usage: bindgen IN.wasm FOLDER NAME"),
    }
}
