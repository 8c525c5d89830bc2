// Random lives of a payment against a vendor that keeps its own books. Things happen just before a call of the API, where they hurt most.
// Whatever happens, the books and the outcome have to tell the same.
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import {
  DuplicateOrderId,
  MultiSafepayError,
  NotFound,
  Transport,
  Unavailable
} from "@effect-multisafepay/core/MultiSafepayError"
import { Engine, PaymentApi, PaymentOrders, PaymentOutcome, Payments } from "../src/index.ts"
import { Books, happenings } from "./support/Books.ts"
import { ensuring } from "./support/FakeApi.ts"
import { charging, redirect } from "./support/world.ts"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Without a paying customer there is little to go wrong. */
const Happening = Schema.Union([Schema.Literal("customer pays"), Schema.Literals(happenings)])

const Life = Schema.Struct({
  method: Schema.Literals(["IDEAL", "VISA", "KLARNA", "DIRDEB"]),
  placed: Schema.Literals(["by us", "by us, charging", "by the caller"]),
  when_paid: Schema.Literals(["report", "capture", "ship"]),
  when_declined: Schema.Literals(["cancel", "wait"]),
  /** Before which call of the API, counted from 1, something happens; some notifications are lost. */
  happenings: Schema.Array(Schema.Struct({ call: between(1, 12), what: Happening, isNotified: Schema.Boolean })).check(
    Schema.isMaxLength(4)
  ),
  /** Before which call the shop cancels; 0 is never. */
  cancel: between(0, 24),
  /** Which calls do not get through, and how. */
  faults: Schema.Array(
    Schema.Struct({ call: between(1, 12), how: Schema.Literals(["not sent", "no answer", "answer lost", "defect"]) })
  ).check(Schema.isMaxLength(2))
})
type Life = typeof Life.Type

const order_id = "life-1"
const expires_in = 3_600_000
const longest = expires_in + 69 * 86_400_000

const error = (operation: string, outcome: MultiSafepayError["outcome"], reason: MultiSafepayError["reason"]) =>
  new MultiSafepayError({
    operation,
    effectClass: operation === "get" ? "read" : "reconcilable",
    outcome,
    reason,
    attempts: []
  })
const said = { info: "", advice: "" }

const live = Effect.fnUntraced(function* (life: Life) {
  let books: Books | undefined
  let calls = 0
  let cancelledAt: number | undefined
  let payments: Payments.Payments["Service"] | undefined

  const place = (call: number) => {
    books = new Books(life.method, order_id)
    books.done.push({ what: "create", call })
    if (life.placed === "by us, charging") books.happens("customer pays")
  }
  const meanwhile = Effect.gen(function* () {
    if (life.cancel === calls && cancelledAt === undefined) {
      yield* Effect.orDie(payments!.cancel(order_id))
      cancelledAt = calls
    }
    if (life.placed === "by the caller" && calls === 2 && cancelledAt === undefined) place(calls)
    for (const { call, isNotified, what } of life.happenings) {
      if (call !== calls || books?.happens(what) !== true || !isNotified) continue
      yield* Effect.orDie(payments!.notify({ order_id, order: books.details }))
    }
  })
  const call = <A>(operation: string, answer: (call: number) => Effect.Effect<A, MultiSafepayError>) =>
    Effect.gen(function* () {
      const n = ++calls
      yield* meanwhile
      switch (life.faults.find((fault) => fault.call === n)?.how) {
        case "not sent":
          return yield* error(operation, "not-sent", new Transport({ phase: "connect", origin: "", cause: "refused" }))
        case "no answer":
          return yield* error(operation, "unknown", new Unavailable({ status: 502, info: "" }))
        case "answer lost":
          yield* Effect.ignore(answer(n))
          return yield* error(operation, "unknown", new Unavailable({ status: 502, info: "" }))
        case "defect":
          return yield* Effect.die(new Error("a defect of the client"))
        case undefined:
          return yield* answer(n)
      }
    })
  const refused = (operation: string) =>
    error(operation, "rejected", new NotFound({ status: 404, code: 1006, ...said }))
  const write = (what: "capture" | "ship" | "cancel" | "release") => () =>
    call(what, (n) => (books?.asked(what, n) === true ? Effect.succeed({}) : Effect.fail(refused(what))))

  const requests: PaymentApi.Service = {
    get: () => call("get", () => (books === undefined ? Effect.fail(refused("get")) : Effect.succeed(books.details))),
    create: () =>
      call("create", (n) => {
        if (books !== undefined) {
          return Effect.fail(error("create", "rejected", new DuplicateOrderId({ status: 409, code: 1006, ...said })))
        }
        place(n)
        return Effect.succeed({ payment_url: "https://pay.example", reconciled: false })
      }),
    capture: write("capture"),
    release: write("release"),
    ship: write("ship"),
    cancel: write("cancel")
  }
  const api = Layer.succeed(PaymentApi.PaymentApi, ensuring(requests))
  const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
    order: (id) =>
      life.placed === "by the caller"
        ? Effect.succeedNone
        : Effect.succeedSome(life.placed === "by us" ? redirect(id) : charging(id)),
    placed: () => Effect.void
  })

  const outcome = yield* Effect.gen(function* () {
    payments = yield* Payments.Payments
    const { when_declined, when_paid } = life
    yield* payments.start({ order_id, amount: 1000, currency: "EUR", expires_in, when_paid, when_declined })
    for (let passed = 0; passed < longest;) {
      // Ids are computed outside the test clock.
      for (let n = 0; n < 3; n++) yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      const standing = yield* payments.standing(order_id)
      if (standing._tag === "Ended") return standing.outcome
      if (standing._tag === "Suspended") yield* payments.resume(order_id)
      const step = Math.max(1000, passed / 8)
      yield* TestClock.adjust(step)
      passed += step
    }
    return yield* Effect.die(new Error("never ended"))
  }).pipe(Effect.provide(Payments.layer(Engine.memory).pipe(Layer.provide([api, shop]))))
  return { books, cancelledAt, outcome }
})

const times = (books: Books | undefined, what: string) => books?.done.filter((one) => one.what === what).length ?? 0

const holds = Effect.fnUntraced(
  function* (life: Life) {
    const { books, cancelledAt, outcome } = yield* live(life)
    const { released, result } = outcome
    for (const what of ["create", "capture", "ship"]) assert.isAtMost(times(books, what), 1, `${what} twice`)
    // A try that has begun to read when the shop cancels may still write. A capture reads twice.
    for (const { call, what } of books?.done ?? []) {
      if (cancelledAt === undefined || what === "cancel" || what === "release") continue
      assert.isAtMost(call, cancelledAt + (what === "capture" ? 2 : 1), `${what} after the cancelling`)
    }
    if (result === "unfinished") return
    const money = books?.money ?? "none"
    // What was captured or shipped may have been charged back since.
    if (result === "captured") assert.strictEqual(books?.remain, 0)
    else if (result !== "shipped") {
      assert.strictEqual(PaymentOutcome.hasMoney(outcome), money !== "none", `${result}, and the money is ${money}`)
    }
    if (released === true) assert.isTrue(books?.isClosed, "released, and still open")
    assert.strictEqual(result === "shipped", times(books, "ship") === 1)
    if (life.when_paid !== "report" && cancelledAt === undefined) assert.notStrictEqual(result, "reserved")
    if (!PaymentOutcome.hasMoney(outcome)) assert.notStrictEqual(books?.status, "initialized", "left open")
  },
  Effect.provideService(References.MinimumLogLevel, "None")
)

describe("lives of a payment", () => {
  it.effect.prop(
    "whatever happens, it ends, does nothing twice, and says what the vendor's books say",
    { life: Arbitrary.schema(Life) },
    ({ life }) => holds(life),
    { arbitrary: { runs: 300 } }
  )

  it.effect("a last look that does not get through is taken again: shipped, cancelled, and two answers lost", () =>
    holds({
      method: "VISA",
      placed: "by us, charging",
      when_paid: "ship",
      when_declined: "wait",
      happenings: [],
      cancel: 8,
      faults: [
        { call: 10, how: "defect" },
        { call: 11, how: "not sent" }
      ]
    })
  )
})
