//! The requests of a second: how many an endpoint has had, and when it has had too many.
//!
//! Whole seconds of the clock, because the vendor does not say where a second begins; a refused request does not count.

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;

use super::config::{Api, Limits};

/// Changing a user has a limit of its own in every plan.
const USER_CHANGES: u64 = 5;

/// What one request counts against.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Endpoint {
    name: String,
    limit: u64,
}

impl Endpoint {
    /// The endpoint of a path such as `/v3/users/{id}/token`, whoever the id names.
    pub(crate) fn of(api: Api, method: &Method, path: &str, limits: Limits) -> Self {
        let parts = path.split('/').enumerate();
        let parts = parts.map(|(at, part)| if at == 3 { "*" } else { part });
        let name = format!("{method} {}", parts.collect::<Vec<_>>().join("/"));
        let limit = match (api, *method == Method::GET) {
            (Api::Chat, true) => limits.chat_reads,
            (Api::Chat, false) if name == "PUT /v3/users/*" => limits.chat_writes.min(USER_CHANGES),
            (Api::Chat, false) => limits.chat_writes,
            (Api::Calls, true) => limits.calls_reads,
            (Api::Calls, false) => limits.calls_writes,
        };
        Self { name, limit }
    }
}

/// How a request went down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spent {
    pub(crate) limit: u64,
    pub(crate) remaining: u64,
    /// The Unix second in which counting starts again.
    pub(crate) reset: i64,
    pub(crate) is_allowed: bool,
}

/// The requests of the current second, by endpoint.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    second: i64,
    had: BTreeMap<String, u64>,
}

impl Rates {
    /// Counts a request.
    pub(crate) fn spend(&mut self, endpoint: Endpoint, now: Timestamp) -> Spent {
        let second = now.as_second();
        if second != self.second {
            self.second = second;
            self.had.clear();
        }
        let had = self.had.entry(endpoint.name).or_default();
        let is_allowed = *had < endpoint.limit;
        if is_allowed {
            *had += 1;
        }
        Spent {
            limit: endpoint.limit,
            remaining: endpoint.limit.saturating_sub(*had),
            reset: second + 1,
            is_allowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sendbird::Plan;

    #[test]
    fn an_endpoint_is_a_verb_and_a_path_whoever_the_id_names() {
        let limits = Plan::Mau5K.limits();
        for (api, verb, path, name, limit) in [
            (Api::Chat, "POST", "/v3/users", "POST /v3/users", 10),
            (Api::Chat, "GET", "/v3/users/a", "GET /v3/users/*", 60),
            (Api::Chat, "PUT", "/v3/users/a", "PUT /v3/users/*", 5),
            (
                Api::Chat,
                "POST",
                "/v3/users/a/token",
                "POST /v3/users/*/token",
                10,
            ),
            (Api::Calls, "GET", "/v1/rooms", "GET /v1/rooms", 10),
            (Api::Calls, "DELETE", "/v1/rooms/a", "DELETE /v1/rooms/*", 5),
        ] {
            let verb = verb.parse().unwrap();
            let expected = Endpoint {
                name: name.to_owned(),
                limit,
            };
            assert_eq!(Endpoint::of(api, &verb, path, limits), expected);
        }
    }
}
