// The tables of the journal. A prefix of their own keeps an application's other workflows out of the way, and ours out of theirs.

import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

export const prefix = "multisafepay"
export const messages = `${prefix}_messages`
export const replies = `${prefix}_replies`
export const queue = `${prefix}_queue`
export const steps = `${prefix}_steps`

/** Asking is free; making waits for every writer, even when there is nothing to make. */
export const hasTable = (sql: SqlClient.SqlClient, name: string): Effect.Effect<boolean, SqlError> =>
  Effect.map(
    sql.onDialectOrElse({
      pg: () => sql`SELECT 1 FROM pg_tables WHERE tablename = ${name} AND schemaname = ANY (current_schemas(FALSE))`,
      orElse: () => sql`SELECT 1 FROM sqlite_master WHERE name = ${name}`
    }),
    (rows) => rows.length > 0
  )

const index = `${messages}_entity_idx`

/** Once the tables are there: without it, each payment that is pruned takes a look at all messages. */
export const entityIndex: Layer.Layer<never, SqlError, SqlClient.SqlClient> = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    // Asking is free; making waits for every writer, even when there is nothing to make.
    const known = yield* sql.onDialectOrElse({
      pg: () => sql`SELECT 1 FROM pg_indexes WHERE indexname = ${index}`,
      orElse: () => sql`SELECT 1 FROM sqlite_master WHERE name = ${index}`
    })
    if (known.length === 0) yield* sql`CREATE INDEX IF NOT EXISTS ${sql(index)} ON ${sql(messages)} (entity_id)`
    // Two processes may make it at once.
  }).pipe(
    Effect.retry({ times: 2 }),
    // The tables may be another user's.
    Effect.catchIf(
      (error) => error.reason._tag === "AuthorizationError",
      () => Effect.logWarning(`pruning will be slow without the index ${index}: let the owner of the tables start once`)
    )
  )
)
