//! Takes entries out of an object literal of a script. The formatter has laid the script out, so its lines tell where they end.

use anyhow::{Context, Result};

/// The script without those entries of the literal that begins with the line `opening` that are not wanted. A comment
/// right above an entry goes with it.
pub(super) fn keep(
    script: &str,
    opening: &str,
    wanted: impl Fn(&str) -> Result<bool>,
) -> Result<String> {
    let (before, rest) = script
        .split_once(&format!("{opening}\n"))
        .with_context(|| format!("No script has the line `{opening}`"))?;
    let (inside, after) = rest
        .split_once("\n};\n")
        .with_context(|| format!("What begins with `{opening}` has no end"))?;
    let mut kept = Vec::new();
    let mut comments = Vec::new();
    let mut is_wanted = true;
    for line in inside.lines() {
        if line.starts_with("  //") {
            comments.push(line);
            continue;
        }
        if let Some(name) = entry(line) {
            is_wanted = wanted(name)?;
        }
        if is_wanted {
            kept.append(&mut comments);
            kept.push(line);
        }
        comments.clear();
    }
    let kept = kept.join("\n");
    Ok(format!("{before}{opening}\n{kept}\n}};\n{after}"))
}

/// The name of the entry that begins with this line.
fn entry(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("  ")?.split_once(": ")?;
    let name = name.trim_matches('"');
    name.starts_with(char::is_alphabetic).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "// First\nconst ALL = {\n  one: {\n    inner: [\"x\"],\n  },\n  // Second\n  \"the second\": function () {\n    two();\n  },\n  three: 3,\n};\nconst rest = { one: 1 };\n";

    #[track_caller]
    fn check(wanted: &[&str], expected: &str) {
        let kept = keep(SCRIPT, "const ALL = {", |name| Ok(wanted.contains(&name))).unwrap();
        assert_eq!(
            kept,
            format!("// First\nconst ALL = {{\n{expected}\n}};\nconst rest = {{ one: 1 }};\n")
        );
    }

    #[test]
    fn entries_go_with_all_their_lines_and_comments() {
        check(&["one"], "  one: {\n    inner: [\"x\"],\n  },");
        check(
            &["the second"],
            "  // Second\n  \"the second\": function () {\n    two();\n  },",
        );
        check(&["three"], "  three: 3,");
    }

    #[test]
    fn wanting_everything_changes_nothing() {
        assert_eq!(keep(SCRIPT, "const ALL = {", |_| Ok(true)).unwrap(), SCRIPT);
    }

    #[test]
    fn a_literal_that_is_not_there_is_an_error() {
        let error = keep(SCRIPT, "const NONE = {", |_| Ok(true)).unwrap_err();
        assert_eq!(error.to_string(), "No script has the line `const NONE = {`");
    }
}
