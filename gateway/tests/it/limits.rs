//! What is too large, too slow or too much.

use std::time::{Duration, Instant};

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
