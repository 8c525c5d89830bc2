// The switches of a sandbox. Without any it behaves as the vendor's documents describe the test environment.
import type * as Duration from "effect/Duration"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Redacted from "effect/Redacted"
import type { Quirks } from "./internal/state/Settings.ts"

export type { Quirks }

/** @category models */
export interface SandboxOptions {
  /**
   * The API key it takes and signs notifications with; `sandbox-api-key` by default. Forty letters and digits are refused: that is the
   * shape of the keys that MultiSafepay hands out, for its test and its live environment alike.
   */
  readonly apiKey?: string | Redacted.Redacted<string> | undefined
  /** Takes a key of any shape, for the vendor's published examples. */
  readonly allowAnyKey?: boolean | undefined
  /** Where ids and random faults start; the same seed gives the same ids. */
  readonly seed?: number | undefined
  /**
   * Which earlier order makes an `order_id` taken (1006): a completed one, or any. The vendor's pages say both.
   *
   * @default "refuse-when-completed"
   */
  readonly orderIdReuse?: "refuse" | "refuse-when-completed" | undefined
  /** Whether GET finds an order whose page nobody has opened. The vendor does not say. @default true */
  readonly preTransactionVisible?: boolean | undefined
  /**
   * `"ignore"` reads requests as the service does: fields that no request has are passed over, `[]`, `null` and `""` are absent, numbers
   * may be text. What is passed over is named in the header `x-sandbox-ignored-fields`, in `received` and in the log. `"refuse"` takes
   * only what core's types allow, and says what was probably meant.
   *
   * @default "ignore"
   */
  readonly unknownFields?: "refuse" | "ignore" | undefined
  /** Habits of the service's answers: all on (`true`, the default), all off, or some switched. */
  readonly quirks?: boolean | Partial<Quirks> | undefined
  /**
   * Gateways the site has; by default all of the catalogue that still work, and one of no list from an order that names its plug-in,
   * unless `unknownFields` is `"refuse"`.
   */
  readonly gateways?: ReadonlyArray<string> | undefined
  /**
   * How notifications leave: `"record"` keeps them in `notices` and sends nothing; a client sends them through it, which lets a
   * test's shop answer without a port; by default they are posted with `fetch`.
   */
  readonly notifications?: "record" | HttpClient.HttpClient | undefined
  /**
   * Sends every notification to this origin instead of the one of its address, path and query kept: a shop under test listens on this
   * machine while its orders carry the public address.
   */
  readonly forwardNotificationsTo?: string | undefined
  /** When a notification that got no OK is sent again, counted from the first attempt. @default 15, 30 and 45 minutes */
  readonly resendAfter?: ReadonlyArray<Duration.Input> | undefined
  /** Post notifications to other machines too. @default false */
  readonly allowNonLoopback?: boolean | undefined
  /**
   * A file that keeps the sandbox: another sandbox on the same file goes on where this one stopped, also when the process was killed at
   * any moment. What was answered is there, what was due is sent (again, when it was on its way). Kept are orders and what belongs to
   * them, stored cards, notifications, alarms, fault rules and how far the clock was moved; of the log of requests, and only after a
   * kill, the last few thousand lines may be missing. The seed is the file's, so that no id comes twice. Without it everything is gone
   * with the sandbox. Needs Node.js; a power cut, unlike a kill, may take the last orders.
   */
  readonly data?: string | undefined
  /** Address of the payment page, without a trailing slash. The server sets its own. */
  readonly origin?: string | undefined
  readonly siteId?: number | undefined
  readonly accountId?: number | undefined
}
