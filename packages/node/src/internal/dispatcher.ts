// The connections of `NodeMultiSafepay`: an undici agent of its own, through a proxy when the environment names one.
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "@effect/platform-node/Undici"
import { ConfigurationError } from "@effect-multisafepay/http/Configuration"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

// Over HTTP/2 a server may hand a request back, and undici would send it again by itself.
const options = { allowH2: false }

// What is sent to this machine is for a sandbox, and no proxy's business.
const thisMachine = "localhost,127.0.0.1,::1"

const schemes = new Set(["http:", "https:", "socks5:", "socks:"])

// Bun puts a shell of its own in undici's place: every request would end as "connection error".
const needsNode =
  "NodeMultiSafepay needs the connections of Node.js. On this runtime it is MultiSafepay.layerConfig() of @effect-multisafepay/http, provided with FetchHttpClient.layer of effect/http"

/** An agent until the scope closes. What is sent afterwards fails, unsent. */
export const make: Effect.Effect<Dispatcher, ConfigurationError, Scope.Scope> = Effect.gen(function* () {
  if (typeof Agent.prototype.destroy !== "function") return yield* Effect.die(new Error(needsNode))
  const httpProxy = yield* proxy("HTTP_PROXY")
  const httpsProxy = yield* proxy("HTTPS_PROXY")
  const noProxy = yield* variable("NO_PROXY")
  return yield* Effect.acquireRelease(
    Effect.sync(() =>
      httpProxy === "" && httpsProxy === ""
        ? new Agent(options)
        : new EnvHttpProxyAgent({ ...options, httpProxy, httpsProxy, noProxy: `${noProxy},${thisMachine}` })
    ),
    (agent) => Effect.promise(() => agent.destroy())
  )
})

// As other programs have it: the name in small letters wins.
const variable = (name: string): Effect.Effect<string> =>
  Config.String(name.toLowerCase()).pipe(
    Config.orElse(() => Config.String(name)),
    Config.withDefault(""),
    Effect.orElseSucceed(() => "")
  )

const proxy = (name: "HTTP_PROXY" | "HTTPS_PROXY"): Effect.Effect<string, ConfigurationError> =>
  Effect.flatMap(variable(name), (address) =>
    address === "" || schemes.has(URL.parse(address)?.protocol ?? "")
      ? Effect.succeed(address)
      : // The address is not shown: it may hold a password.
        Effect.fail(
          new ConfigurationError({ variable: name, problem: "must be an address such as http://proxy.example:3128" })
        )
  )
