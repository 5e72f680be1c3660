//! HTML for ticket and note bodies, in which everything that came from outside is escaped.
//!
//! There is no way to make it from raw markup: a body is text, line breaks and https links, nothing else.

use std::fmt::Write as _;

use serde::Serialize;

/// Escaped HTML.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    /// An empty body.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a text, escaped.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.push_escaped(text);
        self
    }

    /// Appends a line break.
    #[must_use]
    pub fn line(mut self) -> Self {
        self.0.push_str("<br>");
        self
    }

    /// Appends a link, or `None` if the address is not an https one: other schemes can run code.
    #[must_use]
    pub fn link(mut self, address: &str, label: &str) -> Option<Self> {
        if !is_https(address) {
            return None;
        }
        self.0.push_str("<a href=\"");
        self.push_escaped(address);
        self.0.push_str("\" rel=\"noreferrer\">");
        self.push_escaped(label);
        self.0.push_str("</a>");
        Some(self)
    }

    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn push_escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // Invisible characters could hide or reorder what an agent reads.
                c if c.is_control() || is_bidi_control(c) => {
                    let _ = write!(self.0, "\u{fffd}");
                }
                c => self.0.push(c),
            }
        }
    }
}

/// Whether an address is a well-formed https one.
#[must_use]
pub fn is_https(address: &str) -> bool {
    let scheme = address.get(..8);
    let rest = address.get(8..).unwrap_or_default();
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
        && !rest.is_empty()
        && !rest.starts_with('/')
        && !address.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Unicode's explicit direction marks (UAX #9), which can make a number read backwards.
const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        let html = Html::new().text("<img src=x onerror='alert(\"1\")'>&amp;");
        assert_eq!(
            html.as_str(),
            "&lt;img src=x onerror=&#39;alert(&quot;1&quot;)&#39;&gt;&amp;amp;"
        );
    }

    #[test]
    fn control_and_direction_characters_are_made_visible() {
        let html = Html::new().text("a\u{0}b\u{202e}c\n");
        assert_eq!(html.as_str(), "a\u{fffd}b\u{fffd}c\u{fffd}");
    }

    #[track_caller]
    fn check_link(address: &str, linked: bool) {
        assert_eq!(
            Html::new().link(address, "Listen").is_some(),
            linked,
            "{address:?}"
        );
    }

    #[test]
    fn only_https_addresses_become_links() {
        check_link("https://storage.example.com/r.wav?a=1&b=2", true);
        check_link("HTTPS://storage.example.com/r.wav", true);
        check_link("javascript:alert(1)", false);
        check_link("https:javascript:alert(1)", false);
        check_link("https://", false);
        check_link("https:///etc", false);
        check_link("http://storage.example.com/r.wav", false);
        check_link("data:text/html,hi", false);
        check_link(" https://storage.example.com", false);
        check_link("https://a b", false);
        check_link("", false);
        check_link("ж", false);
    }

    #[test]
    fn a_link_cannot_break_out_of_its_attribute() {
        let html = Html::new()
            .link("https://e.com/\"onclick=\"x", "<b>")
            .unwrap();
        assert_eq!(
            html.as_str(),
            "<a href=\"https://e.com/&quot;onclick=&quot;x\" rel=\"noreferrer\">&lt;b&gt;</a>"
        );
    }
}
