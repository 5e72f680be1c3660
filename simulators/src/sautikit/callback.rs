//! Asks a voice callback what to do with a call, and tells a finished message where its action wants it told.
//!
//! Reading the actions is the work of [`super::actions`], carrying them out that of the exchange.

use url::form_urlencoded::byte_serialize;

use super::actions::{Action, Method, parse_answer};
use super::config::{Dialect, Switches};
use super::event::{message, question};
use super::exchange::Exchange;
use super::outgoing::{Post, Seal};
use super::pbx::{Call, Edge, MessageReport};

/// The name under which a callback is remembered among the deliveries.
const ROUTING: &str = "call.routing";

/// The name under which a told message is remembered among the deliveries.
const MESSAGE: &str = "record.action";

/// The longest percent-encoded client request id that is put into an address, in bytes.
const LONGEST_IN_ADDRESS: usize = 2048;

impl Exchange {
    /// Asks what to do with a call and reads the answer; everything but a valid list of actions is told as a reason.
    pub(crate) async fn ask(&self, seq: u64, edge: Edge) -> Result<Vec<Action>, String> {
        let (post, dialect) = {
            let pbx = self.pbx.lock();
            let call = pbx.calls.get(&seq).ok_or("the call is gone")?;
            let number = pbx.number_of(call).ok_or("the number is gone")?;
            let own = call.voice_callback_url.as_ref();
            let url = own.or(number.voice_callback_url.as_ref());
            let url = address(url.ok_or("no voice callback is set")?, call);
            let switches = &pbx.switches;
            let body = question(call, edge, switches);
            let seal = Seal::new(&number.signing_secret, switches, self.clock.now());
            let post = Post::sealed(ROUTING, &url, body, seal, switches.header_casing);
            (post, dialect(switches))
        };
        let answer = self.emitter.ask(&post).await;
        match (answer.status, answer.error) {
            (Some(200..=299), _) => parse_answer(&answer.answer, dialect),
            (Some(status), _) => Err(format!("the voice callback answered {status}")),
            (None, error) => Err(format!(
                "the voice callback did not answer: {}",
                error.unwrap_or_default()
            )),
        }
    }

    /// Tells a finished message to the address that the `record` named; what is answered there has no effect.
    pub(crate) async fn report(&self, report: MessageReport) {
        let post = {
            let pbx = self.pbx.lock();
            let Some(number) = pbx.number_of(&report.call) else {
                return;
            };
            let switches = &pbx.switches;
            let now = self.clock.now();
            let body = message(&report.call, switches, now);
            let seal = Seal::new(&number.signing_secret, switches, now);
            let post = Post::sealed(MESSAGE, &report.url, body, seal, switches.header_casing);
            match report.method {
                Method::Post => post,
                Method::Get => post.in_address(),
            }
        };
        let told = self.emitter.ask(&post).await;
        self.note(format!(
            "call {}: the message is told: {}",
            report.call.seq,
            told.outcome()
        ));
    }
}

/// Which actions the callback may answer: only the blog knows `dial.to`.
fn dialect(switches: &Switches) -> Dialect {
    if switches.callback_contract.is_pbx() {
        Dialect::Documented
    } else {
        switches.dialect
    }
}

/// The callback's address with the client request id, if one travels with the call.
fn address(url: &str, call: &Call) -> String {
    let Some(id) = call.riding_id() else {
        return url.to_owned();
    };
    let id = byte_serialize(id.as_bytes()).collect::<String>();
    if id.len() > LONGEST_IN_ADDRESS {
        return url.to_owned();
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}clientRequestId={id}")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::sautikit::pbx::Direction;

    #[track_caller]
    fn check(url: &str, id: Option<&str>, expected: &str) {
        let number = "+254203893800";
        let mut call = Call::new(
            1,
            Direction::Outbound,
            number,
            number,
            Timestamp::UNIX_EPOCH,
        );
        call.client_request_id = id.map(str::to_owned);
        assert_eq!(address(url, &call), expected);
    }

    #[test]
    fn the_client_request_id_is_appended_to_whatever_query_there_is() {
        check(
            "https://x.example/v",
            Some("fd-1-:"),
            "https://x.example/v?clientRequestId=fd-1-%3A",
        );
        check(
            "https://x.example/v?o=1",
            Some("a"),
            "https://x.example/v?o=1&clientRequestId=a",
        );
        check("https://x.example/v", None, "https://x.example/v");
    }

    #[test]
    fn an_id_that_does_not_travel_or_is_too_long_is_left_out() {
        for id in ["a b", "a,b", "a{b", "a}b", "a\"b", "a'b"] {
            check("https://x.example/v", Some(id), "https://x.example/v");
        }
        check(
            "https://x.example/v",
            Some(&"a".repeat(2049)),
            "https://x.example/v",
        );
    }
}
