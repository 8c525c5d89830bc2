// The tables of the journal and the indexes that keep its queries from reading all of it. A prefix of their own keeps an application's other
// workflows out of the way, and ours out of theirs.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type * as Statement from "effect/sql/Statement"

export const prefix = "multisafepay"
export const messages = `${prefix}_messages`
export const replies = `${prefix}_replies`
export const queue = `${prefix}_queue`
export const steps = `${prefix}_steps`
export const fences = `${prefix}_fences`

export const indexes = {
  /** Everything about one payment. */
  entity: `${messages}_entity_idx`,
  /** Messages to be dealt with at once. */
  fresh: `${messages}_fresh_idx`,
  /** Timers that have not gone off. */
  timers: `${messages}_timers_idx`,
  /** Signals: those that belong to no payment are found by them. */
  signals: `${messages}_signals_idx`,
  /** Payments that have ended. */
  ended: `${replies}_ended_idx`,
  /** Tries that came to nothing. */
  failed: `${steps}_failed_idx`,
  /** Answers that somebody has to look at, or would if money came. */
  look: `${replies}_look_idx`
}

/**
 * Indexes that nothing reads: three of the engine's, and one of an earlier release. Each step of a payment would write to them. An index that
 * knew of `last_read` would also make PostgreSQL write to all others whenever a message is read.
 */
const unused = [
  `${messages}_shard_idx`,
  `${messages}_rowid_idx`,
  `${replies}_request_lookup_idx`,
  `${messages}_read_idx`
]

/** Words that differ between the databases, and predicates that have to be the same wherever an index is meant. */
export const literals = (sql: SqlClient.SqlClient) => {
  const isPg = sql.onDialectOrElse({ pg: () => true, orElse: () => false })
  return {
    yes: sql.literal(isPg ? "TRUE" : "1"),
    no: sql.literal(isPg ? "FALSE" : "0"),
    tenMinutesAgo: sql.literal(isPg ? "NOW() - INTERVAL '10 minutes'" : "DATETIME('now', '-10 minutes')"),
    halfAMinuteAgo: sql.literal(isPg ? "NOW() - INTERVAL '30 seconds'" : "DATETIME('now', '-30 seconds')"),
    /** PostgreSQL knows how many rows a partial index has; SQLite has to be told to use it. */
    by: (index: string) => sql.literal(isPg ? "" : `INDEXED BY ${index}`)
  }
}

/** The messages that are not dealt with and whose time has come by `now`, along two indexes: payments that wait are not visited. */
export const open = (
  sql: SqlClient.SqlClient,
  options: { readonly columns: Statement.Fragment; readonly now: number; readonly where: Statement.Fragment }
): Statement.Fragment => {
  const { by, no } = literals(sql)
  const { columns, now, where } = options
  return sql`
    SELECT ${columns} FROM ${sql(messages)} ${by(indexes.fresh)}
    WHERE processed = ${no} AND deliver_at IS NULL AND ${where}
    UNION ALL
    SELECT ${columns} FROM ${sql(messages)} ${by(indexes.timers)}
    WHERE processed = ${no} AND deliver_at IS NOT NULL AND deliver_at <= ${now} AND ${where}`
}

const isEnded = `payload LIKE '{"_tag":"Success","value":{"_tag":"Complete"%'`

const isOdd = [
  `%"failed":true%`,
  `{"_tag":"Failure"%`,
  `%"exit":{"_tag":"Failure"%`,
  ...["unfinished", "declined", "expired", "cancelled", "refused", "conflict"].map((result) => `%"result":"${result}"%`)
]
  .map((pattern) => `payload LIKE '${pattern}'`)
  .join(" OR ")

/** What `ended` and `look` are indexes of. */
export const replyPredicates = { ended: isEnded, odd: `(${isOdd})` }

/** What `failed` is an index of. */
export const failedTry = `answer LIKE '%"again":%'`

/** Asking is free; making waits for every writer, even when there is nothing to make. */
export const hasTable = (sql: SqlClient.SqlClient, name: string): Effect.Effect<boolean, SqlError> =>
  Effect.map(
    sql.onDialectOrElse({
      pg: () => sql`SELECT 1 FROM pg_class WHERE relname = ${name} AND pg_table_is_visible(oid)`,
      orElse: () => sql`SELECT 1 FROM sqlite_master WHERE name = ${name}`
    }),
    (rows) => rows.length > 0
  )

/**
 * Changes the tables where `isDone` says no. One process at a time: PostgreSQL's `IF NOT EXISTS` does not look at what another process is just
 * making, so that of several that start at once on an empty database all but one would fail.
 */
export const unlessDone = <E>(
  sql: SqlClient.SqlClient,
  isDone: Effect.Effect<boolean, E>,
  change: Effect.Effect<unknown, E>
): Effect.Effect<void, E | SqlError> => {
  const once = Effect.flatMap(isDone, (done) => (done ? Effect.void : Effect.asVoid(change)))
  const alone = sql.onDialectOrElse({
    pg: () =>
      sql.withTransaction(
        Effect.andThen(sql`SELECT pg_advisory_xact_lock(hashtext(${`${prefix}_tables`}))`, Effect.asVoid(once))
      ),
    orElse: () => once
  })
  return Effect.flatMap(isDone, (done) => (done ? Effect.void : alone))
}

/**
 * A message is written once and then changed some times. With room on its page PostgreSQL writes a change there, and to no index when none
 * knows of the column (`test/writeAheadLog.test.ts`). Whoever has chosen another share keeps it.
 */
const leaveRoom = (sql: SqlClient.SqlClient) => {
  const chosen = sql`
    SELECT 1 FROM pg_class WHERE relname = ${messages} AND pg_table_is_visible(oid) AND reloptions::text LIKE '%fillfactor%'`
  return unlessDone(
    sql,
    Effect.map(chosen, (rows) => rows.length > 0),
    sql.unsafe(`ALTER TABLE ${messages} SET (fillfactor = 50)`)
  )
}

/** Once the engine's tables are there. */
export const makeIndexes: Layer.Layer<never, SqlError, SqlClient.SqlClient> = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const no = sql.onDialectOrElse({ pg: () => "FALSE", orElse: () => "0" })
    const wanted: ReadonlyArray<readonly [index: string, on: string]> = [
      [indexes.entity, `${messages} (entity_id)`],
      [indexes.fresh, `${messages} (id) WHERE processed = ${no} AND deliver_at IS NULL`],
      [indexes.timers, `${messages} (deliver_at) WHERE processed = ${no} AND deliver_at IS NOT NULL`],
      [indexes.signals, `${messages} (id) WHERE tag = 'deferred'`],
      [indexes.ended, `${replies} (id) WHERE ${replyPredicates.ended}`],
      [indexes.look, `${replies} (id) WHERE ${replyPredicates.odd}`]
    ]
    for (const [index, on] of wanted) {
      yield* unlessDone(sql, hasTable(sql, index), sql.unsafe(`CREATE INDEX IF NOT EXISTS ${index} ON ${on}`))
    }
    for (const index of unused) {
      const isGone = Effect.map(hasTable(sql, index), (found) => !found)
      yield* unlessDone(sql, isGone, sql.unsafe(`DROP INDEX IF EXISTS ${index}`))
    }
    yield* sql.onDialectOrElse({ pg: () => leaveRoom(sql), orElse: () => Effect.void })
  }).pipe(
    // The tables may be another user's.
    Effect.catchIf(
      (error) => error.reason._tag === "AuthorizationError",
      () =>
        Effect.logWarning(
          "payments will be slow without the indexes of this release: let the owner of the tables start once"
        )
    )
  )
)
