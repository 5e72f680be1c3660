//! What lies around the app and is given by whoever starts the server: the account, the agent, sample records, and
//! what the outside world can be made to do.
//!
//! Nothing here knows a vendor; an action is an address, a body and the fields a person may change in it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::chats::Chat;

/// What lies around the app.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The account's address, for instance `https://acme.freshdesk.com`.
    pub account_url: String,
    /// The signed-in agent as `loggedInUser` shows it: `{id, available, contact: {name, email, phone, mobile}, …}`.
    pub agent: Value,
    /// Records to show, besides those of a running help desk.
    pub tickets: Vec<SampleTicket>,
    /// What the outside world can be made to do from the host page.
    pub actions: Vec<WorldAction>,
    /// Conversations to take part in from the host page.
    pub chats: Vec<Chat>,
    /// Further addresses worth opening: label and address.
    pub links: Vec<(String, String)>,
    /// Where records of a running help desk are read from, if there is one.
    pub live: Option<LiveRecords>,
}

/// A ticket to show.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct SampleTicket {
    /// Its number.
    pub id: u64,
    /// Its title.
    pub subject: String,
    /// Its first message, as HTML; pages show a safe part of it.
    pub description: String,
    /// 2 open, 3 pending, 4 resolved, 5 closed.
    pub status: u8,
    /// 1 low to 4 urgent.
    pub priority: u8,
    /// 1 e-mail, 2 portal, 3 phone, 7 chat, 9 feedback widget, 10 outbound e-mail.
    pub source: u8,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Its labels.
    pub tags: Vec<String>,
    /// Who reported it.
    pub requester: SampleContact,
}

/// A contact to show.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct SampleContact {
    /// Its number.
    pub id: u64,
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: Option<String>,
    /// The number of the desk, as people typed it.
    pub phone: Option<String>,
    /// The number of the mobile, as people typed it.
    pub mobile: Option<String>,
}

/// Something the outside world can be made to do: one JSON request, posted by the server.
#[derive(Clone, Debug, Default)]
pub struct WorldAction {
    /// What its button says.
    pub label: String,
    /// Where it is posted to.
    pub url: String,
    /// What is posted.
    pub body: Value,
    /// What a person may change in the body first.
    pub fields: Vec<Field>,
}

/// A place in an action's body that a person may change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Field {
    /// A member of the body by its name, or a place in it by its JSON pointer (`/call/from`).
    ///
    /// A text that replaces a number or a truth value there is read as one.
    pub name: String,
    /// What its input is called.
    pub label: String,
    /// What it holds at first.
    pub value: String,
    /// What can be chosen; anything can be typed when empty.
    pub choices: Vec<String>,
}

/// Where records of a running help desk are read from, in the product's own JSON.
#[derive(Clone, Debug, Default)]
pub struct LiveRecords {
    /// The address that lists all tickets, each with its `conversations` and its `requester` or `requester_id`.
    pub tickets_url: String,
    /// The address that lists all contacts.
    pub contacts_url: String,
    /// Headers to send, such as the authorisation.
    pub headers: Vec<(String, String)>,
}

impl World {
    /// The account's host alone, as `domainName` tells it.
    pub(super) fn domain(&self) -> String {
        url::Url::parse(&self.account_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_else(|| self.account_url.clone())
    }
}

impl WorldAction {
    /// The body with what a person typed in its places; a name that is none of the fields is refused with a sentence.
    pub(super) fn filled(&self, typed: &Map<String, Value>) -> Result<Value, String> {
        let mut body = self.body.clone();
        for (name, value) in typed {
            if !self.fields.iter().any(|field| field.name == *name) {
                return Err(format!("\"{}\" has no field called {name}.", self.label));
            }
            let text = value
                .as_str()
                .ok_or_else(|| format!("The field {name} must be a text."))?;
            put(&mut body, name, text)?;
        }
        Ok(body)
    }
}

fn put(body: &mut Value, name: &str, text: &str) -> Result<(), String> {
    let pointer = if name.starts_with('/') {
        name.to_owned()
    } else {
        format!("/{}", name.replace('~', "~0").replace('/', "~1"))
    };
    if let Some(place) = body.pointer_mut(&pointer) {
        *place = like(place, text);
        return Ok(());
    }
    let members = body.as_object_mut().filter(|_| !name.starts_with('/'));
    let members = members.ok_or_else(|| format!("The action's body has no place {name}."))?;
    members.insert(name.to_owned(), text.into());
    Ok(())
}

/// The text as the kind of value that it replaces, where it can be read as one.
fn like(replaced: &Value, text: &str) -> Value {
    if replaced.is_string() {
        return text.into();
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) if value.is_number() || value.is_boolean() || value.is_null() => value,
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn action() -> WorldAction {
        let field = |name: &str| Field {
            name: name.to_owned(),
            ..Field::default()
        };
        WorldAction {
            label: "Missed call".to_owned(),
            body: json!({ "from": "+254700000001", "duration": 3, "call": { "id": "a" } }),
            fields: ["from", "duration", "/call/id", "new"].map(field).to_vec(),
            ..WorldAction::default()
        }
    }

    #[track_caller]
    fn check(typed: &Value, expected: Result<&Value, &str>) {
        let typed = typed.as_object().cloned().unwrap_or_default();
        let filled = action().filled(&typed);
        assert_eq!(filled.as_ref().map_err(String::as_str), expected);
    }

    #[test]
    fn typed_values_take_the_places_and_kinds_of_those_they_replace() {
        check(
            &json!({ "from": "254", "duration": "74", "/call/id": "b", "new": "x" }),
            Ok(&json!({ "from": "254", "duration": 74, "call": { "id": "b" }, "new": "x" })),
        );
        check(
            &json!({ "duration": "long" }),
            Ok(&json!({ "from": "+254700000001", "duration": "long", "call": { "id": "a" } })),
        );
    }

    #[test]
    fn a_name_that_is_no_field_is_refused() {
        check(
            &json!({ "to": "x" }),
            Err("\"Missed call\" has no field called to."),
        );
        check(&json!({ "from": 1 }), Err("The field from must be a text."));
    }

    #[test]
    fn the_domain_is_the_bare_host() {
        let world = World {
            account_url: "https://acme.freshdesk.com".to_owned(),
            ..World::default()
        };
        assert_eq!(world.domain(), "acme.freshdesk.com");
    }
}
