//! What Freshdesk does to HTML it is given: it filters it, wraps it in a `<div>`, and derives a plain twin.
//!
//! The vendor's list of allowed tags is not published; this one is short on purpose, so that an app which relies on more is found out.

use std::fmt::Write;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

const KEPT: [&str; 24] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Tags whose content goes with them.
const DROPPED_WHOLE: [&str; 6] = ["script", "style", "iframe", "audio", "video", "object"];

const WITHOUT_END: [&str; 2] = ["br", "hr"];

/// Filtered HTML in a `<div>`, and its text.
pub(crate) struct Cleaned {
    /// As the API shows it in `description` or `body`.
    pub(crate) html: String,
    /// As the API shows it in the `_text` twin.
    pub(crate) text: String,
}

/// Filters HTML as the vendor does before it keeps it.
pub(crate) fn clean(given: &str) -> Cleaned {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    let mut writer = Writer::default();
    for Ok(token) in Tokenizer::new_with_emitter(given, emitter) {
        writer.take(token);
    }
    writer.finish()
}

#[derive(Default)]
struct Writer {
    html: String,
    text: String,
    open: Vec<String>,
    /// How deep inside dropped elements the writer is.
    dropped: Vec<String>,
}

impl Writer {
    fn take(&mut self, token: Token<()>) {
        match token {
            Token::StartTag(tag) => self.start(&tag),
            Token::EndTag(tag) => self.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) if self.dropped.is_empty() => {
                let text = String::from_utf8_lossy(&text).into_owned();
                self.html.push_str(&escaped(&text));
                self.text.push_str(&text);
            }
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if DROPPED_WHOLE.contains(&name.as_str()) {
            if !tag.self_closing {
                self.dropped.push(name);
            }
            return;
        }
        if !self.dropped.is_empty() || !KEPT.contains(&name.as_str()) {
            return;
        }
        self.text.push(' ');
        let link = if name == "a" {
            link_attributes(tag)
        } else {
            String::new()
        };
        // Writing to a string cannot fail.
        let _written = write!(self.html, "<{name}{link}>");
        if !WITHOUT_END.contains(&name.as_str()) {
            self.open.push(name);
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(position) = self.dropped.iter().rposition(|open| open == name) {
            self.dropped.truncate(position);
        } else if self.dropped.is_empty()
            && let Some(position) = self.open.iter().rposition(|open| open == name)
        {
            self.text.push(' ');
            self.close_from(position);
        }
    }

    fn close_from(&mut self, position: usize) {
        for name in self.open.split_off(position).into_iter().rev() {
            let _written = write!(self.html, "</{name}>");
        }
    }

    fn finish(mut self) -> Cleaned {
        self.close_from(0);
        Cleaned {
            html: format!("<div>{}</div>", self.html),
            text: self.text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

/// Links keep their web address and lose everything else; the vendor adds `rel`.
fn link_attributes(tag: &StartTag<()>) -> String {
    let href = tag
        .attributes
        .iter()
        .find(|(name, _)| name.as_slice() == b"href");
    let address = href.map(|(_, value)| String::from_utf8_lossy(value).into_owned());
    let is_web = |address: &String| {
        let lower = address.trim().to_lowercase();
        ["http://", "https://", "mailto:", "tel:"]
            .iter()
            .any(|start| lower.starts_with(start))
    };
    address.filter(is_web).map_or_else(String::new, |address| {
        format!(" href=\"{}\" rel=\"noreferrer\"", escaped(&address))
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, html: &str, text: &str) {
        let cleaned = clean(given);
        assert_eq!((cleaned.html.as_str(), cleaned.text.as_str()), (html, text));
    }

    #[test]
    fn a_line_break_is_normalised_and_becomes_a_space_in_the_text() {
        check("one<br/>two", "<div>one<br>two</div>", "one two");
    }

    #[test]
    fn a_link_keeps_its_address_alone_and_is_marked() {
        check(
            r#"<a href="https://x.example/r?a=1&amp;b=2" onclick="steal()">Listen</a>"#,
            r#"<div><a href="https://x.example/r?a=1&amp;b=2" rel="noreferrer">Listen</a></div>"#,
            "Listen",
        );
        check(
            r#"<a href="javascript:steal()">x</a>"#,
            "<div><a>x</a></div>",
            "x",
        );
    }

    #[test]
    fn active_content_is_lost_with_what_it_holds() {
        check("a<script>alert('<b>')</script>b", "<div>ab</div>", "ab");
        check("a<iframe src=x>inside</iframe>b", "<div>ab</div>", "ab");
        check(
            "a<style>p{}</style><img src=x onerror=steal()>b",
            "<div>ab</div>",
            "ab",
        );
    }

    #[test]
    fn escaped_text_stays_text() {
        check(
            "&lt;b&gt;Ann &amp; Ben",
            "<div>&lt;b&gt;Ann &amp; Ben</div>",
            "<b>Ann & Ben",
        );
    }

    #[test]
    fn what_was_left_open_is_closed() {
        check(
            "<b>bold <i>both",
            "<div><b>bold <i>both</i></b></div>",
            "bold both",
        );
        check("</div></div>out", "<div>out</div>", "out");
    }
}
