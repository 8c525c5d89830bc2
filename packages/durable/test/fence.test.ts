// A process that lost its lease while it was frozen must not write how a payment's run ended: another process runs it by now.
import { assert, describe } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as ShardId from "effect/cluster/ShardId"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Snowflake from "effect/cluster/Snowflake"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as Digest from "effect/crypto/Digest"
import * as SqlClient from "effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Fence from "../src/internal/journal/Fence.ts"
import { settings } from "../src/internal/journal/sharding.ts"
import { prefix } from "../src/internal/journal/tables.ts"
import { overPostgres } from "./support/overPostgres.ts"

const test = overPostgres("fences", (url) =>
  SqlMessageStorage.layerMigrations({ prefix }).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        ShardingConfig.layer(settings({})),
        Digest.layerWebCrypto,
        Snowflake.layerGenerator,
        PgClient.layer({ url, maxConnections: 6 })
      )
    )
  )
)

let last = 0

/** A payment's run that has not ended, on a shard of its own, and two processes that can take it. */
const world = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const storage = yield* SqlMessageStorage.makeEncodedStorage({ prefix })
  const memory = yield* RunnerStorage.makeMemory
  const n = ++last
  const shard = ShardId.make("default", n)
  let holder = ""
  let whileTaking: Effect.Effect<unknown, unknown> = Effect.void
  /** A process, and its leases as the database tells it of them. */
  const process = (name: string) => {
    const address = RunnerAddress.make(name, 1)
    const leases = RunnerStorage.RunnerStorage.of({
      ...memory,
      acquire: (_, shards) =>
        Effect.andThen(
          Effect.sync(() => void (holder = name)),
          Effect.as(Effect.orDie(Effect.suspend(() => whileTaking)), [...shards])
        ),
      refresh: (_, shards) => Effect.sync(() => (holder === name ? [...shards] : []))
    })
    return Effect.map(Effect.service(Fence.Fence), ({ acquire, guard }) => ({
      take: acquire(address, [shard]),
      save: guard(storage.saveReply)
    })).pipe(
      Effect.provide(
        Layer.fresh(Fence.layer).pipe(
          Layer.provide(Layer.succeed(RunnerStorage.RunnerStorage, leases)),
          Layer.provide(ShardingConfig.layer(settings({ runnerAddress: Option.some(address) })))
        )
      )
    )
  }
  const request = String(n * 1000)
  yield* sql`INSERT INTO multisafepay_messages (id, message_id, shard_id, entity_type, entity_id, kind, tag, payload, headers, request_id)
    VALUES (${request}, ${`run-${n}`}, ${String(shard)}, 'Workflow/payment', ${`payment-${n}`}, 0, 'run', '{}', '{}', ${request})`
  const exit = (id: number, value: string) =>
    ({
      _tag: "WithExit",
      id: String(n * 1000 + id),
      requestId: request,
      exit: { _tag: "Success", value }
    }) as const
  const written = Effect.map(
    sql<{ readonly processed: boolean; readonly payload: string | null }>`
      SELECT m.processed, r.payload FROM multisafepay_messages m
      LEFT JOIN multisafepay_replies r ON r.id = m.last_reply_id WHERE m.id = ${request}`,
    ([row]) => row
  )
  /** What happens to the next process between its lease and its token. */
  const beforeToken = <A, E>(effect: Effect.Effect<A, E>) => void (whileTaking = effect)
  return {
    first: yield* process("first"),
    second: yield* process("second"),
    beforeToken,
    exit,
    written,
    request,
    storage,
    sql
  }
})

describe("a fence", () => {
  test(
    "lets the process that took the lease last write how a run ended, and no other",
    Effect.gen(function* () {
      const { exit, first, request, second, storage, written } = yield* world
      yield* first.take
      yield* first.save(exit(1, "sleeps"))
      assert.deepStrictEqual(yield* written, saved("sleeps"))

      // A timer has gone off and the run is to go on, in another process.
      yield* storage.clearReplies(Snowflake.Snowflake(request))
      yield* second.take
      const stale = yield* Effect.flip(first.save(exit(2, "sleeps")))
      assert.strictEqual(stale._tag, "PersistenceError")
      assert.deepStrictEqual(yield* written, { processed: false, payload: null })

      yield* second.save(exit(3, "captured"))
      assert.deepStrictEqual(yield* written, saved("captured"))
    })
  )

  test(
    "is set only when writing that has begun is over, so that who takes over reads it",
    Effect.gen(function* () {
      const { exit, first, second, sql, written } = yield* world
      yield* first.take
      const begun = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const writing = yield* Effect.forkChild(
        sql.withTransaction(
          first
            .save(exit(1, "sleeps"))
            .pipe(Effect.andThen(Deferred.succeed(begun, undefined)), Effect.andThen(Deferred.await(go)))
        )
      )
      yield* Effect.raceFirst(
        Deferred.await(begun),
        Effect.andThen(Fiber.join(writing), Effect.die("it wrote at once"))
      )
      const taking = yield* Effect.forkChild(Effect.andThen(second.take, written))
      const waits = sql`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%multisafepay_fences%'`
      yield* Effect.repeat(waits, { until: (rows) => rows.length > 0 || taking.pollUnsafe() !== undefined })
      assert.isUndefined(taking.pollUnsafe())
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(writing)
      assert.deepStrictEqual(yield* Fiber.join(taking), saved("sleeps"))
    })
  )

  test(
    "does not let a process write that never took the lease, nor a second end of one run",
    Effect.gen(function* () {
      const { exit, first, second, written } = yield* world
      assert.isTrue(Exit.isFailure(yield* Effect.exit(first.save(exit(1, "sleeps")))))
      yield* second.take
      yield* second.save(exit(2, "captured"))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(second.save(exit(3, "sleeps")))))
      assert.deepStrictEqual(yield* written, saved("captured"))
    })
  )

  test(
    "comes back to the holder of the lease when a process froze between its lease and its token",
    Effect.gen(function* () {
      const { beforeToken, exit, first, second, written } = yield* world
      beforeToken(
        Effect.andThen(
          Effect.sync(() => beforeToken(Effect.void)),
          second.take
        )
      )
      // Its token is the last one, and its lease is another's: it runs nothing.
      assert.deepStrictEqual(yield* first.take, [])
      assert.isTrue(Exit.isFailure(yield* Effect.exit(first.save(exit(1, "sleeps")))))
      yield* second.save(exit(2, "captured"))
      assert.deepStrictEqual(yield* written, saved("captured"))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(first.save(exit(3, "sleeps")))))
    })
  )
})

const saved = (value: string) => ({ processed: true, payload: JSON.stringify({ _tag: "Success", value }) })
