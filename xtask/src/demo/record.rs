//! What the demo prints: each step, what each side received during it, and whether the expectations were met.

use std::collections::BTreeMap;

use platform::runtime::{Costs, Entry, Outcome, What};
use simulators::sautikit::{Heard, Hearing};

/// Counts expectations and remembers how much of each side was printed already.
#[derive(Debug, Default)]
pub(super) struct Record {
    steps: usize,
    expected: usize,
    unmet: usize,
    /// How many lines of each vendor were printed.
    printed: BTreeMap<&'static str, usize>,
    platform: u64,
}

/// A vendor, and one sentence for everything that happened there.
pub(super) type Vendor = (&'static str, Vec<String>);

impl Record {
    pub(super) const fn expected(&self) -> usize {
        self.expected
    }

    pub(super) const fn unmet(&self) -> usize {
        self.unmet
    }

    /// Passes over what happened at a vendor before the demo began.
    pub(super) fn skip(&mut self, (name, lines): &Vendor) {
        self.printed.insert(name, lines.len());
    }

    /// Begins a step.
    pub(super) fn step(&mut self, title: &str) {
        self.steps += 1;
        println!("\n{}. {title}", self.steps);
    }

    /// Says whether something is as it should be.
    pub(super) fn expect(&mut self, what: &str, is_so: bool) {
        self.expected += 1;
        if is_so {
            println!("   ✓ {what}");
        } else {
            self.unmet += 1;
            println!("   ✗ {what}");
        }
    }

    /// Says what something came to, which is nobody's mistake.
    pub(super) fn remark(what: &str) {
        println!("   · {what}");
    }

    /// Prints what each side has received since the last time: the senders, the platform, the products.
    pub(super) fn received(&mut self, senders: &[Vendor], journal: &[Entry], products: &[Vendor]) {
        self.print(senders);
        for entry in journal
            .iter()
            .filter(|entry| entry.sequence >= self.platform)
        {
            if let Some(line) = told(entry, journal) {
                side("platform", &line);
            }
        }
        self.print(products);
        self.platform = journal.last().map_or(0, |entry| entry.sequence + 1);
    }

    fn print(&mut self, vendors: &[Vendor]) {
        for (name, lines) in vendors {
            let printed = self.printed.entry(name).or_default();
            for line in lines.iter().skip(*printed) {
                side(name, line);
            }
            *printed = lines.len();
        }
    }

    /// The journal of a platform that was started again counts from 0.
    pub(super) fn platform_restarted(&mut self) {
        self.platform = 0;
    }

    /// Prints who hears whom at this moment.
    pub(super) fn heard(hearing: &[Hearing]) {
        for Hearing {
            listener, hears, ..
        } in hearing
        {
            side("hearing", &format!("{listener} hears {}", sound(hears)));
        }
    }
}

fn side(who: &str, line: &str) {
    println!("   {who:<9} {line}");
}

fn sound(heard: &Heard) -> String {
    match heard {
        Heard::People(people) if people.is_empty() => "nobody".to_owned(),
        Heard::People(people) => people.join(" and "),
        Heard::RingingTone => "a ringing tone".to_owned(),
        Heard::Message(what) => format!("\"{what}\""),
        Heard::Hold(_) => "what plays on hold".to_owned(),
        Heard::Silence => "silence".to_owned(),
    }
}

/// How an entry of the platform's journal reads; requests and store operations are summed up in the costs.
fn told(entry: &Entry, journal: &[Entry]) -> Option<String> {
    Some(match &entry.what {
        What::EventEnded {
            outcome,
            costs,
            milliseconds,
        } => {
            let name = name_of(entry, journal);
            format!(
                "{name} {} after {milliseconds} ms, {}",
                ended(outcome),
                spent(*costs)
            )
        }
        What::Console { text, .. } => format!("{} said: {text}", name_of(entry, journal)),
        What::HookRefused { status, reason } => {
            format!("refused a webhook with {status}: {reason}")
        }
        What::Notice { text } => text.clone(),
        What::Installed => "the app was installed".to_owned(),
        What::Configured => "the settings were edited".to_owned(),
        What::Uninstalled => "the app was uninstalled and its data wiped".to_owned(),
        What::EventStarted { .. }
        | What::Rendered { .. }
        | What::Request { .. }
        | What::Db { .. }
        | What::Entity { .. }
        | What::Schedule { .. }
        | What::TargetUrl { .. } => return None,
    })
}

/// The event that an entry belongs to.
fn name_of<'a>(entry: &Entry, journal: &'a [Entry]) -> &'a str {
    let named = |other: &'a Entry| {
        if let What::EventStarted { name, .. } = &other.what
            && other.event == entry.event
        {
            return Some(name.as_str());
        }
        None
    };
    journal.iter().find_map(named).unwrap_or("an event")
}

fn ended(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Finished => "finished".to_owned(),
        Outcome::Rejected { error } => format!("was rejected ({error})"),
        Outcome::Threw { error } => format!("threw ({error})"),
        Outcome::TimedOut => "ran out of time".to_owned(),
        Outcome::Died { reason } => format!("died ({reason})"),
    }
}

/// Costs in words.
pub(super) fn spent(costs: Costs) -> String {
    let parts = [
        (costs.requests, "template request"),
        (costs.db, "store operation"),
        (costs.entity, "list operation"),
        (costs.schedule, "schedule operation"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if words.is_empty() {
        "at no cost".to_owned()
    } else {
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_read_as_words() {
        assert_eq!(spent(Costs::default()), "at no cost");
        let costs = Costs {
            requests: 1,
            db: 3,
            entity: 1,
            schedule: 0,
        };
        assert_eq!(
            spent(costs),
            "1 template request, 3 store operations, 1 list operation"
        );
    }

    #[test]
    fn an_unmet_expectation_counts() {
        let mut record = Record::default();
        record.expect("the sky is up", true);
        record.expect("the sky is down", false);
        assert_eq!((record.expected(), record.unmet()), (2, 1));
    }
}
