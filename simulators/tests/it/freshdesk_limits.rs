//! Keys, credits, plans, hosts and content types: what happens before an endpoint sees a request.

use std::time::Duration;

use serde_json::json;
use simulators::freshdesk::{FreeAnswer, LimitedBody, Limits, Plan};

use crate::http::{Desk, client, send, ticket};

fn limits(total: u64) -> Plan {
    Plan::Limited(Limits {
        total,
        ticket_create: 2,
        ticket_update: 2,
        ticket_list: 2,
        contact_list: 2,
    })
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_still_costs_a_credit() {
    let desk = Desk::open().await;
    let reply = desk.keyed("wrong").get("agents/me").await;
    assert_eq!(reply.status, 401);
    assert_eq!(
        reply.json(),
        json!({"code": "invalid_credentials", "message": "You have to be logged in to perform this action."})
    );
    assert_eq!(
        reply.header("x-freshdesk-api-version"),
        Some("latest=v2; requested=v2")
    );
    assert_eq!(reply.header("x-ratelimit-total"), Some("200"));
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("199"));
    let next = desk.get("agents/me").await;
    assert_eq!(next.header("x-ratelimit-remaining"), Some("198"));
    let without = send(client().get(format!("{}/api/v2/agents/me", desk.sim.base_url()))).await;
    assert_eq!(without.status, 401);
}

#[tokio::test]
async fn includes_cost_more_credits() {
    let desk = Desk::open().await;
    desk.ticket("s").await;
    for (path, cost) in [
        ("tickets/1", "1"),
        ("tickets/1?include=conversations", "2"),
        ("tickets?include=stats", "3"),
        ("tickets?include=stats,requester", "5"),
    ] {
        let reply = desk.get(path).await;
        assert_eq!(
            reply.header("x-ratelimit-used-currentrequest"),
            Some(cost),
            "{path}"
        );
    }
}

#[tokio::test]
async fn spent_credits_are_refused_until_the_next_minute_with_nothing_to_parse() {
    for (body, text) in [
        (LimitedBody::Empty, ""),
        (LimitedBody::Text, "Too many requests, slow down."),
    ] {
        let desk = Desk::open().await;
        desk.sim.switch(|switches| {
            switches.plan = limits(2);
            switches.limited_body = body;
        });
        desk.sim.advance(Duration::from_secs(26));
        desk.get("agents/me").await;
        desk.get("agents/me").await;
        let reply = desk.get("agents/me").await;
        assert_eq!((reply.status, reply.text.as_str()), (429, text));
        assert_eq!(reply.header("retry-after"), Some("34"));
        assert_eq!(
            reply.header("content-type"),
            Some("application/json; charset=utf-8")
        );
        assert_eq!(reply.header("x-ratelimit-remaining"), None);
        desk.sim.advance(Duration::from_secs(34));
        assert_eq!(desk.get("agents/me").await.status, 200);
    }
}

#[tokio::test]
async fn creating_updating_and_listing_have_limits_of_their_own() {
    let desk = Desk::open().await;
    desk.sim.switch(|switches| switches.plan = limits(100));
    for expected in [201, 201, 429] {
        assert_eq!(desk.post("tickets", ticket("s")).await.status, expected);
    }
    for expected in [200, 200, 429] {
        assert_eq!(
            desk.put("tickets/1", json!({"status": 3})).await.status,
            expected
        );
    }
    for path in ["tickets", "contacts"] {
        for expected in [200, 200, 429] {
            assert_eq!(desk.get(path).await.status, expected, "{path}");
        }
    }
    assert_eq!(desk.sim.tickets().len(), 2);
    assert_eq!(desk.get("agents/me").await.status, 200);
}

#[tokio::test]
async fn each_plan_tells_its_total_and_the_free_one_has_no_api() {
    let desk = Desk::open().await;
    for (plan, total) in [
        (Plan::Trial, "50"),
        (Plan::Growth, "200"),
        (Plan::Pro, "400"),
        (Plan::Enterprise, "700"),
    ] {
        desk.sim.switch(|switches| switches.plan = plan);
        let reply = desk.get("agents/me").await;
        assert_eq!(reply.header("x-ratelimit-total"), Some(total), "{plan:?}");
    }
    desk.sim.switch(|switches| switches.plan = Plan::Free);
    for (answer, status, text) in [
        (FreeAnswer::Forbidden, 403, "require_feature"),
        (FreeAnswer::Unauthorized, 401, "invalid_credentials"),
        (FreeAnswer::Limited, 429, ""),
    ] {
        desk.sim.switch(|switches| switches.free_answer = answer);
        let reply = desk.get("agents/me").await;
        assert_eq!(reply.status, status, "{answer:?}");
        assert!(reply.text.contains(text), "{answer:?}: {reply:?}");
    }
}

#[tokio::test]
async fn an_unclaimed_subdomain_answers_200_with_a_page_and_a_custom_domain_has_no_api() {
    let desk = Desk::open().await;
    for (host, status, is_json) in [
        ("acme.freshdesk.com", 200, true),
        ("ACME.freshdesk.com:443", 200, true),
        ("acne.freshdesk.com", 200, false),
        ("support.acme.co.ke", 404, false),
    ] {
        let reply = send(desk.request("GET", "agents/me").header("host", host)).await;
        assert_eq!(reply.status, status, "{host}");
        let is_api = reply.header("x-freshdesk-api-version").is_some();
        assert_eq!(
            (is_api, reply.text.starts_with('{')),
            (is_json, is_json),
            "{host}"
        );
        if !is_json {
            assert!(
                reply
                    .header("content-type")
                    .unwrap()
                    .starts_with("text/html"),
                "{host}"
            );
        }
    }
}

#[tokio::test]
async fn only_json_and_forms_are_read_and_only_json_is_answered() {
    let desk = Desk::open().await;
    let post = |kind: &str, body: &str| {
        desk.request("POST", "tickets")
            .header("content-type", kind)
            .body(body.to_owned())
    };
    assert_eq!(send(post("application/xml", "<ticket/>")).await.status, 415);
    assert_eq!(
        send(desk.request("POST", "tickets").body("{}"))
            .await
            .status,
        415
    );
    for body in ["", "{", "[]", "\"text\"", "null"] {
        let reply = send(post("application/json", body)).await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (400, &json!("invalid_json")),
            "{body}"
        );
    }
    for (accept, status) in [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, application/json;q=0.9", 200),
        ("text/html", 406),
        ("application/xml", 406),
    ] {
        let reply = send(desk.request("GET", "agents/me").header("accept", accept)).await;
        assert_eq!(reply.status, status, "{accept}");
    }
}

#[tokio::test]
async fn a_wrong_verb_is_405_with_a_message_only() {
    let desk = Desk::open().await;
    let reply = desk.delete("tickets").await;
    assert_eq!(reply.status, 405);
    assert_eq!(
        reply.json().as_object().unwrap().keys().collect::<Vec<_>>(),
        ["message"]
    );
}
