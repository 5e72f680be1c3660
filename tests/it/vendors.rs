//! Freshdesk and Sautikit in memory, as far as the core's requests go. Strictness about requests is the simulators' job.

use serde_json::{Value, json};

use crate::scenario::{TicketOutcome, folded};

/// What both vendors hold.
#[derive(Debug, Default)]
pub(crate) struct Vendors {
    pub(crate) tickets: Vec<TicketOutcome>,
    /// Bodies of the calls that were placed, by idempotency key: a repeated key dials nothing.
    pub(crate) calls: Vec<(String, Value)>,
    /// What Sautikit says of a call it placed.
    pub(crate) call_status: Option<Value>,
}

const FIRST_TICKET: usize = 1;

impl Vendors {
    /// Answers a request, or refuses it with a status.
    pub(crate) fn answer(
        &mut self,
        template: &str,
        context: &[(&str, String)],
        body: Option<Value>,
    ) -> Result<Value, u16> {
        let of = |name: &str| {
            context
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        match template {
            "createTicket" => Ok(self.create_ticket(&body.unwrap())),
            "viewTicket" => Ok(json!({"id": 1, "tags": self.ticket(&of("ticket_id"))?.tags})),
            "updateTicket" => {
                let tags = serde_json::from_value(body.unwrap()["tags"].clone()).unwrap();
                self.ticket(&of("ticket_id"))?.tags = tags;
                Ok(json!({"id": 1}))
            }
            "listTickets" => Ok(self.list_tickets()),
            "addNote" => {
                let body = body.unwrap();
                let note = folded(&plain(body["body"].as_str().unwrap()));
                assert_eq!(body["private"], true, "notes are private");
                self.ticket(&of("ticket_id"))?.notes.push(note);
                Ok(json!({"id": 7}))
            }
            "listConversations" => {
                let notes = &self.ticket(&of("ticket_id"))?.notes;
                Ok(notes
                    .iter()
                    .map(|note| json!({"id": 7, "body_text": note}))
                    .collect())
            }
            "listAgents" => Ok(agents()),
            "getAgent" => agents()
                .as_array()
                .unwrap()
                .iter()
                .find(|agent| agent["id"].as_u64() == of("agent_id").parse().ok())
                .cloned()
                .ok_or(404),
            "placeCall" => Ok(self.place_call(&of("idempotency_key"), body.unwrap())),
            "getCall" => self
                .call_status
                .clone()
                .map(|call| json!({"call": call}))
                .ok_or(404),
            other => panic!("no such template: {other}"),
        }
    }

    /// The ids of the calls that were placed, oldest first.
    pub(crate) fn placed_calls(&self) -> Vec<String> {
        (0..self.calls.len()).map(call_id).collect()
    }

    fn ticket(&mut self, id: &str) -> Result<&mut TicketOutcome, u16> {
        let id: usize = id.parse().unwrap();
        self.tickets.get_mut(id - FIRST_TICKET).ok_or(404)
    }

    fn create_ticket(&mut self, body: &Value) -> Value {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let caller = [text("phone"), text("unique_external_id")].concat();
        self.tickets.push(TicketOutcome {
            subject: text("subject"),
            caller,
            text: folded(&plain(&text("description"))),
            tags: serde_json::from_value(body["tags"].clone()).unwrap(),
            notes: Vec::new(),
        });
        json!({"id": self.tickets.len() + FIRST_TICKET - 1})
    }

    fn list_tickets(&self) -> Value {
        self.tickets
            .iter()
            .enumerate()
            .map(|(index, ticket)| json!({"id": index + FIRST_TICKET, "description_text": ticket.text}))
            .collect()
    }

    fn place_call(&mut self, key: &str, body: Value) -> Value {
        let known = self.calls.iter().position(|(known, _)| known == key);
        let index = known.unwrap_or_else(|| {
            self.calls.push((key.to_owned(), body));
            self.calls.len() - 1
        });
        json!({
            "call_id": call_id(index), "session_id": format!("HD_{index:04}"),
            "status": "ringing", "client_request_id": key,
        })
    }
}

fn call_id(index: usize) -> String {
    format!("01900000-0000-7000-8000-{index:012}")
}

/// The demo roster.
fn agents() -> Value {
    json!([
        {"id": 67_013_469_919_u64, "available": true, "deactivated": false,
         "contact": {"name": "Amina Wanjiru", "phone": null, "mobile": "+254722000111"}},
        {"id": 67_021_120_644_u64, "available": false, "deactivated": false,
         "contact": {"name": "Brian Otieno", "phone": "0733 000 222", "mobile": null}},
        {"id": 67_030_007_781_u64, "available": true, "deactivated": false,
         "contact": {"name": "Chebet Ruto", "phone": null, "mobile": null}},
    ])
}

/// The text of our own markup: line breaks, links and five escapes.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tag.split_once('>').expect("markup is closed");
        if tag == "br" {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
