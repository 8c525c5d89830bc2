// Where MultiSafepay is and who asks, read from the environment. Every problem ends in one error that names the variable to set.
import * as Config from "effect/Config"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as HttpClient from "effect/http/HttpClient"
import type * as CallPolicy from "./CallPolicy.ts"

/** @category models */
export type Environment = "test" | "live"

/**
 * How to reach MultiSafepay.
 *
 * @category models
 */
export interface Options {
  /** The site's API key. Test and live keys differ. */
  readonly apiKey: Redacted.Redacted<string>
  /** Which of MultiSafepay's environments; `test` by default. */
  readonly environment?: Environment | undefined
  /** Another address, such as a local sandbox. Must be https unless it is on this machine. Wins over `environment`. */
  readonly baseUrl?: string | undefined
  /** What differs from `CallPolicy.standard`. */
  readonly policy?: Partial<CallPolicy.CallPolicy> | undefined
  /** Whether to send this program's trace ids to MultiSafepay. Off by default: it is a third party. */
  readonly propagateTrace?: boolean | undefined
  /** A last word on the HTTP client: a proxy, a recorder. Never put a retry or Effect's `withRateLimiter` here: both repeat writes. */
  readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
}

/**
 * The configuration cannot work. The message says which variable or option to change; it never shows the key.
 *
 * @category errors
 */
export class ConfigurationError extends Data.TaggedError("ConfigurationError")<{
  /** The environment variable, which is also how the option is called in messages. */
  readonly variable:
    | "MULTISAFEPAY_API_KEY"
    | "MULTISAFEPAY_ENVIRONMENT"
    | "MULTISAFEPAY_BASE_URL"
    | "HTTP_PROXY"
    | "HTTPS_PROXY"
  readonly problem: string
}> {
  override get message() {
    return `${this.variable}: ${this.problem}`
  }
}

/** Base addresses of the API. @see https://docs.multisafepay.com/reference/environments @category data */
export const baseUrls: { readonly [E in Environment]: string } = {
  test: "https://testapi.multisafepay.com/v1/json",
  live: "https://api.multisafepay.com/v1/json"
}

const apiKey: Config.Config<Redacted.Redacted<string>> = Config.schema(
  Schema.RedactedFromValue(Schema.NonEmptyString, { label: "api_key" }),
  "MULTISAFEPAY_API_KEY"
)

/** The API key of the environment. @internal */
export const apiKeyFromEnvironment: Effect.Effect<Redacted.Redacted<string>, ConfigurationError> = Effect.suspend(() =>
  Effect.mapError(
    apiKey,
    () =>
      new ConfigurationError({
        variable: "MULTISAFEPAY_API_KEY",
        problem:
          "is not set. Put the API key of your site there (dashboard, Integrations > Sites), a test key to begin with."
      })
  )
)

/** Options from the environment; what is given wins over it. @internal */
export const fromEnvironment = (given: Partial<Options>): Effect.Effect<Options, ConfigurationError> =>
  Effect.gen(function* () {
    const key = given.apiKey ?? (yield* apiKeyFromEnvironment)
    const environment =
      given.environment ??
      (yield* Effect.mapError(
        Config.Literals(["test", "live"], "MULTISAFEPAY_ENVIRONMENT").pipe(Config.withDefault("test" as const)),
        () => new ConfigurationError({ variable: "MULTISAFEPAY_ENVIRONMENT", problem: 'must be "test" or "live"' })
      ))
    const baseUrl =
      given.baseUrl ??
      (yield* Effect.mapError(
        Config.option(Config.NonEmptyString("MULTISAFEPAY_BASE_URL")),
        () => new ConfigurationError({ variable: "MULTISAFEPAY_BASE_URL", problem: "must not be empty when it is set" })
      ).pipe(Effect.map(Option.getOrUndefined)))
    return { ...given, apiKey: key, environment, baseUrl }
  })

/** The address without a trailing slash, its origin and its host. @internal */
export const resolveBaseUrl = (
  options: Options
): Effect.Effect<{ readonly baseUrl: string; readonly origin: string; readonly host: string }, ConfigurationError> => {
  const text = options.baseUrl ?? baseUrls[options.environment ?? "test"]
  const refuse = (problem: string) =>
    Effect.fail(new ConfigurationError({ variable: "MULTISAFEPAY_BASE_URL", problem }))
  const url = URL.parse(text)
  if (url === null) return refuse("is not an address such as https://testapi.multisafepay.com/v1/json")
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    return refuse("must have no user, query or fragment: the API key goes in a header, never in an address")
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return refuse(
      "must be https, because card data and the API key pass there; plain http is only for this machine (127.0.0.1, [::1], localhost)"
    )
  }
  return Effect.succeed({
    baseUrl: `${url.origin}${url.pathname.replace(/^(.*[^/])?\/*$/, "$1")}`,
    origin: url.origin,
    host: url.hostname
  })
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host)
