// The examples about telemetry, rate limits and circuit breakers, run as a reader would run them.
import { execFile } from "node:child_process"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const examples = join(import.meta.dirname, "../../../examples/src")

const node = (file: string, env: Record<string, string> = {}) =>
  Effect.callback<string>((resume) => {
    execFile(
      process.execPath,
      [join(examples, file)],
      // Half of the runner's own limit, which could not say how far it came.
      { env: { ...process.env, ...env }, timeout: 300_000 },
      (error, out) =>
        resume(error === null ? Effect.succeed(out) : Effect.die(new Error(`${error.message}, after ${out}`)))
    )
  })

/** A collector that keeps what it is sent, by path. */
const collector = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly bodies: Map<string, Array<string>>; readonly close: () => void }>(
    (resume) => {
      const bodies = new Map<string, Array<string>>()
      const server = createServer((request, response) => {
        let text = ""
        request.on("data", (data) => (text += String(data)))
        request.on("end", () => {
          bodies.set(request.url ?? "", [...(bodies.get(request.url ?? "") ?? []), text])
          response.end("{}")
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, bodies, close: () => void server.close() }))
      })
    }
  ),
  ({ close }) => Effect.sync(close)
)

describe("examples", () => {
  it.live("telemetry.ts sends the trace of a lost order and the metrics to a collector, and no key", () =>
    Effect.gen(function* () {
      const { bodies, url } = yield* collector
      yield* node("telemetry.ts", { OTLP_URL: url })
      const traces = (bodies.get("/v1/traces") ?? []).join("\n")
      for (const told of [
        "checkout",
        "Orders.create",
        "POST /orders",
        "GET /orders/{order_id}",
        "multisafepay.reconciled"
      ]) {
        assert.include(traces, told)
      }
      assert.include((bodies.get("/v1/metrics") ?? []).join("\n"), "multisafepay.call.duration")
      assert.notInclude([...bodies.values()].flat().join("\n"), "sandbox-api-key")
    })
  )

  it.live("telemetry.ts shows the look-up under its call when it is run by itself", () =>
    Effect.gen(function* () {
      assert.match(
        yield* node("telemetry.ts"),
        /Orders\.create.*reconciled=true[^]*POST \/orders[^]*GET \/orders\/\{order_id\}/
      )
    })
  )

  it.live("rate-limit.ts places fifteen orders, five in every half second", () =>
    Effect.gen(function* () {
      const out = yield* node("rate-limit.ts")
      const times = [...out.matchAll(/after (\d+) ms/g)].map(([, time]) => Number(time))
      assert.strictEqual(times.length, 15)
      assert.isAtLeast(times[14] ?? 0, 990)
    })
  )

  it.live("circuit-breaker.ts stops asking after five failures", () =>
    Effect.gen(function* () {
      assert.include(yield* node("circuit-breaker.ts"), "5 of 7 reached MultiSafepay")
    })
  )
})
