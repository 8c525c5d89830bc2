// The gauges on their way to a dashboard: sent by OTLP over HTTP, and named as the dashboard asks for them.
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Otlp from "effect/observability/Otlp"
import { Gauges, LocalEngine, Payments } from "../src/index.ts"
import { makeLeapingClock } from "./support/leaping.ts"
import { makeTools } from "./support/tools.ts"
import { makeWorld } from "./support/world.ts"

interface Point {
  readonly asDouble?: number
  readonly asInt?: number | string
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: { readonly stringValue?: string } }>
}
interface Sent {
  readonly name: string
  readonly gauge?: { readonly dataPoints: ReadonlyArray<Point> }
  readonly sum?: { readonly dataPoints: ReadonlyArray<Point> }
}

/** Keeps what it is sent last of each metric. */
const collector = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly metrics: Map<string, Sent>; readonly close: () => void }>(
    (resume) => {
      const metrics = new Map<string, Sent>()
      const server = createServer((request, response) => {
        let text = ""
        request.on("data", (data) => (text += String(data)))
        request.on("end", () => {
          response.end("{}")
          if (request.url !== "/v1/metrics") return
          for (const { scopeMetrics } of JSON.parse(text).resourceMetrics)
            for (const scope of scopeMetrics) for (const one of scope.metrics) metrics.set(one.name, one)
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, metrics, close }))
      })
    }
  ),
  ({ close }) => Effect.sync(close)
)

const { layer: clock, leap, watched } = makeLeapingClock()
const { begin } = makeTools({ name: "gauges", pass: leap, provide: () => Effect.die("not used") })

describe("gauges", () => {
  it.live("arrive at a collector, and are all that the dashboard asks for", () =>
    Effect.gen(function* () {
      const { metrics, url } = yield* collector
      const engine = watched(LocalEngine.make({ filename: ":memory:", pollInterval: "50 millis" }))
      const payments = Layer.provideMerge(Payments.layer(engine), makeWorld())
      yield* Effect.gen(function* () {
        const first = yield* begin
        yield* first.start()
        yield* first.isWaiting
        const second = yield* begin
        yield* second.start()
        yield* second.isWaiting
        second.api.pay(second.order_id)
        yield* second.notify
        yield* second.outcome
        yield* Gauges.update
      }).pipe(
        Effect.provide(
          Layer.provideMerge(
            payments,
            Layer.merge(
              clock,
              // Sends what there is when it is closed.
              Layer.provide(
                Otlp.layerJson({ baseUrl: url, resource: { serviceName: "shop" }, shutdownTimeout: "5 minutes" }),
                FetchHttpClient.layer
              )
            )
          )
        )
      )
      const points = (name: string) =>
        Object.fromEntries(
          (metrics.get(name)?.gauge ?? metrics.get(name)?.sum)?.dataPoints.map((one) => [
            one.attributes.flatMap(({ value }) => value.stringValue ?? []).join(),
            Number(one.asDouble ?? one.asInt)
          ]) ?? []
        )
      assert.deepInclude(points("multisafepay_payments"), { waiting: 1, ended: 1, suspended: 0 })
      assert.deepInclude(points("multisafepay_payments_problems"), { suspended: 0, failing: 0 })
      assert.deepInclude(points("multisafepay_payments_ended"), { paid: 1 })

      const dashboard = readFileSync(new URL("../../../docs/grafana/durable.json", import.meta.url), "utf8")
      const source = readFileSync(new URL("../src/internal/journal/Locks.ts", import.meta.url), "utf8")
      const asked = new Set(
        Array.from(dashboard.matchAll(/multisafepay_\w+/g), ([name]) => name.replace(/_total$/, ""))
      )
      // Only a process of a cluster has a lease to lose.
      const ofCluster = "multisafepay_payments_lease_failures"
      assert.include(source, `"${ofCluster}"`)
      const sent = [...metrics.keys()].filter((name) => name.startsWith("multisafepay_payments"))
      assert.sameMembers([...asked], [...new Set([...sent, ofCluster])])
      // Effect counts for the whole process unless told otherwise, and other tests count too.
    }).pipe(Effect.scoped, Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
