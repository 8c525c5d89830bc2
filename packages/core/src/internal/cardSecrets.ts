// Card data where no schema knows it to be card data: in a draft that is not checked yet, and in what a gateway that this library
// does not know is told. It is hidden there by the names of its fields.
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as SecretFields from "../SecretFields.ts"

type Info = { readonly [field: string]: unknown }

/** The same fields, with a card's number and security code redacted. */
export const hide = <I extends Info>(info: I): I => {
  const plain = SecretFields.card.filter((field) => typeof info[field] === "string")
  return plain.length === 0
    ? info
    : {
        ...info,
        ...Object.fromEntries(plain.map((field) => [field, Redacted.make(String(info[field]), { label: field })]))
      }
}

/** `gateway_info` of an unknown gateway: whatever it asks for. @category models */
export interface OpenInfo {
  readonly [field: string]: Schema.Json | Redacted.Redacted<string> | undefined
}

const Wire = Schema.Record(Schema.String, Schema.Json)

const hidden = SchemaTransformation.transform<OpenInfo, typeof Wire.Type>({
  decode: hide,
  encode: (info) =>
    Object.fromEntries(
      Object.entries(info).map(([field, value]) => [field, Redacted.isRedacted(value) ? Redacted.value(value) : value])
    ) as typeof Wire.Type
})

const isOpenInfo = (u: unknown): u is OpenInfo => typeof u === "object" && u !== null && !Array.isArray(u)

/** Any JSON object; card data in it is redacted as soon as it is read. */
export const OpenInfo = Wire.pipe(
  Schema.decodeTo(
    Schema.declare<OpenInfo>(isOpenInfo, {
      expected: "an object",
      toCodecArbitrary: () => Schema.link<OpenInfo>()(Wire, hidden)
    }),
    hidden
  )
)
