//! Every form in which Sautikit may tell of calls: whichever it is, the same tickets and notes come of it.

use platform::HookMode;
use platform::runtime::Costs;
use serde_json::{Map, Value, json};
use simulators::sautikit::{Contract, Encoder, InboundScript, Missed, Scheme};

use crate::sandbox::Sandbox;
use crate::scenario::TicketOutcome;

const CONTRACTS: [Contract; 5] = [
    Contract::Blog,
    Contract::Docs,
    Contract::Guide,
    Contract::PbxJson,
    Contract::PbxForm,
];
const SCHEMES: [Scheme; 3] = [Scheme::Published, Scheme::Timestamped, Scheme::Bare];
const ENCODERS: [Encoder; 4] = [
    Encoder::Compact,
    Encoder::Go,
    Encoder::GoNewline,
    Encoder::Pretty,
];

const CUSTOMER: &str = "+254712345678";
const STRANGER: &str = "+254700000001";
const AGENT_PHONE: &str = "+254722000111";

/// A form of deliveries.
#[derive(Clone, Copy, Debug)]
struct Form {
    contract: Contract,
    scheme: Scheme,
    encoder: Encoder,
}

/// How the deliveries of one call follow each other, and the most that the six of both calls may cost then: each whose
/// signature cannot be checked takes a question to Sautikit.
#[derive(Clone, Copy, Debug)]
struct Pace {
    holds_events: bool,
    most_requests: u32,
    most_store_operations: u32,
}

/// Each comes when the one before has been told.
const ONE_BY_ONE: Pace = Pace {
    holds_events: true,
    most_requests: 13,
    most_store_operations: 39,
};

/// They come when they are made; those that meet each other are parked and told again.
const AT_ONCE: Pace = Pace {
    holds_events: false,
    most_requests: 20,
    most_store_operations: 60,
};

/// What came of one answered and one missed call.
struct Outcome {
    tickets: Vec<TicketOutcome>,
    /// What the deliveries cost, the schedule not counted.
    costs: Costs,
    log: Vec<String>,
}

/// Lets a customer talk and be recorded, and a minute later somebody else call in vain.
async fn play(form: Form, pace: Pace, changes: &Map<String, Value>) -> Outcome {
    let sandbox = Sandbox::connected(HookMode::Strict, changes).await;
    sandbox.sautikit.switch(|switches| {
        switches.contract = form.contract;
        switches.scheme = form.scheme;
        switches.encoder = form.encoder;
        switches.holds_events = pace.holds_events;
    });
    let first = sandbox.next_entry();
    let talked = InboundScript::Completed {
        by: AGENT_PHONE.to_owned(),
        duration_seconds: 74,
        recorded: true,
    };
    for (from, script) in [
        (CUSTOMER, talked),
        (STRANGER, InboundScript::Missed(Missed::NoAnswer)),
    ] {
        sandbox.sautikit.incoming_call(from, script).await.unwrap();
        sandbox.settled().await;
        while sandbox.sautikit.held_events() > 0 {
            sandbox.sautikit.release_events(&[0]).await;
            sandbox.settled().await;
        }
        sandbox.pass_minutes(1).await;
    }
    let costs = sandbox.costs(first);
    let log = sandbox.log();
    // What could not be told at once may be told by the schedule.
    sandbox.pass_minutes(15).await;
    let mut tickets = sandbox.tickets();
    let ids: Vec<String> = sandbox
        .sautikit
        .calls()
        .into_iter()
        .map(|call| call.call_id)
        .collect();
    for ticket in &mut tickets {
        let texts = ticket.notes.iter_mut().chain([&mut ticket.text]);
        for text in texts {
            for id in &ids {
                *text = text.replace(id, "(the call)");
            }
            // The exchange has its own spelling of the reason.
            *text = text.replace("no-answer", "no_answer");
            // The end of a link's life is told if the delivery tells it.
            if let Some((before, _)) = text.split_once(" The link works") {
                *text = format!("{before} Sautikit call ID: (the call)");
            }
        }
        ticket.notes.sort();
    }
    sandbox.stop().await;
    Outcome {
        tickets,
        costs,
        log,
    }
}

fn expected() -> Vec<TicketOutcome> {
    let tags = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect();
    vec![
        TicketOutcome {
            subject: format!("Inbound call from {CUSTOMER}"),
            caller: CUSTOMER.to_owned(),
            text: format!(
                "{CUSTOMER} called, and the call was answered. Sautikit call ID: (the call)"
            ),
            tags: tags(&["sautikit", "inbound_call"]),
            notes: vec![
                "Call ended. Duration: 74s. Sautikit call ID: (the call)".to_owned(),
                "Call recording. Listen to the recording Sautikit call ID: (the call)".to_owned(),
            ],
        },
        TicketOutcome {
            subject: format!("Missed call from {STRANGER}: callback required"),
            caller: STRANGER.to_owned(),
            text: format!(
                "{STRANGER} called, and the call was not answered. Reason: no_answer Please call this customer back. Sautikit call ID: (the call)"
            ),
            tags: tags(&["sautikit", "missed_call", "callback_needed"]),
            notes: Vec::new(),
        },
    ]
}

/// Plays these forms and says which came out differently or cost too much.
async fn check_forms(changes: Value, pace: Pace, forms: impl IntoIterator<Item = Form>) {
    let changes = changes.as_object().unwrap();
    let mut wrong = Vec::new();
    for form in forms {
        let Outcome {
            tickets,
            costs,
            log,
        } = play(form, pace, changes).await;
        if tickets != expected()
            || costs.requests > pace.most_requests
            || costs.db > pace.most_store_operations
        {
            wrong.push(format!(
                "{form:?}, {costs:?}:\n{}\n{log:#?}",
                json!(tickets)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} came out differently:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Every contract, as it is most likely sent.
fn plain_forms() -> impl Iterator<Item = Form> {
    CONTRACTS.into_iter().map(|contract| Form {
        contract,
        scheme: Scheme::Published,
        encoder: Encoder::Compact,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_signed_form_leaves_the_same_tickets_and_notes() {
    let forms = CONTRACTS.into_iter().flat_map(|contract| {
        SCHEMES.into_iter().flat_map(move |scheme| {
            ENCODERS.into_iter().map(move |encoder| Form {
                contract,
                scheme,
                encoder,
            })
        })
    });
    check_forms(json!({}), ONE_BY_ONE, forms).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_secret_every_form_leaves_them_through_what_sautikit_says_when_asked() {
    let unchecked = json!({"sautikit_webhook_secret": ""});
    check_forms(unchecked, ONE_BY_ONE, plain_forms()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_that_meet_each_other_leave_the_same_tickets_and_notes() {
    check_forms(json!({}), AT_ONCE, plain_forms()).await;
    let unchecked = json!({"sautikit_webhook_secret": ""});
    check_forms(unchecked, AT_ONCE, plain_forms()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_signatures_are_required_an_unsigned_delivery_of_any_form_has_no_effect() {
    let changes = json!({"webhook_check": "strict"});
    for contract in CONTRACTS {
        let sandbox = Sandbox::connected(HookMode::Strict, changes.as_object().unwrap()).await;
        sandbox.sautikit.switch(|switches| {
            switches.contract = contract;
            switches.scheme = Scheme::None;
            switches.emits_started = false;
        });
        let first = sandbox.next_entry();
        let missed = InboundScript::Missed(Missed::NoAnswer);
        sandbox
            .sautikit
            .incoming_call(CUSTOMER, missed)
            .await
            .unwrap();
        sandbox.settled().await;
        assert!(sandbox.tickets().is_empty(), "{contract:?}");
        assert_eq!(sandbox.costs(first), Costs::default(), "{contract:?}");
        let log = sandbox.log();
        assert!(
            log.len() == 1
                && log[0].starts_with("Refused a webhook from Sautikit: it is not signed"),
            "{contract:?}: {log:?}"
        );
        sandbox.stop().await;
    }
}
