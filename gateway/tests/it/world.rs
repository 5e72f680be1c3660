//! A gateway on loopback, Sautikit that signs, an app that listens, and softphones.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use gateway::signing::{self, Purpose};
use serde_json::{Value, json};
use switchboard::values::{AgentId, Entries, Secret, Timestamp};
use switchboard::wire::sautikit::Delivery;
use tempfile::TempDir;
use tokio::net::TcpListener;

pub(crate) use crate::postgresql::Server;

pub(crate) const SECRET: &str = "a secret that the app and the gateway share";
pub(crate) const SAUTIKIT: &str = "whsec_test_0123456789abcdef";
pub(crate) const OURS: &str = "+254203893800";
pub(crate) const CUSTOMER: &str = "+254712345678";
pub(crate) const ORIGIN: &str = "https://acme.freshdesk.com";

/// An empty database.
pub(crate) struct Database {
    pub(crate) url: String,
    _folder: Option<TempDir>,
}

impl Database {
    pub(crate) fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("gateway.db").display());
        Self {
            url,
            _folder: Some(folder),
        }
    }
}

impl Server {
    pub(crate) async fn database(&self, name: &str) -> Database {
        self.make(name).await;
        Database {
            url: self.url(name),
            _folder: None,
        }
    }
}

pub(crate) fn now() -> Timestamp {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

/// What the app took, and how it answers.
#[derive(Clone)]
pub(crate) struct App {
    url: String,
    taken: Arc<Mutex<Vec<Value>>>,
    /// The statuses of the next answers; 200 when there are none.
    pub(crate) answers: Arc<Mutex<Vec<u16>>>,
    pub(crate) pause: Arc<Mutex<Duration>>,
}

impl App {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let app = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            taken: Arc::default(),
            answers: Arc::default(),
            pause: Arc::default(),
        };
        let shared = app.clone();
        let routes = Router::new().route(
            "/hook",
            post(move |headers, body| shared.clone().take(headers, body)),
        );
        tokio::spawn(async { axum::serve(listener, routes).await });
        app
    }

    async fn take(self, headers: HeaderMap, body: String) -> StatusCode {
        let mut entries = Entries::default();
        for (name, value) in &headers {
            entries.add(name.as_str(), value.to_str().unwrap().to_owned());
        }
        let delivery = Delivery::read(&body, &entries).unwrap();
        let believed = delivery.verify(&[secret(SECRET)], now(), |_| None);
        believed.expect("the app believes the gateway only by its signature");
        let pause = *self.pause.lock().unwrap();
        tokio::time::sleep(pause).await;
        let status = self.answers.lock().unwrap().pop().unwrap_or(200);
        let kind = headers
            .get("x-sautikit-event-kind")
            .map(|kind| kind.to_str().unwrap());
        let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
        self.taken
            .lock()
            .unwrap()
            .push(json!({"status": status, "kind": kind, "body": body}));
        StatusCode::from_u16(status).unwrap()
    }

    /// Everything that the app was told, as soon as it is so much.
    pub(crate) async fn told(&self, count: usize) -> Vec<Value> {
        let began = Instant::now();
        loop {
            let taken = self.taken.lock().unwrap().clone();
            if taken.len() >= count || began.elapsed() > Duration::from_secs(20) {
                assert_eq!(taken.len(), count, "{taken:#?}");
                return taken;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Everything that it was told until now.
    pub(crate) fn all(&self) -> Vec<Value> {
        self.taken.lock().unwrap().clone()
    }

    /// Nothing is told for a while.
    pub(crate) async fn is_told_nothing(&self) {
        tokio::time::sleep(Duration::from_millis(800)).await;
        assert_eq!(*self.taken.lock().unwrap(), Vec::<Value>::new());
    }
}

/// A gateway.
pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) app: App,
    pub(crate) http: reqwest::Client,
    process: Child,
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The gateway's program with its settings.
pub(crate) fn program(database: &str, app: &str, listen: &str) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_gateway"));
    program
        .env("DATABASE_URL", database)
        .env("GATEWAY_APP_URL", app)
        .env("GATEWAY_LISTEN", listen)
        .env("GATEWAY_SECRET", SECRET)
        .env("GATEWAY_SAUTIKIT_SECRETS", format!("another,{SAUTIKIT}"))
        .env("GATEWAY_ORIGINS", ORIGIN)
        .stderr(Stdio::null());
    program
}

impl World {
    pub(crate) async fn start(database: &Database) -> Self {
        Self::start_for(database, App::start().await).await
    }

    pub(crate) async fn start_for(database: &Database, app: App) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let mut program = program(&database.url, &app.url, &address.to_string());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let process = program.spawn().unwrap();
        let world = Self {
            address,
            app,
            http,
            process,
        };
        let began = Instant::now();
        while world.http.get(world.url("/healthz")).send().await.is_err() {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "the gateway starts"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        world
    }

    /// Ends as it does when the system wants it to.
    pub(crate) async fn end(mut self) -> App {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                assert!(status.success());
                return self.app.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the app has taken everything, also what a gateway had on its way that was killed.
    pub(crate) async fn is_settled(&self) {
        let began = Instant::now();
        while self.metric("gateway_outbox_letters").await != "0" {
            assert!(
                began.elapsed() < Duration::from_mins(1),
                "the outbox is emptied"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends without a farewell.
    pub(crate) fn kill(mut self) -> App {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.app.clone()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sautikit posts a body, signed.
    pub(crate) async fn sautikit(&self, path: &str, kind: &str, body: &str) -> reqwest::Response {
        self.teller().post(path, kind, body).await.unwrap()
    }

    /// Sautikit by itself, which goes on when the gateway does not.
    pub(crate) fn teller(&self) -> Teller {
        Teller {
            address: self.address,
            http: self.http.clone(),
        }
    }

    /// Sautikit asks; the answer comes within a second.
    pub(crate) async fn ask(&self, path: &str, body: &Value) -> Value {
        let began = Instant::now();
        let answer = self
            .sautikit(path, "application/json", &body.to_string())
            .await;
        assert_eq!(answer.status(), 200);
        let answer = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert!(
            began.elapsed() < Duration::from_secs(1),
            "{:?}",
            began.elapsed()
        );
        answer
    }

    /// Sautikit tells an event; the status of the answer.
    pub(crate) async fn tell(&self, body: &Value) -> u16 {
        self.teller().tell(body).await.unwrap()
    }

    /// The app pushes a snapshot; the status of the answer.
    pub(crate) async fn push(&self, snapshot: &Value) -> u16 {
        let body = snapshot.to_string();
        let signature = signing::sign_body(&body, &secret(SECRET), now());
        self.push_as(body, &signature).await
    }

    pub(crate) async fn push_as(&self, body: String, signature: &str) -> u16 {
        let request = self
            .http
            .post(self.url("/app/snapshot"))
            .header(signing::HEADER, signature);
        request.body(body).send().await.unwrap().status().as_u16()
    }

    /// A softphone listens.
    pub(crate) async fn softphone(&self, agent: u64, last: Option<i64>) -> Softphone {
        let pass = signing::pass(Purpose::Stream, AgentId(agent), &secret(SECRET), now());
        let mut request = self.http.get(self.url("/events")).bearer_auth(pass);
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last.to_string());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        Softphone {
            response,
            text: String::new(),
        }
    }

    pub(crate) async fn metric(&self, name: &str) -> String {
        let text = self
            .http
            .get(self.url("/metrics"))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{text}")).trim().to_owned()
    }
}

/// Sautikit's side of a connection.
pub(crate) struct Teller {
    address: SocketAddr,
    http: reqwest::Client,
}

impl Teller {
    async fn post(&self, path: &str, kind: &str, body: &str) -> reqwest::Result<reqwest::Response> {
        let signature = signing::sign_body(body, &secret(SAUTIKIT), now());
        let request = self.http.post(format!("http://{}{path}", self.address));
        let request = request.header("Content-Type", kind);
        let request = request.header("X-Sautikit-Signature", signature);
        request.body(body.to_owned()).send().await
    }

    /// The status of the answer to an event, if any comes.
    pub(crate) async fn tell(&self, body: &Value) -> Option<u16> {
        let posted = self
            .post("/sautikit/events", "application/json", &body.to_string())
            .await;
        posted.ok().map(|answer| answer.status().as_u16())
    }
}

/// An open stream.
pub(crate) struct Softphone {
    response: reqwest::Response,
    text: String,
}

impl Softphone {
    /// The next event and its number; nothing at the end of the stream.
    pub(crate) async fn hear(&mut self) -> Option<(i64, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                let heard = line("id: ").zip(line("data: "));
                let heard = heard
                    .map(|(id, data)| (id.parse().unwrap(), serde_json::from_str(data).unwrap()));
                self.text = String::from(rest);
                if heard.is_some() {
                    return heard;
                }
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(5), self.response.chunk()).await;
            let chunk = chunk
                .expect("something is heard within five seconds")
                .ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Nothing is heard for a while.
    pub(crate) async fn is_silent(&mut self) {
        let heard = tokio::time::timeout(Duration::from_millis(500), self.hear()).await;
        assert!(heard.is_err(), "{heard:?}");
    }
}

/// What the app tells: agents 1 and 2 are available, on numbers that end like their ids.
pub(crate) fn snapshot(with: &Value) -> Value {
    let agent = |id: u64| json!({"id": id, "available": true, "contact": {"mobile": format!("+25472200000{id}")}});
    let mut snapshot = json!({
        "at": now(),
        "parameters": {"sautikit_from_number": OURS},
        "team": {"listing": {"agents": [agent(1), agent(2)], "complete": true}},
    });
    for (name, value) in with.as_object().into_iter().flatten() {
        snapshot[name] = value.clone();
    }
    snapshot
}

/// A snapshot in which nobody is there.
pub(crate) fn nobody() -> Value {
    snapshot(&json!({"team": {"listing": {"agents": [], "complete": true}}}))
}

/// The exchange's first question about an inbound call.
pub(crate) fn question(session: &str) -> Value {
    json!({
        "sessionId": session, "callerNumber": CUSTOMER, "destinationNumber": OURS,
        "direction": "Inbound", "isActive": "1", "callSessionState": "",
    })
}

/// A documented event.
pub(crate) fn event(kind: &str, call: &str) -> Value {
    json!({
        "kind": kind, "event_id": format!("{kind}-{call}"), "occurred_at": "2026-11-23T05:00:00.000Z",
        "data": {"call_id": call, "direction": "inbound", "from": CUSTOMER, "to": OURS, "status": "x"},
    })
}

/// The numbers that an answer rings, sorted.
pub(crate) fn rung(answer: &Value) -> Vec<String> {
    let actions = answer["actions"].as_array().unwrap().iter();
    let mut rung: Vec<String> = actions
        .flat_map(|action| ["number", "to"].map(|name| action["dial"][name].as_str()))
        .flatten()
        .map(str::to_owned)
        .collect();
    rung.sort();
    rung
}

/// The verbs of an answer.
pub(crate) fn verbs(answer: &Value) -> Vec<String> {
    let actions = answer["actions"].as_array().unwrap().iter();
    actions
        .map(|action| action.as_object().unwrap().keys().next().unwrap().clone())
        .collect()
}
