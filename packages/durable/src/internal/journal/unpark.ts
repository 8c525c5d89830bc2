// A message of the journal that was read but never dealt with (its reader lost the connection, froze, or gave up) is offered again by
// Effect after ten minutes. For a payment that is long: here it is offered again after half a minute. Offering one again that its owner
// is still busy with does nothing, because the owner knows it.
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as SqlClient from "effect/sql/SqlClient"
import { literals, messages, open, replies } from "./tables.ts"

export const unparkOnce = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const now = yield* Clock.currentTimeMillis
  const { halfAMinuteAgo, no } = literals(sql)
  const where = sql`last_read < ${halfAMinuteAgo}`
  yield* sql`
    UPDATE ${sql(messages)} SET last_read = NULL
    WHERE id IN (${open(sql, { columns: sql`id`, now, where })}) AND processed = ${no} AND ${where}
    AND NOT EXISTS (SELECT 1 FROM ${sql(replies)} r WHERE r.request_id = ${sql(messages)}.request_id)
  `
})

export const unpark: Layer.Layer<never, never, SqlClient.SqlClient> = Layer.effectDiscard(
  unparkOnce.pipe(
    Effect.catchCause((cause) => Effect.logDebug("parked messages could not be looked for", cause)),
    Effect.repeat(Schedule.spaced("15 seconds")),
    Effect.forkScoped
  )
)
