// The sandbox at work: holds the state, carries out one thing at a time, lets alarms ring and notifications go when they are due. A
// request is committed in one step and answered in another, so that a fault can stand between them.
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { take } from "./faults.ts"
import * as Exchange from "./Exchange.ts"
import { isKept, type Kept } from "./Journal.ts"
import * as Json from "../state/Json.ts"
import { type Reply, refused } from "../api/Reply.ts"
import type { Found, Writing } from "../api/Route.ts"
import { read } from "../api/validate.ts"
import type { Command, NoteRequest } from "../state/Command.ts"
import { disturb } from "./disturb.ts"
import { type Answer, step, tick } from "../machine/step.ts"
import { told } from "./defect.ts"
import * as record from "./record.ts"
import { admit } from "./admit.ts"
import * as Asked from "./Asked.ts"
import type * as Fault from "../../Fault.ts"
import { maskCards } from "../rules/cardNumbers.ts"
import type { Settings } from "../state/Settings.ts"
import type { Received } from "../../Received.ts"
import type { Shop } from "../../Shop.ts"
import * as State from "../state/State.ts"
import * as Time from "./Time.ts"

export interface SimulatorShape {
  readonly apiKey: Redacted.Redacted<string>
  readonly time: Time.Time
  /** The state, after everything that is due. */
  readonly state: () => State.State
  readonly settings: () => Settings
  /** `origin` begins the addresses that it hands out; `at` is where the server listens. */
  readonly setOrigin: (origin: string, at: string) => void
  /** Where a server answers for this sandbox, undefined when none does. */
  readonly servedAt: () => string | undefined
  /** Who hears notifications instead of their addresses, when somebody was connected. */
  readonly shop: () => Shop | undefined
  readonly connect: (shop: Shop) => void
  readonly submit: (command: Command) => Effect.Effect<Answer>
  /** The same for what the sandbox does by itself: nobody waits for it, so a file that cannot be written is told on stderr. */
  readonly note: (command: Command) => Effect.Effect<void>
  readonly exchange: (request: Exchange.Request) => Effect.Effect<Exchange.Exchange>
  /** Changes the rules of faults, or the seed of their draws. */
  readonly setFaults: (change: Partial<Pick<State.State, "rules" | "random">>) => Effect.Effect<void>
  /** Goes on with another state altogether. */
  readonly replace: (state: State.State) => Effect.Effect<void>
  /** Another number after each `replace`: the ids of one life mean something else in the next. */
  readonly life: () => number
  /** Ends with the first change after this call. */
  readonly changed: () => Effect.Effect<void>
  /** Every state from now on, the present one first. */
  readonly states: Stream.Stream<State.State>
}

export class Simulator extends Context.Service<Simulator, SimulatorShape>()(
  "@effect-multisafepay/sandbox/internal/Simulator"
) {}

/** Sends what is due, as long as the simulator lives. */
export type Sender = (simulator: SimulatorShape) => Effect.Effect<never, never, Scope.Scope>

export interface Options {
  readonly apiKey: Redacted.Redacted<string>
  readonly settings: Settings
  readonly sender: Sender
  /** Where to go on, and where to write what happens. */
  readonly kept: Kept | undefined
}

export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<SimulatorShape, never, Scope.Scope> {
  const clock = yield* Clock.Clock
  const { kept } = options
  let settings = kept?.settings ?? options.settings
  let state = kept?.state ?? State.make(settings.seed)
  let change = Deferred.makeUnsafe<void>()
  const published = yield* PubSub.unbounded<State.State>()
  let life = 0
  let servedAt: string | undefined
  let shop: Shop | undefined

  const wake = () => {
    const before = change
    change = Deferred.makeUnsafe<void>()
    Deferred.doneUnsafe(before, Effect.void)
  }
  const time = Time.make(
    clock,
    () => {
      journal?.append({ _tag: "Clock", position: time.position() })
      wake()
    },
    kept === undefined ? undefined : positionOf(kept, clock)
  )
  const journal = kept?.attach(() => ({ state, settings, position: time.position(), at: time.now() }))
  const safe = <A>(effect: Effect.Effect<A>): Effect.Effect<A> =>
    journal === undefined ? effect : Effect.tap(effect, journal.flush)
  if (journal !== undefined) yield* Effect.addFinalizer(() => journal.compact)
  const set = (next: State.State) => {
    if (next === state) return
    state = next
    PubSub.publishUnsafe(published, next)
    wake()
  }
  const changed = () => Deferred.await(change)
  // What happened and its place in the journal are one step, whatever else is going on.
  const carryOut = (given: Command, at: number): Answer => {
    const command = maskCards(given)
    const [next, answer] = step(state, command, at, settings)
    if (answer._tag !== "Refusal" && isKept(command)) journal?.append({ _tag: "Command", at, command })
    set(next)
    return answer
  }
  const submit = (command: Command): Effect.Effect<Answer> => safe(Effect.sync(() => carryOut(command, time.now())))

  const exchange = Effect.fnUntraced(function* (sent: Exchange.Request): Effect.fn.Return<Exchange.Exchange> {
    set(tick(state, time.now(), settings))
    const asked = Asked.read(sent, state)
    const id = enter(asked)
    const began = life
    const fillIn = (fields: Partial<Received>) => set(record.fillIn(state, id, fields))
    const fault = meet(asked)
    if (fault !== undefined) fillIn({ fault: fault.kind })
    const end = (answer: Exchange.Exchange, fields: Partial<Received> = {}) => {
      fillIn({ status: Exchange.statusOf(answer), ...fields })
      return answer
    }
    const before = yield* disturb.before(fault, time)
    // As by a server that was started anew meanwhile: what it did not know of is not done.
    if (began !== life) return { _tag: "Reset" }
    if (before !== undefined) return end(before)
    set(tick(state, time.now(), settings))
    const admitted = admit(asked, options.apiKey)
    if (Result.isFailure(admitted)) {
      const refusal = admitted.failure
      noteRefusal(asked, refusal)
      return end(print(refusal, fault, []), problemIn(refusal))
    }
    const { ignored, reply, ...told } = handle(admitted.success, asked, fault)
    const answer = disturb.after(fault, reply, (reply) => print(reply, fault, ignored))
    return end(answer, { ...told, ignored, ...problemIn(reply) })
  })

  const enter = (asked: Asked.Asked): number => {
    const [next, id] = record.enter(state, asked, time.now())
    set(next)
    return id
  }

  const meet = ({ subject }: Asked.Asked): Fault.Fault | undefined => {
    const [next, fault] = take(state, subject)
    if (next !== state) journal?.append({ _tag: "Take", subject })
    set(next)
    if (fault !== undefined) tell("fault.triggered", subject, `${subject.operation} met ${fault.kind}`)
    return fault
  }

  const tell = (type: NoteRequest["type"], { order_id }: Asked.Asked["subject"], detail: string) =>
    carryOut({ _tag: "NoteRequest", type, order_id, detail }, time.now())

  const noteRefusal = ({ request, subject }: Asked.Asked, reply: Reply) => {
    const { error_code = "", problem = "" } = problemIn(reply)
    if (reply.status >= 400) {
      tell(
        "request.refused",
        subject,
        `${request.method} ${request.path}: ${[reply.status, error_code, problem].join(" ")}`
      )
    }
  }

  const handle = (found: Found, asked: Asked.Asked, fault: Fault.Fault | undefined) => {
    const { body, request, subject } = asked
    const asRead = read(found.takes, body, settings)
    const now = time.now()
    const handling = found.handle({
      query: request.query,
      body: asRead.body,
      raw: body,
      state,
      settings,
      now,
      hiddenFor: fault?.kind === "hidden" ? (fault.ms ?? 1000) : undefined
    })
    const [reply, committed] = "command" in handling ? commit(handling, now) : ([handling, false] as const)
    const { ignored } = asRead
    if (ignored.length > 0) tell("request.ignored", subject, `${subject.operation} passed over ${listed(ignored)}`)
    const warnings = committed && "command" in handling ? (handling.warnings ?? []) : []
    for (const warning of warnings) tell("request.ignored", subject, `${subject.operation}: ${warning}`)
    noteRefusal(asked, reply)
    return { reply, committed, ignored, warnings }
  }

  const commit = (handling: Writing, now: number): readonly [Reply, boolean] => {
    const answer = carryOut(handling.command, now)
    return answer._tag === "Refusal"
      ? [refused(answer, settings.quirks.emptyLists), false]
      : [handling.reply(answer, state), true]
  }

  const print = (reply: Reply, fault: Fault.Fault | undefined, ignored: ReadonlyArray<string>): Exchange.Answer =>
    Exchange.json(
      reply.status,
      Json.print(disturb.envelope(fault, reply.body), settings.quirks.escapedSlashes),
      ignored.length === 0 ? {} : { "x-sandbox-ignored-fields": listed(ignored.map(encodeURI)) }
    )

  const simulator: SimulatorShape = {
    apiKey: options.apiKey,
    time: {
      ...time,
      advance: (by) => safe(time.advance(by)),
      freeze: safe(time.freeze),
      resume: safe(time.resume)
    },
    state: () => {
      set(tick(state, time.now(), settings))
      return state
    },
    settings: () => settings,
    servedAt: () => servedAt,
    shop: () => shop,
    connect: (given) => {
      shop = given
    },
    setOrigin: (origin, at) => {
      servedAt = at
      settings = { ...settings, origin }
      journal?.append({ _tag: "Settings", settings })
    },
    submit,
    note: (command) =>
      Effect.catchDefect(Effect.asVoid(submit(command)), (defect) =>
        Console.error(`multisafepay-sandbox: ${told(defect).log}`)
      ),
    exchange: (request) => safe(exchange(request)),
    setFaults: (change) =>
      safe(
        Effect.sync(() => {
          set({ ...state, ...change })
          journal?.append({ _tag: "Faults", rules: state.rules, random: state.random })
        })
      ),
    replace: (next) =>
      safe(
        Effect.sync(() => {
          life++
          set(next)
          journal?.renew()
        })
      ),
    life: () => life,
    changed,
    states: Stream.unwrap(
      Effect.map(PubSub.subscribe(published), (later) =>
        Stream.concat(
          Stream.sync(() => state),
          Stream.fromSubscription(later)
        )
      )
    )
  }
  yield* Effect.forkScoped(options.sender(simulator))
  return simulator
})

// It never goes back: what has happened is in the past, whatever the clock below says meanwhile.
const positionOf = ({ at, position }: Kept, clock: Clock.Clock): Time.Position =>
  position.frozenAt !== undefined
    ? { ...position, frozenAt: Time.within(position.frozenAt) }
    : {
        offset:
          Time.within(Math.max(clock.currentTimeMillisUnsafe() + Number(position.offset), at)) -
          clock.currentTimeMillisUnsafe()
      }

// As many names as a header holds in comfort.
const listed = (paths: ReadonlyArray<string>): string =>
  paths.length <= 20 ? paths.join(", ") : `${paths.slice(0, 20).join(", ")}, and ${paths.length - 20} more`

const problemIn = ({ body, status }: Reply): Pick<Received, "error_code" | "problem"> => {
  const code = Json.at(body, "error_code")
  // Newer endpoints have a message instead, also in answers that are no failure.
  const problem = Json.string(Json.at(body, "error_info")) ?? Json.string(Json.at(body, "message"))
  return {
    error_code: typeof code === "number" ? code : undefined,
    problem: status >= 400 ? problem : undefined
  }
}
