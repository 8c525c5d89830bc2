// Text in a request that must not be printed: callers may hand over plain text (JSON pasted as a request) or a Redacted; decoding
// always gives a Redacted, and only encoding gives the text back.
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import type { SecretField } from "../../SecretFields.ts"

/** Secret text with its own rules. `examples` are what generators of test data use, so that no rule has to be guessed. */
export const secret = <S extends Schema.Codec<string>>(
  text: S,
  label: SecretField,
  examples: readonly [string, ...Array<string>]
) => {
  const hide = SchemaTransformation.transform<string | Redacted.Redacted<string>, string>({
    decode: (plain) => Redacted.make(plain, { label }),
    encode: reveal
  })
  const Secret = Schema.declare<string | Redacted.Redacted<string>>(
    (u): u is string | Redacted.Redacted<string> => typeof u === "string" || Redacted.isRedacted(u),
    {
      expected: "text",
      toCodecArbitrary: () => Schema.link<string | Redacted.Redacted<string>>()(Schema.Literals(examples), hide)
    }
  )
  return text.pipe(Schema.decodeTo(Secret, hide))
}

const reveal = (secret: string | Redacted.Redacted<string>): string =>
  typeof secret === "string" ? secret : Redacted.value(secret)
