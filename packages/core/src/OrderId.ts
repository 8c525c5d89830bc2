// The shop's own name for an order. Everything hangs on it: it is the only handle by which a lost answer can be found again,
// because the API has no idempotency keys. Choose it before the first attempt and keep it.
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

/**
 * An order's id in a request: 1 to 50 characters.
 *
 * A string in the program. On the wire it may also be an integer (the API's older pages ask for one when it has only digits);
 * it is always sent as a string. `.` and `..` cannot stand in a URL path and control characters cannot be read back, so both are
 * refused here rather than after the customer has paid.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
const Text = Schema.NonEmptyString.check(
  Schema.isMaxCodePoints(50, { message: "must be at most 50 characters" }),
  Schema.isPattern(/^(?!\.{1,2}$)[^\u0000-\u001f\u007f]+$/, {
    message: "must not contain control characters, nor be `.` or `..`"
  }),
  // Half of a surrogate pair can be sent in JSON and not asked for in an address.
  Schema.isPattern(/^[^\ud800-\udfff]*$/u, { message: "must be well-formed text" })
).annotate({ expected: "text or an integer of at most 50 characters" })

export const OrderId = Schema.Union([
  Text,
  Schema.Int.pipe(
    Schema.decodeTo(Text, SchemaTransformation.transform({ decode: (id) => String(id), encode: (id) => Number(id) }))
  )
]).annotate({ identifier: "OrderId", message: "must be text of 1 to 50 characters" })

/** @category models */
export type OrderId = string

/**
 * The id of the n-th child of an order (its refunds, captures, shipments), derived from the order's own id and a number the shop
 * keeps: `my-order-1-refund-2`. Never derive it from time or chance, or a repeated call makes a second refund.
 * Where the result would pass 50 characters, a digest stands for the end of the order's id, so that two long ids which differ only
 * there have different children.
 *
 * @category constructors
 */
export const child = (orderId: string, kind: string, n: number): string => {
  const suffix = `-${kind}-${n}`
  const whole = `${orderId}${suffix}`
  if (whole.length <= 50) return whole
  const end = `~${digest(orderId)}${suffix}`
  // Half a character cannot be sent.
  const start = orderId.slice(0, Math.max(0, 50 - end.length)).replace(/[\ud800-\udbff]$/, "")
  return `${start}${end}`
}

/**
 * The order that an id made by `child` belongs to; none for another id, and for one that was too long to keep its order's id whole.
 *
 * @category accessors
 */
export const parent = (id: string): Option.Option<string> => {
  const match = /^(.*)-(?:refund|capture|shipment)-\d+$/s.exec(id)
  return match?.[1] === undefined || match[1] === "" || /~[0-9a-z]{14}$/.test(match[1])
    ? Option.none()
    : Option.some(match[1])
}

// FNV-1a, twice with different seeds: fourteen digits of base 36. It must never change, or a repeated refund would get a new id.
const digest = (text: string): string =>
  [0x811c9dc5, 0x01234567]
    .map((seed) => {
      let hash = seed
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
      return (hash >>> 0).toString(36).padStart(7, "0")
    })
    .join("")
