//! A client for the Telegram simulator, with a receiver for its updates.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use simulators::telegram::{Config, Telegram, Words};

use crate::http::{Reply, client, clock, send};
use crate::receiver::Receiver;

/// The person who writes.
pub(crate) const JOAN: u64 = 5_000_000_001;
/// Another person, with the largest id there is.
pub(crate) const PETER: u64 = 4_503_599_627_370_495;
/// The bot's token.
pub(crate) const TOKEN: &str = "123456789:AAdemoTelegramToken_0123456789-abcd";

/// A bot, a client with its token, and whoever gets its updates.
pub(crate) struct Bot {
    pub(crate) sim: Telegram,
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
            sim: Telegram::start(config, None).await.unwrap(),
            receiver: Receiver::start().await,
            client: client(),
        }
    }

    /// A bot whose webhook is set with a secret.
    pub(crate) async fn open() -> Self {
        let bot = Self::bare(|_| {}).await;
        let reply = bot.listen(json!({"secret_token": "s3cret_-"})).await;
        assert_eq!(reply.json()["ok"], true, "{reply:?}");
        bot
    }

    /// A bot to whom Joan has written.
    pub(crate) async fn met() -> Self {
        let bot = Self::open().await;
        bot.says("Jambo").await;
        bot
    }

    /// Writes a text as Joan.
    pub(crate) async fn says(&self, text: &str) {
        self.sim.says(Words::new(JOAN, text)).await.unwrap();
    }

    /// Sets the webhook to the receiver, with more parameters.
    pub(crate) async fn listen(&self, more: Value) -> Reply {
        let mut body = json!({"url": format!("{}/hook", self.receiver.url)});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let reply = self.post("setWebhook", body).await;
        self.sim.settled().await;
        reply
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.sim.base_url());
        self.client.request(method.parse().unwrap(), url)
    }

    pub(crate) async fn post(&self, method: &str, body: Value) -> Reply {
        let path = format!("/bot{TOKEN}/{method}");
        send(self.request("POST", &path).json(&body)).await
    }

    /// Sends something to Joan.
    pub(crate) async fn send(&self, method: &str, more: Value) -> Reply {
        let mut body = json!({"chat_id": JOAN});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.post(method, body).await
    }

    /// Uses a control endpoint.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let request = self.request(method, &format!("/_sim/{path}"));
        send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }
}

/// Checks a refusal: its status, code and words.
#[track_caller]
pub(crate) fn check(reply: &Reply, code: u16, description: &str) {
    let body = reply.json();
    assert_eq!(
        (reply.status, &body["ok"], &body["error_code"]),
        (code, &json!(false), &json!(code)),
        "{reply:?}"
    );
    let text = body["description"].as_str().unwrap();
    assert!(text.contains(description), "{text}");
}
