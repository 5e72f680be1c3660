//! Putting values into templates.

use serde_json::{Map, Value, json};

use super::super::Parameters;
use super::{Caller, RenderedRequest, Scope, Templates};

/// A host for which something on this machine stands.
const STANDS: &str = "localhost:10010";

/// What a template is filled with, changed by tests.
struct Given {
    iparams: Value,
    context: Value,
    current_host: Value,
    caller: Caller,
}

impl Given {
    fn new(context: Value) -> Self {
        Self {
            iparams: json!({"domain": "acme.freshdesk.com", "api_key": "abc", "page": 2}),
            context,
            current_host: json!({"endpoint_urls": {"freshdesk": "https://acme.freshdesk.com/"}}),
            caller: Caller::Serverless,
        }
    }

    /// Renders a GET to api.example.com with some keys of its schema replaced.
    fn render(&self, schema: Value) -> Result<RenderedRequest, String> {
        let mut source = json!({"method": "GET", "host": "api.example.com"});
        merge(&mut source, schema);
        let source = json!({"t": {"schema": source}}).to_string();
        let templates = Templates::parse(&source).map_err(|error| error.to_string())?;
        let template = templates.get("t").ok_or("the template is kept")?;
        let scope = Scope {
            iparams: &object(&self.iparams),
            parameters: &parameters(),
            context: &object(&self.context),
            current_host: &self.current_host,
            caller: self.caller,
        };
        template
            .render(&scope, &|host| host == STANDS)
            .map_err(|error| error.to_string())
    }
}

fn parameters() -> Parameters {
    let declared = json!({
        "domain": {"display_name": "D", "type": "text"},
        "page": {"display_name": "P", "type": "number"},
        "api_key": {"display_name": "K", "type": "text", "secure": true},
    });
    Parameters::parse(&declared.to_string()).unwrap()
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn merge(into: &mut Value, from: Value) {
    let Value::Object(from) = from else {
        panic!("a schema is an object");
    };
    into.as_object_mut().unwrap().extend(from);
}

/// The target of a GET with this path and query.
#[track_caller]
fn target(path: &str, query: &Value, context: Value, expected: &str) {
    let request = Given::new(context)
        .render(json!({"path": path, "query": query}))
        .unwrap();
    assert_eq!(request.target(), expected);
}

/// The value of a header with this source.
#[track_caller]
fn header(source: &str, expected: &str) {
    let request = Given::new(json!({"user": "api", "n": 7, "on": true}))
        .render(json!({"headers": {"X": source}}))
        .unwrap();
    assert_eq!(request.headers, [("X".to_owned(), expected.to_owned())]);
}

#[track_caller]
fn refused(given: &Given, schema: Value, expected: &str) {
    assert_eq!(given.render(schema).unwrap_err(), expected);
}

#[test]
fn every_position_takes_what_it_may() {
    let request = Given::new(json!({"id": 42}))
        .render(json!({
            "method": "PUT",
            "host": "<%= iparam.domain %>",
            "path": "/api/v2/tickets/<%= context.id %>",
            "query": {"page": "<%= iparam.page %>"},
            "headers": {"Authorization": "Basic <%= encode(iparam.api_key + ':X') %>"},
        }))
        .unwrap();
    assert_eq!(
        format!(
            "{} {}://{}{}",
            request.method,
            request.protocol,
            request.host,
            request.target()
        ),
        "PUT https://acme.freshdesk.com/api/v2/tickets/42?page=2"
    );
    assert_eq!(
        request.headers,
        [("Authorization".to_owned(), "Basic YWJjOlg=".to_owned())]
    );
}

#[test]
fn a_template_without_path_and_protocol_asks_for_the_root_by_https() {
    let request = Given::new(json!({})).render(json!({})).unwrap();
    assert_eq!(
        (request.protocol.as_str(), request.target().as_str()),
        ("https", "/")
    );
}

#[test]
fn expressions_join_texts_and_variables() {
    header("<%=context.user%>", "api");
    header("<%= context.n %>/<%= context.on %>", "7/true");
    header("<%= context.user + \"-\" + 'x' %>", "api-x");
    header("<%= encode('a' + encode(context.user)) %>", "YVlYQnA=");
    header("<%= encode('é') %>", "w6k=");
}

#[test]
fn an_unsupplied_value_becomes_an_empty_text() {
    header("[<%= context.missing %>]", "[]");
    target(
        "/x",
        &json!({"reference_id": "<%= context.missing %>"}),
        json!({"missing": null}),
        "/x?reference_id=",
    );
}

#[test]
fn a_query_value_stays_one_value() {
    let query = json!({"q": "<%= context.q %>"});
    for (given, expected) in [
        ("+254712345678", "%2B254712345678"),
        ("a b&c=d#e", "a%20b%26c%3Dd%23e"),
        ("%2B254", "%2B254"),
        ("100%", "100%25"),
        ("%zz%4", "%25zz%254"),
        ("é€", "%C3%A9%E2%82%AC"),
        ("a/b?c:d@e,f*g(h)!", "a/b?c:d@e,f*g(h)!"),
        ("%é", "%25%C3%A9"),
    ] {
        target(
            "/x",
            &query,
            json!({"q": given}),
            &format!("/x?q={expected}"),
        );
    }
}

#[test]
fn a_path_value_cannot_begin_a_query() {
    target(
        "/t/<%= context.id %>/n",
        &json!({}),
        json!({"id": "a?b#c d"}),
        "/t/a%3Fb%23c%20d/n",
    );
    target(
        "/t/<%= context.id %>",
        &json!({}),
        json!({"id": "a%2Fb/c+d"}),
        "/t/a%2Fb/c+d",
    );
}

#[test]
fn a_query_that_the_path_begins_is_gone_on_with() {
    target(
        "/x/<%= context.a %>?a=<%= context.a %>",
        &json!({"b": "1", "c": "2"}),
        json!({"a": "1+1"}),
        "/x/1+1?a=1%2B1&b=1&c=2",
    );
}

#[test]
fn the_current_host_is_reduced_to_its_name() {
    let given = Given::new(json!({}));
    let request = given
        .render(json!({"host": "<%= current_host.endpoint_urls.freshdesk %>"}))
        .unwrap();
    assert_eq!(request.host, "acme.freshdesk.com");
    refused(
        &given,
        json!({"host": "<%= current_host.endpoint_urls.freshchat %>"}),
        "The installation has no address for `freshchat` in currentHost.endpoint_urls; give one when the platform starts.",
    );
}

#[test]
fn a_host_that_becomes_no_name_is_refused() {
    for host in [
        "https://acme.freshdesk.com",
        "acme.freshdesk.com/",
        "acme.freshdesk.com:8080",
        "10.0.0.1",
        "localhost",
        "",
        "a..com",
        "-a.com",
        "a_b.com",
        "a.c",
    ] {
        refused(
            &Given::new(json!({"host": host})),
            json!({"host": "<%= context.host %>"}),
            &format!(
                "The host must be a fully qualified domain name such as `api.example.com`, without scheme, port and path; `{host}` is not one."
            ),
        );
    }
}

#[test]
fn a_host_for_which_something_stands_here_may_have_a_port() {
    let given = Given::new(json!({"host": STANDS}));
    let request = given.render(json!({"host": "<%= context.host %>"}));
    assert_eq!(request.unwrap().host, STANDS);
}

#[test]
fn a_page_may_fill_path_and_query_but_not_host_and_headers() {
    let mut given = Given::new(json!({"v": "a"}));
    given.caller = Caller::Page;
    let request = given
        .render(json!({"path": "/<%= context.v %>", "query": {"q": "<%= context.v %>"}}))
        .unwrap();
    assert_eq!(request.target(), "/a?q=a");
    refused(
        &given,
        json!({"host": "<%= context.v %>.example.com"}),
        "The host names context.v, which a page may not fill; only server code and the installation page may.",
    );
    refused(
        &given,
        json!({"headers": {"X": "<%= context.v %>"}}),
        "A header names context.v, which a page may not fill; only server code and the installation page may.",
    );
    given.caller = Caller::InstallationPage;
    assert!(given.render(json!({"host": "<%= context.v %>.example.com", "headers": {"X": "<%= context.v %>"}})).is_ok());
}

#[test]
fn a_secure_parameter_is_refused_outside_a_header_also_when_rendering() {
    let given = Given::new(json!({}));
    let why =
        "names iparam.api_key, which is secure; a secure parameter may stand in a header only.";
    refused(
        &given,
        json!({"host": "<%= iparam.api_key %>.example.com"}),
        &format!("The host {why}"),
    );
    refused(
        &given,
        json!({"path": "/<%= iparam.api_key %>"}),
        &format!("The path {why}"),
    );
    refused(
        &given,
        json!({"query": {"key": "<%= 'a' + iparam.api_key %>"}}),
        &format!("A query value {why}"),
    );
}

#[test]
fn a_list_or_an_object_is_refused() {
    refused(
        &Given::new(json!({"ids": [1, 2]})),
        json!({"path": "/<%= context.ids %>"}),
        "context.ids is a list or an object; give a text, a number or a boolean.",
    );
}

#[test]
fn a_header_cannot_hold_a_line_break() {
    refused(
        &Given::new(json!({"v": "a\r\nX-Other: b"})),
        json!({"headers": {"X": "<%= context.v %>"}}),
        "The header `X` would hold a line break or another control character; take it out of the value.",
    );
}

#[test]
fn a_request_is_printed_without_its_headers_values() {
    let request = Given::new(json!({}))
        .render(json!({"headers": {"Authorization": "<%= iparam.api_key %>"}}))
        .unwrap();
    assert_eq!(
        format!("{request:?}"),
        "GET https://api.example.com/ [Authorization]"
    );
}

#[test]
fn options_have_the_platforms_defaults() {
    let templates = Templates::parse(
        r#"{"a": {"schema": {"method": "GET", "host": "a.example.com"}},
            "b": {"schema": {"method": "GET", "host": "a.example.com"}, "options": {"maxAttempts": 3, "retryDelay": 500}}}"#,
    )
    .unwrap();
    let options: Vec<(u32, u64)> = templates
        .iter()
        .map(|(_, template)| (template.options.max_attempts, template.options.retry_delay))
        .collect();
    assert_eq!(options, [(1, 0), (3, 500)]);
}
