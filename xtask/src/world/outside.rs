//! What lies around the app in the demo's world: who is signed in, what can be made to happen, and the tickets at hand.
//!
//! The people and numbers are those of the simulators' demo configuration.

use anyhow::{Result, ensure};
use platform::server::{Field, LiveRecords, World, WorldAction};
use serde_json::{Value, json};
use simulators::freshdesk::Freshdesk;
use simulators::sautikit::Sautikit;
use simulators::sendbird::Sendbird;

use super::FIRST_TICKET;
use super::chat::ChatWorld;

/// The help desk's number at Sautikit.
pub(crate) const OUR_NUMBER: &str = "+254203893800";
/// Amina Wanjiru, who is signed in and takes calls.
pub(crate) const AGENT_ID: u64 = 67_013_469_919;
/// Her mobile phone.
pub(crate) const AGENT_PHONE: &str = "+254722000111";
/// Brian Otieno, who takes no calls until he is made available.
const SECOND_AGENT_ID: u64 = 67_021_120_644;
const SECOND_AGENT_PHONE: &str = "+254733000222";
/// The status of a resolved ticket.
const RESOLVED: u8 = 4;
/// Wanjiku Kamau, a known contact.
pub(crate) const CUSTOMER: &str = "+254712345678";
/// Somebody whom Freshdesk does not know.
pub(crate) const STRANGER: &str = "+254700000001";

/// The world around the app, acting on these simulators.
pub(super) fn world(
    freshdesk: &Freshdesk,
    sautikit: &Sautikit,
    sendbird: &Sendbird,
    chat: &ChatWorld,
) -> World {
    World {
        account_url: "https://acme.freshdesk.com".to_owned(),
        agent: json!({
            "id": AGENT_ID,
            "available": true,
            "type": "support_agent",
            "contact": {
                "name": "Amina Wanjiru",
                "email": "amina.wanjiru@example.co.ke",
                "phone": null,
                "mobile": AGENT_PHONE,
                "language": "en"
            }
        }),
        tickets: Vec::new(),
        actions: actions(freshdesk.base_url(), sautikit.base_url()),
        chats: chat.windows(),
        links: links(freshdesk, sautikit, sendbird, chat),
        live: Some(LiveRecords {
            tickets_url: format!("{}/_sim/tickets", freshdesk.base_url()),
            contacts_url: format!("{}/_sim/contacts", freshdesk.base_url()),
            headers: Vec::new(),
        }),
    }
}

fn links(
    freshdesk: &Freshdesk,
    sautikit: &Sautikit,
    sendbird: &Sendbird,
    chat: &ChatWorld,
) -> Vec<(String, String)> {
    let link = |label: &str, base: &str, path: &str| (label.to_owned(), format!("{base}{path}"));
    let of_chat = |(vendor, base): (&str, &str)| {
        link(
            &format!("What happened at {vendor}"),
            base,
            "/_sim/transcript",
        )
    };
    let mut links = vec![
        link(
            "Calls and who hears whom",
            sautikit.base_url(),
            "/_sim/calls",
        ),
        link(
            "Requests at Sautikit",
            sautikit.base_url(),
            "/_sim/requests",
        ),
        link(
            "Webhooks sent by Sautikit",
            sautikit.base_url(),
            "/_sim/deliveries",
        ),
        link(
            "Requests at Freshdesk",
            freshdesk.base_url(),
            "/_sim/requests",
        ),
        link("Tickets as JSON", freshdesk.base_url(), "/_sim/tickets"),
        link("Rooms at Sendbird", sendbird.base_url(), "/_sim/rooms"),
    ];
    links.extend(chat.addresses().map(of_chat));
    links
}

fn actions(freshdesk: &str, sautikit: &str) -> Vec<WorldAction> {
    let mut actions = incoming(sautikit);
    actions.extend(phones(sautikit));
    actions.push(WorldAction {
        label: "An agent becomes available or unavailable".to_owned(),
        url: format!("{freshdesk}/_sim/agents"),
        body: json!({ "id": SECOND_AGENT_ID, "available": true }),
        fields: vec![
            field("id", "Agent", &SECOND_AGENT_ID.to_string(), &agents()),
            field(
                "available",
                "Available",
                "true",
                &["true", "false"].map(str::to_owned),
            ),
        ],
    });
    actions.extend(desk_work(freshdesk));
    actions.push(WorldAction {
        label: "The wallet is emptied or filled".to_owned(),
        url: format!("{sautikit}/_sim/balance"),
        body: json!({ "balance_minor": 0 }),
        fields: vec![field("balance_minor", "Hundredths of a shilling", "0", &[])],
    });
    actions
}

/// What agents do to tickets in the help desk, of which Freshdesk tells the app.
fn desk_work(freshdesk: &str) -> [WorldAction; 2] {
    let ticket = || field("ticket_id", "Ticket", &FIRST_TICKET.to_string(), &[]);
    [
        WorldAction {
            label: "An agent resolves a ticket".to_owned(),
            url: format!("{freshdesk}/_sim/tickets/change"),
            body: json!({ "ticket_id": FIRST_TICKET, "agent_id": AGENT_ID, "fields": { "status": RESOLVED } }),
            fields: vec![ticket()],
        },
        WorldAction {
            label: "An agent deletes a ticket".to_owned(),
            url: format!("{freshdesk}/_sim/tickets/delete"),
            body: json!({ "ticket_id": FIRST_TICKET, "agent_id": AGENT_ID }),
            fields: vec![ticket()],
        },
    ]
}

/// Calls to the help desk's number.
fn incoming(sautikit: &str) -> Vec<WorldAction> {
    let call = |label: &str, body: Value, more: Vec<Field>| {
        let callers = [CUSTOMER, STRANGER, ""].map(str::to_owned);
        let mut fields = vec![field(
            "from",
            "Caller (empty: withheld)",
            CUSTOMER,
            &callers,
        )];
        fields.extend(more);
        WorldAction {
            label: label.to_owned(),
            url: format!("{sautikit}/_sim/incoming"),
            body,
            fields,
        }
    };
    let length = || field("duration_seconds", "Seconds of talk", "74", &[]);
    vec![
        call(
            "A customer calls, and nobody answers",
            json!({ "from": CUSTOMER, "outcome": "missed" }),
            Vec::new(),
        ),
        call(
            "A customer calls, talks with an agent and is recorded",
            json!({
                "from": CUSTOMER, "outcome": "completed", "by": AGENT_PHONE,
                "duration_seconds": 74, "recorded": true
            }),
            vec![length()],
        ),
        call(
            "A customer calls and is answered; the call goes on",
            json!({ "from": CUSTOMER, "outcome": "answered", "by": AGENT_PHONE }),
            Vec::new(),
        ),
        call(
            "A customer calls and is routed to a free agent",
            json!({ "from": CUSTOMER, "outcome": "routed" }),
            Vec::new(),
        ),
    ]
}

/// What people do at their phones.
fn phones(sautikit: &str) -> Vec<WorldAction> {
    let at_phone = |label: &str, path: &str, phone: &str| WorldAction {
        label: label.to_owned(),
        url: format!("{sautikit}/_sim/{path}"),
        body: json!({ "phone": phone }),
        fields: vec![field(
            "phone",
            "Phone",
            phone,
            &[AGENT_PHONE, SECOND_AGENT_PHONE, CUSTOMER, STRANGER].map(str::to_owned),
        )],
    };
    vec![
        at_phone("The agent answers the phone", "answer", AGENT_PHONE),
        at_phone("The customer answers the phone", "answer", CUSTOMER),
        at_phone("The agent hangs up", "hangup", AGENT_PHONE),
        at_phone("The customer hangs up", "hangup", CUSTOMER),
    ]
}

fn agents() -> Vec<String> {
    [AGENT_ID, SECOND_AGENT_ID]
        .iter()
        .map(u64::to_string)
        .collect()
}

fn field(name: &str, label: &str, value: &str, choices: &[String]) -> Field {
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        value: value.to_owned(),
        choices: choices.to_vec(),
    }
}

/// Opens the account's first two tickets through its own API, unless it has tickets.
pub(super) async fn open_sample_tickets(freshdesk: &Freshdesk) -> Result<()> {
    if !freshdesk.tickets().is_empty() {
        return Ok(());
    }
    let http = reqwest::Client::builder().no_proxy().build()?;
    for ticket in sample_tickets() {
        let answer = http
            .post(format!("{}/api/v2/tickets", freshdesk.base_url()))
            .basic_auth("demo-freshdesk-key", Some("X"))
            .json(&ticket)
            .send()
            .await?;
        ensure!(
            answer.status().is_success(),
            "The simulated Freshdesk refused a sample ticket: {}",
            answer.text().await?
        );
    }
    Ok(())
}

fn sample_tickets() -> [Value; 2] {
    [
        json!({
            "name": "Wanjiku Kamau",
            "phone": CUSTOMER,
            "subject": "Where is my order?",
            "description": "My order was due on Monday. Please call me on <b>0712 345 678</b>.",
            "status": 2, "priority": 2, "source": 1,
            "tags": ["order"]
        }),
        json!({
            "name": "Baraka Mushi",
            "phone": "+255754123456",
            "subject": "Invoice with a wrong address",
            "description": "The invoice has our old address. Can you send it again?",
            "status": 2, "priority": 1, "source": 2,
            "tags": ["invoice"]
        }),
    ]
}
