// Card data where no schema knows it to be card data: in a draft that is not checked yet, and in what a gateway that this library
// does not know is told. It is hidden there by the names of its fields.
import * as Redacted from "effect/Redacted"
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
