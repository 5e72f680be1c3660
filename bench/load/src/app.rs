//! The app: takes what it is told at once, or never answers, and remembers the ids of events.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::routing::post;
use serde_json::Value;
use switchboard::pact::Letter;
use switchboard::wire::gateway::Told;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// An app on loopback.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    letters: Arc<AtomicU32>,
    /// The ids of events.
    told: Arc<Mutex<HashSet<String>>>,
    /// Whether it takes nothing for now.
    pub(crate) hangs: watch::Sender<bool>,
}

impl App {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let app = Self {
            address: listener.local_addr()?,
            letters: Arc::default(),
            told: Arc::default(),
            hangs: watch::Sender::new(false),
        };
        let taking = app.clone();
        let routes = Router::new().route("/", post(move |body| taking.clone().take(body)));
        tokio::spawn(async { axum::serve(listener, routes).await });
        Ok(app)
    }

    async fn take(self, body: String) {
        // Whoever could say so lives as long as the app.
        drop(self.hangs.subscribe().wait_for(|hangs| !hangs).await);
        let Ok(letter) = serde_json::from_str::<Letter>(&body) else {
            return;
        };
        self.letters.fetch_add(1, Ordering::Relaxed);
        if let Ok(Told::Posted(post)) = serde_json::from_str(&letter.open().0)
            && let Ok(event) = serde_json::from_str::<Value>(&post.body)
            && let Some(id) = event.get("event_id").and_then(Value::as_str)
        {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.insert(id.to_owned());
        }
    }

    /// How many of these it was not told of.
    pub(crate) fn lacks(&self, ids: &[String]) -> usize {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        ids.iter().filter(|id| !told.contains(*id)).count()
    }

    /// How many letters it took.
    pub(crate) fn count(&self) -> u32 {
        self.letters.load(Ordering::Relaxed)
    }
}
