//! Every scenario file, played against the packed zip.

use platform::HookMode;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::scenario::{
    self, Scenario, Step, sealed, with_placed_call, without_ids, without_placed_calls,
};

async fn play(scenario: &Scenario) -> Value {
    let sandbox = Sandbox::installed(HookMode::Reply, &scenario.parameters).await;
    if !scenario.agent_phones.is_empty() {
        sandbox.set_agent_phones(&scenario.agent_phones).await;
    }
    let first = sandbox.platform.journal().len() as u64;
    let mut answers = Vec::new();
    for step in &scenario.steps {
        match step {
            Step::Webhook { body, seal } => {
                let calls = sandbox.sautikit.calls();
                let placed = calls.last().map(|call| call.call_id.as_str());
                let body = with_placed_call(body, placed);
                let body = sealed(&body, *seal, sandbox.now()).to_string();
                let response = sandbox.post("application/json", body).await;
                assert_eq!(response.status(), 200);
                let answer: Value = response.json().await.unwrap();
                if answer != json!({"success": true}) {
                    answers.push(answer);
                }
            }
            Step::Invoke {
                function,
                arguments,
            } => answers.push(sandbox.invoke(function, arguments).await),
            Step::Fail { template, how } => sandbox.fail(template, *how),
            Step::Wait(seconds) => sandbox.wait(*seconds).await,
        }
    }
    let (requests, store_operations) = sandbox.costs(first);
    let mut outcome = json!({
        "tickets": sandbox.tickets(),
        "calls": sandbox.placed_calls(),
        "answers": answers.into_iter().map(without_ids).collect::<Vec<_>>(),
        "log": sandbox.log(),
        "requests": requests,
        "store_operations": store_operations,
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
