//! npm packages: declared in the manifest, loaded outside the sandbox. The registry is not asked here.

use std::fs;
use std::path::Path;

use serde_json::{Map, json};

use super::support::{Running, TinyApp};

/// Puts the files of `package` where an earlier start or update would have installed them.
fn put(server: &Path, version: &str, package: &[(&str, &str)]) {
    let installed = server.join("node_modules/package");
    fs::create_dir_all(&installed).unwrap();
    for (name, text) in package {
        fs::write(installed.join(name), text).unwrap();
    }
    let declared = json!({ "package": version }).to_string();
    fs::write(server.join("installed.json"), declared).unwrap();
}

/// Starts an app that declares `package`, which is there already.
async fn start(body: &str, package: &[(&str, &str)]) -> Running {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("state/app/server"), "1.0.0", package);
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

#[tokio::test]
async fn an_update_to_other_packages_leaves_those_that_still_run_alone() {
    const BODY: &str = "return require('package')";
    let app = start(BODY, &[("index.js", "module.exports = 'one';")]).await;
    app.platform.install(Map::new()).await.unwrap();
    let state = app.folder().join("state/app");
    let second = [("index.js", "module.exports = 'two';")];
    put(&state.join("server-of-update"), "2.0.0", &second);
    let zip = app.folder().join("next.zip");
    let next = TinyApp::probe(BODY).dependency("package", "2.0.0");
    next.write_zip(&zip);
    app.platform.update(Some(zip), Map::new()).await.unwrap();
    assert_eq!(app.run(json!({})).await, json!("two"));
    assert!(state.join("server/node_modules/package/index.js").exists());
    let zip = app.folder().join("third.zip");
    next.event("afterAppUpdate").write_zip(&zip);
    app.platform
        .update(Some(zip), Map::new())
        .await
        .unwrap_err();
    assert_eq!(app.run(json!({})).await, json!("two"));
}
