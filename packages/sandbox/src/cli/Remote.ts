// A running sandbox, as the commands see it: its control API, and its payment API for placing orders.
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import type * as Schema from "effect/Schema"
import * as Flag from "effect/cli/Flag"
import * as flags from "./flags.ts"
import * as Control from "../Control.ts"
import * as Json from "../internal/state/Json.ts"
import { defaultKey } from "../internal/state/Settings.ts"
import { fail, type Failure } from "./Failure.ts"

export const defaultPort = 4310

/** Flags of every command that talks to a running sandbox. */
export const remoteFlags = {
  url: Flag.String("url").pipe(
    Flag.withFallbackConfig(Config.String("MULTISAFEPAY_SANDBOX_URL")),
    flags.byDefault(`http://127.0.0.1:${defaultPort}`, "Where the sandbox is; MULTISAFEPAY_SANDBOX_URL does the same")
  ),
  json: flags.on("json", "Print JSON, one value a line")
}

/** Of commands that place orders. Not MULTISAFEPAY_API_KEY: that may hold a real key. */
export const keyFlag = {
  apiKey: Flag.String("api-key").pipe(
    Flag.withFallbackConfig(Config.String("MULTISAFEPAY_SANDBOX_API_KEY")),
    flags.byDefault(defaultKey, "The key of the sandbox; MULTISAFEPAY_SANDBOX_API_KEY does the same")
  )
}

export type Fields = { readonly [key: string]: unknown }

export type Client = HttpApiClient.ForApi<typeof Control.Control>

type Told = Control.Invalid | Control.NotFound | Control.Impossible | Control.TimedOut

/** Why a sandbox does not do what it is asked. */
export type Problem = Told | HttpClientError.HttpClientError | Schema.SchemaError

/** Asks a running sandbox for something. */
export const ask = <A, E extends Problem>(
  url: string,
  use: (control: Client) => Effect.Effect<A, E>
): Effect.Effect<A, Failure, HttpClient.HttpClient> =>
  Effect.flatMap(HttpApiClient.make(Control.Control, { baseUrl: origin(url) }), use).pipe(
    Effect.mapError((error) => toFailure(url, error))
  )

const toFailure = (url: string, error: Problem): Failure => {
  switch (error._tag) {
    case "Invalid":
      return fail("usage", error.error)
    case "NotFound":
      return fail("notFound", error.error)
    case "Impossible":
      return fail("refused", error.error)
    case "TimedOut":
      return fail("timeout", error.error)
    case "HttpClientError":
      return error.response === undefined
        ? unreachable(url)
        : fail(
            "refused",
            `what is at ${url} answered ${error.response.status}, which is not what a sandbox of this version says`
          )
    case "SchemaError":
      return fail("refused", `what is at ${url} answers otherwise than a sandbox of this version: ${error.message}`)
  }
}

const unreachable = (url: string): Failure =>
  fail(
    "unreachable",
    `no sandbox answers at ${URL.parse(url)?.origin ?? url}. Start one with "multisafepay-sandbox start", or say where it is with --url or MULTISAFEPAY_SANDBOX_URL`
  )

/** Places an order through the API, as a shop would. */
export const place = (url: string, apiKey: string, order: Fields) =>
  HttpClient.execute(
    HttpClientRequest.post(`${origin(url)}/v1/json/orders`).pipe(
      HttpClientRequest.setHeader("api_key", apiKey),
      HttpClientRequest.bodyText(JSON.stringify(order), "application/json")
    )
  ).pipe(
    Effect.flatMap((response) => Effect.map(response.text, (text) => ({ status: response.status, text }))),
    Effect.mapError(() => unreachable(url)),
    Effect.flatMap(({ status, text }) => {
      const value = Json.parse(text)
      return Json.at(value, "success") === true
        ? Effect.void
        : fail("refused", `the order was not placed: ${problemIn(value, status)}`)
    })
  )

// A fault may have put something else in the place of the answer.
const problemIn = (value: unknown, status: number): string => {
  const [code, info, message] = ["error_code", "error_info", "message"].map((key) => Json.string(Json.at(value, key)))
  return code === undefined ? `HTTP ${status} ${message ?? ""}`.trimEnd() : `${code} ${info ?? ""}`
}

/** Asks a sandbox that `start` runs to end. It may be gone before its answer is here. */
export const askToStop = (url: string) =>
  HttpClient.execute(HttpClientRequest.post(`${origin(url)}${Control.path}/stop`)).pipe(
    Effect.map(({ status }) => status),
    Effect.orElseSucceed(() => 200),
    Effect.flatMap((status) =>
      status === 200
        ? Effect.void
        : fail("refused", `the sandbox at ${url} runs within a program, and ends when that does: it answered ${status}`)
    )
  )

const origin = (url: string): string => url.replace(/^(.*[^/])?\/*$/, "$1")
