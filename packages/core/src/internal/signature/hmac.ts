// HMAC-SHA-512, compared in constant time by the platform: no signature is ever compared as text. Through WebCrypto the same code runs on
// Node, Deno, Bun and at the edge. Where there is `node:crypto` it is used instead: a hash of some kilobytes takes a few microseconds, and
// WebCrypto would spend several times that on the way to a thread and back (bench/notification.ts).
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as ApiKey from "../../ApiKey.ts"
import { reveal, unreadable } from "../secrets/reveal.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** A key ready for use, which no longer shows itself. */
export interface Key {
  /** Whether `signature` (64 bytes) belongs to `message`, in constant time. May be found out before the effect runs. */
  readonly verify: (signature: Bytes, message: Bytes) => Effect.Effect<boolean>
  /** The 64 bytes that belong to `message`. */
  readonly sign: (message: Bytes) => Effect.Effect<Bytes>
}

const encoder = new TextEncoder()

/** UTF-8 bytes; a lone surrogate becomes U+FFFD rather than an exception. */
export const utf8 = (text: string): Bytes => encoder.encode(text)

/** The key as the client sends it. Undefined when it cannot be read. */
export const keyText = (key: Redacted.Redacted<string>): string | undefined => {
  const text = reveal(key)
  return text === undefined ? undefined : ApiKey.meant(text)
}

/** HMAC fills a short key up with zero bytes, so one zero byte is the empty key, which no platform wants to import. */
const keyBytes = (key: Redacted.Redacted<string>): Bytes => {
  const text = keyText(key)
  if (text === undefined) throw new Error(`the key ${unreadable}`)
  const bytes = utf8(text)
  return bytes.length === 0 ? new Uint8Array(1) : bytes
}

const algorithm = { name: "HMAC", hash: "SHA-512" }

/** A key of WebCrypto, which every runtime has. */
export const webKey = (key: Redacted.Redacted<string>): Effect.Effect<Key> =>
  Effect.map(
    Effect.promise(() =>
      globalThis.crypto.subtle.importKey("raw", keyBytes(key), algorithm, false, ["sign", "verify"])
    ),
    (key) => ({
      verify: (signature, message) =>
        Effect.promise(() => globalThis.crypto.subtle.verify(algorithm, key, signature, message)),
      sign: (message) =>
        Effect.map(
          Effect.promise(() => globalThis.crypto.subtle.sign(algorithm, key, message)),
          (buffer) => new Uint8Array(buffer)
        )
    })
  )

// As much of node:crypto as is needed here.
interface NodeCrypto<Secret> {
  readonly createSecretKey: (bytes: Bytes) => Secret
  readonly createHmac: (hash: "sha512", key: Secret) => { update: (data: Bytes) => { digest: () => Bytes } }
  readonly timingSafeEqual: (one: Bytes, other: Bytes) => boolean
}

/** A key of node:crypto, which answers at once. */
export const nodeKey = <Secret>(crypto: NodeCrypto<Secret>, key: Redacted.Redacted<string>): Key => {
  const secret = crypto.createSecretKey(keyBytes(key))
  const sign = (message: Bytes): Bytes => crypto.createHmac("sha512", secret).update(message).digest()
  return {
    verify: (signature, message) =>
      Effect.succeed(signature.length === 64 && crypto.timingSafeEqual(sign(message), signature)),
    sign: (message) => Effect.sync(() => sign(message))
  }
}

// Asked of the running program, so that no bundler for a browser meets the name of a module it does not have.
const { process } = globalThis as {
  readonly process?: { readonly getBuiltinModule?: (name: "node:crypto") => NodeCrypto<unknown> | undefined }
}
const node = process?.getBuiltinModule?.("node:crypto")

/** The key as the platform holds it. */
export const importKey = (key: Redacted.Redacted<string>): Effect.Effect<Key> =>
  node === undefined ? webKey(key) : Effect.sync(() => nodeKey(node, key))

/** What is signed: `prefix` (`timestamp:`, ASCII) and then the body, in bytes of our own that nobody else can change. */
export const message = (prefix: string, body: Uint8Array): Bytes => {
  const bytes = new Uint8Array(prefix.length + body.length)
  for (let i = 0; i < prefix.length; i++) bytes[i] = prefix.charCodeAt(i)
  bytes.set(body, prefix.length)
  return bytes
}

/** Lower-case hex, as in the header. */
export const toHex = (bytes: Uint8Array): string => {
  let text = ""
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0")
  return text
}

/** The bytes that lower-case hex stands for. Undefined for anything else. */
export const fromHex = (text: string): Bytes | undefined => {
  const bytes = new Uint8Array(text.length >>> 1)
  let seen = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = (nibble(text.charCodeAt(2 * i)) << 4) | nibble(text.charCodeAt(2 * i + 1))
    seen |= byte
    bytes[i] = byte
  }
  return (seen & ~0xff) === 0 && text.length % 2 === 0 ? bytes : undefined
}

// More than any nibble for what is no digit.
const nibble = (code: number): number =>
  code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : 0x100
