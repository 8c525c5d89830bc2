// HMAC-SHA-512 through WebCrypto, so that the same code runs on Node, Deno, Bun and at the edge. Everything is asynchronous, and the
// comparison is `subtle.verify`, which the platform does in constant time: no signature is ever compared as text.
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { value as reveal } from "effect/Redacted"

type Bytes = Uint8Array<ArrayBuffer>

const algorithm = { name: "HMAC", hash: "SHA-512" }
const encoder = new TextEncoder()

/** UTF-8 bytes; a lone surrogate becomes U+FFFD rather than an exception. */
export const utf8 = (text: string): Bytes => encoder.encode(text)

/** The key as both official libraries read it: without the blanks that a copied secret often carries. */
export const keyText = (key: Redacted.Redacted<string>): string => reveal(key).trim()

/**
 * The platform's own key object, not extractable. HMAC fills a short key up with zero bytes, so one zero byte is the empty key,
 * which WebCrypto refuses to import.
 */
export const importKey = (key: Redacted.Redacted<string>): Effect.Effect<CryptoKey> =>
  Effect.promise(() => {
    const bytes = utf8(keyText(key))
    return globalThis.crypto.subtle.importKey("raw", bytes.length === 0 ? new Uint8Array(1) : bytes, algorithm, false, [
      "sign",
      "verify"
    ])
  })

/** Whether `signature` (64 bytes) belongs to `message`, in constant time. */
export const verify = (key: CryptoKey, signature: Bytes, message: Bytes): Effect.Effect<boolean> =>
  Effect.promise(() => globalThis.crypto.subtle.verify(algorithm, key, signature, message))

/** The 64 bytes that belong to `message`. */
export const sign = (key: CryptoKey, message: Bytes): Effect.Effect<Bytes> =>
  Effect.map(
    Effect.promise(() => globalThis.crypto.subtle.sign(algorithm, key, message)),
    (buffer) => new Uint8Array(buffer)
  )

/** What is signed: `prefix` (`timestamp:`, ASCII) and then the body, in bytes of our own that nobody else can change. */
export const message = (prefix: string, body: Uint8Array): Bytes => {
  const bytes = new Uint8Array(prefix.length + body.length)
  encoder.encodeInto(prefix, bytes)
  bytes.set(body, prefix.length)
  return bytes
}

/** Lower-case hex, as in the header. */
export const toHex = (bytes: Uint8Array): string => {
  let text = ""
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0")
  return text
}

/** Bytes of a text already known to be lower-case hex digits of even length. */
export const fromHex = (text: string): Bytes => {
  const bytes = new Uint8Array(text.length >>> 1)
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (nibble(text.charCodeAt(2 * i)) << 4) | nibble(text.charCodeAt(2 * i + 1))
  }
  return bytes
}

const nibble = (code: number): number => (code < 58 ? code - 48 : code - 87)
