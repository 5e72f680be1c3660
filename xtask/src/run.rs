//! `cargo xtask run`: the whole world on fixed ports, until Ctrl-C.
//!
//! Everything is kept in the state folder; deleting that folder is the way to start anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use platform::{HookMode, Limits};

use crate::build::Project;
use crate::products::Product;
use crate::tools::step;
use crate::world::{ADMIN_PASSCODE, Installed, Ports, Settings, World};
use crate::{checks, demo, guest};

/// How often a running world looks whether the app was installed again.
const LOOK: Duration = Duration::from_secs(1);

/// What can be chosen about a run.
#[derive(clap::Args)]
pub(crate) struct Choices {
    /// Port of the platform and its pages
    #[arg(long, default_value_t = 10001)]
    port: u16,
    /// Port of the simulated Freshdesk
    #[arg(long, default_value_t = 10002)]
    freshdesk_port: u16,
    /// Port of the simulated Sautikit
    #[arg(long, default_value_t = 10003)]
    sautikit_port: u16,
    /// Port of the simulated Sendbird
    #[arg(long, default_value_t = 10004)]
    sendbird_port: u16,
    /// Port of the page on which customers join web calls
    #[arg(long, default_value_t = 10005)]
    guest_port: u16,
    /// Port of the simulated Freshchat
    #[arg(long, default_value_t = 10006)]
    freshchat_port: u16,
    /// Port of the simulated Viber
    #[arg(long, default_value_t = 10007)]
    viber_port: u16,
    /// Port of the simulated Telegram
    #[arg(long, default_value_t = 10008)]
    telegram_port: u16,
    /// Port of the simulated HappyTalk, which stands between us and KakaoTalk
    #[arg(long, default_value_t = 10009)]
    happytalk_port: u16,
    /// Port of the gateway, which answers calls and streams them to the softphone
    #[arg(long, default_value_t = 10010)]
    gateway_port: u16,
    /// Installs the app as one that has no gateway
    #[arg(long)]
    without_gateway: bool,
    /// Folder in which everything is kept; a relative one is below the project
    #[arg(long, default_value = ".switchboard")]
    state: PathBuf,
    /// Answers webhooks as the real platform does: with a fixed acknowledgement and never with the app's own answer
    #[arg(long)]
    strict: bool,
    /// Plays a script on free ports and a fresh state instead, prints what each side received, and ends
    #[arg(long, conflicts_with_all = ["port", "freshdesk_port", "sautikit_port", "sendbird_port", "guest_port", "freshchat_port", "viber_port", "telegram_port", "happytalk_port", "gateway_port", "without_gateway", "state", "strict"])]
    demo: bool,
}

impl Choices {
    fn ports(&self) -> Ports {
        Ports {
            platform: self.port,
            freshdesk: self.freshdesk_port,
            sautikit: self.sautikit_port,
            sendbird: self.sendbird_port,
            guest: self.guest_port,
            freshchat: self.freshchat_port,
            viber: self.viber_port,
            telegram: self.telegram_port,
            happytalk: self.happytalk_port,
            gateway: self.gateway_port,
        }
    }
}

/// Builds and packs the app and runs it as chosen.
pub(crate) fn run(project: &Project, choices: &Choices) -> Result<()> {
    if choices.demo {
        return demo::demo(project);
    }
    let sockets = choices.ports().take()?;
    checks::pack(project, &[Product::All])?;
    let guest = guest::for_the_local_run(project, sockets.guest_port()?, &sockets.sendbird_url()?)?;
    let state = project.path(&choices.state);
    let settings = Settings {
        zip: adopt(&project.zip(Product::All), &state)?,
        hooks: if choices.strict {
            HookMode::Strict
        } else {
            HookMode::Reply
        },
        clock: platform::Clock::system(),
        limits: Limits::today(),
        has_gateway: !choices.without_gateway,
        guest,
        state,
    };
    let runtime = tokio::runtime::Runtime::new().context("Tokio cannot be started")?;
    runtime.block_on(async {
        step("Starting the vendors and the platform");
        let world = World::start(settings, sockets).await?;
        stay(world, choices).await
    })
}

async fn stay(world: World, choices: &Choices) -> Result<()> {
    match world.install_if_missing().await? {
        Installed::Now => step("Installed the app with the demo's parameters"),
        Installed::Before => step("Went on with the installation of the last run"),
    }
    print_addresses(&world, choices);
    tokio::select! {
        () = interrupted() => {}
        () = watch_installation(&world) => {}
    }
    println!("\nStopping; a second Ctrl-C does not wait.");
    tokio::select! {
        () = world.stop() => {}
        () = interrupted() => {}
    }
    Ok(())
}

/// An app that is installed again, or with another gateway, has other addresses, which somebody has to enter at
/// Sautikit's number.
async fn watch_installation(world: &World) {
    let mut entered = world.call_addresses();
    loop {
        tokio::time::sleep(LOOK).await;
        let addresses = world.call_addresses();
        if addresses != entered {
            entered = addresses;
            match (&entered, world.route_numbers()) {
                (Some(addresses), Ok(())) => {
                    step(&format!(
                        "Entered the new webhook addresses at Sautikit and HappyTalk: {}",
                        addresses.events
                    ));
                }
                (Some(_), Err(error)) => step(&format!("{error:#}")),
                (None, _) => step("The app was uninstalled; Sautikit keeps the old address"),
            }
        }
    }
}

fn print_addresses(world: &World, choices: &Choices) {
    let row = |what: &str, address: &str| println!("  {what:<32} {address}");
    println!(
        "\nSwitchboard runs. Ctrl-C stops it, and the next run goes on where this one ended.\n"
    );
    row(
        "Help desk with the softphone",
        &format!("{}/host", world.url),
    );
    row(
        "Chats from both sides",
        &format!("{}/host#/chats", world.url),
    );
    row("Admin page", &format!("{}/host#/app", world.url));
    row("Passcode of the admin page", ADMIN_PASSCODE);
    row("Page on which customers join", &world.guest.url);
    row("App settings", &format!("{}/custom_configs", world.url));
    row("Journal of events", &format!("{}/journal", world.url));
    println!();
    println!("For programs:");
    row("Simulated Freshdesk's API", world.freshdesk.base_url());
    row("Simulated Sautikit's API", world.sautikit.base_url());
    row("Simulated Sendbird's API", world.sendbird.base_url());
    for (vendor, address) in world.chat.addresses() {
        row(&format!("Simulated {vendor}'s API"), address);
    }
    row("Gateway", &world.gateway.url);
    row(
        "Gateway's metrics",
        &format!("{}/metrics", world.gateway.url),
    );
    if let Some(addresses) = world.call_addresses() {
        row("Sautikit tells calls to", &addresses.events);
    }
    if let Some(address) = world.webhook_address() {
        row("Webhooks are posted to", &address);
    }
    println!();
    if choices.strict {
        println!(
            "Webhooks are acknowledged as the real platform does, so calls are routed by the gateway alone."
        );
    }
    println!("\"Outside world\" in the help desk makes calls come in and phones be answered.");
    println!(
        "\"Chats\" in it has the customers' messengers, and the inbox in which agents answer."
    );
}

/// Takes the package into the state folder, and says so if it is another one than at the last run.
fn adopt(zip: &Path, state: &Path) -> Result<PathBuf> {
    let kept = state.join("switchboard.zip");
    let package = fs::read(zip).with_context(|| format!("{} cannot be read", zip.display()))?;
    match fs::read(&kept) {
        Ok(before) if before == package => return Ok(kept),
        Ok(_) => {
            step("The package is another one than at the last run; it takes over the state");
        }
        Err(_) => {}
    }
    fs::create_dir_all(state)
        .and_then(|()| fs::write(&kept, package))
        .with_context(|| format!("The state folder {} cannot be used", state.display()))?;
    Ok(kept)
}

/// Waits for Ctrl-C, or for the signal with which service managers end programs.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system ends the program by itself.
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_package_is_taken_into_the_state() {
        let folder = tempfile::tempdir().unwrap();
        let (zip, state) = (folder.path().join("a.zip"), folder.path().join("state"));
        for package in ["one", "two"] {
            fs::write(&zip, package).unwrap();
            let kept = adopt(&zip, &state).unwrap();
            assert_eq!(fs::read_to_string(kept).unwrap(), package);
        }
    }
}
