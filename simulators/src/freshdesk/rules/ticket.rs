//! The rules for a ticket.
//! Source: <https://developers.freshdesk.com/api/#create_ticket>.

use serde_json::{Map, Value};

use super::field::{self, Kind};
use super::{Change, is_absent};
use crate::freshdesk::desk::Setup;
use crate::freshdesk::refusal::FieldError;

/// Sources a request may set: e-mail, portal, phone, chat, feedback widget, outbound e-mail.
const SOURCES: [i64; 6] = [1, 2, 3, 7, 9, 10];

const REQUESTER: [&str; 6] = [
    "requester_id",
    "phone",
    "email",
    "twitter_id",
    "facebook_id",
    "unique_external_id",
];

const NO_REQUESTER: &str = "One of the following is mandatory: \
    requester_id, phone, email, twitter_id, facebook_id, unique_external_id";

/// Everything that is wrong with a ticket's body.
pub(crate) fn ticket_errors(
    body: &Map<String, Value>,
    change: Change,
    setup: &Setup,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if change == Change::Create {
        if REQUESTER.iter().all(|name| is_absent(body, name)) {
            errors.push(FieldError::new(
                "requester_id",
                NO_REQUESTER,
                "missing_field",
            ));
        }
        for name in ["subject", "description"] {
            if is_absent(body, name) {
                errors.push(FieldError::missing(name, "String"));
            }
        }
        let is_missing = |name: &&String| is_absent(body, name);
        let missing = setup.required_fields.iter().filter(is_missing);
        errors.extend(missing.map(|name| FieldError::missing(name, "String")));
        errors.extend(missing_custom(body, setup));
    }
    let has_phone_alone = !is_absent(body, "phone") && is_absent(body, "email");
    if has_phone_alone && is_absent(body, "name") {
        errors.push(FieldError::missing("name", "String"));
    }
    errors.extend(field::errors(body, &fields(change, setup)));
    errors
}

/// What is missing when a ticket with these custom fields is resolved or closed.
pub(crate) fn closing_errors(
    status: i64,
    custom_fields: &Map<String, Value>,
    setup: &Setup,
) -> Vec<FieldError> {
    if ![4, 5].contains(&status) {
        return Vec::new();
    }
    let is_blank = |name: &str| custom_fields.get(name).is_none_or(Value::is_null);
    setup
        .custom_fields
        .iter()
        .filter(|field| field.required_to_close && is_blank(&field.name))
        .map(|field| FieldError::missing(&format!("custom_fields.{}", field.name), "String"))
        .collect()
}

fn missing_custom(body: &Map<String, Value>, setup: &Setup) -> Vec<FieldError> {
    let given = body.get("custom_fields").and_then(Value::as_object);
    let is_blank = |name: &str| given.is_none_or(|given| is_absent(given, name));
    setup
        .custom_fields
        .iter()
        .filter(|field| field.required && is_blank(&field.name))
        .map(|field| FieldError::missing(&format!("custom_fields.{}", field.name), "String"))
        .collect()
}

fn fields(change: Change, setup: &Setup) -> Vec<(&'static str, Kind)> {
    let mut statuses = vec![2, 3, 4, 5];
    statuses.extend(&setup.more_statuses);
    let custom = setup
        .custom_fields
        .iter()
        .map(|field| (field.name.clone(), field.kind.clone()))
        .collect();
    let mut fields = vec![
        ("name", Kind::Line),
        ("requester_id", Kind::Id),
        ("email", Kind::Email),
        ("facebook_id", Kind::Line),
        ("phone", Kind::Line),
        ("twitter_id", Kind::Line),
        ("unique_external_id", Kind::Line),
        ("subject", Kind::Line),
        ("type", Kind::Word(setup.ticket_types.clone())),
        ("status", Kind::Number(statuses)),
        ("priority", Kind::Number(vec![1, 2, 3, 4])),
        ("description", Kind::Html),
        ("responder_id", Kind::Id),
        ("cc_emails", Kind::Emails),
        ("custom_fields", Kind::Custom(custom)),
        ("due_by", Kind::Moment),
        ("email_config_id", Kind::Id),
        ("fr_due_by", Kind::Moment),
        ("group_id", Kind::Id),
        ("parent_id", Kind::Id),
        ("product_id", Kind::Id),
        ("source", Kind::Number(SOURCES.to_vec())),
        ("tags", Kind::Tags),
        ("company_id", Kind::Id),
        ("internal_agent_id", Kind::Id),
        ("internal_group_id", Kind::Id),
        (
            "lookup_parameter",
            Kind::Word(
                ["display_id", "primary_field_value"]
                    .map(str::to_owned)
                    .to_vec(),
            ),
        ),
    ];
    if change == Change::Create {
        fields.push(("related_ticket_ids", Kind::Ids));
    }
    fields
}
