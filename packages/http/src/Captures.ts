// Captures: taking money that a card authorised before, once. Each capture is an order of its own under a name you give it; by that
// name it is found again when an answer is lost. What is not taken does not go away by itself: say what becomes of it.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Result from "effect/Result"
import * as Capture from "@effect-multisafepay/core/Capture"
import type { Issue } from "@effect-multisafepay/core/Issue"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type * as Failure from "./internal/call/Failure.ts"
import * as unsaid from "./internal/call/unsaid.ts"
import * as handles from "./internal/recovery/handles.ts"
import type { LookUp } from "./internal/recovery/reconcile.ts"

/**
 * A capture, and how sure its answer is.
 *
 * @category models
 */
export interface Captured extends Capture.Captured {
  /** The order that has the money now, to be refunded by: the capture's own, or the authorised order when everything was taken at once. */
  readonly new_order_id: string
  /** The answer was lost and the capture was found again by its name. */
  readonly reconciled: boolean
  /** An earlier request of this call may also have made a capture: its answer was lost and look-ups found nothing. */
  readonly possibleDuplicate: boolean
  /** With `rest: "release"`: how releasing the rest went. The capture stands either way. */
  readonly released?: Result.Result<Capture.CancelledAuthorization, MultiSafepayError>
}

/** @category services */
export interface Service {
  /**
   * Captures `amount` of an authorised order, in the smallest unit, and keeps or releases the rest.
   *
   * When the answer is lost, the order is read and the capture looked for by its `new_order_id`. Found, it is the one
   * (`reconciled: true`); found with another amount, it is an `OrderIdConflict`; not found by two look-ups, it is captured again.
   *
   * Fails with `NotFound` when there is no such order, with `Refused` when it holds no authorisation, and with `DuplicateOrderId` and
   * `outcome: "unknown"` when there is a capture of this name already. Authorisations expire: VISA after 7 days, others after 30
   * (`payment_details.capture_expiry`), and `payment_details.capture_remain` says how much is left.
   *
   * @see https://docs.multisafepay.com/reference/capturepayment
   */
  readonly create: (order_id: string, capture: Capture.Capture) => Effect.Effect<Captured, MultiSafepayError>
  /**
   * Sees to it that a capture is made, in any process, on any day: reads the order first and captures only when it shows no capture of
   * this `new_order_id`. For a job that may have died after an earlier `create`.
   *
   * What is found is the capture when it belongs to this order and its amount is the same where it is told; a capture of everything is
   * found as well by the order that it completed, because MultiSafepay may make none of its own then. It is returned with
   * `reconciled: true`. Another one is an `OrderIdConflict`. The rest is released, or kept, either way.
   *
   * @see https://docs.multisafepay.com/reference/capturepayment
   */
  readonly ensure: (order_id: string, capture: Capture.Capture) => Effect.Effect<Captured, MultiSafepayError>
  /**
   * Releases what has not been captured. After a lost answer the order is read to confirm it.
   *
   * @see https://docs.multisafepay.com/reference/cancelauthorizedorder
   */
  readonly cancel: (
    order_id: string,
    options: { readonly reason: string; readonly description?: string | undefined }
  ) => Effect.Effect<Capture.CancelledAuthorization, MultiSafepayError>
}

/**
 * The captures service.
 *
 * @example
 * const captures = yield* Captures.Captures
 * yield* captures.create("order-1", { new_order_id: OrderId.child("order-1", "capture", 1), amount: 1000, rest: "release" })
 *
 * @category services
 */
export class Captures extends Context.Service<Captures, Service>()("@effect-multisafepay/http/Captures") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Captures, never, Client.Client> = Client.layerOver(
  Captures,
  Effect.map(Client.Client, (client) => {
    const cancel: Service["cancel"] = (order_id, { description, reason }) =>
      client.write(
        Capture.cancel,
        { path: { order_id }, body: { status: "cancelled", reason, description } },
        {
          lookUp: (read) =>
            Effect.map(
              read(OrderDetails.get, { path: { order_id } }),
              ({ data }): LookUp<Capture.CancelledAuthorization> =>
                isReleased(data) ? { _tag: "Found", value: { order_id } } : { _tag: "Absent" }
            ),
          isTaken: handles.isGone,
          answered: ({ data }) => data ?? {}
        }
      )

    const write = (order_id: string, given: Capture.Capture, ensure: boolean) => {
      // It is looked for by what was sent, whatever becomes of the object.
      const capture: Capture.Capture = { ...given }
      const problems = problemsOf(order_id, capture)
      if (problems.length > 0) return Effect.fail(unsaid.refused(Capture.create, problems, order_id))
      const captured = client.write(
        Capture.create,
        { path: { order_id }, body: Capture.toRequest(capture) },
        {
          lookUp: (read, refusal) =>
            handles.lookUp(read, {
              order_id,
              handle: capture.new_order_id,
              refusal,
              recognise: (order) => recognise(order_id, capture, order),
              expected: { amount: capture.amount }
            }),
          isTaken: isRepetition,
          ensure,
          answered: ({ data }, repeated): Captured => ({
            ...data,
            new_order_id: data?.order_id === order_id ? order_id : capture.new_order_id,
            reconciled: false,
            possibleDuplicate: repeated
          })
        }
      )
      if (capture.rest === "keep") return captured
      return Effect.flatMap(captured, (one) =>
        Effect.map(
          Effect.result(
            cancel(order_id, { reason: unsaid.isBlank(capture.reason) ? "The rest is not needed" : capture.reason })
          ),
          (released): Captured => ({ ...one, released })
        )
      )
    }

    return Captures.of({
      create: (order_id, capture) => write(order_id, capture, false),
      ensure: (order_id, capture) => write(order_id, capture, true),
      cancel
    })
  })
)

// The API takes a capture without an amount, which takes everything, and without a name, which cannot be found again.
const problemsOf = (order_id: string, capture: Partial<Capture.Capture>): ReadonlyArray<Issue> => {
  const { amount, new_order_id, rest } = capture
  return [
    ...(unsaid.isBlank(amount) ? [{ path: "amount", message: "is required, in the smallest unit" }] : []),
    ...(unsaid.isBlank(new_order_id)
      ? [{ path: "new_order_id", message: "is required: it is how the capture is found again when its answer is lost" }]
      : []),
    ...(new_order_id === order_id
      ? [
          {
            path: "new_order_id",
            message: "must not be the id of the authorised order: the capture could not be told from it"
          }
        ]
      : []),
    ...(rest === "keep" || rest === "release" ? [] : [{ path: "rest", message: 'must be "keep" or "release"' }])
  ]
}

const recognise = (order_id: string, capture: Capture.Capture, order: OrderDetails.OrderDetails): LookUp<Captured> => {
  const name = capture.new_order_id
  const same = (id: string, { transaction_id }: { readonly transaction_id?: string }): LookUp<Captured> => ({
    _tag: "Found",
    value: {
      ...(transaction_id === undefined ? {} : { transaction_id }),
      order_id: id,
      new_order_id: id,
      reconciled: true,
      possibleDuplicate: false
    }
  })
  const found = order.related_transactions?.find(
    // Old entries have no type.
    (one) => (one.type === undefined || one.type === "capture") && one.order_id === name
  )
  if (found !== undefined)
    return handles.conflict({ amount: capture.amount, currency: order.currency }, found) ?? same(name, found)
  return order.amount === capture.amount && Capture.isWhole(order) ? same(order_id, order) : { _tag: "Absent", order }
}

// A name that is taken (1006), an amount beyond what is left (1001), nothing left to capture (1000).
const isRepetition = ({ reason }: Failure.Failure): boolean =>
  reason._tag === "NotFound" || (reason._tag === "Refused" && reason.code === 1001)

const isReleased = (order: OrderDetails.OrderDetails): boolean =>
  order.status === "void" || order.related_transactions?.some((one) => one.type === "auth-cancellation") === true
