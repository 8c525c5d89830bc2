// Orders: placing them so that none is placed twice, reading them, and telling what became of them. After a lost answer
// the same call is not simply made again. What makes something is looked up first; what leads to a state is repeated and then read.
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import { type MultiSafepayError, OrderIdConflict } from "@effect-multisafepay/core/MultiSafepayError"
import type { Issue } from "@effect-multisafepay/core/Issue"
import type * as Order from "@effect-multisafepay/core/Order"
import * as OrderDraft from "@effect-multisafepay/core/OrderDraft"
import * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import * as Client from "./Client.ts"
import { copied } from "./internal/call/copied.ts"
import * as unsaid from "./internal/call/unsaid.ts"
import { isGone, isNotFound } from "./internal/recovery/handles.ts"
import type { LookUp } from "./internal/recovery/reconcile.ts"

/**
 * A placed order, and how sure its answer is.
 *
 * @category models
 */
export interface Placed extends PlacedOrder.PlacedOrder {
  /**
   * The answer to the order was lost and the order was found again by its id. Such an answer has no `payment_url`: to get one, cancel
   * this order and place a new one under a new id.
   */
  readonly reconciled: boolean
  /**
   * The order charges at once, the answer to a first request was lost, look-ups found nothing and the repeated request was accepted
   * (`CallPolicy.repeatGuarded`): the customer may have been charged twice. Compare the transactions of this order id before shipping.
   */
  readonly possibleDuplicate: boolean
}

/** An order whose id is known. @category models */
export type Details = OrderDetails.OrderDetails & { readonly order_id: string }

/** An update that was accepted. @category models */
export interface Updated extends OrderUpdate.UpdatedOrder {
  /** The answer was lost, and the order was found in the state that was asked for. */
  readonly reconciled: boolean
}

/** What an order must be to be the one that was meant: the amount in the smallest unit, and the currency. @category models */
export interface Expected {
  readonly amount: number
  readonly currency: string
}

/**
 * What became of an order whose outcome was unknown.
 *
 * - `Found`: it was placed.
 * - `Absent`: MultiSafepay does not show it. An order that no customer has opened yet, or that was placed a moment ago, may be invisible
 *   too, so this proves nothing about one that charges at once.
 * - `Conflict`: another order has its id.
 *
 * @category models
 */
export type Resolution = Data.TaggedEnum<{
  Found: { readonly order: Details }
  Absent: {}
  Conflict: { readonly expected: Expected; readonly order: Details }
}>
export const Resolution = Data.taggedEnum<Resolution>()

/** Takes an order of any kind, or a draft that lacks nothing. @category models */
export type Place = <const O extends object>(order: Order.Checked<O>) => Effect.Effect<Placed, MultiSafepayError>

/** @category services */
export interface Service {
  /**
   * Places an order: a draft that lacks nothing, or a literal.
   *
   * The order is checked before anything is sent (`InvalidRequest`, with everything that is wrong). When its answer is lost, the order is looked up by its
   * `order_id` instead of being placed again: an order with the same amount and currency is the one (`reconciled: true`), another is
   * an `OrderIdConflict`. When look-ups find nothing, an order that charges nobody yet is placed again; one that charges at once is
   * not, and fails with `outcome: "unknown"`.
   *
   * Choose the `order_id` before the first call and keep it for every later one: it is what protects the customer from paying twice.
   * An id that is taken already is a `DuplicateOrderId` with `outcome: "unknown"`, since an earlier process may have placed this very
   * order; `ensure` tells.
   *
   * @see https://docs.multisafepay.com/reference/createorder
   */
  readonly create: Place
  /**
   * Sees to it that an order is there, in any process, on any day: reads it by its `order_id` first and places it only when it is not
   * there. For a job that may have died after an earlier `create`, and for every call that is made again.
   *
   * What is found is the order when currency and amount are the same where they are told; of a FastCheckout order, to which shipping is
   * added, the amount may be larger. It is returned with `reconciled: true`, whatever has become of it since (`status` tells), and
   * without a `payment_url`. Another amount or currency is an `OrderIdConflict`. An id that is taken by an order that cannot be read is
   * a `DuplicateOrderId` with `outcome: "unknown"`.
   *
   * A customer who waits at the checkout is served by `create`, which gives an order that is not paid yet a new link.
   *
   * @see https://docs.multisafepay.com/reference/createorder
   */
  readonly ensure: Place
  /**
   * Reads an order by the shop's own id, or by MultiSafepay's transaction id. Whether an order that no customer has opened yet can be
   * read is undocumented: `NotFound` may mean just that.
   *
   * @see https://docs.multisafepay.com/reference/getorder
   */
  readonly get: (order_id: string) => Effect.Effect<Details, MultiSafepayError>
  /**
   * Settles an outcome that an earlier call left unknown, minutes or days later: reads the order and compares amount and currency where
   * both are told. Decide by the answer: use the order that is there, or place it again under the same id.
   *
   * @example
   * orders.create(order).pipe(
   *   Effect.catchIf((error) => error.outcome === "unknown", () => Effect.delay(orders.resolve(order.order_id, order), "10 minutes"))
   * )
   */
  readonly resolve: (order_id: string, expected?: Expected) => Effect.Effect<Resolution, MultiSafepayError>
  /**
   * Cancels an order that has not been paid. After a lost answer it is said again; an order that is then found cancelled, or whose
   * repeated cancellation is refused because of that, is a success (`reconciled`).
   *
   * @see https://docs.multisafepay.com/reference/updateorder
   */
  readonly cancel: (
    order_id: string,
    options?: Omit<OrderUpdate.CancelOrder, "status">
  ) => Effect.Effect<Updated, MultiSafepayError>
  /**
   * Tells that the whole order has been shipped. Pay-later methods start their invoice then. Repeated and confirmed like `cancel`.
   *
   * @see https://docs.multisafepay.com/reference/updateorder
   */
  readonly ship: (
    order_id: string,
    parcel?: Omit<OrderUpdate.ShipOrder, "status">
  ) => Effect.Effect<Updated, MultiSafepayError>
  /**
   * Tells that a part of the order has been shipped. Each call is a shipment of its own, so nothing is repeated once it may have
   * arrived: after `outcome: "unknown"` look at the order's `related_transactions` first.
   *
   * @see https://docs.multisafepay.com/reference/updateorder
   */
  readonly shipPartially: (
    order_id: string,
    shipment: OrderUpdate.ShipPartOfOrder
  ) => Effect.Effect<OrderUpdate.UpdatedOrder, MultiSafepayError>
  /** Adds the shop's invoice number to an order. Saying it twice is saying it once, so it is repeated after a lost answer. */
  readonly setInvoice: (
    order_id: string,
    invoice: OrderUpdate.SetInvoice
  ) => Effect.Effect<OrderUpdate.UpdatedOrder, MultiSafepayError>
  /**
   * Asks Klarna for more time to ship. Whether asking twice extends twice is undocumented, so it is never asked again once it may have
   * arrived.
   *
   * @see https://docs.multisafepay.com/docs/klarna/
   */
  readonly extend: (
    order_id: string,
    options: Omit<OrderUpdate.ExtendOrder, "extend_expiration">
  ) => Effect.Effect<OrderUpdate.UpdatedOrder, MultiSafepayError>
  /** Gives a FastCheckout order another id. After a lost answer it is looked for under the new one. */
  readonly rename: (
    order_id: string,
    new_order_id: OrderUpdate.RenameOrder["new_order_id"]
  ) => Effect.Effect<Updated, MultiSafepayError>
  /**
   * Any change the API takes, by its wire fields. As it may be a shipment, nothing is repeated once it may have arrived; the calls above
   * know what they are and can do better.
   *
   * @see https://docs.multisafepay.com/reference/updateorder
   */
  readonly update: (
    order_id: string,
    change: OrderUpdate.UpdateOrder
  ) => Effect.Effect<OrderUpdate.UpdatedOrder, MultiSafepayError>
  /**
   * Cancels a Bancontact QR payment or an order waiting at a terminal. Answers with the order, whose amount and currency may be missing.
   *
   * @see https://docs.multisafepay.com/reference/cancelbancontactqr
   */
  readonly cancelSession: (order_id: string) => Effect.Effect<Details, MultiSafepayError>
}

/**
 * The orders service.
 *
 * @example
 * const orders = yield* Orders.Orders
 * const { payment_url } = yield* orders.create(Order.ideal({ order_id, description, ...Money.eur("10.00") }))
 *
 * @category services
 */
export class Orders extends Context.Service<Orders, Service>()("@effect-multisafepay/http/Orders") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Orders, never, Client.Client> = Client.layerOver(
  Orders,
  Effect.map(Client.Client, (client) => {
    const place = (given: CreateOrder | Order.Draft, ensure: boolean) =>
      Effect.suspend(() =>
        Effect.flatMapEager(said(given), (said) => {
          // Nothing, of a program without types, lacks everything.
          const order = copied(said ?? {})
          // Whoever changes his object while the answer is under way would else have another order looked up.
          const { amount, currency, order_id } = order
          const mayGrow = PlacedOrder.isFastCheckout(order)
          const effectClass = PlacedOrder.effectClass(order)
          return client.write(
            PlacedOrder.create,
            { body: order, order_id, effectClass },
            {
              lookUp: (read) =>
                Effect.map(read(OrderDetails.get, { path: { order_id } }), ({ data }) =>
                  recognise({ amount, currency, order_id, mayGrow }, data)
                ).pipe(Effect.catchIf(isNotFound, () => Effect.succeed<LookUp<Placed>>({ _tag: "Absent" }))),
              isTaken: (failure) => failure.reason._tag === "DuplicateOrderId",
              ensure,
              // Where nobody is charged before the customer acts, a link too many costs nothing.
              answered: ({ data }, repeated) => ({
                ...data,
                reconciled: false,
                possibleDuplicate: repeated && effectClass === "guarded"
              })
            }
          )
        })
      )

    const get: Service["get"] = (order_id) =>
      Effect.map(client.data(OrderDetails.get, { path: { order_id } }), (order) => named(order_id, order))

    return Orders.of({
      create: (order) => place(order, false),
      ensure: (order) => place(order, true),
      get,
      resolve: Effect.fn("Orders.resolve")((order_id: string, expected?: Expected) =>
        get(order_id).pipe(
          Effect.map((order) =>
            expected === undefined || isSame(expected, order)
              ? Resolution.Found({ order })
              : Resolution.Conflict({ expected: { amount: expected.amount, currency: expected.currency }, order })
          ),
          Effect.catchReason("MultiSafepayError", "NotFound", () => Effect.succeed(Resolution.Absent()))
        )
      ),
      cancel: (order_id, options) =>
        client.write(
          OrderUpdate.cancel,
          { path: { order_id }, body: { status: "cancelled", ...options } },
          { ...towards(order_id, ["cancelled", "void"], reconciled), answered: ({ data }) => updated(data) }
        ),
      ship: (order_id, parcel) =>
        client.write(
          OrderUpdate.ship,
          { path: { order_id }, body: { status: "shipped", ...parcel } },
          { ...towards(order_id, ["shipped"], reconciled), answered: ({ data }) => updated(data) }
        ),
      shipPartially: (order_id, shipment) =>
        client.data(OrderUpdate.shipPartially, { path: { order_id }, body: shipment }),
      setInvoice: (order_id, invoice) => client.data(OrderUpdate.setInvoice, { path: { order_id }, body: invoice }),
      extend: (order_id, options) =>
        client.data(OrderUpdate.extend, { path: { order_id }, body: { extend_expiration: true, ...options } }),
      rename: (order_id, new_order_id) =>
        client.write(
          OrderUpdate.rename,
          { path: { order_id }, body: { new_order_id } },
          {
            lookUp: (read) =>
              read(OrderDetails.get, { path: { order_id: new_order_id } }).pipe(
                Effect.as<LookUp<Updated>>({ _tag: "Found", value: { order_id: new_order_id, reconciled: true } }),
                Effect.catchIf(isNotFound, () => Effect.succeed<LookUp<Updated>>({ _tag: "Absent" }))
              ),
            isTaken: isNotFound,
            answered: ({ data }) => updated(data)
          }
        ),
      update: (order_id, change) =>
        Effect.suspend(() => {
          const body = copied(change)
          const problems = partProblems(body)
          return problems.length > 0
            ? Effect.fail(unsaid.refused(OrderUpdate.update, problems, order_id))
            : client.data(OrderUpdate.update, { path: { order_id }, body })
        }),
      cancelSession: (order_id) =>
        client.write(
          OrderDetails.cancelSession,
          { path: { order_id } },
          {
            ...towards(order_id, ["cancelled", "void"], (order) => named(order_id, order)),
            answered: ({ data }) => named(order_id, data)
          }
        )
    })
  })
)

// Checked once, by the client, like every request; only a cart that does not add up is told here, because it makes no request.
const said = (order: CreateOrder | Order.Draft): Effect.Effect<CreateOrder, MultiSafepayError> =>
  OrderDraft.isDraft(order) ? Effect.mapError(order[OrderDraft.TypeId].order(order), unsound) : Effect.succeed(order)

const unsound = ({ issues }: { readonly issues: ReadonlyArray<Issue> }): MultiSafepayError =>
  unsaid.refused(PlacedOrder.create, issues)

// Of a part without an amount all would be told to be shipped.
const partProblems = (change: OrderUpdate.UpdateOrder): ReadonlyArray<Issue> =>
  Object.entries(change ?? {})
    .filter(([name, value]) => (name === "amount" || name === "partial_shipment_amount") && unsaid.isBlank(value))
    .map(([path]) => ({
      path,
      message: "has no value: give what this part is worth, or leave it out to ship everything"
    }))

// An order id alone proves nothing: another order may have it. Amount and currency must be the same where they are told.
// The customer of a FastCheckout order chooses the shipping, which is added to it.
const isSame = (expected: Expected, found: OrderDetails.OrderDetails, mayGrow = false): boolean =>
  (found.amount === undefined ||
    found.amount === expected.amount ||
    (mayGrow && expected.amount !== undefined && found.amount > expected.amount)) &&
  (found.currency === undefined || found.currency === expected.currency)

const recognise = (
  { mayGrow, order_id, ...expected }: Expected & { readonly order_id: string; readonly mayGrow: boolean },
  found: OrderDetails.OrderDetails
): LookUp<Placed> =>
  isSame(expected, found, mayGrow)
    ? { _tag: "Found", value: { ...named(order_id, found), reconciled: true, possibleDuplicate: false } }
    : {
        _tag: "Conflict",
        reason: new OrderIdConflict({
          expected,
          found: {
            ...(found.amount === undefined ? {} : { amount: found.amount }),
            ...(found.currency === undefined ? {} : { currency: found.currency })
          }
        })
      }

// What leads to a state: found means that the order is in it. The repetition is refused where the order is in it already.
const towards = <A>(
  order_id: string,
  states: ReadonlyArray<string>,
  value: (order: OrderDetails.OrderDetails) => A
): Pick<Client.Recovery<Operation.Any, A>, "lookUp" | "isTaken"> => ({
  lookUp: (read) =>
    Effect.map(read(OrderDetails.get, { path: { order_id } }), ({ data }): LookUp<A> =>
      states.includes(data.status) ? { _tag: "Found", value: value(data) } : { _tag: "Absent", order: data }
    ),
  isTaken: isGone
})

// The answer about a cancelled QR session leaves the id out.
const named = (order_id: string, order: OrderDetails.OrderDetails): Details => ({
  ...order,
  order_id: order.order_id ?? order_id
})

const updated = (data: OrderUpdate.UpdatedOrder | undefined): Updated => ({ ...data, reconciled: false })

const reconciled = (order: OrderDetails.OrderDetails): Updated => ({
  ...(order.order_id === undefined ? {} : { order_id: order.order_id }),
  ...(order.transaction_id === undefined ? {} : { transaction_id: order.transaction_id }),
  reconciled: true
})
