// One open database as Effect's SQL connection. A prepared statement remembers how it was last used (arrays, big integers), so every
// run says again what it wants.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { SafeIntegers, type SqlClient } from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { classifySqliteError, SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"

export interface Options {
  /** A path, or `:memory:` for a database that ends with the client. */
  readonly filename: string
  /** Refuses to write. The file must exist. Default false. */
  readonly readonly?: boolean | undefined
  /** Leaves the journal mode as it is. By default the file is switched to WAL, so that readers and a writer do not block each other. */
  readonly disableWAL?: boolean | undefined
  /** How many milliseconds a statement waits for another process's lock before it fails with `LockTimeoutError`. Default 5000. */
  readonly busyTimeout?: number | undefined
  /**
   * When a commit counts as done. `FULL` (default) survives a power cut; `NORMAL` survives a killed process but may lose the last
   * commits in a power cut, and is about twice as fast.
   */
  readonly synchronous?: "OFF" | "NORMAL" | "FULL" | "EXTRA" | undefined
  /** How many prepared statements are kept; the longest unused goes first. Default 200. */
  readonly prepareCacheSize?: number | undefined
}

interface Open {
  readonly connection: Connection
  readonly isTransaction: () => boolean
}

/** What a statement within a transaction of this connection finds in its context. */
type Transaction = () => SqlClient["transactionService"]

export const open = Effect.fnUntraced(function* (
  options: Options,
  transaction: Transaction
): Effect.fn.Return<Open, SqlError, Scope.Scope> {
  const db = yield* Effect.acquireRelease(
    attempt("open", () => openDatabase(options)),
    (db) => Effect.sync(() => db.close())
  )
  const cached = statementCache(db, options.prepareCacheSize ?? 200)

  const run = (prepare: (sql: string) => StatementSync, sql: string, params: ReadonlyArray<unknown>, want: Want) =>
    Effect.withFiber<ReadonlyArray<unknown> | Changes, SqlError>((fiber) =>
      attempt("execute", () => {
        checkTransaction(db, fiber.context, transaction)
        const statement = prepare(sql)
        statement.setReadBigInts(Context.get(fiber.context, SafeIntegers))
        statement.setReturnArrays(want === "arrays")
        const inputs = params.map(toInput)
        if (statement.columns().length > 0) return statement.all(...inputs)
        const { changes, lastInsertRowid } = statement.run(...inputs)
        return want === "raw" ? { changes, lastInsertRowid } : []
      })
    )

  const rows = (
    prepare: (sql: string) => StatementSync,
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Effect.Effect<ReadonlyArray<object>, SqlError> => {
    const found = run(prepare, sql, params, "objects") as Effect.Effect<ReadonlyArray<object>, SqlError>
    return transform === undefined ? found : Effect.map(found, transform)
  }

  const values = (prepare: (sql: string) => StatementSync, sql: string, params: ReadonlyArray<unknown>) =>
    run(prepare, sql, params, "arrays") as Effect.Effect<ReadonlyArray<ReadonlyArray<unknown>>, SqlError>

  const uncached = (sql: string) => prepareOne(db, sql)

  const connection: Connection = {
    execute: (sql, params, transform) => rows(cached, sql, params, transform),
    executeRaw: (sql, params) => run(cached, sql, params, "raw"),
    executeValues: (sql, params) => values(cached, sql, params),
    executeValuesUnprepared: (sql, params) => values(uncached, sql, params),
    executeUnprepared: (sql, params, transform) => rows(uncached, sql, params, transform),
    executeStream: (sql, params, transform) => streamRows(db, transaction, sql, params, transform)
  }
  return { connection, isTransaction: () => db.isTransaction }
})

type Want = "objects" | "arrays" | "raw"
type Transform = Parameters<Connection["execute"]>[2]
interface Changes {
  readonly changes: number | bigint
  readonly lastInsertRowid: number | bigint
}

const openDatabase = (options: Options): DatabaseSync => {
  const db = new DatabaseSync(options.filename, {
    readOnly: options.readonly === true,
    timeout: options.busyTimeout ?? 5000
  })
  if (options.readonly !== true && options.disableWAL !== true) db.exec("PRAGMA journal_mode = WAL")
  db.exec(`PRAGMA synchronous = ${options.synchronous ?? "FULL"}`)
  return db
}

// A Map keeps its keys in the order of insertion: putting a used statement back makes the first key the longest unused.
const statementCache = (db: DatabaseSync, size: number) => {
  const statements = new Map<string, StatementSync>()
  return (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? prepareOne(db, sql)
    statements.delete(sql)
    statements.set(sql, statement)
    if (statements.size > size) statements.delete(statements.keys().next().value ?? sql)
    return statement
  }
}

// SQLite prepares the first statement of a text and says nothing about the rest: half a migration would look like a whole one.
const prepareOne = (db: DatabaseSync, sql: string): StatementSync => {
  const statement = db.prepare(sql)
  const rest = sql.slice(statement.sourceSQL.length).replace(/--[^\n]*|\/\*[^]*?(?:\*\/|$)/g, "")
  if (/[^\s;]/.test(rest)) throw new Error("one statement at a time: the text goes on after the first statement")
  return statement
}

const streamRows = (
  db: DatabaseSync,
  transaction: Transaction,
  sql: string,
  params: ReadonlyArray<unknown>,
  transform: Transform
): Stream.Stream<object, SqlError> =>
  Stream.unwrap(
    Effect.withFiber((fiber) =>
      Effect.map(
        // A statement of its own: a cached one could be started again while this stream still reads from it.
        Effect.acquireRelease(
          attempt("execute", () => {
            checkTransaction(db, fiber.context, transaction)
            const statement = prepareOne(db, sql)
            statement.setReadBigInts(Context.get(fiber.context, SafeIntegers))
            return statement.iterate(...params.map(toInput))
          }),
          (iterator) => Effect.sync(() => void iterator.return?.())
        ),
        (iterator) =>
          Stream.paginate(undefined, () =>
            attempt("execute", () => {
              const chunk: Array<object> = []
              for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
                chunk.push(next.value)
                if (chunk.length === 128) break
              }
              const found = transform === undefined ? chunk : transform(chunk)
              return [found, chunk.length === 128 ? Option.some(undefined) : Option.none()] as const
            })
          )
      )
    )
  )

// A full disk and `ON CONFLICT ROLLBACK` end the whole transaction. Whoever goes on all the same would write without one: what follows would
// stay, and what came before would be gone. So would a fiber that outlives its transaction.
const checkTransaction = (db: DatabaseSync, context: Context.Context<never>, transaction: Transaction): void => {
  if (Option.isSome(Context.getOption(context, transaction())) && !db.isTransaction) {
    throw new Error(
      "the transaction of this statement is over: SQLite has ended it because an earlier statement failed, or it was finished before"
    )
  }
}

// SQLite keeps NaN as NULL, and Node takes an object in the first place for a set of named parameters: it binds none of its own then, and each
// of the others one place too early.
const toInput = (value: unknown): SQLInputValue => {
  if (value === undefined || value === null) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (typeof value === "string" || typeof value === "bigint") return value
  if (typeof value === "number" && !Number.isNaN(value)) return value
  if (value instanceof Date) return value.toISOString()
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  const what = typeof value === "object" ? "an object" : typeof value === "number" ? "NaN" : `a ${typeof value}`
  throw new TypeError(
    `${what} is no value that SQLite keeps: pass null, a number, a bigint, text, bytes, a boolean or a date`
  )
}

const attempt = <A>(operation: string, run: () => A): Effect.Effect<A, SqlError> =>
  Effect.try({
    try: run,
    catch: (cause) =>
      new SqlError({ reason: classifySqliteError(withErrno(cause), { message: `Failed to ${operation}`, operation }) })
  })

// Node calls SQLite's number `errcode`; Effect looks for `errno`.
const withErrno = (cause: unknown): unknown =>
  typeof cause === "object" && cause !== null && "errcode" in cause && !("errno" in cause)
    ? Object.assign(cause, { errno: cause.errcode })
    : cause
