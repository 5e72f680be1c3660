//! A gateway on loopback, Sautikit that signs, an app that listens, and softphones.

mod app;
mod bodies;
mod softphone;

use std::net::SocketAddr;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use serde_json::Value;
use switchboard::pact::{self, Letter, Purpose};
use switchboard::values::{AgentId, Secret, Timestamp};
use tempfile::{NamedTempFile, TempDir};
use tokio::net::TcpListener;

pub(crate) use crate::postgresql::Server;
pub(crate) use app::App;
pub(crate) use bodies::*;
pub(crate) use softphone::Softphone;

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

/// A gateway.
pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) app: App,
    pub(crate) http: reqwest::Client,
    process: Child,
    log: NamedTempFile,
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
        let log = std::fs::read_to_string(self.log.path()).unwrap_or_default();
        for hidden in [SECRET, SAUTIKIT, &CUSTOMER[4..], &OURS[4..], "722000001"] {
            assert!(std::thread::panicking() || !log.contains(hidden), "{log}");
        }
    }
}

/// The gateway's program with its settings.
pub(crate) fn program(database: &str, listen: &str) -> Command {
    let mut program = Command::new("sh");
    program
        // As many connections as systems usually give to a service.
        .args(["-c", r#"ulimit -S -n 1024; exec "$0" "$@""#])
        .arg(env!("CARGO_BIN_EXE_gateway"))
        .env("DATABASE_URL", database)
        .env("GATEWAY_LISTEN", listen)
        .env("GATEWAY_SECRET", SECRET)
        .env("GATEWAY_SAUTIKIT_SECRETS", format!("another,{SAUTIKIT}"))
        .env("GATEWAY_ORIGINS", ORIGIN)
        .env("GATEWAY_LOG", "debug");
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
        let mut program = program(&database.url, &address.to_string());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let log = NamedTempFile::new().unwrap();
        let process = program.stderr(log.reopen().unwrap()).spawn().unwrap();
        let world = Self {
            address,
            app,
            http,
            process,
            log,
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

    /// The app pushes a snapshot with its own address; the status of the answer.
    pub(crate) async fn push(&self, snapshot: &Value) -> u16 {
        let mut told = snapshot.clone();
        told["app_url"] = Value::from(self.app.url.as_str());
        self.push_text(&told.to_string()).await
    }

    /// The app pushes a text, as it signs it.
    pub(crate) async fn push_text(&self, text: &str) -> u16 {
        let letter = Letter::write(text.to_owned(), &secret(SECRET), now());
        self.post_snapshot(serde_json::to_string(&letter).unwrap())
            .await
    }

    pub(crate) async fn post_snapshot(&self, body: String) -> u16 {
        let request = self.http.post(self.url("/app/snapshot")).body(body);
        request.send().await.unwrap().status().as_u16()
    }

    /// A softphone listens.
    pub(crate) async fn softphone(&self, agent: u64, last: Option<i64>) -> Softphone {
        let pass = pact::pass(Purpose::Stream, AgentId(agent), &secret(SECRET), now());
        let mut request = self.http.get(self.url("/events")).bearer_auth(pass);
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last.to_string());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        Softphone::new(response)
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
        let signature = pact::sign(body, &secret(SAUTIKIT), now());
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
