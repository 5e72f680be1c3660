//! Freshdesk and Sautikit in memory, as far as the core's requests go. Strictness about requests is the simulators' job.

use serde_json::{Value, json};

use crate::chat::Chat;
use crate::scenario::{Contact, OUR_NUMBER, TicketOutcome, folded};
use crate::sendbird::Sendbird;

/// What both vendors hold.
#[derive(Debug, Default)]
pub(crate) struct Vendors {
    pub(crate) tickets: Vec<Ticket>,
    /// Contacts as Freshdesk has them.
    pub(crate) contacts: Vec<Value>,
    /// Bodies of the calls that were placed, by idempotency key: a repeated key dials nothing.
    pub(crate) placed: Vec<(String, Value)>,
    /// What Sautikit's own records say of calls, the oldest first.
    pub(crate) calls: Vec<Value>,
    /// What the account's number is set to.
    pub(crate) routing: Value,
    /// Which numbers agents have in Freshdesk; the demo roster if there are none.
    pub(crate) agents: Option<Value>,
    pub(crate) sendbird: Sendbird,
    pub(crate) chat: Chat,
    /// The letters that the gateway got.
    pub(crate) told_gateway: Vec<Value>,
    /// What the last refusal says.
    pub(crate) complaint: String,
    /// Custom fields without which no ticket is taken.
    pub(crate) required: Vec<String>,
    /// Fields with which no ticket is taken.
    pub(crate) unsuitable: Vec<&'static str>,
}

/// A ticket as Freshdesk has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ticket {
    pub(crate) outcome: TicketOutcome,
    pub(crate) status: u64,
    pub(crate) requester: u64,
    pub(crate) responder: Option<u64>,
    pub(crate) gone: bool,
}

/// An answer to a request.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: Value,
}

const FIRST_TICKET: usize = 1;

const FIRST_CONTACT: u64 = 9001;

impl Vendors {
    /// Answers a request, or refuses it with a status.
    pub(crate) fn answer(
        &mut self,
        template: &str,
        context: &[(&str, String)],
        body: Option<Value>,
        now: &str,
    ) -> Result<Reply, u16> {
        if template == "getRecording" {
            return self.recording(&of(context, "call_id"));
        }
        let answered = if Sendbird::answers(template) {
            self.sendbird.answer(template, context, body.as_ref(), now)
        } else if Chat::answers(template) {
            self.chat.answer(template, context, body.as_ref(), now)
        } else {
            let body = self.answer_body(template, context, body, now);
            body.map_err(|status| (status, Value::String(std::mem::take(&mut self.complaint))))
        };
        let body = answered.map_err(|(status, refusal)| {
            self.complaint = match refusal {
                Value::String(text) => text,
                refusal => refusal.to_string(),
            };
            status
        })?;
        Ok(Reply {
            status: 200,
            location: None,
            body,
        })
    }

    fn answer_body(
        &mut self,
        template: &str,
        context: &[(&str, String)],
        body: Option<Value>,
        now: &str,
    ) -> Result<Value, u16> {
        let of = |name: &str| of(context, name);
        match template {
            "createTicket" => self.create_ticket(&body.unwrap()),
            "viewTicket" => {
                // A deleted ticket can still be viewed.
                let id: usize = of("ticket_id").parse().unwrap();
                let ticket = self.tickets.get(id - FIRST_TICKET).ok_or(404_u16)?;
                Ok(json!({
                    "id": 1, "tags": ticket.outcome.tags, "status": ticket.status, "deleted": ticket.gone,
                    "requester_id": ticket.requester,
                }))
            }
            "updateTicket" => {
                let body = body.unwrap();
                let ticket = self.ticket(&of("ticket_id"))?;
                if let Some(tags) = body.get("tags") {
                    ticket.outcome.tags = serde_json::from_value(tags.clone()).unwrap();
                }
                if let Some(responder) = body["responder_id"].as_u64() {
                    ticket.responder = Some(responder);
                }
                Ok(json!({"id": 1}))
            }
            "listTickets" => Ok(self.list_tickets(|_| true)),
            "listTicketsOf" => {
                let requester: u64 = of("requester_id").parse().unwrap();
                Ok(self.list_tickets(|ticket| ticket.requester == requester))
            }
            "searchContacts" => Ok(self.search(&of("query"))),
            "addNote" => {
                let body = body.unwrap();
                let note = folded(&plain(body["body"].as_str().unwrap()));
                assert_eq!(body["private"], true, "notes are private");
                self.ticket(&of("ticket_id"))?.outcome.notes.push(note);
                Ok(json!({"id": 7}))
            }
            "listConversations" => {
                let notes = &self.ticket(&of("ticket_id"))?.outcome.notes;
                let page: usize = of("page").parse().unwrap();
                Ok(notes
                    .iter()
                    .skip((page - 1) * 30)
                    .take(30)
                    .map(|note| json!({"id": 7, "body_text": note}))
                    .collect())
            }
            "listAgents" => Ok(self.agents()),
            "getAgent" => self
                .agents()
                .as_array()
                .unwrap()
                .iter()
                .find(|agent| agent["id"].as_u64() == of("agent_id").parse().ok())
                .cloned()
                .ok_or(404),
            "whoAmI" => Ok(json!({"id": 67_013_469_919_u64, "contact": {"name": "Amina Wanjiru"}})),
            "listBusinessHours" => Ok(json!([{
                "id": 1, "is_default": true, "time_zone": "Nairobi",
                "business_hours": {"monday": {"start_time": "8:00 am", "end_time": "6:00 pm"}},
            }])),
            "placeCall" => Ok(self.place_call(&of("idempotency_key"), body.unwrap(), now)),
            "getCall" => self
                .call(&of("call_id"))
                .map(|call| json!({"call": call}))
                .ok_or(404),
            "hangUpCall" => self
                .call(&of("call_id"))
                .map(|call| json!({"call_id": call["id"], "status": "hung_up"}))
                .ok_or(404),
            "listCalls" | "listMoreCalls" | "findCalls" | "recentCalls" => {
                Ok(self.list_calls(context))
            }
            "listNumbers" => Ok(json!({"numbers": [{
                "id": "n-1", "e164": OUR_NUMBER, "status": "active",
                "voice_callback_url": self.routing["voice_callback_url"], "events_url": self.routing["events_url"],
            }]})),
            "setRouting" | "putRouting" => {
                self.routing = body.unwrap();
                Ok(json!({}))
            }
            "tellGateway" => {
                self.told_gateway.push(body.unwrap());
                Ok(Value::Null)
            }
            other => panic!("no such template: {other}"),
        }
    }

    /// The ids of the calls that were placed, oldest first.
    pub(crate) fn placed_calls(&self) -> Vec<String> {
        (0..self.placed.len()).map(call_id).collect()
    }

    /// A call's record, by either id.
    fn call(&self, id: &str) -> Option<&Value> {
        let names = |call: &&Value| call["id"] == id || call["session_id"] == id;
        self.calls.iter().find(names)
    }

    fn list_calls(&self, context: &[(&str, String)]) -> Value {
        let number = |name: &str| of(context, name).parse::<i64>().ok();
        let skip: usize = of(context, "cursor").parse().unwrap_or_default();
        let limit = if number("from").is_some() { 100 } else { 25 };
        let found: Vec<&Value> = self
            .calls
            .iter()
            .rev()
            .filter(|call| {
                let began: jiff::Timestamp = call["started_at"].as_str().unwrap().parse().unwrap();
                let remote = call["remote_e164"].as_str().unwrap_or_default();
                number("from").is_none_or(|from| began.as_second() >= from)
                    && number("to").is_none_or(|to| began.as_second() < to)
                    && remote.contains(&of(context, "q"))
            })
            .collect();
        let next = (found.len() > skip + limit).then(|| (skip + limit).to_string());
        let page: Vec<&Value> = found.into_iter().skip(skip).take(limit).collect();
        json!({"data": page, "next_cursor": next})
    }

    fn recording(&self, id: &str) -> Result<Reply, u16> {
        let call = self.call(id).ok_or(404_u16)?;
        let is_there = call["events"].as_array().is_some_and(|events| {
            events
                .iter()
                .any(|event| event["kind"] == "call.recording.ready")
        });
        if !is_there {
            return Err(404);
        }
        Ok(Reply {
            status: 302,
            location: Some(format!("https://recordings.sautikit.com/{id}.mp3")),
            body: Value::Null,
        })
    }

    pub(crate) fn ticket(&mut self, id: &str) -> Result<&mut Ticket, u16> {
        let id: usize = id.parse().unwrap();
        self.tickets
            .get_mut(id - FIRST_TICKET)
            .filter(|ticket| !ticket.gone)
            .ok_or(404)
    }

    fn create_ticket(&mut self, body: &Value) -> Result<Value, u16> {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let missing = |field: &String| body["custom_fields"].get(field).is_none();
        let missing = self.required.iter().filter(|field| missing(field)).map(
            |field| json!({"field": format!("custom_fields.{field}"), "code": "missing_field"}),
        );
        let wanted = body["requester_id"].as_u64();
        let known = self
            .contacts
            .iter()
            .find(|contact| wanted.is_some() && contact["id"].as_u64() == wanted);
        let unknown = wanted.filter(|_| known.is_none()).map(|_| "requester_id");
        let unsuitable = self.unsuitable.iter().copied();
        let invalid = unsuitable
            .filter(|field| !body[field].is_null() || !body["custom_fields"][field].is_null())
            .chain(unknown)
            .map(|field| match field.strip_prefix("cf_") {
                Some(_) => format!("custom_fields.{field}"),
                None => field.to_owned(),
            })
            .map(|field| json!({"field": field, "code": "invalid_value"}));
        let errors: Vec<Value> = missing.chain(invalid).collect();
        if !errors.is_empty() {
            self.complaint =
                json!({"description": "Validation failed", "errors": errors}).to_string();
            return Err(400);
        }
        let contact = wanted.zip(known).map(|(id, known)| {
            let number = known["phone"].as_str().or(known["mobile"].as_str());
            (id, number.unwrap_or_default().to_owned())
        });
        let (requester, caller) = contact.unwrap_or_else(|| {
            let caller = [text("phone"), text("unique_external_id")].concat();
            assert!(!text("name").is_empty(), "a requester needs a name");
            (self.contact(&caller), caller)
        });
        self.tickets.push(Ticket {
            outcome: TicketOutcome {
                subject: text("subject"),
                caller,
                text: folded(&plain(&text("description"))),
                tags: serde_json::from_value(body["tags"].clone()).unwrap(),
                notes: Vec::new(),
            },
            status: body["status"].as_u64().unwrap(),
            requester,
            responder: body["responder_id"].as_u64(),
            gone: false,
        });
        let id = self.tickets.len() + FIRST_TICKET - 1;
        Ok(json!({"id": id, "requester_id": requester}))
    }

    /// A contact that is there from the start.
    pub(crate) fn add_contact(&mut self, contact: &Contact) {
        let id = FIRST_CONTACT + self.contacts.len() as u64;
        self.contacts.push(json!({
            "id": id, "name": contact.name, "phone": contact.phone, "mobile": contact.mobile,
        }));
    }

    /// A person changes fields of a ticket.
    pub(crate) fn change(&mut self, ticket: u64, fields: &Value) {
        let ticket = self.ticket(&ticket.to_string()).unwrap();
        if let Some(status) = fields["status"].as_u64() {
            ticket.status = status;
        }
        if let Some(tags) = fields.get("tags") {
            ticket.outcome.tags = serde_json::from_value(tags.clone()).unwrap();
        }
    }

    /// The contact with this phone, made unless it is there.
    fn contact(&mut self, phone: &str) -> u64 {
        let known = self
            .contacts
            .iter()
            .find(|contact| contact["phone"] == phone);
        if let Some(known) = known {
            return known["id"].as_u64().unwrap();
        }
        let id = FIRST_CONTACT + self.contacts.len() as u64;
        self.contacts
            .push(json!({"id": id, "name": format!("Caller {phone}"), "phone": phone}));
        id
    }

    /// Contacts one of whose numbers the query has, as text.
    fn search(&self, query: &str) -> Value {
        let query = percent_encoding::percent_decode_str(query)
            .decode_utf8()
            .unwrap()
            .into_owned();
        let has = |contact: &&Value| {
            ["phone", "mobile"].iter().any(|field| {
                contact[field]
                    .as_str()
                    .is_some_and(|number| query.contains(&format!("{field}:'{number}'")))
            })
        };
        let results: Vec<&Value> = self.contacts.iter().filter(has).collect();
        json!({"total": results.len(), "results": results})
    }

    /// The last changed first would be the real order; nobody here depends on it.
    fn list_tickets(&self, which: impl Fn(&Ticket) -> bool) -> Value {
        self.tickets
            .iter()
            .enumerate()
            .filter(|(_, ticket)| !ticket.gone && which(ticket))
            .map(|(index, ticket)| {
                json!({
                    "id": index + FIRST_TICKET, "description_text": ticket.outcome.text,
                    "subject": ticket.outcome.subject, "status": ticket.status,
                })
            })
            .collect()
    }

    fn place_call(&mut self, key: &str, body: Value, at: &str) -> Value {
        let known = self.placed.iter().position(|(known, _)| known == key);
        let index = known.unwrap_or_else(|| {
            let index = self.placed.len();
            self.calls.push(json!({
                "id": call_id(index), "session_id": format!("HD_{index:04}"), "direction": "outbound",
                "status": "ringing", "remote_e164": body["to"][0], "started_at": at, "events": [],
            }));
            self.placed.push((key.to_owned(), body));
            index
        });
        json!({
            "call_id": call_id(index), "session_id": format!("HD_{index:04}"),
            "status": "ringing", "client_request_id": key,
        })
    }

    /// The demo roster, unless a test has its own.
    fn agents(&self) -> Value {
        self.agents.clone().unwrap_or_else(|| {
            json!([
                {"id": 67_013_469_919_u64, "available": true, "deactivated": false,
                 "contact": {"name": "Amina Wanjiru", "phone": null, "mobile": "+254722000111"}},
                {"id": 67_021_120_644_u64, "available": false, "deactivated": false,
                 "contact": {"name": "Brian Otieno", "phone": "0733 000 222", "mobile": null}},
                {"id": 67_030_007_781_u64, "available": true, "deactivated": false,
                 "contact": {"name": "Chebet Ruto", "phone": null, "mobile": null}},
            ])
        })
    }
}

fn of(context: &[(&str, String)], name: &str) -> String {
    context
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

fn call_id(index: usize) -> String {
    format!("01900000-0000-7000-8000-{index:012}")
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
