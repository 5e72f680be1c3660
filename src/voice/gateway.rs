//! The gateway, which answers in the app's place: what it is told, what it tells, and the passes that agents have for it.
//!
//! Whom a call rings is not decided here: that is the same rule in both places, `routing`.

use serde::Serialize;

use super::ledger::{Rung, RungState};
use super::presence::Presences;
use super::roster::{self, Listing};
use super::routing::{Hours, Team, known_hours};
use crate::arguments;
use crate::config::{Excerpt, Gateway, Voice};
use crate::error::{Error, Result};
use crate::host::Host;
use crate::json;
use crate::pact::{self, Letter, Purpose};
use crate::setup::{Source, TargetUrls};
use crate::values::{AgentId, Proof, Timestamp};
use crate::wire::gateway::{Rung as Rings, TellGateway, Told};
use crate::wire::page::{PresenceArguments, StreamPassReply};

/// All that an answer depends on.
#[derive(Serialize)]
struct Everything<'a> {
    at: Timestamp,
    /// Where the gateway tells the app what it sees.
    app_url: &'a str,
    parameters: &'a Excerpt,
    team: Team,
    hours: Option<Hours>,
    voicemail_url: Option<&'a str>,
}

/// What one agent said, apart from all else.
#[derive(Serialize)]
struct OneWord {
    at: Timestamp,
    presences: Presences,
}

/// Tells the gateway, if there is one, all that an answer depends on: one request, one for each hundred agents, and five
/// store operations.
pub(crate) async fn tell_everything(host: &impl Host, voice: &Voice) {
    if voice.gateway().is_some() {
        tell_agents(host, voice, roster::listing(host).await).await;
    }
}

/// The same where the agents are known: one request and five store operations.
pub(crate) async fn tell_agents(host: &impl Host, voice: &Voice, listing: Listing) {
    if let Some(gateway) = voice.gateway() {
        let told = try_to_tell(host, voice, gateway, listing).await;
        note(host, told);
    }
}

/// The same, and what came of it.
pub(crate) async fn try_to_tell(
    host: &impl Host,
    voice: &Voice,
    gateway: &Gateway,
    listing: Listing,
) -> Result<()> {
    let addresses = host.load(&TargetUrls).await?.unwrap_or_default();
    let app_url = addresses
        .get(Source::Sautikit.word())
        .ok_or_else(|| Error::declined(409, "The app has no webhook address. Install it again."))?;
    let everything = Everything {
        at: host.now(),
        app_url,
        parameters: &voice.as_given,
        team: Team::of(host, listing).await?,
        hours: known_hours(host).await?,
        voicemail_url: addresses.get(Source::Voicemail.word()),
    };
    tell(host, gateway, &everything).await
}

/// Tells the gateway, if there is one, what an agent said just now: one request.
pub(crate) async fn tell_presence(host: &impl Host, voice: &Voice, presences: Presences) {
    if let Some(gateway) = voice.gateway() {
        let at = host.now();
        let told = tell(host, gateway, &OneWord { at, presences }).await;
        note(host, told);
    }
}

async fn tell(host: &impl Host, gateway: &Gateway, what: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(what)
        .map_err(|error| Error::unavailable("write to the gateway", error.to_string()))?;
    let letter = Letter::write(text, &gateway.secret, host.now());
    host.send(&TellGateway { letter }).await.map(drop)
}

fn note(host: &impl Host, told: Result<()>) {
    if let Err(error) = told {
        host.log(&format!(
            "The gateway goes on with what it was told before: {error}."
        ));
    }
}

/// What the gateway tells in a body, and the proof that it does; nothing if the body is no letter.
pub(super) fn opened(body: &str) -> Option<(Told, Proof)> {
    let letter: Letter = json::decode(body).ok()?;
    let (text, proof) = letter.open();
    Some((json::decode(&text).ok()?, proof))
}

/// Keeps how many phones a call rings that the gateway answered, so that the edges which are told later can be counted.
pub(super) async fn keep_rung(host: &impl Host, rung: &Rings) {
    let state = RungState::new(rung.phones, rung.dials, rung.at);
    if let Err(error) = host.claim(&Rung(&rung.call), &state).await {
        host.log(&format!("A routed call was not noted: {error}."));
    }
}

/// Where Sautikit asks about this click's call, with a pass by which the agent who made it is rung. The same click always has
/// the same address, since Sautikit refuses a repeated request that is not the same.
pub(super) fn callback_url(
    gateway: &Gateway,
    request: &str,
    agent: AgentId,
    since: Timestamp,
) -> String {
    let pass = pact::pass(Purpose::Call(request), agent, &gateway.secret, since);
    format!("{}?pass={pass}", gateway.voice_url())
}

/// A pass with which an agent's softphone hears of calls as they happen, if there is a gateway. It costs nothing.
pub fn stream_pass(
    host: &impl Host,
    voice: &Voice,
    arguments: &PresenceArguments,
) -> Result<StreamPassReply> {
    let agent = arguments::agent(arguments.agent_id.as_deref())?;
    Ok(voice
        .gateway()
        .map_or_else(StreamPassReply::default, |gateway| {
            let pass = pact::pass(Purpose::Stream, agent, &gateway.secret, host.now());
            StreamPassReply {
                url: Some(gateway.url("/events")),
                pass: Some(pass),
            }
        }))
}
