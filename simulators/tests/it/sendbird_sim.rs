//! A client for the Sendbird simulator: both APIs with the right token, and somebody in a browser.

use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use simulators::sendbird::{Config, Entry, Sendbird};

use crate::http::{Reply, client, clock, send};

/// The customer who gets links.
pub(crate) const GUEST: &str = "service_user_304";
/// What the virtual clock shows, in milliseconds.
pub(crate) const NOW: i64 = 1_782_893_700_000;

/// An application and a client with its API token.
pub(crate) struct Application {
    pub(crate) sim: Sendbird,
    pub(crate) app_id: String,
    client: Client,
    api_token: String,
}

impl Application {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            clock: clock(),
            ..Config::demo()
        };
        change(&mut config);
        let (app_id, api_token) = (config.app_id.clone(), config.api_tokens[0].clone());
        let sim = Sendbird::start(config, None).await.unwrap();
        Self {
            sim,
            app_id,
            client: client(),
            api_token,
        }
    }

    /// The same application with another API token.
    pub(crate) fn keyed(&self, api_token: &str) -> Self {
        Self {
            sim: self.sim.clone(),
            app_id: self.app_id.clone(),
            client: self.client.clone(),
            api_token: api_token.to_owned(),
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.sim.base_url());
        self.client
            .request(method.parse().unwrap(), url)
            .header("api-token", &self.api_token)
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request("GET", path)).await
    }

    /// Posts in a second of its own, so that no rate is in the way.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.sim.advance(Duration::from_secs(1));
        send(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        self.sim.advance(Duration::from_secs(1));
        send(self.request("PUT", path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        send(self.request("DELETE", path)).await
    }

    /// Makes a user as the app does.
    pub(crate) async fn user(&self, user_id: &str) -> Value {
        let reply = self.post("/v3/users", user(user_id)).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()
    }

    /// A new session token for a user that exists.
    pub(crate) async fn token(&self, user_id: &str) -> String {
        let path = format!("/v3/users/{user_id}/token");
        let reply = self.post(&path, json!({})).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["token"].as_str().unwrap().to_owned()
    }

    /// A new user with a session token.
    pub(crate) async fn guest(&self, user_id: &str) -> String {
        self.user(user_id).await;
        self.token(user_id).await
    }

    /// Makes a room and tells its id.
    pub(crate) async fn room(&self, kind: &str) -> String {
        let reply = self.post("/v1/rooms", json!({"type": kind})).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["room"]["room_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn video_room(&self) -> String {
        self.room("small_room_for_video").await
    }

    /// A new user in a room; tells the participant's id.
    pub(crate) async fn visitor(&self, user_id: &str, room_id: &str) -> String {
        let token = self.guest(user_id).await;
        let entered = self.sim.enter(&Entry::new(user_id, &token, room_id));
        id_of(&entered.unwrap())
    }

    /// The room as the API shows it.
    pub(crate) async fn view(&self, room_id: &str) -> Value {
        self.get(&format!("/v1/rooms/{room_id}")).await.json()["room"].clone()
    }

    /// Uses a control endpoint.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let url = format!("{}/_sim/{path}", self.sim.base_url());
        let request = self.client.request(method.parse().unwrap(), url);
        send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Does what the library does in a browser.
    pub(crate) async fn browser(&self, what: &str, body: Value) -> Reply {
        self.control("POST", &format!("client/{what}"), Some(body))
            .await
    }
}

/// A user's body as the app sends it.
pub(crate) fn user(user_id: &str) -> Value {
    json!({"user_id": user_id, "nickname": "", "profile_url": ""})
}

pub(crate) fn id_of(participant: &Value) -> String {
    participant["participant_id"].as_str().unwrap().to_owned()
}

/// The user ids of those who are inside a room.
pub(crate) fn inside(room: &Value) -> Vec<&str> {
    let people = room["current_participants"].as_array().unwrap().iter();
    people
        .map(|one| one["user"]["user_id"].as_str().unwrap())
        .collect()
}

/// Checks a refusal of Chat: its status, its code, and that it has the keys of Chat and no others.
#[track_caller]
pub(crate) fn check_chat(reply: &Reply, status: u16, code: u32) {
    let body = reply.json();
    assert_eq!(
        (reply.status, &body["code"]),
        (status, &json!(code)),
        "{reply:?}"
    );
    let mut keys = body.as_object().unwrap().keys().collect::<Vec<_>>();
    keys.sort();
    assert_eq!(keys, ["code", "error", "message"]);
    assert_eq!(body["error"], true);
}

/// Checks a refusal of Calls: its status, its code and type, and that it has the keys of Calls and no others.
#[track_caller]
pub(crate) fn check_calls(reply: &Reply, status: u16, code: u32, kind: &str) {
    let body = reply.json();
    assert_eq!(
        (reply.status, &body["code"]),
        (status, &json!(code)),
        "{reply:?}"
    );
    assert_eq!(body["type"], kind);
    let mut keys = body.as_object().unwrap().keys().collect::<Vec<_>>();
    keys.sort();
    assert_eq!(keys, ["code", "error", "message", "type"]);
    assert_eq!(body["error"], true);
}

/// Checks a refusal of the library.
#[track_caller]
pub(crate) fn check_client(reply: &Reply, code: u32) {
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (409, &json!(code)),
        "{reply:?}"
    );
}
