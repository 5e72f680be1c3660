//! Checking the values given for installation parameters.

use serde_json::{Map, Value, json};

use super::Parameters;

fn parameters() -> Parameters {
    Parameters::parse(
        &json!({
            "domain": {"display_name": "Domain", "type": "text", "required": true,
                       "regex": {"host": "^(?!-)[a-z-]+\\.freshdesk\\.com$", "host-error": "Type your account's name, such as acme.freshdesk.com."}},
            "api_key": {"display_name": "API key", "type": "text", "secure": true},
            "systems": {"display_name": "Systems", "type": "multiselect", "options": ["Voice", "Video"], "default_value": ["Voice"]},
            "mode": {"display_name": "Mode", "type": "dropdown", "options": [{"label": "By itself", "value": "automatic"}], "default_value": "automatic"},
            "email": {"display_name": "E-mail", "type": "email"},
            "site": {"display_name": "Site", "type": "url"},
            "since": {"display_name": "Since", "type": "date"},
            "limit": {"display_name": "Limit", "type": "number"},
            "tag": {"display_name": "Tag", "type": "checkbox"},
        })
        .to_string(),
    )
    .unwrap()
}

fn validate(given: &Value) -> Result<Value, Vec<String>> {
    let given: Map<String, Value> = given.as_object().cloned().unwrap_or_default();
    parameters().validate(&given).map(Value::Object)
}

/// Refuses `key: value` beside a good domain.
#[track_caller]
fn refused(key: &str, value: Value, expected: &str) {
    let mut given = json!({"domain": "acme.freshdesk.com"});
    given[key] = value;
    assert_eq!(validate(&given), Err(vec![expected.to_owned()]));
}

#[test]
fn defaults_are_filled_in_and_the_rest_is_left_out() {
    assert_eq!(
        validate(&json!({"domain": "acme.freshdesk.com"})),
        Ok(json!({"domain": "acme.freshdesk.com", "systems": ["Voice"], "mode": "automatic"}))
    );
}

#[test]
fn good_values_of_every_kind_are_kept() {
    let given = json!({
        "domain": "acme.freshdesk.com", "api_key": "abc", "systems": ["Video"], "mode": "automatic",
        "email": "a@example.com", "site": "https://example.com", "since": "2026-01-31", "limit": "12.5", "tag": false,
    });
    assert_eq!(validate(&given), Ok(given));
}

#[test]
fn a_missing_required_value_is_refused() {
    for domain in [json!(null), json!("")] {
        assert_eq!(
            validate(&json!({"domain": domain})),
            Err(vec!["Domain is required; fill it in.".to_owned()])
        );
    }
    assert_eq!(
        validate(&json!({})),
        Err(vec!["Domain is required; fill it in.".to_owned()])
    );
}

#[test]
fn where_the_page_reacts_to_changes_it_alone_asks_for_what_is_required() {
    let declared = json!({
        "domain": {"display_name": "Domain", "type": "text", "required": true},
        "systems": {"display_name": "Systems", "type": "text", "events": [{"change": "systemsChanged"}]},
    });
    let parameters = Parameters::parse(&declared.to_string()).unwrap();
    assert!(parameters.validate(&Map::new()).is_ok());
}

#[test]
fn an_unmatched_pattern_gives_its_own_message() {
    for domain in ["https://acme.freshdesk.com", "-acme.freshdesk.com", "acme"] {
        refused(
            "domain",
            json!(domain),
            "Type your account's name, such as acme.freshdesk.com.",
        );
    }
}

#[test]
fn an_empty_value_that_is_not_required_is_not_held_against_its_kind() {
    assert!(validate(&json!({"domain": "acme.freshdesk.com", "email": "", "systems": []})).is_ok());
}

#[test]
fn an_unknown_parameter_is_refused() {
    refused(
        "region",
        json!("EU"),
        "There is no parameter called region; leave it out.",
    );
}

#[test]
fn a_value_of_another_kind_is_refused() {
    refused("api_key", json!(12), "API key must be a text.");
    refused(
        "systems",
        json!(["Voice", "voice"]),
        "Systems must be a list of its options.",
    );
    refused(
        "systems",
        json!("Voice"),
        "Systems must be a list of its options.",
    );
    refused(
        "mode",
        json!("By itself"),
        "Mode must be one of its options.",
    );
    refused(
        "email",
        json!("a@b@example.com"),
        "E-mail must be an e-mail address.",
    );
    refused(
        "email",
        json!("a@localhost"),
        "E-mail must be an e-mail address.",
    );
    refused(
        "site",
        json!("example.com"),
        "Site must be an address such as https://example.com.",
    );
    refused(
        "since",
        json!("31.1.2026"),
        "Since must be a date such as 2026-01-31.",
    );
    refused("limit", json!("many"), "Limit must be a number.");
    refused("tag", json!("yes"), "Tag must be true or false.");
}

#[test]
fn everything_wrong_is_said_at_once() {
    assert_eq!(validate(&json!({"tag": 1, "x": 2})).unwrap_err().len(), 3);
}

#[test]
fn pages_do_not_see_secure_values() {
    let values = json!({"domain": "acme.freshdesk.com", "api_key": "abc"});
    let public = parameters().public(values.as_object().unwrap());
    assert_eq!(
        Value::Object(public),
        json!({"domain": "acme.freshdesk.com"})
    );
    assert!(parameters().is_secure("api_key"));
    assert!(!parameters().is_secure("domain"));
    assert!(!parameters().is_secure("unknown"));
}

#[test]
fn the_declared_order_is_kept() {
    let parameters = parameters();
    let keys: Vec<&str> = parameters.iter().map(|(key, _)| key).collect();
    assert_eq!(
        keys,
        [
            "domain", "api_key", "systems", "mode", "email", "site", "since", "limit", "tag"
        ]
    );
}
