// The control service over a simulator: commands in the words of people, and waiting.
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import type { Notice } from "../../Notice.ts"
import type * as Fault from "../../Fault.ts"
import type { Outcome, OutcomeOptions } from "../../Outcome.ts"
import { Sandbox, type SandboxShape } from "../../SandboxShape.ts"
import { SandboxError } from "../../SandboxError.ts"
import type { StoredToken } from "../../StoredToken.ts"
import type { Command } from "../state/Command.ts"
import { Simulator, type SimulatorShape } from "../simulator/Simulator.ts"
import * as Json from "../state/Json.ts"
import * as OrderFilter from "../state/OrderFilter.ts"
import { possible } from "../machine/outcomes.ts"
import { isExpired } from "../machine/tokens.ts"
import type { Answer } from "../machine/step.ts"
import type { Refusal } from "../machine/turn.ts"
import { inTurns, sift } from "./inTurns.ts"
import { sign } from "./sender.ts"
import * as record from "../simulator/record.ts"
import * as snapshot from "../simulator/snapshot.ts"
import * as State from "../state/State.ts"
import { latest as latestTime } from "../simulator/Time.ts"
import * as wireNotification from "../wire/notification.ts"
import * as wireOrder from "../wire/order.ts"

/** The control service of a simulator that is already there. */
export const layer: Layer.Layer<Sandbox, never, Simulator> = Layer.effect(
  Sandbox,
  Effect.map(Simulator, (simulator) => make(simulator))
)

/** Those that match, oldest first, all as they are when somebody begins to read. */
export const ordersOf = (
  simulator: SimulatorShape,
  { latest = Number.POSITIVE_INFINITY, ...filter }: OrderFilter.OrderFilter & { readonly latest?: number | undefined }
): Stream.Stream<OrderDetails.OrderDetails> =>
  Stream.suspend(() => {
    const state = simulator.state()
    const found = sift(state.orders.newest(filter), OrderFilter.hasText(filter), latest)
    return Stream.unwrap(Effect.map(found, (orders) => inTurns(orders.reverse(), 16))).pipe(
      Stream.map((order) => viewOf(state, order, simulator))
    )
  })

const viewOf = (state: State.State, order: State.Order, { settings }: SimulatorShape): OrderDetails.OrderDetails =>
  decode(Json.print(wireOrder.details(state, order, settings()), false))

const make = (simulator: SimulatorShape): SandboxShape => {
  const view = (order: State.Order) => viewOf(simulator.state(), order, simulator)

  const find = (order_id: string): Effect.Effect<State.Order, SandboxError> =>
    Effect.suspend(() => {
      const order = State.find(simulator.state(), order_id)
      return order === undefined ? Effect.fail(unknown(order_id)) : Effect.succeed(order)
    })

  // Another answer than the command has is a defect of the machine.
  const submit = <Tag extends Answer["_tag"]>(command: Command, tag: Tag): Effect.Effect<Told<Tag>, SandboxError> =>
    Effect.flatMap(simulator.submit(command), (answer) => {
      if (isTold(answer, tag)) return Effect.succeed(answer)
      return answer._tag === "Refusal"
        ? Effect.fail(new SandboxError({ problem: problemOf(command, answer), message: answer.info }))
        : Effect.die(`${command._tag} was answered by ${answer._tag}, not ${tag}`)
    })

  const outcome = (order_id: string, outcome: Outcome, options: OutcomeOptions = {}) =>
    Effect.map(submit({ _tag: "ChooseOutcome", order_id, outcome, options }, "Order"), ({ order }) => view(order))

  const onRefunds = (id: string, what: "completed" | "declined") =>
    Effect.flatMap(find(id), (order) => {
      const open =
        order.kind === "refund"
          ? [order]
          : State.children(simulator.state(), order, "refund").filter((one) => one.phase === "open")
      if (open.length === 0) {
        return Effect.fail(
          new SandboxError({ problem: "impossible", message: `order ${id} has no refund that waits to be paid out` })
        )
      }
      return Effect.map(
        Effect.forEach(open, (refund) => outcome(refund.transaction_id ?? "", what)),
        () => view(State.byKey(simulator.state(), order.key) ?? order)
      )
    })

  const onOrder = (order_id: string, command: Command) =>
    Effect.flatMap(find(order_id), ({ key }) =>
      Effect.flatMap(submit(command, "Order"), () =>
        Effect.suspend(() => {
          const order = State.byKey(simulator.state(), key)
          return order === undefined ? Effect.fail(unknown(order_id)) : Effect.succeed(view(order))
        })
      )
    )

  // A chargeback shares the id of its order.
  const onDispute = (order_id: string, what: "completed" | "declined") =>
    Effect.flatMap(find(order_id), (order) => {
      const found = State.children(simulator.state(), order, "chargeback").find((one) =>
        possible(one, 0).includes(what)
      )
      return found === undefined
        ? Effect.fail(
            new SandboxError({
              problem: "impossible",
              message: `order ${order_id} has no chargeback that this can happen to`
            })
          )
        : onOrder(order_id, {
            _tag: "ChooseOutcome",
            order_id: found.transaction_id ?? "",
            outcome: what,
            options: {}
          })
    })

  const stored = (one: State.Token): StoredToken => ({
    token: one.token,
    reference: one.reference,
    code: one.code,
    expiry: one.expiry,
    expired: isExpired(one, simulator.time.now()),
    renewals: one.renewals ?? []
  })

  const onToken = (command: Command) => Effect.map(submit(command, "Token"), ({ token }) => stored(token))

  // Looks again after every change, until it sees what it waits for.
  const until = <A>(look: (state: State.State) => A | undefined): Effect.Effect<A> =>
    Effect.suspend(() => {
      const change = simulator.changed()
      const seen = look(simulator.state())
      return seen === undefined ? Effect.flatMap(change, () => until(look)) : Effect.succeed(seen)
    })

  const forward = (by: number): Effect.Effect<void, SandboxError> =>
    Effect.suspend(() => {
      const now = simulator.time.now()
      if (!(by >= 0)) return invalid("the clock only goes forward; reset the sandbox to start again")
      // What is beyond would be no date any more, and the clock cannot come back.
      return now + by > latestTime
        ? invalid(
            `the clock ends with the year 9999; it can go ${Math.floor((latestTime - now) / 86_400_000)} days further`
          )
        : simulator.time.advance(Duration.millis(by))
    })

  const addRule = (
    mode: Fault.Rule["mode"],
    faults: ReadonlyArray<Fault.Kind | Fault.Fault | "pass">,
    options: Fault.RuleOptions,
    left: Fault.Rule["left"]
  ): Effect.Effect<Fault.Rule> =>
    Effect.suspend(() => {
      const rule: Fault.Rule = {
        ...options,
        id: `fault-${simulator.state().rules.length + 1}`,
        mode,
        faults: faults.map((fault) => (typeof fault === "string" && fault !== "pass" ? { kind: fault } : fault)),
        left,
        hits: 0
      }
      return Effect.as(simulator.setFaults({ rules: [...simulator.state().rules, rule] }), rule)
    })

  return {
    apiKey: simulator.apiKey,
    pay: (order_id, options) => outcome(order_id, "completed", options),
    payByGiftCard: (order_id, { card_number: number, gateway }) =>
      onOrder(order_id, { _tag: "PayByGiftCard", order_id, gateway, number }),
    decline: (order_id, options) => outcome(order_id, "declined", options),
    cancel: (order_id) => outcome(order_id, "cancelled"),
    expire: (order_id) => outcome(order_id, "expired"),
    authorise: (order_id, options) => outcome(order_id, "authorised", options),
    review: (order_id, options) => outcome(order_id, "uncleared", options),
    settle: (order_id) => outcome(order_id, "settled"),
    chargeback: (order_id, options) => outcome(order_id, "chargeback", options),
    loseDispute: (order_id) => onDispute(order_id, "completed"),
    winDispute: (order_id) => onDispute(order_id, "declined"),
    capture: (order_id, amount) =>
      onOrder(order_id, { _tag: "Capture", order_id, amount, new_order_id: undefined, description: undefined }),
    refund: (order_id, amount) =>
      onOrder(order_id, {
        _tag: "Refund",
        order_id,
        amount,
        currency: undefined,
        description: undefined,
        refund_order_id: undefined
      }),
    remind: (order_id) => onOrder(order_id, { _tag: "Remind", order_id }),
    tokens: Effect.sync(() =>
      HashMap.toValues(simulator.state().tokens)
        .sort((a, b) => a.key - b.key)
        .map(stored)
    ),
    renewals: (token, renewals) => onToken({ _tag: "ScriptRenewals", token, renewals }),
    expireToken: (token) => onToken({ _tag: "ExpireToken", token }),
    acceptRefund: (id) => onRefunds(id, "completed"),
    declineRefund: (id) => onRefunds(id, "declined"),
    outcome,
    outcomes: (order_id) => Effect.map(find(order_id), (order) => possible(order, simulator.time.now())),

    order: (order_id) => Effect.map(find(order_id), view),
    orders: Stream.runCollect(ordersOf(simulator, {})),
    findOrders: (filter) => Stream.runCollect(ordersOf(simulator, filter)),
    events: Effect.sync(() => [...simulator.state().events]),
    received: (filter) => Effect.suspend(() => search(simulator.state(), filter)),

    notices: (order_id) =>
      Effect.sync(() =>
        order_id === undefined ? [...simulator.state().notices] : State.noticesOf(simulator.state(), order_id)
      ),
    connect: (shop) => Effect.sync(() => simulator.connect(shop)),
    resend: (id, options) =>
      Effect.map(
        twice(options?.tampering, submit({ _tag: "Resend", id, tampering: options?.tampering }, "Notice")),
        ({ notice }) => notice
      ),
    notify: (order_id, options) =>
      Effect.map(
        twice(
          options?.tampering,
          submit(
            {
              _tag: "Notify",
              order_id,
              tampering: options?.tampering,
              after: Duration.toMillis(options?.after ?? 0)
            },
            "Notice"
          )
        ),
        ({ notice }) => notice
      ),
    signedNotification: (order_id, options) =>
      Effect.gen(function* () {
        const order = yield* find(order_id)
        const { notification_method: method, notification_url } = order.details
        const settings = simulator.settings()
        const body = method === "GET" ? "" : wireNotification.print(simulator.state(), order, settings)
        const signed = yield* sign(
          simulator,
          {
            url: notification_url ?? "http://shop.localhost/notification",
            method,
            order_id: order.order_id,
            body,
            tampering: undefined
          },
          { skew: options?.skew ?? 0, key: options?.key }
        )
        return {
          url: signed.url,
          method,
          headers: method === "GET" ? {} : { "content-type": "application/json", auth: signed.auth },
          body
        }
      }),

    awaitStatus: (order_id, status) =>
      until((state) => {
        const order = State.find(state, order_id)
        return order?.status === status ? view(order) : undefined
      }),
    awaitNotice: (order_id, count = 1) =>
      until((state) => {
        const attempted = State.noticesOf(state, order_id).filter((one) => one.attempts.length > 0)
        const attempts = attempted.reduce((sum, one) => sum + one.attempts.length, 0)
        return attempts < count ? undefined : latest(attempted)
      }),

    clock: {
      now: Effect.sync(() => simulator.time.now()),
      advance: (by) =>
        forward(Option.match(Duration.fromInput(by), { onNone: () => Number.NaN, onSome: Duration.toMillis })),
      set: (to) => Effect.suspend(() => forward(to - simulator.time.now())),
      freeze: simulator.time.freeze,
      resume: simulator.time.resume
    },

    fault: (fault, options = {}) => addRule("one", [fault], options, options.times ?? 1),
    script: (faults, options = {}) => addRule("script", faults, options, faults.length),
    chaos: ({ faults, operation, probability, seed }) =>
      Effect.gen(function* () {
        const start = seed ?? (yield* Random.nextIntBetween(1, 1_000_000_000))
        yield* Effect.logInfo(`sandbox chaos with seed ${start}`)
        yield* simulator.setFaults({ random: start })
        return yield* addRule("draw", faults, { operation, probability }, "always")
      }),
    faults: Effect.sync(() => simulator.state().rules),
    clearFaults: simulator.setFaults({ rules: [] }),
    snapshot: Stream.mkString(snapshotOf(simulator)),
    restore: (text) =>
      Effect.suspend(() =>
        Result.match(snapshot.load(text, simulator.time.now()), {
          onFailure: (message) => Effect.fail(new SandboxError({ problem: "invalid", message })),
          onSuccess: simulator.replace
        })
      ),
    reset: Effect.suspend(() => simulator.replace(State.make(simulator.settings().seed)))
  }
}

/** A snapshot as text, in pieces. */
export const snapshotOf = (simulator: SimulatorShape): Stream.Stream<string> =>
  Stream.suspend(() => inTurns(snapshot.save(simulator.state()), 64))

// Looked for from the end, so that a few are found soon in a long record.
const search = (
  { received }: State.State,
  { latest = Number.POSITIVE_INFINITY, ...filter }: record.Filter & { readonly latest?: number | undefined } = {}
) => Effect.map(sift(received.backwards(), record.isWanted(filter), latest), (found) => found.reverse())

type Told<Tag extends Answer["_tag"]> = Extract<Answer, { readonly _tag: Tag }>

const isTold = <Tag extends Answer["_tag"]>(answer: Answer, tag: Tag): answer is Told<Tag> => answer._tag === tag

const problemOf = (command: Command, refusal: Refusal): SandboxError["problem"] => {
  if (refusal.code === 1006) return "unknown-order"
  if (refusal.status === 404 && (command._tag === "ScriptRenewals" || command._tag === "ExpireToken"))
    return "unknown-token"
  return command._tag === "Resend" ? "unknown-notice" : "impossible"
}

const invalid = (message: string) => Effect.fail(new SandboxError({ problem: "invalid", message }))

const unknown = (order_id: string) =>
  new SandboxError({ problem: "unknown-order", message: `the sandbox has no order ${order_id}` })

const decodeDetails = Schema.decodeUnknownResult(OrderDetails.OrderDetails)

// What the sandbox prints, core reads; anything else is a defect of the sandbox.
const decode = (text: string): OrderDetails.OrderDetails =>
  Result.getOrThrow(decodeDetails(Result.getOrThrow(ExactJson.parseResult(text))))

const twice = <A, E>(tampering: string | undefined, effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  tampering === "duplicate" ? Effect.andThen(effect, effect) : effect

const latest = (notices: ReadonlyArray<Notice>): Notice | undefined => {
  const time = (one: Notice) => one.attempts.at(-1)?.at ?? 0
  return notices.reduce<Notice | undefined>(
    (last, one) => (last === undefined || time(one) >= time(last) ? one : last),
    undefined
  )
}
