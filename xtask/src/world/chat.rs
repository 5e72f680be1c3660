//! The world of the chat channels: Freshchat with its agents, and the messengers of its customers.
//!
//! The people in it are those of the simulators' demo configuration; what they do on the host page is in `windows`.

mod windows;

use std::path::Path;

use anyhow::Result;
use platform::HostMap;
use platform::server::Chat;
use serde_json::{Map, Value, json};
use simulators::freshchat::{self, Freshchat};
use simulators::happytalk::{self, HappyTalk};
use simulators::telegram::{self, Telegram};
use simulators::viber::{self, Viber};

use super::ports::{self, ChatSockets};

/// Joan Achieng, who has Viber.
pub(crate) const VIBER_CUSTOMER: &str = "aB3/xY+9kLmNoPqRsTuVwQ==";
/// Joan, who has Telegram.
pub(crate) const TELEGRAM_CUSTOMER: u64 = 5_000_000_001;
/// Somebody with KakaoTalk.
pub(crate) const KAKAOTALK_CUSTOMER: &str = "ZKzi-p6CGTfr";

/// The vendors of the chat channels.
#[derive(Clone)]
pub(crate) struct ChatWorld {
    pub(crate) freshchat: Freshchat,
    pub(crate) viber: Viber,
    pub(crate) telegram: Telegram,
    pub(crate) happytalk: HappyTalk,
}

impl ChatWorld {
    /// Starts all of them.
    pub(super) async fn start(
        clock: &simulators::Clock,
        state: &Path,
        sockets: ChatSockets,
    ) -> Result<Self> {
        let freshchat = freshchat::Config {
            clock: clock.clone(),
            state: Some(state.to_owned()),
            ..freshchat::Config::demo()
        };
        let viber = viber::Config {
            clock: clock.clone(),
            state: Some(state.to_owned()),
            ..viber::Config::demo()
        };
        let telegram = telegram::Config {
            clock: clock.clone(),
            state: Some(state.to_owned()),
            ..telegram::Config::demo()
        };
        let happytalk = happytalk::Config {
            clock: clock.clone(),
            state: Some(state.to_owned()),
            ..happytalk::Config::demo()
        };
        let on = |socket| ports::listening(socket).map(Some);
        Ok(Self {
            freshchat: Freshchat::start(freshchat, on(sockets.freshchat)?).await?,
            viber: Viber::start(viber, on(sockets.viber)?).await?,
            telegram: Telegram::start(telegram, on(sockets.telegram)?).await?,
            happytalk: HappyTalk::start(happytalk, on(sockets.happytalk)?).await?,
        })
    }

    /// Which of them stands in for which host.
    pub(super) fn hosts(&self, hosts: HostMap) -> HostMap {
        hosts
            .with("*.freshchat.com", self.freshchat.base_url())
            .with("chatapi.viber.com", self.viber.base_url())
            .with("api.telegram.org", self.telegram.base_url())
            .with("kakao-api.happytalk.io", self.happytalk.base_url())
            .with("patch-kakao-api.happytalk.io", self.happytalk.base_url())
    }

    /// Has Freshchat tell apps what happens in conversations.
    pub(super) fn tell(&self, events: &str) {
        self.freshchat
            .switch(|switches| switches.product_events = Some(events.to_owned()));
    }

    /// Does what an administrator does by hand: tells HappyTalk where messages go.
    pub(super) fn route(&self, address: Option<String>) {
        self.happytalk.switch(|switches| switches.webhook = address);
    }

    /// Posts what has become due, under a clock that is turned by hand.
    pub(super) async fn catch_up(&self) {
        self.viber.catch_up().await;
        self.telegram.catch_up().await;
    }

    /// Waits until what is on its way has arrived.
    pub(super) async fn settled(&self) {
        self.viber.settled().await;
        self.telegram.settled().await;
        self.freshchat.product_events_told().await;
    }

    /// What the host page shows of them.
    pub(super) fn windows(&self) -> Vec<Chat> {
        windows::all(self)
    }

    /// Their APIs, for programs and for whoever looks closer.
    pub(crate) fn addresses(&self) -> [(&'static str, &str); 4] {
        [
            ("Freshchat", self.freshchat.base_url()),
            ("Viber", self.viber.base_url()),
            ("Telegram", self.telegram.base_url()),
            ("HappyTalk", self.happytalk.base_url()),
        ]
    }
}

/// What the demo's administrator types for the channels.
pub(super) fn parameters() -> Map<String, Value> {
    let parameters = json!({
        "freshchat_host": "demo-chat.freshchat.com",
        "freshchat_api_token": "demo-freshchat-token",
        "viber_auth_token": "4453b6ac1-demo-viber-token-4453b6ac1",
        "viber_sender_name": "Demo shop",
        "viber_signature_check": "observe",
        "happytalk_host": "kakao-api.happytalk.io",
        "happytalk_version": "v1",
        "happytalk_client_id": "demo-happytalk-client",
        "happytalk_client_secret": "demo-happytalk-secret",
        "happytalk_sender_key": "0123456789abcdef0123456789abcdef01234567",
        "telegram_bot_token": "123456789:AAdemoTelegramToken_0123456789-abcd"
    });
    parameters.as_object().cloned().unwrap_or_default()
}
