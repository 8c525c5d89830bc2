// What the shop offers to its own pages and staff. A failed call of MultiSafepay is answered as a problem (RFC 9457) that is safe to show.
import { Schema } from "effect"
import { ProblemDetails } from "effect/http"
import { HttpApi, HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"

const problems = ([402, 404, 409, 422, 500, 502, 503, 504] as const).map((status) =>
  ProblemDetails.Schema.pipe(
    HttpApiSchema.asJson({ contentType: ProblemDetails.contentType }),
    HttpApiSchema.status(status)
  )
)

export class NoSuchOrder extends Schema.TaggedError<NoSuchOrder>()(
  "NoSuchOrder",
  { order_id: Schema.String },
  { httpApiStatus: 404 }
) {}

export class NotSubscribed extends Schema.TaggedError<NotSubscribed>()(
  "NotSubscribed",
  { customer: Schema.String },
  { httpApiStatus: 409 }
) {}

/** An order as the shop's own table has it. */
export class ShopOrder extends Schema.Class<ShopOrder>("ShopOrder")({
  order_id: Schema.String,
  state: Schema.Literals(["open", "paid", "over"]),
  amount: Schema.Int,
  refunded: Schema.Int
}) {}

/** Where the customer goes to pay. */
const ToPay = Schema.Struct({ order_id: Schema.String, payment_url: Schema.String })

const Amount = Schema.Int.check(Schema.isGreaterThan(0))
const order = { order_id: Schema.String }
const customer = { customer: Schema.String.check(Schema.isPattern(/^[\w-]{1,40}$/)) }

const orders = HttpApiGroup.make("orders").add(
  HttpApiEndpoint.post("checkout", "/checkout", {
    payload: Schema.Struct({
      lines: Schema.NonEmptyArray(Schema.Struct({ product: Schema.Literals(["chair", "mug"]), quantity: Amount })),
      email: Schema.String
    }),
    success: ToPay.pipe(HttpApiSchema.status(201)),
    error: problems
  }),
  HttpApiEndpoint.get("status", "/orders/:order_id", { params: order, success: ShopOrder, error: NoSuchOrder }),
  // PUT, and a number of the caller's: said again, it is the same refund.
  HttpApiEndpoint.put("refund", "/orders/:order_id/refunds/:number", {
    params: { ...order, number: Schema.FiniteFromString.check(Schema.isInt()) },
    payload: Schema.Struct({ amount: Amount }),
    success: Schema.Struct({ refund_order_id: Schema.String }),
    error: [NoSuchOrder, ...problems]
  }),
  HttpApiEndpoint.put("ship", "/orders/:order_id/shipment", {
    params: order,
    payload: Schema.Struct({ carrier: Schema.String, tracktrace_code: Schema.String }),
    success: HttpApiSchema.NoContent,
    error: problems
  })
)

const subscriptions = HttpApiGroup.make("subscriptions").add(
  HttpApiEndpoint.put("start", "/subscriptions/:customer", {
    params: customer,
    payload: Schema.Struct({ email: Schema.String }),
    success: ToPay,
    error: problems
  }),
  HttpApiEndpoint.put("charge", "/subscriptions/:customer/charges/:month", {
    params: { ...customer, month: Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}$/)) },
    success: ShopOrder,
    error: [NotSubscribed, ...problems]
  })
)

export const ShopApi = HttpApi.make("shop").add(orders, subscriptions)
