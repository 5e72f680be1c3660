//! What Freshdesk says of each call, counted: nothing may be missing, and nothing may be there twice.
//!
//! It reads tickets and notes as an agent does, by their first words and by the line that names the call.

use std::collections::BTreeMap;

use crate::sandbox::Sandbox;

/// How often each thing is told of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Told {
    /// That it came in: a ticket, or a note on a ticket that was there before.
    pub(crate) opened: usize,
    /// That it ended.
    pub(crate) ended: usize,
    /// That it can be heard.
    pub(crate) recorded: usize,
}

impl Told {
    /// A call that nobody took.
    pub(crate) const MISSED: Self = Self {
        opened: 1,
        ended: 0,
        recorded: 0,
    };

    /// A call that was answered and is over.
    pub(crate) const fn answered(recorded: bool) -> Self {
        Self {
            opened: 1,
            ended: 1,
            recorded: if recorded { 1 } else { 0 },
        }
    }
}

/// What is told of every call that Freshdesk knows of, by the call's id.
pub(crate) fn told(sandbox: &Sandbox) -> BTreeMap<String, Told> {
    let mut calls = BTreeMap::new();
    for ticket in sandbox.tickets() {
        count(&mut calls, &ticket.text);
        for note in &ticket.notes {
            count(&mut calls, note);
        }
    }
    calls
}

fn count(calls: &mut BTreeMap<String, Told>, text: &str) {
    let Some((words, call)) = text.rsplit_once("Sautikit call ID: ") else {
        return;
    };
    let told = calls.entry(call.to_owned()).or_default();
    if words.starts_with("Call ended.") {
        told.ended += 1;
    } else if words.starts_with("Call recording.") {
        told.recorded += 1;
    } else if !words.starts_with("The call was not answered.") {
        told.opened += 1;
    }
}
