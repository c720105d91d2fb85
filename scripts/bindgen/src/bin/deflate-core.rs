//! `deflate-core IN OUT` writes IN compressed in zlib's format, which browsers unpack: slower than zlib does it, and smaller.

use std::fs::{File, read};
use std::io::Write;

use anyhow::{Context, Result, bail};
use zopfli::{Format, Options};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = arguments.as_slice() else { bail!("usage: deflate-core IN OUT") };
    let bytes = read(input).with_context(|| format!("{input} cannot be read"))?;
    let mut out = File::create(output).with_context(|| format!("{output} cannot be written"))?;
    zopfli::compress(Options::default(), Format::Zlib, bytes.as_slice(), &mut out)?;
    Ok(out.flush()?)
}
