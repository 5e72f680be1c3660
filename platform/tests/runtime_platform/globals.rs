//! What server code finds around it, and what it does not: facts 4.2.

use serde_json::json;

use super::support::TinyApp;

/// Names that a bare context lacks and that people expect.
const ABSENT: [&str; 28] = [
    "Buffer",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "clearImmediate",
    "atob",
    "btoa",
    "fetch",
    "Headers",
    "Request",
    "Response",
    "URL",
    "URLSearchParams",
    "TextEncoder",
    "TextDecoder",
    "crypto",
    "performance",
    "queueMicrotask",
    "structuredClone",
    "AbortController",
    "Event",
    "EventTarget",
    "module",
    "__dirname",
    "__filename",
    "__svrScript",
];

/// Names of the language that people wonder about.
const PRESENT: [&str; 14] = [
    "WebAssembly",
    "Promise",
    "BigInt",
    "Int32Array",
    "DataView",
    "WeakRef",
    "FinalizationRegistry",
    "Proxy",
    "Reflect",
    "Intl",
    "Atomics",
    "SharedArrayBuffer",
    "eval",
    "globalThis",
];

#[tokio::test]
async fn the_globals_are_exactly_the_documented_ones() {
    let app = TinyApp::probe("return Object.keys(global)").install().await;
    assert_eq!(
        app.run(json!({})).await,
        json!([
            "exports",
            "console",
            "require",
            "process",
            "$request",
            "generateTargetUrl",
            "$schedule",
            "$db",
            "renderData",
            "global"
        ])
    );
}

#[tokio::test]
async fn what_node_adds_to_the_language_is_absent() {
    let app = TinyApp::probe("return args.names.map((name) => eval(`typeof ${name}`))");
    let app = app.install().await;
    let absent = app.run(json!({ "names": ABSENT })).await;
    assert_eq!(absent, json!(vec!["undefined"; ABSENT.len()]));
    let present = app.run(json!({ "names": PRESENT })).await;
    assert!(
        !present.as_array().unwrap().contains(&json!("undefined")),
        "{present}"
    );
}

#[tokio::test]
async fn features_have_exactly_their_methods() {
    let app = TinyApp::probe(
        "return [console, process, $request, $schedule, $db].map((o) => Object.keys(o).join())",
    );
    assert_eq!(
        app.install().await.run(json!({})).await,
        json!([
            "log,info,error",
            "cwd",
            "invokeTemplate",
            "create,fetch,update,delete",
            "set,get,update,delete,entity"
        ])
    );
}

#[tokio::test]
async fn before_the_installation_only_requests_are_there() {
    let app = TinyApp::probe(
        "return [typeof $db, typeof $schedule, typeof generateTargetUrl, typeof $request, args.isInstall]",
    );
    let app = app.start().await;
    let expected = json!(["undefined", "undefined", "undefined", "object", true]);
    assert_eq!(app.run(json!({})).await, expected);
}

#[tokio::test]
async fn webassembly_can_be_taken_away() {
    let app = TinyApp::probe("return [typeof WebAssembly, 'WebAssembly' in globalThis]");
    let app = app.start_with(|options| options.webassembly = false).await;
    assert_eq!(app.run(json!({})).await, json!(["undefined", false]));
}

#[tokio::test]
async fn webassembly_works_when_it_is_there() {
    let app = TinyApp::probe(
        "const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,0,1,127,3,2,1,0,7,5,1,1,102,0,0,10,6,1,4,0,65,42,11]);
         return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.f()",
    );
    assert_eq!(app.start().await.run(json!({})).await, json!(42));
}

#[tokio::test]
async fn nothing_survives_from_one_event_to_the_next() {
    let app = TinyApp::probe(
        "const before = [globalThis.mark, Object.prototype.mark, require('./lib/state').count];
         globalThis.mark = 1; Object.prototype.mark = 1; require('./lib/state').count += 1;
         return before",
    );
    let app = app
        .file("server/lib/state.js", "exports.count = 0;")
        .start()
        .await;
    for _ in 0..2 {
        assert_eq!(app.run(json!({})).await, json!([null, null, 0]));
    }
}

#[tokio::test]
async fn the_argument_is_made_in_the_context_and_results_are_not() {
    let app = TinyApp::probe(
        "await $db.set('k', { a: [1] });
         const got = await $db.get('k');
         const failed = await $db.get('absent').catch((e) => e);
         return [args instanceof Object, args.list instanceof Array, got instanceof Object, got.a instanceof Array,
                 Array.isArray(got.a), failed instanceof Error, failed.status, $db.get('k') instanceof Promise]",
    );
    let app = app.install().await;
    assert_eq!(
        app.run(json!({ "list": [] })).await,
        json!([true, true, false, false, true, false, 404, false])
    );
}

#[tokio::test]
async fn a_date_tells_the_platforms_time() {
    let app = TinyApp::probe(
        "return [Date.now(), new Date().toISOString(), new Date(0).getTime(), new Date() instanceof Date,
                 typeof Date(), Date.UTC(2020, 0), class extends Date {}.name]",
    );
    let app = app.start().await;
    app.clock.advance(std::time::Duration::from_mins(1));
    assert_eq!(
        app.run(json!({})).await,
        json!([
            1_767_600_060_000_i64,
            "2026-01-05T08:01:00.000Z",
            0,
            true,
            "string",
            1_577_836_800_000_i64,
            ""
        ])
    );
}

#[tokio::test]
async fn a_directive_at_the_top_of_a_file_has_no_force() {
    let app = TinyApp::new(
        "'use strict'; exports = { run: function () { renderData(null, this === undefined); } };",
    );
    let app = app.function("run").start().await;
    assert_eq!(app.run(json!({})).await, json!(false));
}

#[tokio::test]
async fn the_working_folder_is_the_server_folder() {
    let app = TinyApp::probe("return process.cwd()").start().await;
    let folder = app.run(json!({})).await;
    assert!(folder.as_str().unwrap().ends_with("/server"), "{folder}");
}
