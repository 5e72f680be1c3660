//! Tells the app what waits in the outbox: signed, repeated until it is taken, of each call in its order.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{Method, Request, Response, Uri};
use futures_util::FutureExt as _;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use switchboard::pact;
use switchboard::values::Timestamp;
use tokio::time::timeout;

use crate::gateway::{Gateway, closed};
use crate::store::{StoreError, Waiting};

/// How many letters are on their way at once.
const MOST_AT_ONCE: usize = 8;

/// How long the app has to take one.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest pause between two tries, in seconds.
const LONGEST_PAUSE: i64 = 10 * 60;

/// How long a letter is tried, in seconds: nine days, as long as the app itself would try.
const TRIED_FOR: i64 = 9 * 24 * 60 * 60;

/// How long the outbox is left alone when nothing is due.
const GLANCE: Duration = Duration::from_millis(500);

type Http = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// What became of a letter.
#[derive(Debug)]
enum Outcome {
    Taken,
    /// Not taken, with this status if any came, and the pause in seconds that was asked for.
    Refused(Option<u16>, Option<i64>),
}

/// A client for addresses of the web.
pub(crate) fn client() -> std::io::Result<Http> {
    let connector = HttpsConnectorBuilder::new()
        .with_native_roots()?
        .https_or_http()
        .enable_http1();
    Ok(Client::builder(TokioExecutor::new()).build(connector.build()))
}

/// Empties the outbox until the gateway ends; what is on its way then is waited for.
pub(crate) async fn empty(gateway: Arc<Gateway>, http: Http) {
    let mut closing = gateway.closing.clone();
    let mut written = gateway.store.written.clone();
    let mut underway = FuturesUnordered::new();
    let mut done = Vec::new();
    while !*closing.borrow() {
        let places = MOST_AT_ONCE.saturating_sub(underway.len());
        match take(&gateway, std::mem::take(&mut done), places).await {
            Ok(taken) if taken.is_empty() => {}
            Ok(taken) => {
                let taken = taken.into_iter();
                underway.extend(taken.map(|(letter, to)| deliver(&gateway, &http, to, letter)));
                continue;
            }
            Err(error) => tracing::error!("The outbox cannot be read or written: {error}."),
        }
        tokio::select! {
            () = closed(&mut closing) => {}
            Some(told) = underway.next() => {
                done.extend(told);
                while let Some(Some(told)) = underway.next().now_or_never() {
                    done.extend(told);
                }
            }
            _ = timeout(GLANCE, written.changed()) => {}
        }
    }
    while let Some(told) = underway.next().await {
        done.extend(told);
    }
    if let Err(error) = take(&gateway, done, 0).await {
        tracing::error!("What came of letters is not written: {error}.");
    }
}

/// Forgets these letters and takes others that are due, at most so many; tells where they go.
async fn take(
    gateway: &Gateway,
    done: Vec<i64>,
    most: usize,
) -> Result<Vec<(Waiting, Uri)>, StoreError> {
    // They wait until the app has told its address.
    let address = gateway.known.app_url();
    let most = if address.is_some() { most } else { 0 };
    let letters = gateway.store.take(done, gateway.now(), most).await?;
    let letters = letters.into_iter();
    Ok(letters
        .filter_map(|letter| Some((letter, address.clone()?)))
        .collect())
}

/// Sends a letter and notes what came of it; its number if it need not wait any more. One that the app is slow to take keeps no
/// other one waiting.
async fn deliver(gateway: &Gateway, http: &Http, address: Uri, letter: Waiting) -> Option<i64> {
    let outcome = send(gateway, http, &address, &letter).await;
    let now = gateway.now();
    match outcome {
        Outcome::Taken => {
            gateway.metrics.sent("taken");
            Some(letter.id)
        }
        Outcome::Refused(status, _) if now.seconds_since(letter.since) > TRIED_FOR => {
            gateway.metrics.sent("given up");
            tracing::error!(
                letter = letter.name,
                status,
                "The app was not told, since it never took it."
            );
            Some(letter.id)
        }
        Outcome::Refused(status, asked) => {
            gateway.metrics.sent("refused");
            tracing::warn!(
                letter = letter.name,
                status,
                tries = letter.tries,
                "The app did not take a letter."
            );
            let until = next_try(now, letter.tries, asked);
            if let Err(error) = gateway.store.postpone(&letter, until).await {
                tracing::error!("What came of a letter is not written: {error}.");
            }
            None
        }
    }
}

/// When a letter is tried again: after a pause that doubles each time, give or take a fifth, or as long as was asked for.
fn next_try(now: Timestamp, tries: i64, asked: Option<i64>) -> Timestamp {
    let doubled = 1_i64 << tries.clamp(0, 10);
    let pause = asked.unwrap_or(doubled).clamp(1, LONGEST_PAUSE) * 1000;
    let spread = pause / 5;
    Timestamp::from_millis(now.millis() + pause + fastrand::i64(-spread..=spread))
}

async fn send(gateway: &Gateway, http: &Http, address: &Uri, letter: &Waiting) -> Outcome {
    let failed = Outcome::Refused(None, None);
    let Some(request) = request(gateway, address, letter) else {
        return failed;
    };
    match timeout(PATIENCE, http.request(request)).await {
        Ok(Ok(response)) if response.status().is_success() => Outcome::Taken,
        Ok(Ok(response)) => Outcome::Refused(Some(response.status().as_u16()), pause_of(&response)),
        Ok(Err(_)) | Err(_) => failed,
    }
}

fn pause_of(response: &Response<Incoming>) -> Option<i64> {
    response
        .headers()
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

fn request(gateway: &Gateway, address: &Uri, letter: &Waiting) -> Option<Request<Full<Bytes>>> {
    let signed = pact::Letter::write(
        letter.content.clone(),
        &gateway.config.secret,
        gateway.now(),
    );
    let body = serde_json::to_string(&signed).ok()?;
    Request::builder()
        .method(Method::POST)
        .uri(address.clone())
        .header(CONTENT_TYPE, "application/json")
        .body(Full::from(body))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tries: i64, asked: Option<i64>, seconds: i64) {
        let pause = next_try(Timestamp::from_millis(0), tries, asked).millis();
        assert!((seconds * 800..=seconds * 1200).contains(&pause), "{pause}");
    }

    #[test]
    fn a_letter_is_tried_ever_more_seldom_and_as_late_as_was_asked() {
        check(0, None, 1);
        check(5, None, 32);
        check(60, None, 600);
        check(0, Some(60), 60);
        check(0, Some(-5), 1);
        check(0, Some(100_000), 600);
    }
}
