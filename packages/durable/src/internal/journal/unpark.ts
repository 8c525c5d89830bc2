// A message of the journal that was read but never dealt with (its reader lost the connection, froze, or gave up) is offered again by
// Effect after ten minutes. For a payment that is long: here it is offered again after half a minute. Offering one again that its owner
// is still busy with does nothing, because the owner knows it.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as SqlClient from "effect/sql/SqlClient"
import { indexes, literals, messages, replies } from "./tables.ts"

export const unparkOnce = Effect.flatMap(SqlClient.SqlClient, (sql) => {
  const { by, halfAMinuteAgo, no } = literals(sql)
  return sql`
    UPDATE ${sql(messages)} ${by(indexes.read)} SET last_read = NULL
    WHERE processed = ${no} AND last_read IS NOT NULL AND last_read < ${halfAMinuteAgo}
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
