// A running sandbox, as the commands see it: its control routes, and its API for placing orders.
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Flag from "effect/cli/Flag"
import * as Json from "../internal/Json.ts"
import { defaultKey } from "../SandboxOptions.ts"
import { fail, type Failure } from "./Failure.ts"

export const defaultPort = 4310

/** Flags of every command that talks to a running sandbox. */
export const remoteFlags = {
  url: Flag.String("url").pipe(
    Flag.withDescription("Where the sandbox is; MULTISAFEPAY_SANDBOX_URL does the same"),
    Flag.withFallbackConfig(Config.String("MULTISAFEPAY_SANDBOX_URL")),
    Flag.withDefault(`http://127.0.0.1:${defaultPort}`)
  ),
  json: Flag.Boolean("json").pipe(Flag.withDefault(false), Flag.withDescription("Print JSON, one value a line"))
}

/** Of commands that place orders. Not MULTISAFEPAY_API_KEY: that may hold a real key. */
export const keyFlag = {
  apiKey: Flag.String("api-key").pipe(
    Flag.withDescription("The key of the sandbox; MULTISAFEPAY_SANDBOX_API_KEY does the same"),
    Flag.withFallbackConfig(Config.String("MULTISAFEPAY_SANDBOX_API_KEY")),
    Flag.withDefault(defaultKey)
  )
}

export type Fields = { readonly [key: string]: unknown }

type Called = Effect.Effect<unknown, Failure, HttpClient.HttpClient>

export const get = (url: string, path: string): Called => call(HttpClientRequest.get(`${origin(url)}/_sandbox${path}`))

export const post = (url: string, path: string, body: Fields = {}): Called =>
  call(
    HttpClientRequest.post(`${origin(url)}/_sandbox${path}`).pipe(
      HttpClientRequest.bodyText(Json.print(Json.from(body), false), "application/json")
    )
  )

export const remove = (url: string, path: string): Called =>
  call(HttpClientRequest.delete(`${origin(url)}/_sandbox${path}`))

/** Places an order through the API, as a shop would. */
export const place = (url: string, apiKey: string, order: Fields) =>
  Effect.flatMap(
    send(
      HttpClientRequest.post(`${origin(url)}/v1/json/orders`).pipe(
        HttpClientRequest.setHeader("api_key", apiKey),
        HttpClientRequest.bodyText(JSON.stringify(order), "application/json")
      )
    ),
    ({ value }) =>
      Json.at(value, "success") === true
        ? Effect.succeed(Json.record(Json.at(value, "data")) ?? {})
        : Effect.fail(
            fail(
              "refused",
              `the order was not placed: ${text(Json.at(value, "error_code"))} ${text(Json.at(value, "error_info"))}`
            )
          )
  )

const origin = (url: string): string => url.replace(/^(.*[^/])?\/*$/, "$1")

const text = (value: unknown): string => Json.string(value) ?? ""

const problems: { readonly [status: number]: Failure["problem"] } = { 400: "usage", 404: "notFound" }

const call = (request: HttpClientRequest.HttpClientRequest): Called =>
  Effect.flatMap(send(request), ({ status, value }) =>
    status < 300
      ? Effect.succeed(value)
      : Effect.fail(
          fail(problems[status] ?? "refused", Json.string(Json.at(value, "error")) ?? `the sandbox answered ${status}`)
        )
  )

const send = (request: HttpClientRequest.HttpClientRequest) =>
  HttpClient.execute(request).pipe(
    Effect.flatMap((response) =>
      Effect.map(response.text, (body) => ({ status: response.status, value: Json.parse(body) }))
    ),
    Effect.mapError(() =>
      fail(
        "unreachable",
        `no sandbox answers at ${URL.parse(request.url)?.origin ?? request.url}. Start one with "multisafepay-sandbox start", or say where it is with --url or MULTISAFEPAY_SANDBOX_URL`
      )
    )
  )
