//! From a channel to Freshchat: the person's user, the conversation they write in, and the message in it, once.
//!
//! In what order messages are told, and when again, is decided in `talk`.

use serde::{Deserialize, Serialize};

use super::message::{Kind, Part};
use super::queue::{Held, Item, Waiting, Way};
use super::{Channels, reference};
use crate::error::{Error, Result};
use crate::host::{Host, Record};
use crate::values::{Timestamp, is_https};
use crate::wire::freshchat::{
    Address, Chats, CreateChatUser, FindChatUser, ListChats, ListMessages, ListTopics, Message,
    NewMessage, PostMessage, Property, Refused, SentPart, StartChat, ViewChat,
};

/// How many conversations of a user are looked at to find the one that goes on.
const MOST_CHATS: usize = 5;

/// How often a message is tried in one go: in three forms, and after a conversation turned out to be over.
const MOST_ATTEMPTS: usize = 6;

/// How far our clock and Freshchat's may differ, in seconds.
const SKEW: i64 = 60;

/// Where new conversations begin, if the settings do not say so.
struct TopicRecord;

#[derive(Debug, Deserialize, Serialize)]
struct FirstTopic {
    id: String,
}

impl Record for TopicRecord {
    type Value = FirstTopic;
    /// A day, since topics come and go.
    const LIFETIME: Option<u32> = Some(24 * 60 * 60);

    fn key(&self) -> String {
        "chat_topic".to_owned()
    }
}

/// Writes what a customer wrote into their conversation: one request while user and conversation are known, three for a
/// person who never wrote before, and one more where the topic is to be found. Tells the message's id.
pub(super) async fn tell(
    host: &impl Host,
    channels: &Channels,
    held: &mut Held,
    waiting: &mut Waiting,
) -> Result<Option<String>> {
    if waiting.is_begun()
        && let Some(found) = find_told(host, held, &waiting.item).await?
    {
        return Ok(Some(found));
    }
    let mut draft = Writing {
        is_new: false,
        over: Vec::new(),
    };
    let mut forms = forms(&waiting.item.parts, name_of(&waiting.item)).into_iter();
    let mut parts = forms.next().unwrap_or_default();
    waiting.begin(host, 0).await?;
    let mut attempts = 1;
    loop {
        let written = draft
            .write(host, channels, held, &waiting.item, &parts)
            .await;
        let error = match written {
            Ok(message) => return Ok(message),
            Err(error) if attempts == MOST_ATTEMPTS => return Err(error),
            Err(error) => error,
        };
        attempts += 1;
        match Refused::of(&error) {
            Some(Refused::Stale) => {
                draft.give_up(held);
                // Else a lost answer from elsewhere would be looked for in the conversation that is over.
                held.keep(host).await?;
            }
            Some(Refused::Form) => parts = forms.next().ok_or(error)?,
            Some(Refused::Exists | Refused::Other) | None => return Err(error),
        }
    }
}

/// The writing of one message.
struct Writing {
    /// Whether the user was made just now, and so has no conversation.
    is_new: bool,
    /// Conversations that turned out to be over.
    over: Vec<String>,
}

impl Writing {
    async fn write(
        &mut self,
        host: &impl Host,
        channels: &Channels,
        held: &mut Held,
        item: &Item,
        parts: &[SentPart],
    ) -> Result<Option<String>> {
        let user = match held.line.user.clone() {
            Some(user) => user,
            None => self.user(host, item).await?,
        };
        held.line.user = Some(user.clone());
        let message = NewMessage::of_user(&user, parts);
        if held.line.conversation.is_none() && !self.is_new {
            held.line.conversation = self.current(host, channels, &user).await?;
        }
        if let Some(conversation) = &held.line.conversation {
            let posted = host
                .call(&PostMessage {
                    conversation,
                    message,
                })
                .await?;
            return Ok(Some(posted.id));
        }
        let topic = topic(host, channels).await?;
        let started = host.call(&StartChat::new(&topic, &user, message)).await?;
        held.line.conversation = Some(started.conversation_id.clone());
        Ok(started.opening().map(str::to_owned))
    }

    /// The conversation, or if there was none the user, is not there any more.
    fn give_up(&mut self, held: &mut Held) {
        self.is_new = false;
        match held.line.conversation.take() {
            Some(over) => self.over.push(over),
            None => held.line.user = None,
        }
    }

    /// The person's user, found or made.
    async fn user(&mut self, host: &impl Host, item: &Item) -> Result<String> {
        let reference = reference(&item.channel, &item.person.id);
        let find = FindChatUser {
            reference: &reference,
        };
        if let Some(user) = host.call(&find).await?.first(&reference) {
            return Ok(user.id);
        }
        let avatar = item.person.avatar.as_deref();
        let avatar = avatar.filter(|url| is_https(url));
        let name = item.person.name.as_deref().map(str::trim);
        let stranger = format!("{} customer", name_of(item));
        let user = CreateChatUser {
            reference_id: &reference,
            first_name: name.filter(|name| !name.is_empty()).unwrap_or(&stranger),
            avatar: avatar.map(|url| Address { url }),
            properties: [Property {
                name: "channel",
                value: name_of(item),
            }],
        };
        let mut made = host.call(&user).await;
        if let Err(error) = &made
            && Refused::of(error) == Some(Refused::Form)
        {
            // Whatever people call themselves, they are heard.
            let plain = CreateChatUser {
                first_name: &stranger,
                avatar: None,
                ..user
            };
            made = host.call(&plain).await;
        }
        match made {
            Ok(made) => {
                self.is_new = true;
                Ok(made.id)
            }
            // Somebody else was faster.
            Err(error) if Refused::of(&error) == Some(Refused::Exists) => {
                let user = host.call(&find).await?.first(&reference);
                user.map(|user| user.id).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// The conversation on our topic that no agent has finished with.
    async fn current(
        &self,
        host: &impl Host,
        channels: &Channels,
        user: &str,
    ) -> Result<Option<String>> {
        let chats = host.call(&ListChats { user }).await?;
        let chats = chats.ids().filter(|id| !self.over.contains(id));
        let chats: Vec<String> = chats.take(MOST_CHATS).collect();
        if chats.is_empty() {
            return Ok(None);
        }
        let topic = topic(host, channels).await?;
        for id in chats {
            let Some(chat) = unless_gone(host.call(&ViewChat { conversation: &id }).await)? else {
                continue;
            };
            let is_ours = chat
                .channel_id
                .as_deref()
                .is_none_or(|channel| channel == topic);
            if is_ours && chat.is_open() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

/// What was asked for; `None` if it is not there any more.
fn unless_gone<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Err(error) if error.is_missing() => Ok(None),
        answer => answer.map(Some),
    }
}

/// The topic of new conversations.
async fn topic(host: &impl Host, channels: &Channels) -> Result<String> {
    if let Some(topic) = &channels.topic {
        return Ok(topic.clone());
    }
    if let Some(FirstTopic { id }) = host.load(&TopicRecord).await? {
        return Ok(id);
    }
    let topics = host.call(&ListTopics).await?;
    let id = topics.first().ok_or_else(|| {
        Error::declined(
            409,
            "Freshchat has no topic in which a conversation could begin",
        )
    })?;
    let first = FirstTopic { id: id.to_owned() };
    host.store(&TopicRecord, &first).await?;
    Ok(first.id)
}

/// Tells agents alone: one request, or some more where the conversation is over. `None` if there is no conversation in which
/// they could be told.
pub(super) async fn note(
    host: &impl Host,
    held: &Held,
    waiting: &mut Waiting,
) -> Result<Option<String>> {
    if waiting.is_begun()
        && let Some(found) = find_told(host, held, &waiting.item).await?
    {
        return Ok(Some(found));
    }
    waiting.begin(host, 0).await?;
    let parts: Vec<SentPart> = waiting.item.parts.iter().flat_map(sent).collect();
    let item = &waiting.item;
    let conversations = [&item.conversation, &held.line.conversation];
    for conversation in conversations.into_iter().flatten() {
        if let Some(told) = tell_agents(host, conversation, &parts).await? {
            return Ok(Some(told));
        }
    }
    // Freshchat takes nothing for a conversation that another one has followed.
    if let Some(user) = held.line.user.as_ref().or(item.user.as_ref()) {
        let chats = unless_gone(host.call(&ListChats { user }).await)?;
        for conversation in chats.into_iter().flat_map(Chats::ids).take(MOST_CHATS) {
            if let Some(told) = tell_agents(host, &conversation, &parts).await? {
                return Ok(Some(told));
            }
        }
    }
    host.log("Agents could not be told: there is no conversation for it.");
    Ok(None)
}

/// Writes a note; `None` if this conversation is over.
async fn tell_agents(
    host: &impl Host,
    conversation: &str,
    parts: &[SentPart],
) -> Result<Option<String>> {
    let message = NewMessage::for_agents(parts);
    let call = PostMessage {
        conversation,
        message,
    };
    match host.call(&call).await {
        Ok(posted) => Ok(Some(posted.id)),
        Err(error) if Refused::of(&error) == Some(Refused::Stale) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Tells agents at once, without writing it ahead, that a message of theirs goes nowhere: one request.
pub(super) async fn apologise(host: &impl Host, conversation: Option<&str>, channel: &str) {
    let name = super::name_of(channel).unwrap_or_default();
    let sentence =
        format!("Not delivered to {name}: too much is going on. Send it again in a minute.");
    let parts = [SentPart::text(sentence)];
    if let Some(conversation) = conversation
        && let Err(error) = tell_agents(host, conversation, &parts).await
    {
        host.log(&format!("Agents could not be told that: {error}."));
    }
}

/// Looks whether what was begun is in Freshchat, among what is not known to be something else.
async fn find_told(host: &impl Host, held: &Held, item: &Item) -> Result<Option<String>> {
    let conversations = match (&item.conversation, &held.line.conversation) {
        (Some(conversation), _) | (None, Some(conversation)) => vec![conversation.clone()],
        (None, None) => {
            let reference = reference(&item.channel, &item.person.id);
            let users = host
                .call(&FindChatUser {
                    reference: &reference,
                })
                .await?;
            let Some(user) = users.first(&reference) else {
                return Ok(None);
            };
            let chats = unless_gone(host.call(&ListChats { user: &user.id }).await)?;
            let ids = chats.into_iter().flat_map(Chats::ids);
            ids.take(MOST_CHATS).collect()
        }
    };
    let forms = forms(&item.parts, name_of(item));
    let since = Timestamp::from_millis(item.since).plus_seconds(-SKEW);
    for conversation in conversations {
        let list = ListMessages {
            conversation: &conversation,
            since: host.utc_text(since),
        };
        let Some(messages) = unless_gone(host.call(&list).await)? else {
            continue;
        };
        let messages = messages.readable();
        let mut same = messages.filter(|message| {
            is_ours(message, item.way)
                && !held.line.has_posted(&message.id)
                && forms.iter().any(|form| is_same(message, form))
        });
        if let Some(message) = same.next() {
            return Ok(Some(message.id));
        }
    }
    Ok(None)
}

/// Whether this app may have written it.
fn is_ours(message: &Message, way: Way) -> bool {
    match way {
        Way::Note => message.message_type.as_deref() == Some("private"),
        Way::Inward | Way::Outward => message.actor_type.as_deref() == Some("user"),
    }
}

fn is_same(message: &Message, parts: &[SentPart]) -> bool {
    let ours = parts.iter().map(|part| part.mark().trim());
    message
        .message_parts
        .iter()
        .map(|part| part.mark().trim())
        .eq(ours)
}

/// The forms in which a message is offered, one after the other if Freshchat does not take it: as it is, in words, and as a
/// hint where to read it.
fn forms(parts: &[Part], channel: &str) -> [Vec<SentPart>; 3] {
    let hint = format!("(A message that Freshchat does not take; it can be read in {channel}.)");
    [
        parts.iter().flat_map(sent).collect(),
        parts
            .iter()
            .map(|part| SentPart::text(part.in_words()))
            .collect(),
        vec![SentPart::text(hint)],
    ]
}

/// A part as Freshchat has it; a caption becomes a part of its own.
fn sent(part: &Part) -> Vec<SentPart> {
    let media_type = |usual: &str| part.media_type.clone().unwrap_or_else(|| usual.to_owned());
    let medium = match part.kind {
        Kind::Text | Kind::Link => return vec![SentPart::text(part.in_words())],
        Kind::Picture => SentPart::image(&part.url),
        Kind::Video => SentPart::video(&part.url, media_type("video/mp4")),
        Kind::File => {
            let last = part.url.rsplit('/').next().unwrap_or_default();
            let name = part.name.as_deref().unwrap_or(last);
            SentPart::file(
                &part.url,
                name,
                media_type("application/octet-stream"),
                part.size,
            )
        }
    };
    let caption = Some(part.text.trim()).filter(|caption| !caption.is_empty());
    [medium]
        .into_iter()
        .chain(caption.map(SentPart::text))
        .collect()
}

fn name_of(item: &Item) -> &'static str {
    super::name_of(&item.channel).unwrap_or("Chat")
}
