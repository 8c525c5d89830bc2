// Why a notification is refused: one error, whose tagged `reason` is for `Effect.catchReason`. The messages are for the shop's own
// logs and say what to do; none holds a key, a signature or a value of the body. The sender gets an error status and no details.
import * as Schema from "effect/Schema"
import { unreadable } from "./internal/secrets/reveal.ts"

/** No `Auth` header, or an empty one. @category reasons */
export class MissingHeader extends Schema.TaggedError<MissingHeader>("@effect-multisafepay/core/MissingHeader")(
  "MissingHeader",
  {}
) {
  override get message() {
    return "no Auth header, so nothing proves who sent this. Pass the value of the `auth` header; a notification by GET is never signed: read the order from the API instead"
  }
}

/**
 * The `Auth` header is not the base64 of `timestamp:signature`. `problem` says which part is wrong.
 *
 * @category reasons
 */
export class MalformedHeader extends Schema.TaggedError<MalformedHeader>("@effect-multisafepay/core/MalformedHeader")(
  "MalformedHeader",
  { problem: Schema.Literals(["not one text", "too long", "not base64", "not timestamp:signature"]) }
) {
  override get message() {
    return `the Auth header is ${this.problem}. Pass its value unchanged: the base64 of unix seconds, a colon and 128 lower-case hex digits`
  }
}

/**
 * The key at `keyIndex` is blank, so that anybody could sign with it, or (`unreadable`) cannot be read at all, or (`missing`) there is none.
 *
 * @category reasons
 */
export class UnusableKey extends Schema.TaggedError<UnusableKey>("@effect-multisafepay/core/UnusableKey")(
  "UnusableKey",
  {
    keyIndex: Schema.Int,
    unreadable: Schema.optionalKey(Schema.Literal(true)),
    missing: Schema.optionalKey(Schema.Literal(true))
  }
) {
  override get message() {
    if (this.missing === true)
      return "there is no API key: the list of keys is empty. Check where the keys are read from"
    if (this.unreadable === true) return `API key ${this.keyIndex} ${unreadable}`
    return `API key ${this.keyIndex} is blank, and anybody could sign with it. Check where the key is read from`
  }
}

/**
 * None of the keys signed these bytes. `reserialized` when the body looks like JSON that was parsed and printed again: proved when
 * another spelling of it matches the signature, otherwise a guess from its looks. `empty` when there are no bytes at all.
 *
 * @category reasons
 */
export class SignatureMismatch extends Schema.TaggedError<SignatureMismatch>(
  "@effect-multisafepay/core/SignatureMismatch"
)("SignatureMismatch", { reserialized: Schema.Boolean, empty: Schema.optionalKey(Schema.Literal(true)) }) {
  override get message() {
    if (this.empty === true) {
      return "the signature does not match, because the body is empty: something has read it before. Pass the raw bytes of the untouched request, from before any body parser"
    }
    const key = "check that the key is the one of the site and of the environment (test or live) that sent this"
    return this.reserialized
      ? `the signature does not match, and this body looks re-serialised: pass the raw bytes of the request, from before any JSON parser. If they are raw, ${key}`
      : `the signature does not match: ${key}, and that the body is the raw bytes of the request`
  }
}

/** Genuine, but signed too long ago. `age` is in seconds. @category reasons */
export class Expired extends Schema.TaggedError<Expired>("@effect-multisafepay/core/Expired")("Expired", {
  age: Schema.Finite
}) {
  override get message() {
    return `genuine, but signed ${this.age} s ago, which is outside the window. Check this machine's clock; if it waited in a queue of yours, verify on arrival or widen window.past`
  }
}

/** Genuine, but signed too far in the future. `ahead` is in seconds. @category reasons */
export class FromFuture extends Schema.TaggedError<FromFuture>("@effect-multisafepay/core/FromFuture")("FromFuture", {
  ahead: Schema.Finite
}) {
  override get message() {
    return `genuine, but signed ${this.ahead} s in the future, which is outside the window. Check this machine's clock or widen window.future`
  }
}

/**
 * Genuine, but the body is not an order. `path` is the wire path (empty for the whole body), `rule` the rule it breaks.
 *
 * @category reasons
 */
export class UnreadableBody extends Schema.TaggedError<UnreadableBody>("@effect-multisafepay/core/UnreadableBody")(
  "UnreadableBody",
  { path: Schema.String, rule: Schema.String }
) {
  override get message() {
    return `genuine, but its body is not an order: ${this.path === "" ? "the body" : this.path} ${this.rule}. Keep the raw body and look the order up through the API`
  }
}

/** @category reasons */
export const Reason = Schema.Union([
  MissingHeader,
  MalformedHeader,
  UnusableKey,
  SignatureMismatch,
  Expired,
  FromFuture,
  UnreadableBody
])
export type Reason = typeof Reason.Type

/**
 * A notification that must not be acted upon.
 *
 * `Expired` and `FromFuture` mean that the signature is right and only the time is not. `UnreadableBody` comes from reading what was
 * already verified. `UnusableKey` is a mistake in the shop's own settings.
 *
 * @category errors
 */
export class InvalidNotification extends Schema.TaggedError<InvalidNotification>(
  "@effect-multisafepay/core/InvalidNotification"
)("InvalidNotification", { reason: Reason }) {
  override get message(): string {
    return `invalid notification: ${this.reason.message}`
  }
}
