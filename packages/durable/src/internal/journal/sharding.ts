// The settings of Effect's cluster that this package relies on, all of them: none is left to the environment, because a process with
// other numbers of shards or other timeouts would break the agreement with its neighbours.
import * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { queue } from "./tables.ts"

export const settings = (
  own: Partial<ShardingConfig.ShardingConfig["Service"]>
): ShardingConfig.ShardingConfig["Service"] => ({
  ...ShardingConfig.defaults,
  // A process that dies is noticed after ten seconds instead of thirty-five.
  shardLockExpiration: Duration.seconds(10),
  shardLockRefreshInterval: Duration.seconds(3),
  runnerHealthCheckInterval: Duration.seconds(3),
  refreshAssignmentsInterval: Duration.seconds(1),
  // Also how late a timer may be: the journal is asked this often.
  entityMessagePollInterval: Duration.seconds(1),
  entityRegistrationTimeout: Duration.minutes(2),
  simulateRemoteSerialization: false,
  ...own
})

/** The queue of notifications, with its own cleaning up: an id is remembered for thirty days after it was dealt with. */
export const noticeQueue = (options: {
  readonly pollInterval: Duration.Input
}): Layer.Layer<PersistedQueue.PersistedQueueFactory, SqlError, SqlClient.SqlClient> =>
  Layer.merge(PersistedQueue.layer, PersistedQueue.layerCleanup()).pipe(
    Layer.provide(
      PersistedQueue.layerStoreSql({
        tableName: queue,
        pollInterval: options.pollInterval,
        lockRefreshInterval: "10 seconds",
        lockExpiration: "30 seconds"
      })
    )
  )
