// The answers of steps, in a table of their own: one row each, and the first writer wins, by primary key. Activities of Effect are nearly
// that, but the answer of an activity can be taken back while a payment changes hands. What stands here stays.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type * as Statement from "effect/sql/Statement"
import { addEarlier, startedFor } from "./earlier.ts"
import { failedTry, hasTable, indexes, steps, unlessDone } from "./tables.ts"

/** The answers of one payment, by the names of its steps, encoded as JSON. */
export type Answers = ReadonlyMap<string, string>

export class StepStore extends Context.Service<
  StepStore,
  {
    readonly load: (execution: string) => Effect.Effect<Answers>
    /** Writes an answer down unless there is one, and gives what stands there now, and whatever has been signalled so far. */
    readonly put: (
      execution: string,
      name: string,
      answer: string
    ) => Effect.Effect<{ readonly answer: string; readonly signals: ReadonlyArray<string> }>
    /** Writes down what a payment is about, unless it has been started, and gives what it was started for. */
    readonly ask: (execution: string, about: string) => Effect.Effect<string>
  }
>()("@effect-multisafepay/durable/StepStore") {}

/** What a payment is about, among the answers of its steps. */
const asked = "asked"

const isSignal = (name: string) => name.startsWith("signal/")

export const layerMemory: Layer.Layer<StepStore> = Layer.sync(StepStore, () => {
  const all = new Map<string, Map<string, string>>()
  const of = (execution: string) => {
    const answers = all.get(execution) ?? new Map<string, string>()
    all.set(execution, answers)
    return answers
  }
  const put = (execution: string, name: string, answer: string) =>
    Effect.sync(() => {
      const answers = of(execution)
      const first = answers.get(name) ?? answer
      answers.set(name, first)
      return { answer: first, signals: [...answers.keys()].filter(isSignal) }
    })
  return {
    load: (execution) => Effect.sync(() => new Map(all.get(execution))),
    put,
    ask: (execution, about) => Effect.map(put(execution, asked, about), ({ answer }) => answer)
  }
})

export const layerSql: Layer.Layer<StepStore, SqlError, SqlClient.SqlClient> = Layer.effect(
  StepStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* unlessDone(
      sql,
      hasTable(sql, steps),
      sql`CREATE TABLE IF NOT EXISTS ${sql(steps)} (
        execution_id VARCHAR(255) NOT NULL,
        name VARCHAR(255) NOT NULL,
        answer TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (execution_id, name)
      )`
    )
    yield* unlessDone(
      sql,
      hasTable(sql, indexes.failed),
      sql.unsafe(`CREATE INDEX IF NOT EXISTS ${indexes.failed} ON ${steps} (execution_id) WHERE ${failedTry}`)
    )
    const list = sql.onDialectOrElse({
      pg: () => sql.literal("string_agg(s.name, ' ')"),
      orElse: () => sql.literal("group_concat(s.name, ' ')")
    })
    const write = (execution: string, name: string, answer: string | Statement.Fragment) =>
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        // Updating to what is there makes PostgreSQL and SQLite return the row that was first.
        const [row] = yield* sql<{ readonly answer: string; readonly signals: string | null }>`
          INSERT INTO ${sql(steps)} (execution_id, name, answer, at)
          VALUES (${execution}, ${name}, ${answer}, ${at})
          ON CONFLICT (execution_id, name) DO UPDATE SET name = excluded.name
          RETURNING answer, (SELECT ${list} FROM ${sql(steps)} s WHERE s.execution_id = ${execution}
            AND s.name IN ('signal/paid', 'signal/failed', 'signal/cancel')) AS signals`
        return row
      }).pipe(Effect.orDie)
    return {
      load: (execution) =>
        sql<{ readonly name: string; readonly answer: string }>`
          SELECT name, answer FROM ${sql(steps)} WHERE execution_id = ${execution}`.pipe(
          Effect.map((rows) => new Map(rows.map((row) => [row.name, row.answer]))),
          Effect.flatMap((answers) => addEarlier(sql, execution, answers)),
          Effect.orDie
        ),
      put: (execution, name, answer) =>
        Effect.map(write(execution, name, answer), (row) => ({
          answer: row?.answer ?? answer,
          signals: row?.signals?.split(" ") ?? []
        })),
      ask: (execution, about) =>
        Effect.map(
          write(execution, asked, sql`COALESCE(${startedFor(sql, execution)}, ${about})`),
          (row) => row?.answer ?? about
        )
    }
  })
)
