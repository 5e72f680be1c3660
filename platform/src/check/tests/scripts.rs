//! What Node.js finds in the app's JavaScript.

use std::fs;
use std::path::{Path, PathBuf};

use super::Fixture;
use crate::check::scripts::{Exports, Scripts};
use crate::check::sources::Sources;
use crate::check::{CheckError, Finding, Report, check};

/// The folder of the workspace, where `npm ci` installs `eslint`.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder, a rule that is an error, and a text that breaks this rule and no other of its kind.
const ERRORS: [(&str, &str, &str); 21] = [
    ("server/lib", "no-var", "var a = 1; exports = { a };"),
    (
        "server/lib",
        "no-unused-vars",
        "exports = { f: function (_a) { return 1; } };",
    ),
    (
        "server/lib",
        "no-unused-vars",
        "function helper() { return 1; }",
    ),
    (
        "server/lib",
        "require-await",
        "exports = { f: async function () { return 1; } };",
    ),
    (
        "server/lib",
        "no-empty-function",
        "exports = { f: function () {} };",
    ),
    ("server/lib", "no-empty", "if (exports) {}"),
    ("server/lib", "no-eq-null", "exports.a = exports.b == null;"),
    ("server/lib", "no-eval", "eval('1');"),
    ("server/lib", "no-debugger", "debugger;"),
    (
        "server/lib",
        "no-unreachable",
        "exports = function () { return 1; exports = 2; };",
    ),
    (
        "server/lib",
        "no-prototype-builtins",
        "exports.a = exports.hasOwnProperty('a');",
    ),
    (
        "server/lib",
        "no-cond-assign",
        "if (exports = require) { exports(); }",
    ),
    ("server/lib", "no-useless-escape", "exports.a = '\\d';"),
    ("server/lib", "no-extra-semi", "exports.a = 1;;"),
    (
        "server/lib",
        "no-inner-declarations",
        "if (exports) { function a() { return 1; } a(); }",
    ),
    (
        "server/lib",
        "no-shadow-restricted-names",
        "exports = function (undefined) { return undefined; };",
    ),
    (
        "server/lib",
        "no-unpkg-cdn",
        "exports.a = 'https://unpkg.com/x';",
    ),
    (
        "server/lib",
        "no-deprecated-apis",
        "exports = async function () { await $request.post('x'); };",
    ),
    (
        "app",
        "no-deprecated-apis",
        "client.request.get('x').catch(alert.bind(this));",
    ),
    ("server/lib", "syntax", "exports = {;"),
    ("server/lib", "syntax", "exports.a ??= 1;"),
];

/// The same for rules that are warnings; these texts break no error.
const WARNINGS: [(&str, &str, &str); 9] = [
    ("server/lib", "eqeqeq", "exports.a = exports.b == 1;"),
    ("server/lib", "prefer-const", "let a = 1; exports = { a };"),
    (
        "server/lib",
        "no-process-env",
        "exports.a = process.env.ENV;",
    ),
    (
        "server/lib",
        "complexity",
        "exports = (a) => a || a || a || a || a || a || a || a;",
    ),
    (
        "server/lib",
        "max-nested-callbacks",
        "a(() => a(() => a(() => a(() => a(() => 1)))));",
    ),
    (
        "server/lib",
        "no-unhandled-promise",
        "exports.a().then((a) => a);",
    ),
    (
        "server/lib",
        "no-logging-rejections",
        "exports.a().catch((e) => { console.error(e); });",
    ),
    (
        "app",
        "no-non-client-request-model",
        "fetch('x').then(alert, alert);",
    ),
    (
        "app",
        "no-cross-scope-assign",
        "let a = 1; function f() { a = 2; return a; } f();",
    ),
];

/// Checks a sound app with one more script for each text, and compares the rules that each breaks.
fn check_rules(cases: &[(&str, &str, &str)], findings: impl Fn(&Report) -> &[Finding]) -> Report {
    let fixture = Fixture::new();
    let file = |number: usize, folder: &str| format!("{folder}/case{number:02}.js");
    for (number, (folder, _, text)) in cases.iter().enumerate() {
        fixture.write(&file(number, folder), text);
    }
    let report = check(fixture.path(), &tools()).unwrap();
    for (number, (folder, rule, text)) in cases.iter().enumerate() {
        let broken: Vec<&str> = findings(&report)
            .iter()
            .filter(|finding| finding.file == file(number, folder))
            .map(|finding| finding.rule.as_str())
            .collect();
        assert_eq!(broken, [*rule], "{text}");
    }
    report
}

#[test]
fn every_error_is_found() {
    check_rules(&ERRORS, |report| &report.errors);
}

#[test]
fn every_warning_is_found_and_is_no_error() {
    let report = check_rules(&WARNINGS, |report| &report.warnings);
    assert_eq!(report.errors, []);
}

#[test]
fn the_findings_supposed_for_the_sound_app_are_the_real_ones() {
    let fixture = Fixture::new();
    assert_eq!(check(fixture.path(), &tools()).unwrap(), Report::default());
    let scripts = Scripts::read(&Sources::read(fixture.path()).unwrap(), &tools()).unwrap();
    assert!(scripts.may_have_page_function("showGroups"));
    assert!(!scripts.may_have_page_function("hideGroups"));
    let [require] = scripts.requires() else {
        panic!("one require");
    };
    assert_eq!(
        (require.line, require.package.as_deref()),
        (1, Some("randombytes"))
    );
}

#[test]
fn directives_in_a_file_switch_nothing_off() {
    let fixture = Fixture::new();
    fixture.write(
        "server/lib/a.js",
        "/* eslint-disable */\nvar a = 1; exports = { a };",
    );
    let report = check(fixture.path(), &tools()).unwrap();
    let printed: Vec<String> = report.errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        printed,
        ["server/lib/a.js:2: Unexpected var, use let or const instead. [no-var]"]
    );
    assert_eq!(report.warnings.len(), 1);
}

#[test]
fn the_lint_results_are_left_in_the_vendors_report() {
    let fixture = Fixture::new();
    fixture.write(
        "server/lib/a.js",
        "exports.a().then((a) => a);\nvar a = 1; exports = { a };",
    );
    check(fixture.path(), &tools()).unwrap();
    let record = fs::read_to_string(fixture.path().join(".report.json")).unwrap();
    assert_eq!(
        record,
        concat!(
            r#"{"lints":[{"severity":1,"value":"server/lib/a.js::1: Expected rejection to be handled; add a catch or await it in a try.","#,
            r#""type":"custom-js-lint"},"#,
            r#"{"severity":2,"value":"server/lib/a.js::2: Unexpected var, use let or const instead.","type":"lint"}]}"#,
        )
    );
}

#[test]
fn missing_tools_are_one_clear_sentence() {
    let (fixture, empty) = (Fixture::new(), tempfile::tempdir().unwrap());
    let error = check(fixture.path(), empty.path()).unwrap_err();
    assert!(matches!(error, CheckError::NoEslint(_)));
    assert!(
        error.to_string().ends_with("; run `npm ci` there."),
        "{error}"
    );
}

/// Reads the exports of a text for `server/server.js`.
fn exports(text: &str) -> Exports {
    let fixture = Fixture::new();
    fixture.write("server/server.js", text);
    Scripts::read(&Sources::read(fixture.path()).unwrap(), &tools())
        .unwrap()
        .into_exports()
        .unwrap()
}

#[test]
fn only_function_expressions_under_plain_names_are_seen() {
    let text = "\
const impl = function () { return 1; };
exports = {
  a: function () { return 1; }, b: async function () { await 1; }, c() { return 1; }, async d() { await 1; },
  arrow: () => 1, name: impl, 'quoted': function () { return 1; }, ['computed']: function () { return 1; }, impl
};
exports = { later: function () { return 1; } };
exports.f = function () { return 1; };";
    let Exports::Found { line, seen, unseen } = exports(text) else {
        panic!("exports are found");
    };
    assert_eq!(line, 2);
    assert_eq!(seen, ["a", "b", "c", "d"]);
    let unseen: Vec<(&str, &str)> = unseen
        .iter()
        .map(|(name, unseen)| (name.as_str(), unseen.why.as_str()))
        .collect();
    assert_eq!(
        unseen,
        [
            ("arrow", "it is an arrow function"),
            ("computed", "its name is not a plain identifier"),
            ("impl", "its value is not a function expression"),
            ("name", "its value is not a function expression"),
            ("quoted", "its name is not a plain identifier"),
        ]
    );
}

#[test]
fn exports_of_another_shape_are_not_readable() {
    for (text, line, message) in [
        (
            "\nmodule.exports = {};",
            1,
            "there is no top-level `exports = { … }`",
        ),
        (
            "exports.f = function () { return 1; };",
            1,
            "there is no top-level `exports = { … }`",
        ),
        (
            "\nexports = impl;",
            2,
            "there is no top-level `exports = { … }`",
        ),
        (
            "exports = {\n  ...more };",
            2,
            "the exported object holds a spread (`...`)",
        ),
        ("\n\nexports = {;", 3, "Unexpected token ;"),
    ] {
        let Exports::Unreadable {
            line: found,
            message: why,
        } = exports(text)
        else {
            panic!("{text} is not readable");
        };
        assert_eq!((found, why.as_str()), (line, message), "{text}");
    }
}
