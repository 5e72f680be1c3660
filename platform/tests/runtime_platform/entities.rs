//! `$db.entity`: facts 7.1.

use std::time::Duration;

use platform::Limits;
use platform::runtime::Costs;
use serde_json::{Value, json};

use super::support::{Running, TinyApp};

/// Carries out `args.calls`, each `[method, …arguments]`, on the entity and tells each result or error.
const CALLS: &str = "const calls = $db.entity({ version: 'v1' }).get('restaurants');
    const told = [];
    for (const [method, ...given] of args.calls) {
      told.push(await calls[method](...given).catch((e) => (e.status ? e : e.message)));
    }
    return told";

fn definitions() -> Value {
    json!({ "restaurants": { "fields": [
        { "name": "name", "label": "Name", "type": "text", "required": true, "filterable": true },
        { "name": "about", "label": "About", "type": "paragraph" },
        { "name": "seats", "label": "Seats", "type": "integer", "filterable": true },
        { "name": "rating", "label": "Rating", "type": "float" },
        { "name": "opened", "label": "Opened", "type": "datetime", "filterable": true },
        { "name": "day", "label": "Day", "type": "date" },
        { "name": "open", "label": "Open", "type": "boolean", "filterable": true },
        { "name": "status", "label": "Status", "type": "enum", "filterable": true,
          "choices": [{ "id": 1, "value": "Pending" }, { "id": 2, "value": "Done" }] },
        { "name": "place", "label": "Place", "type": "section", "fields": [
            { "name": "zip", "label": "ZIP", "type": "text", "filterable": true },
        ] },
    ] } })
}

fn app_with(body: &str) -> TinyApp {
    TinyApp::probe(body).entities(&definitions())
}

async fn app() -> Running {
    app_with(CALLS).install().await
}

async fn calls(app: &Running, calls: Value) -> Vec<Value> {
    let told = app.run(json!({ "calls": calls })).await;
    told.as_array().unwrap().clone()
}

fn data(over: &Value) -> Value {
    let mut data = json!({
        "name": null, "about": null, "seats": null, "rating": null, "opened": null,
        "day": null, "open": null, "status": null, "zip": null,
    });
    for (name, value) in over.as_object().unwrap() {
        data[name] = value.clone();
    }
    data
}

#[tokio::test]
async fn a_record_is_created_read_changed_and_removed() {
    let app = app().await;
    let record = |updated: &str, over| {
        json!({ "record": {
        "display_id": "resta-1",
        "created_time": "2026-01-05T08:00:00.000Z",
        "updated_time": updated,
        "data": data(&over),
    } })
    };
    let created = record(
        "2026-01-05T08:00:00.000Z",
        json!({ "name": "A", "seats": 4 }),
    );
    let told = calls(
        &app,
        json!([["create", { "name": "A", "seats": 4 }], ["get", "resta-1"]]),
    )
    .await;
    assert_eq!(told, [created.clone(), created]);
    app.clock.advance(Duration::from_millis(1500));
    let changed = record(
        "2026-01-05T08:00:01.500Z",
        json!({ "name": "B", "seats": 4, "open": false }),
    );
    let told = calls(
        &app,
        json!([
            ["update", "resta-1", { "name": "B", "open": false }],
            ["get", "resta-1"],
            ["delete", "resta-1"],
            ["get", "resta-1"],
            ["delete", "resta-1"],
            ["update", "resta-1", { "name": "B" }],
            ["create", { "name": "C" }],
        ]),
    )
    .await;
    let not_found = json!({ "message": "record not found", "status": 404, "errorSource": "APP" });
    assert_eq!(told[..3], [changed.clone(), changed, json!({})]);
    assert_eq!(
        told[3..6],
        [not_found.clone(), not_found.clone(), not_found]
    );
    assert_eq!(told[6]["record"]["display_id"], "resta-2");
}

#[tokio::test]
async fn the_schema_is_what_was_declared() {
    let told = calls(&app().await, json!([["schema"]])).await;
    let entity = &told[0]["entity"];
    assert_eq!(
        (&entity["id"], &entity["name"], &entity["prefix"]),
        (&json!(1), &json!("restaurants"), &json!("resta"))
    );
    assert_eq!(entity["fields"], definitions()["restaurants"]["fields"]);
}

#[tokio::test]
async fn fields_are_checked_by_their_type() {
    let app = app().await;
    let refused = [
        (json!({ "name": 7 }), "/record/name"),
        (json!({ "name": "x".repeat(65) }), "/record/name"),
        (json!({ "about": "x".repeat(2049) }), "/record/about"),
        (json!({ "seats": 1.5 }), "/record/seats"),
        (
            json!({ "seats": 1_000_000_000_000_000_i64 }),
            "/record/seats",
        ),
        (json!({ "rating": "1" }), "/record/rating"),
        (json!({ "opened": "yesterday" }), "/record/opened"),
        (json!({ "opened": "2026-01-05" }), "/record/opened"),
        (json!({ "day": "2026-02-30" }), "/record/day"),
        (json!({ "day": "2026-01-05T08:00:00Z" }), "/record/day"),
        (json!({ "open": "true" }), "/record/open"),
        (json!({ "status": "Lost" }), "/record/status"),
        (json!({ "zip": {} }), "/record/zip"),
        (json!({ "place": "here" }), "/record"),
        (json!({ "colour": "red" }), "/record"),
    ];
    let create = |record: &Value| {
        let mut whole = json!({ "name": "A" });
        whole
            .as_object_mut()
            .unwrap()
            .extend(record.as_object().unwrap().clone());
        json!(["create", whole])
    };
    let list: Vec<_> = refused.iter().map(|(record, _)| create(record)).collect();
    for (told, (record, place)) in calls(&app, json!(list)).await.iter().zip(&refused) {
        assert_eq!(
            (&told["status"], &told["message"]),
            (&json!(400), &json!("validation failed")),
            "{record}"
        );
        assert_eq!(told["errorSource"], "APP");
        assert_eq!(told["errors"][0]["name"], *place, "{told}");
    }
    let accepted = json!({
        "name": "x".repeat(64), "about": "x".repeat(2048), "seats": 999_999_999_999_999_i64, "rating": -0.5,
        "opened": "2026-01-05T08:00:00.000+03:00", "day": "2026-02-28", "open": true, "status": "Done", "zip": "600105",
    });
    assert_eq!(
        calls(&app, json!([["create", accepted]])).await[0]["record"]["data"],
        accepted
    );
}

#[tokio::test]
async fn required_fields_are_required_in_changes_too() {
    let told = calls(
        &app().await,
        json!([["create", { "seats": 1 }], ["create", { "name": "" }], ["create", { "name": "A" }], ["update", "resta-1", { "seats": 1 }]]),
    )
    .await;
    for refused in [&told[0], &told[1], &told[3]] {
        assert_eq!(
            refused["errors"][0]["message"], "should have required property 'name'",
            "{refused}"
        );
    }
}

#[tokio::test]
async fn records_are_found_by_filterable_fields() {
    let app = app().await;
    let mut list = vec![];
    for (name, seats, open, zip) in [
        ("A", 1, true, "1"),
        ("B", 2, false, "1"),
        ("C", 2, true, "2"),
    ] {
        list.push(json!(["create", { "name": name, "seats": seats, "open": open, "zip": zip, "status": "Done" }]));
    }
    calls(&app, json!(list)).await;
    let queries = [
        (json!({ "name": "B" }), "B"),
        (json!({ "seats": 2 }), "BC"),
        (json!({ "open": true }), "AC"),
        (json!({ "zip": "1" }), "AB"),
        (json!({ "opened": null }), "ABC"),
        (json!({ "name": "b" }), ""),
        (json!({ "$and": [{ "seats": 2 }, { "open": true }] }), "C"),
        (
            json!({ "$and": [{ "seats": 2 }, { "open": true }, { "zip": "1" }] }),
            "",
        ),
        (json!({ "$or": [{ "name": "A" }, { "name": "C" }] }), "AC"),
    ];
    let list: Vec<_> = queries
        .iter()
        .map(|(query, _)| json!(["getAll", { "query": query }]))
        .collect();
    for (told, (query, expected)) in calls(&app, json!(list)).await.iter().zip(&queries) {
        let names = told["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record["data"]["name"].as_str().unwrap());
        assert_eq!(names.collect::<String>(), *expected, "{query}");
        assert!(told.get("links").is_none());
    }
}

#[tokio::test]
async fn other_queries_are_refused() {
    let app = app().await;
    let not_filterable = calls(&app, json!([["getAll", { "query": { "about": "x" } }]])).await;
    assert_eq!(
        not_filterable[0]["message"],
        "'about' not a filterable field"
    );
    let refused = json!([
        ["getAll", { "query": {} }],
        ["getAll", { "query": { "name": "A", "seats": 1 } }],
        ["getAll", { "query": { "$and": [{ "name": "A" }] } }],
        ["getAll", { "query": { "$or": [{ "name": "A" }, { "seats": 1 }] } }],
        ["getAll", { "query": { "name": 7 } }],
        ["getAll", { "query": { "colour": "red" } }],
        ["getAll", { "page": 2 }],
        ["getAll", { "next": { "marker": "!" } }],
    ]);
    for (told, call) in calls(&app, refused.clone())
        .await
        .iter()
        .zip(refused.as_array().unwrap())
    {
        assert_eq!(told["status"], 400, "{call}: {told}");
    }
}

#[tokio::test]
async fn pages_are_linked() {
    let app = app_with(
        "const e = $db.entity({ version: 'v1' }).get('restaurants');
         for (let n = 0; n < 205; n += 1) await e.create({ name: `${n}`, open: n !== 3 });
         const sizes = []; const names = new Set();
         for (let filter = { query: { open: true } }; filter;) {
           const page = await e.getAll(filter);
           sizes.push(page.records.length);
           page.records.forEach((r) => names.add(r.data.name));
           filter = page.links ? { ...filter, next: page.links.next } : null;
         }
         return [sizes, names.size]",
    );
    let app = app
        .install_with(|options| options.limits = Limits::unlimited())
        .await;
    assert_eq!(app.run(json!({})).await, json!([[100, 100, 4], 204]));
}

#[tokio::test]
async fn wrong_arguments_are_refused_before_they_are_sent() {
    let app = app_with(
        "const thrown = (f) => { try { f(); return 'no error' } catch (e) { return e.message } };
         return [thrown(() => $db.entity()), thrown(() => $db.entity({ version: 'v2' })),
                 thrown(() => $db.entity({ version: 'v1' }).get()), thrown(() => $db.entity({ version: 'v1' }).get(7))]",
    );
    assert_eq!(
        app.install().await.run(json!({})).await,
        json!([
            "Invalid entity version",
            "Invalid entity version",
            "Mandatory attribute 'EntityName' is missing",
            "'Entity name' should be a string"
        ])
    );
    let told = calls(
        &app_with(CALLS).install().await,
        json!([
            ["get", 7],
            ["create", []],
            ["getAll"],
            ["update", "resta-1"],
            ["delete", ""]
        ]),
    )
    .await;
    let (id, options) = (
        "'record.id' should be a string",
        "'options' should be an object",
    );
    assert_eq!(told, [id, options, options, options, id]);
}

#[tokio::test]
async fn an_unknown_entity_is_not_found() {
    let app = app_with("return $db.entity({ version: 'v1' }).get('cars').schema().catch((e) => e)");
    assert_eq!(
        app.install().await.run(json!({})).await,
        json!({ "message": "entity not found", "status": 404, "errorSource": "APP" })
    );
}

#[tokio::test]
async fn the_number_of_records_and_operations_is_limited() {
    let app = app_with(CALLS);
    let app = app
        .install_with(|options| {
            options.limits.records_per_entity = 2;
            options.limits.record_size = 400;
            options.limits.entity_per_minute = Some(5);
        })
        .await;
    let create = json!(["create", { "name": "A" }]);
    let large = json!(["create", { "name": "A", "about": "x".repeat(400) }]);
    let told = calls(
        &app,
        json!([
            large,
            create,
            create,
            create,
            ["get", "resta-1"],
            ["get", "resta-1"]
        ]),
    )
    .await;
    let statuses: Vec<_> = told.iter().map(|told| told["status"].clone()).collect();
    assert_eq!(json!(statuses), json!([400, null, null, 400, null, 429]));
    app.platform.settled().await;
    assert_eq!(app.ends()[0].1.entity, 6);
}

#[tokio::test]
async fn entity_operations_have_a_window_of_their_own_and_are_counted_apart() {
    let app = TinyApp::probe(
        "const calls = $db.entity({ version: 'v1' }).get('restaurants'); const told = [];
         await $db.set('k', { a: 1 });
         for (let n = 0; n < 250; n += 1) { await calls.getAll({}); }
         told.push(await calls.getAll({}).catch((e) => e.status));
         for (let n = 0; n < 49; n += 1) { await $db.get('k'); }
         told.push(await $db.get('k').catch((e) => e.status));
         await $schedule.fetch({ name: 'none' }).catch(() => 0);
         return told;",
    );
    let app = app.entities(&definitions()).install().await;
    assert_eq!(app.run(json!({})).await, json!([429, 429]));
    app.platform.settled().await;
    let costs = Costs {
        requests: 0,
        db: 51,
        entity: 251,
        schedule: 1,
    };
    assert_eq!(app.ends()[0].1, costs);
    app.clock.advance(Duration::from_mins(1));
    assert_eq!(app.run(json!({})).await, json!([429, 429]));
}
