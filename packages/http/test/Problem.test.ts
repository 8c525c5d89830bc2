import { assert, describe, it } from "@effect/vitest"
import * as MultiSafepayError from "@effect-multisafepay/core/MultiSafepayError"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Problem from "@effect-multisafepay/http/Problem"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { answer, broken, scripted, unknownOrder } from "./support/scripted.ts"

const secret = "the API's own words about jan@example.com"
const refusal = { status: 400, code: 1024, info: secret, advice: secret }

const failed = (
  reason: MultiSafepayError.Reason,
  outcome: MultiSafepayError.Outcome = "rejected",
  effectClass: MultiSafepayError.MultiSafepayError["effectClass"] = "reconcilable"
) =>
  new MultiSafepayError.MultiSafepayError({
    operation: "orders.create",
    effectClass,
    outcome,
    reason,
    attempts: [],
    order_id: "a-secret-order-id"
  })

const refused = (errorClass: string) => new MultiSafepayError.Refused({ ...refusal, class: errorClass, issues: [] })
const transport = (phase: "connect" | "exchange") =>
  new MultiSafepayError.Transport({ phase, origin: "https://secret.example", cause: secret })

describe("a failed call as an answer of the shop", () => {
  const cases: ReadonlyArray<readonly [MultiSafepayError.MultiSafepayError, number]> = [
    [failed(new MultiSafepayError.Declined(refusal)), 402],
    [failed(refused("decline")), 402],
    [failed(new MultiSafepayError.NotFound(refusal), "rejected", "read"), 404],
    [failed(new MultiSafepayError.DuplicateOrderId(refusal), "unknown"), 409],
    [failed(new MultiSafepayError.OrderIdConflict({ expected: { amount: 1 }, found: { amount: 2 } })), 409],
    [failed(refused("ambiguous")), 409],
    [failed(new MultiSafepayError.InvalidRequest({ issues: [] }), "not-sent"), 422],
    [failed(refused("permanent")), 422],
    [failed(refused("unknown")), 422],
    [failed(new MultiSafepayError.Unauthorized(refusal)), 500],
    [failed(refused("configuration")), 500],
    [failed(refused("retry")), 503],
    [failed(new MultiSafepayError.RateLimited({ retryAfter: 1500 })), 503],
    [failed(new MultiSafepayError.Unavailable({ status: 503, info: secret }), "unknown", "read"), 503],
    [failed(transport("connect"), "not-sent"), 503],
    [failed(transport("exchange"), "unknown"), 502],
    [failed(new MultiSafepayError.Unavailable({ status: 503, info: secret, retryAfter: 9000 }), "unknown"), 502],
    [failed(new MultiSafepayError.UnexpectedAnswer({ status: 200, problem: secret, excerpt: secret }), "unknown"), 502],
    [failed(new MultiSafepayError.Timeout({ phase: "total", after: 1 }), "unknown"), 504],
    [failed(new MultiSafepayError.Timeout({ phase: "total", after: 1 }), "not-sent"), 504]
  ]
  for (const [error, status] of cases) {
    it(`${error.reason._tag}${error.reason._tag === "Refused" ? ` (${error.reason.class})` : ""}, ${error.outcome}, of a ${error.effectClass} operation is ${status}`, () => {
      const problem = Problem.fromError(error)
      assert.strictEqual(problem.status, status)
      assert.deepInclude(problem, { type: "about:blank", reason: error.reason._tag, outcome: error.outcome })
      const shown = JSON.stringify(problem)
      for (const hidden of ["example", "words", "a-secret-order-id", "secret"]) assert.notInclude(shown, hidden)
      const lost = error.outcome === "unknown" && error.effectClass !== "read"
      assert.strictEqual(shown.includes("not known yet"), lost)
      // Nothing invites to repeat a payment that may have been made.
      if (lost) assert.isUndefined(Problem.toResponse(error).headers["retry-after"])
    })
  }

  it("is application/problem+json, and hands on how long to wait, in whole seconds", () => {
    const response = Problem.toResponse(failed(new MultiSafepayError.RateLimited({ retryAfter: 1500 })))
    assert.strictEqual(response.status, 503)
    assert.strictEqual(response.headers["retry-after"], "2")
    assert.match(response.headers["content-type"] ?? "", /^application\/problem\+json/)
  })

  it.effect("takes one line where a backend answers", () =>
    Effect.gen(function* () {
      const checkout = Effect.map(
        Effect.flatMap(Orders.Orders, (orders) => orders.get("o-1")),
        ({ status }) => HttpServerResponse.text(status)
      ).pipe(Effect.catchTag("MultiSafepayError", (error) => Effect.succeed(Problem.toResponse(error))))
      const statusOf = (reply: ReturnType<typeof answer>) =>
        Effect.map(
          Effect.provide(checkout, scripted([reply], { policy: { retry: "none" } }).layer),
          ({ status }) => status
        )
      assert.strictEqual(yield* statusOf(answer(404, unknownOrder)), 404)
      assert.strictEqual(yield* statusOf(broken("ECONNREFUSED")), 503)
    })
  )
})
