//! What a call would meet if it came now, for the set-up check. It decides nothing.

use super::super::roster::{Listing, phone_of};
use super::choice::{Team, choose};
use super::hours::{is_open_now, known};
use crate::config::Voice;
use crate::error::Result;
use crate::host::Host;

/// What a call would meet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outlook {
    /// How many phones it would ring, were the business open.
    pub(crate) phones: usize,
    /// How many agents Freshdesk told who could be rung.
    pub(crate) agents: usize,
    /// How many of them have a number.
    pub(crate) with_number: usize,
    /// How many agents the roster has, if there is one.
    pub(crate) roster: Option<usize>,
    pub(crate) hours: HoursOutlook,
}

/// What is known of the business hours.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum HoursOutlook {
    /// They were never read.
    Unknown,
    /// This zone is unknown, so they are not used.
    StrangeZone(String),
    Known {
        zone: String,
        /// Whether the business is open now, holidays considered.
        open: bool,
    },
}

/// Tells what a call would meet: four store operations. The agents are given, since asking for them is a request.
pub(crate) async fn outlook(host: &impl Host, voice: &Voice, listing: Listing) -> Result<Outlook> {
    let team = Team::of(host, listing).await?;
    let told = team.listing.agents.iter();
    let told: Vec<_> = told.filter(|agent| agent.may_be_rung()).collect();
    let with_number = told
        .iter()
        .filter(|agent| phone_of(agent, &team.own_phones, &voice.line).is_some())
        .count();
    let hours = known(host).await?;
    let open = is_open_now(
        host.now(),
        hours.as_ref(),
        &voice.line.routing.holidays,
        &|at, zone| host.local_time(at, zone),
    );
    let reachable = team.reachable(&voice.line);
    Ok(Outlook {
        phones: choose(&team, &reachable, host.now(), "", None, usize::MAX).len(),
        agents: told.len(),
        with_number,
        roster: team.roster.as_ref().map(|roster| roster.agents.len()),
        hours: match hours {
            None => HoursOutlook::Unknown,
            Some(hours) => match host.local_time(host.now(), &hours.zone) {
                None => HoursOutlook::StrangeZone(hours.zone),
                Some(_) => HoursOutlook::Known {
                    zone: hours.zone,
                    open,
                },
            },
        },
    })
}
