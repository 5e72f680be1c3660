// The vendor's own lint rules and the severities of all of them, as ESLint 9 configuration.
// What they do is known from the vendor's older kit. `no-proxy-requests` is left out, because nothing says what it
// wants, and `no-dependency-mismatch`, because it needs the manifest; the caller has that.

const WARNING = 1;
const ERROR = 2;

/** Rules of ESLint itself that the vendor switches on as errors without options. */
const CORE_ERRORS = `
  no-eval no-alert no-debugger no-unreachable no-duplicate-imports constructor-super for-direction
  no-class-assign no-new-native-nonconstructor valid-typeof no-eq-null no-var require-await
  no-unreachable-loop no-redeclare no-self-assign no-setter-return no-shadow-restricted-names
  no-this-before-super no-unsafe-finally no-unsafe-optional-chaining no-useless-catch require-yield
  no-global-assign getter-return no-async-promise-executor no-case-declarations no-compare-neg-zero
  no-cond-assign no-const-assign no-constant-condition no-control-regex no-delete-var no-dupe-args
  no-dupe-class-members no-dupe-else-if no-dupe-keys no-duplicate-case no-empty
  no-empty-character-class no-empty-pattern no-ex-assign no-extra-boolean-cast no-extra-semi
  no-fallthrough no-func-assign no-import-assign no-invalid-regexp
  no-irregular-whitespace no-loss-of-precision no-misleading-character-class
  no-mixed-spaces-and-tabs no-nonoctal-decimal-escape no-obj-calls no-octal no-prototype-builtins
  no-regex-spaces no-sparse-arrays no-unexpected-multiline no-unsafe-negation no-unused-labels
  no-useless-backreference no-useless-escape no-with use-isnan no-empty-function
`;

/** How ESLint 8, which the vendor's list comes from, treats what ESLint 9 treats otherwise. */
const AS_BEFORE = {
  "no-inner-declarations": [ERROR, "functions", { blockScopedFunctions: "disallow" }],
  "no-unused-vars": [ERROR, { vars: "all", caughtErrors: "none" }],
};

const CORE_WARNINGS = {
  eqeqeq: WARNING,
  "prefer-const": WARNING,
  "no-caller": WARNING,
  "no-process-env": WARNING,
  complexity: [WARNING, 7],
  "max-nested-callbacks": [WARNING, 4],
  "handle-callback-err": [WARNING, "^.*(e|E)rr"],
};

const VENDOR = {
  "vendor/no-unpkg-cdn": ERROR,
  "vendor/no-deprecated-apis": ERROR,
  "vendor/no-unhandled-promise": WARNING,
  "vendor/no-logging-rejections": WARNING,
  "vendor/no-non-client-request-model": WARNING,
};

const PROMISE_METHODS = ["then", "catch", "done", "fail"];
const REQUEST_VERBS = ["get", "post", "put", "patch", "delete"];
const OTHER_CLIENTS = ["fetch", "axios", "XMLHttpRequest"];
const OTHER_CLIENT_OBJECTS = [...OTHER_CLIENTS, "jQuery", "$"];

/** Name of the method in `….name(…)`, also when written `…['name'](…)`; undefined for anything else. */
function methodOf(node) {
  if (node?.type !== "CallExpression" || node.callee.type !== "MemberExpression") {
    return undefined;
  }
  return propertyOf(node.callee);
}

function propertyOf(member) {
  return member.computed ? member.property.value : member.property.name;
}

/** Whether the node is `client.request`. */
function isClientRequest(node) {
  return node.type === "MemberExpression" && node.object.name === "client" && propertyOf(node) === "request";
}

/** The function that receives the rejection in a promise chain's last link, if there is one. */
function rejectionHandler(call) {
  const method = methodOf(call);
  if (method === "then") {
    return call.arguments[1];
  }
  return method === "catch" || method === "fail" ? call.arguments[0] : undefined;
}

function onlyLogs(handler) {
  if (handler?.type !== "ArrowFunctionExpression" && handler?.type !== "FunctionExpression") {
    return false;
  }
  if (handler.body.type !== "BlockStatement") {
    return methodOf(handler.body) !== undefined;
  }
  const [statement, ...rest] = handler.body.body;
  const call = statement?.expression;
  return rest.length === 0 && methodOf(call) !== undefined && call.callee.object.name === "console";
}

const noUnhandledPromise = {
  create: (context) => ({
    ExpressionStatement({ expression }) {
      const method = methodOf(expression);
      const isPromise = PROMISE_METHODS.includes(method) || (method && isClientRequest(expression.callee.object));
      if (isPromise && !rejectionHandler(expression)) {
        context.report({
          node: expression,
          message: "Expected rejection to be handled; add a catch or await it in a try.",
        });
      }
    },
  }),
};

const noLoggingRejections = {
  create: (context) => ({
    ExpressionStatement({ expression }) {
      if (PROMISE_METHODS.includes(methodOf(expression)) && onlyLogs(rejectionHandler(expression))) {
        context.report({
          node: expression,
          message: "Refrain from simply logging errors; tell the user or answer the caller.",
        });
      }
    },
  }),
};

const noNonClientRequestModel = {
  create(context) {
    if (context.filename.startsWith("server/")) {
      return {};
    }
    const report = (node) => {
      context.report({ node, message: "Use client.request when making API requests." });
    };
    const reportCallee = (node) => OTHER_CLIENTS.includes(node.callee.name) && report(node);
    return {
      NewExpression: reportCallee,
      CallExpression: reportCallee,
      MemberExpression(node) {
        if (OTHER_CLIENT_OBJECTS.includes(node.object.name) && [...REQUEST_VERBS, "ajax"].includes(propertyOf(node))) {
          report(node);
        }
      },
    };
  },
};

const noDeprecatedApis = {
  create: (context) => ({
    CallExpression(node) {
      const method = methodOf(node);
      if (!REQUEST_VERBS.includes(method)) {
        return;
      }
      const { object } = node.callee;
      if (object.name === "$request" || isClientRequest(object)) {
        context.report({ node, message: `${method} is no longer supported in Request API; use invokeTemplate.` });
      }
    },
  }),
};

const noUnpkgCdn = {
  create(context) {
    const check = (node, text) => {
      if (typeof text === "string" && text.includes("unpkg.com")) {
        context.report({ node, message: "Do not load from unpkg.com; ship the file or use another host." });
      }
    };
    return {
      Literal: (node) => check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked),
    };
  },
};

/** Assigning, inside a function, to a variable that another function or the file declares. */
const noCrossScopeAssign = {
  create(context) {
    const functionAround = (scope) => scope.variableScope;
    return {
      'AssignmentExpression[left.type="Identifier"]'({ left }) {
        const here = context.sourceCode.getScope(left);
        let scope = here;
        while (scope && !scope.set.has(left.name)) {
          scope = scope.upper;
        }
        if (!scope || functionAround(scope) !== functionAround(here)) {
          context.report({
            node: left,
            message: `'${left.name}' declared and assigned in different scopes. Possible asynchronous race condition.`,
          });
        }
      },
    };
  },
};

const PLUGIN = {
  rules: {
    "no-unhandled-promise": noUnhandledPromise,
    "no-logging-rejections": noLoggingRejections,
    "no-non-client-request-model": noNonClientRequestModel,
    "no-deprecated-apis": noDeprecatedApis,
    "no-unpkg-cdn": noUnpkgCdn,
    "no-cross-scope-assign": noCrossScopeAssign,
  },
};

/**
 * ESLint's configuration for a file of the app, by its path in the app.
 * Directives inside the file are not honoured, because whether the vendor honours them is unknown.
 */
export function configuration(file) {
  const errors = CORE_ERRORS.trim()
    .split(/\s+/)
    .map((name) => [name, ERROR]);
  const own = file.startsWith("app/") ? { "vendor/no-cross-scope-assign": WARNING } : {};
  return {
    languageOptions: { ecmaVersion: 2020, sourceType: "script" },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
    plugins: { vendor: PLUGIN },
    rules: { ...Object.fromEntries(errors), ...AS_BEFORE, ...CORE_WARNINGS, ...VENDOR, ...own },
  };
}
