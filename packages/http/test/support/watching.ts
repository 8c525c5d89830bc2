// Everything a program leaves behind: spans, log lines, and errors in every form in which they get printed.
import { inspect } from "node:util"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"

export const watching = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const lines: Array<string> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const keep = Logger.make((entry) => {
    lines.push(inspect(entry.message, { depth: null }), inspect(Cause.prettyErrors(entry.cause), { depth: null }))
    lines.push(String(Logger.formatJson.log(entry)), String(Logger.formatLogFmt.log(entry)))
  })
  const layer = Layer.mergeAll(
    Layer.succeed(Tracer.Tracer, tracer),
    Logger.layer([keep]),
    Layer.succeed(References.MinimumLogLevel, "All")
  )
  /** All of it as one text. */
  const everything = () =>
    [...lines, ...spans.map((span) => inspect([span.name, span.attributes, span.events, ending(span)], deep))].join(
      "\n"
    )
  return { spans, lines, layer, everything }
}

const deep = { depth: null, maxStringLength: null, maxArrayLength: null } as const

const ending = (span: Tracer.NativeSpan) =>
  span.status._tag === "Ended" && Exit.isFailure(span.status.exit) ? printed(span.status.exit.cause) : undefined

/** A failure in every form in which it gets printed. */
export const printed = (cause: Cause.Cause<unknown>): string =>
  [
    Cause.pretty(cause),
    String(cause),
    JSON.stringify(cause),
    inspect(cause, deep),
    ...Cause.prettyErrors(cause).map((error) => `${error.stack}`),
    ...cause.reasons.flatMap((reason) => {
      if (reason._tag !== "Fail") return []
      return [String(reason.error), JSON.stringify(reason.error), inspect(reason.error, { ...deep, showHidden: true })]
    })
  ].join("\n")

/** Runs an effect to its end, printing its failure to the log as an application would. */
export const observed = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<Exit.Exit<A, E>, never, R> =>
  Effect.tap(Effect.exit(self), (exit) =>
    Exit.isFailure(exit) ? Effect.logError("payment failed", exit.cause) : Effect.logInfo("payment made")
  )
