//! `manifest.json`: its shape and its pages.

use serde_json::{Value, json};

use super::{ICON, check, refused};

#[track_caller]
fn refuses(change: impl FnOnce(&mut Value), errors: &[&str]) {
    refused("manifest.json", change, errors);
}

#[test]
fn an_unknown_key_is_refused() {
    refuses(
        |manifest| manifest["name"] = json!("Switchboard"),
        &[
            "manifest.json:37: The file must not have `name`. The manifest's keys are platform-version, modules, engines, dependencies, scripts, metaConfig and app. [manifest]",
        ],
    );
}

#[test]
fn a_product_block_of_version_2_is_refused() {
    refuses(
        |manifest| {
            manifest["platform-version"] = json!("2.3");
            manifest["whitelisted-domains"] = json!(["https://*.example.com"]);
        },
        &[
            "manifest.json:2: `platform-version`: \"3.0\" was expected. New apps must be made for platform version \"3.0\". [manifest]",
            "manifest.json:37: The file must not have `whitelisted-domains`. The manifest's keys are platform-version, modules, engines, dependencies, scripts, metaConfig and app. [manifest]",
        ],
    );
}

#[test]
fn common_alone_is_refused() {
    refuses(
        |manifest| {
            manifest["modules"]
                .as_object_mut()
                .unwrap()
                .remove("support_ticket");
        },
        &[
            "manifest.json:3: `modules` has less than 2 properties. Name `common` and at least one product module, which may be `{}`; the modules of Freshdesk and Freshchat are known here. [manifest]",
        ],
    );
}

#[test]
fn an_unknown_module_is_refused() {
    refuses(
        |manifest| manifest["modules"]["support_tickets"] = json!({}),
        &[
            "manifest.json:26: `modules` must not have `support_tickets`. Name `common` and at least one product module, which may be `{}`; the modules of Freshdesk and Freshchat are known here. [manifest]",
        ],
    );
}

#[test]
fn empty_blocks_are_refused() {
    refuses(
        |manifest| {
            manifest["modules"]["support_ticket"] = json!({"events": {}, "location": {}});
        },
        &[
            "manifest.json:26: `events` is empty; leave it out or fill it. The events of this module are: onTicketCreate, onTicketUpdate, onTicketDelete, onTimeEntryCreate, onTimeEntryUpdate, onTimeEntryDelete, onTicketFieldCreate, onTicketFieldUpdate, onTicketFieldDelete, onConversationCreate, onConversationUpdate, onConversationDelete, onCannedResponseCreate, onCannedResponseUpdate, onCannedResponseDelete. [manifest]",
            "manifest.json:27: `location` is empty; leave it out or fill it. The placeholders of this module are: ticket_sidebar, ticket_requester_info, ticket_top_navigation, ticket_background, time_entry_background, ticket_attachment, ticket_conversation_editor, new_ticket_requester_info, new_ticket_background. [manifest]",
        ],
    );
}

#[test]
fn empty_functions_and_requests_are_refused() {
    check(
        |app| {
            app.edit("manifest.json", |manifest| {
                manifest["modules"]["common"]["functions"] = json!({});
                manifest["modules"]["common"]["requests"] = json!({});
            });
            app.scripts["exports"]["seen"] = json!(["onAppInstallHandler"]);
            app.remove("config/requests.json");
        },
        &[
            "manifest.json:16: `functions` is empty; leave it out or fill it. A name has 2 to 40 letters, digits and underscores and does not start with a digit. [manifest]",
            "manifest.json:17: `requests` is empty; leave it out or fill it. A template is named with letters, digits, `_` and `-`. [manifest]",
        ],
        &[],
    );
}

#[test]
fn missing_engines_are_refused() {
    refuses(
        |manifest| {
            manifest.as_object_mut().unwrap().remove("engines");
        },
        &[
            "manifest.json:1: The file has no `engines`. The manifest's keys are platform-version, modules, engines, dependencies, scripts, metaConfig and app. [manifest]",
        ],
    );
}

#[test]
fn an_engine_that_is_not_exact_is_refused() {
    refuses(
        |manifest| manifest["engines"] = json!({"node": "24.x", "fdk": "^10.1.2"}),
        &[
            "manifest.json:28: `node`: \"24.x\" does not match \"^24\\.11\\.\\d+$\". FDK 10 accepts Node 24.11 only; write an exact version such as 24.11.1. [manifest]",
            "manifest.json:29: `fdk`: \"^10.1.2\" does not match \"^10\\.\\d+\\.\\d+$\". Write an exact version of FDK 10, such as 10.1.2. [manifest]",
        ],
    );
}

#[test]
fn an_older_node_is_refused() {
    refuses(
        |manifest| manifest["engines"]["node"] = json!("18.20.8"),
        &[
            "manifest.json:28: `node`: \"18.20.8\" does not match \"^24\\.11\\.\\d+$\". FDK 10 accepts Node 24.11 only; write an exact version such as 24.11.1. [manifest]",
        ],
    );
}

#[test]
fn a_dependency_that_is_not_exact_is_refused() {
    refuses(
        |manifest| manifest["dependencies"]["randombytes"] = json!("^2.1.0"),
        &[
            "manifest.json:32: `randombytes`: \"^2.1.0\" does not match \"^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$\". Write an exact version, without `^`, `~` or a range. [manifest]",
        ],
    );
}

#[test]
fn an_unlisted_timeout_is_refused() {
    refuses(
        |manifest| manifest["modules"]["common"]["functions"]["placeCall"]["timeout"] = json!(10),
        &[
            "manifest.json:18: `timeout`: 10 is not one of 20, 25 or 30. The timeout is 20, 25 or 30 seconds, written as a number. [manifest]",
        ],
    );
}

#[test]
fn a_timeout_written_as_text_is_refused() {
    refuses(
        |manifest| manifest["modules"]["common"]["functions"]["placeCall"]["timeout"] = json!("20"),
        &[
            "manifest.json:18: `timeout`: \"20\" is not one of 20, 25 or 30. The timeout is 20, 25 or 30 seconds, written as a number. [manifest]",
        ],
    );
}

#[test]
fn a_function_with_anything_but_a_timeout_is_refused() {
    refuses(
        |manifest| manifest["modules"]["common"]["functions"]["placeCall"]["retries"] = json!(1),
        &[
            "manifest.json:19: `placeCall` must not have `retries`. A function may have a `timeout` and nothing else. [manifest]",
        ],
    );
}

#[test]
fn a_function_name_that_starts_with_a_digit_is_refused() {
    check(
        |app| {
            app.edit("manifest.json", |manifest| {
                manifest["modules"]["common"]["functions"] = json!({"2call": {}});
            });
            app.scripts["exports"]["seen"] = json!(["onAppInstallHandler", "2call"]);
        },
        &[
            "manifest.json:16: `functions` cannot have a key `2call`. A name has 2 to 40 letters, digits and underscores and does not start with a digit. [manifest]",
        ],
        &[],
    );
}

#[test]
fn functions_belong_in_common() {
    refuses(
        |manifest| manifest["modules"]["support_ticket"]["functions"] = json!({"placeCall": {}}),
        &[
            "manifest.json:26: `support_ticket` must not have `functions`. A product module may hold `location` and `events`; functions, requests and set-up events belong in `common`. [manifest]",
        ],
    );
}

#[test]
fn a_placeholder_of_another_module_is_refused() {
    refuses(
        |manifest| {
            manifest["modules"]["common"]["location"]["ticket_sidebar"] =
                json!({"url": "softphone.html", "icon": "icon.svg"});
        },
        &[
            "manifest.json:10: `location` must not have `ticket_sidebar`. The placeholders of this module are: cti_global_sidebar, full_page_app, left_nav_cti, left_nav_chat. [manifest]",
        ],
    );
}

#[test]
fn an_event_of_another_module_is_refused() {
    refuses(
        |manifest| {
            manifest["modules"]["common"]["events"]["onTicketCreate"] =
                json!({"handler": "onAppInstallHandler"});
        },
        &[
            "manifest.json:15: `events` must not have `onTicketCreate`. The events of this module are: onAppInstall, afterAppUpdate, onAppUninstall, onExternalEvent, onScheduledEvent. [manifest]",
        ],
    );
}

#[test]
fn every_event_that_version_3_knows_is_accepted() {
    check(
        |app| {
            app.edit("manifest.json", |manifest| {
                let handler = json!({"handler": "onAppInstallHandler"});
                for event in [
                    "afterAppUpdate",
                    "onAppUninstall",
                    "onExternalEvent",
                    "onScheduledEvent",
                ] {
                    manifest["modules"]["common"]["events"][event] = handler.clone();
                }
                for event in [
                    "onTicketCreate",
                    "onConversationUpdate",
                    "onTimeEntryDelete",
                ] {
                    manifest["modules"]["support_ticket"]["events"][event] = handler.clone();
                }
                manifest["modules"]["chat_conversation"] =
                    json!({"events": {"onMessageCreate": handler}});
            });
        },
        &[],
        &[],
    );
}

#[test]
fn the_modules_of_several_products_may_stand_side_by_side() {
    check(
        |app| {
            app.edit("manifest.json", |manifest| {
                let page = json!({"url": "softphone.html", "icon": "icon.svg"});
                let handler = json!({"handler": "onAppInstallHandler"});
                manifest["modules"]["chat_conversation"] = json!({
                    "location": {
                        "conversation_user_info": page.clone(),
                        "conversation_message_editor": page,
                        "conversation_background": {"url": "softphone.html"},
                    },
                    "events": {
                        "onConversationCreate": handler.clone(),
                        "onConversationUpdate": handler.clone(),
                        "onMessageCreate": handler.clone(),
                        "onAgentActivityCreate": handler,
                    },
                });
            });
        },
        &[],
        &[],
    );
}

#[test]
fn users_events_of_freshchat_stand_beside_neither_pages_nor_functions() {
    refuses(
        |manifest| manifest["modules"]["chat_user"] = json!({}),
        &[
            "manifest.json:5: `location` is out of place. Beside chat_user the common module has no pages. [manifest]",
            "manifest.json:16: `functions` is out of place. Beside chat_user the common module has no functions. [manifest]",
        ],
    );
}

#[test]
fn a_missing_page_and_a_missing_icon_are_refused() {
    refuses(
        |manifest| {
            manifest["modules"]["common"]["location"]["cti_global_sidebar"] =
                json!({"url": "phone.html", "icon": "phone.svg"});
        },
        &[
            "manifest.json:7: The page `phone.html` of cti_global_sidebar is not in app/; add it or correct the name. [manifest]",
            "manifest.json:8: The icon `phone.svg` is not in app/; add it or correct the name. [manifest]",
        ],
    );
}

#[test]
fn a_visible_placeholder_needs_an_icon_and_a_background_does_not() {
    refuses(
        |manifest| {
            manifest["modules"]["support_ticket"]["location"] = json!({
                "ticket_sidebar": {"url": "softphone.html"},
                "ticket_background": {"url": "softphone.html"},
            });
        },
        &[
            "manifest.json:27: `ticket_sidebar` has no `icon`. A placeholder has the page's `url` and an `icon`, both below app/. [manifest]",
        ],
    );
}

#[test]
fn an_icon_of_another_size_is_refused() {
    check(
        |app| app.write("app/icon.svg", &ICON.replace("\"64\"", "\"48px\"")),
        &[
            "manifest.json:8: The icon `icon.svg` has 48 by 48 pixels; it must have 64 by 64. [manifest]",
        ],
        &[],
    );
}

#[test]
fn the_size_of_an_icon_may_stand_in_its_view_box() {
    check(
        |app| {
            app.write(
                "app/icon.svg",
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0,0 64 64"/>"#,
            );
        },
        &[],
        &[],
    );
}

#[test]
fn an_icon_that_is_no_svg_is_refused() {
    check(
        |app| app.write("app/icon.svg", "<html/>"),
        &[
            "manifest.json:8: The icon `icon.svg` is no SVG with a width and a height; make it one of 64 by 64. [manifest]",
        ],
        &[],
    );
}

#[test]
fn broken_json_is_refused_with_its_line() {
    check(
        |app| app.write("manifest.json", "{\n  \"platform-version\": \"3.0\",\n}"),
        &["manifest.json:3: The file is not JSON: trailing comma at line 3 column 1. [manifest]"],
        &[],
    );
}

#[test]
fn a_missing_manifest_is_refused() {
    check(
        |app| app.remove("manifest.json"),
        &["manifest.json: The app has no manifest.json; add it. [manifest]"],
        &[],
    );
}

#[test]
fn missing_scripts_are_warned_of() {
    check(
        |app| {
            app.edit("manifest.json", |manifest| {
                manifest.as_object_mut().unwrap().remove("scripts");
            });
        },
        &[],
        &[
            "manifest.json: The manifest has no scripts.fdk-unit-test, which `fdk pack` wants unless it is told --skip-coverage; add it. [manifest-scripts]",
        ],
    );
}
