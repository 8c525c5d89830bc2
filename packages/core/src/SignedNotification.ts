// A notification whose signature has been checked: the proof that MultiSafepay (or somebody who holds the site's API key) said it.
// The signature covers a timestamp and the body exactly as received, byte for byte. A body that was parsed and printed again is
// another body, and the URL is not covered at all: `transactionid` and `timestamp` of the query prove nothing.
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Invalid from "./InvalidNotification.ts"
import * as Hmac from "./internal/signature/hmac.ts"
import * as Reserialized from "./internal/signature/reserialized.ts"

// Not exported as a value, with private bytes: a Verified can only come out of a verifier, and printing it shows no personal data.
class Verified {
  /** When it was signed, in unix seconds. A resend is signed anew. */
  readonly timestamp: number
  /** Which of the given keys signed it: 0 is the first. Above 0 the sender still uses a key that is being replaced. */
  readonly keyIndex: number
  readonly #body: Uint8Array

  constructor(body: Uint8Array, timestamp: number, keyIndex: number) {
    this.#body = body
    this.timestamp = timestamp
    this.keyIndex = keyIndex
  }

  /** The signed bytes, a fresh copy each time. */
  get body(): Uint8Array {
    return this.#body.slice()
  }

  /** The signed bytes as UTF-8 text. Bytes that are not UTF-8 become U+FFFD. */
  text(): string {
    return decoder.decode(this.#body)
  }
}
export type { Verified }

/** What arrives: the raw body and the value of the `Auth` header (its name is case-insensitive). @category models */
export interface Received {
  /** The bytes exactly as received. A string must be their undamaged UTF-8 text, never the print of a parsed value. */
  readonly body: Uint8Array | string
  readonly header: string | null | undefined
}

/** @category models */
export interface VerifierOptions {
  /**
   * The site's API key, or the terminal group's. While a key is being replaced: all keys that may still sign, the usual one first.
   * Blanks and invisible marks around a key are ignored.
   */
  readonly keys:
    | Redacted.Redacted<string>
    | readonly [Redacted.Redacted<string>, ...ReadonlyArray<Redacted.Redacted<string>>]
  /**
   * How far the signed time may lie from now; exactly that far is accepted. `past` is 10 minutes, as in the official libraries,
   * `future` 5 minutes (those accept any future). `Duration.infinity` turns a side off.
   */
  readonly window?:
    | { readonly past?: Duration.Input | undefined; readonly future?: Duration.Input | undefined }
    | undefined
}

/** @category models */
export interface Verifier {
  readonly verify: (received: Received) => Effect.Effect<Verified, Invalid.InvalidNotification>
}

/**
 * A verifier with its keys imported once, for a process that receives many notifications. Fails only with `UnusableKey`.
 *
 * It looks at the header, then the signature, then the clock. So whoever has no key learns nothing about the clock or the window,
 * and `Expired` means genuine but late. No header and no body makes it throw; headers of more than 256 characters are refused unread.
 *
 * @see https://docs.multisafepay.com/docs/webhook
 * @category constructors
 */
export const makeVerifier = Effect.fnUntraced(function* (
  options: VerifierOptions
): Effect.fn.Return<Verifier, Invalid.InvalidNotification> {
  const secrets = Array.isArray(options.keys)
    ? (options.keys as ReadonlyArray<Redacted.Redacted<string>>)
    : [options.keys as Redacted.Redacted<string>]
  const past = Duration.toMillis(options.window?.past ?? Duration.minutes(10))
  const future = Duration.toMillis(options.window?.future ?? Duration.minutes(5))

  // Without any, every notification would be taken for a forgery.
  if (secrets.length === 0) return yield* refused(new Invalid.UnusableKey({ keyIndex: 0, missing: true }))
  for (const [keyIndex, secret] of secrets.entries()) {
    const text = Hmac.keyText(secret)
    if (text === undefined) return yield* refused(new Invalid.UnusableKey({ keyIndex, unreadable: true }))
    if (text === "") return yield* refused(new Invalid.UnusableKey({ keyIndex }))
  }
  const keys = yield* Effect.forEach(secrets, Hmac.importKey)

  const signerOf = (signature: Bytes, message: Bytes, index = 0): Effect.Effect<number> =>
    index === keys.length
      ? Effect.succeed(-1)
      : Effect.flatMapEager(keys[index]!.verify(signature, message), (signed) =>
          signed ? Effect.succeed(index) : signerOf(signature, message, index + 1)
        )

  // Reached only when the signature is wrong; the answer goes into the error text and never makes a body acceptable.
  const isReserialized = Effect.fnUntraced(function* (header: Header, body: Uint8Array) {
    if (body.length > Reserialized.longest) return false
    const text = decoder.decode(body)
    for (const spelling of Reserialized.spellings(text)) {
      const index = yield* signerOf(header.signature, Hmac.message(header.prefix, Hmac.utf8(spelling)))
      if (index !== -1) return true
    }
    return Reserialized.looksPrinted(text)
  })

  const mismatch = Effect.fnUntraced(function* (header: Header, body: Uint8Array) {
    return yield* refused(
      body.length === 0
        ? new Invalid.SignatureMismatch({ reserialized: false, empty: true })
        : new Invalid.SignatureMismatch({ reserialized: yield* isReserialized(header, body) })
    )
  })

  const timely = ({ timestamp }: Header, now: number): Invalid.Reason | undefined => {
    const age = now - timestamp * 1000
    if (age > past) return new Invalid.Expired({ age: age / 1000 })
    return -age > future ? new Invalid.FromFuture({ ahead: -age / 1000 }) : undefined
  }

  // Without a generator: a tenth of what node:crypto takes for the whole.
  const verify: Verifier["verify"] = (received) =>
    Effect.withFiber((fiber) => {
      const header = readHeader(received.header)
      if ("_tag" in header) return Effect.fail(refused(header))
      const body = readBody(received.body)
      if (body === undefined) return Effect.fail(refused(new Invalid.SignatureMismatch({ reserialized: true })))
      const message = Hmac.message(header.prefix, body)
      return Effect.flatMapEager(signerOf(header.signature, message), (keyIndex) => {
        if (keyIndex === -1) return mismatch(header, body)
        const late = timely(header, fiber.getRef(Clock.Clock).currentTimeMillisUnsafe())
        return late === undefined
          ? Effect.succeed(new Verified(message.subarray(header.prefix.length), header.timestamp, keyIndex))
          : Effect.fail(refused(late))
      })
    })

  return { verify }
})

/**
 * Whether an `Auth` header could be one at all, before the body is read: fails with `MissingHeader` or `MalformedHeader`. Says nothing about
 * the signature or the clock.
 *
 * @category verification
 */
export const checkHeader = (header: string | null | undefined): Effect.Effect<void, Invalid.InvalidNotification> => {
  const read = readHeader(header)
  return "_tag" in read ? Effect.fail(refused(read)) : Effect.void
}

/**
 * Checks one notification. Imports the key each time: a server keeps a `makeVerifier` instead.
 *
 * @see https://docs.multisafepay.com/docs/webhook
 * @category verification
 */
export const verify = (options: Received & VerifierOptions): Effect.Effect<Verified, Invalid.InvalidNotification> =>
  Effect.flatMap(makeVerifier(options), (verifier) => verifier.verify(options))

/**
 * The `Auth` header MultiSafepay would send with `body`, for tests and for a stand-in of the service.
 *
 * `timestamp` is in unix seconds, now if left out; it is written as given, so that a test can sign nonsense.
 *
 * @category constructors
 */
export const sign = Effect.fnUntraced(function* (options: {
  readonly body: Uint8Array | string
  readonly key: Redacted.Redacted<string>
  readonly timestamp?: number | undefined
}): Effect.fn.Return<string> {
  const timestamp = options.timestamp ?? Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const prefix = `${timestamp}:`
  const key = yield* Hmac.importKey(options.key)
  const body = typeof options.body === "string" ? Hmac.utf8(options.body) : options.body
  return btoa(prefix + Hmac.toHex(yield* key.sign(Hmac.message(prefix, body))))
})

const decoder = new TextDecoder()

type Bytes = Uint8Array<ArrayBuffer>

interface Header {
  /** The timestamp as it was written, with its colon: what the signature covers. */
  readonly prefix: string
  readonly timestamp: number
  readonly signature: Bytes
}

// Strict on purpose: one header has one spelling. Upper-case hex, blanks inside, missing padding or spare bits are never sent, and
// both official libraries let some of them pass only because their decoders do. Fifteen digits stay exact integers.
const readHeader = (raw: unknown): Header | Invalid.Reason => {
  if (raw === undefined || raw === null || raw === "") return new Invalid.MissingHeader()
  if (typeof raw !== "string") return malformed("not one text")
  if (raw.length > 256) return malformed("too long")
  // Blanks around it are taken off when there are any, which is never.
  const text = fromBase64(raw) ?? fromBase64(/[^ \t](?:[^]*[^ \t])?/.exec(raw)?.[0] ?? "")
  if (text === "") return new Invalid.MissingHeader()
  if (text === undefined) return malformed("not base64")
  const [, prefix, timestamp] = /^((\d{1,15}):)/.exec(text) ?? []
  const signature = prefix === undefined ? undefined : Hmac.fromHex(text.slice(prefix.length))
  if (prefix === undefined || signature?.length !== 64) return malformed("not timestamp:signature")
  return { prefix, timestamp: Number(timestamp), signature }
}

// One spelling only: what atob forgives (blanks, missing padding, spare bits), btoa does not write.
const fromBase64 = (encoded: string): string | undefined => {
  const text = Result.getOrUndefined(Result.try(() => atob(encoded)))
  return text !== undefined && btoa(text) === encoded ? text : undefined
}

const malformed = (problem: Invalid.MalformedHeader["problem"]) => new Invalid.MalformedHeader({ problem })

// A body parser may have put an object where the types say bytes; views of another realm are not instances of our Uint8Array.
const readBody = (body: unknown): Uint8Array | undefined => {
  if (typeof body === "string") return Hmac.utf8(body)
  return ArrayBuffer.isView(body) ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength) : undefined
}

const refused = (reason: Invalid.Reason) => new Invalid.InvalidNotification({ reason })
