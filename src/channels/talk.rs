//! Tells what waits, line by line: one holder at a time, each way in its order, and nothing twice.
//!
//! Everything is written ahead in the queue, so that whoever is cut off or held up leaves it to the next event of the line,
//! to an event of another line that has time, or to the schedule.

use super::message::{Part, Person};
use super::outward::Delivered;
use super::queue::{self, Held, Item, Waiting, Way};
use super::{Channels, inward, outward};
use crate::error::Result;
use crate::host::{Claim, Host};
use crate::setup::RUN_SECONDS;

/// How old something has to be, in seconds, before others than the event that brought it look after it.
const OVERDUE: i64 = 45;

/// How many lines an event looks after, its own several times if more is written meanwhile.
const MOST_ROUNDS: usize = 4;

/// How many messages a run of the schedule tells, and how long it goes on, in seconds: events that come meanwhile need
/// requests too, and the platform ends a run after twenty seconds.
const MOST_IN_A_RUN: usize = 25;
const LONGEST_RUN: i64 = 10;

/// How long what customers wrote is kept, and what agents are to be told, in seconds.
const PATIENCE: i64 = 9 * 24 * 60 * 60;
const NOTE_PATIENCE: i64 = 24 * 60 * 60;

/// Writes items of one line ahead and tells them, unless somebody else is telling that line, who then tells these too. An
/// error says that one could not be written ahead, so that nobody will ever tell it.
pub(super) async fn queue_and_tell(
    host: &impl Host,
    channels: &Channels,
    items: &[Item],
) -> Result<()> {
    let mut written = Ok(());
    for item in items {
        if let Err(error) = queue::append(host, item).await {
            host.log(&format!("A message is written ahead once more: {error}."));
            written = written.and(queue::append(host, item).await);
        }
    }
    if let (Some(item), Ok(())) = (items.first(), &written) {
        attend(host, channels, item.line()).await;
    }
    written
}

/// Tells what waits on a line, and then on another one that is overdue.
async fn attend(host: &impl Host, channels: &Channels, mut line: String) {
    let mut has_helped = false;
    for _ in 0..MOST_ROUNDS {
        match queue::take(host, &line).await {
            Ok(Claim::Won) => {}
            Ok(Claim::Taken) => return,
            Err(error) => return host.log(&format!("What waits is told later: {error}.")),
        }
        let told = tell_line(host, channels, &line, usize::MAX).await;
        queue::release(host, &line).await;
        if told.is_exhausted {
            return;
        }
        // Whoever wrote something ahead while the line was held has gone away, so it is looked at once more.
        let waiting = match queue::waiting(host).await {
            Ok(waiting) => waiting,
            Err(error) => return host.log(&format!("What waits is told later: {error}.")),
        };
        let is_new = |waiting: &&Waiting| {
            waiting.item.line() == line && !told.left.iter().any(|left| left.is(waiting))
        };
        if waiting.iter().any(|waiting| is_new(&waiting)) {
            continue;
        }
        let now = host.now();
        let is_overdue =
            |waiting: &&Waiting| waiting.item.line() != line && waiting.item.age(now) >= OVERDUE;
        match waiting.iter().rfind(is_overdue) {
            Some(other) if !has_helped => line = other.item.line(),
            Some(_) | None => return,
        }
        has_helped = true;
    }
}

/// What the schedule does: tells what is overdue, and forgets people who have not written for long.
pub(super) async fn keep_up(host: &impl Host, channels: &Channels) {
    let run = host.now().seconds() / RUN_SECONDS;
    catch_up(host, channels, run).await;
    if let Err(error) = queue::forget_some(host, run).await {
        host.log(&format!("Nobody was forgotten this time: {error}."));
    }
}

/// Tells what is overdue: one run the oldest first, the next one the newest, so that what cannot be told for days does not
/// hold up the rest.
async fn catch_up(host: &impl Host, channels: &Channels, run: i64) {
    let mut waiting = match queue::waiting(host).await {
        Ok(waiting) => waiting,
        Err(error) => return host.log(&format!("What waits could not be read: {error}.")),
    };
    let began = host.now();
    if run % 2 == 1 {
        waiting.reverse();
    }
    let mut left = MOST_IN_A_RUN;
    let mut seen: Vec<String> = Vec::new();
    for waiting in waiting {
        let line = waiting.item.line();
        if waiting.item.age(began) < OVERDUE || seen.contains(&line) {
            continue;
        }
        if left == 0 || host.now().seconds_since(began) > LONGEST_RUN {
            return;
        }
        match queue::take_over(host, &line).await {
            Ok(Claim::Won) => {}
            Ok(Claim::Taken) => continue,
            Err(error) => return host.log(&format!("What waits is told later: {error}.")),
        }
        let told = tell_line(host, channels, &line, left).await;
        queue::release(host, &line).await;
        if told.is_exhausted {
            return;
        }
        left = left.saturating_sub(told.count);
        seen.push(line);
    }
}

/// How telling a line went.
#[derive(Default)]
struct Told {
    /// How many were told or tried.
    count: usize,
    /// What still waits.
    left: Vec<Waiting>,
    /// Whether the platform or Freshchat wants a pause.
    is_exhausted: bool,
}

/// Tells what waits on a line that is held, at most so many. What fails holds up what goes the same way after it, and
/// nothing else.
async fn tell_line(host: &impl Host, channels: &Channels, line: &str, most: usize) -> Told {
    let mut told = Told::default();
    let (mut held, waiting) = match Held::read(host, line).await {
        Ok(read) => read,
        Err(error) => {
            host.log(&format!("What waits is told later: {error}."));
            told.is_exhausted = true;
            return told;
        }
    };
    let mut shut: Vec<Way> = Vec::new();
    for mut next in waiting {
        let way = next.item.way;
        if shut.contains(&way) || told.is_exhausted || told.count >= most {
            told.left.push(next);
            continue;
        }
        told.count += 1;
        match tell(host, channels, &mut held, &mut next).await {
            Ok(true) => {}
            Ok(false) => {
                shut.push(way);
                told.left.push(next);
            }
            Err(error) => {
                host.log(&format!("A message is told later: {error}."));
                told.is_exhausted = error.status() == 429;
                shut.push(way);
                told.left.push(next);
            }
        }
    }
    told
}

/// Tells one thing; `false` if it has to wait.
async fn tell(
    host: &impl Host,
    channels: &Channels,
    held: &mut Held,
    waiting: &mut Waiting,
) -> Result<bool> {
    if held.line.has_told(&waiting.item) {
        waiting.drop(host).await?;
        return Ok(true);
    }
    let age = waiting.item.age(host.now());
    let message = match waiting.item.way {
        Way::Inward if age > PATIENCE => {
            host.log("A message that Freshchat did not take for nine days is given up.");
            None
        }
        Way::Note if age > NOTE_PATIENCE => {
            host.log("Agents could not be told something for a day; it is given up.");
            None
        }
        Way::Inward => inward::tell(host, channels, held, waiting).await?,
        Way::Note => inward::note(host, held, waiting).await?,
        Way::Outward => match outward::deliver(host, channels, held, waiting).await? {
            Delivered::Later => return Ok(false),
            Delivered::Done(sentence) => {
                if let Some(sentence) = sentence {
                    queue::append(host, &note_about(host, &waiting.item, sentence)).await?;
                }
                None
            }
        },
    };
    held.told(host, waiting, message.as_deref()).await?;
    Ok(true)
}

/// What agents are to be told about a message of theirs.
fn note_about(host: &impl Host, item: &Item, sentence: String) -> Item {
    note(
        host,
        &item.channel,
        item.person.clone(),
        &item.id,
        sentence,
        item.conversation.clone(),
    )
}

/// What agents are to be told about a person of a channel.
pub(super) fn note(
    host: &impl Host,
    channel: &str,
    person: Person,
    id: &str,
    sentence: String,
    conversation: Option<String>,
) -> Item {
    let now = host.now().millis();
    Item {
        way: Way::Note,
        channel: channel.to_owned(),
        person,
        id: id.to_owned(),
        order: now,
        since: now,
        parts: vec![Part::text(sentence)],
        conversation,
        ..Item::default()
    }
}
