//! The app's pages, the host pages, and every path that leads to neither.
//!
//! What the pages do in a browser is tested there.

use reqwest::StatusCode;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::desk::{Desk, PAGE};

#[tokio::test]
async fn a_page_gets_the_client_library_and_nothing_else_of_it_changes() {
    let desk = Desk::open().await;
    let page = desk.get_text("/iframe/cti_global_sidebar").await;
    assert_eq!(page, PAGE.replace("{{{appclient}}}", "/client.js"));
    assert!(desk.get_text("/client.js").await.contains("window.app ="));
    let answer = desk.get("/iframe/cti_global_sidebar").await;
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    desk.close().await;
}

#[tokio::test]
async fn a_page_in_a_subfolder_is_sent_from_there_so_that_its_relative_addresses_hold() {
    let desk = Desk::open().await;
    for place in ["ticket_sidebar", "full_page_app"] {
        let answer = desk.get(&format!("/iframe/{place}")).await;
        assert_eq!(answer.url().path(), "/iframe/views/side.html");
        assert_eq!(
            answer.url().query(),
            Some(format!("location={place}").as_str())
        );
        assert!(answer.text().await.unwrap().contains("/client.js"));
    }
    assert_eq!(
        desk.get_text("/iframe/views/side.css").await,
        "p { color: red }"
    );
    let icon = desk.get("/app/icon.svg").await;
    assert_eq!(icon.headers()["content-type"], "image/svg+xml");
    desk.close().await;
}

#[tokio::test]
async fn unknown_paths_are_404_and_wrong_methods_405_in_json() {
    let desk = Desk::open().await;
    for path in [
        "/nowhere",
        "/app/nothing.js",
        "/iframe/nowhere",
        "/host/nothing.js",
        "/api/nothing",
        "/config/assets/x.js",
    ] {
        let (status, body) = desk.get_json(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(body["status"], 404, "{path}");
        assert!(
            body["message"]
                .as_str()
                .is_some_and(|text| text.ends_with('.')),
            "{path}: {body}"
        );
    }
    for path in ["/api/install", "/api/invoke"] {
        let (status, body) = desk.get_json(path).await;
        assert_eq!(
            (status, &body["status"]),
            (StatusCode::METHOD_NOT_ALLOWED, &json!(405))
        );
    }
    desk.close().await;
}

/// Sends a request line as it is, which no HTTP library would, and returns the answer's first line and body.
async fn raw(desk: &Desk, path: &str) -> (String, String) {
    let mut stream = TcpStream::connect(desk.running.address()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[tokio::test]
async fn no_path_leads_out_of_the_apps_own_folder() {
    let desk = Desk::open().await;
    let tries = [
        "/app/../server/server.js",
        "/app/%2e%2e/server/server.js",
        "/app/..%2fserver%2fserver.js",
        "/app/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/app//etc/passwd",
        "/iframe/..%2fmanifest.json",
        "/config/assets/..%2fiparams.json",
        "/config/assets/../requests.json",
        "/host/..%2f..%2flib.rs",
    ];
    for path in tries {
        let (status, body) = raw(&desk, path).await;
        assert_eq!(status, "HTTP/1.1 404 Not Found", "{path}: {body}");
        assert!(
            !body.contains("exports =") && !body.contains("root:"),
            "{path}"
        );
    }
    desk.close().await;
}

#[tokio::test]
async fn every_host_page_loads_only_files_that_are_there() {
    let desk = Desk::open().await;
    for path in ["/", "/host", "/custom_configs", "/journal"] {
        let answer = desk.get(path).await;
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        let page = answer.text().await.unwrap();
        for address in addresses(&page, &["src=\"", "href=\"", "from \""]) {
            check_file(&desk, path, &address).await;
        }
    }
    desk.close().await;
}

/// A file is there, and so is every module that it imports.
async fn check_file(desk: &Desk, page: &str, address: &str) {
    let mut open = vec![address.to_owned()];
    let mut seen = Vec::new();
    while let Some(address) = open.pop() {
        if !address.starts_with('/') || seen.contains(&address) {
            continue;
        }
        let text = desk.get_text(&address).await;
        assert!(!text.contains("innerHTML"), "{address}");
        let imports = addresses(&text, &["from \"./"]);
        open.extend(imports.into_iter().map(|name| format!("/host/{name}")));
        seen.push(address);
    }
    assert!(
        !seen.is_empty() || address.starts_with('#'),
        "{page}: {address}"
    );
}

fn addresses(text: &str, starts: &[&str]) -> Vec<String> {
    let found = starts.iter().flat_map(|start| text.split(start).skip(1));
    found
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_stopped_server_answers_no_more() {
    let desk = Desk::open().await;
    let address = desk.running.address();
    desk.get_text("/").await;
    desk.running.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
    desk.platform.stop().await;
}
