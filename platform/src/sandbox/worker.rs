//! One Node process and the talk with it.
//!
//! It knows lines and messages; what they mean for an event is [`super`]'s business.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc::{self, Receiver, Sender, UnboundedReceiver, UnboundedSender};
use tokio::time::timeout;

use super::SandboxError;
use super::message::{FromWorker, Load, Order, ToWorker};

/// The oldest Node that has what the worker's script uses.
const OLDEST_NODE: u32 = 20;
/// Starting Node and reading an app takes a fraction of a second; this is for a machine that is very busy.
const START_TIME: Duration = Duration::from_mins(1);
/// How long a dead process's last words are waited for.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// Lines that may wait to be heard; a process that says more waits itself.
const UNHEARD: usize = 256;
/// Characters of a dead process's last words kept.
const LAST_WORDS_KEPT: usize = 2_000;

/// A Node process that has loaded the app; it is ended when dropped.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    outgoing: UnboundedSender<String>,
    incoming: Receiver<Line>,
    /// Exported functions that the manifest names and the code does not have in the right shape.
    pub(super) missing: Vec<String>,
}

/// Something heard from the process.
#[derive(Debug)]
pub(super) enum Line {
    Message(FromWorker),
    /// What was printed by anything but the protocol.
    Printed(String),
    /// One of the two streams ended.
    Closed,
}

impl Worker {
    pub(super) async fn start(script: &Path, load: &Load) -> Result<Self, SandboxError> {
        let mut child = Command::new("node")
            .arg(script)
            .env_remove("NODE_OPTIONS")
            .env_remove("NODE_PATH")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| SandboxError::no_node(&error.to_string()))?;
        let (outgoing, queue) = mpsc::unbounded_channel();
        let (heard, incoming) = mpsc::channel(UNHEARD);
        if let Some(stdin) = child.stdin.take() {
            tokio::spawn(write(stdin, queue));
        }
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(read(stdout, heard.clone(), |line| {
                serde_json::from_str(&line).map_or(Line::Printed(line), Line::Message)
            }));
        }
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(read(stderr, heard, Line::Printed));
        }
        let mut worker = Self {
            child,
            outgoing,
            incoming,
            missing: Vec::new(),
        };
        worker.say(None, Order::Load(load));
        timeout(START_TIME, worker.await_loaded())
            .await
            .unwrap_or_else(|_| Err(SandboxError::not_loaded("it does not answer")))?;
        Ok(worker)
    }

    async fn await_loaded(&mut self) -> Result<(), SandboxError> {
        let mut printed = String::new();
        loop {
            match self.incoming.recv().await {
                Some(Line::Message(FromWorker::Loaded { missing, node })) => {
                    self.missing = missing;
                    return check_node(&node);
                }
                Some(Line::Message(_)) => {}
                Some(Line::Printed(line)) => {
                    printed.push_str(&line);
                    printed.push('\n');
                }
                Some(Line::Closed) | None => {
                    return Err(SandboxError::not_loaded(&self.last_words(printed).await));
                }
            }
        }
    }

    /// Whether the process still runs; a package may have ended it between two events.
    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Queues a message; a dead process is noticed when listening.
    pub(super) fn say(&self, now: Option<i64>, message: Order<'_>) {
        if let Ok(mut line) = serde_json::to_string(&ToWorker { now, message }) {
            line.push('\n');
            let _ = self.outgoing.send(line);
        }
    }

    /// The next thing heard; safe to cancel.
    pub(super) async fn listen(&mut self) -> Line {
        self.incoming.recv().await.unwrap_or(Line::Closed)
    }

    /// Waits for what a dying process still has to say.
    pub(super) async fn last_words(&mut self, mut printed: String) -> String {
        let listen = async {
            while let Some(line) = self.incoming.recv().await {
                if let Line::Printed(line) = line {
                    printed.push_str(&line);
                    printed.push('\n');
                }
            }
        };
        let _ = timeout(LAST_WORDS, listen).await;
        let status = match timeout(LAST_WORDS, self.child.wait()).await {
            Ok(Ok(status)) => status.to_string(),
            Ok(Err(_)) | Err(_) => "its output ended".to_owned(),
        };
        let printed = printed.trim();
        let skipped = printed.chars().count().saturating_sub(LAST_WORDS_KEPT);
        let printed: String = printed.chars().skip(skipped).collect();
        if printed.is_empty() {
            return format!("The worker process is gone ({status}).");
        }
        format!("The worker process is gone ({status}): {printed}")
    }
}

fn check_node(version: &str) -> Result<(), SandboxError> {
    let major = version
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    if major.is_some_and(|major: u32| major >= OLDEST_NODE) {
        return Ok(());
    }
    Err(SandboxError::no_node(&format!("it is version {version}")))
}

async fn write(mut stdin: ChildStdin, mut queue: UnboundedReceiver<String>) {
    while let Some(line) = queue.recv().await {
        if stdin.write_all(line.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(
    stream: impl AsyncRead + Unpin,
    heard: Sender<Line>,
    understand: impl Fn(String) -> Line,
) {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .await
        .is_ok_and(|read| read > 0)
    {
        let text = String::from_utf8_lossy(&line)
            .trim_end_matches('\n')
            .to_owned();
        line.clear();
        if heard.send(understand(text)).await.is_err() {
            return;
        }
    }
    let _ = heard.send(Line::Closed).await;
}
