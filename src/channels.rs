//! Channels through which customers write, and agents answer in Freshchat. Each is an adapter; everything else is shared.
//!
//! A new channel is a file here and one in `wire`, its templates, and its line in the list below.

pub mod adapter;
pub(crate) mod connection;
mod inward;
pub mod kakaotalk;
pub mod message;
mod outward;
pub mod plain;
mod portions;
mod proof;
mod queue;
mod shown;
pub mod split;
mod talk;
pub mod telegram;
pub mod viber;

#[cfg(test)]
mod answering;
#[cfg(test)]
mod hostile;

use crate::config::Parameters;
use crate::host::Host;
use crate::wire::freshchat::{Actor, MessageEvent, ViewChatUser};
use adapter::{Channel, Delivery, Hitch, Limits, Outcome, Outgoing, Trust};
use kakaotalk::KakaoTalk;
use message::{Happening, Part, Person};
use queue::{Item, Way};
use telegram::Telegram;
use viber::Viber;

/// Makes one type of several channels, of which it knows nothing but that they are channels.
macro_rules! channels {
    ($($channel:ident),+) => {
        /// Any channel.
        #[derive(Clone, Debug)]
        pub enum Adapter {
            $(
                #[doc = stringify!($channel)]
                $channel($channel),
            )+
        }

        /// The word and the name of each channel.
        pub const CHANNELS: [(&str, &str); [$(stringify!($channel)),+].len()] =
            [$(($channel::WORD, $channel::NAME)),+];

        impl Adapter {
            /// Each channel whose name is wanted, or why it cannot be used.
            fn read_each(
                given: &Parameters,
                is_wanted: impl Fn(&str) -> bool,
            ) -> Vec<Result<Self, String>> {
                let mut channels = Vec::new();
                $(
                    if is_wanted($channel::NAME) {
                        channels.push($channel::read(given).map(Self::$channel));
                    }
                )+
                channels
            }

            /// See [`Channel::WORD`].
            #[must_use]
            pub fn word(&self) -> &'static str {
                match self { $(Self::$channel(_) => $channel::WORD),+ }
            }

            fn name(&self) -> &'static str {
                match self { $(Self::$channel(_) => $channel::NAME),+ }
            }

            fn place(&self) -> &'static str {
                match self { $(Self::$channel(_) => $channel::PLACE),+ }
            }

            fn registers(&self) -> bool {
                match self { $(Self::$channel(_) => $channel::REGISTERS),+ }
            }

            fn limits(&self) -> Limits {
                match self { $(Self::$channel(_) => $channel::LIMITS),+ }
            }

            fn settings(&self) -> String {
                match self { $(Self::$channel(channel) => channel.settings()),+ }
            }

            fn trust(&self, delivery: &Delivery<'_>) -> Trust {
                match self { $(Self::$channel(channel) => channel.trust(delivery)),+ }
            }

            fn read_delivery(&self, delivery: &Delivery<'_>) -> Result<Happening, String> {
                match self { $(Self::$channel(channel) => channel.read_delivery(delivery)),+ }
            }

            fn takes(&self, part: &Part) -> bool {
                match self { $(Self::$channel(channel) => channel.takes(part)),+ }
            }

            async fn send(&self, host: &impl Host, message: &Outgoing<'_>) -> Outcome {
                match self { $(Self::$channel(channel) => channel.send(host, message).await),+ }
            }

            async fn entered(&self, host: &impl Host) -> Result<Option<String>, Hitch> {
                match self { $(Self::$channel(channel) => channel.entered(host).await),+ }
            }

            async fn enter(&self, host: &impl Host, address: &str) -> Result<(), Hitch> {
                match self { $(Self::$channel(channel) => channel.enter(host, address).await),+ }
            }

            async fn remove(&self, host: &impl Host) -> Result<(), Hitch> {
                match self { $(Self::$channel(channel) => channel.remove(host).await),+ }
            }
        }
    };
}

channels!(Viber, KakaoTalk, Telegram);

/// The channels that are in use, and where they lead.
#[derive(Clone, Debug)]
pub struct Channels {
    /// The topic of new conversations; the first one if it is not said.
    topic: Option<String>,
    adapters: Vec<Adapter>,
    /// Why channels that were chosen are not in use, as sentences.
    complaints: Vec<String>,
}

impl Channels {
    /// Reads the parameters. An error says which is missing, in at most 60 characters; a channel that is half-filled is
    /// off, and the others are not.
    pub fn read(given: &Parameters) -> Result<Self, String> {
        if !Self::are_chosen(given) {
            return Err("Channels are off: choose one under Systems.".to_owned());
        }
        let host = given.get("freshchat_host");
        host.needed("Channels are off: enter the Freshchat host.")?;
        let token = given.get("freshchat_api_token");
        token.needed("Channels are off: enter the Freshchat token.")?;
        let systems = given.get("systems");
        let read = Adapter::read_each(given, |name| systems.names(name));
        let (adapters, complaints): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
        Ok(Self {
            topic: given.text("freshchat_channel_id").map(str::to_owned),
            adapters: adapters.into_iter().flatten().collect(),
            complaints: complaints.into_iter().filter_map(Result::err).collect(),
        })
    }

    /// Every channel whose parameters are there, in use or not.
    pub(crate) fn known(given: &Parameters) -> Vec<Adapter> {
        let read = Adapter::read_each(given, |_| true);
        read.into_iter().flatten().collect()
    }

    /// The topic of new conversations, if the settings say it.
    pub(crate) fn topic(&self) -> Option<&str> {
        self.topic.as_deref()
    }

    /// Why channels that were chosen are not in use, as sentences.
    pub(crate) fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// Whether any was chosen, be it complete or not.
    #[must_use]
    pub fn are_chosen(given: &Parameters) -> bool {
        let systems = given.get("systems");
        CHANNELS.into_iter().any(|(_, name)| systems.names(name))
    }

    /// The channel that proves that it sent this.
    #[must_use]
    pub fn proven(&self, delivery: &Delivery<'_>) -> Option<&'static str> {
        let mut adapters = self.adapters.iter();
        let proven = adapters.find(|adapter| adapter.trust(delivery) == Trust::Verified);
        proven.map(Adapter::word)
    }

    /// The channel of this word, if it is in use.
    fn adapter(&self, word: &str) -> Option<&Adapter> {
        self.adapters.iter().find(|adapter| adapter.word() == word)
    }
}

/// What a person of a channel is called in Freshchat, by which the answer finds the way back.
fn reference(channel: &str, person: &str) -> String {
    format!("{channel}:{person}")
}

/// What people call the channel of this word.
fn name_of(word: &str) -> Option<&'static str> {
    let mut channels = CHANNELS.into_iter();
    channels.find_map(|(known, name)| (known == word).then_some(name))
}

/// A channel posted something.
pub async fn delivered(host: &impl Host, channels: &Channels, word: &str, delivery: &Delivery<'_>) {
    let Some(adapter) = channels.adapter(word) else {
        return host.log(&format!("Refused a webhook of {word}: it is not set up."));
    };
    let name = adapter.name();
    match adapter.trust(delivery) {
        Trust::Verified => {}
        Trust::Unverifiable(why) => host.log(&format!("{name} is believed unproven: {why}.")),
        Trust::Forged(why) => {
            return host.log(&format!("Refused what claims to be {name}: {why}."));
        }
    }
    let item = match adapter.read_delivery(delivery) {
        Ok(Happening::Message(inbound)) => Item {
            way: Way::Inward,
            channel: word.to_owned(),
            id: inbound.id,
            order: Some(inbound.order)
                .filter(|&order| order > 0)
                .unwrap_or_else(|| host.now().millis()),
            since: host.now().millis(),
            parts: inbound.parts,
            person: inbound.from,
            ..Item::default()
        },
        Ok(Happening::Undelivered {
            person,
            id,
            sentence,
        }) => {
            let person = Person {
                id: person,
                ..Person::default()
            };
            talk::note(host, word, person, &id, sentence, None)
        }
        Ok(Happening::Nothing(what)) => return host.log(&format!("{name}: {what}.")),
        Err(why) => return host.log(&format!("{name} sent something odd: {why}.")),
    };
    let portions = match portions::of(item) {
        Ok(portions) => portions,
        Err(why) => return host.log(&format!("{name} sent something odd: {why}.")),
    };
    if let Err(error) = talk::queue_and_tell(host, channels, &portions).await {
        host.log(&format!(
            "Lost what a customer wrote through {name}: {error}."
        ));
    }
}

/// Somebody wrote in Freshchat. Only what agents and bots write for customers of our channels goes on; the rest costs nothing.
pub async fn written(host: &impl Host, channels: &Channels, event: &MessageEvent) {
    let Some(message) = event.message() else {
        return;
    };
    if event.actor() == Actor::Other || !message.is_for_customers() || message.id.is_empty() {
        return;
    }
    let Some((user, reference)) = customer(host, event).await else {
        return;
    };
    let Some((word, person)) = reference.split_once(':') else {
        return;
    };
    if name_of(word).is_none() || person.is_empty() {
        return;
    }
    let shown = shown::read(message);
    let person = Person {
        id: person.to_owned(),
        ..Person::default()
    };
    let written = message.created_time.as_deref();
    let written = written.and_then(|time| host.parse_time(time));
    let conversation = event.conversation().map(str::to_owned);
    let item = Item {
        way: Way::Outward,
        channel: word.to_owned(),
        person,
        id: message.id.clone(),
        order: written.unwrap_or_else(|| host.now()).millis(),
        since: host.now().millis(),
        parts: shown.parts,
        choices: shown.choices,
        user: Some(user),
        conversation,
        agent: event.name().filter(|_| event.actor() == Actor::Agent),
    };
    let complaint = match (item.is_empty(), item.fits(), shown.unknown) {
        (_, false, _) => Some("Not delivered to {}: it is too long. Send it in parts."),
        (true, _, _) => Some("Not delivered to {}: it has nothing that can be sent there."),
        (false, true, 0) => None,
        (false, true, _) => Some("A part of this message cannot be sent to {}; the rest was sent."),
    };
    let note = complaint.map(|sentence| {
        let sentence = sentence.replace("{}", name_of(word).unwrap_or_default());
        let id = format!("{} {sentence}", message.id);
        talk::note(
            host,
            word,
            item.person.clone(),
            &id,
            sentence,
            item.conversation.clone(),
        )
    });
    let item = Some(item).filter(|item| !item.is_empty() && item.fits());
    for item in [item, note].into_iter().flatten() {
        let conversation = item.conversation.clone();
        if let Err(error) = talk::queue_and_tell(host, channels, &[item]).await {
            host.log(&format!("A message was not relayed: {error}."));
            inward::apologise(host, conversation.as_deref(), word).await;
        }
    }
}

/// The customer's user and reference; one request if the event does not describe that customer.
async fn customer(host: &impl Host, event: &MessageEvent) -> Option<(String, String)> {
    let described = event.user();
    // The one who is described may be another than the one whom the conversation names.
    let named = event.user_id().or(described.map(|user| user.id.as_str()))?;
    if let Some(user) = described.filter(|user| user.id == named) {
        return Some((user.id.clone(), user.reference_id.clone()?));
    }
    let call = ViewChatUser { user: named };
    let user = match host.call(&call).await {
        Ok(user) => Ok(user),
        // Nothing is written ahead before the line is known, so there is no later.
        Err(_) => host.call(&call).await,
    };
    match user {
        Ok(user) => Some((user.id, user.reference_id?)),
        Err(error) => {
            host.log(&format!("Nobody knows for whom a message is: {error}."));
            None
        }
    }
}

/// Tells what could not be told when it came, and forgets people who have not written for long.
pub async fn scheduled(host: &impl Host, channels: &Channels) {
    talk::keep_up(host, channels).await;
}
