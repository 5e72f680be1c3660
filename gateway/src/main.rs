//! Starts the gateway: reads the settings, listens, and ends in order when it is told to.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use gateway::config::Config;
use mimalloc::MiMalloc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// An answer is made of many short texts, and the system's allocator took a quarter of its time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Answers Sautikit's questions in the app's place.
#[derive(Debug, Parser)]
struct Arguments {
    /// A TOML file with settings; those of the environment count more.
    #[arg(long, env = "GATEWAY_CONFIG")]
    config: Option<PathBuf>,
    /// Checks the settings and does nothing else.
    #[arg(long)]
    check_config: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("GATEWAY_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match start(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentences) => {
            for sentence in sentences {
                tracing::error!("{sentence}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn start(arguments: Arguments) -> Result<(), Vec<String>> {
    let file = arguments.config.map(std::fs::read_to_string).transpose();
    let file =
        file.map_err(|error| vec![format!("The settings' file cannot be read: {error}.")])?;
    let config = Config::read(file.as_deref(), |name| std::env::var(name).ok())?;
    if arguments.check_config {
        tracing::info!("The settings are right.");
        return Ok(());
    }
    // Systems give a service few connections unless it asks for more. With fewer it works as well, for fewer.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!("More connections could not be asked for: {error}.");
    }
    let address = config.listen;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| vec![format!("{address} cannot be listened on: {error}.")])?;
    let (close, closing) = watch::channel(false);
    let ended = ended().map_err(|error| vec![format!("Signals cannot be heard: {error}.")])?;
    tokio::spawn(async move {
        ended.await;
        close.send_replace(true);
    });
    tracing::info!(%address, "The gateway listens.");
    gateway::run(config, listener, closing)
        .await
        .map_err(|error| vec![format!("{error}.")])
}

/// Waits until the system or a person wants the gateway to end.
fn ended() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}
