//! HTML's character references, as far as editors write them. What is not known stays as it is.

use std::borrow::Cow;

/// Longer names than this are not looked for.
const LONGEST: usize = 10;

const NAMES: [(&str, &str); 32] = [
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("cent", "¢"),
    ("copy", "©"),
    ("deg", "°"),
    ("emsp", " "),
    ("ensp", " "),
    ("euro", "€"),
    ("gt", ">"),
    ("hellip", "…"),
    ("iexcl", "¡"),
    ("iquest", "¿"),
    ("laquo", "«"),
    ("ldquo", "“"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("middot", "·"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("pound", "£"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rdquo", "”"),
    ("reg", "®"),
    ("rsquo", "’"),
    ("shy", ""),
    ("thinsp", " "),
    ("times", "×"),
    ("trade", "™"),
    ("zwnj", "\u{200c}"),
];

/// A text with its character references read.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    decoded.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let end = piece.bytes().take(LONGEST).position(|byte| byte == b';');
        let reference = end.and_then(|end| Some((piece.get(..end)?, piece.get(end + 1..)?)));
        let read = reference.and_then(|(name, after)| Some((letter(name)?, after)));
        if let Some((letter, after)) = read {
            decoded.push_str(&letter);
            decoded.push_str(after);
        } else {
            decoded.push('&');
            decoded.push_str(piece);
        }
    }
    Cow::Owned(decoded)
}

fn letter(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = match hex {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let letter = char::from_u32(code.ok()?).filter(|letter| *letter != '\0')?;
        return Some(Cow::Owned(letter.to_string()));
    }
    let mut names = NAMES.iter();
    names.find_map(|(known, letter)| (*known == name).then_some(Cow::Borrowed(*letter)))
}
