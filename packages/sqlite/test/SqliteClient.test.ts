import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Config from "effect/Config"
import { SqliteClient } from "../src/index.ts"

const epoch = new Date(0)

const memory = SqliteClient.layer({ filename: ":memory:" })

const withFile = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "sqlite-"))),
  (dir) => Effect.sync(() => rmSync(dir, { recursive: true, force: true }))
).pipe(Effect.map((dir) => join(dir, "test.db")))

const numbers = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE numbers (id INTEGER PRIMARY KEY, value)`
  const values = sql<{ readonly value: unknown }>`SELECT value FROM numbers ORDER BY id`
  const count = Effect.map(sql<{ readonly n: number }>`SELECT count(*) AS n FROM numbers`, (rows) => rows[0]?.n)
  return { sql, values, count }
})

describe("queries", () => {
  it.effect("rows come back as objects", () =>
    Effect.gen(function* () {
      const { sql } = yield* numbers
      yield* sql`INSERT INTO numbers ${sql.insert([
        { id: 1, value: "one" },
        { id: 2, value: 2.5 }
      ])}`
      assert.deepStrictEqual(
        (yield* sql`SELECT * FROM numbers WHERE id IN ${sql.in([1, 2])}`).map((row) => Object.entries(row)),
        [Object.entries({ id: 1, value: "one" }), Object.entries({ id: 2, value: 2.5 })]
      )
    }).pipe(Effect.provide(memory))
  )

  it.effect("null, undefined, booleans, dates and bytes are kept", () =>
    Effect.gen(function* () {
      const { sql, values } = yield* numbers
      for (const value of [null, undefined, true, false, epoch, new Uint8Array([1, 2])]) {
        yield* sql`INSERT INTO numbers (value) VALUES (${value as never})`
      }
      assert.deepStrictEqual(
        (yield* values).map((row) => row.value),
        [null, null, 1, 0, "1970-01-01T00:00:00.000Z", new Uint8Array([1, 2])]
      )
    }).pipe(Effect.provide(memory))
  )

  it.effect("what is no value is refused, and not kept as NULL or bound to another parameter's place", () =>
    Effect.gen(function* () {
      const { count, sql } = yield* numbers
      for (const value of [Number.NaN, {}, new Map(), () => 1, [1], { a: "hidden" }, Symbol("hidden")]) {
        for (const write of [
          sql`INSERT INTO numbers (value, id) VALUES (${value as never}, ${1})`,
          sql`INSERT INTO numbers (id, value) VALUES (${1}, ${value as never})`
        ]) {
          const error = yield* Effect.flip(write)
          assert.strictEqual(error._tag, "SqlError")
          assert.notInclude(String(error), "hidden")
        }
        assert.strictEqual(yield* count, 0)
      }
    }).pipe(Effect.provide(memory))
  )

  it.effect("an integer beyond 2^53 fails unless big integers are asked for", () =>
    Effect.gen(function* () {
      const { sql, values } = yield* numbers
      yield* sql`INSERT INTO numbers (value) VALUES (${9007199254740993n})`
      assert.isTrue(Exit.isFailure(yield* Effect.exit(values)))
      const rows = yield* Effect.provideService(values, SqlClient.SafeIntegers, true)
      assert.strictEqual(rows[0]?.value, 9007199254740993n)
    }).pipe(Effect.provide(memory))
  )

  it.effect("arrays asked for once are objects again the next time", () =>
    Effect.gen(function* () {
      const { sql, values } = yield* numbers
      yield* sql`INSERT INTO numbers (value) VALUES (7)`
      assert.deepStrictEqual(yield* values.values, [[7]])
      assert.strictEqual((yield* values)[0]?.value, 7)
    }).pipe(Effect.provide(memory))
  )

  it.effect("a raw write tells how many rows changed", () =>
    Effect.gen(function* () {
      const { sql } = yield* numbers
      const raw = yield* sql`INSERT INTO numbers (value) VALUES (1), (2)`.raw
      assert.deepStrictEqual(raw, { changes: 2, lastInsertRowid: 2 })
    }).pipe(Effect.provide(memory))
  )

  it.effect("a broken rule of the schema is a typed error", () =>
    Effect.gen(function* () {
      const { sql } = yield* numbers
      yield* sql`CREATE UNIQUE INDEX once ON numbers (value)`
      yield* sql`INSERT INTO numbers (value) VALUES (1)`
      const error = yield* Effect.flip(sql`INSERT INTO numbers (value) VALUES (1)`)
      assert.strictEqual(error.reason._tag, "UniqueViolation")
    }).pipe(Effect.provide(memory))
  )

  it.effect("wrong SQL is a typed error, prepared or not", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      assert.strictEqual((yield* Effect.flip(sql`SELEKT 1`))._tag, "SqlError")
      assert.strictEqual((yield* Effect.flip(sql`SELEKT 1`.unprepared))._tag, "SqlError")
      assert.strictEqual((yield* Effect.flip(Stream.runCollect(sql`SELEKT 1`.stream)))._tag, "SqlError")
    }).pipe(Effect.provide(memory))
  )

  it.effect("a second statement in one text is refused, not forgotten", () =>
    Effect.gen(function* () {
      const { sql, count } = yield* numbers
      const error = yield* Effect.flip(
        sql.unsafe("INSERT INTO numbers (value) VALUES (1); INSERT INTO numbers (value) VALUES (2)")
      )
      assert.include(String(error.reason.cause), "one statement at a time")
      assert.strictEqual(yield* count, 0)
      yield* sql.unsafe("INSERT INTO numbers (value) VALUES (1); -- the end\n")
      assert.strictEqual(yield* count, 1)
    }).pipe(Effect.provide(memory))
  )

  it.effect("a prepared statement follows a changed table", () =>
    Effect.gen(function* () {
      const { sql } = yield* numbers
      yield* sql`INSERT INTO numbers (value) VALUES (1)`
      const all = sql`SELECT * FROM numbers`
      yield* all
      yield* sql`ALTER TABLE numbers ADD COLUMN note TEXT DEFAULT 'new'`
      assert.deepStrictEqual({ ...(yield* all)[0] }, { id: 1, value: 1, note: "new" })
    }).pipe(Effect.provide(memory))
  )

  it.effect("more statements than the cache holds keep working", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      for (const round of [1, 2]) {
        for (let n = 0; n < 10; n++) {
          const rows = yield* sql.unsafe<{ readonly n: number }>(`SELECT ${n} AS n`)
          assert.strictEqual(rows[0]?.n, n, `round ${round}`)
        }
      }
    }).pipe(Effect.provide(SqliteClient.layer({ filename: ":memory:", prepareCacheSize: 3 })))
  )
})

describe("streams", () => {
  it.effect("all rows arrive, in chunks", () =>
    Effect.gen(function* () {
      const { sql } = yield* numbers
      yield* sql`INSERT INTO numbers (value) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n`
      const rows = yield* Stream.runCollect(
        sql<{ readonly value: number }>`SELECT value FROM numbers ORDER BY id`.stream
      )
      assert.strictEqual(rows.length, 1000)
      assert.strictEqual(rows[999]?.value, 1000)
    }).pipe(Effect.provide(memory))
  )

  it.effect("a stream that is left early gives the connection back", () =>
    Effect.gen(function* () {
      const { sql, count } = yield* numbers
      yield* sql`INSERT INTO numbers (value) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n`
      yield* sql`SELECT value FROM numbers`.stream.pipe(Stream.take(3), Stream.runDrain)
      assert.strictEqual(yield* count, 1000)
      yield* sql`DROP TABLE numbers`
    }).pipe(Effect.provide(memory))
  )
})

describe("transactions", () => {
  it.effect("a failure rolls everything back", () =>
    Effect.gen(function* () {
      const { sql, count } = yield* numbers
      yield* sql`INSERT INTO numbers (value) VALUES (1)`.pipe(
        Effect.andThen(Effect.fail("no")),
        sql.withTransaction,
        Effect.flip
      )
      assert.strictEqual(yield* count, 0)
    }).pipe(Effect.provide(memory))
  )

  it.effect("an inner transaction that fails undoes itself only", () =>
    Effect.gen(function* () {
      const { sql, values } = yield* numbers
      yield* Effect.gen(function* () {
        yield* sql`INSERT INTO numbers (value) VALUES ('outer')`
        yield* sql`INSERT INTO numbers (value) VALUES ('inner')`.pipe(
          Effect.andThen(Effect.fail("no")),
          sql.withTransaction,
          Effect.ignore
        )
        yield* sql.withTransaction(sql`INSERT INTO numbers (value) VALUES ('second')`)
      }).pipe(sql.withTransaction)
      assert.deepStrictEqual(
        (yield* values).map((row) => row.value),
        ["outer", "second"]
      )
    }).pipe(Effect.provide(memory))
  )

  it.effect("an interrupted transaction is rolled back", () =>
    Effect.gen(function* () {
      const { sql, count } = yield* numbers
      const inside = yield* Deferred.make<void>()
      const fiber = yield* sql`INSERT INTO numbers (value) VALUES (1)`.pipe(
        Effect.andThen(Deferred.succeed(inside, undefined)),
        Effect.andThen(Effect.never),
        sql.withTransaction,
        Effect.forkChild
      )
      yield* Deferred.await(inside)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* count, 0)
    }).pipe(Effect.provide(memory))
  )

  it.effect("a commit that fails leaves the connection usable", () =>
    Effect.gen(function* () {
      const { sql, count } = yield* numbers
      yield* sql`PRAGMA foreign_keys = ON`
      yield* sql`CREATE TABLE child (parent INTEGER REFERENCES numbers (id) DEFERRABLE INITIALLY DEFERRED)`
      const exit = yield* Effect.exit(sql.withTransaction(sql`INSERT INTO child (parent) VALUES (99)`))
      assert.isTrue(Exit.isFailure(exit))
      yield* sql.withTransaction(sql`INSERT INTO numbers (value) VALUES (1)`)
      assert.strictEqual(yield* count, 1)
    }).pipe(Effect.provide(memory))
  )

  it.effect("what follows when SQLite has ended the transaction is refused, and not kept without one", () =>
    Effect.gen(function* () {
      const { sql, values } = yield* numbers
      const add = (id: number) => sql`INSERT INTO numbers (id, value) VALUES (${id}, ${id})`
      // As a full disk would.
      const end = Effect.ignore(sql`INSERT OR ROLLBACK INTO numbers (id) VALUES (1)`)
      const failed = (writes: Effect.Effect<unknown, unknown>) =>
        Effect.map(Effect.exit(sql.withTransaction(writes)), Exit.isFailure)
      assert.isTrue(yield* failed(Effect.all([add(1), end, add(2)])))
      assert.isTrue(yield* failed(Effect.all([add(1), Effect.ignore(sql.withTransaction(end)), add(3)])))
      assert.isTrue(
        yield* failed(
          Effect.all([add(1), end, Stream.runDrain(sql`INSERT INTO numbers (id) VALUES (4) RETURNING id`.stream)])
        )
      )
      assert.deepStrictEqual(yield* values, [])
      yield* sql.withTransaction(add(5))
      assert.strictEqual((yield* values).length, 1)
    }).pipe(Effect.provide(memory))
  )

  it.effect("a fiber that outlives its transaction is told that it is over", () =>
    Effect.gen(function* () {
      const { sql, values } = yield* numbers
      const committed = yield* Deferred.make<void>()
      const late = Effect.andThen(Deferred.await(committed), sql`INSERT INTO numbers (id) VALUES (1)`)
      const fiber = yield* sql.withTransaction(Effect.forkDetach(late))
      yield* Deferred.succeed(committed, undefined)
      const error = yield* Effect.flip(Fiber.join(fiber))
      assert.match(String(error.reason.cause), /the transaction of this statement is over/)
      assert.deepStrictEqual(yield* values, [])
    }).pipe(Effect.provide(memory))
  )

  it.effect("other fibers wait for a transaction and see it whole", () =>
    Effect.gen(function* () {
      const { sql, count } = yield* numbers
      const seen: Array<number | undefined> = []
      const writer = Effect.forEach(
        [1, 2, 3, 4, 5],
        (n) => Effect.andThen(Effect.yieldNow, sql`INSERT INTO numbers (value) VALUES (${n})`),
        { discard: true }
      ).pipe(sql.withTransaction)
      const reader = Effect.map(Effect.andThen(Effect.yieldNow, count), (n) => void seen.push(n))
      yield* Effect.all([writer, reader, writer, reader, reader, writer], { concurrency: "unbounded" })
      assert.strictEqual(yield* count, 15)
      assert.deepStrictEqual(
        seen.filter((n) => (n ?? -1) % 5 !== 0),
        []
      )
    }).pipe(Effect.provide(memory))
  )

  it.effect("a hundred fibers add up", () =>
    Effect.gen(function* () {
      const { sql } = yield* numbers
      yield* sql`INSERT INTO numbers (id, value) VALUES (1, 0)`
      yield* Effect.gen(function* () {
        const [row] = yield* sql<{ readonly value: number }>`SELECT value FROM numbers WHERE id = 1`
        yield* Effect.yieldNow
        yield* sql`UPDATE numbers SET value = ${(row?.value ?? 0) + 1} WHERE id = 1`
      }).pipe(sql.withTransaction, Effect.replicateEffect(100, { concurrency: "unbounded", discard: true }))
      const [row] = yield* sql<{ readonly value: number }>`SELECT value FROM numbers`
      assert.strictEqual(row?.value, 100)
    }).pipe(Effect.provide(memory))
  )
})

describe("files", () => {
  it.effect("what was written is there after reopening", () =>
    Effect.gen(function* () {
      const filename = yield* withFile
      yield* Effect.gen(function* () {
        const { sql } = yield* numbers
        yield* sql`INSERT INTO numbers (value) VALUES ('kept')`
      }).pipe(Effect.provide(SqliteClient.layer({ filename })))
      const rows = yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        return yield* sql<{ readonly value: string }>`SELECT value FROM numbers`
      }).pipe(Effect.provide(Layer.fresh(SqliteClient.layer({ filename }))))
      assert.strictEqual(rows[0]?.value, "kept")
    })
  )

  it.effect("journal mode, durability and patience are as asked", () =>
    Effect.gen(function* () {
      const filename = yield* withFile
      const pragma = (name: string) =>
        Effect.flatMap(SqlClient.SqlClient, (sql) =>
          Effect.map(sql.unsafe<Record<string, unknown>>(`PRAGMA ${name}`), (rows) => Object.values(rows[0] ?? {})[0])
        )
      const all = Effect.all([pragma("journal_mode"), pragma("synchronous"), pragma("busy_timeout")])
      assert.deepStrictEqual(yield* Effect.provide(all, SqliteClient.layer({ filename: `${filename}1` })), [
        "wal",
        2,
        5000
      ])
      const other = SqliteClient.layer({
        filename: `${filename}2`,
        disableWAL: true,
        synchronous: "NORMAL",
        busyTimeout: 7
      })
      assert.deepStrictEqual(yield* Effect.provide(all, other), ["delete", 1, 7])
    })
  )

  it.effect("two clients of one file: the second writer waits no longer than told", () =>
    Effect.gen(function* () {
      const filename = yield* withFile
      const first = yield* Effect.provide(SqlClient.SqlClient, yield* Layer.build(SqliteClient.layer({ filename })))
      const second = yield* Effect.provide(
        SqlClient.SqlClient,
        yield* Layer.build(SqliteClient.layer({ filename, busyTimeout: 5 }))
      )
      yield* first`CREATE TABLE t (x)`
      const error = yield* first`INSERT INTO t VALUES (1)`.pipe(
        Effect.andThen(Effect.flip(second`INSERT INTO t VALUES (2)`)),
        first.withTransaction
      )
      assert.strictEqual(error.reason._tag, "LockTimeoutError")
      yield* second`INSERT INTO t VALUES (2)`
    })
  )

  it.effect("a file that cannot be opened is a typed error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(SqliteClient.layer({ filename: "/nowhere/at/all.db" })))
      assert.strictEqual(error.reason._tag, "ConnectionError")
      const absent = `${yield* withFile}-absent`
      const readonly = yield* Effect.flip(Layer.build(SqliteClient.layer({ filename: absent, readonly: true })))
      assert.strictEqual(readonly.reason._tag, "ConnectionError")
    })
  )

  it.effect("a read-only client refuses to write", () =>
    Effect.gen(function* () {
      const filename = yield* withFile
      yield* Effect.provide(Effect.asVoid(numbers), SqliteClient.layer({ filename }))
      const sql = yield* Effect.provide(
        SqlClient.SqlClient,
        yield* Layer.build(SqliteClient.layer({ filename, readonly: true }))
      )
      assert.deepStrictEqual(yield* sql.withTransaction(sql`SELECT * FROM numbers`), [])
      assert.strictEqual((yield* Effect.flip(sql`INSERT INTO numbers (value) VALUES (1)`))._tag, "SqlError")
    })
  )

  it.effect("options may come from the environment", () =>
    Effect.gen(function* () {
      const sql = yield* SqliteClient.SqliteClient
      assert.strictEqual(sql.config.filename, ":memory:")
    }).pipe(
      Effect.provide(
        SqliteClient.layerConfig({ filename: Config.String("DATABASE") }).pipe(
          Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord({ DATABASE: ":memory:" })))
        )
      )
    )
  )

  it.effect("names can be changed on the way in and out", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`CREATE TABLE people (FIRST TEXT)`
      yield* sql`INSERT INTO people ${sql.insert({ first: "Ann" })}`
      assert.deepStrictEqual({ ...(yield* sql`SELECT * FROM people`)[0] }, { first: "Ann" })
    }).pipe(
      Effect.provide(
        SqliteClient.layer({
          filename: ":memory:",
          transformQueryNames: (name) => name.toUpperCase(),
          transformResultNames: (name) => name.toLowerCase()
        })
      )
    )
  )
})
