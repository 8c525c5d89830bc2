// /recurring: stored cards and accounts by the shop's reference of the customer. A customer without any is 410 with
// 1000, and a list calls `recurring_model` what a single token calls `model`.
import * as Result from "effect/Result"
import * as Token from "@effect-multisafepay/core/Token"
import * as Json from "../state/Json.ts"
import { isExpired } from "../machine/tokens.ts"
import { entryOf } from "../rules/methods.ts"
import * as State from "../state/State.ts"
import { failure, refused, success } from "./Reply.ts"
import { type Call, type Handling, type Route, route } from "./Route.ts"
import { validate } from "./validate.ts"

interface Of {
  readonly your_customer_reference: string
}

interface One extends Of {
  readonly your_token: string
}

const of = ({ params, state }: Call<Of>) => State.tokensOf(state, params.your_customer_reference)

const wire = (token: State.Token, { now, settings }: Call, modelName: "model" | "recurring_model"): Json.Json => {
  const { nulls, looseCards } = settings.quirks
  const nothing = nulls ? null : undefined
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
    expired: isExpired(token, now) ? 1 : 0,
    last4:
      token.last4 === undefined
        ? nothing
        : looseCards && !token.last4.startsWith("0")
          ? Number(token.last4)
          : token.last4,
    [modelName]: token.model
  }
}

const list = (call: Call<Of>): Handling => {
  const all = of(call)
  if (all.length === 0) return failure(410, 1000, "Not found", call.settings.quirks.emptyLists)
  const offset = Number(call.query.get("offset") ?? 0)
  const limit = Number(call.query.get("limit") ?? 10)
  return success({ tokens: all.slice(offset, offset + limit).map((token) => wire(token, call, "recurring_model")) })
}

const get = (call: Call<One>): Handling => {
  const token = of(call).find((one) => one.token === call.params.your_token)
  return token === undefined
    ? failure(410, 1000, "Token not found", call.settings.quirks.emptyLists)
    : success(wire(token, call, "model"))
}

const update = (call: Call<One>): Handling => {
  const valid = validate(Token.update, call.body)
  if (Result.isFailure(valid)) return refused(valid.failure, call.settings.quirks.emptyLists)
  const { your_customer_reference: reference, your_token: token } = call.params
  const expiry = (Json.string(valid.success["expiry_date"]) ?? "").padStart(4, "0")
  return { command: { _tag: "UpdateToken", reference, token, expiry }, reply: () => success({ updated: true }) }
}

const remove = (call: Call<One>): Handling => {
  const { your_customer_reference: reference, your_token: token } = call.params
  return { command: { _tag: "RemoveToken", reference, token }, reply: () => success({ removed: true }) }
}

export const routes: ReadonlyArray<Route> = [
  route(Token.list, list),
  route(Token.get, get),
  route(Token.update, update),
  route(Token.remove, remove)
]
