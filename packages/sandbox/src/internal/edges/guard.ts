// Who may ask. The sandbox has no log-in; what protects it from a web page in the same browser is that a page of another origin cannot
// forge `Origin` and `Sec-Fetch-Site`, and that a name somebody else controls (DNS rebinding) shows in `Host`. Its own notifications
// never count as requests, however they come back: directly, through a redirect or a forwarded port.
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as ByteSize from "effect/ByteSize"
import { Simulator } from "../simulator/Simulator.ts"
import { told } from "../simulator/defect.ts"
import { isLocalName, isLoopback } from "./address.ts"
import { userAgent } from "./userAgent.ts"

type Handled<E, R> = Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>

interface Options {
  /** Forms of other sites come through; the handler looks at them itself. */
  readonly crossOriginForms?: boolean
  /** Reading is refused to pages of other sites as well. */
  readonly reads?: "any" | "same-origin"
  /** How a refusal is written. */
  readonly refusal?: (status: number, text: string) => HttpServerResponse.HttpServerResponse
  /** Bytes of a body. */
  readonly limit?: number
}

/**
 * Lets a request through when it was sent to this machine by name, and a form when it was sent from one of our own pages. What goes
 * wrong behind it is told on stderr, and the caller hears what to do.
 */
export const guarded = <E, R>(
  handler: Handled<E, R>,
  { crossOriginForms = false, limit = pageLimit, reads = "any", refusal = asText }: Options = {}
): Handled<E, R | Simulator | HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const simulator = yield* Simulator
    const { hosts = [], origin } = simulator.settings()
    const own = [origin, simulator.servedAt() ?? origin].map((url) => URL.parse(url)?.hostname ?? "")
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.headers["user-agent"] === userAgent) {
      return refusal(
        508,
        "This is a notification of a sandbox, sent to a sandbox. Nothing was changed: give the shop's own notification_url."
      )
    }
    if (!isOurs(request.headers["host"] ?? "", [...hosts, ...own])) {
      return refusal(
        421,
        `This sandbox is at ${origin}. It answers to no other name, so that no web page can reach it; --allow-host (hosts) adds one.`
      )
    }
    const isRead = reads === "any" && (request.method === "GET" || request.method === "HEAD")
    if (!isRead && !crossOriginForms && !isSameOrigin(request, origin)) {
      return refusal(403, "This was sent by a page of another site. Nothing was changed.")
    }
    return yield* handler.pipe(
      Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(limit)),
      Effect.catchDefect((defect) =>
        Effect.gen(function* () {
          const what = told(defect)
          yield* Console.error(`multisafepay-sandbox: ${request.method} ${pathOf(request)} failed: ${what.log}`)
          return refusal(500, what.advice)
        })
      )
    )
  })

const pageLimit = 65_536

const pathOf = (request: HttpServerRequest.HttpServerRequest): string =>
  URL.parse(request.originalUrl, "http://sandbox")?.pathname ?? ""

// A rebinding attack needs a name in the public DNS. Addresses in digits are none, nor are names without a dot (a container's) or
// under the domains that are kept out of it.
const isOurs = (host: string, own: ReadonlyArray<string>): boolean => {
  const url = URL.parse(`http://${host}`)
  if (url === null || host === "" || url.username !== "") return false
  const name = url.hostname
  return (
    isLoopback(name) ||
    isLocalName(name) ||
    own.some((one) => one.toLowerCase() === name) ||
    /^[\d.]+$/.test(name) ||
    isPrivate.test(name)
  )
}

const isPrivate = /^\[|^[a-z0-9-]+$|\.(?:internal|local|test|home\.arpa)$/

/**
 * Whether a request may change something: from a page that came from the address it was sent to, or, behind a proxy, from our public one. A
 * client that says nothing about where it comes from is no browser.
 */
export const isSameOrigin = ({ headers }: HttpServerRequest.HttpServerRequest, ours: string): boolean => {
  const origin = headers["origin"]
  const site = headers["sec-fetch-site"]
  return (
    (origin === undefined || origin === ours || origin === `http://${headers["host"]}`) &&
    (site === undefined || site === "same-origin" || site === "none")
  )
}

const asText = (status: number, text: string) =>
  HttpServerResponse.text(`${text}\n`, { status, headers: { "x-content-type-options": "nosniff" } })
