//! Which agents a call rings, and in which order. Pure.

use super::super::presence::{self, Presence, Presences};
use super::super::roster::{self, Listing, Roster};
use crate::config::Line;
use crate::error::Result;
use crate::host::Host;
use crate::values::{AgentId, E164, Entries, Timestamp, fingerprint};
use serde::{Deserialize, Serialize};

/// What is known of the agents.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Team {
    pub(super) listing: Listing,
    #[serde(default)]
    pub(super) own_phones: Entries,
    #[serde(default)]
    pub(super) presences: Presences,
    #[serde(default)]
    pub(super) roster: Option<Roster>,
}

impl Team {
    /// Reads what the app knows of these agents: three store operations.
    pub(crate) async fn of(host: &impl Host, listing: Listing) -> Result<Self> {
        Ok(Self {
            presences: presence::all(host).await?,
            roster: roster::configured(host).await?,
            own_phones: roster::own_phones(host).await?,
            listing,
        })
    }

    /// Everybody who could be rung, in Freshdesk's order.
    pub(super) fn reachable(&self, line: &Line) -> Vec<Reachable> {
        let mut agents = Vec::new();
        for agent in &self.listing.agents {
            if agent.may_be_rung()
                && let Some(phone) = roster::phone_of(agent, &self.own_phones, line)
            {
                agents.push(Reachable {
                    agent: agent.id,
                    phone,
                    free: agent.available,
                });
            }
        }
        if !self.listing.complete {
            // Whom Freshdesk did not tell can still be rung on a number of our own.
            let others = match &self.roster {
                Some(roster) => roster.agents.clone(),
                None => self.presences.agents().collect(),
            };
            for agent in others {
                if self.listing.agents.iter().all(|known| known.id != agent)
                    && let Some(phone) = roster::own_phone_of(agent, &self.own_phones, line)
                {
                    agents.push(Reachable {
                        agent,
                        phone,
                        free: false,
                    });
                }
            }
        }
        agents
    }
}

/// An agent who could be rung.
#[derive(Clone, Debug)]
pub(super) struct Reachable {
    pub(super) agent: AgentId,
    pub(super) phone: E164,
    /// Whether Freshdesk has the agent as available.
    free: bool,
}

/// The rank of agents who are rung only if they are on a roster.
const UNTOLD: u8 = 2;

/// The phones to ring, at most so many, each once, the first first: those of agents who said that they are available, else of those
/// whom Freshdesk has as available, else of all on the roster. Who is away, unreachable or not on a roster that is
/// set is never rung.
///
/// `last` goes first; the others begin with another one for each call, since Freshdesk lists them by name and the
/// first would get every call.
pub(super) fn choose(
    team: &Team,
    reachable: &[Reachable],
    now: Timestamp,
    call: &str,
    last: Option<AgentId>,
    most: usize,
) -> Vec<E164> {
    let mut agents = ranked(team, reachable, now);
    let best = agents.iter().map(|(rank, _)| *rank).min();
    agents.retain(|(rank, _)| Some(*rank) == best);
    if best == Some(UNTOLD) && team.roster.is_none() {
        agents.clear();
    }
    let first = turn(call).checked_rem(agents.len()).unwrap_or_default();
    let around = agents.iter().cycle().skip(first).take(agents.len());
    let front = agents.iter().filter(|(_, one)| Some(one.agent) == last);
    let mut phones = Vec::new();
    for (_, one) in front.chain(around) {
        if phones.len() == most {
            break;
        }
        if !phones.contains(&one.phone) {
            phones.push(one.phone.clone());
        }
    }
    phones
}

/// Those who may be rung now. The best rank is rung; see [`choose`].
fn ranked<'team>(
    team: &Team,
    reachable: &'team [Reachable],
    now: Timestamp,
) -> Vec<(u8, &'team Reachable)> {
    let roster = team.roster.as_ref();
    let mut agents = Vec::new();
    for one in reachable {
        let rank = match team.presences.of(one.agent, now) {
            Some(Presence::Away) => continue,
            Some(Presence::Available) => 0,
            None if one.free => 1,
            None => UNTOLD,
        };
        if roster.is_none_or(|roster| roster.agents.contains(&one.agent)) {
            agents.push((rank, one));
        }
    }
    agents
}

/// A number that is the same for the same call and evenly spread over calls.
fn turn(call: &str) -> usize {
    fingerprint(&[call]).bytes().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::line;
    use super::Presence::{Available, Away};
    use super::*;
    use crate::wire::freshdesk::Agent;
    use serde_json::{Value, json};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn phone(agent: u64) -> String {
        format!("+25472200{agent:04}")
    }

    /// An agent with a number, not available, changed by `with`.
    fn agent(id: u64, with: &Value) -> Agent {
        let mut agent = json!({
            "id": id, "available": false, "deactivated": false, "type": "support_agent",
            "contact": {"phone": null, "mobile": phone(id)},
        });
        for (field, value) in with.as_object().into_iter().flatten() {
            agent[field] = value.clone();
        }
        serde_json::from_value(agent).unwrap()
    }

    fn agents(count: u64, with: &Value) -> Vec<Agent> {
        (1..=count).map(|id| agent(id, with)).collect()
    }

    fn team(agents: Vec<Agent>, words: &[(u64, Presence)], roster: Option<&[u64]>) -> Team {
        Team {
            listing: Listing {
                agents,
                complete: true,
            },
            own_phones: Entries::default(),
            presences: Presences::since(NOW, words),
            roster: roster.map(|ids| Roster {
                agents: ids.iter().copied().map(AgentId).collect(),
            }),
        }
    }

    fn rung(team: &Team, call: &str, last: Option<u64>) -> Vec<String> {
        choose(
            team,
            &team.reachable(&line(&json!({}))),
            NOW,
            call,
            last.map(AgentId),
            usize::MAX,
        )
        .iter()
        .map(E164::to_string)
        .collect()
    }

    /// Compares whom a call rings, in whatever order, by the agents' ids.
    #[track_caller]
    fn check(team: &Team, ids: &[u64]) {
        let mut rung = rung(team, "a call", None);
        rung.sort();
        let phones: Vec<String> = ids.iter().copied().map(phone).collect();
        assert_eq!(rung, phones);
    }

    #[test]
    fn who_said_to_be_available_is_rung_before_all_others() {
        let mut all = agents(3, &json!({}));
        all.push(agent(4, &json!({"available": true})));
        check(
            &team(all.clone(), &[(2, Available), (3, Available)], None),
            &[2, 3],
        );
        check(&team(all, &[(2, Available)], Some(&[1, 2, 4])), &[2]);
    }

    #[test]
    fn else_those_whom_freshdesk_has_as_available_are_rung() {
        let mut all = agents(2, &json!({"available": true}));
        all.push(agent(3, &json!({})));
        check(&team(all.clone(), &[], None), &[1, 2]);
        check(&team(all.clone(), &[], Some(&[2, 3])), &[2]);
        check(&team(all, &[(3, Away)], None), &[1, 2]);
    }

    #[test]
    fn else_the_roster_is_rung_and_without_one_nobody() {
        let all = agents(3, &json!({}));
        check(&team(all.clone(), &[], Some(&[1, 3])), &[1, 3]);
        check(&team(all, &[], None), &[]);
        check(&team(Vec::new(), &[], None), &[]);
    }

    #[test]
    fn who_is_away_is_never_rung() {
        let all = agents(2, &json!({"available": true}));
        check(&team(all.clone(), &[(1, Away)], Some(&[1, 2])), &[2]);
        check(&team(all, &[(1, Away), (2, Away)], None), &[]);
    }

    #[test]
    fn who_is_not_on_a_roster_is_not_rung_even_when_available() {
        let all = agents(2, &json!({"available": true}));
        check(&team(all, &[(1, Available)], Some(&[2])), &[2]);
    }

    #[test]
    fn who_left_or_only_collaborates_or_has_no_number_is_not_rung() {
        for with in [
            json!({"deactivated": true}),
            json!({"type": "collaborator"}),
            json!({"contact": {"phone": null, "mobile": "ask reception"}}),
            json!({"contact": {"phone": "+254203893800"}}),
        ] {
            let all = vec![agent(1, &with), agent(2, &json!({}))];
            check(&team(all, &[(1, Available)], Some(&[1, 2])), &[2]);
        }
    }

    #[test]
    fn our_own_number_for_an_agent_comes_before_those_in_freshdesk() {
        let contact = json!({"contact": {"phone": phone(5), "mobile": phone(6)}});
        let mut team = team(vec![agent(1, &contact)], &[], Some(&[1]));
        check(&team, &[5]);
        team.own_phones.add("1", phone(7));
        check(&team, &[7]);
    }

    #[test]
    fn without_freshdesk_own_numbers_of_the_roster_and_of_those_who_are_present_are_rung() {
        let mut team = team(Vec::new(), &[(1, Available), (2, Away)], None);
        team.listing.complete = false;
        for id in 1..=4 {
            team.own_phones.add(&id.to_string(), phone(id));
        }
        check(&team, &[1]);
        team.roster = Some(Roster {
            agents: [2, 3, 9].map(AgentId).to_vec(),
        });
        check(&team, &[3]);
        team.listing.agents = vec![agent(3, &json!({"deactivated": true}))];
        check(&team, &[]);
    }

    #[test]
    fn a_number_that_two_agents_share_is_rung_once() {
        let shared = json!({"contact": {"mobile": phone(1)}});
        let all = vec![agent(1, &shared), agent(2, &shared)];
        check(&team(all, &[], Some(&[1, 2])), &[1]);
    }

    #[test]
    fn the_agent_who_last_spoke_with_the_caller_is_rung_first() {
        let team = team(agents(5, &json!({"available": true})), &[], None);
        for call in 0..20 {
            let rung = rung(&team, &format!("call-{call}"), Some(4));
            assert_eq!(rung.len(), 5);
            assert_eq!(rung[0], phone(4));
        }
        assert_eq!(rung(&team, "a call", Some(9)).len(), 5);
    }

    #[test]
    fn calls_are_spread_evenly_and_each_rings_everybody() {
        let team = team(agents(4, &json!({"available": true})), &[], None);
        let mut firsts = [0_u32; 4];
        for call in 0..1000 {
            let mut rung = rung(&team, &format!("call-{call}"), None);
            let first = (1..=4).position(|id| rung[0] == phone(id)).unwrap();
            firsts[first] += 1;
            rung.sort();
            assert_eq!(rung, (1..=4).map(phone).collect::<Vec<_>>());
        }
        for count in firsts {
            assert!((200..=300).contains(&count), "{firsts:?}");
        }
    }
}
