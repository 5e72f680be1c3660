//! What becomes of words and tags, one after the other: a text with its lines, lists and links.

use super::entity;
use super::tag::Tag;

/// How deeply lists are counted; deeper ones are bullets.
const DEEPEST_LIST: usize = 16;

/// What was written so far, and what is due before the next word.
#[derive(Default)]
pub(super) struct Page<'a> {
    out: String,
    /// Line breaks that are due.
    lines: usize,
    /// Whether a space is due.
    space: bool,
    /// The bullet or number that is due.
    mark: String,
    /// Whether line breaks in the source count.
    keeps_lines: bool,
    /// The address of the link that is open, and where its label begins.
    link: Option<(&'a str, usize)>,
    /// The lists that are open; the last number of each that counts.
    lists: Vec<Option<u32>>,
}

impl<'a> Page<'a> {
    /// An empty one.
    pub(super) fn new(keeps_lines: bool) -> Self {
        Self {
            keeps_lines,
            ..Self::default()
        }
    }

    /// All that was written.
    pub(super) fn text(mut self) -> String {
        self.close_link();
        self.out
    }

    /// Writes words, in which entities are read already.
    pub(super) fn words(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '\n' if self.keeps_lines => self.lines += 1,
                // A space that must not break a line is a space in a message.
                c if c.is_whitespace() => self.space = true,
                c if c.is_control() => {}
                c => {
                    self.flush();
                    self.out.push(c);
                }
            }
        }
    }

    /// Writes what is due; nothing before the first word.
    fn flush(&mut self) {
        if !self.out.is_empty() {
            if self.lines > 0 {
                self.out
                    .push_str(if self.lines == 1 { "\n" } else { "\n\n" });
            } else if self.space && !self.out.ends_with(' ') {
                self.out.push(' ');
            }
        }
        self.out.push_str(&self.mark);
        self.mark.clear();
        self.lines = 0;
        self.space = false;
    }

    /// Begins a line; what an item begins with stands beside its mark.
    fn at_least(&mut self, lines: usize) {
        if self.mark.is_empty() {
            self.lines = self.lines.max(lines);
        }
    }

    /// Takes a tag; tells what is left behind it, and behind what it hides.
    pub(super) fn tag(&mut self, tag: &Tag<'a>, after: &'a str) -> &'a str {
        match tag.name.as_str() {
            "br" => self.lines += 1,
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "blockquote" => {
                self.at_least(2);
            }
            "ul" | "ol" => {
                self.mark.clear();
                if tag.is_end {
                    self.lists.pop();
                } else if self.lists.len() < DEEPEST_LIST {
                    self.lists.push((tag.name == "ol").then_some(0));
                }
                self.at_least(1);
            }
            "li" => {
                self.mark.clear();
                self.at_least(1);
                if !tag.is_end {
                    self.item();
                }
            }
            "td" | "th" => self.space = true,
            "a" => {
                self.close_link();
                if !tag.is_end {
                    self.link = tag
                        .attribute("href")
                        .map(|address| (address, self.out.len()));
                }
            }
            "img" => {
                let said = ["alt", "src"]
                    .into_iter()
                    .find_map(|name| tag.attribute(name));
                let said = said.filter(|said| !said.starts_with("data:"));
                self.words(&entity::decoded(said.unwrap_or_default()));
            }
            _ if tag.is_hidden() && !tag.is_end => return tag.behind_content(after),
            _ if tag.is_block() => self.at_least(1),
            _ => {}
        }
        after
    }

    fn item(&mut self) {
        self.mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{number}. ")
            }
            Some(None) | None => "• ".to_owned(),
        };
    }

    /// Writes the address of the link that was open behind its label, unless the label says it.
    fn close_link(&mut self) {
        let Some((address, begin)) = self.link.take() else {
            return;
        };
        let address = entity::decoded(address);
        let is_safe = ["https://", "http://", "mailto:", "tel:"]
            .iter()
            .any(|scheme| {
                let begin = address.get(..scheme.len());
                begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
            });
        if !is_safe {
            return;
        }
        let label = self.out.get(begin..).unwrap_or_default().trim();
        let bare = |text: &str| {
            let text = text.trim_end_matches('/');
            let text = text.split_once("://").map_or(text, |(_, rest)| rest);
            let known = ["mailto:", "tel:"].into_iter();
            let mut schemes = known.filter_map(|scheme| text.strip_prefix(scheme));
            schemes.next().unwrap_or(text).to_owned()
        };
        if bare(label) == bare(&address) {
            return;
        }
        let has_label = !label.is_empty();
        self.words(if has_label { " (" } else { " " });
        self.words(&address);
        if has_label {
            self.words(")");
        }
    }
}
