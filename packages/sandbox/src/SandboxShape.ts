// What can be done to a sandbox from within a program: the hand that plays payer, bank and merchant. Nothing is paid by itself: an order
// waits for `pay`, `decline` or whatever else should happen to it.
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import type { OrderStatus } from "@effect-multisafepay/core/Status"
import type * as Fault from "./Fault.ts"
import type { Notice, SignedNotification, Tampering } from "./Notice.ts"
import type { Outcome, OutcomeOptions } from "./Outcome.ts"
import type { Renewal } from "./Renewal.ts"
import type { Received } from "./Received.ts"
import type { Shop } from "./Shop.ts"
import type { SandboxError } from "./SandboxError.ts"
import type { SandboxEvent } from "./SandboxEvent.ts"
import type { StoredToken } from "./StoredToken.ts"

type Changed = Effect.Effect<OrderDetails, SandboxError>

/**
 * The control service.
 *
 * Orders are named by the shop's `order_id`, or by a transaction id. Everything returns the order as the API would show it then.
 *
 * @category models
 */
export interface SandboxShape {
  /** The key the API takes. */
  readonly apiKey: Redacted.Redacted<string>

  /** The payer pays: `outcome(order_id, "completed")`. A manual capture becomes authorised. */
  readonly pay: (order_id: string, options?: OutcomeOptions) => Changed
  /**
   * The payer gives a gift card, which pays what it has; `pay` with another gateway pays the rest. The vendor's test cards are 111115 (EUR 100),
   * 111112 (EUR 5) and 111110 (nothing), for each order anew. Without a gateway it is the order's own.
   */
  readonly payByGiftCard: (
    order_id: string,
    card: { readonly card_number: string; readonly gateway?: string | undefined }
  ) => Changed
  /** The issuer or bank refuses; `reason_code` is a card's (`4002`: insufficient funds). */
  readonly decline: (order_id: string, options?: OutcomeOptions) => Changed
  /** The payer leaves. */
  readonly cancel: (order_id: string) => Changed
  readonly expire: (order_id: string) => Changed
  /** The card is authorised; the order must have been placed with `capture: "manual"`. */
  readonly authorise: (order_id: string, options?: OutcomeOptions) => Changed
  /** Fraud review of a card, a payment underway for other methods: uncleared/uncleared. */
  readonly review: (order_id: string, options?: OutcomeOptions) => Changed
  /**
   * The money of a paid order arrives, for methods where that is a step of its own: Sofort, direct debit, most of pay later. With iDEAL or a
   * card it comes with `pay`, and this is refused.
   */
  readonly settle: (order_id: string) => Changed
  /** The payer's bank asks the money back: it is reserved until the dispute is lost or won. */
  readonly chargeback: (order_id: string, options?: Pick<OutcomeOptions, "reason" | "reason_code">) => Changed
  /** The money of a charged back order leaves. */
  readonly loseDispute: (order_id: string) => Changed
  /** The merchant keeps it, or gets it back (`reverse-chargeback`); the order goes on from where it was. */
  readonly winDispute: (order_id: string) => Changed
  /** The merchant captures in the vendor's dashboard; without an amount all that remains. */
  readonly capture: (order_id: string, amount?: number) => Changed
  /** The merchant refunds in the vendor's dashboard; without an amount all that is left. The shop hears of it by notification. */
  readonly refund: (order_id: string, amount?: number) => Changed
  /** The Second Chance mail goes out now: a line `mail.sent` in the log, with the address that the customer goes on from. */
  readonly remind: (order_id: string) => Changed

  /** Stored cards and accounts, oldest first. */
  readonly tokens: Effect.Effect<ReadonlyArray<StoredToken>>
  /** How the next charges of a token end, in turn, instead of what was said before: a dunning to live through. */
  readonly renewals: (token: string, outcomes: ReadonlyArray<Renewal>) => Effect.Effect<StoredToken, SandboxError>
  /** The month of a stored card is over: charges are declined (4005) until the shop renews its expiry date. */
  readonly expireToken: (token: string) => Effect.Effect<StoredToken, SandboxError>
  /** Pays out a refund (by its own id or transaction id), or all open refunds of an order. Otherwise they wait for midnight. */
  readonly acceptRefund: (id: string) => Changed
  readonly declineRefund: (id: string) => Changed
  readonly outcome: (order_id: string, outcome: Outcome, options?: OutcomeOptions) => Changed
  /** What can happen to the order now. */
  readonly outcomes: (order_id: string) => Effect.Effect<ReadonlyArray<Outcome>, SandboxError>

  readonly order: (order_id: string) => Changed
  /** All orders, refunds and captures, oldest first. */
  readonly orders: Effect.Effect<ReadonlyArray<OrderDetails>>
  /**
   * Those that match, oldest first. `method` is a gateway's id, such as `VISA`; `text` is a part of the order id, the transaction id, the status or
   * the method, in any case. `latest` is how many of those found, the newest ones: with a hundred thousand orders all of them take seconds, in
   * which others are served.
   */
  readonly findOrders: (filter: {
    readonly status?: OrderStatus | undefined
    readonly method?: string | undefined
    readonly text?: string | undefined
    readonly latest?: number | undefined
  }) => Effect.Effect<ReadonlyArray<OrderDetails>>
  /** What happened, oldest first; the last ten thousand lines, like the requests. */
  readonly events: Effect.Effect<ReadonlyArray<SandboxEvent>>
  /**
   * Requests that reached the API, oldest first, without card data. Also those that were refused or met a fault. `operation` is a name such
   * as `orders.create`, or method and path as in a fault's rule: `PATCH /orders/{order_id}` for all that share it. `text` is a part of the
   * order id, the path or the body, in any case: it also finds an order that was refused. `only: "failed"` leaves out those that went well.
   * `latest` is how many of those found.
   */
  readonly received: (filter?: {
    readonly operation?: string | undefined
    readonly order_id?: string | undefined
    readonly text?: string | undefined
    readonly only?: "failed" | undefined
    readonly latest?: number | undefined
  }) => Effect.Effect<ReadonlyArray<Received>>

  /** Notifications and what became of them, oldest first. */
  readonly notices: (order_id?: string) => Effect.Effect<ReadonlyArray<Notice>>
  /**
   * From now on notifications go to this handler of the shop, whatever host their address names, and nowhere else. The shop is built with the
   * sandbox's `HttpClient`; this closes the circle.
   */
  readonly connect: (shop: Shop) => Effect.Effect<void>
  /** Sends the body of a notification once more, signed anew. */
  readonly resend: (
    id: string,
    options?: { readonly tampering?: Tampering | undefined }
  ) => Effect.Effect<Notice, SandboxError>
  /** Sends a notification of the order as it is, rightly or wrongly, now or later. Calling it in the wrong order reorders them. */
  readonly notify: (
    order_id: string,
    options?: { readonly tampering?: Tampering | undefined; readonly after?: Duration.Input | undefined }
  ) => Effect.Effect<Notice, SandboxError>
  /** What the notification of an order would be, signed `skew` seconds off and with another key if you like. */
  readonly signedNotification: (
    order_id: string,
    options?: { readonly skew?: number | undefined; readonly key?: Redacted.Redacted<string> | undefined }
  ) => Effect.Effect<SignedNotification, SandboxError>

  /** Waits until the order has this status; it must be brought about by somebody else, or by time. */
  readonly awaitStatus: (order_id: string, status: OrderStatus) => Effect.Effect<OrderDetails>
  /** Waits until a notification of the order was attempted `count` times (1), and returns the one attempted last. */
  readonly awaitNotice: (order_id: string, count?: number) => Effect.Effect<Notice>

  readonly clock: {
    /** Epoch milliseconds. */
    readonly now: Effect.Effect<number>
    /** Lets time pass, to the end of the year 9999 at most. In a test this moves the test's clock. */
    readonly advance: (by: Duration.Input) => Effect.Effect<void, SandboxError>
    /** To a later time, in epoch milliseconds. */
    readonly set: (to: number) => Effect.Effect<void, SandboxError>
    readonly freeze: Effect.Effect<void>
    readonly resume: Effect.Effect<void>
  }

  /** Makes the next request go wrong, or those the options describe. */
  readonly fault: (fault: Fault.Kind | Fault.Fault, options?: Fault.RuleOptions) => Effect.Effect<Fault.Rule>
  /** The first request gets the first entry, and so on; `"pass"` lets one through. */
  readonly script: (
    faults: ReadonlyArray<Fault.Kind | Fault.Fault | "pass">,
    options?: Pick<Fault.RuleOptions, "operation" | "order_id">
  ) => Effect.Effect<Fault.Rule>
  /** Faults at random, from a seed that is logged so that a failure can be repeated. */
  readonly chaos: (options: {
    readonly probability: number
    readonly faults: ReadonlyArray<Fault.Kind | Fault.Fault>
    readonly seed?: number | undefined
    readonly operation?: string | undefined
  }) => Effect.Effect<Fault.Rule>
  readonly faults: Effect.Effect<ReadonlyArray<Fault.Rule>>
  readonly clearFaults: Effect.Effect<void>

  /** Everything the sandbox knows, as JSON text: for `restore`, here or in another sandbox of this version. */
  readonly snapshot: Effect.Effect<string>
  /** Goes on from a snapshot. Its times stay what they were: what is due since then happens at once. */
  readonly restore: (snapshot: string) => Effect.Effect<void, SandboxError>
  /** Forgets everything. The clock stays where it is. */
  readonly reset: Effect.Effect<void>
}

/** @category services */
export class Sandbox extends Context.Service<Sandbox, SandboxShape>()("@effect-multisafepay/sandbox/Sandbox") {}
