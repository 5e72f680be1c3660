//! What a person at a page reads when the platform or a vendor did not do what was asked.
//!
//! Refusals that mean something particular for one request are worded where it is made.

use crate::error::{Error, ErrorKind, Refusal};
use crate::host::{Call as _, Host};
use crate::wire::sautikit::{FindCalls, GetCall, GetRecording, HangUp, PlaceCall, RecentCalls};
use crate::wire::sendbird;

/// An error that agents understand; `again` is the sentence that says how to try again. What the platform said of its store
/// goes to the log.
pub(crate) fn plainly(host: &impl Host, error: Error, again: &str) -> Error {
    let sentence = match error.kind() {
        ErrorKind::Unavailable { busy, .. } => {
            host.log(&format!("A page was not served: {error}."));
            if *busy {
                "The app is handling many calls at once. Wait a minute and try again.".to_owned()
            } else {
                format!("The app could not do this just now. {again}")
            }
        }
        ErrorKind::Refused(refusal) => refused(refusal, again),
        ErrorKind::Unreadable { template, .. } => {
            format!("{}'s answer could not be read. {again}", vendor(template))
        }
        ErrorKind::Malformed { .. } | ErrorKind::Unconfigured(_) | ErrorKind::Declined { .. } => {
            return error;
        }
    };
    Error::declined(error.status(), sentence)
}

fn refused(refusal: &Refusal, again: &str) -> String {
    let vendor = vendor(refusal.template);
    match refusal.status {
        401 => format!(
            "{vendor} does not accept the app's API key. Ask an admin to check it in the app's settings."
        ),
        403 => format!(
            "The app's {vendor} API key may not do this. Ask an admin to check its rights in {vendor}."
        ),
        404 | 405 | 410 => {
            format!("{vendor} does not know this any more. Reload the page and try again.")
        }
        429 => format!("{vendor} is receiving too many requests. Wait a minute and try again."),
        500.. => format!("{vendor} did not answer. {again}"),
        _ => format!("{vendor} refused this. Ask an admin to look at the app's log."),
    }
}

fn vendor(template: &str) -> &'static str {
    let of_sautikit = [
        PlaceCall::TEMPLATE,
        GetCall::TEMPLATE,
        FindCalls::TEMPLATE,
        RecentCalls::TEMPLATE,
        GetRecording::TEMPLATE,
        HangUp::TEMPLATE,
    ];
    if of_sautikit.contains(&template) {
        "Sautikit"
    } else if sendbird::TEMPLATES.contains(&template) {
        "Sendbird"
    } else {
        "Freshdesk"
    }
}
