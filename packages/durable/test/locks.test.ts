// The lease of a busy runner: questions go together, and nobody gets an answer that is older than the question.
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as References from "effect/References"
import * as Semaphore from "effect/Semaphore"
import { PersistenceError } from "effect/cluster/ClusterError"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as ShardId from "effect/cluster/ShardId"
import * as TestClock from "effect/testing/TestClock"
import { inTurn, together } from "../src/internal/journal/Locks.ts"

const address = RunnerAddress.make("here", 1)
const shard = (n: number) => ShardId.make("default", n)

/** A storage that answers when it is told to. */
const slowStorage = () => {
  const asked: Array<{
    readonly shards: ReadonlyArray<string>
    readonly go: Deferred.Deferred<void, PersistenceError>
  }> = []
  const refresh = together((_, shards) =>
    Effect.gen(function* () {
      const all = [...shards]
      const go = yield* Deferred.make<void, PersistenceError>()
      asked.push({ shards: all.map(String), go })
      yield* Deferred.await(go)
      // Shard 3 has been lost.
      return all.filter((one) => one.id !== 3)
    })
  )
  const ask = (...shards: ReadonlyArray<number>) =>
    Effect.forkChild(refresh(address, shards.map(shard)), { startImmediately: true })
  return { asked, ask }
}

describe("a lease", () => {
  it.effect("is asked for together by all who come while a question is on its way", () =>
    Effect.gen(function* () {
      const { ask, asked } = slowStorage()
      const first = yield* ask(1)
      yield* Effect.yieldNow
      const rest = yield* Effect.forEach([1, 2, 3, 2], (n) => ask(n))
      // The renewal of all of them does not stand in a line of hundreds.
      const renewal = yield* ask(1, 2, 3, 4)
      yield* Effect.yieldNow
      assert.deepStrictEqual(
        asked.map(({ shards }) => shards),
        [["default:1"]]
      )
      yield* Deferred.succeed(asked[0]!.go, undefined)
      assert.deepStrictEqual((yield* Fiber.join(first)).map(String), ["default:1"])
      yield* Effect.yieldNow
      assert.deepStrictEqual(
        asked.map(({ shards }) => shards),
        [["default:1"], ["default:1", "default:2", "default:3", "default:4"]]
      )
      yield* Deferred.succeed(asked[1]!.go, undefined)
      assert.deepStrictEqual(
        (yield* Effect.forEach(rest, Fiber.join)).map((held) => held.map(String)),
        [["default:1"], ["default:2"], [], ["default:2"]]
      )
      assert.deepStrictEqual((yield* Fiber.join(renewal)).map(String), ["default:1", "default:2", "default:4"])
    })
  )

  it.effect("is confirmed to nobody when the storage fails, and asked for anew afterwards", () =>
    Effect.gen(function* () {
      const { ask, asked } = slowStorage()
      const fault = new PersistenceError({ cause: "no connection" })
      const one = yield* ask(1)
      yield* Effect.yieldNow
      yield* Deferred.fail(asked[0]!.go, fault)
      assert.deepStrictEqual(yield* Fiber.await(one), Exit.fail(fault))
      const two = yield* ask(1)
      yield* Effect.yieldNow
      yield* Deferred.succeed(asked[1]!.go, undefined)
      assert.deepStrictEqual((yield* Fiber.join(two)).map(String), ["default:1"])
    }).pipe(Effect.provideService(References.MinimumLogLevel, "Fatal"))
  )

  it.effect("is still asked for when the first who wanted to know has gone", () =>
    Effect.gen(function* () {
      const { ask, asked } = slowStorage()
      const first = yield* ask(1)
      yield* Effect.yieldNow
      const second = yield* ask(2)
      yield* Fiber.interrupt(first)
      yield* Deferred.succeed(asked[0]!.go, undefined)
      yield* Effect.yieldNow
      yield* Effect.yieldNow
      yield* Deferred.succeed(asked[1]!.go, undefined)
      assert.deepStrictEqual((yield* Fiber.join(second)).map(String), ["default:2"])
    })
  )

  it.effect("of each shard is given back in its own time, however many a process that joins is given", () =>
    Effect.gen(function* () {
      const connection = yield* Semaphore.make(1)
      const { release } = inTurn({
        release: () =>
          connection.withPermit(Effect.sleep("30 millis")).pipe(
            Effect.timeout("3 seconds"),
            Effect.mapError((cause) => new PersistenceError({ cause }))
          ),
        releaseAll: () => Effect.die("not used")
      })
      const shards = Array.from({ length: 150 }, (_, n) => shard(n))
      const all = yield* Effect.forEach(shards, (one) => Effect.exit(release(address, one)), {
        concurrency: "unbounded"
      }).pipe(Effect.forkChild({ startImmediately: true }))
      yield* TestClock.adjust("1 minute")
      assert.isTrue((yield* Fiber.join(all)).every(Exit.isSuccess))
    })
  )

  it.effect("is not given back once more after all were, when it may have been taken again", () =>
    Effect.gen(function* () {
      const go = yield* Deferred.make<void>()
      const released: Array<string> = []
      const { release, releaseAll } = inTurn({
        release: (_, shard) =>
          Effect.andThen(
            Effect.sync(() => released.push(String(shard))),
            Deferred.await(go)
          ),
        releaseAll: () => Effect.void
      })
      const all = yield* Effect.forEach([shard(1), shard(2), shard(3)], (one) => release(address, one), {
        concurrency: "unbounded"
      }).pipe(Effect.forkChild({ startImmediately: true }))
      yield* releaseAll(address)
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(all)
      assert.deepStrictEqual(released, ["default:1"])
      yield* release(address, shard(2))
      assert.deepStrictEqual(released, ["default:1", "default:2"])
    })
  )
})
