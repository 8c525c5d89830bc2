// Commands that change the sandbox itself: its clock, its faults, everything.
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as flags from "./flags.ts"
import * as Control from "../Control.ts"
import * as Fault from "../Fault.ts"
import { formatTime } from "../internal/web/amount.ts"
import { checked, fail } from "./Failure.ts"
import { print, printAll, ruleLine } from "./print.ts"
import * as Remote from "./Remote.ts"

const showClock = (json: boolean, clock: { readonly now: number }) => print(json, clock, `${formatTime(clock.now)} UTC`)

const clockStep = (name: "freeze" | "resume", description: string) =>
  Command.make(
    name,
    Remote.remoteFlags,
    Effect.fn(`cli.clock.${name}`)(function* ({ json, url }) {
      yield* showClock(json, yield* Remote.ask(url, ({ clock }) => clock[name]()))
    })
  ).pipe(Command.withDescription(description))

const clockNow = Command.make(
  "now",
  Remote.remoteFlags,
  Effect.fn("cli.clock.now")(function* ({ json, url }) {
    yield* showClock(json, yield* Remote.ask(url, ({ clock }) => clock.now()))
  })
).pipe(Command.withDescription("What time it is in the sandbox"))

const advance = Command.make(
  "advance",
  {
    by: Argument.String("by").pipe(Argument.withDescription("Such as 15m, 2h, 1d")),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.clock.advance")(function* ({ by, json, url }) {
    const span = Control.parseSpan(by)
    if (span === undefined) return yield* fail("usage", "the time to pass must be written as 15m, 2h or 1d")
    yield* showClock(json, yield* Remote.ask(url, ({ clock }) => clock.advance({ payload: { by: span } })))
  })
).pipe(Command.withDescription("Lets time pass: resends, expiry and settlement happen"))

const set = Command.make(
  "set",
  {
    to: Argument.String("to").pipe(Argument.withDescription("Such as 2027-01-31T12:00:00Z, not earlier than now")),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.clock.set")(function* ({ json, to, url }) {
    const time = DateTime.make(to)
    if (Option.isNone(time)) return yield* fail("usage", "the time must be written as 2027-01-31T12:00:00Z")
    yield* showClock(
      json,
      yield* Remote.ask(url, ({ clock }) => clock.set({ payload: { to: DateTime.toEpochMillis(time.value) } }))
    )
  })
).pipe(Command.withDescription("Moves the clock to a later time"))

export const clock = Command.make("clock").pipe(
  Command.withDescription("The sandbox's time, which only goes forward"),
  Command.withSubcommands([
    clockNow,
    advance,
    set,
    clockStep("freeze", "The clock stands still"),
    clockStep("resume", "The clock runs again")
  ])
)

const where = {
  operation: flags.text("operation", "Only this operation, such as orders.create"),
  order: flags.text("order", "Only orders whose id is this; * stands for any characters")
}

const kind = Argument.Literals("fault", Fault.kinds).pipe(Argument.withDescription("See fault kinds"))

const add = Command.make(
  "add",
  {
    kind,
    times: Flag.String("times").pipe(flags.byDefault("1", "How many requests meet it, or always")),
    probability: Flag.Finite("probability").pipe(flags.byDefault(1, "From 0 to 1")),
    ms: Flag.Int("ms").pipe(Flag.optional, Flag.withDescription("Milliseconds of latency and hidden")),
    retryAfter: flags.text("retry-after", "Header of rate-limit"),
    ...where,
    ...Remote.remoteFlags
  },
  Effect.fn("cli.fault.add")(function* ({ json, kind, ms, operation, order, probability, retryAfter, times, url }) {
    if (times !== "always" && !/^[1-9]\d*$/.test(times)) {
      return yield* fail("usage", "--times must be a number from 1, or always")
    }
    const payload = yield* checked(Control.AddFault, {
      fault: { kind, ms: Option.getOrUndefined(ms), retryAfter: Option.getOrUndefined(retryAfter) },
      operation: Option.getOrUndefined(operation),
      order_id: Option.getOrUndefined(order),
      times: times === "always" ? times : Number(times),
      probability
    })
    const rule = yield* Remote.ask(url, ({ faults }) => faults.add({ payload }))
    yield* print(json, rule, ruleLine(rule))
  })
).pipe(
  Command.withDescription("Makes the next request go wrong"),
  Command.withExamples([
    {
      command: "multisafepay-sandbox fault add reset-after-commit --operation orders.create",
      description: "The next order is placed, but the shop does not hear of it"
    }
  ])
)

const script = Command.make(
  "script",
  {
    faults: Argument.Literals("fault", [...Fault.kinds, "pass"]).pipe(Argument.variadic({ min: 1 })),
    ...where,
    ...Remote.remoteFlags
  },
  Effect.fn("cli.fault.script")(function* ({ faults, json, operation, order, url }) {
    const payload = yield* checked(Control.AddFault, {
      script: faults,
      operation: Option.getOrUndefined(operation),
      order_id: Option.getOrUndefined(order)
    })
    const rule = yield* Remote.ask(url, ({ faults }) => faults.add({ payload }))
    yield* print(json, rule, ruleLine(rule))
  })
).pipe(Command.withDescription("The first request meets the first fault, and so on; pass lets one through"))

const listFaults = Command.make(
  "list",
  Remote.remoteFlags,
  Effect.fn("cli.fault.list")(function* ({ json, url }) {
    yield* printAll(json, yield* Remote.ask(url, ({ faults }) => faults.list()), ruleLine, "no faults are set")
  })
).pipe(Command.withDescription("The faults that are set"))

const kinds = Command.make(
  "kinds",
  { json: Remote.remoteFlags.json },
  Effect.fn("cli.fault.kinds")(function* ({ json }) {
    yield* printAll(
      json,
      Fault.kinds.map((kind) => ({ kind, meaning: Fault.meanings[kind] })),
      ({ kind, meaning }) => `${kind.padEnd(24)}${meaning}`,
      ""
    )
  })
).pipe(Command.withDescription("All faults there are, and what each does"))

const clear = Command.make(
  "clear",
  Remote.remoteFlags,
  Effect.fn("cli.fault.clear")(function* ({ json, url }) {
    yield* Remote.ask(url, ({ faults }) => faults.clear())
    yield* print(json, { cleared: true }, "no faults are set")
  })
).pipe(Command.withDescription("Removes all faults"))

export const fault = Command.make("fault").pipe(
  Command.withDescription("Ways to make requests go wrong"),
  Command.withSubcommands([add, script, listFaults, kinds, clear])
)

export const reset = Command.make(
  "reset",
  Remote.remoteFlags,
  Effect.fn("cli.reset")(function* ({ json, url }) {
    yield* Remote.ask(url, ({ everything }) => everything.reset())
    yield* print(json, { reset: true }, "the sandbox has forgotten everything")
  })
).pipe(Command.withDescription("Forgets all orders, requests, notifications and faults"))
