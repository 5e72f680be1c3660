//! `config/iparams.json` and `config/entities.json`.

use serde_json::{Value, json};

use super::{check, refused};

#[track_caller]
fn refuses(change: impl FnOnce(&mut Value), errors: &[&str]) {
    refused("config/iparams.json", change, errors);
}

#[test]
fn a_parameter_needs_a_display_name_and_a_type() {
    refuses(
        |parameters| parameters["region"] = json!({}),
        &[
            "config/iparams.json:31: `region` has no `display_name`. A parameter has display_name, type, and of description, required, visible, default_value, options, regex, secure, data-bind, type_attributes, events and modules what it needs. [iparam]",
            "config/iparams.json:31: `region` has no `type`. A parameter has display_name, type, and of description, required, visible, default_value, options, regex, secure, data-bind, type_attributes, events and modules what it needs. [iparam]",
        ],
    );
}

#[test]
fn an_unknown_attribute_is_refused() {
    refuses(
        |parameters| parameters["freshdesk_domain"]["placeholder"] = json!("acme"),
        &[
            "config/iparams.json:25: `freshdesk_domain` must not have `placeholder`. A parameter has display_name, type, and of description, required, visible, default_value, options, regex, secure, data-bind, type_attributes, events and modules what it needs. [iparam]",
        ],
    );
}

#[test]
fn the_types_of_version_2_are_refused() {
    refuses(
        |parameters| parameters["freshdesk_domain"]["type"] = json!("domain"),
        &[
            "config/iparams.json:19: `type`: \"domain\" is not one of \"text\", \"paragraph\" or 9 other candidates. The types domain and api_key are gone from platform version 3.0; use text. [iparam]",
            "config/iparams.json:21: `regex` is out of place. Only text, email, phone_number and url have a regex. [iparam]",
        ],
    );
}

#[test]
fn a_key_that_is_a_reserved_word_is_refused() {
    refuses(
        |parameters| parameters["options"] = json!({"display_name": "Options", "type": "text"}),
        &[
            "config/iparams.json:1: The file cannot have a key `options`. A key is a non-empty name and none of the words that describe a parameter. [iparam]",
        ],
    );
}

#[test]
fn a_flag_that_is_no_boolean_is_refused() {
    refuses(
        |parameters| parameters["freshdesk_domain"]["required"] = json!("yes"),
        &[
            "config/iparams.json:20: `required`: \"yes\" is not of type \"boolean\". Specify either true or false. [iparam]",
        ],
    );
}

#[test]
fn a_choice_needs_options_and_a_default() {
    refuses(
        |parameters| parameters["region"] = json!({"display_name": "Region", "type": "dropdown"}),
        &[
            "config/iparams.json:31: `region` has no `options`. A dropdown, radio or multiselect needs `options` and a `default_value` from among them. [iparam]",
            "config/iparams.json:31: `region` has no `default_value`. A dropdown, radio or multiselect needs `options` and a `default_value` from among them. [iparam]",
        ],
    );
}

#[test]
fn a_default_that_is_not_among_the_options_is_refused() {
    refuses(
        |parameters| {
            parameters["systems"]["default_value"] = json!(["Voice", "Video"]);
            parameters["region"] = json!({"display_name": "Region", "type": "dropdown", "options": ["EU"], "default_value": "eu"});
        },
        &[
            "config/iparams.json:8: The default value of 'systems' is not among its options; use one of them, letter by letter. [iparam]",
            "config/iparams.json:38: The default value of 'region' is not among its options; use one of them, letter by letter. [iparam]",
        ],
    );
}

#[test]
fn options_may_have_labels() {
    refuses(
        |parameters| {
            parameters["region"] = json!({
                "display_name": "Region", "type": "radio", "default_value": "eu",
                "options": [{"label": "Europe", "value": "eu"}],
            });
        },
        &[],
    );
}

#[test]
fn options_of_a_text_are_refused() {
    refuses(
        |parameters| parameters["freshdesk_domain"]["options"] = json!(["a"]),
        &[
            "config/iparams.json:25: `options` is out of place. Only a dropdown, radio or multiselect has options. [iparam]",
        ],
    );
}

#[test]
fn a_checkbox_is_true_or_false() {
    refuses(
        |parameters| {
            parameters["tag"] =
                json!({"display_name": "Tag", "type": "checkbox", "default_value": "no"});
        },
        &[
            "config/iparams.json:34: `default_value`: \"no\" is not of type \"boolean\". A checkbox is either true or false. [iparam]",
        ],
    );
}

#[test]
fn a_regex_of_a_number_is_refused() {
    refuses(
        |parameters| {
            parameters["size"] = json!({"display_name": "Size", "type": "number", "regex": {"a": "1", "a-error": "1"}});
        },
        &[
            "config/iparams.json:34: `regex` is out of place. Only text, email, phone_number and url have a regex. [iparam]",
        ],
    );
}

#[test]
fn a_pattern_without_its_message_is_refused() {
    refuses(
        |parameters| {
            parameters["freshdesk_domain"]["regex"] = json!({"host": "^a", "hosterror": "b"});
        },
        &[
            "config/iparams.json:21: In 'freshdesk_domain', the error message of 'host' is missing; add 'host-error'. [iparam]",
            "config/iparams.json:21: In 'freshdesk_domain', the error message of 'hosterror' is missing; add 'hosterror-error'. [iparam]",
        ],
    );
}

#[test]
fn a_pattern_that_is_no_pattern_is_refused() {
    refuses(
        |parameters| {
            parameters["freshdesk_domain"]["regex"] = json!({"host": "(", "host-error": "b"});
        },
        &[
            "config/iparams.json:21: In 'freshdesk_domain', 'host' is no regular expression: Unbalanced parenthesis. [iparam]",
        ],
    );
}

#[test]
fn a_pattern_may_look_ahead_as_in_javascript() {
    refuses(
        |parameters| {
            parameters["freshdesk_domain"]["regex"] =
                json!({"host": "^(?!-)[a-z]+(?<!x)$", "host-error": "b"});
        },
        &[],
    );
}

#[test]
fn a_change_function_that_does_not_exist_is_refused() {
    refuses(
        |parameters| parameters["systems"]["events"] = json!([{"change": "hideGroups"}]),
        &[
            "config/iparams.json:11: The function `hideGroups` of 'systems' does not exist; declare `function hideGroups() { … }` in config/assets/iparams.js. [iparam]",
        ],
    );
}

#[test]
fn an_event_other_than_change_is_refused() {
    refuses(
        |parameters| parameters["systems"]["events"] = json!([{"blur": "showGroups"}]),
        &[
            "config/iparams.json:13: `events[0]` must not have `blur`. An event is `{\"change\": \"<function>\"}`. [iparam]",
            "config/iparams.json:12: `events[0]` has no `change`. An event is `{\"change\": \"<function>\"}`. [iparam]",
        ],
    );
}

#[test]
fn a_page_script_that_cannot_be_parsed_is_refused() {
    check(
        |app| app.scripts["functions"] = json!({"line": 7, "message": "Unexpected token"}),
        &["config/assets/iparams.js:7: The script cannot be parsed: Unexpected token. [iparam]"],
        &[],
    );
}

#[test]
fn a_key_that_sounds_secret_and_is_not_secure_is_warned_of() {
    for key in ["whatsapp_token", "client_secret", "AUTHOR", "monkey"] {
        let warning = format!(
            "config/iparams.json:31: '{key}' appears to be a secret and is not marked as secure; mark it, or give it a name without auth, token, key, secret. [iparam]"
        );
        check(
            |app| {
                app.edit("config/iparams.json", |parameters| {
                    parameters[key] = json!({"display_name": "A", "type": "text"});
                });
            },
            &[],
            &[&warning],
        );
    }
}

#[track_caller]
fn refuses_entity(change: impl FnOnce(&mut Value), errors: &[&str]) {
    refused(
        "config/entities.json",
        |entities| change(&mut entities["calls"]["fields"]),
        errors,
    );
}

#[test]
fn a_field_of_an_unknown_type_is_refused() {
    refuses_entity(
        |fields| fields[0]["type"] = json!("string"),
        &[
            "config/entities.json:7: `type`: \"string\" is not one of \"text\", \"paragraph\" or 7 other candidates. [custom-objects]",
            "config/entities.json:8: `filterable`: false was expected. Only text, integer, datetime, date and enum can be filtered by. [custom-objects]",
        ],
    );
}

#[test]
fn a_field_without_a_label_is_refused() {
    refuses_entity(
        |fields| fields[0] = json!({"name": "number", "type": "text"}),
        &[
            "config/entities.json:4: `fields[0]` has no `label`. A field has name, label and type, and perhaps filterable, required and choices. [custom-objects]",
        ],
    );
}

#[test]
fn an_enum_without_choices_is_refused() {
    refuses_entity(
        |fields| fields[1] = json!({"name": "state", "label": "State", "type": "enum"}),
        &[
            "config/entities.json:10: `fields[1]` has no `choices`. An enum needs `choices`. [custom-objects]",
        ],
    );
}

#[test]
fn a_paragraph_cannot_be_filtered_by() {
    refuses_entity(
        |fields| fields[0]["type"] = json!("paragraph"),
        &[
            "config/entities.json:8: `filterable`: false was expected. Only text, integer, datetime, date and enum can be filtered by. [custom-objects]",
        ],
    );
}

#[test]
fn a_field_name_that_starts_with_a_digit_is_refused() {
    refuses_entity(
        |fields| fields[0]["name"] = json!("1st"),
        &[
            "config/entities.json:5: `name`: \"1st\" does not match \"^[A-Za-z][A-Za-z0-9_]*$\". A name starts with a letter and goes on with letters, digits and underscores. [custom-objects]",
        ],
    );
}

#[test]
fn two_fields_of_one_name_are_refused_also_inside_a_section() {
    refuses_entity(
        |fields| {
            let field = fields[0].clone();
            fields.as_array_mut().unwrap().push(
                json!({"name": "more", "label": "More", "type": "section", "fields": [field]}),
            );
        },
        &[
            "config/entities.json:3: Entity 'calls' has more than one field called 'number'; rename one. [custom-objects]",
        ],
    );
}

#[test]
fn too_many_fields_are_refused() {
    refuses_entity(
        |fields| {
            *fields = (0..21)
                .map(|number| json!({"name": format!("f{number}"), "label": "F", "type": "text"}))
                .collect();
        },
        &[
            "config/entities.json:3: `fields` has more than 20 items. An entity has at most 20 fields. [custom-objects]",
        ],
    );
}

#[test]
fn too_many_entities_are_refused() {
    refused(
        "config/entities.json",
        |entities| {
            for number in 0..5 {
                entities[format!("more{number}")] = entities["calls"].clone();
            }
        },
        &[
            "config/entities.json:1: The file has more than 5 properties. At most 5 entities, each named with letters, digits, `_` and `-`. [custom-objects]",
        ],
    );
}
