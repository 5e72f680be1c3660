//! Callers: connections that are kept, each of which sends as soon as it was answered, or at its own pace.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

use crate::messages::Message;

/// How many questions are asked at once.
pub(crate) const CONNECTIONS: u32 = 128;

/// How an answer begins in which something is spoken.
const SPOKEN: &[u8] = br#"{"actions":[{"say":"#;

/// A connection that is kept.
pub(crate) struct Connection(SendRequest<Full<Bytes>>);

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // A connection that breaks is told to whoever sends.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Self(sender))
    }

    /// Sends, and gives the status and the body of the answer.
    pub(crate) async fn send(&mut self, message: Message) -> Result<(u16, Bytes)> {
        self.0.ready().await?;
        let answer = self.0.send_request(message).await?;
        let status = answer.status().as_u16();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }
}

/// How long answers took, the quickest first.
#[derive(Debug)]
pub(crate) struct Answers {
    took: Vec<Duration>,
    lasted: Duration,
}

impl Answers {
    pub(crate) fn a_second(&self) -> f64 {
        self.count() / self.lasted.as_secs_f64()
    }

    pub(crate) fn count(&self) -> f64 {
        f64::from(u32::try_from(self.took.len()).unwrap_or(u32::MAX))
    }

    /// Within how many milliseconds so many of a hundred answers came.
    pub(crate) fn within(&self, hundredths: usize) -> f64 {
        let last = self.took.len().saturating_sub(1);
        let took = self.took.get(last * hundredths / 100);
        took.copied().unwrap_or_default().as_secs_f64() * 1000.0
    }
}

/// Asks for so long, and expects each answer to be spoken: so many times a second, or as often as there are answers.
pub(crate) async fn ask(
    address: SocketAddr,
    lasts: Duration,
    a_second: Option<f64>,
    question: impl Fn() -> Result<Message>,
) -> Result<Answers> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    let began = Instant::now();
    let pause = a_second.map(|rate| Duration::from_secs_f64(f64::from(CONNECTIONS) / rate));
    let callers = connections
        .into_iter()
        .zip(0_u32..)
        .map(|(mut connection, at)| {
            let question = &question;
            async move {
                let mut took = Vec::new();
                let mut due = began + pause.unwrap_or_default() * at / CONNECTIONS;
                while due < began + lasts {
                    sleep_until(due).await;
                    let (status, answer) = connection.send(question()?).await?;
                    ensure!(
                        status == 200 && answer.starts_with(SPOKEN),
                        "{status}: {answer:?}"
                    );
                    took.push(due.elapsed());
                    // A late answer makes the next question late, which counts as its own lateness too.
                    due = pause.map_or_else(Instant::now, |pause| due + pause);
                }
                anyhow::Ok(took)
            }
        });
    let mut took = try_join_all(callers)
        .await
        .context("a caller heard silence")?
        .concat();
    took.sort_unstable();
    Ok(Answers {
        took,
        lasted: began.elapsed(),
    })
}
