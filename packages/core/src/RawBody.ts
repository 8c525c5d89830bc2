// A request's body as it arrives: for whoever stands where the service stands, such as a sandbox or a proxy. The schemas of this library
// say what should be sent; the service reads more than that.
import type * as Schema from "effect/Schema"
import { CreateOrder, tidy } from "./CreateOrder.ts"
import { dropBlank, isPlain } from "./internal/requests/blank.ts"
import { meant } from "./internal/requests/closed.ts"
import { loosen } from "./internal/requests/loosen.ts"
import { words } from "./internal/requests/words.ts"

/** @category models */
export interface Read {
  /** The body as its schema would have it written. Whether it is right is for the schema to say. */
  readonly body: unknown
  /** The wire paths of what the request does not have, such as `delivery.something`: the service ignores it, so it is left out. */
  readonly ignored: ReadonlyArray<string>
}

/**
 * Reads a body as the service does, before any schema judges it: `null`, `""` and PHP's `[]` for an object count as absent; numbers and
 * booleans written as text are read as such, numbers become text where text is due; words and gateway ids may be in any case; fields that
 * the request does not have are left out, and named.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category parsing
 */
export const read = (schema: Schema.Constraint, body: unknown): Read => {
  const ignored: Array<string> = []
  const habits = { words, onUnknown: (path: string) => ignored.push(path) }
  if (schema.ast === CreateOrder.ast) return { body: tidy(body, habits), ignored }
  const given = dropBlank(body)
  // PHP prints an empty body as a list.
  const fields = Array.isArray(given) && given.length === 0 ? {} : given
  return { body: isPlain(fields) ? loosen(meant(schema.ast, fields), fields, habits) : fields, ignored }
}
