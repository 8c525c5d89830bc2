// What the stand-in of the payment component puts into `payment_data.payload`: what may be kept of a card and no more, so that no card
// number and no security code leaves the shop's page. The vendor's own payload is encrypted and of no documented form; one that does
// not read as ours is taken as it comes.
import * as Schema from "effect/Schema"
import type { Card } from "../state/State.ts"
import { brandOf } from "./methods.ts"

const digits = (pattern: RegExp) => Schema.String.check(Schema.isPattern(pattern))

const Payload = Schema.StringFromBase64Url.pipe(
  Schema.decodeTo(
    Schema.fromJsonString(
      Schema.Struct({
        bin: digits(/^\d{6}$/),
        last4: digits(/^\d{4}$/),
        expiry: digits(/^\d{4}$/),
        holder: Schema.String.check(Schema.isMaxLength(100))
      })
    )
  )
)

const decode = Schema.decodeUnknownOption(Payload)

/** The card behind a payload of the stand-in. */
export const componentCard = (payload: unknown): Card | undefined => {
  const read = decode(payload)
  return read._tag === "None" ? undefined : { ...read.value, brand: brandOf(read.value.bin) }
}
