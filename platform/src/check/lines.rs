//! Finding the line of a value in the text of a JSON file.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde_json::value::RawValue;

/// The line, counted from 1, of the value that the keys lead to, or of the nearest one around it.
pub(super) fn line_of(text: &str, keys: &[String]) -> usize {
    let mut innermost = text.trim_start();
    for key in keys {
        match child(innermost, key) {
            Some(inner) => innermost = inner,
            None => break,
        }
    }
    // Both are slices of one text, so the difference of their ends is where the inner one begins.
    let start = text.len().saturating_sub(remaining(text, innermost));
    text.get(..start)
        .map_or(1, |before| before.matches('\n').count() + 1)
}

/// How many bytes of `text` there are from the beginning of its slice `inner` on.
fn remaining(text: &str, inner: &str) -> usize {
    (text.as_ptr() as usize + text.len()).saturating_sub(inner.as_ptr() as usize)
}

fn child<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    if json.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        return items.get(key.parse::<usize>().ok()?).map(|item| item.get());
    }
    let mut entries: IndexMap<Cow<'_, str>, &RawValue> = serde_json::from_str(json).ok()?;
    entries.swap_remove(key).map(RawValue::get)
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[track_caller]
    fn check(keys: &[&str], line: usize) {
        let text =
            "{\n  \"a\": {\"b\": 1},\n  \"c\": [\n    {\"b\": 2},\n    {\n      \"b\": 3}\n  ]\n}";
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(line_of(text, &keys), line);
    }

    #[test]
    fn a_value_is_found_by_its_keys() {
        check(&[], 1);
        check(&["a"], 2);
        check(&["a", "b"], 2);
        check(&["c", "0"], 4);
        check(&["c", "1", "b"], 6);
    }

    #[test]
    fn a_missing_value_has_the_line_of_what_is_around_it() {
        check(&["c", "1", "x"], 5);
        check(&["c", "7"], 3);
        check(&["x", "y"], 1);
    }
}
