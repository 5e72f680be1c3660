//! Tiny apps, and a remote side that answers what it is told to.
//!
//! It asserts nothing.

use std::collections::VecDeque;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use platform::runtime::{Costs, Entry, Outcome, SmiReply, What};
use platform::{Clock, Options, Platform};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// An app to be, with handlers written in JavaScript.
#[derive(Clone, Debug)]
pub(crate) struct TinyApp {
    manifest: Value,
    files: Vec<(String, Vec<u8>)>,
}

/// A platform that runs a tiny app, with the folder of its zip and state.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) platform: Platform,
    pub(crate) clock: Clock,
    folder: TempDir,
}

/// The moment at which every virtual clock of the tests starts.
pub(crate) const START: &str = "2026-01-05T08:00:00Z";

impl TinyApp {
    /// An app with this `server/server.js`.
    pub(crate) fn new(server: &str) -> Self {
        Self {
            manifest: json!({
                "platform-version": "3.0",
                "modules": { "common": {}, "support_ticket": {} },
                "engines": { "node": "24.11.1", "fdk": "10.1.2" },
            }),
            files: vec![("server/server.js".to_owned(), server.into())],
        }
    }

    /// An app with the functions `run`, whose body is given; `args` is its argument. What it returns is rendered.
    pub(crate) fn probe(body: &str) -> Self {
        Self::new(&format!(
            "exports = {{ run: async function (args) {{
               try {{ renderData(null, await (async () => {{ {body} }})()); }}
               catch (e) {{ renderData({{ status: e.status, message: e.message || e.response || String(e) }}); }}
            }} }};"
        ))
        .function("run")
    }

    pub(crate) fn declare(mut self, section: &str, name: &str, value: Value) -> Self {
        self.manifest["modules"]["common"][section][name] = value;
        self
    }

    pub(crate) fn function(self, name: &str) -> Self {
        self.declare("functions", name, json!({}))
    }

    /// An event whose handler has the same name.
    pub(crate) fn event(self, name: &str) -> Self {
        self.declare("events", name, json!({ "handler": name }))
    }

    pub(crate) fn product_event(self, name: &str) -> Self {
        self.event_of("support_ticket", name)
    }

    /// An event of a product's module, whose handler has the same name.
    pub(crate) fn event_of(mut self, module: &str, name: &str) -> Self {
        self.manifest["modules"][module]["events"][name] = json!({ "handler": name });
        self
    }

    pub(crate) fn templates(mut self, templates: &Value) -> Self {
        for name in templates.as_object().unwrap().keys() {
            self = self.declare("requests", name, json!({}));
        }
        self.file("config/requests.json", templates.to_string())
    }

    pub(crate) fn parameters(self, parameters: &Value) -> Self {
        self.file("config/iparams.json", parameters.to_string())
    }

    pub(crate) fn entities(self, entities: &Value) -> Self {
        self.file("config/entities.json", entities.to_string())
    }

    pub(crate) fn dependency(mut self, name: &str, version: &str) -> Self {
        self.manifest["dependencies"][name] = json!(version);
        self
    }

    pub(crate) fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.push((path.to_owned(), content.into()));
        self
    }

    pub(crate) fn write_zip(&self, path: &PathBuf) {
        let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
        let manifest = (
            "manifest.json".to_owned(),
            self.manifest.to_string().into_bytes(),
        );
        for (name, content) in self.files.iter().chain([&manifest]) {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap();
    }

    /// Starts the app without installing it, with one worker and a virtual clock.
    pub(crate) async fn start(&self) -> Running {
        self.start_with(|_| {}).await
    }

    pub(crate) async fn start_with(&self, change: impl FnOnce(&mut Options)) -> Running {
        let folder = tempfile::tempdir().unwrap();
        self.start_in(folder, change).await
    }

    pub(crate) async fn start_in(
        &self,
        folder: TempDir,
        change: impl FnOnce(&mut Options),
    ) -> Running {
        let zip = folder.path().join("app.zip");
        self.write_zip(&zip);
        let mut options = Options::new(zip, folder.path().join("state"));
        options.clock = Clock::virtual_at(START.parse().unwrap());
        options.workers = 1;
        change(&mut options);
        let clock = options.clock.clone();
        let platform = Platform::start(options).await.unwrap();
        Running {
            platform,
            clock,
            folder,
        }
    }

    /// Starts and installs the app.
    pub(crate) async fn install(&self) -> Running {
        self.install_with(|_| {}).await
    }

    pub(crate) async fn install_with(&self, change: impl FnOnce(&mut Options)) -> Running {
        let running = self.start_with(change).await;
        running.platform.install(Map::new()).await.unwrap();
        running
    }
}

impl Running {
    /// A place for another package beside the running one.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Stops the platform and gives back its folder, for a restart.
    pub(crate) async fn stop(self) -> TempDir {
        self.platform.stop().await;
        self.folder
    }

    pub(crate) async fn invoke(&self, name: &str, arguments: Value) -> SmiReply {
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        self.platform.invoke(name, arguments).await
    }

    /// What the probe returns.
    #[track_caller]
    pub(crate) fn run(&self, arguments: Value) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let reply = self.invoke("run", arguments).await;
            match reply.body.get("response") {
                Some(response) => response.clone(),
                None if reply.status == 200 && reply.body.get("status").is_none() => Value::Null,
                None => panic!("{caller}: {reply:?}\n{:#?}", self.entries()),
            }
        }
    }

    pub(crate) fn entries(&self) -> Vec<What> {
        let entries = self.platform.journal().into_iter();
        entries.map(|entry| entry.what).collect()
    }

    /// What the entries hold that are looked for.
    pub(crate) fn collect<T>(&self, look: impl Fn(What) -> Option<T>) -> Vec<T> {
        self.entries().into_iter().filter_map(look).collect()
    }

    /// How each event ended, in the order of ending.
    pub(crate) fn ends(&self) -> Vec<(Outcome, Costs)> {
        self.collect(|what| {
            if let What::EventEnded { outcome, costs, .. } = what {
                return Some((outcome, costs));
            }
            None
        })
    }

    /// What handlers wrote to the console.
    pub(crate) fn console(&self) -> Vec<String> {
        self.collect(|what| {
            if let What::Console { text, .. } = what {
                return Some(text);
            }
            None
        })
    }

    pub(crate) fn notices(&self) -> Vec<String> {
        self.collect(|what| {
            if let What::Notice { text } = what {
                return Some(text);
            }
            None
        })
    }

    pub(crate) fn journal_text(&self) -> String {
        let entries: Vec<Entry> = self.platform.journal();
        serde_json::to_string(&entries).unwrap()
    }
}

/// A remote side: answers from a queue, then `200 {"ok":true}` for ever.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remote {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    requests: Arc<Mutex<Vec<Received>>>,
    url: String,
}

#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Text(u16, &'static str, String),
    Redirect(u16, String),
    Bytes(&'static str, Vec<u8>),
    /// Never comes.
    Silence,
}

#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Remote {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let remote = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            ..Self::default()
        };
        let router = Router::new().fallback(receive).with_state(remote.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        remote
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn json(&self, status: u16, body: &Value) -> &Self {
        self.text(status, "application/json", &body.to_string())
    }

    pub(crate) fn text(&self, status: u16, content_type: &'static str, body: &str) -> &Self {
        let answer = Answer::Text(status, content_type, body.to_owned());
        self.answers.lock().unwrap().push_back(answer);
        self
    }

    pub(crate) fn redirect(&self, status: u16, location: &str) -> &Self {
        let answer = Answer::Redirect(status, location.to_owned());
        self.answers.lock().unwrap().push_back(answer);
        self
    }

    pub(crate) fn bytes(&self, content_type: &'static str, body: &[u8]) -> &Self {
        let answer = Answer::Bytes(content_type, body.to_vec());
        self.answers.lock().unwrap().push_back(answer);
        self
    }

    pub(crate) fn silence(&self) -> &Self {
        self.answers.lock().unwrap().push_back(Answer::Silence);
        self
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        self.requests.lock().unwrap().clone()
    }
}

async fn receive(
    State(remote): State<Remote>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    remote.requests.lock().unwrap().push(Received {
        method,
        target: uri.to_string(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let answer = remote.answers.lock().unwrap().pop_front();
    match answer {
        None => ([("content-type", "application/json")], r#"{"ok":true}"#).into_response(),
        Some(Answer::Text(status, content_type, body)) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [("content-type", content_type)], body).into_response()
        }
        Some(Answer::Redirect(status, location)) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [("location", location)]).into_response()
        }
        Some(Answer::Bytes(content_type, body)) => {
            ([("content-type", content_type)], body).into_response()
        }
        Some(Answer::Silence) => std::future::pending().await,
    }
}
