import { assert, describe, it } from "@effect/vitest"
import { pipe } from "effect/Function"
import * as Schema from "effect/Schema"
import type * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Status from "@effect-multisafepay/core/Status"
import { rulesOf } from "../src/internal/gateways/statusRules.ts"

const questions: ReadonlyArray<readonly [string, (facts: Status.Facts) => boolean]> = Object.entries({
  isPaid: Status.isPaid,
  isSecured: Status.isSecured,
  isFinal: Status.isFinal,
  mayShip: Status.mayShip,
  canRefund: Status.canRefund,
  canCancel: Status.canCancel,
  canCapture: Status.canCapture,
  attemptFailed: Status.attemptFailed,
  isSoftDecline: Status.isSoftDecline
})

const order = (type: string, pair: string, more: Partial<Status.Facts> = {}): Status.Facts => {
  const [status = "", financial] = pair.split("/")
  return {
    status,
    financial_status: financial,
    amount: 1000,
    amount_refunded: 0,
    ...more,
    payment_details: { type, ...more.payment_details }
  }
}

const yes = (facts: Status.Facts): string =>
  questions
    .filter(([, ask]) => ask(facts))
    .map(([name]) => name)
    .join(" ")

// [method, status/financial_status, every question that is answered with yes]
const table: ReadonlyArray<readonly [string, string, string]> = [
  ["IDEAL", "initialized/initialized", "canCancel"],
  ["IDEAL", "completed/completed", "isPaid isSecured isFinal mayShip canRefund"],
  ["IDEAL", "completed/initialized", ""],
  ["IDEAL", "completed/uncleared", ""],
  ["IDEAL", "expired/expired", "attemptFailed"],
  ["IDEAL", "void/cancelled", "isFinal"],
  ["IDEAL", "refunded/completed", "isFinal"],
  ["IDEAL", "partial_refunded/completed", "isPaid isSecured isFinal mayShip canRefund"],
  ["VISA", "uncleared/uncleared", ""],
  ["VISA", "declined/declined", "attemptFailed"],
  ["VISA", "chargeback/completed", ""],
  ["VISA", "chargedback/completed", ""],
  ["VISA", "reserved/reserved", ""],
  ["AMEX", "completed/initialized", "isPaid isSecured isFinal mayShip canRefund"],
  ["PAYPAL", "uncleared/initialized", ""],
  ["PAYPAL", "completed/initialized", "isPaid isSecured isFinal mayShip canRefund"],
  ["PAYPAL", "partial_refunded/initialized", "isPaid isSecured isFinal mayShip canRefund"],
  ["PAYPAL", "shipped/initialized", "isPaid isSecured isFinal canRefund"],
  ["BIZUM", "shipped/initialized", "isPaid isSecured isFinal canRefund"],
  ["BIZUM", "partial_refunded/initialized", "isPaid isSecured isFinal mayShip"],
  ["AMEX", "shipped/initialized", "isPaid isSecured isFinal canRefund"],
  ["IDEAL", "shipped/initialized", ""],
  ["AMAZONBTN", "completed/initialized", "isPaid isSecured isFinal mayShip canRefund"],
  ["BIZUM", "initialized/initialized", ""],
  ["BIZUM", "completed/initialized", "isPaid isSecured isFinal mayShip canRefund"],
  ["DIRECTBANK", "uncleared/uncleared", ""],
  ["DIRECTBANK", "completed/completed", "isPaid isSecured isFinal mayShip canRefund"],
  ["DIRDEB", "uncleared/initialized", "canCancel"],
  ["DIRDEB", "uncleared/uncleared", ""],
  ["DIRDEB", "completed/completed", "isPaid isSecured isFinal mayShip canRefund"],
  ["MULTIBANCO", "initialized/initialized", ""],
  ["MULTIBANCO", "completed/uncleared", "isSecured mayShip"],
  ["MBWAY", "completed/uncleared", "isSecured mayShip"],
  ["MBWAY", "shipped/uncleared", "isSecured"],
  ["MBWAY", "shipped/completed", "isPaid isSecured isFinal canRefund"],
  ["DBRTP", "completed/uncleared", "isSecured mayShip"],
  ["KLARNA", "initialized/initialized", "canCancel"],
  ["KLARNA", "completed/uncleared", "isSecured mayShip canRefund canCancel"],
  ["KLARNA", "shipped/uncleared", "isSecured canRefund"],
  ["KLARNA", "shipped/completed", "isPaid isSecured isFinal canRefund"],
  ["IN3", "uncleared/initialized", ""],
  ["IN3", "completed/completed", "isPaid isSecured isFinal mayShip canRefund"],
  ["EINVOICE", "completed/initialized", "isSecured mayShip canRefund canCancel"],
  ["EINVOICE", "shipped/initialized", "isSecured canRefund"],
  ["EINVOICE", "partial_refunded/initialized", "isSecured mayShip canRefund"],
  ["IN3B2B", "completed/uncleared", "isSecured mayShip canRefund canCancel"],
  ["ZINIA_IN3", "shipped/uncleared", "isSecured canRefund"],
  ["ZINIA", "completed/initialized", "isSecured mayShip canRefund canCancel"],
  ["ZINIA", "shipped/uncleared", "isSecured canRefund"],
  ["TRUSTLY", "cancelled/cancelled", "attemptFailed"],
  ["EDENCOM", "completed/completed", "isPaid isSecured isFinal mayShip"],
  ["MULTIBANCO", "completed/completed", "isPaid isSecured isFinal mayShip"],
  ["MULTIBANCO", "shipped/completed", "isPaid isSecured isFinal"],
  ["MBWAY", "completed/completed", "isPaid isSecured isFinal mayShip canRefund"],
  ["NEWPAY", "completed/completed", "isPaid isSecured isFinal mayShip canRefund"],
  ["NEWPAY", "completed/initialized", ""],
  ["NEWPAY", "completed/uncleared", ""],
  ["NEWPAY", "brand_new/brand_new", ""],
  ["constructor", "completed/initialized", ""]
]

describe("Status: the questions", () => {
  for (const [type, pair, want] of table) {
    it(`${type} ${pair}: ${want === "" ? "no to all" : want}`, () => {
      assert.strictEqual(yes(order(type, pair)), want)
    })
  }

  for (const type of ["AFTERPAY", "BILLINK", "BNPL_INSTM", "BNPL_MF", "IN3", "KLARNA", "PAYAFTER", "SANTANDER"]) {
    it(`${type} may ship before the money is there`, () => {
      assert.isTrue(Status.mayShip(order(type, "completed/uncleared")))
      assert.isFalse(Status.isPaid(order(type, "completed/uncleared")))
    })
  }

  it("an order without method or financial status is judged by the general rules", () => {
    assert.strictEqual(yes({ status: "cancelled" }), "attemptFailed")
    assert.strictEqual(yes({ status: "completed" }), "")
    assert.strictEqual(
      yes({ status: "completed", financial_status: "completed" }),
      "isPaid isSecured isFinal mayShip canRefund"
    )
    assert.strictEqual(yes({ status: "completed", financial_status: "initialized" }), "")
  })

  it("an authorisation waits for its capture, whatever the method, until nothing remains", () => {
    for (const type of ["VISA", "PAYPAL", "AMEX"]) {
      const authorised = (capture_remain?: number) =>
        order(type, "completed/initialized", {
          payment_details: capture_remain === undefined ? { capture: "manual" } : { capture: "manual", capture_remain }
        })
      assert.strictEqual(yes(authorised(1000)), "canCapture")
      assert.strictEqual(yes(authorised()), "canCapture")
      assert.strictEqual(yes(authorised(0)), "")
    }
  })

  it("a decline at a terminal is soft", () => {
    assert.strictEqual(
      yes(order("VISA", "declined/declined", { payment_details: { terminal_id: "0000004d" } })),
      "isSoftDecline"
    )
  })

  it("a full refund ends shipping and refunding even before the status says so", () => {
    const facts = order("IDEAL", "completed/completed", { amount_refunded: 1000 })
    assert.isFalse(Status.mayShip(facts))
    assert.isFalse(Status.canRefund(facts))
    assert.isTrue(Status.canRefund({ ...facts, amount_refunded: 999 }))
  })

  it("money that was all given back is not in, even before the status says so", () => {
    const facts = order("IDEAL", "completed/completed", { amount_refunded: 1000 })
    assert.isFalse(Status.isPaid(facts))
    assert.isTrue(Status.isFinal(facts))
    assert.isTrue(Status.isPaid({ ...facts, amount_refunded: 999 }))
  })

  it.each(Gateway.ids)("%s: a refund that is paid out pays no order, though it has its id and its words", (type) => {
    const words = [...Status.orderStatuses].flatMap((status) =>
      [undefined, ...Status.financialStatuses].map((financial_status) => ({ status, financial_status }))
    )
    for (const word of words) {
      const refund = { ...word, amount: 1000, debit_credit: "D", payment_details: { type } }
      const said = JSON.stringify(refund)
      assert.isFalse(Status.isPaid(refund), said)
      assert.isFalse(Status.isSecured(refund), said)
      assert.isFalse(Status.mayShip(refund), said)
      assert.isFalse(Status.canRefund(refund), said)
      assert.isFalse(Status.attemptFailed(refund), said)
      assert.strictEqual(Status.isFinal(refund), Status.isFinal({ ...refund, debit_credit: "C" }), said)
    }
  })

  it("a zero authorisation has nothing to refund", () => {
    assert.isFalse(Status.canRefund(order("VISA", "completed/completed", { amount: 0 })))
  })

  it("declined, expired and cancelled are final for no method", () => {
    for (const type of Gateway.ids) {
      for (const pair of [
        "declined/declined",
        "expired/expired",
        "cancelled/cancelled",
        "cancelled/",
        "canceled/canceled"
      ]) {
        assert.strictEqual(yes(order(type, pair)), "attemptFailed", `${type} ${pair}`)
      }
    }
  })

  it("the rules speak of known statuses only", () => {
    for (const gateway of Gateway.ids) {
      for (const pair of Object.keys(rulesOf(gateway))) {
        const [status = "", financial = ""] = pair.split("/")
        assert.isTrue((Status.orderStatuses as ReadonlyArray<string>).includes(status), `${gateway} ${pair}`)
        assert.isTrue(["", ...Status.financialStatuses].includes(financial), `${gateway} ${pair}`)
      }
    }
  })

  // Every method, every word about its money: what holds for the completed order holds when it is shipped and when a part came back.
  it.each(Gateway.ids)("%s: shipping and a part refund take nothing away", (type) => {
    for (const money of Status.financialStatuses) {
      const completed = order(type, `completed/${money}`)
      for (const status of ["shipped", "partial_refunded"]) {
        const later = order(type, `${status}/${money}`)
        for (const [name, ask] of questions) {
          const isLastRefund = Gateway.catalogue[type].refund?.once === true && status === "partial_refunded"
          if (name === "canRefund" && isLastRefund) continue
          if (["isPaid", "isSecured", "isFinal", "canRefund"].includes(name) && ask(completed)) {
            assert.isTrue(ask(later), `${name}: yes for completed/${money}, no for ${status}/${money}`)
          }
        }
      }
    }
  })

  it.each(Gateway.ids)("%s: from success on it is secured, to its end", (type) => {
    const entry: Gateway.Entry = Gateway.catalogue[type]
    const { settled, shipped, success } = entry.statuses ?? { success: ["completed", "completed"] as const }
    if (success[0] === "uncleared") return assert.strictEqual(Status.isSecured(order(type, success.join("/"))), false)
    for (const pair of [success, shipped ?? ["shipped", success[1]], settled ?? success, ["shipped", "completed"]]) {
      assert.isTrue(Status.isSecured(order(type, pair.join("/"))), `${type} ${pair.join("/")}`)
    }
    assert.isTrue(Status.isPaid(order(type, (settled ?? success).join("/"))))
    assert.strictEqual(Status.isPaid(order(type, success.join("/"))), settled === undefined)
  })

  it("what is placed is read like what is looked up, and a session is none of it", () => {
    assert.strictEqual(yes({}), "")
    assert.strictEqual(yes({ amount: 1000 }), "")
  })

  it("an order given back in full is secured no more, whatever its words say", () => {
    assert.isFalse(Status.isSecured(order("KLARNA", "shipped/uncleared", { amount_refunded: 1000 })))
    assert.isTrue(Status.isSecured(order("KLARNA", "shipped/uncleared", { amount_refunded: 999 })))
  })

  it("a payment by gift card alone is not refundable, one completed by another method is", () => {
    const paidWith = (...types: ReadonlyArray<string>) =>
      Status.canRefund(
        order(types.at(0) ?? "", "completed/completed", { payment_methods: types.map((type) => ({ type })) })
      )
    assert.isFalse(Status.canRefund(order("FASHIONCHQ", "completed/completed")))
    assert.isFalse(paidWith("FASHIONCHQ"))
    assert.isFalse(paidWith("COUPON"))
    assert.isFalse(paidWith("COUPON", "FASHIONCHQ"))
    assert.isTrue(paidWith("COUPON", "IDEAL"))
    assert.isTrue(paidWith("IDEAL", "COUPON"))
    assert.isTrue(paidWith("FASHIONCHQ", "VISA"))
    assert.isFalse(paidWith("PSAFECARD"))
  })

  it.prop(
    "nothing is paid or may ship while its status is unknown",
    { status: Schema.String, type: Schema.Literals(["PAYPAL", "KLARNA", "IDEAL"]) },
    ({ status, type }) => {
      const known = new Set<string>(Status.orderStatuses).has(Status.normalize(status))
      return known || yes(order(type, `${status.replaceAll("/", "")}/completed`)) === ""
    }
  )
})

describe("Status.normalize", () => {
  it("knows the drifting spellings", () => {
    assert.strictEqual(Status.normalize("chargedback"), "chargeback")
    assert.strictEqual(Status.normalize("canceled"), "cancelled")
    assert.strictEqual(Status.normalize("Canceled"), "cancelled")
    assert.strictEqual(Status.normalize("Partial_refunded"), "partial_refunded")
  })

  it("returns unknown words unchanged", () => {
    assert.strictEqual(Status.normalize("Hold"), "Hold")
    assert.strictEqual(Status.normalize(""), "")
  })
})

describe("Status.match", () => {
  const known = (word: string) => (): string => word
  const cases = {
    initialized: known("started"),
    uncleared: known("underway"),
    completed: (order: { readonly status: string; readonly order_id: string }) => `done ${order.order_id}`,
    shipped: known("shipped"),
    declined: known("declined"),
    expired: known("expired"),
    cancelled: known("cancelled"),
    void: known("void"),
    reserved: known("reserved"),
    refunded: known("refunded"),
    partial_refunded: known("part"),
    chargeback: known("chargeback"),
    unknown: (raw: string) => raw
  }

  it("calls the function of the status with the order", () => {
    assert.strictEqual(Status.match({ status: "completed", order_id: "7" }, cases), "done 7")
  })

  it("calls the function of the status another spelling means", () => {
    assert.strictEqual(Status.match({ status: "chargedback", order_id: "7" }, cases), "chargeback")
  })

  it("hands unknown words over as they came, financial ones and object keys included", () => {
    for (const status of ["Hold", "toString", "unknown", "__proto__"]) {
      assert.strictEqual(Status.match({ status, order_id: "7" }, cases), status)
    }
  })

  it("works behind pipe too", () => {
    assert.strictEqual(pipe({ status: "void", order_id: "7" }, Status.match(cases)), "void")
  })

  it("asks for every status (checked by the compiler)", () => {
    const { shipped: _, ...incomplete } = cases
    const call = (details: OrderDetails.OrderDetails) => {
      // @ts-expect-error shipped is missing
      return Status.match({ ...details, order_id: "7" }, incomplete)
    }
    assert.isFunction(call)
  })

  it("types the result as what the functions return", () => {
    const result: string | number = Status.match({ status: "void" }, { ...cases, completed: () => 1 })
    assert.strictEqual(result, "void")
  })
})
