// Text in a request that must not be printed: callers may hand over plain text (JSON pasted as a request) or a Redacted; decoding
// always gives a Redacted, and only encoding gives the text back.
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as SecretFields from "../../SecretFields.ts"
import { reveal } from "./reveal.ts"

/** Secret text as an answer has it. Effect's schema of a Redacted brings comparisons and codecs along that no answer is asked for. */
export const hidden = (label: SecretFields.SecretField): Schema.Codec<Redacted.Redacted<string>> =>
  Schema.declare<Redacted.Redacted<string>>((u): u is Redacted.Redacted<string> => reveal(u) !== undefined, {
    expected: "a Redacted that this copy of `effect` made",
    toCodecArbitrary: () =>
      Schema.link<Redacted.Redacted<string>>()(
        Schema.NonEmptyString,
        SchemaTransformation.transform({ decode: (text) => Redacted.make(text, { label }), encode: Redacted.value })
      )
  })

/** Secret text with its own rules. `examples` are what generators of test data use, so that no rule has to be guessed. */
export const secret = <S extends Schema.Codec<string>>(
  text: S,
  label: SecretFields.SecretField,
  examples: readonly [string, ...Array<string>]
) => {
  const hide = SchemaTransformation.transform<string | Redacted.Redacted<string>, string>({
    decode: (plain) => Redacted.make(plain, { label }),
    encode: (secret) => (typeof secret === "string" ? secret : Redacted.value(secret))
  })
  const Secret = Schema.declare<string | Redacted.Redacted<string>>(
    (u): u is string | Redacted.Redacted<string> => typeof u === "string" || reveal(u) !== undefined,
    {
      expected: "text, or a Redacted that this copy of `effect` made",
      toCodecArbitrary: () => Schema.link<string | Redacted.Redacted<string>>()(Schema.Literals(examples), hide)
    }
  )
  return text.pipe(Schema.decodeTo(Secret, hide))
}

/**
 * The same fields, with a card's number and security code redacted by their names: for a draft that is not checked yet, and for what a
 * gateway is told that this library does not know.
 */
export const hideCard = <I extends { readonly [field: string]: unknown }>(info: I): I => {
  const plain = SecretFields.card.filter((field) => typeof info[field] === "string")
  return plain.length === 0
    ? info
    : {
        ...info,
        ...Object.fromEntries(plain.map((field) => [field, Redacted.make(String(info[field]), { label: field })]))
      }
}
