// What happened in the sandbox, in order: the log that a `tail`, a dashboard and assertions read. Card data never gets here.

/**
 * One line of the log. `at` is in epoch milliseconds of the sandbox's clock; `detail` is for people.
 *
 * @category models
 */
export interface SandboxEvent {
  readonly id: number
  readonly at: number
  readonly type:
    | "order.created"
    | "order.changed"
    | "order.opened"
    | "refund.created"
    | "capture.created"
    | "shipment.created"
    | "chargeback.created"
    | "token.created"
    | "token.removed"
    | "notification.queued"
    | "notification.sent"
    | "fault.triggered"
  readonly order_id: string | undefined
  /** `status/financial_status` after it. */
  readonly pair: string | undefined
  readonly detail: string
}
