//! Channels through the packed zip: customers in their messengers, agents in Freshchat, and nothing but HTTP between them.

use platform::HookMode;
use serde_json::{Map, Value};
use simulators::freshchat::Line;
use simulators::telegram::Words;

use crate::chat::{
    ChatDesk, KAKAOTALK_CUSTOMER, OTHER_TELEGRAM_CUSTOMER, TELEGRAM_CUSTOMER, VIBER_CUSTOMER,
};

async fn installed() -> ChatDesk {
    let desk = ChatDesk::installed(HookMode::Strict, &Map::new()).await;
    // A vendor that asks back during the installation is told again by the schedule.
    desk.pass_minutes(12).await;
    desk
}

/// Checks that an agent and a customer hear each other once; `got` tells the texts that the customer got.
async fn talks(desk: &ChatDesk, channel: &str, asked: &str, got: impl Fn() -> Vec<Value>) {
    desk.settled().await;
    let conversation = desk.conversation_of(channel);
    assert_eq!(
        ChatDesk::said(&conversation),
        [format!("user (normal): {asked}")]
    );
    let id = conversation["conversation_id"].as_str().unwrap();
    desk.freshchat
        .write(Line::new(id, "<p>Yes &amp; welcome</p>"))
        .unwrap();
    desk.freshchat
        .write(Line::note(id, "Known since 2019"))
        .unwrap();
    desk.settled().await;
    assert_eq!(got(), ["Yes & welcome"], "{channel}");
}

#[tokio::test]
async fn a_customer_and_an_agent_talk_in_each_messenger() {
    let desk = installed().await;
    assert!(desk.viber.webhook().is_some() && desk.telegram.webhook().is_some());
    let texts = |inbox: Vec<Value>, name: &str| {
        let texts = inbox.iter().map(|message| message[name].clone());
        texts.collect::<Vec<_>>()
    };

    desk.viber
        .says(VIBER_CUSTOMER, "Are you there?")
        .await
        .unwrap();
    let viber = || texts(desk.viber.inbox(VIBER_CUSTOMER), "text");
    talks(&desk, "viber", "Are you there?", viber).await;

    let words = Words::new(TELEGRAM_CUSTOMER, "Are you open?");
    desk.telegram.says(words).await.unwrap();
    let telegram = || texts(desk.telegram.inbox(TELEGRAM_CUSTOMER), "text");
    talks(&desk, "telegram", "Are you open?", telegram).await;

    desk.happytalk.says(KAKAOTALK_CUSTOMER, "안녕하세요").await;
    let kakaotalk = || texts(desk.happytalk.inbox(KAKAOTALK_CUSTOMER), "message");
    talks(&desk, "kakaotalk", "안녕하세요", kakaotalk).await;
    desk.stop().await;
}

#[tokio::test]
async fn removing_the_app_takes_its_addresses_out() {
    let desk = installed().await;
    desk.sandbox.platform.uninstall().await.unwrap();
    assert_eq!(
        (desk.viber.webhook(), desk.telegram.webhook()),
        (None, None)
    );
    desk.stop().await;
}

/// What a customer of Telegram said, as Freshchat has it.
fn said_by(desk: &ChatDesk, customer: u64) -> Vec<String> {
    let users = desk.freshchat.users();
    let reference = format!("telegram:{customer}");
    let user = users.iter().find(|user| user["reference_id"] == *reference);
    let Some(user) = user else {
        return Vec::new();
    };
    let conversations = desk.freshchat.conversations();
    let theirs = conversations
        .iter()
        .filter(|it| it["user_id"] == user["id"]);
    let said = theirs.flat_map(ChatDesk::said);
    said.filter_map(|line| line.strip_prefix("user (normal): ").map(str::to_owned))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_eighty_messages_in_a_minute_is_told_once_and_in_order() {
    let desk = installed().await;
    desk.pass_minutes(1).await;
    let customers = [TELEGRAM_CUSTOMER, OTHER_TELEGRAM_CUSTOMER];
    for number in 0..40 {
        for customer in customers {
            let words = Words::new(customer, &format!("message {number:02}"));
            desk.telegram.says(words).await.unwrap();
        }
        // Two deliveries of one person within the time that an event takes to start may overtake each other, on the
        // platform as here; what waits after the limits are reached may not.
        desk.settled().await;
    }
    let wanted: Vec<String> = (0..40)
        .map(|number| format!("message {number:02}"))
        .collect();
    let mut minutes = 0;
    while customers
        .iter()
        .any(|customer| said_by(&desk, *customer) != wanted)
    {
        minutes += 5;
        assert!(
            minutes <= 20,
            "after {minutes} minutes: {:?}\n{:#?}",
            customers.map(|customer| said_by(&desk, customer)),
            desk.sandbox.log()
        );
        desk.pass_minutes(5).await;
    }
    desk.pass_minutes(15).await;
    for customer in customers {
        assert_eq!(said_by(&desk, customer), wanted);
    }
    desk.stop().await;
}
