// An order as the service prints it, habits included: see `Quirks`. The `data` of a direct order's answer is the same with a few
// addresses added.
import * as Json from "../state/Json.ts"
import { entryOf } from "../rules/methods.ts"
import type { Quirks, Settings } from "../state/Settings.ts"
import * as State from "../state/State.ts"
import * as payment from "./payment.ts"
import { time } from "./time.ts"

type Fields = { readonly [key: string]: Json.Json | undefined }

/** An id: bare digits on the wire. */
export const number = (digits: string): Json.Json => BigInt(digits)

/** The shop's own id: a number when it looks like one and prints back the same. */
export const orderId = (id: string, quirks: Quirks): Json.Json =>
  quirks.numericOrderId && /^(?:0|[1-9]\d{0,14})$/.test(id) ? Number(id) : id

/** GET /orders/{id}, without the envelope. */
export const details = (state: State.State, order: State.Order, settings: Settings): Fields => {
  const { quirks } = settings
  const nothing = quirks.nulls ? null : undefined
  const blank = quirks.nulls ? "" : undefined
  const { details } = order
  return {
    ...(order.transaction_id === undefined ? {} : { transaction_id: number(order.transaction_id) }),
    order_id: orderId(order.order_id, quirks),
    ...(order.kind === "capture" ? { auth_order_id: State.byKey(state, order.parent)?.order_id } : {}),
    created: time(order.created, quirks),
    currency: order.currency,
    amount: order.amount,
    description: details.description,
    items: details.items ?? nothing,
    amount_refunded: order.refunded,
    status: order.status,
    financial_status: order.financial_status ?? nothing,
    reason: order.reason === "" ? blank : order.reason,
    reason_code: order.reason_code === "" ? blank : order.reason_code,
    fastcheckout: order.flow === "checkout" ? "YES" : "NO",
    modified: time(order.modified, quirks),
    ...(order.completed === undefined ? {} : { completed: time(order.completed, quirks) }),
    customer: customer(order, quirks),
    payment_details: payment.details(order, settings),
    costs: costs(order, quirks),
    related_transactions: related(state, order, quirks) ?? nothing,
    payment_methods: payment.methods(order, settings),
    custom_info: {
      custom_1: Json.string(details.custom_info?.["custom_1"]) ?? nothing,
      custom_2: Json.string(details.custom_info?.["custom_2"]) ?? nothing,
      custom_3: Json.string(details.custom_info?.["custom_3"]) ?? nothing
    },
    var1: details.vars[0] ?? nothing,
    var2: details.vars[1] ?? nothing,
    var3: details.vars[2] ?? nothing,
    ...cart(state, order, quirks)
  }
}

/** What `POST /orders/{id}/cancel` answers: no ids, no amount, and `null` for lists. */
export const cancelledSession = (order: State.Order, { quirks }: Settings): Fields => {
  const nothing = quirks.nulls ? null : undefined
  return {
    costs: [],
    created: time(order.created, quirks),
    custom_info: { custom_1: nothing, custom_2: nothing, custom_3: nothing },
    fastcheckout: "NO",
    financial_status: nothing,
    modified: time(order.modified, quirks),
    payment_details: {},
    payment_methods: nothing,
    status: order.status
  }
}

const customer = (order: State.Order, quirks: Quirks): Json.Json => {
  const nothing = quirks.nulls ? null : undefined
  const given = order.details.customer
  const field = (name: string) => Json.string(given?.[name]) ?? nothing
  const phone = field("phone")
  return {
    locale: Json.string(given?.["locale"]) ?? "en_US",
    first_name: Json.string(given?.["firstname"]) ?? field("first_name"),
    last_name: Json.string(given?.["lastname"]) ?? field("last_name"),
    address1: field("address1"),
    address2: field("address2"),
    house_number: field("house_number"),
    // Comes back without its blank.
    zip_code: Json.string(given?.["zip_code"])?.replaceAll(" ", "") ?? nothing,
    city: field("city"),
    state: field("state"),
    country: field("country"),
    country_name: countryName(field("country")) ?? nothing,
    company_name: field("company_name"),
    cocnumber: field("cocnumber"),
    ...(quirks.renamedPhone ? { phone1: phone, phone2: quirks.nulls ? "" : undefined } : { phone }),
    email: field("email"),
    ...(given?.["reference"] === undefined ? {} : { reference: field("reference") })
  }
}

const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" })

const countryName = (code: Json.Json | undefined): string | undefined =>
  typeof code === "string" && /^[A-Z]{2}$/.test(code) ? regions.of(code) : undefined

const isCharged = (order: State.Order) => order.phase === "paid" || order.phase === "settled"

const costs = (order: State.Order, quirks: Quirks): Json.Json =>
  isCharged(order) && order.kind === "payment" && order.transaction_id !== undefined
    ? [
        {
          transaction_id: number(order.transaction_id.slice(-9)),
          // Main unit here, unlike in lists of transactions.
          amount: 0.44,
          description: `0.44 For ${entryOf(order.method)?.name ?? order.method ?? ""} Transactions`,
          type: "SYSTEM",
          created: time(order.completed ?? order.modified, quirks),
          status: "completed"
        }
      ]
    : []

const relatedTypes = {
  refund: "refund",
  capture: "capture",
  chargeback: "chargeback",
  reversal: "reverse-chargeback",
  shipment: undefined,
  payment: undefined
} as const

const related = (state: State.State, order: State.Order, quirks: Quirks): Json.Json | undefined => {
  const entries = order.children.flatMap((key) => {
    const child = State.byKey(state, key)
    if (child === undefined || child.transaction_id === undefined) return []
    const type = child.phase === "void" && child.kind === "capture" ? "auth-cancellation" : relatedTypes[child.kind]
    if (type === undefined) return []
    return [
      {
        type,
        transaction_id: number(child.transaction_id),
        ...(child.order_id === order.order_id ? {} : { order_id: orderId(child.order_id, quirks) }),
        amount: child.amount,
        currency: child.currency,
        status: child.status,
        description: child.details.description,
        created: time(child.created, quirks),
        modified: time(child.modified, quirks),
        costs: [],
        ...dispute(child)
      }
    ]
  })
  return entries.length === 0 ? undefined : entries
}

// The day by which the merchant has to answer depends on the scheme, and how it is written no page shows: it is left out.
const dispute = (child: State.Order): Fields => {
  if (child.kind !== "chargeback" || entryOf(child.method)?.chargebacks === "undisputable") return {}
  return {
    dispute: {
      status: child.phase === "open" ? "new" : "closed",
      reason_code: child.reason_code === "" ? undefined : child.reason_code,
      reason_description: child.reason === "" ? undefined : child.reason
    }
  }
}

const cart = (state: State.State, order: State.Order, quirks: Quirks): Fields => {
  const items = State.cartLines(state, order)
  if (!Array.isArray(order.details.shopping_cart?.["items"]) && items.length === 0) return {}
  const tables = Json.record(order.details.checkout_options?.["tax_tables"])
  const standard = Json.record(tables?.["default"])
  const alternate = tables?.["alternate"]
  return {
    shopping_cart: { items: items.map((item) => cartItem(order, Json.record(item) ?? {}, quirks)) },
    // Without the `tax_tables` around them that the request has.
    checkout_options: {
      default:
        standard === undefined
          ? quirks.emptyLists
            ? []
            : {}
          : { shipping_taxed: standard["shipping_taxed"] === true, rate: decimal(standard["rate"] ?? 0, quirks) },
      alternate: (Array.isArray(alternate) ? alternate : []).map((table: unknown) =>
        taxTable(Json.record(table) ?? {}, quirks)
      )
    }
  }
}

const cartItem = (order: State.Order, item: { readonly [key: string]: unknown }, quirks: Quirks): Json.Json => {
  const blank = quirks.nulls ? "" : undefined
  const id = Json.string(item["merchant_item_id"]) ?? blank
  return {
    name: Json.string(item["name"]) ?? blank,
    description: Json.string(item["description"]) ?? blank,
    unit_price: decimal(item["unit_price"], quirks),
    currency: Json.string(item["currency"]) ?? order.currency,
    quantity: quirks.numericText ? (Json.string(item["quantity"]) ?? "1") : Number(item["quantity"] ?? 1),
    merchant_item_id: id !== undefined && quirks.numericOrderId && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : id,
    tax_table_selector: Json.string(item["tax_table_selector"]) ?? blank,
    weight:
      item["weight"] === undefined
        ? quirks.nulls
          ? { unit: null, value: null }
          : undefined
        : Json.from(item["weight"]),
    options: [],
    cashback: blank,
    image: blank,
    product_url: blank
  }
}

const taxTable = (table: { readonly [key: string]: unknown }, quirks: Quirks): Json.Json => {
  const rules = table["rules"]
  return {
    name: Json.string(table["name"]) ?? "",
    standalone: table["standalone"] === true ? true : quirks.nulls ? "" : false,
    rules: (Array.isArray(rules) ? rules : []).map((rule: unknown) => ({
      rate: decimal(Json.at(rule, "rate") ?? 0, quirks),
      country: quirks.nulls ? "" : Json.string(Json.at(rule, "country"))
    }))
  }
}

// "50.00" for 50, but never fewer digits than were sent.
const decimal = (value: unknown, quirks: Quirks): Json.Json => {
  const text = Json.string(value) ?? "0"
  if (!quirks.numericText) return Number(text)
  const [whole = "0", fraction = ""] = text.split(".")
  return `${whole}.${fraction.padEnd(2, "0")}`
}
