// Amounts in the smallest unit, as requests have them. Apart from `Money`, whose constructors an order that says its amount does not need.
import * as Schema from "effect/Schema"

// Said of anything but a number, such as "10.00". On `Finite` the text would be for what is not finite; `isInt` below refuses that too.
// @effect-diagnostics-next-line schemaNumber:off
const cents = Schema.Number.annotate({ message: "must be a number in the smallest unit: 1000 is EUR 10.00" })

/**
 * Amount in the currency's smallest unit: 1000 is EUR 10.00 and JPY 1000. A whole number, at least 0.
 *
 * The least that can be charged is 1 (error 1001); 0 is for zero authorisations, and in a refund it means "everything".
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const Amount = cents.check(
  Schema.isInt({
    message: "must be a whole number in the smallest unit (1000 is EUR 10.00), at most 9007199254740991"
  }),
  Schema.isGreaterThanOrEqualTo(0, { message: "must be 0 or more, in the smallest unit" })
)

/** An amount of something that is there: at least 1. @category schemas */
export const PositiveAmount = cents.check(
  Schema.isInt({ message: "must be a whole number in the smallest unit: 1000 is EUR 10.00" }),
  Schema.isGreaterThanOrEqualTo(1, { message: "must be 1 or more, in the smallest unit" })
)
