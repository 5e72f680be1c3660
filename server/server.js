// Mounts the core's handlers into the platform: names to functions, and the platform's objects as one argument.
// Nothing is decided here. The table is literal because the platform finds handlers by reading this file.

exports = {
  onAppInstallHandler: function (payload) {
    core.answer("onAppInstallHandler", platform, payload);
  },
  afterAppUpdateHandler: function (payload) {
    core.answer("afterAppUpdateHandler", platform, payload);
  },
  onAppUninstallHandler: function (payload) {
    core.listen("onAppUninstallHandler", platform, payload);
  },
  onExternalEventHandler: function (payload) {
    core.listen("onExternalEventHandler", platform, payload);
  },
  onScheduledEventHandler: function (payload) {
    core.listen("onScheduledEventHandler", platform, payload);
  },
  onTicketUpdateHandler: function (payload) {
    core.listen("onTicketUpdateHandler", platform, payload);
  },
  onTicketDeleteHandler: function (payload) {
    core.listen("onTicketDeleteHandler", platform, payload);
  },
  onMessageCreateHandler: function (payload) {
    core.listen("onMessageCreateHandler", platform, payload);
  },
  placeCall: function (request) {
    core.answer("placeCall", platform, request);
  },
  getCall: function (request) {
    core.answer("getCall", platform, request);
  },
  hangUpCall: function (request) {
    core.answer("hangUpCall", platform, request);
  },
  lookUpCaller: function (request) {
    core.answer("lookUpCaller", platform, request);
  },
  recentCalls: function (request) {
    core.answer("recentCalls", platform, request);
  },
  getRecording: function (request) {
    core.answer("getRecording", platform, request);
  },
  logCall: function (request) {
    core.answer("logCall", platform, request);
  },
  listCallbacks: function (request) {
    core.answer("listCallbacks", platform, request);
  },
  takeCallback: function (request) {
    core.answer("takeCallback", platform, request);
  },
  completeCallback: function (request) {
    core.answer("completeCallback", platform, request);
  },
  setPresence: function (request) {
    core.answer("setPresence", platform, request);
  },
  getPresence: function (request) {
    core.answer("getPresence", platform, request);
  },
  getStreamPass: function (request) {
    core.answer("getStreamPass", platform, request);
  },
  openAdmin: function (request) {
    core.answer("openAdmin", platform, request);
  },
  checkSetup: function (request) {
    core.answer("checkSetup", platform, request);
  },
  getTeam: function (request) {
    core.answer("getTeam", platform, request);
  },
  saveTeam: function (request) {
    core.answer("saveTeam", platform, request);
  },
  buildBackupGroupCallUrl: function (request) {
    core.answer("buildBackupGroupCallUrl", platform, request);
  },
  getAgentsSendbirdCreds: function (request) {
    core.answer("getAgentsSendbirdCreds", platform, request);
  },
  listWebCalls: function (request) {
    core.answer("listWebCalls", platform, request);
  },
  revokeWebCall: function (request) {
    core.answer("revokeWebCall", platform, request);
  },
  connectChannel: function (request) {
    core.answer("connectChannel", platform, request);
  },
};

const core = require("./lib/core");

const platform = {
  get: function (key) {
    return promised(() => $db.get(key));
  },
  set: function (key, value, options) {
    return promised(() => $db.set(key, value, options));
  },
  update: function (key, action, fields) {
    return promised(() => $db.update(key, action, fields));
  },
  delete: function (key) {
    return promised(() => $db.delete(key));
  },
  createRow: function (entity, row) {
    return promised(() => rowsOf(entity).create(row));
  },
  rows: function (entity, options) {
    return promised(() => rowsOf(entity).getAll(options));
  },
  updateRow: function (entity, id, row) {
    return promised(() => rowsOf(entity).update(id, row));
  },
  deleteRow: function (entity, id) {
    return promised(() => rowsOf(entity).delete(id));
  },
  request: function (template, options) {
    return promised(() => $request.invokeTemplate(template, options));
  },
  targetUrl: function (label) {
    return promised(() => generateTargetUrl(label));
  },
  createSchedule: function (schedule) {
    return promised(() => $schedule.create(schedule));
  },
  deleteSchedule: function (name) {
    return promised(() => $schedule.delete({ name: name }));
  },
  // Loaded only here, so that no other event pays for it.
  seal: function (plain, password, random, expiresAt) {
    return promised(() => require("./lib/sealing").seal(plain, password, random, expiresAt));
  },
  log: function (line) {
    console.info(line);
  },
};

// The core awaits promises and would be torn by an exception, which is what a missing object of the platform throws.
function promised(operation) {
  return new Promise(function (resolve) {
    resolve(operation());
  });
}

function rowsOf(entity) {
  return $db.entity({ version: "v1" }).get(entity);
}
