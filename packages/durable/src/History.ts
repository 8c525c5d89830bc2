// What the journal tells about payments, from outside of the processes that run them: all of a state or a time, and one with all its steps.
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Snowflake from "effect/cluster/Snowflake"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { addEarlier } from "./internal/journal/earlier.ts"
import { clockType, entityType, idAt, rowsOf } from "./internal/journal/rows.ts"
import { hasTable, literals, messages, replies, steps } from "./internal/journal/tables.ts"
import { Payment } from "./Payment.ts"
import { PaymentOutcome } from "./PaymentOutcome.ts"
import { executionId } from "./PaymentWorkflow.ts"

/**
 * - `running`: a process is taking a step with it, or died doing so.
 * - `waiting`: for the customer, a notification, a timer.
 * - `suspended`: a defect stopped it.
 * - `ended`: with an outcome.
 * - `broken`: for good, by a fault that cannot be resumed.
 *
 * @category schemas
 */
export const State = Schema.Literals(["running", "waiting", "suspended", "ended", "broken"])
export type State = typeof State.Type

/** @category schemas */
export const Entry = Schema.Struct({
  order_id: Schema.String,
  state: State,
  /** When it was started, and when it came to this state: milliseconds since 1970. */
  started: Schema.Finite,
  since: Schema.Finite,
  /** When it has ended. */
  outcome: Schema.optionalKey(PaymentOutcome),
  /** Why it is suspended or broken, in the words of the defect. */
  reason: Schema.optionalKey(Schema.String)
})
/** @category models */
export interface Entry extends Schema.Schema.Type<typeof Entry> {}

/** @category schemas */
export const Step = Schema.Struct({
  name: Schema.String,
  /** When its answer was written down; absent for payments of earlier releases. */
  at: Schema.optionalKey(Schema.Finite),
  answer: Schema.Unknown
})

/** One payment with all its steps, the oldest first. @category schemas */
export const History = Schema.Struct({
  ...Entry.fields,
  payment: Payment,
  steps: Schema.Array(Step),
  /** How many tries came to nothing, and why the last one did. */
  failed_tries: Schema.Finite,
  last_error: Schema.optionalKey(Schema.String),
  /** When it looks again by itself, in milliseconds since 1970. */
  next_timer: Schema.optionalKey(Schema.Finite)
})
/** @category models */
export interface History extends Schema.Schema.Type<typeof History> {}

/** @category models */
export interface Query {
  readonly state?: State | undefined
  /** Started at or after, and before: milliseconds since 1970. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** At most so many, the newest. Default 100. */
  readonly limit?: number | undefined
}

/** The newest payments of a state and a time. @category effects */
export const list = (query: Query = {}): Effect.Effect<ReadonlyArray<Entry>, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* rowsOf(
      sql,
      sql.and([
        sql`m.entity_type = ${entityType} AND m.tag = 'run'`,
        sql`m.id >= ${idAt(query.from ?? 0)}`,
        ...(query.to === undefined ? [] : [sql`m.id < ${idAt(query.to)}`]),
        ...(query.state === undefined ? [] : [sql.literal(states[query.state])])
      ]),
      sql`ORDER BY m.id DESC LIMIT ${query.limit ?? 100}`
    )
    return Arr.getSomes(rows.map(toEntry))
  })

/** One payment with everything that is known about it; none when it was never started, or has been pruned. @category effects */
export const of = (order_id: string): Effect.Effect<Option.Option<History>, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const { no } = literals(sql)
    const execution = yield* executionId(order_id)
    const [row] = yield* rowsOf(sql, sql`m.message_id = ${`${entityType}/${execution}/run/`}`, sql``)
    const entry = row === undefined ? Option.none() : toEntry(row)
    const payment = decodePayment(row?.payment)
    if (Option.isNone(entry) || Option.isNone(payment)) return Option.none()
    const written = (yield* hasTable(sql, steps))
      ? yield* sql<{ readonly name: string; readonly answer: string; readonly at: string | number | bigint }>`
          SELECT name, answer, at FROM ${sql(steps)} WHERE execution_id = ${execution} ORDER BY at, name`
      : []
    const at = new Map(written.map((step) => [step.name, Number(step.at)]))
    const all = yield* addEarlier(sql, execution, new Map(written.map(({ answer, name }) => [name, answer])))
    const list = [...all].map(([name, answer]) => {
      const when = at.get(name)
      const value = Option.getOrElse(decodeJson(answer), () => answer)
      return when === undefined ? { name, answer: value } : { name, answer: value, at: when }
    })
    const failed = list.flatMap(({ answer }) => Option.toArray(decodeFailed(answer)))
    const [timer] = yield* sql<{ readonly at: string | number | bigint | null }>`
      SELECT MIN(deliver_at) AS at FROM ${sql(messages)}
      WHERE entity_id = ${execution} AND entity_type = ${clockType} AND processed = ${no}`
    const last = failed.at(-1)
    return Option.some({
      ...entry.value,
      payment: payment.value,
      steps: list,
      failed_tries: failed.length,
      ...(last === undefined ? {} : { last_error: last.again }),
      ...(timer?.at == null || entry.value.state === "ended" ? {} : { next_timer: Number(timer.at) })
    })
  })

/** How many payments there are of each state, and when the oldest that waits was started. @category effects */
export const counts: Effect.Effect<
  { readonly states: Readonly<Record<State, number>>; readonly oldest: Option.Option<number> },
  SqlError,
  SqlClient.SqlClient
> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<Record<State | "oldest", string | number | bigint | null>>`
    SELECT ${sql.csv(
      State.literals.map(
        (state) => sql`SUM(CASE WHEN ${sql.literal(states[state])} THEN 1 ELSE 0 END) AS ${sql(state)}`
      )
    )}, CAST(MIN(CASE WHEN ${sql.literal(states.waiting)} THEN m.id END) AS TEXT) AS oldest
    FROM ${sql(messages)} m LEFT JOIN ${sql(replies)} r ON r.id = m.last_reply_id
    WHERE m.entity_type = ${entityType} AND m.tag = 'run'`
  const of = (state: State) => Number(row?.[state] ?? 0)
  return {
    states: {
      running: of("running"),
      waiting: of("waiting"),
      suspended: of("suspended"),
      ended: of("ended"),
      broken: of("broken")
    },
    oldest: Option.map(Option.fromNullishOr(row?.oldest), (id) => Snowflake.timestamp(Snowflake.Snowflake(String(id))))
  }
})

const isBroken = `(r.payload LIKE '{"_tag":"Failure"%' OR r.payload LIKE '%"exit":{"_tag":"Failure"%')`
const isSuspended = `r.payload LIKE '%"value":{"_tag":"Suspended"%'`
const states: Readonly<Record<State, string>> = {
  running: "r.id IS NULL",
  waiting: `(${isSuspended} AND r.payload NOT LIKE '%"failed":true%')`,
  suspended: `(${isSuspended} AND r.payload LIKE '%"failed":true%')`,
  ended: `(r.payload LIKE '%"value":{"_tag":"Complete"%' AND NOT ${isBroken})`,
  broken: isBroken
}

const decodeJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))
const decodePayment = Schema.decodeUnknownOption(Schema.fromJsonString(Payment))
const decodeFailed = Schema.decodeUnknownOption(Schema.Struct({ again: Schema.String }))
const decodeOrderId = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ order_id: Schema.String })))
const decodeOutcome = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ value: Schema.Struct({ exit: Schema.Struct({ value: PaymentOutcome }) }) }))
)

const toEntry = (row: Effect.Success<ReturnType<typeof rowsOf>>[number]): Option.Option<Entry> =>
  Option.map(decodeOrderId(row.payment), ({ order_id }) => {
    const outcome = decodeOutcome(row.reply)
    const state = stateOf(row.reply)
    return {
      order_id,
      state,
      started: Snowflake.timestamp(Snowflake.Snowflake(row.id)),
      since: Snowflake.timestamp(Snowflake.Snowflake(row.reply_id ?? row.id)),
      ...(Option.isSome(outcome) ? { outcome: outcome.value.value.exit.value } : {}),
      ...(state === "suspended" || state === "broken" ? { reason: row.reason } : {})
    }
  })

const stateOf = (reply: string | null): State => {
  if (reply === null) return "running"
  if (reply.startsWith('{"_tag":"Failure"') || reply.includes('"exit":{"_tag":"Failure"')) return "broken"
  if (!reply.includes('"value":{"_tag":"Suspended"')) return "ended"
  return reply.includes('"failed":true') ? "suspended" : "waiting"
}
