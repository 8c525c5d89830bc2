// Payments in PostgreSQL, carried out by several processes: when one dies, freezes or is replaced, the others take its payments over
// within about ten seconds. Stop all of them before changing the minor version of effect: they talk to each other in its words.
import type * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Digest from "effect/crypto/Digest"
import type { SocketServerError } from "effect/socket/SocketServer"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Engine from "./Engine.ts"
import * as Line from "./internal/line.ts"
import { compareClocks } from "./internal/journal/clocks.ts"
import * as Fence from "./internal/journal/Fence.ts"
import * as Locks from "./internal/journal/Locks.ts"
import * as Messages from "./internal/journal/Messages.ts"
import * as StepStore from "./internal/journal/StepStore.ts"
import { lookForNeighbours } from "./internal/journal/neighbours.ts"
import { noticeQueue, settings } from "./internal/journal/sharding.ts"
import { prefix } from "./internal/journal/tables.ts"
import { unpark } from "./internal/journal/unpark.ts"
import { seldom } from "./internal/seldom.ts"

/** @category models */
export interface Options {
  /**
   * What this process does: a `runner` carries payments out, a `web` process only starts them, asks about them and takes
   * notifications. Both are members of the cluster and need an address.
   */
  readonly role: "runner" | "web"
  /** How to reach PostgreSQL. At least 10 connections (the default); `idle_in_transaction_session_timeout` and `TimeZone` are set here. */
  readonly database: PgClient.PgPoolConfig
  /** The address by which the other processes reach this one. The protocol has no authentication: keep it on a private network. */
  readonly host: string
  readonly port: number
  /** The address to listen on, when it is another one. */
  readonly listenHost?: string | undefined
  /** How often the journal is asked for timers and messages, and so how late a timer may be. Default 1 second. */
  readonly pollInterval?: Duration.Input | undefined
  /** The most payments of this process that are awake at once; the others wait in the database. Default 10,000. */
  readonly maxResidentPayments?: number | undefined
}

/**
 * The engine over PostgreSQL 14 or newer; gives its client as well, for `Operator`. The tables are made when they are not there.
 *
 * @category engines
 */
export const make = (
  options: Options
): Engine.Engine<PgClient.PgClient | SqlClient.SqlClient, SqlError | SocketServerError> => {
  const config = settings({
    runnerAddress: Option.some(RunnerAddress.make(options.host, options.port)),
    runnerListenAddress: Option.some(RunnerAddress.make(options.listenHost ?? options.host, options.port)),
    // A process without a place in the table of runners would invent its ids, and sooner or later two would invent the same one.
    assignedShardGroups: options.role === "web" ? [] : ["default"],
    maxResidentEntities: options.maxResidentPayments ?? 10_000,
    entityMessagePollInterval: options.pollInterval ?? "1 second"
  })
  const database = PgClient.layer({
    maxConnections: 10,
    ...options.database,
    startupParameters: {
      ...options.database.startupParameters,
      // The tables keep times without a zone: processes, or summer and winter, must not disagree about them.
      TimeZone: "UTC",
      // A frozen process keeps the row locks of its open transaction. The process that takes over gives up waiting for them after
      // three seconds, and then leaves those payments lying for ten minutes; so they have to be free before it tries.
      idle_in_transaction_session_timeout: "5s"
    }
  })
  const storage = Layer.merge(Messages.layerFenced, Locks.layer).pipe(
    Layer.provide(Fence.layer),
    Layer.provide(SqlRunnerStorage.layerWith({ prefix })),
    Layer.provide([ShardingConfig.layer(config), Digest.layerWebCrypto])
  )
  const workflows = ClusterWorkflowEngine.layer.pipe(
    Layer.provide(Layer.provide(Line.layer, seldom(repeated))),
    Layer.provide(storage),
    Layer.provide(ShardingConfig.layer(config))
  )
  const runs = options.role === "runner"
  const services = Layer.mergeAll(
    workflows,
    StepStore.layerSql,
    Layer.provide(noticeQueue({ pollInterval: "500 millis" }), seldom()),
    compareClocks,
    lookForNeighbours,
    runs ? unpark : Layer.empty
  )
  return Engine.make<PgClient.PgClient | SqlClient.SqlClient, SqlError | SocketServerError, never>({
    layer: Layer.provideMerge(services, database),
    runs
  })
}

/** What the engine says again and again while the database is away, or while this process stops. */
const repeated = [
  "Could not acquire/release shards",
  "Could not release shards, retrying",
  "Could not read messages from storage",
  "Shard lock storage is still unhealthy",
  "No healthy runners available"
]
