//! One tag of HTML: where it ends, what it is called, and its attributes. What it means for a text is decided elsewhere.

/// A tag that HTML knows, or a comment.
pub(super) struct Tag<'a> {
    /// In small letters; empty for a comment.
    pub(super) name: String,
    /// Whether it ends something.
    pub(super) is_end: bool,
    attributes: &'a str,
}

/// Tags whose content is never text.
const HIDDEN: [&str; 10] = [
    "script", "style", "head", "title", "template", "iframe", "object", "svg", "math", "noscript",
];

/// Tags that begin a line.
const BLOCKS: [&str; 16] = [
    "address", "article", "aside", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form",
    "header", "hr", "section", "table", "tr",
];

/// All others. What is not known is no tag, since people write `<` as well.
const OTHERS: [&str; 62] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "del",
    "details",
    "dfn",
    "em",
    "figcaption",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "html",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tt",
    "u",
    "ul",
];

impl<'a> Tag<'a> {
    /// Reads a tag whose `<` is gone; tells what stands behind it.
    pub(super) fn read(text: &'a str) -> Option<(Self, &'a str)> {
        if let Some(comment) = text.strip_prefix("!--") {
            let after = comment.split_once("-->").map_or("", |(_, after)| after);
            return Some((Self::nameless(), after));
        }
        if text.starts_with("!DOCTYPE") || text.starts_with("!doctype") {
            let (_, after) = text.split_once('>')?;
            return Some((Self::nameless(), after));
        }
        let inner = text.strip_prefix('/');
        let is_end = inner.is_some();
        let inner = inner.unwrap_or(text);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric())?;
        let (name, rest) = inner.split_at_checked(end)?;
        if !rest.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        let is_known = [&HIDDEN[..], &BLOCKS, &OTHERS]
            .iter()
            .any(|known| known.contains(&name.as_str()));
        if !is_known {
            return None;
        }
        let (attributes, after) = rest.split_at_checked(end_of(rest)?)?;
        let tag = Self {
            name,
            is_end,
            attributes,
        };
        Some((tag, after.strip_prefix('>').unwrap_or(after)))
    }

    const fn nameless() -> Self {
        Self {
            name: String::new(),
            is_end: false,
            attributes: "",
        }
    }

    /// Whether its content is never text.
    pub(super) fn is_hidden(&self) -> bool {
        HIDDEN.contains(&self.name.as_str())
    }

    /// Whether it begins a line.
    pub(super) fn is_block(&self) -> bool {
        BLOCKS.contains(&self.name.as_str())
    }

    /// What stands behind the tag that ends this one.
    pub(super) fn behind_content(&self, content: &'a str) -> &'a str {
        let mut from = 0;
        while let Some(at) = content.get(from..).and_then(|rest| rest.find("</")) {
            from += at + 2;
            let name = content.get(from..from + self.name.len());
            if name.is_some_and(|name| name.eq_ignore_ascii_case(&self.name)) {
                let rest = content.get(from..).unwrap_or_default();
                return rest.split_once('>').map_or("", |(_, after)| after);
            }
        }
        ""
    }

    /// An attribute's value, which is not empty; entities stand in it as they are.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = rest.find(|c: char| c == '=' || c == '/' || c.is_whitespace())?;
            let (known, after) = rest.split_at_checked(end)?;
            let Some(value) = after.trim_start().strip_prefix('=') else {
                rest = after;
                continue;
            };
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = if let Some(quote) = quote {
                value.get(1..)?.split_once(quote)?
            } else {
                let end = value.find(char::is_whitespace).unwrap_or(value.len());
                value.split_at_checked(end)?
            };
            if known.eq_ignore_ascii_case(name) && !value.trim().is_empty() {
                return Some(value.trim());
            }
            rest = after;
        }
    }
}

/// Where the `>` of a tag stands: one that is not between quotation marks, or, if those are never closed, any.
fn end_of(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut bytes = tag.bytes().enumerate();
    let end = bytes.find(|(_, byte)| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
        false
    });
    end.map(|(at, _)| at).or_else(|| tag.find('>'))
}
