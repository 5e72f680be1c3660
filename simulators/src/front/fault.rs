//! Faults on demand: which request fails next, and how.
//!
//! A fault is about transport. What a vendor refuses by its own rules is in the vendor's module.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// How a request fails.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// This status, body and headers are answered and nothing else happens.
    Status(u16, String, Vec<(String, String)>),
    /// No answer ever comes and nothing else happens.
    Timeout,
    /// 200 with a JSON content type and a body that is no JSON; nothing else happens.
    Garbage,
    /// The request has its effect, then the connection breaks before the answer.
    DropAfter,
    /// The request has its effect, then the answer takes that long, by the machine's time.
    Slow(Duration),
}

impl Fault {
    /// A status with an empty body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::Status(status, String::new(), Vec::new())
    }
}

/// Says which requests a fault is for.
///
/// Written as a method and a path, in which `*` stands for one segment: `POST /api/v2/tickets/*/notes`.
/// A `*` as the method stands for every method, and a lone `*` for every request.
#[derive(Clone, Debug)]
pub struct Matcher {
    method: Option<String>,
    path: Option<String>,
    spared: usize,
}

impl Matcher {
    /// Every request.
    #[must_use]
    pub fn any() -> Self {
        Self {
            method: None,
            path: None,
            spared: 0,
        }
    }

    /// Lets that many matching requests pass before the fault strikes.
    #[must_use]
    pub fn after(self, spared: usize) -> Self {
        Self { spared, ..self }
    }

    /// Whether the fault strikes this request; counts the spared ones down.
    pub(crate) fn strikes(&mut self, method: &str, path: &str) -> bool {
        let matches = self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self
                .path
                .as_deref()
                .is_none_or(|pattern| fits(pattern, path));
        if matches && self.spared > 0 {
            self.spared -= 1;
            return false;
        }
        matches
    }
}

impl From<&str> for Matcher {
    fn from(text: &str) -> Self {
        let (method, path) = text.trim().split_once(' ').unwrap_or((text.trim(), "*"));
        let named = |part: &str| (part != "*" && !part.is_empty()).then(|| part.trim().to_owned());
        Self {
            method: named(method).map(|it| it.to_uppercase()),
            path: named(path),
            spared: 0,
        }
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if wanted == "*" || wanted == part => {}
            (Some(_) | None, Some(_)) | (Some(_), None) => return false,
        }
    }
}

/// A fault as ordered over HTTP: `{"matcher": "POST /v1/calls", "fault": "status", "status": 503}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultOrder {
    #[serde(default = "every_request")]
    matcher: String,
    #[serde(default)]
    after: usize,
    fault: FaultName,
    #[serde(default = "server_error")]
    status: u16,
    #[serde(default)]
    body: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default = "two_seconds")]
    milliseconds: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum FaultName {
    Status,
    Timeout,
    Garbage,
    DropAfter,
    Slow,
}

impl FaultOrder {
    /// The matcher and the fault that were meant.
    pub(crate) fn parts(self) -> (Matcher, Fault) {
        let fault = match self.fault {
            FaultName::Status => {
                Fault::Status(self.status, self.body, self.headers.into_iter().collect())
            }
            FaultName::Timeout => Fault::Timeout,
            FaultName::Garbage => Fault::Garbage,
            FaultName::DropAfter => Fault::DropAfter,
            FaultName::Slow => Fault::Slow(Duration::from_millis(self.milliseconds)),
        };
        (
            Matcher::from(self.matcher.as_str()).after(self.after),
            fault,
        )
    }
}

fn every_request() -> String {
    "*".to_owned()
}

fn server_error() -> u16 {
    500
}

fn two_seconds() -> u64 {
    2_000
}

/// The answer of [`Fault::Status`].
pub(crate) fn answer(status: u16, body: String, headers: &[(String, String)]) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let is_json = serde_json::from_str::<serde_json::Value>(&body).is_ok();
    let mut response = (status, body).into_response();
    if is_json {
        response.headers_mut().insert(
            axum::http::header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
    }
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The answer of [`Fault::Garbage`].
pub(crate) fn garbage() -> Response {
    (
        [(axum::http::header::CONTENT_TYPE, "application/json")],
        "{\"id\": 1, <truncated",
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matcher_reads_method_and_path_with_stars_for_segments() {
        let cases = [
            ("*", "GET", "/anything", true),
            ("POST", "POST", "/anything", true),
            ("post /a/*/c", "POST", "/a/b/c", true),
            ("POST /a/*/c", "GET", "/a/b/c", false),
            ("POST /a/*/c", "POST", "/a/b/c/d", false),
            ("POST /a/*/c", "POST", "/a/b", false),
            ("* /a", "DELETE", "/a", true),
            ("* /a", "DELETE", "/b", false),
        ];
        for (matcher, method, path, expected) in cases {
            assert_eq!(
                Matcher::from(matcher).strikes(method, path),
                expected,
                "{matcher} {path}"
            );
        }
    }

    #[test]
    fn a_matcher_spares_as_many_requests_as_it_was_told() {
        let mut matcher = Matcher::from("GET /a").after(1);
        assert!(!matcher.strikes("GET", "/a"));
        assert!(!matcher.strikes("GET", "/b"));
        assert!(matcher.strikes("GET", "/a"));
    }
}
