// The lease on shards, kept while a runner is busy. Before each answer the engine asks whether this runner still holds the lease, and every
// three seconds it renews all of them, one after the other over one connection. With hundreds of answers in that line the renewal
// times out, and the runner gives up all its work. Here whoever asks while another question is on its way shares the next one.
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import type { RunnerAddress } from "effect/cluster/RunnerAddress"
import type { PersistenceError } from "effect/cluster/ClusterError"
import type * as ShardId from "effect/cluster/ShardId"
import * as Metric from "effect/Metric"
import * as Semaphore from "effect/Semaphore"
import { Fence } from "./Fence.ts"

/** Times in which this process could not confirm that it may run its payments. */
const failures = Metric.counter("multisafepay_payments_lease_failures", {
  description: "Times in which this process could not confirm that it may run its payments",
  incremental: true
})

type Refresh = RunnerStorage.RunnerStorage["Service"]["refresh"]

interface Question {
  readonly shards: Set<ShardId.ShardId>
  readonly answer: Deferred.Deferred<ReadonlyArray<ShardId.ShardId>, PersistenceError>
}

/** One question at a time; those that come meanwhile go together in the next. Each is asked after it came, so none gets an old answer. */
export const together = (refresh: Refresh): Refresh => {
  let next: Question | undefined
  let isAsking = false
  let isFailing = false

  const report = (exit: Exit.Exit<unknown, PersistenceError>) =>
    Effect.gen(function* () {
      const isFirst = Exit.isFailure(exit) && !isFailing
      isFailing = Exit.isFailure(exit)
      if (!Exit.isFailure(exit)) return
      yield* Metric.update(failures, 1)
      if (isFirst) yield* Effect.logWarning(givenUp, exit.cause)
    })

  const ask = (address: RunnerAddress): Effect.Effect<void> =>
    Effect.suspend(() => {
      const question = next
      next = undefined
      isAsking = question !== undefined
      return question === undefined
        ? Effect.void
        : Effect.exit(refresh(address, question.shards)).pipe(
            Effect.tap(report),
            Effect.flatMap((exit) => Deferred.done(question.answer, exit)),
            Effect.andThen(ask(address))
          )
    })

  return (address, shards) => {
    const wanted = [...shards]
    // This only asks whether the database is there.
    if (wanted.length === 0) return refresh(address, wanted)
    return Effect.suspend(() => {
      const question = (next ??= { shards: new Set(), answer: Deferred.makeUnsafe() })
      for (const shard of wanted) question.shards.add(shard)
      const isFirst = !isAsking
      isAsking = true
      return Effect.andThen(
        // Whoever asks may give up; the others still want to know.
        isFirst ? Effect.forkDetach(ask(address)) : Effect.void,
        Effect.map(Deferred.await(question.answer), (held) => wanted.filter((shard) => held.includes(shard)))
      )
    })
  }
}

type Release = Pick<RunnerStorage.RunnerStorage["Service"], "release" | "releaseAll">

/**
 * One shard at a time. Whoever joins is given half of them, and the engine lets go of each by two statements, all at once over the connection
 * of the lease: with a distant database, or a busy machine, the renewal behind them is late, and all of them are done for nothing.
 *
 * What still stands in line when all leases have been given back is done with them: its shard may have been taken again meanwhile, and this process
 * would run it without a lease.
 */
export const inTurn = ({ release, releaseAll }: Release): Release => {
  const turns = Semaphore.makeUnsafe(1)
  let rounds = 0
  return {
    release: (address, shard) =>
      Effect.suspend(() => {
        const round = rounds
        return turns.withPermit(Effect.suspend(() => (round === rounds ? release(address, shard) : Effect.void)))
      }),
    releaseAll: (address) => Effect.tap(releaseAll(address), () => Effect.sync(() => rounds++))
  }
}

const givenUp =
  "this process cannot confirm in time that it may run its payments: it stops, and they go on elsewhere or when it can. " +
  "The database is away, or it or this machine has too much to do"

/** The leases of runners, asked for together and fenced. */
export const layer: Layer.Layer<RunnerStorage.RunnerStorage, never, RunnerStorage.RunnerStorage | Fence> = Layer.effect(
  RunnerStorage.RunnerStorage,
  Effect.gen(function* () {
    const storage = yield* RunnerStorage.RunnerStorage
    const { acquire } = yield* Fence
    return { ...storage, acquire, refresh: together(storage.refresh), ...inTurn(storage) }
  })
)
