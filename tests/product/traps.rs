//! When something breaks inside: the event ends with a clear answer, and the next one works.

use platform::HookMode;
use platform::runtime::{Outcome, What};
use serde_json::{Map, json};

use crate::sandbox::Sandbox;
use crate::scenario::parameters;

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_without_webassembly_says_so_instead_of_hanging() {
    let sandbox =
        Sandbox::start_with(HookMode::Strict, |options| options.webassembly = false).await;
    let refusal = sandbox
        .platform
        .install(parameters(&Map::new()))
        .await
        .unwrap_err();
    assert!(refusal.to_string().contains("WebAssembly"), "{refusal}");
    sandbox.stop().await;
}

/// Runs a patched copy of the package in which a poll of the core traps.
#[tokio::test(flavor = "multi_thread")]
async fn a_trap_settles_the_running_call_and_the_next_one_works() {
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("trapping.zip");
    crate::sandbox::repack(&zip, |path, text| {
        if path != "server/lib/core.js" {
            return text;
        }
        // The core asks for the time in the middle of a poll, where an exception leaves the instance half-way, as a trap does.
        let clock = "const ret = Date.now();";
        assert!(text.contains(clock), "the glue asks for the time");
        let broken = format!(
            "if (lastPayload.includes('+254799999999')) {{ throw new WebAssembly.RuntimeError('unreachable'); }} {clock}"
        );
        let told = "handle(platform, name, JSON.stringify(payload))";
        assert!(
            text.contains(told),
            "the prelude hands the payload over as text"
        );
        let remembering = "handle(platform, name, lastPayload = JSON.stringify(payload))";
        format!(
            "let lastPayload = '';\n{}",
            text.replace(clock, &broken).replace(told, remembering)
        )
    });
    let sandbox = Sandbox::start_with(HookMode::Reply, |options| options.zip = zip).await;
    sandbox
        .platform
        .install(parameters(&Map::new()))
        .await
        .unwrap();
    let click = |to: &str| json!({"to": to, "agent_id": "67013469919", "click_id": format!("click-{}", &to[1..])});
    let answer = sandbox.invoke("placeCall", &click("+254799999999")).await;
    assert_eq!(
        answer,
        json!({"status": 500, "message": "The app failed inside. Its log says why."})
    );
    assert!(
        sandbox
            .log()
            .iter()
            .any(|line| line.contains("unreachable")),
        "{:?}",
        sandbox.log()
    );
    let answer = sandbox.invoke("placeCall", &click("+254712345678")).await;
    assert_eq!(answer["state"], "calling_agent", "{answer}");
    let died = sandbox.platform.journal().into_iter().any(|entry| {
        matches!(
            entry.what,
            What::EventEnded {
                outcome: Outcome::Died { .. } | Outcome::TimedOut,
                ..
            }
        )
    });
    assert!(!died, "no process died");
    sandbox.stop().await;
}
