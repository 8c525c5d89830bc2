// A request that reached the API, without its secrets: what assertions about a shop's calls read.
import * as Schema from "effect/Schema"

/** @category models */
export const Received = Schema.Struct({
  id: Schema.Int,
  /** Epoch milliseconds of the sandbox's clock. */
  at: Schema.Finite,
  operation: Schema.String,
  method: Schema.String,
  path: Schema.String,
  order_id: Schema.optional(Schema.String),
  /** JSON text with `***` for secrets; a long one is cut, and says so. */
  body: Schema.String,
  /** Whether it changed anything. */
  committed: Schema.Boolean,
  /** HTTP status sent; undefined while it is being answered, or when no answer got out. */
  status: Schema.optional(Schema.Int),
  error_code: Schema.optional(Schema.Int),
  /** What was wrong with it, in the words of the answer. */
  problem: Schema.optional(Schema.String),
  fault: Schema.optional(Schema.String),
  /** Paths of fields that no such request has. The service ignores them without a word. */
  ignored: Schema.Array(Schema.String),
  /** What it asks the sandbox for and will not get, such as the chargeback of a method that has none. */
  warnings: Schema.Array(Schema.String)
})
export interface Received extends Schema.Schema.Type<typeof Received> {}
