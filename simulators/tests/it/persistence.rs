//! Tables kept on disk: a restart loses nothing.

use serde_json::json;
use simulators::StartError;
use simulators::freshdesk::{self, Freshdesk};
use simulators::sautikit::{self, Sautikit};
use simulators::sendbird::{self, Entry, Sendbird};

use crate::http::{Desk, clock};
use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, Workspace, agent_first};
use crate::sendbird_sim::{Application, GUEST};

#[tokio::test]
async fn a_restarted_account_knows_its_tickets_notes_contacts_and_agents() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Desk::with(|config| config.state = Some(folder.path().join("new")));
    let before = {
        let desk = open().await;
        desk.ticket("s").await;
        desk.post("tickets/1/notes", json!({"body": "n"})).await;
        desk.sim.set_available(67_021_120_644, true);
        (
            desk.sim.tickets(),
            desk.sim.conversations(1),
            desk.sim.contacts(),
            desk.sim.transcript(),
        )
    };
    let desk = open().await;
    let after = (
        desk.sim.tickets(),
        desk.sim.conversations(1),
        desk.sim.contacts(),
        desk.sim.transcript(),
    );
    assert_eq!(before, after);
    assert_eq!(
        desk.get("agents/67021120644").await.json()["available"],
        true
    );
    assert_eq!(desk.ticket("t").await, 2);
}

#[tokio::test]
async fn a_restarted_workspace_goes_on_with_its_calls() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Workspace::with(|config| config.state = Some(folder.path().to_owned()));
    {
        let workspace = open().await;
        workspace.place(agent_first()).await;
        workspace.sim.answer(AGENT).await.unwrap();
        workspace
            .sim
            .set_routing(OURS, Some("http://127.0.0.1:1/e"), None)
            .unwrap();
        workspace.sim.set_balance(7);
    }
    let workspace = open().await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert!(workspace.sim.are_bridged(AGENT, CUSTOMER));
    assert_eq!(workspace.get("wallet").await.json()["balance_minor"], 7);
    let number = &workspace.get("numbers").await.json()["numbers"][0];
    assert_eq!(number["events_url"], "http://127.0.0.1:1/e");
}

#[tokio::test]
async fn a_restarted_application_knows_its_users_tokens_and_rooms() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Application::with(|config| config.state = Some(folder.path().to_owned()));
    let (token, room, before) = {
        let application = open().await;
        let room = application.video_room().await;
        application.visitor("agent", &room).await;
        let token = application.guest(GUEST).await;
        (token, room, application.sim.rooms())
    };
    let application = open().await;
    assert_eq!(application.sim.rooms(), before);
    let entered = application.sim.enter(&Entry::new(GUEST, &token, &room));
    assert_eq!(entered.unwrap()["user"]["user_id"], GUEST);
    let next = application.guest("next").await;
    assert_ne!(next, token);
}

#[tokio::test]
async fn tables_that_cannot_be_read_are_told_with_their_file() {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "freshdesk",
        "sautikit",
        "sendbird",
        "freshchat",
        "viber",
        "telegram",
        "happytalk",
    ];
    for name in names {
        std::fs::write(folder.path().join(format!("{name}.json")), "{").unwrap();
    }
    let state = Some(folder.path().to_owned());
    let config = freshdesk::Config {
        state: state.clone(),
        clock: clock(),
        ..freshdesk::Config::demo()
    };
    let Err(error) = Freshdesk::start(config, None).await else {
        panic!("it started")
    };
    assert!(matches!(&error, StartError::Tables { .. }));
    assert!(error.to_string().contains("freshdesk.json"), "{error}");
    let config = sendbird::Config {
        state: state.clone(),
        ..sendbird::Config::demo()
    };
    let Err(error) = Sendbird::start(config, None).await else {
        panic!("it started")
    };
    assert!(error.to_string().contains("sendbird.json"), "{error}");
    macro_rules! check {
        ($vendor:ident, $simulator:ident) => {
            let config = simulators::$vendor::Config {
                state: state.clone(),
                ..simulators::$vendor::Config::demo()
            };
            let started = simulators::$vendor::$simulator::start(config, None).await;
            let Err(error) = started else {
                panic!("it started")
            };
            let file = concat!(stringify!($vendor), ".json");
            assert!(error.to_string().contains(file), "{error}");
        };
    }
    check!(freshchat, Freshchat);
    check!(viber, Viber);
    check!(telegram, Telegram);
    check!(happytalk, HappyTalk);
    let config = sautikit::Config {
        state,
        clock: clock(),
        ..sautikit::Config::demo()
    };
    let Err(error) = Sautikit::start(config, None).await else {
        panic!("it started")
    };
    assert!(error.to_string().contains("sautikit.json"), "{error}");
}

#[tokio::test]
async fn a_simulator_listens_where_it_is_told_and_stops_when_it_is_dropped() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sim = Freshdesk::start(freshdesk::Config::demo(), Some(listener))
        .await
        .unwrap();
    assert_eq!(sim.base_url(), format!("http://{address}"));
    let clone = sim.clone();
    drop(sim);
    assert!(tokio::net::TcpStream::connect(address).await.is_ok());
    drop(clone);
    // The listener closes when its task has been dropped.
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
