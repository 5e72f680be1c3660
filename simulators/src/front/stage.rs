//! The state and the control endpoints that simulators of chat vendors have in common.
//!
//! What a person or a test plays of one vendor is in that vendor's module.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fault::FaultOrder;
use super::request::Request;
use super::server::StartError;
use super::switches::patched;
use super::tables::Tables;
use super::{Fault, Front, Matcher};
use crate::clock::Clock;

/// How often a clock that runs by itself is looked at.
const TICK: Duration = Duration::from_secs(1);

/// What one vendor knows; kept on disk after each change.
pub(crate) trait Records: DeserializeOwned + Serialize + Send + 'static {
    /// What happened, one sentence an effect or refusal, oldest first.
    fn transcript(&mut self) -> &mut Vec<String>;
}

/// The state of one simulator, with its vendor's records and switches.
pub(crate) struct Stage<R, S> {
    pub(crate) front: Arc<Front>,
    pub(crate) clock: Clock,
    pub(crate) switches: Mutex<S>,
    pub(crate) records: Mutex<R>,
    tables: Tables,
}

impl<R: Records, S: Clone> Stage<R, S> {
    /// Opens with the tables of the last run, or with fresh ones.
    pub(crate) fn open(
        name: &str,
        state: Option<&Path>,
        fresh: R,
        switches: S,
        clock: Clock,
        front: Arc<Front>,
    ) -> Result<Self, StartError> {
        let tables = Tables::new(state, name);
        let records = tables.load()?.unwrap_or(fresh);
        Ok(Self {
            front,
            clock,
            switches: Mutex::new(switches),
            records: Mutex::new(records),
            tables,
        })
    }

    /// Changes the records; a change that refuses must leave them as they were.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut R, Timestamp) -> T) -> T {
        let mut records = self.records.lock();
        let result = change(&mut records, self.clock.now());
        self.tables.save(&*records);
        result
    }

    /// Adds a line to the transcript.
    pub(crate) fn note(&self, line: String) {
        self.change(|records, _| records.transcript().push(line));
    }

    pub(crate) fn transcript(&self) -> Vec<String> {
        self.records.lock().transcript().clone()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.front.requests.all()
    }

    pub(crate) fn fail_next(&self, matcher: impl Into<Matcher>, fault: Fault) {
        self.front.fail_next(matcher.into(), fault);
    }

    /// The switches as they are.
    pub(crate) fn knobs(&self) -> S {
        self.switches.lock().clone()
    }
}

/// One vendor's simulator, as far as the control endpoints need it.
pub(crate) trait Simulated: Send + Sync + 'static {
    type Records: Records;
    type Switches: Clone + DeserializeOwned + Serialize + Send;

    fn stage(&self) -> &Stage<Self::Records, Self::Switches>;

    /// Does what has become due.
    fn catch_up(self: &Arc<Self>) -> impl Future<Output = ()> + Send;
}

/// Does what becomes due for as long as the simulator lives, if its clock runs by itself.
pub(crate) fn keep_time<T: Simulated>(it: &Arc<T>) {
    if !it.stage().clock.runs_by_itself() {
        return;
    }
    let it = Arc::downgrade(it);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(TICK).await;
            let Some(it) = it.upgrade() else { return };
            it.catch_up().await;
        }
    });
}

/// The control endpoints that every one of them has.
pub(crate) fn router<T: Simulated>() -> Router<Arc<T>> {
    Router::new()
        .route("/_sim/requests", get(requests::<T>))
        .route("/_sim/transcript", get(transcript::<T>))
        .route("/_sim/fail", post(fail::<T>).delete(forget_faults::<T>))
        .route("/_sim/switches", get(switches::<T>).post(switch::<T>))
        .route("/_sim/advance", post(advance::<T>))
}

async fn requests<T: Simulated>(State(it): State<Arc<T>>) -> Json<Vec<Request>> {
    Json(it.stage().requests())
}

async fn transcript<T: Simulated>(State(it): State<Arc<T>>) -> Json<Vec<String>> {
    Json(it.stage().transcript())
}

async fn fail<T: Simulated>(State(it): State<Arc<T>>, Json(order): Json<FaultOrder>) -> StatusCode {
    let (matcher, fault) = order.parts();
    it.stage().fail_next(matcher, fault);
    StatusCode::NO_CONTENT
}

async fn forget_faults<T: Simulated>(State(it): State<Arc<T>>) -> StatusCode {
    it.stage().front.forget_faults();
    StatusCode::NO_CONTENT
}

async fn switches<T: Simulated>(State(it): State<Arc<T>>) -> Json<T::Switches> {
    Json(it.stage().knobs())
}

/// Changes the switches that are named and leaves the others.
async fn switch<T: Simulated>(
    State(it): State<Arc<T>>,
    Json(patch): Json<Map<String, Value>>,
) -> Response {
    let mut switches = it.stage().switches.lock();
    match patched(&*switches, patch) {
        Ok(changed) => {
            *switches = changed;
            Json(switches.clone()).into_response()
        }
        Err(why) => (StatusCode::BAD_REQUEST, why).into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceOrder {
    seconds: u64,
}

async fn advance<T: Simulated>(
    State(it): State<Arc<T>>,
    Json(order): Json<AdvanceOrder>,
) -> StatusCode {
    it.stage().clock.advance(Duration::from_secs(order.seconds));
    it.catch_up().await;
    StatusCode::NO_CONTENT
}
