//! The state of one account, shared by all its endpoints.
//!
//! Records change only inside the stage's `change`, which keeps them on disk afterwards.

use std::sync::Arc;

use parking_lot::Mutex;

use super::config::{Agent, Channel, Config, Group, Switches};
use super::records::Records;
use super::refusal::Refusal;
use crate::front::{Events, Front, Simulated, Stage, StartError};

/// One open account.
pub(crate) struct Account {
    pub(crate) stage: Stage<Records, Switches>,
    pub(crate) events: Events,
    pub(crate) domain: String,
    pub(crate) region: String,
    pub(crate) organisation_id: u64,
    pub(crate) app_id: String,
    pub(crate) service_account_id: String,
    pub(crate) channels: Vec<Channel>,
    pub(crate) groups: Vec<Group>,
    pub(crate) agents: Vec<Agent>,
    api_tokens: Vec<String>,
    /// The minute of the last request, and how many it has had.
    minute: Mutex<(i64, u64)>,
}

impl Account {
    /// Opens the account with the tables of the last run, or empty.
    pub(crate) fn open(config: Config) -> Result<Arc<Self>, StartError> {
        let tokens = config.api_tokens.clone();
        let front = Front::new(move |value| is_right(&tokens, value));
        let stage = Stage::open(
            "freshchat",
            config.state.as_deref(),
            Records::default(),
            config.switches,
            config.clock,
            front,
        )?;
        Ok(Arc::new(Self {
            stage,
            events: Events::start()?,
            domain: config.domain,
            region: config.region,
            organisation_id: config.organisation_id,
            app_id: config.app_id,
            service_account_id: config.service_account_id,
            channels: config.channels,
            groups: config.groups,
            agents: config.agents,
            api_tokens: config.api_tokens,
            minute: Mutex::default(),
        }))
    }

    /// Whether an `Authorization` header is right.
    pub(crate) fn lets_in(&self, authorization: &str) -> bool {
        is_right(&self.api_tokens, authorization)
    }

    /// Counts a request and tells whether it is one too many.
    pub(crate) fn is_limited(&self) -> bool {
        let Some(most) = self.stage.switches.lock().requests_a_minute else {
            return false;
        };
        let now = self.stage.clock.now().as_second().div_euclid(60);
        let mut minute = self.minute.lock();
        if minute.0 != now {
            *minute = (now, 0);
        }
        let is_limited = minute.1 >= most;
        minute.1 += u64::from(!is_limited);
        is_limited
    }

    pub(crate) fn agent(&self, id: &str) -> Result<&Agent, Refusal> {
        let agent = self.agents.iter().find(|agent| agent.id == id);
        agent.ok_or_else(|| Refusal::missing("agent"))
    }

    pub(crate) fn group(&self, id: &str) -> Result<&Group, Refusal> {
        let group = self.groups.iter().find(|group| group.id == id);
        group.ok_or_else(|| Refusal::missing("group"))
    }

    pub(crate) fn channel(&self, id: &str) -> Result<&Channel, Refusal> {
        let channel = self.channels.iter().find(|channel| channel.id == id);
        channel.ok_or_else(|| Refusal::missing("channel"))
    }
}

impl Simulated for Account {
    type Records = Records;
    type Switches = Switches;

    fn stage(&self) -> &Stage<Records, Switches> {
        &self.stage
    }

    /// Nothing here waits for its time.
    async fn catch_up(self: &Arc<Self>) {}
}

/// A token is used as it is; it is no Basic authentication.
fn is_right(tokens: &[String], authorization: &str) -> bool {
    let Some((scheme, token)) = authorization.split_once(' ') else {
        return false;
    };
    scheme.eq_ignore_ascii_case("bearer") && tokens.iter().any(|known| known == token)
}
