//! The corpus of committed inputs, and how one of them is changed by chance.
//!
//! Who reads what comes of it is not known here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use serde_json::{Value, json};

/// The latest and earliest times that JavaScript knows, and their milliseconds since 1970.
pub(super) const LATEST: (&str, i64) = ("+275760-09-13T00:00:00Z", 8_640_000_000_000_000);
pub(super) const EARLIEST: (&str, i64) = ("-271821-04-20T00:00:00Z", -8_640_000_000_000_000);

/// Texts that parsers may stumble over.
pub(super) const TEXTS: [&str; 25] = [
    "",
    "..",
    " ",
    "\u{0}",
    "\u{202e}\u{feff}",
    "😀é\u{301}",
    "\u{2028}\r\n",
    "null",
    "0",
    "-1",
    "1e400",
    "18446744073709551616",
    "99999999999999999999999999999999999999",
    "+254712345678",
    "00254 712-345-678",
    "+٢٥٤٧١٢٣٤٥٦٧٨",
    "anonymous",
    "<img src=x onerror=alert(1)>\"'&",
    "__proto__",
    "javascript:alert(1)",
    "../../x?y=%2f#",
    "https://recordings.sautikit.com@evil.example/",
    "2026-11-23T05:00:00Z",
    LATEST.0,
    EARLIEST.0,
];

/// What is put into the text of a JSON document or a form.
const TOKENS: [&str; 20] = [
    "\\ud800",
    "\\udc00\\ud800",
    "\\u0000",
    "\\",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "1e999",
    "-0",
    "18446744073709551616",
    "0.1e-400",
    "&",
    "=",
    "%",
    "%ff%00",
    "\u{feff}",
];

/// The platform hands over nothing larger.
const LARGEST: usize = 256 * 1024;

/// The committed inputs: by folder, each with its file's name.
pub(super) struct Corpus {
    pub(super) folders: BTreeMap<String, Vec<(String, String)>>,
    /// Those that are JSON.
    documents: Vec<Value>,
    /// The names of all fields.
    names: Vec<String>,
}

impl Corpus {
    pub(super) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
        let mut corpus = Self {
            folders: BTreeMap::new(),
            documents: Vec::new(),
            names: Vec::new(),
        };
        for folder in sorted(&root) {
            let files = sorted(&folder).into_iter().map(|file| {
                let text = std::fs::read_to_string(&file).unwrap();
                (name_of(&file), text.trim_end().to_owned())
            });
            corpus.folders.insert(name_of(&folder), files.collect());
        }
        for (_, text) in corpus.folders.values().flatten() {
            if let Ok(document) = serde_json::from_str(text) {
                collect_names(&document, &mut corpus.names);
                corpus.documents.push(document);
            }
        }
        corpus
    }

    pub(super) fn folder(&self, name: &str) -> &[(String, String)] {
        &self.folders[name]
    }

    /// The text of the entry for a function or a template.
    pub(super) fn entry(&self, folder: &str, name: &str) -> &str {
        let named = |(file, _): &&(String, String)| file.strip_suffix(".json") == Some(name);
        self.folder(folder)
            .iter()
            .find(named)
            .map_or("{}", |(_, text)| text)
    }
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn collect_names(document: &Value, names: &mut Vec<String>) {
    match document {
        Value::Object(fields) => {
            for (name, field) in fields {
                names.push(name.clone());
                collect_names(field, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        _ => {}
    }
}

/// Changes inputs by chance.
pub(super) struct Mutator<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) random: Rng,
}

impl<'a> Mutator<'a> {
    /// The text of some refusal.
    pub(super) fn refusal(&mut self) -> &'a str {
        let refusals = self.corpus.folder("refusals");
        &refusals[self.random.usize(..refusals.len())].1
    }

    pub(super) fn chance(&mut self, percent: u8) -> bool {
        self.random.u8(..100) < percent
    }

    pub(super) fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.random.usize(..from.len())]
    }

    /// A document or form with at most four changes.
    pub(super) fn mutated(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..self.random.u8(..=4) {
            let changed = match serde_json::from_str(&text) {
                Ok(mut document) if self.chance(80) => {
                    self.change_tree(&mut document);
                    document.to_string()
                }
                _ => self.changed_text(&text),
            };
            if changed.len() <= LARGEST {
                text = changed;
            }
        }
        text
    }

    pub(super) fn changed_text(&mut self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let at = self.random.usize(..=bytes.len());
        match self.random.u8(..6) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.random.u8(..8);
                }
            }
            1 => bytes.truncate(at),
            2 => {
                let token = self.pick(&TOKENS).bytes();
                bytes.splice(at..at, token);
            }
            3 => {
                let other = self.donor().to_string();
                let from = self.random.usize(..=other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other.as_bytes()[from..]);
            }
            4 => {
                let end = self.random.usize(at..=bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                // A key that is there twice, or a form's field.
                let (name, scalar) = (self.name(), self.scalar());
                let field = if text.starts_with('{') {
                    format!("{name:?}:{scalar},")
                } else {
                    format!("{name}={scalar}&")
                };
                let start = usize::from(text.starts_with('{'));
                bytes.splice(start..start, field.into_bytes());
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn change_tree(&mut self, document: &mut Value) {
        let mut node = document;
        loop {
            let size = match &*node {
                Value::Object(fields) => fields.len(),
                Value::Array(items) => items.len(),
                _ => 0,
            };
            if size == 0 || self.chance(25) {
                break;
            }
            let index = self.random.usize(..size);
            node = match node {
                Value::Object(fields) => fields.values_mut().nth(index).unwrap(),
                Value::Array(items) => &mut items[index],
                _ => unreachable!("only these two have a size"),
            };
        }
        self.change_node(node);
    }

    fn change_node(&mut self, node: &mut Value) {
        match self.random.u8(..9) {
            0 | 1 => *node = self.scalar(),
            2 => *node = self.donor(),
            3 => {
                *node = match node.take() {
                    Value::String(text) => match text.parse::<f64>() {
                        Ok(number) => json!(number),
                        Err(_) => json!([text]),
                    },
                    other => json!(other.to_string()),
                };
            }
            4 => {
                for _ in 0..self.random.u8(1..=150) {
                    *node = if self.random.bool() {
                        json!([node.take()])
                    } else {
                        json!({self.name(): node.take()})
                    };
                }
            }
            5 => {
                let longest = if self.chance(5) { 100_000 } else { 3_000 };
                let length = self.random.usize(..longest);
                *node = json!(self.pick(&["x", "9", "é", "\u{0}", " "]).repeat(length));
            }
            6 => {
                if let Value::String(text) = node {
                    *text = self.changed_text(text);
                } else {
                    *node = json!(self.pick(&TEXTS));
                }
            }
            _ => match node {
                Value::Object(fields) => {
                    let name = self.name();
                    if self.random.bool() {
                        let kept = self.random.usize(..=fields.len());
                        let first = fields.keys().nth(kept).cloned();
                        first.map(|first| fields.remove(&first));
                    }
                    let value = self.scalar();
                    fields.insert(name, value);
                }
                Value::Array(items) => {
                    let length = self.random.usize(..150);
                    *items = items.iter().cycle().take(length).cloned().collect();
                }
                _ => *node = json!({self.name(): node.take()}),
            },
        }
    }

    /// A part of another entry.
    fn donor(&mut self) -> Value {
        let index = self.random.usize(..self.corpus.documents.len());
        let mut part = &self.corpus.documents[index];
        while self.chance(60) {
            part = match part {
                Value::Object(fields) if !fields.is_empty() => {
                    let index = self.random.usize(..fields.len());
                    fields.values().nth(index).unwrap()
                }
                Value::Array(items) if !items.is_empty() => {
                    &items[self.random.usize(..items.len())]
                }
                _ => break,
            };
        }
        part.clone()
    }

    fn name(&mut self) -> String {
        let index = self.random.usize(..self.corpus.names.len());
        self.corpus.names[index].clone()
    }

    fn scalar(&mut self) -> Value {
        match self.random.u8(..16) {
            0 => Value::Null,
            1 => json!(self.random.bool()),
            2 => json!(0),
            3 => json!(-1),
            4 => json!(u64::MAX),
            5 => json!(i64::MIN),
            6 => json!(i64::MAX),
            7 => json!(9_007_199_254_740_993_u64),
            8 => json!(-1e308),
            9 => json!(5e-324),
            10 => json!(74.9),
            _ => json!(self.pick(&TEXTS)),
        }
    }
}
