// Payments in one SQLite file, carried out by one process: survives kill -9 and goes on where it was. A second process on the same file
// is refused at start, because two would carry out the same payments.
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as Digest from "effect/crypto/Digest"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import * as Engine from "./Engine.ts"
import { noticeQueue, settings } from "./internal/sharding.ts"
import { prefix } from "./internal/tables.ts"
import { unpark } from "./internal/unpark.ts"

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

/** The engine over a file; gives the file's `SqlClient` as well, for `Operator`. @category engines */
export const make = (options: Options): Engine.Engine<SqlClient.SqlClient, SqlError | AlreadyRunning> => {
  const pollInterval = options.pollInterval ?? "1 second"
  const database = SqliteClient.layer({ filename: options.filename, synchronous: options.synchronous })
  const sharding = ShardingConfig.layer(settings({ entityMessagePollInterval: pollInterval }))
  const workflows = ClusterWorkflowEngine.layer.pipe(
    Layer.provide(Sharding.layer),
    Layer.provide([Runners.layerNoop, RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
    Layer.provide(SqlMessageStorage.layerWith({ prefix })),
    Layer.provide([sharding, Digest.layerWebCrypto])
  )
  const queue = noticeQueue({ pollInterval })
  return Engine.make<SqlClient.SqlClient, SqlError | AlreadyRunning, never>({
    layer: Layer.mergeAll(workflows, queue, unpark).pipe(
      Layer.provideMerge(database),
      Layer.provide(onlyProcess(options.filename))
    ),
    runs: true
  })
}

// A lock in a file beside the database, held for life by an open transaction: the system frees it when the process dies, however it
// dies, and the database itself stays open to `Operator` in another process.
const onlyProcess = (filename: string): Layer.Layer<never, AlreadyRunning | SqlError> =>
  filename === ":memory:"
    ? Layer.empty
    : Layer.effectDiscard(
        Effect.gen(function* () {
          const lock = yield* SqliteClient.make({ filename: `${filename}.lock`, disableWAL: true, busyTimeout: 1000 })
          const connection = yield* lock.reserve
          yield* connection.executeUnprepared("BEGIN EXCLUSIVE", [], undefined)
        }).pipe(
          Effect.catchIf(
            (error) => error.reason._tag === "LockTimeoutError",
            () => Effect.fail(new AlreadyRunning({ filename }))
          )
        )
      ).pipe(Layer.provide(Reactivity.layer))
