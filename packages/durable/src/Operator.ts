// What somebody looks after: payments that do not get on by themselves, and the journal, which grows for ever unless it is pruned. Works
// on the database of `LocalEngine` and `ClusterEngine`, in the process that runs payments or in another one.
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as MachineId from "effect/cluster/MachineId"
import * as Snowflake from "effect/cluster/Snowflake"
import * as SqlClient from "effect/sql/SqlClient"
import type * as Statement from "effect/sql/Statement"
import type { SqlError } from "effect/sql/SqlError"
import {
  hasTable,
  indexes,
  literals,
  messages,
  queue,
  replies,
  replyPredicates,
  steps
} from "./internal/journal/tables.ts"
import { unparkOnce } from "./internal/journal/unpark.ts"
import * as Payments from "./Payments.ts"
import { executionId, PaymentWorkflow } from "./PaymentWorkflow.ts"

/**
 * A payment that needs a look.
 *
 * - `suspended`: a defect stopped it. `sweep` or `Payments.resume` makes it go on.
 * - `broken`: a step has an error for good (a process without the workflow, a journal entry that cannot be read). `forget` it and start
 *   it again: the order is found, not placed twice.
 * - `unread`: nobody has dealt with its next step for minutes: no process runs, or it is stuck.
 * - `late`: its timer should have gone off minutes ago: the same.
 * - `paid-late`: it has ended without money, but a notification said that there is some: it came afterwards, or the order is for less, or
 *   did not show it. Look at the order; ship, or give it back.
 * - `unfinished`: it has ended, and MultiSafepay refused what was to be done with the money. Do it by hand.
 *
 * @category models
 */
export interface Problem {
  readonly kind: "suspended" | "broken" | "unread" | "late" | "paid-late" | "unfinished"
  /** Absent when the journal has only a part of the payment. */
  readonly order_id: Option.Option<string>
  readonly reason: string
}

/** Everything that needs a look now: of each kind the oldest thousand. @category effects */
export const stuck: Effect.Effect<ReadonlyArray<Problem>, SqlError, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const found = yield* findAll(sql, yield* Clock.currentTimeMillis)
  return yield* Effect.forEach(kinds, (kind) => {
    // The oldest answer first: what was swept in vain goes to the end of the line.
    const oldest = Arr.sortWith(
      found.filter((one) => one.kind === kind),
      (one) => BigInt(one.since),
      Order.BigInt
    ).slice(0, 1000)
    if (oldest.length === 0) return Effect.succeed([])
    return Effect.map(
      // The payment's first message holds its order id; the others only have its key.
      sql<Row>`
        SELECT CAST(m.id AS TEXT) AS id, m.tag AS tag, r.payload AS reply, p.payload AS payment
        FROM ${sql(messages)} m
        LEFT JOIN ${sql(replies)} r ON r.id = m.last_reply_id
        LEFT JOIN ${sql(messages)} p ON p.message_id = ${`${entityType}/`} || m.entity_id || '/run/'
        WHERE ${sql.in(
          "m.id",
          oldest.map((one) => BigInt(one.id))
        )}`,
      (rows) => {
        const byId = new Map(rows.map((row) => [row.id, row]))
        return oldest.flatMap((one) => {
          const row = byId.get(one.id)
          return row === undefined ? [] : [{ kind, order_id: orderIdOf(row), reason: reasonOf(kind, row) }]
        })
      }
    )
  }).pipe(Effect.map(Arr.flatten))
})

/**
 * Makes all suspended payments go on, and offers messages again that somebody read and dropped. Gives how many were resumed.
 *
 * @category effects
 */
export const sweep: Effect.Effect<
  number,
  SqlError | Payments.JournalUnavailable,
  SqlClient.SqlClient | Payments.Payments
> = Effect.gen(function* () {
  const payments = yield* Payments.Payments
  yield* unparkOnce
  const ids = (yield* stuck).flatMap(({ kind, order_id }) =>
    kind === "suspended" && Option.isSome(order_id) ? [order_id.value] : []
  )
  yield* Effect.forEach(ids, payments.resume, { concurrency: 4, discard: true })
  return ids.length
})

/** Sweeps again and again, every five minutes if not told otherwise; says so when it had to. @category layers */
export const layerSweep = (
  options: { readonly interval?: Duration.Input | undefined } = {}
): Layer.Layer<never, never, SqlClient.SqlClient | Payments.Payments> =>
  Layer.effectDiscard(
    sweep.pipe(
      Effect.tap((resumed) =>
        resumed === 0 ? Effect.void : Effect.logWarning(`resumed ${resumed} suspended payments`)
      ),
      Effect.catchCause((cause) => Effect.logWarning("suspended payments could not be looked for", cause)),
      Effect.repeat(Schedule.spaced(options.interval ?? "5 minutes")),
      Effect.forkScoped
    )
  )

/**
 * Deletes payments that ended longer ago than this, however they ended, and notifications about orders that never were payments. Gives how many payments.
 * A pruned order id could be started again; its order would be found, not placed twice.
 *
 * @category effects
 */
export const prune = (olderThan: Duration.Input): Effect.Effect<number, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const cutOff = idAt((yield* Clock.currentTimeMillis) - Duration.toMillis(olderThan))
    const { by, yes } = literals(sql)
    // Whoever runs payments on the same file has been waiting.
    const breathe = Effect.sleep("20 millis")
    const ended = yield* inPages((from) =>
      sql<Page & { readonly entity_id: string | null }>`
        SELECT CAST(r.id AS TEXT) AS id, m.entity_id AS entity_id FROM (
          SELECT id, request_id FROM ${sql(replies)} ${by(indexes.ended)}
          WHERE ${sql.literal(replyPredicates.ended)} AND id > ${from} AND id < ${cutOff} ORDER BY id LIMIT 1000
        ) r LEFT JOIN ${sql(messages)} m ON m.id = r.request_id AND m.last_reply_id = r.id
          AND m.entity_type = ${entityType} AND m.tag = 'run'`.pipe(
        Effect.tap((rows) => Effect.andThen(sql.withTransaction(remove(idsOf(rows))), breathe))
      )
    )
    yield* inPages((from) =>
      sql<Page & { readonly entity_id: string | null }>`
        SELECT CAST(m.id AS TEXT) AS id, CASE WHEN ${isStranger(sql)} THEN m.entity_id END AS entity_id FROM (
          SELECT id, entity_id FROM ${sql(messages)} ${by(indexes.signals)}
          WHERE tag = 'deferred' AND entity_type = ${entityType} AND processed = ${yes}
            AND id > ${from} AND id < ${cutOff} ORDER BY id LIMIT 1000
        ) m`.pipe(
        // A stranger's payment may begin in this very moment.
        Effect.tap((rows) => Effect.andThen(sql.withTransaction(remove(idsOf(rows), isStranger(sql))), breathe))
      )
    )
    return idsOf(ended).length
  })

/**
 * Deletes everything the journal knows about one order, whatever its state: the way out for a `broken` payment. Start it again
 * afterwards, at the earliest half a minute after it was last awake: until then its process remembers it, or a request of its may be on
 * its way. Not for a payment that gets on.
 *
 * @category effects
 */
export const forget = (order_id: string): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const id = yield* executionId(order_id)
    const notices = ["paid", "failed"].map((signal) => `${signal}:${order_id}`)
    yield* Effect.andThen(
      remove([id]),
      // A notification that was taken once would be taken for a repetition when the payment is started again.
      sql`DELETE FROM ${sql(queue)} WHERE ${sql.in("id", notices)}`
    ).pipe(sql.withTransaction)
  })

const entityType = `Workflow/${PaymentWorkflow._tag}`
const clockType = "Workflow/-/DurableClock"

/** Milliseconds after which a step that nobody took is a problem. */
const patience = 2 * 60_000

const kinds = ["suspended", "broken", "unfinished", "paid-late", "unread", "late"] as const

interface Found {
  readonly kind: Problem["kind"]
  readonly id: string
  readonly since: string
}

interface Row {
  readonly id: string
  readonly tag: string
  readonly reply: string | null
  readonly payment: string | null
}

interface Page {
  readonly id: string
}

/** Goes along an index, a thousand entries at a time: whoever waits for the file, or for this process, gets a turn in between. */
const inPages = Effect.fnUntraced(function* <A extends Page, E, R>(
  page: (from: bigint) => Effect.Effect<ReadonlyArray<A>, E, R>
) {
  const all: Array<A> = []
  for (let from = -1n; ;) {
    const rows = yield* page(from)
    const ids = rows.map((row) => BigInt(row.id))
    if (!Arr.isArrayNonEmpty(ids)) return all
    all.push(...rows)
    from = Arr.max(ids, Order.BigInt)
    yield* Effect.yieldNow
  }
})

const idsOf = (rows: ReadonlyArray<{ readonly entity_id: string | null }>) =>
  Arr.dedupe(rows.flatMap((row) => row.entity_id ?? []))

/** All that is wrong, each kind along the index that has little else in it. */
const findAll = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, now: number) {
  const { by, no, yes } = literals(sql)
  const recent = idAt(now - patience)
  const odd = yield* inPages(
    (from) =>
      sql<Page & { readonly kind: Problem["kind"] | null; readonly message: string | null }>`
      SELECT CAST(r.id AS TEXT) AS id, CAST(m.id AS TEXT) AS message, CASE
        WHEN m.tag = 'run' AND r.payload LIKE '%"failed":true%' THEN 'suspended'
        WHEN r.payload LIKE '{"_tag":"Failure"%' OR r.payload LIKE '%"exit":{"_tag":"Failure"%' THEN 'broken'
        WHEN m.tag = 'run' AND r.payload LIKE '%"result":"unfinished"%' THEN 'unfinished'
        WHEN m.tag = 'run' AND r.payload LIKE '%"result":"%' AND EXISTS (SELECT 1 FROM ${sql(messages)} s
          WHERE s.message_id = ${`${entityType}/`} || m.entity_id || '/deferred/signal/paid'
          AND (s.id > r.id OR r.payload NOT LIKE '%"released":true%')) THEN 'paid-late'
      END AS kind FROM (
        SELECT id, request_id, payload FROM ${sql(replies)} ${by(indexes.look)}
        WHERE ${sql.literal(replyPredicates.odd)} AND id > ${from} ORDER BY id LIMIT 1000
      ) r LEFT JOIN ${sql(messages)} m ON m.id = r.request_id AND m.last_reply_id = r.id
        AND m.entity_type = ${entityType} AND m.processed = ${yes}`
  )
  const unread = yield* sql<Page>`
    SELECT CAST(m.id AS TEXT) AS id FROM ${sql(messages)} m ${by(indexes.fresh)}
    WHERE m.processed = ${no} AND m.deliver_at IS NULL AND m.entity_type = ${entityType} AND m.id < ${recent}
    AND m.last_reply_id IS NULL
    AND (m.tag <> 'run' OR NOT EXISTS (SELECT 1 FROM ${sql(messages)} f
      WHERE f.entity_id = m.entity_id AND f.entity_type = ${entityType} AND f.id >= ${recent}))
    ORDER BY m.id LIMIT 1000`
  const late = yield* sql<Page>`
    SELECT CAST(m.id AS TEXT) AS id FROM ${sql(messages)} m ${by(indexes.timers)}
    WHERE m.processed = ${no} AND m.deliver_at IS NOT NULL AND m.deliver_at < ${now - patience}
    AND m.entity_type = ${clockType} ORDER BY m.deliver_at LIMIT 1000`
  const since = (kind: Problem["kind"]) => (row: Page) => ({ kind, id: row.id, since: row.id })
  return [
    ...odd.flatMap(({ id, kind, message }): ReadonlyArray<Found> =>
      kind === null || message === null ? [] : [{ kind, id: message, since: id }]
    ),
    ...unread.map(since("unread")),
    ...late.map(since("late"))
  ]
})

const reasonOf = (kind: Problem["kind"], row: Row): string => {
  switch (kind) {
    case "paid-late":
      return "it has ended without money, but a notification said that there is some"
    case "unread":
      return `${row.tag} has not been dealt with`
    case "late":
      return "a timer has not gone off"
    default:
      return answer(row)
  }
}

// Ids of messages and replies begin with their time.
const idAt = (milliseconds: number): bigint =>
  Snowflake.make({ machineId: MachineId.make(0), sequence: 0, timestamp: Math.max(0, milliseconds) })

const isStranger = (sql: SqlClient.SqlClient) => sql`NOT EXISTS (SELECT 1 FROM ${sql(messages)} p
  WHERE p.message_id = ${`${entityType}/`} || m.entity_id || '/run/')`

const remove = (ids: ReadonlyArray<string>, only?: Statement.Fragment) =>
  Effect.gen(function* () {
    if (ids.length === 0) return
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ readonly id: string }>`
      DELETE FROM ${sql(messages)} WHERE id IN (SELECT m.id FROM ${sql(messages)} m
        WHERE ${sql.in("m.entity_id", ids)} AND ${sql.in("m.entity_type", [entityType, clockType])}
        ${only === undefined ? sql`` : sql`AND ${only}`})
      RETURNING CAST(id AS TEXT) AS id`
    yield* Effect.forEach(
      Arr.chunksOf(rows, 1000),
      (some) =>
        sql`DELETE FROM ${sql(replies)} WHERE ${sql.in(
          "request_id",
          some.map((row) => row.id)
        )}`
    )
    // The processes of an earlier release do not make it.
    if (!(yield* hasTable(sql, steps))) return
    yield* sql`DELETE FROM ${sql(steps)} WHERE ${sql.in("execution_id", ids)}
      ${
        only === undefined
          ? sql``
          : sql`AND NOT EXISTS (SELECT 1 FROM ${sql(messages)} m WHERE ${sql.in("m.entity_id", ids)}
        AND m.entity_id = execution_id)`
      }`
  })

const Reply = Schema.fromJsonString(
  Schema.Struct({
    _tag: Schema.String,
    value: Schema.optionalKey(
      Schema.Struct({
        _tag: Schema.optionalKey(Schema.String),
        cause: Schema.optionalKey(Schema.Unknown),
        exit: Schema.optionalKey(Schema.Unknown)
      })
    ),
    cause: Schema.optionalKey(Schema.Unknown)
  })
)
const decodeReply = Schema.decodeUnknownOption(Reply)
const decodeOrderId = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ order_id: Schema.String })))
const decodeOutcome = Schema.decodeUnknownOption(
  Schema.Struct({
    value: Schema.Struct({ step: Schema.optionalKey(Schema.String), reason: Schema.optionalKey(Schema.String) })
  })
)

const orderIdOf = (row: Row): Option.Option<string> =>
  Option.map(decodeOrderId(row.payment), ({ order_id }) => order_id)

const answer = (row: Row): string => {
  const reply = Option.getOrUndefined(decodeReply(row.reply))
  const value = reply?.value
  if (value?._tag === "Suspended") return messageOf(value.cause)
  const outcome = value === undefined ? Option.none() : decodeOutcome(value.exit)
  if (reply?._tag === "Success" && Option.isSome(outcome)) {
    const { reason, step } = outcome.value.value
    return `${step ?? "a step"}: ${reason ?? "unknown"}`
  }
  return `${row.tag}: ${messageOf(value?.exit ?? reply?.cause)}`
}

// The message of the first defect anywhere in an encoded cause.
const messageOf = (cause: unknown): string => {
  if (typeof cause !== "object" || cause === null) return "unknown"
  if ("message" in cause && typeof cause.message === "string") return cause.message
  for (const part of Object.values(cause)) {
    const message = messageOf(part)
    if (message !== "unknown") return message
  }
  return "unknown"
}
