//! The demo's script. Each step acts, shows what each side received, and says what was expected of it.
//!
//! A step that cannot be carried out counts as an unmet expectation, and the next one is played all the same.

mod chats;
mod gateway;
mod inbound;
mod installation;
mod outbound;

use std::time::Duration;

use super::stage::Stage;

/// How long people talk.
const TALK: Duration = Duration::from_secs(74);
/// The id of the last press of Call.
const STRICT_CLICK: &str = "0b6f2f9e-demo-callback-2";

/// Plays everything.
pub(super) async fn play(stage: &mut Stage) {
    macro_rules! play {
        ($($step:path),* $(,)?) => {$(
            if let Err(error) = $step(stage).await {
                stage.show().await;
                stage.expect(&format!("the step can be carried out: {error:#}"), false);
            }
        )*};
    }
    play!(
        installation::install,
        inbound::missed,
        inbound::answered,
        inbound::routed,
        inbound::nobody_free,
        outbound::agent_first,
        outbound::callback,
        inbound::twice,
        inbound::forged,
        outbound::strict,
        gateway::entered,
        gateway::routed,
        gateway::nobody_there,
        gateway::customer_first,
        chats::viber,
        chats::telegram,
        chats::kakaotalk,
        chats::unsubscribed,
        installation::uninstall,
    );
}
