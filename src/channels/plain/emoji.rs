//! Emoji that are written as `:smile:`. Times, addresses and codes that nobody knows stay as they are.

/// A line for each name: the name, a space, the emoji.
const NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/emoji.txt"));

/// The longest name is shorter.
const LONGEST: usize = 60;

/// So many codes of a text are looked up, so that a text of colons costs little.
const MOST: usize = 300;

/// A text with the emoji that it names.
pub(super) fn written(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut lookups = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        if !word.contains(':') || word.contains("://") {
            written.push_str(word);
            continue;
        }
        let mut rest = word;
        while let Some((before, code)) = rest.split_once(':') {
            written.push_str(before);
            let is_free = !written.ends_with(|c: char| c.is_ascii_alphanumeric());
            let found = name(code).filter(|_| is_free && lookups < MOST);
            lookups += usize::from(found.is_some());
            let found = found.and_then(|(name, after)| Some((emoji(name)?, after)));
            let (emoji, after) = found.unwrap_or((":", code));
            written.push_str(emoji);
            rest = after;
        }
        written.push_str(rest);
    }
    written
}

/// The name between two colons and what follows, if it may be one: no letter or digit follows.
fn name(code: &str) -> Option<(&str, &str)> {
    let end = code.bytes().take(LONGEST).position(|byte| byte == b':')?;
    let (name, after) = (code.get(..end)?, code.get(end + 1..)?);
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c);
    let is_free = !after.starts_with(|c: char| c.is_ascii_alphanumeric());
    (is_free && !name.is_empty() && name.chars().all(is_name)).then_some((name, after))
}

fn emoji(name: &str) -> Option<&'static str> {
    let (_, found) = NAMES.split_once(&format!("\n{name} "))?;
    found.lines().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(written(text), expected);
    }

    #[test]
    fn codes_become_emoji() {
        check(":smile:", "😄");
        check("(:+1:) :thumbsup::heart:!", "(👍) 👍❤️!");
        check(":100:\n:kenya: é:wave:", "💯\n🇰🇪 é👋");
    }

    #[test]
    fn times_addresses_and_unknown_codes_stay() {
        for text in [
            "10:30:45",
            "1:100:2",
            "at 10:100:",
            "https://a.example/:smile:",
            ":unknown:",
            ":Smile:",
            ":smile",
            "a:smile:",
            ":smile:b",
            "::",
            ":::",
            ": smile :",
            ":é:",
        ] {
            check(text, text);
        }
        check(":::smile:", "::😄");
    }

    #[test]
    fn a_text_of_codes_costs_little() {
        let text = ":a:".repeat(30_000);
        assert!(written(&text).starts_with("🅰"));
    }

    #[test]
    fn the_names_take_little_room() {
        assert!((20_000..40_000).contains(&NAMES.len()));
        assert!(NAMES.lines().all(|line| line.len() < LONGEST + 20));
    }
}
