// What happened in the sandbox, in order: the log that a `tail`, a dashboard and assertions read. Card data never gets here.
import * as Schema from "effect/Schema"

/** Everything that can happen. @category data */
export const eventTypes = [
  "request.refused",
  "request.ignored",
  "fault.triggered",
  "order.created",
  "order.changed",
  "order.opened",
  "refund.created",
  "capture.created",
  "shipment.created",
  "chargeback.created",
  "chargeback.reversed",
  "mail.sent",
  "token.created",
  "token.removed",
  "notification.queued",
  "notification.sent"
] as const

/**
 * One line of the log. `at` is in epoch milliseconds of the sandbox's clock; `detail` is for people.
 *
 * @category models
 */
export const SandboxEvent = Schema.Struct({
  id: Schema.Int,
  at: Schema.Finite,
  type: Schema.Literals(eventTypes),
  order_id: Schema.optional(Schema.String),
  /** `status/financial_status` after it. */
  pair: Schema.optional(Schema.String),
  detail: Schema.String
})
export interface SandboxEvent extends Schema.Schema.Type<typeof SandboxEvent> {}
