//! Writes the names of emoji, from the crate that keeps them, as one text: looked up in this form, they are a tenth of the crate
//! itself in the module that every event loads.

use std::io::{Error, Result};
use std::path::Path;
use std::{env, fs};

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").ok_or_else(|| Error::other("cargo names no OUT_DIR"))?;
    let mut text = String::from("\n");
    for emoji in emojis::iter() {
        for name in emoji.shortcodes() {
            text.extend([name, " ", emoji.as_str(), "\n"]);
        }
    }
    fs::write(Path::new(&folder).join("emoji.txt"), text)
}
