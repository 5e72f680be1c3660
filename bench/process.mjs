// Handles one missed call in this new process and prints how many milliseconds that took, reading files left out.
// Arguments: `app` or `twin`, the app's server folder, the twin's folder, the folder of npm packages.

import { features, load, missedCall, readApp, twinLibraries } from "./sandbox.mjs";

const [subject, appFolder, twinFolder, packages] = process.argv.slice(2);
const app = subject === "app" ? readApp(appFolder) : readApp(twinFolder, twinLibraries(packages));
const payload = missedCall("bench-process");
const given = features([]);
const start = performance.now();
await load(app, given)(payload);
console.log(performance.now() - start);
