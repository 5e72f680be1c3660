//! The secrets of an installation, where a channel's own have to be, and what only those can prove who know them.
//!
//! Who looks whether they are told is not known here.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use crate::scenario::{SECRET, parameters};

pub(super) const PASSCODE: &str = "correct horse battery";
pub(super) const SENDER_KEY: &str = "0123456789abcdef0123456789abcdef01234567";

const VIBER_TOKEN: &str = "4453b6ac1-demo-viber-token-4453b6ac1";
const TELEGRAM_TOKEN: &str = "123456789:AAdemoTelegramToken_0123456789-abcd";

/// Secure parameters.
const PARAMETERS: [(&str, &str); 9] = [
    ("sautikit_api_key", "demo-sautikit-key"),
    ("sautikit_voice_secret", "vsec_demo_0123456789abcdef"),
    ("freshdesk_api_key", "demo-freshdesk-key"),
    ("admin_passcode", PASSCODE),
    ("freshchat_api_token", "eyJhbGciOiJIUzI1NiJ9.ZGVtbw.c2ln"),
    ("viber_auth_token", VIBER_TOKEN),
    ("telegram_bot_token", TELEGRAM_TOKEN),
    ("happytalk_client_secret", "demo-happytalk-secret"),
    ("happytalk_sender_key", SENDER_KEY),
];

/// The demo parameters and, over them, these, as JSON text; secrets stay, or it could not be seen who tells them.
pub(super) fn with_secrets(changes: &str) -> String {
    let changes = serde_json::from_str(changes).unwrap_or_default();
    let mut parameters = parameters(&changes);
    for (name, secret) in PARAMETERS {
        parameters.insert(name.to_owned(), json!(secret));
    }
    Value::Object(parameters).to_string()
}

/// What nobody may be told.
pub(super) fn hidden() -> Vec<String> {
    let given = PARAMETERS.iter().map(|(_, secret)| *secret);
    let given = given.chain([SECRET]).map(str::to_owned);
    given.chain([telegram_secret()]).collect()
}

/// Whether this is a secret of the one channel that gets it, where it has to be.
pub(super) fn is_the_channels_own(template: &str, place: &str, text: &str) -> bool {
    match (template, place) {
        ("callTelegram", "bot") => text == TELEGRAM_TOKEN,
        ("callTelegram", "secret_token") => text == telegram_secret(),
        ("sendKakaoMessage", "sender_key") => text == SENDER_KEY,
        _ => false,
    }
}

const VIBER_HEADER: &str = "X-Viber-Content-Signature";
const TELEGRAM_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

/// The headers by which a channel proves that it posted a body.
pub(super) fn proof(word: &str, body: &str) -> Map<String, Value> {
    let proof = match word {
        "viber" => Some((VIBER_HEADER, hmac(VIBER_TOKEN, body))),
        "telegram" => Some((TELEGRAM_HEADER, telegram_secret())),
        _ => None,
    };
    let proof = proof.into_iter();
    proof
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect()
}

/// The headers of somebody who knows no secret.
pub(super) fn wrong_proof() -> Map<String, Value> {
    let headers = [VIBER_HEADER, TELEGRAM_HEADER].into_iter();
    headers
        .map(|name| (name.to_owned(), json!("0".repeat(64))))
        .collect()
}

fn telegram_secret() -> String {
    hmac(TELEGRAM_TOKEN, "webhook of Telegram")
}

fn hmac(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
