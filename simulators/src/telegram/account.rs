//! The state of one bot, and the updates that it sends.
//!
//! [inferred] An update is tried again every minute; that it is kept for 24 hours is documented.
//! Updates wait without a webhook, too, and go once there is one.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use super::config::{Config, Secret, Switches};
use super::records::Records;
use crate::clock::{later, later_by_seconds};
use crate::front::{
    Courier, Delivery, Front, Letter, Simulated, Stage, StartError, Waiting, keep_time,
};

const RETRY_SECONDS: u64 = 60;
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What updates say that come from somebody else.
const OTHER_SECRET: &str = "another-secret-token";

/// What is told only to who asks for it by name.
const ASKED_FOR: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// One open bot.
pub(crate) struct Account {
    pub(crate) stage: Stage<Records, Switches>,
    pub(crate) courier: Courier,
    pub(crate) token: String,
    pub(crate) username: String,
}

impl Account {
    /// Opens the bot with the tables of the last run, or as the config describes it.
    pub(crate) fn open(config: Config) -> Result<Arc<Self>, StartError> {
        let stage = Stage::open(
            "telegram",
            config.state.as_deref(),
            Records::new(config.people, config.first_update_id),
            config.switches,
            config.clock,
            Front::hiding(&config.token),
        )?;
        let account = Arc::new(Self {
            stage,
            courier: Courier::start()?,
            token: config.token,
            username: config.username,
        });
        keep_time(&account);
        Ok(account)
    }

    /// The bot as the author of something.
    pub(crate) fn author(&self) -> Value {
        let id = self.token.split(':').next().unwrap_or_default();
        let id = id.parse::<u64>().unwrap_or_default();
        json!({"id": id, "is_bot": true, "first_name": "Demo shop", "username": self.username})
    }

    /// Tells an update of this kind, if anybody wants it.
    pub(crate) async fn tell(self: &Arc<Self>, kind: &str, what: Value) -> Vec<Delivery> {
        let waiting = self.stage.change(|records, now| {
            let allowed = &records.allowed_updates;
            let is_wanted = if allowed.is_empty() {
                !ASKED_FOR.contains(&kind)
            } else {
                allowed.iter().any(|it| it == kind)
            };
            is_wanted.then(|| {
                let update_id = ("update_id".to_owned(), json!(records.update_id()));
                let update = Map::from_iter([update_id, (kind.to_owned(), what)]);
                Waiting::new(kind, Value::Object(update).to_string(), now)
            })
        });
        match waiting {
            Some(waiting) => self.post_all(waiting).await,
            None => Vec::new(),
        }
    }

    /// Posts an update so many times, one after the other or all at once.
    async fn post_all(self: &Arc<Self>, waiting: Waiting) -> Vec<Delivery> {
        let switches = self.stage.knobs();
        let mut sent = Vec::new();
        if switches.copies_at_once {
            let mut posts = JoinSet::new();
            for _ in 0..switches.copies {
                let (account, waiting) = (Arc::clone(self), waiting.clone());
                posts.spawn(async move { account.attempt(waiting).await });
            }
            sent.extend(posts.join_all().await.into_iter().flatten());
        } else {
            for _ in 0..switches.copies {
                sent.extend(self.attempt(waiting.clone()).await);
            }
        }
        sent
    }

    /// Posts an update once; one that is not taken waits for its next attempt.
    async fn attempt(&self, mut waiting: Waiting) -> Option<Delivery> {
        let Some(letter) = self.letter(&waiting) else {
            self.stage.change(|records, _| records.outbox.push(waiting));
            return None;
        };
        let delivery = self.courier.post(letter).await;
        let retries = self.stage.switches.lock().retries;
        self.stage.change(|records, now| {
            records.note(format!(
                "{} was told: {}",
                delivery.event,
                delivery.outcome()
            ));
            if delivery.is_taken() {
                return;
            }
            records.last_error = Some((now, complaint(&delivery)));
            waiting.attempts += 1;
            waiting.due = later_by_seconds(now, RETRY_SECONDS);
            if retries && waiting.due <= later(waiting.made_at, KEPT_FOR) {
                records.outbox.push(waiting);
            }
        });
        Some(delivery)
    }

    fn letter(&self, waiting: &Waiting) -> Option<Letter> {
        let webhook = self.stage.records.lock().webhook.clone()?;
        let secret = match self.stage.switches.lock().secret {
            Secret::Right => webhook.secret_token,
            Secret::None => None,
            Secret::Other => Some(OTHER_SECRET.to_owned()),
        };
        let name = "X-Telegram-Bot-Api-Secret-Token".to_owned();
        Some(Letter {
            event: waiting.event.clone(),
            url: webhook.url,
            headers: secret.map(|secret| (name, secret)).into_iter().collect(),
            body: waiting.body.clone(),
        })
    }
}

fn complaint(delivery: &Delivery) -> String {
    match delivery.status {
        Some(status) => format!("Wrong response from the webhook: {status}"),
        None => format!("Connection failed: {}", delivery.outcome()),
    }
}

impl Simulated for Account {
    type Records = Records;
    type Switches = Switches;

    fn stage(&self) -> &Stage<Records, Switches> {
        &self.stage
    }

    async fn catch_up(self: &Arc<Self>) {
        let now = self.stage.clock.now();
        let due = || {
            self.stage.change(|records, _| {
                records.webhook.as_ref()?;
                let kept = |it: &Waiting| later(it.made_at, KEPT_FOR) >= now;
                records.outbox.retain(kept);
                records.outbox.take_due(now)
            })
        };
        while let Some(waiting) = due() {
            self.attempt(waiting).await;
        }
    }
}
