// What can go wrong with the sandbox itself, as opposed to the failures it simulates, which arrive as answers of the API.
import * as Data from "effect/Data"

/**
 * The sandbox was asked for something that cannot be: an order it does not have, an outcome that cannot happen where the order is.
 * The message says what is possible instead.
 *
 * @category errors
 */
export class SandboxError extends Data.TaggedError("SandboxError")<{
  readonly problem: "unknown-order" | "unknown-notice" | "impossible" | "invalid"
  readonly message: string
}> {}

/**
 * The sandbox does not start with these options.
 *
 * @category errors
 */
export class SandboxOptionsError extends Data.TaggedError("SandboxOptionsError")<{
  readonly option: string
  readonly problem: string
}> {
  override get message() {
    return `${this.option} ${this.problem}`
  }
}
