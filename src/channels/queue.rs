//! What is still to be told, written ahead so that nothing is lost, and what is remembered of each line: the talk of one
//! person on one channel. All of it lies in one list; who tells it is decided elsewhere.

use serde::{Deserialize, Serialize};

use super::message::{Part, Person};
use crate::error::Result;
use crate::host::{Claim, Host, List, Record, Row};
use crate::json;
use crate::values::{Entries, Timestamp, fingerprint};

/// An entry of the list: of which line, whether it waits, how far it came, and the rest as JSON in pieces.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
struct Entry(Entries);

impl List for Entry {
    const ENTITY: &'static str = "message";
}

const LINE: &str = "line";
const SHELF: &str = "shelf";
const STEP: &str = "step";
/// Where what is still to be told lies.
const WAITING: &str = "waiting";

/// Where what is remembered lies: by the day on which something was last told, so that old lines can be found.
fn known_on(day: i64) -> String {
    format!("known-{day}")
}

/// The longest text that a field of the entity store holds, here in bytes since nobody says what it counts, and the fields
/// that hold a text in pieces.
const PIECE: usize = 2048;
const PIECES: [&str; 14] = [
    "text1", "text2", "text3", "text4", "text5", "text6", "text7", "text8", "text9", "text10",
    "text11", "text12", "text13", "text14",
];

/// What an entry holds: a piece may end up to three bytes early, before a character that does not fit.
const ROOM: usize = (PIECE - 3) * PIECES.len();

impl Entry {
    /// An entry with this text, cut to what its fields hold.
    fn new(line: &str, shelf: &str, step: usize, text: &str) -> Self {
        let mut entries = Entries::default();
        entries.add(LINE, line.to_owned());
        entries.add(SHELF, shelf.to_owned());
        entries.add(STEP, step.to_string());
        let mut rest = text;
        for name in PIECES {
            let (piece, more) = rest.split_at(rest.floor_char_boundary(PIECE));
            if !piece.is_empty() {
                entries.add(name, piece.to_owned());
            }
            rest = more;
        }
        Self(entries)
    }

    fn text(&self) -> String {
        let pieces = PIECES.iter().filter_map(|name| self.0.get(name));
        pieces.collect()
    }

    fn step(&self) -> usize {
        let step = self.0.get(STEP).and_then(|step| step.parse().ok());
        step.unwrap_or_default()
    }

    fn lies_on(&self, place: &str) -> bool {
        self.0.get(SHELF) == Some(place)
    }
}

/// Which way something goes.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    /// From the customer to Freshchat.
    #[default]
    Inward,
    /// From an agent or a bot to the customer.
    Outward,
    /// From this app to the agents.
    Note,
}

/// Something that is to be told.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(super) struct Item {
    /// Which way.
    pub(super) way: Way,
    /// The channel's word.
    pub(super) channel: String,
    /// The person on the channel.
    pub(super) person: Person,
    /// By what a second copy of it is known.
    pub(super) id: String,
    /// What comes before what, of one way.
    pub(super) order: i64,
    /// When it came here, in milliseconds since 1970.
    pub(super) since: i64,
    /// What is told.
    pub(super) parts: Vec<Part>,
    /// What an agent lets the customer choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) choices: Vec<String>,
    /// The Freshchat user, as far as whoever queued it knew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<String>,
    /// The Freshchat conversation, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) conversation: Option<String>,
    /// What the agent is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<String>,
}

impl Item {
    /// The line it belongs to.
    pub(super) fn line(&self) -> String {
        line_of(&self.channel, &self.person.id)
    }

    /// How long it has been here, in seconds.
    pub(super) fn age(&self, now: Timestamp) -> i64 {
        now.seconds_since(Timestamp::from_millis(self.since))
    }

    /// What the line remembers of it.
    fn trace(&self) -> String {
        let way = match self.way {
            Way::Inward => "in",
            Way::Outward => "out",
            Way::Note => "note",
        };
        short(&[way, &self.id])
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.choices.is_empty()
    }

    /// Whether it fits into an entry.
    pub(super) fn fits(&self) -> bool {
        written(self).len() <= ROOM
    }

    /// How many bytes are left for further parts.
    pub(super) fn room(&self) -> usize {
        ROOM.saturating_sub(written(self).len())
    }
}

/// The line of a person on a channel.
pub(super) fn line_of(channel: &str, person: &str) -> String {
    fingerprint(&["line", channel, person])
}

fn short(parts: &[&str]) -> String {
    let mut short = fingerprint(parts);
    short.truncate(9);
    short
}

/// A value as an entry holds it.
pub(super) fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// How many messages a line remembers: far more than a person writes while a vendor may tell something twice, and half of
/// what an entry holds.
const REMEMBERED: usize = 500;

/// What is remembered of a line.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(super) struct Line {
    /// The person's user in Freshchat.
    pub(super) user: Option<String>,
    /// The conversation the person writes in.
    pub(super) conversation: Option<String>,
    /// What was told lately, the latest last.
    told: Vec<String>,
    /// Which of Freshchat's messages are ours, the latest last.
    posted: Vec<String>,
}

impl Line {
    /// Whether this was told already.
    pub(super) fn has_told(&self, item: &Item) -> bool {
        self.told.contains(&item.trace())
    }

    /// Whether this message of Freshchat is one that is known to be ours.
    pub(super) fn has_posted(&self, message: &str) -> bool {
        self.posted.contains(&short(&[message]))
    }

    fn remember(&mut self, item: &Item, message: Option<&str>) {
        keep(&mut self.told, item.trace());
        if let Some(message) = message {
            keep(&mut self.posted, short(&[message]));
        }
    }

    fn join(&mut self, other: Self) {
        self.user = self.user.take().or(other.user);
        self.conversation = self.conversation.take().or(other.conversation);
        for trace in other.told {
            keep(&mut self.told, trace);
        }
        for trace in other.posted {
            keep(&mut self.posted, trace);
        }
    }
}

fn keep(traces: &mut Vec<String>, trace: String) {
    if !traces.contains(&trace) {
        traces.push(trace);
    }
    let surplus = traces.len().saturating_sub(REMEMBERED);
    traces.drain(..surplus);
}

/// Something that waits, and its entry.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) item: Item,
    entry: Row<Entry>,
}

impl Waiting {
    /// How many of its messages were sent.
    pub(super) fn sent(&self) -> usize {
        self.step() / 2
    }

    /// Whether the next one was begun, so that nobody knows whether it was sent.
    pub(super) fn is_begun(&self) -> bool {
        self.step() % 2 == 1
    }

    fn step(&self) -> usize {
        self.entry.value.step()
    }

    /// Whether it is the same entry.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.entry.id == other.entry.id
    }

    /// Notes, before it is done, that the message after these is being sent.
    pub(super) async fn begin(&mut self, host: &impl Host, sent: usize) -> Result<()> {
        self.reach(host, 2 * sent + 1).await
    }

    /// Notes that so many messages were sent and no other was begun.
    pub(super) async fn pause(&mut self, host: &impl Host, sent: usize) -> Result<()> {
        self.reach(host, 2 * sent).await
    }

    async fn reach(&mut self, host: &impl Host, step: usize) -> Result<()> {
        let entry = &mut self.entry;
        if entry.value.step() == step {
            return Ok(());
        }
        let line = entry.value.0.get(LINE).unwrap_or_default();
        entry.value = Entry::new(line, WAITING, step, &entry.value.text());
        host.replace(entry).await
    }

    /// Takes it off the list.
    pub(super) async fn drop(&self, host: &impl Host) -> Result<()> {
        host.remove(&self.entry).await
    }
}

/// Writes ahead what is to be told: one list operation.
pub(super) async fn append(host: &impl Host, item: &Item) -> Result<()> {
    let entry = Entry::new(&item.line(), WAITING, 0, &written(item));
    host.append(&entry).await
}

/// A line as its holder sees it.
#[derive(Debug)]
pub(super) struct Held {
    /// What is remembered.
    pub(super) line: Line,
    /// The line's own entry, and others of the same line, which a lost answer of the store left behind.
    entries: Vec<Row<Entry>>,
    name: String,
}

impl Held {
    /// Reads a line and what waits on it, in the order in which it is to be told: one list operation for each hundred entries.
    pub(super) async fn read(host: &impl Host, name: &str) -> Result<(Self, Vec<Waiting>)> {
        let rows = host.rows::<Entry>(Some((LINE, name))).await?;
        let (waiting, entries) = rows
            .into_iter()
            .partition::<Vec<_>, _>(|row| row.value.lies_on(WAITING));
        let mut line = Line::default();
        for entry in &entries {
            line.join(json::decode(&entry.value.text()).unwrap_or_default());
        }
        let held = Self {
            line,
            entries,
            name: name.to_owned(),
        };
        let (mut waiting, unreadable) = readable(waiting);
        for row in unreadable {
            host.log("Something that waited cannot be read and is given up.");
            host.remove(&row).await?;
        }
        in_order(&mut waiting);
        Ok((held, waiting))
    }

    /// Remembers that this was told, as this message of Freshchat if it is one, and takes it off the list: two list operations.
    pub(super) async fn told(
        &mut self,
        host: &impl Host,
        waiting: &Waiting,
        message: Option<&str>,
    ) -> Result<()> {
        self.line.remember(&waiting.item, message);
        self.keep(host).await?;
        waiting.drop(host).await
    }

    /// Writes down what is remembered: one list operation, or two for a line that nobody wrote on before.
    pub(super) async fn keep(&mut self, host: &impl Host) -> Result<()> {
        let today = known_on(host.now().seconds() / DAY);
        let value = Entry::new(&self.name, &today, 0, &written(&self.line));
        let Some(entry) = self.entries.first_mut() else {
            host.append(&value).await?;
            let rows = host.rows::<Entry>(Some((LINE, &self.name))).await?;
            let known = rows.into_iter().filter(|row| !row.value.lies_on(WAITING));
            self.entries = known.collect();
            return Ok(());
        };
        if entry.value != value {
            entry.value = value;
            host.replace(entry).await?;
        }
        for double in self.entries.drain(1..) {
            host.remove(&double).await?;
        }
        Ok(())
    }
}

/// What was begun comes first, whatever came in later: it is looked for where it was told, and its parts stay together.
fn in_order(waiting: &mut [Waiting]) {
    waiting.sort_by_key(|waiting| {
        let Item {
            way, order, since, ..
        } = waiting.item;
        (way, waiting.step() == 0, order, since)
    });
}

/// Everything that waits, on whatever line: one list operation for each hundred, of which there are at most five.
pub(super) async fn waiting(host: &impl Host) -> Result<Vec<Waiting>> {
    let rows = host.rows::<Entry>(Some((SHELF, WAITING))).await?;
    let (mut waiting, _unreadable) = readable(rows);
    waiting.sort_by_key(|waiting| waiting.item.since);
    Ok(waiting)
}

/// What waits, and the entries that nobody can read.
fn readable(rows: Vec<Row<Entry>>) -> (Vec<Waiting>, Vec<Row<Entry>>) {
    let mut waiting = Vec::new();
    let mut unreadable = Vec::new();
    for row in rows {
        match json::decode(&row.value.text()) {
            Ok(item) => waiting.push(Waiting { item, entry: row }),
            Err(_) => unreadable.push(row),
        }
    }
    (waiting, unreadable)
}

const DAY: i64 = 24 * 60 * 60;

/// After how many days without a word a line is forgotten, since a list holds ten thousand entries: whoever writes then is
/// found by four requests instead of one. And how many further days are looked at, should the schedule have rested.
const MEMORY: i64 = 8;
const OLDER: i64 = 60;

/// How many lines are forgotten at once.
const MOST_FORGOTTEN: usize = 20;

/// Forgets lines of one day: every other time of the first day that is old, else of another one before it. One list
/// operation, and one for each line.
pub(super) async fn forget_some(host: &impl Host, run: i64) -> Result<()> {
    let age = if run % 2 == 0 {
        MEMORY
    } else {
        MEMORY + 1 + run / 2 % OLDER
    };
    let day = known_on(host.now().seconds() / DAY - age);
    let lines = host.rows::<Entry>(Some((SHELF, &day))).await?;
    for line in lines.iter().take(MOST_FORGOTTEN) {
        host.remove(line).await?;
    }
    Ok(())
}

/// Who tells what waits on a line. Only one may, so that the order is kept and nothing is told twice.
struct Holder<'a>(&'a str);

/// Since when a line is held.
#[derive(Debug, Deserialize, Serialize)]
struct HeldSince {
    at: i64,
}

impl Record for Holder<'_> {
    type Value = HeldSince;

    fn key(&self) -> String {
        format!("line:{}", self.0)
    }
}

/// How long a line may be held, in seconds: the platform ends every event long before.
const LONGEST_HOLD: i64 = 60;

/// Tries to become a line's holder: one store operation.
pub(super) async fn take(host: &impl Host, line: &str) -> Result<Claim> {
    let at = host.now().millis();
    host.claim(&Holder(line), &HeldSince { at }).await
}

/// Like [`take`], but takes the line away from a holder that the platform has ended. Only the schedule may, of which there is
/// one at a time: two of these at once could both win.
pub(super) async fn take_over(host: &impl Host, line: &str) -> Result<Claim> {
    if take(host, line).await? == Claim::Won {
        return Ok(Claim::Won);
    }
    let held = host.load(&Holder(line)).await?;
    let is_held = held.is_some_and(|HeldSince { at }| {
        host.now().seconds_since(Timestamp::from_millis(at)) < LONGEST_HOLD
    });
    if is_held {
        return Ok(Claim::Taken);
    }
    host.erase(&Holder(line)).await?;
    take(host, line).await
}

/// Lets a line go: one store operation.
pub(super) async fn release(host: &impl Host, line: &str) {
    if let Err(error) = host.erase(&Holder(line)).await {
        host.log(&format!(
            "What is written meanwhile waits some minutes: {error}."
        ));
    }
}
