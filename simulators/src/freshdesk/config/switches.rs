//! How an account behaves, as far as the vendor leaves it open, differs by account, or can be changed while it runs.

use serde::{Deserialize, Serialize};

/// How an account behaves; every one may be changed while it runs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// The plan, which decides the credits a minute.
    pub plan: Plan,
    /// What a refusal for spent credits carries.
    pub limited_body: LimitedBody,
    /// How long the search takes to see a change, in seconds.
    pub search_lag_seconds: u64,
    /// Whether two contacts may not share a work phone.
    pub unique_phone: bool,
    /// Whether two contacts may not share a mobile phone.
    pub unique_mobile: bool,
    /// Whether a ticket's `phone` also finds a contact by its mobile phone; the documentation does not say.
    pub phone_finds_mobile: bool,
    /// What the availability endpoint does.
    pub availability: Availability,
    /// How the free plan, which has no API, refuses.
    pub free_answer: FreeAnswer,
    /// How times of business hours are spelt.
    pub hours_form: HoursForm,
    /// Where product events are posted to: an address in which `{event}` stands for the event's name,
    /// such as `http://127.0.0.1:10001/event/product/{event}`; nothing is told without one.
    pub product_events: Option<String>,
    /// What the body of a product event looks like.
    pub event_form: EventForm,
    /// Which changes of a ticket raise `onTicketUpdate`.
    pub updates_told: UpdatesTold,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            plan: Plan::Growth,
            limited_body: LimitedBody::Empty,
            search_lag_seconds: 120,
            unique_phone: false,
            unique_mobile: false,
            phone_finds_mobile: true,
            availability: Availability::Missing,
            free_answer: FreeAnswer::Forbidden,
            hours_form: HoursForm::Short,
            product_events: None,
            event_form: EventForm::Framed,
            updates_told: UpdatesTold::Listed,
        }
    }
}

/// A plan of the account.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// No API at all.
    Free,
    /// 50 credits a minute.
    Trial,
    /// 200 credits a minute.
    Growth,
    /// 400 credits a minute.
    Pro,
    /// 700 credits a minute.
    Enterprise,
    /// Whatever a test needs.
    Limited(Limits),
}

/// Credits a minute, in total and for the calls that have their own limit.
/// Source: <https://developers.freshdesk.com/api/#ratelimit>.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Limits {
    /// All calls of the account together.
    pub total: u64,
    /// Creating tickets.
    pub ticket_create: u64,
    /// Updating tickets.
    pub ticket_update: u64,
    /// Listing tickets.
    pub ticket_list: u64,
    /// Listing contacts.
    pub contact_list: u64,
}

impl Plan {
    /// The plan's limits; the free plan has none because it has no API.
    #[must_use]
    pub fn limits(self) -> Option<Limits> {
        let limits = |total, ticket_writes, lists| Limits {
            total,
            ticket_create: ticket_writes,
            ticket_update: ticket_writes,
            ticket_list: lists,
            contact_list: lists,
        };
        match self {
            Self::Free => None,
            Self::Trial => Some(limits(50, 50, 50)),
            Self::Growth => Some(limits(200, 80, 20)),
            Self::Pro => Some(limits(400, 160, 100)),
            Self::Enterprise => Some(limits(700, 280, 200)),
            Self::Limited(limits) => Some(limits),
        }
    }
}

/// The body of a 429; nobody documents one.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitedBody {
    /// Nothing.
    Empty,
    /// Plain text under a JSON content type.
    Text,
}

/// What `GET /agents/{id}/availability` does.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// 404: an account without the feature.
    Missing,
    /// 403: an account whose plan lacks the feature.
    Forbidden,
    /// It answers.
    Offered,
}

/// How every call is refused on the free plan; it is not documented which of them it is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FreeAnswer {
    /// 401, as for a wrong key: the plan has no keys.
    Unauthorized,
    /// 403 `require_feature`.
    Forbidden,
    /// 429: none of no credits is left.
    Limited,
}

/// How a time of day is spelt in business hours.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HoursForm {
    /// `8:00 am`, as recorded.
    Short,
    /// `08:00:00 am`, as documented.
    Long,
}

/// What a product event about a ticket carries; the sources disagree.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventForm {
    /// `actor`, `associations`, `ticket`, and `changes` for an update: the frame of product events in general.
    Framed,
    /// `actor`, `requester` and `ticket`, with `changes` inside the ticket; a deletion has only `actor` and the ticket's `model_id`.
    /// So the documentation of these three events lists it, and so the vendor's sample data is.
    Sample,
}

/// Which changes of a ticket raise `onTicketUpdate` by themselves.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatesTold {
    /// Status, priority, type, source, agent, group and spam: those that the documentation lists.
    /// It says of tags and custom fields that they raise nothing.
    Listed,
    /// Every change, tags and custom fields included.
    Every,
}
