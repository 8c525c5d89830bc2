// Payments in one SQLite file, carried out by one process: survives kill -9 and goes on where it was. A second process on the same file
// is refused at start, because two would carry out the same payments.
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Snowflake from "effect/cluster/Snowflake"
import * as Digest from "effect/crypto/Digest"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import * as Engine from "./Engine.ts"
import * as Messages from "./internal/journal/Messages.ts"
import * as StepStore from "./internal/journal/StepStore.ts"
import { noticeQueue, settings } from "./internal/journal/sharding.ts"
import { messages, replies } from "./internal/journal/tables.ts"
import { unpark } from "./internal/journal/unpark.ts"

/** @category models */
export interface Options {
  /** The file. `:memory:` is kept nowhere. */
  readonly filename: string
  /** `FULL` (default) survives a power cut, `NORMAL` a killed process; see `SqliteClientConfig`. */
  readonly synchronous?: "NORMAL" | "FULL" | undefined
  /** How often the journal is asked for timers and messages, and so how late a timer may be. Default 1 second. */
  readonly pollInterval?: Duration.Input | undefined
}

/**
 * Another process already runs the payments of this file.
 *
 * @category errors
 */
export class AlreadyRunning extends Schema.TaggedError<AlreadyRunning>("@effect-multisafepay/durable/AlreadyRunning")(
  "AlreadyRunning",
  { filename: Schema.String }
) {
  override get message() {
    return `another process runs the payments of ${this.filename}: stop it first, or use the cluster engine for several processes`
  }
}

/**
 * The journal was written at a time that this machine's clock has not reached: the clock was set back, was once ahead, or the file comes from
 * elsewhere.
 * Messages are numbered by time, and a number that is there already would be lost.
 *
 * @category errors
 */
export class ClockBehind extends Schema.TaggedError<ClockBehind>("@effect-multisafepay/durable/ClockBehind")(
  "ClockBehind",
  { filename: Schema.String, milliseconds: Schema.Finite }
) {
  override get message() {
    return `the clock is ${Math.ceil(this.milliseconds / 1000)} s behind the payments of ${this.filename}: set it right, or wait that long`
  }
}

/** The engine over a file; gives the file's `SqlClient` as well, for `Operator`. @category engines */
export const make = (options: Options): Engine.Engine<SqlClient.SqlClient, SqlError | AlreadyRunning | ClockBehind> => {
  const pollInterval = options.pollInterval ?? "1 second"
  const database = SqliteClient.layer({ filename: options.filename, synchronous: options.synchronous })
  const sharding = ShardingConfig.layer(settings({ entityMessagePollInterval: pollInterval }))
  const workflows = ClusterWorkflowEngine.layer.pipe(
    Layer.provide(Sharding.layer),
    Layer.provide([Runners.layerNoop, RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
    Layer.provide(Messages.layer),
    Layer.provide([sharding, Digest.layerWebCrypto])
  )
  const queue = noticeQueue({ pollInterval })
  return Engine.make<SqlClient.SqlClient, SqlError | AlreadyRunning | ClockBehind, never>({
    layer: Layer.mergeAll(workflows, StepStore.layerSql, queue, unpark).pipe(
      Layer.provide(afterNewest(options.filename)),
      Layer.provide(onlyProcess(options.filename)),
      Layer.provideMerge(database)
    ),
    runs: true
  })
}

// A lock in a file beside the database, held for life by an open transaction: the system frees it when the process dies, however it
// dies, and the database itself stays open to `Operator` in another process.
const onlyProcess = (filename: string): Layer.Layer<never, AlreadyRunning | SqlError, SqlClient.SqlClient> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      // SQLite's own name for the file: links to it, as from the directory of each release, are all the same file.
      const [main] = yield* sql<{ readonly file: string }>`SELECT file FROM pragma_database_list WHERE name = 'main'`
      if (main === undefined || main.file === "") return
      const lock = yield* SqliteClient.make({ filename: `${main.file}.lock`, disableWAL: true, busyTimeout: 1000 })
      const connection = yield* lock.reserve
      yield* connection.executeUnprepared("BEGIN EXCLUSIVE", [], undefined)
    }).pipe(
      Effect.catchIf(
        (error) => error.reason._tag === "LockTimeoutError",
        () => Effect.fail(new AlreadyRunning({ filename }))
      )
    )
  ).pipe(Layer.provide(Reactivity.layer))

/** A small step back is waited out. */
const patience = 10_000

const afterNewest = (filename: string) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const [table] = yield* sql`SELECT 1 FROM sqlite_master WHERE name = ${messages}`
      if (table === undefined) return
      const [row] = yield* sql<{ readonly newest: string | null }>`
        SELECT CAST(MAX(id) AS TEXT) AS newest FROM (
          SELECT MAX(id) AS id FROM ${sql(messages)} UNION ALL SELECT MAX(id) AS id FROM ${sql(replies)})`
      if (row?.newest == null) return
      const milliseconds = Snowflake.timestamp(Snowflake.Snowflake(row.newest)) - (yield* Clock.currentTimeMillis)
      if (milliseconds > patience) return yield* new ClockBehind({ filename, milliseconds })
      yield* Effect.sleep(Duration.millis(Math.max(0, milliseconds + 1)))
    })
  )
