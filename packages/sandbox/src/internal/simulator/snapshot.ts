// The whole state as JSON text and back: to keep a prepared shop beside a test, or to go on where a process ended. It has no secrets in
// it, as the state has none. What follows from the rest (who is found by what, what is to be sent) is not written but worked out.
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Result from "effect/Result"
import type { Notice } from "../../Notice.ts"
import type { Rule } from "../../Fault.ts"
import type { Received } from "../../Received.ts"
import type { SandboxEvent } from "../../SandboxEvent.ts"
import * as Agenda from "../state/Agenda.ts"
import * as Json from "../state/Json.ts"
import * as Register from "../state/Register.ts"
import * as Sequence from "../state/Sequence.ts"
import { mistakeIn } from "./savedState.ts"
import type * as State from "../state/State.ts"
import { latest } from "./Time.ts"

const version = 3

// What older sandboxes did not tell of a request.
type Newer = "ignored" | "warnings"

/** What a state is made of, each in the order in which it came to be. */
export interface Parts {
  readonly next: number
  readonly random: number
  readonly rules: ReadonlyArray<Rule>
  readonly spent: ReadonlyArray<string>
  readonly orders: ReadonlyArray<State.Order>
  readonly tokens: ReadonlyArray<State.Token>
  readonly notices: ReadonlyArray<Notice>
  readonly received: ReadonlyArray<Omit<Received, Newer> & Partial<Pick<Received, Newer>>>
  readonly events: ReadonlyArray<SandboxEvent>
}

/** Its text, a line of a list at a time. */
export function* save(state: State.State): Generator<string> {
  const { events, notices, next, orders, random, received, rules, spent, timers, tokens } = state
  yield `{"version":${version},"next":${next},"random":${random},"rules":${print(rules)}`
  const lists = {
    spent,
    orders,
    tokens: HashMap.toValues(tokens).sort((a, b) => a.key - b.key),
    timers,
    notices,
    received,
    events
  } satisfies Record<string, Iterable<unknown>>
  for (const [name, list] of Object.entries(lists)) {
    let before = `,"${name}":[`
    for (const one of list) {
      yield before + print(one)
      before = ","
    }
    yield before === "," ? "]" : `${before}]`
  }
  yield "}"
}

const print = (value: unknown): string => Json.print(Json.from(value), false)

/** Only text that `save` has made; anything else is refused, or is on its own. */
export const load = (text: string, now: number): Result.Result<State.State, string> => {
  const saved = Json.record(Json.parse(text))
  if (saved === undefined) return Result.fail("a snapshot is a JSON object")
  if (saved["version"] !== version) return Result.fail(`this sandbox reads snapshots of version ${version}`)
  const mistake = mistakeIn(saved)
  if (mistake !== undefined) return Result.fail(`the snapshot is damaged: ${mistake}`)
  const { timers, ...parts } = saved as unknown as Parts & { readonly timers: ReadonlyArray<State.Timer> }
  return Result.succeed(assemble(parts, Agenda.from(timers.map(inTime).entries()), now))
}

/** With its times not later than the clock goes: older sandboxes let it run beyond every date. */
export const inTime = <A extends object>(value: A): A => {
  const late = times.filter((key) => Number(Reflect.get(value, key)) > latest)
  return late.length === 0 ? value : { ...value, ...Object.fromEntries(late.map((key) => [key, latest])) }
}

const times = "at created modified completed cleared linkUntil visibleFrom until nextAt".split(" ")

export const assemble = (parts: Parts, timers: Agenda.Agenda<State.Timer>, now: number): State.State => {
  const { next, random, rules, spent, tokens } = parts
  const [events, received] = [
    parts.events.map(inTime),
    parts.received.map((one) => ({ ...inTime(one), ignored: one.ignored ?? [], warnings: one.warnings ?? [] }))
  ]
  const orders = parts.orders.map((one) => {
    const order = inTime(one)
    return order.capture === undefined ? order : { ...order, capture: inTime(order.capture) }
  })
  const notices = parts.notices.map((one) => ({ ...inTime(one), attempts: one.attempts.map(inTime) }))
  const known = new Map(orders.map((order) => [order.key, order]))
  // What was on its way when it was saved may or may not have arrived: it goes again, as the service would.
  const mended = notices.map((one) => again(one, now))
  return {
    next,
    random,
    rules,
    spent: HashSet.fromIterable(spent),
    timers,
    received: Sequence.from(received),
    events: Sequence.from(events),
    tokens: HashMap.fromIterable(tokens.map((one) => [one.token, one])),
    byReference: HashMap.fromIterable(
      Array.from(
        Map.groupBy(tokens, (one) => one.reference),
        ([reference, all]) => [reference, all.map((one) => one.token)] as const
      )
    ),
    notices: Sequence.from(mended),
    byRecipient: HashMap.fromIterable(Map.groupBy(mended.keys(), (place) => mended[place]?.order_id ?? "")),
    outbox: Agenda.from(
      mended.flatMap(({ nextAt, order_id }) => (nextAt === undefined ? [] : [{ at: nextAt, order_id }])).entries()
    ),
    orders: Register.from(orders),
    // Later orders take over an id; a child that shares its parent's does not.
    byOrderId: HashMap.fromIterable(
      orders.flatMap((order) =>
        order.parent !== undefined && known.get(order.parent)?.order_id === order.order_id
          ? []
          : [[order.order_id, order.key] as const]
      )
    ),
    // Earlier attempts first: an order that was placed anew remembers those of its predecessor, which are the predecessor's.
    byTransaction: HashMap.fromIterable([
      ...orders.flatMap((order) => order.attempts.map((one) => [one.transaction_id, order.key] as const)),
      ...orders.flatMap((order) =>
        order.transaction_id === undefined ? [] : [[order.transaction_id, order.key] as const]
      )
    ]),
    bySession: HashMap.fromIterable(orders.map((order) => [order.session_id, order.key] as const))
  }
}

const again = (notice: Notice, now: number): Notice =>
  notice.state === "sending" ? { ...notice, state: "pending", nextAt: now } : notice
