//! Softphones: streams that are held open, each of which tells when it hears of an event.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use http_body_util::BodyExt as _;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use crate::messages::Message;

/// How long an event may take at most to reach all.
const PATIENCE: Duration = Duration::from_secs(10);

/// All streams together.
#[derive(Debug)]
pub(crate) struct Softphones {
    count: u64,
    heard: mpsc::UnboundedReceiver<Instant>,
}

impl Softphones {
    /// Opens so many streams.
    pub(crate) async fn open(
        address: SocketAddr,
        count: u64,
        request: impl Fn(u64) -> Result<Message>,
    ) -> Result<Self> {
        let (tell, heard) = mpsc::unbounded_channel();
        for agent in 1..=count {
            let stream = TcpStream::connect(address).await?;
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
            tokio::spawn(async move { drop(connection.await) });
            let mut events = sender.send_request(request(agent)?).await?.into_body();
            let tell = tell.clone();
            tokio::spawn(async move {
                // It has to live as long as the stream.
                let _sender = sender;
                while let Some(Ok(frame)) = events.frame().await {
                    // Heartbeats are comments, which begin with a colon.
                    let is_event = frame
                        .data_ref()
                        .is_some_and(|data| data.starts_with(b"id:"));
                    if is_event && tell.send(Instant::now()).is_err() {
                        return;
                    }
                }
            });
        }
        Ok(Self { count, heard })
    }

    /// Waits until all have heard one event, and tells when the last one did.
    pub(crate) async fn all(&mut self) -> Result<Instant> {
        let mut last = Instant::now();
        for heard in 0..self.count {
            let next = timeout(PATIENCE, self.heard.recv()).await;
            let next = next.ok().flatten();
            last = next.with_context(|| format!("{heard} of {} heard of an event", self.count))?;
        }
        Ok(last)
    }
}
