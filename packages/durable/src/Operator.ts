// What somebody looks after: payments that do not get on by themselves, and the journal, which grows for ever unless it is pruned. Works
// on the database of `LocalEngine` and `ClusterEngine`, in the process that runs payments or in another one.
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as MachineId from "effect/cluster/MachineId"
import * as Snowflake from "effect/cluster/Snowflake"
import * as SqlClient from "effect/sql/SqlClient"
import type * as Statement from "effect/sql/Statement"
import type { SqlError } from "effect/sql/SqlError"
import * as History from "./History.ts"
import { clockType, entityType, idAt, rowsOf } from "./internal/journal/rows.ts"
import {
  failedTry,
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
import { executionId, signals } from "./PaymentWorkflow.ts"

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
 * - `failing`: three tries of a step or more have come to nothing; `reason` is that of the last one. It tries again by itself, less and less often.
 * - `unfinished`: it has ended, and MultiSafepay refused what was to be done with the money. Do it by hand.
 *
 * @category models
 */
export interface Problem {
  readonly kind: "suspended" | "broken" | "failing" | "unread" | "late" | "paid-late" | "unfinished"
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
      rowsOf(
        sql,
        sql.in(
          "m.id",
          oldest.map((one) => BigInt(one.id))
        ),
        sql``
      ),
      (rows) => {
        const byId = new Map(rows.map((row) => [row.id, row]))
        return oldest.flatMap((one) => {
          const row = byId.get(one.id)
          return row === undefined
            ? []
            : [{ kind, order_id: orderIdOf(row), reason: one.reason ?? reasonOf(kind, row) }]
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
export const sweep: Effect.Effect<number, SqlError, SqlClient.SqlClient> = Effect.gen(function* () {
  yield* unparkOnce
  const ids = (yield* stuck).flatMap(({ kind, order_id }) =>
    kind === "suspended" && Option.isSome(order_id) ? [order_id.value] : []
  )
  const resumed = yield* Effect.filter(ids, resume)
  return resumed.length
})

/**
 * Makes a suspended payment go on, whichever process runs it: at its next poll. False when it is not suspended.
 *
 * @category effects
 */
export const resume = (order_id: string): Effect.Effect<boolean, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const { no } = literals(sql)
    const run = sql`SELECT m.id FROM ${sql(messages)} m JOIN ${sql(replies)} r ON r.id = m.last_reply_id
      WHERE m.message_id = ${`${entityType}/${yield* executionId(order_id)}/run/`} AND r.payload LIKE '%"failed":true%'`
    // Both or none: a process may resume it in this very moment.
    return yield* Effect.gen(function* () {
      const rows = yield* sql<{ readonly id: string }>`
        UPDATE ${sql(messages)} SET processed = ${no}, last_reply_id = NULL, last_read = NULL
        WHERE id IN (${run}) RETURNING CAST(id AS TEXT) AS id`
      for (const { id } of rows) yield* sql`DELETE FROM ${sql(replies)} WHERE request_id = ${BigInt(id)} AND kind = 0`
      return rows.length > 0
    }).pipe(sql.withTransaction)
  })

/**
 * Cancels what can be cancelled, as `Payments.cancel` does, from outside of the processes that run payments: heeded at their next poll. False
 * when there is no such payment, or it has ended.
 *
 * @category effects
 */
export const cancel = (order_id: string): Effect.Effect<boolean, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const payment = yield* History.of(order_id)
    if (Option.isNone(payment) || payment.value.state === "ended" || payment.value.state === "broken") return false
    const execution = yield* executionId(order_id)
    const { name } = signals.cancel
    const timestamp = yield* Clock.currentTimeMillis
    const id = Snowflake.make({
      // That of no process: those are counted from 1.
      machineId: MachineId.make(1023),
      sequence: yield* Random.nextIntBetween(0, 4095),
      timestamp
    })
    yield* sql`INSERT INTO ${sql(steps)} (execution_id, name, answer, at) VALUES (${execution}, ${name}, 'null', ${timestamp})
      ON CONFLICT (execution_id, name) DO NOTHING`
    yield* sql`
      INSERT INTO ${sql(messages)} (id, message_id, shard_id, entity_type, entity_id, kind, tag, payload, headers, request_id)
      SELECT ${id}, ${`${entityType}/${execution}/deferred/${name}`}, shard_id, entity_type, entity_id, 0, 'deferred',
        ${`{"name":"${name}","exit":{"_tag":"Success","value":null}}`}, '{}', ${id}
      FROM ${sql(messages)} WHERE message_id = ${`${entityType}/${execution}/run/`}
      ON CONFLICT (message_id) DO NOTHING`
    return true
  })

/** Sweeps again and again, every five minutes if not told otherwise; says so when it had to. @category layers */
export const layerSweep = (
  options: { readonly interval?: Duration.Input | undefined } = {}
): Layer.Layer<never, never, SqlClient.SqlClient> =>
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
 * The payment gets on by itself, or will when it is resumed; deleting it would leave its order to itself.
 *
 * @category errors
 */
export class StillAlive extends Schema.TaggedError<StillAlive>("@effect-multisafepay/durable/StillAlive")(
  "StillAlive",
  {
    order_id: Schema.String,
    state: History.State
  }
) {
  override get message() {
    return `the payment of ${this.order_id} is ${this.state}: cancel it, or resume it; forget it only by force, when nobody will miss it`
  }
}

/**
 * Deletes everything the journal knows about one order: the way out for a `broken` payment. Start it again afterwards, at the earliest half a
 * minute after it was last awake: until then its process remembers it, or a request of its may be on its way. A payment that is neither broken
 * nor ended is refused, unless `force` is set. False when there was nothing to delete.
 *
 * @category effects
 */
export const forget = (
  order_id: string,
  options: { readonly force?: boolean | undefined } = {}
): Effect.Effect<boolean, SqlError | StillAlive, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const payment = yield* History.of(order_id)
    const state = Option.getOrUndefined(payment)?.state
    if (state !== undefined && state !== "broken" && state !== "ended" && options.force !== true) {
      return yield* new StillAlive({ order_id, state })
    }
    const id = yield* executionId(order_id)
    const notices = ["paid", "failed"].map((signal) => `${signal}:${order_id}`)
    const found = yield* Effect.zipWith(
      remove([id]),
      // A notification that was taken once would be taken for a repetition when the payment is started again.
      sql`DELETE FROM ${sql(queue)} WHERE ${sql.in("id", notices)} RETURNING id`,
      (rows, queued) => rows + queued.length
    ).pipe(sql.withTransaction)
    return found > 0
  })

/** Milliseconds after which a step that nobody took is a problem. */
const patience = 2 * 60_000

/** Every kind of problem, in the order of `stuck`. @category models */
export const kinds = ["suspended", "broken", "failing", "unfinished", "paid-late", "unread", "late"] as const

interface Found {
  readonly kind: Problem["kind"]
  readonly id: string
  readonly since: string
  readonly reason?: string
}

type Row = Effect.Success<ReturnType<typeof rowsOf>>[number]

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
  const failing = (yield* hasTable(sql, indexes.failed))
    ? yield* sql<Found & { readonly answer: string }>`
        SELECT 'failing' AS kind, CAST(m.id AS TEXT) AS id, CAST(m.id AS TEXT) AS since, l.answer AS answer FROM (
          SELECT execution_id, MAX(at) AS last FROM ${sql(steps)} ${by(indexes.failed)}
          WHERE ${sql.literal(failedTry)} GROUP BY execution_id HAVING COUNT(*) >= 3
        ) f
        JOIN ${sql(messages)} m ON m.message_id = ${`${entityType}/`} || f.execution_id || '/run/'
        LEFT JOIN ${sql(replies)} r ON r.id = m.last_reply_id
        JOIN ${sql(steps)} l ON l.execution_id = f.execution_id AND l.at = f.last AND l.${sql.literal(failedTry)}
        WHERE (r.id IS NULL OR r.payload LIKE '%"value":{"_tag":"Suspended"%')
        AND NOT EXISTS (SELECT 1 FROM ${sql(steps)} d WHERE d.execution_id = f.execution_id AND d.at >= f.last
          AND (d.answer LIKE '%"done":%' OR d.name LIKE 'look/%'))
        ORDER BY f.last LIMIT 1000`
    : []
  const since =
    (kind: Problem["kind"]) =>
    (row: Page): Found => ({ kind, id: row.id, since: row.id })
  const all: ReadonlyArray<Found> = [
    ...odd.flatMap(({ id, kind, message }): ReadonlyArray<Found> =>
      kind === null || message === null ? [] : [{ kind, id: message, since: id }]
    ),
    ...failing.map(({ answer, id, kind, since }) => ({
      kind,
      id,
      since,
      reason: Option.match(decodeFailed(answer), { onNone: () => "unknown", onSome: ({ again }) => again })
    })),
    ...unread.map(since("unread")),
    ...late.map(since("late"))
  ]
  return all
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
      return row.reason
  }
}

const isStranger = (sql: SqlClient.SqlClient) => sql`NOT EXISTS (SELECT 1 FROM ${sql(messages)} p
  WHERE p.message_id = ${`${entityType}/`} || m.entity_id || '/run/')`

const remove = (ids: ReadonlyArray<string>, only?: Statement.Fragment) =>
  Effect.gen(function* () {
    if (ids.length === 0) return 0
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
    if (!(yield* hasTable(sql, steps))) return rows.length
    const answers = yield* sql`DELETE FROM ${sql(steps)} WHERE ${sql.in("execution_id", ids)}
      ${
        only === undefined
          ? sql``
          : sql`AND NOT EXISTS (SELECT 1 FROM ${sql(messages)} m WHERE ${sql.in("m.entity_id", ids)}
        AND m.entity_id = execution_id)`
      } RETURNING execution_id`
    return rows.length + answers.length
  })

const decodeFailed = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ again: Schema.String })))
const decodeOrderId = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ order_id: Schema.String })))
const orderIdOf = (row: Row): Option.Option<string> =>
  Option.map(decodeOrderId(row.payment), ({ order_id }) => order_id)
