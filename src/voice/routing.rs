//! Answers "whom shall this call ring?". It always has an answer, since silence is the worst one.
//!
//! The choice itself is a pure function; around it the agents are read, and a caller whom nobody can take is not forgotten.

use super::event::{CallEvent, Direction, Kind};
use super::ledger::{Click, ClickState};
use super::{calls, parking, roster};
use crate::config::Voice;
use crate::error::Result;
use crate::host::Host;
use crate::values::{E164, fingerprint};
use crate::wire::sautikit::{Action, Actions, Dial};

const LANGUAGE: &str = "en-KE";

/// What the caller hears.
enum Choice {
    /// Ring this phone.
    Ring(E164),
    /// Nobody can take the call.
    Nobody,
}

/// Answers a routing question.
pub(crate) async fn route(host: &impl Host, voice: &Voice, event: &CallEvent) -> Actions {
    let choice = match event.direction {
        Direction::Inbound => choose_for_inbound(host, voice, event).await,
        Direction::Outbound => choose_for_outbound(host, voice, event).await,
    };
    let choice = choice.unwrap_or_else(|error| {
        host.log(&format!("Could not find a free agent: {error}."));
        Choice::Nobody
    });
    if matches!(choice, Choice::Nobody) && event.direction == Direction::Inbound {
        remember_caller(host, voice, event).await;
    }
    spoken(choice, event.direction, voice)
}

async fn choose_for_inbound(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<Choice> {
    let own = roster::own_phones(host).await?;
    let free: Vec<E164> = roster::agents(host)
        .await?
        .iter()
        .filter(|agent| agent.available && !agent.deactivated)
        .filter_map(|agent| roster::phone_of(agent, &own, voice))
        .collect();
    Ok(choose(&free, event.call.as_str()))
}

/// An outbound call that rang the customer first is for the agent who placed it, else for any free one.
async fn choose_for_outbound(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<Choice> {
    if let Some(request) = &event.request
        && let Some(ClickState {
            agent_phone: Some(phone),
            ..
        }) = host.load(&Click(request.clone())).await?
    {
        return Ok(Choice::Ring(phone));
    }
    choose_for_inbound(host, voice, event).await
}

/// Spreads calls over the free agents: Freshdesk lists them by name, so the first would get every call.
fn choose(free: &[E164], call: &str) -> Choice {
    let turn = fingerprint(&[call]).bytes().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    match turn
        .checked_rem(free.len())
        .and_then(|index| free.get(index))
    {
        Some(phone) => Choice::Ring(phone.clone()),
        None => Choice::Nobody,
    }
}

/// A caller whom nobody can take gets a callback ticket now: the provider answers the leg to speak, so the call will end as completed.
async fn remember_caller(host: &impl Host, voice: &Voice, event: &CallEvent) {
    let missed = CallEvent {
        kind: Kind::Failed,
        reason: Some("no agent was free".to_owned()),
        ..event.clone()
    };
    if let Err(error) = calls::tell(host, voice, &missed).await {
        parking::park(host, missed, &error).await;
    }
}

fn spoken(choice: Choice, direction: Direction, voice: &Voice) -> Actions {
    let say = |text: &str| Action::Say {
        text: text.to_owned(),
        language: LANGUAGE,
    };
    let (connecting, nobody) = match direction {
        Direction::Inbound => (
            "Thank you for calling. We are connecting you now.",
            "Thank you for calling. Nobody is free to take your call right now. We will call you back. Goodbye.",
        ),
        Direction::Outbound => (
            "Please hold, we are connecting you.",
            "We are sorry, nobody is free to speak with you right now. We will call again. Goodbye.",
        ),
    };
    Actions {
        actions: match choice {
            Choice::Ring(phone) => vec![
                say(connecting),
                Action::Dial(Dial::to(phone, voice.our_number.clone())),
            ],
            Choice::Nobody => vec![say(nobody), Action::Hangup {}],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phones(count: u32) -> Vec<E164> {
        (0..count)
            .map(|n| format!("+25472200{n:04}").parse().unwrap())
            .collect()
    }

    #[test]
    fn nobody_is_rung_when_nobody_is_free() {
        assert!(matches!(choose(&[], "c"), Choice::Nobody));
    }

    #[test]
    fn calls_are_spread_over_all_free_agents() {
        let free = phones(3);
        let mut rung: Vec<E164> = (0..60)
            .filter_map(|n| match choose(&free, &format!("call-{n}")) {
                Choice::Ring(phone) => Some(phone),
                Choice::Nobody => None,
            })
            .collect();
        assert_eq!(rung.len(), 60);
        rung.sort();
        rung.dedup();
        assert_eq!(rung, free);
    }
}
