//! The border on wasm: promises, thenables, foreign errors, and what the shim gets back.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

/// A platform whose methods are given as JavaScript source.
fn platform(methods: &str) -> Platform {
    js_sys::eval(&format!("({{ {methods} }})"))
        .unwrap()
        .unchecked_into()
}

struct Sample;

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct SampleValue {
    text: String,
    id: u64,
    #[serde(default)]
    more: Option<String>,
}

impl Record for Sample {
    type Value = SampleValue;
    const LIFETIME: Option<u32> = Some(60);

    fn key(&self) -> String {
        "sample".to_owned()
    }
}

fn value() -> SampleValue {
    SampleValue {
        text: "Söd 🙂 \u{0}".to_owned(),
        id: 67_013_469_919,
        more: None,
    }
}

struct Ask;

impl Call for Ask {
    const TEMPLATE: &'static str = "ask";
    type Reply = Vec<u8>;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("id", "a%2Fb".to_owned())]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(value())
    }
}

#[wasm_bindgen_test]
async fn a_record_comes_back_as_it_was_stored() {
    let platform = platform(
        "set(key, value, options) { this.seen = JSON.stringify([key, options]); this.value = value; return Promise.resolve({ Created: true }); },
         get() { return Promise.resolve(this.value); }",
    );
    platform.store(&Sample, &value()).await.unwrap();
    assert_eq!(platform.load(&Sample).await.unwrap(), Some(value()));
    let seen = Reflect::get(&platform, &"seen".into())
        .unwrap()
        .as_string()
        .unwrap();
    assert_eq!(seen, r#"["sample",{"ttl":60}]"#);
}

#[wasm_bindgen_test]
async fn a_null_that_the_store_made_of_an_empty_text_is_read_as_absent() {
    let platform = platform("get: () => Promise.resolve({ text: 'a', id: 1, more: null })");
    assert_eq!(platform.load(&Sample).await.unwrap().unwrap().more, None);
}

#[wasm_bindgen_test]
async fn an_absent_record_is_none_and_erasing_it_is_no_error() {
    let platform = platform(
        "get: () => Promise.reject({ status: 404, message: 'Record not found' }),
         delete: () => Promise.reject({ status: 404, message: 'Record not found' })",
    );
    assert_eq!(platform.load(&Sample).await.unwrap(), None);
    Host::erase(&platform, &Sample).await.unwrap();
}

impl List for SampleValue {
    const ENTITY: &'static str = "sample";
}

#[wasm_bindgen_test]
async fn a_list_is_read_page_by_page_up_to_the_fifth() {
    for (pages, read) in [(1, 1), (3, 3), (9, 5)] {
        let platform = platform(&format!(
            "rows(entity, options) {{
               const page = options.next ? options.next.marker : 1;
               const records = [{{ display_id: String(page), data: {{ text: options.query.text, id: page }} }}];
               return Promise.resolve({{ records, links: page < {pages} ? {{ next: {{ marker: page + 1 }} }} : {{}} }});
             }}"
        ));
        let rows = Host::rows::<SampleValue>(&platform, Some(("text", "a"))).await;
        let read_ids: Vec<u64> = rows.unwrap().iter().map(|row| row.value.id).collect();
        assert_eq!(read_ids, (1..=read).collect::<Vec<u64>>());
    }
}

#[wasm_bindgen_test]
async fn a_claim_is_lost_only_when_the_platform_says_so() {
    let won = platform("set: () => Promise.resolve({ Created: true })");
    assert_eq!(won.claim(&Sample, &value()).await.unwrap(), Claim::Won);
    let lost = platform(
        "set: () => Promise.reject({ status: 400, message: 'The setIf conditional request failed' })",
    );
    assert_eq!(lost.claim(&Sample, &value()).await.unwrap(), Claim::Taken);
    let broken = platform(
        "set: () => Promise.reject({ status: 400, message: 'Key length should not exceed 30 characters' })",
    );
    let error = broken.claim(&Sample, &value()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not store sample: Key length should not exceed 30 characters"
    );
}

#[wasm_bindgen_test]
async fn every_shape_of_failure_becomes_an_error() {
    for (methods, reason) in [
        (
            "get: () => Promise.reject('a text')",
            "the platform gave no reason",
        ),
        (
            "get: () => Promise.reject(undefined)",
            "the platform gave no reason",
        ),
        (
            "get: () => Promise.reject(null)",
            "the platform gave no reason",
        ),
        (
            "get: () => Promise.reject({ status: '404', message: 7 })",
            "the platform gave no reason",
        ),
        (
            "get: () => Promise.reject({ get message() { throw new Error('x') } })",
            "the platform gave no reason",
        ),
    ] {
        let error = platform(methods).load(&Sample).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("could not load sample: {reason}"),
            "{methods}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_request_carries_its_context_and_body_and_its_reply_is_read_from_text() {
    let platform = platform(
        "request(template, options) { this.seen = JSON.stringify([template, options]); return Promise.resolve({ status: 200, response: '[1,2]' }); }",
    );
    assert_eq!(platform.call(&Ask).await.unwrap(), [1, 2]);
    let seen = Reflect::get(&platform, &"seen".into())
        .unwrap()
        .as_string()
        .unwrap();
    let body = serde_json::to_string(&serde_json::to_string(&value()).unwrap()).unwrap();
    assert_eq!(
        seen,
        format!(r#"["ask",{{"context":{{"caller":"switchboard","id":"a%2Fb"}},"body":{body}}}]"#)
    );
}

#[wasm_bindgen_test]
async fn a_refused_request_keeps_its_status_and_an_unreadable_reply_is_told_apart() {
    let refused = platform(
        "request: () => Promise.reject({ status: 402, response: '{\"code\":\"x\"}', headers: {} })",
    );
    assert_eq!(refused.call(&Ask).await.unwrap_err().status(), 402);
    for reply in [
        "{ response: '<html>' }",
        "{ response: 7 }",
        "{}",
        "undefined",
    ] {
        let unreadable = platform(&format!("request: () => Promise.resolve({reply})"));
        let error = unreadable.call(&Ask).await.unwrap_err();
        assert!(
            matches!(
                error.kind(),
                ErrorKind::Unreadable {
                    template: "ask",
                    ..
                }
            ),
            "{reply}: {error:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn random_bytes_differ_and_fill_the_whole_buffer() {
    let platform = platform("");
    let (mut first, mut second) = ([0; 32], [0; 32]);
    platform.random(&mut first).unwrap();
    platform.random(&mut second).unwrap();
    assert_ne!(first, second);
    assert!(first[16..].iter().any(|byte| *byte != 0));
}

#[wasm_bindgen_test]
async fn a_handler_rejects_with_a_status_and_a_sentence() {
    let error = handle(
        platform(""),
        "placeCall".to_owned(),
        r#"{"iparams":{}}"#.to_owned(),
    )
    .await
    .unwrap_err();
    let shown = String::from(JSON::stringify(&error).unwrap());
    assert_eq!(
        shown,
        r#"{"status":400,"message":"Voice is off: enter the Sautikit API key."}"#
    );
}

#[wasm_bindgen_test]
async fn an_event_without_an_answer_gives_null() {
    let answer = handle(
        platform("log() {}"),
        "onExternalEventHandler".to_owned(),
        r#"{"iparams":{},"data":{}}"#.to_owned(),
    )
    .await
    .unwrap();
    assert!(answer.is_null());
}

#[wasm_bindgen_test]
fn times_are_written_with_whole_seconds() {
    let moment = Timestamp::from_millis(1_795_410_000_999);
    assert_eq!(platform("").utc_text(moment), "2026-11-23T05:00:00Z");
}
