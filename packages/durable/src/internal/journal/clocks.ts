// Processes and the database agree on when a timer is due only as far as their clocks do.
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

const tolerated = 1000

/** Warns at start when this machine's clock and that of PostgreSQL differ by more than a second and the time that asking took. */
export const compareClocks: Layer.Layer<never, SqlError, SqlClient.SqlClient> = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const before = yield* Clock.currentTimeMillis
    const [row] = yield* sql<{ readonly at: string }>`
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at`
    const after = yield* Clock.currentTimeMillis
    const there = Number(row?.at)
    const ahead = before > there ? before - there : Math.min(0, after - there)
    if (Math.abs(ahead) <= tolerated) return
    const seconds = Math.round(Math.abs(ahead) / 1000)
    yield* Effect.logWarning(
      `this machine's clock is ${seconds} s ${ahead > 0 ? "ahead of" : "behind"} the database's: ` +
        "timers of payments that change hands are early or late by the difference. Let NTP set the clocks of all machines"
    )
  })
)
