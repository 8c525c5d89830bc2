// What the tests of this package share: a plain caller of the API that knows nothing of the library's client.
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as Operations from "@effect-multisafepay/core/Operations"
import { match } from "../src/internal/api/Route.ts"

export const base = "https://testapi.multisafepay.com/v1/json"

export interface Answered {
  readonly status: number
  readonly text: string
  readonly headers: { readonly [name: string]: string | undefined }
  readonly json: { readonly [key: string]: unknown }
  readonly data: { readonly [key: string]: unknown }
}

type Method = "GET" | "POST" | "PATCH" | "DELETE"

export const callAt =
  (baseUrl: string, key: string | undefined = "sandbox-api-key") =>
  (method: Method, path: string, body?: unknown) =>
    Effect.gen(function* () {
      const request = HttpClientRequest.make(method)(`${baseUrl}${path}`).pipe(
        key === "" ? (self) => self : HttpClientRequest.setHeader("api_key", key),
        body === undefined
          ? (self) => self
          : HttpClientRequest.bodyText(typeof body === "string" ? body : JSON.stringify(body), "application/json")
      )
      const response = yield* HttpClient.execute(request)
      const text = yield* response.text
      const json = Result.getOrElse(ExactJson.parseResult(text), () => ({})) as { readonly [key: string]: unknown }
      // Every successful answer must be what core says the operation answers.
      const operation = Operations.all.find(
        (one) => one.method === method && match(one.path, path.replace(/\?.*$/, "")) !== undefined
      )
      if (response.status === 200 && operation !== undefined && json["success"] === true) {
        yield* Schema.decodeUnknownEffect(operation.response as Schema.Codec<unknown, unknown>)(json)
      }
      return {
        status: response.status,
        headers: response.headers,
        text,
        json,
        data: (json["data"] ?? {}) as Answered["data"]
      }
    })

export const call = callAt(base)

/** `404 1006`, or the status and `ok`. */
export const verdict = (answered: Answered): string =>
  answered.json["error_code"] === undefined
    ? `${answered.status}`
    : `${answered.status} ${String(answered.json["error_code"])}`

export const notification_url = "https://shop.test/notification"

export const redirect = (order_id: string, more: object = {}) => ({
  type: "redirect",
  gateway: "IDEAL",
  order_id,
  amount: 1000,
  currency: "EUR",
  description: "Two tickets",
  payment_options: {
    notification_url,
    redirect_url: "https://shop.test/thanks",
    cancel_url: "https://shop.test/cancelled"
  },
  ...more
})

const customer = {
  locale: "en_US",
  ip_address: "123.123.123.123",
  first_name: "Simon",
  last_name: "Smit",
  address1: "Kraanspoor",
  house_number: "39C",
  zip_code: "1033 SC",
  city: "Amsterdam",
  country: "NL",
  phone: "0208500500",
  email: "simon@shop.test",
  reference: "customer-1"
}

export const card = (order_id: string, card_number: string, more: object = {}) => ({
  type: "direct",
  gateway: "CREDITCARD",
  order_id,
  amount: 1000,
  currency: "EUR",
  description: "Two tickets",
  payment_options: { notification_url, redirect_url: "https://shop.test/thanks" },
  customer,
  gateway_info: {
    card_number,
    card_holder_name: "Simon Smit",
    card_expiry_date: "3012",
    card_cvc: "123",
    flexible_3d: false
  },
  ...more
})

export const cart = {
  shopping_cart: {
    items: [
      { name: "Book", unit_price: "10.00", quantity: 2, merchant_item_id: "1111", tax_table_selector: "high" },
      { name: "Pen", unit_price: "5.00", quantity: 1, merchant_item_id: "pen", tax_table_selector: "high" }
    ]
  },
  checkout_options: {
    tax_tables: {
      default: { shipping_taxed: true, rate: 0.21 },
      alternate: [{ name: "high", rules: [{ rate: 0.21, country: "NL" }] }]
    }
  }
}

export const payLater = (order_id: string, gateway: string, more: object = {}) => ({
  type: "redirect",
  gateway,
  order_id,
  amount: 3025,
  currency: "EUR",
  description: "Books",
  payment_options: { notification_url },
  customer,
  delivery: customer_delivery(),
  ...cart,
  ...more
})

function customer_delivery() {
  const { ip_address: _ip, locale: _locale, reference: _reference, ...delivery } = customer
  return delivery
}

export const debit = (order_id: string, iban: string, more: object = {}) => ({
  type: "direct",
  gateway: "DIRDEB",
  order_id,
  amount: 1000,
  currency: "EUR",
  description: "Membership",
  payment_options: { notification_url },
  customer,
  gateway_info: {
    account_id: iban,
    account_holder_iban: iban,
    account_holder_name: "Simon Smit",
    emandate: "mandate-1"
  },
  ...more
})

export const customerFields = customer
