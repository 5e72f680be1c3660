//! One installation of the packed zip with its own vendors, reached over HTTP as a page or a vendor reaches it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use platform::runtime::{Costs, Entry, What};
use platform::server::{self, Running, World};
use platform::store::DbOperation;
use platform::{Clock, HookMode, HostMap, Limits, Options, Platform};
use reqwest::{Client, Response};
use serde_json::{Map, Value, json};
use simulators::freshdesk::{self, Freshdesk};
use simulators::sautikit::{self, Sautikit};
use simulators::sendbird::{self, Sendbird};
use simulators::{Fault as VendorFault, Matcher};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::OnceCell;

use crate::scenario::{Fault, OUR_NUMBER, Scenario, TicketOutcome, folded, parameters};

/// The moment at which every installation begins: 2026-11-23T05:00:00Z.
const START: i64 = 1_795_410_000;
/// The id before that of the first contact of a scenario.
const FIRST_CONTACT: u64 = 67_038_000_000;
/// The agent who works on tickets.
pub(crate) const AGENT: u64 = 67_013_469_919;

/// A running installation.
pub(crate) struct Sandbox {
    pub(crate) platform: Platform,
    pub(crate) freshdesk: Freshdesk,
    pub(crate) sautikit: Sautikit,
    pub(crate) sendbird: Sendbird,
    pub(crate) clock: Clock,
    /// Where products tell their events, `{event}` standing for the name.
    pub(crate) events: String,
    address: String,
    http: Client,
    server: Option<Running>,
    _state: TempDir,
}

/// The package that `cargo xtask pack` made.
pub(crate) fn zip() -> PathBuf {
    let zip = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist/switchboard.zip");
    assert!(
        zip.exists(),
        "there is no package yet: run `cargo xtask pack` first, or the tests through `cargo xtask test`"
    );
    zip
}

/// A state folder in which the app's npm packages are installed already, made once for all tests.
async fn prepared() -> &'static TempDir {
    static PREPARED: OnceCell<TempDir> = OnceCell::const_new();
    PREPARED
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let platform = Platform::start(Options::new(zip(), folder.path()))
                .await
                .unwrap();
            platform.stop().await;
            folder
        })
        .await
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Sandbox {
    /// Starts everything; the app is not installed yet.
    pub(crate) async fn start(hooks: HookMode) -> Self {
        Self::start_with(hooks, |_| {}).await
    }

    /// Starts everything with other options.
    pub(crate) async fn start_with(hooks: HookMode, change: impl FnOnce(&mut Options)) -> Self {
        Self::start_in(hooks, |_| {}, change).await
    }

    /// Starts everything with another Freshdesk account and other options.
    async fn start_in(
        hooks: HookMode,
        furnish: impl FnOnce(&mut freshdesk::Config),
        change: impl FnOnce(&mut Options),
    ) -> Self {
        let clock = Clock::virtual_at(Timestamp::from_second(START).unwrap());
        let shared = || {
            let clock = clock.clone();
            simulators::Clock::following(move || clock.now())
        };
        let mut account = freshdesk::Config {
            clock: shared(),
            first_ticket_id: 1,
            ..freshdesk::Config::demo()
        };
        furnish(&mut account);
        let freshdesk = Freshdesk::start(account, None).await.unwrap();
        let sautikit = sautikit::Config {
            clock: shared(),
            ..sautikit::Config::demo()
        };
        let sautikit = Sautikit::start(sautikit, None).await.unwrap();
        let sendbird = sendbird::Config {
            clock: shared(),
            ..sendbird::Config::demo()
        };
        let sendbird = Sendbird::start(sendbird, None).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let address = format!("http://localhost:{port}");
        let events = format!("http://127.0.0.1:{port}/event/product/{{event}}");
        freshdesk.switch(|switches| switches.product_events = Some(events.clone()));
        let state = tempfile::tempdir().unwrap();
        copy(prepared().await.path(), state.path());
        let mut options = Options {
            hooks,
            clock: clock.clone(),
            hosts: HostMap::new()
                .with("*.freshdesk.com", freshdesk.base_url())
                .with("api.sautikit.com", sautikit.base_url())
                .with("recordings.sautikit.com", sautikit.base_url())
                .with("*.sendbird.com", sendbird.base_url()),
            public_url: address.clone(),
            limits: Limits::today(),
            ..Options::new(zip(), state.path())
        };
        change(&mut options);
        let platform = Platform::start(options).await.unwrap();
        let server = server::serve(platform.clone(), listener, World::default()).unwrap();
        Self {
            platform,
            freshdesk,
            sautikit,
            sendbird,
            clock,
            events,
            address,
            http: Client::new(),
            server: Some(server),
            _state: state,
        }
    }

    /// Starts everything and installs the app with the demo parameters and these changes.
    pub(crate) async fn installed(hooks: HookMode, changes: &Map<String, Value>) -> Self {
        let sandbox = Self::start(hooks).await;
        sandbox.install(changes).await;
        sandbox
    }

    pub(crate) async fn install(&self, changes: &Map<String, Value>) {
        self.platform.install(parameters(changes)).await.unwrap();
        // Its event ends a little later than it answers.
        self.platform.settled().await;
    }

    /// Starts everything in the account that a scenario describes, and installs the app.
    pub(crate) async fn of(scenario: &Scenario) -> Self {
        let furnish = |account: &mut freshdesk::Config| {
            let before = Timestamp::from_second(START - 24 * 60 * 60).unwrap();
            let contacts = scenario.contacts.iter().zip(1..);
            account.contacts = contacts
                .map(|(contact, number)| freshdesk::Contact {
                    phone: contact.phone.clone(),
                    mobile: contact.mobile.clone(),
                    // The one that is named first was changed last.
                    updated_at: before - SignedDuration::from_mins(number),
                    ..freshdesk::Contact::new(
                        FIRST_CONTACT + number.unsigned_abs(),
                        &contact.name,
                        before,
                    )
                })
                .collect();
            let required = scenario.required_fields.iter();
            account
                .custom_fields
                .extend(required.map(|name| freshdesk::CustomField {
                    name: name.clone(),
                    kind: freshdesk::CustomKind::Text,
                    required: true,
                    required_to_close: false,
                }));
        };
        let sandbox = Self::start_in(HookMode::Reply, furnish, |_| {}).await;
        sandbox.install(&scenario.parameters).await;
        sandbox
    }

    /// Starts everything, installs the app, and enters its address at Sautikit's number, so that calls tell of themselves.
    pub(crate) async fn connected(hooks: HookMode, changes: &Map<String, Value>) -> Self {
        let sandbox = Self::installed(hooks, changes).await;
        let address = sandbox.target_url("sautikit");
        sandbox
            .sautikit
            .set_routing(OUR_NUMBER, Some(&address), Some(&address))
            .unwrap();
        sandbox
    }

    /// Ends everything.
    pub(crate) async fn stop(mut self) {
        self.go_away().await;
        self.platform.stop().await;
    }

    /// Nobody reaches the app any more.
    pub(crate) async fn go_away(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// The app is reached again, where it was.
    pub(crate) async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address.trim_start_matches("http://"));
        let listener = listener.await.unwrap();
        let server = server::serve(self.platform.clone(), listener, World::default());
        self.server = Some(server.unwrap());
    }

    /// The present moment, in seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    /// The address that the app gave to a sender.
    pub(crate) fn target_url(&self, source: &str) -> String {
        let made = self.platform.status().target_urls;
        let url = made.iter().find(|url| {
            url.options
                .as_deref()
                .is_some_and(|label| label.starts_with(source))
        });
        url.unwrap_or_else(|| panic!("no target URL for {source}"))
            .url
            .clone()
    }

    /// Posts a text to the app's target URL for Sautikit and waits until the app is done with it.
    pub(crate) async fn post(&self, content_type: &str, body: String) -> Response {
        self.post_to("sautikit", content_type, &Map::new(), body)
            .await
    }

    /// Posts a text with headers to one of the app's target URLs and waits until the app is done with it.
    pub(crate) async fn post_to(
        &self,
        source: &str,
        content_type: &str,
        headers: &Map<String, Value>,
        body: String,
    ) -> Response {
        let request = self
            .http
            .post(self.target_url(source))
            .header("content-type", content_type);
        let request = headers.iter().fold(request, |request, (name, value)| {
            // As bytes, since a wrong signature may have letters beyond ASCII.
            request.header(name, value.as_str().unwrap().as_bytes())
        });
        let response = request.body(body).send().await.unwrap();
        self.platform.settled().await;
        response
    }

    /// Calls a server function as a page does.
    pub(crate) async fn invoke(&self, function: &str, arguments: &Value) -> Value {
        let request = json!({"name": function, "arguments": arguments});
        let response = self
            .http
            .post(format!("{}/api/invoke", self.address))
            .json(&request)
            .send()
            .await
            .unwrap();
        let body: Value = response.json().await.unwrap();
        match body.get("response") {
            Some(answer) => answer.clone(),
            None => json!({"status": body["status"], "message": body["message"]}),
        }
    }

    /// Uses a request template as a page does, and tells the status.
    pub(crate) async fn request_as_page(
        &self,
        template: &str,
        context: &Value,
    ) -> reqwest::StatusCode {
        let request = json!({"name": template, "context": context, "body": "{}"});
        let address = format!("{}/api/request", self.address);
        self.http
            .post(address)
            .json(&request)
            .send()
            .await
            .unwrap()
            .status()
    }

    /// Lets time pass at once, and the schedule fire if it is due.
    pub(crate) async fn wait(&self, seconds: i64) {
        self.clock
            .advance(Duration::from_secs(seconds.unsigned_abs()));
        self.platform.run_due_schedules().await;
        self.settled().await;
    }

    /// Lets so many minutes pass one after the other, for everybody, and whatever falls due happen.
    pub(crate) async fn pass_minutes(&self, minutes: u32) {
        for _ in 0..minutes {
            self.platform.advance(Duration::from_mins(1)).await;
            self.sautikit.advance(Duration::ZERO).await;
            self.settled().await;
        }
    }

    /// Waits until nothing is under way any more.
    pub(crate) async fn settled(&self) {
        // What the app does may make a vendor tell something, and the other way round.
        for _ in 0..2 {
            self.sautikit.settled().await;
            self.platform.settled().await;
            self.freshdesk.product_events_told().await;
            self.platform.settled().await;
        }
    }

    /// Lets the next request through a template fail.
    pub(crate) fn fail(&self, template: &str, how: Fault) {
        let fault = match how {
            Fault::Busy => VendorFault::status(429),
            Fault::Forbidden => VendorFault::status(403),
            Fault::Unpaid => VendorFault::status(402),
            Fault::Unprocessable => VendorFault::status(422),
            Fault::Down => VendorFault::status(503),
            Fault::Lost => VendorFault::DropAfter,
            Fault::Garbage => VendorFault::Garbage,
        };
        let (is_freshdesk, matcher) = match template {
            "createTicket" => (true, "POST /api/v2/tickets"),
            "viewTicket" => (true, "GET /api/v2/tickets/*"),
            "updateTicket" => (true, "PUT /api/v2/tickets/*"),
            "listTickets" | "listTicketsOf" => (true, "GET /api/v2/tickets"),
            "addNote" => (true, "POST /api/v2/tickets/*/notes"),
            "listConversations" => (true, "GET /api/v2/tickets/*/conversations"),
            "searchContacts" => (true, "GET /api/v2/search/contacts"),
            "listAgents" => (true, "GET /api/v2/agents"),
            "getAgent" | "whoAmI" => (true, "GET /api/v2/agents/*"),
            "listBusinessHours" => (true, "GET /api/v2/business_hours"),
            "placeCall" => (false, "POST /v1/calls"),
            "getCall" => (false, "GET /v1/calls/*"),
            "listCalls" => (false, "GET /v1/calls"),
            "getRecording" => (false, "GET /v1/calls/*/recording"),
            "hangUpCall" => (false, "POST /v1/calls/*/hangup"),
            "listNumbers" => (false, "GET /v1/numbers"),
            "setRouting" => (false, "PATCH /v1/numbers/*/routing"),
            "putRouting" => (false, "PUT /v1/numbers/*/routing"),
            other => panic!("no such template: {other}"),
        };
        if is_freshdesk {
            self.freshdesk.fail_next(Matcher::from(matcher), fault);
        } else {
            self.sautikit.fail_next(Matcher::from(matcher), fault);
        }
    }

    /// Writes the app's own numbers for agents.
    pub(crate) async fn set_agent_phones(&self, phones: &Map<String, Value>) {
        let operation = DbOperation::Set {
            key: json!("agent_phones"),
            value: Value::Object(phones.clone()),
            options: Value::Null,
        };
        self.platform.db(operation).await.unwrap();
    }

    /// What the app wrote to its log.
    pub(crate) fn log(&self) -> Vec<String> {
        let lines = self
            .platform
            .journal()
            .into_iter()
            .filter_map(|entry| match entry.what {
                What::Console { text, .. } => Some(text),
                _ => None,
            });
        lines.collect()
    }

    /// How many webhooks the platform turned away itself.
    pub(crate) fn refusals(&self) -> usize {
        let journal = self.platform.journal();
        journal
            .iter()
            .filter(|entry| matches!(entry.what, What::HookRefused { .. }))
            .count()
    }

    /// The sequence number of the next entry of the journal.
    pub(crate) fn next_entry(&self) -> u64 {
        let journal = self.platform.journal();
        journal.last().map_or(0, |entry| entry.sequence + 1)
    }

    /// What events have cost since this entry of the journal.
    pub(crate) fn costs(&self, first: u64) -> Costs {
        let mut sum = Costs::default();
        for entry in self.platform.journal_since(first) {
            if let What::EventEnded { costs, .. } = entry.what {
                sum.requests += costs.requests;
                sum.db += costs.db;
                sum.entity += costs.entity;
                sum.schedule += costs.schedule;
            }
        }
        sum
    }

    /// Template requests by name since this entry of the journal.
    pub(crate) fn requests(&self, first: u64) -> Map<String, Value> {
        let mut requests = std::collections::BTreeMap::<String, u64>::new();
        for Entry { what, .. } in self.platform.journal_since(first) {
            if let What::Request { template, .. } = what {
                *requests.entry(template).or_default() += 1;
            }
        }
        let requests = requests
            .into_iter()
            .map(|(template, count)| (template, count.into()));
        requests.collect()
    }

    /// The tickets in Freshdesk.
    pub(crate) fn tickets(&self) -> Vec<TicketOutcome> {
        let text = |value: &Value| folded(value.as_str().unwrap_or_default());
        let tickets = self.freshdesk.tickets();
        let tickets = tickets.iter().map(|ticket| {
            let requester = &ticket["requester_id"];
            let contact = self
                .freshdesk
                .contacts()
                .into_iter()
                .find(|contact| contact["id"] == *requester);
            let contact = contact.expect("every ticket has a requester");
            let caller = ["phone", "mobile", "unique_external_id"]
                .into_iter()
                .find_map(|field| contact[field].as_str());
            let notes = self.freshdesk.conversations(ticket["id"].as_u64().unwrap());
            TicketOutcome {
                subject: text(&ticket["subject"]),
                caller: caller.unwrap_or_default().to_owned(),
                text: text(&ticket["description_text"]),
                tags: serde_json::from_value(ticket["tags"].clone()).unwrap(),
                notes: notes.iter().map(|note| text(&note["body_text"])).collect(),
            }
        });
        tickets.collect()
    }

    /// The bodies of the calls that Sautikit took, oldest first.
    pub(crate) fn placed_calls(&self) -> Vec<Value> {
        let requests = self.sautikit.requests();
        let calls = self.sautikit.calls();
        let placed = calls
            .iter()
            .filter(|call| call.direction == "outbound")
            .map(|call| {
                let id = call.client_request_id.as_deref();
                let request = requests.iter().find(|request| {
                    request.path == "/v1/calls"
                        && request.json()["client_request_id"].as_str() == id
                });
                request.expect("a placed call was asked for").json()
            });
        placed.collect()
    }
}

/// Writes a copy of the package with some of its texts changed.
pub(crate) fn repack(to: &Path, change: impl Fn(&str, String) -> String) {
    let app = platform::app::App::from_zip(&zip()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in app.files() {
        let target = folder.path().join(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        match String::from_utf8(bytes.to_vec()) {
            Ok(text) => std::fs::write(target, change(path, text)).unwrap(),
            Err(_) => std::fs::write(target, bytes).unwrap(),
        }
    }
    platform::pack::pack(folder.path(), to).unwrap();
}
