// Reads the JavaScript of an app with ESLint and its parser and prints, as JSON, what was found.
// It only finds; what is an error and what it means for the manifest is decided by the caller.
//
// Input on stdin: { tools, lint: [{ file, text }], server?: text, page?: text }.
// Output: { lints: [{ file, line, severity, rule, message, custom }], requires: [{ file, line, path, package? }],
//           exports?: what exportsOf returns, functions?: [name] | { line, message } }.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { configuration } from "./rules.mjs";

const input = JSON.parse(readFileSync(0, "utf8"));
const fromTools = createRequire(join(input.tools, "package.json"));
const { Linter } = fromTools("eslint");
// The parser is ESLint's own dependency, so it is looked up from there.
const espree = createRequire(fromTools.resolve("eslint"))("espree");

const PARSE = { ecmaVersion: 2020, sourceType: "script", loc: true };

/** The syntax tree of a text, or where and why there is none. */
function parse(text) {
  try {
    return { tree: espree.parse(text, PARSE) };
  } catch (error) {
    return { failure: { line: error.lineNumber ?? 1, message: error.message } };
  }
}

function* nodesOf(node) {
  if (Array.isArray(node)) {
    for (const child of node) {
      yield* nodesOf(child);
    }
  } else if (typeof node?.type === "string") {
    yield node;
    for (const child of Object.values(node)) {
      yield* nodesOf(child);
    }
  }
}

function lint({ file, text }) {
  const linter = new Linter({ configType: "flat" });
  const config = { files: ["**/*.js"], ...configuration(file) };
  return linter.verify(text, [config], { filename: file }).map(({ line, severity, ruleId, fatal, message }) => ({
    file,
    line,
    severity,
    rule: ruleId?.replace("vendor/", "") ?? (fatal ? "syntax" : "inline-config"),
    message,
    custom: ruleId?.startsWith("vendor/") ?? false,
  }));
}

/** The npm package that `require('…')` names, without a path inside it; undefined for the app's own files. */
function requiredPackage(node) {
  const path = requiredPath(node);
  if (path === undefined || path.startsWith(".")) {
    return undefined;
  }
  const parts = path.split("/");
  return path.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}

/** The text given to `require`; undefined for any other call. */
function requiredPath(node) {
  const isRequire = node.type === "CallExpression" && node.callee.name === "require";
  const path = isRequire ? node.arguments[0]?.value : undefined;
  return typeof path === "string" ? path : undefined;
}

function requiresOf({ file, text }) {
  const { tree } = parse(text);
  return [...nodesOf(tree?.body)].flatMap((node) => {
    const path = requiredPath(node);
    return path === undefined ? [] : [{ file, line: node.loc.start.line, path, package: requiredPackage(node) }];
  });
}

/**
 * The functions the platform sees in `exports = { … }`, its first such statement at the top level, and the properties
 * it does not see, with the reason: { line, seen: [name], unseen: { name: { line, why } } } or { line, message }.
 */
function exportsOf(text) {
  const { tree, failure } = parse(text);
  if (failure) {
    return failure;
  }
  const statement = tree.body.find(
    ({ expression }) => expression?.type === "AssignmentExpression" && expression.left.name === "exports",
  );
  if (statement?.expression.right.type !== "ObjectExpression") {
    return { line: statement?.loc.start.line ?? 1, message: "there is no top-level `exports = { … }`" };
  }
  const found = { line: statement.loc.start.line, seen: [], unseen: {} };
  for (const property of statement.expression.right.properties) {
    const { line } = property.loc.start;
    if (property.type === "SpreadElement") {
      return { line, message: "the exported object holds a spread (`...`)" };
    }
    const why = unseenBecause(property);
    const name = property.key.name ?? String(property.key.value);
    if (why) {
      found.unseen[name] = { line, why };
    } else {
      found.seen.push(name);
    }
  }
  return found;
}

function unseenBecause({ key, value, computed }) {
  if (computed || key.type !== "Identifier") {
    return "its name is not a plain identifier";
  }
  if (value.type === "ArrowFunctionExpression") {
    return "it is an arrow function";
  }
  return value.type === "FunctionExpression" ? undefined : "its value is not a function expression";
}

function topLevelFunctions(text) {
  const { tree, failure } = parse(text);
  return failure ?? tree.body.filter(({ type }) => type === "FunctionDeclaration").map(({ id }) => id.name);
}

process.stdout.write(
  JSON.stringify({
    lints: input.lint.flatMap(lint),
    requires: input.lint.filter(({ file }) => file.startsWith("server/")).flatMap(requiresOf),
    exports: input.server === undefined ? undefined : exportsOf(input.server),
    functions: input.page === undefined ? undefined : topLevelFunctions(input.page),
  }),
);
