// 50,000 payments that wait and 100,000 that have ended: what the journal's queries read of them, counted by PostgreSQL, in rows. A waiting
// payment costs a poll nothing.
import { assert, describe } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as MessageStorage from "effect/cluster/MessageStorage"
import * as ShardId from "effect/cluster/ShardId"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Digest from "effect/crypto/Digest"
import * as SqlClient from "effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import { Operator } from "../src/index.ts"
import { due, layer as messages } from "../src/internal/journal/Messages.ts"
import { settings } from "../src/internal/journal/sharding.ts"
import { layerSql } from "../src/internal/journal/StepStore.ts"
import { unparkOnce } from "../src/internal/journal/unpark.ts"
import { fillJournal } from "./support/journal.ts"
import { overPostgres } from "./support/overPostgres.ts"

const waiting = 50_000
const ended = 100_000

const statements = [
  ...fillJournal({ waiting, ended }),
  `UPDATE multisafepay_replies SET payload = '{"_tag":"Success","value":{"_tag":"Suspended","failed":true,"cause":[{"message":"no such table"}]}}'
    WHERE request_id <= 100`,
  // One timer is due, one message fresh.
  "UPDATE multisafepay_messages SET deliver_at = 1000 WHERE id = 72",
  `INSERT INTO multisafepay_messages (id, message_id, shard_id, entity_type, entity_id, kind, tag, payload, headers, request_id)
    VALUES (85, 'Workflow/multisafepay/Payment/v1/' || md5('8') || '/deferred/signal/paid', 'default:9', 'Workflow/multisafepay/Payment/v1', md5('8'),
      0, 'deferred', '{"name":"signal/paid"}', '{}', 85)`,
  "ANALYZE"
]

const filled = Layer.effectDiscard(
  SqlClient.SqlClient.use((sql) => Effect.forEach(statements, (statement) => sql.unsafe(statement)))
)

const test = overPostgres("a large journal", (url) =>
  filled.pipe(
    Layer.provideMerge(Layer.merge(messages, layerSql)),
    Layer.provide([ShardingConfig.layer(settings({})), Digest.layerWebCrypto]),
    // One connection: a session counts what it has read itself.
    Layer.provideMerge(PgClient.layer({ url, maxConnections: 1 }))
  )
)

const shards = Arr.makeBy(300, (n) => ShardId.make("default", n + 1))

/** How many rows of the journal an effect reads. */
const rowsRead = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const read = Effect.gen(function* () {
      yield* sql`SELECT pg_stat_force_next_flush()`
      yield* sql`SELECT 1`
      yield* sql`SELECT pg_stat_clear_snapshot()`
      const [row] = yield* sql<{ readonly n: string }>`
        SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS n FROM pg_stat_user_tables`
      return Number(row?.n)
    })
    const before = yield* read
    const value = yield* effect
    return { value, rows: (yield* read) - before }
  })

describe("a journal of 50,000 waiting and 100,000 ended payments", () => {
  test(
    "is asked for what is due along two indexes, whatever the planner knows of the table",
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const [text, parameters] = due(sql, sql`shard_id <> 'none'`, 2000, 10_000).compile()
      const plan = yield* sql.unsafe<Record<string, unknown>>(`EXPLAIN (COSTS OFF) ${text}`, parameters)
      const lines = plan.flatMap((row) => Object.values(row).map(String)).join("\n")
      assert.notInclude(lines, "Seq Scan")
      assert.sameMembers(Arr.dedupe(Array.from(lines.matchAll(/multisafepay_messages_\w+_idx/g), ([index]) => index)), [
        "multisafepay_messages_fresh_idx",
        "multisafepay_messages_timers_idx"
      ])
    })
  )

  test(
    "gives its due messages, and only those are read, claimed and released",
    Effect.gen(function* () {
      const storage = yield* MessageStorage.MessageStorage
      const sql = yield* SqlClient.SqlClient
      const first = yield* rowsRead(storage.unprocessedMessages(shards))
      assert.deepStrictEqual(
        first.value
          .map(({ envelope }) => (envelope._tag === "Request" ? String(envelope.requestId) : envelope._tag))
          .sort(),
        ["72", "85"]
      )
      assert.isBelow(first.rows, 60)
      const again = yield* rowsRead(storage.unprocessedMessages(shards))
      assert.deepStrictEqual(again.value, [])
      assert.isBelow(again.rows, 10)
      const takeover = yield* rowsRead(storage.resetShards(shards))
      assert.isBelow(takeover.rows, 20)
      const free = yield* sql`SELECT id FROM multisafepay_messages WHERE last_read IS NOT NULL`
      assert.deepStrictEqual(free, [])
      assert.isBelow((yield* rowsRead(unparkOnce)).rows, 10)
      yield* sql`UPDATE multisafepay_messages SET last_read = NOW() - INTERVAL '1 second' * id WHERE id IN (42, 72, 85)`
      assert.isBelow((yield* rowsRead(unparkOnce)).rows, 20)
      // 42 is a timer whose time has not come: nobody is offered it yet.
      const held = yield* sql<{ readonly id: string }>`
        SELECT CAST(id AS TEXT) AS id FROM multisafepay_messages WHERE last_read IS NOT NULL`
      assert.deepStrictEqual(held, [{ id: "42" }])
    })
  )

  test(
    "is looked through for what is stuck without reading the rest",
    Effect.gen(function* () {
      const { rows, value } = yield* rowsRead(Operator.stuck)
      const kinds = Arr.countBy(value, ({ kind }) => kind === "suspended")
      assert.strictEqual(kinds, 10)
      assert.sameMembers(
        value.flatMap(({ kind }) => (kind === "suspended" ? [] : [kind])),
        ["unread", "late"]
      )
      assert.isBelow(rows, 200)
    })
  )

  test(
    "is pruned by reading what is deleted",
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      // The others end now.
      const now = sql.literal("((extract(epoch FROM now()) * 1000)::bigint - 1735689600000) * 4194304")
      yield* sql`UPDATE multisafepay_replies SET id = ${now} + id, payload = payload WHERE id > ${waiting * 10 + 2010}`
      yield* sql`UPDATE multisafepay_messages m SET last_reply_id = r.id FROM multisafepay_replies r
        WHERE r.request_id = m.id AND r.id > ${2 ** 40}`
      yield* sql`VACUUM ANALYZE`
      const { rows, value } = yield* rowsRead(Operator.prune("1 hour"))
      assert.strictEqual(value, 200)
      assert.isBelow(rows, 200 * 20)
    })
  )
})
