//! The pages of the app, taken from its package: at their placeholders, and every other file of its `app/` folder.
//!
//! Only names of the package's own list are looked up, so no path leads out of it.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Redirect, Response};

use super::Shared;
use super::error::ApiError;
use super::pages::sent;
use crate::app::App;

/// What a page of the app writes where the address of the `client` library belongs.
const CLIENT_PLACEHOLDER: &str = "{{{appclient}}}";
const CLIENT: &str = "/client.js";
/// Only the host page may frame the app, under either of the server's loopback names.
const FRAMED_BY: &str = "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*";

/// The page at a placeholder, or a file next to it.
pub(super) async fn frame(
    State(shared): State<Shared>,
    Path(path): Path<String>,
) -> Result<Response, ApiError> {
    let app = shared.platform.app();
    let Some(place) = app.manifest.locations().find(|place| place.name == path) else {
        return file(&app, "app", &path);
    };
    // A page in a subfolder is sent under its own path, so that its relative addresses lead where they should.
    if place.url.contains('/') {
        let address = format!("/iframe/{}?location={}", place.url, place.name);
        return Ok(Redirect::temporary(&address).into_response());
    }
    file(&app, "app", place.url)
}

/// A file of the app's `app/` folder.
pub(super) async fn app_file(
    State(shared): State<Shared>,
    Path(path): Path<String>,
) -> Result<Response, ApiError> {
    file(&shared.platform.app(), "app", &path)
}

/// A file that the app brings for its installation page.
pub(super) async fn settings_file(
    State(shared): State<Shared>,
    Path(path): Path<String>,
) -> Result<Response, ApiError> {
    file(&shared.platform.app(), "config/assets", &path)
}

fn file(app: &App, folder: &str, path: &str) -> Result<Response, ApiError> {
    let path = format!("{folder}/{path}");
    let bytes = app
        .file(&path)
        .ok_or_else(|| ApiError::not_found(format!("The app's package has no file {path}.")))?;
    let page = std::str::from_utf8(bytes).ok().filter(|_| is_page(&path));
    let Some(text) = page else {
        return Ok(sent(&path, Bytes::copy_from_slice(bytes)));
    };
    let page = sent(&path, text.replace(CLIENT_PLACEHOLDER, CLIENT));
    Ok(([(CONTENT_SECURITY_POLICY, FRAMED_BY)], page).into_response())
}

fn is_page(path: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|extension| {
            extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm")
        })
}
