// Everything the sandbox remembers, as one immutable value. It holds no card number, no security code and no wallet token: requests
// are stripped of them before they get here. Times are epoch milliseconds of the sandbox's clock.
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import type { Notice } from "../../Notice.ts"
import type { Rule } from "../../Fault.ts"
import type { Received } from "../../Received.ts"
import type { SandboxEvent } from "../../SandboxEvent.ts"
import * as Agenda from "./Agenda.ts"
import { from, type Json } from "./Json.ts"
import type { Renewal } from "../../Renewal.ts"
import * as Register from "./Register.ts"
import * as Sequence from "./Sequence.ts"

/**
 * How far an order is, whatever its method calls that. `session` nobody has opened the page; `open` a method is chosen; `review` a
 * card under fraud review; `pending` underway at the payer's bank; `authorised` waiting for a capture; `paid` success as the vendor
 * defines it; `settled` the money arrived.
 */
export type Phase =
  | "session"
  | "open"
  | "review"
  | "pending"
  | "authorised"
  | "paid"
  | "settled"
  | "declined"
  | "cancelled"
  | "expired"
  | "void"
  | "chargeback"

/** `reversal`: the money of a chargeback comes back, because the dispute was won. */
export type Kind = "payment" | "capture" | "shipment" | "refund" | "chargeback" | "reversal"

/** What may be kept of a card. */
export interface Card {
  readonly brand: string
  readonly last4: string
  readonly bin: string
  readonly expiry: string
  readonly holder: string
}

/** What a gift card has paid of an order; of a refund, what it gets back. */
export interface GiftCard {
  /** Its gateway. */
  readonly brand: string
  /** Undefined when nobody has said with which card. */
  readonly number: string | undefined
  /** Smallest unit. */
  readonly amount: number
  /** Reserved and completed refunds of it, smallest unit. */
  readonly refunded: number
}

/** What the request said, as far as answers repeat it. */
export interface Details {
  readonly description: string
  readonly items: string | undefined
  readonly customer: { readonly [key: string]: unknown } | undefined
  readonly shopping_cart: { readonly [key: string]: unknown } | undefined
  readonly checkout_options: { readonly [key: string]: unknown } | undefined
  readonly custom_info: { readonly [key: string]: unknown } | undefined
  readonly vars: readonly [string | undefined, string | undefined, string | undefined]
  readonly notification_url: string | undefined
  readonly notification_method: "POST" | "GET"
  readonly redirect_url: string | undefined
  readonly cancel_url: string | undefined
  readonly recurring_model: string | undefined
  readonly recurring_id: string | undefined
  readonly capture: boolean
  readonly terminal_id: string | undefined
  /** Files of older sandboxes have neither. */
  readonly issuer_id?: string | undefined
  readonly account_iban?: string | undefined
  readonly qr: boolean
  /** Gateways of the gift cards that the payer may use, undefined for all. Files of older sandboxes do not say. */
  readonly giftCards?: ReadonlyArray<string> | undefined
  /** The customer may be reminded of it by mail. Files of older sandboxes do not say. */
  readonly second_chance?: boolean | undefined
}

export interface Order {
  /** Order of creation; the handle of an order inside the sandbox. */
  readonly key: number
  readonly kind: Kind
  readonly parent: number | undefined
  /** Refunds, captures, shipments, chargebacks and their reversals, oldest first. */
  readonly children: ReadonlyArray<number>
  readonly order_id: string
  /** Digits. A session has none before somebody opens it. */
  readonly transaction_id: string | undefined
  readonly session_id: string
  readonly flow: "redirect" | "direct" | "paymentlink" | "checkout" | "terminal" | "child"
  /** As ordered. */
  readonly gateway: string | undefined
  /** What it is paid with: the brand of a card, the method chosen on the page. */
  readonly method: string | undefined
  readonly amount: number
  readonly currency: string
  readonly details: Details
  readonly card: Card | undefined
  readonly phase: Phase
  readonly shipped: boolean
  /** Some of it was shipped as an order of its own. */
  readonly inParts: boolean
  readonly status: string
  readonly financial_status: string | null
  readonly reason: string
  readonly reason_code: string
  readonly created: number
  readonly modified: number
  readonly completed: number | undefined
  /** When its money moved, which may be long after success. */
  readonly cleared?: number | undefined
  /** When the link stops working. */
  readonly linkUntil: number
  readonly linkDisabled: boolean
  /** Placed anew under the same id: nothing happens to this one by itself any more. */
  readonly superseded?: boolean | undefined
  readonly opened: number
  readonly capture:
    | {
        readonly remain: number
        readonly captured: number
        readonly until: number
        /** Everything was captured at once: this order is what was paid. */
        readonly whole?: boolean | undefined
      }
    | undefined
  /** Reserved and completed refunds, smallest unit. */
  readonly refunded: number
  /** What gift cards have paid of the amount, the first one first. Files of older sandboxes have none. */
  readonly giftCards?: ReadonlyArray<GiftCard> | undefined
  /** Earlier attempts to pay, oldest first. */
  readonly attempts: ReadonlyArray<{
    readonly transaction_id: string
    readonly method: string
    readonly status: string
  }>
  /** Fault `hidden`: reads do not find the order before this time. */
  readonly visibleFrom: number | undefined
  /** The answer asks the customer to authenticate first. */
  readonly challenge: boolean
  /** The lines that a refund gives back; undefined for a refund of an amount. */
  readonly lines?: ReadonlyArray<Json> | undefined
  readonly instructions: { readonly [key: string]: Json } | undefined
}

export interface Token {
  /** Order of creation. */
  readonly key: number
  readonly token: string
  readonly reference: string
  readonly code: string
  readonly model: string
  readonly last4: string | undefined
  readonly bin: string | undefined
  readonly expiry: string | undefined
  readonly holder: string | undefined
  /** Said to be, whatever its date: until it is renewed. */
  readonly expired?: boolean | undefined
  /** How its next charges end, soonest first; what comes after them completes. Files of older sandboxes have none. */
  readonly renewals?: ReadonlyArray<Renewal> | undefined
}

/** What happens by itself. It counts only while the order still has the transaction it was made for. */
export type Alarm =
  | "link"
  | "expire"
  | "complete"
  | "decline"
  | "uncleared"
  | "clear"
  | "void"
  | "settle"
  | "capture-window"
  | "accept-refund"
  | "terminal"
  | "chargeback"
  | "second-chance"

export interface Timer {
  readonly at: number
  readonly order: number
  readonly alarm: Alarm
  readonly transaction_id: string | undefined
}

/** When to look whether an order has a notification to be sent. It may find none: the notification may have gone meanwhile. */
interface Wake {
  readonly at: number
  readonly order_id: string
}

export interface State {
  readonly next: number
  readonly orders: Register.Register<Order>
  /** Latest order of an id. */
  readonly byOrderId: HashMap.HashMap<string, number>
  readonly byTransaction: HashMap.HashMap<string, number>
  readonly bySession: HashMap.HashMap<string, number>
  readonly tokens: HashMap.HashMap<string, Token>
  /** Tokens of a customer, by the shop's reference, oldest first. */
  readonly byReference: HashMap.HashMap<string, ReadonlyArray<string>>
  readonly timers: Agenda.Agenda<Timer>
  /** Notice `notice-1` is the first. */
  readonly notices: Sequence.Sequence<Notice>
  /** Where in `notices` those of an order id are, oldest first. */
  readonly byRecipient: HashMap.HashMap<string, ReadonlyArray<number>>
  readonly outbox: Agenda.Agenda<Wake>
  readonly received: Sequence.Sequence<Received>
  readonly events: Sequence.Sequence<SandboxEvent>
  readonly rules: ReadonlyArray<Rule>
  /** Magic values that have had their effect. */
  readonly spent: HashSet.HashSet<string>
  /** Where the pseudo-random sequence of faults stands. */
  readonly random: number
}

export const make = (seed: number): State => ({
  next: 1,
  orders: Register.empty(),
  byOrderId: HashMap.empty(),
  byTransaction: HashMap.empty(),
  bySession: HashMap.empty(),
  tokens: HashMap.empty(),
  byReference: HashMap.empty(),
  timers: Agenda.empty(),
  notices: Sequence.empty(),
  byRecipient: HashMap.empty(),
  outbox: Agenda.empty(),
  received: Sequence.empty(),
  events: Sequence.empty(),
  rules: [],
  spent: HashSet.empty(),
  random: seed
})

const kept = 10_000

/** A log with one more line. It keeps the last ten thousand, so that a long-lived sandbox does not grow without end. */
export const latest = <A>(log: Sequence.Sequence<A>, line: A): Sequence.Sequence<A> => log.append(line).last(kept)

export const byKey = (state: State, key: number | undefined): Order | undefined =>
  key === undefined ? undefined : state.orders.get(key)

/** By the shop's order id, or by the transaction id: the service takes both. */
export const find = (state: State, id: string): Order | undefined =>
  byKey(
    state,
    Option.getOrUndefined(HashMap.get(state.byOrderId, id)) ??
      Option.getOrUndefined(HashMap.get(state.byTransaction, id))
  )

/** The order whose transaction it is now, not an earlier attempt's. */
export const byTransaction = (state: State, transaction_id: string): Order | undefined => {
  const order = byKey(state, Option.getOrUndefined(HashMap.get(state.byTransaction, transaction_id)))
  return order?.transaction_id === transaction_id ? order : undefined
}

export const bySession = (state: State, session_id: string): Order | undefined =>
  byKey(state, Option.getOrUndefined(HashMap.get(state.bySession, session_id)))

/** The stored cards and accounts of a customer, oldest first. */
export const tokensOf = (state: State, reference: string): ReadonlyArray<Token> =>
  Option.getOrElse(HashMap.get(state.byReference, reference), () => []).flatMap((token) =>
    Option.toArray(HashMap.get(state.tokens, token))
  )

/** Notifications of an order id, oldest first. */
export const noticesOf = (state: State, order_id: string): ReadonlyArray<Notice> =>
  Option.getOrElse(HashMap.get(state.byRecipient, order_id), () => []).flatMap((place) => state.notices.at(place) ?? [])

/** The cart as it was ordered. */
export const orderedLines = (order: Order): ReadonlyArray<Json> => {
  const items = order.details.shopping_cart?.["items"]
  return Array.isArray(items) ? items.map(from) : []
}

/** The cart as it stands: what was ordered, and every line that a refund gave back once more. */
export const cartLines = (state: State, order: Order): ReadonlyArray<Json> =>
  order.lines ?? [
    ...orderedLines(order),
    ...children(state, order, "refund").flatMap((refund) =>
      refund.phase === "void" || refund.phase === "declined" ? [] : (refund.lines ?? [])
    )
  ]

export const children = (state: State, parent: Order, kind: Kind): ReadonlyArray<Order> =>
  parent.children.flatMap((key) => byKey(state, key) ?? []).filter((order) => order.kind === kind)
