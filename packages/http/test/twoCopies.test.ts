// Two copies of effect in one program: whoever is given a secret of the other one says so, at the start and as an error; nothing is sent.
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Card from "@effect-multisafepay/core/Card"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { ConfigurationError } from "@effect-multisafepay/http/Configuration"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import { cardOrder, create, failureOf, methods } from "./support/calls.ts"
import { otherEffect } from "./support/otherEffect.ts"
import { answer, details, placed, scripted } from "./support/scripted.ts"

let other: Awaited<ReturnType<typeof otherEffect>>
beforeAll(async () => {
  other = await otherEffect()
})
afterAll(() => other.remove())

const get = Orders.Orders.use((orders) => orders.get("o-1"))
const wire = () => scripted([answer(200, details())])
const layer = (apiKey: Redacted.Redacted<string>) => MultiSafepay.layer({ apiKey }).pipe(Layer.provide(wire().client))

describe("a key that the other copy of effect has hidden", () => {
  it.effect("is said to be that when the client is built, whichever copy runs it", () =>
    Effect.gen(function* () {
      const foreign = other.Redacted.make("canary")
      assert.isTrue(Redacted.isRedacted(foreign))
      const named = (error: unknown) => {
        assert.instanceOf(error, ConfigurationError)
        assert.include(error.message, "two copies of `effect`")
        assert.notInclude(error.message, "canary")
      }
      named(yield* Effect.flip(Effect.provide(get, layer(foreign))))
      const byTheOther = other.Effect.provide(get, layer(foreign))
      named(yield* Effect.promise(() => other.Effect.runPromise(other.Effect.flip(byTheOther))))
      const config = MultiSafepay.layerConfig({ apiKey: other.Config.succeed(foreign) })
      named(yield* Effect.flip(Effect.provide(get, Layer.provide(config, wire().client))))
    })
  )

  it.effect("is an unusable key of notifications, at the start where it is known then", () =>
    Effect.gen(function* () {
      const foreign = other.Redacted.make("canary")
      const unusable = (error: { readonly message: string; readonly reason: { readonly _tag: string } }) => {
        assert.strictEqual(error.reason._tag, "UnusableKey")
        assert.include(error.message, "two copies of `effect`")
      }
      unusable(yield* Effect.flip(Notification.verify({ body: "{}", header: "", keys: foreign })))
      unusable(yield* Effect.flip(Notification.verify({ body: "{}", header: "", keys: [Redacted.make("k"), foreign] })))
      const service = (keys: Webhooks.Options<never>["keys"]) =>
        Webhooks.layerService({ keys, handler: () => Effect.void })
      unusable(yield* Effect.flip(Effect.scoped(Layer.build(service(foreign)))))
      const auth = yield* Notification.sign({ body: "{}", key: Redacted.make("k") })
      const request = new Request("https://shop.example/?timestamp=1", {
        method: "POST",
        headers: { auth },
        body: "{}"
      })
      const response = yield* Webhooks.handleRequest(request).pipe(Effect.provide(service(Effect.succeed(foreign))))
      assert.strictEqual(response.status, 500)
    })
  )
})

describe("a card that the other copy of effect has hidden", () => {
  const hidden = () => other.Redacted.make("4111111111111111")
  const cards: ReadonlyArray<readonly [string, () => CreateOrder]> = [
    [
      "its number",
      () => ({ ...cardOrder, gateway_info: { ...cardOrder.gateway_info, card_number: hidden() } }) as CreateOrder
    ],
    [
      "its number without blanks",
      () =>
        ({
          ...cardOrder,
          gateway_info: { ...cardOrder.gateway_info, card_number: Card.number(hidden()) }
        }) as CreateOrder
    ],
    [
      "a field of a gateway that is not known",
      () => ({ ...cardOrder, gateway: "NEWCARD", gateway_info: { card_number: hidden() } }) as never
    ]
  ]
  for (const [name, order] of cards) {
    it.effect(`is a rule that is broken, and nothing is sent: ${name}`, () =>
      Effect.gen(function* () {
        const wire = scripted([answer(200, placed)])
        const error = failureOf(yield* create(wire, order()))
        assert.strictEqual(error.reason._tag, "InvalidRequest")
        assert.include(error.message, "copy of `effect`")
        assert.notInclude(error.message, "4111")
        assert.strictEqual(methods(wire), "")
      })
    )
  }
})

describe("a program of the other copy of effect", () => {
  it.effect("reads an order all the same", () =>
    Effect.gen(function* () {
      const read = other.Effect.provide(get, layer(Redacted.make("k")))
      const order = yield* Effect.promise(() => other.Effect.runPromise(read))
      assert.strictEqual(order.order_id, "o-1")
    })
  )
})
