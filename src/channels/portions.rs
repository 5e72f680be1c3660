//! Cuts what a customer wrote into portions that the queue can hold. Almost everything is one portion; nothing is left out.

use super::message::Part;
use super::queue::{Item, written};
use super::split::pieces;

/// The least room for parts: what else an item has is too long to be anybody's name.
const LEAST_ROOM: usize = 10_000;

/// A character takes at most six bytes, and what stands around a text at most 400.
const LONGEST_CHARACTER: usize = 6;
const AROUND_TEXT: usize = 400;

/// The portions of an item in their order; an error says what was wrong with it, without personal data.
pub(super) fn of(item: Item) -> Result<Vec<Item>, String> {
    if item.fits() {
        return Ok(vec![item]);
    }
    let bare = Item {
        parts: Vec::new(),
        ..item.clone()
    };
    let room = bare.room();
    if room < LEAST_ROOM {
        return Err("its sender is too long".to_owned());
    }
    let mut portions: Vec<Item> = Vec::new();
    let mut left = 0;
    for part in item.parts.into_iter().flat_map(|part| cut(part, room)) {
        let size = written(&part).len() + 1;
        match portions.last_mut() {
            Some(portion) if size <= left => {
                left -= size;
                portion.parts.push(part);
            }
            Some(_) | None => {
                left = room.saturating_sub(AROUND_TEXT + size);
                portions.push(portion(&bare, portions.len(), part));
            }
        }
    }
    Ok(portions)
}

fn portion(bare: &Item, number: usize, part: Part) -> Item {
    let later = i64::try_from(number).unwrap_or_default();
    Item {
        id: format!("{} {number}", bare.id),
        since: bare.since.saturating_add(later),
        parts: vec![part],
        ..bare.clone()
    }
}

/// A part that fits into so many bytes stays as it is; another is told in words.
fn cut(part: Part, room: usize) -> Vec<Part> {
    if written(&part).len() + AROUND_TEXT <= room {
        return vec![part];
    }
    let longest = room.saturating_sub(2 * AROUND_TEXT) / LONGEST_CHARACTER;
    let words = part.in_words();
    pieces(&words, longest)
        .into_iter()
        .map(Part::text)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::message::{Kind, Person};
    use super::*;

    fn item(parts: Vec<Part>) -> Item {
        Item {
            id: "n-1".to_owned(),
            since: 5,
            parts,
            ..Item::default()
        }
    }

    #[track_caller]
    fn check(parts: Vec<Part>, count: usize) {
        let words = |parts: &[Part]| -> String { parts.iter().map(Part::in_words).collect() };
        let whole = words(&parts);
        let portions = of(item(parts)).unwrap();
        assert_eq!(portions.len(), count);
        assert!(portions.iter().all(Item::fits));
        assert!(portions.is_sorted_by_key(|portion| portion.since));
        let told: String = portions
            .iter()
            .map(|portion| words(&portion.parts))
            .collect();
        assert_eq!(told, whole);
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let short = item(vec![Part::text("hi"), Part::text("ho")]);
        assert_eq!(of(short.clone()), Ok(vec![short]));
    }

    #[test]
    fn a_long_text_becomes_several_portions_of_which_nothing_is_lost() {
        check(vec![Part::text("😀".repeat(20_000))], 4);
        check(vec![Part::text("\u{1}".repeat(7_000))], 2);
        check(vec![Part::text("x".repeat(60_000))], 3);
        let link = format!("https://a.example/{}", "x".repeat(40_000));
        check(vec![Part::at(Kind::Picture, link, None)], 2);
    }

    #[test]
    fn many_parts_share_portions() {
        check((0..3_000).map(|n| Part::text(n.to_string())).collect(), 5);
    }

    #[test]
    fn a_sender_who_is_too_long_is_refused() {
        let person = Person {
            id: "x".repeat(25_000),
            ..Person::default()
        };
        let long = Item {
            person,
            ..item(vec![Part::text("y".repeat(5_000))])
        };
        assert!(of(long).is_err());
    }
}
