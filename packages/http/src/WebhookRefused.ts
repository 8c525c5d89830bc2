// Why a call to the notification URL was turned away before anything was handled, and the status that tells the sender so. The reasons
// about signature, clock and body are core's; the ones here are about the HTTP request around them.
import { type InvalidNotification, Reason as InvalidReason } from "@effect-multisafepay/core/InvalidNotification"
import * as Schema from "effect/Schema"

/** Neither POST nor GET. @category reasons */
export class MethodNotAllowed extends Schema.TaggedError<MethodNotAllowed>(
  "@effect-multisafepay/http/MethodNotAllowed"
)("MethodNotAllowed", {}) {
  override get message() {
    return "MultiSafepay calls with POST, or with GET; this is another method"
  }
}

/** A POST or GET that is not about an order, or a GET where signed notifications are demanded. @category reasons */
export class NotANotification extends Schema.TaggedError<NotANotification>(
  "@effect-multisafepay/http/NotANotification"
)("NotANotification", { call: Schema.Literals(["Hint", "Shipping", "Unknown"]) }) {
  override get message() {
    switch (this.call) {
      case "Shipping":
        return "a FastCheckout question about shipping costs, which wants rates for an answer. Give it a URL of its own (payment_options.feed_url)"
      case "Hint":
        return 'a notification by GET, which nobody signed, and `hints` is "refuse". Set notification_method to POST'
      case "Unknown":
        return "no notification: a GET without `transactionid` and `timestamp`"
    }
  }
}

/** The body is compressed. What is signed are the bytes before any compression, and a small body can unpack to a huge one. @category reasons */
export class EncodedBody extends Schema.TaggedError<EncodedBody>("@effect-multisafepay/http/EncodedBody")(
  "EncodedBody",
  {}
) {
  override get message() {
    return "the body has a Content-Encoding. MultiSafepay sends plain bodies: check the proxy in front of this server"
  }
}

/** The Content-Type says that the body is something else than text or JSON. @category reasons */
export class UnsupportedContentType extends Schema.TaggedError<UnsupportedContentType>(
  "@effect-multisafepay/http/UnsupportedContentType"
)("UnsupportedContentType", {}) {
  override get message() {
    return "the Content-Type says that the body is not JSON. MultiSafepay does not document which one it sends: accept it with `contentType`"
  }
}

/** More bytes than `maxBodySize`, in the header or in fact. @category reasons */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>("@effect-multisafepay/http/BodyTooLarge")(
  "BodyTooLarge",
  { limit: Schema.Int }
) {
  override get message() {
    return `the body is larger than ${this.limit} bytes. Notifications have a few kilobytes; raise maxBodySize if yours are larger`
  }
}

/**
 * The body did not arrive: the connection broke (`ended early`), it took longer than `readTimeout` (`too slow`), or it had been arriving for
 * longest when all places for unverified bodies were taken (`displaced`).
 *
 * @category reasons
 */
export class BodyIncomplete extends Schema.TaggedError<BodyIncomplete>("@effect-multisafepay/http/BodyIncomplete")(
  "BodyIncomplete",
  { why: Schema.Literals(["ended early", "too slow", "displaced"]) }
) {
  override get message() {
    switch (this.why) {
      case "ended early":
        return "the body ended early: the connection broke"
      case "too slow":
        return "the body did not arrive in full within readTimeout"
      case "displaced":
        return "the body had been arriving for longest when its place was needed. Somebody opens many calls and does not finish them; maxUnverified and maxUnverifiedBytes bound how many may wait"
    }
  }
}

/** Something in this program has read the body before the intake, and what is signed are its bytes. @category reasons */
export class BodyConsumed extends Schema.TaggedError<BodyConsumed>("@effect-multisafepay/http/BodyConsumed")(
  "BodyConsumed",
  {}
) {
  override get message() {
    return "the body was read before the webhook got the request, and only its raw bytes prove anything. Pass the untouched request: put the webhook's route before any body parser, or give the parser a `request.clone()`"
  }
}

/** `keys` knows no site for this call. @category reasons */
export class UnknownSite extends Schema.TaggedError<UnknownSite>("@effect-multisafepay/http/UnknownSite")(
  "UnknownSite",
  {}
) {
  override get message() {
    return "`keys` found no site for this call"
  }
}

/**
 * No place, so the sender has to repeat: this process is shutting down (`closing`), has `maxInHand` notifications in hand (`in hand`), or is
 * verifying `maxUnverified` bodies at this moment (`unverified`).
 *
 * @category reasons
 */
export class Busy extends Schema.TaggedError<Busy>("@effect-multisafepay/http/Busy")("Busy", {
  why: Schema.Literals(["closing", "in hand", "unverified"])
}) {
  override get message() {
    switch (this.why) {
      case "closing":
        return "this process is shutting down; the sender will repeat"
      case "in hand":
        return "too many notifications are in hand; the sender will repeat. Raise maxInHand, or answer from a queue"
      case "unverified":
        return "too many calls are being verified; the sender will repeat. Raise maxUnverified, or look at what `keys` waits for"
    }
  }
}

/** @category reasons */
export const Reason = Schema.Union([
  InvalidReason,
  MethodNotAllowed,
  NotANotification,
  EncodedBody,
  UnsupportedContentType,
  BodyTooLarge,
  BodyIncomplete,
  BodyConsumed,
  UnknownSite,
  Busy
])
export type Reason = typeof Reason.Type

/**
 * A call that was turned away. Nothing was handled; the sender gets `status` and no details.
 *
 * @category errors
 */
export class WebhookRefused extends Schema.TaggedError<WebhookRefused>("@effect-multisafepay/http/WebhookRefused")(
  "WebhookRefused",
  { reason: Reason, status: Schema.Int }
) {
  override get message(): string {
    return `webhook refused (${this.status}): ${this.reason.message}`
  }
}

/** Which status answers which refusal. @category data */
export const statuses: { readonly [Tag in Reason["_tag"]]: number } = {
  MissingHeader: 401,
  MalformedHeader: 401,
  SignatureMismatch: 401,
  Expired: 401,
  FromFuture: 401,
  UnknownSite: 401,
  // Mistakes of ours, so ones that the sender should outlast.
  UnusableKey: 500,
  BodyConsumed: 500,
  UnreadableBody: 400,
  BodyIncomplete: 400,
  NotANotification: 400,
  MethodNotAllowed: 405,
  BodyTooLarge: 413,
  EncodedBody: 415,
  UnsupportedContentType: 415,
  Busy: 503
}

export type Statuses = Partial<typeof statuses>

export type Refuse = (reason: Reason | InvalidNotification) => WebhookRefused

/** Refusals with the statuses of this server. */
export const refuser =
  (own: Statuses = {}): Refuse =>
  (given) => {
    const reason = given._tag === "InvalidNotification" ? given.reason : given
    return new WebhookRefused({ reason, status: own[reason._tag] ?? statuses[reason._tag] })
  }
