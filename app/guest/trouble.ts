// Names what Sendbird's numbers for errors mean, and which of them are worth another try.
// It holds no wording and reads no error texts, since those change.

/** What went wrong on the way into a call. */
export type Trouble =
  | "sdk"
  | "connection"
  | "timeout"
  | "sign_in"
  | "permission"
  | "full"
  | "gone"
  | "twice"
  | "sending"
  | "receiving"
  | "lost"
  | "server"
  | "too_many"
  | "closed"
  | "page"
  | "unknown";

/** A trouble with the number under which Sendbird knows it. */
export interface Failure {
  readonly trouble: Trouble;
  readonly code?: number;
}

const TROUBLES: Readonly<Record<Exclude<Trouble, "sdk" | "unknown">, readonly number[]>> = {
  connection: [1800200, 1800201, 1800202, 1800204],
  timeout: [1800203],
  sign_in: [1800303, 400300, 400301, 400302, 400303, 400309, 401121],
  permission: [1400105, 401120],
  full: [1400120],
  gone: [1400126, 400200],
  twice: [1800700, 1800701, 1800703, 1400122],
  sending: [1800704, 1400123, 1400124],
  receiving: [1800705],
  lost: [1800706, 1800702, 1400121],
  server: [1400999, 500999, 500901, 1800205, 1800207, 1800208],
  too_many: [429100, 500910],
  closed: [400800, 400306, 403100, 400304, 400307],
  page: [1800300, 1800301, 1800302],
};

const NAMED = new Map(
  Object.entries(TROUBLES).flatMap(([trouble, codes]) => codes.map((code) => [code, trouble as Trouble] as const)),
);

/** Troubles that come back however often one tries with the same link. */
const FINAL: ReadonlySet<Trouble> = new Set(["sign_in", "permission", "gone", "closed"]);

/** What an error of Sendbird's means. */
export function failureOf(error: unknown): Failure {
  // What browsers throw when a request comes to nothing, and the library hands on.
  if (error instanceof TypeError) return { trouble: "connection" };
  const code: unknown = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  const number = typeof code === "string" ? Number(code) : code;
  if (typeof number !== "number" || !Number.isInteger(number)) return { trouble: "unknown" };
  return { trouble: NAMED.get(number) ?? "unknown", code: number };
}

/** Says whether the same link may work on another try. */
export function mayPass(trouble: Trouble): boolean {
  return !FINAL.has(trouble);
}
