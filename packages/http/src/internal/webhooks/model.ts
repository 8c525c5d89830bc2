// The words of the stores, apart from the stores, so that an intake in memory loads no database code.
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * When an order was last modified. MultiSafepay writes Dutch wall-clock seconds without a zone, so during the hour that October repeats
 * a text means one of two instants: at least `from`, at most `to`. In milliseconds; equal nearly always.
 *
 * @category models
 */
export interface Modified {
  readonly from: number
  readonly to: number
}

/** What a notification is about. @category models */
export interface Entry {
  /** A hash of the signed content, the same for every repetition. Absent for an unsigned hint, which is never a repetition. */
  readonly id?: string | undefined
  /** The order, qualified by its site: work on one key never overlaps. */
  readonly order: string
  readonly modified?: Modified | undefined
  /** MultiSafepay's id of the attempt to pay that the notification is about. An order may have many. */
  readonly transaction?: string | undefined
  /** `paid`: that attempt has brought money or a guarantee, now or once. `unpaid`: it is underway or failed. Absent: it says neither. */
  readonly attempt?: "paid" | "unpaid" | undefined
}

/**
 * Why work is not done: the same content was handled (`Duplicate`), a newer state was (`Stale`), or this is an unpaid attempt of an order
 * that another transaction has paid (`Superseded`).
 *
 * @category models
 */
export type Skipped = "Duplicate" | "Stale" | "Superseded"

/** @category models */
export type Once = "Handled" | Skipped

/** The store could not be asked or could not remember. The sender (or the queue) repeats. @category errors */
export class WebhookStoreError extends Schema.TaggedError<WebhookStoreError>(
  "@effect-multisafepay/http/WebhookStoreError"
)("WebhookStoreError", { operation: Schema.String, cause: Schema.Defect() }) {
  override get message() {
    return `the webhook store failed to ${this.operation}. The notification is not handled and will be repeated; check the database`
  }
}

/**
 * The memory of an intake.
 *
 * @category models
 */
export interface WebhookStore {
  /**
   * Runs `work` unless `entry` was handled or overtaken, and remembers it if and only if `work` succeeds. Calls about one order run one
   * after another.
   */
  readonly once: <E, R>(
    entry: Entry,
    work: Effect.Effect<unknown, E, R>
  ) => Effect.Effect<Once, E | WebhookStoreError, R>
  /** Why `once` would skip `entry`, as far as is known by now. Waits for nobody; what it does not know yet, `once` still decides. */
  readonly recall: (entry: Entry) => Effect.Effect<Skipped | undefined, WebhookStoreError>
}

/**
 * A verified notification on its way through a queue. `body` is the signed text, personal data included, so it is stored in clear.
 *
 * @category models
 */
export const Message = Schema.Struct({
  body: Schema.String,
  order_id: Schema.String,
  kind: Schema.Literals(["order", "pretransaction"]),
  site: Schema.String,
  /** Unix seconds. */
  timestamp: Schema.Finite
})
export interface Message extends Schema.Schema.Type<typeof Message> {}

/**
 * Durable hand-over from the request to a worker.
 *
 * @category models
 */
export interface WebhookQueue {
  /** Succeeds when the message is safe. A second offer of an `id` does nothing, also after the first was handled. */
  readonly offer: (id: string, message: Message) => Effect.Effect<void, WebhookStoreError>
  /**
   * Takes one message, waiting for it, and settles it by what `work` does. Fails with what `work` failed with.
   */
  readonly take: <A, E, R>(
    work: (id: string, message: Message, attempt: number) => Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | WebhookStoreError, R>
  /** How many messages this process works on at once; 0 leaves the work to other processes. */
  readonly workers: number
  /** After this many attempts a message is parked. */
  readonly maxAttempts: number
}
