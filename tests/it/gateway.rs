//! The app with a gateway: what it tells it, what it believes of it, and that each call is told once all the same.

use serde_json::{Map, Value, json};
use switchboard::host::Host as _;
use switchboard::pact::{Letter, Purpose, read_pass};
use switchboard::values::{AgentId, Secret};
use switchboard::voice::routing::Snapshot;

use crate::executor::run;
use crate::native::Native;
use crate::scenario::OUR_NUMBER;

const SECRET: &str = "a secret that app and gateway share";
const AMINA: u64 = 67_013_469_919;
const UUID: &str = "01900000-0000-7000-8000-000000000777";
const CUSTOMER: &str = "+254712345678";
const PASSCODE: &str = "correct horse battery";

/// What a gateway needs beside the demo parameters.
pub(crate) fn parameters() -> Map<String, Value> {
    let parameters = json!({"gateway_host": "voice.acme.example", "gateway_shared_secret": SECRET});
    parameters.as_object().unwrap().clone()
}

fn installed(changes: &Value) -> Native {
    let mut parameters = parameters();
    parameters.extend(changes.as_object().unwrap().clone());
    Native::install(&parameters)
}

fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

/// What the gateway was told since this was last asked, each letter believed.
fn told(native: &Native) -> Vec<Value> {
    let letters = native.vendors(|vendors| std::mem::take(&mut vendors.told_gateway));
    let read = |letter| {
        let letter: Letter = serde_json::from_value(letter).unwrap();
        serde_json::from_str(&letter.read(&secret(), native.now()).unwrap()).unwrap()
    };
    letters.into_iter().map(read).collect()
}

fn ask(native: &Native, function: &str, arguments: &Value) -> Value {
    native.invoke(function, arguments);
    native.answers().last().unwrap().clone()
}

/// The gateway posts a letter.
fn post(native: &Native, letter: &Value, key: &str) {
    let letter = Letter::write(letter.to_string(), &Secret::new(key).unwrap(), native.now());
    run(native.post(serde_json::to_value(letter).unwrap()));
}

/// What Sautikit told the gateway, as that hands it on.
fn handed_on(kind: &str, fields: &Value) -> Value {
    let mut data = json!({
        "call_id": UUID, "session_id": "HD_00000000000000ab", "direction": "inbound", "from": CUSTOMER, "to": OUR_NUMBER,
    });
    for (name, value) in fields.as_object().unwrap() {
        data[name] = value.clone();
    }
    let body = json!({"kind": kind, "event_id": format!("{kind}-1"), "data": data}).to_string();
    json!({"posted": {"body": body, "headers": {"content-type": "application/json"}}})
}

/// One note or tag of each kind that matters: how the first ticket stands.
fn tickets(native: &Native) -> Vec<Vec<String>> {
    native.vendors(|vendors| {
        let tickets = vendors.tickets.iter();
        tickets.map(|ticket| ticket.outcome.tags.clone()).collect()
    })
}

#[test]
fn everything_is_told_at_the_installation_and_by_each_run_of_the_schedule() {
    let native = installed(&json!({"voicemail": true, "say_unavailable": "Later."}));
    let first = told(&native);
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["parameters"]["say_unavailable"], json!(["Later."]));
    assert!(
        first[0]["app_url"]
            .as_str()
            .unwrap()
            .contains("options=sautikit")
    );
    assert!(
        first[0]["voicemail_url"]
            .as_str()
            .unwrap()
            .contains("options=voicemail")
    );
    native.wait(400);
    let second = told(&native);
    assert_eq!(second.len(), 1);
    assert_ne!(second[0]["hours"], Value::Null, "the hours were read since");
    for told in first.into_iter().chain(second) {
        let text = told.to_string();
        for hidden in [SECRET, "Amina", "sk_", "api_key"] {
            assert!(!text.contains(hidden), "{text}");
        }
        let snapshot: Snapshot = serde_json::from_value(told).unwrap();
        let phone = "+254722000111".parse().unwrap();
        assert_eq!(snapshot.agents_on(&[phone]), [AgentId(AMINA)]);
    }
}

#[test]
fn a_run_of_the_schedule_costs_two_requests_and_five_store_operations_more() {
    let costs = |changes: &Value| {
        let native = Native::install(changes.as_object().unwrap());
        for _ in 0..2 {
            native.forget_costs();
            native.wait(400);
        }
        let outcome = native.outcome();
        let requests = outcome["requests"].as_object().unwrap().values();
        let requests: u64 = requests.map(|count| count.as_u64().unwrap()).sum();
        (requests, outcome["store_operations"].as_u64().unwrap())
    };
    let (requests, operations) = costs(&json!({}));
    let with = costs(&Value::Object(parameters()));
    assert_eq!(with, (requests + 2, operations + 5));
}

#[test]
fn what_an_agent_says_is_told_at_once_with_one_request() {
    let native = installed(&json!({}));
    told(&native);
    native.forget_costs();
    let arguments = json!({"agent_id": AMINA.to_string(), "state": "away"});
    let answer = ask(&native, "setPresence", &arguments);
    assert_eq!(answer["state"], "away");
    let word = json!({"state": "away", "since": native.now()});
    let said = json!([{"at": native.now(), "presences": {format!("a{AMINA}"): word}}]);
    assert_eq!(json!(told(&native)), said);
    assert_eq!(
        native.outcome()["requests"],
        json!({"getAgent": 1, "tellGateway": 1})
    );
}

#[test]
fn a_saved_team_is_told_at_once() {
    let native = installed(&json!({"admin_passcode": PASSCODE}));
    told(&native);
    let token = ask(&native, "openAdmin", &json!({"passcode": PASSCODE}))["token"].clone();
    let agents =
        json!([{"id": AMINA.to_string(), "own_phone": "+254700111222", "on_roster": true}]);
    let saved = ask(
        &native,
        "saveTeam",
        &json!({"token": token, "agents": agents}),
    );
    assert_eq!(saved.get("message"), None, "{saved}");
    let told = told(&native);
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0]["team"]["own_phones"][AMINA.to_string()],
        "+254700111222"
    );
}

#[test]
fn a_gateway_that_does_not_answer_hinders_nothing() {
    let native = installed(&json!({}));
    native.refuse_from_now("tellGateway", 502, "");
    let arguments = json!({"agent_id": AMINA.to_string(), "state": "available"});
    assert_eq!(
        ask(&native, "setPresence", &arguments)["state"],
        "available"
    );
    native.wait(400);
    let log = native.log_lines().join("\n");
    assert!(
        log.contains("The gateway goes on with what it was told before: "),
        "{log}"
    );
}

#[test]
fn a_missed_call_that_the_gateway_tells_twice_is_one_callback_ticket() {
    let native = installed(&json!({}));
    let missed = handed_on("call.failed", &json!({"status": "no_answer"}));
    post(&native, &missed, SECRET);
    post(&native, &missed, SECRET);
    assert_eq!(tickets(&native).len(), 1);
    assert!(tickets(&native)[0].contains(&"callback_needed".to_owned()));
}

#[test]
fn a_letter_of_somebody_else_has_no_effect() {
    for check in ["strict", "verify"] {
        let native = installed(&json!({"webhook_check": check}));
        let missed = handed_on("call.failed", &json!({"status": "no_answer"}));
        let rung = json!({"routed": {
            "call": "HD_00000000000000ab", "phones": 1, "dials": 1, "at": native.now(),
        }});
        for letter in [&missed, &rung] {
            post(&native, letter, "somebody's secret, as long as it may be");
        }
        // Without its gateway's letter around it, it is signed by nobody.
        run(native.post(missed));
        assert_eq!(tickets(&native).len(), 0);
        let keys = native.record_keys();
        assert!(!keys.iter().any(|key| key.starts_with("rung")), "{keys:?}");
    }
}

#[test]
fn a_letter_that_the_platform_printed_anew_is_believed() {
    let native = installed(&json!({}));
    let missed = handed_on("call.failed", &json!({"status": "no_answer"})).to_string();
    let letter = Letter::write(missed, &secret(), native.now());
    let letter = serde_json::to_value(letter).unwrap();
    let spaced = serde_json::to_string_pretty(&letter).unwrap();
    run(native.post(Value::String(spaced)));
    assert_eq!(tickets(&native).len(), 1);
}

#[test]
fn phones_that_the_gateway_rang_in_vain_make_a_missed_call_of_what_a_greeting_answered() {
    let native = installed(&json!({}));
    let call = "HD_00000000000000ab";
    let rung = json!({"routed": {"call": call, "phones": 1, "dials": 1, "at": native.now()}});
    post(&native, &rung, SECRET);
    let unreached = json!({
        "call_id": UUID, "sessionId": call, "callerNumber": CUSTOMER, "destinationNumber": OUR_NUMBER, "direction": "inbound",
        "callSessionState": "busy", "isActive": "1",
    });
    let headers = json!({"x-sautikit-event-id": "edge-1"});
    let unreached = json!({"posted": {"body": unreached.to_string(), "headers": headers}});
    post(&native, &unreached, SECRET);
    let completed = json!({"status": "completed", "duration_seconds": 20});
    post(&native, &handed_on("call.completed", &completed), SECRET);
    assert_eq!(tickets(&native).len(), 1);
    assert!(tickets(&native)[0].contains(&"missed_call".to_owned()));
}

#[test]
fn a_customer_who_is_called_first_is_given_to_the_agent_by_the_gateway() {
    let native = installed(&json!({"outbound_mode": "callback"}));
    let arguments =
        json!({"click_id": "click-0001", "agent_id": AMINA.to_string(), "to": CUSTOMER});
    let answer = ask(&native, "placeCall", &arguments);
    assert_eq!(answer.get("warning"), None, "{answer}");
    let placed = native.vendors(|vendors| vendors.placed[0].1.clone());
    let url = placed["voice_callback_url"].as_str().unwrap();
    let pass = url.strip_prefix("https://voice.acme.example/sautikit/voice?pass=");
    let request = placed["client_request_id"].as_str().unwrap();
    let agent = read_pass(
        Purpose::Call(request),
        pass.unwrap(),
        &secret(),
        native.now(),
    );
    assert_eq!(agent, Ok(AgentId(AMINA)));
}

#[test]
fn a_click_whose_answer_was_lost_is_repeated_with_the_same_words() {
    let native = installed(&json!({"outbound_mode": "callback"}));
    native.refuse_next("placeCall", 504, "");
    let arguments =
        json!({"click_id": "click-0001", "agent_id": AMINA.to_string(), "to": CUSTOMER});
    native.invoke("placeCall", &arguments);
    native.wait(5);
    native.invoke("placeCall", &arguments);
    let written = native.written();
    let mut bodies = written
        .iter()
        .filter(|(template, _)| template == "placeCall");
    let (first, second) = (bodies.next().unwrap(), bodies.next().unwrap());
    assert_eq!(first, second);
}

#[test]
fn a_softphone_gets_a_pass_of_its_own_agent_or_nothing_without_a_gateway() {
    let native = installed(&json!({}));
    native.forget_costs();
    let arguments = json!({"agent_id": AMINA.to_string()});
    let answer = ask(&native, "getStreamPass", &arguments);
    assert_eq!(answer["url"], "https://voice.acme.example/events");
    let pass = answer["pass"].as_str().unwrap();
    let agent = read_pass(Purpose::Stream, pass, &secret(), native.now());
    assert_eq!(agent, Ok(AgentId(AMINA)));
    assert_eq!(native.outcome()["requests"], json!({}));
    assert_eq!(native.outcome()["store_operations"], 0);
    let without = Native::install(&Map::new());
    let nothing = json!({"url": null, "pass": null});
    assert_eq!(ask(&without, "getStreamPass", &arguments), nothing);
}

#[test]
fn the_number_gets_the_gateways_addresses_and_later_its_own_again() {
    let mut native = installed(&json!({"set_events_url": true}));
    let before =
        json!({"events_url": "https://old.example/", "voice_callback_url": "https://ivr.example/"});
    native.vendors(|vendors| vendors.routing = before.clone());
    native.wait(400);
    let at_gateway = json!({
        "events_url": "https://voice.acme.example/sautikit/events",
        "voice_callback_url": "https://voice.acme.example/sautikit/voice",
    });
    assert_eq!(
        native.vendors(|vendors| vendors.routing.clone()),
        at_gateway
    );
    // Without the gateway the app is told, and whoever was asked before is asked.
    native.edit(json!({"gateway_host": ""}).as_object().unwrap());
    native.wait(300);
    let now = native.vendors(|vendors| vendors.routing.clone());
    assert_eq!(now["voice_callback_url"], "https://ivr.example/");
    assert!(
        now["events_url"]
            .as_str()
            .unwrap()
            .contains("options=sautikit")
    );
    native.uninstall();
    assert_eq!(native.vendors(|vendors| vendors.routing.clone()), before);
}

/// The sentence of the set-up check about the gateway, the gateway refusing with this status.
#[track_caller]
fn check(refusal: Option<u16>, changes: &Value, name: &str, state: &str) {
    let mut changes = changes.clone();
    changes["admin_passcode"] = json!(PASSCODE);
    let native = installed(&changes);
    if let Some(status) = refusal {
        native.refuse_from_now("tellGateway", status, "");
    }
    let token = ask(&native, "openAdmin", &json!({"passcode": PASSCODE}))["token"].clone();
    let reply = ask(&native, "checkSetup", &json!({"token": token}));
    let checks = reply["checks"].as_array().unwrap();
    let told = checks.iter().filter(|check| check["name"] == name);
    let states: Vec<_> = told.map(|check| check["state"].clone()).collect();
    assert_eq!(states, [state], "{reply:#}");
}

#[test]
fn the_set_up_check_says_how_the_gateway_stands() {
    check(None, &json!({}), "Gateway", "ok");
    check(Some(401), &json!({}), "Gateway", "failed");
    check(Some(404), &json!({}), "Gateway", "failed");
    check(Some(502), &json!({}), "Gateway", "pending");
    check(None, &json!({}), "Call routing", "pending");
    check(
        None,
        &json!({"gateway_shared_secret": "short"}),
        "Settings",
        "pending",
    );
}
