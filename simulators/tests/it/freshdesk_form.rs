//! The ticket form of an account: what it requires, and what it lets one choose.

use serde_json::json;
use simulators::freshdesk::{CustomField, CustomKind};

use crate::http::{Desk, ticket};

#[tokio::test]
async fn custom_fields_are_typed_and_may_be_required_to_create_or_to_close() {
    let field = |name: &str, kind, required, required_to_close| CustomField {
        name: name.to_owned(),
        kind,
        required,
        required_to_close,
    };
    let desk = Desk::with(|config| {
        config.custom_fields = vec![
            field("cf_reason", CustomKind::Text, true, false),
            field("cf_solution", CustomKind::Text, false, true),
            field("cf_count", CustomKind::Number, false, false),
            field("cf_vip", CustomKind::Checkbox, false, false),
            field("cf_day", CustomKind::Date, false, false),
        ];
    })
    .await;
    let missing = desk.post("tickets", ticket("s")).await.errors();
    assert_eq!(
        missing,
        [(
            "custom_fields.cf_reason".to_owned(),
            "missing_field".to_owned()
        )]
    );

    let mut body = ticket("s");
    body["custom_fields"] = json!({
        "cf_reason": 1, "cf_count": "1", "cf_vip": "yes", "cf_day": "2026-07-01T00:00:00Z", "cf_other": 1
    });
    let errors = desk.post("tickets", body.clone()).await.errors();
    let codes = errors
        .iter()
        .map(|(_, code)| code.as_str())
        .collect::<Vec<_>>();
    assert_eq!(errors.len(), 5, "{errors:?}");
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == "datatype_mismatch")
            .count(),
        4
    );

    body["custom_fields"] =
        json!({"cf_reason": "r", "cf_count": 1, "cf_vip": true, "cf_day": "2026-07-01"});
    assert_eq!(desk.post("tickets", body).await.status, 201);
    let closing = desk.put("tickets/1", json!({"status": 4})).await.errors();
    assert_eq!(
        closing,
        [(
            "custom_fields.cf_solution".to_owned(),
            "missing_field".to_owned()
        )]
    );
    let solved = json!({"status": 4, "custom_fields": {"cf_solution": "done"}});
    assert_eq!(desk.put("tickets/1", solved).await.status, 200);
}

#[tokio::test]
async fn an_account_may_require_standard_fields_and_offer_choices() {
    let desk = Desk::with(|config| {
        config.required_fields = vec!["type".to_owned(), "group_id".to_owned()];
        config.ticket_types.push("Call".to_owned());
        config.custom_fields = vec![CustomField {
            name: "cf_line".to_owned(),
            kind: CustomKind::Choice(vec!["Sales".to_owned(), "Service".to_owned()]),
            required: true,
            required_to_close: false,
        }];
    })
    .await;
    let refused = |field: &str, code: &str| (field.to_owned(), code.to_owned());
    let errors = desk.post("tickets", ticket("s")).await.errors();
    let expected = ["custom_fields.cf_line", "group_id", "type"];
    assert_eq!(
        errors,
        expected.map(|field| refused(field, "missing_field"))
    );

    let mut body = ticket("s");
    body["type"] = json!("Call");
    body["group_id"] = json!(1);
    body["custom_fields"] = json!({"cf_line": "Sales"});
    let errors = desk.post("tickets", body.clone()).await.errors();
    assert_eq!(errors, [refused("group_id", "invalid_value")]);
    body["group_id"] = json!(67_000_260_063_u64);
    body["custom_fields"] = json!({"cf_line": "Billing"});
    let errors = desk.post("tickets", body.clone()).await.errors();
    assert_eq!(errors, [refused("custom_fields.cf_line", "invalid_value")]);
    body["custom_fields"] = json!({"cf_line": "Service"});
    assert_eq!(desk.post("tickets", body).await.status, 201);
    let update = desk
        .put("tickets/1", json!({"status": 7, "priority": 4}))
        .await;
    assert_eq!(update.json()["status"], 7);
    assert_eq!(update.json()["requester_id"], 67_040_000_001_u64);
}
