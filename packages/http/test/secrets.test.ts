// Canaries: a key, a card, an account, an address and a token that must be in no span, log line or error, whatever goes wrong, not even
// when an answer repeats them.
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as Operations from "@effect-multisafepay/core/Operations"
import * as Client from "@effect-multisafepay/http/Client"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { inspect } from "node:util"
import { cardDirect, sofortDirect, sofortRedirect } from "../../core/test/fixtures/seedOrders.ts"
import { answer, broken, scripted, stalled, stalledBody } from "./support/scripted.ts"
import { observed, printed, watching } from "./support/watching.ts"

const canary = {
  key: "api-key-canary-5e1f",
  card: "5555555555554444",
  cvc: "8742",
  iban: "NL91ABNA0417164300",
  email: "canary.mailbox@payer.example",
  token: "tokencanary9d2c"
} as const

const expectClean = (text: string, about: string) => {
  for (const [name, value] of Object.entries(canary)) {
    const index = text.search(new RegExp(`(?<![0-9a-f])${value}(?![0-9a-f])`, "i"))
    assert.strictEqual(
      index,
      -1,
      `${about}: the ${name} is in ${JSON.stringify(text.slice(Math.max(0, index - 200), index + 60))}`
    )
  }
}

const echo = `card ${canary.card} cvc ${canary.cvc} of ${canary.iban}, ${canary.email}, key ${canary.key}, token=${canary.token}`
const echoed = {
  card_number: canary.card,
  card_cvc: canary.cvc,
  account_holder_iban: canary.iban,
  email: canary.email,
  api_key: canary.key,
  token: canary.token
}

const replies = {
  "an empty success": answer(200, { success: true, data: {} }),
  "a success that repeats everything": answer(200, { success: true, data: { ...echoed, status: 7, order_id: [echo] } }),
  "a success as text": answer(200, echo),
  "half a success": answer(200, JSON.stringify({ success: true, data: echoed }).slice(0, -30)),
  "a refusal": answer(404, { success: false, data: echoed, error_code: 1001, error_info: echo }),
  "a refusal with status 200": answer(200, { success: false, data: [], error_code: 9999, error_info: echo }),
  "a refusal by fields": answer(422, {
    success: false,
    message: echo,
    errors: [{ attribute: echo, details: [echo], message: echo }, { details: [echo] }]
  }),
  "an error page": answer(502, `<html>${echo}</html>`),
  "a text with 400": answer(400, echo),
  "a reset connection": broken("ECONNRESET"),
  "a refused connection": broken("ECONNREFUSED"),
  "headers that never come": stalled,
  "a body that never ends": stalledBody
}

// What no generator hits upon.
const written: Record<string, unknown> = {
  "wallets.createApplePaySession": {
    validation_url: "https://apple-pay-gateway.apple.com/paymentservices/startSession",
    origin_domain: "shop.example"
  }
}

const generated = (schema: Schema.Constraint | undefined): Effect.Effect<unknown> =>
  schema === undefined
    ? Effect.succeed(undefined)
    : Effect.map(
        Effect.orDie(Arbitrary.sampleEffect(Arbitrary.schema(schema as Schema.Codec<unknown>), { count: 1, seed: 7 })),
        ([one]) => one
      )

// Names of placeholders that hold a token get the canary.
const pathOf = (operation: Operation.Any) =>
  Object.fromEntries(
    [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => [
      name,
      name.includes("token") ? canary.token : "id-1"
    ])
  )

const call = (operation: Operation.Any, body: unknown, query: unknown) =>
  Client.Client.use((client) =>
    client.call(operation, { path: pathOf(operation), body, query } as unknown as Client.Input<Operation.Any>)
  )

const watch = (operation: Operation.Any, body: unknown, query: unknown, about: string) =>
  Effect.gen(function* () {
    for (const [what, reply] of Object.entries(replies)) {
      const { everything, layer } = watching()
      const wire = scripted([reply], { apiKey: Redacted.make(canary.key), policy: { maxAttempts: 2 } })
      const fiber = yield* observed(call(operation, body, query)).pipe(
        Effect.provide(Layer.mergeAll(wire.layer, layer)),
        Effect.forkChild
      )
      yield* TestClock.adjust("2 minutes")
      const exit = yield* Fiber.join(fiber)
      if (about !== "a broken card order") assert.strictEqual(wire.seen[0]?.headers["api_key"], canary.key, about)
      const text = `${everything()}\n${Exit.isFailure(exit) ? printed(exit.cause) : ""}`
      assert.include(text, "multisafepay.operation")
      expectClean(text, `${about}, ${what}`)
    }
  })

describe("no secret is in any span, log line or error", () => {
  for (const operation of Operations.all) {
    it.effect(`of ${operation.name}`, () =>
      Effect.gen(function* () {
        yield* watch(
          operation,
          written[operation.name] ?? (yield* generated(operation.request)),
          yield* generated(operation.query),
          operation.name
        )
      })
    )
  }

  const orders: Record<string, unknown> = {
    "the card order of the vendor's page": {
      ...cardDirect,
      customer: { ...cardDirect.customer, email: canary.email },
      gateway_info: { ...cardDirect.gateway_info, card_number: canary.card, card_cvc: canary.cvc }
    },
    "the SOFORT order of the vendor's page": {
      ...sofortDirect,
      customer: { ...sofortDirect.customer, email: canary.email }
    },
    "the SOFORT redirect of the vendor's page": {
      ...sofortRedirect,
      customer: { ...sofortRedirect.customer, email: canary.email }
    },
    "a direct debit": {
      type: "direct",
      gateway: "DIRDEB",
      order_id: "o-1",
      currency: "EUR",
      amount: 1000,
      description: "Two chairs",
      gateway_info: {
        account_id: canary.iban,
        account_holder_name: "A. Payer",
        account_holder_iban: canary.iban,
        emandate: "m-1"
      }
    },
    "a wallet payment": {
      type: "direct",
      gateway: "APPLEPAY",
      order_id: "o-1",
      currency: "EUR",
      amount: 1000,
      description: "Two chairs",
      customer: { email: canary.email },
      gateway_info: { payment_token: canary.token }
    },
    "a broken card order": {
      ...cardDirect,
      amount: canary.card,
      gateway_info: { card_number: `${canary.card}9`, card_cvc: canary.key }
    }
  }
  for (const [what, order] of Object.entries(orders)) {
    it.effect(`of ${what}`, () => watch(PlacedOrder.create, order, undefined, what))
  }

  it.effect("when the client is asked to log every request", () =>
    Effect.gen(function* () {
      const { everything, layer } = watching()
      const wire = scripted([replies["a refusal"]], {
        apiKey: Redacted.make(canary.key),
        transformClient: HttpClient.tapRequest((request) =>
          Effect.logInfo(JSON.stringify(request), inspect(request, { depth: null }), String(request))
        )
      })
      const fiber = yield* observed(
        call(PlacedOrder.create, orders["the card order of the vendor's page"], undefined)
      ).pipe(Effect.provide(Layer.mergeAll(wire.layer, layer)), Effect.forkChild)
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(fiber)
      assert.include(everything(), "testapi.multisafepay.com")
      expectClean(everything(), "a logged request")
    })
  )

  it("these tests can see a canary", () => {
    assert.throws(() => expectClean(`a ${canary.cvc} b`, ""))
    assert.isTrue(Operations.all.length > 60 && PlacedOrder.create.request === CreateOrder)
  })
})
