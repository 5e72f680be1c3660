//! `$db`, all but `update`: facts 7.

use std::time::Duration;

use platform::store::{DbError, DbOperation};
use platform::{Limits, Options};
use serde_json::{Value, json};

use super::support::{Running, TinyApp};

/// Carries out `args.calls`, each `[method, …arguments]`, and tells each result or error.
const CALLS: &str = "const told = [];
    for (const [method, ...given] of args.calls) { told.push(await $db[method](...given).catch((e) => e)); }
    return told";

async fn install(change: impl FnOnce(&mut Options)) -> Running {
    let app = TinyApp::probe(CALLS);
    app.install_with(|options| {
        options.limits = Limits::unlimited();
        change(options);
    })
    .await
}

pub(super) async fn app() -> Running {
    install(|_| {}).await
}

/// Makes the calls and compares what each brings.
pub(super) async fn check<const N: usize>(app: &Running, steps: [(Value, Value); N]) {
    let (calls, expected): (Vec<_>, Vec<_>) = steps.into_iter().unzip();
    let told = app.run(json!({ "calls": calls })).await;
    for ((call, told), expected) in calls.iter().zip(told.as_array().unwrap()).zip(&expected) {
        assert_eq!(told, expected, "{call}");
    }
}

pub(super) fn created() -> Value {
    json!({ "Created": true })
}

pub(super) fn updated() -> Value {
    json!({ "Updated": true })
}

pub(super) fn error(status: u16, message: &str) -> Value {
    json!({ "message": message, "status": status })
}

pub(super) fn not_found() -> Value {
    error(404, "Record not found")
}

pub(super) fn condition_failed() -> Value {
    error(400, "The setIf conditional request failed")
}

#[tokio::test]
async fn records_are_written_read_replaced_and_removed() {
    check(
        &app().await,
        [
            (json!(["get", "k"]), not_found()),
            (
                json!(["set", "k", { "a": 1, "b": { "c": [true] } }]),
                created(),
            ),
            (json!(["get", "k"]), json!({ "a": 1, "b": { "c": [true] } })),
            (json!(["set", "k", { "z": 2 }]), created()),
            (json!(["get", "k"]), json!({ "z": 2 })),
            (json!(["delete", "k"]), json!({ "Deleted": true })),
            (json!(["delete", "k"]), json!({ "Deleted": true })),
            (json!(["get", "k"]), not_found()),
        ],
    )
    .await;
}

#[tokio::test]
async fn keys_are_checked() {
    let missing = error(400, "Mandatory attributes (key or value) is missing");
    let long = error(400, "Key length should not exceed 60 characters");
    let value = json!({ "a": 1 });
    check(
        &app().await,
        [
            (json!(["set", "", value]), missing.clone()),
            (json!(["set"]), missing.clone()),
            (json!(["get"]), missing.clone()),
            (json!(["update", null, "set", value]), missing.clone()),
            (json!(["delete", ""]), missing),
            (
                json!(["set", {}, value]),
                error(400, "The key cannot be blank"),
            ),
            (json!(["set", "k".repeat(60), value]), created()),
            (json!(["set", "k".repeat(61), value]), long.clone()),
            (json!(["set", "😀".repeat(31), value]), long.clone()),
            (json!(["set", "k", { "n".repeat(61): 1 }]), long.clone()),
            (
                json!(["update", "k".repeat(61), "set", value]),
                long.clone(),
            ),
            (json!(["update", "k", "set", { "n".repeat(61): 1 }]), long),
            (json!(["set", 7, value]), created()),
            (json!(["get", "7"]), value),
        ],
    )
    .await;
}

#[tokio::test]
async fn values_are_checked() {
    let missing = error(400, "Mandatory attributes (key or value) is missing");
    let blank = |status| {
        error(
            status,
            "The value cannot be blank and should be of type JSON",
        )
    };
    let nameless = error(400, "Mandatory attributes Missing");
    check(
        &app().await,
        [
            (json!(["set", "k"]), missing.clone()),
            (json!(["set", "k", ""]), missing.clone()),
            (json!(["set", "k", 0]), missing.clone()),
            (json!(["set", "k", false]), missing),
            (json!(["set", "k", {}]), blank(400)),
            (json!(["set", "k", []]), blank(400)),
            (json!(["set", "k", "text"]), blank(422)),
            (json!(["set", "k", ["a"]]), blank(422)),
            (json!(["set", "k", 7]), blank(422)),
            (json!(["set", "k", true]), blank(422)),
            (json!(["set", "k", { "": 1 }]), nameless.clone()),
            (json!(["set", "k", { "a": [{ "b": { "": 1 } }] }]), nameless),
            (json!(["get", "k"]), not_found()),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_json_cannot_tell_apart_becomes_null() {
    let app = TinyApp::probe(
        "await $db.set('k', { text: '', deep: [{ text: '' }, NaN], far: -Infinity, gone: undefined, zero: 0, no: false });
         return $db.get('k')",
    );
    assert_eq!(
        app.install().await.run(json!({})).await,
        json!({ "text": null, "deep": [{ "text": null }, null], "far": null, "zero": 0, "no": false })
    );
}

#[tokio::test]
async fn bookkeeping_names_cannot_be_kept() {
    check(
        &app().await,
        [
            (
                json!(["set", "k", { "createdAt": 1, "updatedAt": 2, "__expireAfter": 3, "a": 4 }]),
                created(),
            ),
            (json!(["get", "k"]), json!({ "a": 4 })),
            (json!(["set", "k", { "createdAt": 1 }]), created()),
            (json!(["get", "k"]), not_found()),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_size_counts_names_texts_numbers_and_booleans() {
    let large = error(
        400,
        "The combined size of the key and value should not exceed 40KB",
    );
    // One character of key, one of name; numbers count 8, booleans 1, and an array's indices their digits.
    let rest = 40 * 1024 - 2;
    let text = |length: usize| json!({ "a": "x".repeat(length) });
    let mixed = |length: usize| json!({ "a": ["x".repeat(length), 1, true, null] });
    let app = app().await;
    for (value, expected) in [
        (text(rest), created()),
        (text(rest + 1), large.clone()),
        (mixed(rest - 9 - 4), created()),
        (mixed(rest - 9 - 3), large),
    ] {
        check(&app, [(json!(["set", "k", value]), expected)]).await;
    }
}

#[tokio::test]
async fn strict_limits_are_the_old_kits() {
    let app = install(|options| {
        options.limits = Limits {
            db_per_minute: None,
            ..Limits::strict()
        };
    });
    check(
        &app.await,
        [
            (json!(["set", "k".repeat(30), { "a": 1 }]), created()),
            (
                json!(["set", "k".repeat(31), { "a": 1 }]),
                error(400, "Key length should not exceed 30 characters"),
            ),
            (
                json!(["set", "k", { "a": "x".repeat(8 * 1024) }]),
                error(
                    400,
                    "The combined size of the key and value should not exceed 8KB",
                ),
            ),
            (
                json!(["update", "k", "set", { "a": "x".repeat(8 * 1024) }]),
                error(400, "Item size exceeded the maximum limit of 8 KB"),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn options_are_checked() {
    let ttl = error(
        400,
        "Time to live(ttl) should be of type float and a non-zero value",
    );
    let set_if = error(
        422,
        "setIf can only take two values: \"exist\" or \"not_exist\"",
    );
    let set = |options: Value| json!(["set", "k", { "a": 1 }, options]);
    check(
        &app().await,
        [
            (set(json!({ "ttl": 0 })), ttl.clone()),
            (set(json!({ "ttl": "soon" })), ttl.clone()),
            (set(json!({ "ttl": null })), ttl),
            (set(json!({ "setIf": "always" })), set_if.clone()),
            (set(json!({ "setIf": true })), set_if),
            (
                set(json!({ "expire": 1 })),
                error(400, "Invalid option expire inside options"),
            ),
            (set(json!(null)), created()),
            (set(json!({ "ttl": 1.5 })), created()),
            (set(json!({ "ttl": -1 })), created()),
        ],
    )
    .await;
}

#[tokio::test]
async fn conditions_see_what_is_there() {
    let set = |condition: &str| json!(["set", "k", { "a": 1 }, { "setIf": condition }]);
    check(
        &app().await,
        [
            (set("exist"), condition_failed()),
            (set("not_exist"), created()),
            (set("not_exist"), condition_failed()),
            (set("exist"), created()),
        ],
    )
    .await;
}

#[tokio::test]
async fn of_many_writers_at_once_exactly_one_meets_the_condition() {
    let app = TinyApp::probe(
        "const tries = Array.from({ length: 20 }, (_, n) => $db.set('k', { n }, { setIf: 'not_exist' }).then(() => 1, () => 0));
         return (await Promise.all(tries)).reduce((a, b) => a + b)",
    );
    assert_eq!(app.install().await.run(json!({})).await, json!(1));
}

#[tokio::test]
async fn an_expired_record_is_gone_once_it_was_read() {
    let app = app().await;
    let set = || (json!(["set", "k", { "a": 1 }, { "ttl": 90.5 }]), created());
    let claim = json!(["set", "k", { "b": 1 }, { "setIf": "not_exist" }]);
    check(&app, [set(), (json!(["get", "k"]), json!({ "a": 1 }))]).await;
    app.clock.advance(Duration::from_millis(90_499));
    check(&app, [(json!(["get", "k"]), json!({ "a": 1 }))]).await;
    app.clock.advance(Duration::from_millis(1));
    check(
        &app,
        [
            (claim.clone(), condition_failed()),
            (json!(["get", "k"]), not_found()),
            (claim, created()),
        ],
    )
    .await;
}

#[tokio::test]
async fn expiry_can_be_eager() {
    let app = install(|options| options.limits.lazy_expiry = false).await;
    check(
        &app,
        [(json!(["set", "k", { "a": 1 }, { "ttl": 60 }]), created())],
    )
    .await;
    app.clock.advance(Duration::from_mins(1));
    check(
        &app,
        [
            (json!(["update", "k", "set", { "b": 2 }]), updated()),
            (json!(["get", "k"]), json!({ "b": 2 })),
        ],
    )
    .await;
}

#[tokio::test]
async fn writing_again_without_a_ttl_keeps_for_ever_and_updating_keeps_the_ttl() {
    let app = app().await;
    let with_ttl = |key: &str| (json!(["set", key, { "n": 1 }, { "ttl": 60 }]), created());
    check(
        &app,
        [
            with_ttl("rewritten"),
            (json!(["set", "rewritten", { "n": 2 }]), created()),
            with_ttl("changed"),
            (
                json!(["update", "changed", "increment", { "n": 1 }]),
                updated(),
            ),
            (
                json!(["set", "negative", { "n": 1 }, { "ttl": -60 }]),
                created(),
            ),
        ],
    )
    .await;
    app.clock.advance(Duration::from_hours(1));
    check(
        &app,
        [
            (json!(["get", "rewritten"]), json!({ "n": 2 })),
            (json!(["get", "changed"]), not_found()),
            (json!(["get", "negative"]), json!({ "n": 1 })),
        ],
    )
    .await;
}

#[tokio::test]
async fn fifty_operations_a_minute_count_pages_and_server_code_together() {
    let app = TinyApp::probe("return $db.get('k').catch((e) => e.status)")
        .install()
        .await;
    let page = || async {
        let operation = DbOperation::Get { key: json!("k") };
        app.platform.db(operation).await.unwrap_err().status
    };
    for _ in 0..25 {
        assert_eq!(app.run(json!({})).await, json!(404));
        assert_eq!(page().await, Some(404));
    }
    assert_eq!(app.run(json!({})).await, json!(429));
    assert_eq!(page().await, Some(429));
    app.clock.advance(Duration::from_mins(1));
    assert_eq!(page().await, Some(404));
}

#[tokio::test]
async fn a_page_finds_what_server_code_kept_but_not_before_the_installation() {
    let app = TinyApp::probe("return $db.set('k', { a: 1 })")
        .start()
        .await;
    let get = || DbOperation::Get { key: json!("k") };
    let early = app.platform.db(get()).await;
    assert!(
        matches!(early, Err(DbError { status: Some(404), message, .. }) if message == "Route not allowed")
    );
    app.platform.install(serde_json::Map::new()).await.unwrap();
    app.run(json!({})).await;
    assert_eq!(app.platform.db(get()).await, Ok(json!({ "a": 1 })));
    let blank = DbOperation::Set {
        key: json!(""),
        value: json!({ "a": 1 }),
        options: Value::Null,
    };
    let error = app.platform.db(blank).await.unwrap_err();
    assert_eq!(error.to_string(), "The key cannot be blank");
}
