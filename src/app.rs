//! Which event goes to which flow. It decodes what the platform hands over and decides nothing else.
//!
//! Payloads arrive as JSON text: the sender's bytes matter, and JavaScript's numbers round large ids.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::admin;
use crate::channels::adapter::Delivery;
use crate::channels::{self, Channels};
use crate::config::{Config, Parameters};
use crate::error::{Error, Result};
use crate::host::Host;
use crate::json;
use crate::product;
use crate::setup::{self, Label, Source};
use crate::values::Entries;
use crate::voice::{self, Posted};
use crate::webcall;
use crate::wire::admin::{CheckSetupReply, OpenAdminReply, TeamReply};
use crate::wire::freshchat::MessageEvent;
use crate::wire::freshdesk::TicketEvent;
use crate::wire::page::{
    AgentCredentialsReply, BuildUrlReply, CompleteCallbackReply, GetCallReply, GetRecordingReply,
    HangUpReply, ListCallbacksReply, ListWebCallsReply, LogCallReply, LookUpCallerReply,
    PlaceCallReply, PresenceReply, RecentCallsReply, RevokeWebCallReply, StreamPassReply,
    TakeCallbackReply,
};
use crate::wire::sautikit::Actions;

/// The parts of a payload as JSON, each decoded when it is needed; `None` for null and for what is absent.
struct Payload<'a> {
    iparams: Option<&'a str>,
    /// The label of the address that was posted to.
    options: Option<&'a str>,
    /// The webhook's headers.
    headers: Option<&'a str>,
    data: Option<&'a str>,
}

impl<'a> Payload<'a> {
    fn read(text: &'a str) -> Result<Self> {
        let fields = json::fields(text).ok_or_else(|| malformed("no object of JSON"))?;
        let part = |name: &str| {
            let mut fields = fields.iter();
            let part = fields.find_map(|(known, raw)| (known == name).then_some(*raw));
            part.filter(|raw| *raw != "null")
        };
        Ok(Self {
            iparams: part("iparams"),
            options: part("options"),
            headers: part("headers"),
            data: part("data"),
        })
    }

    fn config(&self) -> Result<Config> {
        Ok(Config::read(part(self.iparams)?))
    }

    /// The webhook's body as text: as it came if the platform kept it as a string, else as the platform printed it.
    fn body(&self) -> String {
        let raw = self.data.unwrap_or_default();
        json::decode(raw).unwrap_or_else(|_| raw.to_owned())
    }
}

/// A part of the payload; an absent one is an empty one.
fn part<T: DeserializeOwned + Default>(raw: Option<&str>) -> Result<T> {
    let Some(raw) = raw else {
        return Ok(T::default());
    };
    json::decode(raw).map_err(|why| malformed(&why))
}

fn malformed(why: &str) -> Error {
    let sentence = format!("What reached the app is {why}. Reload the page and try again.");
    Error::declined(400, sentence)
}

/// Runs the handler or server function of this name. The answer is JSON, `null` where there is none.
pub async fn handle(host: &impl Host, name: &str, payload: &str) -> Result<String> {
    match name {
        "onAppInstallHandler" => written(&installed(host, payload).await?),
        "afterAppUpdateHandler" => written(&updated(host, payload).await?),
        "onAppUninstallHandler" => written(&uninstalled(host, payload).await),
        "onExternalEventHandler" => written(&external_event(host, payload).await?),
        "onScheduledEventHandler" => written(&scheduled(host, payload).await?),
        "openAdmin" => written(&open_admin(host, payload).await?),
        "checkSetup" => written(&check_setup(host, payload).await?),
        "onMessageCreateHandler" | "connectChannel" => {
            product::freshchat(|| freshchat(host, name, payload), absent()).await
        }
        _ => product::freshdesk(|| freshdesk(host, name, payload), absent()).await,
    }
}

/// What only packages with phone and web calls have.
async fn freshdesk(host: &impl Host, name: &str, payload: &str) -> Result<String> {
    match name {
        "onTicketUpdateHandler" => written(&ticket_updated(host, payload).await?),
        "onTicketDeleteHandler" => written(&ticket_deleted(host, payload).await?),
        "placeCall" => written(&place_call(host, payload).await?),
        "getCall" => written(&get_call(host, payload).await?),
        "hangUpCall" => written(&hang_up_call(host, payload).await?),
        "lookUpCaller" => written(&look_up_caller(host, payload).await?),
        "recentCalls" => written(&recent_calls(host, payload).await?),
        "getRecording" => written(&get_recording(host, payload).await?),
        "logCall" => written(&log_call(host, payload).await?),
        "listCallbacks" => written(&list_callbacks(host, payload).await?),
        "takeCallback" => written(&take_callback(host, payload).await?),
        "completeCallback" => written(&complete_callback(host, payload).await?),
        "setPresence" => written(&set_presence(host, payload).await?),
        "getPresence" => written(&get_presence(host, payload).await?),
        "getStreamPass" => written(&get_stream_pass(host, payload)?),
        "getTeam" => written(&get_team(host, payload).await?),
        "saveTeam" => written(&save_team(host, payload).await?),
        "buildBackupGroupCallUrl" => written(&build_url(host, payload).await?),
        "getAgentsSendbirdCreds" => written(&agent_credentials(host, payload).await?),
        "listWebCalls" => written(&list_web_calls(host, payload).await?),
        "revokeWebCall" => written(&revoke_web_call(host, payload).await?),
        _ => absent(),
    }
}

/// What only packages with messaging channels have.
async fn freshchat(host: &impl Host, name: &str, payload: &str) -> Result<String> {
    match name {
        "onMessageCreateHandler" => written(&message_created(host, payload).await?),
        "connectChannel" => written(&connect_channel(host, payload).await?),
        _ => absent(),
    }
}

fn absent<T>() -> Result<T> {
    Err(Error::declined(404, "This app has no such function."))
}

fn written(answer: &impl Serialize) -> Result<String> {
    serde_json::to_string(answer)
        .map_err(|error| Error::unavailable("write the answer", error.to_string()))
}

/// Somebody installs the app.
pub async fn installed(host: &impl Host, payload: &str) -> Result<()> {
    setup::install(host, &Payload::read(payload)?.config()?).await
}

/// A new version of the app has taken the place of the old one.
pub async fn updated(host: &impl Host, payload: &str) -> Result<()> {
    setup::update(host, &Payload::read(payload)?.config()?).await;
    Ok(())
}

/// Somebody removes the app.
pub async fn uninstalled(host: &impl Host, payload: &str) {
    let config = Payload::read(payload).and_then(|payload| payload.config());
    // Whatever was handed over, the app has to be removable.
    let config = config.unwrap_or_else(|_| Config::read(Parameters::default()));
    setup::uninstall(host, &config).await;
}

/// A webhook arrived. Only a routing question has an answer.
pub async fn external_event(host: &impl Host, payload: &str) -> Result<Option<Actions>> {
    let payload = Payload::read(payload)?;
    let config = payload.config()?;
    let body = payload.body();
    // The body may bring its own signature, so headers of another shape are as good as none.
    let headers: Entries = part(payload.headers).unwrap_or_default();
    let delivery = Delivery {
        body: &body,
        is_raw: payload.data.is_some_and(|data| data.starts_with('"')),
        headers: &headers,
    };
    let text: Option<String> = part(payload.options)?;
    let label = match &text {
        Some(text) => match Label::read(text, &config.keys) {
            Some(label) => Some(label),
            None => return Ok(refuse_unknown(host)),
        },
        None => None,
    };
    match label.map(|label| label.source) {
        Some(source @ Source::Channel(word)) => {
            let is_ours = label.is_some_and(|label| label.is_ours)
                || setup::is_kept_label(host, source, text.as_deref().unwrap_or_default()).await;
            if !is_ours {
                return Ok(refuse_unknown(host));
            }
            product::freshchat(|| posted(host, &config, word, &delivery), ()).await;
            Ok(None)
        }
        // The oldest runners drop the label; then proofs alone tell who it is.
        None if let Some(word) = proven(&config, &delivery) => {
            product::freshchat(|| posted(host, &config, word, &delivery), ()).await;
            Ok(None)
        }
        None | Some(Source::Sautikit | Source::Voicemail) => {
            product::freshdesk(|| called(host, &config, &delivery, label), Ok(None)).await
        }
        Some(Source::Sendbird | Source::Hubspot) => Ok(refuse_unknown(host)),
    }
}

/// The channel that proves that it posted this.
fn proven(config: &Config, delivery: &Delivery<'_>) -> Option<&'static str> {
    let channels = Channels::read(&config.given).ok()?;
    channels.proven(delivery)
}

/// Something was posted about calls.
async fn called(
    host: &impl Host,
    config: &Config,
    delivery: &Delivery<'_>,
    label: Option<Label>,
) -> Result<Option<Actions>> {
    let voice = match config.voice() {
        Ok(voice) => voice,
        Err(off) => {
            host.log(&format!("Refused a webhook. {off}"));
            return Ok(None);
        }
    };
    let posted = Posted {
        body: delivery.body,
        headers: delivery.headers,
        label,
    };
    Ok(voice::delivered(host, voice, &posted).await)
}

/// A channel posted something.
async fn posted(host: &impl Host, config: &Config, word: &str, delivery: &Delivery<'_>) {
    match Channels::read(&config.given) {
        Ok(channels) => channels::delivered(host, &channels, word, delivery).await,
        Err(off) => host.log(&format!("Refused a webhook of {word}. {off}")),
    }
}

/// Somebody wrote in Freshchat.
pub async fn message_created(host: &impl Host, payload: &str) -> Result<()> {
    let payload = Payload::read(payload)?;
    let data = payload.data.unwrap_or("{}");
    // What is not of the form that is known tells of no message of ours.
    let event: MessageEvent = json::decode(data).unwrap_or_default();
    if let Ok(channels) = Channels::read(&payload.config()?.given) {
        channels::written(host, &channels, &event).await;
    }
    Ok(())
}

fn refuse_unknown(host: &impl Host) -> Option<Actions> {
    host.log("Refused a webhook: no system of this app listens at that address.");
    None
}

/// The recurring schedule fired.
pub async fn scheduled(host: &impl Host, payload: &str) -> Result<()> {
    let config = Payload::read(payload)?.config()?;
    setup::keep_up(host, &config).await;
    if let Ok(voice) = config.voice() {
        product::freshdesk(|| voice::scheduled(host, voice), ()).await;
    }
    if config.web_calls().is_ok() {
        product::freshdesk(|| webcall::sweep(host), ()).await;
    }
    if let Ok(channels) = Channels::read(&config.given) {
        product::freshchat(|| channels::scheduled(host, &channels), ()).await;
    }
    Ok(())
}

/// Somebody changed a ticket.
pub async fn ticket_updated(host: &impl Host, payload: &str) -> Result<()> {
    ticket_changed(host, payload, false).await
}

/// Somebody deleted a ticket.
pub async fn ticket_deleted(host: &impl Host, payload: &str) -> Result<()> {
    ticket_changed(host, payload, true).await
}

async fn ticket_changed(host: &impl Host, payload: &str, deleted: bool) -> Result<()> {
    let payload = Payload::read(payload)?;
    let data = payload.data.unwrap_or("{}");
    // What is not of the form that is known tells of no ticket of ours.
    let mut event: TicketEvent = json::decode(data).unwrap_or_default();
    event.deleted = deleted;
    voice::ticket_changed(host, &event).await;
    Ok(())
}

/// An agent pressed Call.
pub async fn place_call(host: &impl Host, payload: &str) -> Result<PlaceCallReply> {
    let config = Payload::read(payload)?.config()?;
    voice::place_call(host, config.voice()?, arguments(payload)?).await
}

/// The softphone asks how a call fares.
pub async fn get_call(host: &impl Host, payload: &str) -> Result<GetCallReply> {
    Payload::read(payload)?.config()?.voice()?;
    voice::get_call(host, arguments(payload)?).await
}

/// An agent pressed Hang up.
pub async fn hang_up_call(host: &impl Host, payload: &str) -> Result<HangUpReply> {
    Payload::read(payload)?.config()?.voice()?;
    voice::hang_up_call(host, arguments(payload)?).await
}

/// The softphone asks who has a number.
pub async fn look_up_caller(host: &impl Host, payload: &str) -> Result<LookUpCallerReply> {
    let config = Payload::read(payload)?.config()?;
    voice::look_up_caller(host, config.voice()?, arguments(payload)?).await
}

/// The softphone asks for the last calls.
pub async fn recent_calls(host: &impl Host, payload: &str) -> Result<RecentCallsReply> {
    let config = Payload::read(payload)?.config()?;
    voice::recent_calls(host, config.voice()?).await
}

/// An agent wants to hear a recording.
pub async fn get_recording(host: &impl Host, payload: &str) -> Result<GetRecordingReply> {
    Payload::read(payload)?.config()?.voice()?;
    voice::get_recording(host, arguments(payload)?).await
}

/// An agent logs a call.
pub async fn log_call(host: &impl Host, payload: &str) -> Result<LogCallReply> {
    let config = Payload::read(payload)?.config()?;
    voice::log_call(host, config.voice()?, arguments(payload)?).await
}

/// The softphone asks who waits for a callback.
pub async fn list_callbacks(host: &impl Host, payload: &str) -> Result<ListCallbacksReply> {
    Payload::read(payload)?.config()?.voice()?;
    voice::list_callbacks(host).await
}

/// An agent takes a callback.
pub async fn take_callback(host: &impl Host, payload: &str) -> Result<TakeCallbackReply> {
    Payload::read(payload)?.config()?.voice()?;
    voice::take_callback(host, arguments(payload)?).await
}

/// An agent says that a callback is done.
pub async fn complete_callback(host: &impl Host, payload: &str) -> Result<CompleteCallbackReply> {
    Payload::read(payload)?.config()?.voice()?;
    voice::complete_callback(host, arguments(payload)?).await
}

/// An agent says whether they take calls.
pub async fn set_presence(host: &impl Host, payload: &str) -> Result<PresenceReply> {
    let config = Payload::read(payload)?.config()?;
    voice::set_presence(host, config.voice()?, arguments(payload)?).await
}

/// The softphone asks for a pass to the gateway.
pub fn get_stream_pass(host: &impl Host, payload: &str) -> Result<StreamPassReply> {
    let config = Payload::read(payload)?.config()?;
    voice::stream_pass(host, config.voice()?, &arguments(payload)?)
}

/// The softphone asks what its agent said.
pub async fn get_presence(host: &impl Host, payload: &str) -> Result<PresenceReply> {
    let config = Payload::read(payload)?.config()?;
    voice::get_presence(host, config.voice()?, arguments(payload)?).await
}

/// An administrator enters the passcode.
pub async fn open_admin(host: &impl Host, payload: &str) -> Result<OpenAdminReply> {
    let config = Payload::read(payload)?.config()?;
    admin::open(host, &config, arguments(payload)?).await
}

/// The admin page asks how the app is set up.
pub async fn check_setup(host: &impl Host, payload: &str) -> Result<CheckSetupReply> {
    let config = Payload::read(payload)?.config()?;
    admin::check_setup(host, &config, arguments(payload)?).await
}

/// The admin page asks for the agents.
pub async fn get_team(host: &impl Host, payload: &str) -> Result<TeamReply> {
    let config = Payload::read(payload)?.config()?;
    admin::get_team(host, &config, arguments(payload)?).await
}

/// An administrator saves who takes calls, and on which numbers.
pub async fn save_team(host: &impl Host, payload: &str) -> Result<TeamReply> {
    let config = Payload::read(payload)?.config()?;
    admin::save_team(host, &config, arguments(payload)?).await
}

/// An administrator presses Connect.
pub async fn connect_channel(host: &impl Host, payload: &str) -> Result<()> {
    let config = Payload::read(payload)?.config()?;
    admin::connect_channel(host, &config, arguments(payload)?).await
}

/// An agent wants a link to a web call for a ticket's requester.
pub async fn build_url(host: &impl Host, payload: &str) -> Result<BuildUrlReply> {
    let config = Payload::read(payload)?.config()?;
    webcall::build_url(host, config.web_calls()?, arguments(payload)?).await
}

/// An agent joins a ticket's web call.
pub async fn agent_credentials(host: &impl Host, payload: &str) -> Result<AgentCredentialsReply> {
    let config = Payload::read(payload)?.config()?;
    webcall::agent_credentials(host, config.web_calls()?, arguments(payload)?).await
}

/// A ticket's page asks for its web call.
pub async fn list_web_calls(host: &impl Host, payload: &str) -> Result<ListWebCallsReply> {
    Payload::read(payload)?.config()?.web_calls()?;
    webcall::list(host, arguments(payload)?).await
}

/// An agent ends a web call for everybody.
pub async fn revoke_web_call(host: &impl Host, payload: &str) -> Result<RevokeWebCallReply> {
    Payload::read(payload)?.config()?.web_calls()?;
    webcall::revoke(host, arguments(payload)?).await
}

/// A server function's own arguments; the platform puts `iparams` beside them.
fn arguments<T: DeserializeOwned>(payload: &str) -> Result<T> {
    json::decode(payload).map_err(|_| {
        Error::declined(
            400,
            "The page sent something else than this app expects. Reload the page and try again.",
        )
    })
}
