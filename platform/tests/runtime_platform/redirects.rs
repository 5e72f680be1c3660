//! Template requests that are answered by a redirect, in both ways that the real platform may have: facts 8.4.

use platform::{HostMap, Redirects};
use serde_json::{Value, json};

use super::support::{Remote, Running, TinyApp};

const CALL: &str =
    "return $request.invokeTemplate(args.name, {}).then((r) => [true, r], (e) => [false, e])";
const ELSEWHERE: &str = "https://files.example.org/a%20b.txt?signature=x%2By";

/// An app with the templates `get` and `post` at `api.example.com`; `files.example.org` is another host.
async fn start(redirects: Redirects, api: &Remote, files: &Remote) -> Running {
    let template = |method: &str| {
        json!({ "schema": {
            "method": method, "host": "api.example.com", "path": "/v1/recording",
            "headers": { "Authorization": "Bearer hush-hush", "cookie": "session=hush", "Accept": "text/plain" },
        } })
    };
    let (api, files) = (api.url().to_owned(), files.url().to_owned());
    TinyApp::probe(CALL)
        .templates(&json!({ "get": template("GET"), "post": template("POST") }))
        .install_with(|options| {
            options.redirects = redirects;
            options.limits.response_size = 1000;
            options.hosts = HostMap::new()
                .with("api.example.com", &api)
                .with("files.example.org", &files);
        })
        .await
}

async fn followed(api: &Remote, files: &Remote) -> Running {
    start(Redirects::Followed, api, files).await
}

async fn call(app: &Running, name: &str) -> Value {
    app.run(json!({ "name": name })).await
}

#[tokio::test]
async fn by_default_a_redirect_reaches_the_app_as_a_success_with_its_location() {
    let (api, files) = (Remote::start().await, Remote::start().await);
    let app = start(Redirects::Returned, &api, &files).await;
    api.redirect(302, ELSEWHERE);
    let told = call(&app, "get").await;
    assert_eq!((&told[0], &told[1]["status"]), (&json!(true), &json!(302)));
    assert_eq!(told[1]["headers"]["location"], ELSEWHERE);
    assert_eq!(told[1]["response"], "");
    assert!(files.requests().is_empty());
}

#[tokio::test]
async fn a_followed_redirect_takes_no_credentials_to_another_host() {
    let (api, files) = (Remote::start().await, Remote::start().await);
    let app = followed(&api, &files).await;
    api.redirect(302, ELSEWHERE);
    files.text(200, "text/plain", "there");
    let told = call(&app, "get").await;
    assert_eq!((&told[0], &told[1]["status"]), (&json!(true), &json!(200)));
    assert_eq!(told[1]["response"], "there");
    assert_eq!(told[1]["attempts"], 1);
    let received = &files.requests()[0];
    assert_eq!(received.target, "/a%20b.txt?signature=x%2By");
    assert_eq!(received.headers["host"], "files.example.org");
    assert_eq!(received.headers["accept"], "text/plain");
    assert_eq!(received.headers.get("authorization"), None);
    assert_eq!(received.headers.get("cookie"), None);
}

#[tokio::test]
async fn credentials_stay_on_the_same_host_and_do_not_come_back_from_another() {
    let (api, files) = (Remote::start().await, Remote::start().await);
    let app = followed(&api, &files).await;
    api.redirect(301, "other?a=1").redirect(307, ELSEWHERE);
    files.redirect(308, "https://api.example.com/back");
    call(&app, "get").await;
    let received = api.requests();
    let targets: Vec<_> = received
        .iter()
        .map(|request| request.target.as_str())
        .collect();
    assert_eq!(targets, ["/v1/recording", "/v1/other?a=1", "/back"]);
    assert!(received[1].headers.contains_key("authorization"));
    assert!(!received[2].headers.contains_key("authorization"));
}

#[tokio::test]
async fn what_is_found_at_the_end_is_text_within_the_limits() {
    let (api, files) = (Remote::start().await, Remote::start().await);
    let app = followed(&api, &files).await;
    let lead = async || {
        api.redirect(302, ELSEWHERE);
        call(&app, "get").await
    };
    files.bytes("text/plain", &[b'R', 0xff, 0xfe, b'F']);
    assert_eq!(lead().await[1]["response"], "R\u{fffd}\u{fffd}F");
    files.text(200, "text/plain", &"x".repeat(1001));
    assert_eq!(lead().await[1]["status"], 413);
    files.bytes("audio/mpeg", &[0xff, 0xfb]);
    assert_eq!(lead().await[1]["status"], 415);
    files.text(403, "application/xml", "<Error/>");
    let told = lead().await;
    assert_eq!(
        (&told[0], &told[1]["response"]),
        (&json!(false), &json!("<Error/>"))
    );
}

#[tokio::test]
async fn only_a_get_is_followed() {
    let (api, files) = (Remote::start().await, Remote::start().await);
    let app = followed(&api, &files).await;
    api.redirect(302, ELSEWHERE);
    assert_eq!(call(&app, "post").await[1]["status"], 302);
    assert!(files.requests().is_empty());
}

#[tokio::test]
async fn what_leads_nowhere_is_a_bad_gateway_or_the_answer_itself() {
    let (api, files) = (Remote::start().await, Remote::start().await);
    let app = followed(&api, &files).await;
    api.redirect(302, "https://elsewhere.example.net/");
    let told = call(&app, "get").await;
    assert_eq!((&told[0], &told[1]["status"]), (&json!(false), &json!(502)));
    assert!(
        app.notices()[0].contains("elsewhere.example.net"),
        "{:?}",
        app.notices()
    );
    for _ in 0..11 {
        api.redirect(302, "/round");
    }
    assert_eq!(call(&app, "get").await[1]["status"], 502);
    api.redirect(302, "ftp://files.example.org/x");
    assert_eq!(call(&app, "get").await[1]["status"], 302);
    api.redirect(304, ELSEWHERE);
    assert_eq!(call(&app, "get").await[1]["status"], 304);
}
