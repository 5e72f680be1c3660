//! What is too large, too slow or too much.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::*;

pub(crate) async fn requests_beyond_the_limits_are_refused(database: Database) {
    let world = World::start(&database).await;
    let large = "x".repeat(70 * 1024);
    let answer = world
        .sautikit("/sautikit/events", "application/json", &large)
        .await;
    assert_eq!(answer.status(), 413);
    let answer = world
        .sautikit("/sautikit/voice", "application/json", &large)
        .await;
    assert_eq!(
        verbs(&serde_json::from_str(&answer.text().await.unwrap()).unwrap()),
        ["say", "hangup"]
    );
    let request = world
        .http
        .get(world.url("/healthz"))
        .header("X-Large", "x".repeat(40 * 1024));
    assert_eq!(request.send().await.unwrap().status(), 431);
    let answer = world.http.get(world.url("/healthz")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer = world.http.get(world.url("/readyz")).send().await.unwrap();
    assert_eq!(
        answer.text().await.unwrap(),
        "ready, but the app has told nothing yet\n"
    );
}

pub(crate) async fn a_question_that_does_not_arrive_is_answered_within_a_second(
    database: Database,
) {
    let world = World::start(&database).await;
    world.push(&nobody()).await;
    let mut connection = TcpStream::connect(world.address).await.unwrap();
    let began = Instant::now();
    let request = "POST /sautikit/voice HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut heard = [0; 4096];
    let length = connection.read(&mut heard).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
    let text = std::str::from_utf8(&heard[..length]).unwrap();
    assert!(
        text.starts_with("HTTP/1.1 200") && text.contains("We are sorry"),
        "{text}"
    );
}

pub(crate) async fn idle_connections_keep_no_caller_out(database: Database) {
    make_room();
    let mut world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let mut idle = Vec::new();
    for _ in 0..1100 {
        idle.push(TcpStream::connect(world.address).await.unwrap());
    }
    // Its caller comes by a connection that is new too.
    world.http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = world.ask("/sautikit/voice", &question("HD_idle")).await;
    assert_eq!(rung(&answer).len(), 2);
}

/// The test itself holds as many connections.
fn make_room() {
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
}

pub(crate) async fn requests_that_do_not_arrive_keep_no_caller_and_no_check_out(
    database: Database,
) {
    make_room();
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let mut held = Vec::new();
    for _ in 0..1700 {
        held.push(TcpStream::connect(world.address).await.unwrap());
    }
    let (events, questions) = held.split_at_mut(600);
    for (path, connections) in [("/sautikit/events", events), ("/sautikit/voice", questions)] {
        let request = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{");
        for connection in connections {
            connection.write_all(request.as_bytes()).await.unwrap();
        }
    }
    let answer = world.ask("/sautikit/voice", &question("HD_late")).await;
    assert_eq!(rung(&answer).len(), 2);
    // A balancer that heard no would send nobody any more.
    let checked = world.http.get(world.url("/readyz")).send().await.unwrap();
    assert_eq!(checked.status(), 200);
}
