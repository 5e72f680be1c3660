//! `GET /events`: tells an agent's softphone of calls as they happen, and of those it missed while it was away.
//!
//! What this gateway writes goes to all streams at once. The store is read for what other gateways write, and for a stream that
//! comes back or lags behind.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, stream};
use switchboard::pact::{Purpose, read_pass};
use switchboard::values::AgentId;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until, timeout};

use crate::gateway::{Gateway, closed};
use crate::store::{MOST_EVENTS, News, Pushed, Store, StoreError};

/// A stream that says nothing says at least that it is there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// A stream ends then, so that an agent who has left gets no new pass and hears no more.
const LASTS: Duration = Duration::from_mins(15);

/// How often other gateways' events are looked for.
const GLANCE: Duration = Duration::from_millis(100);

/// How long a failed database is left alone.
const PAUSE: Duration = Duration::from_millis(500);

/// Opens a stream for the agent whose pass is shown.
pub(crate) async fn open(State(gateway): State<Arc<Gateway>>, headers: HeaderMap) -> Response {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
    };
    let pass = text(AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
    let secret = &gateway.config.secret;
    let read = read_pass(
        Purpose::Stream,
        pass.unwrap_or_default(),
        secret,
        gateway.now(),
    );
    let agent = match read {
        Ok(agent) => agent,
        Err(why) => {
            let why = format!("The pass is not believed: {why}.");
            return (StatusCode::UNAUTHORIZED, why).into_response();
        }
    };
    let Ok(place) = Arc::clone(&gateway.streams).try_acquire_owned() else {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many streams are open.",
        )
            .into_response();
    };
    // Before the store is read, so that nothing falls between.
    let live = gateway.feed.subscribe();
    let told = text("last-event-id").and_then(|id| id.trim().parse().ok());
    let last = match told {
        None => None,
        Some(told) => match gateway.store.last_number().await {
            // A number beyond all is of another database.
            Ok(newest) => Some(if told > newest { newest } else { told }),
            Err(_) => {
                return (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The database does not answer.",
                )
                    .into_response();
            }
        },
    };
    let listener = Listener {
        agent,
        live,
        is_behind: last.is_some(),
        last: last.unwrap_or_default(),
        missed: VecDeque::new(),
        ends: Instant::now() + LASTS,
        closing: gateway.closing.clone(),
        gateway,
        _place: place,
    };
    Sse::new(listener.events())
        .keep_alive(KeepAlive::new().interval(HEARTBEAT).text("still there"))
        .into_response()
}

/// One softphone.
struct Listener {
    agent: AgentId,
    live: Receiver<Arc<Pushed>>,
    /// Whether the store has to be read before what is live.
    is_behind: bool,
    /// The number of the newest event that was seen.
    last: i64,
    missed: VecDeque<Pushed>,
    ends: Instant,
    closing: watch::Receiver<bool>,
    gateway: Arc<Gateway>,
    _place: OwnedSemaphorePermit,
}

impl Listener {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut listener| async move {
            let event = listener.next().await?;
            Some((Ok(event), listener))
        })
    }

    /// The next event for this agent; nothing at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(pushed) = self.missed.pop_front() {
                if let Some(event) = self.written(&pushed) {
                    return Some(event);
                }
                continue;
            }
            if self.is_behind {
                self.catch_up().await?;
                continue;
            }
            let heard = tokio::select! {
                () = closed(&mut self.closing) => return None,
                () = sleep_until(self.ends) => return None,
                heard = self.live.recv() => heard,
            };
            match heard {
                Ok(pushed) => {
                    if let Some(event) = self.written(&pushed) {
                        return Some(event);
                    }
                }
                Err(RecvError::Lagged(_)) => self.is_behind = true,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Reads what was missed. A stream that cannot ends, and its softphone comes back.
    async fn catch_up(&mut self) -> Option<()> {
        let missed = self.gateway.store.events_after(self.last).await.ok()?;
        self.is_behind = !missed.is_empty();
        self.missed = missed.into();
        Some(())
    }

    /// The event as it is sent, if it is new and for this agent.
    fn written(&mut self, pushed: &Pushed) -> Option<Event> {
        let is_new = pushed.id > self.last;
        self.last = self.last.max(pushed.id);
        let is_mine = pushed.agents.is_empty() || pushed.agents.contains(&self.agent);
        let event = Event::default().id(pushed.id.to_string()).event("call");
        (is_new && is_mine).then(|| event.data(&pushed.event))
    }
}

/// Hands events to all streams as they are written, by this gateway or another one.
pub(crate) async fn follow(gateway: Arc<Gateway>) {
    let mut written = gateway.store.written.clone();
    let mut closing = gateway.closing.clone();
    let mut last = None;
    loop {
        match news(&gateway.store, last, &mut written).await {
            Ok((events, newest)) => {
                last = Some(newest);
                for event in events {
                    // Nobody may be listening.
                    drop(gateway.feed.send(event));
                }
            }
            Err(error) => {
                tracing::error!("Events cannot be read: {error}.");
                tokio::time::sleep(PAUSE).await;
            }
        }
        tokio::select! {
            () = closed(&mut closing) => return,
            _ = timeout(GLANCE, written.changed()) => {}
        }
    }
}

/// The events after that number, and the last number that they tell of; nothing older than the gateway.
async fn news(
    store: &Store,
    last: Option<i64>,
    written: &mut watch::Receiver<News>,
) -> Result<(Vec<Arc<Pushed>>, i64), StoreError> {
    {
        let news = written.borrow_and_update();
        if last == Some(news.after) && news.last > news.after {
            return Ok((news.events.clone(), news.last));
        }
    }
    // Before the events, so that all up to it are read.
    let newest = store.last_number().await?;
    let Some(last) = last.filter(|last| *last < newest) else {
        return Ok((Vec::new(), newest));
    };
    let events = store.events_after(last).await?;
    let newest = match events.last() {
        Some(event) if events.len() == MOST_EVENTS || event.id > newest => event.id,
        _ => newest,
    };
    Ok((events.into_iter().map(Arc::new).collect(), newest))
}
