//! Events that are lost, and deliveries that are tried again by the simulator's clock.

use serde_json::json;
use simulators::sautikit::{Contract, InboundScript, Missed, SignedAt};

use crate::sautikit_sim::{AGENT, Workspace};

fn missed() -> InboundScript {
    InboundScript::Missed(Missed::NoAnswer)
}

/// A workspace that tells failed calls only, and tries again.
async fn stubborn() -> Workspace {
    let workspace = Workspace::open().await;
    workspace.sim.switch(|switches| {
        switches.emits_started = false;
        switches.retries = true;
    });
    workspace
}

#[tokio::test]
async fn every_so_many_events_one_is_lost() {
    let workspace = Workspace::open().await;
    workspace.sim.switch(|switches| switches.drops_every = 3);
    for _ in 0..3 {
        workspace.incoming(missed()).await;
    }
    assert_eq!(
        workspace.receiver.events(),
        ["call.started", "call.failed", "call.failed", "call.started"]
    );
    assert!(workspace.tells("call 2: call.started is lost on its way"));
    assert!(workspace.tells("call 3: call.failed is lost on its way"));
    let list = workspace.get("calls?limit=1").await.json();
    let kinds = list["data"][0]["events"].as_array().unwrap();
    assert_eq!(kinds.len(), 2, "the API knows what was lost");
}

#[tokio::test]
async fn a_kind_can_be_lost_altogether() {
    let workspace = Workspace::open().await;
    let lost = json!({"drops_kinds": ["call.completed", "call.recording.ready"]});
    workspace.control("POST", "switches", Some(lost)).await;
    let script = InboundScript::Completed {
        by: AGENT.to_owned(),
        duration_seconds: 5,
        recorded: true,
    };
    workspace.incoming(script).await;
    assert_eq!(
        workspace.receiver.events(),
        ["call.started", "call.answered"]
    );
}

#[tokio::test]
async fn a_failed_delivery_is_tried_eight_times_at_the_published_intervals() {
    let workspace = stubborn().await;
    workspace.receiver.refuse(&[500; 8]);
    workspace.incoming(missed()).await;
    for (attempt, wait) in [30, 120, 600, 1800, 7200, 21_600, 86_400]
        .into_iter()
        .enumerate()
    {
        let made = attempt + 1;
        assert_eq!(workspace.receiver.received().len(), made);
        assert_eq!(workspace.sim.due_deliveries()[0].attempt, made + 1);
        workspace.advance(wait - 1).await;
        assert_eq!(workspace.receiver.received().len(), made);
        workspace.advance(1).await;
    }
    assert_eq!(workspace.receiver.received().len(), 8);
    assert!(workspace.sim.due_deliveries().is_empty());
    assert!(workspace.tells("call 1: call.failed is given up after 8 attempts"));
}

#[tokio::test]
async fn a_delivery_that_is_taken_is_not_tried_again() {
    let workspace = stubborn().await;
    workspace.receiver.refuse(&[302, 204]);
    workspace.incoming(missed()).await;
    let waiting = workspace.control("GET", "due", None).await.json();
    assert_eq!(
        (
            &waiting[0]["kind"],
            &waiting[0]["attempt"],
            &waiting[0]["due"]
        ),
        (
            &json!("call.failed"),
            &json!(2),
            &json!("2026-07-01T08:15:30Z")
        )
    );
    workspace.advance(200_000).await;
    assert_eq!(workspace.receiver.received().len(), 2);
    assert!(workspace.sim.due_deliveries().is_empty());
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_in_time_has_failed() {
    let workspace = Workspace::with(|config| {
        config.delivery_timeout = std::time::Duration::from_millis(50);
        config.switches.emits_started = false;
        config.switches.retries = true;
    })
    .await;
    workspace.receiver.refuse(&[0]);
    workspace.incoming(missed()).await;
    assert!(workspace.tells("call.failed is told: no answer in time"));
    workspace.advance(30).await;
    assert_eq!(workspace.receiver.events(), ["call.failed"; 2]);
}

#[tokio::test]
async fn the_wait_before_a_retry_is_what_the_switch_leaves_of_it() {
    let workspace = stubborn().await;
    workspace
        .sim
        .switch(|switches| switches.retry_wait_percent = 50);
    workspace.receiver.refuse(&[503]);
    workspace.incoming(missed()).await;
    workspace.advance(14).await;
    assert_eq!(workspace.receiver.received().len(), 1);
    workspace.advance(1).await;
    assert_eq!(workspace.receiver.received().len(), 2);
}

#[tokio::test]
async fn a_retry_keeps_its_ids_and_is_signed_anew_or_not() {
    for (signed_at, is_fresh) in [(SignedAt::Sending, true), (SignedAt::Happening, false)] {
        let workspace = stubborn().await;
        workspace.sim.switch(|switches| {
            switches.contract = Contract::Docs;
            switches.signed_at = signed_at;
        });
        workspace.receiver.refuse(&[500]);
        workspace.incoming(missed()).await;
        workspace.advance(30).await;
        let received = workspace.receiver.received();
        let header = |name: &str| (received[0].header(name), received[1].header(name));
        let (first, second) = header("x-sautikit-event-id");
        assert_eq!(first, second);
        assert_eq!(received[0].text, received[1].text);
        let (first, second) = header("x-sautikit-signature");
        assert_eq!(first != second, is_fresh, "{signed_at:?}");
    }
}

#[tokio::test]
async fn an_event_that_is_released_and_refused_is_tried_again() {
    let workspace = stubborn().await;
    workspace
        .sim
        .switch(|switches| switches.holds_events = true);
    workspace.incoming(missed()).await;
    workspace.receiver.refuse(&[500]);
    workspace.sim.release_events(&[0]).await;
    workspace.advance(30).await;
    assert_eq!(workspace.receiver.events(), ["call.failed"; 2]);
}

#[tokio::test]
async fn a_kind_that_is_delayed_arrives_after_what_happened_later() {
    let workspace = Workspace::open().await;
    let late = json!({"delays": {"call.answered": 600, "call.started": 601}});
    workspace.control("POST", "switches", Some(late)).await;
    let script = InboundScript::Answered {
        by: AGENT.to_owned(),
    };
    workspace.incoming(script).await;
    workspace.advance(5).await;
    workspace.sim.hang_up(AGENT).await.unwrap();
    assert_eq!(workspace.receiver.events(), ["call.completed"]);
    assert_eq!(workspace.sim.due_deliveries()[0].kind, "call.answered");
    workspace.advance(600).await;
    assert_eq!(
        workspace.receiver.events(),
        ["call.completed", "call.answered", "call.started"]
    );
    assert_eq!(
        workspace.receiver.last("call.answered")["status"],
        "answered"
    );
}
