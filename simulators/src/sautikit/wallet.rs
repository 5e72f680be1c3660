//! The wallet, read only; it is topped up through the simulator itself.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde_json::{Value, json};

use super::auth::Caller;
use super::exchange::Exchange;
use super::pbx::WORKSPACE_ID;
use super::refusal::Refusal;

/// `GET /v1/wallet`: bare or wrapped in `data`, as both were seen.
pub(crate) async fn wallet(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
) -> Result<Json<Value>, Refusal> {
    caller.needs("wallet.read")?;
    let pbx = exchange.pbx.lock();
    let wallet = json!({"balance_minor": pbx.balance_minor, "currency": "KES", "status": "active"});
    Ok(Json(if pbx.switches.wraps_wallet {
        json!({"data": wallet})
    } else {
        wallet
    }))
}

/// `GET /v1/wallet/balance`.
pub(crate) async fn balance(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
) -> Result<Json<Value>, Refusal> {
    caller.needs("wallet.read")?;
    let pbx = exchange.pbx.lock();
    Ok(Json(json!({
        "workspace_id": WORKSPACE_ID,
        "balance_minor": pbx.balance_minor,
        "currency": "KES",
        "low_balance_threshold_minor": 50_000
    })))
}
