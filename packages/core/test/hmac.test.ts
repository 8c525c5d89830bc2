// Node's own HMAC and WebCrypto's are one function: whatever key and message, each accepts what the other signs, and nothing else.
import * as nodeCrypto from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Hmac from "../src/internal/signature/hmac.ts"

const Bytes = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))

describe("HMAC-SHA-512", () => {
  it.effect.prop(
    "is the same through node:crypto and WebCrypto, for any key and any message",
    { text: Schema.String, bytes: Bytes, at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 511 })) },
    ({ at, bytes, text }) =>
      Effect.gen(function* () {
        const secret = Redacted.make(text)
        const message = Uint8Array.from(bytes)
        const keys = [Hmac.nodeKey(nodeCrypto, secret), yield* Hmac.webKey(secret), yield* Hmac.importKey(secret)]
        const signatures = yield* Effect.forEach(keys, (key) => key.sign(message))
        assert.deepStrictEqual(new Set(signatures.map((signature) => Buffer.from(signature).toString("hex"))).size, 1)
        const right = Uint8Array.from(signatures[0] ?? [])
        const wrong = Uint8Array.from(right)
        wrong[at >> 3] = (wrong[at >> 3] ?? 0) ^ (1 << (at & 7))
        for (const key of keys) {
          assert.isTrue(yield* key.verify(right, message))
          assert.isFalse(yield* key.verify(wrong, message))
          assert.isFalse(yield* key.verify(right.slice(0, 63), message))
          assert.isFalse(yield* key.verify(new Uint8Array(0), message))
        }
      })
  )
})
