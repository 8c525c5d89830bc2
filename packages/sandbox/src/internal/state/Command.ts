// What can be asked of the machine. Commands are plain values without secrets: the API, the control service and the clock make them.
import type { NoticeAttempt, Tampering } from "../../Notice.ts"
import type { Outcome, OutcomeOptions } from "../../Outcome.ts"
import type { Json } from "./Json.ts"
import type { Card, Details } from "./State.ts"

export interface CreateOrder {
  readonly _tag: "CreateOrder"
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

/** What a direct order does at once, and what happens to it later by itself. */
export interface Plan {
  readonly now: Outcome
  readonly reason?: string
  readonly reason_code?: string
  /** Milliseconds after the order, in order. */
  readonly later: ReadonlyArray<{
    readonly after: number
    readonly alarm: "complete" | "decline" | "uncleared" | "clear" | "void" | "expire" | "settle"
  }>
  readonly challenge?: boolean
}

interface ChooseOutcome {
  readonly _tag: "ChooseOutcome"
  readonly order_id: string
  readonly outcome: Outcome
  readonly options: OutcomeOptions
}

/** The payer acts on the payment page; a card comes without its number. */
export interface PayOnPage {
  readonly _tag: "PayOnPage"
  readonly order_id: string
  readonly method: string | undefined
  readonly card: Card | undefined
  readonly plan: Plan
}

export interface Refund {
  readonly _tag: "Refund"
  readonly order_id: string
  /** Undefined for all that is left. */
  readonly amount: number | undefined
  /** The cart of a refund by lines. */
  readonly items?: ReadonlyArray<Json> | undefined
  readonly currency: string | undefined
  readonly description: string | undefined
  readonly refund_order_id: string | undefined
}

export interface VoidRefund {
  readonly _tag: "VoidRefund"
  readonly order_id: string
  readonly refund_id: string
}

export interface Capture {
  readonly _tag: "Capture"
  readonly order_id: string
  /** Undefined for all that is left. */
  readonly amount: number | undefined
  readonly new_order_id: string | undefined
  readonly description: string | undefined
}

export interface ReleaseAuthorisation {
  readonly _tag: "ReleaseAuthorisation"
  readonly order_id: string
}

export interface CancelOrder {
  readonly _tag: "CancelOrder"
  readonly order_id: string
}

/** FastCheckout only. */
export interface RenameOrder {
  readonly _tag: "RenameOrder"
  readonly order_id: string
  readonly new_order_id: string
}

/** `POST /orders/{id}/cancel`: terminals and Bancontact QR codes. */
export interface CancelSession {
  readonly _tag: "CancelSession"
  readonly order_id: string
}

export interface Ship {
  readonly _tag: "Ship"
  readonly order_id: string
  /** Part of the amount: a partial shipment. */
  readonly amount: number | undefined
}

/** `PATCH /orders` without a status: notes, invoice ids, a longer expiry. */
export interface UpdateOrder {
  readonly _tag: "UpdateOrder"
  readonly order_id: string
  readonly extend: boolean
}

export interface UpdateToken {
  readonly _tag: "UpdateToken"
  readonly reference: string
  readonly token: string
  readonly expiry: string
}

export interface RemoveToken {
  readonly _tag: "RemoveToken"
  readonly reference: string
  readonly token: string
}

/** Lets time pass: everything that is due happens, each thing at its own time. */
interface Tick {
  readonly _tag: "Tick"
}

interface BeginNotice {
  readonly _tag: "BeginNotice"
  readonly id: string
}

interface EndNotice {
  readonly _tag: "EndNotice"
  readonly id: string
  readonly attempt: NoticeAttempt
}

interface Resend {
  readonly _tag: "Resend"
  readonly id: string
  readonly tampering: Tampering | undefined
}

/** Sends a notification of the order as it is now. */
interface Notify {
  readonly _tag: "Notify"
  readonly order_id: string
  readonly tampering: Tampering | undefined
  readonly after: number
}

/** Fields of a request were passed over, which those who watch should hear. */
interface NoteIgnored {
  readonly _tag: "NoteIgnored"
  readonly order_id: string | undefined
  readonly detail: string
}

export type Command =
  | CreateOrder
  | ChooseOutcome
  | PayOnPage
  | Refund
  | VoidRefund
  | Capture
  | ReleaseAuthorisation
  | CancelOrder
  | CancelSession
  | RenameOrder
  | Ship
  | UpdateOrder
  | UpdateToken
  | RemoveToken
  | Tick
  | BeginNotice
  | EndNotice
  | Resend
  | Notify
  | NoteIgnored
