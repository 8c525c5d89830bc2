// The steps of a payment, each reading the order before it writes. They never fail: what they cannot do now is a reason to try again,
// what can never be done is part of their answer.
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Order from "@effect-multisafepay/core/Order"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import { child } from "@effect-multisafepay/core/OrderId"
import { isFastCheckout } from "@effect-multisafepay/core/PlacedOrder"
import * as Status from "@effect-multisafepay/core/Status"
import type { Payment } from "../Payment.ts"
import { PaymentApi } from "../PaymentApi.ts"
import { PaymentOrders } from "../PaymentOrders.ts"
import { PaymentOutcome } from "../PaymentOutcome.ts"
import { endOf, isAccepted, isEnough, isSame, Look, mayShip, moneyOf, pair, readOrder, words } from "./look.ts"
import { type Try, type TryContext, WriteBefore } from "./tries.ts"

export const Step = Schema.Union([
  Schema.TaggedStruct("Done", { look: Look }),
  Schema.TaggedStruct("Stuck", { reason: Schema.String })
])
export type Step = typeof Step.Type

export const Created = Schema.Union([
  /** `found`: it was there already, or is expected from the caller. */
  Schema.TaggedStruct("Placed", {
    at: Schema.Finite,
    found: Schema.Boolean,
    payment_url: Schema.optionalKey(Schema.String),
    /** It was read, not only expected. */
    seen: Schema.optionalKey(Schema.Boolean)
  }),
  Schema.TaggedStruct("NotPlaced", { outcome: PaymentOutcome }),
  /** The shop has cancelled the payment before its order was there. */
  Schema.TaggedStruct("Cancelled", {})
])
export type Created = typeof Created.Type

/** What the shop hands over. */
export const order = (payment: Payment): Effect.Effect<Option.Option<CreateOrder>, never, PaymentOrders> =>
  shop(PaymentOrders.use((orders) => orders.order(payment.order_id)))

/** Defects of the shop as defects that only say what they were: a `SqlError` of its own database is no fault of the journal. */
export const shop = <A, R>(self: Effect.Effect<A, never, R>): Effect.Effect<A, never, R> =>
  Effect.catchCause(self, (cause) => {
    const defect = Cause.squash(cause)
    return Effect.die(new Error(defect instanceof Error ? defect.message : String(defect)))
  })

export const create = (
  payment: Payment,
  order: Option.Option<CreateOrder>,
  context: TryContext
): Effect.Effect<Try<Created>, never, PaymentApi> =>
  Effect.gen(function* () {
    const toPlace = placeable(payment, order, context, yield* Clock.currentTimeMillis)
    if (Result.isFailure(toPlace)) {
      const found = yield* find(payment)
      if (Option.isNone(found)) return yield* toPlace.failure
      // FastCheckout may have added its shipping by now.
      const isOurs = Option.isNone(order) || isFastCheckout(order.value) ? isEnough : isSame
      return isOurs(payment, found.value)
        ? yield* placed({ found: true, seen: true })
        : notPlaced("conflict", "another order has this id")
    }
    if (yield* isLate) return late
    return yield* Effect.matchEffect(
      PaymentApi.use((api) => api.create(toPlace.success)),
      {
        onSuccess: ({ payment_url, reconciled }) =>
          placed({
            found: reconciled,
            ...(reconciled ? { seen: true } : {}),
            ...(payment_url === undefined ? {} : { payment_url })
          }),
        onFailure: (error) => {
          // It is there, though it cannot be read: MultiSafepay may hide an order until its page is opened.
          if (error.reason._tag === "DuplicateOrderId") return expected
          if (error.reason._tag === "OrderIdConflict")
            return Effect.succeed(notPlaced("conflict", error.reason.message))
          return isFinalRefusal(error) ? Effect.succeed(notPlaced("refused", error.reason.message)) : Effect.fail(error)
        }
      }
    )
  }).pipe(orAgain)

/** The order that this try may place, or what it means that there is none. */
const placeable = (
  payment: Payment,
  order: Option.Option<CreateOrder>,
  context: TryContext,
  at: number
): Result.Result<CreateOrder, Effect.Effect<Try<Created>>> => {
  const isExpired = at >= context.began + payment.expires_in
  const refused = Effect.succeed(notPlaced("refused", "the order could not be placed before the payment expired"))
  if (Option.isNone(order)) return Result.fail(isExpired ? refused : expected)
  // It charges at once, an earlier request may have arrived, and the order may only not be visible yet: from here on only look.
  if (context.repeated && Order.effectClass(order.value) === "guarded") return Result.fail(expected)
  if (isExpired) return Result.fail(refused)
  return order.value.order_id === payment.order_id && isSame(payment, order.value)
    ? Result.succeed(order.value)
    : Result.fail(
        Effect.succeed(
          notPlaced("conflict", "the order handed over has another id, amount or currency than the payment")
        )
      )
}

export const look = (payment: Payment): Effect.Effect<Look, never, PaymentApi> =>
  Effect.flatMap(Clock.currentTimeMillis, (at) =>
    Effect.match(find(payment), {
      onSuccess: (found): Look => (Option.isNone(found) ? { at } : readOrder(payment, found.value, at)),
      onFailure: () => ({ at })
    })
  )

/** What the order says in the end. Unlike {@link look} it is tried until it gets through: no answer would be taken for none of what there is. */
export const lastLook = (payment: Payment, wasThere: WasThere): Effect.Effect<Try<Step>, never, PaymentApi> =>
  Effect.gen(function* () {
    const found = yield* find(payment)
    const at = yield* Clock.currentTimeMillis
    if (Option.isSome(found)) return done(readOrder(payment, found.value, at))
    return wasThere === "read" ? yield* stillThere : done({ at })
  }).pipe(orAgain)

export const capture = (payment: Payment, context: TryContext): Effect.Effect<Try<Step>, never, PaymentApi> =>
  write(payment, context, stillThere, (api, order) =>
    Status.canCapture(order)
      ? api.capture(payment.order_id, {
          amount: order.payment_details?.capture_remain ?? order.amount ?? payment.amount,
          new_order_id: child(payment.order_id, "capture", 1)
        })
      : isDecided(order, context)
        ? undefined
        : "the order shows neither its reservation nor its capture"
  )

export const ship = (payment: Payment, context: TryContext): Effect.Effect<Try<Step>, never, PaymentApi> =>
  write(payment, context, stillThere, (api, order) => {
    if (Status.canCapture(order)) return "its capture does not show yet"
    if (mayShip(order)) return api.ship(payment.order_id)
    return isDecided(order, context) ? undefined : "the order does not show its money"
  })

/** `evenMoney`: also what is reserved, promised or accepted, because that was asked for. Otherwise a customer who was faster has paid. */
export const cancel = (
  payment: Payment,
  options: { readonly evenMoney: boolean; readonly wasThere: WasThere },
  context: TryContext
): Effect.Effect<Try<Step>, never, PaymentApi> =>
  write(payment, context, absent[options.wasThere](payment, context), (api, order) => {
    // Seen for the first time, and not what was to be paid: somebody else's, perhaps.
    if (options.wasThere === "no" && !isEnough(payment, order)) return undefined
    if (!options.evenMoney && (moneyOf(order).money !== undefined || isAccepted(order))) return undefined
    if (Status.canCapture(order)) return api.release(payment.order_id)
    return Status.canCancel(order) ? api.cancel(payment.order_id) : undefined
  }).pipe(
    // The customer accepted just before the cancelling, or just after it.
    Effect.map((tried) =>
      "done" in tried &&
      tried.done._tag === "Done" &&
      tried.done.look.did === true &&
      tried.done.look.money !== undefined
        ? { again: "it was cancelled, and there is money all the same", doubtful: true }
        : tried
    )
  )

/**
 * Reads; writes when the order still asks for it; reads again. `action`: what to write, nothing, or why it is too early. No write is an
 * answer too.
 */
const write = (
  payment: Payment,
  context: TryContext,
  absent: Effect.Effect<Try<Step>, MultiSafepayError, PaymentApi>,
  action: (
    api: PaymentApi["Service"],
    order: OrderDetails
  ) => Effect.Effect<unknown, MultiSafepayError> | string | undefined
): Effect.Effect<Try<Step>, never, PaymentApi> =>
  Effect.gen(function* () {
    const api = yield* PaymentApi
    const before = yield* find(payment)
    const at = yield* Clock.currentTimeMillis
    if (Option.isNone(before)) return yield* absent
    const doing = action(api, before.value)
    if (doing === undefined) return done(readOrder(payment, before.value, at))
    if (typeof doing === "string") return { again: doing, doubtful: false }
    if (yield* isLate) return late
    const refused = yield* refusalOf(doing)
    const after = yield* Effect.result(find(payment))
    // It is done, or refused for a reason unknown; the next try reads again, after all that is on its way has arrived.
    if (Result.isFailure(after)) return { again: after.failure.message, doubtful: true }
    const now = Option.getOrUndefined(after.success)
    const hasMoved = now !== undefined && pair(now) !== pair(before.value)
    if (refused === undefined) {
      // Not shown yet: what the order showed before is of no use any more.
      if (!hasMoved) return done({ at, did: true, ...words(now ?? {}) })
      const more = action(api, now)
      // Somebody was faster in that very moment. What there is now is to be dealt with as well.
      return more === undefined || typeof more === "string"
        ? done(readOrder(payment, now, at, true))
        : { again: "the order has changed in the meantime", doubtful: false }
    }
    // Refused: because the order has moved on in the meantime, which may not show yet, or because it cannot be done.
    if (now !== undefined && action(api, now) === undefined) return done(readOrder(payment, now, at))
    if (hasMoved || context.failed < patience) return { again: refused, doubtful: false }
    return { done: Step.make({ _tag: "Stuck", reason: refused }) }
  }).pipe(orAgain)

/** What is known of the order: perhaps nobody ever placed it, or this payment did, or it has been read. */
export type WasThere = "no" | "placed" | "read"

/** A wrong key, a gateway's page, or a read that lags behind. */
const stillThere = Effect.succeed<Try<Step>>({ again: "the order cannot be found", doubtful: false })

/**
 * MultiSafepay may hide an order whose page nobody has opened, but it cancels it. When it does not, there is none any more; an order that
 * has only just been placed is given some time.
 */
const unseen = (milliseconds: number) =>
  Effect.fnUntraced(function* (payment: Payment, context: TryContext) {
    if (yield* isLate) return late
    const at = yield* Clock.currentTimeMillis
    const refused = yield* refusalOf(PaymentApi.use((api) => api.cancel(payment.order_id)))
    const after = yield* find(payment)
    if (refused === undefined) {
      return done(
        Option.match(after, { onNone: () => ({ at, did: true }), onSome: (o) => readOrder(payment, o, at, true) })
      )
    }
    const isOver = Option.isNone(after) && at >= context.began + milliseconds
    return isOver ? done({ at }) : ({ again: refused, doubtful: false } satisfies Try<Step>)
  })

/** What an order that cannot be found means to its cancelling. */
const absent = {
  no: unseen(0),
  placed: unseen(600_000),
  read: () => stillThere
} satisfies Record<
  WasThere,
  (payment: Payment, context: TryContext) => Effect.Effect<Try<Step>, MultiSafepayError, PaymentApi>
>

/** How often a reading that tells a sad end is asked for again: for some fifteen seconds, in which it may lag behind. */
const patience = 4

/** There is money, or there will be none. Anything else is a reading that lags behind. */
const isDecided = (order: OrderDetails, { failed }: TryContext) =>
  moneyOf(order).money !== undefined || (failed >= patience && (endOf(order).over || Status.attemptFailed(order)))

// Another process may have taken over while this one was frozen.
const isLate = Effect.flatMap(WriteBefore, (until) => Effect.map(Clock.currentTimeMillis, (now) => now > until))
const late = { again: "the try began too long ago to write", doubtful: false } as const

const done = (look: Look): Try<Step> => ({ done: { _tag: "Done", look } })

const find = (payment: Payment): Effect.Effect<Option.Option<OrderDetails>, MultiSafepayError, PaymentApi> =>
  PaymentApi.use((api) => api.get(payment.order_id)).pipe(
    Effect.asSome,
    Effect.catchIf(
      (error) => error.reason._tag === "NotFound",
      () => Effect.succeedNone
    )
  )

const placed = (how: Omit<Extract<Created, { readonly _tag: "Placed" }>, "_tag" | "at">): Effect.Effect<Try<Created>> =>
  Effect.map(Clock.currentTimeMillis, (at) => ({ done: { _tag: "Placed", at, ...how } }))

const expected = placed({ found: true })

const notPlaced = (result: PaymentOutcome["result"], reason: string): Try<Created> => ({
  done: { _tag: "NotPlaced", outcome: { result, reason } }
})

const orAgain = <A, R>(self: Effect.Effect<Try<A>, MultiSafepayError, R>): Effect.Effect<Try<A>, never, R> =>
  Effect.catch(self, (error) => {
    const doubtful = error.outcome === "unknown" && error.effectClass !== "read"
    return Effect.succeed<Try<A>>({ again: error.message, doubtful })
  })

/** Why a write will never be carried out; undefined when it was. */
const refusalOf = <R>(write: Effect.Effect<unknown, MultiSafepayError, R>) =>
  Effect.matchEffect(write, {
    onSuccess: () => Effect.succeed(undefined),
    onFailure: (error) => (isFinalRefusal(error) ? Effect.succeed(error.reason.message) : Effect.fail(error))
  })

// A wrong key is somebody's mistake of the hour, not the end of a payment.
const isFinalRefusal = (error: MultiSafepayError): boolean => {
  switch (error.reason._tag) {
    case "InvalidRequest":
    case "NotFound":
    case "OrderIdConflict":
    case "Declined":
      return true
    case "Refused":
      return error.outcome === "rejected" && error.reason.class === "permanent"
    default:
      return false
  }
}
