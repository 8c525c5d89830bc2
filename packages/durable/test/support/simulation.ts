// Two engines, their storage, their leases and MultiSafepay in one process under the test clock. What goes wrong, and when, comes from a
// seed: a process is frozen, dies, is cut off from MultiSafepay; an answer is lost or late; the storage is slow. The same seed runs the same
// way each time, call by call.
import { createHash } from "node:crypto"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import { PersistenceError } from "effect/cluster/ClusterError"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as MachineId from "effect/cluster/MachineId"
import * as MessageStorage from "effect/cluster/MessageStorage"
import type * as Runner from "effect/cluster/Runner"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as ShardId from "effect/cluster/ShardId"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Snowflake from "effect/cluster/Snowflake"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as TestClock from "effect/testing/TestClock"
import { WebCrypto } from "effect/crypto/WebCrypto"
import { Transport, Unavailable } from "@effect-multisafepay/core/MultiSafepayError"
import { Engine, PaymentApi, PaymentOrders, Payments } from "../../src/index.ts"
import { settings } from "../../src/internal/journal/sharding.ts"
import { layerMemory, StepStore } from "../../src/internal/journal/StepStore.ts"
import { ensuring, LeaveBefore, makeFakeApi } from "./FakeApi.ts"
import { redirect } from "./world.ts"

export interface Result {
  readonly twice: ReadonlyArray<string>
  readonly lost: ReadonlyArray<string>
  readonly untrue: ReadonlyArray<string>
  readonly faults: ReadonlyArray<string>
  /** Every call of MultiSafepay: when, by which process, what, about which order. */
  readonly trace: ReadonlyArray<string>
}

export interface Options {
  readonly inFlight?: Duration.Duration
  /** Other payments than ours, to see them caught. */
  readonly payments?: typeof Payments.layer
  /** Another place for the answers of steps, which hears when payments change hands. */
  readonly steps?: { readonly store: StepStore["Service"]; readonly changedHands: () => void }
}

/** Digests that are there at once: from the thread pool they would come in another order each time. */
const atOnce = {
  ...globalThis.crypto,
  subtle: {
    digest: (algorithm: string, data: Uint8Array) =>
      Promise.resolve(new Uint8Array(createHash(algorithm.replace("-", "").toLowerCase()).update(data).digest()).buffer)
  } as unknown as SubtleCrypto
} as Crypto

/** mulberry32: small, and the same everywhere. */
const chance = (seed: number) => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { below: (n: number) => Math.floor(next() * n), happens: (share: number) => next() < share }
}

/** What holds one process up. */
class Gate {
  private until = 0
  delay = 0
  isCut = false
  freeze(until: number) {
    this.until = Math.max(this.until, until)
  }
  readonly pass: Effect.Effect<void> = Effect.clockWith((clock) =>
    Effect.suspend(() => {
      const left = this.until - clock.currentTimeMillisUnsafe()
      if (left === Number.POSITIVE_INFINITY) return Effect.never
      if (left > 0) return Effect.andThen(Effect.sleep(left), this.pass)
      return this.delay > 0 ? Effect.sleep(this.delay) : Effect.void
    })
  )
}

const lease = 10_000

export const simulate = (seed: number, options: Options = {}) =>
  Effect.gen(function* () {
    const build = options.payments ?? Payments.layer
    const random = chance(seed)
    const faults: Array<string> = []
    const trace: Array<string> = []
    const fake = makeFakeApi()
    const names = ["a", "b", "c"]
    const gates = new Map(names.map((name) => [name, new Gate()]))
    const gateOf = (name: string) => gates.get(name) ?? new Gate()
    const scope = Scope.makeUnsafe()
    const now = Effect.clockWith((clock) => clock.currentTimeMillis)

    const config = settings({ shardsPerGroup: 8 })
    const shared = yield* Layer.buildWithScope(
      Layer.merge(
        MessageStorage.MemoryDriver.layer.pipe(
          Layer.provide(Snowflake.layerGenerator),
          Layer.provide(ShardingConfig.layer(config))
        ),
        Layer.merge(layerMemory, Layer.provide(PersistedQueue.layer, PersistedQueue.layerStoreMemory))
      ),
      scope
    )
    const { encoded, requests } = Context.get(shared, MessageStorage.MemoryDriver)
    /** What the tables refuse and the memory would take: a second exit of a request, and one from a process whose lease another has taken. */
    const saveReplyOf =
      (name: string): typeof encoded.saveReply =>
      (reply) =>
        Effect.suspend(() => {
          const request = requests.get(reply.requestId)
          if (reply._tag !== "WithExit" || request === undefined) return encoded.saveReply(reply)
          const refused = (why: string) => Effect.fail(new PersistenceError({ cause: new Error(why) }))
          if (request.replies.some(({ _tag }) => _tag === "WithExit")) return refused("there is an exit already")
          const holder = locks.get(ShardId.toString(request.envelope.address.shardId))?.owner
          return holder === name ? encoded.saveReply(reply) : refused("the lease is another's")
        })
    const store = options.steps?.store ?? Context.get(shared, StepStore)

    const runners = new Map<string, { runner: Runner.Runner; beat: number }>()
    const locks = new Map<string, { owner: string; at: number }>()
    let machines = 0

    /** What befalls the n-th call about an order, whoever makes it, and in whatever order calls come. */
    const calls = new Map<string, number>()
    const luckOf = (order_id: string) => {
      const n = (calls.get(order_id) ?? 0) + 1
      calls.set(order_id, n)
      return chance(seed * 1_000_003 + ids.indexOf(order_id) * 10_007 + n)
    }
    const ids = Array.from({ length: 5 }, (_, n) => `sim-${seed}-${n}`)

    const storageOf = (name: string) => {
      const { pass } = gateOf(name)
      const at = <A>(f: (now: number) => A) => Effect.andThen(pass, Effect.map(now, f))
      return RunnerStorage.RunnerStorage.of({
        getRunners: at((now) =>
          [...runners.values()].filter(({ beat }) => now - beat < lease).map(({ runner }) => [runner, true] as const)
        ),
        register: (runner) =>
          at((now) => {
            runners.set(name, { runner, beat: now })
            return MachineId.make(++machines)
          }),
        unregister: () => Effect.sync(() => void runners.delete(name)),
        setRunnerHealth: () => Effect.void,
        acquire: (_, shards) =>
          at((now) =>
            [...shards].filter((shard) => {
              const lock = locks.get(String(shard))
              if (lock !== undefined && lock.owner !== name) {
                if (now - lock.at < lease) return false
                options.steps?.changedHands()
              }
              locks.set(String(shard), { owner: name, at: now })
              return true
            })
          ),
        refresh: (_, shards) =>
          at((now) => {
            const runner = runners.get(name)
            if (runner !== undefined) runner.beat = now
            return [...shards].filter((shard) => {
              const lock = locks.get(String(shard))
              if (lock?.owner !== name) return false
              lock.at = now
              return true
            })
          }),
        release: (_, shard) =>
          Effect.sync(() => {
            if (locks.get(String(shard))?.owner === name) locks.delete(String(shard))
          }),
        releaseAll: () =>
          Effect.sync(() => {
            for (const [shard, { owner }] of locks) if (owner === name) locks.delete(shard)
          })
      })
    }

    const node = (name: string, port: number) => {
      const gate = gateOf(name)
      const gated =
        <In extends ReadonlyArray<unknown>, A, E, R>(f: (...all: In) => Effect.Effect<A, E, R>) =>
        (...all: In) =>
          Effect.andThen(gate.pass, f(...all))
      const messages = Layer.effect(
        MessageStorage.MessageStorage,
        MessageStorage.makeEncoded({
          ...encoded,
          saveEnvelope: gated(encoded.saveEnvelope),
          saveReply: gated(saveReplyOf(name)),
          clearReplies: gated(encoded.clearReplies),
          requestIdForPrimaryKey: gated(encoded.requestIdForPrimaryKey),
          repliesForUnfiltered: gated(encoded.repliesForUnfiltered),
          unprocessedMessages: gated(encoded.unprocessedMessages),
          resetShards: gated(encoded.resetShards)
        })
      ).pipe(Layer.provide(Snowflake.layerGenerator))
      const own = ShardingConfig.layer({
        ...config,
        runnerAddress: Option.some(RunnerAddress.make(name, port)),
        assignedShardGroups: name === "c" ? [] : ["default"]
      })
      const workflows = ClusterWorkflowEngine.layer.pipe(
        Layer.provide(Sharding.layer),
        Layer.provide([
          Runners.layerNoop,
          Layer.succeed(RunnerStorage.RunnerStorage, storageOf(name)),
          RunnerHealth.layerNoop
        ]),
        Layer.provide(messages),
        Layer.provide(own)
      )
      const steps = Layer.succeed(StepStore, { load: gated(store.load), put: gated(store.put), ask: gated(store.ask) })
      const queue = Layer.succeed(
        PersistedQueue.PersistedQueueFactory,
        Context.get(shared, PersistedQueue.PersistedQueueFactory)
      )

      const called = (operation: string, order_id: string) =>
        Effect.map(now, (at) => void trace.push(`${at / 1000} s: ${name} ${operation} ${order_id}`))
      const read = (order_id: string) =>
        Effect.gen(function* () {
          yield* gate.pass
          yield* called("get", order_id)
          if (gate.isCut) return yield* unavailable("get")
          const order = yield* Effect.result(fake.requests.get(order_id))
          // Frozen with the answer in its hands.
          const luck = luckOf(order_id)
          if (luck.happens(0.05)) freeze(name, 1000 + luck.below(40_000), "after a reading", yield* now)
          yield* gate.pass
          return yield* Effect.fromResult(order)
        })
      const write =
        <In extends ReadonlyArray<unknown>, A>(
          operation: string,
          f: (...all: In) => Effect.Effect<A, unavailableError>,
          idOf: (...all: In) => string
        ) =>
        (...all: In) =>
          Effect.gen(function* () {
            const began = yield* now
            yield* gate.pass
            yield* called(operation, idOf(...all))
            // What has not left after ten seconds does not leave later.
            const left = yield* now
            if (gate.isCut || left - began > 10_000 || left > (yield* LeaveBefore)) return yield* notSent(operation)
            const chances = luckOf(idOf(...all))
            const luck = chances.below(20)
            if (luck === 0) return yield* unavailable(operation)
            if (luck === 1) {
              // It arrives after whoever sent it has given up.
              yield* Effect.forkIn(Effect.ignore(Effect.delay(f(...all), 1000 + chances.below(3000))), scope)
              return yield* unavailable(operation)
            }
            const answer = yield* f(...all)
            return luck === 2 ? yield* unavailable(operation) : answer
          })
      type unavailableError = ReturnType<typeof fake.error>
      const unavailable = (operation: string) =>
        Effect.fail(fake.error(operation, "unknown", new Unavailable({ status: 502, info: "" })))
      const notSent = (operation: string) =>
        Effect.fail(fake.error(operation, "not-sent", new Transport({ phase: "connect", origin: "", cause: "cut" })))
      const { capture, cancel, create, release, ship } = fake.requests
      // Payments that do not read are not to be helped by a client that does.
      const careful = options.payments === undefined ? ensuring : (requests: PaymentApi.Service) => requests
      const api = Layer.succeed(
        PaymentApi.PaymentApi,
        careful({
          get: read,
          create: write("create", create, (order) => order.order_id),
          capture: write("capture", capture, (id) => id),
          release: write("release", release, (id) => id),
          ship: write("ship", ship, (id) => id),
          cancel: write("cancel", cancel, (id) => id)
        })
      )
      const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
        order: (id) => Effect.succeedSome(redirect(id)),
        placed: () => Effect.void
      })
      const engine = Engine.make({ layer: Layer.mergeAll(workflows, steps, queue), runs: true })
      return Effect.map(
        Layer.buildWithScope(Layer.provide(build(engine, { inFlight: options.inFlight }), [api, shop]), scope),
        (context) => Context.get(context, Payments.Payments)
      )
    }

    const freeze = (name: string, milliseconds: number, why: string, at: number) => {
      faults.push(`${at / 1000} s: ${name} is frozen for ${milliseconds / 1000} s ${why}`)
      gateOf(name).freeze(at + milliseconds)
    }

    // Ids and keys are computed outside the test clock.
    const turn = Effect.promise(() => new Promise<void>((resolve) => void setImmediate(resolve)))
    const pass = (milliseconds: number, step = 500) =>
      Effect.repeat(Effect.andThen(TestClock.adjust(step), Effect.andThen(turn, Effect.andThen(turn, turn))), {
        times: Math.ceil(milliseconds / step) - 1
      })
    const inTime = <A, E>(effect: Effect.Effect<A, E>) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkIn(effect, scope, { startImmediately: true })
        // Keys are computed outside the clock: that must not count as time.
        for (let n = 0; n < 1000 && fiber.pollUnsafe() === undefined; n++) yield* turn
        while (fiber.pollUnsafe() === undefined) yield* pass(500)
        return yield* Effect.orDie(
          Effect.flatMap(
            Effect.sync(() => fiber.pollUnsafe()!),
            (exit) => exit
          )
        )
      })

    const start = Date.UTC(2026, 10, 1)
    yield* TestClock.setTime(start)
    const first = yield* inTime(node("a", 1))
    yield* inTime(node("b", 2))
    // It only asks, and is never disturbed.
    const web = yield* inTime(node("c", 3))
    void first
    // However long the building took.
    yield* pass(start + 30_000 - (yield* now))

    const disturb = Effect.gen(function* () {
      const at = yield* now
      const name = names[random.below(2)] ?? "a"
      const gate = gateOf(name)
      switch (random.below(12)) {
        case 0:
          return freeze(name, 2000 + random.below(40_000), "out of the blue", at)
        case 1:
          faults.push(`${at / 1000} s: ${name} is ${gate.isCut ? "connected" : "cut off"}`)
          gate.isCut = !gate.isCut
          return
        case 2:
          faults.push(`${at / 1000} s: the storage of ${name} is slow`)
          gate.delay = gate.delay === 0 ? 50 + random.below(1500) : 0
          return
      }
    })

    const payment = { amount: 1000, currency: "EUR", expires_in: 7 * 86_400_000, when_paid: "capture" } as const
    for (const order_id of ids) yield* inTime(web.start({ order_id, ...payment }))
    for (let n = 0; n < 40; n++) {
      yield* disturb
      yield* pass(1500)
      const id = ids[random.below(ids.length)] ?? ""
      if (random.happens(0.4) && fake.orders.get(id)?.details.status === "initialized") {
        fake.reserve(id)
        if (random.happens(0.8)) yield* inTime(web.notify(fake.notification(id)))
      }
    }
    // Everything is well again, and who has not paid does so now.
    for (const gate of gates.values()) Object.assign(gate, { delay: 0, isCut: false })
    yield* pass(60_000, 1000)
    const standing = (id: string) => inTime(web.standing(id))
    for (let n = 0; n < 60; n++) {
      for (const id of ids) {
        if (fake.orders.get(id)?.details.status === "initialized") fake.reserve(id)
        yield* inTime(web.notify(fake.notification(id)))
      }
      const all = yield* Effect.forEach(ids, standing)
      if (all.every(({ _tag }) => _tag === "Ended")) break
      // A claim that its reader dropped lies for ten minutes here, and after that the payment looks by itself.
      yield* n < 30 ? pass(60_000, 5000) : pass(3_600_000, 60_000)
    }
    const ends = yield* Effect.forEach(ids, (id) => Effect.map(standing(id), (end) => [id, end] as const))
    return {
      twice: ids.filter((id) => fake.count("create", id) > 1 || fake.count("capture", id) > 1),
      lost: ends.flatMap(([id, { _tag }]) => (_tag === "Ended" ? [] : [`${id}: ${_tag}`])),
      untrue: ends.flatMap(([id, end]) =>
        end._tag === "Ended" && (end.outcome.result !== "captured" || fake.count("capture", id) !== 1)
          ? [`${id}: ${end.outcome.result}`]
          : []
      ),
      faults,
      trace
    } satisfies Result
  }).pipe(
    Random.withSeed(seed),
    // It waits for those it wakes also when the machine freezes this process meanwhile: after a second of that it would go on without them.
    Effect.provide(TestClock.layer({ warningDelay: "2 minutes" })),
    Effect.provideService(WebCrypto, atOnce),
    Effect.provideService(References.MinimumLogLevel, "None")
  )
