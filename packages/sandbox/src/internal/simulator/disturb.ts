// What a fault does to an exchange: before anything is done, between commit and reply, or to the reply itself.
import * as Effect from "effect/Effect"
import type * as Fault from "../../Fault.ts"
import type { Reply } from "../api/Reply.ts"
import { failure } from "../api/Reply.ts"
import * as Exchange from "./Exchange.ts"
import * as Json from "../state/Json.ts"
import type { Time } from "./Time.ts"

/** An exchange that ends before the request is looked at; undefined when it goes on. */
const before = (fault: Fault.Fault | undefined, time: Time): Effect.Effect<Exchange.Exchange | undefined> => {
  switch (fault?.kind) {
    case "refuse":
      return Effect.succeed({ _tag: "Refuse" })
    case "reset":
      return Effect.succeed({ _tag: "Reset" })
    case "stall":
      return Effect.succeed({ _tag: "Stall" })
    case "latency":
      return Effect.as(time.sleep(fault.ms ?? 1000), undefined)
    case "error-500":
      return Effect.succeed(print(failure(500, 9999, "Internal server error")))
    case "error-502":
      return Effect.succeed(Exchange.html(502, "Bad Gateway"))
    case "error-503":
      return Effect.succeed(Exchange.html(503, "Service Temporarily Unavailable", { "retry-after": "1" }))
    case "rate-limit":
      return Effect.succeed(
        Exchange.json(429, '{"message":"Too Many Requests"}', { "retry-after": fault.retryAfter ?? "1" })
      )
    case "unauthorized":
      return Effect.succeed(print(failure(401, 1032, "Invalid API key")))
    case "success-false":
      return Effect.succeed(print({ ...failure(200, 9999, "Unknown error"), status: 200 }))
    case "unknown-code":
      return Effect.succeed(print(failure(404, 7777, "An error that nobody has documented")))
    default:
      return Effect.succeed(undefined)
  }
}

/** The answer of a request that was carried out. */
const after = (
  fault: Fault.Fault | undefined,
  reply: Reply,
  write: (reply: Reply) => Exchange.Answer
): Exchange.Exchange => {
  const answer = write(reply)
  switch (fault?.kind) {
    case "reset-after-commit":
      return { _tag: "Reset" }
    case "lost-answer":
      return { _tag: "Close" }
    case "stall-headers":
      return { _tag: "Stall" }
    case "stall-body":
      return { _tag: "HalfAnswer", answer }
    case "error-502-after-commit":
      return Exchange.html(502, "Bad Gateway")
    case "error-500-after-commit":
      return print(failure(500, 9999, "Internal server error"))
    case "truncated":
      return { ...answer, status: 200, text: answer.text.slice(0, Math.ceil(answer.text.length / 2)) }
    case "garbage":
      return { ...answer, status: 200, text: "OK \u0000 not what you asked for {" }
    default:
      return answer
  }
}

/** The body of an answer with a fault of the envelope in it. Failures stay as they are. */
const envelope = (fault: Fault.Fault | undefined, body: Json.Json): Json.Json => {
  const object = Json.record(body) as { readonly [key: string]: Json.Json } | undefined
  if (object === undefined || object["success"] !== true) return body
  const data = Json.record(object["data"]) as { readonly [key: string]: Json.Json } | undefined
  switch (fault?.kind) {
    case "extra-field":
      return { ...object, data: data === undefined ? (object["data"] ?? null) : { ...data, ...news }, ...news }
    case "new-enum-value":
      return { ...object, data: mapWords(object["data"] ?? null) }
    case "big-integer":
      return { ...object, data: mapIds(object["data"] ?? null) }
    case "list-for-object":
      return { ...object, data: data === undefined ? [] : mapObjects(data) }
    default:
      return body
  }
}

const news = { added_in_a_later_version: { of: ["the", "API", 1] } }

const mapMembers = (value: Json.Json, change: (key: string, member: Json.Json) => Json.Json): Json.Json => {
  if (Array.isArray(value)) return value.map((one: Json.Json) => mapMembers(one, change))
  const object = Json.record(value) as { readonly [key: string]: Json.Json } | undefined
  return object === undefined
    ? value
    : Object.fromEntries(Object.entries(object).map(([key, member]) => [key, change(key, mapMembers(member, change))]))
}

const mapWords = (data: Json.Json): Json.Json =>
  mapMembers(data, (key, member) =>
    (key === "status" || key === "financial_status") && typeof member === "string" ? "invented_later" : member
  )

const mapIds = (data: Json.Json): Json.Json =>
  mapMembers(data, (key, member) =>
    (key === "transaction_id" || key === "refund_id") && typeof member === "bigint"
      ? 9_223_372_036_854_775_807n
      : member
  )

// As PHP prints objects whose members have all gone.
const mapObjects = (data: { readonly [key: string]: Json.Json }): Json.Json =>
  Object.fromEntries(
    Object.entries(data).map(([key, member]) => [key, Json.record(member) === undefined ? member : []])
  )

const print = (reply: Reply): Exchange.Answer => Exchange.json(reply.status, Json.print(reply.body, false))

export const disturb = { before, after, envelope }
