// What can be said about an order that exists: the calls of `Orders` that lead to a state, or must not be made twice. Which of the two is
// told by the operation; what state confirms it is told here.
import * as Effect from "effect/Effect"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type * as Client from "../Client.ts"
import type { Details, Service, Updated } from "../Orders.ts"
import type * as Failure from "./Failure.ts"
import type { LookUp } from "./reconcile.ts"

export const make = (client: Client.Service): Omit<Service, "create" | "ensure" | "get" | "resolve"> => {
  // Found means that the order is in the state which the call was to lead to.
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

  const cancel: Service["cancel"] = (order_id, options) =>
    client.write(
      OrderUpdate.cancel,
      { path: { order_id }, body: { status: "cancelled", ...options } },
      { ...towards(order_id, ["cancelled", "void"], reconciled), answered: ({ data }) => updated(data) }
    )

  const ship: Service["ship"] = (order_id, parcel) =>
    client.write(
      OrderUpdate.ship,
      { path: { order_id }, body: { status: "shipped", ...parcel } },
      { ...towards(order_id, ["shipped"], reconciled), answered: ({ data }) => updated(data) }
    )

  const shipPartially: Service["shipPartially"] = (order_id, shipment) =>
    Effect.map(client.call(OrderUpdate.shipPartially, { path: { order_id }, body: shipment }), dataOf)

  const setInvoice: Service["setInvoice"] = (order_id, invoice) =>
    Effect.map(client.call(OrderUpdate.setInvoice, { path: { order_id }, body: invoice }), dataOf)

  const extend: Service["extend"] = (order_id, options) =>
    Effect.map(
      client.call(OrderUpdate.extend, { path: { order_id }, body: { extend_expiration: true, ...options } }),
      dataOf
    )

  const rename: Service["rename"] = (order_id, new_order_id) =>
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
    )

  const update: Service["update"] = (order_id, change) =>
    Effect.map(client.call(OrderUpdate.update, { path: { order_id }, body: change }), dataOf)

  const cancelSession: Service["cancelSession"] = (order_id) =>
    client.write(
      OrderDetails.cancelSession,
      { path: { order_id } },
      {
        ...towards(order_id, ["cancelled", "void"], (order) => named(order_id, order)),
        answered: ({ data }) => named(order_id, data)
      }
    )

  return { cancel, ship, shipPartially, setInvoice, extend, rename, update, cancelSession }
}

/** The answer about a cancelled QR session leaves the id out. */
export const named = (order_id: string, order: OrderDetails.OrderDetails): Details =>
  order.order_id === undefined ? { ...order, order_id } : (order as Details)

export const isNotFound = (failure: Failure.Failure): boolean => failure.reason._tag === "NotFound"

const dataOf = ({ data }: { readonly data?: OrderUpdate.UpdatedOrder }): OrderUpdate.UpdatedOrder => data ?? {}

const updated = (data: OrderUpdate.UpdatedOrder | undefined): Updated => ({ ...data, reconciled: false })

const reconciled = (order: OrderDetails.OrderDetails): Updated => ({
  ...(order.order_id === undefined ? {} : { order_id: order.order_id }),
  ...(order.transaction_id === undefined ? {} : { transaction_id: order.transaction_id }),
  reconciled: true
})

// "No such transition from here": the order may be where it was to go already.
const isGone = (failure: Failure.Failure): boolean => isNotFound(failure) && failure.status === 410
