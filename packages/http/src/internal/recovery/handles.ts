// Refunds and captures are orders of their own under a name that the shop gives them: the handle by which they are found again. The order
// they belong to tells them; where it does not, and their name is taken all the same, it belongs to something else.
import * as Effect from "effect/Effect"
import { OrderIdConflict } from "@effect-multisafepay/core/MultiSafepayError"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import type * as Client from "../../Client.ts"
import type * as Failure from "../call/Failure.ts"
import type { LookUp } from "./reconcile.ts"

interface Money {
  /** Absent where MultiSafepay works it out. */
  readonly amount?: number | undefined
  readonly currency?: string | undefined
}

export const lookUp = <A>(
  read: Parameters<Client.Recovery<typeof OrderDetails.get, A>["lookUp"]>[0],
  search: {
    readonly order_id: string
    readonly handle: string
    readonly refusal: Failure.Failure | undefined
    readonly recognise: (order: OrderDetails.OrderDetails) => LookUp<A>
    readonly expected: Money
  }
): Effect.Effect<LookUp<A>, Failure.Failure> =>
  Effect.gen(function* () {
    const order = yield* orAbsent(read(OrderDetails.get, { path: { order_id: search.order_id } }))
    if (order === undefined) return { _tag: "Absent" }
    const found = search.recognise(order.data)
    if (found._tag !== "Absent" || !isNameTaken(search.refusal)) return found
    const holder = yield* orAbsent(read(OrderDetails.get, { path: { order_id: search.handle } }))
    return holder === undefined ? found : another(search.expected, holder.data)
  })

/** That something of this name is not what was meant, where amount and currency are told. */
export const conflict = (expected: Money, found: Money): LookUp<never> | undefined =>
  (expected.amount !== undefined && found.amount !== undefined && Math.abs(found.amount) !== expected.amount) ||
  (expected.currency !== undefined && found.currency !== undefined && found.currency !== expected.currency)
    ? another(expected, found)
    : undefined

/** Something else of this name, whatever it is. */
export const another = (expected: Money, found: Money): LookUp<never> => ({
  _tag: "Conflict",
  reason: new OrderIdConflict({ expected: told(expected), found: told(found) })
})

const told = ({ amount, currency }: Money) => ({
  ...(amount === undefined ? {} : { amount: Math.abs(amount) }),
  ...(currency === undefined ? {} : { currency })
})

const isNameTaken = (refusal: Failure.Failure | undefined): boolean =>
  refusal?.reason._tag === "NotFound" && refusal.reason.code === 1006

/** There is no such order here, or no such transition from where it is. */
export const isNotFound = (failure: Failure.Failure): boolean => failure.reason._tag === "NotFound"

/** "No such transition from here": it may be where it was to go already. */
export const isGone = (failure: Failure.Failure): boolean => isNotFound(failure) && failure.status === 410

const orAbsent = <A>(self: Effect.Effect<A, Failure.Failure>): Effect.Effect<A | undefined, Failure.Failure> =>
  Effect.catchIf(self, isNotFound, () => Effect.succeed(undefined))
