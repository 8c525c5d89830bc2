// Why a command ends with something else than 0. Scripts read the exit code, people the message.
import * as Runtime from "effect/Runtime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as CliError from "effect/cli/CliError"
import * as Issue from "@effect-multisafepay/core/Issue"

/** Exit codes. 130 is an interruption (Ctrl-C, SIGTERM). */
export const exitCodes = {
  /** The sandbox refused: this cannot happen to the order as it is. */
  refused: 1,
  /** The command was written wrongly. */
  usage: 2,
  /** There is no such order or notification. */
  notFound: 3,
  /** What was waited for did not happen in time. */
  timeout: 4,
  /** No sandbox answers. */
  unreachable: 5,
  /** The port cannot be had. */
  port: 6
} as const

export class Failure extends Schema.TaggedError<Failure>("@effect-multisafepay/sandbox/cli/Failure")("Failure", {
  problem: Schema.Literals(Object.keys(exitCodes) as Array<keyof typeof exitCodes>),
  message: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = exitCodes[this.problem]
  override get [CliError.userMessage]() {
    return this.message
  }
}

export const fail = (problem: keyof typeof exitCodes, message: string) => new Failure({ problem, message })

/** What flags and arguments come to, held against the schema of the request they become. */
export const checked = <A, I>(schema: Schema.Codec<A, I>, value: unknown): Effect.Effect<A, Failure> =>
  Schema.decodeUnknownEffect(schema)(value).pipe(Effect.mapError(({ issue }) => fail("usage", Issue.explain(issue))))
