//! Cuts texts to a length, in Unicode scalar values, where it hurts least. It knows no channel.

use unicode_segmentation::GraphemeCursor;

/// The pieces of a text in their order, none longer than `limit` and none empty. What is lost is white space at the cuts and
/// at both ends. A letter or emoji that is itself longer than the limit is cut all the same.
#[must_use]
pub fn pieces(text: &str, limit: usize) -> Vec<&str> {
    let limit = limit.max(1);
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while let Some(window) = window(rest, limit) {
        let (piece, after) = rest.split_at(cut(rest, window, limit));
        pieces.push(piece.trim_end());
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// As much of a text as fits, without a letter or emoji that is cut in two.
pub(super) fn shortened(text: &str, limit: usize) -> &str {
    let end = window(text, limit).map_or(text.len(), |window| between_clusters(text, window));
    text.get(..end).unwrap_or_default().trim_end()
}

/// The first `limit` characters of a text that has more.
fn window(text: &str, limit: usize) -> Option<&str> {
    let (end, _) = text.char_indices().nth(limit)?;
    text.get(..end)
}

/// Where to cut: the last paragraph, line or sentence of the window's second half, else the last space of the window, else
/// between two letters.
fn cut(text: &str, window: &str, limit: usize) -> usize {
    let half = text.char_indices().nth(limit / 2).map_or(0, |(at, _)| at);
    let late = |place: &Option<usize>| place.is_some_and(|at| at > half);
    let places = places(text, window);
    let place = [places.paragraph, places.line, places.sentence]
        .into_iter()
        .find(late)
        .flatten();
    let end = place
        .or(places.space)
        .unwrap_or_else(|| between_clusters(text, window));
    if end == 0 { window.len() } else { end }
}

/// The last place of each kind.
#[derive(Default)]
struct Places {
    paragraph: Option<usize>,
    line: Option<usize>,
    sentence: Option<usize>,
    space: Option<usize>,
}

/// Where white space begins within a window or right behind it; sentences of some languages end without any.
fn places(text: &str, window: &str) -> Places {
    let mut places = Places::default();
    let mut before = ' ';
    let mut begin = 0;
    let mut lines = 0;
    for (at, c) in text.char_indices() {
        if at > window.len() {
            break;
        }
        if c.is_whitespace() {
            if !before.is_whitespace() {
                (begin, lines) = (at, 0);
                places.space = Some(at);
                if matches!(before, '.' | '!' | '?' | '…') {
                    places.sentence = Some(at);
                }
            }
            if c == '\n' {
                lines += 1;
                places.line = Some(begin);
                if lines == 2 {
                    places.paragraph = Some(begin);
                }
            }
        } else if matches!(before, '。' | '！' | '？') && is_between_clusters(text, at) {
            places.sentence = Some(at);
        }
        before = c;
    }
    places
}

fn is_between_clusters(text: &str, at: usize) -> bool {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.is_boundary(text, 0) == Ok(true)
}

/// The last place within a window that is between two letters or emoji as people see them; 0 if there is none.
fn between_clusters(text: &str, window: &str) -> usize {
    if is_between_clusters(text, window.len()) {
        return window.len();
    }
    let mut cursor = GraphemeCursor::new(window.len(), text.len(), true);
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    #[track_caller]
    fn check(text: &str, limit: usize, expected: &[&str]) {
        assert_eq!(pieces(text, limit), expected);
    }

    #[test]
    fn a_text_that_fits_stays_whole() {
        check("", 5, &[]);
        check(" \n ", 5, &[]);
        check(" hello\n", 5, &["hello"]);
    }

    #[test]
    fn a_text_is_cut_where_it_hurts_least() {
        check(
            "one two.\n\nthree four five",
            15,
            &["one two.", "three four five"],
        );
        check(
            "one two\nthree. four five",
            14,
            &["one two\nthree.", "four five"],
        );
        check("one. two three four", 8, &["one. two", "three", "four"]);
        check("a one two. three four", 14, &["a one two.", "three four"]);
        check("你好。我很好。", 5, &["你好。", "我很好。"]);
        check("one twothree", 6, &["one", "twothr", "ee"]);
    }

    #[test]
    fn a_paragraph_at_the_very_beginning_does_not_make_a_tiny_piece() {
        check("a\n\none two three", 12, &["a\n\none two", "three"]);
    }

    #[test]
    fn what_people_see_as_one_letter_is_not_cut_unless_it_is_too_long() {
        let family = "👩‍👩‍👧";
        check(&family.repeat(3), 7, &[family, family, family]);
        check(
            "e\u{301}e\u{301}e\u{301}",
            3,
            &["e\u{301}", "e\u{301}", "e\u{301}"],
        );
        check("🇰🇪🇰🇷", 3, &["🇰🇪", "🇰🇷"]);
        check(family, 2, &["👩\u{200d}", "👩\u{200d}", "👧"]);
        check("ab", 0, &["a", "b"]);
    }

    #[test]
    fn a_name_is_shortened_between_letters() {
        assert_eq!(shortened("Amina", 28), "Amina");
        assert_eq!(shortened("Amina Otieno", 6), "Amina");
        assert_eq!(shortened("ab👩‍👩‍👧", 5), "ab");
        assert_eq!(shortened("👩‍👩‍👧", 2), "");
        assert_eq!(shortened("ab", 0), "");
    }

    #[test]
    fn nothing_but_white_space_is_ever_lost() {
        const ALPHABET: [&str; 14] = [
            "a",
            "bc",
            " ",
            "  ",
            "\n",
            "\n\n",
            ". ",
            "! ",
            "。",
            "é",
            "e\u{301}",
            "👩‍👩‍👧",
            "🇰🇪",
            "\u{200d}",
        ];
        let seed = fastrand::u64(..);
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..3_000 {
            let length = random.usize(..60);
            let limit = random.usize(1..20);
            let mut text = String::new();
            for _ in 0..length {
                text += ALPHABET[random.usize(..ALPHABET.len())];
            }
            let told = format!("seed {seed}, limit {limit}, {text:?}");
            let pieces = pieces(&text, limit);
            let dense =
                |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
            assert_eq!(dense(&pieces.concat()), dense(&text), "{told}");
            let mut from = 0;
            for piece in pieces {
                assert!(!piece.is_empty() && piece.trim() == piece, "{told}");
                assert!(piece.chars().count() <= limit, "{told}");
                let at = from + text[from..].find(piece).expect(&told);
                assert!(text[from..at].trim().is_empty(), "{told}");
                from = at + piece.len();
                // Only a cluster that is too long, or white space that belongs to one, is cut.
                let mut clusters = text.grapheme_indices(true);
                let cluster = clusters.find(|(begin, it)| *begin < from && from < begin + it.len());
                if let Some((_, cluster)) = cluster {
                    let is_long = cluster.chars().count() > limit;
                    assert!(is_long || cluster.contains(char::is_whitespace), "{told}");
                }
            }
        }
    }
}
