//! The offline world: simulated vendors, and the platform that runs the package between them.
//!
//! It starts and stops them and connects them with each other. It builds nothing and prints nothing.

mod chat;
mod gateway;
mod guest;
mod installation;
mod outside;
mod ports;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use platform::runtime::Account;
use platform::server::Running;
use platform::{HookMode, HostMap, Limits, Options, Platform};
use simulators::freshdesk::{self, Freshdesk};
use simulators::sautikit::{self, Sautikit};
use simulators::sendbird::{self, Sendbird};

use chat::ChatWorld;
pub(crate) use chat::{KAKAOTALK_CUSTOMER, TELEGRAM_CUSTOMER, VIBER_CUSTOMER};
use gateway::Gateway;
use guest::GuestPage;
pub(crate) use installation::{ADMIN_PASSCODE, Installed, SECRETS};
pub(crate) use outside::{AGENT_ID, AGENT_PHONE, CUSTOMER, OUR_NUMBER, STRANGER};
pub(crate) use ports::{Ports, Sockets};

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
        self.stop_platform().await;
    }

    async fn stop_platform(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        self.platform.stop().await;
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
