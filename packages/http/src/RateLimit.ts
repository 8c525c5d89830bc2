// An opt-in limit on how many requests leave this program, or several programs together, in a window of time. MultiSafepay documents no
// limit of its own. This never repeats a request, and never stops one for good: when the shared store is out of order,
// every process keeps to the limit by itself until the store is back.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"

/**
 * How many requests, in how long.
 *
 * @category models
 */
export interface Options<E = never> {
  /** Requests per window, at least 1. Look-ups count as well. The store counts from a window's first request: two full windows may touch. */
  readonly limit: number
  readonly window: Duration.Input
  /** What is limited together; one per API key makes sense. Default `multisafepay`. */
  readonly key?: string | undefined
  /** Where several processes count together. Without it this process counts alone. */
  readonly store?: Layer.Layer<RateLimiter.RateLimiterStore, E> | undefined
  /** How long the store may take before it counts as out of order. Default 500 ms. */
  readonly storeTimeout?: Duration.Input | undefined
}

/**
 * No turn comes in the time there is.
 *
 * @category errors
 */
export class NoTurn extends Schema.TaggedError<NoTurn>("@effect-multisafepay/http/NoTurn")("NoTurn", {
  /** When the next turn may come, in milliseconds from now. */
  retryAfter: Schema.Finite
}) {
  override get message() {
    return `no turn under the rate limit in the time left; the next may come in ${this.retryAfter} ms.`
  }
}

/** @category services */
export interface Service {
  /** Waits for a turn, at most so many milliseconds, and tells how long it took. Turns are given in the order they are asked for. */
  readonly take: (within: number) => Effect.Effect<number, NoTurn>
}

/**
 * The limit, picked up by every client that is built where it is provided. A wait counts against the deadline of the call; a call whose
 * turn would come too late fails with `outcome: "not-sent"` and a `Timeout`.
 *
 * @example
 * MultiSafepay.layer(options).pipe(Layer.provide(RateLimit.layer({ limit: 20, window: "1 second" })))
 *
 * @category services
 */
export class RateLimit extends Context.Service<RateLimit, Service>()("@effect-multisafepay/http/RateLimit") {}

/** @category constructors */
export const make = <E>(options: Options<E>): Effect.Effect<Service, never, Scope.Scope> =>
  Effect.gen(function* () {
    const window = Duration.toMillis(options.window)
    const consume = yield* makeConsume(options)
    const turnstile = Semaphore.makeUnsafe(1)
    let waiting = 0
    let nextTurn = 0

    // Whoever is first in line asks; the others wait behind, so that turns are given in order and the store is not stampeded.
    const wait = (deadline: number): Effect.Effect<void, NoTurn> =>
      Effect.flatMap(consume, (exceededFor) => {
        if (exceededFor === 0) return Effect.void
        return Effect.flatMap(Clock.currentTimeMillis, (now) => {
          nextTurn = now + exceededFor
          return nextTurn >= deadline
            ? Effect.fail(new NoTurn({ retryAfter: exceededFor }))
            : Effect.andThen(Effect.sleep(exceededFor), wait(deadline))
        })
      })

    const line = (now: number, within: number): Effect.Effect<void, NoTurn> => {
      // What is ahead in the line is known here; what other processes take is not, so a turn may come later than this but not earlier.
      const earliest = waiting === 0 ? 0 : Math.max(0, nextTurn - now) + Math.floor(waiting / options.limit) * window
      if (earliest > 0 && earliest >= within) return Effect.fail(new NoTurn({ retryAfter: earliest }))
      const turn = turnstile.withPermit(wait(now + within))
      // Whoever gives up leaves the line, wherever that happens: who stayed in it would turn the others away for good.
      return Effect.acquireUseRelease(
        Effect.sync(() => waiting++),
        () =>
          Number.isFinite(within)
            ? Effect.timeoutOrElse(turn, {
                duration: within,
                orElse: () => Effect.fail(new NoTurn({ retryAfter: window }))
              })
            : turn,
        () => Effect.sync(() => waiting--)
      )
    }

    const take: Service["take"] = (within) =>
      Effect.clockWith((clock) => {
        const start = clock.currentTimeMillisUnsafe()
        return Effect.map(
          waiting > 0
            ? line(start, within)
            : Effect.flatMap(consume, (exceededFor) => {
                if (exceededFor === 0) return Effect.void
                if (exceededFor >= within) return Effect.fail(new NoTurn({ retryAfter: exceededFor }))
                nextTurn = clock.currentTimeMillisUnsafe() + exceededFor
                return line(start, within)
              }),
          () => clock.currentTimeMillisUnsafe() - start
        )
      })

    return RateLimit.of({ take })
  })

/**
 * The limit. Never fails to build: a store that cannot be reached is warned about, and tried again every five seconds.
 *
 * @category layers
 */
export const layer = <E = never>(options: Options<E>): Layer.Layer<RateLimit> => Layer.effect(RateLimit, make(options))

// 0 for a turn that was given, else how many milliseconds to wait before asking again.
const makeConsume = <E>(options: Options<E>): Effect.Effect<Effect.Effect<number>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const ask = {
      key: options.key ?? "multisafepay",
      limit: options.limit,
      window: options.window,
      // A turn that is refused is not booked: a call that gives up waiting takes no turn from anybody.
      onExceeded: "fail" as const
    }
    const consume = (limiter: RateLimiter.RateLimiter): Effect.Effect<number, RateLimiter.RateLimitStoreError> =>
      Effect.matchEffect(limiter.consume(ask), {
        onSuccess: () => Effect.succeed(0),
        onFailure: ({ reason }) =>
          reason._tag === "RateLimitExceeded"
            ? Effect.succeed(Math.max(1, Math.ceil(Duration.toMillis(reason.retryAfter))))
            : Effect.fail(reason)
      })
    const memory = yield* RateLimiter.make.pipe(
      Effect.provide(yield* Layer.build(Layer.fresh(RateLimiter.layerStoreMemory)))
    )
    const local = Effect.orDie(consume(memory))
    if (options.store === undefined) return local

    const shared = yield* connect(options.store)
    const timeout = options.storeTimeout ?? "500 millis"
    let brokenUntil = 0
    const broken = (now: number) => {
      const first = brokenUntil === 0
      brokenUntil = now + recheck
      return first
        ? Effect.logWarning(
            "The store of MultiSafepay's rate limit does not answer: until it does, every process keeps to the limit by itself."
          )
        : Effect.void
    }
    const healed = Effect.suspend(() => {
      if (brokenUntil === 0) return Effect.void
      brokenUntil = 0
      return Effect.logInfo("The store of MultiSafepay's rate limit answers again.")
    })
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const limiter = shared()
      if (limiter === undefined || now < brokenUntil) return local
      return consume(limiter).pipe(
        Effect.timeout(timeout),
        Effect.tap(() => healed),
        Effect.catch(() => Effect.andThen(broken(now), local)),
        Effect.catchDefect(() => Effect.andThen(broken(now), local))
      )
    })
  })

const recheck = 5_000

// The store's connection. What fails at first is tried again in the background, in a scope of its own each time.
const connect = <E>(
  store: Layer.Layer<RateLimiter.RateLimiterStore, E>
): Effect.Effect<() => RateLimiter.RateLimiter | undefined, never, Scope.Scope> =>
  Effect.gen(function* () {
    let limiter: RateLimiter.RateLimiter | undefined
    const parent = yield* Effect.scope
    const once = Effect.gen(function* () {
      const scope = yield* Scope.fork(parent)
      const built = yield* Effect.exit(Layer.buildWithScope(Layer.fresh(store), scope))
      if (Exit.isFailure(built)) {
        yield* Scope.close(scope, built)
        return false
      }
      limiter = yield* Effect.provide(RateLimiter.make, built.value)
      return true
    })
    // Not in the way of whoever starts: a store may not let go of its connection while it makes it.
    const first = yield* Deferred.make<boolean>()
    yield* once.pipe(
      Effect.tap((connected) => Deferred.succeed(first, connected)),
      Effect.repeat({ until: (connected) => connected, schedule: Schedule.spaced(recheck) }),
      Effect.forkScoped
    )
    const connected = yield* Effect.timeoutOrElse(Deferred.await(first), {
      duration: "2 seconds",
      orElse: () => Effect.succeed(false)
    })
    if (!connected) {
      yield* Effect.logWarning(
        "The store of MultiSafepay's rate limit cannot be reached: until it can, every process keeps to the limit by itself."
      )
    }
    return () => limiter
  })
