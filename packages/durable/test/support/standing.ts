// Waiting for a payment of a running engine. Nothing waits without end: when nothing of it has moved for a while it fails, and says what
// stands in the journal.
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as SqlClient from "effect/sql/SqlClient"
import { Payments, PaymentWorkflow } from "../../src/index.ts"

/** Counted in looks, not in time: a slow machine takes longer for each, and one that was frozen has not looked. */
const patience = 2000

const moment = Effect.sleep("30 millis")

/** Until it is so. Fails when nothing of what is watched moves any more. `pass`: lets some time pass between two looks. */
export const progress = <E1, R1, E2, R2>(
  what: string,
  check: Effect.Effect<boolean, E1, R1>,
  watched: Effect.Effect<unknown, E2, R2>,
  pass: Effect.Effect<void> = moment
) =>
  Effect.gen(function* () {
    let last = ""
    for (let look = 0, moved = 0; look - moved < patience; look++) {
      if (yield* check) return
      // Not each time: what is watched may cost more than what is checked.
      if (look % 10 === 0) {
        const now = JSON.stringify(yield* watched)
        if (now !== last) moved = look
        last = now
      }
      yield* pass
    }
    assert.fail(`nothing moves any more while waiting: ${what}; ${last}`)
  })

/** How a payment stands, with its rows where it is kept in a database. */
export const shown = (order_id: string) =>
  Effect.gen(function* () {
    const standing = yield* Payments.Payments.use((payments) => payments.standing(order_id))
    const sql = yield* Effect.serviceOption(SqlClient.SqlClient)
    if (Option.isNone(sql)) return { order_id, standing }
    const key = yield* PaymentWorkflow.executionId(order_id)
    const steps = yield* sql.value<{ readonly name: string; readonly answer: string }>`
      SELECT name, answer FROM multisafepay_steps WHERE execution_id = ${key} ORDER BY at, name`
    const messages = yield* sql.value`
      SELECT m.tag, CAST(m.processed AS TEXT) AS processed, CAST(m.last_read AS TEXT) AS last_read,
        CAST(m.deliver_at AS TEXT) AS deliver_at, r.payload AS reply
      FROM multisafepay_messages m LEFT JOIN multisafepay_replies r ON r.request_id = m.id
      WHERE m.entity_id = ${key} ORDER BY m.id`
    return { order_id, standing, steps: steps.map(({ answer, name }) => `${name}: ${answer}`), messages }
  })

/** Until the payment stands like that. */
export const becomes = (order_id: string, tag: Payments.Standing["_tag"], pass?: Effect.Effect<void>) =>
  progress(
    `${order_id} is ${tag}`,
    Payments.Payments.use((payments) => Effect.map(payments.standing(order_id), (it) => it._tag === tag)),
    shown(order_id),
    pass
  )

/** What became of it. */
export const outcomeOf = (order_id: string, pass?: Effect.Effect<void>) =>
  Effect.gen(function* () {
    yield* becomes(order_id, "Ended", pass)
    const end = yield* Payments.Payments.use((payments) => payments.standing(order_id))
    return end._tag === "Ended" ? end.outcome : assert.fail(`${order_id} had ended`)
  })
