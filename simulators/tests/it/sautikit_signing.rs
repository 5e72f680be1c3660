//! Where events and callbacks are signed, over which text, with which secret, and under which headers.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use simulators::sautikit::{
    CallbackContract, Contract, Encoder, EventsSecret, HeaderCasing, HeaderSet, InboundScript,
    Missed, RawEvent, Scheme, SignatureMode, SignedAt, Switches,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::receiver::Received;
use crate::sautikit_sim::{CUSTOMER, OURS, SECRET, Workspace};

const NOW: i64 = 1_782_893_700;

const CONTRACTS: [Contract; 5] = [
    Contract::Blog,
    Contract::Docs,
    Contract::Guide,
    Contract::PbxJson,
    Contract::PbxForm,
];

fn hex(secret: &str, message: &str) -> String {
    let mut hmac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    hmac.update(message.as_bytes());
    let bytes = hmac.finalize().into_bytes();
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}

fn timestamped(secret: &str, text: &str, at: i64) -> String {
    format!("t={at},v1={}", hex(secret, &format!("{text}.{at}")))
}

/// The last event of a missed call, sent under these switches.
async fn told(change: impl FnOnce(&mut Switches)) -> Received {
    let workspace = Workspace::open().await;
    workspace.sim.switch(change);
    let script = InboundScript::Missed(Missed::NoAnswer);
    workspace.incoming(script).await;
    workspace.receiver.received().pop().unwrap()
}

#[tokio::test]
async fn a_timestamped_header_signs_the_body_as_it_was_sent_and_then_the_time() {
    for contract in CONTRACTS {
        let received = told(|switches| {
            switches.contract = contract;
            switches.scheme = Scheme::Timestamped;
        })
        .await;
        let expected = timestamped(SECRET, &received.text, NOW);
        assert_eq!(
            received.header("x-sautikit-signature"),
            expected,
            "{contract:?}"
        );
        assert!(!received.text.contains("signature"), "{contract:?}");
    }
}

#[tokio::test]
async fn a_bare_header_signs_the_body_alone_and_no_scheme_signs_nothing() {
    for contract in CONTRACTS {
        for (scheme, is_signed) in [(Scheme::Bare, true), (Scheme::None, false)] {
            let received = told(|switches| {
                switches.contract = contract;
                switches.scheme = scheme;
            })
            .await;
            let expected = is_signed.then(|| hex(SECRET, &received.text));
            assert_eq!(
                received.header("x-sautikit-signature"),
                expected.unwrap_or_default(),
                "{contract:?}"
            );
            assert!(!received.text.contains("signature"), "{contract:?}");
        }
    }
}

#[tokio::test]
async fn a_contract_is_signed_where_its_source_shows_it_unless_told_otherwise() {
    for contract in CONTRACTS {
        let received = told(|switches| switches.contract = contract).await;
        let header = received.header("x-sautikit-signature");
        if contract == Contract::Blog {
            assert_eq!(header, "");
            assert!(received.json()["signature"].is_string());
        } else {
            assert_eq!(header, timestamped(SECRET, &received.text, NOW));
        }
    }
}

#[tokio::test]
async fn a_header_is_wrong_in_the_way_the_switch_tells() {
    for (mode, at, is_right) in [
        (SignatureMode::Right, NOW, true),
        (SignatureMode::Stale, NOW - 600, true),
        (SignatureMode::Future, NOW + 600, true),
        (SignatureMode::None, NOW, false),
        (SignatureMode::Wrong, NOW, false),
        (SignatureMode::Truncated, NOW, false),
        (SignatureMode::NonHex, NOW, false),
        (SignatureMode::NonAscii, NOW, false),
        (SignatureMode::OtherSecret, NOW, false),
    ] {
        for scheme in [Scheme::Timestamped, Scheme::Bare] {
            let received = told(|switches| {
                switches.contract = Contract::Docs;
                switches.scheme = scheme;
                switches.signature = mode;
            })
            .await;
            let header = received.header("x-sautikit-signature");
            let right = if scheme == Scheme::Bare {
                hex(SECRET, &received.text)
            } else {
                timestamped(SECRET, &received.text, at)
            };
            assert_eq!(header == right, is_right, "{mode:?} {scheme:?}");
            assert_eq!(header.is_empty(), mode == SignatureMode::None);
        }
    }
}

#[tokio::test]
async fn what_an_encoder_writes_is_what_is_sent_and_signed() {
    for (encoder, part) in [
        (Encoder::Compact, "\"data\":{\"call_id\""),
        (Encoder::Go, "\\u0026X-Amz-Expires"),
        (Encoder::GoNewline, "}}\n"),
        (Encoder::Pretty, "\"data\": {\n    \"call_id\": "),
    ] {
        let workspace = Workspace::open().await;
        workspace.sim.switch(|switches| {
            switches.contract = Contract::Docs;
            switches.encoder = encoder;
        });
        let script = InboundScript::Missed(Missed::NoAnswer);
        let call = workspace.incoming(script).await;
        workspace.sim.finish_recording(&call).await;
        let received = workspace.receiver.received().pop().unwrap();
        assert!(
            received.text.contains(part),
            "{encoder:?}: {}",
            received.text
        );
        let expected = timestamped(SECRET, &received.text, NOW);
        assert_eq!(received.header("x-sautikit-signature"), expected);
        assert_eq!(received.json()["kind"], "call.recording.ready");
    }
}

#[tokio::test]
async fn events_can_be_signed_with_the_workspaces_secret_while_callbacks_keep_the_numbers() {
    let workspace = Workspace::with(|config| {
        config.workspace_secret = "whsec_ws".to_owned();
        config.switches.contract = Contract::PbxForm;
        config.switches.callback_contract = CallbackContract::PbxForm;
        config.switches.events_secret = EventsSecret::Workspace;
    })
    .await;
    workspace.incoming(InboundScript::Routed).await;
    for (path, secret) in [("/events", "whsec_ws"), ("/voice", SECRET)] {
        let received = workspace.receiver.at(path).remove(0);
        let expected = timestamped(secret, &received.text, NOW);
        assert_eq!(received.header("x-sautikit-signature"), expected, "{path}");
    }
    let callback = workspace.receiver.at("/voice").remove(0);
    assert_eq!(callback.header("x-sautikit-event-kind"), "");
}

#[tokio::test]
async fn events_have_the_headers_of_the_set_that_the_switch_names() {
    let v1 = ["x-sautikit-event-id", "x-sautikit-event-kind"];
    let pages = ["x-sautikit-event", "x-sautikit-idempotency-key"];
    for (contract, set, expected) in [
        (Contract::Blog, HeaderSet::Published, &[][..]),
        (Contract::Blog, HeaderSet::V1, &v1),
        (Contract::Docs, HeaderSet::Published, &v1),
        (Contract::PbxForm, HeaderSet::Published, &v1),
        (Contract::PbxForm, HeaderSet::EventPages, &pages),
        (Contract::PbxForm, HeaderSet::None, &[]),
    ] {
        let received = told(|switches| {
            switches.contract = contract;
            switches.headers = set;
            switches.scheme = Scheme::None;
        })
        .await;
        let names = received.headers.keys().map(ToString::to_string);
        let found = names.filter(|name| name.starts_with("x-sautikit"));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{contract:?} {set:?}");
        if set == HeaderSet::EventPages {
            assert_eq!(received.header("x-sautikit-event"), "call.failed");
            assert_eq!(received.header("x-sautikit-idempotency-key").len(), 36);
        }
    }
}

#[tokio::test]
async fn header_names_are_written_as_the_switch_says() {
    for (casing, name) in [
        (
            HeaderCasing::Canonical,
            "\r\nX-Sautikit-Event-Kind: call.failed\r\n",
        ),
        (
            HeaderCasing::Lower,
            "\r\nx-sautikit-event-kind: call.failed\r\n",
        ),
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/e", listener.local_addr().unwrap());
        let workspace = Workspace::with(|config| {
            config.numbers[0].events_url = Some(url);
            config.switches.contract = Contract::Docs;
            config.switches.emits_started = false;
            config.switches.header_casing = casing;
        })
        .await;
        let reading = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = vec![0; 4096];
            let length = stream.read(&mut head).await.unwrap();
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .await
                .unwrap();
            String::from_utf8_lossy(&head[..length]).into_owned()
        });
        let script = InboundScript::Missed(Missed::NoAnswer);
        workspace.incoming(script).await;
        let head = reading.await.unwrap();
        assert!(head.contains(name), "{head}");
    }
}

#[tokio::test]
async fn a_late_event_is_signed_for_the_time_that_the_switch_names() {
    for (signed_at, expected) in [(SignedAt::Sending, NOW + 400), (SignedAt::Happening, NOW)] {
        let workspace = Workspace::open().await;
        workspace.sim.switch(|switches| {
            switches.emits_started = false;
            switches.holds_events = true;
            switches.signed_at = signed_at;
        });
        let script = InboundScript::Missed(Missed::NoAnswer);
        workspace.incoming(script).await;
        workspace.advance(400).await;
        workspace.sim.release_events(&[0]).await;
        assert_eq!(
            workspace.receiver.last("call.failed")["signed_at"],
            expected
        );
    }
}

#[tokio::test]
async fn a_raw_body_is_signed_in_a_header_and_sent_with_any_headers() {
    let workspace = Workspace::open().await;
    let event = json!({"kind": "call.recording.ready", "event_id": "e-1", "data": {
        "call_id": "c-1", "download_url": "https://storage.example.com/r.wav?a=1&b=2"
    }});
    let raw = RawEvent {
        scheme: Scheme::Timestamped,
        encoder: Encoder::Go,
        secret: Some("whsec_test_0123456789abcdef".to_owned()),
        headers: [("X-Sautikit-Event-Id".to_owned(), "e-1".to_owned())].into(),
        ..RawEvent::new(event)
    };
    workspace.sim.emit(raw).await.unwrap();
    let received = workspace.receiver.received().pop().unwrap();
    assert!(received.text.contains("a=1\\u0026b=2"));
    let expected = timestamped("whsec_test_0123456789abcdef", &received.text, NOW);
    assert_eq!(received.header("x-sautikit-signature"), expected);
    assert_eq!(received.header("x-sautikit-event-id"), "e-1");

    let order = json!({
        "event": format!("callerNumber={CUSTOMER}&destinationNumber={OURS}"),
        "content_type": "application/x-www-form-urlencoded",
        "scheme": "bare",
        "headers": {"X-Sautikit-Event-Kind": "call.failed"}
    });
    workspace.control("POST", "emit", Some(order)).await;
    let received = workspace.receiver.received().pop().unwrap();
    let header = received.header("x-sautikit-signature");
    assert_eq!(header, hex(SECRET, &received.text));
    assert_eq!(received.header("x-sautikit-event-kind"), "call.failed");
}
