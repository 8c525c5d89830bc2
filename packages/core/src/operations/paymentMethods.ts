// Payment methods: everything a checkout needs to offer them.
import * as Answer from "../Answer.ts"
import { listed } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import { PaymentMethod, PaymentMethodLocale, PaymentMethodQuery } from "../PaymentMethod.ts"

export const list = Operation.make({
  name: "paymentMethods.list",
  method: "GET",
  path: "/payment-methods",
  effectClass: "read",
  summary: "List the payment methods of the site",
  query: PaymentMethodQuery,
  response: listed(PaymentMethod),
  docs: "listpaymentmethods"
})

export const get = Operation.make({
  name: "paymentMethods.get",
  method: "GET",
  path: "/payment-methods/{payment_method_id}",
  effectClass: "read",
  summary: "Get a payment method",
  query: PaymentMethodLocale,
  response: Answer.of(PaymentMethod),
  docs: "getpaymentmethod"
})
