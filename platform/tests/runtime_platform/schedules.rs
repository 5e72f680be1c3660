//! `$schedule`: facts 9.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{Running, TinyApp};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// Carries out `args.calls`, each `[method, argument]`, and writes each fired event's payload to the console.
const SERVER: &str = "exports = {
    run: async function (args) {
      const told = [];
      for (const [method, given] of args.calls) { told.push(await $schedule[method](given).catch((e) => e)); }
      renderData(null, told);
    },
    onScheduledEvent: async function (args) {
      console.log(JSON.stringify([args.event, args.data]));
      if (args.data.again) {
        await $schedule.create({ name: 'again', data: { n: 2 }, schedule_at: new Date(Date.now() + 300000).toISOString() });
      }
    },
  };";

async fn app() -> Running {
    TinyApp::new(SERVER)
        .function("run")
        .event("onScheduledEvent")
        .install()
        .await
}

async fn calls(app: &Running, calls: Value) -> Value {
    app.run(json!({ "calls": calls })).await
}

fn once(name: &str, at: &str) -> Value {
    json!({ "name": name, "data": { "who": name }, "schedule_at": at })
}

fn every(name: &str, at: &str, repeat: &Value) -> Value {
    json!({ "name": name, "data": { "who": name }, "schedule_at": at, "repeat": repeat })
}

fn minutes(frequency: u32) -> Value {
    json!({ "time_unit": "minutes", "frequency": frequency })
}

fn done(message: &str) -> Value {
    json!({ "status": 200, "message": message })
}

fn error(status: u16, message: &str) -> Value {
    json!({ "message": message, "status": status })
}

/// Turns the clock forward, fires what is due, and tells how many that were.
async fn after(app: &Running, pause: Duration) -> usize {
    app.clock.advance(pause);
    app.platform.run_due_schedules().await
}

#[tokio::test]
async fn a_schedule_is_created_fetched_changed_and_removed() {
    let first = once("call", "2026-01-05T09:00:00.000Z");
    let second = once("call", "2026-01-05T10:00:00Z");
    let absent = error(404, "Schedule does not exist");
    let name = json!({ "name": "call" });
    assert_eq!(
        calls(
            &app().await,
            json!([
                ["update", first],
                ["fetch", name],
                ["delete", name],
                ["create", first],
                ["create", first],
                ["fetch", name],
                ["update", second],
                ["fetch", name],
                ["delete", name],
                ["fetch", name],
            ])
        )
        .await,
        json!([
            absent,
            absent,
            absent,
            done("Schedule created"),
            error(400, "This Schedule name already exists"),
            first,
            done("Schedule updated"),
            second,
            done("Schedule deleted"),
            absent,
        ])
    );
}

#[tokio::test]
async fn arguments_are_checked_in_the_platforms_order() {
    let at = "2026-01-05T09:00:00Z";
    let with = |change: Value| {
        let mut argument = every("n", at, &minutes(5));
        argument
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        argument
    };
    let refused = [
        (
            json!({}),
            "The following mandatory keys are missing - name,data,schedule_at",
        ),
        (
            json!({ "name": "n", "data": {}, "repeat": {} }),
            "The following mandatory keys are missing - schedule_at,time_unit,frequency",
        ),
        (with(json!({ "name": 7 })), "Name must be of type string"),
        (
            with(json!({ "name": "n".repeat(31) })),
            "Name length must not be greater than 30",
        ),
        (
            with(json!({ "data": "text" })),
            "The 'data' value must be of type JSON",
        ),
        (
            with(json!({ "data": { "a": "x".repeat(4096) } })),
            "The size of the 'data' payload must not exceed 4Kb",
        ),
        (
            with(json!({ "schedule_at": "tomorrow" })),
            "The 'schedule_at' value must be an ISO string",
        ),
        (
            with(json!({ "schedule_at": 1_767_600_000 })),
            "The 'schedule_at' value must be an ISO string",
        ),
        (
            with(json!({ "repeat": { "time_unit": "weeks", "frequency": 1 } })),
            "Time unit must either be days, minutes or hours",
        ),
        (
            with(
                json!({ "repeat": { "time_unit": "days", "frequency": 1, "timezone": "Mars/Base" } }),
            ),
            "Invalid timezone",
        ),
        (
            with(json!({ "repeat": { "time_unit": "days", "frequency": "1" } })),
            "The 'frequency' value must be of type Number",
        ),
        (
            with(json!({ "repeat": { "time_unit": "days", "frequency": 0 } })),
            "The 'frequency' value must be greater than 0",
        ),
        (
            with(json!({ "repeat": minutes(61) })),
            "The maximum frequency value for the 'minutes' parameter is 60",
        ),
        (
            with(json!({ "repeat": { "time_unit": "hours", "frequency": 25 } })),
            "The maximum frequency value for the 'hours' parameter is 24",
        ),
        (
            with(json!({ "repeat": { "time_unit": "days", "frequency": 31 } })),
            "The maximum frequency value for the 'days' parameter is 30",
        ),
        (
            once("n", "2026-01-05T08:04:59Z"),
            "The 'schedule_at' value must be at least 5 minutes in the future",
        ),
        (
            once("n", "2020-01-01T00:00:00Z"),
            "The 'schedule_at' value must be at least 5 minutes in the future",
        ),
        (
            once("n", "2027-01-05T08:00:01Z"),
            "The 'schedule_at' value must not be greater than a year",
        ),
    ];
    let list: Vec<_> = refused
        .iter()
        .map(|(argument, _)| json!(["create", argument]))
        .collect();
    let told = calls(&app().await, json!(list)).await;
    for (told, (argument, message)) in told.as_array().unwrap().iter().zip(&refused) {
        assert_eq!(*told, error(400, message), "{argument}");
    }
}

#[tokio::test]
async fn the_edges_of_the_rules_are_accepted() {
    let list = json!([
        ["create", once("soonest", "2026-01-05T08:05:00Z")],
        ["create", once("latest", "2027-01-05T08:00:00Z")],
        ["create", once("offset", "2026-01-05T12:00:00+03:00")],
        ["create", once("no offset", "2026-01-05T09:00:00")],
        ["create", once("a day", "2026-01-06")],
        [
            "create",
            every(
                "past",
                "2020-01-01T00:00:00Z",
                &json!({ "time_unit": "days", "frequency": 30, "timezone": "Africa/Nairobi" })
            )
        ],
    ]);
    let app = app().await;
    let told = calls(&app, list).await;
    assert!(
        told.as_array()
            .unwrap()
            .iter()
            .all(|told| *told == done("Schedule created")),
        "{told}"
    );
    let due: Vec<_> = app
        .platform
        .status()
        .schedules
        .iter()
        .map(|kept| (kept.name.clone(), kept.due.to_string()))
        .collect();
    let expected = [
        ("past", "2020-01-01T00:00:00Z"),
        ("soonest", "2026-01-05T08:05:00Z"),
        ("no offset", "2026-01-05T09:00:00Z"),
        ("offset", "2026-01-05T09:00:00Z"),
        ("a day", "2026-01-06T00:00:00Z"),
        ("latest", "2027-01-05T08:00:00Z"),
    ];
    assert_eq!(
        due,
        expected.map(|(name, due)| (name.to_owned(), due.to_owned()))
    );
}

#[tokio::test]
async fn a_timezone_that_is_not_given_is_utc() {
    let list = json!([["create", every("n", "2026-01-05T09:00:00Z", &minutes(5))], ["fetch", { "name": "n" }]]);
    let told = calls(&app().await, list).await;
    assert_eq!(
        told[1]["repeat"],
        json!({ "time_unit": "minutes", "frequency": 5, "timezone": "UTC" })
    );
}

#[tokio::test]
async fn schedules_need_a_handler() {
    let app = TinyApp::new(SERVER).function("run").install().await;
    let told = calls(&app, json!([["create", once("n", "2026-01-05T09:00:00Z")]])).await;
    assert_eq!(
        told,
        json!([error(400, "The app has not registered an onScheduledEvent")])
    );
}

#[tokio::test]
async fn the_number_of_schedules_is_limited() {
    let app = TinyApp::new(SERVER)
        .function("run")
        .event("onScheduledEvent");
    let app = app
        .install_with(|options| options.limits.one_time_schedules = 1)
        .await;
    let at = "2026-01-05T09:00:00Z";
    let list = json!([
        ["create", every("a", at, &minutes(5))],
        ["create", every("b", at, &minutes(5))],
        ["create", once("c", at)],
        ["create", once("d", at)],
        ["update", every("a", at, &minutes(10))],
        ["delete", { "name": "a" }],
        ["create", every("b", at, &minutes(5))],
    ]);
    assert_eq!(
        calls(&app, list).await,
        json!([
            done("Schedule created"),
            error(400, "The maximum number of recurring schedules is 1"),
            done("Schedule created"),
            error(400, "The maximum number of one-time schedules is 1"),
            done("Schedule updated"),
            done("Schedule deleted"),
            done("Schedule created"),
        ])
    );
}

#[tokio::test]
async fn a_one_time_schedule_fires_once_and_is_gone() {
    let app = app().await;
    calls(
        &app,
        json!([["create", once("call", "2026-01-05T09:00:00Z")]]),
    )
    .await;
    assert_eq!(after(&app, 59 * MINUTE).await, 0);
    assert_eq!(after(&app, MINUTE).await, 1);
    assert_eq!(
        app.console(),
        [json!(["onScheduledEvent", { "who": "call" }]).to_string()]
    );
    assert_eq!(after(&app, HOUR).await, 0);
    assert!(app.platform.status().schedules.is_empty());
}

#[tokio::test]
async fn a_handler_may_make_a_schedule_of_the_name_that_just_fired() {
    let app = app().await;
    let again = json!({ "name": "again", "data": { "again": true }, "schedule_at": "2026-01-05T09:00:00Z" });
    calls(&app, json!([["create", again]])).await;
    assert_eq!(after(&app, HOUR).await, 1);
    assert_eq!(after(&app, 5 * MINUTE).await, 1);
    assert_eq!(
        app.console()[1],
        json!(["onScheduledEvent", { "n": 2 }]).to_string()
    );
}

#[tokio::test]
async fn a_recurring_schedule_keeps_its_rhythm_and_what_was_missed_fires_once() {
    let app = app().await;
    calls(
        &app,
        json!([[
            "create",
            every("tick", "2026-01-05T08:10:00Z", &minutes(15))
        ]]),
    )
    .await;
    let fired = [
        after(&app, 9 * MINUTE).await,
        after(&app, MINUTE).await,
        after(&app, 14 * MINUTE).await,
        after(&app, MINUTE).await,
        after(&app, 3 * HOUR + MINUTE).await,
        after(&app, 13 * MINUTE).await,
        after(&app, MINUTE).await,
    ];
    assert_eq!(fired, [0, 1, 0, 1, 1, 0, 1]);
}

#[tokio::test]
async fn days_keep_their_hour_when_clocks_change() {
    let app = app().await;
    let daily = json!({ "time_unit": "days", "frequency": 1, "timezone": "Europe/Berlin" });
    calls(
        &app,
        json!([[
            "create",
            every("daily", "2026-03-28T08:00:00+01:00", &daily)
        ]]),
    )
    .await;
    let start: jiff::Timestamp = super::support::START.parse().unwrap();
    let first: jiff::Timestamp = "2026-03-28T07:00:00Z".parse().unwrap();
    assert_eq!(
        after(&app, first.duration_since(start).unsigned_abs()).await,
        1
    );
    let next = app.platform.status().schedules[0].due;
    assert_eq!(next.to_string(), "2026-03-29T06:00:00Z");
}

#[tokio::test]
async fn schedules_go_with_the_installation() {
    let app = app().await;
    calls(
        &app,
        json!([["create", once("call", "2026-01-05T09:00:00Z")]]),
    )
    .await;
    app.platform.uninstall().await.unwrap();
    assert_eq!(after(&app, HOUR).await, 0);
    app.platform.install(serde_json::Map::new()).await.unwrap();
    assert!(app.platform.status().schedules.is_empty());
}

#[tokio::test]
async fn under_the_systems_clock_they_fire_by_themselves() {
    let app = TinyApp::new(SERVER)
        .function("run")
        .event("onScheduledEvent");
    let app = app
        .install_with(|options| options.clock = platform::Clock::system())
        .await;
    calls(
        &app,
        json!([[
            "create",
            every("past", "2020-01-01T00:00:00Z", &minutes(60))
        ]]),
    )
    .await;
    while app.console().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    app.platform.settled().await;
    assert_eq!(
        app.console(),
        [json!(["onScheduledEvent", { "who": "past" }]).to_string()]
    );
}

#[tokio::test]
async fn advancing_the_clock_fires_each_recurrence_at_its_time_and_in_order() {
    let app = TinyApp::new(
        "exports = {
           run: async function (args) { for (const each of args.calls) { await $schedule.create(each); } renderData(); },
           onScheduledEvent: async function (args) {
             await $db.get('k').catch(() => 0);
             console.log(`${new Date(args.timestamp).toISOString().slice(11, 16)} ${args.data.who}`);
           } };",
    );
    let app = app
        .function("run")
        .event("onScheduledEvent")
        .install_with(|options| options.workers = 2)
        .await;
    let mut every = every("every", "2026-01-05T08:05:00Z", &minutes(5));
    every["data"] = json!({ "who": "every" });
    app.invoke(
        "run",
        json!({ "calls": [every, once("early", "2026-01-05T08:07:00Z"), once("with", "2026-01-05T08:10:00Z")] }),
    )
    .await;
    assert_eq!(app.platform.advance(Duration::from_mins(16)).await, 5);
    assert_eq!(
        app.console(),
        [
            "08:05 every",
            "08:07 early",
            "08:10 every",
            "08:10 with",
            "08:15 every"
        ]
    );
    assert_eq!(app.clock.now(), "2026-01-05T08:16:00Z".parse().unwrap());
}

#[tokio::test]
async fn rates_ttls_and_payloads_go_by_the_same_clock_as_schedules() {
    let app = TinyApp::new(
        "exports = { onScheduledEvent: async function (args) {
           const first = await $db.get('k').then(() => 'there', (e) => e.status);
           const second = await $db.get('k').then(() => 'there', (e) => e.status);
           console.log(JSON.stringify([Date.now() - args.timestamp, first, second]));
         }, run: async function (args) {
           await $schedule.create(args.plan); await $db.set('k', { a: 1 }, { ttl: 450 }); renderData();
         } };",
    );
    let app = app
        .function("run")
        .event("onScheduledEvent")
        .install_with(|options| options.limits.db_per_minute = Some(1))
        .await;
    let plan = every("every", "2026-01-05T08:05:00Z", &minutes(5));
    app.invoke("run", json!({ "plan": plan })).await;
    assert_eq!(app.platform.advance(Duration::from_mins(10)).await, 2);
    assert_eq!(app.console(), ["[0,\"there\",429]", "[0,404,429]"]);
}
