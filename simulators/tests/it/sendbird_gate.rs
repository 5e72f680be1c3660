//! What happens before an endpoint of Sendbird sees a request: hosts, API tokens, plans, rates, bodies.

use std::time::Duration;

use serde_json::json;
use simulators::Fault;
use simulators::sendbird::{Api, CallsPlan, Limits, Plan, fault};

use crate::http::{client, send};
use crate::sendbird_sim::{Application, GUEST, check_calls, check_chat, user};

const LIST: &str = "/v1/rooms";
const VIEW: &str = "/v3/users/service_user_304";

#[tokio::test]
async fn a_wrong_api_token_is_refused_by_each_host_in_its_own_way() {
    let application = Application::open().await;
    let others = application.keyed("wrong");
    check_chat(&others.get(VIEW).await, 400, 400_401);
    check_calls(&others.get(LIST).await, 401, 401_121, "NOT_AUTHORIZED");
    let address = application.sim.base_url();
    check_chat(
        &send(client().get(format!("{address}{VIEW}"))).await,
        400,
        400_401,
    );
    let bearer = client().get(format!("{address}{LIST}"));
    let bearer = bearer.header("authorization", "Bearer demo-sendbird-token");
    check_calls(&send(bearer).await, 401, 401_121, "NOT_AUTHORIZED");
    let requests = application.sim.requests();
    let keys = requests.iter().map(|it| it.header("api-token"));
    assert_eq!(
        keys.collect::<Vec<_>>(),
        [Some("wrong"), Some("wrong"), None, None]
    );
    assert_eq!(application.get(LIST).await.status, 200);
    let shown = serde_json::to_string(&application.sim.requests()).unwrap();
    assert!(shown.contains("present, right") && !shown.contains("demo-sendbird-token"));
    application
        .sim
        .switch(|switches| switches.api_tokens_revoked = true);
    check_calls(&application.get(LIST).await, 401, 401_121, "NOT_AUTHORIZED");
}

#[tokio::test]
async fn every_secondary_api_token_is_let_in() {
    let application =
        Application::with(|config| config.api_tokens.push("secondary".to_owned())).await;
    assert_eq!(application.keyed("secondary").get(LIST).await.status, 200);
}

#[tokio::test]
async fn each_host_has_the_endpoints_of_one_api_and_knows_one_application() {
    let application = Application::open().await;
    let id = application.app_id.to_lowercase();
    let ask = async |host: &str, path: &str| {
        send(application.request("GET", path).header("host", host)).await
    };
    let (chat, calls) = (
        format!("api-{id}.sendbird.com"),
        format!("API-{id}.calls.sendbird.com:443"),
    );
    check_chat(&ask(&chat, VIEW).await, 400, 400_201);
    assert_eq!(ask(&calls, LIST).await.status, 200);
    check_chat(&ask(&chat, LIST).await, 400, 400_930);
    check_calls(&ask(&calls, VIEW).await, 400, 400_200, "NOT_FOUND");
    let other = "885c2616-dbf8-4bdc-9178-4a1a662614e3";
    let reply = ask(&format!("api-{other}.sendbird.com"), VIEW).await;
    check_chat(&reply, 400, 400_304);
    let reply = ask(&format!("api-{other}.calls.sendbird.com"), LIST).await;
    check_calls(&reply, 401, 401_121, "NOT_AUTHORIZED");
    check_chat(&ask("sendbird.sendbird.com", VIEW).await, 400, 400_304);
    assert_eq!(ask("api.example.com", LIST).await.status, 404);
}

#[tokio::test]
async fn what_is_no_endpoint_is_refused() {
    let application = Application::open().await;
    check_chat(&application.get("/v3/channels").await, 400, 400_930);
    check_chat(&application.get("/v3/users").await, 400, 400_930);
    check_calls(&application.delete(LIST).await, 400, 400_200, "NOT_FOUND");
    let room = application.put("/v1/rooms/a", json!({})).await;
    check_calls(&room, 400, 400_200, "NOT_FOUND");
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let application = Application::open().await;
    for body in ["{", "[]", "null", "\"text\""] {
        let request = application.request("POST", "/v3/users").body(body);
        check_chat(&send(request).await, 400, 400_403);
    }
    let request = application.request("POST", LIST).body("{");
    check_calls(&send(request).await, 400, 400_100, "INVALID_PARAMS");
    for (kind, status) in [
        ("application/json", 200),
        ("application/json; charset=utf8", 200),
        ("text/plain", 400),
    ] {
        let request = application.request("POST", "/v3/users");
        let request = request.header("content-type", kind);
        let body = user(&format!("user {kind}")).to_string();
        let reply = send(request.body(body)).await;
        assert_eq!(reply.status, status, "{kind}: {reply:?}");
    }
}

#[tokio::test]
async fn calls_can_be_not_enabled_or_over_while_chat_goes_on() {
    let application = Application::open().await;
    for (plan, status, code, kind) in [
        (CallsPlan::NotEnabled, 401, 401_120, "NOT_ALLOWED"),
        (CallsPlan::FreePlanEnded, 400, 400_800, "FREE_PLAN_ENDED"),
    ] {
        application.sim.switch(|switches| switches.calls = plan);
        check_calls(&application.get(LIST).await, status, code, kind);
        check_chat(&application.get(VIEW).await, 400, 400_201);
    }
}

#[tokio::test]
async fn too_many_requests_in_a_second_are_refused_by_each_api_in_its_own_way() {
    let application = Application::open().await;
    let limits = Limits {
        chat_reads: 2,
        chat_writes: 1,
        calls_reads: 2,
        calls_writes: 1,
    };
    application
        .sim
        .switch(|switches| switches.plan = Plan::Limited(limits));
    let first = application.get(VIEW).await;
    let told = |name| first.header(&format!("x-ratelimit-{name}"));
    assert_eq!(
        ["limit", "remaining", "reset", "retryafter"].map(told),
        [Some("2;w=1"), Some("1"), Some("1782893701"), None]
    );
    check_chat(&application.get("/v3/users/other").await, 400, 400_201);
    let limited = application.get(VIEW).await;
    check_chat(&limited, 429, 500_910);
    assert_eq!(limited.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(limited.header("x-ratelimit-retryafter"), Some("1"));

    application.get(LIST).await;
    application.get(LIST).await;
    let limited = application.get(LIST).await;
    let body =
        json!({"message": "Too many requests", "code": 429_100, "type": "RATE_LIMIT_EXCEEDED"});
    assert_eq!((limited.status, limited.json()), (429, body));
    assert_eq!(limited.header("x-ratelimit-retryafter"), None);

    application.sim.advance(Duration::from_secs(1));
    assert_eq!(application.get(LIST).await.status, 200);
    check_chat(&application.get(VIEW).await, 400, 400_201);
}

#[tokio::test]
async fn each_plan_has_its_rates_and_calls_the_same_in_all() {
    for (plan, reads, writes) in [
        (Plan::Trial, 10, 5),
        (Plan::Mau5K, 60, 10),
        (Plan::Mau10K, 100, 20),
        (Plan::Mau25K, 200, 40),
        (Plan::Mau50K, 400, 100),
        (Plan::Mau100K, 600, 200),
    ] {
        let expected = Limits {
            chat_reads: reads,
            chat_writes: writes,
            calls_reads: 10,
            calls_writes: 5,
        };
        assert_eq!(plan.limits(), expected);
    }
    let application = Application::open().await;
    let make = || {
        application
            .request("POST", LIST)
            .json(&json!({"type": "small_room_for_video"}))
    };
    for _ in 0..5 {
        assert_eq!(send(make()).await.status, 200);
    }
    assert_eq!(send(make()).await.status, 429);
    let change = || application.request("PUT", VIEW).json(&json!({}));
    for _ in 0..5 {
        check_chat(&send(change()).await, 400, 400_201);
    }
    check_chat(&send(change()).await, 429, 500_910);
}

#[tokio::test]
async fn a_refusal_of_each_api_can_be_ordered_by_its_code() {
    let application = Application::open().await;
    let token = "POST /v3/users/*/token";
    application.user(GUEST).await;
    let issue = || application.post("/v3/users/service_user_304/token", json!({}));
    for (code, status) in [(500_910, 429), (500_901, 500), (503, 503), (400_401, 400)] {
        application.sim.fail_next(token, fault(Api::Chat, code));
        let reply = issue().await;
        check_chat(&reply, status, code);
        let waits = reply.header("x-ratelimit-retryafter");
        assert_eq!(waits, (status == 429).then_some("1"));
    }
    assert_eq!(issue().await.status, 200);
    for (code, status, kind) in [
        (400_201, 400, "UNIQUE_CONSTRAINT"),
        (401_121, 401, "NOT_AUTHORIZED"),
        (500_999, 500, "UNKNOWN_ERROR"),
    ] {
        application
            .sim
            .fail_next("GET /v1/rooms", fault(Api::Calls, code));
        check_calls(&application.get(LIST).await, status, code, kind);
    }
    application
        .sim
        .fail_next("GET /v1/rooms", fault(Api::Calls, 429_100));
    let limited = application.get(LIST).await;
    assert_eq!(limited.status, 429);
    assert_eq!(limited.json().get("error"), None);
    application.sim.fail_next("GET /v1/rooms", Fault::Garbage);
    let garbage = application.get(LIST).await;
    assert!(serde_json::from_str::<serde_json::Value>(&garbage.text).is_err());
    assert_eq!(application.get(LIST).await.status, 200);
}

#[tokio::test]
async fn the_keys_of_refusals_turn_when_they_are_told_to() {
    let application = Application::open().await;
    let first_key = async |path| {
        let reply = application.get(path).await;
        reply
            .json()
            .as_object()
            .unwrap()
            .keys()
            .next()
            .unwrap()
            .clone()
    };
    assert_eq!(
        [first_key(VIEW).await, first_key(VIEW).await],
        ["error", "error"]
    );
    application
        .sim
        .switch(|switches| switches.turns_error_keys = true);
    assert_eq!(
        [first_key(VIEW).await, first_key(VIEW).await],
        ["code", "message"]
    );
    check_chat(&application.get(VIEW).await, 400, 400_201);
    check_calls(
        &application.get("/v1/rooms/a").await,
        400,
        1_400_126,
        "INVALID_ROOM",
    );
}
