//! What channels post to a fuzzed installation, and what somebody posts in a channel's name.

use serde_json::{Map, Value, json};
use switchboard::channels::CHANNELS;

use super::secrets::{SENDER_KEY, proof, wrong_proof};
use super::session::Session;

impl Session<'_> {
    /// A channel posts this, mostly to its own address; where there is no trust, somebody else does.
    pub(super) fn post(&mut self, word: &'static str, text: &str) {
        if !self.trusted {
            return self.forge(word, text);
        }
        let body = with_sender_key(text);
        let headers = match self.random.u8(..4) {
            0 => Map::new(),
            1 => serde_json::from_str(&self.some("headers")).unwrap_or_default(),
            _ => proof(word, &body),
        };
        let label = match self.random.u8(..12) {
            0 => None,
            1 => {
                let other = self.other_than(word);
                Some(json!(self.label_of(other)).to_string())
            }
            2 => {
                let label = json!(self.label_of(word)).to_string();
                Some(self.mutated_document(&label))
            }
            _ => Some(json!(self.label_of(word)).to_string()),
        };
        let is_raw = self.random.u8(..4) == 0;
        self.webhook(&body, is_raw, headers, label);
    }

    /// Somebody who knows no secret, or no address, posts this in a channel's name.
    fn forge(&mut self, word: &'static str, text: &str) {
        let body = with_sender_key(text);
        let mut is_raw = self.random.u8(..4) == 0;
        let at = |label: String| Some(json!(label).to_string());
        let (body, headers, label) = match self.random.u8(..5) {
            0 => {
                let guessed = format!("{word}{}", "0".repeat(48));
                (body.clone(), proof(word, &body), at(guessed))
            }
            1 => {
                let other = self.other_than(word);
                let moved = self.label_of(other).replacen(other, word, 1);
                (body, Map::new(), at(moved))
            }
            2 => {
                let sources = ["sautikit", "voicemail", "sendbird", "hubspot"];
                let source = sources[self.random.usize(..sources.len())];
                (body.clone(), proof(word, &body), at(self.label_of(source)))
            }
            3 => (body, wrong_proof(), None),
            _ => {
                // Only what the platform did not print itself can be told from what Viber signed.
                is_raw = true;
                (text.to_owned(), wrong_proof(), at(self.label_of(word)))
            }
        };
        self.webhook(&body, is_raw, headers, label);
    }

    /// The label of the address that a source posts to.
    fn label_of(&self, word: &str) -> String {
        let labels = self.host.labels.borrow();
        let label = labels.iter().rfind(|label| label.starts_with(word));
        label.unwrap().clone()
    }

    fn other_than(&mut self, word: &str) -> &'static str {
        let mut others = CHANNELS.map(|(word, _)| word).to_vec();
        others.retain(|other| *other != word);
        others[self.random.usize(..others.len())]
    }
}

/// The sender key where it belongs, or the corpus itself would tell it.
fn with_sender_key(text: &str) -> String {
    let field = |value: &str| format!("\"sender_key\":{}", Value::from(value));
    let text = text.replace("\"sender_key\": ", "\"sender_key\":");
    text.replace(&field("(the sender key)"), &field(SENDER_KEY))
}
