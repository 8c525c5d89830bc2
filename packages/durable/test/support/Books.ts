// The vendor's books about one order: what may be done with it, and what becomes of it. Stricter than `FakeApi`, which does as it is told.
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"

export type Method = "IDEAL" | "VISA" | "KLARNA" | "DIRDEB"
export type Money = "none" | "underway" | "reserved" | "guaranteed" | "paid"
export const happenings = [
  "customer pays",
  "money arrives",
  "bank declines",
  "order expires",
  "customer charges back",
  "shop captures by hand",
  "shop releases by hand"
] as const
export type Happening = (typeof happenings)[number]

export class Books {
  status = "initialized"
  financial_status = "initialized"
  money: Money = "none"
  /** The amount that can still be captured. */
  remain: number | undefined
  /** Cancelled, released or charged back: nothing more comes of it. */
  isClosed = false
  /** What was asked for and done, and by which call. */
  readonly done: Array<{ readonly what: "create" | "capture" | "ship" | "cancel" | "release"; readonly call: number }> =
    []

  readonly method: Method
  readonly order_id: string
  constructor(method: Method, order_id: string) {
    this.method = method
    this.order_id = order_id
  }

  get details(): OrderDetails & { readonly order_id: string } {
    return {
      order_id: this.order_id,
      amount: 1000,
      currency: "EUR",
      status: this.status,
      financial_status: this.financial_status,
      payment_details: {
        type: this.method,
        ...(this.remain === undefined ? {} : { capture: "manual", capture_remain: this.remain })
      }
    }
  }

  private become(status: string, financial_status: string, money: Money) {
    Object.assign(this, { status, financial_status, money })
    return true
  }

  private close(status: string, financial_status: string) {
    this.isClosed = true
    return this.become(status, financial_status, "none")
  }

  private captured() {
    this.remain = 0
    return this.become("completed", "completed", "paid")
  }

  /** Something happens, if it can; tells whether. */
  happens(what: Happening): boolean {
    switch (what) {
      case "customer pays":
        return this.money === "none" && !this.isClosed && this.pays()
      case "money arrives":
        if (this.money === "guaranteed") return this.become(this.status, "completed", "paid")
        return this.money === "underway" && this.become("completed", "completed", "paid")
      case "bank declines":
        return (
          (this.money === "underway" || (this.money === "none" && this.status === "initialized")) &&
          this.become("declined", "declined", "none")
        )
      case "order expires":
        if (this.money === "reserved") return this.close("void", "void")
        return this.money === "none" && this.status === "initialized" && this.become("expired", "expired", "none")
      case "customer charges back":
        return this.money === "paid" && this.close("chargeback", "completed")
      case "shop captures by hand":
        return this.money === "reserved" && this.captured()
      case "shop releases by hand":
        return this.money === "reserved" && this.close("void", "void")
    }
  }

  private pays(): boolean {
    switch (this.method) {
      case "IDEAL":
        return this.become("completed", "completed", "paid")
      case "VISA":
        this.remain = 1000
        return this.become("completed", "initialized", "reserved")
      case "KLARNA":
        return this.become("completed", "uncleared", "guaranteed")
      case "DIRDEB":
        return this.become("uncleared", "initialized", "underway")
    }
  }

  /** An operation is asked for; false when the API refuses it. */
  asked(what: "capture" | "ship" | "cancel" | "release", call: number): boolean {
    const isDone = this.does(what)
    if (isDone) this.done.push({ what, call })
    return isDone
  }

  private does(what: "capture" | "ship" | "cancel" | "release"): boolean {
    switch (what) {
      case "capture":
        return this.money === "reserved" && this.captured()
      case "release":
        return this.money === "reserved" && this.close("void", "void")
      case "ship":
        return (
          this.status === "completed" &&
          (this.money === "paid" || this.money === "guaranteed") &&
          this.become("shipped", this.financial_status, this.money)
        )
      case "cancel":
        return (
          (this.status === "initialized" ||
            this.money === "underway" ||
            (this.money === "guaranteed" && this.status === "completed")) &&
          this.close("void", "cancelled")
        )
    }
  }
}
