//! What the app and Sautikit write, signed. Each question is of another call, unless one is asked again.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use serde_json::json;
use switchboard::pact::{self, Letter, Purpose};
use switchboard::values::{AgentId, Secret, Timestamp};

/// What the app and the gateway sign with.
pub(crate) const SHARED_SECRET: &str = "a secret that the app and the gateway share";

/// What Sautikit signs with.
pub(crate) const SAUTIKIT_SECRET: &str = "whsec_load_0123456789abcdef";

/// Where questions are asked.
const VOICE: &str = "/sautikit/voice";

/// How many agents take calls.
const AGENTS: u64 = 50;

const OUR_NUMBER: &str = "+254203893800";

pub(crate) type Message = Request<Full<Bytes>>;

/// Writes what is sent.
#[derive(Debug)]
pub(crate) struct Writer {
    shared: Secret,
    sautikit: Secret,
    /// How many were written, which is in each name.
    count: AtomicU64,
}

impl Writer {
    pub(crate) fn new() -> Result<Self> {
        let secret = |text| Secret::new(text).context("a secret is never empty");
        Ok(Self {
            shared: secret(SHARED_SECRET)?,
            sautikit: secret(SAUTIKIT_SECRET)?,
            count: AtomicU64::new(1),
        })
    }

    /// The first question about a new call.
    pub(crate) fn question(&self) -> Result<Message> {
        self.question_about(self.count.fetch_add(1, Ordering::Relaxed))
    }

    /// The first question about this call.
    pub(crate) fn question_about(&self, call: u64) -> Result<Message> {
        let caller = 10_000_000 + call % 90_000_000;
        let body = format!(
            r#"{{"sessionId":"HD_{call}","callerNumber":"+2547{caller}","destinationNumber":"{OUR_NUMBER}","direction":"Inbound","isActive":"1","callSessionState":""}}"#
        );
        self.of_sautikit(VOICE, body)
    }

    /// An event of a new call, and the event's id.
    pub(crate) fn event(&self) -> Result<(String, Message)> {
        let call = self.count.fetch_add(1, Ordering::Relaxed);
        let id = format!("evt-{call}");
        let body = json!({
            "kind": "call.answered", "event_id": id, "occurred_at": "2026-11-23T05:00:00.000Z",
            "data": {
                "call_id": format!("c-{call}"), "direction": "inbound", "from": "+254712345678", "to": OUR_NUMBER,
                "status": "answered",
            },
        });
        let event = self.of_sautikit("/sautikit/events", body.to_string())?;
        Ok((id, event))
    }

    /// What the app tells at this address: so many agents are available, at any time.
    pub(crate) fn snapshot(&self, app: SocketAddr) -> Result<Message> {
        let agent = |id: u64| json!({"id": id, "available": true, "contact": {"mobile": format!("+2547220{id:05}")}});
        let agents: Vec<_> = (1..=AGENTS).map(agent).collect();
        let told = json!({
            "at": now()?,
            "app_url": format!("http://{app}/"),
            "parameters": {"sautikit_from_number": OUR_NUMBER},
            "team": {"listing": {"agents": agents, "complete": true}},
            "hours": {"zone": "Africa/Nairobi", "days": [[0, 1440], [0, 1440], [0, 1440], [0, 1440], [0, 1440], [0, 1440], [0, 1440]], "fetched": 0},
        });
        let letter = Letter::write(told.to_string(), &self.shared, now()?);
        let request = Request::post("/app/snapshot").header(HOST, "loopback");
        Ok(request.body(serde_json::to_string(&letter)?.into())?)
    }

    /// A softphone's request for its events.
    pub(crate) fn stream(&self, agent: u64) -> Result<Message> {
        let pass = pact::pass(Purpose::Stream, AgentId(agent), &self.shared, now()?);
        let request = Request::get("/events").header(HOST, "loopback");
        Ok(request
            .header(AUTHORIZATION, format!("Bearer {pass}"))
            .body(Full::default())?)
    }

    fn of_sautikit(&self, path: &str, body: String) -> Result<Message> {
        let signature = pact::sign(&body, &self.sautikit, now()?);
        let request = Request::post(path).header(HOST, "loopback");
        let request = request.header(CONTENT_TYPE, "application/json");
        Ok(request
            .header("X-Sautikit-Signature", signature)
            .body(body.into())?)
    }
}

fn now() -> Result<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(Timestamp::from_millis(i64::try_from(since.as_millis())?))
}
