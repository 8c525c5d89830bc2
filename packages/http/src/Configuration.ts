// Where MultiSafepay is and who asks, read from the environment. Every problem ends in one error that names the variable to set.
import * as ApiKey from "@effect-multisafepay/core/ApiKey"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
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
  /** How many bytes of an answer are read at most, 8 MB by default. An answer with more is `UnexpectedAnswer`. */
  readonly maxAnswerSize?: number | undefined
  /** Whether to send this program's trace ids to MultiSafepay. Off by default: it is a third party. */
  readonly propagateTrace?: boolean | undefined
  /** A last word on the HTTP client: a proxy, a recorder. Never put a retry or Effect's `withRateLimiter` here, or around the client that this one is built on: both repeat writes. */
  readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
}

/**
 * The configuration cannot work. The message says which variable or option to change; it never shows the key.
 *
 * @category errors
 */
export class ConfigurationError extends Schema.TaggedError<ConfigurationError>(
  "@effect-multisafepay/http/ConfigurationError"
)("ConfigurationError", {
  /** The environment variable, which is also how the option is called in messages. */
  variable: Schema.Literals([
    "MULTISAFEPAY_API_KEY",
    "MULTISAFEPAY_ENVIRONMENT",
    "MULTISAFEPAY_BASE_URL",
    "HTTP_PROXY",
    "HTTPS_PROXY"
  ]),
  problem: Schema.String
}) {
  override get message() {
    return `${this.variable}: ${this.problem}`
  }
}

/** Base addresses of the API. @see https://docs.multisafepay.com/reference/environments @category data */
export const baseUrls: { readonly [E in Environment]: string } = {
  test: "https://testapi.multisafepay.com/v1/json",
  live: "https://api.multisafepay.com/v1/json"
}

const unset =
  "is not set. Put the API key of your site there (dashboard, Integrations > Sites), a test key to begin with."

/** The API key of the environment. A function, so that a program with a key of its own carries nothing of `Config`. @internal */
export const apiKeyFromEnvironment = (): Effect.Effect<Redacted.Redacted<string>, ConfigurationError> =>
  Effect.mapError(
    Config.schema(Schema.RedactedFromValue(Schema.NonEmptyString, { label: "api_key" }), "MULTISAFEPAY_API_KEY"),
    () => new ConfigurationError({ variable: "MULTISAFEPAY_API_KEY", problem: unset })
  )

/**
 * Options of which some come from a configuration. Address, environment and key may be given as they are or as a `Config` of your own; what is
 * left out is read from `MULTISAFEPAY_API_KEY`, `MULTISAFEPAY_ENVIRONMENT` (`test` or `live`) and `MULTISAFEPAY_BASE_URL`.
 *
 * @example
 * MultiSafepay.layerConfig({ apiKey: Config.Redacted("SHOP_NL_KEY") })
 *
 * @category models
 */
export interface ConfigOptions extends Omit<Partial<Options>, Configurable> {
  readonly apiKey?: Options["apiKey"] | Config.Config<Redacted.Redacted<string>> | undefined
  readonly environment?: Environment | Config.Config<Environment> | undefined
  readonly baseUrl?: string | Config.Config<string> | undefined
}

type Configurable = "apiKey" | "environment" | "baseUrl"

const noEnvironment = () =>
  new ConfigurationError({ variable: "MULTISAFEPAY_ENVIRONMENT", problem: 'must be "test" or "live"' })

/** Options from the configuration; what is given wins over the environment. @internal */
export const fromConfig = (given: ConfigOptions): Effect.Effect<Options, ConfigurationError> =>
  Effect.gen(function* () {
    const apiKey = yield* valueOf("MULTISAFEPAY_API_KEY", given.apiKey, apiKeyFromEnvironment())
    const environment = yield* valueOf(
      "MULTISAFEPAY_ENVIRONMENT",
      given.environment,
      Effect.mapError(
        Config.Literals(["test", "live"], "MULTISAFEPAY_ENVIRONMENT").pipe(Config.withDefault("test" as const)),
        noEnvironment
      )
    )
    const baseUrl = yield* valueOf(
      "MULTISAFEPAY_BASE_URL",
      given.baseUrl,
      Effect.mapError(
        Config.option(Config.NonEmptyString("MULTISAFEPAY_BASE_URL")),
        () => new ConfigurationError({ variable: "MULTISAFEPAY_BASE_URL", problem: "must not be empty when it is set" })
      ).pipe(Effect.map(Option.getOrUndefined))
    )
    return { ...given, apiKey, environment, baseUrl }
  })

// What a Config says of a value that it refuses may quote it.
const valueOf = <A, B>(
  variable: ConfigurationError["variable"],
  given: A | Config.Config<A> | undefined,
  otherwise: Effect.Effect<B, ConfigurationError>
): Effect.Effect<A | B, ConfigurationError> => {
  if (given === undefined) return otherwise
  return Config.isConfig(given)
    ? Effect.mapError(
        given,
        () => new ConfigurationError({ variable, problem: "cannot be read from the Config that is given for it" })
      )
    : Effect.succeed(given)
}

/**
 * The key without the blanks and marks that copying leaves at its ends, checked to be one that a header can carry. Never shown.
 *
 * @internal
 */
export const resolveApiKey = (options: Options): Effect.Effect<Redacted.Redacted<string>, ConfigurationError> => {
  const refuse = (problem: string) => Effect.fail(new ConfigurationError({ variable: "MULTISAFEPAY_API_KEY", problem }))
  const given: unknown = options.apiKey
  if (!Redacted.isRedacted(given)) return refuse("must be given as Redacted.make(...), so that it is never shown")
  return Effect.flatMap(
    Effect.mapError(
      Effect.try(() => Redacted.value(given)),
      () =>
        new ConfigurationError({
          variable: "MULTISAFEPAY_API_KEY",
          problem:
            "cannot be read: it was wiped, or there are two copies of `effect` in this program, and the key was made by the other one. `npm ls effect` (or `pnpm why effect`) names them; all packages must share one."
        })
    ),
    (value) => {
      if (typeof value !== "string") return refuse("must be text")
      const trimmed = ApiKey.meant(value)
      if (trimmed === "") return refuse(unset)
      const at = trimmed.search(/[^\u0021-\u007e]/)
      if (at === -1)
        return Effect.succeed(trimmed === value ? options.apiKey : Redacted.make(trimmed, { label: "api_key" }))
      const code = trimmed.codePointAt(at) ?? 0
      return refuse(
        `has a character that no API key has and no header can carry (U+${code.toString(16).toUpperCase().padStart(4, "0")}, the ${at + 1}th). Copy it again from the dashboard (Integrations > Sites).`
      )
    }
  )
}

/** The address without a trailing slash, its origin and its host. @internal */
export const resolveBaseUrl = (
  options: Options
): Effect.Effect<{ readonly baseUrl: string; readonly origin: string; readonly host: string }, ConfigurationError> => {
  const text: string | undefined = options.baseUrl ?? baseUrls[options.environment ?? "test"]
  if (text === undefined) return Effect.fail(noEnvironment())
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
  const path = url.pathname.replace(/^(.*[^/])?\/*$/, "$1")
  if (!path.endsWith("/v1/json")) {
    return refuse(`must end in /v1/json, as in ${url.origin}/v1/json: every path of the API is below that`)
  }
  return Effect.succeed({
    baseUrl: `${url.origin}${path}`,
    origin: url.origin,
    host: url.hostname
  })
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host)
