// What one would write first: a durable workflow whose step posts the order. It is here to show that the crash tests can fail.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Activity from "effect/workflow/Activity"
import * as Workflow from "effect/workflow/Workflow"
import type * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Orders from "@effect-multisafepay/http/Orders"
import { Engine, PaymentApi, PaymentOrders, Payments } from "../../src/index.ts"

const Naive = Workflow.make("test/Naive", {
  payload: { order_id: Schema.String },
  success: Schema.String,
  idempotencyKey: ({ order_id }) => order_id
})

const flow = Naive.toLayer(({ order_id }) =>
  Activity.make({
    name: "create",
    success: Schema.String,
    error: Schema.String,
    execute: Effect.gen(function* () {
      const orders = yield* PaymentOrders.PaymentOrders
      const order = Option.getOrThrow(yield* orders.order(order_id)) as CreateOrder
      yield* PaymentApi.PaymentApi.use((api) => Effect.mapError(api.create(order), (error) => error.message))
      return "created"
    })
  }).pipe(Activity.retry({ times: 5 }), Effect.orDie)
)

/** The client without its `ensure`, which would save even these payments. */
export const naiveApi = Layer.effect(
  PaymentApi.PaymentApi,
  Effect.gen(function* () {
    const orders = yield* Orders.Orders
    const create = CallPolicy.override({ retry: "none" })
    return { ...(yield* PaymentApi.PaymentApi), create: (order) => create(orders.create(order)) }
  })
).pipe(Layer.provide(PaymentApi.layer))

const payments = Layer.effect(
  Payments.Payments,
  Effect.gen(function* () {
    const context = yield* Effect.context<WorkflowEngine.WorkflowEngine>()
    return Payments.Payments.of({
      start: ({ order_id }) =>
        Effect.asVoid(Effect.provideContext(Naive.execute({ order_id }, { discard: true }), context)),
      notify: () => Effect.void,
      standing: (order_id) =>
        Naive.executionId({ order_id }).pipe(
          Effect.flatMap((id) => Naive.poll(id)),
          Effect.map((result) =>
            Option.isSome(result) && result.value._tag === "Complete"
              ? ({ _tag: "Ended", outcome: { result: "paid" } } as const)
              : ({ _tag: "Waiting" } as const)
          ),
          Effect.provideContext(context)
        ),
      outcome: () => Effect.never,
      cancel: () => Effect.void,
      resume: () => Effect.void
    })
  })
)

export const NaiveLayer: typeof Payments.layer = (engine) =>
  payments.pipe(Layer.provide(flow), Layer.provideMerge(engine[Engine.TypeId].layer)) as never
