// The sandbox at work: holds the state, carries out one thing at a time, lets alarms ring and notifications go when they are due. A
// request is committed in one step and answered in another, so that a fault can stand between them.
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import { asksForChallenge, take } from "./faults.ts"
import * as Exchange from "./Exchange.ts"
import { isKept, type Kept } from "./Journal.ts"
import * as Json from "../state/Json.ts"
import { type Reply, failure, message, refused } from "../api/Reply.ts"
import type { Found, Writing } from "../api/Route.ts"
import * as routes from "../api/routes.ts"
import { read } from "../api/validate.ts"
import type { Command } from "../state/Command.ts"
import { disturb } from "./disturb.ts"
import { type Answer, step, tick } from "../machine/step.ts"
import { told } from "./defect.ts"
import { redactBody } from "./redactBody.ts"
import { maskCards } from "../rules/cardNumbers.ts"
import type { Settings } from "../state/Settings.ts"
import type { Received } from "../../Received.ts"
import * as State from "../state/State.ts"
import * as Time from "./Time.ts"

export interface SimulatorShape {
  readonly apiKey: Redacted.Redacted<string>
  readonly time: Time.Time
  /** The state, after everything that is due. */
  readonly state: () => State.State
  readonly settings: () => Settings
  readonly setOrigin: (origin: string) => void
  /** Where a server answers for this sandbox, undefined when none does. */
  readonly servedAt: () => string | undefined
  readonly submit: (command: Command) => Effect.Effect<Answer>
  /** The same for what the sandbox does by itself: nobody waits for it, so a file that cannot be written is told on stderr. */
  readonly note: (command: Command) => Effect.Effect<void>
  readonly exchange: (request: Exchange.Request) => Effect.Effect<Exchange.Exchange>
  /** Changes the rules of faults, or the seed of their draws. */
  readonly setFaults: (change: Partial<Pick<State.State, "rules" | "random">>) => Effect.Effect<void>
  /** Goes on with another state altogether. */
  readonly replace: (state: State.State) => Effect.Effect<void>
  /** Ends with the first change after this call. */
  readonly changed: () => Effect.Effect<void>
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
  let servedAt: string | undefined

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

  // A request is recorded when it arrives; its answer is filled in when it goes.
  const record = (
    request: Exchange.Request,
    operation: string,
    order_id: string | undefined,
    body: unknown
  ): number => {
    const id = (state.received.at(-1)?.id ?? 0) + 1
    const received: Received = {
      id,
      at: time.now(),
      operation,
      method: request.method,
      path: request.path,
      order_id,
      body: request.body === undefined ? tooLong : redactBody(body, request.body),
      committed: false,
      status: undefined,
      error_code: undefined,
      fault: undefined,
      ignored: []
    }
    set({ ...state, received: State.latest(state.received, received) })
    return id
  }
  // Their ids follow each other. Nothing is found of a request from before a reset.
  const complete = (id: number, fields: Partial<Received>) => {
    const place = id - (state.received.at(0)?.id ?? id)
    const one = state.received.at(Math.max(place, 0))
    if (one?.id === id) set({ ...state, received: state.received.with(place, { ...one, ...fields }) })
  }

  const authorised = (request: Exchange.Request): string | undefined => {
    const given =
      request.headers["api_key"] ??
      request.query.get("api_key") ??
      /^Bearer\s+(\S.*)$/i.exec(request.headers["authorization"] ?? "")?.[1]
    if (given === Redacted.value(options.apiKey)) return undefined
    return given !== undefined && looksReal(given)
      ? "Invalid API key: this one has the shape of a real key. The sandbox takes its own key only; keep real keys out of tests."
      : "Invalid API key"
  }

  const exchange = Effect.fnUntraced(function* (sent: Exchange.Request): Effect.fn.Return<Exchange.Exchange> {
    const request = { ...sent, method: methodOf(sent) }
    set(tick(state, time.now(), settings))
    const body = maskCards(parse(request.body ?? ""), cardNumber)
    const found = routes.find(request.method, request.path, body)
    const unknown = found === undefined ? routes.unknown(request.method, request.path) : undefined
    const operation = found?.operation.name ?? unknown?.name ?? "unknown"
    const order_id = orderIdOf(found, body)
    const texts = textsOf(state, body, order_id)
    const id = record(request, operation, order_id, body)
    const finish = (answer: Exchange.Exchange, fields: Partial<Received> = {}): Exchange.Exchange => {
      const sent = answer._tag === "Answer" ? answer : answer._tag === "HalfAnswer" ? answer.answer : undefined
      complete(id, { status: sent?.status, ...fields })
      return answer
    }

    const template = `${request.method} ${found?.operation.path ?? request.path}`
    const subject = { operation, template, order_id, texts }
    const [afterFault, fault] = take(state, subject)
    if (afterFault !== state) journal?.append({ _tag: "Take", subject })
    set(afterFault)
    if (fault !== undefined) complete(id, { fault: fault.kind })
    const before = yield* disturb.before(fault, time)
    if (before !== undefined) return finish(before)
    set(tick(state, time.now(), settings))

    let ignored: ReadonlyArray<string> = []
    const print = (reply: Reply): Exchange.Answer =>
      Exchange.json(
        reply.status,
        Json.print(disturb.envelope(fault, reply.body), settings.quirks.escapedSlashes),
        ignored.length === 0 ? {} : { "x-sandbox-ignored-fields": listed(ignored.map(encodeURI)) }
      )
    const wrongKey = authorised(request)
    if (wrongKey !== undefined) {
      const isNewer = routes.isNewer(request.path)
      return finish(print(isNewer ? message(403, "Forbidden") : failure(401, 1032, wrongKey)), {
        error_code: isNewer ? undefined : 1032
      })
    }
    if (found === undefined) return finish(print(unknown?.reply ?? message(404, "Not found")))
    if (request.body === undefined) {
      return finish(print(failure(413, 1016, `Invalid request: the body is ${tooLong}`)), { error_code: 1016 })
    }
    if (body === notJson) {
      const why = `Invalid request: the body is not JSON, or nests deeper than ${Json.maxDepth} levels`
      return finish(print(failure(404, 1016, why)), { error_code: 1016 })
    }

    const asRead = read(found.takes, body, settings)
    ignored = asRead.ignored
    const call = {
      query: request.query,
      body: asRead.body,
      raw: body,
      state,
      settings,
      now: time.now(),
      marks: {
        hiddenFor: fault?.kind === "hidden" ? (fault.ms ?? 1000) : undefined,
        challenge: operation === PlacedOrder.create.name && asksForChallenge(texts)
      }
    }
    const handling = found.handle(call)
    const [reply, committed] = "command" in handling ? commit(handling, call.now) : ([handling, false] as const)
    const error_code = errorCode(reply)
    if (ignored.length > 0) {
      complete(id, { ignored })
      carryOut({ _tag: "NoteIgnored", order_id, detail: `${operation} passed over ${listed(ignored)}` }, call.now)
    }
    return finish(disturb.after(fault, reply, print), { committed, error_code })
  })

  const commit = (handling: Writing, now: number): readonly [Reply, boolean] => {
    const answer = carryOut(handling.command, now)
    return answer._tag === "Refusal"
      ? [refused(answer, settings.quirks.emptyLists), false]
      : [handling.reply(answer, state), true]
  }

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
    setOrigin: (origin) => {
      servedAt = origin
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
          set(next)
          journal?.renew()
        })
      ),
    changed
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

/** Both of the vendor's environments hand out keys of 40 letters and digits, so nothing of that shape is ever accepted. */
export const looksReal = (key: string): boolean => /^[A-Za-z0-9]{40}$/.test(key)

const notJson = Symbol("not JSON")

// Clients that cannot send a PATCH say so in a header.
const methodOf = ({ headers, method }: Exchange.Request): string => {
  const meant = headers["x-http-method-override"]?.trim().toUpperCase()
  return method === "POST" && (meant === "PATCH" || meant === "DELETE") ? meant : method
}

// As many names as a header holds in comfort.
const listed = (paths: ReadonlyArray<string>): string =>
  paths.length <= 20 ? paths.join(", ") : `${paths.slice(0, 20).join(", ")}, and ${paths.length - 20} more`

const tooLong = `longer than ${Exchange.maxBody} bytes, and none of it was read further`

// The test data tell what becomes of an order by it; nothing keeps it.
const cardNumber: ReadonlySet<string> = new Set(["card_number"])

const parse = (text: string): unknown => {
  if (text.trim() === "") return undefined
  return Json.parse(text) ?? notJson
}

const orderIdOf = (found: Found | undefined, body: unknown): string | undefined =>
  found?.operation.name === PlacedOrder.create.name ? Json.string(Json.at(body, "order_id")) : found?.order_id

const textsOf = (state: State.State, body: unknown, order_id: string | undefined): ReadonlyArray<string> => {
  const stored = order_id === undefined ? undefined : State.find(state, order_id)
  return [order_id, stored?.details.description ?? Json.string(Json.at(body, "description"))].filter(
    (text) => text !== undefined
  )
}

const errorCode = (reply: Reply): number | undefined => {
  const code = Json.at(reply.body, "error_code")
  return typeof code === "number" ? code : undefined
}
