//! The state of one bot, and the callbacks that it sends.
//!
//! [inferred] A callback is tried again every five minutes; that this ends after an hour is documented.

use std::sync::Arc;

use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::callback::{Event, signature};
use super::config::{Config, Signature, Switches};
use super::records::Records;
use crate::clock::{later, later_by_seconds};
use crate::front::{
    Courier, Delivery, Front, Letter, Simulated, Stage, StartError, Waiting, keep_time,
};

const RETRY_SECONDS: u64 = 300;
const RETRIED_FOR: SignedDuration = SignedDuration::from_hours(1);

/// What signs callbacks that are signed with another bot's token.
const OTHER_TOKEN: &str = "4453b6ac1-another-bots-token-4453b6ac1";

/// One open bot.
pub(crate) struct Account {
    pub(crate) stage: Stage<Records, Switches>,
    pub(crate) courier: Courier,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) auth_token: String,
}

impl Account {
    /// Opens the bot with the tables of the last run, or as the config describes it.
    pub(crate) fn open(config: Config) -> Result<Arc<Self>, StartError> {
        let stage = Stage::open(
            "viber",
            config.state.as_deref(),
            Records::new(config.people, config.first_message_token),
            config.switches,
            config.clock,
            Front::hiding(&config.auth_token),
        )?;
        let account = Arc::new(Self {
            stage,
            courier: Courier::start()?,
            id: config.id,
            name: config.name,
            auth_token: config.auth_token,
        });
        keep_time(&account);
        Ok(account)
    }

    /// Posts a new callback to whoever listens; nothing is posted when nobody wants it.
    pub(crate) async fn call(self: &Arc<Self>, event: Event) -> Vec<Delivery> {
        let switches = self.stage.knobs();
        let (waiting, wanted) = self.stage.change(|records, now| {
            let webhook = records.webhook.as_ref();
            let wants = |webhook: &super::records::Webhook| {
                webhook.event_types.iter().any(|it| it == event.name)
            };
            let wanted = webhook.is_some_and(wants);
            let body = event.body(webhook, &switches, now);
            (Waiting::new(event.name, body, now), wanted)
        });
        if !wanted {
            return Vec::new();
        }
        self.post_all(waiting).await
    }

    /// Posts a callback so many times, one after the other or all at once.
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

    /// Posts a callback once; one that is not taken waits for its next attempt.
    async fn attempt(&self, mut waiting: Waiting) -> Option<Delivery> {
        let url = self.stage.records.lock().webhook.as_ref()?.url.clone();
        let delivery = self.post(&url, &waiting).await;
        let (event, outcome) = (&delivery.event, delivery.outcome());
        self.stage.note(format!("{event} was told: {outcome}"));
        let retries = self.stage.switches.lock().retries;
        if delivery.status != Some(200) && retries {
            self.stage.change(|records, now| {
                waiting.attempts += 1;
                waiting.due = later_by_seconds(now, RETRY_SECONDS);
                if waiting.due <= later(waiting.made_at, RETRIED_FOR) {
                    records.outbox.push(waiting);
                }
            });
        }
        Some(delivery)
    }

    /// Posts a signed body to an address.
    pub(crate) async fn post(&self, url: &str, waiting: &Waiting) -> Delivery {
        let switches = self.stage.knobs();
        let body = waiting.body.clone();
        let signature = match switches.signature {
            Signature::None => None,
            Signature::Right => Some(signature(&self.auth_token, &body)),
            Signature::OtherToken => Some(signature(OTHER_TOKEN, &body)),
            Signature::OtherBody => Some(signature(&self.auth_token, &format!("{body} "))),
        };
        let mut url = url.to_owned();
        let mut headers = Vec::new();
        if let Some(signature) = signature {
            if switches.sig_in_query {
                let joint = if url.contains('?') { '&' } else { '?' };
                url = format!("{url}{joint}sig={signature}");
            }
            headers.push(("X-Viber-Content-Signature".to_owned(), signature));
        }
        let event = waiting.event.clone();
        let letter = Letter {
            event,
            url,
            headers,
            body,
        };
        self.courier.post(letter).await
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
        let due = || self.stage.change(|records, _| records.outbox.take_due(now));
        while let Some(waiting) = due() {
            self.attempt(waiting).await;
        }
    }
}
