//! What people do in their Viber: open the bot, subscribe, write, leave.
//!
//! Somebody who writes is subscribed from then on, and that is not told.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::callback::Event;
use super::config::Person;
use super::records::Contact;
use crate::front::Delivery;

impl Account {
    /// Lets a person have Viber; one who has it already is changed.
    pub(crate) fn add(&self, person: Person) {
        self.stage
            .change(|records, _| match records.contact_mut(&person.id) {
                Some(contact) => contact.person = person,
                None => records.contacts.push(Contact::new(person)),
            });
    }

    /// Writes a message, given as callbacks have it; also its delivery to the bot is told.
    pub(crate) async fn says(self: &Arc<Self>, id: &str, message: Value) -> Option<Vec<Delivery>> {
        let (person, token) = self.meet(id, |contact, now| {
            contact.is_subscribed = true;
            contact.unanswered.clear();
            contact.talk.wrote(now, message.clone());
        })?;
        self.stage.note(format!("{id} wrote {message}"));
        let event = Event {
            name: "message",
            token,
            fields: Map::from_iter([
                ("message".to_owned(), message),
                ("silent".to_owned(), json!(false)),
            ]),
            person: Some(("sender", person)),
        };
        let mut sent = self.call(event).await;
        sent.extend(self.call(Event::about("delivered", token, id)).await);
        Some(sent)
    }

    /// Subscribes without writing.
    pub(crate) async fn subscribe(self: &Arc<Self>, id: &str) -> Option<Vec<Delivery>> {
        let (person, token) = self.meet(id, |contact, _| contact.is_subscribed = true)?;
        let event = Event {
            name: "subscribed",
            token,
            fields: Map::new(),
            person: Some(("user", person)),
        };
        Some(self.call(event).await)
    }

    /// Leaves; whoever has left gets nothing.
    pub(crate) async fn unsubscribe(self: &Arc<Self>, id: &str) -> Option<Vec<Delivery>> {
        let (_, token) = self.meet(id, |contact, _| contact.is_subscribed = false)?;
        Some(self.call(Event::about("unsubscribed", token, id)).await)
    }

    /// Opens the bot, which subscribes nobody; a welcome message in the answer is shown.
    pub(crate) async fn opens(
        self: &Arc<Self>,
        id: &str,
        context: Option<&str>,
    ) -> Option<Vec<Delivery>> {
        let mut is_subscribed = false;
        let (person, token) = self.meet(id, |contact, _| is_subscribed = contact.is_subscribed)?;
        let mut fields = Map::from_iter([("type".to_owned(), json!("open"))]);
        fields.extend(context.map(|context| ("context".to_owned(), json!(context))));
        fields.insert("subscribed".to_owned(), json!(is_subscribed));
        let event = Event {
            name: "conversation_started",
            token,
            fields,
            person: Some(("user", person)),
        };
        let sent = self.call(event).await;
        let welcomes = sent.iter().filter_map(|delivery| welcome(&delivery.answer));
        let welcomes = welcomes.collect::<Vec<_>>();
        self.stage.change(|records, now| {
            let Some(contact) = records.contact_mut(id) else {
                return;
            };
            for welcome in welcomes {
                contact.talk.got(now, welcome);
            }
        });
        Some(sent)
    }

    /// Changes what the bot has to do with a person; tells the person and a token.
    fn meet(
        &self,
        id: &str,
        change: impl FnOnce(&mut Contact, Timestamp),
    ) -> Option<(Person, u64)> {
        self.stage.change(|records, now| {
            let token = records.token();
            let contact = records.contact_mut(id)?;
            change(contact, now);
            Some((contact.person.clone(), token))
        })
    }
}

fn welcome(answer: &str) -> Option<Value> {
    let message = serde_json::from_str::<Value>(answer).ok()?;
    message.get("type").is_some().then_some(message)
}
