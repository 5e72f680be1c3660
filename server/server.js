// Mounts the core's handlers into the platform: names to functions, and the platform's objects as one argument.
// Nothing is decided here. The table is literal because the platform finds handlers by reading this file.

exports = {
  onAppInstallHandler: function (payload) {
    core.answer(core.onAppInstallHandler, platform, payload);
  },
  onAppUninstallHandler: function (payload) {
    core.listen(core.onAppUninstallHandler, platform, payload);
  },
  onExternalEventHandler: function (payload) {
    core.listen(core.onExternalEventHandler, platform, payload);
  },
  onScheduledEventHandler: function (payload) {
    core.listen(core.onScheduledEventHandler, platform, payload);
  },
  placeCall: function (request) {
    core.answer(core.placeCall, platform, request);
  },
  getCall: function (request) {
    core.answer(core.getCall, platform, request);
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
  delete: function (key) {
    return promised(() => $db.delete(key));
  },
  createRow: function (entity, row) {
    return promised(() => rowsOf(entity).create(row));
  },
  rows: function (entity) {
    return promised(() => rowsOf(entity).getAll({}));
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
