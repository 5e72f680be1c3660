//! `$db.update`: facts 7.

use serde_json::{Value, json};

use super::db::{app, check, condition_failed, created, error, not_found, updated};

fn invalid_path() -> Value {
    error(
        400,
        "One or more paths in the attributes are invalid or overlapping with each other",
    )
}

#[tokio::test]
async fn increments_add_numbers() {
    check(
        &app().await,
        [
            (json!(["update", "k", "increment", { "n": 2 }]), updated()),
            (
                json!(["update", "k", "increment", { "n": -0.5, "m": 3 }]),
                updated(),
            ),
            (json!(["get", "k"]), json!({ "n": 1.5, "m": 3 })),
            (json!(["set", "k", { "n": "text", "z": null }]), created()),
            (json!(["update", "k", "increment", { "z": 4 }]), updated()),
            (
                json!(["update", "k", "increment", { "n": 1 }]),
                error(400, "Mandatory attributes missing"),
            ),
            (
                json!(["update", "k", "increment", { "n": "1" }]),
                error(
                    400,
                    "The value passed to increment should be of type number",
                ),
            ),
            (
                json!(["update", "k", "increment", { "": 1 }]),
                error(
                    400,
                    "Keys or paths inside attributes object cannot be blank",
                ),
            ),
            (json!(["get", "k"]), json!({ "n": "text", "z": 4 })),
        ],
    )
    .await;
}

#[tokio::test]
async fn appending_adds_to_lists() {
    let wrong = error(
        400,
        "The value passed to append should be of type array and should not be an empty array",
    );
    check(
        &app().await,
        [
            (json!(["update", "k", "append", { "l": [1] }]), updated()),
            (
                json!(["update", "k", "append", { "l": [2, [3]], "m": ["a"] }]),
                updated(),
            ),
            (json!(["get", "k"]), json!({ "l": [1, 2, [3]], "m": ["a"] })),
            (json!(["update", "k", "append", { "l": [] }]), wrong.clone()),
            (json!(["update", "k", "append", { "l": 1 }]), wrong),
            (json!(["set", "k", { "l": "text" }]), created()),
            (
                json!(["update", "k", "append", { "l": [1] }]),
                error(400, "Mandatory attributes missing"),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn paths_are_set() {
    check(
        &app().await,
        [
            (
                json!(["update", "k", "set", { "a": { "b": [1, { "c": 2 }] } }]),
                updated(),
            ),
            (
                json!(["update", "k", "set", { "a.b[1].c": 3, "a.b[0]": "zero", "a.new": "" }]),
                updated(),
            ),
            (
                json!(["update", "k", "set", { "a.b[9]": "last" }]),
                updated(),
            ),
            (
                json!(["get", "k"]),
                json!({ "a": { "b": ["zero", { "c": 3 }, "last"], "new": "" } }),
            ),
            (json!(["update", "k", "set", { "x.y": 1 }]), invalid_path()),
            (
                json!(["update", "k", "set", { "a.made": { "d": 1 }, "a.made.d": 2 }]),
                invalid_path(),
            ),
            (
                json!(["update", "k", "set", { "a.b[0].c": 1 }]),
                json!({ "message": "Failed to update data" }),
            ),
            (
                json!(["update", "k", "set", { "": 1 }]),
                error(
                    422,
                    "Keys or paths inside attributes object cannot be blank",
                ),
            ),
            (
                json!(["get", "k"]),
                json!({ "a": { "b": ["zero", { "c": 3 }, "last"], "new": "" } }),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn paths_are_removed() {
    let absent = error(
        400,
        "The specified key for remove operation does not exist in the data store",
    );
    check(
        &app().await,
        [
            (json!(["update", "k", "remove", ["a"]]), absent),
            (
                json!(["set", "k", { "a": { "b": [1, 2, 3], "c": 4 }, "d": 5 }]),
                created(),
            ),
            (
                json!(["update", "k", "remove", ["a.b[1]", "a.c", "absent", "d"]]),
                updated(),
            ),
            (json!(["get", "k"]), json!({ "a": { "b": [1, 3] } })),
            (json!(["update", "k", "remove", ["x.y"]]), invalid_path()),
            (
                json!(["update", "k", "remove", [7]]),
                json!({ "message": "Failed to update data" }),
            ),
            (
                json!(["update", "k", "remove", [""]]),
                error(
                    422,
                    "Keys or paths inside attributes object cannot be blank",
                ),
            ),
            (
                json!(["update", "k", "remove", { "a": 1 }]),
                error(
                    400,
                    "The attributes object passed to remove action should be of type array",
                ),
            ),
            (json!(["update", "k", "remove", ["a"]]), updated()),
            (json!(["get", "k"]), not_found()),
            (
                json!(["set", "k", { "a": 1 }, { "setIf": "not_exist" }]),
                condition_failed(),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn updates_are_checked() {
    let empty = error(
        400,
        "Attributes object cannot be empty and should be of type JSON or Array",
    );
    check(
        &app().await,
        [
            (
                json!(["update", "k", "replace", { "a": 1 }]),
                error(400, "Invalid action replace for update"),
            ),
            (json!(["update", "k", "set", {}]), empty.clone()),
            (json!(["update", "k", "remove", []]), empty.clone()),
            (json!(["update", "k", "set", "text"]), empty.clone()),
            (json!(["update", "k", "set"]), empty),
            (json!(["get", "k"]), not_found()),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_record_cannot_grow_beyond_its_limit() {
    let large = error(400, "Item size exceeded the maximum limit of 40 KB");
    let half = "x".repeat(30 * 1024);
    check(
        &app().await,
        [
            (json!(["set", "k", { "a": [half] }]), created()),
            (json!(["update", "k", "set", { "b": half }]), large.clone()),
            (json!(["update", "k", "append", { "a": [half] }]), large),
            (json!(["get", "k"]), json!({ "a": [half] })),
        ],
    )
    .await;
}
