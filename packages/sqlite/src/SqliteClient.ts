// Effect's SqlClient over the SQLite inside Node (`node:sqlite`): no native module to install. One connection per client, so every
// statement and transaction waits for its turn. SQLite answers synchronously, so a slow statement holds up the whole
// process; it suits queues, journals and tests, not reports.
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Connection from "./internal/connection.ts"

/** @category type IDs */
export const TypeId: TypeId = "~@effect-multisafepay/sqlite/SqliteClient"
/** @category type IDs */
export type TypeId = "~@effect-multisafepay/sqlite/SqliteClient"

/**
 * How to open a database. Names are those of Effect's own SQLite clients, so that one of them can take this one's place.
 *
 * @category models
 */
export interface SqliteClientConfig extends Connection.Options {
  readonly spanAttributes?: Record<string, unknown> | undefined
  readonly transformResultNames?: ((name: string) => string) | undefined
  readonly transformQueryNames?: ((name: string) => string) | undefined
}

/** @category services */
export interface SqliteClient extends SqlClient.SqlClient {
  readonly [TypeId]: TypeId
  readonly config: SqliteClientConfig
  /** SQLite has no `UPDATE ... FROM (VALUES ...)` of this form. */
  readonly updateValues: never
}

/** @category services */
export const SqliteClient = Context.Service<SqliteClient>("@effect-multisafepay/sqlite/SqliteClient")

/**
 * Opens a database for the life of the scope. Fails when it cannot be opened.
 *
 * Parameters may be null, numbers, bigints, strings, bytes, booleans (kept as 1 and 0) and dates (kept as ISO text).
 *
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (
  options: SqliteClientConfig
): Effect.fn.Return<SqliteClient, SqlError, Scope.Scope | Reactivity.Reactivity> {
  const { connection, isTransaction } = yield* Connection.open(options, () => client.transactionService)
  const semaphore = yield* Semaphore.make(1)
  const acquirers = SqlClient.makeSqliteAcquirers({ connection: Effect.succeed(connection), semaphore, isTransaction })

  const client: SqlClient.SqlClient = yield* SqlClient.make({
    ...acquirers,
    compiler: Statement.makeCompilerSqlite(options.transformQueryNames),
    driver: "sqlite-node",
    prepareTransactionControls: true,
    // A transaction that starts as a reader cannot wait for a lock when it turns into a writer: SQLite fails it at once.
    beginTransaction: options.readonly === true ? "BEGIN" : "BEGIN IMMEDIATE",
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [...Object.entries(options.spanAttributes ?? {}), ["db.system.name", "sqlite"]],
    transformRows:
      options.transformResultNames === undefined
        ? undefined
        : Statement.defaultTransforms(options.transformResultNames).array
  })
  return Object.assign(client, { [TypeId]: TypeId, config: options }) as SqliteClient
})

/**
 * A client for one database, as `SqliteClient` and as Effect's `SqlClient`.
 *
 * @example
 * program.pipe(Effect.provide(SqliteClient.layer({ filename: "shop.db" })))
 *
 * @category layers
 */
export const layer = (options: SqliteClientConfig): Layer.Layer<SqliteClient | SqlClient.SqlClient, SqlError> =>
  Layer.provide(Layer.effectContext(Effect.map(make(options), services)), Reactivity.layer)

/** @category layers */
export const layerConfig = (
  options: Config.Wrap<SqliteClientConfig>
): Layer.Layer<SqliteClient | SqlClient.SqlClient, SqlError | Config.ConfigError> =>
  Layer.provide(
    Layer.effectContext(Config.unwrap(options).pipe(Effect.flatMap(make), Effect.map(services))),
    Reactivity.layer
  )

const services = (client: SqliteClient): Context.Context<SqliteClient | SqlClient.SqlClient> =>
  Context.add(Context.make(SqliteClient, client), SqlClient.SqlClient, client)
