//! What calls are answered.

use serde_json::json;
use switchboard::values::AgentId;

use switchboard::pact::{self, Purpose};

use crate::world::*;

const AGENTS: [&str; 2] = ["+254722000001", "+254722000002"];
const PATH: &str = "/sautikit/voice";

pub(crate) async fn a_call_rings_the_agents_whom_the_app_told(database: Database) {
    let world = World::start(&database).await;
    assert_eq!(world.push(&snapshot(&json!({}))).await, 204);
    let answer = world.ask(PATH, &question("HD_aaaa")).await;
    assert_eq!(verbs(&answer), ["say", "dial", "dial", "say", "hangup"]);
    assert_eq!(rung(&answer), AGENTS);
    let told = world.app.told(1).await;
    assert_eq!(told[0]["kind"], "routed");
    assert_eq!(told[0]["body"]["call"], "HD_aaaa");
    assert_eq!(told[0]["body"]["phones"], 2);
}

pub(crate) async fn every_form_of_a_question_is_understood(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let form = "sessionId=HD_form1&callerNumber=%2B254712345678&destinationNumber=%2B254203893800&isActive=1&callSessionState=";
    let flat = r#"{"CallId":"c-flat","From":"+254712345678","To":"+254203893800"}"#;
    let nested = event("call.routing", "c-nested").to_string();
    // It is signed in the header as well as it would be in the body.
    let blog = r#"{"event":"call.routing","call_id":"c-blog","from":"+254712345678","to":"+254203893800"}"#;
    for (kind, body, key) in [
        ("application/x-www-form-urlencoded", form, "number"),
        ("application/json", flat, "number"),
        ("application/json", nested.as_str(), "number"),
        ("application/json", blog, "to"),
    ] {
        let answer = world.sautikit(PATH, kind, body).await.text().await.unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(rung(&answer), AGENTS, "{body}");
        assert!(answer["actions"][1]["dial"][key].is_string(), "{answer}");
    }
}

pub(crate) async fn a_question_is_answered_once_and_edges_with_nothing(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let answer = world.ask(PATH, &question("HD_once")).await;
    // The same answer, although the app has told something else meanwhile.
    world.push(&nobody()).await;
    assert_eq!(world.ask(PATH, &question("HD_once")).await, answer);
    let mut edge = question("HD_once");
    edge["callSessionState"] = json!("StreamStarted");
    assert_eq!(world.ask(PATH, &edge).await, json!({"actions": []}));
    assert_eq!(
        world.ask(PATH, &question("HD_once")).await,
        json!({"actions": []})
    );
    // So it is after a restart.
    world.is_settled().await;
    let app = world.kill();
    let world = World::start_for(&database, app).await;
    world.push(&snapshot(&json!({}))).await;
    let mut ended = question("HD_once");
    ended["isActive"] = json!("0");
    ended["callSessionState"] = json!("Completed");
    assert_eq!(
        world.ask(PATH, &question("HD_once")).await,
        json!({"actions": []})
    );
    assert_eq!(world.ask(PATH, &ended).await, json!({"actions": []}));
    let told = world.app.told(2).await;
    assert_eq!(told[0]["kind"], "routed");
    assert_eq!(told[1]["body"], ended);
}

pub(crate) async fn a_caller_whom_nobody_can_take_is_told_so_and_so_is_the_app(database: Database) {
    let world = World::start(&database).await;
    world.push(&nobody()).await;
    let answer = world.ask(PATH, &question("HD_none")).await;
    assert_eq!(verbs(&answer), ["say", "hangup"]);
    let told = world.app.told(1).await;
    let body = &told[0]["body"];
    assert_eq!(body["kind"], "call.failed");
    assert_eq!(body["data"]["from"], CUSTOMER);
    assert_eq!(body["data"]["failure_reason"], "no agent was free");
}

pub(crate) async fn a_caller_whom_nobody_takes_may_leave_a_message_where_the_app_says_so(
    database: Database,
) {
    let world = World::start(&database).await;
    let listing = json!({"agents": [], "complete": true});
    let told = json!({
        "team": {"listing": listing}, "voicemail_url": "https://hooks.example.com/voicemail",
        "parameters": {"sautikit_from_number": OURS, "voicemail": true},
    });
    world.push(&snapshot(&told)).await;
    let answer = world.ask(PATH, &question("HD_note")).await;
    assert_eq!(verbs(&answer), ["say", "say", "record"]);
    let told = &answer["actions"][2]["record"];
    assert!(
        told.to_string()
            .contains("https://hooks.example.com/voicemail"),
        "{told}"
    );
}

pub(crate) async fn without_a_snapshot_a_caller_hears_an_apology(database: Database) {
    let world = World::start(&database).await;
    let answer = world.ask(PATH, &question("HD_bare")).await;
    assert_eq!(verbs(&answer), ["say", "hangup"]);
    assert_eq!(world.metric("gateway_outbox_letters").await, "1");
    world.app.is_told_nothing().await;
    assert_eq!(world.metric("gateway_snapshot_age_seconds").await, "-1");
    // With the first snapshot comes the address of the app.
    world.push(&nobody()).await;
    assert_eq!(world.app.told(1).await[0]["body"]["kind"], "call.failed");
}

pub(crate) async fn a_question_that_is_not_believed_gets_an_apology_and_leaves_nothing(
    database: Database,
) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let body = question("HD_fake").to_string();
    let foreign = pact::sign(&body, &secret("foreign"), now());
    let stale = pact::sign(&body, &secret(SAUTIKIT), now().plus_seconds(-301));
    let of_another = pact::sign("{}", &secret(SAUTIKIT), now());
    for signature in ["", "t=,v1=", &foreign, &stale, &of_another] {
        let request = world
            .http
            .post(world.url(PATH))
            .header("X-Sautikit-Signature", signature);
        let answer = request.body(body.clone()).send().await.unwrap();
        let answer = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(verbs(&answer), ["say", "hangup"], "{signature}");
    }
    for body in ["", "null", "{", "\0", "[1]"] {
        let answer = world
            .sautikit(PATH, "application/json", body)
            .await
            .text()
            .await
            .unwrap();
        assert_eq!(
            verbs(&serde_json::from_str(&answer).unwrap()),
            ["say", "hangup"],
            "{body}"
        );
    }
    world.app.is_told_nothing().await;
}

pub(crate) async fn a_customer_who_was_called_is_connected_to_the_agent_who_called(
    database: Database,
) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let pass = |request| pact::pass(Purpose::Call(request), AgentId(2), &secret(SECRET), now());
    let asked = |session: &str| {
        json!({
            "sessionId": session, "callerNumber": OURS, "destinationNumber": CUSTOMER, "isActive": "1",
        })
    };
    // Sautikit joins its own parameter to whatever address it was given.
    for (joint, session) in [('&', "HD_mine"), ('?', "HD_same")] {
        let pass = pass("sb-click");
        let path = format!("{PATH}?pass={pass}{joint}clientRequestId=sb-click");
        let answer = world.ask(&path, &asked(session)).await;
        assert_eq!(rung(&answer), [AGENTS[1]], "{joint}");
    }
    // A pass for another call is none.
    let path = format!("{PATH}?pass={}&clientRequestId=sb-click", pass("sb-other"));
    let answer = world.ask(&path, &asked("HD_other")).await;
    assert_eq!(rung(&answer), AGENTS);
}

pub(crate) async fn a_question_in_words_that_nobody_knows_gets_an_apology(database: Database) {
    let world = World::start(&database).await;
    for pushed in [false, true] {
        if pushed {
            world.push(&snapshot(&json!({}))).await;
        }
        for body in [
            json!({}),
            json!({"leg": {"caller": CUSTOMER, "uuid": "c-1"}}),
        ] {
            let answer = world.ask(PATH, &body).await;
            assert_eq!(verbs(&answer), ["say", "hangup"], "{body}");
        }
    }
    world.app.is_told_nothing().await;
}

pub(crate) async fn a_call_that_is_asked_about_by_either_id_is_answered_once(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let uuid = "01900000-0000-7000-8000-000000000777";
    let asked = |ids: &serde_json::Value| {
        let mut asked = question("");
        for (name, id) in [("sessionId", &ids[0]), ("callId", &ids[1])] {
            asked[name] = id.clone();
        }
        asked
    };
    let answer = world.ask(PATH, &asked(&json!(["HD_both", null]))).await;
    for ids in [json!(["HD_both", uuid]), json!([null, uuid])] {
        assert_eq!(world.ask(PATH, &asked(&ids)).await, answer, "{ids}");
    }
    world.is_settled().await;
    assert_eq!(world.app.told(1).await.len(), 1);
}
