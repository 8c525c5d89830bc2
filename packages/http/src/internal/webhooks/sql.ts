// The memory of several processes, in the shop's own database. One transaction holds the lock of the order, your effect's own writes and
// the row that says "handled": they become true together. So a process may be killed at any moment and nothing is written twice.
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { type Entry, type Once, type Skipped, type WebhookStore, WebhookStoreError } from "./model.ts"
import { judge } from "./overtaken.ts"

/** @category models */
export interface SqlOptions {
  /** `multisafepay_webhooks` by default; created when it is missing. */
  readonly table?: string | undefined
  /** How long a handled notification is remembered. 90 days by default. */
  readonly retention?: Duration.Input | undefined
}

/**
 * Remembers in a database, for any number of processes. PostgreSQL and SQLite.
 *
 * Your effect runs inside a transaction of this `SqlClient`: what it writes through the same client is committed together with the mark
 * that the notification was handled, or not at all. It holds one connection of the pool meanwhile. What it does elsewhere (mail, other
 * services) may be repeated after a crash between doing it and the commit.
 *
 * @category constructors
 */
export const sql = (
  options: SqlOptions = {}
): Effect.Effect<WebhookStore, WebhookStoreError, SqlClient.SqlClient | Scope.Scope> =>
  Effect.gen(function* () {
    const client = yield* SqlClient.SqlClient
    const sql = client.withoutTransforms()
    const name = options.table ?? "multisafepay_webhooks"
    const table = sql(name)
    const retention = Duration.toMillis(options.retention ?? Duration.days(90))
    yield* Effect.mapError(migrate(name), storeError("create its table"))

    // Released by the database when the transaction ends, however it ends. SQLite has one writer at a time anyway, once it writes.
    const lock = (order: string) =>
      sql.onDialectOrElse({
        pg: () => Effect.asVoid(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${name}\n${order}`}, 0))`),
        orElse: () => Effect.asVoid(sql`DELETE FROM ${table} WHERE order_key = '' AND id = ''`)
      })

    const prune = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      yield* sql`DELETE FROM ${table} WHERE handled_at < ${now - retention}`
    }).pipe(Effect.catchCause((cause) => Effect.logWarning("Old webhook marks could not be removed", cause)))
    yield* Effect.forkScoped(Effect.repeat(prune, Schedule.spaced(Duration.hours(1))))

    const skipped = Effect.fnUntraced(function* (entry: Entry): Effect.fn.Return<Skipped | undefined, SqlError> {
      const transaction = entry.transaction ?? ""
      const rows = yield* sql<{
        readonly known: number
        readonly newest: number | string | null
        readonly newest_here: number | string | null
        readonly paid_here: number
        readonly paid_elsewhere: number
      }>`
        SELECT COUNT(CASE WHEN id = ${entry.id ?? ""} THEN 1 END) AS known,
          MAX(modified) AS newest,
          MAX(CASE WHEN transaction_id = ${transaction} THEN modified END) AS newest_here,
          COUNT(CASE WHEN attempt = 'paid' AND transaction_id = ${transaction} THEN 1 END) AS paid_here,
          COUNT(CASE WHEN attempt = 'paid' AND transaction_id <> ${transaction} THEN 1 END) AS paid_elsewhere
        FROM ${table} WHERE order_key = ${entry.order}`
      const row = rows[0]
      if (row === undefined) return undefined
      if (Number(row.known) > 0) return "Duplicate"
      return judge(entry, {
        newest: timeOf(row.newest),
        newestHere: timeOf(row.newest_here),
        paidHere: Number(row.paid_here) > 0,
        paidElsewhere: Number(row.paid_elsewhere) > 0
      })
    })

    return {
      recall: (entry) => Effect.mapError(skipped(entry), storeError("recall")),
      once: (entry, work) =>
        Effect.gen(function* (): Effect.fn.Return<
          Once,
          SqlError | Theirs<Effect.Error<typeof work>>,
          Effect.Services<typeof work>
        > {
          yield* lock(entry.order)
          const why = yield* skipped(entry)
          if (why !== undefined) return why
          yield* Effect.mapError(work, (error) => new Theirs(error))
          if (entry.id === undefined) return "Handled"
          const now = yield* Clock.currentTimeMillis
          yield* sql`INSERT INTO ${table} (id, order_key, modified, transaction_id, attempt, handled_at)
            VALUES (${entry.id}, ${entry.order}, ${entry.modified?.from ?? null}, ${entry.transaction ?? ""},
              ${entry.attempt ?? null}, ${now})`
          return "Handled"
        }).pipe(
          client.withTransaction,
          Effect.mapError((error) => (error instanceof Theirs ? error.error : storeError("remember")(error)))
        )
    }
  })

// PostgreSQL hands a BIGINT over as text.
const timeOf = (column: number | string | null): number | undefined => (column === null ? undefined : Number(column))

// The transaction adds SqlError to the failures; an SqlError of the user's own effect is not the store's.
class Theirs<E> {
  readonly error: E
  constructor(error: E) {
    this.error = error
  }
}

const storeError = (operation: string) => (cause: unknown) => new WebhookStoreError({ operation, cause })

const migrate = (name: string) =>
  Migrator.make({})({
    table: `${name}_migrations`,
    loader: Migrator.fromRecord({
      "0001_create": Effect.gen(function* () {
        const sql = (yield* SqlClient.SqlClient).withoutTransforms()
        yield* sql`CREATE TABLE IF NOT EXISTS ${sql(name)} (
          id TEXT NOT NULL,
          order_key TEXT NOT NULL,
          modified BIGINT NULL,
          handled_at BIGINT NOT NULL,
          PRIMARY KEY (order_key, id)
        )`
        yield* sql`CREATE INDEX IF NOT EXISTS ${sql(`${name}_handled_at`)} ON ${sql(name)} (handled_at)`
      }),
      "0002_attempts": Effect.gen(function* () {
        const sql = (yield* SqlClient.SqlClient).withoutTransforms()
        yield* sql`ALTER TABLE ${sql(name)} ADD COLUMN transaction_id TEXT NULL`
        yield* sql`ALTER TABLE ${sql(name)} ADD COLUMN attempt TEXT NULL`
      })
    })
  })
