//! Hosts the customer's page of web calls, with the headers that its build wrote beside it.
//!
//! What the page loads was decided when it was built.

use std::path::PathBuf;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::services::ServeDir;

/// The headers, as lines `  Name: value` below lines with the paths that they go with.
const HEADERS: &str = "_headers";

/// A page that is served until it is dropped.
pub(crate) struct GuestPage {
    /// Its address, with a final slash.
    pub(crate) url: String,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for GuestPage {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves the built page in `folder`.
pub(super) fn serve(folder: PathBuf, listener: tokio::net::TcpListener) -> Result<GuestPage> {
    let url = format!("http://localhost:{}/", listener.local_addr()?.port());
    let headers = std::fs::read_to_string(folder.join(HEADERS))
        .with_context(|| format!("{} has no {HEADERS}", folder.display()))?;
    let router = Router::new().fallback_service(ServeDir::new(folder)).layer(
        middleware::from_fn_with_state(of_every_path(&headers), with_headers),
    );
    let task = tokio::spawn(async move {
        // It ends with the program or with the world.
        let _ = axum::serve(listener, router).await;
    });
    Ok(GuestPage { url, task })
}

type Headers = Vec<(HeaderName, HeaderValue)>;

async fn with_headers(State(headers): State<Headers>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().extend(headers);
    response
}

/// The headers that go with every path.
fn of_every_path(text: &str) -> Headers {
    let section = text.lines().skip_while(|line| *line != "/*").skip(1);
    let lines = section.take_while(|line| line.starts_with(' '));
    lines
        .filter_map(|line| line.trim().split_once(": "))
        .filter_map(|(name, value)| Some((name.parse().ok()?, value.parse().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_gets_the_headers_of_its_section() {
        let text = "# x\n/*\n  Referrer-Policy: no-referrer\n  X-Robots-Tag: noindex\n/assets/*\n  Cache-Control: public\n";
        let headers = of_every_path(text);
        let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["referrer-policy", "x-robots-tag"]);
    }
}
