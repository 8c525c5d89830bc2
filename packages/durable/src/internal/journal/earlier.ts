// Payments that were begun before answers had a table of their own: theirs are deferreds among the engine's messages, and the payments that
// wait have to find them for as long as payments may last (460 days from the release after 0.0.0). Nothing is written there any more.
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type * as Statement from "effect/sql/Statement"
import { messages } from "./tables.ts"

/** What every payment writes down first. */
const firstTurn = "create/begin/0"

const decode = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({
      name: Schema.String,
      exit: Schema.Struct({ _tag: Schema.Literal("Success"), value: Schema.optionalKey(Schema.Unknown) })
    })
  )
)

/** Adds the answers of such a payment to those of the table. */
export const addEarlier = (
  sql: SqlClient.SqlClient,
  execution: string,
  answers: ReadonlyMap<string, string>
): Effect.Effect<ReadonlyMap<string, string>, SqlError> =>
  answers.has(firstTurn)
    ? Effect.succeed(answers)
    : Effect.map(
        sql<{ readonly payload: string }>`
          SELECT payload FROM ${sql(messages)} WHERE entity_id = ${execution} AND tag = 'deferred'`,
        (rows) => {
          const found = rows.flatMap(({ payload }) => Option.toArray(decode(payload)))
          return new Map([...renamed(new Map(found.map(({ exit, name }) => [name, exit.value]))), ...answers])
        }
      )

/** What a payment was started for before that was written down: the first message of each has it. Its timers are told by the same tag. */
export const startedFor = (sql: SqlClient.SqlClient, execution: string): Statement.Fragment =>
  sql`(SELECT payload FROM ${sql(messages)} WHERE entity_id = ${execution} AND tag = 'run' AND payload LIKE '%"currency":%')`

/** What woke a payment had an entry of its own, beside what the order then said. */
const renamed = (earlier: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> =>
  new Map(
    [...earlier].flatMap(([name, value]): Array<[string, string]> => {
      if (name.startsWith("DurableClock/") || name.startsWith("raceAll/wait/")) return []
      if (name.startsWith("raceAll/")) return [[name.slice("raceAll/".length), JSON.stringify(value ?? null)]]
      const look = /^look\/(\d+)$/.exec(name)
      if (look !== null && typeof value === "object") {
        return [[name, JSON.stringify({ ...value, woken: earlier.get(`raceAll/wait/${look[1]}`) ?? "time" })]]
      }
      return [[name, JSON.stringify(value ?? null)]]
    })
  )
