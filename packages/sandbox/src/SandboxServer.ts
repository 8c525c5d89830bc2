// The sandbox behind a real port, for anything that is not this process: an application under test, a browser, another language. The
// API is under /v1/json, the control routes under /_sandbox, so that a client cannot come to depend on them.
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { componentRoutes } from "./internal/web/component/routes.ts"
import { dashboardRoutes } from "./internal/web/dashboard/routes.ts"
import { Simulator } from "./internal/simulator/Simulator.ts"
import * as layers from "./internal/edges/client.ts"
import { controlRoutes } from "./internal/edges/controlApi.ts"
import { eventRoutes } from "./internal/edges/orderEvents.ts"
import { apiRoutes } from "./internal/edges/server.ts"
import * as Address from "./internal/edges/address.ts"
import { payRoutes } from "./internal/web/pay/routes.ts"
import * as control from "./internal/edges/control.ts"
import type { Sandbox } from "./SandboxShape.ts"
import { SandboxOptionsError } from "./SandboxError.ts"
import type { SandboxOptions } from "./SandboxOptions.ts"

/**
 * The port cannot be had.
 *
 * @category errors
 */
export class SandboxServerError extends Schema.TaggedError<SandboxServerError>(
  "@effect-multisafepay/sandbox/SandboxServerError"
)("SandboxServerError", {
  host: Schema.String,
  port: Schema.Finite,
  /** The system's code: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`. */
  code: Schema.String
}) {
  override get message() {
    const place = `${this.host}:${this.port}`
    switch (this.code) {
      case "EADDRINUSE":
        return `${place} is in use. Stop what listens there (another sandbox?), choose another port, or port 0 for any free one`
      case "EACCES":
        return `${place} may not be used by this user: ports below 1024 need privileges. Choose a higher one`
      default:
        return `cannot listen on ${place} (${this.code})`
    }
  }
}

/** @category models */
export interface SandboxServerOptions extends Omit<SandboxOptions, "origin"> {
  /** 0 picks a free port. */
  readonly port: number
  /** @default "127.0.0.1" */
  readonly host?: string | undefined
  /** Listen on an address that other machines can reach. @default false */
  readonly exposeToNetwork?: boolean | undefined
  /**
   * Where browsers reach it, such as `"https://sandbox.example.com"`, without a path: the beginning of `payment_url` and of every other
   * address that it hands out. A container whose port is another outside, or a proxy, needs it.
   *
   * @default where it listens; 127.0.0.1 when `host` is every address of the machine
   */
  readonly publicUrl?: string | undefined
  /** Names without a port that it answers to besides those of this machine: what other machines call it. @default none */
  readonly hosts?: ReadonlyArray<string> | undefined
}

/** More routes for the same server, such as a payment page: they reach the sandbox through its services. @category models */
export type Routes = Layer.Layer<
  never,
  never,
  | HttpRouter.HttpRouter
  | Services
  // What a single route asks for, as the router counts it.
  | HttpRouter.Request.From<"Requires", Sandbox>
  | HttpRouter.Request.From<"Requires", SandboxServer>
  | HttpRouter.Request.From<"Requires", Simulator>
>

type Services = Sandbox | SandboxServer | Simulator

/**
 * Where the sandbox listens.
 *
 * @category services
 */
export class SandboxServer extends Context.Service<
  SandboxServer,
  {
    /** `http://127.0.0.1:12345`: where this machine reaches it. */
    readonly url: string
    /** What `MULTISAFEPAY_BASE_URL` wants: `url` and `/v1/json`. */
    readonly baseUrl: string
    readonly port: number
  }
>()("@effect-multisafepay/sandbox/SandboxServer") {}

/**
 * A sandbox on a port of this machine, and the service to control it.
 *
 * Fails with `SandboxServerError` when the port is taken, and with `SandboxOptionsError` when there is no such port, or when the host can
 * be reached by other machines and `exposeToNetwork` is not true.
 *
 * @category layers
 */
export const layer = (
  options: SandboxServerOptions
): Layer.Layer<Sandbox | SandboxServer, SandboxOptionsError | SandboxServerError> => layerWith(options, Layer.empty)

/**
 * The same with more routes.
 *
 * @category layers
 */
export const layerWith = (
  options: SandboxServerOptions,
  more: Routes
): Layer.Layer<Sandbox | SandboxServer, SandboxOptionsError | SandboxServerError> => {
  const host = options.host ?? "127.0.0.1"
  const bound = Layer.unwrap(
    Effect.map(Effect.all([checkPort(options.port), checkHost(host, options), checkPublicUrl(options)]), () => {
      // Longer than clients keep a connection: one that is closed just as a request leaves loses its answer, and a busy machine is late by seconds.
      const server = createServer({ keepAliveTimeout: 65_000 })
      // One that was in use would stay open, and what comes over it next be answered by nobody.
      const closing = Layer.effectDiscard(Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections())))
      const listening = NodeHttpServer.layerServer(() => server, {
        host,
        port: options.port,
        gracefulShutdownTimeout: Duration.zero
      })
      return Layer.provideMerge(closing, listening).pipe(
        Layer.catch((error) => Layer.effectDiscard(Effect.fail(toServerError(host, options.port, error))))
      )
    })
  ) as Layer.Layer<HttpServer.HttpServer, SandboxOptionsError | SandboxServerError>
  const services = Layer.merge(control.layer, address(host, options)).pipe(
    Layer.provideMerge(Layer.merge(layers.simulator(options), bound))
  )
  const served = HttpRouter.serve(
    Layer.mergeAll(apiRoutes, eventRoutes, controlRoutes, payRoutes, componentRoutes, dashboardRoutes, more),
    {
      disableLogger: true,
      disableListenLog: true
    }
  )
  return served.pipe(Layer.provideMerge(services)) as Layer.Layer<
    Sandbox | SandboxServer,
    SandboxOptionsError | SandboxServerError
  >
}

const checkPort = (port: number) =>
  Number.isInteger(port) && port >= 0 && port <= 65535
    ? Effect.void
    : Effect.fail(
        new SandboxOptionsError({ option: "port", problem: `must be from 0 (any free one) to 65535, not ${port}` })
      )

const checkHost = (host: string, options: SandboxServerOptions) =>
  Effect.gen(function* () {
    if (options.exposeToNetwork === true) return
    const addresses = yield* Address.resolve(host)
    if (addresses.length > 0 && addresses.every(Address.isLoopback)) return
    return yield* addresses.length === 0
      ? new SandboxOptionsError({ option: "host", problem: `${host} is not known on this machine. Use 127.0.0.1` })
      : new SandboxOptionsError({
          option: "host",
          problem: `${host} can be reached by other machines, and the sandbox has no locks. Use 127.0.0.1`,
          unless: { option: "exposeToNetwork", when: "when you mean it" }
        })
  })

const checkPublicUrl = ({ publicUrl }: SandboxServerOptions) => {
  const url = publicUrl === undefined ? undefined : URL.parse(publicUrl)
  const isOrigin =
    url === undefined ||
    (url !== null && /^https?:$/.test(url.protocol) && url.href.replace(/\/$/, "") === url.origin && url.host !== "")
  return isOrigin
    ? Effect.void
    : Effect.fail(
        new SandboxOptionsError({
          option: "publicUrl",
          problem: `must be an http or https address without a path, such as http://localhost:4310, not ${publicUrl}`
        })
      )
}

const toServerError = (host: string, port: number, { cause }: ServeError): SandboxServerError => {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "unknown error"
  return new SandboxServerError({ host, port, code })
}

// The payment page is where the server is, which is known once it listens.
const address = (
  host: string,
  { publicUrl }: SandboxServerOptions
): Layer.Layer<SandboxServer, never, HttpServer.HttpServer | Simulator> =>
  Layer.effect(SandboxServer)(
    Effect.gen(function* () {
      const server = yield* HttpServer.HttpServer
      const simulator = yield* Simulator
      const port = "port" in server.address ? server.address.port : 0
      // "Every address" is none that a browser could open.
      const name = Address.isAny(host) ? "127.0.0.1" : host
      const url = `http://${name.includes(":") ? `[${name}]` : name}:${port}`
      simulator.setOrigin(publicUrl === undefined ? url : new URL(publicUrl).origin, url)
      return { url, baseUrl: `${url}/v1/json`, port }
    })
  )
