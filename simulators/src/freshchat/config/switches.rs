//! How an account behaves, as far as the vendor leaves it open, differs by account, or can be changed while it runs.

use serde::{Deserialize, Serialize};

/// How an account behaves; every one may be changed while it runs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Where product events are posted to, `{event}` standing for the event's name; none are told without it.
    pub product_events: Option<String>,
    /// How often each product event is told.
    pub copies: usize,
    /// What product events say about who wrote a message.
    pub event_actor: EventActor,
    /// Whether parts in product events have the kinds that they are not as explicit nulls.
    pub null_parts: bool,
    /// How the keys of a file are written when it is read.
    pub file_keys: FileKeys,
    /// How often an agent's new file is read without an address; its product event counts as none of them and has no address either.
    pub files_without_url: u64,
    /// Whether lines of the system are told as messages, too.
    pub system_lines: bool,
    /// What the system writes into a new conversation; one account writes a lone dot.
    pub welcome: Option<String>,
    /// The status of a creation.
    pub created: Created,
    /// Whether a second user with the same reference is refused with 409.
    pub unique_references: bool,
    /// Whether a new conversation is appended to an open one of the same user and topic.
    pub appends: bool,
    /// Which conversations cannot be written to any more.
    pub stale: Stale,
    /// The order of a user's conversations.
    pub conversation_order: ConversationOrder,
    /// Whether a new conversation also tells its number, by which it cannot be addressed.
    pub numeric_ids: bool,
    /// Whether a conversation cannot be made without the App ID.
    pub needs_app_id: bool,
    /// Whether a message may be posted as the system.
    pub takes_system: bool,
    /// The requests a minute that are let in; the vendor names no number.
    pub requests_a_minute: Option<u64>,
    /// The body of a refusal.
    pub error_form: ErrorForm,
    /// What the scanner says of an uploaded file.
    pub scan: Scan,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            product_events: None,
            copies: 1,
            event_actor: EventActor::Right,
            null_parts: false,
            file_keys: FileKeys::Documented,
            files_without_url: 0,
            system_lines: true,
            welcome: None,
            created: Created::Ok,
            unique_references: false,
            appends: true,
            stale: Stale::ResolvedWithNewer,
            conversation_order: ConversationOrder::Turning,
            numeric_ids: true,
            needs_app_id: false,
            takes_system: false,
            requests_a_minute: None,
            error_form: ErrorForm::Documented,
            scan: Scan::Safe,
        }
    }
}

/// What product events say about who wrote a message.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventActor {
    /// The event and the message name the same.
    Right,
    /// The message names nobody.
    Absent,
    /// The event names a user where the message names an agent, and the other way round.
    Disagrees,
}

/// How the keys of a file are written; clients have seen all of them.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKeys {
    /// `url`, `content_type`, `file_size_in_bytes`.
    Documented,
    /// `download_url`, `contentType`, `file_size`.
    Camel,
    /// `file_url`, `file_content_type`, `file_size`.
    Prefixed,
}

/// The status of a creation; 201 is in no list of the documentation.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Created {
    /// 200.
    Ok,
    /// 201.
    Created,
}

/// Which conversations cannot be written to any more; observers describe the refusal differently.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stale {
    /// A resolved one, when the user has a newer one; a resolved one that is the latest is opened again.
    ResolvedWithNewer,
    /// Every one that is not the user's latest.
    AnyOlder,
    /// Every resolved one.
    AnyResolved,
}

/// The order of a user's conversations, which is not documented.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationOrder {
    /// Another one at each request.
    Turning,
    /// The oldest one first.
    OldestFirst,
    /// The newest one first.
    NewestFirst,
}

/// The body of a refusal.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorForm {
    /// `code`, `status` and `message`.
    Documented,
    /// A lone `error`, which one client expects.
    Bare,
}

/// What the scanner says of an uploaded file; only a safe one may be sent.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scan {
    /// `SAFE_FILE`.
    Safe,
    /// `AV_PENDING`.
    Pending,
}
