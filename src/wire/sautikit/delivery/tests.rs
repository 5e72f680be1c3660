//! What every contract's bodies are read as, and which of them are believed.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;
use crate::error::Distrust;
use crate::values::{Secret, Suspect, Timestamp};

/// The secret of the published vectors.
const SECRET: &str = "whsec_test_0123456789abcdef";
const SIGNED_AT: i64 = 1_790_000_000;
const CALL: &str = "01900000-0000-7000-8000-000000000003";

const IN_BODY: &str = r#"{"event":"call.answered","call_id":"01900000-0000-7000-8000-000000000003","signed_at":1790000000,"signature":"742821461b7a9e1fc8cf46fe5bd0ff61ef6a3ffbf53d936ffa4ba6cbbfbaff60"}"#;
const ANSWERED: &str = r#"{"kind":"call.answered","event_id":"01900000-0000-7000-8000-000000000001","workspace_id":"01900000-0000-7000-8000-000000000002","occurred_at":"2026-09-21T14:13:20.000Z","data":{"call_id":"01900000-0000-7000-8000-000000000003","direction":"inbound","from":"+254700000001","to":"+254700000002","number_id":"01900000-0000-7000-8000-000000000004","status":"answered","answered_at":"2026-09-21T14:13:20.000Z"}}"#;
const RECORDED: &str = r#"{"kind":"call.recording.ready","event_id":"e-1","data":{"call_id":"c-1","download_url":"https://storage.example.com/r.wav?a=1&b=2"}}"#;

/// The published vectors: a body and its header.
const VECTORS: [(&str, &str); 6] = [
    (IN_BODY, ""),
    (
        ANSWERED,
        "t=1790000000,v1=8c17be40fc3ccea9a2d92a708940946b002c980b7f2c24c80de124b043ebe224",
    ),
    (
        ANSWERED,
        "79b6ca6c69f269f7d6f29434dd311be28734142c6da7c758e6b73d4ae5815042",
    ),
    (
        RECORDED,
        "t=1790000000,v1=0110ae5cb851ac3b029b1ed746cf5e654eaf348b79c767d6fcc75f6a71fa877c",
    ),
    // The sender escaped as Go does, and in the last one ended its body with a line break.
    (
        RECORDED,
        "t=1790000000,v1=a0cca4b484958482ded5c9cba6d6ac66f3784372cdf3ba52f66c4a6d8a36cd21",
    ),
    (
        RECORDED,
        "t=1790000000,v1=740423450aa0e86c8c1936e245a3e5cefe081681f54652752c317936a7245154",
    ),
];

fn headers(pairs: &[(&str, &str)]) -> Entries {
    let mut headers = Entries::default();
    for (name, text) in pairs {
        if !text.is_empty() {
            headers.add(name, (*text).to_owned());
        }
    }
    headers
}

fn seal(message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Verifies at the time of the vectors, or `late` seconds after.
fn verify(text: &str, headers: &Entries, late: i64) -> Result<Delivery, Suspect<Hint>> {
    let secrets = ["another", SECRET].map(|text| Secret::new(text).unwrap());
    let at = Timestamp::from_millis(0).plus_seconds(SIGNED_AT);
    let Ok(signed) = Delivery::read(text, headers) else {
        panic!("{text} is unreadable");
    };
    signed.verify(&secrets, at.plus_seconds(late), |text| {
        (text == "2026-09-21T14:13:20.000Z").then_some(at)
    })
}

/// What a body says when it is rightly signed in a header.
fn read(text: &str, kind: &str) -> Delivery {
    let signature = seal(&format!("{text}.{SIGNED_AT}"));
    let headers = headers(&[
        (
            "x-sautikit-signature",
            &format!("t={SIGNED_AT},v1={signature}"),
        ),
        ("X-Sautikit-Event-Kind", kind),
    ]);
    verify(text, &headers, 0).unwrap()
}

#[test]
fn every_published_vector_is_believed_whatever_the_case_of_the_header() {
    for (body, signature) in VECTORS {
        for name in ["X-Sautikit-Signature", "x-sautikit-signature"] {
            let delivery = verify(body, &headers(&[(name, signature)]), 0).unwrap();
            let known = ["call.answered", "recording.ready"];
            assert!(known.contains(&delivery.kind.as_deref().unwrap()));
        }
    }
}

#[test]
fn no_published_vector_survives_a_change() {
    for (body, signature) in VECTORS {
        let check = |body: &str, signature: &str| {
            let headers = headers(&[("X-Sautikit-Signature", signature)]);
            if let Ok(delivery) = Delivery::read(body, &headers) {
                let secret = [Secret::new(SECRET).unwrap()];
                let at = Timestamp::from_millis(0).plus_seconds(SIGNED_AT);
                let outcome = delivery.verify(&secret, at, |_| Some(at));
                assert!(outcome.is_err(), "{body} {signature}");
            }
        };
        for (at, letter) in body.char_indices() {
            if letter.is_ascii_alphanumeric() {
                let mut body = body.to_owned();
                body.replace_range(at..=at, &char::from(letter as u8 ^ 1).to_string());
                check(&body, signature);
            }
        }
        let digits = signature.split('=').next_back().unwrap();
        for (at, digit) in digits.char_indices() {
            let mut changed = signature.to_owned();
            let at = signature.len() - digits.len() + at;
            changed.replace_range(at..=at, if digit == '0' { "1" } else { "0" });
            check(body, &changed);
        }
        if signature.starts_with("t=") {
            check(body, &signature.replace("t=1790000000", "t=1790000001"));
            check(body, &signature.replace("v1", "v2"));
            check(body, digits);
        }
    }
}

#[track_caller]
fn check_late(vector: usize, late: i64, distrust: Option<Distrust>) {
    let (body, signature) = VECTORS[vector];
    let outcome = verify(body, &headers(&[("X-Sautikit-Signature", signature)]), late);
    assert_eq!(outcome.err().map(|suspect| suspect.distrust), distrust);
}

#[test]
fn a_stamp_is_fresh_for_five_minutes_and_an_event_without_one_for_eight_days() {
    for stamped in [0, 1, 3] {
        check_late(stamped, 300, None);
        check_late(stamped, 301, Some(Distrust::Stale));
        check_late(stamped, -301, Some(Distrust::Future));
    }
    check_late(2, 8 * 86_400, None);
    check_late(2, 8 * 86_400 + 1, Some(Distrust::Stale));
    check_late(2, -301, Some(Distrust::Future));
    let bare = headers(&[("X-Sautikit-Signature", &seal(RECORDED))]);
    let suspect = verify(RECORDED, &bare, 0).unwrap_err();
    assert_eq!(suspect.distrust, Distrust::Stale);
}

#[track_caller]
fn check_header(header: &str, distrust: Option<Distrust>) {
    let right = seal(&format!("{ANSWERED}.{SIGNED_AT}"));
    let header = header
        .replace("RIGHT", &right)
        .replace("BARE", &seal(ANSWERED));
    let outcome = verify(ANSWERED, &headers(&[("X-Sautikit-Signature", &header)]), 0);
    assert_eq!(
        outcome.err().map(|suspect| suspect.distrust),
        distrust,
        "{header}"
    );
}

#[test]
fn a_header_is_read_part_by_part_and_other_versions_are_ignored() {
    check_header("t=1790000000,v1=RIGHT", None);
    check_header(" v2=x, v1 = RIGHT , t = 1790000000 ,", None);
    check_header("t=1790000000,v1=RIGHT,v1=00", None);
    check_header("t=1790000000,v1=00,v1=RIGHT", None);
    let many = "v1=00,".repeat(MOST_SIGNATURES);
    check_header(
        &format!("t=1790000000,{many}v1=RIGHT"),
        Some(Distrust::NotHex),
    );
    check_header("v1=RIGHT", Some(Distrust::Unsigned));
    check_header("t=1790000000", Some(Distrust::Unsigned));
    check_header("t=soon,v1=RIGHT", Some(Distrust::Mismatch));
    check_header("RIGHT", Some(Distrust::Mismatch));
    check_header("BARE", None);
    check_header(" sha256=BARE", None);
    check_header("sha1=BARE", Some(Distrust::Unsigned));
    check_header("=", Some(Distrust::Unsigned));
    check_header("ключ", Some(Distrust::NotHex));
    check_header("", Some(Distrust::Unsigned));
}

#[test]
fn a_form_is_not_believed_for_the_signature_of_another_text() {
    let form = "CallId=c&From=1";
    let escaped = seal(&format!("CallId=c\\u0026From=1.{SIGNED_AT}"));
    let header = format!("t={SIGNED_AT},v1={escaped}");
    let suspect = verify(form, &headers(&[("X-Sautikit-Signature", &header)]), 0).unwrap_err();
    assert_eq!(suspect.distrust, Distrust::Mismatch);
}

#[test]
fn one_signature_in_a_body_does_not_fit_two_ids() {
    let body = json!({"event": "recording.ready", "call_id": "c.call", "signed_at": SIGNED_AT, "signature": seal("x")});
    let error = Delivery::read(&body.to_string(), &Entries::default()).unwrap_err();
    assert_eq!(error.to_string(), "the call id has a dot");
}

#[test]
fn the_signature_in_a_body_believes_no_id_that_it_does_not_cover() {
    let signature = seal(&format!("{SIGNED_AT}..call.failed"));
    let body = json!({"event": "call.failed", "session_id": "HD_00ff", "callSid": "c", "signed_at": SIGNED_AT, "signature": signature});
    let delivery = verify(&body.to_string(), &Entries::default(), 0).unwrap();
    assert_eq!((delivery.call_id, delivery.session_id), (None, None));
}

#[test]
fn every_contract_tells_the_same_of_a_call() {
    let blog = json!({
        "event": "call.failed", "call_id": CALL, "session_id": "HD_00ff", "from": "+254700000001", "to": "+254700000002",
        "direction": "inbound", "status": "busy", "duration_seconds": 0, "client_request_id": "sb-1", "occurred_at": "o",
    });
    let docs = json!({
        "kind": "call.failed", "event_id": "e", "workspace_id": "w", "occurred_at": "o", "data": {
            "call_id": CALL, "pbx_call_id": "HD_00ff", "from": "+254700000001", "to": "+254700000002", "direction": "inbound",
            "status": "failed", "failure_reason": "busy", "duration_seconds": 0, "clientRequestId": "sb-1",
        },
    });
    let guide = json!({
        "event_kind": "call.failed", "event_id": "e", "payload": {
            "call_id": CALL, "session_id": "HD_00ff", "from": "+254700000001", "to": "+254700000002", "direction": "inbound",
            "status": "failed", "failure_reason": "busy", "duration_seconds": "0", "client_request_id": "sb-1", "occurred_at": "o",
        },
    });
    let exchange = json!({
        "sessionId": "HD_00ff", "call_id": CALL, "callerNumber": "+254700000001", "destinationNumber": "+254700000002",
        "direction": "inbound", "callSessionState": "busy", "isActive": 0, "durationInSeconds": "0",
        "clientRequestId": "sb-1", "occurredAt": "o",
    });
    let form = format!(
        "sessionId=HD_00ff&CallId={CALL}&From=%2B254700000001&To=%2b254700000002&direction=inbound\
         &callSessionState=busy&isActive=0&durationInSeconds=0&clientRequestId=sb-1&occurredAt=o"
    );
    let expected = Delivery {
        contract: Contract::Blog,
        kind: Some("call.failed".to_owned()),
        call_id: Some(CALL.to_owned()),
        session_id: Some("HD_00ff".to_owned()),
        from: Some("+254700000001".to_owned()),
        to: Some("+254700000002".to_owned()),
        direction: Some("inbound".to_owned()),
        status: Some("busy".to_owned()),
        duration_seconds: Some("0".to_owned()),
        client_request_id: Some("sb-1".to_owned()),
        occurred_at: Some("o".to_owned()),
        ..Delivery::default()
    };
    for (body, kind, contract, active) in [
        (blog.to_string(), "", Contract::Blog, None),
        (docs.to_string(), "call.started", Contract::Documented, None),
        (guide.to_string(), "", Contract::Documented, None),
        (exchange.to_string(), "", Contract::Documented, Some(false)),
        (
            exchange.to_string(),
            "call.failed",
            Contract::Documented,
            Some(false),
        ),
        (form, "", Contract::Documented, Some(false)),
    ] {
        let expected = Delivery {
            contract,
            active,
            asks: active.is_some() && kind.is_empty(),
            ..expected.clone()
        };
        assert_eq!(read(&body, kind), expected, "{body}");
    }
}

#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "checks read best with values given outright"
)]
fn check_mixture(body: Value, header: &str) {
    let delivery = read(&body.to_string(), header);
    assert_eq!(delivery.kind.as_deref(), Some("call.failed"), "{body}");
    assert_eq!(delivery.call_id.as_deref(), Some(CALL), "{body}");
    assert_eq!(delivery.from.as_deref(), Some("+254700000001"), "{body}");
    assert_eq!(delivery.contract, Contract::Documented, "{body}");
    assert!(!delivery.asks, "{body}");
}

#[test]
fn kinds_and_fields_are_found_under_the_names_of_any_contract() {
    let fields = json!({"call_id": format!(" {CALL}"), "from": "+254700000001"});
    for inside in ["data", "payload"] {
        for name in ["kind", "event_kind", "eventKind", "event"] {
            check_mixture(
                json!({name: "call.failed\n", inside: fields}),
                "call.started",
            );
            check_mixture(json!({name: "call.failed", inside: fields.to_string()}), "");
        }
        check_mixture(json!({"event_id": "e", inside: fields}), " call.failed");
    }
    let mut exchange =
        json!({"event": "call.failed", "callId": CALL, "callerNumber": "+254700000001"});
    check_mixture(exchange.clone(), "");
    exchange["event"] = json!("CallStateChanged");
    check_mixture(exchange, "call.failed");
    let ended = json!({"event": "StateChanged", "sessionId": "HD_00ff", "isActive": "False"});
    let kind = read(&ended.to_string(), "").kind;
    assert_eq!(kind.as_deref(), Some("call.completed"));
}

#[test]
fn an_object_beside_the_signature_in_a_body_is_not_read() {
    let mut body: Value = serde_json::from_str(IN_BODY).unwrap();
    body["kind"] = json!("call.failed");
    body["data"] = json!({"call_id": "c", "event": "call.failed", "from": "+254700000001"});
    let delivery = verify(&body.to_string(), &Entries::default(), 0).unwrap();
    assert_eq!(delivery.kind.as_deref(), Some("call.answered"));
    assert_eq!(delivery.call_id.as_deref(), Some(CALL));
    assert_eq!(delivery.from, None);
}

#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "checks read best with values given outright"
)]
fn check_recording(body: Value, url: Option<&str>, expiry: Option<&str>, seconds: Option<&str>) {
    let delivery = read(&body.to_string(), "");
    assert_eq!(delivery.kind.as_deref(), Some("recording.ready"));
    assert_eq!(delivery.recording_url.as_deref(), url);
    assert_eq!(delivery.recording_expires_at.as_deref(), expiry);
    assert_eq!(delivery.duration_seconds.as_deref(), seconds);
}

#[test]
fn a_recording_is_told_in_every_contract() {
    check_recording(
        json!({"event": "recording.ready", "call_id": "c", "recording_url": "u", "recording_expires_at": "x"}),
        Some("u"),
        Some("x"),
        None,
    );
    check_recording(
        json!({"kind": "call.recording.ready", "data": {"call_id": "c", "download_url": "u", "expires_at": "x", "duration_seconds": 7}}),
        Some("u"),
        Some("x"),
        Some("7"),
    );
    check_recording(
        json!({"event_kind": "call.recording.ready", "payload": {"call_id": "c", "recording_duration_seconds": 7}}),
        None,
        None,
        Some("7"),
    );
    check_recording(
        json!({"sessionId": "HD_00ff", "isActive": 1, "recordingUrl": "u", "durationInSeconds": 7}),
        Some("u"),
        None,
        Some("7"),
    );
}

#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "checks read best with values given outright"
)]
fn check_edge(changes: Value, kind: Option<&str>) {
    let mut body = json!({"sessionId": "HD_00ff", "callerNumber": "+254700000001"});
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    assert_eq!(read(&body.to_string(), "").kind.as_deref(), kind, "{body}");
}

#[test]
fn the_first_edge_is_a_routing_question_and_later_ones_are_not() {
    let routing = Some("call.routing");
    check_edge(json!({}), routing);
    check_edge(json!({"callSessionState": "", "isActive": "1"}), routing);
    check_edge(
        json!({"callSessionState": "Completed", "isActive": true}),
        routing,
    );
    check_edge(
        json!({"callSessionState": "Completed", "isActive": 1, "durationInSeconds": "0"}),
        routing,
    );
    check_edge(
        json!({"callSessionState": "Completed", "isActive": 1, "durationInSeconds": 9}),
        Some("Completed"),
    );
    check_edge(json!({"isActive": 1, "Digits": "1"}), None);
    check_edge(json!({"dtmfDigits": "1"}), None);
    for step in ["busy", "no-answer"] {
        check_edge(
            json!({"callSessionState": step, "isActive": 1}),
            Some("call.unreached"),
        );
    }
    for step in ["StreamStarted", "DialCompleted"] {
        check_edge(json!({"callSessionState": step, "isActive": 1}), Some(step));
    }
    check_edge(
        json!({"callSessionState": "StreamStopped"}),
        Some("StreamStopped"),
    );
    for over in ["Completed", "completed", "HangupComplete"] {
        check_edge(json!({"callSessionState": over}), Some("call.completed"));
        check_edge(
            json!({"callSessionState": over, "isActive": "0"}),
            Some("call.completed"),
        );
    }
    check_edge(json!({"isActive": 0}), Some("call.completed"));
    for failed in [
        "busy",
        "no-answer",
        "NoAnswer",
        "no_answer",
        "failed",
        "Cancelled",
    ] {
        check_edge(json!({"callSessionState": failed}), Some("call.failed"));
        check_edge(
            json!({"callSessionState": failed, "isActive": 0}),
            Some("call.failed"),
        );
    }
    check_edge(
        json!({"callSessionState": "Answered", "isActive": 1}),
        Some("call.answered"),
    );
}

#[test]
fn an_edge_with_a_recording_means_it_unless_it_is_the_end() {
    let check = |state: &str, active: Value, kind| {
        check_edge(
            json!({"callSessionState": state, "isActive": active, "recordingUrl": "u"}),
            Some(kind),
        );
    };
    for step in ["", "Completed", "busy", "Answered"] {
        check(step, json!(1), "recording.ready");
    }
    check("", json!(null), "recording.ready");
    check("", json!(0), "call.completed");
    for active in [json!(0), json!(null)] {
        check("Completed", active.clone(), "call.completed");
        check("no-answer", active, "call.failed");
    }
}

#[test]
fn a_body_that_names_no_call_is_no_question() {
    assert_eq!(read("{}", "").kind, None);
    assert_eq!(read(r#"{"call_id":"c"}"#, "").kind, None);
    assert_eq!(read("From=1&isActive=1", "").kind, None);
}

#[test]
fn the_kind_in_a_header_counts_where_the_body_has_none() {
    let body = r#"{"sessionId":"HD_00ff","callSessionState":"Completed","isActive":1}"#;
    assert_eq!(
        read(body, "call.started").kind.as_deref(),
        Some("call.started")
    );
    assert_eq!(
        read(body, "call.recording.ready").kind.as_deref(),
        Some("recording.ready")
    );
    assert_eq!(
        read(ANSWERED, "call.routing").kind.as_deref(),
        Some("call.answered")
    );
    let headers = headers(&[
        ("X-Sautikit-Event-Kind", " "),
        ("x-SAUTIKIT-event", "recording.ready"),
    ]);
    let hint = verify(body, &headers, 0).unwrap_err().hint;
    assert!(hint.recording);
}

#[track_caller]
fn check_hint(body: &str, call: Option<&str>, session: Option<&str>, request: Option<&str>) {
    let hint = verify(body, &Entries::default(), 0).unwrap_err().hint;
    assert_eq!(hint.call_id.as_ref().map(CallId::as_str), call);
    assert_eq!(hint.session_id.as_ref().map(CallId::as_str), session);
    assert_eq!(hint.request.as_deref(), request);
}

#[test]
fn of_an_unbelieved_delivery_only_ids_of_the_right_form_are_left() {
    check_hint(ANSWERED, Some(CALL), None, None);
    check_hint(
        "sessionId=HD_00ff&clientRequestId=sb-1",
        None,
        Some("HD_00ff"),
        Some("sb-1"),
    );
    check_hint(
        r#"{"event":"call.failed","call_id":"HD_00ff"}"#,
        None,
        Some("HD_00ff"),
        None,
    );
    check_hint(
        r#"{"event":"call.failed","session_id":"HD_00ff"}"#,
        None,
        Some("HD_00ff"),
        None,
    );
    check_hint(
        "callId=c-1&sessionId=HD_0&clientRequestId=sb 1",
        None,
        None,
        None,
    );
    check_hint(
        "callId=../../0000-7000-8000-000000000003xxx&sessionId=HD_../00",
        None,
        None,
        None,
    );
    let long = format!(
        "sessionId=HD_{}&clientRequestId={}",
        "0".repeat(65),
        "x".repeat(65)
    );
    check_hint(&long, None, None, None);
}

#[test]
fn a_hint_says_whether_there_is_a_recording_or_a_question() {
    let hint = |body: &str| verify(body, &Entries::default(), 0).unwrap_err().hint;
    let recorded = hint(RECORDED);
    assert_eq!((recorded.recording, recorded.routing), (true, false));
    let question = hint("CallId=c&From=1");
    assert_eq!((question.recording, question.routing), (false, true));
    let other = hint(r#"{"event":"wallet.low_balance"}"#);
    assert_eq!((other.recording, other.routing), (false, false));
}

#[cfg(not(target_family = "wasm"))]
mod at_random {
    use super::*;

    const NAMES: [&str; 20] = [
        "event",
        "kind",
        "event_kind",
        "data",
        "payload",
        "signed_at",
        "signature",
        "call_id",
        "sessionId",
        "CallSid",
        "from",
        "To",
        "callSessionState",
        "isActive",
        "direction",
        "durationInSeconds",
        "Digits",
        "recordingUrl",
        "clientRequestId",
        "occurred_at",
    ];
    const TEXTS: [&str; 14] = [
        "",
        " ",
        "call.answered",
        "call.routing",
        "HD_00ff",
        CALL,
        "+254700000001",
        "busy",
        "Completed",
        "1",
        "true",
        "\u{2028}<&>\u{0}",
        "é",
        "1790000000",
    ];

    fn text(random: &mut fastrand::Rng) -> String {
        if random.bool() {
            return random.choice(TEXTS).unwrap().to_owned();
        }
        let length = random.usize(..40);
        std::iter::repeat_with(|| random.char(..))
            .take(length)
            .collect()
    }

    fn value(random: &mut fastrand::Rng, depth: u8) -> Value {
        match random.u8(..if depth == 0 { 5 } else { 7 }) {
            0 => Value::Null,
            1 => json!(random.bool()),
            2 => json!(random.i64(..)),
            3 => json!(random.f64() * 1e30),
            4 => json!(text(random)),
            5 => (0..random.u8(..4))
                .map(|_| value(random, depth - 1))
                .collect(),
            _ => object(random, depth - 1),
        }
    }

    fn object(random: &mut fastrand::Rng, depth: u8) -> Value {
        let count = random.u8(..12);
        let fields = (0..count).map(|_| {
            let name = random.choice(NAMES).unwrap().to_owned();
            (name, value(random, depth))
        });
        Value::Object(fields.collect())
    }

    fn body(random: &mut fastrand::Rng) -> String {
        match random.u8(..4) {
            0 => text(random),
            1 => {
                let pairs = (0..random.u8(..8)).map(|_| {
                    let name = random.choice(NAMES).unwrap();
                    format!("{name}={}", text(random))
                });
                pairs.collect::<Vec<_>>().join("&")
            }
            2 => object(random, 3).to_string(),
            _ => {
                let body = object(random, 3).to_string();
                let cut = random.usize(..=body.len());
                String::from_utf8_lossy(&body.as_bytes()[..cut]).into_owned()
            }
        }
    }

    fn header(random: &mut fastrand::Rng) -> String {
        if random.bool() {
            return text(random);
        }
        let parts = (0..random.u8(..5)).map(|_| {
            let name = random.choice(["t", "v1", "v2", "", "="]).unwrap();
            let value = match random.u8(..3) {
                0 => SIGNED_AT.to_string(),
                1 => seal("x"),
                _ => text(random),
            };
            format!("{name}={value}")
        });
        parts.collect::<Vec<_>>().join(",")
    }

    #[test]
    fn nothing_makes_the_reader_panic_and_nothing_unsigned_is_believed() {
        for seed in 0..4000 {
            let random = &mut fastrand::Rng::with_seed(seed);
            let (body, header, kind) = (body(random), header(random), text(random));
            let headers = headers(&[
                ("X-Sautikit-Signature", &header),
                ("X-Sautikit-Event", &kind),
            ]);
            let Ok(outcome) = std::panic::catch_unwind(|| Delivery::read(&body, &headers)) else {
                panic!("seed {seed} made it panic: {body} {header}");
            };
            let Ok(delivery) = outcome else { continue };
            let secret = [Secret::new(SECRET).unwrap()];
            let at = Timestamp::from_millis(SIGNED_AT * 1000);
            let outcome = delivery.verify(&secret, at, |_| Some(at));
            assert!(
                outcome.is_err(),
                "seed {seed} was believed: {body} {header}"
            );
        }
    }

    #[test]
    fn whatever_a_sender_signs_and_the_platform_prints_again_is_believed() {
        for seed in 0..1000 {
            let random = &mut fastrand::Rng::with_seed(seed);
            let printed =
                Value::from_iter([("x", text(random)), ("occurred_at", "now".to_owned())])
                    .to_string();
            let mut sent = if random.bool() {
                escaped(&printed)
            } else {
                printed.clone()
            };
            if random.bool() {
                sent.push('\n');
            }
            let header = if random.bool() {
                seal(&sent)
            } else {
                format!("t={SIGNED_AT},v1={}", seal(&format!("{sent}.{SIGNED_AT}")))
            };
            let secret = [Secret::new(SECRET).unwrap()];
            let at = Timestamp::from_millis(SIGNED_AT * 1000);
            let signed =
                Delivery::read(&printed, &headers(&[("X-Sautikit-Signature", &header)])).unwrap();
            assert!(
                signed.verify(&secret, at, |_| Some(at)).is_ok(),
                "seed {seed}: {printed}"
            );
        }
    }
}
