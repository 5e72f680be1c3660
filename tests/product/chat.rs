//! An installation with the chat channels between Freshchat and the messengers of its customers.

use std::time::Duration;

use platform::{HookMode, Options};
use serde_json::{Map, Value, json};
use simulators::freshchat::{self, Freshchat};
use simulators::happytalk::{self, HappyTalk};
use simulators::telegram::{self, Telegram};
use simulators::viber::{self, Viber};
use tokio::net::TcpListener;

use crate::sandbox::Sandbox;

/// Joan Achieng, who has Viber.
pub(crate) const VIBER_CUSTOMER: &str = "aB3/xY+9kLmNoPqRsTuVwQ==";
/// Joan, who has Telegram.
pub(crate) const TELEGRAM_CUSTOMER: u64 = 5_000_000_001;
/// Peter, who has Telegram; his id is as large as ids of Telegram are.
pub(crate) const OTHER_TELEGRAM_CUSTOMER: u64 = 4_503_599_627_370_495;
/// Somebody with KakaoTalk.
pub(crate) const KAKAOTALK_CUSTOMER: &str = "ZKzi-p6CGTfr";

/// A running installation and the vendors of its channels.
pub(crate) struct ChatDesk {
    pub(crate) sandbox: Sandbox,
    pub(crate) freshchat: Freshchat,
    pub(crate) viber: Viber,
    pub(crate) telegram: Telegram,
    pub(crate) happytalk: HappyTalk,
}

/// A port that nobody else has, and its address.
async fn port() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, address)
}

impl ChatDesk {
    /// Starts everything; the app is not installed yet.
    pub(crate) async fn start(hooks: HookMode) -> Self {
        Self::start_with(hooks, |_| {}).await
    }

    /// Starts everything with other options.
    pub(crate) async fn start_with(hooks: HookMode, change: impl FnOnce(&mut Options)) -> Self {
        let (freshchat, freshchat_url) = port().await;
        let (viber, viber_url) = port().await;
        let (telegram, telegram_url) = port().await;
        let (happytalk, happytalk_url) = port().await;
        let sandbox = Sandbox::start_with(hooks, |options| {
            options.hosts = std::mem::take(&mut options.hosts)
                .with("*.freshchat.com", &freshchat_url)
                .with("chatapi.viber.com", &viber_url)
                .with("api.telegram.org", &telegram_url)
                .with("kakao-api.happytalk.io", &happytalk_url)
                .with("patch-kakao-api.happytalk.io", &happytalk_url);
            change(options);
        })
        .await;
        let clock = || {
            let clock = sandbox.clock.clone();
            simulators::Clock::following(move || clock.now())
        };
        let mut account = freshchat::Config {
            clock: clock(),
            ..freshchat::Config::demo()
        };
        account.switches.product_events = Some(sandbox.events.clone());
        let viber_bot = viber::Config {
            clock: clock(),
            ..viber::Config::demo()
        };
        let telegram_bot = telegram::Config {
            clock: clock(),
            ..telegram::Config::demo()
        };
        let partner = happytalk::Config {
            clock: clock(),
            ..happytalk::Config::demo()
        };
        Self {
            freshchat: Freshchat::start(account, Some(freshchat)).await.unwrap(),
            viber: Viber::start(viber_bot, Some(viber)).await.unwrap(),
            telegram: Telegram::start(telegram_bot, Some(telegram)).await.unwrap(),
            happytalk: HappyTalk::start(partner, Some(happytalk)).await.unwrap(),
            sandbox,
        }
    }

    /// Starts everything, installs the app with the three channels alone and these changes, and enters the address for
    /// KakaoTalk at HappyTalk, which nobody but a person can.
    pub(crate) async fn installed(hooks: HookMode, changes: &Map<String, Value>) -> Self {
        let desk = Self::start(hooks).await;
        desk.install(changes).await;
        desk
    }

    pub(crate) async fn install(&self, changes: &Map<String, Value>) {
        let mut parameters = parameters();
        parameters.extend(changes.clone());
        self.sandbox.platform.install(parameters).await.unwrap();
        self.settled().await;
        let address = self.sandbox.target_url("kakaotalk");
        self.happytalk
            .switch(|switches| switches.webhook = Some(address));
    }

    /// Lets so many minutes pass one after the other, for everybody, and whatever falls due happen.
    pub(crate) async fn pass_minutes(&self, minutes: u32) {
        for _ in 0..minutes {
            self.sandbox.platform.advance(Duration::from_mins(1)).await;
            self.viber.catch_up().await;
            self.telegram.catch_up().await;
            self.settled().await;
        }
    }

    /// Waits until nothing is under way any more.
    pub(crate) async fn settled(&self) {
        // What the app does may make a vendor tell something, and the other way round.
        for _ in 0..2 {
            self.sandbox.platform.settled().await;
            self.freshchat.product_events_told().await;
            self.sandbox.platform.settled().await;
            self.viber.settled().await;
            self.telegram.settled().await;
            self.sandbox.platform.settled().await;
        }
    }

    /// The conversation of the customer whom the app knows by a reference that begins like this.
    pub(crate) fn conversation_of(&self, channel: &str) -> Value {
        let users = self.freshchat.users();
        let user = users.iter().find(|user| {
            let reference = user["reference_id"].as_str().unwrap_or_default();
            reference.starts_with(channel)
        });
        let id = &user.unwrap_or_else(|| panic!("nobody came by {channel}: {users:?}"))["id"];
        let conversations = self.freshchat.conversations();
        let theirs = conversations.iter().rev().find(|it| it["user_id"] == *id);
        theirs.expect("the customer has a conversation").clone()
    }

    /// The texts of a conversation as `who (kind): text`, without the lines of the system.
    pub(crate) fn said(conversation: &Value) -> Vec<String> {
        let messages = conversation["messages"].as_array().unwrap().iter();
        let said = messages.filter(|message| message["message_type"] != "system");
        said.map(|message| {
            let text = &message["message_parts"][0]["text"]["content"];
            format!(
                "{} ({}): {}",
                message["actor_type"].as_str().unwrap(),
                message["message_type"].as_str().unwrap(),
                text.as_str().unwrap_or_default()
            )
        })
        .collect()
    }

    /// Ends everything.
    pub(crate) async fn stop(self) {
        self.sandbox.stop().await;
    }
}

/// What an administrator enters who wants the channels and nothing else.
fn parameters() -> Map<String, Value> {
    let given = json!({
        "systems": ["Viber", "KakaoTalk", "Telegram"],
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
        "telegram_bot_token": "123456789:AAdemoTelegramToken_0123456789-abcd",
    });
    serde_json::from_value(given).unwrap()
}
