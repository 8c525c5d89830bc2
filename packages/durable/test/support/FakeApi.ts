// A MultiSafepay that counts. Unlike the real one it never refuses a second order or capture under the same id: each is made and
// counted, so that "exactly once" is our doing.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  MultiSafepayError,
  NotFound,
  OrderIdConflict,
  Timeout,
  Transport,
  Unavailable
} from "@effect-multisafepay/core/MultiSafepayError"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import { writeDeadline } from "../../src/internal/tries.ts"
import { PaymentApi } from "../../src/PaymentApi.ts"

export interface FakeOrder {
  details: OrderDetails & { order_id: string }
  createdAt: number
}

export const makeFakeApi = () => {
  const orders = new Map<string, FakeOrder>()
  const counts: Record<"get" | "create" | "capture" | "release" | "ship" | "cancel", Map<string, number>> = {
    get: new Map(),
    create: new Map(),
    capture: new Map(),
    release: new Map(),
    ship: new Map(),
    cancel: new Map()
  }
  /** The next calls of an operation that fail, and how. */
  const failures: Array<{
    readonly operation: string
    readonly order_id: string
    readonly phase: "unsent" | "before" | "after" | "absent"
  }> = []

  /** The next calls of an operation that take so long, in milliseconds, before anything happens. */
  const delays: Array<{ readonly operation: string; readonly order_id: string; readonly delay: number }> = []
  /** What was asked for, in order. */
  const calls: Array<{ readonly operation: string; readonly order_id: string }> = []

  const notFound = (operation: string) =>
    failed(operation, "rejected", new NotFound({ status: 404, code: 1006, info: "", advice: "" }))
  const unavailable = (operation: string) => failed(operation, "unknown", new Unavailable({ status: 502, info: "" }))

  const call = <A>(operation: keyof typeof counts, order_id: string, run: () => A | undefined) =>
    Effect.suspend(() => {
      calls.push({ operation, order_id })
      const slow = delays.findIndex((one) => one.operation === operation && one.order_id === order_id)
      return slow === -1
        ? answer(operation, order_id, run)
        : Effect.delay(answer(operation, order_id, run), delays.splice(slow, 1)[0]?.delay ?? 0)
    })

  const answer = <A>(operation: keyof typeof counts, order_id: string, run: () => A | undefined) =>
    Effect.suspend(() => {
      counts[operation].set(order_id, (counts[operation].get(order_id) ?? 0) + 1)
      const failing = failures.findIndex((one) => one.operation === operation && one.order_id === order_id)
      const fault = failing === -1 ? undefined : failures.splice(failing, 1)[0]
      if (fault?.phase === "unsent") {
        const cause = "ECONNREFUSED"
        return Effect.fail(failed(operation, "not-sent", new Transport({ phase: "connect", origin: "", cause })))
      }
      if (fault?.phase === "absent") return Effect.fail(notFound(operation))
      if (fault?.phase === "before") return Effect.fail(unavailable(operation))
      const value = run()
      if (fault?.phase === "after") return Effect.fail(unavailable(operation))
      return value === undefined ? Effect.fail(notFound(operation)) : Effect.succeed(value)
    })

  const set = (order_id: string, status: string, financial_status = status, extra: Partial<OrderDetails> = {}) => {
    const order = orders.get(order_id)
    if (order !== undefined) {
      order.details = { ...order.details, status, financial_status, ...extra } as FakeOrder["details"]
    }
    return order?.details
  }

  const usual: PaymentApi["Service"] = {
    get: (order_id) => call("get", order_id, () => orders.get(order_id)?.details),
    create: (order) =>
      Effect.flatMap(Clock.currentTimeMillis, (createdAt) =>
        call("create", order.order_id, () => {
          const { order_id, amount, currency } = order as { order_id: string; amount: number; currency: string }
          const details = { order_id, amount, currency, status: "initialized", financial_status: "initialized" }
          orders.set(order_id, { details: details as FakeOrder["details"], createdAt })
          return { payment_url: `https://pay.example/${order_id}`, reconciled: false }
        })
      ),
    capture: (order_id) =>
      call("capture", order_id, () => set(order_id, "completed", "completed", { payment_details: {} })),
    release: (order_id) => call("release", order_id, () => set(order_id, "void", "void")),
    ship: (order_id) => call("ship", order_id, () => set(order_id, "shipped", "completed")),
    cancel: (order_id) =>
      call("cancel", order_id, () =>
        orders.get(order_id)?.details.status === "initialized" ? set(order_id, "cancelled", "cancelled") : undefined
      )
  }

  const replaced = new Map<string, Partial<PaymentApi["Service"]>>()
  const about = (order_id: string) => ({ ...usual, ...replaced.get(order_id) })
  /** Answers differently about one order from now on; `before` is how it was until then. */
  const replace = (order_id: string, by: (before: PaymentApi["Service"]) => Partial<PaymentApi["Service"]>): void =>
    void replaced.set(order_id, { ...replaced.get(order_id), ...by(about(order_id)) })

  /** Each operation as it is, one request each. */
  const requests: PaymentApi["Service"] = {
    get: (order_id) => about(order_id).get(order_id),
    create: (order) => about(order.order_id).create(order),
    capture: (order_id, capture) => about(order_id).capture(order_id, capture),
    release: (order_id) => about(order_id).release(order_id),
    ship: (order_id) => about(order_id).ship(order_id),
    cancel: (order_id) => about(order_id).cancel(order_id)
  }

  return {
    requests,
    replace,
    layer: Layer.succeed(PaymentApi, ensuring(requests)),
    orders,
    failures,
    delays,
    /** The operations of one order, in the order in which they were asked for. */
    callsOf: (order_id: string) => calls.filter((one) => one.order_id === order_id).map((one) => one.operation),
    /** How often an operation was called for an order, or for all of them together. */
    count: (operation: keyof typeof counts, order_id?: string): number =>
      order_id === undefined
        ? Array.from(counts[operation].values()).reduce((sum, n) => sum + n, 0)
        : (counts[operation].get(order_id) ?? 0),
    /** Runs before the n-th reading of an order from now on, the first being 1. */
    beforeReading: (order_id: string, n: number, run: Effect.Effect<unknown>) => {
      let readings = 0
      replace(order_id, ({ get }) => ({ get: (id) => (++readings === n ? Effect.andThen(run, get(id)) : get(id)) }))
    },
    /** The next reading shows it as it was a moment ago, or like this. */
    lagsBehind: (order_id: string, like: Partial<OrderDetails> = {}) => {
      const then = { ...orders.get(order_id)?.details, ...like } as FakeOrder["details"]
      let isLagging = true
      replace(order_id, ({ get }) => ({
        get: (id) => Effect.map(get(id), (order) => (isLagging ? ((isLagging = false), then) : order))
      }))
    },
    /** From now on it can be cancelled, whatever has become of it. */
    canBeCancelled: (order_id: string) =>
      replace(order_id, () => ({ cancel: () => call("cancel", order_id, () => set(order_id, "void", "cancelled")) })),
    set,
    error: failed,
    /** What the customer or the bank does. */
    pay: (order_id: string) => set(order_id, "completed"),
    reserve: (order_id: string) =>
      set(order_id, "completed", "initialized", {
        payment_details: { type: "VISA", capture: "manual", capture_remain: orders.get(order_id)?.details.amount ?? 0 }
      } as Partial<OrderDetails>),
    /** In the dashboard, in full. */
    captureByHand: (order_id: string) =>
      set(order_id, "completed", "initialized", {
        payment_details: { type: "VISA", capture: "manual", capture_remain: 0 }
      } as Partial<OrderDetails>),
    decline: (order_id: string) => set(order_id, "declined"),
    guarantee: (order_id: string) =>
      set(order_id, "completed", "uncleared", { payment_details: { type: "KLARNA" } } as Partial<OrderDetails>),
    /** The order as a notification would tell it. */
    notification: (order_id: string) => ({
      order_id,
      order: orders.get(order_id)?.details ?? ({ status: "initialized" } as OrderDetails)
    })
  }
}

/** Until when a write may leave, by the deadline of the call that it belongs to. */
export const LeaveBefore = Context.Reference<number>("test/LeaveBefore", {
  defaultValue: () => Number.POSITIVE_INFINITY
})

/** As `PaymentApi.layer` does it with the client's `ensure`: what makes something is looked up first, and is not made after the deadline. */
export const ensuring = (requests: PaymentApi["Service"]): PaymentApi["Service"] => {
  const ensure = <A>(
    order_id: string,
    make: (found: OrderDetails | undefined) => Effect.Effect<A, MultiSafepayError>
  ): Effect.Effect<A, MultiSafepayError> =>
    Effect.gen(function* () {
      const began = yield* Clock.currentTimeMillis
      const found = yield* requests.get(order_id).pipe(
        Effect.catchIf(
          ({ reason }) => reason._tag === "NotFound",
          () => Effect.succeed(undefined)
        ),
        Effect.mapError(({ operation, reason }) => failed(operation, "not-sent", reason))
      )
      const deadline = (yield* writeDeadline) ?? Number.POSITIVE_INFINITY
      if ((yield* Clock.currentTimeMillis) - began > deadline) {
        return yield* Effect.fail(failed("ensure", "not-sent", new Timeout({ phase: "total", after: deadline })))
      }
      return yield* Effect.provideService(make(found), LeaveBefore, began + deadline)
    })
  return {
    ...requests,
    create: (order) =>
      ensure(order.order_id, (found) => {
        if (found === undefined) return requests.create(order)
        const { amount, currency } = order as { readonly amount: number; readonly currency: string }
        const has = found.amount ?? amount
        const conflict = new OrderIdConflict({ expected: { amount, currency }, found: { amount: has } })
        return has === amount || (order.type === "checkout" && has > amount)
          ? Effect.succeed({ reconciled: true })
          : Effect.fail(failed("create", "rejected", conflict))
      }),
    capture: (order_id, capture) => ensure(order_id, () => requests.capture(order_id, capture))
  }
}

const failed = (operation: string, outcome: MultiSafepayError["outcome"], reason: MultiSafepayError["reason"]) =>
  new MultiSafepayError({ operation, effectClass: "reconcilable", outcome, reason, attempts: [] })

export type FakeApi = ReturnType<typeof makeFakeApi>
