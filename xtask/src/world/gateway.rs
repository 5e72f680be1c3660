//! The gateway of the world: it runs in this process, on a file of its own, and its people are those of the demo.
//!
//! Whether the app uses it is a setting of the app.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use gateway::clock::Clock;
use gateway::config::Config;
use serde_json::{Map, Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the app and the gateway share.
pub(super) const SHARED_SECRET: &str = "demo-gateway-secret-0123456789abcdef";

/// What Sautikit signs with.
pub(super) const SAUTIKIT_SECRET: &str = "whsec_demo_0123456789abcdef";

/// The metric that tells how much the app is still to be told.
const WAITING: &str = "gateway_outbox_letters ";

/// How often is looked whether the app was told everything, and for how long.
const LOOKS: u32 = 100;
const LOOK: Duration = Duration::from_millis(20);

/// A running gateway.
pub(crate) struct Gateway {
    /// Its host and port, as they are entered in the app's settings.
    pub(crate) host: String,
    /// Its address, without a final slash.
    pub(crate) url: String,
    http: reqwest::Client,
    close: watch::Sender<bool>,
    task: JoinHandle<Result<(), gateway::StartError>>,
}

impl Gateway {
    /// Starts it; pages of the platform on `port` may listen to its events.
    pub(super) async fn start(
        state: &Path,
        clock: platform::Clock,
        listener: tokio::net::TcpListener,
        port: u16,
    ) -> Result<Self> {
        let file = state.join("gateway.db");
        let setting = |name: &str| {
            Some(match name {
                "DATABASE_URL" => format!("sqlite:{}", file.display()),
                "GATEWAY_SECRET" => SHARED_SECRET.to_owned(),
                "GATEWAY_SAUTIKIT_SECRETS" => SAUTIKIT_SECRET.to_owned(),
                "GATEWAY_ORIGINS" => format!("http://localhost:{port},http://127.0.0.1:{port}"),
                _ => return None,
            })
        };
        let mut config =
            Config::read(None, setting).map_err(|sentences| anyhow!(sentences.join(" ")))?;
        config.clock = Clock::following(move || clock.now());
        let host = format!("localhost:{}", listener.local_addr()?.port());
        let (close, closing) = watch::channel(false);
        let gateway = Self {
            url: format!("http://{host}"),
            host,
            http: reqwest::Client::builder().no_proxy().build()?,
            close,
            task: tokio::spawn(gateway::run(config, listener, closing)),
        };
        let alive = gateway.http.get(format!("{}/healthz", gateway.url)).send();
        alive.await.context("The gateway does not start")?;
        Ok(gateway)
    }

    /// The app's parameters by which it uses the gateway.
    pub(crate) fn parameters(&self) -> Map<String, Value> {
        Map::from_iter([
            ("gateway_host".to_owned(), json!(self.host)),
            ("gateway_shared_secret".to_owned(), json!(SHARED_SECRET)),
        ])
    }

    /// Where Sautikit tells it of calls.
    pub(super) fn events_url(&self) -> String {
        format!("{}/sautikit/events", self.url)
    }

    /// Where Sautikit asks it what a call is to do.
    pub(super) fn voice_url(&self) -> String {
        format!("{}/sautikit/voice", self.url)
    }

    /// Waits until the app was told everything, or does not take it.
    pub(super) async fn settled(&self) {
        for _ in 0..LOOKS {
            let asked = self.http.get(format!("{}/metrics", self.url)).send().await;
            let Ok(told) = asked else { return };
            let text = told.text().await.unwrap_or_default();
            if text
                .lines()
                .any(|line| line.strip_prefix(WAITING) == Some("0"))
            {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Ends it, with everything written.
    pub(super) async fn stop(&mut self) {
        self.close.send_replace(true);
        // What it says at its end it has said in its log.
        drop((&mut self.task).await);
    }
}
