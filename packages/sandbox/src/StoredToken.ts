// A stored card or account as the control service shows it, with what its next charges will come to.
import * as Schema from "effect/Schema"
import { Renewal } from "./Renewal.ts"

/** @category models */
export const StoredToken = Schema.Struct({
  /** What `recurring_id` of an order charges. */
  token: Schema.String,
  /** The shop's reference of the customer. */
  reference: Schema.String,
  /** The method it was stored with, such as `VISA`. */
  code: Schema.String,
  /** Of a card, `YYMM`. */
  expiry: Schema.optional(Schema.String),
  /** Its month is over: charges are declined (4005) until the shop renews it. */
  expired: Schema.Boolean,
  /** How the next charges end, soonest first. What comes after them completes. */
  renewals: Schema.Array(Renewal)
})
export interface StoredToken extends Schema.Schema.Type<typeof StoredToken> {}
