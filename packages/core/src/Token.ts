// A stored payment means of a customer, for recurring payments. Tokens belong to the account, not to a site, and they are
// found by the shop's own name for the customer (`customer.reference`).
import type * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { CardExpiry } from "./Card.ts"
import * as Gateway from "./Gateway.ts"
import { acknowledged, one } from "./internal/answers/data.ts"
import { optional } from "./internal/requests/optional.ts"
import { closed } from "./internal/requests/closed.ts"
import { wholeFrom } from "./internal/requests/query.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"

const bit: typeof wire.bool = { ...wire.bool, write: (value) => (value === true ? 1 : 0) }

/**
 * A token.
 *
 * @see https://docs.multisafepay.com/reference/listtokens
 * @category models
 */
export class Token extends wire.open<Token>("Token")(
  {
    /** What goes into an order as `recurring_id`. */
    token: wire.text,
    /** The gateway to order with. */
    code: wire.word(...Gateway.recurringIds),
    /** How to show it: `Card xxxx xxxx xxxx 4444`. */
    display: wire.text,
    name_holder: wire.text,
    /** First digits of the card; undeclared. Absent for other means. */
    bin: wire.text,
    /** Absent for what is not a card. */
    last4: wire.digits(4),
    /** `YYMM`. Absent for what is not a card. */
    expiry_date: wire.digits(4),
    /** 0 or 1 on the wire. */
    expired: bit,
    /** Also spelt `recurring_model`. */
    model: wire.word("cardOnFile", "subscription", "unscheduled")
  },
  {
    required: ["token"],
    spellings: { recurring_model: "model" }
  }
) {}

/** The list as it comes. @category models */
export class Tokens extends wire.open<Tokens>("Tokens")({ tokens: wire.many(Token.field) }) {}

/**
 * Gives a stored card another expiry date: `YYMM`, see `Card.expiry`. One older page reads it the other way round and prints an
 * example that is not.
 *
 * @see https://docs.multisafepay.com/reference/updatecardexpirydate
 * @category schemas
 */
export const UpdateToken = closed("UpdateToken", { expiry_date: CardExpiry })
export interface UpdateToken extends Schema.Schema.Type<typeof UpdateToken> {}

/** @category models */
export class UpdatedToken extends wire.open<UpdatedToken>("UpdatedToken")({ updated: wire.bool }) {}

/** @category models */
export class RemovedToken extends wire.open<RemovedToken>("RemovedToken")({ removed: wire.bool }) {}

/**
 * `limit` is 10 when left out. One old page shows 17 rows for a limit of 15.
 *
 * @category schemas
 */
export const TokenQuery = closed("TokenQuery", { limit: optional(wholeFrom(1)), offset: optional(wholeFrom(0)) })
export interface TokenQuery extends Schema.Schema.Type<typeof TokenQuery> {}

// A customer without tokens is answered with 410 and code 1000, like one that does not exist.
export const list = Operation.read({
  name: "tokens.list",
  path: "/recurring/{your_customer_reference}",
  summary: "List a customer's tokens",
  query: TokenQuery,
  response: Answer.of(one(Tokens)),
  docs: "listtokens"
})

export const get = Operation.read({
  name: "tokens.get",
  path: "/recurring/{your_customer_reference}/token/{your_token}",
  summary: "Get a token",
  response: Answer.of(Token),
  docs: "gettoken"
})

export const update = Operation.make({
  name: "tokens.update",
  method: "PATCH",
  path: "/recurring/{your_customer_reference}/update/{your_token}",
  effectClass: "convergent",
  summary: "Change the expiry date of a stored card",
  request: UpdateToken,
  response: acknowledged(UpdatedToken),
  docs: "updatecardexpirydate"
})

export const remove = Operation.make({
  name: "tokens.remove",
  method: "DELETE",
  path: "/recurring/{your_customer_reference}/remove/{your_token}",
  effectClass: "convergent",
  summary: "Delete a token",
  response: acknowledged(RemovedToken),
  docs: "deletetoken"
})
