//! A served platform around a tiny packed app, for the tests beside it.
//!
//! It asserts nothing but that requests can be made.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use platform::server::{Running, SampleContact, SampleTicket, World, serve};
use platform::{HookMode, Options, Platform};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SERVER: &str = r#"
exports = {
  onAppInstallHandler: async function (payload) {
    if (payload.iparams.subdomain === "refuse-me") {
      renderData({ message: "The key was refused: check it." });
      return;
    }
    await generateTargetUrl("phone");
    renderData();
  },
  afterAppUpdateHandler: function (payload) {
    renderData(payload.iparams.subdomain === "refuse-update" ? { message: "Not now: a call is under way." } : null);
  },
  onTicketUpdateHandler: function (payload) {
    console.log(JSON.stringify(payload.data));
  },
  onExternalEventHandler: function (payload) {
    renderData(null, { heard: payload.data, label: payload.options, agent: payload.headers["x-agent"] });
  },
  echo: function (args) {
    renderData(null, args.value);
  },
  refuse: function () {
    renderData({ status: 402, message: "Top up the wallet." });
  },
  secret: function (args) {
    renderData(null, { length: args.iparams.api_key.length });
  }
};
"#;

pub(crate) const PAGE: &str =
    r#"<!doctype html><script src="{{{appclient}}}"></script><p>{{{other}}}</p>"#;

fn app_files() -> Vec<(&'static str, String)> {
    let manifest = json!({
        "platform-version": "3.0",
        "modules": {
            "common": {
                "location": {
                    "cti_global_sidebar": { "url": "phone.html", "icon": "icon.svg" },
                    "full_page_app": { "url": "views/side.html", "icon": "icon.svg" }
                },
                "events": {
                    "onAppInstall": { "handler": "onAppInstallHandler" },
                    "afterAppUpdate": { "handler": "afterAppUpdateHandler" },
                    "onExternalEvent": { "handler": "onExternalEventHandler" }
                },
                "functions": { "echo": {}, "refuse": {}, "secret": {} },
                "requests": { "lookUp": {} }
            },
            "support_ticket": {
                "events": { "onTicketUpdate": { "handler": "onTicketUpdateHandler" } },
                "location": { "ticket_sidebar": { "url": "views/side.html", "icon": "icon.svg" } }
            }
        },
        "engines": { "node": "24.11.1", "fdk": "10.1.2" }
    });
    let parameters = json!({
        "subdomain": { "display_name": "Subdomain", "type": "text", "required": true },
        "api_key": { "display_name": "API key", "type": "text", "required": true, "secure": true }
    });
    let requests = json!({
        "lookUp": { "schema": { "method": "GET", "host": "<%= context.host %>", "path": "/" } }
    });
    vec![
        ("manifest.json", manifest.to_string()),
        ("config/iparams.json", parameters.to_string()),
        ("config/requests.json", requests.to_string()),
        (
            "config/assets/iparams.js",
            "function changed() {}".to_owned(),
        ),
        ("server/server.js", SERVER.to_owned()),
        ("app/phone.html", PAGE.to_owned()),
        ("app/views/side.html", PAGE.to_owned()),
        ("app/views/side.css", "p { color: red }".to_owned()),
        (
            "app/icon.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned(),
        ),
    ]
}

fn write_zip(path: &Path) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    for (name, content) in app_files() {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

pub(crate) fn world() -> World {
    World {
        account_url: "https://acme.freshdesk.com".to_owned(),
        agent: json!({ "id": 67_013_469_919_u64, "available": true, "contact": { "name": "Amina Wanjiru" } }),
        tickets: vec![SampleTicket {
            id: 1042,
            subject: "Where is my order?".to_owned(),
            status: 2,
            requester: SampleContact {
                id: 67_038_833_123,
                name: "Wanjiku Kamau".to_owned(),
                phone: Some("+254712345678".to_owned()),
                ..SampleContact::default()
            },
            ..SampleTicket::default()
        }],
        ..World::default()
    }
}

/// A served platform; what it keeps lies in a folder of its own.
pub(crate) struct Desk {
    pub(crate) running: Running,
    pub(crate) platform: Platform,
    pub(crate) http: reqwest::Client,
    _folder: TempDir,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::with(HookMode::Reply, |_| world()).await
    }

    /// `world` is told the server's own address.
    pub(crate) async fn with(hooks: HookMode, world: impl FnOnce(&str) -> World) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let zip = folder.path().join("app.zip");
        write_zip(&zip);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut options = Options::new(&zip, folder.path().join("state"));
        options.hooks = hooks;
        options.public_url.clone_from(&address);
        options.workers = 1;
        let platform = Platform::start(options).await.unwrap();
        let running = serve(platform.clone(), listener, world(&address)).unwrap();
        Self {
            running,
            platform,
            http: reqwest::Client::new(),
            _folder: folder,
        }
    }

    pub(crate) async fn installed() -> Self {
        let desk = Self::open().await;
        let (status, body) = desk.post("/api/install", parameters("acme")).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        desk
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base_url())
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    pub(crate) async fn get_json(&self, path: &str) -> (StatusCode, Value) {
        let answer = self.get(path).await;
        (answer.status(), answer.json().await.unwrap())
    }

    pub(crate) async fn get_text(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let answer = self
            .http
            .post(self.url(path))
            .json(&body)
            .send()
            .await
            .unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    pub(crate) async fn close(self) {
        self.running.stop().await;
        self.platform.stop().await;
    }
}

pub(crate) fn parameters(subdomain: &str) -> Value {
    json!({ "subdomain": subdomain, "api_key": "a-very-secret-key" })
}
