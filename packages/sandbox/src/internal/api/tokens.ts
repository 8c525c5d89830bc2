// /recurring: stored cards and accounts by the shop's reference of the customer. The surprises: a customer without any is 410 with
// 1000, and a list calls `recurring_model` what a single token calls `model`.
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import * as Token from "@effect-multisafepay/core/Token"
import * as Json from "../Json.ts"
import { entryOf } from "../methods.ts"
import * as State from "../State.ts"
import { failure, refused, success } from "./Reply.ts"
import type { Call, Handling, Route } from "./Route.ts"
import { validate } from "./validate.ts"

const of = ({ params, state }: Call) => State.tokensOf(state, params[0] ?? "")

const wire = (token: State.Token, { now, settings }: Call, modelName: "model" | "recurring_model"): Json.Json => {
  const { nulls, looseCards } = settings.quirks
  const nothing = nulls ? null : undefined
  const month = LocalTime.format(DateTime.makeUnsafe(now)).slice(0, 7).replace("-", "")
  return {
    token: token.token,
    code: token.code,
    display:
      token.last4 === undefined ? (entryOf(token.code)?.name ?? token.code) : `Card xxxx xxxx xxxx ${token.last4}`,
    bin: token.bin === undefined ? nothing : looseCards ? Number(token.bin) : token.bin,
    name_holder: token.holder ?? nothing,
    expiry_date:
      token.expiry === undefined
        ? nulls
          ? ""
          : undefined
        : looseCards && modelName === "recurring_model"
          ? Number(token.expiry)
          : token.expiry,
    expired: token.expiry !== undefined && `20${token.expiry}` < month ? 1 : 0,
    last4:
      token.last4 === undefined
        ? nothing
        : looseCards && !token.last4.startsWith("0")
          ? Number(token.last4)
          : token.last4,
    [modelName]: token.model
  }
}

const list = (call: Call): Handling => {
  const all = of(call)
  if (all.length === 0) return failure(410, 1000, "Not found", call.settings.quirks.emptyLists)
  const offset = Number(call.query.get("offset") ?? 0)
  const limit = Number(call.query.get("limit") ?? 10)
  return success({ tokens: all.slice(offset, offset + limit).map((token) => wire(token, call, "recurring_model")) })
}

const get = (call: Call): Handling => {
  const token = of(call).find((one) => one.token === call.params[1])
  return token === undefined
    ? failure(410, 1000, "Token not found", call.settings.quirks.emptyLists)
    : success(wire(token, call, "model"))
}

const update = (call: Call): Handling => {
  const valid = validate(Token.update, call.body, call.settings)
  if (Result.isFailure(valid)) return refused(valid.failure, call.settings.quirks.emptyLists)
  const [reference = "", token = ""] = call.params
  const expiry = (Json.string(valid.success["expiry_date"]) ?? "").padStart(4, "0")
  return { command: { _tag: "UpdateToken", reference, token, expiry }, reply: () => success({ updated: true }) }
}

const remove = (call: Call): Handling => {
  const [reference = "", token = ""] = call.params
  return { command: { _tag: "RemoveToken", reference, token }, reply: () => success({ removed: true }) }
}

const base = "/recurring/{your_customer_reference}"

export const routes: ReadonlyArray<Route> = [
  { name: "tokens.list", method: "GET", path: base, handle: list },
  { name: "tokens.get", method: "GET", path: `${base}/token/{your_token}`, handle: get },
  { name: "tokens.update", method: "PATCH", path: `${base}/update/{your_token}`, handle: update },
  { name: "tokens.remove", method: "DELETE", path: `${base}/remove/{your_token}`, handle: remove }
]
