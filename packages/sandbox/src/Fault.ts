// Ways in which a call can go wrong, told apart by one question: had the sandbox committed when it went wrong? A proxy in front of a
// stub cannot know; here commit and reply are separate steps. Over a real socket a connection cannot be refused once it
// is open, so `refuse` and `reset` both destroy it there; in process they are ECONNREFUSED and ECONNRESET.
import * as Schema from "effect/Schema"

/** What each fault does. The part before the colon is when it happens. @category data */
export const meanings = {
  refuse: "before: the connection is refused (ECONNREFUSED)",
  reset: "before: the connection is reset (ECONNRESET)",
  latency: "before: waits `ms` (default 1000) of the sandbox's clock, then goes on",
  "error-500": "before: HTTP 500 with a JSON body",
  "error-502": "before: HTTP 502 with an HTML page",
  "error-503": "before: HTTP 503 with an HTML page and Retry-After: 1",
  "rate-limit": "before: HTTP 429 with Retry-After `retryAfter` (seconds, an HTTP date, or anything else; default 1)",
  unauthorized: "before: HTTP 401 with 1032",
  stall: "before: nothing is ever answered",
  "reset-after-commit": "after: committed, then the connection is reset",
  "lost-answer": "after: committed, then the connection is closed without an answer",
  "error-502-after-commit": "after: committed, then HTTP 502 with an HTML page",
  "error-500-after-commit": "after: committed, then HTTP 500 with a JSON body",
  "stall-headers": "after: committed, no answer ever comes",
  "stall-body": "after: committed, the headers and half of the body come",
  truncated: "after: committed, HTTP 200 with the first half of the JSON",
  garbage: "after: committed, HTTP 200 with something that is no JSON",
  hidden: "after: committed, but reads do not find the order for `ms` (default 1000) of the sandbox's clock",
  "success-false": "envelope: HTTP 200 with success false and 9999, nothing committed",
  "unknown-code": "envelope: HTTP 404 with an error code nobody documents, nothing committed",
  "extra-field": "envelope: the answer has fields nobody documents",
  "new-enum-value": "envelope: statuses are words nobody documents",
  "big-integer": "envelope: ids are 19 digits long",
  "list-for-object": "envelope: empty objects and the order's parts arrive as `[]`"
} as const

/** @category models */
export type Kind = keyof typeof meanings

/** All faults. @category data */
export const kinds: ReadonlyArray<Kind> = Object.keys(meanings) as Array<Kind>

/** @category guards */
export const isKind = (word: unknown): word is Kind => typeof word === "string" && Object.hasOwn(meanings, word)

/** @category schemas */
export const Kind: Schema.Codec<Kind> = Schema.Literals(kinds).annotate({
  message: `must be one of ${kinds.join(", ")}`
})

/** A fault with its settings. @category models */
export const Fault = Schema.Struct({
  kind: Kind,
  /** Milliseconds of `latency` and `hidden`. */
  ms: Schema.optional(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  /** Value of the `Retry-After` header of `rate-limit`. */
  retryAfter: Schema.optional(Schema.String)
})
export interface Fault extends Schema.Schema.Type<typeof Fault> {}

/** When the fault happens. @category accessors */
export const phaseOf = (kind: Kind): "before" | "after" | "envelope" =>
  meanings[kind].slice(0, meanings[kind].indexOf(":")) as "before" | "after" | "envelope"

const count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

const where = {
  /** Name of the operation (`orders.create`), or `METHOD /path` with the template; every operation when left out. */
  operation: Schema.optional(Schema.String),
  /** The order id, with `*` for any run of characters. */
  order_id: Schema.optional(Schema.String),
  /** How many requests it hits; 1 by default, `"always"` until it is cleared. */
  times: Schema.optional(Schema.Union([Schema.Literal("always"), count])),
  /** From 0 to 1; 1 by default. Drawn from the sandbox's own seeded sequence. */
  probability: Schema.optional(Schema.Finite)
}

const RuleOptions = Schema.Struct(where)

/**
 * Which requests go wrong, and how.
 *
 * @category models
 */
export interface RuleOptions extends Schema.Schema.Type<typeof RuleOptions> {}

/**
 * What happens to the requests a rule hits: one fault, or a script that gives the first request the first entry, and so on; `pass`
 * lets one through. A rule with a probability and several faults draws one of them.
 *
 * @category models
 */
export const Rule = Schema.Struct({
  ...where,
  id: Schema.String,
  mode: Schema.Literals(["one", "script", "draw"]),
  faults: Schema.Array(Schema.Union([Fault, Schema.Literal("pass")])),
  /** How many requests it may still hit. */
  left: Schema.Union([Schema.Literal("always"), count]),
  hits: count
})
export interface Rule extends Schema.Schema.Type<typeof Rule> {}
