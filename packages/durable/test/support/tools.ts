// Time is hours, and passes when a test says so: on the test clock, or by leaps where the engine talks to a real database.
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { type Payment, Payments } from "../../src/index.ts"
import { World } from "./world.ts"

export interface Setting {
  readonly name: string
  /** Lets so many milliseconds pass. By default on the test clock. */
  readonly pass?: (milliseconds: number) => Effect.Effect<void>
  readonly provide: <A, E>(effect: Effect.Effect<A, E, Payments.Payments | World>) => Effect.Effect<A, E>
  /** A reason not to run. */
  readonly skip?: string | undefined
}

export const hour = 3_600_000

const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

let orders = 0

export const makeTools = (setting: Setting) => {
  const { name, pass = TestClock.adjust, skip } = setting

  /** Until it is so; fails the test when it never is. */
  const until = <E, R>(what: string, check: Effect.Effect<boolean, E, R>, step = 1000) =>
    Effect.gen(function* () {
      // Counted in looks, not in time: a slow machine takes longer for each.
      for (let n = 0; n < 3000; n++) {
        if (yield* check) return
        // Digests and databases are outside Effect's clock.
        yield* turn
        yield* pass(step)
      }
      assert.fail(`never: ${what}`)
    })

  const begin = Effect.gen(function* () {
    const payments = yield* Payments.Payments
    const world = yield* World
    const order_id = `o-${name.replace(/\W/g, "")}-${++orders}`
    const payment = { order_id, amount: 1000, currency: "EUR", expires_in: 24 * hour, poll_interval: 4 * hour }
    const start = (extra: Partial<Payment.Payment> = {}) => payments.start({ ...payment, ...extra })
    const standing = payments.standing(order_id)
    const notify = Effect.suspend(() => payments.notify(world.api.notification(order_id)))
    const isPlaced = until(
      "placed",
      Effect.sync(() => world.placed.has(order_id))
    )
    const becomes = (tag: Payments.Standing["_tag"]) =>
      until(
        tag,
        Effect.map(standing, (it) => it._tag === tag)
      )
    const isWaiting = Effect.andThen(isPlaced, becomes("Waiting"))
    const outcome = Effect.gen(function* () {
      yield* becomes("Ended")
      const end = yield* standing
      return end._tag === "Ended" ? end.outcome : assert.fail("ended")
    })
    /** Until an operation has been asked for so often, whatever came of it. */
    const isAsked = (operation: Parameters<typeof world.api.count>[0], times = 1) =>
      until(
        `${operation} asked`,
        Effect.sync(() => world.api.count(operation, order_id) >= times),
        10
      )
    return { ...world, payments, order_id, start, standing, notify, becomes, isAsked, isPlaced, isWaiting, outcome }
  })

  const testIt = setting.pass === undefined ? it.effect : it.live
  const test = <E>(title: string, body: Effect.Effect<void, E, Payments.Payments | World>) =>
    skip === undefined ? testIt(title, () => setting.provide(body)) : it.skip(`${title} (${skip})`, () => {})

  return { begin, pass, until, test }
}
export type Tools = ReturnType<typeof makeTools>
