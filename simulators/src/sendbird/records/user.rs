//! A user of an application.
//!
//! Session tokens are not kept, as the vendor keeps none; their generation is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sendbird::token::Holder;

/// What the API lets its callers say about a user.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Profile {
    pub(crate) nickname: String,
    pub(crate) picture_url: String,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) discovery_keys: Vec<String>,
}

/// A user.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) profile: Profile,
    /// The permanent token; empty when there is none.
    pub(crate) access_token: String,
    pub(crate) is_active: bool,
    pub(crate) has_ever_logged_in: bool,
    /// Whether the user ever had a session token; such a user never logs in without one.
    pub(crate) ever_had_token: bool,
    number: u64,
    generation: u64,
    created_at: Timestamp,
}

impl User {
    /// A user without tokens.
    pub(crate) fn new(user_id: &str, number: u64, profile: Profile, now: Timestamp) -> Self {
        Self {
            id: user_id.to_owned(),
            profile,
            access_token: String::new(),
            is_active: true,
            has_ever_logged_in: false,
            ever_had_token: false,
            number,
            generation: 0,
            created_at: now,
        }
    }

    /// Whom session tokens of this user are for.
    pub(crate) fn holder(&self) -> Holder {
        Holder {
            number: self.number,
            generation: self.generation,
        }
    }

    /// Makes every session token so far worthless.
    pub(crate) fn revoke_tokens(&mut self) {
        self.generation += 1;
    }

    /// Gives the user a new permanent token.
    pub(crate) fn give_access_token(&mut self) {
        let random = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        self.access_token = random.chars().take(40).collect();
    }

    /// The user as the API shows it; its times are in seconds, unlike those of rooms.
    pub(crate) fn view(&self) -> Value {
        json!({
            "user_id": self.id,
            "nickname": self.profile.nickname,
            "profile_url": self.profile.picture_url,
            "access_token": self.access_token,
            "created_at": self.created_at.as_second(),
            "last_seen_at": 0,
            "is_active": self.is_active,
            "is_online": false,
            "has_ever_logged_in": self.has_ever_logged_in,
            "is_created": true,
            "is_hide_me_from_friends": false,
            "is_shadow_blocked": false,
            "require_auth_for_profile_image": false,
            "discovery_keys": self.profile.discovery_keys,
            "preferred_languages": [],
            "metadata": self.profile.metadata,
            "session_tokens": [],
            "locale": "",
            "phone_number": "",
            "state": "",
            "unread_channel_count": 0,
            "unread_message_count": 0
        })
    }

    /// The user as those see it who are in a room with it.
    pub(crate) fn public_view(&self) -> Value {
        json!({
            "user_id": self.id,
            "nickname": self.profile.nickname,
            "profile_url": self.profile.picture_url,
            "metadata": self.profile.metadata
        })
    }

    /// The user for the control interface.
    pub(crate) fn listing(&self) -> Value {
        json!({
            "user_id": self.id,
            "nickname": self.profile.nickname,
            "is_active": self.is_active,
            "has_ever_logged_in": self.has_ever_logged_in,
            "ever_had_token": self.ever_had_token,
            "revocations": self.generation
        })
    }
}
