//! What `require` finds: facts 4.3.

use serde_json::json;

use super::support::TinyApp;

/// Requires `args.name` and tells its `x`, or the error.
const TRY: &str =
    "try { return require(args.name).x } catch (e) { return [e.code, e.message.split('\\n')[0]] }";

fn app() -> TinyApp {
    TinyApp::probe(TRY)
        .file("server/lib/a.js", "exports = { x: 'a' };")
        .file(
            "server/lib/b.js",
            "exports.x = require('./a').x + 'b' + require('../top').x;",
        )
        .file("server/top.js", "exports.x = 'top';")
        .file("server/lib/wrong.js", "module.exports = { x: 1 };")
        .file("server/lib/data.json", "{}")
        .file("app/page.js", "exports.x = 'page';")
}

#[tokio::test]
async fn files_are_found_without_their_suffix_relative_to_the_file_that_asks() {
    let app = app().start().await;
    assert_eq!(app.run(json!({ "name": "./lib/a" })).await, json!("a"));
    assert_eq!(app.run(json!({ "name": "./lib/b" })).await, json!("abtop"));
    assert_eq!(
        app.run(json!({ "name": "./lib/../top" })).await,
        json!("top")
    );
}

#[tokio::test]
async fn the_suffix_is_always_added() {
    let app = app().start().await;
    for name in [
        "./lib/a.js",
        "./lib/data.json",
        "./lib/data",
        "./lib/absent",
    ] {
        let expected = json!(["MODULE_NOT_FOUND", format!("Cannot find module \"{name}\"")]);
        assert_eq!(app.run(json!({ "name": name })).await, expected);
    }
}

#[tokio::test]
async fn nothing_is_found_outside_the_server_folder() {
    let app = app().start().await;
    for name in ["../app/page", "./../manifest", "../server/../app/page"] {
        let expected = json!(["MODULE_NOT_FOUND", format!("Cannot find module \"{name}\"")]);
        assert_eq!(app.run(json!({ "name": name })).await, expected);
    }
}

#[tokio::test]
async fn built_in_modules_are_never_found() {
    let app = app().start().await;
    for name in ["crypto", "fs", "util", "path", "node:crypto"] {
        let error = app.run(json!({ "name": name })).await;
        assert_eq!(error[0], "MODULE_NOT_FOUND");
        let text = error[1].as_str().unwrap();
        assert!(
            text.ends_with(&format!("server/node_modules/{name}'")),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_package_name_does_not_lead_out_of_the_packages() {
    let error = app()
        .start()
        .await
        .run(json!({ "name": "a/../../../../x" }))
        .await;
    assert_eq!(error[0], "MODULE_NOT_FOUND");
}

#[tokio::test]
async fn module_exports_does_not_exist() {
    let app = app().start().await;
    let error = app.run(json!({ "name": "./lib/wrong" })).await;
    assert_eq!(error[1], "module is not defined");
}

#[tokio::test]
async fn a_file_is_evaluated_once_within_an_event() {
    let app = TinyApp::probe("return require('./lib/a') === require('./lib/../lib/a')");
    let app = app
        .file("server/lib/a.js", "console.log('evaluated');")
        .start()
        .await;
    assert_eq!(app.run(json!({})).await, json!(true));
    assert_eq!(app.console(), ["evaluated"]);
}

#[tokio::test]
async fn a_required_file_sees_the_same_globals() {
    let app = TinyApp::probe("return require('./lib/a').seen");
    let file = "exports.seen = [typeof $db, typeof renderData, typeof Buffer, [] instanceof globalThis.Array];";
    let app = app.file("server/lib/a.js", file).install().await;
    assert_eq!(
        app.run(json!({})).await,
        json!(["object", "function", "undefined", true])
    );
}

#[tokio::test]
async fn a_late_require_starts_at_the_server_folder() {
    let app = TinyApp::probe("return require('./lib/lazy').load()");
    let app = app
        .file(
            "server/lib/lazy.js",
            "exports.load = () => { try { return require('./a').x } catch (e) { return e.code } };",
        )
        .file("server/lib/a.js", "exports.x = 'beside';")
        .start()
        .await;
    assert_eq!(app.run(json!({})).await, json!("MODULE_NOT_FOUND"));
}
