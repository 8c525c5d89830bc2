// How the payments of a journal stand, as metrics: for a dashboard and its alarms. One process of several is enough.
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as History from "./History.ts"
import { queue } from "./internal/journal/tables.ts"
import * as Operator from "./Operator.ts"

const payments = Metric.gauge("multisafepay_payments", { description: "Payments by state" })
const oldest = Metric.gauge("multisafepay_payments_oldest_waiting_seconds", {
  description: "How long ago the oldest payment that waits was started"
})
const problems = Metric.gauge("multisafepay_payments_problems", { description: "Payments that need a look, by kind" })
const queued = Metric.gauge("multisafepay_payments_notices_queued", {
  description: "Notifications that could not be told at once and are kept for later"
})

/** Reads the journal once and sets the gauges. @category effects */
export const update: Effect.Effect<void, SqlError, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const now = yield* Clock.currentTimeMillis
  const counts = yield* History.counts
  yield* Effect.forEach(History.State.literals, (state) =>
    Metric.update(Metric.withAttributes(payments, { state }), counts.states[state])
  )
  yield* Metric.update(
    oldest,
    Option.match(counts.oldest, { onNone: () => 0, onSome: (started) => Math.max(0, (now - started) / 1000) })
  )
  const found = yield* Operator.stuck
  yield* Effect.forEach(Operator.kinds, (kind) =>
    Metric.update(Metric.withAttributes(problems, { kind }), found.filter((one) => one.kind === kind).length)
  )
  const [row] = yield* sql<{ readonly n: number | string | bigint }>`
    SELECT COUNT(*) AS n FROM ${sql(queue)} WHERE state IN ('pending', 'processing')`
  yield* Metric.update(queued, Number(row?.n ?? 0))
})

/** Sets the gauges again and again, every minute if not told otherwise. Export them with Effect's `Otlp`. @category layers */
export const layer = (
  options: { readonly interval?: Duration.Input | undefined } = {}
): Layer.Layer<never, never, SqlClient.SqlClient> =>
  Layer.effectDiscard(
    update.pipe(
      Effect.catchCause((cause) => Effect.logWarning("the gauges of payments could not be read", cause)),
      Effect.repeat(Schedule.spaced(options.interval ?? "1 minute")),
      Effect.forkScoped
    )
  )
