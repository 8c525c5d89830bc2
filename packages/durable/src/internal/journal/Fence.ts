// The fencing token of each shard: which process took its lease last. A process may freeze after it was told that it holds the lease, and
// write the end of a run when it thaws, over the run of the process that has taken over: a payment would then sleep with nothing to wake
// it. So the end of a run is written by a statement that asks for the token itself, and the process that takes over sets it before it reads.
import * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { PersistenceError } from "effect/cluster/ClusterError"
import type * as MessageStorage from "effect/cluster/MessageStorage"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as ShardId from "effect/cluster/ShardId"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { fences, hasTable, messages, replies, unlessDone } from "./tables.ts"

type SaveReply = MessageStorage.Encoded["saveReply"]
type Acquire = RunnerStorage.RunnerStorage["Service"]["acquire"]

export class Fence extends Context.Service<
  Fence,
  {
    /** Takes leases, and gives those that this process still holds when their tokens are set. */
    readonly acquire: Acquire
    /** Saves a reply; an exit only while no other process has taken the lease of its shard. */
    readonly guard: (saveReply: SaveReply) => SaveReply
  }
>()("@effect-multisafepay/durable/Fence") {}

/** Over PostgreSQL: SQLite has one process. */
export const layer: Layer.Layer<
  Fence,
  SqlError,
  SqlClient.SqlClient | RunnerStorage.RunnerStorage | ShardingConfig.ShardingConfig
> = Layer.effect(
  Fence,
  Effect.gen(function* () {
    const sql = (yield* SqlClient.SqlClient).withoutTransforms()
    const leases = yield* RunnerStorage.RunnerStorage
    const { runnerAddress } = yield* ShardingConfig.ShardingConfig
    const address = yield* Effect.orDie(Effect.fromOption(runnerAddress))
    const holder = yield* Effect.sync(() => crypto.randomUUID())
    yield* unlessDone(
      sql,
      hasTable(sql, fences),
      sql`CREATE TABLE IF NOT EXISTS ${sql(fences)} (shard_id VARCHAR(50) PRIMARY KEY, holder VARCHAR(36) NOT NULL)`
    )

    const set = (shards: Arr.NonEmptyReadonlyArray<ShardId.ShardId>) => sql`
      INSERT INTO ${sql(fences)} ${sql.insert(Arr.map(shards, (shard) => ({ shard_id: String(shard), holder })))}
      ON CONFLICT (shard_id) DO UPDATE SET holder = excluded.holder WHERE ${sql(fences)}.holder <> excluded.holder`

    const giveBack = (shards: ReadonlyArray<ShardId.ShardId>) =>
      sql`DELETE FROM ${sql(fences)} WHERE holder = ${holder} AND ${sql.in("shard_id", shards.map(String))}`

    /** Gives a row, or none when the token is another's. */
    const save = (id: string, request: string, exit: string) => sql`
      WITH held AS (
        SELECT 1 FROM ${sql(fences)} f JOIN ${sql(messages)} m ON m.shard_id = f.shard_id
        WHERE m.id = ${request}::bigint AND f.holder = ${holder} FOR SHARE OF f
      ), dealt AS (
        UPDATE ${sql(messages)} SET processed = TRUE, last_reply_id = ${id}::bigint
        WHERE request_id = ${request}::bigint AND EXISTS (SELECT 1 FROM held)
      )
      INSERT INTO ${sql(replies)} (id, kind, request_id, payload)
      SELECT ${id}::bigint, 0, ${request}::bigint, ${exit} FROM held
      RETURNING id`

    /** A process that froze between taking a lease and setting its token has taken the token: who holds the lease sets it again. */
    const setAgain = (request: string) =>
      Effect.gen(function* () {
        const rows = yield* sql<{ readonly shard_id: string }>`
          SELECT shard_id FROM ${sql(messages)} WHERE id = ${request}::bigint`
        const held = yield* leases.refresh(
          address,
          rows.map((row) => ShardId.fromString(row.shard_id))
        )
        if (!Arr.isArrayNonEmpty(held)) return false
        yield* set(held)
        return true
      })

    const saveExit = (id: string, request: string, exit: string) =>
      Effect.gen(function* () {
        const attempt = Effect.map(save(id, request, exit), (rows) => rows.length > 0)
        if ((yield* attempt) || ((yield* setAgain(request)) && (yield* attempt))) return
        return yield* new PersistenceError({ cause: "another process has taken this payment over" })
      }).pipe(Effect.withTracerEnabled(false), PersistenceError.refail)

    return {
      acquire: (address, shards) =>
        Effect.gen(function* () {
          const acquired = yield* leases.acquire(address, shards)
          if (!Arr.isArrayNonEmpty(acquired)) return acquired
          yield* set(acquired)
          const held = yield* leases.refresh(address, acquired)
          const lost = acquired.filter((shard) => !held.includes(shard))
          if (lost.length > 0) yield* giveBack(lost)
          return held
        }).pipe(Effect.withTracerEnabled(false), PersistenceError.refail),
      guard: (saveReply) => (reply) =>
        reply._tag === "Chunk" ? saveReply(reply) : saveExit(reply.id, reply.requestId, JSON.stringify(reply.exit))
    }
  })
)
