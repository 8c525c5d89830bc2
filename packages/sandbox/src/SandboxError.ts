// What can go wrong with the sandbox itself, as opposed to the failures it simulates, which arrive as answers of the API.
import * as Schema from "effect/Schema"

/**
 * The sandbox was asked for something that cannot be: an order it does not have, an outcome that cannot happen where the order is.
 * The message says what is possible instead.
 *
 * @category errors
 */
export class SandboxError extends Schema.TaggedError<SandboxError>("@effect-multisafepay/sandbox/SandboxError")(
  "SandboxError",
  {
    problem: Schema.Literals(["unknown-order", "unknown-notice", "unknown-token", "impossible", "invalid"]),
    message: Schema.String
  }
) {}

/**
 * The sandbox does not start with these options.
 *
 * @category errors
 */
export class SandboxOptionsError extends Schema.TaggedError<SandboxOptionsError>(
  "@effect-multisafepay/sandbox/SandboxOptionsError"
)("SandboxOptionsError", {
  option: Schema.String,
  problem: Schema.String,
  /** The option that allows it all the same, and when that is right. */
  unless: Schema.optional(Schema.Struct({ option: Schema.String, when: Schema.String }))
}) {
  override get message() {
    return this.explain((option) => option)
  }

  /** The message with each option as the reader knows it, such as by its flag. */
  explain(name: (option: string) => string): string {
    const { option, problem, unless } = this
    return `${name(option)} ${problem}${unless === undefined ? "" : `, or ${name(unless.option)} ${unless.when}`}`
  }
}
