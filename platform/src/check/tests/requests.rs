//! `config/requests.json`: its shape, and where placeholders may stand.

use serde_json::{Value, json};

use super::{check, refused};

/// Changes the one template's schema.
#[track_caller]
fn refuses(change: impl FnOnce(&mut Value), errors: &[&str]) {
    refused(
        "config/requests.json",
        |requests| change(&mut requests["createTicket"]["schema"]),
        errors,
    );
}

#[test]
fn a_body_is_refused() {
    refuses(
        |schema| schema["body"] = json!("{}"),
        &[
            "config/requests.json:13: `schema` must not have `body`. A schema has method, host, path, protocol, query and headers; the body is given when the template is invoked, and files, OAuth and certificates are not offered here. [requests]",
        ],
    );
}

#[test]
fn an_unknown_method_is_refused() {
    refuses(
        |schema| schema["method"] = json!("HEAD"),
        &[
            "config/requests.json:4: `method`: \"HEAD\" is not one of \"GET\", \"POST\" or 3 other candidates. The method is GET, POST, PUT, PATCH or DELETE. [requests]",
        ],
    );
}

#[test]
fn a_missing_host_is_refused() {
    refuses(
        |schema| {
            schema.as_object_mut().unwrap().remove("host");
        },
        &[
            "config/requests.json:3: `schema` has no `host`. A schema has method, host, path, protocol, query and headers; the body is given when the template is invoked, and files, OAuth and certificates are not offered here. [requests]",
        ],
    );
}

#[test]
fn plain_http_is_refused() {
    refuses(
        |schema| schema["protocol"] = json!("http"),
        &[
            "config/requests.json:13: `protocol`: \"https\" was expected. An app may be submitted with https only. [requests]",
        ],
    );
}

#[test]
fn a_host_with_a_scheme_is_refused() {
    refuses(
        |schema| schema["host"] = json!("https://api.example.com"),
        &[
            "config/requests.json:5: The host must be a fully qualified domain name such as `api.example.com`, without scheme, port and path; `https://api.example.com` is not one. [requests]",
        ],
    );
}

#[test]
fn a_host_with_a_path_is_refused() {
    refuses(
        |schema| schema["host"] = json!("api.example.com/v2"),
        &[
            "config/requests.json:5: The host must be a fully qualified domain name such as `api.example.com`, without scheme, port and path; `api.example.com/v2` is not one. [requests]",
        ],
    );
}

#[test]
fn a_host_with_a_port_is_refused() {
    refuses(
        |schema| schema["host"] = json!("api.example.com:443"),
        &[
            "config/requests.json:5: The host must be a fully qualified domain name such as `api.example.com`, without scheme, port and path; `api.example.com:443` is not one. [requests]",
        ],
    );
}

#[test]
fn a_host_that_is_an_address_is_refused() {
    refuses(
        |schema| schema["host"] = json!("192.0.2.1"),
        &[
            "config/requests.json:5: The host must be a fully qualified domain name such as `api.example.com`, without scheme, port and path; `192.0.2.1` is not one. [requests]",
        ],
    );
}

#[test]
fn a_path_without_a_slash_is_refused() {
    refuses(
        |schema| schema["path"] = json!("api/v2"),
        &["config/requests.json:6: The path must start with `/`. [requests]"],
    );
}

#[test]
fn a_query_value_that_is_no_text_is_refused() {
    refuses(
        |schema| schema["query"]["page"] = json!(1),
        &["config/requests.json:9: `page`: 1 is not of type \"string\". [requests]"],
    );
}

#[test]
fn a_secure_parameter_in_the_host_is_refused() {
    refuses(
        |schema| schema["host"] = json!("<%= iparam.freshdesk_api_key %>.example.com"),
        &[
            "config/requests.json:5: The host names iparam.freshdesk_api_key, which is secure; a secure parameter may stand in a header only. [requests]",
        ],
    );
}

#[test]
fn a_secure_parameter_in_the_path_is_refused() {
    refuses(
        |schema| schema["path"] = json!("/<%= iparam.freshdesk_api_key %>"),
        &[
            "config/requests.json:6: The path names iparam.freshdesk_api_key, which is secure; a secure parameter may stand in a header only. [requests]",
        ],
    );
}

#[test]
fn a_secure_parameter_in_the_query_is_refused() {
    refuses(
        |schema| schema["query"]["key"] = json!("<%= iparam.freshdesk_api_key %>"),
        &[
            "config/requests.json:9: A query value names iparam.freshdesk_api_key, which is secure; a secure parameter may stand in a header only. [requests]",
        ],
    );
}

#[test]
fn a_parameter_that_is_not_declared_is_refused() {
    refuses(
        |schema| schema["headers"]["X-Region"] = json!("<%= iparam.region %>"),
        &[
            "config/requests.json:12: A header names iparam.region, which config/iparams.json does not declare; declare it or correct the name. [requests]",
        ],
    );
}

#[test]
fn the_current_host_outside_the_host_is_refused() {
    refuses(
        |schema| schema["headers"]["Origin"] = json!("<%= current_host.endpoint_urls.freshdesk %>"),
        &[
            "config/requests.json:12: A header names current_host.endpoint_urls.freshdesk, which may stand in the host only. [requests]",
        ],
    );
}

#[test]
fn encoding_outside_a_header_is_refused() {
    refuses(
        |schema| schema["query"]["id"] = json!("<%= encode(context.id) %>"),
        &[
            "config/requests.json:9: A query value uses encode(), which may stand in a header only. [requests]",
        ],
    );
}

#[test]
fn placeholders_that_cannot_be_understood_are_all_refused() {
    refuses(
        |schema| {
            schema["host"] = json!("{{<%= context.id %>}}.example.com");
            schema["path"] = json!("/<%- ticket %>");
            schema["headers"] = json!({
                "A": "<%= context.id",
                "B": "<%= ticket.id %>",
                "C": "<%= encode(context.id %>",
                "D": "<%= context.a context.b %>",
                "E": "Bearer <%= access_token %>",
            });
        },
        &[
            "config/requests.json:5: `{{<%= context.id %>}}.example.com` holds a placeholder of another kind; write `<%= … %>`. [requests]",
            "config/requests.json:6: `/<%- ticket %>` holds a placeholder of another kind; write `<%= … %>`. [requests]",
            "config/requests.json:11: `<%= context.id` opens a placeholder with `<%=` and never closes it with `%>`. [requests]",
            "config/requests.json:12: `<%= ticket.id %>` cannot be understood: name `iparam.<key>`, `context.<key>` or `current_host.endpoint_urls.<product>`. [requests]",
            "config/requests.json:13: `<%= encode(context.id %>` cannot be understood: `encode(` is not closed. [requests]",
            "config/requests.json:14: `<%= context.a context.b %>` cannot be understood: something follows that is not joined with `+`. [requests]",
            "config/requests.json:15: `<%= access_token %>` cannot be understood: OAuth and app settings are not offered offline. [requests]",
        ],
    );
}

#[test]
fn options_out_of_range_are_refused() {
    refused(
        "config/requests.json",
        |requests| {
            requests["createTicket"]["options"] =
                json!({"maxAttempts": 0, "retryDelay": 150, "oauth": "x"});
        },
        &[
            "config/requests.json:15: `maxAttempts`: 0 is less than the minimum of 1. From 1 to 5 attempts are possible. [requests]",
            "config/requests.json:16: `retryDelay`: 150 is not a multiple of 100. The delay is a multiple of 100 milliseconds, up to 1500. [requests]",
            "config/requests.json:17: `options` must not have `oauth`. The options are maxAttempts and retryDelay; OAuth and certificates are not offered here. [requests]",
        ],
    );
    refused(
        "config/requests.json",
        |requests| {
            requests["createTicket"]["options"] = json!({"maxAttempts": 6, "retryDelay": 1600});
        },
        &[
            "config/requests.json:15: `maxAttempts`: 6 is greater than the maximum of 5. From 1 to 5 attempts are possible. [requests]",
            "config/requests.json:16: `retryDelay`: 1600 is greater than the maximum of 1500. The delay is a multiple of 100 milliseconds, up to 1500. [requests]",
        ],
    );
}

#[test]
fn a_template_name_with_a_dot_is_refused() {
    check(
        |app| {
            app.edit("config/requests.json", |requests| {
                *requests = json!({"create.ticket": requests["createTicket"]});
            });
            app.edit("manifest.json", |manifest| {
                manifest["modules"]["common"]["requests"] = json!({"create.ticket": {}});
            });
        },
        &[
            "manifest.json:21: `requests` cannot have a key `create.ticket`. A template is named with letters, digits, `_` and `-`. [manifest]",
            "config/requests.json:1: The file cannot have a key `create.ticket`. At most 100 templates, each named with letters, digits, `_` and `-`. [requests]",
        ],
        &[],
    );
}

#[test]
fn more_than_a_hundred_templates_are_refused() {
    check(
        |app| {
            let names = || (0..101).map(|number| format!("t{number}"));
            app.edit("config/requests.json", |requests| {
                let template = requests["createTicket"].clone();
                *requests = names().map(|name| (name, template.clone())).collect();
            });
            app.edit("manifest.json", |manifest| {
                manifest["modules"]["common"]["requests"] =
                    names().map(|name| (name, json!({}))).collect();
            });
        },
        &[
            "config/requests.json:1: The file has more than 100 properties. At most 100 templates, each named with letters, digits, `_` and `-`. [requests]",
        ],
        &[],
    );
}

#[test]
fn a_template_that_is_not_defined_is_refused() {
    refused(
        "manifest.json",
        |manifest| manifest["modules"]["common"]["requests"]["addNote"] = json!({}),
        &[
            "manifest.json:23: Request template 'addNote' is not defined in config/requests.json; define it there or remove it here. [requests]",
        ],
    );
}

#[test]
fn a_template_that_the_manifest_does_not_name_is_warned_of() {
    check(
        |app| {
            app.edit("config/requests.json", |requests| {
                requests["addNote"] = requests["createTicket"].clone();
            });
        },
        &[],
        &[
            "config/requests.json:19: Request template 'addNote' is declared but not associated with module; add it to modules.common.requests. [requests]",
        ],
    );
}
