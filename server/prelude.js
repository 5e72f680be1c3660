// The second part of the generated lib/core.js: what else the sandbox lacks, and the two ways to run a handler.

const pending = new Set();
let panicSentence = "";

// Every poll of the core runs through here, so this is where a trap surfaces. It never settles its promise by itself.
function queueMicrotask(task) {
  Promise.resolve()
    .then(task)
    .catch(function (trap) {
      pending.forEach(function (fail) {
        fail(trap);
      });
    });
}

function notePanic(sentence) {
  panicSentence = sentence;
}

// A package runs outside the sandbox, so it has real randomness; it is loaded only when the core asks for some.
const webcrypto = {
  getRandomValues: function (bytes) {
    bytes.set(require("randombytes")(bytes.length));
    return bytes;
  },
};

function run(name, platform, payload) {
  return new Promise(function (resolve, fail) {
    pending.add(fail);
    handle(platform, name, JSON.stringify(payload)).then(resolve, fail);
  });
}

function reply(value) {
  if (value === null) {
    renderData();
  } else {
    renderData(null, value);
  }
}

// What the core rejects with has a status; anything else is a trap, whose reason belongs in the log.
function failure(reason) {
  if (reason && typeof reason.status === "number") {
    return { status: reason.status, message: String(reason.message) };
  }
  console.error("The app stopped: " + (panicSentence || reason));
  return { status: 500, message: "The app failed inside. Its log says why." };
}

// For set-up events and server functions: exactly one answer, also when the handler fails.
exports.answer = function (name, platform, payload) {
  run(name, platform, payload).then(reply, function (reason) {
    renderData(failure(reason));
  });
};

// For events whose sender cannot use an error: a failure is logged and the event ends.
exports.listen = function (name, platform, payload) {
  run(name, platform, payload).then(reply, function (reason) {
    console.error("An event was not handled: " + failure(reason).message);
    renderData();
  });
};
