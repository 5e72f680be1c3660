//! Setting, removing and looking at the bot's one webhook.
//!
//! The address is not asked when it is set.

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

use super::account::Account;
use super::methods::Done;
use super::params::Params;
use super::records::Webhook;
use super::refusal::Refusal;
use crate::front::{Simulated, is_local};

const LONGEST_SECRET: usize = 256;
const MOST_CONNECTIONS: i64 = 100;
const CONNECTIONS: i64 = 40;
const PORTS: [u16; 4] = [443, 80, 88, 8443];
/// The kinds of updates that exist here.
const KINDS: [&str; 12] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "poll",
    "my_chat_member",
    "chat_member",
    "message_reaction",
    "message_reaction_count",
];

/// `setWebhook`; an empty address removes it, and what is not said about updates stays.
pub(crate) fn set(account: &Arc<Account>, params: &Params) -> Result<Done, Refusal> {
    params.only(&[
        "url",
        "secret_token",
        "allowed_updates",
        "max_connections",
        "drop_pending_updates",
        "ip_address",
    ])?;
    let url = params.text("url")?.unwrap_or_default();
    let drops = params.flag("drop_pending_updates")?;
    if url.is_empty() {
        return Ok(removed(account, drops));
    }
    check_address(url)?;
    let webhook = Webhook {
        url: url.to_owned(),
        secret_token: secret(params)?,
        max_connections: connections(params)?,
        ip_address: ip_address(params)?,
    };
    let allowed = allowed_updates(params)?;
    let description = account.stage.change(|records, _| {
        if drops {
            records.outbox.clear();
        }
        let is_new = records.webhook.as_ref() != Some(&webhook);
        records.webhook = Some(webhook);
        records.allowed_updates = allowed.unwrap_or_else(|| records.allowed_updates.clone());
        records.note("the webhook was set".to_owned());
        if is_new {
            "Webhook was set"
        } else {
            "Webhook is already set"
        }
    });
    let account = Arc::clone(account);
    let underway = account.courier.underway();
    // What has waited goes after the answer.
    tokio::spawn(async move {
        account.catch_up().await;
        drop(underway);
    });
    Ok(Done::described(description))
}

/// `deleteWebhook`.
pub(crate) fn delete(account: &Account, params: &Params) -> Result<Done, Refusal> {
    params.only(&["drop_pending_updates"])?;
    Ok(removed(account, params.flag("drop_pending_updates")?))
}

/// `getWebhookInfo`.
pub(crate) fn info(account: &Account, params: &Params) -> Result<Done, Refusal> {
    params.only(&[])?;
    let records = account.stage.records.lock();
    let webhook = records.webhook.as_ref();
    let mut info = json!({
        "url": webhook.map(|it| it.url.clone()).unwrap_or_default(),
        "has_custom_certificate": false,
        "pending_update_count": records.outbox.len()
    });
    let (moment, why) = records.last_error.clone().unzip();
    let allowed = (!records.allowed_updates.is_empty()).then(|| json!(records.allowed_updates));
    let present = [
        (
            "max_connections",
            webhook.map(|it| json!(it.max_connections)),
        ),
        (
            "ip_address",
            webhook
                .and_then(|it| it.ip_address.clone())
                .map(Value::from),
        ),
        ("last_error_date", moment.map(|it| json!(it.as_second()))),
        ("last_error_message", why.map(Value::from)),
        ("allowed_updates", allowed),
    ];
    if let Some(fields) = info.as_object_mut() {
        let present = present.into_iter();
        fields.extend(present.filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    Ok(Done::result(info))
}

fn removed(account: &Account, drops: bool) -> Done {
    Done::described(account.stage.change(|records, _| {
        if drops {
            records.outbox.clear();
        }
        let was_set = records.webhook.take().is_some();
        records.last_error = None;
        records.note("the webhook was removed".to_owned());
        if was_set {
            "Webhook was deleted"
        } else {
            "Webhook is already deleted"
        }
    }))
}

/// Only https at one of four ports, except to this machine.
fn check_address(url: &str) -> Result<(), Refusal> {
    let bad = |why: &str| Err(Refusal::bad(&format!("bad webhook: {why}")));
    let Ok(url) = Url::parse(url) else {
        return bad("invalid webhook URL specified");
    };
    if url.host_str().is_some_and(is_local) {
        return Ok(());
    }
    if url.scheme() != "https" {
        return bad("An HTTPS URL must be provided for webhook");
    }
    let port = url.port_or_known_default().unwrap_or_default();
    if PORTS.contains(&port) {
        Ok(())
    } else {
        bad("Webhook can be set up only on ports 80, 88, 443 or 8443")
    }
}

fn secret(params: &Params) -> Result<Option<String>, Refusal> {
    let Some(secret) = params.text("secret_token")? else {
        return Ok(None);
    };
    if secret.is_empty() || secret.len() > LONGEST_SECRET {
        return Err(Refusal::bad("secret token must be 1-256 characters long"));
    }
    let is_right = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !secret.chars().all(is_right) {
        return Err(Refusal::bad("secret token contains unallowed characters"));
    }
    Ok(Some(secret.to_owned()))
}

fn connections(params: &Params) -> Result<i64, Refusal> {
    let count = params.number("max_connections")?.unwrap_or(CONNECTIONS);
    let wrong = || Refusal::bad("max_connections must be from 1 to 100");
    (1..=MOST_CONNECTIONS)
        .contains(&count)
        .then_some(count)
        .ok_or_else(wrong)
}

fn ip_address(params: &Params) -> Result<Option<String>, Refusal> {
    let text = params.text("ip_address")?;
    let is_right = text.is_none_or(|text| text.parse::<IpAddr>().is_ok());
    let wrong = || Refusal::bad("bad webhook: invalid IP address specified");
    is_right.then(|| text.map(str::to_owned)).ok_or_else(wrong)
}

fn allowed_updates(params: &Params) -> Result<Option<Vec<String>>, Refusal> {
    let Some(kinds) = params.structure("allowed_updates")? else {
        return Ok(None);
    };
    let wrong = || Refusal::bad("can't parse allowed_updates as a list of updates");
    let kinds = serde_json::from_value::<Vec<String>>(kinds).map_err(|_| wrong())?;
    let is_known = kinds.iter().all(|kind| KINDS.contains(&kind.as_str()));
    is_known.then_some(Some(kinds)).ok_or_else(wrong)
}
