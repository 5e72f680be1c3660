//! A softphone that listens.

use std::time::Duration;

use serde_json::Value;

/// An open stream.
pub(crate) struct Softphone {
    response: reqwest::Response,
    text: String,
}

impl Softphone {
    pub(super) const fn new(response: reqwest::Response) -> Self {
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next event and its number; nothing at the end of the stream.
    pub(crate) async fn hear(&mut self) -> Option<(i64, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                let heard = line("id: ").zip(line("data: "));
                let heard = heard
                    .map(|(id, data)| (id.parse().unwrap(), serde_json::from_str(data).unwrap()));
                self.text = String::from(rest);
                if heard.is_some() {
                    return heard;
                }
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(5), self.response.chunk()).await;
            let chunk = chunk
                .expect("something is heard within five seconds")
                .ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Nothing is heard for a while.
    pub(crate) async fn is_silent(&mut self) {
        let heard = tokio::time::timeout(Duration::from_millis(500), self.hear()).await;
        assert!(heard.is_err(), "{heard:?}");
    }
}
