//! The host pages and the `client` library, which travel inside this program.
//!
//! They take nothing from elsewhere: the content policy sent with each page says so to the browser.

use axum::extract::{OriginalUri, Path};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};

use super::error::{ApiError, not_found};

/// Own scripts and styles only; frames come from the server's own loopback names.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    frame-src 'self' http://localhost:* http://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../host/", $name)))),+]
    };
}

/// Everything that the host pages load.
const FILES: [(&str, &str); 28] = files![
    "base.css",
    "bridge.js",
    "chatlog.js",
    "chats.css",
    "chats.js",
    "dialog.css",
    "dom.js",
    "drawers.js",
    "editor.js",
    "entries.css",
    "entries.js",
    "fields.js",
    "floating.css",
    "host.css",
    "host.js",
    "icon.svg",
    "interface.js",
    "journal.css",
    "journal.js",
    "overlays.js",
    "panel.js",
    "richtext.js",
    "routes.js",
    "settings.css",
    "settings.js",
    "start.css",
    "start.js",
    "views.js",
];

pub(super) async fn start() -> Response {
    page(include_str!("../host/start.html"))
}

pub(super) async fn host() -> Response {
    page(include_str!("../host/host.html"))
}

pub(super) async fn settings() -> Response {
    page(include_str!("../host/settings.html"))
}

pub(super) async fn journal() -> Response {
    page(include_str!("../host/journal.html"))
}

pub(super) async fn client() -> Response {
    sent("client.js", include_str!("../host/client.js"))
}

pub(super) async fn file(
    Path(name): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, ApiError> {
    match FILES.iter().find(|(known, _)| *known == name) {
        Some((known, content)) => Ok(sent(known, *content)),
        None => Err(not_found(uri).await),
    }
}

fn page(content: &'static str) -> Response {
    (
        [(CONTENT_SECURITY_POLICY, POLICY)],
        sent("page.html", content),
    )
        .into_response()
}

/// A file with the type that its name tells; never kept by a browser, since the next run may have another.
pub(super) fn sent(name: &str, content: impl IntoResponse) -> Response {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = if kind.type_() == mime_guess::mime::TEXT {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-store".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, content).into_response()
}
