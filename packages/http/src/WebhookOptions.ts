// The settings of an intake and the words it speaks. Defaults are named in the comments and applied in the intake.
import type * as Notification from "@effect-multisafepay/core/Notification"
import type * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as Orders from "./Orders.ts"
import type { Statuses, WebhookRefused } from "./WebhookRefused.ts"

/**
 * The API key of the site, or several while one is being replaced.
 *
 * @category models
 */
export type Keys = Notification.VerifierOptions["keys"]

/** A site among several. @category models */
export interface Site {
  /** Keeps the order ids of different sites apart. At most 100 characters. */
  readonly site: string
  readonly keys: Keys
}

/**
 * What your effect is given.
 *
 * @category models
 */
export interface Received {
  /** A hash of what `order` says, the same for every repetition and however it was told: an idempotency key. */
  readonly id: string
  /** The shop's own id of the order, or of the refund, capture or shipment. */
  readonly order_id: string
  /** The order as the notification tells it; with `reread`, as the API tells it now. `Status.isSecured(order)` and friends read it. */
  readonly order: Orders.Details
  /** `pretransaction` only with `pretransaction: "handle"`. */
  readonly kind: "order" | "pretransaction"
  /**
   * `hint`: an unsigned GET. `read`: nobody told, and `Webhooks.handOver` was given the order. Both orders were read from the API, so they are
   * as true as what is signed.
   */
  readonly source: "signed" | "hint" | "read"
  /** Name of the site, when `keys` tells sites apart; empty otherwise. */
  readonly site: string
  /** When MultiSafepay signed it, in unix seconds. Undefined for what was not signed. */
  readonly timestamp: number | undefined
  /** 1 for the first attempt. Known when a queue does the repeating, undefined when the sender does. */
  readonly attempt: number | undefined
}

/**
 * What became of a call that was answered with 200.
 *
 * - `Handled`: your effect ran and succeeded.
 * - `Queued`: safe in the queue; a worker will run your effect.
 * - `Duplicate`: handled before. `Stale`: a newer state of the order was handled before. `Superseded`: an attempt to pay that failed or is
 *   underway, of an order that another transaction has paid. Your effect did not run.
 * - `Ignored`: not to be handled, and not wrong.
 *
 * @category models
 */
export type Receipt =
  | { readonly _tag: "Handled" | "Queued" | "Duplicate" | "Stale" | "Superseded"; readonly order_id: string }
  | { readonly _tag: "Ignored"; readonly why: "pretransaction" | "without timestamp" | "hint" }

/**
 * The notification is genuine, and could not be handled: your effect failed, died, was interrupted or took too long, or the store, the
 * keys or the API could not be reached. Answered with 500, so that the sender repeats.
 *
 * @category errors
 */
export class NotHandled extends Schema.TaggedError<NotHandled>("@effect-multisafepay/http/NotHandled")("NotHandled", {
  cause: Schema.Cause(Schema.Unknown, Schema.Unknown),
  /** Which order it is about, once that is known. */
  order_id: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    return "a webhook was not handled, so the sender was asked to repeat it"
  }
}

/** `keys` took longer than `readTimeout`. @category errors */
export class KeysTimeout extends Schema.TaggedError<KeysTimeout>("@effect-multisafepay/http/KeysTimeout")(
  "KeysTimeout",
  {
    timeout: Schema.Duration
  }
) {
  override get message() {
    return `\`keys\` did not answer within ${Duration.format(this.timeout)} (readTimeout). Keep the keys in memory, or look at what it waits for`
  }
}

/** Your effect took longer than `timeout`. @category errors */
export class HandlerTimeout extends Schema.TaggedError<HandlerTimeout>("@effect-multisafepay/http/HandlerTimeout")(
  "HandlerTimeout",
  { timeout: Schema.Duration }
) {
  override get message() {
    return `the webhook handler did not finish within ${Duration.format(this.timeout)} and was interrupted. Do less before answering, use a queue, or raise timeout`
  }
}

/**
 * The order was read as it was before the notification was written. Not handled, so that it comes again: MultiSafepay repeats it three times, a
 * quarter of an hour apart, a queue for as long as it is patient. Times as they are on the wire.
 *
 * @category errors
 */
export class ReadingBehind extends Schema.TaggedError<ReadingBehind>("@effect-multisafepay/http/ReadingBehind")(
  "ReadingBehind",
  {
    /** `modified` of the reading. */
    read: Schema.String,
    /** `modified` of what was told. */
    told: Schema.String
  }
) {
  override get message() {
    return `the order was read as it was at ${this.read}, which is before the state that the notification tells, of ${this.told}. It is read again when the notification is repeated; if that goes on, look at the order in the dashboard`
  }
}

/**
 * The settings of an intake.
 *
 * @category models
 */
export interface Options<R, Reread extends boolean = false> {
  /**
   * The API key of the site: one, or several while one is being replaced. An Effect is asked for every call, so it should answer the
   * same object until the keys change. A function tells sites apart (by path or host) and answers `undefined` for one it does not know.
   * What they need they are given before: `Layer.unwrap` builds the intake from a service of yours.
   */
  readonly keys:
    | Keys
    | Effect.Effect<Keys, unknown>
    | ((request: HttpServerRequest.HttpServerRequest) => Effect.Effect<Site | undefined, unknown>)
  /**
   * Your effect. Its success is what MultiSafepay is told; any other end makes it run again. It has to bear a repetition: see the
   * guide about what is guaranteed.
   */
  readonly handler: (notification: Received) => Effect.Effect<unknown, unknown, R>
  /**
   * Read the order from the API before handing it over, so that you act on the truth of now. Needs `Orders`, which reads one site's orders: where
   * `keys` names sites, nothing is handled with it, and `ordersOf` is what you want.
   */
  readonly reread?: Reread | undefined
  /**
   * The same where `keys` names sites: the `Orders` that read a site's orders, with its key. Asked by the site's name and not by the call, because
   * what comes from a queue or from `handOver` has none. A site it fails for is not handled, and repeated.
   */
  readonly ordersOf?: ((site: string) => Effect.Effect<Orders.Service, unknown>) | undefined
  /** How far the signed time may lie from now: 10 minutes past, 5 minutes ahead by default. */
  readonly window?: Notification.VerifierOptions["window"]
  /** Bytes of a body, 1 MiB by default. */
  readonly maxBodySize?: number | undefined
  /** For a body to arrive, and for `keys` and `onRefused` to be done: 10 seconds by default. */
  readonly readTimeout?: Duration.Input | undefined
  /** For your effect, 60 seconds by default. MultiSafepay does not say how long it waits for an answer. */
  readonly timeout?: Duration.Input | undefined
  /** For what is in hand when the intake is shut down, 20 seconds by default; what is not done then is interrupted. */
  readonly shutdownTimeout?: Duration.Input | undefined
  /** How many verified notifications may be in hand at once, 512 by default; beyond that the sender is asked to repeat (503). */
  readonly maxInHand?: number | undefined
  /**
   * How many calls may be in hand that are not verified yet, and as many unsigned hints; 512 by default. When a place is needed, the body that
   * has been arriving for longest is given up.
   */
  readonly maxUnverified?: number | undefined
  /** How many bytes their bodies may have together: 32 MiB by default, and never less than `maxBodySize`. */
  readonly maxUnverifiedBytes?: number | undefined
  /** Which media types may be read. By default JSON, plain text, and what senders call text they know nothing about. */
  readonly contentType?: ((mediaType: string) => boolean) | undefined
  /** `payload_type=pretransaction`: a session that never became a transaction. `ignore` (the default) says OK and does nothing. */
  readonly pretransaction?: "ignore" | "handle" | undefined
  /** A POST whose query has no `timestamp`: MultiSafepay's page says to ignore it, and that is the default. */
  readonly withoutTimestamp?: "ignore" | "verify" | undefined
  /** GET notifications are unsigned. By default the order is read again with `reread`, and they are ignored without. */
  readonly hints?: "accept" | "ignore" | "refuse" | undefined
  /** Other statuses for refusals. */
  readonly statuses?: Statuses | undefined
  /** Called for every refusal, for instance to alert on `UnreadableBody`. */
  readonly onRefused?: ((refused: WebhookRefused) => Effect.Effect<void>) | undefined
  /** Called when the queue gives up on a notification: somebody has to look. The id is empty where the queue's row does not tell it any more. */
  readonly onParked?: ((order_id: string, cause: Cause.Cause<unknown>) => Effect.Effect<void>) | undefined
}

/** What the settings need from their surroundings. @category models */
export type Needs<R, Reread extends boolean> = R | (Reread extends true ? Orders.Orders : never)
