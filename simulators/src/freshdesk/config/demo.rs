//! The demo account: the one small help desk that the demo, the scenarios and the browser test talk about.

use std::str::FromStr;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Agent, ApiKey, Config, Contact, CustomField, CustomKind, Group, Switches};
use crate::clock::Clock;

const AMINA: u64 = 67_013_469_919;
const BRIAN: u64 = 67_021_120_644;
const CHEBET: u64 = 67_030_007_781;
const VOICE_DESK: u64 = 67_000_260_063;

impl Config {
    /// `acme.freshdesk.com` with three agents (reachable, unavailable, without a number) and one known customer.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            domain: "acme.freshdesk.com".to_owned(),
            keys: vec![ApiKey {
                key: "demo-freshdesk-key".to_owned(),
                agent_id: AMINA,
                admin: true,
            }],
            agents: agents(),
            contacts: vec![wanjiku()],
            groups: vec![Group {
                id: VOICE_DESK,
                name: "Voice desk".to_owned(),
                agent_ids: vec![AMINA, BRIAN],
                auto_ticket_assign: 1,
            }],
            business_hours: vec![business_hours()],
            ticket_types: ["Question", "Incident", "Problem"]
                .map(str::to_owned)
                .to_vec(),
            more_statuses: vec![6, 7],
            custom_fields: vec![CustomField {
                name: "cf_sautikit_call_id".to_owned(),
                kind: CustomKind::Text,
                required: false,
                required_to_close: false,
            }],
            required_fields: Vec::new(),
            time_zone: "Nairobi".to_owned(),
            first_ticket_id: 1,
            switches: Switches::default(),
            clock: Clock::system(),
            state: None,
        }
    }
}

fn agents() -> Vec<Agent> {
    let group_ids = vec![VOICE_DESK];
    vec![
        Agent {
            available: true,
            mobile: json!("+254722000111"),
            group_ids: group_ids.clone(),
            ..Agent::new(AMINA, "Amina Wanjiru")
        },
        Agent {
            phone: json!("0733 000 222"),
            group_ids,
            ..Agent::new(BRIAN, "Brian Otieno")
        },
        Agent {
            available: true,
            ..Agent::new(CHEBET, "Chebet Ruto")
        },
    ]
}

fn wanjiku() -> Contact {
    let number = Some("+254712345678".to_owned());
    let since = Timestamp::from_str("2026-05-02T10:00:00Z").unwrap_or(Timestamp::UNIX_EPOCH);
    Contact {
        phone: number.clone(),
        mobile: number,
        ..Contact::new(67_038_833_123, "Wanjiku Kamau", since)
    }
}

/// Closed days are missing keys, and the zone is a display name: both as recorded.
fn business_hours() -> Value {
    let day = json!({"start_time": "8:00 am", "end_time": "6:00 pm"});
    json!({
        "id": 67_000_039_282_u64,
        "name": "Default",
        "description": "Default Business Calendar",
        "time_zone": "Nairobi",
        "is_default": true,
        "business_hours": {
            "monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day
        },
        "created_at": "2025-10-22T02:37:13Z",
        "updated_at": "2025-10-22T03:27:48Z"
    })
}
