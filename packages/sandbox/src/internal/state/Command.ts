// What can be asked of the machine. Commands are plain values without secrets: the API, the control service and the clock make them.
import type * as Data from "effect/Data"
import type { NoticeAttempt, Tampering } from "../../Notice.ts"
import type { Outcome, OutcomeOptions } from "../../Outcome.ts"
import type { Renewal } from "../../Renewal.ts"
import type { SandboxEvent } from "../../SandboxEvent.ts"
import type { Json } from "./Json.ts"
import type { Card, Details } from "./State.ts"

/** How a payment ends at once. */
export interface Ending {
  readonly now: Outcome
  readonly reason?: string | undefined
  readonly reason_code?: string | undefined
}

/** What a direct order does at once, and what happens to it later by itself. */
export interface Plan extends Ending {
  /** Milliseconds after the order, in order. */
  readonly later: ReadonlyArray<{
    readonly after: number
    readonly alarm: "complete" | "decline" | "uncleared" | "clear" | "void" | "expire" | "settle"
  }>
  readonly challenge?: boolean
}

export type Command = Data.TaggedEnum<{
  CreateOrder: {
    readonly order_id: string
    readonly flow: "redirect" | "direct" | "paymentlink" | "checkout" | "terminal"
    readonly gateway: string | undefined
    readonly method: string | undefined
    /** It names the plug-in that sends it. Files of older sandboxes do not say. */
    readonly byPlugin?: boolean | undefined
    readonly amount: number
    readonly currency: string
    readonly details: Details
    readonly card: Card | undefined
    readonly activeFor: number
    /** What the test data of the request ask for. */
    readonly plan: Plan
    readonly hiddenFor: number | undefined
  }
  ChooseOutcome: {
    readonly order_id: string
    readonly outcome: Outcome
    readonly options: OutcomeOptions
  }
  /** The payer acts on the payment page; a card comes without its number. */
  PayOnPage: {
    readonly order_id: string
    readonly method: string | undefined
    readonly card: Card | undefined
    readonly plan: Plan
  }
  /** The payer gives a gift card, which pays what it has. */
  PayByGiftCard: {
    readonly order_id: string
    /** Undefined for the one that the order names. */
    readonly gateway: string | undefined
    readonly number: string
  }
  Refund: {
    readonly order_id: string
    /** Undefined for all that is left. */
    readonly amount: number | undefined
    /** The cart of a refund by lines. */
    readonly items?: ReadonlyArray<Json> | undefined
    readonly currency: string | undefined
    readonly description: string | undefined
    readonly refund_order_id: string | undefined
  }
  VoidRefund: {
    readonly order_id: string
    readonly refund_id: string
  }
  Capture: {
    readonly order_id: string
    /** Undefined for all that is left. */
    readonly amount: number | undefined
    readonly new_order_id: string | undefined
    readonly description: string | undefined
  }
  ReleaseAuthorisation: {
    readonly order_id: string
  }
  CancelOrder: {
    readonly order_id: string
  }
  /** FastCheckout only. */
  RenameOrder: {
    readonly order_id: string
    readonly new_order_id: string
  }
  /** `POST /orders/{id}/cancel`: terminals and Bancontact QR codes. */
  CancelSession: {
    readonly order_id: string
  }
  Ship: {
    readonly order_id: string
    /** Part of the amount: a partial shipment. */
    readonly amount: number | undefined
  }
  /** `PATCH /orders` without a status: notes, invoice ids, a longer expiry. */
  UpdateOrder: {
    readonly order_id: string
    readonly extend: boolean
  }
  UpdateToken: {
    readonly reference: string
    readonly token: string
    readonly expiry: string
  }
  RemoveToken: {
    readonly reference: string
    readonly token: string
  }
  /** How the next charges of a token end; an empty list forgets what was said before. */
  ScriptRenewals: {
    readonly token: string
    readonly renewals: ReadonlyArray<Renewal>
  }
  /** The month of a stored card is over. */
  ExpireToken: {
    readonly token: string
  }
  /** The Second Chance mail goes out now. */
  Remind: {
    readonly order_id: string
  }
  /** Lets time pass: everything that is due happens, each thing at its own time. */
  Tick: {}
  BeginNotice: {
    readonly id: string
  }
  EndNotice: {
    readonly id: string
    readonly attempt: NoticeAttempt
  }
  Resend: {
    readonly id: string
    readonly tampering: Tampering | undefined
  }
  /** Sends a notification of the order as it is now. */
  Notify: {
    readonly order_id: string
    readonly tampering: Tampering | undefined
    readonly after: number
  }
  /** Something about a request that those who watch should hear, and that the orders do not tell. */
  NoteRequest: {
    readonly type: Extract<SandboxEvent["type"], `request.${string}` | `fault.${string}`>
    readonly order_id: string | undefined
    readonly detail: string
  }
}>

type Of<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>

export type CreateOrder = Of<"CreateOrder">
export type NoteRequest = Of<"NoteRequest">
export type PayOnPage = Of<"PayOnPage">
export type PayByGiftCard = Of<"PayByGiftCard">
export type Refund = Of<"Refund">
export type VoidRefund = Of<"VoidRefund">
export type Capture = Of<"Capture">
export type ReleaseAuthorisation = Of<"ReleaseAuthorisation">
export type CancelOrder = Of<"CancelOrder">
export type RenameOrder = Of<"RenameOrder">
export type CancelSession = Of<"CancelSession">
export type Ship = Of<"Ship">
export type UpdateOrder = Of<"UpdateOrder">
export type UpdateToken = Of<"UpdateToken">
export type RemoveToken = Of<"RemoveToken">
export type ScriptRenewals = Of<"ScriptRenewals">
export type ExpireToken = Of<"ExpireToken">
