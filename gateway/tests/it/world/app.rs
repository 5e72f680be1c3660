//! The app, which believes the gateway only by its signature.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::{Value, json};
use switchboard::pact::Letter;
use switchboard::wire::gateway::{Post, Told};
use tokio::net::TcpListener;

use super::{SECRET, now, secret};

/// What the app took, and how it answers.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) url: String,
    taken: Arc<Mutex<Vec<Value>>>,
    /// The statuses of the next answers; 200 when there are none.
    pub(crate) answers: Arc<Mutex<Vec<u16>>>,
    pub(crate) pause: Arc<Mutex<Duration>>,
    /// A letter with this in it is never answered.
    pub(crate) hangs_on: Arc<Mutex<Option<String>>>,
}

impl App {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let app = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            taken: Arc::default(),
            answers: Arc::default(),
            pause: Arc::default(),
            hangs_on: Arc::default(),
        };
        let shared = app.clone();
        let routes = Router::new().route("/hook", post(move |body| shared.clone().take(body)));
        tokio::spawn(async { axum::serve(listener, routes).await });
        app
    }

    async fn take(self, body: String) -> StatusCode {
        let letter: Letter = serde_json::from_str(&body).unwrap();
        let letter = letter.read(&secret(SECRET), now());
        let letter = letter.expect("the app believes the gateway only by its signature");
        let (kind, body) = match serde_json::from_str(&letter).unwrap() {
            Told::Posted(Post { body, headers }) => {
                let kind = headers.get("x-sautikit-event-kind").map(str::to_owned);
                (
                    kind,
                    serde_json::from_str(&body).unwrap_or(Value::String(body)),
                )
            }
            Told::Routed(rung) => (Some("routed".to_owned()), json!(rung)),
        };
        let hangs_on = self.hangs_on.lock().unwrap().clone();
        if hangs_on.is_some_and(|hangs_on| body.to_string().contains(&hangs_on)) {
            std::future::pending::<()>().await;
        }
        let pause = *self.pause.lock().unwrap();
        tokio::time::sleep(pause).await;
        let status = self.answers.lock().unwrap().pop().unwrap_or(200);
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
