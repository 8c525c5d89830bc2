// A transport that tells whether a request began to leave is believed before any code or deadline.
import * as RequestProgress from "@effect-multisafepay/http/RequestProgress"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import type { Options } from "@effect-multisafepay/http/Configuration"
import * as Orders from "@effect-multisafepay/http/Orders"
import { cardOrder, create, failureOf, methods } from "./support/calls.ts"
import { answer, broken, placed, scripted, stalled, unknownOrder } from "./support/scripted.ts"

type Reply = typeof stalled

const again = ({ reason }: HttpClientError.HttpClientError) => new HttpClientError.HttpClientError({ reason })

/** The same reply of a transport that tells. */
const telling =
  (begun: boolean, reply: Reply): Reply =>
  (request: HttpClientRequest.HttpClientRequest) =>
    Effect.withFiber((fiber) => {
      const progress = fiber.getRef(RequestProgress.RequestProgress)
      RequestProgress.watching(progress)
      if (begun) RequestProgress.begun(progress)
      return reply(request)
    })

const success = answer(200, placed)
const absent = answer(404, unknownOrder)

describe("a transport that tells whether the request began", () => {
  // Codes that stand in no list, and one that is in every list of things that follow a request.
  for (const code of ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", "ECONNRESET", "UND_ERR_DESTROYED", "EPIPE"]) {
    it.effect(`makes ${code} not sent when it did not: a card is charged once, by the second try`, () =>
      Effect.gen(function* () {
        const wire = scripted([telling(false, broken(code)), telling(true, success)])
        assert.isFalse(Result.getOrThrow(yield* create(wire, cardOrder)).possibleDuplicate)
        assert.strictEqual(methods(wire), "POST POST")
      })
    )
  }

  // Codes that elsewhere mean that nothing was sent.
  for (const code of ["EHOSTUNREACH", "ECONNREFUSED", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED"]) {
    it.effect(`makes ${code} unknown when it did: a card is not charged again`, () =>
      Effect.gen(function* () {
        const wire = scripted([telling(true, broken(code)), absent])
        const error = failureOf(yield* create(wire, cardOrder))
        assert.strictEqual(error.outcome, "unknown")
        assert.strictEqual(methods(wire).match(/POST/g)?.length, 1)
      })
    )
  }

  it.effect("makes a deadline that passes before it not sent", () =>
    Effect.gen(function* () {
      const wire = scripted([telling(false, stalled), telling(true, success)])
      Result.getOrThrow(yield* create(wire, cardOrder))
      assert.strictEqual(methods(wire), "POST POST")
    })
  )

  it.effect("makes a deadline that passes after it unknown", () =>
    Effect.gen(function* () {
      const wire = scripted([telling(true, stalled), absent])
      assert.strictEqual(failureOf(yield* create(wire, cardOrder)).outcome, "unknown")
    })
  )

  it.effect("is not talked out of it by a second transport that has not begun", () =>
    Effect.gen(function* () {
      const wire = scripted([
        (request) =>
          Effect.catch(telling(true, broken("ECONNRESET"))(request), () =>
            telling(false, broken("ECONNREFUSED"))(request)
          ),
        absent
      ])
      assert.strictEqual(failureOf(yield* create(wire, cardOrder)).outcome, "unknown")
    })
  )

  // A wrapper that repeats hands up its last error only, and a transport that tells nothing leaves only that to judge by.
  for (const [first, reply] of [
    ["a broken connection", broken("ECONNRESET")],
    ["an answer that it did not like", answer(503, {})]
  ] as const) {
    it.effect(`is not talked out of it by a wrapper that sends again after ${first} and is refused a connection`, () =>
      Effect.gen(function* () {
        const wire = scripted([reply, broken("ECONNREFUSED"), absent], {
          transformClient: (client) => HttpClient.retry(HttpClient.filterStatusOk(client), { times: 1 })
        })
        const error = failureOf(yield* create(wire, cardOrder))
        assert.strictEqual(error.outcome, "unknown")
        assert.strictEqual(methods(wire).match(/POST/g)?.length, 2, "the wrapper's two, and none of the client's")
      })
    )
  }

  it.effect("is not talked out of it by a wrapper that waits no longer, sends again and is refused a connection", () =>
    Effect.gen(function* () {
      const wire = scripted([stalled, broken("ECONNREFUSED"), absent], {
        transformClient: (client) =>
          HttpClient.make((request) =>
            Effect.catchTag(Effect.timeout(client.execute(request), 2000), "TimeoutError", () =>
              client.execute(request)
            )
          )
      })
      const error = failureOf(yield* create(wire, cardOrder))
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(methods(wire).match(/POST/g)?.length, 2, "the wrapper's two, and none of the client's")
    })
  )

  // A transport is believed about what it was given, not about what a wrapper sends another way afterwards.
  const elsewhere = (reply: Reply) => {
    const seen: Array<string> = []
    return { seen, client: HttpClient.make((request) => (seen.push(request.method), reply(request))) }
  }
  const refused = telling(false, broken("ECONNREFUSED"))
  const waiting = telling(false, stalled)
  for (const { first, patience, name, second } of [
    {
      name: "the connection is refused, and the answer elsewhere is lost",
      first: refused,
      second: broken("ECONNRESET")
    },
    { name: "the connection is refused, and elsewhere nothing comes back", first: refused, second: stalled },
    {
      name: "the connection takes too long, and the answer elsewhere is lost",
      first: waiting,
      patience: 2000,
      second: broken("ECONNRESET")
    },
    {
      name: "the connection takes too long, and elsewhere nothing comes back",
      first: waiting,
      patience: 2000,
      second: stalled
    }
  ]) {
    it.effect(`is not asked about another way that a wrapper takes when ${name}`, () =>
      Effect.gen(function* () {
        const other = elsewhere(second)
        const wire = scripted([(request) => (request.method === "GET" ? absent : first)(request)], {
          transformClient: (client) =>
            HttpClient.make((request) => {
              if (request.method === "GET") return client.execute(request)
              const tried = client.execute(request)
              return Effect.catch(patience === undefined ? tried : Effect.timeout(tried, patience), () =>
                other.client.execute(request)
              )
            })
        })
        const error = failureOf(yield* create(wire, cardOrder))
        assert.strictEqual(error.outcome, "unknown")
        assert.deepStrictEqual(other.seen, ["POST"])
      })
    )
  }

  for (const [name, transformClient] of [
    ["nothing", (client) => HttpClient.tap(client, () => Effect.void)],
    ["another error around the same reason", HttpClient.transform((send) => Effect.mapError(send, again))]
  ] as ReadonlyArray<readonly [string, NonNullable<Options["transformClient"]>]>) {
    it.effect(`is believed through a wrapper that adds ${name}, of errors and of deadlines`, () =>
      Effect.gen(function* () {
        for (const reply of [broken("ECONNRESET"), stalled]) {
          const wire = scripted([telling(false, reply), telling(true, success)], { transformClient })
          Result.getOrThrow(yield* create(wire, cardOrder))
          assert.strictEqual(methods(wire), "POST POST")
        }
      })
    )
  }

  it.effect("tells nobody when nobody asks", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* RequestProgress.RequestProgress)
      RequestProgress.watching(undefined)
      RequestProgress.begun(undefined)
    })
  )

  for (const [begun, outcome] of [
    [false, "not-sent"],
    [true, "unknown"]
  ] as const) {
    it.effect(`records a request cut by its deadline as ${outcome} when begun is ${begun}`, () =>
      Effect.gen(function* () {
        const wire = scripted([telling(begun, stalled)])
        const fiber = yield* Effect.forkChild(
          Effect.result(
            Orders.Orders.use((orders) => orders.create(cardOrder)).pipe(
              CallPolicy.override({ retry: "none", attemptDeadline: 1000 }),
              Effect.provide(wire.layer)
            )
          )
        )
        yield* TestClock.adjust("2 minutes")
        const error = failureOf(yield* Fiber.join(fiber))
        assert.deepStrictEqual([error.outcome, error.attempts[0]?.outcome], [outcome, outcome])
      })
    )
  }
})
