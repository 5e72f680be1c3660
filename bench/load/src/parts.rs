//! The parts of the measurement, one after the other, each bounded in time.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::app::App;
use crate::callers::{Answers, CONNECTIONS, Connection, ask};
use crate::messages::Writer;
use crate::process::Process;
use crate::softphones::Softphones;

/// How long the baseline is asked, before the gateway and after it.
const BASELINE: Duration = Duration::from_secs(3);

/// How long the gateway is asked about new calls.
const NEW: Duration = Duration::from_secs(6);

/// How long it is asked at half of that load.
const HALF: Duration = Duration::from_secs(6);

/// How long it is asked the same, and while something hangs.
const SHORT: Duration = Duration::from_secs(3);

/// How many streams are open at once.
const STREAMS: u64 = 2000;

/// How many events are told to all of them, and how long a pause is between two.
const EVENTS: usize = 20;
const BETWEEN: Duration = Duration::from_millis(150);

/// How long events are told until the gateway is killed.
const BURST: Duration = Duration::from_secs(1);

/// How long the app may take afterwards to be told of all of them.
const REPLAY: Duration = Duration::from_secs(30);

/// Everything that a gateway needs, and its program.
struct World<'a> {
    program: &'a Path,
    folder: TempDir,
    app: App,
    writer: Writer,
}

impl World<'_> {
    fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("gateway.db").display())
    }

    /// Starts the gateway, which the app tells whom to ring.
    async fn gateway(&self) -> Result<Process> {
        let gateway = Process::gateway(self.program, &self.database()).await?;
        let snapshot = self.writer.snapshot(self.app.address)?;
        let (status, why) = gateway.send(snapshot).await?;
        ensure!(status == 204, "the snapshot was refused: {status} {why}");
        Ok(gateway)
    }
}

/// Measures everything.
pub(crate) async fn measure(program: &Path) -> Result<Value> {
    let new = || async {
        anyhow::Ok(World {
            program,
            folder: tempfile::tempdir()?,
            app: App::start().await?,
            writer: Writer::new()?,
        })
    };
    let (voice, a_second) = voice(&new().await?).await.context("answers")?;
    let half = a_second / 2.0;
    Ok(json!({
        "voice": voice,
        "half": half_load(&new().await?, half).await.context("half load")?,
        "hanging": hanging(&new().await?, half).await.context("something hangs")?,
        "streams": streams(&new().await?).await.context("streams")?,
        "crash": crash(&new().await?).await.context("a crash")?,
    }))
}

/// An answer costs so much processor time of the server's, in microseconds.
async fn measured(
    server: &Process,
    asking: impl Future<Output = Result<Answers>>,
) -> Result<(f64, f64)> {
    let before = server.worked()?;
    let answers = asking.await?;
    let worked = server.worked()? - before;
    Ok((answers.a_second(), worked / answers.count() * 1_000_000.0))
}

/// How many new calls are answered in a second, beside the baseline; and how many calls that ask again.
async fn voice(world: &World<'_>) -> Result<(Value, f64)> {
    let question = || world.writer.question();
    let gateway = world.gateway().await?;
    let (_, answer) = gateway.send(question()?).await?;
    drop(gateway);
    let baseline = async || {
        let server = Process::baseline(&answer).await?;
        measured(&server, ask(server.address, BASELINE, None, question)).await
    };
    let before = baseline().await?;
    let gateway = world.gateway().await?;
    let told = world.app.count();
    let (new, new_work) = measured(&gateway, ask(gateway.address, NEW, None, question)).await?;
    let told = world.app.count() - told;
    let again = || world.writer.question_about(1);
    let repeated = ask(gateway.address, SHORT, None, again).await?.a_second();
    drop(gateway);
    let after = baseline().await?;
    let voice = json!({
        "connections": CONNECTIONS,
        "baseline": f64::midpoint(before.0, after.0),
        "baseline_work": f64::midpoint(before.1, after.1),
        "new": new,
        "new_work": new_work,
        "repeated": repeated,
        "letters": f64::from(told) / NEW.as_secs_f64(),
    });
    Ok((voice, new))
}

/// How long answers take at a load that is bearable.
async fn half_load(world: &World<'_>, a_second: f64) -> Result<Value> {
    let gateway = world.gateway().await?;
    let answers = ask(gateway.address, HALF, Some(a_second), || {
        world.writer.question()
    })
    .await?;
    Ok(json!({
        "a_second": a_second,
        "middle": answers.within(50),
        "p99": answers.within(99),
        "longest": answers.within(100),
    }))
}

/// How long the longest answer takes while the app hangs, and while the database does.
async fn hanging(world: &World<'_>, a_second: f64) -> Result<Value> {
    let gateway = world.gateway().await?;
    let question = || world.writer.question();
    world.app.hangs.send_replace(true);
    let app = ask(gateway.address, SHORT, Some(a_second), question).await?;
    world.app.hangs.send_replace(false);
    let mut lock = SqliteConnection::connect(&world.database()).await?;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut lock).await?;
    let database = ask(gateway.address, SHORT, None, question).await?;
    Ok(json!({ "app": app.within(100), "database": database.within(100) }))
}

/// How long an event takes to reach all streams, and what a stream costs.
async fn streams(world: &World<'_>) -> Result<Value> {
    let gateway = world.gateway().await?;
    let before = gateway.memory()?;
    let open = Softphones::open(gateway.address, STREAMS, |agent| world.writer.stream(agent));
    let mut softphones = open.await?;
    let memory = (gateway.memory()? - before) / f64::from(u32::try_from(STREAMS)?);
    let mut took = Vec::new();
    for _ in 0..EVENTS {
        sleep(BETWEEN).await;
        let (_, event) = world.writer.event()?;
        let began = Instant::now();
        let (told, last) = tokio::join!(gateway.send(event), softphones.all());
        ensure!(told?.0 == 204, "the event was refused");
        took.push(last?.duration_since(began).as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    Ok(json!({
        "count": STREAMS,
        "memory": memory,
        "middle": took.get(EVENTS / 2),
        "longest": took.last(),
    }))
}

/// How many acknowledged events are lost when the gateway is killed under load, and how soon it serves again.
async fn crash(world: &World<'_>) -> Result<Value> {
    let gateway = world.gateway().await?;
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(gateway.address).await?);
    }
    let tellers = connections.into_iter().map(|mut connection| async move {
        let mut acknowledged = Vec::new();
        // The connection breaks when the gateway does.
        while let (id, event) = world.writer.event()?
            && let Ok((status, _)) = connection.send(event).await
        {
            ensure!(status == 204, "an event was refused: {status}");
            acknowledged.push(id);
        }
        anyhow::Ok(acknowledged)
    });
    let killer = async {
        sleep(BURST).await;
        drop(gateway);
    };
    let (told, ()) = tokio::join!(join_all(tellers), killer);
    let acknowledged = told.into_iter().collect::<Result<Vec<_>>>()?.concat();
    let began = Instant::now();
    let _gateway = world.gateway().await?;
    let restarted = began.elapsed();
    while world.app.lacks(&acknowledged) > 0 && began.elapsed() < REPLAY {
        sleep(Duration::from_millis(50)).await;
    }
    Ok(json!({
        "acknowledged": acknowledged.len(),
        "lost": world.app.lacks(&acknowledged),
        "restarted": restarted.as_secs_f64() * 1000.0,
        "replayed": began.elapsed().as_secs_f64(),
    }))
}
