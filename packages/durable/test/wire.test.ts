// What is written to the journal. Payments that wait were started by an older release: a changed name runs a step again, a new required
// field fails them. When one of these tests fails, the change needs a new version of the workflow beside the old one.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import * as Workflow from "effect/workflow/Workflow"
import * as Context from "effect/Context"
import { LocalEngine, Payment, PaymentOutcome, Payments, PaymentWorkflow } from "../src/index.ts"
import { Look } from "../src/internal/look.ts"
import { becomes, outcomeOf } from "./support/standing.ts"
import { makeWorld, World } from "./support/world.ts"

/** What a field may be left out or must be there, by name. */
const shape = (schema: Schema.Constraint): Record<string, "optional" | "required"> => {
  const document = Schema.toJsonSchemaDocument(schema as Schema.Schema<unknown>).schema as {
    readonly properties?: Record<string, unknown>
    readonly required?: ReadonlyArray<string>
  }
  return Object.fromEntries(
    Object.keys(document.properties ?? {}).map((name) => [
      name,
      document.required?.includes(name) === true ? "required" : "optional"
    ])
  )
}

describe("the journal", () => {
  it("knows the workflow and its signals by these names", () => {
    assert.strictEqual(PaymentWorkflow.PaymentWorkflow._tag, "multisafepay/Payment/v1")
    assert.isTrue(Context.get(PaymentWorkflow.PaymentWorkflow.annotations, Workflow.SuspendOnFailure))
    assert.deepStrictEqual(
      Object.values(PaymentWorkflow.signals).map((signal) => signal.name),
      ["signal/paid", "signal/failed", "signal/cancel"]
    )
  })

  it.effect("finds a payment under the key of its order id, whatever else it says", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* PaymentWorkflow.executionId("a"), "91c24d00072bccc7b0986fb0dd0aa489")
      assert.strictEqual(
        yield* PaymentWorkflow.executionId("order-1"),
        yield* PaymentWorkflow.PaymentWorkflow.executionId({
          order_id: "order-1",
          amount: 5,
          currency: "USD",
          expires_in: 9
        })
      )
    })
  )

  it("keeps payments with these fields", () => {
    assert.deepStrictEqual(shape(Payment.Payment), {
      order_id: "required",
      amount: "required",
      currency: "required",
      expires_in: "required",
      poll_interval: "optional",
      when_paid: "optional",
      when_declined: "optional"
    })
  })

  it("keeps outcomes and readings with these fields", () => {
    assert.deepStrictEqual(shape(PaymentOutcome.PaymentOutcome), {
      result: "required",
      status: "optional",
      financial_status: "optional",
      released: "optional",
      step: "optional",
      reason: "optional"
    })
    assert.deepStrictEqual(shape(Look), {
      at: "required",
      status: "optional",
      financial_status: "optional",
      money: "optional",
      shippable: "optional",
      failed: "optional",
      over: "optional",
      part: "optional",
      underway: "optional",
      cancelled: "optional",
      other: "optional",
      did: "optional"
    })
  })

  it.live("is written in these steps, and holds nothing of the order but ids and amounts", () =>
    Effect.gen(function* () {
      const payments = yield* Payments.Payments
      const { api, orders } = yield* World
      const sql = yield* SqlClient.SqlClient
      const order = {
        type: "redirect",
        order_id: "w-1",
        amount: 1000,
        currency: "EUR",
        description: "canary-description",
        customer: { email: "canary@example.com" }
      }
      orders.set("w-1", Effect.succeedSome(order as never))
      yield* payments.start({
        order_id: "w-1",
        amount: 1000,
        currency: "EUR",
        expires_in: 86_400_000,
        when_paid: "ship"
      })
      yield* becomes("w-1", "Waiting")
      api.reserve("w-1")
      yield* payments.notify(api.notification("w-1"))
      yield* outcomeOf("w-1")
      const rows = yield* sql<{ readonly message_id: string; readonly payload: string; readonly reply: string | null }>`
        SELECT m.message_id, m.payload, r.payload AS reply FROM multisafepay_messages m
        LEFT JOIN multisafepay_replies r ON r.request_id = m.id ORDER BY m.id`
      assert.deepStrictEqual(
        rows.map((row) => row.message_id.replace(/^Workflow\/(.*)\/[0-9a-f]{32}\//, "$1: ")).sort(),
        ["-/DurableClock: run/wait/0", "multisafepay/Payment/v1: deferred/signal/paid", "multisafepay/Payment/v1: run/"]
      )
      const steps = yield* sql<{ readonly name: string; readonly answer: string }>`
        SELECT name, answer FROM multisafepay_steps ORDER BY name`
      assert.deepStrictEqual(
        steps.map(({ name }) => name),
        [
          "asked",
          "capture/0",
          "capture/begin/0",
          "create/0",
          "create/begin/0",
          "look/0",
          "placed",
          "ship/0",
          "ship/begin/0",
          "signal/paid"
        ]
      )
      assert.notInclude(JSON.stringify([rows, steps]), "canary")
      assert.notInclude(JSON.stringify(yield* sql`SELECT * FROM multisafepay_queue`), "canary")
    }).pipe(
      Effect.provide(
        Payments.layer(LocalEngine.make({ filename: ":memory:", pollInterval: "50 millis" })).pipe(
          Layer.provideMerge(makeWorld())
        )
      )
    )
  )
})
