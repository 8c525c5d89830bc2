// A file as the API takes it: Base64 text inside JSON. Documents of identity are nobody else's business, so the contents are a secret
// on the way out and, where an answer repeats them, on the way back.
import * as Schema from "effect/Schema"
import { secret } from "../secrets/secret.ts"
import { textUpTo } from "./text.ts"
import * as wire from "../answers/wire.ts"

const mimeTypes = ["application/pdf", "image/jpeg", "image/png"] as const

export const Upload = {
  encoded_content: secret(Schema.NonEmptyString, "encoded_content", ["JVBERi0xLjc="]),
  filename: textUpTo(250),
  mime_type: Schema.Literals(mimeTypes)
}

export const uploadFields = {
  encoded_content: wire.secret("encoded_content"),
  filename: wire.text,
  mime_type: wire.word(...mimeTypes)
}
