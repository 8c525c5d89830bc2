// The books of every night, compared by one of the shop's processes. All of them may run this: at the appointed time each puts the night
// into a queue under the same id, so it is there once, and whoever takes it does the work. When that one dies, another one takes it.
import * as Clock from "effect/Clock"
import * as Cron from "effect/Cron"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schema from "effect/Schema"
import type { Difference } from "@effect-multisafepay/core/Difference"
import type { Ledger } from "./Ledger.ts"
import type { Orders } from "./Orders.ts"
import * as Reconciliation from "./Reconciliation.ts"
import type { Transactions } from "./Transactions.ts"

/** @category models */
export interface Options<R, R2> extends Omit<Reconciliation.Options, "from" | "until"> {
  /** When: `Cron.parseUnsafe("0 4 * * *", "Europe/Amsterdam")`. */
  readonly cron: Cron.Cron
  /** How far back. 3 days by default: what agrees costs little, and a night on which no process ran is made up for. */
  readonly lookBack?: Duration.Input | undefined
  /** What is done with a stretch: `Reconciliation.heal`, for example. Done again for a stretch whose process died. */
  readonly each: (stretch: Reconciliation.Stretch) => Effect.Effect<ReadonlyArray<Difference>, never, R>
  /** What is done with the report: a mail about what is left. Done again, with the comparison before it, when it fails or its process dies then. */
  readonly report: (report: Reconciliation.Report) => Effect.Effect<unknown, unknown, R2>
  /** Name of the queue. `multisafepay-books` by default. */
  readonly queue?: string | undefined
  /** How often a night is tried before it is given up, which is logged as an error, with a pause that grows to five minutes. 10 by default. */
  readonly maxAttempts?: number | undefined
}

/**
 * Compares the books at the appointed times for as long as the layer lives. `PersistedQueue.layerStoreSql` makes processes share the work.
 *
 * @example
 * ReconciliationJob.layer({
 *   cron: Cron.parseUnsafe("0 4 * * *", "Europe/Amsterdam"),
 *   each: Reconciliation.heal,
 *   report: ({ left }) => mailTheBookkeeper(left)
 * }).pipe(Layer.provide(PersistedQueue.layer), Layer.provide(PersistedQueue.layerStoreSql()))
 *
 * @category layers
 */
export const layer = <R = never, R2 = never>({
  cron,
  each,
  lookBack,
  maxAttempts = 10,
  queue,
  report,
  ...options
}: Options<R, R2>): Layer.Layer<
  never,
  never,
  PersistedQueue.PersistedQueueFactory | Ledger | Orders | Transactions | R | R2
> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const nights = yield* PersistedQueue.make({
        name: queue ?? "multisafepay-books",
        schema: Night,
        maxAttempts
      })
      const back = Duration.toMillis(Duration.fromInputUnsafe(lookBack ?? "3 days"))

      const appoint = Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const at = Cron.next(cron, now).getTime()
        yield* Effect.sleep(at - now)
        yield* nights.offer({ until: at - grace }, { id: DateTime.formatIso(DateTime.makeUnsafe(at)) })
      })
      const work = nights.take(({ until }, { attempts }) =>
        Effect.flatMap(Reconciliation.run({ ...options, from: until - back, until }, each), report).pipe(
          Effect.tapCause((cause) =>
            attempts < maxAttempts ? Effect.void : Effect.logError(givenUp(until, attempts), cause)
          )
        )
      )
      yield* Effect.forkScoped(Effect.forever(persevering(appoint)))
      yield* Effect.forkScoped(Effect.forever(persevering(work)))
    })
  )

const Night = Schema.Struct({ until: Schema.Finite })

const givenUp = (until: number, attempts: number) =>
  `The books until ${DateTime.formatIso(DateTime.makeUnsafe(until))} were not compared in ${attempts} attempts, and are given up`

const grace = Duration.toMillis("15 minutes")

// The queue keeps what was not done, and has its own pauses; this one is for a queue that cannot be reached.
const persevering = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<void, never, R> =>
  self.pipe(
    Effect.asVoid,
    Effect.catchCause((cause) =>
      Effect.andThen(
        Effect.logWarning("The books were not compared; that is tried again", cause),
        Effect.sleep("10 seconds")
      )
    )
  )
