//! Agents, their availability, and what only an administrator's key may read.

use serde_json::{Value, json};
use simulators::freshdesk::{Agent, ApiKey, Availability};

use crate::http::Desk;

const AMINA: u64 = 67_013_469_919;
const BRIAN: u64 = 67_021_120_644;

#[tokio::test]
async fn agents_are_listed_by_name_with_phones_and_without_groups() {
    let desk = Desk::open().await;
    let agents = desk.get("agents").await.json();
    let names = agents
        .as_array()
        .unwrap()
        .iter()
        .map(|agent| &agent["contact"]["name"]);
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["Amina Wanjiru", "Brian Otieno", "Chebet Ruto"]
    );
    let phones = agents.as_array().unwrap().iter();
    let phones = phones.map(|it| {
        (
            &it["available"],
            &it["contact"]["phone"],
            &it["contact"]["mobile"],
        )
    });
    assert_eq!(
        phones.collect::<Vec<_>>(),
        [
            (&json!(true), &Value::Null, &json!("+254722000111")),
            (&json!(false), &json!("0733 000 222"), &Value::Null),
            (&json!(true), &Value::Null, &Value::Null),
        ]
    );
    assert!(agents[0].get("group_ids").is_none());
    let view = desk.get(&format!("agents/{AMINA}")).await.json();
    assert_eq!(view["group_ids"], json!([67_000_260_063_u64]));
}

#[tokio::test]
async fn agents_are_paged_and_filtered_by_what_is_stored() {
    let desk = Desk::with(|config| {
        config.agents.push(Agent {
            phone: json!(733_000_333),
            ..Agent::new(9, "Zawadi")
        });
        config.agents.push(Agent {
            occasional: true,
            ..Agent::new(10, "Yusuf")
        });
    })
    .await;
    let first = desk.get("agents?per_page=3").await;
    assert_eq!(first.json().as_array().unwrap().len(), 3);
    assert!(
        first
            .header("link")
            .unwrap()
            .contains("/agents?per_page=3&page=2")
    );
    for (query, expected) in [
        ("mobile=%2B254722000111", json!("Amina Wanjiru")),
        ("phone=0733%20000%20222", json!("Brian Otieno")),
        ("phone=733000333", json!("Zawadi")),
        ("state=occasional", json!("Yusuf")),
        ("email=zawadi@example.co.ke", json!("Zawadi")),
        ("phone=0733000222", Value::Null),
    ] {
        let found = desk.get(&format!("agents?{query}")).await.json();
        assert_eq!(found[0]["contact"]["name"], expected, "{query}");
    }
    assert_eq!(
        desk.get("agents?available=true").await.errors()[0].1,
        "invalid_field"
    );
}

#[tokio::test]
async fn only_an_administrator_reads_agents_groups_and_hours_but_everyone_reads_themselves() {
    let desk = Desk::with(|config| {
        let key = "plain-key".to_owned();
        config.keys.push(ApiKey {
            key,
            agent_id: BRIAN,
            admin: false,
        });
    })
    .await;
    let plain = desk.keyed("plain-key");
    for path in [
        "agents",
        "agents/67013469919",
        "agents/67013469919/availability",
        "groups",
        "groups/67000260063",
        "business_hours",
        "account",
    ] {
        let reply = plain.get(path).await;
        assert_eq!(reply.status, 403, "{path}");
        assert_eq!(reply.json()["code"], "access_denied", "{path}");
    }
    assert_eq!(plain.get("agents/me").await.json()["id"], BRIAN);
    assert_eq!(desk.get("agents/me").await.json()["id"], AMINA);
    assert_eq!(plain.get("tickets").await.status, 200);
}

#[tokio::test]
async fn availability_is_offered_by_some_accounts_only() {
    let desk = Desk::open().await;
    let path = format!("agents/{AMINA}/availability");
    assert_eq!(desk.get(&path).await.status, 404);
    desk.sim
        .switch(|switches| switches.availability = Availability::Forbidden);
    assert_eq!(desk.get(&path).await.json()["code"], "require_feature");
    desk.sim
        .switch(|switches| switches.availability = Availability::Offered);
    let channel = &desk.get(&path).await.json()["channel_availability"][0];
    assert_eq!(
        (&channel["channel"], &channel["available"]),
        (&json!("freshdesk"), &json!(true))
    );
    let list = desk.get("agents?only=availability").await.json();
    assert_eq!(list[0]["user_data"]["user"]["mobile"], "+254722000111");
}

#[tokio::test]
async fn an_agent_can_be_made_available_while_the_account_runs() {
    let desk = Desk::open().await;
    desk.sim.set_available(BRIAN, true);
    let agent = desk.get(&format!("agents/{BRIAN}")).await.json();
    assert_eq!(
        (&agent["available"], &agent["available_since"]),
        (&json!(true), &json!("2026-07-01T08:15:00Z"))
    );
    assert_eq!(
        desk.sim.transcript(),
        ["agent Brian Otieno is now available"]
    );
}

#[tokio::test]
async fn a_group_shows_its_members_on_its_own_page_only() {
    let desk = Desk::open().await;
    let list = desk.get("groups").await.json();
    assert!(list[0].get("agent_ids").is_none());
    let view = desk.get("groups/67000260063").await.json();
    assert_eq!(view["agent_ids"], json!([AMINA, BRIAN]));
    assert_eq!(view["auto_ticket_assign"], 1);
}
