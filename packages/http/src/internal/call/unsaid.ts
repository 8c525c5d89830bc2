// What the API takes and no caller means. It reads a field that is left out as everything: all of a refund, a capture or a shipment. And a
// field that is there without a value is left out, as everywhere. So who writes such a field has to say something.
import type { Issue } from "@effect-multisafepay/core/Issue"
import { InvalidRequest, MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"

/** Whether nothing is sent of a field with this value, whatever its type says. */
export const isBlank = (value: unknown): value is undefined | null | "" =>
  value === undefined || value === null || value === ""

/** The error of a call of which nothing was sent, because it breaks these rules. */
export const refused = (
  { effectClass, name }: Operation.Any,
  issues: ReadonlyArray<Issue>,
  order_id?: unknown
): MultiSafepayError =>
  new MultiSafepayError({
    operation: name,
    effectClass,
    outcome: "not-sent",
    reason: new InvalidRequest({ issues: issues.slice() }),
    attempts: [],
    ...(typeof order_id === "string" ? { order_id } : {})
  })
