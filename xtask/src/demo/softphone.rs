//! A softphone that hears of calls from the gateway, as the page does.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Response};
use serde_json::Value;

/// How long an event is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open stream.
pub(super) struct Softphone {
    response: Response,
    text: String,
}

impl Softphone {
    /// Opens a stream with what `getStreamPass` answered.
    pub(super) async fn open(http: &Client, granted: &Value) -> Result<Self> {
        let part = |name: &str| granted.get(name).and_then(Value::as_str).context("no pass");
        let request = http.get(part("url")?).bearer_auth(part("pass")?);
        let response = request.send().await?;
        ensure!(
            response.status().is_success(),
            "the stream answered {}",
            response.status()
        );
        Ok(Self {
            response,
            text: String::new(),
        })
    }

    /// The next event.
    pub(super) async fn hear(&mut self) -> Result<Value> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                let heard = data.map(serde_json::from_str);
                self.text = String::from(rest);
                if let Some(heard) = heard {
                    return Ok(heard?);
                }
                continue;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
            let chunk = chunk.context("nothing is heard")??;
            let chunk = chunk.context("the stream has ended")?;
            self.text.push_str(std::str::from_utf8(&chunk)?);
        }
    }
}
