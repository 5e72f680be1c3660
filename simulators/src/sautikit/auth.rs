//! Who calls the API, and what their key may do.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

use super::config::{ApiKey, KeyState};
use super::exchange::Exchange;
use super::refusal::Refusal;

/// A caller with a valid key.
pub(crate) struct Caller {
    scopes: Vec<String>,
}

impl Caller {
    /// Refuses a key without this scope.
    pub(crate) fn needs(&self, scope: &str) -> Result<(), Refusal> {
        if self.scopes.iter().any(|known| known == scope) {
            return Ok(());
        }
        let message = "API key missing required scope";
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "api_key.scope_denied",
            message,
        ))
    }
}

impl FromRequestParts<Arc<Exchange>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        exchange: &Arc<Exchange>,
    ) -> Result<Self, Refusal> {
        let refuse = |code| Refusal::new(StatusCode::UNAUTHORIZED, code, "API key not accepted");
        let value = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let key = value.and_then(|value| key_in(&exchange.keys, value));
        let key = key.ok_or_else(|| refuse("api_key.invalid"))?;
        match key.state {
            KeyState::Valid => Ok(Self {
                scopes: key.scopes.clone(),
            }),
            KeyState::Expired => Err(refuse("api_key.expired")),
            KeyState::Revoked => Err(refuse("api_key.revoked")),
        }
    }
}

/// Finds the key in the value of an `Authorization` header.
pub(crate) fn key_in<'a>(keys: &'a [ApiKey], authorization: &str) -> Option<&'a ApiKey> {
    let (scheme, token) = authorization.split_once(' ')?;
    keys.iter()
        .find(|known| scheme.eq_ignore_ascii_case("bearer") && known.key == token.trim())
}
