//! The agents as an administrator sees them: who takes calls, and on which number.
//!
//! Whom a call rings is decided in `voice::routing`.

use super::{admit, for_a_person};
use crate::config::{Config, Voice};
use crate::error::{Error, Result};
use crate::host::Host;
use crate::values::{AgentId, E164, Entries, Timestamp};
use crate::voice::gateway;
use crate::voice::presence::{self, Presence, Presences};
use crate::voice::roster::{self, Listing, Roster};
use crate::wire::admin::{AdminArguments, SaveTeamArguments, TeamAgent, TeamEntry, TeamReply};

/// How many agents a team may have: as many as are read from Freshdesk, and as fit into a record.
const MOST_AGENTS: usize = 300;

/// The team: one request for each hundred agents and three store operations.
pub async fn get_team(
    host: &impl Host,
    config: &Config,
    arguments: AdminArguments,
) -> Result<TeamReply> {
    admit(host, config, arguments.token.as_deref())?;
    let shown = show(host).await;
    shown.map_err(|error| for_a_person(host, error))
}

async fn show(host: &impl Host) -> Result<TeamReply> {
    let phones = roster::own_phones(host).await?;
    let roster = roster::configured(host).await?.unwrap_or_default();
    let presences = presence::all(host).await?;
    let listing = roster::listing(host).await;
    Ok(team(&listing, &phones, &roster, &presences, host.now()))
}

/// Replaces numbers and roster by those that are sent, all or, if one of them is wrong, none: one request for each hundred
/// agents and three store operations, and one more and five if a gateway is to know it.
pub async fn save_team(
    host: &impl Host,
    config: &Config,
    arguments: SaveTeamArguments,
) -> Result<TeamReply> {
    admit(host, config, arguments.token.as_deref())?;
    let voice = config.voice()?;
    let agents = arguments.agents.ok_or_else(|| {
        Error::declined(
            400,
            "The page did not say who is in the team, so nothing was saved. Reload the page and try again.",
        )
    })?;
    let listing = roster::listing(host).await;
    let (phones, roster) = read(&agents, &listing, voice)?;
    roster::set_own_phones(host, &phones)
        .await
        .map_err(|error| {
            host.log(&format!("The team was not saved: {error}."));
            Error::declined(503, "Nothing was saved. Try again in a minute.")
        })?;
    roster::configure(host, &roster).await.map_err(|error| {
        host.log(&format!("The roster was not saved: {error}."));
        Error::declined(
            503,
            "The numbers were saved, but not the roster. Save again in a minute.",
        )
    })?;
    // What was saved is saved, whether or not the page can show who is present.
    let presences = presence::all(host).await.unwrap_or_default();
    let shown = team(&listing, &phones, &roster, &presences, host.now());
    gateway::tell_agents(host, voice, listing).await;
    Ok(shown)
}

/// Checks what was sent.
fn read(entries: &[TeamEntry], listing: &Listing, voice: &Voice) -> Result<(Entries, Roster)> {
    if entries.len() > MOST_AGENTS {
        return Err(Error::declined(400, "A team has at most 300 agents."));
    }
    let mut phones = Entries::default();
    let mut roster = Roster::default();
    let mut seen: Vec<AgentId> = Vec::new();
    for entry in entries {
        let id = entry.id.as_deref().and_then(|id| id.trim().parse().ok());
        let Some(agent) = id else {
            return Err(Error::declined(
                400,
                "An agent's id is not a number. Reload the page and try again.",
            ));
        };
        let name = name_of(agent, listing);
        if seen.contains(&agent) {
            return Err(Error::declined(
                400,
                format!("The team has {name} twice. Reload the page and try again."),
            ));
        }
        seen.push(agent);
        if let Some(text) = text_of(entry.own_phone.as_deref()) {
            let phone = E164::parse_in(text, voice.line.country).map_err(|_| {
                Error::declined(
                    400,
                    format!(
                        "The number of {name} is not a phone number. Write it like +254712345678."
                    ),
                )
            })?;
            if phone == voice.line.our_number {
                return Err(Error::declined(
                    400,
                    format!(
                        "The number of {name} is the line that customers call. Enter {name}'s own phone."
                    ),
                ));
            }
            phones.add(&agent.to_string(), phone.to_string());
        }
        if entry.on_roster {
            roster.agents.push(agent);
        }
    }
    Ok((phones, roster))
}

fn name_of(agent: AgentId, listing: &Listing) -> String {
    let mut agents = listing.agents.iter();
    let known = agents.find(|known| known.id == agent);
    known
        .and_then(|known| text_of(known.contact.name.as_deref()))
        .map_or_else(|| format!("agent {agent}"), str::to_owned)
}

fn text_of(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn team(
    listing: &Listing,
    phones: &Entries,
    roster: &Roster,
    presences: &Presences,
    now: Timestamp,
) -> TeamReply {
    let row = |agent: AgentId, phone: Option<&str>, deactivated: bool| TeamAgent {
        id: agent.to_string(),
        name: name_of(agent, listing),
        phone: phone.map(str::to_owned),
        own_phone: phones.get(&agent.to_string()).map(str::to_owned),
        on_roster: roster.agents.contains(&agent),
        presence: match presences.of(agent, now) {
            Some(Presence::Available) => "available",
            Some(Presence::Away) => "away",
            None => "unset",
        },
        deactivated,
    };
    let is_known = |agent: AgentId| listing.agents.iter().any(|known| known.id == agent);
    let mut agents: Vec<TeamAgent> = listing
        .agents
        .iter()
        .filter(|agent| agent.deactivated || agent.may_be_rung())
        .map(|agent| {
            let contact = &agent.contact;
            let phone = text_of(contact.phone.as_deref());
            let phone = phone.or_else(|| text_of(contact.mobile.as_deref()));
            row(agent.id, phone, agent.deactivated)
        })
        .collect();
    // Whom Freshdesk did not tell would else be forgotten by the next saving.
    let mut others: Vec<AgentId> = phones
        .pairs()
        .filter_map(|(agent, _)| agent.parse().ok())
        .chain(roster.agents.iter().copied())
        .filter(|agent| !is_known(*agent))
        .collect();
    others.sort_unstable();
    others.dedup();
    agents.extend(others.into_iter().map(|agent| row(agent, None, false)));
    TeamReply { agents }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app;
    use crate::setup::tests::{Memory, config, run};
    use serde_json::{Value, json};

    fn listing() -> Listing {
        let agents = json!([
            {"id": 1, "contact": {"name": "Amina W.", "phone": " ", "mobile": "0722 000111"}},
            {"id": 2, "contact": {"name": "Otieno", "phone": "020 389 3801"}, "deactivated": true},
            {"id": 3, "contact": {"name": "Guest"}, "type": "collaborator"},
        ]);
        Listing {
            agents: serde_json::from_value(agents).unwrap(),
            complete: true,
        }
    }

    fn entries(entries: &Value) -> Vec<TeamEntry> {
        serde_json::from_value(entries.clone()).unwrap()
    }

    #[track_caller]
    fn check_refused(sent: &Value, sentence: &str) {
        let config = config(&json!({}));
        let refusal = read(&entries(sent), &listing(), config.voice().unwrap()).unwrap_err();
        assert_eq!(
            (refusal.status(), refusal.to_string()),
            (400, sentence.to_owned())
        );
    }

    #[test]
    fn what_is_wrong_is_refused_with_the_agents_name() {
        check_refused(
            &json!([{"id": "1", "own_phone": "reception", "on_roster": true}]),
            "The number of Amina W. is not a phone number. Write it like +254712345678.",
        );
        check_refused(
            &json!([{"id": 9, "own_phone": "0203893800"}]),
            "The number of agent 9 is the line that customers call. Enter agent 9's own phone.",
        );
        check_refused(
            &json!([{"id": "1"}, {"id": 1}]),
            "The team has Amina W. twice. Reload the page and try again.",
        );
        for id in [json!("x"), json!(null), json!("-1"), json!("")] {
            check_refused(
                &json!([{"id": id}]),
                "An agent's id is not a number. Reload the page and try again.",
            );
        }
        let many: Vec<Value> = (0..301).map(|id| json!({"id": id})).collect();
        check_refused(&json!(many), "A team has at most 300 agents.");
    }

    /// A server function's payload.
    fn payload(arguments: &Value) -> String {
        let mut payload = arguments.clone();
        payload["iparams"] = json!({
            "sautikit_api_key": "k", "sautikit_from_number": "+254203893800", "freshdesk_domain": "acme.freshdesk.com",
            "freshdesk_api_key": "f", "admin_passcode": "correct horse",
        });
        payload.to_string()
    }

    fn save(host: &Memory, agents: &Value) -> Result<TeamReply> {
        let opened = run(app::open_admin(
            host,
            &payload(&json!({"passcode": "correct horse"})),
        ))?;
        let token = opened.token;
        host.operations();
        let arguments = json!({"token": token, "agents": agents});
        run(app::save_team(host, &payload(&arguments)))
    }

    #[test]
    fn a_team_is_saved_in_two_records_and_an_empty_one_leaves_none_of_numbers() {
        let host = Memory::default();
        let entry = json!([{"id": "7", "own_phone": "0722000111", "on_roster": true}]);
        save(&host, &entry).unwrap();
        assert_eq!(
            (host.requests(), host.operations()),
            (vec!["listAgents"], 3)
        );
        assert_eq!(host.record("agent_phones"), json!({"7": "+254722000111"}));
        assert_eq!(host.record("roster"), json!({"agents": [7]}));
        assert_eq!(save(&host, &json!([])).unwrap().agents, []);
        assert_eq!(host.keys(), ["roster"]);
    }

    #[test]
    fn what_was_not_saved_is_said() {
        let entry = json!([{"id": "7", "own_phone": "0722000111", "on_roster": true}]);
        for (operations, sentence) in [
            (3, "Nothing was saved. Try again in a minute."),
            (
                4,
                "The numbers were saved, but not the roster. Save again in a minute.",
            ),
        ] {
            let host = Memory::default();
            // Opening the page takes three.
            host.break_store_after(operations);
            let refusal = save(&host, &entry).unwrap_err();
            assert_eq!(
                (refusal.status(), refusal.to_string().as_str()),
                (503, sentence)
            );
        }
        let host = Memory::default();
        let refusal = save(&host, &Value::Null).unwrap_err();
        assert_eq!(refusal.status(), 400);
        let wrong = json!([{"id": "7", "own_phone": "0722000111"}, {"id": "8", "own_phone": "x"}]);
        assert_eq!(save(&host, &wrong).unwrap_err().status(), 400);
        assert_eq!(host.keys(), Vec::<String>::new());
    }

    #[test]
    fn without_a_token_nothing_is_asked_or_told() {
        let host = Memory::default();
        let arguments = payload(&json!({"token": "1.2", "agents": []}));
        let refusals = [
            run(app::check_setup(&host, &arguments)).map(drop),
            run(app::get_team(&host, &arguments)).map(drop),
            run(app::save_team(&host, &arguments)).map(drop),
        ];
        for refusal in refusals {
            assert_eq!(refusal.unwrap_err().status(), 401);
        }
        assert_eq!((host.requests(), host.operations()), (vec![], 0));
    }

    #[test]
    fn a_team_is_shown_as_it_was_saved() {
        let config = config(&json!({}));
        let sent = json!([
            {"id": "1", "own_phone": "0733 000 222", "on_roster": true},
            {"id": "2", "own_phone": ""},
            {"id": "77", "own_phone": null, "on_roster": true},
        ]);
        let (phones, roster) = read(&entries(&sent), &listing(), config.voice().unwrap()).unwrap();
        let now = Timestamp::from_millis(0);
        let presences = Presences::since(now, &[(1, Presence::Away)]);
        let shown = team(&listing(), &phones, &roster, &presences, now);
        assert_eq!(
            serde_json::to_value(&shown.agents).unwrap(),
            json!([
                {"id": "1", "name": "Amina W.", "phone": "0722 000111", "own_phone": "+254733000222",
                 "on_roster": true, "presence": "away", "deactivated": false},
                {"id": "2", "name": "Otieno", "phone": "020 389 3801", "on_roster": false,
                 "presence": "unset", "deactivated": true},
                {"id": "77", "name": "agent 77", "on_roster": true, "presence": "unset", "deactivated": false},
            ])
        );
    }
}
