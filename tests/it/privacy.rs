//! What must stay unsaid: after every scenario, no secret in anything that the app wrote, and no whole phone number in the log.
//!
//! Headers of requests are not looked at, since the platform's templates put the keys there.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value, json};
use switchboard::app;

use crate::channels;
use crate::executor::run;
use crate::gateway;
use crate::native::Native;
use crate::scenario::{self, Scenario, parameters};
use crate::webcalls;

/// So many digits of a number in a row tell whose it is.
const TELLING_DIGITS: usize = 7;

const PASSCODE: &str = "correct horse battery";

/// Secure parameters of the channels.
const OF_CHANNELS: [(&str, &str); 5] = [
    ("freshchat_api_token", "eyJhbGciOiJIUzI1NiJ9.ZGVtbw.c2ln"),
    ("happytalk_client_secret", "demo-happytalk-secret"),
    (
        "happytalk_sender_key",
        "0123456789abcdef0123456789abcdef01234567",
    ),
    (
        "telegram_bot_token",
        "123456789:AAdemoTelegramToken_0123456789-abcd",
    ),
    ("viber_auth_token", "4453b6ac1-demo-viber-token-4453b6ac1"),
];

/// Secure parameters that the demo ones lack.
fn with_every_secret(changes: &Map<String, Value>) -> Map<String, Value> {
    let mut changes = changes.clone();
    changes
        .entry("sautikit_voice_secret")
        .or_insert(json!("vsec_demo_0123456789abcdef"));
    changes.entry("admin_passcode").or_insert(json!(PASSCODE));
    changes.extend(gateway::parameters());
    for (name, value) in OF_CHANNELS {
        changes.entry(name).or_insert(json!(value));
    }
    for (name, value) in webcalls::parameters() {
        changes.entry(name).or_insert(value);
    }
    changes
}

/// The values of all parameters that the platform keeps secret.
fn secrets(changes: &Map<String, Value>) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/iparams.json");
    let declared: Map<String, Value> =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let given = parameters(changes);
    let secure = declared
        .into_iter()
        .filter(|(_, parameter)| parameter["secure"] == true);
    let secrets: Vec<String> = secure
        .filter_map(|(name, _)| match &given[&name] {
            Value::String(secret) => Some(secret.clone()),
            // A scenario may be about what happens without it.
            Value::Null => None,
            other => panic!("{name} is {other}"),
        })
        .collect();
    assert!(secrets.len() >= 9, "the search would prove little");
    secrets
}

/// Everything that came out of an installation, with the place where it stands.
fn everything(native: &Native) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = native
        .written()
        .into_iter()
        .map(|(place, value)| (place, value.to_string()))
        .collect();
    let named = |place: &'static str| move |text: String| (place.to_owned(), text);
    found.extend(native.log_lines().into_iter().map(named("the log")));
    let answers = native.answers().into_iter();
    found.extend(
        answers
            .map(|answer| answer.to_string())
            .map(named("an answer")),
    );
    let tickets = native.vendors(|vendors| format!("{:?}", vendors.tickets));
    found.push(named("the tickets")(tickets));
    found
}

#[track_caller]
fn check_nowhere(native: &Native, hidden: &[String], story: &str) {
    for (place, text) in everything(native) {
        for secret in hidden {
            assert!(
                !text.contains(secret),
                "{story}: {place} has {secret}: {text}"
            );
        }
    }
}

/// All scenarios, played with every secret set.
fn stories() -> impl Iterator<Item = (String, Scenario, Native)> {
    scenario::all().into_iter().map(|(path, mut scenario)| {
        scenario.parameters = with_every_secret(&scenario.parameters);
        let native = Native::play(&scenario);
        (path.display().to_string(), scenario, native)
    })
}

/// The digits of every phone number of a story: whatever it names as one, and those of the agents.
fn numbers(path: &str, native: &Native) -> BTreeSet<String> {
    let mut story: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    story["expect"].take();
    let mut found = BTreeSet::new();
    collect_numbers("", &story, &mut found);
    native.vendors(|vendors| {
        for contact in &vendors.contacts {
            collect_numbers("", contact, &mut found);
        }
    });
    for known in [scenario::OUR_NUMBER, "+254722000111", "0733 000 222"] {
        found.insert(digits(known));
    }
    found
}

fn collect_numbers(name: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (inner, value) in fields {
                // Agents' own numbers stand under their ids.
                let name = if name == "agent_phones" { name } else { inner };
                collect_numbers(name, value, found);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_numbers(name, item, found)),
        Value::String(text) => {
            let is_named = matches!(
                name,
                "from"
                    | "to"
                    | "callerNumber"
                    | "destinationNumber"
                    | "number"
                    | "phone"
                    | "mobile"
                    | "agent_phones"
            );
            if is_named {
                found.insert(digits(text));
            }
            // Whatever has a country code is a number, wherever it stands.
            for rest in text.replace("%2B", "+").split('+').skip(1) {
                let number = rest.chars().take_while(char::is_ascii_digit).collect();
                found.insert(number);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    found.retain(|number| number.len() >= TELLING_DIGITS);
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What of a number a line tells, however it is grouped.
fn told(line: &str, number: &str) -> Option<String> {
    let joined: String = line
        .chars()
        .filter(|c| !" ()-./\u{a0}".contains(*c))
        .collect();
    let pieces = number.as_bytes().windows(TELLING_DIGITS);
    let mut pieces = pieces.map(|piece| str::from_utf8(piece).unwrap());
    // Long rows of one digit stand in ids of calls as well.
    pieces
        .find(|piece| {
            let different: BTreeSet<char> = piece.chars().collect();
            different.len() > 2 && joined.contains(piece)
        })
        .map(str::to_owned)
}

#[test]
fn a_number_is_recognised_however_it_is_written() {
    let number = "254712345678";
    for line in [
        "Called +254712345678.",
        "Called 0712 345 678.",
        "Called (0712) 345-678.",
        "Called 712345678",
        "…2547123",
    ] {
        assert!(told(line, number).is_some(), "{line}");
    }
    for line in ["Called a number ending in 678.", "Opened ticket 712.", ""] {
        assert_eq!(told(line, number), None, "{line}");
    }
}

#[test]
fn no_secret_is_in_anything_that_the_app_writes() {
    for (path, scenario, native) in stories() {
        check_nowhere(&native, &secrets(&scenario.parameters), &path);
    }
}

/// Where a channel's own token has to be: in the path of Telegram's requests and in the body of HappyTalk's.
fn is_the_channels_own(place: &str, secret: &str) -> bool {
    let of = |name: &str| OF_CHANNELS.contains(&(name, secret));
    match place {
        "callTelegram" => of("telegram_bot_token"),
        "sendKakaoMessage" => of("happytalk_sender_key"),
        _ => false,
    }
}

#[test]
fn no_secret_of_a_channel_leaves_for_anywhere_else() {
    let changes = with_every_secret(&channels::parameters());
    let native = Native::install(&changes);
    for (number, channel) in (1..).zip(["viber", "telegram", "kakaotalk"]) {
        channels::write(&native, channel, number, "Habari");
        channels::answer(&native, channel, "Yes.");
        let refusal = json!({"ok": false, "error_code": 403, "description": "blocked", "status": 6, "code": -501});
        native.vendors(|vendors| vendors.chat.refusals = vec![refusal]);
        channels::answer(&native, channel, "Still there?");
        for template in ["sendViberMessage", "callTelegram", "sendKakaoMessage"] {
            native.refuse_next(template, 502, "bad gateway");
            channels::answer(&native, channel, "Hello?");
        }
    }
    native.wait(600);
    let hidden = secrets(&changes);
    for (place, text) in everything(&native) {
        for secret in &hidden {
            let is_told = text.contains(secret) && !is_the_channels_own(&place, secret);
            assert!(!is_told, "{place} has {secret}: {text}");
        }
    }
}

#[test]
fn no_log_line_has_a_whole_phone_number() {
    let mut lines = 0;
    for (path, _, native) in stories() {
        let numbers = numbers(&path, &native);
        for line in native.log_lines() {
            lines += 1;
            for number in &numbers {
                let piece = told(&line, number);
                assert_eq!(piece, None, "{path}: {number} in {line:?}");
            }
        }
    }
    assert!(lines > 50, "the search proved little: {lines} lines");
}

#[test]
fn neither_passcode_nor_token_of_the_admin_page_is_kept_or_logged() {
    let changes = with_every_secret(&Map::new());
    let native = Native::install(&changes);
    let payload = |mut fields: Value| {
        fields["iparams"] = Value::Object(parameters(&changes));
        fields.to_string()
    };
    let guess = "wrong guess of a passcode";
    run(app::open_admin(
        &native,
        &payload(json!({"passcode": guess})),
    ))
    .unwrap_err();
    let opened = run(app::open_admin(
        &native,
        &payload(json!({"passcode": PASSCODE})),
    ))
    .unwrap();
    let with_token = payload(json!({"token": opened.token}));
    let checked = json!(run(app::check_setup(&native, &with_token)).unwrap()).to_string();
    let team = json!(run(app::get_team(&native, &with_token)).unwrap()).to_string();
    let agents = json!([{"id": "67013469919", "own_phone": "0722 000 999", "on_roster": true}]);
    let save = payload(json!({"token": opened.token, "agents": agents}));
    let saved = json!(run(app::save_team(&native, &save)).unwrap()).to_string();
    run(app::get_team(&native, &payload(json!({"token": guess})))).unwrap_err();

    let mut hidden = secrets(&changes);
    for answer in [checked, team, saved] {
        assert!(
            hidden.iter().all(|secret| !answer.contains(secret)),
            "{answer}"
        );
    }
    let signature = opened.token.split_once('.').unwrap().1;
    hidden.extend([signature.to_owned(), guess.to_owned()]);
    check_nowhere(&native, &hidden, "an administrator's visit");
}
