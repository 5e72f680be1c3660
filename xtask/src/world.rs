//! The offline world: simulated vendors, and the platform that runs the package between them.
//!
//! It starts and stops them and connects them with each other. It builds nothing and prints nothing.

mod chat;
mod gateway;
mod guest;
mod outside;
mod ports;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use platform::runtime::Account;
use platform::server::Running;
use platform::{HookMode, HostMap, Limits, Options, Platform};
use serde_json::{Map, Value, json};
use simulators::freshdesk::{self, Freshdesk};
use simulators::sautikit::{self, Sautikit};
use simulators::sendbird::{self, Sendbird};

use chat::ChatWorld;
pub(crate) use chat::{KAKAOTALK_CUSTOMER, TELEGRAM_CUSTOMER, VIBER_CUSTOMER};
use gateway::Gateway;
use guest::GuestPage;
pub(crate) use outside::{AGENT_ID, AGENT_PHONE, CUSTOMER, OUR_NUMBER, STRANGER};
pub(crate) use ports::{Ports, Sockets};

/// What opens the app's admin page in a world that was installed with the demo's parameters.
pub(crate) const ADMIN_PASSCODE: &str = "demo-admin-passcode";

/// The number of the first ticket of the simulated account.
const FIRST_TICKET: u64 = 1042;

/// What a world is made of.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The package.
    pub(crate) zip: PathBuf,
    /// The built page of customers.
    pub(crate) guest: PathBuf,
    /// Where everything is kept that survives a restart.
    pub(crate) state: PathBuf,
    /// What the sender of a webhook gets back.
    pub(crate) hooks: HookMode,
    /// The time that everybody goes by.
    pub(crate) clock: platform::Clock,
    /// The numbers that the app is held to.
    pub(crate) limits: Limits,
    /// Whether the app is installed as one that uses the gateway.
    pub(crate) has_gateway: bool,
}

/// A running world.
pub(crate) struct World {
    pub(crate) freshdesk: Freshdesk,
    pub(crate) sautikit: Sautikit,
    pub(crate) sendbird: Sendbird,
    pub(crate) chat: ChatWorld,
    pub(crate) guest: GuestPage,
    pub(crate) gateway: Gateway,
    pub(crate) platform: Platform,
    /// The platform's address, without a final slash.
    pub(crate) url: String,
    settings: Settings,
    server: Option<Running>,
    port: u16,
}

/// What is entered at the provider's number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallAddresses {
    /// Where it tells of calls.
    pub(crate) events: String,
    /// Where it asks what a call is to do.
    pub(crate) voice: String,
}

/// What a start did with the installation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Installed {
    /// The app was not installed; it is now.
    Now,
    /// The state had an installation.
    Before,
}

impl World {
    /// Starts everything; the app is installed only if the state says so.
    pub(crate) async fn start(settings: Settings, sockets: Sockets) -> Result<Self> {
        let kept = settings.state.join("simulators");
        let freshdesk = freshdesk::Config {
            first_ticket_id: FIRST_TICKET,
            clock: simulated(&settings.clock),
            state: Some(kept.clone()),
            ..freshdesk::Config::demo()
        };
        let freshdesk = Freshdesk::start(freshdesk, Some(ports::listening(sockets.freshdesk)?));
        let freshdesk = freshdesk.await?;
        let sautikit = sautikit::Config {
            clock: simulated(&settings.clock),
            state: Some(kept.clone()),
            ..sautikit::Config::demo()
        };
        let sautikit = Sautikit::start(sautikit, Some(ports::listening(sockets.sautikit)?)).await?;
        let sendbird = sendbird::Config {
            clock: simulated(&settings.clock),
            state: Some(kept.clone()),
            ..sendbird::Config::demo()
        };
        let sendbird = Sendbird::start(sendbird, Some(ports::listening(sockets.sendbird)?)).await?;
        let chat = ChatWorld::start(&simulated(&settings.clock), &kept, sockets.chat).await?;
        let guest = guest::serve(settings.guest.clone(), ports::listening(sockets.guest)?)?;
        let port = sockets.platform.local_addr()?.port();
        let url = format!("http://localhost:{port}");
        fs::create_dir_all(&settings.state)
            .with_context(|| format!("{} cannot be made", settings.state.display()))?;
        let listener = ports::listening(sockets.gateway)?;
        let gateway = Gateway::start(&settings.state, settings.clock.clone(), listener, port);
        let gateway = gateway.await?;
        // Both products tell apps what people do in them.
        let events = format!("http://127.0.0.1:{port}/event/product/{{event}}");
        chat.tell(&events);
        freshdesk.switch(|switches| switches.product_events = Some(events));
        let hosts = hosts(&freshdesk, &sautikit, &sendbird, &chat, &gateway);
        let platform = start_platform(&settings, &url, hosts).await?;
        let listener = ports::listening(sockets.platform)?;
        let around = outside::world(&freshdesk, &sautikit, &sendbird, &chat);
        let server = platform::server::serve(platform.clone(), listener, around)?;
        let world = Self {
            freshdesk,
            sautikit,
            sendbird,
            chat,
            guest,
            gateway,
            platform,
            url,
            settings,
            server: Some(server),
            port,
        };
        outside::open_sample_tickets(&world.freshdesk).await?;
        world.route_numbers()?;
        Ok(world)
    }

    /// Stops the platform and starts it again on the same state and port; the vendors go on.
    pub(crate) async fn restart(&mut self, hooks: HookMode) -> Result<()> {
        self.stop_platform().await;
        self.settings.hooks = hooks;
        let Self {
            settings,
            url,
            freshdesk,
            sautikit,
            sendbird,
            chat,
            gateway,
            ..
        } = &*self;
        let hosts = hosts(freshdesk, sautikit, sendbird, chat, gateway);
        let platform = start_platform(settings, url, hosts).await?;
        let listener = ports::listening(ports::bind(self.port, "--port")?)?;
        let around = outside::world(freshdesk, sautikit, sendbird, chat);
        let server = platform::server::serve(platform.clone(), listener, around)?;
        self.platform = platform;
        self.server = Some(server);
        Ok(())
    }

    /// Ends everything; the state stays. The gateway ends first, so that it tells the app what it can.
    pub(crate) async fn stop(mut self) {
        self.gateway.stop().await;
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        self.platform.stop().await;
    }

    async fn stop_platform(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        self.platform.stop().await;
    }

    /// Installs the app with the demo's parameters unless the state has an installation.
    pub(crate) async fn install_if_missing(&self) -> Result<Installed> {
        if self.platform.status().installed.is_some() {
            return Ok(Installed::Before);
        }
        self.platform
            .install(self.parameters(self.settings.has_gateway))
            .await
            .context("The app refused to be installed")?;
        self.route_numbers()?;
        Ok(Installed::Now)
    }

    /// What the demo's administrator types on the installation page.
    pub(crate) fn parameters(&self, has_gateway: bool) -> Map<String, Value> {
        let mut parameters = parameters(&self.guest.url);
        if has_gateway {
            parameters.extend(self.gateway.parameters());
        }
        parameters
    }

    /// Does what an administrator does after an installation: enters the webhook addresses at the provider's number and
    /// at KakaoTalk's partner.
    pub(crate) fn route_numbers(&self) -> Result<()> {
        let Some(address) = self.webhook_address() else {
            return Ok(());
        };
        if !address.starts_with(&format!("{}/", self.url)) {
            bail!(
                "The app of this state was installed on another port: its webhook address {address} never changes. Run on that port, or choose another state folder with --state."
            );
        }
        if let Some(CallAddresses { events, voice }) = self.call_addresses() {
            self.sautikit
                .set_routing(OUR_NUMBER, Some(&events), Some(&voice))?;
        }
        self.chat.route(self.address_for("kakaotalk"));
        Ok(())
    }

    /// What belongs at the provider's number, if the app is installed: the gateway's addresses if the app uses it.
    pub(crate) fn call_addresses(&self) -> Option<CallAddresses> {
        let address = self.webhook_address()?;
        let gateway = &self.gateway;
        let entered = self.platform.status().parameters;
        let is_used = entered.get("gateway_host") == Some(&json!(gateway.host));
        Some(if is_used {
            CallAddresses {
                events: gateway.events_url(),
                voice: gateway.voice_url(),
            }
        } else {
            CallAddresses {
                events: address.clone(),
                voice: address,
            }
        })
    }

    /// The address that the installation made for Sautikit, if the app is installed.
    pub(crate) fn webhook_address(&self) -> Option<String> {
        self.address_for("sautikit")
    }

    /// The address that the installation made for a sender, whose label begins with this word.
    fn address_for(&self, word: &str) -> Option<String> {
        let is_ours = |label: &str| label.starts_with(word);
        self.platform
            .status()
            .target_urls
            .into_iter()
            .find(|made| made.options.as_deref().is_some_and(is_ours))
            .map(|made| made.url)
    }

    /// Lets time pass for everybody, under a clock that is turned by hand, and whatever falls due happen.
    pub(crate) async fn pass(&self, time: Duration) {
        self.settings.clock.advance(time);
        self.sautikit.advance(Duration::ZERO).await;
        self.chat.catch_up().await;
        self.platform.run_due_schedules().await;
    }

    /// Waits until nothing is under way any more.
    pub(crate) async fn settled(&self) {
        // What the app does may make a vendor send something, and the other way round.
        for _ in 0..2 {
            self.sautikit.settled().await;
            self.gateway.settled().await;
            self.platform.settled().await;
            self.freshdesk.product_events_told().await;
            self.chat.settled().await;
            self.platform.settled().await;
        }
    }
}

/// Which simulator stands in for which host.
fn hosts(
    freshdesk: &Freshdesk,
    sautikit: &Sautikit,
    sendbird: &Sendbird,
    chat: &ChatWorld,
    gateway: &Gateway,
) -> HostMap {
    let hosts = HostMap::new()
        .with("*.freshdesk.com", freshdesk.base_url())
        .with("api.sautikit.com", sautikit.base_url())
        .with("recordings.sautikit.com", sautikit.base_url())
        .with("*.sendbird.com", sendbird.base_url())
        .with(&gateway.host, &gateway.url);
    chat.hosts(hosts)
}

/// An account that has both products.
fn account() -> Account {
    let mut account = Account::default();
    let chat = ("freshchat", "https://demo-chat.freshchat.com");
    account
        .endpoint_urls
        .insert(chat.0.to_owned(), chat.1.to_owned());
    account
}

async fn start_platform(settings: &Settings, url: &str, hosts: HostMap) -> Result<Platform> {
    let options = Options {
        hooks: settings.hooks,
        clock: settings.clock.clone(),
        hosts,
        public_url: url.to_owned(),
        limits: settings.limits.clone(),
        account: account(),
        ..Options::new(&settings.zip, settings.state.join("platform"))
    };
    fs::create_dir_all(&options.state)
        .with_context(|| format!("{} cannot be made", options.state.display()))?;
    Ok(Platform::start(options).await?)
}

/// The simulators' clock, showing the platform's time; the machine's own runs by itself on both sides.
fn simulated(clock: &platform::Clock) -> simulators::Clock {
    if clock.is_virtual() {
        let clock = clock.clone();
        simulators::Clock::following(move || clock.now())
    } else {
        simulators::Clock::system()
    }
}

/// What the demo's administrator types on the installation page, the gateway apart.
fn parameters(guest_page: &str) -> Map<String, Value> {
    let parameters = json!({
        "systems": ["Voice", "Web call", "Viber", "KakaoTalk", "Telegram"],
        "freshdesk_domain": "acme.freshdesk.com",
        "freshdesk_api_key": "demo-freshdesk-key",
        "sautikit_api_key": "demo-sautikit-key",
        "sautikit_from_number": OUR_NUMBER,
        "sautikit_webhook_secret": "whsec_demo_0123456789abcdef",
        "default_country": "KE",
        "outbound_mode": "automatic",
        "sendbird_app_id": "A1B2C3D4-0000-4000-8000-000000000001",
        "sendbird_api_token": "demo-sendbird-token",
        "webcall_page_url": guest_page,
        "admin_passcode": ADMIN_PASSCODE
    });
    let mut parameters = parameters.as_object().cloned().unwrap_or_default();
    parameters.extend(chat::parameters());
    parameters
}

/// The secrets among the parameters, which no page may ever receive.
pub(crate) const SECRETS: [&str; 11] = [
    "demo-freshdesk-key",
    "demo-sautikit-key",
    "demo-sendbird-token",
    "whsec_demo_0123456789abcdef",
    "demo-freshchat-token",
    gateway::SHARED_SECRET,
    "4453b6ac1-demo-viber-token-4453b6ac1",
    "demo-happytalk-secret",
    "0123456789abcdef0123456789abcdef01234567",
    "123456789:AAdemoTelegramToken_0123456789-abcd",
    ADMIN_PASSCODE,
];
