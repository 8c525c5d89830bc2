// The payments among the engine's messages: what they are called there, and how their last answers read.
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as MachineId from "effect/cluster/MachineId"
import * as Snowflake from "effect/cluster/Snowflake"
import type * as SqlClient from "effect/sql/SqlClient"
import type * as Statement from "effect/sql/Statement"
import { PaymentWorkflow } from "../../PaymentWorkflow.ts"
import { messages, replies } from "./tables.ts"

export const entityType = `Workflow/${PaymentWorkflow._tag}`
export const clockType = "Workflow/-/DurableClock"

// Ids of messages and replies begin with their time.
export const idAt = (milliseconds: number): bigint =>
  Snowflake.make({ machineId: MachineId.make(0), sequence: 0, timestamp: Math.max(0, milliseconds) })

interface Row {
  readonly id: string
  readonly tag: string
  readonly reply_id: string | null
  readonly reply: string | null
  /** The payment's first message holds its order id; the others only have its key. */
  readonly payment: string | null
}

/** Messages `m` with their last answers `r`. */
export const rowsOf = (sql: SqlClient.SqlClient, where: Statement.Fragment, order: Statement.Fragment) =>
  Effect.map(
    sql<Row>`
      SELECT CAST(m.id AS TEXT) AS id, m.tag AS tag, CAST(r.id AS TEXT) AS reply_id, r.payload AS reply, p.payload AS payment
      FROM ${sql(messages)} m
      LEFT JOIN ${sql(replies)} r ON r.id = m.last_reply_id
      LEFT JOIN ${sql(messages)} p ON p.message_id = ${`${entityType}/`} || m.entity_id || '/run/'
      WHERE ${where} ${order}`,
    (rows) => rows.map((row) => ({ ...row, reason: reasonOf(row) }))
  )

const Reply = Schema.fromJsonString(
  Schema.Struct({
    _tag: Schema.String,
    value: Schema.optionalKey(
      Schema.Struct({
        _tag: Schema.optionalKey(Schema.String),
        cause: Schema.optionalKey(Schema.Unknown),
        exit: Schema.optionalKey(Schema.Unknown)
      })
    ),
    cause: Schema.optionalKey(Schema.Unknown)
  })
)
const decodeReply = Schema.decodeUnknownOption(Reply)
const decodeOutcome = Schema.decodeUnknownOption(
  Schema.Struct({
    value: Schema.Struct({ step: Schema.optionalKey(Schema.String), reason: Schema.optionalKey(Schema.String) })
  })
)

/** Why a payment stands where it stands, in the words of its last answer. */
const reasonOf = (row: Row): string => {
  const reply = Option.getOrUndefined(decodeReply(row.reply))
  const value = reply?.value
  if (value?._tag === "Suspended") return messageOf(value.cause)
  const outcome = value === undefined ? Option.none() : decodeOutcome(value.exit)
  if (reply?._tag === "Success" && Option.isSome(outcome)) {
    const { reason, step } = outcome.value.value
    return `${step ?? "a step"}: ${reason ?? "unknown"}`
  }
  return `${row.tag}: ${messageOf(value?.exit ?? reply?.cause)}`
}

// The message of the first defect anywhere in an encoded cause.
const messageOf = (cause: unknown): string => {
  if (typeof cause !== "object" || cause === null) return "unknown"
  if ("message" in cause && typeof cause.message === "string") return cause.message
  for (const part of Object.values(cause)) {
    const message = messageOf(part)
    if (message !== "unknown") return message
  }
  return "unknown"
}
