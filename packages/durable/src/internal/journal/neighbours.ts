// The locks on shards belong to the whole database of PostgreSQL, whatever schema the tables are in. Two clusters in two schemas would each
// hold locks that the other waits for, and payments that nobody runs say nothing.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { messages } from "./tables.ts"

/** Warns at start when another schema of this database has payments as well. */
export const lookForNeighbours: Layer.Layer<never, SqlError, SqlClient.SqlClient> = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ readonly name: string }>`
      SELECT n.nspname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = ${messages} AND c.relkind IN ('r', 'p') AND NOT pg_table_is_visible(c.oid) ORDER BY 1`
    if (rows.length === 0) return
    yield* Effect.logWarning(
      `the schema ${rows.map(({ name }) => name).join(", ")} of this database has durable payments as well. Processes of both take the same ` +
        "locks, and payments of one are not carried out while processes of the other run: give each a database of its own"
    )
  })
)
