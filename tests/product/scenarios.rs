//! Every scenario file, played against the packed zip.

use serde_json::{Value, json};

use crate::sandbox::{AGENT, Sandbox};
use crate::scenario::{
    self, Scenario, Scheme, Step, sealed, signed_headers, with_placed_call, without_ids,
    without_placed_calls,
};

async fn play(scenario: &Scenario) -> Value {
    let sandbox = Sandbox::of(scenario).await;
    if !scenario.agent_phones.is_empty() {
        sandbox.set_agent_phones(&scenario.agent_phones).await;
    }
    let first = sandbox.next_entry();
    let mut answers = Vec::new();
    for step in &scenario.steps {
        match step {
            Step::Webhook {
                body,
                seal,
                scheme,
                kind,
                voicemail,
            } => {
                let calls = sandbox.sautikit.calls();
                let placed = calls.last().map(|call| call.call_id.as_str());
                let mut body = with_placed_call(body, placed);
                if *scheme == Scheme::InBody {
                    body = sealed(&body, *seal, sandbox.now());
                }
                let (content_type, text) = match body {
                    Value::String(form) => ("application/x-www-form-urlencoded", form),
                    body => ("application/json", body.to_string()),
                };
                let headers = signed_headers(&text, *seal, *scheme, kind.as_deref(), sandbox.now());
                let source = if *voicemail { "voicemail" } else { "sautikit" };
                let response = sandbox.post_to(source, content_type, &headers, text).await;
                assert_eq!(response.status(), 200);
                let answer: Value = response.json().await.unwrap();
                if answer != json!({"success": true}) {
                    answers.push(answer);
                }
            }
            Step::Change { ticket, fields } => {
                let fields = fields.as_object().unwrap().clone();
                sandbox
                    .freshdesk
                    .change_by_hand(*ticket, AGENT, fields)
                    .unwrap();
                sandbox.settled().await;
            }
            Step::Delete { ticket } => {
                sandbox.freshdesk.delete_by_hand(*ticket, AGENT).unwrap();
                sandbox.settled().await;
            }
            Step::Invoke {
                function,
                arguments,
            } => answers.push(sandbox.invoke(function, arguments).await),
            Step::Fail { template, how } => sandbox.fail(template, *how),
            Step::Wait(seconds) => sandbox.wait(*seconds).await,
        }
    }
    // A function answers before its event ends.
    sandbox.settled().await;
    let costs = sandbox.costs(first);
    let mut outcome = json!({
        "tickets": sandbox.tickets(),
        "calls": sandbox.placed_calls(),
        "answers": answers.into_iter().map(without_ids).collect::<Vec<_>>(),
        "log": sandbox.log(),
        "requests": sandbox.requests(first),
        "store_operations": costs.db,
        "list_operations": costs.entity,
    });
    for call in outcome["calls"].as_array_mut().unwrap() {
        scenario::without_address(call);
    }
    let placed: Vec<String> = sandbox
        .sautikit
        .calls()
        .into_iter()
        .map(|call| call.call_id)
        .collect();
    sandbox.stop().await;
    without_placed_calls(&outcome, &placed)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_comes_out_of_the_packed_zip_as_its_file_says() {
    let mut wrong = Vec::new();
    for (path, scenario) in scenario::all() {
        let outcome = play(&scenario).await;
        if outcome != scenario.expect {
            wrong.push(format!(
                "{}:\n{outcome:#}\ninstead of\n{:#}",
                path.display(),
                scenario.expect
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
