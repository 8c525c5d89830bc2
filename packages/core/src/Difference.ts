// Where the shop's books and MultiSafepay's do not agree about an order. The comparison is a pure function of both sides; reading them is
// `Reconciliation`'s work, in the http package. What is not told by a side is not compared.
import * as Data from "effect/Data"
import * as Capture from "./Capture.ts"
import type { OrderDetails } from "./OrderDetails.ts"
import type { RelatedTransaction } from "./RelatedTransaction.ts"
import * as Status from "./Status.ts"
import type { Transaction } from "./Transaction.ts"

/**
 * What the shop believes about one order, from whatever table it keeps.
 *
 * @category models
 */
export interface Here {
  readonly order_id: string
  /** Smallest unit. */
  readonly amount: number
  readonly currency: string
  /**
   * - `open`: waits for its money.
   * - `paid`: counts on the money, as `Status.isSecured` says; also after refunds.
   * - `over`: has no money and expects none any more.
   */
  readonly state: "open" | "paid" | "over"
  /** When an open order should have been decided, in epoch milliseconds. */
  readonly due?: number | undefined
  /** MultiSafepay's id of the payment that the shop counts on. Without it, only a second payment in the same stretch of the list is seen. */
  readonly transaction_id?: string | undefined
  /** Smallest unit. Left out by a shop that keeps no refunds: then they are not compared. The same of the next two. */
  readonly refunded?: number | undefined
  /** Smallest unit: what was captured of an authorisation. */
  readonly captured?: number | undefined
  readonly shipped?: boolean | undefined
  /** That somebody knows of the chargeback. Without it, it is told in every run. */
  readonly chargedBack?: boolean | undefined
}

/**
 * What MultiSafepay says about an order.
 *
 * @category models
 */
export interface There {
  readonly order: OrderDetails
  /** Payments of this order that the list of transactions shows. */
  readonly payments?: ReadonlyArray<Transaction> | undefined
  /** Its captures as orders of their own, which is where their refunds are told. */
  readonly captures?: ReadonlyArray<OrderDetails> | undefined
}

interface Money {
  /** What it is about, smallest unit. */
  readonly amount: number
  readonly currency: string
}

interface Both extends Money {
  readonly order_id: string
  readonly here: Here
  readonly there: There
}

/**
 * A difference, by its kind. `There` at the end of a name: only MultiSafepay knows it; `Here`: only the shop does.
 *
 * @category models
 */
export type Difference = Data.TaggedEnum<{
  /** Paid there, and the shop has no such order. */
  UnknownHere: Omit<Both, "here">
  /** Paid there, and not paid here. */
  PaidThere: Both
  /** Paid here, and not there; `there` is absent when MultiSafepay has no such order. */
  PaidHere: Omit<Both, "there"> & { readonly there?: There }
  /** The amount or the currency of the order is another one there. */
  OtherAmount: Both
  /** More was refunded there. */
  RefundedThere: Both
  /** A refund that the shop has booked was declined, cancelled or expired there. */
  RefundEndedThere: Both
  /** Less was refunded there, and no refund that came to nothing tells why. */
  RefundedHere: Both
  /** More was captured there. */
  CapturedThere: Both
  /** Less was captured there. */
  CapturedHere: Both
  /** Shipped there, and not here. */
  ShippedThere: Both
  /** The payer's bank has taken the money back. */
  ChargedBackThere: Both
  /** Expired, declined or cancelled there, and open here. */
  EndedThere: Both
  /** Paid more than once. */
  PaidTwice: Both
  /** Open on both sides, beyond its time. `there` is absent when nobody has opened it. */
  Overdue: Omit<Both, "there"> & { readonly there?: There }
  /**
   * The order could not be read, so nothing about it was compared. `amount` is the shop's, or the list's of an order that the shop does not know,
   * whose `here` is absent.
   */
  NotRead: Omit<Both, "here" | "there"> & {
    readonly here?: Here
    readonly there?: never
    /** Why: the words of the error that the reading ended with. */
    readonly why: string
  }
}>

/** @category constructors */
export const Difference = Data.taggedEnum<Difference>()

/** @category models */
export type Kind = Difference["_tag"]

/**
 * Every kind: whether handing the order to the handler of notifications puts it right, and what to do about it otherwise. Not healed is what
 * a machine must not decide: lost money, money too much, another amount.
 *
 * @category data
 */
export const kinds: { readonly [K in Kind]: { readonly heals: boolean; readonly advice: string } } = {
  UnknownHere: {
    heals: true,
    advice: "Find out whose order this is: its notification came before the order, or never."
  },
  PaidThere: { heals: true, advice: "Hand the order to the handler of notifications: it is paid." },
  PaidHere: {
    heals: false,
    advice: "Stop the goods; the money is not there. Read the order, and ask the customer to pay again."
  },
  OtherAmount: {
    heals: false,
    advice: "Compare the orders: the customer has paid another amount or currency than was asked."
  },
  RefundedThere: {
    heals: true,
    advice: "Book the refund: it was made in the dashboard, or its notification was missed."
  },
  RefundEndedThere: {
    heals: true,
    advice: "Book the refund back: the customer has not got this money. Find another way to give it back."
  },
  RefundedHere: {
    heals: false,
    advice: "See what became of the refund: it may never have been made. `refunds.ensure` makes it once."
  },
  CapturedThere: { heals: true, advice: "Book the capture." },
  CapturedHere: {
    heals: false,
    advice: "See what became of the capture before the authorisation expires. `captures.ensure` makes it once."
  },
  ShippedThere: { heals: true, advice: "Mark the order as shipped." },
  ChargedBackThere: {
    heals: false,
    advice: "Contest the chargeback before the response date, or accept it and book the loss."
  },
  EndedThere: { heals: true, advice: "Free the stock: this attempt to pay is over." },
  PaidTwice: {
    heals: false,
    advice: "Refund one of the payments by its own transaction id, after asking the customer."
  },
  Overdue: { heals: false, advice: "Cancel the order, or remind the customer." },
  NotRead: {
    heals: false,
    advice:
      "Look at the order in the dashboard: it could not be read, so nothing about it was compared. Every run over its time asks again."
  }
}

/**
 * What differs about one order, nothing when both sides agree. `now`, in epoch milliseconds, decides what is overdue.
 *
 * @category comparing
 */
export const compare = (here: Here | undefined, there: There | undefined, now: number): ReadonlyArray<Difference> => {
  if (here === undefined) return there === undefined ? [] : unknownHere(there)
  const money = { amount: here.amount, currency: here.currency }
  const side = { order_id: here.order_id, here }
  const isOverdue = here.state === "open" && here.due !== undefined && here.due <= now
  if (there === undefined) {
    if (here.state === "paid") return [Difference.PaidHere({ ...side, ...money })]
    return isOverdue ? [Difference.Overdue({ ...side, ...money })] : []
  }

  const { order } = there
  const both = { ...side, there }
  const differences: Array<Difference> = []
  const currency = order.currency ?? here.currency
  const paid = hadMoney(order) || paidOf(there).length > 0

  const chargedBack = chargedBackOf(order)
  if (chargedBack > 0 && here.chargedBack !== true) {
    differences.push(Difference.ChargedBackThere({ ...both, amount: chargedBack, currency }))
  }
  const others = otherPayments(here, there)
  if (others.length > 0) {
    differences.push(Difference.PaidTwice({ ...both, amount: sum(others), currency }))
  }
  if ((paid || here.state === "paid") && !isSameMoney(here, order)) {
    differences.push(Difference.OtherAmount({ ...both, amount: amountOf(here, order) ?? here.amount, currency }))
  } else if (paid && here.state !== "paid" && Status.normalize(order.status ?? "") !== "chargeback") {
    // Of what was paid and taken back before the shop heard of it, the chargeback is all there is to know.
    differences.push(Difference.PaidThere({ ...both, ...money }))
  }
  if (!paid) {
    if (here.state === "paid") differences.push(Difference.PaidHere({ ...both, ...money }))
    else if (here.state === "open" && hasEnded(order)) differences.push(Difference.EndedThere({ ...both, ...money }))
    else if (isOverdue) differences.push(Difference.Overdue({ ...both, ...money }))
  }
  const all = [order, ...(there.captures ?? [])]
  const refunded = all.reduce((total, one) => total + refundedOf(one), 0) - (here.refunded ?? 0)
  if (here.refunded !== undefined && refunded !== 0) {
    const kind =
      refunded > 0
        ? Difference.RefundedThere
        : isSumOf(-refunded, all.flatMap(endedRefunds))
          ? Difference.RefundEndedThere
          : Difference.RefundedHere
    differences.push(kind({ ...both, amount: Math.abs(refunded), currency }))
  }
  const captured = capturedOf(order) - (here.captured ?? 0)
  if (here.captured !== undefined && captured !== 0) {
    const kind = captured > 0 ? Difference.CapturedThere : Difference.CapturedHere
    differences.push(kind({ ...both, amount: Math.abs(captured), currency }))
  }
  if (here.shipped === false && Status.normalize(order.status) === "shipped") {
    differences.push(Difference.ShippedThere({ ...both, ...money }))
  }
  return differences
}

/**
 * Whether handing the order over puts all of this right. One thing about an order that a person must decide keeps the whole order from being
 * healed.
 *
 * @category comparing
 */
export const heals = (differences: ReadonlyArray<Difference>): boolean =>
  differences.length > 0 && differences.every(({ _tag }) => kinds[_tag].heals)

const unknownHere = (there: There): ReadonlyArray<Difference> => {
  const { order } = there
  return hadMoney(order) && order.order_id !== undefined
    ? [
        Difference.UnknownHere({
          order_id: order.order_id,
          there,
          amount: Math.abs(order.amount ?? 0),
          currency: order.currency ?? ""
        })
      ]
    : []
}

// Has there been money, whatever became of it since?
const hadMoney = (order: OrderDetails): boolean =>
  Status.isSecured(order) ||
  Status.isPaid(order) ||
  gaveBack.has(Status.normalize(order.status)) ||
  (order.amount_refunded ?? 0) > 0 ||
  capturedOf(order) > 0

const gaveBack: ReadonlySet<string> = new Set(["refunded", "partial_refunded", "chargeback"])

// A void order whose money was given back is no end of an attempt: it is told by its refunds.
const hasEnded = (order: OrderDetails): boolean =>
  Status.attemptFailed(order) || Status.normalize(order.status) === "void"

const isSameMoney = (here: Here, order: OrderDetails): boolean =>
  (order.amount === undefined || amountOf(here, order) === here.amount) &&
  (order.currency === undefined || order.currency === here.currency)

// A shop that keeps captures is told by those.
const amountOf = (here: Here, order: OrderDetails): number | undefined =>
  here.captured === undefined && Capture.isPart(order) ? capturedOf(order) : order.amount

const related = (order: OrderDetails, type: string): ReadonlyArray<RelatedTransaction> =>
  order.related_transactions?.filter((one) => one.type === type && !isVoid(one)) ?? []

const endedRefunds = (order: OrderDetails): ReadonlyArray<number> =>
  order.related_transactions
    ?.filter((one) => one.type === "refund" && isVoid(one))
    .map(({ amount }) => Math.abs(amount ?? 0)) ?? []

// Which of them the shop has booked back already is not known, so any choice of them will do. Of more than a dozen only the last are tried.
const isSumOf = (total: number, amounts: ReadonlyArray<number>): boolean => {
  const sums = new Set([0])
  for (const amount of amounts.slice(-12)) {
    for (const sum of Array.from(sums)) sums.add(sum + amount)
  }
  return sums.has(total)
}

const isVoid = ({ status }: RelatedTransaction): boolean =>
  status !== undefined && ["void", "declined", "cancelled", "expired"].includes(Status.normalize(status))

const sum = (all: ReadonlyArray<{ readonly amount?: number | undefined }>): number =>
  all.reduce((total, { amount }) => total + Math.abs(amount ?? 0), 0)

const refundedOf = (order: OrderDetails): number =>
  order.amount_refunded ??
  (Status.normalize(order.status) === "refunded" ? (order.amount ?? 0) : sum(related(order, "refund")))

const capturedOf = (order: OrderDetails): number =>
  Capture.isWhole(order) ? (order.amount ?? 0) : sum(related(order, "capture"))

const chargedBackOf = (order: OrderDetails): number => {
  const all = sum(related(order, "chargeback")) - sum(related(order, "reverse-chargeback"))
  return all === 0 && Status.normalize(order.status) === "chargeback" ? (order.amount ?? 0) : all
}

/**
 * What one line of the list of transactions says about its order, which is less than the order says itself.
 *
 * @category conversions
 */
export const fromTransaction = (transaction: Transaction): There => ({
  order: {
    status: transaction.status ?? "",
    ...(transaction.order_id === undefined ? {} : { order_id: transaction.order_id }),
    ...(transaction.transaction_id === undefined ? {} : { transaction_id: transaction.transaction_id }),
    ...(transaction.financial_status === undefined ? {} : { financial_status: transaction.financial_status }),
    ...(transaction.amount === undefined ? {} : { amount: transaction.amount }),
    ...(transaction.currency === undefined ? {} : { currency: transaction.currency }),
    ...(transaction.payment_method === undefined ? {} : { payment_details: { type: transaction.payment_method } })
  }
})

const paidOf = ({ order, payments = [] }: There): ReadonlyArray<Transaction> =>
  payments.filter(
    (one) =>
      one.order_id === order.order_id &&
      one.transaction_id !== undefined &&
      one.debit_credit !== "D" &&
      Status.isSecured(fromTransaction(one).order)
  )

// Every payment but the one that is counted on: by the shop's own word, or the one that the order names.
const otherPayments = (here: Here, there: There): ReadonlyArray<Transaction> => {
  const known = here.state === "paid" ? here.transaction_id : undefined
  const counted = known ?? there.order.transaction_id
  const paid = paidOf(there)
  const others = paid.filter((one) => one.transaction_id !== counted)
  return known !== undefined || others.length < paid.length ? others : others.slice(1)
}
