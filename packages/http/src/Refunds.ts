// Refunds: giving money back, once. A refund is an order of its own under a name you give it; by that name it is found again when an
// answer is lost. Amounts prove nothing: two refunds of the same amount may both be meant.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { Issue } from "@effect-multisafepay/core/Issue"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as Refund from "@effect-multisafepay/core/Refund"
import type * as RelatedTransaction from "@effect-multisafepay/core/RelatedTransaction"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import { copied } from "./internal/call/copied.ts"
import type * as Failure from "./internal/call/Failure.ts"
import * as unsaid from "./internal/call/unsaid.ts"
import * as handles from "./internal/recovery/handles.ts"
import type { LookUp } from "./internal/recovery/reconcile.ts"

/**
 * A refund that MultiSafepay has taken, and how sure its answer is. Whether it reaches the customer is told later, by the status of the
 * order `refund_order_id`.
 *
 * @category models
 */
export interface Refunded extends Refund.Refunded {
  /** The id of the order that this refund became. */
  readonly refund_order_id: string
  /** The answer was lost and the refund was found again by its name. Such an answer has no `refund_id`. */
  readonly reconciled: boolean
  /** An earlier request of this call may also have made a refund. Only with `repeatGuarded`: compare the order's refunds. */
  readonly possibleDuplicate: boolean
}

/** @category services */
export interface Service {
  /**
   * Refunds a part of an order (`amount`), all of it (`full: true`), or lines of a pay-later order (`checkout_data`, see
   * `Refund.ofItems`).
   *
   * When the answer is lost, the order is read and the refund looked for by its `refund_order_id`. Found, it is the one
   * (`reconciled: true`); found with another amount, it is an `OrderIdConflict`; not found, the call fails with
   * `outcome: "unknown"` and nothing is sent again, unless the policy says `repeatGuarded`. A job that may run again calls `ensure`:
   * nothing documented keeps a name from being used twice.
   *
   * Fails with `Refused` (1034) when more is refunded than was paid, when the balance is too low, and when the same amount of the same
   * order was refunded less than 5 minutes ago; with `DuplicateOrderId` and `outcome: "unknown"` when there is a refund of this name
   * already. An order that was shipped in parts is refunded by the shipment's order id.
   *
   * @see https://docs.multisafepay.com/reference/refundorder
   */
  readonly create: (order_id: string, refund: Refund.Refund) => Effect.Effect<Refunded, MultiSafepayError>
  /**
   * Sees to it that a refund is made, in any process, on any day: reads the order first and refunds only when it shows no refund of this
   * `refund_order_id`. For a job that may have died after an earlier `create`. What MultiSafepay refuses because of an earlier attempt
   * (1034 within five minutes, later a name that is taken) is looked up again.
   *
   * What is found is the refund when it belongs to this order and has the same currency, and the same amount where the refund says one or
   * its lines tell it: the amount of `full` is MultiSafepay's to work out. Lines are compared as far as the order's cart and amounts tell; not
   * after a refund of it was declined or cancelled. It is returned with `reconciled: true`, whatever has become of
   * it since (the order `refund_order_id` tells). Another one is an `OrderIdConflict`. `rejected` means that no refund of this name
   * shows, and that MultiSafepay will not make it.
   *
   * @see https://docs.multisafepay.com/reference/refundorder
   */
  readonly ensure: (order_id: string, refund: Refund.Refund) => Effect.Effect<Refunded, MultiSafepayError>
  /**
   * Cancels a refund that has not left yet: while it is reserved, for some methods initialized, which is until midnight. Refunds of
   * cards that were reversed cannot be cancelled. After a lost answer the order is read to see whether the refund is `void`.
   *
   * @see https://docs.multisafepay.com/reference/cancelrefund
   */
  readonly cancel: (
    order_id: string,
    refund_id: string,
    options?: { readonly description?: string | undefined }
  ) => Effect.Effect<void, MultiSafepayError>
}

/**
 * The refunds service.
 *
 * @example
 * const refunds = yield* Refunds.Refunds
 * yield* refunds.create("order-1", { refund_order_id: OrderId.child("order-1", "refund", 1), ...Money.eur("5.00") })
 *
 * @category services
 */
export class Refunds extends Context.Service<Refunds, Service>()("@effect-multisafepay/http/Refunds") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Refunds, never, Client.Client> = Client.layerOver(
  Refunds,
  Effect.map(Client.Client, (client) => {
    const write = (order_id: string, given: Refund.Refund, ensure: boolean) =>
      Effect.suspend(() => {
        const refund = asItIs(given)
        const problems = problemsOf(order_id, refund)
        if (problems.length > 0) return Effect.fail(unsaid.refused(Refund.create, problems, order_id))
        return client.write(
          Refund.create,
          { path: { order_id }, body: refund },
          {
            lookUp: (read, refusal) =>
              handles.lookUp(read, {
                order_id,
                handle: refund.refund_order_id,
                refusal,
                recognise: (order) => recognise(refund, order),
                expected: { amount: refund.amount, currency: refund.currency }
              }),
            isTaken: isRepetition,
            ensure,
            answered: ({ data }, repeated): Refunded => ({
              ...data,
              refund_order_id: refund.refund_order_id,
              reconciled: false,
              possibleDuplicate: repeated
            })
          }
        )
      })

    return Refunds.of({
      create: (order_id, refund) => write(order_id, refund, false),
      ensure: (order_id, refund) => write(order_id, refund, true),
      cancel: (order_id, refund_id, options = {}) =>
        client.write(
          Refund.cancel,
          { path: { order_id, refund_id }, body: { status: "void", description: options.description } },
          {
            lookUp: (read) =>
              Effect.map(read(OrderDetails.get, { path: { order_id } }), ({ data }): LookUp<void> =>
                isVoid(data, refund_id) ? { _tag: "Found", value: undefined } : { _tag: "Absent" }
              ),
            isTaken: handles.isGone,
            answered: () => undefined
          }
        )
    })
  })
)

// It is looked for by what was sent, whatever becomes of the object or of its lines.
const asItIs = (given: Refund.Refund): Refund.Refund => {
  const refund = { ...given }
  const { checkout_data } = refund
  return checkout_data === undefined || !Array.isArray(checkout_data?.items)
    ? refund
    : { ...refund, checkout_data: { ...checkout_data, items: checkout_data.items.map(copied) } }
}

// The API takes a refund without a name, or with its order's, and neither could be found again. And lines that give nothing back are a
// refund without an amount: everything.
const problemsOf = (order_id: string, refund: Refund.Refund): ReadonlyArray<Issue> => {
  const name: string | undefined = refund.refund_order_id
  const lines: Refund.CheckoutData | undefined = refund.checkout_data
  return [
    ...(unsaid.isBlank(name)
      ? [
          {
            path: "refund_order_id",
            message: "is required: it is how the refund is found again when its answer is lost"
          }
        ]
      : []),
    ...(name === order_id
      ? [
          {
            path: "refund_order_id",
            message: "must not be the id of the order: the refund could not be told from it"
          }
        ]
      : []),
    ...(unsaid.isBlank(lines) || Refund.givesBack(lines)
      ? []
      : [
          {
            path: "checkout_data.items",
            message:
              "must have a line that comes back, with a negative `unit_price` (`Refund.ofItems` writes it); say `full: true` to refund everything"
          }
        ])
  ]
}

const recognise = (refund: Refund.Refund, order: OrderDetails.OrderDetails): LookUp<Refunded> => {
  const name = refund.refund_order_id
  const found = order.related_transactions?.find(
    (one) =>
      // Old entries have no type.
      (one.type === undefined || one.type === "refund") && (one.refund_order_id === name || one.order_id === name)
  )
  if (found === undefined) return { _tag: "Absent", order }
  const expected = { amount: refund.amount ?? amountOfLines(refund, order, found), currency: refund.currency }
  const other = handles.conflict(expected, found)
  if (other !== undefined) return other
  if (refund.checkout_data !== undefined && isTold(order) && Refund.takesMoreThan(order, refund.checkout_data)) {
    return handles.another(expected, found)
  }
  return {
    _tag: "Found",
    value: {
      ...(found.transaction_id === undefined ? {} : { transaction_id: found.transaction_id }),
      ...(found.order_id === undefined ? {} : { order_id: found.order_id }),
      refund_order_id: name,
      reconciled: true,
      possibleDuplicate: false
    }
  }
}

// What the lines give back, as far as the order tells: all that was given back by then, less the refunds before. Off by less than a cent a line
// it is the amount that was found.
const amountOfLines = (
  { checkout_data }: Refund.Refund,
  order: OrderDetails.OrderDetails,
  found: RelatedTransaction.RelatedTransaction
): number | undefined => {
  if (checkout_data === undefined || !isTold(order) || found.amount === undefined) return undefined
  const all = Refund.givenBackBy(order, checkout_data)
  if (all === undefined) return undefined
  const before = refundsOf(order).filter((one) => one !== found && isBefore(one, found))
  const amount = before.reduce((left, one) => left - Math.abs(one.amount ?? 0), all)
  return Math.abs(amount - Math.abs(found.amount)) <= (checkout_data.items?.length ?? 0)
    ? Math.abs(found.amount)
    : amount
}

const refundsOf = (order: OrderDetails.OrderDetails) =>
  order.related_transactions?.filter(({ type }) => type === undefined || type === "refund") ?? []

const isBefore = (one: RelatedTransaction.RelatedTransaction, other: RelatedTransaction.RelatedTransaction): boolean =>
  (one.created ?? "") < (other.created ?? "")

// A refund that came to nothing may have been in the cart when this one was made, and is not any more; of the same second none is known to be first.
const isTold = (order: OrderDetails.OrderDetails): boolean => {
  const refunds = refundsOf(order)
  return (
    refunds.every(
      ({ amount, created, status }) =>
        amount !== undefined &&
        created !== undefined &&
        !["void", "declined", "cancelled", "expired"].includes(status ?? "")
    ) && new Set(refunds.map(({ created }) => created)).size === refunds.length
  )
}

// 1034 to a repeated refund is what the first one would cause; 1006 that its name is taken.
const isRepetition = ({ reason }: Failure.Failure): boolean =>
  (reason._tag === "Refused" && reason.code === 1034) || (reason._tag === "NotFound" && reason.code === 1006)

const isVoid = (order: OrderDetails.OrderDetails, refund_id: string): boolean =>
  order.related_transactions?.some((one) => one.transaction_id === refund_id && one.status === "void") === true
