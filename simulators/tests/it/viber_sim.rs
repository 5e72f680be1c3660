//! A client for the Viber simulator, with a receiver for its callbacks.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use simulators::viber::{Config, Viber};

use crate::http::{Reply, client, clock, send};
use crate::receiver::Receiver;

/// The person who writes.
pub(crate) const JOAN: &str = "aB3/xY+9kLmNoPqRsTuVwQ==";
/// Another person.
pub(crate) const PETER: &str = "01234567890A+/BCDEFGHg==";
/// The bot's token.
pub(crate) const TOKEN: &str = "4453b6ac1-demo-viber-token-4453b6ac1";

/// A bot, a client with its token, and whoever gets its callbacks.
pub(crate) struct Bot {
    pub(crate) sim: Viber,
    pub(crate) receiver: Receiver,
    client: Client,
}

impl Bot {
    /// A bot without a webhook.
    pub(crate) async fn bare(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            clock: clock(),
            ..Config::demo()
        };
        change(&mut config);
        Self {
            sim: Viber::start(config, None).await.unwrap(),
            receiver: Receiver::start().await,
            client: client(),
        }
    }

    /// A bot whose webhook is set, with all callbacks.
    pub(crate) async fn open() -> Self {
        let bot = Self::bare(|_| {}).await;
        let reply = bot
            .listen(json!({"send_name": true, "send_photo": true}))
            .await;
        assert_eq!(reply.json()["status"], 0, "{reply:?}");
        bot
    }

    /// A bot to whom Joan has written.
    pub(crate) async fn met() -> Self {
        let bot = Self::open().await;
        bot.sim.says(JOAN, "Jambo").await.unwrap();
        bot
    }

    /// Sets the webhook to the receiver, with more fields.
    pub(crate) async fn listen(&self, more: Value) -> Reply {
        let mut body = json!({"url": format!("{}/hook", self.receiver.url)});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.post("set_webhook", body).await
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}/pa/{path}", self.sim.base_url());
        self.client.request(method.parse().unwrap(), url)
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        let request = self.request("POST", path).json(&body);
        send(request.header("x-viber-auth-token", TOKEN)).await
    }

    /// Sends a message to Joan and waits for its receipts.
    pub(crate) async fn send(&self, message: Value) -> Reply {
        let mut body = json!({"receiver": JOAN, "sender": {"name": "Demo shop"}});
        body.as_object_mut()
            .unwrap()
            .extend(message.as_object().unwrap().clone());
        let reply = self.post("send_message", body).await;
        self.sim.settled().await;
        reply
    }

    /// The statuses of several messages.
    pub(crate) async fn statuses(&self, messages: &[Value]) -> Vec<u64> {
        let mut statuses = Vec::new();
        for message in messages {
            let reply = self.send(message.clone()).await;
            assert_eq!(reply.status, 200);
            statuses.push(reply.json()["status"].as_u64().unwrap());
        }
        statuses
    }

    /// The names of the callbacks so far.
    pub(crate) fn events(&self) -> Vec<String> {
        self.receiver.events()
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
}

/// Checks a refusal: 200 with its status.
#[track_caller]
pub(crate) fn check(reply: &Reply, status: u64, message: &str) {
    let body = reply.json();
    assert_eq!(
        (reply.status, &body["status"]),
        (200, &json!(status)),
        "{reply:?}"
    );
    let text = body["status_message"].as_str().unwrap();
    assert!(text.starts_with(message), "{text}");
}
