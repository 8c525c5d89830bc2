// From a notification that was let in to your effect: once per content, one at a time per order, never an old state after a newer one.
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import * as Orders from "../../Orders.ts"
import {
  HandlerTimeout,
  type Needs,
  NotHandled,
  type Options,
  ReadingBehind,
  type Received,
  type Receipt
} from "../../WebhookOptions.ts"
import type * as WebhookStore from "../../WebhookStore.ts"
import * as Content from "./content.ts"
import * as Facts from "./facts.ts"

/** The state of an order, from a signed notification that was let in, or as the shop has read it. */
export interface Told {
  readonly id: string
  readonly order_id: string
  readonly order: OrderDetails
  readonly kind: "order" | "pretransaction"
  readonly site: string
  /** Absent of what was read. */
  readonly timestamp: number | undefined
}

/** Somebody says that something happened to an order. */
export interface Hint {
  readonly id: undefined
  readonly order_id: string
  readonly site: string
}

/** What your effect is given, and what it is known by. */
interface Handed {
  readonly id: string
  readonly order: Orders.Details
}

export type Deliver = (delivery: Told | Hint, attempt: number | undefined) => Effect.Effect<Receipt, NotHandled>

export const make = Effect.fnUntraced(function* <R, Reread extends boolean>(
  options: Options<R, Reread>,
  store: WebhookStore.Service
): Effect.fn.Return<Deliver, never, Needs<R, Reread>> {
  // The span that built the layer is no parent of what happens later.
  const context = Context.omit(Tracer.ParentSpan)(yield* Effect.context<R>()) as Context.Context<R>
  const own = options.reread === true ? Option.getOrUndefined(yield* Effect.serviceOption(Orders.Orders)) : undefined
  const ordersOf = options.ordersOf ?? (own === undefined ? undefined : onlyOwn(own))
  const timeout = Duration.fromInputUnsafe(options.timeout ?? Duration.seconds(60))

  const work = (
    delivery: Told | Hint,
    { id, order }: Handed,
    attempt: number | undefined
  ): Effect.Effect<unknown, unknown> => {
    const received: Received = {
      id,
      order_id: delivery.order_id,
      order,
      kind: kindOf(delivery),
      source: delivery.id === undefined ? "hint" : delivery.timestamp === undefined ? "read" : "signed",
      site: delivery.site,
      timestamp: delivery.id === undefined ? undefined : delivery.timestamp,
      attempt
    }
    return Effect.provideContext(Effect.scoped(Effect.suspend(() => options.handler(received))), context).pipe(
      Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail(new HandlerTimeout({ timeout })) })
    )
  }

  const entryOf = (delivery: Told | Hint, told: Partial<Handed>): WebhookStore.Entry => ({
    id: told.id,
    order: `${delivery.site}\n${delivery.order_id}`,
    ...(told.order === undefined ? {} : Facts.of(told.order))
  })

  const handOver = (delivery: Told | Hint, handed: Handed, attempt: number | undefined) =>
    store.once(entryOf(delivery, handed), work(delivery, handed, attempt))

  // Read before the store's transaction and not inside it: the API may take seconds, and a connection or all of SQLite would wait with it.
  // Whoever has read an older state by the time it is its turn is stale by the `modified` it has read. What was read counts, whoever told
  // of it: two notifications that lead to one state, or a stranger's hints, are one.
  const asItIsNow = (
    ordersOf: (site: string) => Effect.Effect<Orders.Service, unknown>,
    delivery: Told | Hint,
    attempt: number | undefined
  ): Effect.Effect<WebhookStore.Once, unknown> =>
    Effect.flatMap(
      store.recall(entryOf(delivery, delivery.id === undefined ? {} : asTold(delivery))),
      (skipped): Effect.Effect<WebhookStore.Once, unknown> =>
        skipped === undefined
          ? Effect.flatMap(read(ordersOf, delivery), (order) => {
              // A stranger may hint at an order by MultiSafepay's id of it. It is still one order, with one id of the shop's and one lock.
              const known = delivery.id === undefined ? { ...delivery, order_id: order.order_id } : delivery
              // Said OK to now, this would never come again.
              if (delivery.id !== undefined && Facts.isBehind(order, delivery.order)) {
                return Effect.fail(
                  new ReadingBehind({ read: order.modified ?? "", told: delivery.order.modified ?? "" })
                )
              }
              return Effect.flatMap(Content.idOf({ ...known, kind: kindOf(known), order, body: undefined }), (id) =>
                handOver(known, { id, order }, attempt)
              )
            })
          : Effect.succeed(skipped)
    )

  const once = (delivery: Told | Hint, attempt: number | undefined): Effect.Effect<WebhookStore.Once, unknown> => {
    if (ordersOf !== undefined) return asItIsNow(ordersOf, delivery, attempt)
    return delivery.id === undefined
      ? Effect.die(new Error("`reread` needs the Orders service"))
      : handOver(delivery, asTold(delivery), attempt)
  }

  return (delivery, attempt) =>
    once(delivery, attempt).pipe(
      Effect.map((once): Receipt => ({ _tag: once, order_id: delivery.order_id })),
      // Interruption too: the caller has to hear that it was not handled.
      Effect.catchCause((cause) => Effect.fail(new NotHandled({ cause, order_id: delivery.order_id })))
    )
})

const kindOf = (delivery: Told | Hint) => (delivery.id === undefined ? "order" : delivery.kind)

const asTold = ({ id, order, order_id }: Told): Handed => ({ id, order: { ...order, order_id } })

const read = (ordersOf: (site: string) => Effect.Effect<Orders.Service, unknown>, { order_id, site }: Told | Hint) =>
  Effect.flatMap(
    Effect.suspend(() => ordersOf(site)),
    (orders) => orders.get(order_id)
  )

// Two sites may have each an order of this id, and a key shows its own site's.
const onlyOwn = (orders: Orders.Service) => (site: string) =>
  site === "" ? Effect.succeed(orders) : Effect.die(new Error(otherSites))

const otherSites =
  "`reread` reads with the key of one site, and `keys` has told another: say `ordersOf` instead, which gives the `Orders` of a site"
