//! A client for the HappyTalk simulator, with a receiver for its messages.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use simulators::happytalk::{Codes, Config, HappyTalk};

use crate::http::{Reply, client, clock, send};
use crate::receiver::Receiver;

/// The channel's key.
pub(crate) const SENDER: &str = "0123456789abcdef0123456789abcdef01234567";
/// The customer who writes.
pub(crate) const JOAN: &str = "ZKzi-p6CGTfr";
/// What paths of version 3 begin with.
pub(crate) const V3: &str = "/kakaoWebhook/v3/bzc";

/// A channel, a client with its keys, and whoever gets its messages.
pub(crate) struct Channel {
    pub(crate) sim: HappyTalk,
    pub(crate) receiver: Receiver,
    pub(crate) client: Client,
}

impl Channel {
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let receiver = Receiver::start().await;
        let mut config = Config {
            clock: clock(),
            ..Config::demo()
        };
        config.switches.webhook = Some(format!("{}/hook", receiver.url));
        config.switches.codes = Codes::Numbers;
        change(&mut config);
        Self {
            sim: HappyTalk::start(config, None).await.unwrap(),
            receiver,
            client: client(),
        }
    }

    /// A channel to which Joan has written.
    pub(crate) async fn met() -> Self {
        let channel = Self::with(|_| {}).await;
        channel.sim.says(JOAN, "안녕하세요").await;
        channel
    }

    pub(crate) fn request(&self, path: &str) -> RequestBuilder {
        let request = self.client.post(format!("{}{path}", self.sim.base_url()));
        let request = request.header("ht-client-id", "demo-happytalk-client");
        request.header("ht-client-secret", "demo-happytalk-secret")
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        send(self.request(path).json(&body)).await
    }

    /// Writes to Joan.
    pub(crate) async fn write(&self, path: &str, serial: &str, more: Value) -> Reply {
        let mut body = json!({"user_key": JOAN, "sender_key": SENDER, "serial_number": serial});
        let fields = body.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        self.post(path, body).await
    }

    pub(crate) async fn upload(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let part = |(name, content): &(&str, &str)| {
            let file = if *name == "image" || *name == "file" {
                "; filename=\"a.png\""
            } else {
                ""
            };
            format!(
                "--b1\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
            )
        };
        let parts = fields.iter().map(part).collect::<String>();
        let request = self.request(path).body(format!("{parts}--b1--\r\n"));
        send(request.header("content-type", "multipart/form-data; boundary=b1")).await
    }

    pub(crate) async fn control(&self, path: &str, body: Value) -> Reply {
        let url = format!("{}/_sim/{path}", self.sim.base_url());
        send(self.client.post(url).json(&body)).await
    }
}

/// The result code, which is a number.
pub(crate) fn code(reply: &Reply) -> i64 {
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()["code"].as_i64().unwrap()
}

/// A text of version 1.
pub(crate) fn text(message: &str) -> Value {
    json!({"message_type": "TX", "message": message})
}

/// A bubble of version 3.
pub(crate) fn bubble(kind: &str) -> Value {
    json!({"chat_bubble_type": kind, "message": "hi"})
}
