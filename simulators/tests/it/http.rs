//! A client for one simulator, with its key, and a virtual clock to start simulators with.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use simulators::Clock;
use simulators::freshdesk::{Config, Freshdesk};

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The refused fields with their codes, sorted.
    #[track_caller]
    pub(crate) fn errors(&self) -> Vec<(String, String)> {
        let body = self.json();
        let errors = body["errors"]
            .as_array()
            .unwrap_or_else(|| panic!("no errors: {self:?}"));
        let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
        let mut errors = errors
            .iter()
            .map(|error| (text(error, "field"), text(error, "code")))
            .collect::<Vec<_>>();
        errors.sort();
        errors
    }
}

/// Sends and reads to the end.
pub(crate) async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

/// A client that follows no redirect and gives up after a second.
pub(crate) fn client() -> Client {
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

/// A clock that stands at 2026-07-01 08:15.
pub(crate) fn clock() -> Clock {
    Clock::at("2026-07-01T08:15:00Z".parse().unwrap())
}

/// A Freshdesk account and a client with its key.
pub(crate) struct Desk {
    pub(crate) sim: Freshdesk,
    client: Client,
    key: String,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            clock: clock(),
            ..Config::demo()
        };
        change(&mut config);
        let key = config.keys[0].key.clone();
        let sim = Freshdesk::start(config, None).await.unwrap();
        Self {
            sim,
            client: client(),
            key,
        }
    }

    /// The same account with another key.
    pub(crate) fn keyed(&self, key: &str) -> Self {
        Self {
            sim: self.sim.clone(),
            client: self.client.clone(),
            key: key.to_owned(),
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}/api/v2/{path}", self.sim.base_url());
        let basic = format!("Basic {}", STANDARD.encode(format!("{}:X", self.key)));
        self.client
            .request(method.parse::<Method>().unwrap(), url)
            .header("authorization", basic)
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        send(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        send(self.request("PUT", path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        send(self.request("DELETE", path)).await
    }

    /// Creates a ticket and tells its number.
    pub(crate) async fn ticket(&self, subject: &str) -> u64 {
        let reply = self.post("tickets", ticket(subject)).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        reply.json()["id"].as_u64().unwrap()
    }
}

/// A ticket's body as a voice app sends it.
pub(crate) fn ticket(subject: &str) -> Value {
    serde_json::json!({
        "name": "Caller +254700000001",
        "phone": "+254700000001",
        "subject": subject,
        "description": "A call was not answered.<br/>Call back.",
        "status": 2,
        "priority": 2,
        "source": 3,
        "tags": ["sautikit", "missed_call", "callback_needed"]
    })
}
