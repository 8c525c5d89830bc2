// The engine's messages, read so that payments that wait cost nothing. Its own reading visits every timer that has not gone off, each
// second and at each wake: no planner knows that "not dealt with" and "due some day" go together. Here partial indexes know it: first it is
// asked whose messages are due, then those are claimed, by their addresses.
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistenceError from "effect/cluster/ClusterError"
import * as EntityAddress from "effect/cluster/EntityAddress"
import * as EntityId from "effect/cluster/EntityId"
import * as EntityType from "effect/cluster/EntityType"
import * as MessageStorage from "effect/cluster/MessageStorage"
import * as ShardId from "effect/cluster/ShardId"
import type * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Snowflake from "effect/cluster/Snowflake"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import type * as Digest from "effect/crypto/Digest"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type * as Statement from "effect/sql/Statement"
import { Fence } from "./Fence.ts"
import { literals, makeIndexes, messages, open, prefix } from "./tables.ts"

interface Due {
  readonly shard_id: string
  readonly entity_type: string
  readonly entity_id: string
}

/** Whose messages are due, the oldest first. `isMine`: on the shards of this process. */
export const due = (sql: SqlClient.SqlClient, isMine: Statement.Fragment, now: number, limit: number) => {
  const rowid = sql.onDialectOrElse({ pg: () => sql.literal("rowid"), orElse: () => sql.literal("id") })
  const where = sql`${isMine} AND (last_read IS NULL OR last_read < ${literals(sql).tenMinutesAgo})`
  const columns = sql`${rowid} AS place, shard_id, entity_type, entity_id`
  return sql<Due>`
    SELECT shard_id, entity_type, entity_id FROM (${open(sql, { columns, now, where })}) due ORDER BY place LIMIT ${limit}`
}

/**
 * Makes free again what was read and not dealt with, and touches nothing else: a takeover would rewrite every timer that waits. A timer that a
 * faster clock has read is found when its time has come here as well.
 */
const release = (sql: SqlClient.SqlClient, isMine: Statement.Fragment, now: number) => {
  const isRead = sql`processed = ${literals(sql).no} AND last_read IS NOT NULL`
  const read = open(sql, { columns: sql`id`, now, where: sql`last_read IS NOT NULL AND ${isMine}` })
  return sql.onDialectOrElse({
    // In the order in which messages are claimed, or the two wait for each other.
    pg: () => sql`
      WITH read AS (SELECT id FROM ${sql(messages)} WHERE id IN (${read}) AND ${isRead} ORDER BY rowid FOR UPDATE)
      UPDATE ${sql(messages)} SET last_read = NULL WHERE id IN (SELECT id FROM read)`,
    orElse: () => sql`UPDATE ${sql(messages)} SET last_read = NULL WHERE id IN (${read})`
  })
}

/** As many messages as the engine asks for when it does not say. */
const most = 10_000

/** Of how many payments the messages are claimed by one statement. */
const together = 100

const make = Effect.fnUntraced(function* (guard: Fence["Service"]["guard"]) {
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const encoded = yield* SqlMessageStorage.makeEncodedStorage({ prefix })
  const inShards = (shards: ReadonlyArray<string>) => sql`shard_id IN (${sql.literal(shards.map(quoted).join(","))})`
  return yield* MessageStorage.makeEncoded({
    ...encoded,
    saveReply: guard(encoded.saveReply),
    unprocessedMessages: (shards, now, options) =>
      Effect.gen(function* () {
        const rows = yield* due(sql, inShards(shards), now, options?.limit ?? most)
        const found = Arr.dedupeWith(rows, isSame).map(addressOf)
        const wanted = options?.addresses
        const addresses =
          wanted === undefined ? found : found.filter((one) => wanted.some((it) => isSameAddress(one, it)))
        const claimed = yield* Effect.forEach(Arr.chunksOf(addresses, together), (some) =>
          encoded.unprocessedMessages(shards, now, { ...options, addresses: some })
        )
        return claimed.flat()
      }).pipe(PersistenceError.PersistenceError.refail),
    resetShards: (shards) =>
      Clock.currentTimeMillis.pipe(
        Effect.flatMap((now) => release(sql, inShards(shards), now)),
        Effect.asVoid,
        PersistenceError.PersistenceError.refail
      )
  })
})

const over = <R>(guard: Effect.Effect<Fence["Service"]["guard"], never, R>) =>
  Layer.effect(MessageStorage.MessageStorage, Effect.flatMap(guard, make)).pipe(
    Layer.provide(Snowflake.layerGenerator),
    Layer.provide(makeIndexes),
    Layer.provide(SqlMessageStorage.layerMigrations({ prefix }))
  )

type Needs = SqlClient.SqlClient | ShardingConfig.ShardingConfig | Digest.Digest

/** The engine's storage over the tables of the journal, which it makes, for a process that is alone. */
export const layer: Layer.Layer<MessageStorage.MessageStorage, SqlError, Needs> = over(
  Effect.succeed((saveReply) => saveReply)
)

/** The same for a process that has others beside it. */
export const layerFenced: Layer.Layer<MessageStorage.MessageStorage, SqlError, Needs | Fence> = over(
  Fence.useSync(({ guard }) => guard)
)

const quoted = (shard: string) => `'${shard}'`

const isSame = (one: Due, other: Due) => one.entity_id === other.entity_id && one.entity_type === other.entity_type

const isSameAddress = (one: EntityAddress.EntityAddress, other: EntityAddress.EntityAddress) =>
  one.entityId === other.entityId && one.entityType === other.entityType

const addressOf = (row: Due) =>
  EntityAddress.make({
    shardId: ShardId.fromString(row.shard_id),
    entityType: EntityType.make(row.entity_type),
    entityId: EntityId.make(row.entity_id)
  })
