// Measures one missed call in the app and in its plain-JavaScript twin, and prints the figures as JSON.
// Arguments: the app's server folder, the twin's folder, the folder of npm packages.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import { features, load, missedCall, readApp, twinLibraries } from "./sandbox.mjs";

const WARM_UP = 40;
const PAIRS = 300;
const WARM_EVENTS = 2000;
const PROCESSES = 10;

const [appFolder, twinFolder, packages] = process.argv.slice(2);
const subjects = {
  app: readApp(appFolder),
  twin: readApp(twinFolder, twinLibraries(packages)),
};

let calls = 0;
/** Milliseconds from nothing to the answer: fresh context, load, one missed call. */
async function cold(app) {
  calls += 1;
  const payload = missedCall(`bench-cold-${calls}`);
  const given = features([]);
  const start = performance.now();
  await load(app, given)(payload);
  return performance.now() - start;
}

/** Milliseconds for a call in a context that has handled others. */
async function warm(app) {
  const call = load(app, features([]));
  const times = [];
  for (let at = 0; at < WARM_EVENTS; at += 1) {
    const payload = missedCall(`bench-warm-${at}`);
    const start = performance.now();
    await call(payload);
    times.push(performance.now() - start);
  }
  return median(times.slice(WARM_EVENTS / 4));
}

/** Milliseconds of the first event of a new process, in which nothing is compiled yet. */
function inNewProcess(subject) {
  const script = new URL("process.mjs", import.meta.url).pathname;
  return Number(
    execFileSync(process.execPath, [script, subject, appFolder, twinFolder, packages], { encoding: "utf8" }),
  );
}

function median(times) {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/** What a subject asks the platform for while it handles a missed call. */
async function asked(app) {
  const seen = [];
  const { error } = await load(app, features(seen))(missedCall("bench-asked"));
  assert.equal(error, undefined);
  return seen;
}

async function pairs() {
  const times = { app: [], twin: [] };
  for (let at = 0; at < WARM_UP + PAIRS; at += 1) {
    // Whoever comes first in a pair pays for the garbage of the pair before.
    const order = at % 2 === 0 ? ["app", "twin"] : ["twin", "app"];
    for (const name of order) {
      const time = await cold(subjects[name]);
      if (at >= WARM_UP) times[name].push(time);
    }
  }
  return { app: median(times.app), twin: median(times.twin) };
}

function processes() {
  const times = { app: [], twin: [] };
  for (let at = 0; at < PROCESSES; at += 1) {
    for (const name of ["app", "twin"]) times[name].push(inNewProcess(name));
  }
  return { app: median(times.app), twin: median(times.twin) };
}

const size = ({ files }) => Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);

assert.deepEqual(await asked(subjects.app), await asked(subjects.twin), "the twin does not do what the app does");
const figures = {
  cold: await pairs(),
  process: processes(),
  warm: { app: await warm(subjects.app), twin: await warm(subjects.twin) },
  size: { app: size(subjects.app), twin: size(subjects.twin) },
};
console.log(JSON.stringify(figures));
