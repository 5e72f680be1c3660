//! How channels are connected: at the installation, again by the app itself, by a button, later on, and how that ends.

use serde_json::{Map, Value, json};

use crate::channels::{self, write};
use crate::native::Native;
use crate::vendors::Vendors;

const PASSCODE: &str = "correct horse battery";

fn parameters(changes: Value) -> Map<String, Value> {
    let mut parameters = channels::parameters();
    parameters.insert("admin_passcode".to_owned(), json!(PASSCODE));
    parameters.extend(serde_json::from_value::<Map<String, Value>>(changes).unwrap());
    parameters
}

/// Where a channel posts to, if anywhere.
fn entered(native: &Native, channel: &str) -> Option<String> {
    let entered = native.vendors(|vendors| vendors.chat.webhooks.get(channel).cloned());
    entered.filter(|url| !url.is_empty())
}

fn is_ours(native: &Native, channel: &str) -> bool {
    entered(native, channel).is_some_and(|url| url.contains(&format!("?options={channel}")))
}

fn ask(native: &Native, function: &str, mut arguments: Value) -> Value {
    native.invoke("openAdmin", &json!({"passcode": PASSCODE}));
    arguments["token"] = native.answers().last().unwrap()["token"].clone();
    native.invoke(function, &arguments);
    native.answers().last().unwrap().clone()
}

/// How a channel stands, as the set-up page says.
fn state(native: &Native, channel: &str) -> String {
    let told = ask(native, "checkSetup", json!({}));
    let channels = told["channels"].as_array().unwrap();
    let state = channels.iter().find(|it| it["channel"] == channel);
    state.unwrap()["state"].as_str().unwrap().to_owned()
}

fn unreachable() -> Vendors {
    let mut vendors = Vendors::default();
    vendors.chat.is_unreachable = true;
    vendors
}

#[test]
fn channels_are_connected_by_the_installation() {
    let native = Native::install(&parameters(json!({})));
    for channel in ["viber", "telegram"] {
        assert!(is_ours(&native, channel), "{channel}");
        assert_eq!(state(&native, channel), "ok");
    }
    assert_eq!(state(&native, "kakaotalk"), "pending");
    let told = ask(&native, "checkSetup", json!({}));
    let addresses = told["addresses"].as_array().unwrap();
    assert_eq!(addresses.len(), 1, "{addresses:?}");
    assert!(
        addresses[0]["url"]
            .as_str()
            .unwrap()
            .contains("?options=kakaotalk")
    );
}

#[test]
fn a_channel_that_cannot_reach_the_app_yet_is_tried_again_ever_more_seldom() {
    let native = Native::install_among(unreachable(), &parameters(json!({})));
    assert_eq!(entered(&native, "viber"), None);
    assert_eq!(state(&native, "viber"), "pending");
    assert!(is_ours(&native, "telegram"));
    native.forget_costs();
    for _ in 0..288 {
        native.wait(300);
    }
    assert_eq!(
        native.outcome()["requests"]["setViberWebhook"],
        json!(9),
        "in a day"
    );
    native.vendors(|vendors| vendors.chat.is_unreachable = false);
    for _ in 0..72 {
        native.wait(300);
    }
    assert!(is_ours(&native, "viber"));
}

#[test]
fn an_administrator_connects_a_channel_by_a_button() {
    let native = Native::install_among(unreachable(), &parameters(json!({})));
    let refused = ask(&native, "connectChannel", json!({"channel": "viber"}));
    assert_eq!(refused["status"], 409, "{refused}");
    native.vendors(|vendors| vendors.chat.is_unreachable = false);
    assert_eq!(
        ask(&native, "connectChannel", json!({"channel": "viber"})),
        Value::Null
    );
    assert!(is_ours(&native, "viber"));
    for unknown in ["kakaotalk", "sautikit", ""] {
        let refused = ask(&native, "connectChannel", json!({"channel": unknown}));
        assert_eq!(refused["status"], 404, "{refused}");
    }
    native.invoke(
        "connectChannel",
        &json!({"channel": "viber", "token": "guessed"}),
    );
    assert_eq!(native.answers().last().unwrap()["status"], 401);
}

#[test]
fn a_channel_that_is_chosen_later_connects_without_a_new_installation() {
    let mut native = Native::install(&parameters(json!({"systems": ["Viber"]})));
    assert_eq!(entered(&native, "telegram"), None);
    write(&native, "telegram", 1, "Habari");
    assert_eq!(native.vendors(|vendors| vendors.chat.users.len()), 0);
    native.edit(&parameters(json!({"systems": ["Viber", "Telegram"]})));
    native.wait(360);
    assert!(is_ours(&native, "telegram"));
    write(&native, "telegram", 2, "Habari");
    assert_eq!(native.vendors(|vendors| vendors.chat.users.len()), 1);
}

#[test]
fn channels_are_added_to_an_app_that_had_only_the_phone() {
    let mut native = Native::install(&Map::new());
    native.edit(&parameters(json!({"systems": ["Voice", "Telegram"]})));
    native.wait(360);
    assert!(is_ours(&native, "telegram"));
    write(&native, "telegram", 1, "Habari");
    assert_eq!(native.vendors(|vendors| vendors.chat.users.len()), 1);
}

#[test]
fn removing_the_app_takes_out_only_what_is_still_ours() {
    let native = Native::install(&parameters(json!({})));
    let theirs = "https://other.example/hook".to_owned();
    native.vendors(|vendors| vendors.chat.webhooks.insert("viber", theirs.clone()));
    assert_eq!(state(&native, "viber"), "failed");
    native.uninstall();
    assert_eq!(entered(&native, "viber"), Some(theirs));
    assert_eq!(entered(&native, "telegram"), None);
}

#[test]
fn an_address_is_taken_out_though_the_answer_that_it_was_entered_was_lost() {
    let native = Native::install_among(unreachable(), &parameters(json!({})));
    let telegrams = entered(&native, "telegram").unwrap();
    let ours = telegrams.replace(&native.label("telegram"), &native.label("viber"));
    native.vendors(|vendors| {
        vendors.chat.is_unreachable = false;
        vendors.chat.webhooks.insert("viber", ours);
    });
    assert!(is_ours(&native, "viber"));
    native.uninstall();
    assert_eq!(entered(&native, "viber"), None);
}

#[test]
fn a_channel_that_is_not_chosen_any_more_is_disconnected() {
    let mut native = Native::install(&parameters(json!({})));
    native.edit(&parameters(json!({"systems": ["Telegram"]})));
    native.wait(360);
    assert_eq!(entered(&native, "viber"), None);
    assert!(is_ours(&native, "telegram"));
    native.edit(&parameters(json!({"systems": ["Viber"]})));
    native.wait(300);
    assert!(is_ours(&native, "viber"));
    assert_eq!(entered(&native, "telegram"), None);
}
