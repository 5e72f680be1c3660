//! An agent's HTML as plain text: lines, lists and links stay, everything else of it goes. Emoji written as `:smile:` become
//! emoji.
//!
//! It is no parser of documents: one pass, no tree, and every loss is of looks alone.

mod emoji;
mod entity;
mod page;
mod tag;

use self::page::Page;
use self::tag::Tag;

/// The text of a piece of HTML. What looks like a tag and is none that HTML knows stays as it is written.
#[must_use]
pub fn text(html: &str) -> String {
    let mut page = Page::new(!has_blocks(html));
    // Behind the last `>` there are no tags, and looking for their ends would cost more than a text's length.
    let last_end = html.rfind('>').unwrap_or_default();
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('<') {
        page.words(&entity::decoded(before));
        let may_end = html.len() - behind.len() <= last_end;
        let tag = may_end.then(|| Tag::read(behind)).flatten();
        rest = if let Some((tag, after)) = tag {
            page.tag(&tag, after)
        } else {
            page.words("<");
            behind
        };
    }
    page.words(&entity::decoded(rest));
    emoji::written(&page.text())
}

/// Whether lines are made by tags, so that line breaks in the source are white space.
fn has_blocks(html: &str) -> bool {
    let mut pieces = html.split('<').skip(1);
    pieces.any(|piece| {
        let name = piece.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric());
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
        ["br", "p", "div", "li", "tr"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, plain: &str) {
        assert_eq!(text(html), plain, "{html}");
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        for plain in [
            "",
            "hello",
            "a < b and c > d, x<y>z, i<3 u, <-",
            "line\nline\n\nline",
            "see https://a.example/x?a=1:30:2 at 10:30:45",
        ] {
            check(plain, plain);
        }
        check("  a \t b  ", "a b");
        check("a\n\n\n\nb", "a\n\nb");
    }

    #[test]
    fn lines_and_paragraphs_stay_and_looks_go() {
        check("<p>one</p><p>two</p>", "one\n\ntwo");
        check(
            "<div>one</div>\n<div><br></div>\n<div>two</div>",
            "one\n\ntwo",
        );
        check("one<br/>two<BR >three", "one\ntwo\nthree");
        check(
            "<b>a</b><i>b</i> <span style='x>y'>c</span>\n<font color=\"red\">d</font>",
            "ab c\nd",
        );
        check("<h1>T</h1>text<hr>more", "T\n\ntext\nmore");
        check(
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            "a b\nc",
        );
    }

    #[test]
    fn lists_are_told_with_bullets_and_numbers() {
        check("<ul><li>a</li><li>b</li></ul>c", "• a\n• b\nc");
        check(
            "x<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
            "x\n1. a\n• b\n2. c",
        );
        check("<li>a", "• a");
        check("x<ul><li><div>a</div></li><li></li></ul>y", "x\n• a\ny");
        check("</ol></ul><li>a</li>", "• a");
    }

    #[test]
    fn links_are_told_with_their_addresses_once() {
        check(
            "<a href=\"https://a.example/b?c=1&amp;d=2\">our page</a>.",
            "our page (https://a.example/b?c=1&d=2).",
        );
        check(
            "<a href='https://a.example/'>https://a.example</a>",
            "https://a.example",
        );
        check("<a href=https://a.example>a.example</a>", "a.example");
        check(
            "<a href='mailto:a@b.example'>a@b.example</a>",
            "a@b.example",
        );
        check("<a href='tel:+2547'>call us</a>", "call us (tel:+2547)");
        check("<a href='javascript:alert(1)'>click</a>", "click");
        check("x<a href='https://a.example'></a>", "x https://a.example");
        check(
            "<a href='https://a.example'>one<a href='https://b.example'>two",
            "one (https://a.example)two (https://b.example)",
        );
        check(
            "<img src='https://a.example/b.png'> <img alt='cat' src='data:x'>",
            "https://a.example/b.png cat",
        );
    }

    #[test]
    fn what_is_written_in_entities_is_read() {
        check(
            "a&nbsp;b &lt;b&gt; &amp;amp; &#233; &#x1F600; &copy;",
            "a b <b> &amp; é 😀 ©",
        );
        check(
            "&unknown; &#0; &#xD800; &#99999999999; & &; &amp",
            "&unknown; &#0; &#xD800; &#99999999999; & &; &amp",
        );
    }

    #[test]
    fn nothing_of_scripts_styles_and_comments_is_told() {
        check("a<script>alert('<b>')</script>b", "ab");
        check(
            "a<STYLE>p{}</style >b<!-- c > d -->e<!DOCTYPE html>f",
            "abef",
        );
        check("a<script>never closed", "a");
        check("a<!-- never closed", "a<!-- never closed");
        check("a<!-- never <b>closed", "a");
    }

    #[test]
    fn emoji_written_in_letters_become_emoji() {
        check(
            "hi :smile: <b>:heart:</b> https://a.example/:smile:",
            "hi 😄 ❤️ https://a.example/:smile:",
        );
    }

    #[test]
    fn hostile_markup_costs_no_more_than_its_length() {
        for piece in [
            "<div>",
            "<ol><li>",
            "</ul>",
            "<a href=x>",
            "<a ",
            "<a '",
            "<script>",
            "<!--",
            "&",
            "&#",
            "<",
            "<<a",
            ":a",
            "<a href='https://a'>",
        ] {
            let html = piece.repeat(100_000 / piece.len());
            let plain = text(&html);
            assert!(plain.len() <= 3 * html.len(), "{piece}");
        }
    }

    #[test]
    fn no_text_is_too_odd() {
        const ALPHABET: [&str; 24] = [
            "<", ">", "/", "a", "b", "p", "br", "li", "ol", "script", "style", "!--", "--", " ",
            "\n", "'", "\"", "=", "href", "https://", "&", "#x1;", "é", ":smile:",
        ];
        let seed = fastrand::u64(..);
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..5_000 {
            let mut html = String::new();
            for _ in 0..random.usize(..40) {
                html += ALPHABET[random.usize(..ALPHABET.len())];
            }
            let plain = text(&html);
            assert_eq!(plain.trim(), plain, "seed {seed}, {html:?}");
            assert!(!plain.contains("\n\n\n"), "seed {seed}, {html:?}");
        }
    }
}
