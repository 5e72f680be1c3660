//! The set-up check: tests each credential and setting as it is now, and says in sentences how it stands and what to do.
//!
//! It changes nothing, but starts the schedule if that is missing, and forgets what was untested once it is tested.

use super::join::both;
use super::registration::Belonging;
use super::vendors::{self, Trouble, passing, sautikit_trouble};
use super::{Source, Standing, StandingRecord, addresses, channels_of, start_schedule};
use crate::channels::{Channels, connection};
use crate::config::{Authenticity, Config, Gateway, Voice};
use crate::error::{Error, Result};
use crate::host::Host;
use crate::product;
use crate::values::Entries;
use crate::voice::roster::Listing;
use crate::voice::routing::{HoursOutlook, Outlook, outlook};
use crate::voice::{gateway, reconciler};
use crate::wire::admin::{Address, Check, CheckSetupReply, CheckState};
use crate::wire::freshchat::{ListTopics, Topics};
use crate::wire::freshdesk::{Agent, KeyOwner, ListAgents, PAGE};
use crate::wire::sautikit::{CallPage, Number, RecentCalls};
use crate::wire::sendbird::{ListRooms, Problem};

use CheckState::{Failed, Ok as Fine, Pending};

/// How long ago the schedule's comparison may begin while all is well, in seconds: it reaches ten minutes back, and the
/// schedule runs every five.
const SCHEDULE_IS_LATE: i64 = 25 * 60;

/// Tests everything: for voice four requests at once and eight store operations at most, for a gateway one and five, for web
/// calls one request.
pub(crate) async fn check(host: &impl Host, config: &Config) -> Result<CheckSetupReply> {
    let mut reply = CheckSetupReply {
        checks: Vec::new(),
        addresses: Vec::new(),
        channels: Vec::new(),
    };
    if config.is_without_voice {
        if config.wants_web_calls {
            let key = vendors::freshdesk(host).await;
            reply.checks.push(freshdesk(&key));
        }
        started(host).await;
    } else {
        let voice = config.voice()?;
        product::freshdesk(|| check_voice(host, voice, &mut reply), Ok(())).await?;
    }
    if config.wants_web_calls {
        let checks = product::freshdesk(|| web_calls(host, config), Vec::new()).await;
        reply.checks.extend(checks);
    }
    if let Some(channels) = channels_of(config)? {
        product::freshchat(|| check_channels(host, &channels, &mut reply), Ok(())).await?;
    }
    Ok(reply)
}

/// Tests Freshchat and each channel: a request each, and one for the topics.
async fn check_channels(
    host: &impl Host,
    channels: &Channels,
    reply: &mut CheckSetupReply,
) -> Result<()> {
    let (account, topics) = both(vendors::freshchat(host), host.call(&ListTopics)).await;
    reply.checks.push(freshchat(&account));
    if account.is_ok() {
        reply.checks.extend(topic(channels, &topics));
    }
    let complaints = channels.complaints().iter();
    let complaints = complaints.map(|why| Check::new("Settings", Failed, why.as_str()));
    reply.checks.extend(complaints);
    let addresses = addresses::known(host).await?;
    let standing = host.load(&StandingRecord).await?.unwrap_or_default();
    reply.channels = connection::states(host, channels, &addresses, &standing.channels).await;
    reply
        .addresses
        .extend(connection::places(channels, &addresses));
    Ok(())
}

fn freshchat(account: &Result<(), Trouble>) -> Check {
    let (state, sentence) = match account {
        Ok(()) => (Fine, "Freshchat accepts the API token.".to_owned()),
        Err(Trouble::Lasting(sentence)) => (Failed, (*sentence).to_owned()),
        Err(Trouble::Passing(sentence)) => (Pending, sentence.clone()),
    };
    Check::new("Freshchat", state, sentence)
}

/// Where new conversations begin, if they could not.
fn topic(channels: &Channels, topics: &Result<Topics>) -> Option<Check> {
    let why = match (topics, channels.topic()) {
        (Err(error), _) => return Some(Check::new("Topic", Pending, passing("Freshchat", error))),
        (Ok(topics), Some(topic)) if !topics.has(topic) => {
            "Freshchat has no topic of the id in the settings. Correct it, or leave it empty for the first topic."
        }
        (Ok(topics), None) if topics.first().is_none() => {
            "Freshchat has no topic that is in use. Make one, since conversations begin in a topic."
        }
        (Ok(_), _) => return None,
    };
    Some(Check::new("Topic", Failed, why))
}

async fn check_voice(host: &impl Host, voice: &Voice, reply: &mut CheckSetupReply) -> Result<()> {
    let of_freshdesk = both(vendors::freshdesk(host), host.call(&ListAgents { page: 1 }));
    let of_sautikit = both(vendors::our_number(host, voice), host.call(&RecentCalls));
    let ((key, agents), (number, calls)) = both(of_freshdesk, of_sautikit).await;
    let addresses = addresses::known(host).await?;
    let standing = host.load(&StandingRecord).await?.unwrap_or_default();
    let outlook = outlook(host, voice, listing(&agents)).await?;
    let gateway = match voice.gateway() {
        Some(gateway) => {
            let told = gateway::try_to_tell(host, voice, gateway, listing(&agents)).await;
            Some(heard(gateway, &told))
        }
        None => None,
    };

    let mut checks = vec![
        freshdesk(&key),
        readable_agents(&agents),
        our_number(voice, &number),
        readable_calls(&calls),
        signatures(voice),
        events_url(voice, &number, &addresses, &standing),
        voice_callback(voice, &number, &addresses),
        schedule(host).await?,
        phones(&outlook),
        business_hours(&outlook.hours),
    ];
    let mut complaints: Vec<Check> = voice
        .complaints()
        .into_iter()
        .map(|complaint| Check::new("Settings", Pending, complaint))
        .collect();
    checks.extend(gateway);
    checks.append(&mut complaints);
    if key.is_ok() && number.is_ok() {
        forget_untested(host, &standing).await;
    } else {
        let sentences = standing.untested.iter();
        checks.extend(sentences.map(|sentence| {
            let sentence = format!("When the app was installed: {sentence}");
            Check::new("Installation", Pending, sentence)
        }));
    }
    reply.checks = checks;
    reply.addresses = places(voice, &addresses);
    Ok(())
}

impl Check {
    fn new(name: &'static str, state: CheckState, sentence: impl Into<String>) -> Self {
        Self {
            name,
            state,
            sentence: sentence.into(),
        }
    }
}

fn listing(agents: &Result<Vec<Agent>>) -> Listing {
    match agents {
        Ok(agents) => Listing {
            complete: agents.len() < PAGE,
            agents: agents.clone(),
        },
        Err(_) => Listing::default(),
    }
}

/// What was untested at installation has been tested now.
async fn forget_untested(host: &impl Host, standing: &Standing) {
    let none: [String; 0] = [];
    if !standing.untested.is_empty()
        && let Err(error) = host.amend(&StandingRecord, "untested", &none).await
    {
        host.log(&format!("What was tested is not noted: {error}."));
    }
}

fn freshdesk(key: &Result<KeyOwner, Trouble>) -> Check {
    let (state, sentence) = match key {
        Ok(owner) => {
            let name = owner.contact.name.as_deref().unwrap_or("its owner");
            let sentence = format!(
                "Freshdesk accepts the API key. Tickets and notes are written in the name of {name}."
            );
            (Fine, sentence)
        }
        Err(Trouble::Lasting(sentence)) => (Failed, (*sentence).to_owned()),
        Err(Trouble::Passing(sentence)) => (Pending, sentence.clone()),
    };
    Check::new("Freshdesk", state, sentence)
}

fn readable_agents(agents: &Result<Vec<Agent>>) -> Check {
    let (state, sentence) = match agents {
        Ok(_) => (Fine, "The agents can be read.".to_owned()),
        Err(error) if error.status() == 403 => (
            Failed,
            "The Freshdesk key is no administrator's, so agents and business hours cannot be read: only agents with a \
             number of their own on this page are rung. Enter the key of an administrator."
                .to_owned(),
        ),
        Err(error) if error.status() == 401 => {
            (Failed, "The agents cannot be read without a good key.".to_owned())
        }
        Err(error) => (Pending, passing("Freshdesk", error)),
    };
    Check::new("Agents", state, sentence)
}

fn our_number(voice: &Voice, number: &Result<Number, String>) -> Check {
    let (state, sentence) = match number {
        Ok(number) => match number.status.as_deref() {
            None | Some("active") => (
                Fine,
                format!(
                    "Sautikit accepts the API key, and {} is active.",
                    voice.line.our_number
                ),
            ),
            Some(status) => {
                let status: String = status.chars().take(20).collect();
                let sentence = format!(
                    "Sautikit says that {} is {status}. See to it in Sautikit's console.",
                    voice.line.our_number
                );
                (Failed, sentence)
            }
        },
        Err(sentence) => (Failed, sentence.clone()),
    };
    Check::new("Sautikit", state, sentence)
}

fn readable_calls(calls: &Result<CallPage>) -> Check {
    let (state, sentence) = match calls {
        Ok(_) => (
            Fine,
            "The calls can be read, so none is lost when a webhook is.".to_owned(),
        ),
        Err(error) => (
            if is_lasting(error) { Failed } else { Pending },
            format!(
                "Calls whose webhook is lost are not found: {}",
                sautikit_trouble(error, "read calls (calls.read)")
            ),
        ),
    };
    Check::new("Calls", state, sentence)
}

fn is_lasting(error: &Error) -> bool {
    matches!(error.status(), 401 | 403)
}

fn signatures(voice: &Voice) -> Check {
    let (state, sentence) = match (voice.signing_secrets.len(), voice.authenticity) {
        (0, Authenticity::Verify) => (
            Pending,
            "No signing secret is entered: of every webhook only the call's id is believed, and Sautikit is asked back \
             about it, only a few times a minute; the schedule finds the other calls. Enter the secret.",
        ),
        (0, Authenticity::Strict) => (
            Failed,
            "No signing secret is entered, and webhooks that are not signed are refused: calls are only found by the \
             schedule, and routing questions are not answered. Enter the secret.",
        ),
        (_, Authenticity::Verify) => (
            Fine,
            "Webhooks are checked with the signing secret; about others Sautikit is asked back.",
        ),
        (_, Authenticity::Strict) => (
            Fine,
            "Webhooks are checked with the signing secret; others are refused.",
        ),
    };
    Check::new("Signatures", state, sentence)
}

fn events_url(
    voice: &Voice,
    number: &Result<Number, String>,
    addresses: &Entries,
    standing: &Standing,
) -> Check {
    let (state, sentence) = match (number, Belonging::of(voice, addresses).map(|at| at.events)) {
        (_, None) => (
            Failed,
            "The webhook addresses are missing. They are made when the app is updated or installed again.".to_owned(),
        ),
        (Err(_), Some(_)) => (
            Pending,
            "Where Sautikit posts the calls could not be read. Compare the number's events URL with the address below."
                .to_owned(),
        ),
        (Ok(number), Some(address)) => match number.routing().events_url {
            Some(url) if url == address => (
                Fine,
                format!(
                    "Sautikit posts the calls of {} to {}.",
                    voice.line.our_number,
                    if voice.gateway().is_some() { "the gateway" } else { "this app" }
                ),
            ),
            other => {
                let now = if other.is_some() {
                    "another address"
                } else {
                    "empty"
                };
                let registration = &standing.registration;
                match (&registration.attempts.problem, &registration.entry) {
                    (Some(problem), _) if voice.registers_events => (
                        Pending,
                        format!(
                            "The number's events URL is {now}; the app could not enter its own and tries again. {problem}"
                        ),
                    ),
                    (None, Some(entry))
                        if voice.registers_events && entry.done && entry.address == address =>
                    {
                        (
                            Failed,
                            format!(
                                "The app entered its address as the number's events URL, but now that is {now}. Paste \
                                 the address below, or find out who changed it."
                            ),
                        )
                    }
                    (None, _) if voice.registers_events => (
                        Pending,
                        format!("The number's events URL is {now}; the app enters its own within ten minutes."),
                    ),
                    _ => (
                        Failed,
                        format!(
                            "The number's events URL is {now}, so this app only hears of calls by its own comparison \
                             every five minutes. Paste the address below in Sautikit's console."
                        ),
                    ),
                }
            }
        },
    };
    Check::new("Events URL", state, sentence)
}

/// That the app is not asked is a choice and no fault.
fn voice_callback(voice: &Voice, number: &Result<Number, String>, addresses: &Entries) -> Check {
    let ours = addresses.get(Source::Sautikit.word());
    let answered = voice.gateway().map(Gateway::voice_url);
    let (state, sentence) = match number {
        Err(_) => (Pending, "Whom Sautikit asks about calls could not be read."),
        Ok(number) => match number.routing().voice_callback_url {
            Some(url) if Some(&url) == answered.as_ref() => {
                (Fine, "Sautikit asks the gateway whom a call shall ring.")
            }
            _ if answered.is_some() => (
                Pending,
                "Sautikit does not ask the gateway whom a call shall ring. Paste the gateway's address below as the number's voice callback URL.",
            ),
            Some(url) if Some(url.as_str()) == ours => (
                Pending,
                "Sautikit asks this app whom a call shall ring. The app cannot see whether its answers arrive: make a test call, and take the address out if you hear nothing.",
            ),
            Some(_) => (
                Fine,
                "Sautikit asks somebody else whom a call shall ring; this app leaves that as it is.",
            ),
            None => (
                Fine,
                "Sautikit rings whom you set there and asks nobody. Leave it so: Freshworks would not pass this app's answer on.",
            ),
        },
    };
    Check::new("Call routing", state, sentence)
}

async fn web_calls(host: &impl Host, config: &Config) -> Vec<Check> {
    if let Err(missing) = config.web_calls() {
        return vec![Check::new("Web calls", Failed, missing.to_string())];
    }
    let (state, sentence) = match host.call(&ListRooms { before: host.now() }).await {
        Ok(_) => (
            Fine,
            "Sendbird accepts the API token, and Calls is switched on.".to_owned(),
        ),
        Err(error) => match Problem::of(&error) {
            Some(Problem::Token) => (
                Failed,
                "Sendbird refuses the API token. Copy it again from the application's settings, and compare the application ID."
                    .to_owned(),
            ),
            Some(Problem::Plan) => (
                Failed,
                "Calls is not switched on for this application, or its plan is used up. See to it in Sendbird's dashboard."
                    .to_owned(),
            ),
            Some(
                Problem::Missing | Problem::Exists | Problem::Busy | Problem::Down | Problem::Other,
            )
            | None => (Pending, passing("Sendbird", &error)),
        },
    };
    vec![
        Check::new("Web calls", state, sentence),
        Check::new(
            "Sign-in at Sendbird",
            Pending,
            "The app cannot see this setting: in Sendbird's dashboard, Settings, Application, Security, Access token \
             permission must be Deny login. Otherwise whoever guesses a customer's user can sign in as that customer.",
        ),
    ]
}

/// Whether the schedule could be started; one that runs is not started again.
async fn started(host: &impl Host) -> bool {
    let outcome = start_schedule(host).await;
    if let Err(error) = &outcome {
        host.log(&format!("The schedule was not started: {error}."));
    }
    outcome.is_ok()
}

/// Whether the schedule runs, seen by how far its comparison has come; a schedule that is missing is started.
async fn schedule(host: &impl Host) -> Result<Check> {
    let late = match reconciler::reached(host).await? {
        Some(from) => host.now().seconds() - from,
        None => i64::MAX,
    };
    let (state, sentence) = if late <= SCHEDULE_IS_LATE {
        (
            Fine,
            "The schedule runs: calls were compared with Sautikit's within the last minutes."
                .to_owned(),
        )
    } else if started(host).await {
        (
            Pending,
            "The schedule was missing and has been started; it first runs in six minutes."
                .to_owned(),
        )
    } else {
        let since = if late == i64::MAX {
            "The calls were never compared with Sautikit's".to_owned()
        } else {
            let minutes = late / 60;
            format!("The comparison with Sautikit's calls is {minutes} minutes behind")
        };
        let sentence = format!(
            "{since}. If the calls can be read, it catches up by itself; else see the app's log."
        );
        (Pending, sentence)
    };
    Ok(Check::new("Schedule", state, sentence))
}

fn phones(outlook: &Outlook) -> Check {
    let Outlook {
        phones,
        agents,
        with_number,
        roster,
        ..
    } = *outlook;
    let (state, sentence) = if phones > 0 {
        let would = match phones {
            1 => "one phone".to_owned(),
            many => format!("{many} phones"),
        };
        (
            Fine,
            format!(
                "A call that came now would ring {would}. Freshdesk told {agents} agents; {with_number} of them have a number."
            ),
        )
    } else if agents == 0 {
        (
            Failed,
            "Nobody would be rung, because Freshdesk told no agents, and none on the roster has a number on this page."
                .to_owned(),
        )
    } else if with_number == 0 {
        (
            Failed,
            format!(
                "Nobody would be rung, because none of {agents} agents has a number. Enter numbers on this page or in \
                 Freshdesk."
            ),
        )
    } else if let Some(roster) = roster {
        (
            Pending,
            format!(
                "Nobody would be rung, because everybody on the roster ({roster}) is away or has no number."
            ),
        )
    } else {
        (
            Pending,
            "Nobody would be rung, because nobody is available in the softphone or in Freshdesk, and there is no \
             roster. Put agents on the roster to ring them all the same."
                .to_owned(),
        )
    };
    Check::new("Phones", state, sentence)
}

fn business_hours(hours: &HoursOutlook) -> Check {
    let (state, sentence) = match hours {
        HoursOutlook::Unknown => (
            Fine,
            "The business hours are read from Freshdesk within ten minutes of the installation; until then calls are taken at all times."
                .to_owned(),
        ),
        HoursOutlook::StrangeZone(zone) => (
            Failed,
            format!(
                "The time zone {zone:?} of the business hours is unknown, so calls are taken at all times."
            ),
        ),
        HoursOutlook::Known { zone, open } => {
            let now = if *open { "open" } else { "closed" };
            (
                Fine,
                format!("By the business hours in {zone} and your holidays it is now {now}."),
            )
        }
    };
    Check::new("Business hours", state, sentence)
}

/// How the gateway took what it was told.
fn heard(gateway: &Gateway, told: &Result<()>) -> Check {
    let (state, sentence) = match told {
        Ok(()) => (
            Fine,
            "The gateway took what this app told it, and answers calls by it.".to_owned(),
        ),
        Err(error) => match error.status() {
            401 => (
                Failed,
                "The gateway does not believe this app: enter the same secret in both, and see that its clock is right."
                    .to_owned(),
            ),
            404 | 405 => (
                Failed,
                format!("There is no gateway at {}. Correct the address.", gateway.host()),
            ),
            _ => (
                Pending,
                format!(
                    "{} Until then it answers by what it was told before.",
                    passing("The gateway", error)
                ),
            ),
        },
    };
    Check::new("Gateway", state, sentence)
}

/// Where the addresses belong; those of other systems are of no use yet.
fn places(voice: &Voice, addresses: &Entries) -> Vec<Address> {
    let place = |name: &'static str, url: &str, why: &str| Address {
        name,
        url: url.to_owned(),
        place: format!(
            "Sautikit's console, Numbers, {}, Routing, {name}: {why}",
            voice.line.our_number
        ),
    };
    let Some(Belonging { events, asks }) = Belonging::of(voice, addresses) else {
        return Vec::new();
    };
    let (asks, why) = match &asks {
        Some(asks) => (asks, "so that the gateway is asked whom a call rings."),
        None => (
            &events,
            "nowhere as long as Freshworks answers webhooks by itself: callers would hear nothing. It is for a runtime that passes the app's answer on.",
        ),
    };
    vec![
        place(
            "Events URL",
            &events,
            "so that this app hears of every call.",
        ),
        place("Voice callback URL", asks, why),
    ]
}
