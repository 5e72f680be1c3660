//! Which of a vendor's hosts a request is for.
//!
//! It knows no vendor's names.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// The host that a request names, in lower case and without a port; none for an address of this machine, so that tests need no names.
pub(crate) fn vendor_host(headers: &HeaderMap) -> Option<String> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, _)| name)
        .to_lowercase();
    (!is_local(&name)).then_some(name)
}

/// Whether a host is this machine or an address, which no vendor's name is.
pub(crate) fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok()
}
