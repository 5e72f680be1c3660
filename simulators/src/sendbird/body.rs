//! Reads the JSON bodies of Chat and checks their fields one by one, each with the vendor's code for what is wrong.
//!
//! That an unknown field is refused is inferred: it is the strict reading.

use serde_json::{Map, Value};

use super::config::Api;
use super::records::Profile;
use super::refusal::{Refusal, chat};

/// The longest name of a user or text of a profile.
const LONGEST_NAME: usize = 80;
const LONGEST_URL: usize = 2_048;
const MOST_METADATA: usize = 5;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 190;

/// The fields of a request to Chat.
pub(crate) struct Body(Map<String, Value>);

impl Body {
    /// Reads an object that has none but known fields; an empty body is an empty object.
    pub(crate) fn read(bytes: &[u8], known: &[&str]) -> Result<Self, Refusal> {
        let fields = object(Api::Chat, bytes)?;
        match fields.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(refuse(
                chat::INVALID,
                name,
                "is not a field of this request",
            )),
            None => Ok(Self(fields)),
        }
    }

    /// A field as it was sent.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Refuses a body in which one of these is absent.
    pub(crate) fn needs(&self, names: &[&str]) -> Result<(), Refusal> {
        match names.iter().find(|name| !self.0.contains_key(**name)) {
            Some(name) => Err(refuse(chat::MISSING, name, "must be specified")),
            None => Ok(()),
        }
    }

    /// The id of a new user.
    pub(crate) fn user_id(&self) -> Result<String, Refusal> {
        let id = self.text("user_id", LONGEST_NAME)?.unwrap_or_default();
        if id.trim().is_empty() || id.chars().any(char::is_control) {
            let message = "is empty or has forbidden characters";
            return Err(refuse(chat::FORBIDDEN_CHARACTER, "user_id", message));
        }
        Ok(id)
    }

    /// A flag, if it was sent.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        let flag = |value: &Value| {
            let wrong = || refuse(chat::NO_FLAG, name, "must be a boolean");
            value.as_bool().ok_or_else(wrong)
        };
        self.value(name).map(flag).transpose()
    }

    /// What was sent of a profile, over what there was.
    pub(crate) fn profile(&self, before: Profile) -> Result<Profile, Refusal> {
        Ok(Profile {
            nickname: self
                .text("nickname", LONGEST_NAME)?
                .unwrap_or(before.nickname),
            picture_url: self
                .text("profile_url", LONGEST_URL)?
                .unwrap_or(before.picture_url),
            metadata: self.metadata()?.unwrap_or(before.metadata),
            discovery_keys: self.discovery_keys()?.unwrap_or(before.discovery_keys),
        })
    }

    fn text(&self, name: &str, longest: usize) -> Result<Option<String>, Refusal> {
        let text = |value| checked_text(name, value, longest);
        self.value(name).map(text).transpose()
    }

    fn metadata(&self) -> Result<Option<Map<String, Value>>, Refusal> {
        let Some(value) = self.value("metadata") else {
            return Ok(None);
        };
        let wrong = || refuse(chat::NO_OBJECT, "metadata", "must be an object");
        let items = value.as_object().ok_or_else(wrong)?;
        if items.len() > MOST_METADATA {
            return Err(refuse(chat::TOO_MANY, "metadata", "has too many items"));
        }
        for (key, value) in items {
            if key.chars().count() > LONGEST_KEY {
                return Err(refuse(chat::TOO_LONG, "metadata", "has too long a key"));
            }
            if key.contains(',') {
                let message = "has a key with a comma";
                return Err(refuse(chat::FORBIDDEN_CHARACTER, "metadata", message));
            }
            checked_text("metadata", value, LONGEST_VALUE)?;
        }
        Ok(Some(items.clone()))
    }

    fn discovery_keys(&self) -> Result<Option<Vec<String>>, Refusal> {
        let Some(value) = self.value("discovery_keys") else {
            return Ok(None);
        };
        let wrong = || refuse(chat::NO_LIST, "discovery_keys", "must be a list");
        let keys = value.as_array().ok_or_else(wrong)?.iter();
        keys.map(|key| checked_text("discovery_keys", key, usize::MAX))
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

/// The object of a body; nothing at all is an empty one.
pub(crate) fn object(api: Api, bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(bytes).map_err(|_| Refusal::no_json(api))
}

fn checked_text(name: &str, value: &Value, longest: usize) -> Result<String, Refusal> {
    let wrong = || refuse(chat::NO_TEXT, name, "must be a string");
    let text = value.as_str().ok_or_else(wrong)?;
    if text.chars().count() > longest {
        return Err(refuse(chat::TOO_LONG, name, "is too long"));
    }
    Ok(text.to_owned())
}

fn refuse(code: u32, name: &str, message: &str) -> Refusal {
    Refusal::chat(code, format!("\"{name}\" {message}."))
}
