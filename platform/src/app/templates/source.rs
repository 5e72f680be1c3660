//! Templates as `config/requests.json` writes them, and reading their texts.
//!
//! Where a placeholder may stand is not looked at here.

use indexmap::IndexMap;
use serde::Deserialize;

use super::{
    Method, Problem, Protocol, RequestOptions, RequestSchema, Template, Text, encoding, in_schema,
};

/// One template as it is written.
#[derive(Deserialize)]
pub(super) struct Source {
    schema: SchemaSource,
    #[serde(default)]
    options: RequestOptions,
}

#[derive(Deserialize)]
struct SchemaSource {
    method: Method,
    #[serde(default)]
    protocol: Protocol,
    host: String,
    #[serde(default = "root")]
    path: String,
    #[serde(default)]
    query: IndexMap<String, String>,
    #[serde(default)]
    headers: IndexMap<String, String>,
}

fn root() -> String {
    "/".to_owned()
}

impl Source {
    /// Understands the texts; everything that cannot be understood is returned at once.
    pub(super) fn compile(self, name: &str) -> Result<Template, Vec<Problem>> {
        let mut reader = Reader {
            name,
            problems: Vec::new(),
        };
        let schema = RequestSchema {
            method: self.schema.method,
            protocol: self.schema.protocol,
            host: reader.host(&self.schema.host),
            path: reader.path(&self.schema.path),
            query: reader.pairs("query", self.schema.query),
            headers: reader.pairs("headers", self.schema.headers),
        };
        if !reader.problems.is_empty() {
            return Err(reader.problems);
        }
        Ok(Template {
            schema,
            options: self.options,
        })
    }
}

/// Reads the texts of one template and keeps what is wrong with them.
struct Reader<'a> {
    name: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn host(&mut self, source: &str) -> Text {
        let Some(text) = self.text(&["host"], source) else {
            return Text::default();
        };
        // Whatever the placeholders bring, what stands around them must fit a name.
        if let Err(why) = encoding::host_name(&text.with_placeholders_as("placeholder.example")) {
            self.problem(&["host"], why);
        }
        text
    }

    fn path(&mut self, source: &str) -> Text {
        if !source.starts_with('/') {
            self.problem(&["path"], "The path must start with `/`.".to_owned());
        }
        self.text(&["path"], source).unwrap_or_default()
    }

    fn pairs(&mut self, part: &str, source: IndexMap<String, String>) -> Vec<(String, Text)> {
        source
            .into_iter()
            .map(|(key, value)| {
                let text = self.text(&[part, &key], &value).unwrap_or_default();
                (key, text)
            })
            .collect()
    }

    /// Reads a text; one that cannot be understood is kept as a problem.
    fn text(&mut self, at: &[&str], source: &str) -> Option<Text> {
        Text::parse(source)
            .map_err(|message| self.problem(at, message))
            .ok()
    }

    fn problem(&mut self, at: &[&str], message: String) {
        self.problems.push(in_schema(self.name, at, message));
    }
}
