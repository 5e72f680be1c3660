//! The processes that are loaded: the gateway, and the baseline that it is compared with.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{get, post};
use gateway::server;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::callers::Connection;
use crate::messages::{self, Message};

/// How long a start may take.
const START: Duration = Duration::from_secs(10);

/// A process that serves on loopback, and ends with this value.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    child: Child,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It is killed, as a crash would; one that has ended is as well.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Process {
    /// Starts the gateway.
    pub(crate) async fn gateway(program: &Path, database: &str) -> Result<Self> {
        let address = free().await?;
        let mut command = Command::new(program);
        command
            .env("DATABASE_URL", database)
            .env("GATEWAY_LISTEN", address.to_string())
            .env("GATEWAY_SECRET", messages::SHARED_SECRET)
            .env("GATEWAY_SAUTIKIT_SECRETS", messages::SAUTIKIT_SECRET)
            // Its complaints about an app or a database that hangs are expected.
            .env("GATEWAY_LOG", "off");
        Self::start(command, address).await
    }

    /// Starts a handler that always answers this.
    pub(crate) async fn baseline(answer: &str) -> Result<Self> {
        let address = free().await?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args([super::BASELINE, &address.to_string(), answer]);
        Self::start(command, address).await
    }

    async fn start(mut command: Command, address: SocketAddr) -> Result<Self> {
        let child = command.spawn()?;
        let mut process = Self { address, child };
        let began = Instant::now();
        while Connection::open(address).await.is_err() {
            let ended = process.child.try_wait()?;
            ensure!(
                ended.is_none() && began.elapsed() < START,
                "what is measured did not start"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(process)
    }

    /// Sends one message by itself.
    pub(crate) async fn send(&self, message: Message) -> Result<(u16, String)> {
        let mut connection = Connection::open(self.address).await?;
        let (status, answer) = connection.send(message).await?;
        Ok((status, String::from_utf8(answer.into())?))
    }

    /// The memory that it holds, in bytes.
    pub(crate) fn memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let size: f64 = size.context("the system tells no memory")?.parse()?;
        Ok(size * 1024.0)
    }

    /// The time that processors worked for it, in seconds.
    pub(crate) fn worked(&self) -> Result<f64> {
        // After the name, which may have blanks, come the times as the 12th and 13th field, in hundredths of a second.
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, fields) = stat.rsplit_once(')').context("the system tells no times")?;
        let times = fields.split_whitespace().skip(11).take(2);
        let times: Vec<f64> = times.map(str::parse).collect::<Result<_, _>>()?;
        Ok(times.iter().sum::<f64>() / 100.0)
    }
}

async fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?)
}

/// Is the baseline.
pub(crate) async fn serve_constantly(address: &str, answer: String) -> Result<()> {
    let listener = TcpListener::bind(address).await?;
    let answer = axum::body::Bytes::from(answer);
    let handler = || async move { ([(CONTENT_TYPE, "application/json")], answer) };
    let routes = Router::new()
        .route("/sautikit/voice", post(handler))
        .route("/", get(|| async {}));
    // Nobody ends it in order.
    let (_close, closing) = watch::channel(false);
    server::serve(listener, routes, closing).await;
    Ok(())
}
