//! npm packages: declared in the manifest, loaded outside the sandbox. The registry is not asked here.

use std::fs;

use serde_json::json;

use super::support::{Running, TinyApp};

/// Starts an app that declares `package`, whose files are put where an earlier start would have installed them.
async fn start(body: &str, package: &[(&str, &str)]) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let server = folder.path().join("state/app/server");
    let installed = server.join("node_modules/package");
    fs::create_dir_all(&installed).unwrap();
    for (name, text) in package {
        fs::write(installed.join(name), text).unwrap();
    }
    fs::write(
        server.join("installed.json"),
        json!({ "package": "1.0.0" }).to_string(),
    )
    .unwrap();
    TinyApp::probe(body)
        .dependency("package", "1.0.0")
        .start_in(folder, |_| {})
        .await
}

#[tokio::test]
async fn a_package_has_all_of_node() {
    let package = "module.exports = { bytes: (n) => require('crypto').randomBytes(n), has: [typeof Buffer, typeof setTimeout, typeof TextDecoder] };";
    let body = "const p = require('package'); const b = p.bytes(16); return [p.has, b.length, b instanceof Uint8Array]";
    let app = start(body, &[("index.js", package)]).await;
    assert_eq!(
        app.run(json!({})).await,
        json!([["function", "function", "function"], 16, false])
    );
}

#[tokio::test]
async fn a_file_of_a_package_is_found_and_its_state_lives_with_the_process() {
    let app = start(
        "return require('package/count').next()",
        &[("count.js", "let n = 0; exports.next = () => (n += 1);")],
    )
    .await;
    assert_eq!(app.run(json!({})).await, json!(1));
    assert_eq!(app.run(json!({})).await, json!(2));
}

#[tokio::test]
async fn a_package_may_wait_with_a_timer() {
    let app = start(
        "return require('package')(5)",
        &[(
            "index.js",
            "module.exports = (ms) => new Promise((done) => setTimeout(() => done('waited'), ms));",
        )],
    )
    .await;
    assert_eq!(app.run(json!({})).await, json!("waited"));
}

#[tokio::test]
async fn what_a_package_prints_does_not_disturb() {
    let package = "module.exports = () => { console.log('to the console'); process.stdout.write('to stdout\\n'); return 1; };";
    let app = start("return require('package')()", &[("index.js", package)]).await;
    assert_eq!(app.run(json!({})).await, json!(1));
    app.platform.settled().await;
    // They come over another stream, so they may come after the reply.
    while app.console().len() < 2 {
        assert_eq!(app.run(json!({})).await, json!(1));
    }
    assert_eq!(app.console()[..2], ["to the console", "to stdout"]);
}

#[tokio::test]
async fn packages_beside_the_declared_ones_are_not_found() {
    let app = start(
        "try { require('other'); } catch (e) { return e.code }",
        &[("index.js", "")],
    )
    .await;
    assert_eq!(app.run(json!({})).await, json!("MODULE_NOT_FOUND"));
}
