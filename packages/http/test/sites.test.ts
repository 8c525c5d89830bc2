// Several sites in one program, or a test and a live account. Effect builds a layer once, whatever it is provided with, so that every service
// of the second would go by the first one's key.
import * as Http from "@effect-multisafepay/http"
import * as Client from "@effect-multisafepay/http/Client"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { answer, details, scripted } from "./support/scripted.ts"

class Dutch extends Context.Service<Dutch, Orders.Service>()("test/Dutch") {}
class Belgian extends Context.Service<Belgian, Orders.Service>()("test/Belgian") {}

const both = (dutch: Layer.Layer<Orders.Orders, unknown>, belgian: Layer.Layer<Orders.Orders, unknown>) =>
  Layer.mergeAll(
    Layer.provide(Layer.effect(Dutch, Orders.Orders), dutch),
    Layer.provide(Layer.effect(Belgian, Orders.Orders), belgian)
  )

const read = Effect.gen(function* () {
  yield* (yield* Dutch).get("o-1")
  yield* (yield* Belgian).get("o-1")
})

const keys = (wire: ReturnType<typeof scripted>) => wire.seen.map(({ headers }) => headers["api_key"])
const site = (apiKey: string): Client.Options => ({ apiKey: Redacted.make(apiKey) })
const wired = () => scripted([answer(200, details())])

describe("two sites in one program", () => {
  it.effect("send each with their own key", () =>
    Effect.gen(function* () {
      const wire = wired()
      const over = (apiKey: string) => Layer.provide(MultiSafepay.layer(site(apiKey)), wire.client)
      yield* Effect.provide(read, both(over("dutch"), over("belgian")))
      assert.deepStrictEqual(keys(wire), ["dutch", "belgian"])
    })
  )

  it.effect("also when the services are provided one by one, or from a configuration", () =>
    Effect.gen(function* () {
      const wire = wired()
      const single = (apiKey: string) =>
        Orders.layer.pipe(Layer.provide(Client.layer(site(apiKey))), Layer.provide(wire.client))
      const configured = (apiKey: string) =>
        MultiSafepay.layerConfig().pipe(
          Layer.provide(wire.client),
          Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ MULTISAFEPAY_API_KEY: apiKey })))
        )
      yield* Effect.provide(read, both(single("dutch"), single("belgian")))
      yield* Effect.provide(read, both(configured("dutch"), configured("belgian")))
      assert.deepStrictEqual(keys(wire), ["dutch", "belgian", "dutch", "belgian"])
    })
  )

  it.effect("also when one is provided inside the other", () =>
    Effect.gen(function* () {
      const wire = wired()
      const over = (apiKey: string) => Layer.provide(MultiSafepay.layer(site(apiKey)), wire.client)
      const get = Orders.Orders.use((orders) => orders.get("o-1"))
      yield* Effect.provide(Effect.andThen(get, Effect.provide(get, over("belgian"))), over("dutch"))
      assert.deepStrictEqual(keys(wire), ["dutch", "belgian"])
    })
  )

  it.effect("share no service", () =>
    Effect.gen(function* () {
      const isOverClient = (layer: unknown): layer is Layer.Layer<never, never, Client.Client> => Layer.isLayer(layer)
      const modules = Object.entries(Http as { readonly [name: string]: object }).flatMap(([name, module]) => {
        const { [name]: service, layer } = module as Partial<Record<string, unknown>>
        return isOverClient(layer) ? [{ name, layer, service: service as Context.Key<never, object> }] : []
      })
      assert.isAbove(modules.length, 20)
      const client = (): Client.Service => ({
        call: () => Effect.never,
        data: () => Effect.never,
        write: () => Effect.never
      })
      const clients = [client(), client()].map((one) => Layer.succeed(Client.Client, one))
      const memo = yield* Layer.makeMemoMap
      const scope = yield* Effect.scope
      for (const { layer, name, service } of modules) {
        const [one, other] = yield* Effect.forEach(clients, (client) =>
          Effect.map(Layer.buildWithMemoMap(Layer.provide(layer, client), memo, scope), (context) =>
            Context.get(context, service)
          )
        )
        assert.notStrictEqual(one, other, name)
      }
    })
  )
})
